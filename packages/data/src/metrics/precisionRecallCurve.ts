import { checkOptions, type Tensor, tensor } from "@wengert/autograd";
import type { Classes } from "./classes.ts";
import { oneAgainstRest, type Ranking, rank, readBinaryScores, readScores, type Scores } from "./ranking.ts";
import type { OneVersusRestOptions } from "./roc.ts";

/** The points of a precision–recall curve. @public */
export interface PrecisionRecallCurve {
  /** One for each threshold, and a last 1. */
  readonly precision: Tensor;
  /** One for each threshold, falling, and a last 0. */
  readonly recall: Tensor;
  /** The distinct scores, rising. */
  readonly thresholds: Tensor;
}

/**
 * Precision TP / (TP + FP) and recall TP / (TP + FN) when the samples of at least some score are taken as class 1, for
 * every score.
 *
 * **Shapes:** scores `[N]`, targets `[N]` of 0 and 1, M distinct scores → precision and recall `[M + 1]`, thresholds
 * `[M]`. The last point, (recall 0, precision 1), has no threshold.
 *
 * @throws ArgumentError when a score is NaN, or one of the classes has no samples; ShapeError when the numbers of
 * samples differ.
 * @example precisionRecallCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).recall // [1.  1.  0.5 0.5 0. ]
 * @see scikit-learn, `sklearn.metrics.precision_recall_curve`.
 * @public
 */
export function precisionRecallCurve(scores: Scores, targets: Classes): PrecisionRecallCurve {
  const { columns, targets: classes } = readBinaryScores("precisionRecallCurve", scores, targets);
  const { thresholds, ...ranking } = rank("precisionRecallCurve", columns[0]!, classes);
  const { truePositives, falsePositives, positives } = ranking;
  return {
    precision: tensor([...truePositives.map((tp, i) => tp / (tp + falsePositives[i]!)).reverse(), 1]),
    recall: tensor([...truePositives.map((tp) => tp / positives).reverse(), 0]),
    thresholds: tensor(thresholds.toReversed()),
  };
}

/**
 * The average precision: Σₙ (Rₙ − Rₙ₋₁) Pₙ over the thresholds, the mean of the precisions at which each sample of
 * class 1 is found. No interpolation, which would be too good.
 *
 * **Shapes:** scores `[N]` of class 1, or `[N, K]` of K classes, each then judged against the rest; targets `[N]`.
 * Gives a number in (0, 1]; by chance the share of class 1. Equal scores are one step.
 *
 * @throws ArgumentError when a score is NaN, or a class has no samples (or all); ShapeError when the numbers of
 * samples differ.
 * @example averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).toFixed(4) // 0.8333
 * @see scikit-learn, `sklearn.metrics.average_precision_score`.
 * @public
 */
export function averagePrecision(scores: Scores, targets: Classes, options: OneVersusRestOptions = {}): number {
  const { average = "macro" } = checkOptions("averagePrecision", options, ["average"]);
  const op = "averagePrecision";
  return oneAgainstRest(op, readScores(op, scores, targets), average, meanPrecision);
}

function meanPrecision({ truePositives, falsePositives, positives }: Ranking): number {
  let sum = 0;
  truePositives.forEach((tp, i) => {
    sum += ((tp - (truePositives[i - 1] ?? 0)) * tp) / (tp + falsePositives[i]!);
  });
  return sum / positives;
}
