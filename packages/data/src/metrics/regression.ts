import { isTensor, type NestedNumbers, type Tensor, tensor } from "@wengert/autograd";
import { badArgument, badShape } from "../refuse.ts";

/** Numbers as metrics take them: a tensor or nested arrays. @public */
export type Values = Tensor | readonly NestedNumbers[];

interface Columns {
  readonly predicted: readonly (readonly number[])[];
  readonly expected: readonly (readonly number[])[];
}

/** Both sides as columns, one for each quantity. @throws unless they have the same shape, `[N]` or `[N, D]`. */
function columnsOf(op: string, predictions: Values, targets: Values): Columns {
  const [p, t] = [predictions, targets].map((x) => (isTensor(x) ? x : tensor(x))) as [Tensor, Tensor];
  const shapes = { predictions: p.shape, targets: t.shape };
  if (p.shape.join() !== t.shape.join()) {
    const column = p.shape.length !== t.shape.length && p.size === t.size;
    throw badShape(
      op,
      "predictions and targets differ in shape",
      shapes,
      column ? "a column [N, 1] is not [N]: squeeze(predictions, 1)" : "compare the same samples and quantities",
    );
  }
  if (p.shape.length < 1 || p.shape.length > 2) throw badShape(op, "values are [N], or [N, D] of D quantities", shapes);
  if (p.size === 0)
    throw badArgument(op, "there are no samples to judge", undefined, "check the data that was selected");
  const columns = (x: Tensor): number[][] => {
    const rows = (x.toArray() as (number | number[])[]).map((row) => (Array.isArray(row) ? row : [row]));
    return rows[0]!.map((_, d) => rows.map((row) => Number(row[d])));
  };
  return { predicted: columns(p), expected: columns(t) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function errorsOf({ predicted, expected }: Columns): number[][] {
  return expected.map((column, d) => column.map((t, n) => t - predicted[d]![n]!));
}

/** The mean squared distance from the mean; of equal values exactly 0, though their mean may be rounded. */
function variance(values: readonly number[]): number {
  if (values.every((x) => x === values[0])) return 0;
  const center = mean(values);
  return mean(values.map((x) => (x - center) ** 2));
}

/** 1 − unexplained / total; of constant targets nothing can be explained, and a perfect prediction counts as 1. */
function explained(unexplained: number, total: number): number {
  if (total !== 0) return 1 - unexplained / total;
  return unexplained === 0 ? 1 : 0;
}

/**
 * The mean squared error: (1/N) Σₙ (yₙ − tₙ)².
 *
 * **Shapes:** `[N]` and `[N]`, or `[N, D]` and `[N, D]` (the mean over the D quantities). Gives a number ≥ 0, in the
 * unit of the targets, squared.
 *
 * @throws ShapeError when the shapes differ; ArgumentError when there are no samples.
 * @example meanSquaredError([1, 2, 4], [1, 2, 3]).toFixed(4) // 0.3333
 * @see scikit-learn, `sklearn.metrics.mean_squared_error`.
 * @public
 */
export function meanSquaredError(predictions: Values, targets: Values): number {
  const errors = errorsOf(columnsOf("meanSquaredError", predictions, targets));
  return mean(errors.map((column) => mean(column.map((e) => e * e))));
}

/**
 * The mean absolute error: (1/N) Σₙ |yₙ − tₙ|.
 *
 * **Shapes:** as for `meanSquaredError`. Gives a number ≥ 0, in the unit of the targets.
 *
 * @throws ShapeError when the shapes differ; ArgumentError when there are no samples.
 * @example meanAbsoluteError([1, 2, 5], [1, 3, 3]) // 1
 * @see scikit-learn, `sklearn.metrics.mean_absolute_error`.
 * @public
 */
export function meanAbsoluteError(predictions: Values, targets: Values): number {
  const errors = errorsOf(columnsOf("meanAbsoluteError", predictions, targets));
  return mean(errors.map((column) => mean(column.map(Math.abs))));
}

/**
 * The largest error: maxₙ |yₙ − tₙ|.
 *
 * **Shapes:** as for `meanSquaredError`, here the largest over all quantities. NaN when an error is.
 *
 * @throws ShapeError when the shapes differ; ArgumentError when there are no samples.
 * @example maxError([1, 2, 5], [1, 3, 3]) // 2
 * @see scikit-learn, `sklearn.metrics.max_error`.
 * @public
 */
export function maxError(predictions: Values, targets: Values): number {
  const errors = errorsOf(columnsOf("maxError", predictions, targets));
  return errors.flat().reduce((largest, e) => Math.max(largest, Math.abs(e)), 0);
}

/**
 * The coefficient of determination: R² = 1 − Σₙ (yₙ − tₙ)² / Σₙ (tₙ − t̄)². 1 is perfect, 0 as good as the targets'
 * mean, negative worse.
 *
 * **Shapes:** as for `meanSquaredError` (the mean over the quantities). Where all targets are equal it is 1 for perfect
 * predictions and 0 for all others.
 *
 * @throws ShapeError when the shapes differ; ArgumentError when there are fewer than two samples.
 * @example r2Score([2.5, 0, 2, 8], [3, -0.5, 2, 7]).toFixed(4) // 0.9486
 * @see scikit-learn, `sklearn.metrics.r2_score`.
 * @public
 */
export function r2Score(predictions: Values, targets: Values): number {
  const columns = columnsOf("r2Score", predictions, targets);
  if (columns.expected[0]!.length < 2) {
    throw badArgument(
      "r2Score",
      "one sample has no variance that could be explained",
      "1 sample",
      "use meanSquaredError",
    );
  }
  const errors = errorsOf(columns);
  return mean(errors.map((column, d) => explained(mean(column.map((e) => e * e)), variance(columns.expected[d]!))));
}

/**
 * The explained variance: 1 − Var(t − y) / Var(t). As R², but a constant error costs nothing.
 *
 * **Shapes:** as for `meanSquaredError` (the mean over the quantities). Where all targets are equal it is 1 for a
 * constant error and 0 otherwise.
 *
 * @throws ShapeError when the shapes differ; ArgumentError when there are no samples.
 * @example explainedVariance([2, 3, 4], [1, 2, 3]) // 1
 * @see scikit-learn, `sklearn.metrics.explained_variance_score`.
 * @public
 */
export function explainedVariance(predictions: Values, targets: Values): number {
  const columns = columnsOf("explainedVariance", predictions, targets);
  return mean(errorsOf(columns).map((column, d) => explained(variance(column), variance(columns.expected[d]!))));
}
