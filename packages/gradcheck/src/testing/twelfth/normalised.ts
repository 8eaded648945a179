import {
  add,
  astype,
  broadcastTo,
  div,
  einsum,
  exp,
  expandDims,
  greater,
  log,
  matmul,
  mean,
  mul,
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
  where,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant } from "../everyday/case.ts";

const batch = normals(1241);

/** An assignment's batch normalisation, node by node as in a computational graph, between affine and relu. */
const stagedBatchNorm = plant({
  name: "batch norm node by node",
  kind: "normalised",
  batchAxis: 0,
  params: { W1: batch(4, 5), gamma: add(1, mul(0.2, batch(5))), beta: batch(5), W2: batch(5, 3) },
  data: [batch(6, 4), oneHot([0, 1, 2, 1, 0, 2], 3)],
  loss: ({ W1, gamma, beta, W2 }, x, y) => {
    const z = matmul(x, W1);
    const hat = div(sub(z, mean(z, 0)), sqrt(add(mean(square(sub(z, mean(z, 0))), 0), 1e-5)));
    const o = matmul(relu(add(mul(gamma, hat), beta)), W2);
    return mul(-1, mean(sum(mul(y, sub(o, log(sum(exp(o), 1, { keepdims: true })))), 1)));
  },
  hand: (wrong, { W1, gamma, beta, W2 }, x, y) => {
    const N = 6;
    const z = matmul(x, W1);
    const mu = mean(z, 0);
    const xmu = sub(z, mu);
    const variance = mean(square(xmu), 0);
    const root = sqrt(add(variance, 1e-5));
    const ivar = div(1, root);
    const hat = mul(xmu, ivar);
    const v = add(mul(gamma, hat), beta);
    const a = relu(v);
    const e = exp(matmul(a, W2));
    const dO = div(sub(div(e, sum(e, 1, { keepdims: true })), y), N);
    const da = matmul(dO, transpose(W2));
    const dv = mul(da, greater(v, 0));
    const dhat = wrong("gamma not gone through") ? dv : mul(dv, gamma);
    const divar = sum(mul(dhat, xmu), 0);
    const droot = mul(divar, div(-1, square(root)));
    const dvar = wrong("half of the square root") ? div(droot, root) : mul(0.5, div(droot, root));
    const dsq = div(broadcastTo(dvar, [N, 5]), N);
    let dxmu: Tensor = mul(dhat, ivar);
    if (!wrong("variance taken as constant")) dxmu = add(dxmu, mul(2, mul(xmu, dsq)));
    const dmu = mul(-1, sum(dxmu, 0));
    const dz = wrong("mean taken as constant") ? dxmu : add(dxmu, div(dmu, N));
    return {
      gradients: {
        W1: matmul(transpose(x), dz),
        gamma: sum(mul(dv, wrong("gamma times z") ? z : hat), 0),
        beta: wrong("beta a mean") ? mean(dv, 0) : sum(dv, 0),
        W2: matmul(transpose(a), dO),
      },
      intermediates: { z, mu, hat, v, a, da, dv, dhat, dz },
    };
  },
  mistakes: {
    "gamma not gone through": [["missing-term"], ["dhat", "dz", "W1"], "dhat = dv, without gamma"],
    "half of the square root": [["factor"], ["dz", "W1"], "the 1/2 in the derivative of the root"],
    "variance taken as constant": [["missing-term"], ["dz", "W1"], "the way over the variance is missing"],
    "mean taken as constant": [["missing-term"], ["dz", "W1"], "the way over the mean is missing"],
    "gamma times z": [["derivative-at-wrong-value"], ["gamma"], "dgamma with the values before the normalisation"],
    "beta a mean": [["mean-for-sum", "factor"], ["beta"], "dbeta averaged over the batch"],
  },
  pairs: ["mean taken as constant+gamma times z"],
  numbers: ["half of the square root", "gamma times z", "mean taken as constant+gamma times z"],
  bare: ["gamma not gone through", "mean taken as constant", "half of the square root"],
});

const token = normals(1242);
const EPS = 1e-5;

