import {
  add,
  div,
  greater,
  matmul,
  mean,
  mul,
  neg,
  pow,
  relu,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  var as variance,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant, uniforms } from "../everyday/case.ts";
import { logSoftmax, softmax } from "./helpers.ts";

const n = normals(9401);
const u = uniforms(9402);
const eps = 1e-5;

/** Batch normalisation before a relu, the gradient by the formulas of the paper. */
const paper = plant({
  name: "batch norm of the paper",
  kind: "normalised",
  params: { W: n(3, 4), gamma: u(0.5, 1.5, 4), beta: n(4), V: n(4, 2) },
  data: [n(5, 3), oneHot([0, 1, 1, 0, 1], 2)],
  loss: ({ W, gamma, beta, V }, x, t) => {
    const u = matmul(x, W);
    const centred = sub(u, mean(u, 0));
    const xhat = div(centred, sqrt(add(mean(square(centred), 0), eps)));
    const logits = matmul(relu(add(mul(gamma, xhat), beta)), V);
    return neg(mean(sum(mul(t, logSoftmax(logits)), 1)));
  },
  hand: (wrong, { W, gamma, beta, V }, x, t) => {
    const m = x.shape[0]!;
    const u = matmul(x, W);
    const mu = mean(u, 0);
    const v = mean(square(sub(u, mu)), 0);
    const xhat = div(sub(u, mu), sqrt(add(v, eps)));
    const y = add(mul(gamma, xhat), beta);
    const a = relu(y);
    const dlogits = div(sub(softmax(matmul(a, V)), t), m);
    const dy = mul(matmul(dlogits, transpose(V)), greater(y, 0));
    const dxhat = wrong("no gamma") ? dy : mul(dy, gamma);
    const power = pow(add(v, eps), wrong("power") ? -0.5 : -1.5);
    const dv = sum(mul(mul(dxhat, sub(u, mu)), mul(-0.5, power)), 0);
    const direct = div(dxhat, sqrt(add(v, eps)));
    const dmu = neg(sum(direct, 0));
    const viaVariance = mul(dv, div(mul(2, sub(u, mu)), wrong("m minus one") ? m - 1 : m));
    let du: Tensor = add(direct, wrong("constant mean") ? viaVariance : add(viaVariance, div(dmu, m)));
    if (wrong("constants")) du = direct;
    return {
      gradients: {
        W: matmul(transpose(x), du),
        gamma: sum(mul(dy, wrong("not normalised") ? u : xhat), 0),
        beta: wrong("beta mean") ? mean(dy, 0) : sum(dy, 0),
        V: matmul(transpose(a), dlogits),
      },
      intermediates: { u, xhat, y, a, dlogits, dy, dxhat, du },
    };
  },
  mistakes: {
    "no gamma": [["missing-term", "factor"], ["dxhat", "du", "W"], "gamma is missing on the way back"],
    constants: [["missing-term"], ["du", "W"], "Mean and variance are taken for constants"],
    "constant mean": [["missing-term"], ["du", "W"], "The mean's part of the gradient is missing"],
    "m minus one": [
      ["factor", "wrong-forward"],
      ["du", "W"],
      "The variance's derivative has m - 1, and the variance m",
    ],
    "not normalised": [["derivative-at-wrong-value", "wrong-layer"], ["gamma"], "gamma meets u instead of xhat"],
    "beta mean": [["mean-for-sum", "factor"], ["beta"], "beta's gradient is averaged over the batch"],
    power: [["derivative-at-wrong-value", "factor", "missing-term"], ["du", "W"], "The power -1/2 for -3/2"],
  },
  pairs: ["constant mean+beta mean"],
  numbers: ["constants"],
  bare: ["m minus one", "beta mean", "power"],
});

