import { show } from "../describe.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { operand, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { add, div, mul, sub } from "../primitives/arithmetic.ts";
import { equal } from "../primitives/compare.ts";
import { reshapeTo } from "../primitives/structure.ts";
import { sizeOf } from "../shape.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { evenEdges, segmentSum } from "./counting.ts";
import { ones } from "./create.ts";
import { diff } from "./differences.ts";
import { stack } from "./join.ts";
import { sum } from "./reduce.ts";
import { searchsorted } from "./sort.ts";

/** The bins of each axis: a number of them for all axes, or for each axis a number or the edges. @public */
export type BinsOfAxes = number | readonly (number | TensorLike)[];

/** Options of `histogramdd` and `histogram2d`. @public */
export interface HistogramddOptions {
  /** For each axis the lowest and the highest edge, null for those of the numbers; that everywhere unless said. */
  readonly range?: readonly (readonly [number, number] | null)[];
  /** What each point counts; 1 unless said. */
  readonly weights?: TensorLike | null;
  /** Whether to divide by the total and the volumes of the bins, so that the integral is 1; false unless said. */
  readonly density?: boolean;
}

/**
 * How many points lie in each cell of a grid, and the edges of the cells along each axis:
 * y[k, l, …] = Σᵢ wᵢ [eₖ ≤ xᵢ₀ < eₖ₊₁] [fₗ ≤ xᵢ₁ < fₗ₊₁] …. Cells hold their lower edges but not the upper ones, the last
 * ones both.
 *
 * Shapes: points `[n, d]` → counts, an axis of its bins for each of the d coordinates (int32, or the dtype of the
 * weights), and d tensors of edges. Of no points all counts are 0. Derivatives pass to the weights; that by the points is 0.
 *
 * @throws ShapeError when the points are no rows or the weights do not fit; ArgumentError when bins or ranges are not
 * one for each axis, or as `histogram` does; TraceError while staging without ranges or edges.
 * @example histogramdd([[0, 0], [1, 1], [1, 0]], 2)[0]
 * // [[1 0]
 * //  [1 1]]
 * @see https://numpy.org/doc/stable/reference/generated/numpy.histogramdd.html
 * @public
 */
export function histogramdd(
  points: TensorLike,
  bins: BinsOfAxes = 10,
  options: HistogramddOptions = {},
): [Tensor, Tensor[]] {
  return within("histogramdd", () => {
    knownOptions("histogramdd", options, ["range", "weights", "density?"]);
    const x = operand("histogramdd", points);
    if (x.ndim !== 2) throw noRows(x);
    const [n, d] = x.shape as readonly [number, number];
    const each = listFor("bins", typeof bins === "number" ? new Array<number>(d).fill(bins) : bins, d);
    const ranges = listFor("ranges", options.range ?? new Array<null>(d).fill(null), d);
    const columns = each.map((_, k) => at(x, ":", k));
    const edges = each.map((given, k) =>
      typeof given === "number"
        ? evenEdges("histogramdd", columns[k]!, given, ranges[k] ?? undefined)
        : operand("histogramdd", given),
    );
    // Counted from 1 along each axis: before and behind are those that lie outside.
    const shape = edges.map((e) => e.size + 1);
    let cell = operand("histogramdd", new Int32Array(n));
    columns.forEach((column, k) => {
      const bin = sub(searchsorted(edges[k]!, column, "right"), equal(column, at(edges[k]!, -1)));
      cell = add(mul(cell, shape[k]!), bin);
    });
    const { weights = null } = options;
    const weight = weights === null ? ones([n], "int32") : operand("histogramdd", weights);
    if (weight.size !== n) throw unequalWeights(n, weight);
    const all = reshapeTo(segmentSum(reshapeTo(weight, [n]), cell, sizeOf(shape)), shape);
    const counts = at(all, ...shape.map(() => "1:-1" as const));
    if (options.density !== true) return [counts, edges];
    const densities = edges.reduce<Tensor>((y, e, k) => {
      return div(
        y,
        reshapeTo(
          diff(e),
          shape.map((_, j) => (j === k ? e.size - 1 : 1)),
        ),
      );
    }, counts);
    return [div(densities, sum(counts)), edges];
  });
}

/**
 * How many points of the plane lie in each cell of a grid, and the edges along both axes: `histogramdd` of two lists of
 * coordinates.
 *
 * Shapes: `x [n]` and `y [n]` → counts `[bins of x, bins of y]` and the edges of both. Derivatives pass to the weights.
 *
 * @throws as `histogramdd` does; ShapeError when there is not one y for each x.
 * @example histogram2d([0, 1, 1], [0, 1, 0], 2)[0]
 * // [[1 0]
 * //  [1 1]]
 * @see https://numpy.org/doc/stable/reference/generated/numpy.histogram2d.html
 * @public
 */
export function histogram2d(
  x: TensorLike,
  y: TensorLike,
  bins: BinsOfAxes = 10,
  options: HistogramddOptions = {},
): [Tensor, Tensor, Tensor] {
  return within("histogram2d", () => {
    const pairs = [operand("histogram2d", x), operand("histogram2d", y)].map((each) => reshapeTo(each, [each.size]));
    const [counts, edges] = histogramdd(stack(pairs, 1), bins, options);
    return [counts, edges[0]!, edges[1]!];
  });
}

function listFor<T>(what: string, given: readonly T[], d: number): readonly T[] {
  if (Array.isArray(given) && given.length === d) return given;
  throw new ArgumentError({
    code: "bad-argument",
    op: "histogramdd",
    problem: `there must be ${what} for each of ${d} coordinates`,
    got: isTensor(given) ? "one tensor for all" : show(given),
    hint:
      what === "bins"
        ? "a number for all, 10, or a list, [10, [0, 1, 2]]"
        : "[[0, 1], null] leaves the second to the numbers",
  });
}

function noRows(x: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "histogramdd",
    problem: `points are rows of a matrix, and this has ${x.ndim === 1 ? "one axis" : `${x.ndim} axes`}`,
    got: `shape ${showShape(x.shape)}`,
    hint: "stack([x, y], 1) makes points of lists of coordinates; histogram(x) counts single numbers",
    shapes: [x.shape],
  });
}

function unequalWeights(n: number, weights: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "histogramdd",
    problem: `the points are ${n} and the weights ${weights.size}`,
    got: `weights of shape ${showShape(weights.shape)}`,
    hint: "each point needs a weight of its own",
    shapes: [weights.shape],
  });
}
