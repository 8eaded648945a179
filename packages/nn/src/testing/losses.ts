import { add, astype, exp, greater, mul, sigmoid, sub, type Tensor, tensor } from "@wengert/autograd";
import { softmax } from "../activations/softmax.ts";
import type { RandomSource } from "../layer.ts";
import { losses } from "../losses/index.ts";
import type { AnyLoss } from "../losses/loss.ts";

type Sample = (rng: RandomSource, n: number) => readonly Tensor[];

const K = 4;
const normal = (rng: RandomSource, shape: readonly number[]): Tensor => rng.normal(0, 1, shape);
const probability = (rng: RandomSource, shape: readonly number[]): Tensor => sigmoid(normal(rng, shape));
const rows = (rng: RandomSource, n: number): Tensor => softmax(normal(rng, [n, K]));
/** ±1. */
const signs = (rng: RandomSource, shape: readonly number[]): Tensor =>
  astype(sub(mul(2, greater(normal(rng, shape), 0)), 1), "int32");
const classes = (_rng: RandomSource, shape: readonly number[]): Tensor =>
  tensor(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i * i + 1) % K),
    { dtype: "int32", shape },
  );

const two: Sample = (rng, n) => [normal(rng, [n, 3]), normal(rng, [n, 3])];
const withSigns: Sample = (rng, n) => [normal(rng, [n, 3]), signs(rng, [n, 3])];
const logits: Sample = (rng, n) => [normal(rng, [n, K]), classes(rng, [n])];
const weight = tensor([0.5, 2, 1, 1.5]);

/** Each loss with parameters and a typical input: what the tests loop over. */
export const LOSSES: readonly { readonly loss: AnyLoss; readonly sample: Sample; readonly note?: string }[] = [
  { loss: losses.mse!, sample: two },
  { loss: losses.mae!, sample: two },
  { loss: losses.huber!, sample: two },
  { loss: losses.huber!.with({ delta: 0.4 }), sample: two, note: "delta 0.4" },
  { loss: losses.smoothL1!, sample: two },
  { loss: losses.smoothL1!.with({ beta: 0.3 }), sample: two, note: "beta 0.3" },
  {
    loss: losses.gaussianNll!,
    sample: (rng, n) => [normal(rng, [n, 3]), normal(rng, [n, 3]), exp(normal(rng, [n, 3]))],
  },
  {
    loss: losses.gaussianNll!.with({ full: true, eps: 0.5 }),
    sample: (rng, n) => [normal(rng, [n, 3]), normal(rng, [n, 3]), exp(normal(rng, [n, 3]))],
    note: "full",
  },
  { loss: losses.poissonNll!, sample: (rng, n) => [normal(rng, [n, 3]), exp(normal(rng, [n, 3]))] },
  {
    loss: losses.poissonNll!.with({ logInput: false }),
    sample: (rng, n) => [exp(normal(rng, [n, 3])), exp(normal(rng, [n, 3]))],
    note: "rates",
  },
  { loss: losses.binaryCrossEntropy!, sample: (rng, n) => [probability(rng, [n, 3]), probability(rng, [n, 3])] },
  {
    loss: losses.binaryCrossEntropy!.with({ weight: tensor([1, 2, 0.5]) }),
    sample: (rng, n) => [probability(rng, [n, 3]), probability(rng, [n, 3])],
    note: "weights",
  },
  { loss: losses.binaryCrossEntropyWithLogits!, sample: (rng, n) => [normal(rng, [n, 3]), probability(rng, [n, 3])] },
  {
    loss: losses.binaryCrossEntropyWithLogits!.with({ weight: tensor([1, 2, 0.5]), positiveWeight: tensor([3, 1, 2]) }),
    sample: (rng, n) => [normal(rng, [n, 3]), probability(rng, [n, 3])],
    note: "weights",
  },
  { loss: losses.crossEntropy!, sample: (rng, n) => [rows(rng, n), rows(rng, n)] },
  { loss: losses.crossEntropy!, sample: (rng, n) => [rows(rng, n), classes(rng, [n])], note: "indices" },
  { loss: losses.softmaxCrossEntropy!, sample: (rng, n) => [normal(rng, [n, K]), rows(rng, n)] },
  { loss: losses.softmaxCrossEntropy!, sample: logits, note: "indices" },
  { loss: losses.softmaxCrossEntropy!.with({ labelSmoothing: 0.1, weight }), sample: logits, note: "smoothed" },
  {
    loss: losses.softmaxCrossEntropy!.with({ labelSmoothing: 0.1, weight }),
    sample: (rng, n) => [normal(rng, [n, K]), rows(rng, n)],
    note: "probabilities, smoothed",
  },
  { loss: losses.softmaxCrossEntropy!.with({ ignoreIndex: 1 }), sample: logits, note: "ignoring" },
  {
    loss: losses.softmaxCrossEntropy!.with({ axis: 1, weight }),
    sample: (rng, n) => [normal(rng, [n, K, 2]), classes(rng, [n, 2])],
    note: "axis 1",
  },
  { loss: losses.nll!, sample: (rng, n) => [normal(rng, [n, K]), rows(rng, n)] },
  { loss: losses.nll!.with({ weight, ignoreIndex: 2 }), sample: logits, note: "indices, weights" },
  { loss: losses.klDivergence!, sample: (rng, n) => [normal(rng, [n, K]), rows(rng, n)] },
  { loss: losses.klDivergence!.with({ logTarget: true }), sample: two, note: "logarithms" },
  { loss: losses.multiMargin!, sample: logits },
  { loss: losses.multiMargin!.with({ weight }), sample: logits, note: "weighted" },
  { loss: losses.hinge!, sample: withSigns },
  { loss: losses.hingeEmbedding!, sample: withSigns },
  { loss: losses.softMargin!, sample: withSigns },
  { loss: losses.marginRanking!.with({ margin: 0.3 }), sample: (rng, n) => [...two(rng, n), signs(rng, [n, 3])] },
  { loss: losses.cosineEmbedding!.with({ margin: 0.1 }), sample: (rng, n) => [...two(rng, n), signs(rng, [n])] },
  { loss: losses.tripletMargin!, sample: (rng, n) => [...two(rng, n), add(0.1, normal(rng, [n, 3]))] },
];
