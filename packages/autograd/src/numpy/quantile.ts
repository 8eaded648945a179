import { type Axes, axesOf, keepingAxes, withoutAxes } from "../axes.ts";
import { show } from "../describe.ts";
import { isFloating } from "../dtype.ts";
import { ArgumentError, showShape } from "../errors.ts";
import { operand, type Reduction, type ReductionOptions, type TensorLike } from "../lift.ts";
import { add, div, mul, sub } from "../primitives/arithmetic.ts";
import { astype } from "../primitives/convert.ts";
import { ceil, floor, rint } from "../primitives/rounding.ts";
import { maximum, minimum, where } from "../primitives/select.ts";
import { broadcastTo, reshapeTo } from "../primitives/structure.ts";
import type { Shape } from "../shape.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { stopGradient } from "../transforms/stopGradient.ts";
import { isnan, logicalNot } from "./elementwise.ts";
import { takeAlongAxis } from "./pick.ts";
import { gathered } from "./prod.ts";
import { sum } from "./reduce.ts";
import { moveaxis } from "./shape.ts";
import { sort } from "./sort.ts";
import { any } from "./truth.ts";

/** What a quantile between two entries is: see `quantile`. @public */
export type QuantileMethod = "linear" | "lower" | "higher" | "nearest" | "midpoint";

/** Options of `quantile` and `percentile`. @public */
export interface QuantileOptions {
  /** Whether reduced axes stay, with length 1; false unless said. */
  readonly keepdims?: boolean;
  /** What to give between two entries; `"linear"` unless said. */
  readonly method?: QuantileMethod;
}

/** The quantiles of rows in the last axis; NaN are left out, or make the result NaN. */
function quantiles(
  op: string,
  input: TensorLike,
  q: TensorLike,
  axis: Axes | null | undefined,
  { keepdims = false, method = "linear" }: QuantileOptions,
  ignoreNaN: boolean,
): Tensor {
  const given = operand(op, input);
  const x = isFloating(given.dtype) ? given : astype(given, "float64");
  const axes = axesOf(op, axis, x.shape);
  const kept = withoutAxes(x.shape, axes);
  const rows = gathered(x, axes);
  if (rows.shape[kept.length] === 0) throw noEntries(op, x.shape);
  const level = operand(op, q);
  const n = rows.shape[kept.length]!;
  const sorted = sort(rows, -1);
  const missing = isnan(stopGradient(rows));
  // One count for each row when NaN are left out; they come last when sorted.
  const count = ignoreNaN ? sum(logicalNot(missing), [-1], { keepdims: true }) : n;
  const levels = reshapeTo(level, [...kept.map(() => 1), level.size]);
  const place = mul(levels, maximum(sub(count, 1), 0));
  const [low, high] = [stopGradient(floor(place)), stopGradient(ceil(place))];
  const at = (index: Tensor): Tensor => {
    const places = astype(minimum(index, n - 1), "int32");
    return takeAlongAxis(sorted, broadcastTo(places, [...kept, level.size]), -1);
  };
  let y = chosen(op, method, at, place, low, high);
  const nothing = ignoreNaN
    ? any(logicalNot(missing), [-1], { keepdims: true })
    : logicalNot(any(missing, [-1], { keepdims: true }));
  y = astype(where(nothing, y, Number.NaN), x.dtype);
  // The axes of q come first, as in NumPy.
  const shape = keepdims ? keepingAxes(x.shape, axes) : kept;
  return reshapeTo(moveaxis(y, -1, 0), [...level.shape, ...shape]);
}

function chosen(
  op: string,
  method: QuantileMethod,
  at: (index: Tensor) => Tensor,
  place: Tensor,
  low: Tensor,
  high: Tensor,
): Tensor {
  switch (method) {
    case "linear": {
      const [a, b] = [at(low), at(high)];
      return add(a, mul(sub(b, a), sub(place, low)));
    }
    case "midpoint":
      return div(add(at(low), at(high)), 2);
    case "lower":
      return at(low);
    case "higher":
      return at(high);
    case "nearest":
      return at(stopGradient(rint(place)));
    default:
      throw new ArgumentError({
        code: "bad-argument",
        op,
        problem: `there is no method ${show(method)}`,
        hint: "methods are linear, lower, higher, nearest and midpoint",
      });
  }
}

