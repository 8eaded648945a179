import {
  add,
  at,
  div,
  einsum,
  exp,
  greater,
  log,
  matmul,
  mean,
  mul,
  neg,
  relu,
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

/** A variational autoencoder with given noise. */
const variational = plant({
  name: "variational autoencoder",
  kind: "losses",
  params: { M: mul(0.5, normal(4, 2)), S: mul(0.3, normal(4, 2)), D: normal(2, 4), c: normal(4) },
  data: [normal(5, 4), normal(5, 2)],
  loss: ({ M, S, D, c }, x, noise) => {
    const m = matmul(x, M);
    const s = matmul(x, S);
    const out = add(matmul(add(m, mul(noise, exp(mul(0.5, s)))), D), c);
    const fit = mul(0.5, sum(square(sub(out, x))));
    const divergence = mul(-0.5, sum(sub(sub(add(1, s), square(m)), exp(s))));
    return div(add(fit, divergence), x.shape[0]!);
  },
  hand: (wrong, { M, S, D, c }, x, noise) => {
    const n = x.shape[0]!;
    const m = matmul(x, M);
    const s = matmul(x, S);
    const deviation = exp(mul(0.5, s));
    const z = add(m, mul(noise, deviation));
    const dout = div(sub(add(matmul(z, D), c), x), n);
    const dz = matmul(dout, transpose(D));
    const prior = wrong("prior summed") ? m : div(m, n);
    const dm = wrong("no divergence in m") ? dz : add(dz, prior);
    const path = mul(mul(dz, noise), mul(wrong("half lost") ? 1 : 0.5, deviation));
    const spread = wrong("sign of the one") ? add(exp(s), 1) : sub(exp(s), 1);
    const kl = div(mul(0.5, wrong("deviation for variance") ? sub(deviation, 1) : spread), n);
    const ds = wrong("noise path lost") ? kl : add(path, kl);
    return {
      gradients: {
        M: matmul(transpose(x), dm),
        S: matmul(transpose(x), ds),
        D: matmul(transpose(wrong("mean decoded") ? m : z), dout),
        c: sum(dout, 0),
      },
      intermediates: { m, s, z, dout, dz, dm, ds },
    };
  },
  mistakes: {
    "prior summed": [["sum-for-mean", "factor"], ["dm", "M"], "The divergence is not divided by the batch in dm."],
    "no divergence in m": [["missing-term", "regulariser"], ["dm", "M"], "The divergence does not act on the mean."],
    "half lost": [["factor", "missing-term"], ["ds", "S"], "The 1/2 of exp(s/2) is missing."],
    "sign of the one": [["sign"], ["ds", "S"], "exp(s) + 1 for exp(s) - 1."],
    "deviation for variance": [["derivative-at-wrong-value", "factor"], ["ds", "S"], "exp(s/2) - 1 for exp(s) - 1."],
    "noise path lost": [["missing-term"], ["ds", "S"], "The way through the noise is left out."],
    "mean decoded": [["derivative-at-wrong-value"], ["D"], "The mean instead of the sample is the decoder's input."],
  },
  pairs: ["half lost+mean decoded"],
  numbers: ["noise path lost"],
  bare: ["prior summed", "sign of the one"],
});

/** Anchor, positive and negative through the same projection. */
const triplets = plant({
  name: "triplets through one projection",
  kind: "losses",
  params: { P: mul(0.7, normal(4, 3)) },
  data: [normal(7, 4), normal(7, 4), normal(7, 4)],
  loss: ({ P }, a, p, n) => {
    const [u, v, w] = [matmul(a, P), matmul(p, P), matmul(n, P)];
    return mean(relu(add(sub(sum(square(sub(u, v)), 1), sum(square(sub(u, w)), 1)), 1)));
  },
  hand: (wrong, { P }, a, p, n) => {
    const [u, v, w] = [matmul(a, P), matmul(p, P), matmul(n, P)];
    const gap = add(sub(sum(square(sub(u, v)), 1), sum(square(sub(u, w)), 1)), 1);
    const on = wrong("all triplets count") ? add(mul(gap, 0), 1) : greater(gap, 0);
    const g = reshape(div(on, a.shape[0]!), [-1, 1]);
    const two = wrong("two dropped") ? 1 : 2;
    const du = mul(g, mul(two, sub(w, v)));
    const dv = mul(g, mul(two, wrong("positive like anchor") ? sub(u, v) : sub(v, u)));
    const dw = mul(g, mul(two, sub(u, w)));
    const parts = add(matmul(transpose(a), du), matmul(transpose(p), dv));
    return {
      gradients: { P: wrong("negative left out") ? parts : add(parts, matmul(transpose(wrong("n is p") ? p : n), dw)) },
      intermediates: { u, v, w, du, dv, dw },
    };
  },
  mistakes: {
    "all triplets count": [
      ["missing-activation-derivative", "missing-term"],
      ["du", "dv", "dw", "P"],
      "Triplets beyond the margin count as well.",
    ],
    "two dropped": [["factor"], ["du", "dv", "dw", "P"], "The 2 of the squares is missing."],
    "positive like anchor": [["sign"], ["dv", "P"], "The positive's part has the other sign."],
    "negative left out": [["missing-term"], ["P"], "The negative's part is missing."],
    "n is p": [["derivative-at-wrong-value", "wrong-layer"], ["P"], "The positive stands for the negative."],
  },
  numbers: ["negative left out"],
});

/** Pairs in a batch: each example's partner against those of the others. */
const contrast = plant({
  name: "contrastive pairs",
  kind: "losses",
  params: { A: mul(0.5, normal(3, 3)), B: mul(0.5, normal(3, 3)) },
  data: [normal(4, 3), normal(4, 3)],
  loss: ({ A, B }, x, y) => {
    const s = div(matmul(matmul(x, A), transpose(matmul(y, B))), 0.5);
    const own = einsum("ii->i", s);
    return mean(sub(log(sum(exp(s), 1)), own));
  },
  hand: (wrong, { A, B }, x, y) => {
    const n = x.shape[0]!;
    const u = matmul(x, A);
    const v = matmul(y, B);
    const s = div(matmul(u, transpose(v)), 0.5);
    const e = exp(s);
    const p = div(e, sum(e, wrong("columns normalised") ? 0 : 1, { keepdims: true }));
    const eye = oneHot(
      Array.from({ length: n }, (_, i) => i),
      n,
    );
    const ds = div(sub(p, eye), n);
    const scaled = wrong("temperature lost") ? ds : wrong("temperature multiplied") ? mul(ds, 0.5) : div(ds, 0.5);
    const dv = matmul(wrong("not transposed") ? scaled : transpose(scaled), u);
    return {
      gradients: {
        A: matmul(transpose(x), matmul(scaled, v)),
        B: matmul(transpose(y), wrong("v repelled") ? neg(dv) : dv),
      },
      intermediates: { u, v, p, ds },
    };
  },
  mistakes: {
    "columns normalised": [["wrong-axis", "wrong-forward"], ["p", "ds", "A", "B"], "Softmax over the other axis."],
    "temperature lost": [["factor", "missing-term"], ["A", "B"], "The division by the temperature is missing."],
    "temperature multiplied": [["factor"], ["A", "B"], "Multiplied by the temperature instead of divided."],
    "not transposed": [["transposed"], ["B"], "ds instead of its transpose goes to the partners."],
    "v repelled": [["sign"], ["B"], "The other sign for the partners."],
  },
  pairs: ["temperature lost+not transposed"],
  bare: ["temperature multiplied"],
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

export const laterSampled: readonly EverydayCase[] = [
  ...smoothed,
  ...variational,
  ...triplets,
  ...contrast,
  ...tokens,
  ...heteroscedastic,
];
