import { room, whole } from "../checks.ts";
import { show } from "../describe.ts";
import { floatingDType } from "../dtype.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { operand, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { applyN } from "../primitive.ts";
import { div, sub } from "../primitives/arithmetic.ts";
import { equal } from "../primitives/compare.ts";
import { astype } from "../primitives/convert.ts";
import { flatIndexPrimitive, scatterAddPrimitive } from "../primitives/gather.ts";
import { reshapeTo } from "../primitives/structure.ts";
import type { Tensor } from "../tensor.ts";
import { stopGradient } from "../transforms/stopGradient.ts";
import { within } from "../within.ts";
import { type BinRule, binsByRule } from "./bins.ts";
import { ones } from "./create.ts";
import { diff } from "./differences.ts";
import { numbersOf } from "./pick.ts";
import { linspace } from "./range.ts";
import { sum } from "./reduce.ts";
import { searchsorted } from "./sort.ts";

/**
 * Sums of entries that belong together: yₖ = Σ xᵢ over all i with segment kᵢ = k. Segments need not be sorted.
 *
 * Shapes: `x [n, ...]`, segments `[n]` → `[numSegments, ...]`; a segment without entries is 0. The derivative of an
 * entry is that of its segment.
 *
 * @throws ArgumentError when a segment is not among 0 to numSegments − 1; ShapeError when there is not one for each entry.
 * @example segmentSum(tensor([1, 2, 3]), [0, 1, 0], 2) // [4. 2.]
 * @public
 */
export function segmentSum(input: TensorLike, segments: TensorLike, numSegments: number): Tensor {
  const [x, given] = [operand("segmentSum", input), operand("segmentSum", segments)];
  if (given.ndim > x.ndim || given.shape.some((n, d) => n !== x.shape[d])) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: "segmentSum",
      problem: "there must be one segment for each entry",
      got: `segments ${showShape(given.shape)} for shape ${showShape(x.shape)}`,
      hint: "segments go along the first axes of x",
      shapes: [x.shape, given.shape],
    });
  }
  whole("segmentSum", "the number of segments", numSegments, 0);
  room("segmentSum", [numSegments, ...x.shape.slice(given.ndim)]);
  const index = checked("segmentSum", given, numSegments);
  const rows = x.dtype === "bool" ? astype(x, "int32") : x;
  return applyN(scatterAddPrimitive, [rows, index], { axis: 0, length: numSegments })[0]!;
}

/** Indices below n as int32. */
function checked(op: string, index: Tensor, n: number): Tensor {
  const params = { op, whole: [n], axes: [0], lengths: [n], fromFront: true };
  return applyN(flatIndexPrimitive, [stopGradient(index)], params)[0]!;
}

/** Options of `bincount`. @public */
export interface BincountOptions {
  /** What each number counts; 1 unless said. */
  readonly weights?: TensorLike | null;
  /** How many bins there are at least; 0 unless said. */
  readonly minlength?: number;
  /** How many bins there are; as many as the largest number asks for unless said. It must be given while staging. */
  readonly length?: number;
}

/**
 * How often each whole number from 0 on occurs, or the sum of the weights of its occurrences.
 *
 * Shapes: numbers `[n]` → `[largest + 1]`, int32; with weights in their dtype, and derivatives pass to them.
 *
 * @throws ArgumentError when a number is negative or not whole; ShapeError when there is not one axis; TraceError while
 * staging without a length.
 * @example bincount([0, 1, 1, 3]) // [1 2 0 1]
 * @example bincount([0, 1, 1], { weights: [0.5, 1, 2] }) // [0.5 3. ]
 * @public
 */
export function bincount(input: TensorLike, options: BincountOptions = {}): Tensor {
  knownOptions("bincount", options, ["weights", "minlength", "length"]);
  const x = operand("bincount", input);
  const { weights = null, minlength = 0 } = options;
  whole("bincount", "minlength", minlength, 0);
  if (x.ndim !== 1) throw notList(x);
  const length = options.length ?? largestOf(x, minlength);
  const weight = operand("bincount", weights ?? ones([x.size], "int32"));
  if (weight.size !== x.size) throw unequalWeights("bincount", x.size, weight);
  return segmentSum(weight, x, length);
}

function notList({ shape }: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "bincount",
    problem: "what is counted is a list of whole numbers",
    got: `shape ${showShape(shape)}`,
    hint: "bincount(ravel(x)) counts them all",
    shapes: [shape],
  });
}

function largestOf(x: Tensor, minlength: number): number {
  const values = numbersOf("bincount", stopGradient(x), "give the number of bins: bincount(x, { length })");
  let length = minlength;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(Number.isInteger(value) && value >= 0)) throw badNumber("bincount", "what is counted", value);
    if (value >= length) length = value + 1;
  }
  return length;
}

