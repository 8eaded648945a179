import { type Axes, axesOf, axisOf, keepingAxes } from "../axes.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { operand, operands, type TensorLike } from "../lift.ts";
import { knownOptions, refuseOptions } from "../options.ts";
import { abs } from "../primitives/absolute.ts";
import { add, div, mul, sub } from "../primitives/arithmetic.ts";
import { equal, greater, less, notEqual } from "../primitives/compare.ts";
import { cumsum } from "../primitives/cumulative.ts";
import { mod } from "../primitives/rounding.ts";
import { where } from "../primitives/select.ts";
import { broadcastTo, reshapeTo } from "../primitives/structure.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { stopGradient } from "../transforms/stopGradient.ts";
import { within } from "../within.ts";
import { logicalAnd } from "./elementwise.ts";
import { concatenate } from "./join.ts";
import { before } from "./pick.ts";
import { sum } from "./reduce.ts";
import type { SameRank } from "./types.ts";

/** Entries of an axis, by a slice. */
const range = (x: Tensor, axis: number, index: string): Tensor => at(x, ...before(axis), index);

/** What `diff` joins to the tensor first. @public */
export interface DiffOptions {
  /** Entries put in front. */
  readonly prepend?: TensorLike;
  /** Entries put behind. */
  readonly append?: TensorLike;
}

/**
 * The differences of neighbours along an axis, n times over: yᵢ = xᵢ₊₁ − xᵢ.
 *
 * Shapes: `x [..., m, ...]` → `[..., m − n, ...]`. Of bools it says where neighbours differ.
 *
 * @throws ArgumentError when the axis does not exist or n is not a whole number ≥ 0.
 * @example diff(tensor([1, 4, 9, 16])) // [3. 5. 7.]
 * @example diff(tensor([1, 4, 9, 16]), 2) // [2. 2.]
 * @public
 */
export function diff<S extends Shape>(
  x: Tensor<S>,
  n?: number,
  axis?: number,
  options?: DiffOptions,
): Tensor<SameRank<S>>;
export function diff(x: TensorLike, n?: number, axis?: number, options?: DiffOptions): Tensor;
export function diff(input: TensorLike, n = 1, axis = -1, options: DiffOptions = {}): Tensor {
  knownOptions("diff", options, ["prepend", "append"]);
  let x = operand("diff", input);
  if (!(Number.isInteger(n) && n >= 0)) throw badOrder(n);
  const d = axisOf("diff", axis, x.shape);
  if (n === 0) return x;
  const joined = [options.prepend, x, options.append].filter((part) => part !== undefined);
  if (joined.length > 1) {
    const ends = keepingAxes(x.shape, [d]);
    const parts = operands("diff", joined).map((t) => (t.ndim === 0 ? broadcastTo(t, ends) : t));
    x = within("diff", () => concatenate(parts, d));
  }
  // Nothing is left after as many differences as there are entries.
  for (let k = 0; k < n && x.shape[d]! > 0; k++) {
    const [upper, lower] = [range(x, d, "1:"), range(x, d, ":-1")];
    x = x.dtype === "bool" ? notEqual(upper, lower) : sub(upper, lower);
  }
  return x;
}

/**
 * The differences of neighbours in the flattened tensor.
 *
 * Shapes: `x` with n elements → `[n − 1]`.
 *
 * @example ediff1d(tensor([1, 4, 9])) // [3. 5.]
 * @public
 */
export function ediff1d(input: TensorLike): Tensor {
  const x = operand("ediff1d", input);
  return diff(reshapeTo(x, [x.size]));
}

/** Options of `gradient`. @public */
export interface GradientOptions {
  /** Along which axes; all unless said. */
  readonly axis?: Axes | null;
  /** The distance of neighbours: a number, a vector of coordinates, or one of these for each axis; 1 unless said. */
  readonly spacing?: TensorLike | readonly TensorLike[];
  /** The order of accuracy at both ends, 1 or 2; 1 unless said. */
  readonly edgeOrder?: 1 | 2;
}

