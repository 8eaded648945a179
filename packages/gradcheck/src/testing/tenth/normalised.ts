import {
  add,
  at,
  div,
  log,
  matmul,
  mean,
  mul,
  neg,
  outer,
  pow,
  relu,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, positive, softmax } from "./parts.ts";

const a = normals(4501);
const EPS = 1e-5;

/** Batch normalisation before relu, its backward pass step by step as in lecture notes. */
const stepByStep = plant({
  name: "batch norm by steps",
  kind: "normalised",
  params: { W: a(3, 4), gamma: a(4), beta: a(4), V: a(4, 2) },
  data: [a(7, 3), a(7, 2)],
  batchAxis: 0,
  loss: ({ W, gamma, beta, V }, X, T) => {
    const z = matmul(X, W);
    const centred = sub(z, mean(z, 0));
    const xhat = div(centred, sqrt(add(mean(square(centred), 0), EPS)));
    const h = relu(add(mul(gamma, xhat), beta));
    return div(sum(square(sub(matmul(h, V), T))), 7);
  },
  hand: (wrong, { W, gamma, beta, V }, X, T) => {
    const N = X.shape[0]!;
    const z = matmul(X, W);
    const mu = mean(z, 0);
    const centred = sub(z, mu);
    const v = mean(square(centred), 0);
    const istd = div(1, sqrt(add(v, EPS)));
    const xhat = mul(centred, istd);
    const y = add(mul(gamma, xhat), beta);
    const h = relu(y);
    const dout = div(mul(2, sub(matmul(h, V), T)), N);
    const dh = matmul(dout, transpose(V));
    const dy = mul(dh, positive(wrong("mask of xhat") ? xhat : y));
    const dgamma = sum(mul(dy, wrong("gamma by z") ? z : xhat), 0);
    const dxhat = wrong("gamma forgotten") ? dy : mul(dy, gamma);
    const dv = mul(sum(mul(dxhat, centred), 0), mul(wrong("half of v") ? -1 : -0.5, pow(istd, 3)));
    const dcentred = mul(dxhat, istd);
    const fromV = mul(mul(2 / N, centred), dv);
    const dmu = neg(sum(add(dcentred, fromV), 0));
    let dz = dcentred;
    if (!wrong("variance constant")) dz = add(dz, fromV);
    if (!wrong("mean constant")) dz = add(dz, div(dmu, N));
    return {
      gradients: {
        W: matmul(transpose(X), dz),
        gamma: dgamma,
        beta: wrong("beta meant") ? mean(dy, 0) : sum(dy, 0),
        V: matmul(transpose(h), dout),
      },
      intermediates: { z, xhat, y, h, dout, dh, dy, dxhat, dz },
    };
  },
  mistakes: {
    "mask of xhat": [
      ["derivative-at-wrong-value"],
      ["y", "dy", "gamma", "beta", "xhat", "dxhat", "W"],
      "relu's mask before scale and shift",
    ],
    "gamma by z": [["derivative-at-wrong-value"], ["gamma"], "z for the normalised value in the gradient of gamma"],
    "gamma forgotten": [
      ["missing-term", "factor"],
      ["xhat", "dxhat", "z", "dz", "W"],
      "gamma left out on the way back",
    ],
    "half of v": [["factor"], ["z", "dz", "W", "v", "dv"], "the half of v^(-1/2) forgotten"],
    "variance constant": [["missing-term"], ["z", "dz", "W"], "the way through the variance left out"],
    "mean constant": [["missing-term"], ["z", "dz", "W"], "the way through the mean left out"],
    "beta meant": [["mean-for-sum", "factor"], ["beta"], "the mean over the batch for the sum"],
  },
  pairs: ["gamma by z+mean constant"],
  numbers: ["half of v", "mean constant", "gamma forgotten"],
  bare: ["variance constant", "mask of xhat"],
});

const b = normals(4502);

