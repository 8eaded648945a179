import { customVjp, type Tensor } from "@wengert/autograd";
import { type Activation, type AnyLoss, activations, type Elementwise, glu, losses, prelu } from "@wengert/nn";
import { type Adapter, type Case, differentiated, number, type Tensors, tensorsOf } from "./adapter.ts";

/** An activation, by the tape as composed of operations, or by its own rule. */
function activationAdapter(activationOf: (one: Case) => Activation): Adapter {
  return (one, way) => {
    const f = activationOf(one);
    const byHand = customVjp(
      (z: Tensor) => f.value(z),
      (z: Tensor) => {
        const a = f.value(z);
        return [a, { z, a }];
      },
      ({ z, a }: { z: Tensor; a: Tensor }, da: Tensor) => [f.backward(da, z, a)],
    );
    return (_params, { x }) => ({ y: way === "hand" ? byHand(x!) : f(x!) });
  };
}

const plain = (name: string): Adapter => activationAdapter(() => activations[name]!);
const along = (name: string): Adapter =>
  activationAdapter((one) => (activations[name] as Activation<{ axis: number }>).with({ axis: number(one, "dim") }));
const withParameter = (name: string, ours: string, theirs: string): Adapter =>
  activationAdapter((one) =>
    (activations[name] as Elementwise<Record<string, number>>).with({ [ours]: number(one, theirs) }),
  );

/** Each activation of the data, by its golden name. */
export const ACTIVATIONS: Readonly<Record<string, Adapter>> = {
  relu: plain("relu"),
  leaky_relu: withParameter("leakyRelu", "slope", "negative_slope"),
  elu: withParameter("elu", "alpha", "alpha"),
  selu: plain("selu"),
  celu: withParameter("celu", "alpha", "alpha"),
  gelu: activationAdapter((one) => (one.config.approximate === "tanh" ? activations.geluTanh! : activations.gelu!)),
  silu: plain("silu"),
  softplus: activationAdapter((one) =>
    (activations.softplus as Elementwise<{ beta: number; threshold: number | null }>).with({
      beta: number(one, "beta"),
      threshold: number(one, "threshold"),
    }),
  ),
  softsign: plain("softsign"),
  tanh: plain("tanh"),
  sigmoid: plain("sigmoid"),
  logsigmoid: plain("logSigmoid"),
  hardtanh: activationAdapter((one) =>
    (activations.hardtanh as Elementwise<{ low: number; high: number }>).with({
      low: number(one, "min_val"),
      high: number(one, "max_val"),
    }),
  ),
  relu6: plain("relu6"),
  hardsigmoid: plain("hardsigmoid"),
  hardswish: plain("hardswish"),
  tanhshrink: plain("tanhshrink"),
  softshrink: withParameter("softshrink", "lambda", "lambd"),
  hardshrink: withParameter("hardshrink", "lambda", "lambd"),
  mish: plain("mish"),
  softmax: along("softmax"),
  log_softmax: along("logSoftmax"),
  softmin: along("softmin"),
  glu: (_one, way) => {
    const { apply } = differentiated(glu(), way);
    return (_params, { x }) => ({ y: apply({}, x!) });
  },
  prelu: (one, way) => {
    const { apply } = differentiated(prelu(one.inputs.weight!.shape[0]), way);
    return (_params, { x, weight }) => ({ y: apply({ slope: weight! }, x!) });
  },
};