/** Layer normalisation after a linear map, with the one-line formula of its backward pass; squares against a target. */
const fusedLayerNorm = plant({
  name: "layer norm in one line",
  kind: "normalised",
  batchAxis: 0,
  params: { W: token(3, 4), g: add(1, mul(0.3, token(4))), b: token(4) },
  data: [token(4, 3), token(4, 4)],
  loss: ({ W, g, b }, x, t) => {
    const z = matmul(x, W);
    const centred = sub(z, mean(z, -1, { keepdims: true }));
    const hat = div(centred, sqrt(add(mean(square(centred), -1, { keepdims: true }), EPS)));
    return mean(square(sub(tanh(add(mul(hat, g), b)), t)));
  },
  hand: (wrong, { W, g, b }, x, t) => {
    const D = 4;
    const z = math`${x} @ ${W}`;
    const mu = math`mean(${z}, axis=-1, keepdims=True)`;
    const s = math`sqrt(mean((${z} - ${mu})**2, axis=-1, keepdims=True) + ${EPS})`;
    const hat = math`(${z} - ${mu}) / ${s}`;
    const y = math`tanh(${hat} * ${g} + ${b})`;
    const dv = math`2 / ${y.size} * (${y} - ${t}) * (1 - ${y}**2)`;
    const dhat = math`${dv} * ${g}`;
    const axis = wrong("means down the batch") ? 0 : -1;
    const first = math`sum(${dhat}, axis=${axis}, keepdims=True)`;
    const second = math`${hat} * sum(${dhat} * ${wrong("z for the normalised") ? z : hat}, axis=${axis}, keepdims=True)`;
    const bracket = wrong("second sum left out")
      ? math`${D} * ${dhat} - ${first}`
      : math`${D} * ${dhat} - ${first} - ${second}`;
    const dz = wrong("1/D forgotten") ? math`${bracket} / ${s}` : math`${bracket} / (${D} * ${s})`;
    return {
      gradients: {
        W: math`${x}.T @ ${dz}`,
        g: wrong("one g for each token") ? math`${dv} * ${hat}` : math`sum(${dv} * ${hat}, axis=0)`,
        b: math`sum(${dv}, axis=0)`,
      },
      intermediates: { z, hat, dv, dhat, dz },
    };
  },
  mistakes: {
    "means down the batch": [["wrong-axis"], ["dz", "W"], "the two sums run over the tokens, as in batch norm"],
    "z for the normalised": [["derivative-at-wrong-value"], ["dz", "W"], "sum(dhat * z) for sum(dhat * hat)"],
    "second sum left out": [["missing-term"], ["dz", "W"], "the part of the variance is missing"],
    "1/D forgotten": [["factor", "sum-for-mean"], ["dz", "W"], "the bracket was not divided by D"],
    "one g for each token": [["not-summed"], ["g"], "dv * hat was not summed over the tokens"],
  },
  pairs: ["second sum left out+one g for each token"],
  numbers: ["means down the batch", "1/D forgotten"],
  bare: ["z for the normalised", "one g for each token"],
});

const rms = normals(1243);

/** A row divided by its root mean square, scaled, with a sigmoid gate behind it; in float32. */
const rootMeanSquare = plant({
  name: "root mean square norm in float32",
  kind: "normalised",
  batchAxis: 0,
  tolerance: 2e-4,
  params: { W: astype(rms(5, 6), "float32"), scale: astype(add(1, mul(0.1, rms(6))), "float32") },
  data: [astype(rms(3, 5), "float32")],
  loss: ({ W, scale }, x) => {
    const z = matmul(x, W);
    const r = sqrt(add(mean(square(z), 1, { keepdims: true }), 1e-6));
    return sum(sigmoid(mul(div(z, r), scale)));
  },
  hand: (wrong, { W, scale }, x) => {
    const z = matmul(x, W);
    const r = sqrt(add(mean(square(z), 1, { keepdims: true }), 1e-6));
    const n = div(z, r);
    const p = sigmoid(mul(n, scale));
    const dv = mul(p, sub(1, p));
    const dn = mul(dv, scale);
    const along = wrong("sum along the row")
      ? sum(mul(dn, n), 1, { keepdims: true })
      : mean(mul(dn, n), 1, { keepdims: true });
    const dz = wrong("length kept fixed") ? div(dn, r) : div(sub(dn, mul(n, along)), r);
    return {
      gradients: { W: matmul(transpose(x), dz), scale: sum(wrong("scale by z") ? mul(dv, z) : mul(dv, n), 0) },
      intermediates: { z, r, n, dv, dn, dz },
    };
  },
  mistakes: {
    "sum along the row": [["sum-for-mean", "factor"], ["dz", "W"], "sum for mean in the projection"],
    "length kept fixed": [["missing-term"], ["dz", "W"], "the root mean square was taken as a constant"],
    "scale by z": [["derivative-at-wrong-value"], ["scale"], "the value before the division"],
  },
  numbers: ["scale by z"],
  bare: ["length kept fixed", "scale by z"],
});

