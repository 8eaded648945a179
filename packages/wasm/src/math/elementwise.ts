import { type Callable, type Expression, type Local, op, opAt } from "../assembler/expression.ts";
import { FLOATS } from "../kernels/float.ts";
import { erf } from "./errorFunction.ts";
import { expm1, expStages, sigmoidStages, tanhStages } from "./exponential.ts";
import { Lanes, type Value } from "./lanes.ts";
import { log1p, logStages } from "./logarithm.ts";
import { pow } from "./power.ts";
import { type Stages, together } from "./stages.ts";
import { cos, sin } from "./trigonometric.ts";

/** The host's functions of one float64 number that a module may call, by name. */
export type Host = Readonly<Record<"sin" | "cos", Callable>>;

/** An elementwise function: writes what computes it from its inputs, on numbers or vectors of either type. */
export type Emit1 = (n: Lanes, x: Local, host: Host) => Value;
export type Emit2 = (n: Lanes, x: Local, y: Local, host: Host) => Value;

/** What a kernel runs as. @public */
export type Run = (...args: number[]) => number;

/**
 * An elementwise function of one input: its one description, from which kernels over arrays and the code between them
 * are made.
 * @public
 */
export interface UnaryKernel {
  readonly name: string;
  readonly emit: Emit1;
  /** The same in pieces, where that is faster over arrays. */
  readonly stages?: Stages;
  /** The functions that have been assembled, by floating type. */
  readonly made: Run[];
  /** The kernel beats a plain loop, copies included, from this many numbers on, and in float64 up to this many. */
  readonly from: number;
  readonly upTo: number;
}

/** The same for two inputs. @public */
export interface BinaryKernel {
  readonly name: string;
  readonly emit: Emit2;
  /** The functions that have been assembled, by floating type and by which input is repeated. */
  readonly made: Run[];
  readonly from: number;
  readonly upTo: number;
  /** Whether the plain loop takes a short way for a single number on the right. */
  readonly shortcut?: (y: number) => boolean;
}

/**
 * In float32 through float64 and back, where that is as good as it gets: converted, half a vector at a time, and
 * rounded once.
 */
function through(n: Lanes, xs: readonly Local[], body: (n: Lanes, ...xs: Local[]) => Value): Value {
  if (n.float.bytes === 8) return body(n, ...xs);
  const { f } = n;
  const inner = new Lanes(f, FLOATS.float64, n.vector);
  if (!n.vector) {
    const wide = xs.map((x) => f.let(op("f64.promote_f32", x)));
    return op("f32.demote_f64", body(inner, ...wide));
  }
  const half = (high: boolean): Expression => {
    const wide = xs.map((x) => {
      const from = high ? op("f64x2.splat", opAt({ lane: 1 }, "f64x2.extract_lane", x)) : x;
      return f.let(op("f64x2.promote_low_f32x4", from));
    });
    return op("f32x4.demote_f64x2_zero", body(inner, ...wide));
  };
  const low = f.let(half(false));
  const high = opAt({ lane: 0 }, "f64x2.extract_lane", half(true));
  return opAt({ lane: 1 }, "f64x2.replace_lane", low, high);
}

// Each is a constant of its own, so that a bundle holds those that it uses. Thresholds are measured; see the decision
// on kernels.
const CHEAP = 192;
const DEAR = 16;
/** Functions for which the host takes 12 ns a number and more. */
const DEAREST = 8;
/** Functions that the host computes quickly, and sines and cosines, for which it is nearly as fast. */
const QUICK = 32;
const CLOSE = 128;
/** Where arrays outgrow the caches the copies cost more than the loops. */
const CACHED = 2 ** 18;

export const negKernel: UnaryKernel = { name: "neg", emit: (n, x) => n.neg(x), made: [], from: CHEAP, upTo: CACHED };
export const absKernel: UnaryKernel = { name: "abs", emit: (n, x) => n.abs(x), made: [], from: CHEAP, upTo: CACHED };
export const sqrtKernel: UnaryKernel = { name: "sqrt", emit: (n, x) => n.sqrt(x), made: [], from: CHEAP, upTo: CACHED };
export const squareKernel: UnaryKernel = {
  name: "square",
  emit: (n, x) => n.mul(x, x),
  made: [],
  from: CHEAP,
  upTo: CACHED,
};
export const expKernel: UnaryKernel = {
  name: "exp",
  emit: (n, x) => together(expStages, n, x),
  stages: expStages,
  made: [],
  from: DEAR,
  upTo: Infinity,
};
export const expm1Kernel: UnaryKernel = {
  name: "expm1",
  emit: (n, x) => expm1(n, x),
  made: [],
  from: DEAR,
  upTo: Infinity,
};
export const logKernel: UnaryKernel = {
  name: "log",
  emit: (n, x) => together(logStages, n, x),
  stages: logStages,
  made: [],
  from: QUICK,
  upTo: Infinity,
};
export const log1pKernel: UnaryKernel = {
  name: "log1p",
  emit: (n, x) => through(n, [x], log1p),
  made: [],
  from: QUICK,
  upTo: Infinity,
};
export const tanhKernel: UnaryKernel = {
  name: "tanh",
  emit: (n, x) => together(tanhStages, n, x),
  stages: tanhStages,
  made: [],
  from: DEAREST,
  upTo: Infinity,
};
export const sigmoidKernel: UnaryKernel = {
  name: "sigmoid",
  emit: (n, x) => together(sigmoidStages, n, x),
  stages: sigmoidStages,
  made: [],
  from: DEAREST,
  upTo: Infinity,
};
export const sinKernel: UnaryKernel = {
  name: "sin",
  emit: (n, x, host) => through(n, [x], (n, x) => sin(n, x!, host.sin)),
  made: [],
  from: CLOSE,
  upTo: Infinity,
};
export const cosKernel: UnaryKernel = {
  name: "cos",
  emit: (n, x, host) => through(n, [x], (n, x) => cos(n, x!, host.cos)),
  made: [],
  from: CLOSE,
  upTo: Infinity,
};
export const erfKernel: UnaryKernel = {
  name: "erf",
  emit: (n, x) => through(n, [x], erf),
  made: [],
  from: DEAR,
  upTo: Infinity,
};
/** 0 gives +0 and NaN itself. */
export const signKernel: UnaryKernel = {
  name: "sign",
  emit: (n, x) => n.choose(n.less(0, x), 1, n.choose(n.less(x, 0), -1, n.add(x, 0))),
  made: [],
  from: CHEAP,
  upTo: CACHED,
};
export const reluKernel: UnaryKernel = {
  name: "relu",
  emit: (n, x) => n.choose(n.lessEqual(x, 0), 0, x),
  made: [],
  from: CHEAP,
  upTo: CACHED,
};