/** Batch normalisation with the short formula, in front of logistic outputs, as many samples as features. */
const shortFormula = plant({
  name: "batch norm in short",
  kind: "normalised",
  params: { gamma: b(5), beta: b(5), w: b(5) },
  data: [mul(2, b(5, 5)), tensor([1, 0, 0, 1, 1])],
  batchAxis: 0,
  loss: ({ gamma, beta, w }, X, t) => {
    const once = tanh(mul(gamma, X));
    const centred = sub(once, mean(once, 0));
    const xhat = div(centred, sqrt(add(mean(square(centred), 0), EPS)));
    const p = sigmoid(matmul(add(xhat, beta), w));
    return neg(mean(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p))))));
  },
  hand: (wrong, { gamma, beta, w }, X, t) => {
    const N = 5;
    const once = tanh(mul(gamma, X));
    const centred = sub(once, mean(once, 0));
    const variance = mean(square(centred), 0);
    const istd = pow(add(variance, EPS), -0.5);
    const xhat = mul(centred, istd);
    const shifted = add(xhat, beta);
    const p = sigmoid(matmul(shifted, w));
    const dlogit = div(sub(p, t), N);
    const dxhat = outer(dlogit, w);
    const axis = wrong("over the features") ? 1 : 0;
    const s1 = sum(dxhat, axis, { keepdims: true });
    const s2 = sum(mul(dxhat, xhat), axis, { keepdims: true });
    const inner = sub(sub(mul(N, dxhat), s1), wrong("no second sum") ? zerosLike(s2) : mul(xhat, s2));
    const scale = wrong("variance for std") ? div(1, add(variance, EPS)) : istd;
    const donce = div(mul(scale, inner), wrong("N forgotten") ? 1 : N);
    const dz = mul(donce, sub(1, square(once)));
    return {
      gradients: {
        gamma: sum(wrong("X left out") ? dz : mul(dz, X), 0),
        beta: sum(dxhat, wrong("beta over features") ? 1 : 0),
        w: matmul(transpose(wrong("xhat for shifted") ? xhat : shifted), dlogit),
      },
      intermediates: { once, xhat, shifted, p, dlogit, dxhat, donce, dz },
    };
  },
  mistakes: {
    "over the features": [["wrong-axis"], ["once", "donce", "dz", "gamma"], "the sums over the features"],
    "no second sum": [["missing-term"], ["once", "donce", "dz", "gamma"], "the term with xhat left out"],
    "variance for std": [
      ["derivative-at-wrong-value", "factor", "missing-term"],
      ["once", "donce", "dz", "gamma"],
      "divided by the variance instead of its root",
    ],
    "N forgotten": [["factor", "sum-for-mean"], ["once", "donce", "dz", "gamma"], "1/N of the formula forgotten"],
    "X left out": [["missing-term"], ["gamma"], "the chain rule's factor X forgotten"],
    "beta over features": [["wrong-axis"], ["beta"], "summed over the features"],
    "xhat for shifted": [
      ["derivative-at-wrong-value", "missing-term"],
      ["w"],
      "the normalised value before the shift as the readout's input",
    ],
  },
  pairs: ["no second sum+beta over features"],
  numbers: ["N forgotten", "over the features"],
  bare: ["no second sum", "variance for std"],
});

const c = normals(4503);

