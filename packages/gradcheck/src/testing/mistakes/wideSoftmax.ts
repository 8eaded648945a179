import {
  add,
  div,
  exp,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

const KEEP = { keepdims: true };
/** Log-softmax along the last axis. */
function logSoftmax(z: Tensor): Tensor {
  const shifted: Tensor = sub(z, max(z, -1, { keepdims: true }));
  return sub(shifted, log(sum(exp(shifted), -1, { keepdims: true })));
}

// Smoothed targets, a temperature, weights for the classes; a list of two matrices.
const SMOOTHING = 0.1;
const TEMPERATURE = 2;
const CLASS_WEIGHTS = tensor([1, 2, 0.5]);
const smoothed = plant<
  | "targets not smoothed"
  | "temperature forgotten"
  | "temperature twice"
  | "class weights forgotten"
  | "class weights on the prediction alone"
  | "class weights' sum forgotten"
  | "log-probability for probability"
  | "normalised by all weights"
  | "tanh at z",
  [Tensor, Tensor],
  [Tensor, Tensor]
>("softmax", ({ batch, normal, oneHot }, has) => {
  const soften = (t: Tensor): Tensor => add(mul(1 - SMOOTHING, t), SMOOTHING / 3);
  return {
    params: [normal(4, 3), normal(3, 3)],
    data: [normal(batch, 4), oneHot(batch, 3)],
    batchAxis: 0,
    loss: ([A, B], x, t): Tensor => {
      const logp = logSoftmax(div(matmul(tanh(matmul(x, A)), B), TEMPERATURE));
      return neg(mean(sum(mul(mul(CLASS_WEIGHTS, soften(t)), logp), 1)));
    },
    backward: ([A, B], x, t) => {
      const n = x.shape[0]!;
      const z: Tensor = matmul(x, A);
      const h = tanh(z);
      const logp: Tensor = logSoftmax(div(matmul(h, B), TEMPERATURE));
      const p: Tensor = has("log-probability for probability") ? logp : exp(logp);
      const targets: Tensor = has("targets not smoothed") ? t : soften(t);
      const weighted: Tensor = has("class weights forgotten") ? targets : mul(CLASS_WEIGHTS, targets);
      const total: Tensor = has("class weights' sum forgotten") ? tensor(1) : sum(weighted, 1, KEEP);
      let e: Tensor = sub(mul(total, p), weighted);
      if (has("class weights on the prediction alone")) e = sub(mul(total, p), targets);
      e = div(e, has("normalised by all weights") ? mul(n, mean(CLASS_WEIGHTS)) : n);
      if (!has("temperature forgotten")) e = div(e, has("temperature twice") ? TEMPERATURE ** 2 : TEMPERATURE);
      const dh: Tensor = matmul(e, transpose(B));
      const dz: Tensor = mul(dh, sub(1, square(has("tanh at z") ? z : h)));
      return { gradients: [matmul(transpose(x), dz), matmul(transpose(h), e)], intermediates: { z, h, dh, dz } };
    },
  };
});

// Softmax followed by a square: here its whole Jacobian is needed.
const squared = plant<
  | "as for the cross-entropy"
  | "row's sum forgotten"
  | "sum over the batch"
  | "2 forgotten"
  | "divided by the classes"
  | "bias as a row of ones",
  { W: Tensor; b: Tensor },
  [Tensor, Tensor]
>("softmax", ({ batch, normal, oneHot }, has) => ({
  params: { W: normal(3, 3), b: normal(3) },
  data: [normal(batch, 3), oneHot(batch, 3)],
  batchAxis: 0,
  loss: ({ W, b }, x, t): Tensor => div(sum(square(sub(exp(logSoftmax(add(matmul(x, W), b))), t))), x.shape[0]!),
  backward: ({ W, b }, x, t) => {
    const n = x.shape[0]!;
    const p = exp(logSoftmax(add(matmul(x, W), b)));
    const dp: Tensor = mul((has("2 forgotten") ? 1 : 2) / n, sub(p, t));
    const product: Tensor = mul(dp, p);
    const along: Tensor = sum(product, has("sum over the batch") ? 0 : 1, KEEP);
    let dz: Tensor = sub(product, mul(p, along));
    if (has("as for the cross-entropy")) dz = dp;
    if (has("row's sum forgotten")) dz = product;
    if (has("divided by the classes")) dz = div(dz, 3);
    const db: Tensor = has("bias as a row of ones") ? reshape(sum(dz, 0), [3, 1]) : sum(dz, 0);
    return { gradients: { W: matmul(transpose(x), dz), b: db } };
  },
}));

// The last class has the score zero; log-sum-exp written out, in loops of numbers.
const reference = plant<
  | "reference class not in the sum"
  | "wrong class counted"
  | "samples of one class"
  | "sum of exponentials of the sample before"
  | "true class subtracted twice",
  { W: Tensor },
  [Tensor, Tensor]
>("softmax", ({ batch, normal, oneHot }, has) => ({
  params: { W: normal(2, 3) },
  data: [normal(batch, 3), oneHot(batch, 3)],
  batchAxis: 0,
  loss: ({ W }, x, t): Tensor => {
    const scores = matmul(x, transpose(W));
    const chosen = sum(
      mul(
        matmul(t, [
          [1, 0],
          [0, 1],
          [0, 0],
        ]),
        scores,
      ),
      1,
    );
    return sum(sub(log(add(1, sum(exp(scores), 1))), chosen));
  },
  backward: ({ W }, x, t) => {
    const w = W.toArray() as number[][];
    const targets = t.toArray() as number[][];
    const dW = w.map((row) => row.map(() => 0));
    let last = 0;
    for (const [n, row] of (x.toArray() as number[][]).entries()) {
      const e = w.map((weights) => Math.exp(weights.reduce((total, v, j) => total + v * row[j]!, 0)));
      let total = (has("reference class not in the sum") ? 0 : 1) + e[0]! + e[1]!;
      if (has("sum of exponentials of the sample before") && n > 0) [total, last] = [last, total];
      else last = total;
      if (has("samples of one class") && targets[n]![0] !== 1) continue;
      for (let k = 0; k < 2; k++) {
        const hit = targets[n]![has("wrong class counted") ? k + 1 : k]!;
        const error = e[k]! / total - (has("true class subtracted twice") ? 2 : 1) * hit;
        for (const [j, value] of row.entries()) dW[k]![j]! += error * value;
      }
    }
    return { gradients: { W: tensor(dW) } };
  },
}));

/** Classifiers that a checker has not seen. */
export const wideSoftmax: readonly Case[] = [
  smoothed({
    name: "smoothed targets: the hard ones are subtracted",
    planted: "targets not smoothed",
    hand: "numbers",
    causes: ["wrong-forward", "missing-term", "unknown"],
    quantity: "1",
    alsoQuantities: ["0"],
  }),
  smoothed({
    name: "temperature: its division is forgotten on the way back",
    planted: "temperature forgotten",
    causes: ["factor"],
    quantity: "1",
    alsoQuantities: ["0"],
  }),
  smoothed({
    name: "temperature: divided twice",
    planted: "temperature twice",
    hand: "numbers",
    causes: ["factor"],
    quantity: "1",
    batch: 1,
  }),
  smoothed({
    name: "class weights: forgotten on the way back",
    planted: "class weights forgotten",
    causes: ["missing-term", "wrong-forward"],
    alsoAcceptable: ["missing-activation-derivative", "unknown"],
    quantity: "1",
    alsoQuantities: ["0"],
  }),
  smoothed({
    name: "class weights: not on the targets",
    planted: "class weights on the prediction alone",
    hand: "numbers",
    causes: ["missing-term"],
    alsoAcceptable: ["missing-activation-derivative", "unknown", "wrong-upstream"],
    quantity: "1",
    alsoQuantities: ["0"],
  }),
  smoothed({
    name: "class weights: p - w t, as if the weights of a row added up to one",
    planted: "class weights' sum forgotten",
    causes: ["missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "1",
    alsoQuantities: ["0"],
  }),
  smoothed({
    name: "smoothed targets: the logarithm of the prediction stands for the prediction",
    planted: "log-probability for probability",
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "1",
    alsoQuantities: ["0"],
  }),
  smoothed({
    name: "class weights: divided by their mean though the cost is not",
    planted: "normalised by all weights",
    causes: ["factor"],
    quantity: "1",
    alsoQuantities: ["0"],
  }),
  smoothed({
    name: "temperature twice, and tanh's slope at z",
    planted: ["temperature twice", "tanh at z"],
    hand: "numbers",
    causes: ["factor"],
    quantity: "1",
    second: { causes: ["derivative-at-wrong-value"], quantity: "0" },
  }),
  squared({
    name: "square after softmax: p - t as if it were the cross-entropy",
    planted: "as for the cross-entropy",
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    quantity: "W",
    alsoQuantities: ["b"],
  }),
  squared({
    name: "square after softmax: p dp without the row's sum",
    planted: "row's sum forgotten",
    causes: ["missing-term", "softmax-diagonal"],
    quantity: "W",
    alsoQuantities: ["b"],
  }),
  squared({
    name: "square after softmax: the sum runs over the batch",
    planted: "sum over the batch",
    hand: "numbers",
    causes: ["wrong-axis"],
    quantity: "W",
    alsoQuantities: ["b"],
  }),
  squared({
    name: "square after softmax: half, by a function",
    planted: "2 forgotten",
    causes: ["factor"],
    quantity: "W",
    alsoQuantities: ["b"],
    dtype: "float32",
  }),
  squared({
    name: "square after softmax: divided by the classes, the bias as a column",
    planted: ["divided by the classes", "bias as a row of ones"],
    hand: "numbers",
    causes: ["factor"],
    quantity: "W",
    second: { causes: ["structure", "transposed"], quantity: "b" },
  }),
  reference({
    name: "reference class: its 1 is missing in the sum of exponentials",
    planted: "reference class not in the sum",
    hand: "numbers",
    causes: ["missing-term", "wrong-forward"],
    alsoAcceptable: ["unknown"],
    quantity: "W",
  }),
  reference({
    name: "reference class: classes counted from one in the targets",
    planted: "wrong class counted",
    causes: ["wrong-axis", "wrong-upstream", "wrong-forward", "unknown"],
    quantity: "W",
  }),
  reference({
    name: "reference class: only the samples of the first class are taken",
    planted: "samples of one class",
    hand: "numbers",
    causes: ["missing-term", "one-sample"],
    alsoAcceptable: ["unknown"],
    quantity: "W",
    batch: 5,
  }),
  reference({
    name: "reference class: the sum of exponentials of the sample before",
    planted: "sum of exponentials of the sample before",
    causes: ["stale-cache", "wrong-upstream", "derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "W",
  }),
  reference({
    name: "reference class: the true class is subtracted twice",
    planted: "true class subtracted twice",
    hand: "numbers",
    causes: ["extra-term", "factor"],
    alsoAcceptable: ["unknown"],
    quantity: "W",
  }),
];