export const addKernel: BinaryKernel = {
  name: "add",
  emit: (n, x, y) => n.add(x, y),
  made: [],
  from: CHEAP,
  upTo: CACHED,
};
export const subKernel: BinaryKernel = {
  name: "sub",
  emit: (n, x, y) => n.sub(x, y),
  made: [],
  from: CHEAP,
  upTo: CACHED,
};
export const mulKernel: BinaryKernel = {
  name: "mul",
  emit: (n, x, y) => n.mul(x, y),
  made: [],
  from: CHEAP,
  upTo: CACHED,
};
export const divKernel: BinaryKernel = {
  name: "div",
  emit: (n, x, y) => n.div(x, y),
  made: [],
  from: CHEAP,
  upTo: CACHED,
};
export const powKernel: BinaryKernel = {
  name: "pow",
  emit: (n, x, y) => through(n, [x, y], pow),
  shortcut: (y) => y === 2 || y === 1 || y === 0.5 || y === -1,
  made: [],
  from: DEAR,
  upTo: Infinity,
};
/** y where both are equal or y is NaN, as the plain loops have it. */
export const maximumKernel: BinaryKernel = {
  name: "maximum",
  emit: (n, x, y) => n.choose(n.either(n.less(y, x), n.unequal(x, x)), x, y),
  made: [],
  from: CHEAP,
  upTo: CACHED,
};
export const minimumKernel: BinaryKernel = {
  name: "minimum",
  emit: (n, x, y) => n.choose(n.either(n.less(x, y), n.unequal(x, x)), x, y),
  made: [],
  from: CHEAP,
  upTo: CACHED,
};

/** g·d, and 0 where one of them is 0. */
function scaled(n: Lanes, g: Local, d: Local): Value {
  return n.choose(n.either(n.equal(g, 0), n.equal(d, 0)), 0, n.mul(g, d));
}
export const scaleKernel: BinaryKernel = { name: "scale", emit: scaled, made: [], from: CHEAP, upTo: CACHED };
/** Scaled by y(1 − y), the slope of the logistic function where y is its value. */
export const scaleBySigmoidSlopeKernel: BinaryKernel = {
  name: "scaleBySigmoidSlope",
  emit: (n, g, y) => through(n, [g, y], (n, g, y) => scaled(n, g!, n.keep(n.mul(y!, n.sub(1, y!))))),
  made: [],
  from: CHEAP,
  upTo: CACHED,
};
/** Scaled by 1 − y², the slope of tanh; through float64, since the difference loses digits where y is near 1. */
export const scaleByTanhSlopeKernel: BinaryKernel = {
  name: "scaleByTanhSlope",
  emit: (n, g, y) => through(n, [g, y], (n, g, y) => scaled(n, g!, n.keep(n.sub(1, n.mul(y!, y!))))),
  made: [],
  from: CHEAP,
  upTo: CACHED,
};

/** x where y > 0, elsewhere 0: the slope of the rectifier. */
export const scaleByStepKernel: BinaryKernel = {
  name: "scaleByStep",
  emit: (n, x, y) => n.choose(n.less(0, y), x, 0),
  made: [],
  from: CHEAP,
  upTo: CACHED,
};

/** All functions of one input, by the names that the operations have. @public */
export const unaryKernels: Readonly<Record<string, UnaryKernel>> = {
  neg: negKernel,
  abs: absKernel,
  sqrt: sqrtKernel,
  square: squareKernel,
  exp: expKernel,
  expm1: expm1Kernel,
  log: logKernel,
  log1p: log1pKernel,
  tanh: tanhKernel,
  sigmoid: sigmoidKernel,
  sin: sinKernel,
  cos: cosKernel,
  erf: erfKernel,
  sign: signKernel,
  relu: reluKernel,
};

/** All functions of two inputs. @public */
export const binaryKernels: Readonly<Record<string, BinaryKernel>> = {
  add: addKernel,
  sub: subKernel,
  mul: mulKernel,
  div: divKernel,
  pow: powKernel,
  maximum: maximumKernel,
  minimum: minimumKernel,
  scale: scaleKernel,
  scaleBySigmoidSlope: scaleBySigmoidSlopeKernel,
  scaleByTanhSlope: scaleByTanhSlopeKernel,
  scaleByStep: scaleByStepKernel,
};
