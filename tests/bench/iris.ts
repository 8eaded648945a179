// A training step of a net with layers of 4, 8 and 3 units, as in week 42: sigmoid, softmax cross-entropy,
// momentum by hand, everything eager.
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
  tensor,
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

/** Numbers in [0, 1), the same in every run. @see W. H. Press et al. (2007), Numerical Recipes, 3rd ed., section 7.1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = randomNumbers(42);

function matrix(rows: number, columns: number): Tensor {
  return tensor(Array.from({ length: rows }, () => Array.from({ length: columns }, () => random() - 0.5)));
}

export function start(): Params {
  return { W1: matrix(4, 8), b1: tensor(new Float64Array(8)), W2: matrix(8, 3), b2: tensor(new Float64Array(3)) };
}

export function batchOf(size: number): Batch {
  const classes = Array.from({ length: size }, () => Math.floor(random() * 3));
  return { x: matrix(size, 4), target: tensor(classes.map((c) => [0, 1, 2].map((k) => (k === c ? 1 : 0)))) };
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