/** Options of `histogram`. @public */
export interface HistogramOptions {
  /** The lowest and the highest edge when only the number of bins is given; those of the numbers unless said. */
  readonly range?: readonly [number, number];
  /** What each number counts; 1 unless said. */
  readonly weights?: TensorLike | null;
  /** Whether to divide by the total and the widths, so that the area is 1; false unless said. */
  readonly density?: boolean;
}

/**
 * How many numbers lie in each of some intervals, and the edges of these. Intervals hold their lower edge but not the
 * upper one, the last one both. In place of their number a rule can choose it: `"sqrt"` √n, `"sturges"` log₂ n + 1,
 * `"rice"` 2 ∛n, `"scott"`, `"doane"` and `"fd"` (Freedman and Diaconis) by the spread, `"auto"` the finer of `"fd"` and
 * `"sturges"`.
 *
 * Shapes: numbers `[...]` → counts `[bins]` (int32, or the dtype of the weights) and edges `[bins + 1]`. Derivatives pass to
 * the weights; that by the numbers is 0.
 *
 * @throws ArgumentError when the number of bins is not a whole number above 0 or the range is empty; TraceError while
 * staging without a range or edges.
 * @example histogram(tensor([1, 2, 1]), [0, 1, 2, 3])[0] // [0 2 1]
 * @public
 */
export function histogram(
  input: TensorLike,
  bins: number | BinRule | TensorLike = 10,
  options: HistogramOptions = {},
): [Tensor, Tensor] {
  return within("histogram", () => {
    knownOptions("histogram", options, ["range", "weights", "density?"]);
    const given = operand("histogram", input);
    const x = reshapeTo(given, [given.size]);
    const edges =
      typeof bins === "number" || typeof bins === "string"
        ? evenEdges("histogram", x, bins, options.range)
        : operand("histogram", bins);
    const n = edges.size - 1;
    // Counted from 1: 0 are the numbers below all bins, n + 1 those above. The last edge belongs to the last bin.
    const bin = sub(searchsorted(edges, x, "right"), equal(x, at(edges, -1)));
    const { weights = null } = options;
    const weight = weights === null ? ones([x.size], "int32") : operand("histogram", weights);
    if (weight.size !== x.size) throw unequalWeights("histogram", x.size, weight);
    const counts = at(segmentSum(reshapeTo(weight, [x.size]), bin, n + 2), "1:-1");
    return [options.density === true ? div(div(counts, diff(edges)), sum(counts)) : counts, edges];
  });
}

/** Evenly spaced edges, between those of the numbers or of a range. */
export function evenEdges(
  op: string,
  x: Tensor,
  bins: number | string,
  range: readonly [number, number] | undefined,
): Tensor {
  if (typeof bins === "number") whole(op, "the number of bins", bins, 1);
  let [low, high] = range === undefined ? [0, 1] : twoBounds(op, range);
  if (range === undefined && x.size > 0) {
    const values = numbersOf(op, stopGradient(x), "give the edges, or the range");
    [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
      // From a NaN on nothing is smaller or larger: there is no range.
      if (value !== value) [low, high] = [value, value];
    }
  }
  if (!(low <= high && Number.isFinite(high - low))) {
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: "the range of the bins must be finite and not turned round",
      got: `${low} to ${high}`,
      hint: "infinities and NaN among the numbers need a range: histogram(x, 10, { range: [0, 1] })",
    });
  }
  // All numbers equal: a bin around them.
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const count =
    typeof bins === "number" ? bins : binsByRule(op, bins, numbersOf(op, stopGradient(x), RULE_HINT), low, high);
  const edges = linspace(low, high, count + 1);
  return astype(edges, floatingDType(x.dtype));
}

function twoBounds(op: string, range: readonly [number, number]): readonly [number, number] {
  if (Array.isArray(range) && range.length === 2 && range.every((bound) => typeof bound === "number")) return range;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: "the range of the bins is two numbers",
    got: show(range),
    hint: "the lowest edge and the highest one, [0, 1]",
  });
}

const RULE_HINT = "give the number of bins, or the edges: a rule reads the numbers";

function unequalWeights(op: string, n: number, weights: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `the numbers are ${n} and the weights ${weights.size}`,
    got: `weights of shape ${showShape(weights.shape)}`,
    hint: "each number needs a weight of its own",
    shapes: [weights.shape],
  });
}

function badNumber(op: string, what: string, value: unknown, least = 0): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: `${what} must be a whole number, ${least} or more, not ${show(value)}`,
    hint: 'astype(floor(x), "int32") makes whole numbers',
  });
}

/**
 * The edges that `histogram` uses for a number of bins.
 *
 * Shapes: numbers `[...]` → `[bins + 1]`.
 *
 * @throws as `histogram` does.
 * @example histogramBinEdges(tensor([0, 4]), 2) // [0. 2. 4.]
 * @public
 */
export function histogramBinEdges(
  input: TensorLike,
  bins: number | BinRule = 10,
  range?: readonly [number, number],
): Tensor {
  const x = operand("histogramBinEdges", input);
  return evenEdges("histogramBinEdges", reshapeTo(x, [x.size]), bins, range);
}
