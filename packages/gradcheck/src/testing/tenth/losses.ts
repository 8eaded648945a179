import {
  add,
  at,
  div,
  log,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  outer,
  reshape,
  sigmoid,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, softmax } from "./parts.ts";

const a = normals(4601);

/** Rare classes count more. */
const classWeights = plant({
  name: "class weights",
  kind: "loss",
  params: { W1: a(4, 5), b1: a(5), W2: a(5, 3), b2: a(3) },
  data: [a(6, 4), oneHot([0, 0, 1, 0, 2, 0], 3), tensor([0.5, 2, 4])],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2 }, X, Y, weights) => {
    const h = tanh(add(matmul(X, W1), b1));
    const each = neg(sum(mul(mul(Y, weights), logSoftmax(add(matmul(h, W2), b2))), 1));
    return div(sum(each), sum(matmul(Y, weights)));
  },
  hand: (wrong, { W1, b1, W2, b2 }, X, Y, weights) => {
    const z1 = add(matmul(X, W1), b1);
    const h = tanh(z1);
    const p = softmax(add(matmul(h, W2), b2));
    const perSample = reshape(matmul(Y, weights), [6, 1]);
    const w = wrong("weights forgotten") ? 1 : wrong("weights by column") ? weights : perSample;
    const dz2 = div(mul(w, sub(p, Y)), wrong("by the batch") ? 6 : sum(perSample));
    const dz1 = mul(matmul(dz2, transpose(W2)), sub(1, mul(h, wrong("tanh alone") ? 1 : h)));
    return {
      gradients: { W1: matmul(transpose(X), dz1), b1: sum(dz1, 0), W2: matmul(transpose(h), dz2), b2: sum(dz2, 0) },
      intermediates: { z1, h, p, dz2, dz1 },
    };
  },
  mistakes: {
    "weights forgotten": [
      ["missing-term", "wrong-forward"],
      ["z2", "dz2", "W2", "b2", "W1", "b1"],
      "the samples' weights left out",
    ],
    "weights by column": [
      ["wrong-axis", "wrong-forward", "derivative-at-wrong-value"],
      ["z2", "dz2", "W2", "b2", "W1", "b1"],
      "the classes' weights times the columns instead of each sample's weight",
    ],
    "by the batch": [
      ["factor", "sum-for-mean", "mean-for-sum"],
      ["z2", "dz2", "W2", "b2", "W1", "b1"],
      "divided by the number of samples, not by their weights' sum",
    ],
    "tanh alone": [
      ["derivative-at-wrong-value", "missing-term"],
      ["z1", "dz1", "W1", "b1"],
      "1 - tanh without the square",
    ],
  },
  numbers: ["weights by column"],
  bare: ["weights forgotten"],
});

const b = normals(4602);

