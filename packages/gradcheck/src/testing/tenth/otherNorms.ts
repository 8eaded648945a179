import {
  add,
  at,
  conv,
  div,
  einsum,
  matmul,
  mean,
  mul,
  outer,
  relu,
  reshape,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { normals, plant } from "../everyday/case.ts";
import { positive } from "./parts.ts";

const EPS = 1e-5;

const e = normals(4505);

/** Unit vectors of two towers and their cosine. */
const cosine = plant({
  name: "cosine of two towers",
  kind: "normalised",
  params: { A: e(3, 4), B: e(3, 4) },
  data: [e(5, 3), e(5, 3), tensor([1, 1, 0, 1, 0])],
  batchAxis: 0,
  loss: ({ A, B }, X, Z, t) => {
    const unit = (m: Tensor): Tensor => div(m, sqrt(sum(square(m), 1, { keepdims: true })));
    const c = sum(mul(unit(matmul(X, A)), unit(matmul(Z, B))), 1);
    return mean(square(sub(c, t)));
  },
  hand: (wrong, { A, B }, X, Z, t) => {
    const [u, v] = [matmul(X, A), matmul(Z, B)];
    const lengthU = sqrt(sum(square(u), 1, { keepdims: true }));
    const lengthV = sqrt(sum(square(v), 1, { keepdims: true }));
    const [un, vn] = [div(u, lengthU), div(v, lengthV)];
    const c = sum(mul(un, vn), 1, { keepdims: true });
    const dc = div(mul(2, sub(c, reshape(t, [5, 1]))), 5);
    const projection = wrong("projection left out") ? vn : sub(vn, mul(c, un));
    const du = mul(dc, div(projection, wrong("squared length") ? square(lengthU) : lengthU));
    const dv = mul(dc, div(sub(wrong("own direction") ? vn : un, mul(c, vn)), lengthV));
    return {
      gradients: { A: matmul(transpose(X), du), B: matmul(transpose(wrong("X for Z") ? X : Z), dv) },
      intermediates: { u, v, un, vn, c, dc, du, dv },
    };
  },
  mistakes: {
    "projection left out": [["missing-term"], ["u", "du", "A"], "the length treated as a constant"],
    "squared length": [
      ["derivative-at-wrong-value", "missing-term", "extra-term"],
      ["u", "du", "A"],
      "divided by the squared length",
    ],
    "own direction": [["derivative-at-wrong-value", "wrong-layer"], ["v", "dv", "B"], "v's own direction for u's"],
    "X for Z": [["derivative-at-wrong-value", "wrong-layer"], ["B"], "the first tower's input for the second's"],
  },
  pairs: ["projection left out+X for Z"],
  bare: ["squared length"],
  numbers: ["X for Z"],
});

const f = normals(4506);

/** Weights as a length times a direction. */
const weightNorm = plant({
  name: "weight normalisation",
  kind: "normalised",
  params: { V: f(4, 3), g: f(4), b: f(4) },
  data: [f(6, 3), f(6, 4)],
  batchAxis: 0,
  loss: ({ V, g, b }, X, T) => {
    const W = mul(reshape(div(g, sqrt(sum(square(V), 1))), [4, 1]), V);
    return div(sum(square(sub(add(matmul(X, transpose(W)), b), T))), 12);
  },
  hand: (wrong, { V, g, b }, X, T) => {
    const length = sqrt(sum(square(V), 1));
    const D = div(V, reshape(length, [4, 1]));
    const W = mul(reshape(g, [4, 1]), D);
    const dY = div(sub(add(matmul(X, transpose(W)), b), T), wrong("twelve") ? 12 : 6);
    const dW = matmul(transpose(dY), X);
    const dg = sum(mul(dW, wrong("V for the direction") ? V : D), 1);
    const along = wrong("length constant") ? zerosLike(V) : mul(reshape(dg, [4, 1]), D);
    const ratio = wrong("g left out") ? div(1, length) : div(g, length);
    return {
      gradients: { V: mul(reshape(ratio, [4, 1]), sub(dW, along)), g: dg, b: sum(dY, 0) },
      intermediates: { W, dY, dW },
    };
  },
  mistakes: {
    twelve: [["factor"], ["Y", "dY", "W", "dW", "V", "g", "b"], "the 2 of the square forgotten"],
    "V for the direction": [["derivative-at-wrong-value"], ["g", "V"], "V for V/|V|"],
    "length constant": [["missing-term"], ["V"], "the length of V treated as a constant"],
    "g left out": [["missing-term", "factor"], ["V"], "the length g left out"],
  },
  numbers: ["length constant"],
  bare: ["twelve"],
});

const g = normals(4507);

/** Normalised maps of a convolution: statistics over samples and places. */
const normalisedMaps = plant({
  name: "normalised maps",
  kind: "normalised",
  params: { K: g(2, 1, 2, 2), gamma: g(2), beta: g(2), w: g(2) },
  data: [g(4, 1, 4, 4), g(4)],
  batchAxis: 0,
  loss: ({ K, gamma, beta, w }, X, t) => {
    const z = conv(X, K);
    const centred = sub(z, mean(z, [0, 2, 3], { keepdims: true }));
    const xhat = div(centred, sqrt(add(mean(square(centred), [0, 2, 3], { keepdims: true }), EPS)));
    const y = relu(add(mul(reshape(gamma, [1, 2, 1, 1]), xhat), reshape(beta, [1, 2, 1, 1])));
    return mean(square(sub(matmul(mean(y, [2, 3]), w), t)));
  },
  hand: (wrong, { K, gamma, beta, w }, X, t) => {
    const all = [0, 2, 3];
    const z = conv(X, K);
    const centred = sub(z, mean(z, all, { keepdims: true }));
    const sd = sqrt(add(mean(square(centred), all, { keepdims: true }), EPS));
    const xhat = div(centred, sd);
    const y = add(mul(reshape(gamma, [1, 2, 1, 1]), xhat), reshape(beta, [1, 2, 1, 1]));
    const pooled = mean(relu(y), [2, 3]);
    const df = div(mul(2, sub(matmul(pooled, w), t)), 4);
    const dy = mul(reshape(div(outer(df, w), wrong("places forgotten") ? 1 : 9), [4, 2, 1, 1]), positive(y));
    const dxhat = mul(dy, reshape(gamma, [1, 2, 1, 1]));
    const over = wrong("batch axis only") ? [0] : all;
    const m1 = mean(dxhat, over, { keepdims: true });
    const m2 = mean(mul(dxhat, xhat), over, { keepdims: true });
    const dz = wrong("statistics fixed") ? div(dxhat, sd) : div(sub(sub(dxhat, m1), mul(xhat, m2)), sd);
    const tap = (i: number, j: number): Tensor =>
      einsum("nfpq,npq->f", dz, at(X, ":", 0, `${i}:${i + 3}`, `${j}:${j + 3}`));
    const dK = reshape(stack([tap(0, 0), tap(0, 1), tap(1, 0), tap(1, 1)], 1), [2, 1, 2, 2]);
    return {
      gradients: {
        K: dK,
        gamma: sum(wrong("xhat left out") ? dy : mul(dy, xhat), all),
        beta: sum(dy, all),
        w: matmul(transpose(pooled), df),
      },
      intermediates: { z, xhat, y, pooled, df, dy, dxhat, dz },
    };
  },
  mistakes: {
    "places forgotten": [
      ["factor", "sum-for-mean"],
      ["y", "dy", "gamma", "beta", "K"],
      "the mean over the places not divided",
    ],
    "batch axis only": [["wrong-axis"], ["z", "dz", "K"], "statistics' sums over the batch alone"],
    "statistics fixed": [["missing-term"], ["z", "dz", "K"], "mean and deviation treated as constants"],
    "xhat left out": [["missing-term"], ["gamma"], "the gradient of beta for that of gamma"],
  },
  pairs: ["places forgotten+statistics fixed"],
  numbers: ["batch axis only"],
  bare: ["statistics fixed"],
});

const p = normals(4511);

/** Groups of two channels, each sample by itself, then a linear readout of what is left. */
const groupNorm = plant({
  name: "group norm",
  kind: "normalised",
  params: { W: p(3, 6), g: p(6), b: p(6), v: p(6) },
  data: [p(5, 3), p(5)],
  batchAxis: 0,
  loss: ({ W, g, b, v }, X, y) => {
    const z = reshape(matmul(X, W), [5, 2, 3]);
    const centred = sub(z, mean(z, 2, { keepdims: true }));
    const n = reshape(div(centred, sqrt(add(mean(square(centred), 2, { keepdims: true }), EPS))), [5, 6]);
    return mean(square(sub(matmul(relu(add(mul(g, n), b)), v), y)));
  },
  hand: (wrong, { W, g, b, v }, X, y) => {
    const z = reshape(matmul(X, W), [5, 2, 3]);
    const centred = sub(z, mean(z, 2, { keepdims: true }));
    const sd = sqrt(add(mean(square(centred), 2, { keepdims: true }), EPS));
    const n = div(centred, sd);
    const flat = reshape(n, [5, 6]);
    const u = add(mul(g, flat), b);
    const df = div(mul(2, sub(matmul(relu(u), v), y)), wrong("batch forgotten") ? 1 : 5);
    const du = mul(outer(df, v), positive(u));
    const dn = reshape(wrong("g forgotten") ? du : mul(du, g), [5, 2, 3]);
    const axis = wrong("over the groups") ? 1 : 2;
    const m1 = mean(dn, axis, { keepdims: true });
    const m2 = mean(mul(dn, n), axis, { keepdims: true });
    const inner = wrong("without xhat") ? sub(sub(dn, m1), m2) : sub(sub(dn, m1), mul(n, m2));
    const dz = reshape(div(inner, wrong("square of sd") ? square(sd) : sd), [5, 6]);
    return {
      gradients: {
        W: matmul(transpose(X), dz),
        g: sum(mul(du, flat), 0),
        b: sum(wrong("dn for du") ? reshape(dn, [5, 6]) : du, 0),
        v: matmul(transpose(relu(u)), df),
      },
      intermediates: { n, u, df, du, dn, dz },
    };
  },
  mistakes: {
    "batch forgotten": [["sum-for-mean", "factor"], ["f", "df", "v", "g", "b", "W"], "no mean over the batch"],
    "g forgotten": [["missing-term", "factor"], ["n", "dn", "dz", "W"], "the scale left out on the way back"],
    "over the groups": [["wrong-axis"], ["z", "dz", "W"], "means over the groups instead of within them"],
    "without xhat": [["missing-term", "derivative-at-wrong-value"], ["z", "dz", "W"], "the last term lacks its x̂"],
    "square of sd": [
      ["derivative-at-wrong-value", "missing-term", "factor", "extra-term"],
      ["z", "dz", "W"],
      "divided by the variance",
    ],
    "dn for du": [["wrong-upstream", "extra-term"], ["b"], "the shift's gradient from behind the scale"],
  },
  pairs: ["g forgotten+batch forgotten"],
  numbers: ["without xhat"],
  bare: ["over the groups"],
});

/** Vectors, weights and maps of unit length or variance. */
export const tenthOtherNorms = [...cosine, ...weightNorm, ...normalisedMaps, ...groupNorm];
