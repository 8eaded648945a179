import { tensor } from "@wengert/autograd";
import { type Activation, sameButForParameters } from "../activations/activation.ts";
import { sigmoid } from "../activations/logistic.ts";
import { logSoftmax, softmax } from "../activations/softmax.ts";
import { badArgument } from "../parameters.ts";
import { binaryCrossEntropyWithLogits } from "./binary.ts";
import { softmaxCrossEntropy } from "./classification.ts";
import type { AnyLoss, Reduced } from "./loss.ts";

/** Activation and loss that are one function of z, and one simple derivative: prediction minus target. */
const PAIRS: readonly { readonly activation: Activation; readonly loss: string; readonly fused: AnyLoss }[] = [
  { activation: softmax, loss: "crossEntropy", fused: softmaxCrossEntropy },
  { activation: logSoftmax, loss: "nll", fused: softmaxCrossEntropy },
  { activation: sigmoid, loss: "binaryCrossEntropy", fused: binaryCrossEntropyWithLogits },
];

/** Between what the predictions of a loss lie, and which activation gives such. */
const PREDICTIONS: Readonly<Record<string, { what: string; from: number; to: number; by: string }>> = {
  crossEntropy: { what: "probabilities", from: 0, to: 1, by: "softmax" },
  binaryCrossEntropy: { what: "probabilities", from: 0, to: 1, by: "sigmoid" },
  nll: { what: "logarithms of probabilities", from: Number.NEGATIVE_INFINITY, to: 0, by: "logSoftmax" },
};

/**
 * Fails where an activation gives numbers of which a loss takes the logarithm, or what it should be, and cannot.
 *
 * @throws ArgumentError
 */
export function checkPredictions(op: string, activation: Activation, loss: AnyLoss): void {
  if (!Object.hasOwn(PREDICTIONS, loss.name)) return;
  const { what, from, to, by } = PREDICTIONS[loss.name]!;
  const given = activation(tensor([[-3, 0.5, 2]])).toArray() as number[][];
  const wrong = given.flat().find((a) => !(a >= from && a <= to));
  if (wrong === undefined) return;
  const hint = `activations: [..., ${by}], or another loss`;
  throw badArgument(
    op,
    `${loss.name} compares ${what}`,
    `${activation.name} as the last activation, which gives ${wrong}`,
    hint,
  );
}

/**
 * The loss of z that is the given loss of f(z), with its parameters; null where the two have no common form.
 */
export function fusedLoss(activation: Activation, loss: AnyLoss): AnyLoss | null {
  const pair = PAIRS.find((each) => sameButForParameters(each.activation, activation) && each.loss === loss.name);
  if (pair === undefined) return null;
  const { axis } = activation.parameters as { readonly axis?: number };
  const parameters = loss.parameters as Reduced & { readonly axis?: number };
  return axis === parameters.axis ? pair.fused.with(parameters) : null;
}
