import { show } from "../describe.ts";
import type { TypedArray } from "../dtype.ts";
import { ArgumentError, TraceError } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { astype } from "../primitives/convert.ts";
import { broadcastTo } from "../primitives/structure.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { flatData, wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { assertDrawsAllowed } from "./guard.ts";
import { shapeOfDraws } from "./parameters.ts";
import { type Size, shapeOfSize } from "./size.ts";

/** A parameter of a distribution: what it is called, and which numbers it may be. */
export interface Parameter {
  readonly name: string;
  readonly fine: (x: number) => boolean;
  /** The same in words. */
  readonly range: string;
}

export const real = (name: string): Parameter => ({ name, fine: () => true, range: "a number" });
export const fromZero = (name: string): Parameter => ({ name, fine: (x) => x >= 0, range: "a number ≥ 0" });
export const positive = (name: string): Parameter => ({ name, fine: (x) => x > 0, range: "a number > 0" });
export const chance = (name: string): Parameter => ({
  name,
  fine: (x) => x >= 0 && x <= 1,
  range: "a probability, from 0 to 1",
});
export const positiveChance = (name: string): Parameter => ({
  name,
  fine: (x) => x > 0 && x <= 1,
  range: "a probability above 0, up to 1",
});
export const whole = (name: string): Parameter => ({
  name,
  fine: (x) => Number.isSafeInteger(x) && x >= 0,
  range: "a whole number ≥ 0",
});

/** One number of a distribution for its parameters, of which there are at most three. */
export type Sample = (a: number, b: number, c: number) => number;

/** The numbers of a parameter that a distribution does not have. */
const NONE: TypedArray = /* @__PURE__ */ new Float64Array(0);

/** How draws of a distribution are called, its parameters, and whether it counts. */
export interface Distribution {
  readonly op: string;
  readonly parameters: readonly Parameter[];
  readonly counts?: boolean;
  readonly sample: Sample;
}

/**
 * Draws: one number when all parameters are numbers and there is no size, else a tensor of the size or of the common
 * shape of the parameters, which broadcast, in row-major order.
 *
 * @throws ArgumentError when a parameter is out of its range; ShapeError when they do not fit the size; TraceError when
 * one is traced.
 */
export function drawEach(
  { op, parameters, counts = false, sample }: Distribution,
  values: readonly TensorLike[],
  size: Size | null | undefined,
): number | Tensor {
  assertDrawsAllowed(op);
  if ((size === undefined || size === null) && values.every((value) => typeof value === "number")) {
    const [a, b, c] = values as number[];
    parameters.forEach((parameter, i) => {
      check(op, parameter, [values[i] as number], values[i]!);
    });
    return sample(a!, b!, c!);
  }
  const tensors = values.map((value, i) => plain(op, parameters[i]!.name, value));
  const shape = shapeOfDraws(op, tensors, size);
  tensors.forEach((x, i) => {
    check(op, parameters[i]!, flatData(x), values[i]!);
  });
  const [as = NONE, bs = NONE, cs = NONE] = tensors.map((x) => flatData(broadcastTo(x, shape)));
  const out = new Float64Array(sizeOf(shape));
  for (let i = 0; i < out.length; i++) out[i] = sample(as[i]!, bs[i]!, cs[i]!);
  return counts ? counted(shape, out) : wrap(shape, "float64", out);
}

/** The numbers of a parameter that is a vector of its own: probabilities, weights. */
export function vectorOf(op: string, name: string, value: TensorLike): Float64Array {
  const x = plain(op, name, value);
  if (x.shape.length === 1 && x.size > 0) return Float64Array.from(flatData(x));
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: `${name} must be a vector with one number for each outcome`,
    got: show(value),
    hint: `for instance ${op === "dirichlet" ? "[1, 1, 1]" : "[0.2, 0.3, 0.5]"}`,
  });
}

/** Rows of draws: the size, and a last axis of the given length. */
export function drawRows(
  op: string,
  length: number,
  counts: boolean,
  size: Size | null | undefined,
  fill: (out: Float64Array, at: number) => void,
): Tensor {
  assertDrawsAllowed(op);
  const shape = [...(size === undefined || size === null ? [] : shapeOfSize(op, size)), length];
  const out = new Float64Array(sizeOf(shape));
  for (let at = 0; at < out.length; at += length) fill(out, at);
  return counts ? counted(shape, out) : wrap(shape, "float64", out);
}

/** Whole numbers as int32, or as float64 when one of them is too large. */
function counted(shape: Shape, values: Float64Array): Tensor {
  const narrow = values.every((x) => (x | 0) === x);
  return narrow ? wrap(shape, "int32", Int32Array.from(values)) : wrap(shape, "float64", values);
}

/** A parameter as float64, outside any trace. @throws TraceError when it is traced. */
export function plain(op: string, name: string, value: TensorLike): Tensor {
  const x = operand(op, value);
  if (x.trace === null) return astype(x, "float64");
  throw new TraceError({
    code: "not-differentiable",
    op,
    problem: `derivatives do not pass through draws to ${name}`,
    got: "a traced tensor",
    hint: "draw standard numbers z and transform them, add(loc, mul(scale, z)): that has a derivative",
  });
}

/** @throws ArgumentError when a number is out of the parameter's range. */
export function check(op: string, { name, fine, range }: Parameter, numbers: ArrayLike<number>, given: unknown): void {
  for (let i = 0; i < numbers.length; i++) {
    if (fine(numbers[i]!)) continue;
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: `${name} must be ${range}, not ${show(numbers[i])}`,
      got: show(given),
      hint: "NumPy's order of arguments: the parameters, then the size",
    });
  }
}
