// A training step of a net with one hidden layer, as in week 42: sigmoid, softmax cross-entropy, momentum by hand, all
// written out in operations of @wengert/autograd.
import {
  add,
  exp,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
  sigmoid,
  stopGradient,
  sub,
  sum,
  type Tensor,
  valueAndGrad,
} from "@wengert/autograd";

export interface Params {
  readonly W1: Tensor;
  readonly b1: Tensor;
  readonly W2: Tensor;
  readonly b2: Tensor;
}

export interface Batch {
  readonly x: Tensor;
  readonly target: Tensor;
}

/**
 * −mean log softmax at the right class. The largest logit is taken off so that no exponential overflows; that changes
 * nothing, so no derivative has to go through it.
 */
function crossEntropy(logits: Tensor, target: Tensor): Tensor {
  const shifted = sub(logits, stopGradient(max(logits, 1, { keepdims: true })));
  const logProbabilities = sub(shifted, log(sum(exp(shifted), 1, { keepdims: true })));
  return neg(mean(sum(mul(target, logProbabilities), 1)));
}

function loss({ W1, b1, W2, b2 }: Params, x: Tensor, target: Tensor): Tensor {
  const hidden = sigmoid(add(matmul(x, W1), b1));
  return crossEntropy(add(matmul(hidden, W2), b2), target);
}

const lossAndGradient = valueAndGrad(loss);

/** v ← 0.9 v − 0.05 g, θ ← θ + v. */
function moved(parameter: Tensor, velocity: Tensor, gradient: Tensor): [Tensor, Tensor] {
  const next = sub(mul(0.9, velocity), mul(0.05, gradient));
  return [add(parameter, next), next];
}

/** One step of training: the new parameters, the new velocities, the loss before the step. */
export function step(params: Params, velocity: Params, { x, target }: Batch): [Params, Params, Tensor] {
  const [value, gradient] = lossAndGradient(params, x, target);
  const [W1, vW1] = moved(params.W1, velocity.W1, gradient.W1);
  const [b1, vb1] = moved(params.b1, velocity.b1, gradient.b1);
  const [W2, vW2] = moved(params.W2, velocity.W2, gradient.W2);
  const [b2, vb2] = moved(params.b2, velocity.b2, gradient.b2);
  return [{ W1, b1, W2, b2 }, { W1: vW1, b1: vb1, W2: vW2, b2: vb2 }, value];
}

/** Velocities of zero. */
export function atRest({ W1, b1, W2, b2 }: Params): Params {
  return { W1: mul(0, W1), b1: mul(0, b1), W2: mul(0, W2), b2: mul(0, b2) };
}