/** Layer normalisation between two dense layers. */
const layerNorm = plant({
  name: "layer norm",
  kind: "normalised",
  params: { W: c(4, 6), g: c(6), b: c(6), V: c(6, 3) },
  data: [c(3, 4), oneHot([1, 0, 2], 3)],
  batchAxis: 0,
  loss: ({ W, g, b, V }, X, Y) => {
    const z = matmul(X, W);
    const centred = sub(z, mean(z, 1, { keepdims: true }));
    const n = div(centred, sqrt(add(mean(square(centred), 1, { keepdims: true }), EPS)));
    return neg(div(sum(mul(Y, logSoftmax(matmul(tanh(add(mul(n, g), b)), V)))), 3));
  },
  hand: (wrong, { W, g, b, V }, X, Y) => {
    const z = math`${X} @ ${W}`;
    const centred = math`${z} - mean(${z}, axis=1, keepdims=True)`;
    const sd = math`sqrt(mean(${centred}**2, axis=1, keepdims=True) + ${EPS})`;
    const n = math`${centred} / ${sd}`;
    const h = math`tanh(${n} * ${g} + ${b})`;
    const p = softmax(math`${h} @ ${V}`);
    const dlogits = math`(${p} - ${Y}) / 3`;
    const dy = math`(${dlogits} @ ${V}.T) * (1 - ${h}**2)`;
    const dn = math`${dy} * ${g}`;
    const m1 = wrong("along the batch") ? math`mean(${dn}, axis=0)` : math`mean(${dn}, axis=1, keepdims=True)`;
    const m2 = wrong("along the batch")
      ? math`mean(${dn} * ${n}, axis=0)`
      : math`mean(${dn} * ${n}, axis=1, keepdims=True)`;
    const first = wrong("mean left out") ? dn : math`${dn} - ${m1}`;
    const whole = wrong("plus") ? math`${first} + ${n} * ${m2}` : math`${first} - ${n} * ${m2}`;
    const dz = wrong("not divided") ? whole : math`${whole} / ${sd}`;
    return {
      gradients: {
        W: math`${X}.T @ ${dz}`,
        g: wrong("one sample") ? at(math`${dy} * ${n}`, -1) : math`sum(${dy} * ${n}, axis=0)`,
        b: wrong("b per sample") ? dy : math`sum(${dy}, axis=0)`,
        V: math`${h}.T @ ${dlogits}`,
      },
      intermediates: { z, n, h, p, dlogits, dy, dn, dz },
    };
  },
  mistakes: {
    "along the batch": [["wrong-axis"], ["z", "dz", "W"], "means over the batch, as in batch normalisation"],
    "mean left out": [["missing-term"], ["z", "dz", "W"], "the term of the mean left out"],
    plus: [["sign"], ["z", "dz", "W"], "+ for - before the term of the variance"],
    "not divided": [["missing-term", "factor"], ["z", "dz", "W"], "the division by the deviation forgotten"],
    "one sample": [["one-sample"], ["g"], "the last sample's alone"],
    "b per sample": [["not-summed"], ["b"], "one gradient per sample"],
  },
  numbers: ["plus", "b per sample"],
  bare: ["mean left out"],
});

const d = normals(4504);

/** Root-mean-square normalisation, one token, in single letters as in a paper. */
const rms = plant({
  name: "rms norm",
  kind: "normalised",
  params: { A: d(6, 4), g: d(6), v: d(6) },
  data: [d(4), d()],
  loss: ({ A, g, v }, x, t) => {
    const u = matmul(A, x);
    const r = sqrt(add(mean(square(u)), EPS));
    return square(sub(sum(mul(v, mul(g, div(u, r)))), t));
  },
  hand: (wrong, { A, g, v }, x, t) => {
    const u = matmul(A, x);
    const r = sqrt(add(mean(square(u)), EPS));
    const n = div(u, r);
    const e = mul(2, sub(sum(mul(v, mul(g, n))), t));
    const dn = mul(mul(e, v), g);
    const dot = sum(mul(dn, n));
    const projected = sub(dn, mul(n, wrong("length forgotten") ? dot : div(dot, 6)));
    const du = div(wrong("r constant") ? dn : projected, r);
    return {
      gradients: {
        A: outer(du, x),
        g: mul(mul(e, v), wrong("u for n") ? u : n),
        v: wrong("g left out") ? mul(e, n) : mul(e, mul(g, n)),
      },
      intermediates: { u, r, n, e, dn, du },
    };
  },
  mistakes: {
    "length forgotten": [["factor", "sum-for-mean"], ["u", "du", "A"], "the mean's 1/d in the second term forgotten"],
    "r constant": [["missing-term"], ["u", "du", "A"], "the root treated as a constant"],
    "u for n": [["derivative-at-wrong-value"], ["g"], "u before its normalisation"],
    "g left out": [["missing-term"], ["v"], "the scale left out"],
  },
  numbers: ["u for n"],
  bare: ["length forgotten"],
});

/** Nets with a normalisation in them. */
export const tenthNormalised = [...stepByStep, ...shortFormula, ...layerNorm, ...rms];
