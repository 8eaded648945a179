import type { Axes } from "../axes.ts";
import { isFloating } from "../dtype.ts";
import { ArgumentError, showShape } from "../errors.ts";
import { operand, type Reduction, type ReductionOptions, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { div, sub } from "../primitives/arithmetic.ts";
import { greater, notEqual } from "../primitives/compare.ts";
import { astype } from "../primitives/convert.ts";
import { cumsum } from "../primitives/cumulative.ts";
import { coneRoot, square } from "../primitives/exponential.ts";
import { argmax, max, min } from "../primitives/extrema.ts";
import { where } from "../primitives/select.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { isnan, logicalNot } from "./elementwise.ts";
import { cumprod, prod } from "./prod.ts";
import { argmin, sum } from "./reduce.ts";
import { all, any } from "./truth.ts";
import type { Spread, SpreadOptions } from "./variance.ts";

// Reductions that leave NaN out: each puts in its place what changes nothing. The derivative by a NaN is 0.

type Options = ReductionOptions | undefined;

/** x with another number for NaN; integers have none. */
function filled(op: string, input: TensorLike, value: number): Tensor {
  const x = operand(op, input);
  return isFloating(x.dtype) ? where(notEqual(x, x), value, x) : x;
}

/** A reduction that checks its options and gives its name to the errors of what it is made of. */
// @__NO_SIDE_EFFECTS__
function reduction(
  op: string,
  inside: (x: TensorLike, axis: Axes | null | undefined, options: Options) => Tensor,
): Reduction {
  return ((x: TensorLike, axis?: Axes | null, options?: Options) => {
    knownOptions(op, options, ["keepdims?"]);
    return within(op, () => inside(x, axis, options));
  }) as Reduction;
}

const howMany = (x: TensorLike, axis: Axes | null | undefined, options: Options): Tensor =>
  sum(logicalNot(isnan(x)), axis as null, options);

/**
 * The sum with NaN left out, of all elements or along axes.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. Of nothing it is 0.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example nansum(tensor([1, NaN, 3])) // 4.0
 * @public
 */
export const nansum: Reduction = reduction("nansum", (x, axis, options) =>
  sum(filled("nansum", x, 0), axis as null, options),
);

/**
 * The product with NaN left out, of all elements or along axes.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. Of nothing it is 1.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example nanprod(tensor([2, NaN, 3])) // 6.0
 * @public
 */
export const nanprod: Reduction = reduction("nanprod", (x, axis, options) =>
  prod(filled("nanprod", x, 1), axis as null, options),
);

/**
 * The arithmetic mean with NaN left out, of all elements or along axes.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. Of nothing it is NaN.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example nanmean(tensor([1, NaN, 3])) // 2.0
 * @public
 */
export const nanmean: Reduction = reduction("nanmean", (x, axis, options) =>
  div(sum(filled("nanmean", x, 0), axis as null, options), howMany(x, axis, options)),
);

/** An extreme element with NaN left out; NaN where nothing is left. */
function extreme(
  op: string,
  reduction: Reduction,
  fill: number,
  x: TensorLike,
  axis: Axes | null | undefined,
  options: Options,
): Tensor {
  const given = operand(op, x);
  if (!isFloating(given.dtype)) return reduction(given, axis as null, options);
  const y = reduction(filled(op, given, fill), axis as null, options);
  return where(all(isnan(given), axis as null, options), Number.NaN, y);
}

/**
 * The largest element with NaN left out, of all or along axes.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. Where all are NaN it is
 * NaN. Derivative at ties: shared equally among the largest.
 *
 * @throws ArgumentError when an axis does not exist or has no entries.
 * @example nanmax(tensor([1, NaN, 3])) // 3.0
 * @public
 */
export const nanmax: Reduction = reduction("nanmax", (x, axis, options) =>
  extreme("nanmax", max, Number.NEGATIVE_INFINITY, x, axis, options),
);

/**
 * The smallest element with NaN left out, of all or along axes.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. Where all are NaN it is
 * NaN. Derivative at ties: shared equally among the smallest.
 *
 * @throws ArgumentError when an axis does not exist or has no entries.
 * @example nanmin(tensor([1, NaN, 3])) // 1.0
 * @public
 */
export const nanmin: Reduction = reduction("nanmin", (x, axis, options) =>
  extreme("nanmin", min, Number.POSITIVE_INFINITY, x, axis, options),
);

/** Where an extreme element is with NaN left out, of which there must be other numbers beside. */
function place(
  op: string,
  extremum: typeof argmax,
  fill: number,
  input: TensorLike,
  axis: number | null | undefined,
  options: ReductionOptions | undefined,
): Tensor {
  return within(op, () => {
    const x = operand(op, input);
    const y = extremum(filled(op, x, fill), axis, options);
    const missing = all(isnan(x), axis as null);
    if (missing.storage !== null && x.size > 0 && any(missing).item() !== 0) throw onlyNaN(op, x);
    return y;
  });
}

function onlyNaN(op: string, x: Tensor): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: "all numbers are NaN, so none is left to point at",
    got: `${x.ndim === 0 ? "a single number" : `a tensor of shape ${showShape(x.shape)}`} with nothing but NaN in it or along the axis`,
    hint: "all(isnan(x), axis) finds where; nanmax(x, axis) is NaN there",
    shapes: [x.shape],
  });
}