/**
 * The derivative of sampled values along axes, by second-order central differences inside and one-sided ones at both
 * ends: (xᵢ₊₁ − xᵢ₋₁)/2h.
 *
 * Shapes: `x [...]` → `[...]` for one axis, a list of such tensors for several.
 *
 * @throws ArgumentError when an axis does not exist; ShapeError when it has too few entries, or another number than
 * there are coordinates.
 * @example gradient(tensor([1, 4, 9, 16])) // [3. 4. 6. 7.]
 * @example gradient(tensor([1, 4, 9]), { spacing: [0, 2, 4] }) // [1.5 2.  2.5]
 * @see B. Fornberg (1988), Generation of finite difference formulas on arbitrarily spaced grids, Math. Comp. 51, 699–706.
 * @public
 */
export function gradient(input: TensorLike, options: GradientOptions = {}): Tensor | Tensor[] {
  knownOptions("gradient", options, ["axis", "spacing", "edgeOrder"]);
  const x = operand("gradient", input);
  const { axis = null, spacing = 1, edgeOrder = 1 } = options;
  const axes =
    axis === null || !Array.isArray(axis)
      ? axesOf("gradient", axis, x.shape)
      : axis.map((d) => axisOf("gradient", d, x.shape));
  const several = axes.length > 1 && Array.isArray(spacing) && spacing.length === axes.length;
  const slopes = axes.map((d, i) => {
    const [, h] = operands("gradient", [x, several ? (spacing as readonly TensorLike[])[i]! : (spacing as TensorLike)]);
    return slopesAlong(x, d, h!, edgeOrder);
  });
  return axes.length === 1 ? slopes[0]! : slopes;
}

function slopesAlong(x: Tensor, axis: number, spacing: Tensor, edgeOrder: number): Tensor {
  const n = x.shape[axis]!;
  if (n < edgeOrder + 1) throw tooFew(x, axis, edgeOrder + 1);
  if (spacing.ndim > 0 && (spacing.ndim !== 1 || spacing.size !== n)) throw wrongCoordinates(x, axis, spacing);
  // The distance to the next entry, for each but the last, along the axis.
  const column = (h: Tensor): Tensor =>
    reshapeTo(
      h,
      x.shape.map((_, d) => (d === axis ? h.size : 1)),
    );
  const even = spacing.ndim === 0;
  const steps = even ? spacing : column(diff(spacing));
  const step = (index: string): Tensor => (even ? steps : range(steps, axis, index));
  const rise = diff(x, 1, axis);
  const slope = div(rise, steps);
  const parts: Tensor[] = [];
  const [h, k] = [step(":-1"), step("1:")];
  if (edgeOrder === 1) parts.push(range(slope, axis, ":1"));
  else {
    const [a, b] = [step(":1"), step("1:2")];
    const [s, t] = [range(slope, axis, ":1"), range(slope, axis, "1:2")];
    parts.push(sub(s, mul(div(a, add(a, b)), sub(t, s))));
  }
  // The entry in the middle is left out, as in the formula: it may be missing.
  if (even) parts.push(div(sub(range(x, axis, "2:"), range(x, axis, ":-2")), mul(2, steps)));
  else {
    const [s, t] = [range(slope, axis, ":-1"), range(slope, axis, "1:")];
    parts.push(div(add(mul(k, s), mul(h, t)), add(h, k)));
  }
  if (edgeOrder === 1) parts.push(range(slope, axis, "-1:"));
  else {
    const [a, b] = [step("-2:-1"), step("-1:")];
    const [s, t] = [range(slope, axis, "-2:-1"), range(slope, axis, "-1:")];
    parts.push(add(t, mul(div(b, add(a, b)), sub(t, s))));
  }
  return concatenate(parts, axis);
}

/** Options of `trapezoid`. @public */
export interface TrapezoidOptions {
  /** The distance of neighbours where no coordinates are given; 1 unless said. */
  readonly dx?: number;
}

/**
 * The integral of sampled values along an axis, by the trapezoidal rule: Σᵢ (xᵢ₊₁ − xᵢ)(yᵢ + yᵢ₊₁)/2.
 *
 * Shapes: `y [..., n, ...]` → `[..., ...]`; coordinates `x [n]`, or of the shape of `y`, or none. Bools count as 0 and 1,
 * so that two that hold, side by side, have an integral of 1 (NumPy, whose sum of two bools is a bool, gives 0.5).
 *
 * @throws ArgumentError when the axis does not exist; ShapeError when the coordinates do not fit.
 * @example trapezoid(tensor([1, 2, 3])) // 4.0
 * @example trapezoid(tensor([1, 2, 3]), [0, 2, 6]) // 13.0
 * @public
 */