/** Sequences of unequal length: padded steps do not count. */
const masked = plant({
  name: "padded sequences",
  kind: "loss",
  params: { W: b(4, 4), c: b(4) },
  data: [
    b(3, 5, 4),
    stack([oneHot([0, 1, 2, 3, 0], 4), oneHot([1, 1, 0, 0, 0], 4), oneHot([3, 2, 2, 1, 0], 4)], 0),
    tensor([
      [1, 1, 1, 1, 1],
      [1, 1, 0, 0, 0],
      [1, 1, 1, 1, 0],
    ]),
  ],
  batchAxis: 0,
  loss: ({ W, c }, X, Y, mask) => {
    const steps = neg(sum(mul(Y, logSoftmax(add(matmul(X, W), c))), -1));
    return div(sum(mul(mask, steps)), sum(mask));
  },
  hand: (wrong, { W, c }, X, Y, mask) => {
    const p = softmax(add(matmul(X, W), c));
    const count = wrong("all steps") ? mask.size : sum(mask);
    const kept = wrong("mask forgotten") ? 1 : reshape(wrong("mask turned") ? sub(1, mask) : mask, [3, 5, 1]);
    const dz = div(mul(kept, sub(p, Y)), count);
    const flat = reshape(dz, [15, 4]);
    const dW = matmul(transpose(reshape(X, [15, 4])), flat);
    return {
      gradients: {
        W: wrong("one sequence") ? matmul(transpose(at(X, 2)), at(dz, 2)) : dW,
        c: wrong("sum of the batch") ? sum(dz, 0) : sum(dz, [0, 1]),
      },
      intermediates: { p, dz },
    };
  },
  mistakes: {
    "all steps": [["mean-for-sum", "factor"], ["z", "dz", "W", "c"], "divided by all steps, those of the padding too"],
    "mask forgotten": [
      ["missing-term", "extra-term", "wrong-forward"],
      ["z", "dz", "W", "c"],
      "no mask on the way back",
    ],
    "mask turned": [
      ["wrong-forward", "unknown", "derivative-at-wrong-value"],
      ["z", "dz", "W", "c"],
      "the mask's complement",
    ],
    "one sequence": [["one-sample"], ["W"], "the last sequence's gradient only"],
    "sum of the batch": [["not-summed"], ["c"], "summed over sequences, not over steps"],
  },
  pairs: ["all steps+one sequence"],
  numbers: ["mask forgotten", "one sequence"],
  bare: ["all steps"],
});

const c = normals(4603);

/** Targets that are not quite one-hot. */
const smoothed = plant({
  name: "label smoothing",
  kind: "loss",
  params: { W: c(5, 4), b: c(4) },
  data: [c(6, 5), [0, 3, 1, 2, 3, 0]],
  batchAxis: 0,
  loss: ({ W, b }, X, labels) => {
    const targets = add(mul(0.8, oneHot(labels, 4)), 0.05);
    return neg(mean(sum(mul(targets, logSoftmax(add(matmul(X, W), b))), 1)));
  },
  hand: (wrong, { W, b }, X, labels) => {
    const p = softmax(add(matmul(X, W), b));
    const hard = oneHot(labels, 4);
    const soft = add(mul(0.8, hard), wrong("no floor") ? 0 : 0.05);
    const difference = wrong("turned") ? sub(soft, p) : sub(p, wrong("hard labels") ? hard : soft);
    const dz = div(wrong("slope of p") ? mul(difference, mul(p, sub(1, p))) : difference, 6);
    return { gradients: { W: matmul(transpose(X), dz), b: sum(dz, 0) }, intermediates: { p, dz } };
  },
  mistakes: {
    "hard labels": [
      ["wrong-forward", "missing-term"],
      ["z", "dz", "W", "b"],
      "p minus the labels before they were smoothed",
    ],
    "no floor": [["missing-term", "wrong-forward"], ["z", "dz", "W", "b"], "the uniform part of the targets forgotten"],
    turned: [["sign"], ["z", "dz", "W", "b"], "targets minus p"],
    "slope of p": [["doubled-activation-derivative"], ["z", "dz", "W", "b"], "p(1 - p) once more"],
  },
  numbers: ["hard labels", "turned"],
  bare: ["no floor"],
});

const e = normals(4605);

