import { checkOptions, showValue, type Tensor, tensor } from "@wengert/autograd";
import { badArgument, checkRoom } from "../refuse.ts";
import { type Classes, compare } from "./classes.ts";

/** How many classes there are. @public */
export interface ConfusionOptions {
  /** The number of classes K; by default the number of columns of the scores, or the largest index plus one. */
  readonly classes?: number;
}

/** The counts by class: how often each was right, predicted and there. */
export interface Counts {
  readonly right: readonly number[];
  readonly predicted: readonly number[];
  readonly there: readonly number[];
  readonly samples: number;
}

/** Counts right, predicted and actual samples of each class. */
export function countClasses(op: string, predictions: Classes, targets: Classes): Counts {
  const { predicted, expected, count } = compare(op, predictions, targets);
  checkRoom(op, count, 1);
  const counts = { right: zeroCounts(count), predicted: zeroCounts(count), there: zeroCounts(count) };
  expected.forEach((label, n) => {
    counts.there[label]!++;
    counts.predicted[predicted[n]!]!++;
    if (predicted[n] === label) counts.right[label]!++;
  });
  return { ...counts, samples: expected.length };
}

function zeroCounts(length: number): number[] {
  return Array<number>(length).fill(0);
}

/**
 * The confusion matrix: Cᵢⱼ counts the samples of class i that were predicted as class j, so its rows are the
 * targets, its columns the predictions, and its diagonal what is right.
 *
 * **Shapes:** each side is `[N]`, class indices, or `[N, K]`, scores → `[K, K]`, int32. A class of which there are no
 * samples has a row of zeros.
 *
 * @throws as `accuracy` does; ArgumentError when an index is not below `classes`.
 * @example confusionMatrix([0, 1, 1, 1], [0, 0, 1, 2])
 * // [[1 1 0]
 * //  [0 1 0]
 * //  [0 1 0]]
 * @see scikit-learn, `sklearn.metrics.confusion_matrix`.
 * @public
 */
export function confusionMatrix(predictions: Classes, targets: Classes, options: ConfusionOptions = {}): Tensor {
  const { predicted, expected, count } = compare("confusionMatrix", predictions, targets);
  const K = checkOptions("confusionMatrix", options, ["classes"]).classes ?? count;
  if (!Number.isInteger(K) || K < count) {
    throw badArgument(
      "confusionMatrix",
      `there are classes up to ${count - 1}`,
      `classes: ${showValue(K)}`,
      `pass at least ${count}`,
    );
  }
  checkRoom("confusionMatrix", K, K);
  const matrix = new Int32Array(K * K);
  expected.forEach((label, n) => {
    matrix[label * K + predicted[n]!]!++;
  });
  return tensor(matrix, { shape: [K, K] });
}

/**
 * The mean of the recalls of the classes: (1/K) Σₖ rightₖ / samplesₖ. Unlike the accuracy it does not grow by
 * predicting the most frequent class.
 *
 * **Shapes:** as for `accuracy`. Gives a number in [0, 1]; 1/K by chance. Classes without samples do not count.
 *
 * @throws as `accuracy` does.
 * @example balancedAccuracy([0, 0, 0, 0], [0, 0, 0, 1]) // 0.5
 * @see scikit-learn, `sklearn.metrics.balanced_accuracy_score`.
 * @public
 */
export function balancedAccuracy(predictions: Classes, targets: Classes): number {
  const { right, there } = countClasses("balancedAccuracy", predictions, targets);
  const recalls = there.flatMap((samples, k) => (samples === 0 ? [] : [right[k]! / samples]));
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

/**
 * Matthews' correlation coefficient, for any number of classes: with N samples, c of them right, and class k pₖ times
 * predicted and tₖ times there,
 *
 *     (c N − Σₖ pₖ tₖ) / √((N² − Σₖ pₖ²)(N² − Σₖ tₖ²))
 *
 * **Shapes:** as for `accuracy`. Gives a number in [−1, 1]: 1 is perfect, 0 no better than chance. Where all
 * predictions or all targets are of one class the quotient is 0 / 0, and the answer 0.
 *
 * @throws as `accuracy` does.
 * @example matthewsCorrelation([1, 1, 0, 0], [1, 0, 0, 0]).toFixed(4) // 0.5774
 * @see J. Gorodkin (2004), Comparing two K-category assignments by a K-category correlation coefficient.
 * @public
 */
export function matthewsCorrelation(predictions: Classes, targets: Classes): number {
  const { right, predicted, there, samples } = countClasses("matthewsCorrelation", predictions, targets);
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, k) => sum + x * b[k]!, 0);
  const c = right.reduce((sum, x) => sum + x, 0);
  const squared = (samples ** 2 - dot(predicted, predicted)) * (samples ** 2 - dot(there, there));
  return squared === 0 ? 0 : (c * samples - dot(predicted, there)) / Math.sqrt(squared);
}
