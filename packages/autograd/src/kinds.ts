import { type ResultKind, resultDType } from "./kernels/elementwise.ts";
import * as loops from "./kernels/loops.ts";
import type { Loops1, Loops2 } from "./kernels/loopTypes.ts";
import {
  type Aval,
  apply1,
  apply2,
  applyN,
  type Derivative,
  makePrimitive,
  type Primitive,
  type Vjp1,
  type Vjp2,
} from "./primitive.ts";
import { broadcastShapes, sizeOf } from "./shape.ts";
import { empty, repeatedZero, settled } from "./storage.ts";
import type { Tensor } from "./tensor.ts";
import type { Params } from "./trace.ts";

/** What every description of a primitive says. */
interface Description {
  readonly name: string;
  /** The formula in LaTeX, value and derivative. */
  readonly formula: string;
  /** The reverse rule of each input as text, in `g`, `y` and the inputs `x`, or `a` and `b`. */
  readonly reverse: readonly string[];
  /** What the inputs are called there, where it is not `x`, or `a` and `b`. */
  readonly operands?: readonly string[];
}

/** A partial derivative that comes with the factor `d` in front of it, where one loop makes the product. */
export interface Scaled {
  readonly scaled: (d: Tensor, y: Tensor, x: Tensor) => Tensor;
}

/**
 * A partial derivative of an elementwise function, from the forward value and the inputs; a plain 1 or −1 stands
 * for a function that is linear in that input, a name for the other input of a product.
 */
export type Partial1 = 1 | -1 | ((y: Tensor, x: Tensor) => Tensor) | Scaled;
export type Partial2 = 1 | -1 | "a" | "b" | ((y: Tensor, a: Tensor, b: Tensor) => Tensor);

/** An elementwise function of one input; `partials: null` means that no derivative passes. */
export interface Elementwise1 extends Description {
  readonly run: Loops1;
  readonly result?: ResultKind;
  readonly partials: readonly [Partial1] | null;
}

/** An elementwise function of two inputs, which broadcast. */
export interface Elementwise2 extends Description {
  readonly run: Loops2;
  readonly result?: ResultKind;
  readonly partials: readonly [Partial2, Partial2] | null;
}

function apart(name: string, kind: ResultKind): (inputs: readonly Aval[]) => readonly Aval[] {
  return ([a, b]) => {
    const dtype = resultDType(kind, a!.dtype, (b ?? a!).dtype);
    return [{ shape: b === undefined ? a!.shape : broadcastShapes(name, a!.shape, b.shape), dtype }];
  };
}

/** Sign change: its own transpose. The elementwise rules need it, so it stands here. */
export const negPrimitive: Primitive = makePrimitive({
  name: "neg",
  formula: String.raw`-x`,
  reverse: ["-g"],
  arity: 1,
  abstract: apart("neg", "promoted"),
  loops1: loops.neg,
  vjp1: (g) => apply1(negPrimitive, g, null),
  jvp1: (t) => apply1(negPrimitive, t, null),
});

// The rules of sums and products stand here by themselves: the tape knows them, and does what they say without a call.

/** The rule of an input that the result grows with, one to one. */
export const passOn = (g: Tensor): Tensor => g;
/** The rules of a product, each with the other factor. */
export const timesA: Vjp2 = (g, _y, a) => scale(g, a);
export const timesB: Vjp2 = (g, _y, _a, b) => scale(g, b);

/**
 * g·d, in which a zero annihilates whatever the other factor is, infinity and NaN included. The chain rule multiplies
 * through it: backwards a branch that was not taken sends g = 0, and must send on 0 where its own derivative does not
 * exist; forwards a tangent may be infinite where the factor 0 makes an end of it.
 */
export const scalePrimitive: Primitive = makePrimitive({
  name: "scale",
  formula: String.raw`g \cdot d \text{, and } 0 \text{ where } g = 0 \text{ or } d = 0`,
  reverse: ["scale(g, b)", "scale(g, a)"],
  arity: 2,
  abstract: apart("scale", "floating"),
  loops2: loops.scale,
  result: "floating",
  vjpA: timesB,
  vjpB: timesA,
  jvp2: (tg, td, _y, g, d) => plus(tg && scale(tg, d), td && scale(g, td)),
});

/** See {@link scalePrimitive}. */
export function scale(g: Tensor, d: Tensor): Tensor {
  return apply2(scalePrimitive, g, d, null);
}

