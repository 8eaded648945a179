import { type Tensor, transpose } from "@wengert/autograd";
import {
  type AnyLoss,
  activations,
  crossEntropy,
  dense,
  neuralNetwork,
  sequential,
  softmax,
  softmaxCrossEntropy,
} from "@wengert/nn";
import { type Adapter, differentiated, type Tensors, tensorsOf } from "./adapter.ts";

const mlp: Adapter = (one, way) => {
  const sizes = one.config.sizes as readonly number[];
  const hidden = activations[one.config.activation as string]!;
  const last = sizes.length - 2;
  const { target } = tensorsOf(one.consts);
  const paramsOf = (p: Tensors) =>
    sizes.slice(1).map((_, l) => ({ W: transpose(p[`${2 * l}.weight`]!), b: p[`${2 * l}.bias`]! }));
  const layers = sizes.slice(1).flatMap((n, l) => (l === last ? [dense(sizes[l]!, n)] : [dense(sizes[l]!, n), hidden]));
  const net = differentiated(sequential(...layers), way);
  const whole = neuralNetwork({
    inputSize: sizes[0]!,
    layerSizes: sizes.slice(1),
    activations: sizes.slice(1).map((_, l) => (l === last ? softmax : hidden)),
    loss: crossEntropy,
  });
  return (p, { x }) => {
    const params = paramsOf(p);
    const steps = params.flatMap((layer, l) => (l === last ? [layer] : [layer, {}]));
    const logits = net.apply(steps as never, x!);
    const loss = way === "hand" ? (softmaxCrossEntropy as AnyLoss)(logits, target!) : whole.cost(params, x!, target!);
    return { logits, loss: loss as Tensor };
  };
};

/** Each network of the data, by its golden name. */
export const NETWORKS: Readonly<Record<string, Adapter>> = { "mlp+cross_entropy": mlp };