/** A loss, by the tape or by its own rule; `inputsOf` puts its inputs in order. */
function lossAdapter(
  lossOf: (one: Case) => AnyLoss,
  inputsOf: (inputs: Tensors, consts: Tensors) => readonly Tensor[] = ({ input, target }, consts) => [
    input!,
    target ?? consts.target!,
  ],
): Adapter {
  return (one, way) => {
    const f = lossOf(one).with({
      reduction: one.config.reduction === "batchmean" ? "batchMean" : one.config.reduction,
    });
    const value = (...xs: readonly Tensor[]): Tensor => (f as (...all: readonly Tensor[]) => Tensor)(...xs);
    const byHand = customVjp(
      (xs: readonly Tensor[]) => value(...xs),
      (xs: readonly Tensor[]) => [value(...xs), xs],
      (xs: readonly Tensor[], g: Tensor) => [
        (f.backward as (g: Tensor, ...all: readonly Tensor[]) => unknown)(g, ...xs),
      ],
    );
    const consts = tensorsOf(one.consts);
    return (_params, inputs) => {
      const xs = inputsOf(inputs, consts);
      return { y: way === "hand" ? byHand(xs) : value(...xs) };
    };
  };
}

/** Parameters under our names; null for `weight` means none. */
function withParameters(
  name: string,
  parameters: (one: Case, consts: Tensors) => Record<string, unknown>,
): (one: Case) => AnyLoss {
  return (one) => losses[name]!.with(parameters(one, tensorsOf(one.consts)) as never) as AnyLoss;
}

const byClasses = (name: string): Adapter =>
  lossAdapter(
    withParameters(name, (one, { weight }) => ({
      axis: 1,
      weight: weight ?? null,
      ...(typeof one.config.ignore_index === "number" && { ignoreIndex: one.config.ignore_index }),
      ...(typeof one.config.label_smoothing === "number" && { labelSmoothing: one.config.label_smoothing }),
    })),
  );
const withMargin = (name: string, inputsOf?: (inputs: Tensors, consts: Tensors) => readonly Tensor[]): Adapter =>
  lossAdapter(
    withParameters(name, (one) => ({
      margin: number(one, "margin"),
      ...(typeof one.config.eps === "number" && { eps: one.config.eps }),
    })),
    inputsOf,
  );

/** Each loss of the data, by its golden name. */
export const LOSSES: Readonly<Record<string, Adapter>> = {
  mse: lossAdapter(() => losses.mse!),
  l1: lossAdapter(() => losses.mae!),
  huber: lossAdapter(withParameters("huber", (one) => ({ delta: number(one, "delta") }))),
  smooth_l1: lossAdapter(withParameters("smoothL1", (one) => ({ beta: number(one, "beta") }))),
  bce: lossAdapter(withParameters("binaryCrossEntropy", (_one, { weight }) => ({ weight: weight ?? null }))),
  bce_with_logits: lossAdapter(
    withParameters("binaryCrossEntropyWithLogits", (_one, { pos_weight: positiveWeight }) => ({
      positiveWeight: positiveWeight ?? null,
    })),
  ),
  cross_entropy: byClasses("softmaxCrossEntropy"),
  nll: byClasses("nll"),
  kl_div: lossAdapter(withParameters("klDivergence", (one) => ({ logTarget: one.config.log_target }))),
  hinge_embedding: withMargin("hingeEmbedding"),
  hinge: withMargin("hinge"),
  multi_margin: (one, way) => (number(one, "p") === 1 ? withMargin("multiMargin")(one, way) : null),
  soft_margin: lossAdapter(() => losses.softMargin!),
  gaussian_nll: lossAdapter(
    withParameters("gaussianNll", (one) => ({ full: one.config.full, eps: one.config.eps })),
    ({ input, target, var: variance }) => [input!, target!, variance!],
  ),
  poisson_nll: (one, way) =>
    one.config.full === true
      ? null
      : lossAdapter(withParameters("poissonNll", () => ({ logInput: one.config.log_input })))(one, way),
  cosine_embedding: withMargin("cosineEmbedding", ({ x1, x2 }, { target }) => [x1!, x2!, target!]),
  margin_ranking: withMargin("marginRanking", ({ x1, x2 }, { target }) => [x1!, x2!, target!]),
  triplet_margin: withMargin("tripletMargin", ({ anchor, positive, negative }) => [anchor!, positive!, negative!]),
};
