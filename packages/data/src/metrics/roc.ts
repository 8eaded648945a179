import { checkOptions, type Tensor, tensor } from "@wengert/autograd";
import type { Classes } from "./classes.ts";
import { oneAgainstRest, type Ranking, rank, readBinaryScores, readScores, type Scores } from "./ranking.ts";

/** The points of an ROC curve, from (0, 0) to (1, 1). @public */
export interface RocCurve {
  readonly falsePositiveRate: Tensor;
  readonly truePositiveRate: Tensor;
  /** At each point the samples with at least this score are taken; infinity at the first, where none is. */
  readonly thresholds: Tensor;
}

/** How the areas of several classes are averaged. @public */
export interface OneVersusRestOptions {
  /** "macro" (unless said): all classes count alike; "weighted": by their numbers of samples. */
  readonly average?: "macro" | "weighted";
}

/**
 * The receiver operating characteristic: for every threshold on the score of class 1, the share of class 1 above it
 * (true positive rate, TP / P) against the share of class 0 above it (false positive rate, FP / N).
 *
 * **Shapes:** scores `[N]` (any real numbers; larger means class 1), targets `[N]` of 0 and 1 → three times `[M]`.
 * Equal scores are one step, a slanted line. Points inside a straight line are left out.
 *
 * @throws ArgumentError when a score is NaN, or one of the classes has no samples; ShapeError when the numbers of
 * samples differ.
 * @example rocCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
 * // { falsePositiveRate: [0.  0.  0.5 0.5 1. ], truePositiveRate: [0.  0.5 0.5 1.  1. ], thresholds: [ inf 0.8  0.4  0.35 0.1 ] }
 * @see T. Fawcett (2006), An introduction to ROC analysis; scikit-learn, `sklearn.metrics.roc_curve`.
 * @public
 */
export function rocCurve(scores: Scores, targets: Classes): RocCurve {
  const { columns, targets: classes } = readBinaryScores("rocCurve", scores, targets);
  const ranking = rank("rocCurve", columns[0]!, classes);
  const { thresholds, truePositives, falsePositives, positives, negatives } = ranking;
  const corners = thresholds.map((_, i) => i).filter((i) => isCorner(ranking, i));
  return {
    falsePositiveRate: tensor([0, ...corners.map((i) => falsePositives[i]! / negatives)]),
    truePositiveRate: tensor([0, ...corners.map((i) => truePositives[i]! / positives)]),
    thresholds: tensor([Number.POSITIVE_INFINITY, ...corners.map((i) => thresholds[i]!)]),
  };
}

/** Whether the curve turns at a point, or begins or ends there: elsewhere both counts grow as they did before. */
function isCorner({ truePositives: tp, falsePositives: fp }: Ranking, i: number): boolean {
  if (i === 0 || i === tp.length - 1) return true;
  return [tp, fp].some((counts) => counts[i + 1]! - 2 * counts[i]! + counts[i - 1]! !== 0);
}

/**
 * The area under the ROC curve: the probability that a sample of class 1 has a larger score than one of class 0, ties
 * counting one half.
 *
 * **Shapes:** scores `[N]` of class 1, or `[N, K]` of K classes, each then judged against the rest; targets `[N]`.
 * Gives a number in [0, 1]; 0.5 by chance.
 *
 * @throws ArgumentError when a score is NaN, or a class has no samples (or all); ShapeError when the numbers of
 * samples differ.
 * @example rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // 0.75
 * @see J. Hanley and B. McNeil (1982), The meaning and use of the area under a ROC curve; scikit-learn,
 * `sklearn.metrics.roc_auc_score` with `multi_class="ovr"`.
 * @public
 */
export function rocAuc(scores: Scores, targets: Classes, options: OneVersusRestOptions = {}): number {
  const { average = "macro" } = checkOptions("rocAuc", options, ["average"]);
  return oneAgainstRest("rocAuc", readScores("rocAuc", scores, targets), average, areaUnder);
}

/** By the trapezoidal rule, in whole numbers up to the last division. */
function areaUnder({ truePositives, falsePositives, positives, negatives }: Ranking): number {
  let doubled = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const [before, step] = [truePositives[i - 1] ?? 0, falsePositives[i]! - (falsePositives[i - 1] ?? 0)];
    doubled += step * (before + truePositives[i]!);
  }
  return doubled / 2 / (positives * negatives);
}
