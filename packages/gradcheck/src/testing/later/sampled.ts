import {
  add,
  at,
  div,
  einsum,
  exp,
  log,
  matmul,
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
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const normal = normals(86501);

const softmax = (s: Tensor): Tensor => {
  const e = exp(s);
  return div(e, sum(e, -1, { keepdims: true }));
};

/** Smoothed labels, and examples that a mask leaves out. */
const smoothed = plant({
  name: "smoothed and masked labels",
  kind: "losses",
  params: { W1: normal(3, 5), W2: normal(5, 4), b: normal(4) },
  data: [normal(6, 3), oneHot([0, 1, 2, 3, 1, 0], 4), tensor([1, 1, 0, 1, 0, 1]) as Tensor],
  loss: ({ W1, W2, b }, x, y, keep) => {
    const s = add(matmul(tanh(matmul(x, W1)), W2), b);
    const soft = add(mul(0.9, y), 0.1 / 4);
    const each = sub(log(sum(exp(s), 1)), sum(mul(soft, s), 1));
    return div(sum(mul(each, keep)), sum(keep));
  },
  hand: (wrong, { W1, W2, b }, x, y, keep) => {
    const a1 = tanh(matmul(x, W1));
    const p = softmax(add(matmul(a1, W2), b));
    const soft = add(mul(0.9, y), 0.1 / (wrong("others only") ? 3 : 4));
    const error = sub(p, wrong("hard labels") ? y : soft);
    const masked = wrong("mask forgotten") ? error : mul(error, reshape(keep, [-1, 1]));
    const dz2 = div(masked, wrong("divided by all") ? x.shape[0]! : sum(keep));
    const da1 = matmul(dz2, transpose(W2));
    const dz1 = mul(da1, sub(1, square(a1)));
    return {
      gradients: {
        W1: matmul(transpose(x), wrong("upstream a1") ? da1 : dz1),
        W2: matmul(transpose(a1), dz2),
        b: wrong("bias a mean") ? mean(dz2, 0) : sum(dz2, 0),
      },
      intermediates: { a1, p, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "others only": [
      ["wrong-forward", "factor", "extra-term"],
      ["dz2", "da1", "dz1", "W1", "W2", "b"],
      "The smoothing is divided among the other classes, in the loss among all.",
    ],
    "hard labels": [
      ["wrong-forward", "missing-term"],
      ["dz2", "da1", "dz1", "W1", "W2", "b"],
      "p - y with the labels before smoothing.",
    ],
    "mask forgotten": [
      ["missing-term", "wrong-forward"],
      ["dz2", "da1", "dz1", "W1", "W2", "b"],
      "Masked examples count.",
    ],
    "divided by all": [
      ["factor", "mean-for-sum", "wrong-forward"],
      ["dz2", "da1", "dz1", "W1", "W2", "b"],
      "Divided by all examples, not by those that count.",
    ],
    "upstream a1": [["wrong-upstream", "missing-activation-derivative"], ["W1"], "da1 for dz1."],
    "bias a mean": [["mean-for-sum", "factor"], ["b"], "The bias is averaged."],
  },
  pairs: ["hard labels+bias a mean"],
  numbers: ["mask forgotten", "upstream a1"],
  bare: ["others only", "divided by all"],
});

/** Sequences of different lengths: a loop over tokens, padding counts for nothing. */
const tokens = plant({
  name: "padded sequences",
  kind: "losses",
  params: { W: normal(3, 4), v: normal(4) },
  data: [
    normal(3, 4, 3),
    normal(3, 4),
    tensor([
      [1, 1, 1, 1],
      [1, 1, 0, 0],
      [1, 1, 1, 0],
    ]) as Tensor,
  ],
  loss: ({ W, v }, x, y, mask) => {
    const out = matmul(tanh(matmul(x, W)), v);
    return mean(div(sum(mul(mask, square(sub(out, y))), 1), sum(mask, 1)));
  },
  hand: (wrong, { W, v }, x, y, mask) => {
    const count = x.shape[0]!;
    let dW: Tensor = mul(W, 0);
    let dv: Tensor = mul(v, 0);
    for (let i = 0; i < count; i++) {
      const h = tanh(matmul(at(x, i), W));
      const m = at(mask, i);
      const length = wrong("padded length") ? 4 : sum(m);
      const scale = wrong("sequences summed") ? 1 : count;
      const e = div(mul(2, sub(matmul(h, v), at(y, i))), mul(length, scale)) as Tensor;
      const d = wrong("padding counts") ? e : mul(m, e);
      dv = wrong("last sequence only") ? matmul(d, h) : add(dv, matmul(d, h));
      dW = add(dW, einsum("ti,t,j,tj->ij", at(x, i), d, v, sub(1, square(h))));
    }
    return { W: dW, v: dv };
  },
  mistakes: {
    "padded length": [
      ["factor", "mean-for-sum", "wrong-forward"],
      ["W", "v"],
      "Divided by the padded length, not by the sequence's own.",
    ],
    "sequences summed": [["sum-for-mean", "factor"], ["W", "v"], "Not divided by the number of sequences."],
    "padding counts": [
      ["missing-term", "wrong-forward", "extra-term"],
      ["W", "v"],
      "The mask is missing on the way back.",
    ],
    "last sequence only": [["one-sample"], ["v"], "dv = instead of +=."],
  },
  pairs: ["sequences summed+last sequence only"],
});

/** The Gaussian likelihood with a deviation of its own. */
const heteroscedastic = plant({
  name: "mean and spread",
  kind: "losses",
  params: { w: normal(3), u: mul(0.4, normal(3)) },
  data: [normal(8, 3), normal(8)],
  loss: ({ w, u }, x, y) => {
    const s = add(0.5, square(matmul(x, u)));
    return mean(add(log(s), div(square(sub(matmul(x, w), y)), mul(2, square(s)))));
  },
  hand: (wrong, { w, u }, x, y) => {
    const n = x.shape[0]!;
    const q = matmul(x, u);
    const s = add(0.5, square(q));
    const r = sub(matmul(x, w), y);
    const dmean = div(r, wrong("s for s squared") ? s : square(s));
    const fit = div(square(r), mul(s, square(s)));
    const ds = wrong("log left out") ? neg(fit) : wrong("fit added") ? add(div(1, s), fit) : sub(div(1, s), fit);
    const dq = wrong("inner two lost") ? mul(ds, q) : mul(mul(2, ds), q);
    return {
      gradients: { w: div(matmul(transpose(x), dmean), n), u: div(matmul(transpose(x), dq), n) },
      intermediates: { q, s, r, ds, dq },
    };
  },
  mistakes: {
    "s for s squared": [["missing-term", "derivative-at-wrong-value", "factor"], ["w"], "Divided by s, not by s²."],
    "log left out": [["missing-term"], ["ds", "dq", "u"], "The derivative of log s is missing."],
    "fit added": [["sign"], ["ds", "dq", "u"], "The fit's part has a plus."],
    "inner two lost": [["factor"], ["dq", "u"], "The 2 of the inner square is missing."],
  },
  numbers: ["fit added", "log left out"],
});

export const laterSampled: readonly EverydayCase[] = [...smoothed, ...tokens, ...heteroscedastic];