/** Addition; adjoints accumulate and tangents combine through it. */
export const addPrimitive: Primitive = makePrimitive({
  name: "add",
  formula: String.raw`a + b`,
  reverse: ["g", "g"],
  arity: 2,
  abstract: apart("add", "promoted"),
  loops2: loops.add,
  vjpA: passOn,
  vjpB: passOn,
  jvp2: (ta, tb) => plus(ta, tb),
});

/** The sum of two derivatives of which either may be zero. */
export function plus(a: Derivative, b: Derivative): Derivative {
  if (a === null) return b;
  return b === null ? a : apply2(addPrimitive, a, b, null);
}

/** The chain rule for one input: the derivative d of the result times the partial derivative. */
function chainRule1(partial: Partial1): Vjp1 {
  if (partial === 1) return passOn;
  if (partial === -1) return (d) => apply1(negPrimitive, d, null);
  if (typeof partial === "object") return partial.scaled;
  return (d, y, x) => apply2(scalePrimitive, d, partial(y, x), null);
}

function chainRule2(partial: Partial2): Vjp2 {
  if (partial === 1) return passOn;
  if (partial === -1) return (d) => apply1(negPrimitive, d, null);
  if (partial === "a") return timesA;
  if (partial === "b") return timesB;
  return (d, y, a, b) => apply2(scalePrimitive, d, partial(y, a, b), null);
}

/** An elementwise primitive of one input: both rules come from the partial derivative. */
// @__NO_SIDE_EFFECTS__
export function elementwise1(spec: Elementwise1): Primitive {
  const { name, formula, reverse, run, partials, result: kind = "promoted" } = spec;
  const rule = partials === null ? undefined : chainRule1(partials[0]);
  return makePrimitive({
    name,
    formula,
    reverse,
    arity: 1,
    constant: partials === null,
    abstract: apart(name, kind),
    loops1: run,
    result: kind,
    partial: typeof partials?.[0] === "function" ? partials[0] : null,
    ...(rule && { vjp1: rule, jvp1: rule }),
  });
}

/** An elementwise primitive of two inputs. */
// @__NO_SIDE_EFFECTS__
export function elementwise2(spec: Elementwise2): Primitive {
  const { name, formula, reverse, run, partials, result: kind = "promoted" } = spec;
  const common = {
    name,
    formula,
    reverse,
    arity: 2,
    abstract: apart(name, kind),
    loops2: run,
    result: kind,
  } as const;
  if (partials === null) return makePrimitive({ ...common, constant: true });
  const [byA, byB] = [chainRule2(partials[0]), chainRule2(partials[1])];
  return makePrimitive({
    ...common,
    vjpA: byA,
    vjpB: byB,
    jvp2: (ta, tb, y, a, b) => plus(ta && byA(ta, y, a, b, null), tb && byB(tb, y, a, b, null)),
  });
}

/** The shapes and dtypes of the outputs. */
export type Abstract<P extends Params> = (inputs: readonly Aval[], params: P) => readonly Aval[];
/** How a primitive computes: into outputs made beforehand. */
export type Run<P extends Params> = (outputs: readonly Tensor[], inputs: readonly Tensor[], params: P) => void;

/** New outputs of the given shapes, filled by `run`. */
export function execute<P extends Params>(
  abstract: Abstract<P>,
  run: Run<P>,
  inputs: readonly Tensor[],
  params: P,
): Tensor[] {
  const outputs = abstract(inputs, params).map(({ shape, dtype }) => empty(shape, sizeOf(shape), dtype));
  run(outputs, inputs, params);
  return outputs.map(settled);
}

/** A linear function of one input: its jvp is itself, its vjp its transpose. */
export interface Linear1<P extends Params> extends Description {
  readonly abstract: (x: Aval, params: P) => Aval;
  readonly run: (out: Tensor, x: Tensor, params: P) => void;
  /** The transpose: from the cotangent to the adjoint of `x`, of which shape and dtype may be read. */
  readonly transpose: (g: Tensor, params: P, x: Aval) => Tensor;
}

/** The same for a view: `view` gives the output, which shares the input's storage. */
export interface LinearView<P extends Params> extends Omit<Linear1<P>, "run"> {
  readonly view: (x: Tensor, params: P) => Tensor;
}

/** A linear primitive of one input. */
// @__NO_SIDE_EFFECTS__
export function linear<P extends Params = null>(spec: Linear1<P> | LinearView<P>): Primitive {
  const primitive = makePrimitive({
    name: spec.name,
    formula: spec.formula,
    reverse: spec.reverse,
    arity: 1,
    abstract: ([x], params) => [spec.abstract(x!, params as P)],
    execute1: "view" in spec ? (spec.view as Primitive["execute1"]) : (x, params) => fill(spec, x, params as P),
    vjp1: (g, _y, x, params) => spec.transpose(g, params as P, x),
    jvp1: (t, _y, _x, params) => apply1(primitive, t, params),
  });
  return primitive;
}

