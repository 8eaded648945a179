import { type Axes, axesOf, keepingAxes, withoutAxes } from "../axes.ts";
import { show } from "../describe.ts";
import { isFloating } from "../dtype.ts";
import { ArgumentError, showShape } from "../errors.ts";
import { operand, type Reduction, type ReductionOptions, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { applyN } from "../primitive.ts";
import { add, div, mul, sub } from "../primitives/arithmetic.ts";
import { equal, less } from "../primitives/compare.ts";
import { astype } from "../primitives/convert.ts";
import { ceil, floor, rint } from "../primitives/rounding.ts";
import { maximum, minimum, where } from "../primitives/select.ts";
import { argselectPrimitive } from "../primitives/sort.ts";
import { broadcastTo, reshapeTo } from "../primitives/structure.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { stopGradient } from "../transforms/stopGradient.ts";
import { isnan } from "./elementwise.ts";
import { concatenate } from "./join.ts";
import { takeAlongAxis } from "./pick.ts";
import { gathered } from "./prod.ts";
import { sum } from "./reduce.ts";
import { moveaxis } from "./shape.ts";
import { split } from "./split.ts";
import { any } from "./truth.ts";

/** What a quantile between two entries is: see `quantile`. @public */
export type QuantileMethod =
  | "inverted_cdf"
  | "averaged_inverted_cdf"
  | "closest_observation"
  | "interpolated_inverted_cdf"
  | "hazen"
  | "weibull"
  | "linear"
  | "median_unbiased"
  | "normal_unbiased"
  | "lower"
  | "higher"
  | "nearest"
  | "midpoint";

/**
 * The continuous definitions of Hyndman and Fan, their types 4 to 9, by the pair α, β: a level q falls on the place
 * n q + α + q (1 − α − β) − 1, counted from 0.
 */
const PLACES: Readonly<Partial<Record<QuantileMethod, readonly [alpha: number, beta: number]>>> = {
  interpolated_inverted_cdf: [0, 1],
  hazen: [0.5, 0.5],
  weibull: [0, 0],
  median_unbiased: [1 / 3, 1 / 3],
  normal_unbiased: [3 / 8, 3 / 8],
};

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
  options: { readonly keepdims?: boolean; readonly method?: QuantileMethod | "median" },
  ignoreNaN: boolean,
): Tensor {
  const { keepdims = false, method = "linear" } = options;
  const given = operand(op, input);
  const x = isFloating(given.dtype) ? given : astype(given, "float64");
  const axes = axesOf(op, axis, x.shape);
  const kept = withoutAxes(x.shape, axes);
  const rows = gathered(x, axes);
  if (rows.shape[kept.length] === 0) throw noEntries(op, x.shape);
  const level = operand(op, q);
  const n = rows.shape[kept.length]!;
  const missing = ignoreNaN ? sum(isnan(stopGradient(rows)), [-1], { keepdims: true }) : null;
  // One count for each row when NaN are left out; they come last when sorted.
  const count = missing === null ? operand(op, n) : sub(n, missing);
  const levels = reshapeTo(level, [...kept.map(() => 1), level.size]);
  const last = maximum(sub(count, 1), 0);
  /** The entries at some places of the sorted rows. */
  const at = (...indices: readonly Tensor[]): Tensor[] => {
    const places = indices.map((index) => {
      const inside = maximum(minimum(stopGradient(index), minimum(last, n - 1)), 0);
      return broadcastTo(astype(inside, "int32"), [...kept, level.size]);
    });
    const ranks = places.length === 1 ? places[0]! : concatenate(places, -1);
    const chosen = takeAlongAxis(rows, applyN(argselectPrimitive, [rows, ranks], null)[0]!, -1);
    return places.length === 1 ? [chosen] : split(chosen, places.length, -1);
  };
  let y = chosen(op, method, at, levels, count, last);
  const nothing = missing === null ? any(isnan(stopGradient(rows)), [-1], { keepdims: true }) : equal(missing, n);
  y = astype(where(nothing, Number.NaN, y), x.dtype);
  // The axes of q come first, as in NumPy.
  const shape = keepdims ? keepingAxes(x.shape, axes) : kept;
  return reshapeTo(moveaxis(y, -1, 0), [...level.shape, ...shape]);
}

function checkedQuantiles(
  op: string,
  x: TensorLike,
  [q, one]: readonly [TensorLike, number],
  axis: Axes | null | undefined,
  options: QuantileOptions,
  ignoreNaN: boolean,
): Tensor {
  knownOptions(op, options, ["keepdims?", "method"]);
  checkLevels(op, q, one);
  return quantiles(op, x, one === 1 ? q : div(q, one), axis, options, ignoreNaN);
}