const tile = normals(1244);

/** Group norm of four channels in two groups behind a 1 x 1 convolution, then the mean over places and a loss. */
const twoGroups = plant({
  name: "two groups of channels",
  kind: "normalised",
  batchAxis: 0,
  params: { K: tile(4, 2), gamma: tile(4), beta: tile(4), v: tile(4) },
  data: [tile(2, 2, 3, 3), tile(2)],
  loss: ({ K, gamma, beta, v }, x, t) => {
    const z = reshape(einsum("oc,nchw->nohw", K, x), [2, 2, 18]);
    const c = sub(z, mean(z, 2, { keepdims: true }));
    const hat = reshape(div(c, sqrt(add(mean(square(c), 2, { keepdims: true }), EPS))), [2, 4, 9]);
    const u = tanh(add(mul(hat, expandDims(gamma, 1)), expandDims(beta, 1)));
    return sum(square(sub(matmul(mean(u, 2), v), t)));
  },
  hand: (wrong, { K, gamma, beta, v }, x, t) => {
    const z = reshape(einsum("oc,nchw->nohw", K, x), [2, 2, 18]);
    const c = sub(z, mean(z, 2, { keepdims: true }));
    const s = sqrt(add(mean(square(c), 2, { keepdims: true }), EPS));
    const hat = div(c, s);
    const flat = reshape(hat, [2, 4, 9]);
    const u = tanh(add(mul(flat, expandDims(gamma, 1)), expandDims(beta, 1)));
    const pooled = mean(u, 2);
    const r = mul(2, sub(matmul(pooled, v), t));
    const share = mul(expandDims(mul(expandDims(r, 1), v), 2), wrong("nine places") ? 1 : 1 / 9);
    const du = broadcastTo(share, [2, 4, 9]);
    const dv = mul(du, wrong("tanh' before") ? 1 : sub(1, square(u)));
    const dhat = reshape(mul(dv, expandDims(gamma, 1)), [2, 2, 18]);
    const statistics = wrong("statistics of a channel")
      ? (q: Tensor) => reshape(broadcastTo(mean(reshape(q, [2, 4, 9]), 2, { keepdims: true }), [2, 4, 9]), [2, 2, 18])
      : (q: Tensor) => mean(q, 2, { keepdims: true });
    const dz = div(sub(sub(dhat, statistics(dhat)), mul(hat, statistics(mul(dhat, hat)))), s);
    const gradients = {
      K: einsum("nop,ncp->oc", reshape(dz, [2, 4, 9]), reshape(x, [2, 2, 9])),
      gamma: sum(mul(dv, flat), [0, 2]),
      beta: wrong("beta over places only") ? sum(dv, 2) : sum(dv, [0, 2]),
      v: matmul(r, pooled),
    };
    return { gradients, intermediates: { z, hat, u, du, dhat, dz } };
  },
  mistakes: {
    "nine places": [
      ["sum-for-mean", "factor"],
      ["du", "dhat", "dz", "K", "gamma", "beta"],
      "the mean over the nine places",
    ],
    "tanh' before": [["missing-activation-derivative"], ["dhat", "dz", "K", "gamma", "beta"], "dv = du"],
    "statistics of a channel": [
      ["wrong-axis"],
      ["dz", "K"],
      "the two means of the backward pass go over a channel instead of its group",
    ],
    "beta over places only": [["not-summed"], ["beta"], "not summed over the pictures"],
  },
  numbers: ["beta over places only"],
  bare: ["nine places"],
});

const server = normals(1245);