/** Layer normalisation of each row, in one formula. */
const rows = plant({
  name: "layer norm",
  kind: "normalised",
  params: { W: n(3, 5), g: u(0.5, 1.5, 5), b: n(5) },
  data: [n(4, 3), n(4, 5)],
  loss: ({ W, g, b }, x, y) => {
    const z = math`${x} @ ${W}`;
    const hat = math`(${z} - mean(${z}, axis=1, keepdims=True)) / sqrt(var(${z}, axis=1, keepdims=True) + ${eps})`;
    return math`mean((${g} * ${hat} + ${b} - ${y})**2)`;
  },
  hand: (wrong, { W, g, b }, x, y) => {
    const z = math`${x} @ ${W}`;
    const axis = wrong("columns") ? 0 : 1;
    const sigma = math`sqrt(var(${z}, axis=1, keepdims=True) + ${eps})`;
    const hat = math`(${z} - mean(${z}, axis=1, keepdims=True)) / ${sigma}`;
    const dout = math`2 * (${g} * ${hat} + ${b} - ${y}) / ${y.size}`;
    const dhat = wrong("gain outside") ? dout : math`${dout} * ${g}`;
    const first = math`mean(${dhat}, axis=${axis}, keepdims=True)`;
    const second = math`mean(${dhat} * ${hat}, axis=${axis}, keepdims=True)`;
    const projected = wrong("no second") ? math`${dhat} - ${first}` : math`${dhat} - ${first} - ${hat} * ${second}`;
    const dz = wrong("variance") ? math`${projected} / ${sigma}**2` : math`${projected} / ${sigma}`;
    return {
      gradients: {
        W: math`${x}.T @ ${wrong("gain outside") ? math`${dz} * ${g}` : dz}`,
        g: math`sum(${dout} * ${hat}, axis=0)`,
        b: wrong("features") ? math`sum(${dout}, axis=1)` : math`sum(${dout}, axis=0)`,
      },
      intermediates: { z, hat, dout, dhat, dz },
    };
  },
  mistakes: {
    columns: [["wrong-axis"], ["dz", "W"], "The means are taken over the batch, as in batch normalisation"],
    "no second": [["missing-term"], ["dz", "W"], "The variance's part is missing"],
    variance: [
      ["derivative-at-wrong-value", "factor", "extra-term"],
      ["dz", "W"],
      "Divided by the variance instead of its root",
    ],
    "gain outside": [
      ["wrong-forward", "missing-term", "derivative-at-wrong-value"],
      ["dhat", "dz", "W"],
      "The gain is multiplied after the normalisation's derivative instead of before",
    ],
    features: [["wrong-axis", "structure"], ["b"], "b's gradient is summed over the features"],
  },
  pairs: ["no second+features"],
  numbers: ["columns"],
  bare: ["variance", "gain outside"],
});

/** Batch normalisation after a layer, its gradient by single steps of a graph. */
const steps = plant({
  name: "batch norm by steps",
  kind: "normalised",
  params: { W: n(4, 3), gamma: u(0.5, 1.5, 3), beta: n(3) },
  data: [n(6, 4), n(6, 3)],
  loss: ({ W, gamma, beta }, x, y) => {
    const z = matmul(x, W);
    const hat = div(sub(z, mean(z, 0)), sqrt(add(variance(z, 0), eps)));
    return mul(0.5, sum(square(sub(tanh(add(mul(gamma, hat), beta)), y))));
  },
  hand: (wrong, { W, gamma, beta }, x, y) => {
    const N = x.shape[0]!;
    const z = matmul(x, W);
    const xmu = sub(z, mean(z, 0));
    const root = sqrt(add(mean(square(xmu), 0), eps));
    const ivar = div(1, root);
    const hat = mul(xmu, ivar);
    const a = tanh(add(mul(gamma, hat), beta));
    const dout = mul(sub(a, y), wrong("no tanh") ? 1 : sub(1, square(a)));
    const dbeta = sum(dout, 0);
    const dgamma = sum(mul(dout, hat), 0);
    const dhat = mul(dout, gamma);
    const divar = sum(mul(dhat, xmu), 0);
    const dxmu1 = mul(dhat, ivar);
    const droot = mul(wrong("plus") ? 1 : -1, div(divar, square(root)));
    const dvar = mul(wrong("no half") ? 1 : 0.5, div(droot, root));
    const dsq = wrong("sum of squares") ? dvar : div(dvar, N);
    const dxmu2 = mul(mul(2, xmu), dsq);
    const both = add(dxmu1, dxmu2);
    const dmu = neg(sum(both, 0));
    const dz = add(both, div(dmu, N));
    return {
      gradients: {
        W: matmul(transpose(x), dz),
        gamma: wrong("swapped") ? dbeta : dgamma,
        beta: wrong("swapped") ? dgamma : dbeta,
      },
      intermediates: { z, xmu, hat, a, dout, dhat, dz },
    };
  },
  mistakes: {
    "no tanh": [["missing-activation-derivative"], ["W", "gamma", "beta"], "The derivative of tanh is missing"],
    plus: [["sign"], ["W"], "The derivative of 1/root lacks its minus"],
    "no half": [["factor"], ["W"], "The half of the root's derivative is missing"],
    "sum of squares": [["sum-for-mean", "factor"], ["W"], "The variance's mean is differentiated as a sum"],
    swapped: [["structure"], ["gamma", "beta"], "The gradients of gamma and beta are exchanged"],
  },
  pairs: ["no tanh+no half"],
  numbers: ["plus", "sum of squares"],
  bare: ["no tanh", "swapped"],
});