function chosen(
  op: string,
  method: QuantileMethod | "median",
  at: (...indices: readonly Tensor[]) => readonly Tensor[],
  levels: Tensor,
  count: Tensor,
  last: Tensor,
): Tensor {
  const between = (place: Tensor): Tensor => {
    const low = stopGradient(floor(place));
    const [a, b] = at(low, minimum(add(low, 1), last)) as readonly [Tensor, Tensor];
    // From the nearer end, and at the last entry from that entry alone, as NumPy does it: both decide about the last
    // digit, the sign of a zero, and where an infinity beside the place makes NaN.
    const t = where(equal(low, last), 1, sub(place, low));
    const step = sub(b, a);
    return where(less(t, 0.5), add(a, mul(step, t)), sub(b, mul(step, sub(1, t))));
  };
  const middle = (one: Tensor, other: Tensor): Tensor => {
    const [a, b] = at(one, other) as readonly [Tensor, Tensor];
    // The sum of one and the same entry with itself could overflow.
    return where(equal(one, other), a, div(add(a, b), 2));
  };
  const place = mul(levels, last);
  switch (method) {
    case "linear":
      return between(place);
    case "median":
      return middle(floor(place), ceil(place));
    case "midpoint":
      return between(div(add(floor(place), ceil(place)), 2));
    case "lower":
      return at(floor(place))[0]!;
    case "higher":
      return at(ceil(place))[0]!;
    case "nearest":
      return at(rint(place))[0]!;
    case "inverted_cdf":
      return at(sub(ceil(mul(levels, count)), 1))[0]!;
    case "averaged_inverted_cdf": {
      const behind = mul(levels, count);
      return middle(sub(ceil(behind), 1), floor(behind));
    }
    case "closest_observation":
      // Halfway between two entries it is the one with the even number, counted from 1.
      return at(sub(rint(mul(levels, count)), 1))[0]!;
    default: {
      const pair = PLACES[method as QuantileMethod];
      if (pair === undefined) throw noSuchMethod(op, method);
      const [alpha, beta] = pair;
      const virtual = sub(add(mul(levels, count), add(alpha, mul(levels, 1 - alpha - beta))), 1);
      return between(minimum(maximum(virtual, 0), last));
    }
  }
}

function noSuchMethod(op: string, method: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: `there is no method ${show(method)}`,
    hint: `methods are linear, lower, higher, nearest, midpoint, inverted_cdf, averaged_inverted_cdf, closest_observation, ${Object.keys(PLACES).join(", ")}`,
  });
}

/** @throws ArgumentError when a level that is known lies outside [0, top]. */
function checkLevels(op: string, q: TensorLike, top: number): void {
  const level = operand(op, q);
  if (level.storage === null || level.trace !== null) return;
  const list = ([level.toArray()] as readonly unknown[]).flat(9);
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
 * `"nearest"`, or their `"midpoint"`. The other methods are the definitions that Hyndman and Fan compare, by NumPy's
 * names: `"inverted_cdf"`, `"averaged_inverted_cdf"` and `"closest_observation"` (types 1 to 3), which jump, and
 * `"interpolated_inverted_cdf"`, `"hazen"`, `"weibull"`, `"median_unbiased"` and `"normal_unbiased"` (types 4, 5, 6, 8
 * and 9), which interpolate about other places.
 *
 * Shapes: `x [...]` → the shape of `q`, then that of `x` without the given axes; with `keepdims` they stay with length 1.
 * NaN where an entry is NaN, and, with the methods that interpolate, where one of the two entries is infinite and the
 * formula meets ∞ − ∞ or 0 · ∞, as in NumPy: `"lower"` and `median` give infinities. Derivatives go to the one or two entries it is made of, and to `q` with the
 * methods that interpolate.
 *
 * @throws ArgumentError when an axis does not exist, there are no entries, or q is outside [0, 1].
 * @example quantile(tensor([1, 2, 3, 4]), 0.5) // 2.5
 * @example quantile(tensor([1, 2, 3, 4]), [0.25, 1]) // [1.75 4.  ]
 * @example quantile(tensor([1, 2, 3, 4]), 0.25, null, { method: "hazen" }) // 1.5
 * @see R. J. Hyndman, Y. Fan (1996), Sample quantiles in statistical packages, Am. Stat. 50, 361–365.
 * @public
 */
export function quantile(x: TensorLike, q: TensorLike, axis?: Axes | null, options: QuantileOptions = {}): Tensor {
  return checkedQuantiles("quantile", x, [q, 1], axis, options, false);
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
  return checkedQuantiles("percentile", x, [p, 100], axis, options, false);
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
  return checkedQuantiles("nanquantile", x, [q, 1], axis, options, true);
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
  return checkedQuantiles("nanpercentile", x, [p, 100], axis, options, true);
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
export const median: Reduction = ((x: TensorLike, axis?: Axes | null, options?: ReductionOptions): Tensor => {
  knownOptions("median", options, ["keepdims?"]);
  return quantiles("median", x, 0.5, axis, { ...options, method: "median" }, false);
}) as Reduction;

/**
 * As `median`, with NaN left out; NaN where nothing is left.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1.
 *
 * @throws ArgumentError when an axis does not exist or there are no entries.
 * @example nanmedian(tensor([3, NaN, 1])) // 2.0
 * @public
 */
export const nanmedian: Reduction = ((x: TensorLike, axis?: Axes | null, options?: ReductionOptions): Tensor => {
  knownOptions("nanmedian", options, ["keepdims?"]);
  return quantiles("nanmedian", x, 0.5, axis, { ...options, method: "median" }, true);
}) as Reduction;

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
