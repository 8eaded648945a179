import { type Tensor, tensor } from "@wengert/autograd";
import type { Classes } from "./classes.ts";
import { rank, readBinaryScores, type Scores } from "./ranking.ts";

/** The points of a cumulative gain curve, from (0, 0) to (1, 1). @public */
export interface CumulativeGain {
  /** The share of all samples that is taken. */
  readonly taken: Tensor;
  /** The share of class 1 that is among them. */
  readonly gain: Tensor;
}

/**
 * The cumulative gain: of the samples with the largest scores, the share of all samples against the share of class 1
 * that is found among them. A perfect score climbs to 1 at the share of class 1; chance is the diagonal.
 *
 * **Shapes:** scores `[N]`, targets `[N]` of 0 and 1, M distinct scores → twice `[M + 1]`. Equal scores are one step,
 * so that their order does not matter: in between the curve is a line.
 *
 * @throws ArgumentError when a score is NaN, or one of the classes has no samples; ShapeError when the numbers of
 * samples differ.
 * @example cumulativeGain([0.9, 0.8, 0.1, 0.1], [1, 0, 1, 0]) // { taken: [0.   0.25 0.5  1.  ], gain: [0.  0.5 0.5 1. ] }
 * @see M. Vuk and T. Curk (2006), ROC curve, lift chart and calibration plot.
 * @public
 */
export function cumulativeGain(scores: Scores, targets: Classes): CumulativeGain {
  const { columns, targets: classes } = readBinaryScores("cumulativeGain", scores, targets);
  const { truePositives, falsePositives, positives, negatives } = rank("cumulativeGain", columns[0]!, classes);
  return {
    taken: tensor([0, ...truePositives.map((tp, i) => (tp + falsePositives[i]!) / (positives + negatives))]),
    gain: tensor([0, ...truePositives.map((tp) => tp / positives)]),
  };
}
