import {
  add,
  div,
  einsum,
  exp,
  expandDims,
  greater,
  logsumexp,
  matmul,
  mean,
  mul,
  neg,
  ones,
  relu,
  reshape,
  sigmoid,
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
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const b1 = normals(1351);

/** Batch normalisation step by step, as in the well-known graph with its twelve nodes; relu and a linear read-out. */
const nodes = plant({
  name: "batch norm by its graph",
  kind: "normalised",
  params: { W: b1(4, 3), gamma: add(1, mul(0.3, b1(3))), beta: b1(3), v: b1(3) },
  data: [b1(6, 4), b1(6)],
  loss: ({ W, gamma, beta, v }, X, t) => {
    const u = matmul(X, W);
    const mu = mean(u, 0);
    const c = sub(u, mu);
    const xhat = div(c, sqrt(add(mean(square(c), 0), 1e-3)));
    const a = relu(add(mul(gamma, xhat), beta));
    return mul(0.5, sum(square(sub(matmul(a, v), t))));
  },
  hand: (wrong, { W, gamma, beta, v }, X, t) => {
    const N = X.shape[0]!;
    const u = matmul(X, W);
    const mu = mean(u, 0);
    const xmu = sub(u, mu);
    const va = mean(square(xmu), 0);
    const sd = sqrt(add(va, 1e-3));
    const ivar = div(1, sd);
    const xhat = mul(xmu, ivar);
    const out = add(mul(gamma, xhat), beta);
    const a = relu(out);
    const e = sub(matmul(a, v), t);
    const dout = mul(mul(expandDims(e, 1), v), greater(wrong("mask by xhat") ? xhat : out, 0));
    const dbeta = sum(dout, 0);
    const dgamma = sum(mul(dout, wrong("u for xhat in dgamma") ? u : xhat), 0);
    const dxhat = wrong("gamma not passed") ? dout : mul(dout, gamma);
    const divar = sum(mul(dxhat, xmu), 0);
    const dsd = mul(wrong("plus at one over sd") ? 1 : -1, div(divar, square(sd)));
    const dvar = div(dsd, wrong("half of the root") ? sd : mul(2, sd));
    const dsq = div(mul(ones([N, 1]), dvar), N);
    const viaSq = mul(mul(2, xmu), dsq);
    const direct = mul(dxhat, ivar);
    const dxmu = wrong("variance not followed") ? direct : add(direct, viaSq);
    const dmu = neg(sum(dxmu, 0));
    const du = wrong("mean not followed") ? dxmu : add(dxmu, div(dmu, N));
    return {
      gradients: { W: matmul(transpose(X), du), gamma: dgamma, beta: dbeta, v: matmul(transpose(a), e) },
      intermediates: { u, xmu, xhat, out, a, dout, dxhat, dxmu, du },
    };
  },
  mistakes: {
    "mask by xhat": [
      ["derivative-at-wrong-value"],
      ["dout", "gamma", "beta"],
      "relu's mask by xhat, not by its input.",
    ],
    "u for xhat in dgamma": [
      ["derivative-at-wrong-value"],
      ["gamma"],
      "The input before normalisation stands in dgamma.",
    ],
    "gamma not passed": [["missing-term"], ["dxhat", "dxmu", "du", "W"], "dxhat lacks the factor gamma."],
    "plus at one over sd": [["sign"], ["dxmu", "du", "W"], "The derivative of 1/sd has no minus."],
    "half of the root": [["factor"], ["dxmu", "du", "W"], "1/sd for 1/(2 sd): the way by the variance is doubled."],
    "variance not followed": [["missing-term"], ["dxmu", "du", "W"], "The variance's way to u is left out."],
    "mean not followed": [["missing-term"], ["du", "W"], "The mean's way to u is left out."],
  },
  pairs: ["gamma not passed+mean not followed", "u for xhat in dgamma+variance not followed"],
  bare: ["half of the root", "gamma not passed", "mean not followed", "plus at one over sd"],
  numbers: ["variance not followed"],
});

const b2 = normals(1352);

/** Layer normalisation before a classifier, the fused formula of the gradient. */
const beforeClasses = plant({
  name: "layer norm before a classifier",
  kind: "normalised",
  params: { V: b2(3, 5), g: add(1, mul(0.2, b2(5))), s: b2(5), C: b2(5, 3) },
  data: [b2(4, 3), oneHot([2, 0, 1, 1], 3)],
  batchAxis: 0,
  loss: ({ V, g, s, C }, x, y) => {
    const h = tanh(matmul(x, V));
    const n = div(sub(h, mean(h, 1, { keepdims: true })), sqrt(add(variance(h, 1, { keepdims: true }), 1e-5)));
    const l = matmul(add(mul(n, g), s), C);
    return mean(sub(logsumexp(l, 1), sum(mul(y, l), 1)));
  },
  hand: (wrong, { V, g, s, C }, x, y) => {
    const h = tanh(matmul(x, V));
    const rstd = div(1, sqrt(add(variance(h, 1, { keepdims: true }), 1e-5)));
    const n = mul(sub(h, mean(h, 1, { keepdims: true })), rstd);
    const o = add(mul(n, g), s);
    const l = matmul(o, C);
    const p = exp(sub(l, logsumexp(l, 1, { keepdims: true })));
    const dl = div(sub(p, y), 4);
    const dO = matmul(dl, transpose(C));
    const dn = mul(dO, g);
    const axis = wrong("means over the batch") ? 0 : 1;
    const m1 = mean(dn, axis, { keepdims: true });
    const m2 = wrong("sum for a mean")
      ? sum(mul(dn, n), axis, { keepdims: true })
      : mean(mul(dn, n), axis, { keepdims: true });
    const inner = wrong("correlation left out") ? sub(dn, m1) : sub(sub(dn, m1), mul(n, m2));
    const dh = wrong("not divided by the spread") ? inner : mul(rstd, inner);
    const du = mul(dh, sub(1, square(wrong("normalised for tanh") ? n : h)));
    return {
      gradients: {
        V: matmul(transpose(x), du),
        g: wrong("g per sample") ? sum(mul(dO, n), 1) : sum(mul(dO, n), 0),
        s: sum(dO, 0),
        C: matmul(transpose(o), dl),
      },
      intermediates: { h, n, o, l, dl, dO, dn, dh, du },
    };
  },
  mistakes: {
    "means over the batch": [["wrong-axis"], ["dh", "du", "V"], "Averages over the samples, as for batch norm."],
    "sum for a mean": [["sum-for-mean", "factor"], ["dh", "du", "V"], "sum(dn n) for mean(dn n)."],
    "correlation left out": [["missing-term"], ["dh", "du", "V"], "n mean(dn n) is missing: the way by the variance."],
    "not divided by the spread": [["missing-term"], ["dh", "du", "V"], "The factor 1/sd is missing."],
    "normalised for tanh": [
      ["derivative-at-wrong-value", "wrong-layer", "off-by-one-layer"],
      ["du", "V"],
      "1 - n**2 for 1 - h**2.",
    ],
    "g per sample": [["wrong-axis", "structure"], ["g"], "Summed over the features, not over the samples."],
  },
  pairs: ["correlation left out+g per sample"],
  bare: ["means over the batch", "g per sample", "normalised for tanh"],
});

const b3 = normals(1353);

/** Division by the root of the mean square, in formulas, one row; a sigmoid gate behind it. */
const rms = plant({
  name: "root mean square norm",
  kind: "normalised",
  params: { W: b3(4, 3), g: add(1, mul(0.2, b3(4))) },
  data: [b3(3), sigmoid(b3(4)) as Tensor],
  loss: ({ W, g }, x, t) => {
    const u = math`${W} @ ${x}`;
    return math`sum((sigmoid(${g} * ${u} / sqrt(mean(${u}**2))) - ${t})**2)`;
  },
  hand: (wrong, { W, g }, x, t) => {
    const u = math`${W} @ ${x}`;
    const r = math`sqrt(mean(${u}**2))`;
    const n = math`${u} / ${r}`;
    const s = math`sigmoid(${g} * ${n})`;
    const dv = math`2 * (${s} - ${t}) * ${s} * (1 - ${s})`;
    const dn = math`${g} * ${dv}`;
    const along = wrong("sum along n") ? math`sum(${dn} * ${n})` : math`mean(${dn} * ${n})`;
    const du = wrong("norm as a constant")
      ? math`${dn} / ${r}`
      : wrong("plus along n")
        ? math`(${dn} + ${n} * ${along}) / ${r}`
        : math`(${dn} - ${n} * ${along}) / ${r}`;
    const dW = math`${du}[:, None] * ${x}[None, :]`;
    return {
      gradients: { W: dW, g: wrong("u for n") ? math`${dv} * ${u}` : math`${dv} * ${n}` },
      intermediates: { u, r, n, s, dv, dn, du },
    };
  },
  mistakes: {
    "sum along n": [["sum-for-mean", "factor"], ["du", "W"], "The projection is not divided by the width."],
    "norm as a constant": [["missing-term"], ["du", "W"], "The root mean square is treated as a constant."],
    "plus along n": [["sign"], ["du", "W"], "The projection is added, not taken away."],
    "u for n": [
      ["derivative-at-wrong-value", "missing-term"],
      ["g"],
      "The gain's gradient takes the value before the norm.",
    ],
  },
  bare: ["norm as a constant", "u for n"],
  numbers: ["plus along n"],
});

const b4 = normals(1354);

/** Channels in two groups, each normalised with its places; the affine part per channel; squared error. */
const groups = plant({
  name: "group norm of four channels",
  kind: "normalised",
  params: { k: b4(4, 2), gain: add(1, mul(0.2, b4(4))), shift: b4(4) },
  data: [b4(3, 2, 5), b4(3, 4, 5)],
  batchAxis: 0,
  loss: ({ k, gain, shift }, x, t) => {
    const n = x.shape[0]!;
    const z = reshape(einsum("oc,ncl->nol", k, x), [n, 2, 10]);
    const c = sub(z, mean(z, 2, { keepdims: true }));
    const h = reshape(div(c, sqrt(add(mean(square(c), 2, { keepdims: true }), 0.01))), [n, 4, 5]);
    const y = add(mul(h, reshape(gain, [4, 1])), reshape(shift, [4, 1]));
    return div(sum(square(sub(y, t))), n);
  },
  hand: (wrong, { k, gain, shift }, x, t) => {
    const n = x.shape[0]!;
    const z = reshape(einsum("oc,ncl->nol", k, x), [n, 2, 10]);
    const c = sub(z, mean(z, 2, { keepdims: true }));
    const inv = div(1, sqrt(add(mean(square(c), 2, { keepdims: true }), 0.01)));
    const h = mul(c, inv);
    const h4 = reshape(h, [n, 4, 5]);
    const y = add(mul(h4, reshape(gain, [4, 1])), reshape(shift, [4, 1]));
    const dy = mul(2 / n, sub(y, t));
    const dh = reshape(wrong("gain left out") ? dy : mul(dy, reshape(gain, [4, 1])), [n, 2, 10]);
    const count = wrong("divided by a channel's places") ? 5 : 10;
    const first = div(sum(dh, 2, { keepdims: true }), count);
    const second = div(sum(mul(dh, h), 2, { keepdims: true }), count);
    const centred = wrong("mean's way left out") ? dh : sub(dh, first);
    const spread = wrong("c for h") ? mul(c, second) : mul(h, second);
    const dz = mul(inv, sub(centred, spread));
    const dshift = wrong("shift per image") ? sum(dy, 2) : sum(dy, [0, 2]);
    return {
      gradients: { k: einsum("nol,ncl->oc", reshape(dz, [n, 4, 5]), x), gain: sum(mul(dy, h4), [0, 2]), shift: dshift },
      intermediates: { z, h, y, dy, dh, dz },
    };
  },
  mistakes: {
    "gain left out": [["missing-term"], ["dh", "dz", "k"], "The factor gain is missing on the way back."],
    "divided by a channel's places": [["factor"], ["dz", "k"], "5 for 10: a group has two channels."],
    "mean's way left out": [["missing-term"], ["dz", "k"], "The mean of dh is not taken away."],
    "c for h": [
      ["derivative-at-wrong-value", "missing-term"],
      ["dz", "k"],
      "The centred value stands for the normalised one.",
    ],
    "shift per image": [["not-summed", "structure"], ["shift"], "The batch is not summed."],
  },
  pairs: ["mean's way left out+shift per image"],
  bare: ["mean's way left out", "c for h", "divided by a channel's places"],
});

/** Normalised nets. */
export const thirteenthNormalised: EverydayCase[] = [...nodes, ...beforeClasses, ...rms, ...groups];