/** Easy samples count less. */
const focal = plant({
  name: "focal loss",
  kind: "loss",
  params: { w: e(4), b: e() },
  data: [e(8, 4), tensor([1, 0, 0, 0, 1, 0, 0, 0])],
  batchAxis: 0,
  loss: ({ w, b }, X, t) => {
    const p = sigmoid(add(matmul(X, w), b));
    const q = add(mul(t, p), mul(sub(1, t), sub(1, p)));
    return neg(mean(mul(square(sub(1, q)), log(q))));
  },
  hand: (wrong, { w, b }, X, t) => {
    const z = add(matmul(X, w), b);
    const p = sigmoid(z);
    const q = add(mul(t, p), mul(sub(1, t), sub(1, p)));
    const first = wrong("power kept") ? mul(square(sub(1, q)), log(q)) : mul(mul(2, sub(1, q)), log(q));
    const second = div(square(sub(1, q)), q);
    const dq = div(wrong("weight constant") ? neg(second) : sub(first, second), 8);
    const dp = wrong("one class") ? dq : mul(dq, sub(mul(2, t), 1));
    const dz = wrong("no sigmoid") ? dp : mul(dp, mul(p, sub(1, p)));
    return { gradients: { w: matmul(transpose(X), dz), b: sum(dz) }, intermediates: { z, p, q, dq, dp, dz } };
  },
  mistakes: {
    "power kept": [
      ["derivative-at-wrong-value", "factor", "missing-term"],
      ["q", "dq", "p", "dp", "z", "dz", "w", "b"],
      "(1 - q)² instead of its derivative",
    ],
    "weight constant": [
      ["missing-term"],
      ["q", "dq", "p", "dp", "z", "dz", "w", "b"],
      "the focal weight treated as a constant",
    ],
    "one class": [["sign"], ["p", "dp", "z", "dz", "w", "b"], "the sign for samples of class 0 forgotten"],
    "no sigmoid": [["missing-activation-derivative"], ["z", "dz", "w", "b"], "p(1 - p) forgotten"],
  },
  numbers: ["one class"],
  bare: ["power kept"],
});

const f = normals(4606);

/** The multi-class hinge loss of a linear classifier, as in a first assignment. */
const hinge = plant({
  name: "multi-class hinge",
  kind: "loss",
  params: { W: mul(0.3, f(4, 3)) },
  data: [f(5, 4), [2, 0, 1, 1, 0]],
  batchAxis: 0,
  loss: ({ W }, X, labels) => {
    const scores = matmul(X, W);
    const Y = oneHot(labels, 3);
    const correct = sum(mul(scores, Y), 1, { keepdims: true });
    const margins = mul(sub(1, Y), maximum(add(sub(scores, correct), 1), 0));
    return add(div(sum(margins), 5), mul(0.1, sum(square(W))));
  },
  hand: (wrong, { W }, X, labels) => {
    const scores = matmul(X, W).toArray() as number[][];
    let dW: Tensor = zerosLike(W);
    for (let i = 0; i < 5; i++) {
      const y = labels[i]!;
      const row = [0, 0, 0];
      for (let j = 0; j < 3; j++) {
        if (j === y) continue;
        const margin = scores[i]![j]! - scores[i]![y]! + (wrong("delta forgotten") ? 0 : 1);
        if (margin <= 0) continue;
        row[j]! += 1;
        if (!wrong("correct class forgotten")) row[y]! -= wrong("plus for correct") ? -1 : 1;
      }
      dW = wrong("overwritten") ? outer(at(X, i), row) : add(dW, outer(at(X, i), row));
    }
    if (!wrong("not averaged")) dW = div(dW, 5);
    if (wrong("no regulariser")) return { W: dW };
    return { W: add(dW, mul(wrong("without the two") ? 0.1 : 0.2, W)) };
  },
  mistakes: {
    "delta forgotten": [
      ["wrong-forward", "derivative-at-wrong-value", "missing-term"],
      ["W"],
      "the margin 1 forgotten",
    ],
    "correct class forgotten": [["missing-term"], ["W"], "the correct class' column gets nothing"],
    "plus for correct": [["sign"], ["W"], "the correct class' column with the wrong sign"],
    overwritten: [["one-sample"], ["W"], "= for += in the loop over samples"],
    "not averaged": [["sum-for-mean", "factor"], ["W"], "the data's part not divided by the samples"],
    "no regulariser": [["regulariser", "missing-term"], ["W"], "the regularisation left out"],
    "without the two": [["regulariser", "factor"], ["W"], "λW for 2λW"],
  },
  pairs: ["not averaged+without the two"],
  numbers: ["overwritten", "no regulariser"],
});

/** Losses other than the plain ones. */
export const tenthLosses = [...classWeights, ...masked, ...smoothed, ...focal, ...hinge];
