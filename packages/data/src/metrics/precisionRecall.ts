import { checkOptions, type Tensor, tensor } from "@wengert/autograd";
import { badArgument } from "../refuse.ts";
import type { Classes } from "./classes.ts";
import { type Counts, countClasses } from "./confusion.ts";

/**
 * How the scores of the classes become one:
 *
 * - `"binary"`: that of class 1, of the classes 0 and 1
 * - `"macro"`: their mean; classes that occur on neither side do not count
 * - `"weighted"`: their mean, each class by its number of samples
 * - `"micro"`: from the counts of all classes together; with one class per sample all three are the accuracy
 *
 * @public
 */
export type Average = "binary" | "macro" | "micro" | "weighted";

/** How the scores of the classes are averaged. @public */
export interface AverageOptions {
  /** "binary" unless said. */
  readonly average?: Average;
}

/** The scores of each class. @public */
export interface ClassScores {
  readonly precision: Tensor;
  readonly recall: Tensor;
  readonly f1: Tensor;
  /** How many samples there are of each class; int32. */
  readonly support: Tensor;
}

type Score = (right: number, predicted: number, there: number) => number;

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const PRECISION: Score = (right, predicted) => share(right, predicted);
const RECALL: Score = (right, _predicted, there) => share(right, there);
const F1: Score = (right, predicted, there) => share(2 * right, predicted + there);

/**
 * The share of what was predicted as a class that is of it: TP / (TP + FP).
 *
 * **Shapes:** as for `accuracy`. Gives a number in [0, 1]; a class that was never predicted has 0 (scikit-learn's
 * `zero_division=0`).
 *
 * @throws as `accuracy` does; ArgumentError when the average is "binary" and there are more than two classes.
 * @example precision([1, 1, 1, 0], [1, 0, 1, 1]).toFixed(4) // 0.6667
 * @see scikit-learn, `sklearn.metrics.precision_score`.
 * @public
 */
export function precision(predictions: Classes, targets: Classes, options: AverageOptions = {}): number {
  return averaged("precision", PRECISION, countClasses("precision", predictions, targets), options);
}

/**
 * The share of the samples of a class that was found: TP / (TP + FN). Also called sensitivity, or true positive rate.
 *
 * **Shapes:** as for `accuracy`. Gives a number in [0, 1]; a class without samples has 0 (scikit-learn's
 * `zero_division=0`).
 *
 * @throws as `accuracy` does; ArgumentError when the average is "binary" and there are more than two classes.
 * @example recall([1, 1, 0, 2], [1, 0, 0, 2], { average: "macro" }).toFixed(4) // 0.8333
 * @see scikit-learn, `sklearn.metrics.recall_score`.
 * @public
 */
export function recall(predictions: Classes, targets: Classes, options: AverageOptions = {}): number {
  return averaged("recall", RECALL, countClasses("recall", predictions, targets), options);
}

/**
 * The harmonic mean of precision and recall: F₁ = 2TP / (2TP + FP + FN).
 *
 * **Shapes:** as for `accuracy`. Gives a number in [0, 1]; a class that was neither predicted nor there has 0.
 * `"macro"` is the mean of the classes' F₁, not the F₁ of the means.
 *
 * @throws as `accuracy` does; ArgumentError when the average is "binary" and there are more than two classes.
 * @example f1([1, 1, 0, 0], [1, 0, 0, 0]).toFixed(4) // 0.6667
 * @see scikit-learn, `sklearn.metrics.f1_score`.
 * @public
 */
export function f1(predictions: Classes, targets: Classes, options: AverageOptions = {}): number {
  return averaged("f1", F1, countClasses("f1", predictions, targets), options);
}

/**
 * Precision, recall, F₁ and the number of samples of each class.
 *
 * **Shapes:** as for `accuracy` → each `[K]`. Where a quotient is 0 / 0 the score is 0.
 *
 * @throws as `accuracy` does.
 * @example classScores([0, 1, 1], [0, 1, 2])
 * // { precision: [1.  0.5 0. ], recall: [1. 1. 0.], f1: [1.         0.66666667 0.        ], support: [1 1 1] }
 * @see scikit-learn, `sklearn.metrics.precision_recall_fscore_support`.
 * @public
 */
export function classScores(predictions: Classes, targets: Classes): ClassScores {
  const counts = countClasses("classScores", predictions, targets);
  return {
    precision: tensor(byClass(PRECISION, counts)),
    recall: tensor(byClass(RECALL, counts)),
    f1: tensor(byClass(F1, counts)),
    support: tensor(counts.there, { dtype: "int32" }),
  };
}

function byClass(score: Score, { right, predicted, there }: Counts): number[] {
  return right.map((_, k) => score(right[k]!, predicted[k]!, there[k]!));
}

function averaged(op: string, score: Score, counts: Counts, options: AverageOptions): number {
  const { average = "binary" } = checkOptions(op, options, ["average"]);
  const { right, predicted, there, samples } = counts;
  const total = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0);
  const scores = byClass(score, counts);
  switch (average) {
    case "binary":
      if (scores.length > 2) {
        throw badArgument(
          op,
          `there are ${scores.length} classes, and "binary" is for two`,
          undefined,
          'choose { average: "macro" }, "weighted" or "micro"; classScores gives them one by one',
        );
      }
      return scores[1] ?? 0;
    case "micro":
      return score(total(right), total(predicted), total(there));
    case "macro": {
      const occurring = scores.filter((_, k) => predicted[k]! + there[k]! > 0);
      return total(occurring) / occurring.length;
    }
    case "weighted":
      return total(scores.map((value, k) => value * there[k]!)) / samples;
    default:
      throw badArgument(
        op,
        `there is no average ${JSON.stringify(average)}`,
        undefined,
        'use "binary", "macro", "micro" or "weighted"',
      );
  }
}
