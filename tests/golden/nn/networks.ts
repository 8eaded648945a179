import { type Tensor, transpose } from "@wengert/autograd";
import {
  type AnyLoss,
  activations,
  type BatchNormState,
  batchNorm,
  conv2d,
  crossEntropy,
  dense,
  flatten,
  maxPool2d,
  neuralNetwork,
  relu,
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

/** The data describe this network in words; the data set has one of them. */
const cnn: Adapter = (one, way) => {
  const words = "Conv2d(1,2,3,pad=1),BatchNorm2d(2),ReLU,MaxPool2d(2),Conv2d(2,3,2),ReLU,Flatten,Linear(3,3)";
  if (one.config.layers !== words) return null;
  const layer = sequential(
    conv2d(1, 2, 3, { padding: 1 }),
    batchNorm(2),
    relu,
    maxPool2d(2),
    conv2d(2, 3, 2),
    relu,
    flatten(),
    dense(3, 3),
  );
  const net = differentiated(layer, way);
  const buffers = tensorsOf(one.buffers);
  const state = {
    mean: buffers["1.running_mean"]!,
    variance: buffers["1.running_var"]!,
    batches: buffers["1.num_batches_tracked"]!,
  };
  const context = { training: one.config.training === true, state: [null, state] };
  const { target } = tensorsOf(one.consts);
  return (p, { x }) => {
    const conv = (k: number) => ({ W: p[`${k}.weight`]!, b: p[`${k}.bias`]! });
    const last = { W: transpose(p["7.weight"]!), b: p["7.bias"]! };
    const params = [conv(0), { gamma: p["1.weight"]!, beta: p["1.bias"]! }, {}, {}, conv(4), {}, {}, last] as never;
    const logits = net.apply(params, x!, context);
    const next = layer.forward(params, x!, context)[2]![1] as BatchNormState;
    return {
      logits,
      loss: (softmaxCrossEntropy as AnyLoss)(logits, target!) as Tensor,
      "1.running_mean": next.mean,
      "1.running_var": next.variance,
      "1.num_batches_tracked": next.batches,
    };
  };
};

/** Each network of the data, by its golden name. */
export const NETWORKS: Readonly<Record<string, Adapter>> = { "mlp+cross_entropy": mlp, "cnn+cross_entropy": cnn };