/** At prediction time: running statistics are numbers given from outside, only the affine part is trained on. */
const frozenStatistics = plant({
  name: "frozen running statistics",
  kind: "normalised",
  batchAxis: 0,
  params: { W: server(3, 4), gamma: server(4), beta: server(4) },
  data: [server(5, 3), server(4), add(0.5, square(server(4))), server(5, 4)],
  loss: ({ W, gamma, beta }, x, runningMean, runningVar, t) => {
    const hat = math`(${x} @ ${W} - ${runningMean}) / sqrt(${runningVar} + 0.001)`;
    return math`0.5 * mean(sum((${gamma} * ${hat} + ${beta} - ${t})**2, axis=1))`;
  },
  hand: (wrong, { W, gamma, beta }, x, runningMean, runningVar, t) => {
    const s = math`sqrt(${runningVar} + 0.001)`;
    const z = math`${x} @ ${W}`;
    const hat = math`(${z} - ${runningMean}) / ${s}`;
    const dv = math`(${gamma} * ${hat} + ${beta} - ${t}) / 5`;
    const dhat = math`${dv} * ${gamma}`;
    let dz = wrong("variance for deviation") ? math`${dhat} / (${runningVar} + 0.001)` : math`${dhat} / ${s}`;
    if (wrong("backward pass of training")) {
      dz = math`(${dhat} - mean(${dhat}, axis=0) - ${hat} * mean(${dhat} * ${hat}, axis=0)) / ${s}`;
    }
    return {
      gradients: { W: math`${x}.T @ ${dz}`, gamma: math`sum(${dv} * ${hat}, axis=0)`, beta: sum(dv, 0) },
      intermediates: { z, hat, dv, dhat, dz },
    };
  },
  mistakes: {
    "backward pass of training": [
      ["extra-term", "wrong-forward"],
      ["dz", "W"],
      "the terms of mean and variance, which are constants here",
    ],
    "variance for deviation": [
      ["derivative-at-wrong-value", "factor"],
      ["dz", "W"],
      "divided by the variance, whose root was forgotten",
    ],
  },
  numbers: ["variance for deviation"],
  bare: ["backward pass of training"],
});

const direction = normals(1246);

/** Weight normalisation, w = g v / |v| for each unit (a column), with relu and a readout. */
const weightNorm = plant({
  name: "length and direction of weights",
  kind: "normalised",
  batchAxis: 0,
  params: { V: direction(4, 3), g: add(1, square(direction(3))), u: direction(3) },
  data: [direction(6, 4), direction(6)],
  loss: ({ V, g, u }, x, t) => {
    const W = mul(g, div(V, sqrt(sum(square(V), 0))));
    return mul(0.5, mean(square(sub(matmul(relu(matmul(x, W)), u), t))));
  },
  hand: (wrong, { V, g, u }, x, t) => {
    const length = sqrt(sum(square(V), 0));
    const unit = div(V, length);
    const z = matmul(x, mul(g, unit));
    const a = relu(z);
    const r = div(sub(matmul(a, u), t), wrong("mean over six") ? 1 : 6);
    const dz = where(greater(z, 0), mul(reshape(r, [6, 1]), u), 0);
    const dW = matmul(transpose(x), dz);
    const dg = sum(mul(dW, wrong("dg with V") ? V : unit), 0);
    const projected = sub(dW, mul(unit, sum(mul(dW, unit), 0)));
    const dV = mul(div(g, length), wrong("not projected") ? dW : projected);
    return { gradients: { V: dV, g: dg, u: matmul(r, a) }, intermediates: { z, a, dz, dW } };
  },
  mistakes: {
    "not projected": [["missing-term"], ["V"], "the length of v was taken as a constant"],
    "dg with V": [["derivative-at-wrong-value"], ["g"], "v for v / |v| in dg"],
    "mean over six": [["sum-for-mean", "factor"], ["dz", "dW", "V", "g", "u"], "the mean over six samples"],
  },
  pairs: ["not projected+mean over six"],
  numbers: ["dg with V"],
  bare: ["not projected"],
});

/** Normalisations. */
export const twelfthNormalised = [
  ...stagedBatchNorm,
  ...fusedLayerNorm,
  ...rootMeanSquare,
  ...twoGroups,
  ...frozenStatistics,
  ...weightNorm,
];