/**
 * Where the largest element is when NaN are left out: as `argmax`. While staging, when there are no values to
 * look at, it is 0 where all are NaN.
 *
 * Shapes: `x [...]` → `[]`, or without the given axis; with `keepdims` it stays with length 1. The result is int32, and
 * no derivative passes.
 *
 * @throws ArgumentError when the axis does not exist, has no entries or only NaN.
 * @example nanargmax(tensor([1, NaN, 3])) // 2
 * @public
 */
export function nanargmax(x: TensorLike, axis?: number | null, options?: ReductionOptions): Tensor {
  return place("nanargmax", argmax, Number.NEGATIVE_INFINITY, x, axis, options);
}

/**
 * Where the smallest element is when NaN are left out: as `argmin`. While staging, when there are no values to
 * look at, it is 0 where all are NaN.
 *
 * Shapes: `x [...]` → `[]`, or without the given axis; with `keepdims` it stays with length 1. The result is int32, and
 * no derivative passes.
 *
 * @throws ArgumentError when the axis does not exist, has no entries or only NaN.
 * @example nanargmin(tensor([1, NaN, 3])) // 0
 * @public
 */
export function nanargmin(x: TensorLike, axis?: number | null, options?: ReductionOptions): Tensor {
  return place("nanargmin", argmin, Number.POSITIVE_INFINITY, x, axis, options);
}

function nanVariance(op: string, x: TensorLike, axis: Axes | null | undefined, options: SpreadOptions): Tensor {
  knownOptions(op, options, ["keepdims?", "ddof"]);
  const { ddof = 0, keepdims = false } = options;
  const center = nanmean(x, axis as null, { keepdims: true });
  const squares = square(sub(where(isnan(x), center, operand(op, x)), center));
  const total = sum(squares, axis as null, { keepdims });
  const n = astype(sub(howMany(x, axis, { keepdims }), ddof), total.dtype);
  return div(total, where(greater(n, 0), n, Number.NaN));
}

/**
 * The variance with NaN left out, of all elements or along axes.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. NaN unless more than
 * `ddof` numbers are left.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example nanvar(tensor([1, NaN, 3])) // 1.0
 * @public
 */
export const nanvar: Spread = ((x: TensorLike, axis?: Axes | null, options: SpreadOptions = {}): Tensor =>
  within("nanvar", () => nanVariance("nanvar", x, axis, options))) as Spread;

/**
 * The standard deviation with NaN left out, of all elements or along axes.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. NaN unless more than
 * `ddof` numbers are left.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example nanstd(tensor([1, NaN, 3])) // 1.0
 * @public
 */
export const nanstd: Spread = ((x: TensorLike, axis?: Axes | null, options: SpreadOptions = {}): Tensor =>
  within("nanstd", () => coneRoot(nanVariance("nanstd", x, axis, options)))) as Spread;

/**
 * Running sums along an axis with NaN left out; of the flattened tensor when no axis is given.
 *
 * Shapes: `x [...]` → `[...]` along an axis, `[number of elements]` without.
 *
 * @throws ArgumentError when the axis does not exist.
 * @example nancumsum(tensor([1, NaN, 3])) // [1. 1. 4.]
 * @public
 */
export function nancumsum(x: TensorLike, axis: number | null = null): Tensor {
  return within("nancumsum", () => cumsum(filled("nancumsum", x, 0), axis));
}

/**
 * Running products along an axis with NaN left out; of the flattened tensor when no axis is given.
 *
 * Shapes: `x [...]` → `[...]` along an axis, `[number of elements]` without.
 *
 * @throws ArgumentError when the axis does not exist.
 * @example nancumprod(tensor([2, NaN, 3])) // [2. 2. 6.]
 * @public
 */
export function nancumprod(x: TensorLike, axis: number | null = null): Tensor {
  return within("nancumprod", () => cumprod(filled("nancumprod", x, 1), axis));
}