function fill<P extends Params>(spec: Linear1<P>, x: Tensor, params: P): Tensor {
  const { shape, dtype } = spec.abstract(x, params);
  const y = empty(shape, sizeOf(shape), dtype);
  spec.run(y, x, params);
  return settled(y);
}

/**
 * A function of several inputs that is linear in some of them together (concatenate, where): one transpose for each
 * of those, null for the inputs that carry no derivative (conditions, indices).
 */
export interface LinearN<P extends Params> extends Description {
  readonly abstract: Abstract<P>;
  readonly run: Run<P>;
  /** One transpose per input; where there is only one, it serves every input and is told which. */
  readonly transposes: readonly (null | ((g: Tensor, params: P, xs: readonly Tensor[], i: number) => Tensor))[];
}

/** A primitive that is jointly linear in several inputs. */
// @__NO_SIDE_EFFECTS__
export function linearN<P extends Params = null>(spec: LinearN<P>): Primitive {
  const transposeOf = (i: number) => (spec.transposes.length === 1 ? spec.transposes[0]! : spec.transposes[i]!);
  const primitive = makePrimitive({
    name: spec.name,
    formula: spec.formula,
    reverse: spec.reverse,
    ...(spec.operands && { operands: spec.operands }),
    arity: "n",
    abstract: (inputs, params) => spec.abstract(inputs, params as P),
    executeN: (inputs, params) => execute(spec.abstract, spec.run, inputs, params as P),
    vjpN: ([g], _ys, xs, params, needs) =>
      xs.map((_x, i) => {
        const transpose = transposeOf(i);
        return needs[i] && transpose !== null ? transpose(g!, params as P, xs, i) : null;
      }),
    jvpN: (ts, _ys, xs, params) => {
      if (ts.every((t, i) => t === null || transposeOf(i) === null)) return [null];
      return applyN(
        primitive,
        xs.map((x, i) => (transposeOf(i) === null ? x : (ts[i] ?? repeatedZero(x.shape, x.dtype)))),
        params,
      );
    },
  });
  return primitive;
}

/** A function that is linear in each of two inputs, the other held: matmul, outer. */
export interface Bilinear<P extends Params> extends Description {
  readonly abstract: (a: Aval, b: Aval, params: P) => Aval;
  readonly run: (out: Tensor, a: Tensor, b: Tensor, params: P) => void;
  readonly transposes: readonly [
    (g: Tensor, a: Tensor, b: Tensor, params: P) => Tensor,
    (g: Tensor, a: Tensor, b: Tensor, params: P) => Tensor,
  ];
}

/** A bilinear primitive. */
// @__NO_SIDE_EFFECTS__
export function bilinear<P extends Params = null>(spec: Bilinear<P>): Primitive {
  const primitive = makePrimitive({
    name: spec.name,
    formula: spec.formula,
    reverse: spec.reverse,
    arity: 2,
    abstract: ([a, b], params) => [spec.abstract(a!, b!, params as P)],
    execute2: (a, b, params) => {
      const { shape, dtype } = spec.abstract(a, b, params as P);
      const y = empty(shape, sizeOf(shape), dtype);
      spec.run(y, a, b, params as P);
      return settled(y);
    },
    vjpA: (g, _y, a, b, params) => spec.transposes[0](g, a, b, params as P),
    vjpB: (g, _y, a, b, params) => spec.transposes[1](g, a, b, params as P),
    jvp2: (ta, tb, _y, a, b, params) =>
      plus(ta && apply2(primitive, ta, b, params), tb && apply2(primitive, a, tb, params)),
  });
  return primitive;
}

/** A function through which no derivative passes: argmax, counting, random draws. */
export interface Constant<P extends Params> extends Omit<Description, "reverse"> {
  readonly abstract: Abstract<P>;
  readonly run: Run<P>;
  /** How many outputs there are, 1 unless said. */
  readonly outputs?: number;
}

/** A constant primitive. */
// @__NO_SIDE_EFFECTS__
export function constant<P extends Params = null>(spec: Constant<P>): Primitive {
  return makePrimitive({
    name: spec.name,
    formula: spec.formula,
    reverse: [],
    arity: "n",
    outputs: spec.outputs ?? 1,
    constant: true,
    abstract: (inputs, params) => spec.abstract(inputs, params as P),
    executeN: (inputs, params) => execute(spec.abstract, spec.run, inputs, params as P),
  });
}