export function trapezoid(
  values: TensorLike,
  coordinates: TensorLike | null = null,
  axis = -1,
  options: TrapezoidOptions = {},
): Tensor {
  return within("trapezoid", () => {
    knownOptions("trapezoid", options, ["dx"]);
    const y = operand("trapezoid", values);
    refuseOptions("trapezoid", "coordinates", coordinates, "options come last: trapezoid(y, null, -1, { dx: 0.1 })");
    const d = axisOf("trapezoid", axis, y.shape);
    const middle = div(add(range(y, d, "1:"), range(y, d, ":-1")), 2);
    if (coordinates === null) return mul(sum(middle, d as 0), options.dx ?? 1);
    const x = operand("trapezoid", coordinates);
    const column =
      x.ndim === 1
        ? reshapeTo(
            x,
            y.shape.map((_, k) => (k === d ? x.size : 1)),
          )
        : x;
    const n = y.shape[d]!;
    if (column.ndim !== y.ndim || column.shape[d] !== n) throw otherCoordinates(x.shape, y.shape, d);
    return sum(mul(middle, diff(column, 1, d)) as TensorLike, [d]);
  });
}

/** Options of `unwrap`. @public */
export interface UnwrapOptions {
  /** From which jump on a period is added or taken away; half a period unless said. */
  readonly discont?: number;
  /** The length of the period; 2π unless said. */
  readonly period?: number;
}

/**
 * Angles along an axis made continuous: where neighbours differ by more than half a period, whole periods are added
 * to what follows.
 *
 * Shapes: `x [...]` → `[...]`. The derivative is that of x: the number of periods is constant.
 *
 * @throws ArgumentError when the axis does not exist.
 * @example unwrap(tensor([0, 3, 6.5 - 2 * Math.PI])) // [0.         3.         0.21681469]
 * @public
 */
export function unwrap<S extends Shape>(x: Tensor<S>, axis?: number, options?: UnwrapOptions): Tensor<S>;
export function unwrap(x: TensorLike, axis?: number, options?: UnwrapOptions): Tensor;
export function unwrap(input: TensorLike, axis = -1, options: UnwrapOptions = {}): Tensor {
  knownOptions("unwrap", options, ["discont", "period"]);
  const x = operand("unwrap", input);
  const d = axisOf("unwrap", axis, x.shape);
  const { period = 2 * Math.PI } = options;
  const { discont = period / 2 } = options;
  const jump = diff(stopGradient(x), 1, d);
  const turned = sub(mod(add(jump, period / 2), period), period / 2);
  // Half a period upwards stays upwards.
  const short = where(logicalAnd(equal(turned, -period / 2), greater(jump, 0)), period / 2, turned);
  const correction = where(less(abs(jump), discont), 0, sub(short, jump));
  return concatenate([range(x, d, ":1"), add(range(x, d, "1:"), cumsum(correction, d))], d);
}

function badOrder(n: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "diff",
    problem: `how often differences are taken must be a whole number, 0 or more, not ${String(n)}`,
    hint: "diff(x, 1, axis): the axis comes third",
  });
}

function tooFew(x: Tensor, axis: number, needed: number): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "gradient",
    problem: `along axis ${axis} there are ${x.shape[axis]} entries, differences need at least ${needed}`,
    got: `shape ${showShape(x.shape)}`,
    hint: "the slope between samples needs two of them, three with edgeOrder: 2; for the derivative of a function see grad",
    shapes: [x.shape],
  });
}

function otherCoordinates(x: Shape, y: Shape, axis: number): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "trapezoid",
    problem: `the coordinates do not fit the ${y[axis]} values along axis ${axis}`,
    got: `values ${showShape(y)}, coordinates ${showShape(x)}`,
    hint: "the values come first, then one coordinate for each of them along the axis",
    shapes: [y, x],
  });
}

function wrongCoordinates(x: Tensor, axis: number, { shape }: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "gradient",
    problem: `along axis ${axis} there are ${x.shape[axis]} entries, but not as many coordinates`,
    got: `coordinates ${showShape(shape)} for shape ${showShape(x.shape)}`,
    hint: "the spacing is a number, one coordinate for each entry, or a list of these with one for each axis",
    shapes: [x.shape, shape],
  });
}