/** @throws ArgumentError when a level that is known lies outside [0, top]. */
function checkLevels(op: string, q: TensorLike, top: number): void {
  const level = operand(op, q);
  if (level.storage === null || isTensor(q)) return;
  const list: readonly unknown[] = [q].flat(9);
  const wrong = list.find((value) => typeof value === "number" && !(value >= 0 && value <= top));
  if (wrong === undefined) return;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: `the level must be in [0, ${top}], got ${show(wrong)}`,
    hint: top === 1 ? "percentile takes levels from 0 to 100" : "quantile takes levels from 0 to 1",
  });
}

/**
 * The q-quantile of all elements, or along axes: below it lies the part q of them. It falls on the place q·(n − 1) among
 * the sorted entries; between two, `method` decides: `"linear"` interpolation, the `"lower"`, `"higher"` or
 * `"nearest"`, or their `"midpoint"`.
 *
 * Shapes: `x [...]` → the shape of `q`, then that of `x` without the given axes; with `keepdims` they stay with length 1.
 * NaN where an entry is NaN. Derivatives go to the one or two entries it is made of, and to `q` with method
 * `"linear"`.
 *
 * @throws ArgumentError when an axis does not exist, there are no entries, or q is outside [0, 1].
 * @example quantile(tensor([1, 2, 3, 4]), 0.5) // 2.5
 * @example quantile(tensor([1, 2, 3, 4]), [0.25, 1]) // [1.75 4.  ]
 * @see R. J. Hyndman, Y. Fan (1996), Sample quantiles in statistical packages, Am. Stat. 50, 361–365 (type 7).
 * @public
 */
export function quantile(x: TensorLike, q: TensorLike, axis?: Axes | null, options: QuantileOptions = {}): Tensor {
  checkLevels("quantile", q, 1);
  return quantiles("quantile", x, q, axis, options, false);
}

/**
 * The quantile with its level in percent: `quantile(x, p / 100)`.
 *
 * Shapes: as `quantile`.
 *
 * @throws ArgumentError when an axis does not exist, there are no entries, or p is outside [0, 100].
 * @example percentile(tensor([1, 2, 3, 4]), 50) // 2.5
 * @public
 */
export function percentile(x: TensorLike, p: TensorLike, axis?: Axes | null, options: QuantileOptions = {}): Tensor {
  checkLevels("percentile", p, 100);
  return quantiles("percentile", x, div(p, 100), axis, options, false);
}

/**
 * As `quantile`, with NaN left out; NaN where nothing is left.
 *
 * Shapes: as `quantile`.
 *
 * @throws as `quantile` does.
 * @example nanquantile(tensor([1, NaN, 3]), 0.5) // 2.0
 * @public
 */
export function nanquantile(x: TensorLike, q: TensorLike, axis?: Axes | null, options: QuantileOptions = {}): Tensor {
  checkLevels("nanquantile", q, 1);
  return quantiles("nanquantile", x, q, axis, options, true);
}

/**
 * As `percentile`, with NaN left out; NaN where nothing is left.
 *
 * Shapes: as `quantile`.
 *
 * @throws as `percentile` does.
 * @example nanpercentile(tensor([1, NaN, 3]), 100) // 3.0
 * @public
 */
export function nanpercentile(x: TensorLike, p: TensorLike, axis?: Axes | null, options: QuantileOptions = {}): Tensor {
  checkLevels("nanpercentile", p, 100);
  return quantiles("nanpercentile", x, div(p, 100), axis, options, true);
}

/**
 * The median of all elements, or along axes: the middle one when sorted, or the mean of the two in the middle.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. NaN where an entry is
 * NaN. The derivative goes to the entries in the middle.
 *
 * @throws ArgumentError when an axis does not exist or there are no entries.
 * @example median(tensor([[3, 1, 2], [4, 6, 9]]), 1) // [2. 6.]
 * @public
 */
export const median: Reduction = ((x: TensorLike, axis?: Axes | null, options?: ReductionOptions): Tensor =>
  quantiles("median", x, 0.5, axis, options ?? {}, false)) as Reduction;

/**
 * As `median`, with NaN left out; NaN where nothing is left.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1.
 *
 * @throws ArgumentError when an axis does not exist or there are no entries.
 * @example nanmedian(tensor([3, NaN, 1])) // 2.0
 * @public
 */
export const nanmedian: Reduction = ((x: TensorLike, axis?: Axes | null, options?: ReductionOptions): Tensor =>
  quantiles("nanmedian", x, 0.5, axis, options ?? {}, true)) as Reduction;

function noEntries(op: string, shape: Shape): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: "there is nothing in the middle of zero elements",
    got: `shape ${showShape(shape)}`,
    hint: "an axis that is reduced must have at least one entry; check the data that was selected",
    shapes: [shape],
  });
}
