import { binaryCrossEntropy, binaryCrossEntropyWithLogits } from "./binary.ts";
import { crossEntropy, klDivergence, multiMargin, nll, softmaxCrossEntropy } from "./classification.ts";
import type { AnyLoss } from "./loss.ts";
import { cosineEmbedding, hinge, hingeEmbedding, marginRanking, softMargin, tripletMargin } from "./margin.ts";
import { gaussianNll, huber, mae, mse, poissonNll, smoothL1 } from "./regression.ts";

/**
 * All losses by name. Tests and tables loop over it; a program that imports single losses does not load it.
 *
 * @example Object.keys(losses).length // 19
 * @public
 */
export const losses: Readonly<Record<string, AnyLoss>> = {
  mse,
  mae,
  huber,
  smoothL1,
  gaussianNll,
  poissonNll,
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  softmaxCrossEntropy,
  nll,
  klDivergence,
  multiMargin,
  hinge,
  hingeEmbedding,
  softMargin,
  marginRanking,
  cosineEmbedding,
  tripletMargin,
};
