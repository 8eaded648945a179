import type { Activation } from "../activations/activation.ts";
import { binaryCrossEntropyWithLogits } from "./binary.ts";
import { softmaxCrossEntropy } from "./classification.ts";
import type { AnyLoss, Reduced } from "./loss.ts";

/** Activation and loss that are one function of z, and one simple derivative: prediction minus target. */
const PAIRS: readonly { readonly activation: string; readonly loss: string; readonly fused: AnyLoss }[] = [
  { activation: "softmax", loss: "crossEntropy", fused: softmaxCrossEntropy },
  { activation: "logSoftmax", loss: "nll", fused: softmaxCrossEntropy },
  { activation: "sigmoid", loss: "binaryCrossEntropy", fused: binaryCrossEntropyWithLogits },
];

/**
 * The loss of z that is the given loss of f(z), with its parameters; null where the two have no common form.
 */
export function fusedLoss(activation: Activation, loss: AnyLoss): AnyLoss | null {
  const pair = PAIRS.find((each) => each.activation === activation.name && each.loss === loss.name);
  if (pair === undefined) return null;
  const { axis } = activation.parameters as { readonly axis?: number };
  const parameters = loss.parameters as Reduced & { readonly axis?: number };
  return axis === parameters.axis ? pair.fused.with(parameters) : null;
}
