import { type Classes, compare } from "./classes.ts";

/**
 * The share of samples whose predicted class is the right one: (1/N) Σₙ [predictedₙ = targetₙ].
 *
 * **Shapes:** each side on its own is either `[N]`, class indices 0, 1, …, or `[N, K]`, one row of K scores,
 * probabilities or one-hot numbers per sample, of which the largest says the class. Gives a JavaScript number in
 * [0, 1].
 *
 * Among equal scores the first class counts, and a NaN counts as the largest, as for NumPy's `argmax`. Swapping the
 * two sides changes nothing.
 *
 * @throws ShapeError when the two differ in their number of samples or of classes, or a side has neither one axis nor
 * two; ArgumentError when there are no samples, when the scores have fewer than two columns or when an index has no
 * column; KindError when a class index is not a whole number from 0 on.
 * @example accuracy([[0.2, 0.8], [0.5, 0.5]], [1, 1]) // 0.5
 * @see scikit-learn, `sklearn.metrics.accuracy_score`.
 * @public
 */
export function accuracy(predictions: Classes, targets: Classes): number {
  const { predicted, expected } = compare("accuracy", predictions, targets);
  return predicted.filter((label, n) => label === expected[n]).length / expected.length;
}
