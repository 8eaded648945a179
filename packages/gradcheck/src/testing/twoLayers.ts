import {
  add,
  div,
  matmul,
  mean,
  mul,
  neg,
  random,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
} from "@wengert/autograd";

/** Two layers with a squared error: the net on which single mistakes are tried. */
export interface TwoLayers {
  readonly W1: Tensor;
  readonly b1: Tensor;
  readonly W2: Tensor;
  readonly b2: Tensor;
}

export function twoLayers(batch: number, widths: readonly [number, number, number] = [4, 3, 2], seed = 3) {
  const rng = random.RandomState(seed);
  const [inputs, hidden, outputs] = widths;
  const data: [Tensor, Tensor] = [rng.randn(batch, inputs), rng.randn(batch, outputs)];
  const params: TwoLayers = {
    W1: rng.randn(inputs, hidden),
    b1: rng.randn(hidden),
    W2: rng.randn(hidden, outputs),
    b2: rng.randn(outputs),
  };
  return { params, data, loss: meanSquare };
}

export function meanSquare({ W1, b1, W2, b2 }: TwoLayers, x: Tensor, t: Tensor): Tensor {
  const a1 = sigmoid(add(matmul(x, W1), b1));
  const a2 = sigmoid(add(matmul(a1, W2), b2));
  return mean(square(sub(a2, t)));
}

/** The steps of its backward pass; a mistake replaces one of them. */
export const rightSteps = {
  da2: (a2: Tensor, t: Tensor): Tensor => div(mul(2, sub(a2, t)), a2.size),
  dz2: (da2: Tensor, a2: Tensor, _z2: Tensor): Tensor => mul(da2, mul(a2, sub(1, a2))),
  da1: (dz2: Tensor, W2: Tensor, _dW2: Tensor): Tensor => matmul(dz2, transpose(W2)),
  dz1: (da1: Tensor, a1: Tensor, _z1: Tensor): Tensor => mul(da1, mul(a1, sub(1, a1))),
  dW: (input: Tensor, dz: Tensor, _da: Tensor, _z: Tensor): Tensor => matmul(transpose(input), dz),
  db: (dz: Tensor): Tensor => sum(dz, 0),
  end: (gradients: TwoLayers, _params: TwoLayers): TwoLayers => gradients,
};

/** The gradient by hand, with some steps replaced. */
export function backward(steps: Partial<typeof rightSteps>) {
  const s = { ...rightSteps, ...steps };
  return (params: TwoLayers, x: Tensor, t: Tensor): TwoLayers => {
    const { W1, b1, W2, b2 } = params;
    const z1 = add(matmul(x, W1), b1);
    const a1 = sigmoid(z1);
    const z2 = add(matmul(a1, W2), b2);
    const a2 = sigmoid(z2);
    const da2 = s.da2(a2, t);
    const dz2 = s.dz2(da2, a2, z2);
    const dW2 = s.dW(a1, dz2, da2, z1);
    const da1 = s.da1(dz2, W2, dW2);
    const dz1 = s.dz1(da1, a1, z1);
    return s.end({ W1: s.dW(x, dz1, da1, x), b1: s.db(dz1), W2: dW2, b2: s.db(dz2) }, params);
  };
}

/** A mistake, what it is called, and the first gradient that it spoils. */
export interface Planted {
  readonly name: string;
  readonly steps: Partial<typeof rightSteps>;
  readonly code: string;
  readonly quantity: string;
}

export const planted: readonly Planted[] = [
  { name: "the mean is missing", steps: { da2: (a, t) => mul(2, sub(a, t)) }, code: "sum-for-mean", quantity: "b2" },
  { name: "the 2 is missing", steps: { da2: (a, t) => div(sub(a, t), a.size) }, code: "factor", quantity: "b2" },
  { name: "t - a", steps: { da2: (a, t) => neg(rightSteps.da2(a, t)) }, code: "sign", quantity: "b2" },
  { name: "no f' at the output", steps: { dz2: (da) => da }, code: "missing-activation-derivative", quantity: "b2" },
  {
    name: "no f' in the hidden layer",
    steps: { dz1: (da) => da },
    code: "missing-activation-derivative",
    quantity: "b1",
  },
  {
    name: "f' twice",
    steps: { dz1: (da, a, z) => rightSteps.dz1(rightSteps.dz1(da, a, z), a, z) },
    code: "doubled-activation-derivative",
    quantity: "b1",
  },
  {
    name: "f' at a",
    steps: { dz2: (da, a) => mul(da, mul(sigmoid(a), sub(1, sigmoid(a)))) },
    code: "derivative-at-wrong-value",
    quantity: "b2",
  },
  {
    name: "z (1 - z)",
    steps: { dz1: (da, _a, z) => mul(da, mul(z, sub(1, z))) },
    code: "derivative-at-wrong-value",
    quantity: "b1",
  },
  { name: "biases averaged", steps: { db: (dz) => mean(dz, 0) }, code: "mean-for-sum", quantity: "b2" },
  { name: "biases not summed", steps: { db: (dz) => dz }, code: "not-summed", quantity: "b2" },
  {
    name: "weights' gradients transposed",
    steps: { dW: (x, dz) => matmul(transpose(dz), x) },
    code: "transposed",
    quantity: "W2",
  },
  {
    name: "a regulariser that the loss has not",
    steps: { end: (g, { W1 }) => ({ ...g, W1: add(g.W1, mul(0.02, W1)) }) },
    code: "regulariser",
    quantity: "W1",
  },
  {
    name: "weights after the update",
    steps: { da1: (dz, W2, dW2) => matmul(dz, transpose(sub(W2, mul(0.1, dW2)))) },
    code: "stale-cache",
    quantity: "b1",
  },
];