/** Weights of a length and a direction: w = g v / |v|. */
const weightNorm = plant({
  name: "weight norm",
  kind: "normalised",
  params: { v: n(4), g: n(), b: n() },
  data: [n(5, 4), n(5)],
  loss: ({ v, g, b }, x, y) => {
    const w = mul(g, div(v, sqrt(sum(square(v)))));
    return mean(square(sub(add(matmul(x, w), b), y)));
  },
  hand: (wrong, { v, g, b }, x, y) => {
    const length = sqrt(sum(square(v)));
    const unit = div(v, length);
    const e = sub(add(matmul(x, mul(g, unit)), b), y);
    const de = div(mul(2, e), x.shape[0]!);
    const dw = matmul(de, x);
    const dg = sum(mul(dw, wrong("raw v") ? v : unit));
    const straight = div(mul(g, dw), length);
    const inward = mul(div(mul(g, dg), wrong("squared length") ? square(length) : length), unit);
    return {
      gradients: {
        v: wrong("length constant") ? straight : sub(straight, inward),
        g: dg,
        b: wrong("no sum") ? de : sum(de),
      },
      intermediates: { unit, e, de, dw },
    };
  },
  mistakes: {
    "length constant": [["missing-term"], ["v"], "The length of v is taken for a constant"],
    "squared length": [["factor"], ["v"], "The second term is divided by the squared length"],
    "raw v": [["derivative-at-wrong-value", "factor"], ["g", "v"], "g meets v instead of the unit vector"],
    "no sum": [["not-summed", "structure"], ["b"], "The bias has a gradient for each example"],
  },
  bare: ["length constant", "raw v"],
});

/** Groups of channels are normalised by their common mean and variance. */
const groups = plant({
  name: "group norm",
  kind: "normalised",
  params: { scale: u(0.5, 1.5, 4), shift: n(4), w: n(4) },
  data: [n(2, 4, 3), n(2)],
  loss: ({ scale, shift, w }, x, y) => {
    const h = reshape(mul(x, reshape(w, [4, 1])), [x.shape[0]!, 2, 6]);
    const c = sub(h, mean(h, 2, { keepdims: true }));
    const hat = div(c, sqrt(add(mean(square(c), 2, { keepdims: true }), eps)));
    const out = add(mul(reshape(hat, x.shape), reshape(scale, [4, 1])), reshape(shift, [4, 1]));
    return mean(square(sub(sum(tanh(out), [1, 2]), y)));
  },
  hand: (wrong, { scale, shift, w }, x, y) => {
    const N = x.shape[0]!;
    const h = reshape(mul(x, reshape(w, [4, 1])), [N, 2, 6]);
    const c = sub(h, mean(h, 2, { keepdims: true }));
    const sigma = sqrt(add(mean(square(c), 2, { keepdims: true }), eps));
    const hat = div(c, sigma);
    const wide = reshape(hat, x.shape);
    const a = tanh(add(mul(wide, reshape(scale, [4, 1])), reshape(shift, [4, 1])));
    const ds = div(mul(2, sub(sum(a, [1, 2]), y)), N);
    const dout = mul(reshape(ds, [N, 1, 1]), sub(1, square(a)));
    const dhat = reshape(mul(dout, reshape(scale, [4, 1])), [N, 2, 6]);
    const average = (g: Tensor): Tensor =>
      wrong("batch too") ? mean(g, [0, 2], { keepdims: true }) : mean(g, 2, { keepdims: true });
    const centre = average(dhat);
    const along = mul(hat, average(mul(dhat, hat)));
    const dh = div(wrong("no centre") ? sub(dhat, along) : sub(sub(dhat, centre), along), sigma);
    return {
      gradients: {
        scale: wrong("places left") ? sum(mul(dout, wide), 0) : sum(mul(dout, wide), [0, 2]),
        shift: wrong("mean shift") ? mean(dout, [0, 2]) : sum(dout, [0, 2]),
        w: sum(mul(reshape(dh, x.shape), x), [0, 2]),
      },
      intermediates: { hat, a, dout, dhat, dh },
    };
  },
  mistakes: {
    "batch too": [["wrong-axis"], ["dh", "w"], "The means go over the batch as well"],
    "no centre": [["missing-term"], ["dh", "w"], "The mean's part is missing"],
    "places left": [["not-summed", "structure"], ["scale"], "Summed over the batch, not over the places"],
    "mean shift": [["mean-for-sum", "factor"], ["shift"], "A mean over batch and places"],
  },
  numbers: ["no centre"],
  bare: ["batch too", "mean shift"],
});

export const ninthNormalised: EverydayCase[] = [paper, rows, steps, weightNorm, groups].flat();
