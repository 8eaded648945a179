import {
  add,
  astype,
  div,
  einsum,
  exp,
  expandDims,
  greater,
  logsumexp,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  outer,
  relu,
  sign,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const v1 = normals(1371);

/** A variational autoencoder with given noise: half the squared error and the KL term, averaged over the batch. */
const vae = plant({
  name: "variational autoencoder with given noise",
  kind: "losses",
  params: { Wm: v1(4, 2), Ws: mul(0.4, v1(4, 2)), bs: mul(0.3, v1(2)), D: v1(2, 4), d: v1(4) },
  data: [v1(5, 4), v1(5, 2)],
  batchAxis: 0,
  loss: ({ Wm, Ws, bs, D, d }, x, eps) => {
    const m = matmul(x, Wm);
    const lv = add(matmul(x, Ws), bs);
    const z = add(m, mul(exp(mul(0.5, lv)), eps));
    const rec = mul(0.5, sum(square(sub(add(matmul(z, D), d), x))));
    const kl = mul(-0.5, sum(sub(sub(add(1, lv), square(m)), exp(lv))));
    return div(add(rec, kl), x.shape[0]!);
  },
  hand: (wrong, { Wm, Ws, bs, D, d }, x, eps) => {
    const n = x.shape[0]!;
    const mu = matmul(x, Wm);
    const logvar = add(matmul(x, Ws), bs);
    const std = exp(mul(0.5, logvar));
    const z = add(mu, mul(std, eps));
    const xhat = add(matmul(z, D), d);
    const dxhat = div(wrong("input minus output") ? sub(x, xhat) : sub(xhat, x), n);
    const dD = matmul(transpose(z), dxhat);
    const dz = matmul(dxhat, transpose(wrong("decoder after its step") ? sub(D, mul(0.05, dD)) : D));
    const klm = wrong("mean's KL doubled") ? mul(2, mu) : mu;
    const dmu = wrong("no KL at the mean") ? dz : add(dz, div(klm, n));
    const noise = mul(mul(dz, eps), wrong("std without a half") ? std : mul(0.5, std));
    const klv = wrong("KL of the variance turned") ? mul(0.5, sub(1, exp(logvar))) : mul(0.5, sub(exp(logvar), 1));
    const dlogvar = wrong("noise left out") ? div(klv, n) : add(noise, div(klv, wrong("KL summed") ? 1 : n));
    return {
      gradients: {
        Wm: matmul(transpose(x), dmu),
        Ws: matmul(transpose(x), dlogvar),
        bs: sum(dlogvar, 0),
        D: dD,
        d: sum(dxhat, 0),
      },
      intermediates: { mu, logvar, z, xhat, dxhat, dz, dmu, dlogvar },
    };
  },
  mistakes: {
    "input minus output": [["sign"], ["dxhat", "D", "d", "dz"], "The reconstruction error has the other sign."],
    "decoder after its step": [["stale-cache"], ["dz", "dmu", "dlogvar", "Wm", "Ws", "bs"], "D was updated before dz."],
    "mean's KL doubled": [["factor", "regulariser"], ["dmu", "Wm"], "The half before mu**2 is forgotten."],
    "no KL at the mean": [["missing-term", "regulariser"], ["dmu", "Wm"], "KL is not differentiated by the mean."],
    "std without a half": [["factor"], ["dlogvar", "Ws", "bs"], "d exp(lv/2) without the inner half."],
    "KL of the variance turned": [["sign", "regulariser"], ["dlogvar", "Ws", "bs"], "1 - exp(lv) for exp(lv) - 1."],
    "noise left out": [
      ["missing-term"],
      ["dlogvar", "Ws", "bs"],
      "The way of the variance through the sample is left out.",
    ],
    "KL summed": [
      ["sum-for-mean", "factor", "regulariser"],
      ["dlogvar", "Ws", "bs"],
      "This KL part is not divided by the batch.",
    ],
  },
  pairs: ["std without a half+no KL at the mean"],
  bare: ["mean's KL doubled", "KL of the variance turned", "noise left out"],
  numbers: ["KL summed"],
});

const v2 = normals(1372);

/** Pairs of pictures: equal ones are drawn together, others pushed apart up to a margin; both through the same map. */
const contrastive = plant({
  name: "pairs with a margin",
  kind: "losses",
  params: { W: mul(0.5, v2(3, 2)), b: v2(2) },
  data: [v2(6, 3), v2(6, 3), tensor([1, 0, 0, 1, 0, 0])],
  loss: ({ W, b }, X1, X2, same) => {
    const f = (X: Tensor): Tensor => tanh(add(matmul(X, W), b));
    const d = sqrt(add(sum(square(sub(f(X1), f(X2))), 1), 1e-8));
    const apart = square(maximum(0, sub(1.5, d)));
    return mul(0.5, mean(add(mul(same, square(d)), mul(sub(1, same), apart))));
  },
  hand: (wrong, { W, b }, X1, X2, same) => {
    const f1 = tanh(add(matmul(X1, W), b));
    const f2 = tanh(add(matmul(X2, W), b));
    const diff = sub(f1, f2);
    const d = sqrt(add(sum(square(diff), 1), 1e-8));
    const push = mul(sub(1, same), maximum(0, sub(1.5, d)));
    const dd = div(sub(mul(same, d), push), wrong("mean forgotten") ? 1 : 6);
    const unit = wrong("distance not divided") ? diff : div(diff, expandDims(d, 1));
    const df1 = mul(expandDims(dd, 1), unit);
    const df2 = wrong("both the same sign") ? df1 : neg(df1);
    const dz1 = mul(df1, sub(1, square(f1)));
    const dz2 = mul(df2, sub(1, square(wrong("slope of the other picture") ? f1 : f2)));
    const one = matmul(transpose(X1), dz1);
    return {
      gradients: {
        W: wrong("one branch only") ? one : add(one, matmul(transpose(X2), dz2)),
        b: sum(add(dz1, dz2), 0),
      },
      intermediates: { f1, f2, d, dd, df1, df2, dz1, dz2 },
    };
  },
  mistakes: {
    "mean forgotten": [["sum-for-mean", "factor"], ["dd", "W", "b"], "Not divided by the pairs."],
    "distance not divided": [["missing-term"], ["df1", "W", "b"], "(f1 - f2) for (f1 - f2) / d."],
    "both the same sign": [["sign"], ["df2", "dz2", "W", "b"], "The second branch lacks the minus."],
    "slope of the other picture": [
      ["derivative-at-wrong-value", "wrong-layer"],
      ["dz2", "W", "b"],
      "1 - f1**2 for the second branch.",
    ],
    "one branch only": [["missing-term"], ["W"], "The shared weights hear of the first picture only."],
  },
  pairs: ["mean forgotten+one branch only"],
  bare: ["both the same sign", "one branch only", "distance not divided"],
});

const v3 = normals(1373);

/** Sensor readings with gaps: the squared error counts where there was a reading, and is divided by their number. */
const gaps = plant({
  name: "readings with gaps",
  kind: "losses",
  params: { A: v3(3, 4), a: v3(4), B: v3(4, 5) },
  data: [
    v3(4, 3),
    v3(4, 5),
    tensor([
      [1, 0, 1, 1, 1],
      [1, 1, 0, 0, 1],
      [0, 1, 1, 1, 1],
      [1, 1, 1, 0, 1],
    ]),
  ],
  loss: ({ A, a, B }, X, Y, seen) => {
    const P = matmul(relu(add(matmul(X, A), a)), B);
    const fit = div(sum(mul(seen, square(sub(P, Y)))), sum(seen));
    return add(fit, mul(0.02, sum(square(B))));
  },
  hand: (wrong, { A, a, B }, X, Y, seen) => {
    const Z = add(matmul(X, A), a);
    const H = relu(Z);
    const P = matmul(H, B);
    const err = sub(P, Y);
    const masked = wrong("gaps counted as readings") ? err : mul(seen, err);
    const dP = div(mul(2, masked), wrong("divided by all cells") ? Y.size : sum(seen));
    const decay = mul(wrong("half of the penalty") ? 0.02 : 0.04, B);
    const dZ = mul(matmul(dP, transpose(B)), greater(Z, 0));
    return {
      gradients: {
        A: wrong("penalty at A") ? add(matmul(transpose(X), dZ), mul(0.04, A)) : matmul(transpose(X), dZ),
        a: sum(dZ, 0),
        B: add(matmul(transpose(H), dP), wrong("penalty at A") ? 0 : decay),
      },
      intermediates: { Z, H, P, dP, dZ },
    };
  },
  mistakes: {
    "gaps counted as readings": [["missing-term", "extra-term"], ["dP", "B"], "The error is not masked."],
    "divided by all cells": [["factor"], ["dP", "B"], "Divided by 20 cells, not by the readings."],
    "half of the penalty": [["regulariser", "factor"], ["B"], "lambda B for 2 lambda B."],
    "penalty at A": [
      ["regulariser", "missing-term", "extra-term"],
      ["A", "B"],
      "The penalty's gradient went to A instead of B.",
    ],
  },
  pairs: ["divided by all cells+half of the penalty"],
  bare: ["gaps counted as readings", "penalty at A"],
  numbers: ["half of the penalty"],
});

const v4 = normals(1374);

/** Counts with exposure: the Poisson likelihood without its constant, an L1 penalty that leaves the offset alone. */
const counts = plant({
  name: "claims with exposure",
  kind: "losses",
  params: { w: mul(0.4, v4(4)), c: mul(0.2, v4()) },
  data: [mul(0.7, v4(7, 4)), tensor([2, 0, 1, 5, 3, 0, 1]), tensor([1, 0.5, 1, 2, 1.5, 0.5, 1])],
  batchAxis: 0,
  loss: ({ w, c }, X, k, exposure) => {
    const eta = add(matmul(X, w), c);
    const ll = sub(mul(exposure, exp(eta)), mul(k, eta));
    return add(sum(ll), mul(0.3, sum(maximum(w, neg(w)))));
  },
  hand: (wrong, { w, c }, X, k, exposure) => {
    const eta = add(matmul(X, w), c);
    const rate = exp(eta);
    const expected = wrong("exposure forgotten") ? rate : mul(exposure, rate);
    const deta = wrong("rate's own slope again") ? mul(sub(expected, k), rate) : sub(expected, k);
    const l1 = mul(0.3, wrong("w for its sign") ? w : sign(w));
    const gw = einsum("n,nk->k", deta, X);
    return {
      gradients: {
        w: wrong("l1 with a minus") ? sub(gw, l1) : add(gw, l1),
        c: wrong("mean residual") ? mean(deta) : sum(deta),
      },
      intermediates: { eta, rate, deta },
    };
  },
  mistakes: {
    "exposure forgotten": [["missing-term"], ["deta", "w", "c"], "The expected count lacks the exposure."],
    "rate's own slope again": [
      ["doubled-activation-derivative"],
      ["deta", "w", "c"],
      "mu - k has the slope of exp in it already.",
    ],
    "w for its sign": [["regulariser", "wrong-forward"], ["w"], "w for sign(w): that of a squared penalty."],
    "l1 with a minus": [["sign", "regulariser"], ["w"], "The penalty's gradient is taken away."],
    "mean residual": [["mean-for-sum", "factor"], ["c"], "A mean for the sum."],
  },
  bare: ["exposure forgotten", "mean residual"],
});

const v6 = normals(1376);
const single = (x: Tensor): Tensor => astype(x, "float32");

/** A net that predicts a mean and a log-variance; Gaussian likelihood, summed, in float32. */
const uncertain = plant({
  name: "mean and log variance",
  kind: "losses",
  params: { H: single(v6(3, 4)), u: single(v6(4)), v: single(mul(0.4, v6(4))) },
  data: [single(v6(5, 3)), single(v6(5))],
  tolerance: 1e-4,
  loss: ({ H, u, v }, X, y) => {
    const a = tanh(matmul(X, H));
    const [m, s] = [matmul(a, u), matmul(a, v)];
    return mul(0.5, sum(add(s, mul(square(sub(y, m)), exp(neg(s))))));
  },
  hand: (wrong, { H, u, v }, X, y) => {
    const a = tanh(matmul(X, H));
    const m = matmul(a, u);
    const s = matmul(a, v);
    const r = sub(y, m);
    const prec = exp(neg(s));
    const dm = wrong("minus of the mean") ? mul(r, prec) : wrong("precision forgotten") ? neg(r) : neg(mul(r, prec));
    const ds = wrong("log of the variance forgotten")
      ? mul(-0.5, mul(square(r), prec))
      : wrong("plus at the exponent")
        ? mul(0.5, add(1, mul(square(r), prec)))
        : mul(0.5, sub(1, mul(square(r), prec)));
    const dA = add(outer(dm, u), wrong("mean alone goes back") ? 0 : outer(ds, v));
    const dz = mul(dA, sub(1, square(a)));
    return {
      gradients: { H: matmul(transpose(X), dz), u: matmul(dm, a), v: matmul(ds, a) },
      intermediates: { a, m, s, dm, ds, dA, dz },
    };
  },
  mistakes: {
    "minus of the mean": [["sign"], ["dm", "u"], "y - m has an inner minus."],
    "precision forgotten": [["missing-term"], ["dm", "u"], "The factor exp(-s) is missing."],
    "log of the variance forgotten": [
      ["missing-term"],
      ["ds", "v"],
      "The 1/2 from the log-variance itself is missing.",
    ],
    "plus at the exponent": [["sign"], ["ds", "v"], "exp(-s) is differentiated without its minus."],
    "mean alone goes back": [
      ["missing-term"],
      ["dA", "dz", "H"],
      "The variance's way into the hidden layer is left out.",
    ],
  },
  pairs: ["plus at the exponent+mean alone goes back"],
  bare: ["precision forgotten", "plus at the exponent", "log of the variance forgotten"],
});

const v7 = normals(1377);

/** Forecasts of weather classes are judged by the squared distance of probabilities (Brier), one hidden layer. */
const brier = plant({
  name: "squared distance of probabilities",
  kind: "losses",
  params: { A: v7(3, 5), B: v7(5, 4), b: v7(4) },
  data: [v7(6, 3), oneHot([0, 3, 1, 2, 2, 0], 4)],
  batchAxis: 0,
  loss: ({ A, B, b }, X, Y) => {
    const s = add(matmul(relu(matmul(X, A)), B), b);
    const p = exp(sub(s, logsumexp(s, 1, { keepdims: true })));
    return mean(sum(square(sub(p, Y)), 1));
  },
  hand: (wrong, { A, B, b }, X, Y) => {
    const z = matmul(X, A);
    const h = relu(z);
    const s = add(matmul(h, B), b);
    const p = exp(sub(s, logsumexp(s, 1, { keepdims: true })));
    const dp = mul(2 / (wrong("every probability counted") ? 24 : 6), sub(p, Y));
    const inner = sum(mul(dp, p), wrong("inner sum over days") ? 0 : 1, { keepdims: true });
    const ds = wrong("each class for itself")
      ? mul(dp, mul(p, sub(1, p)))
      : wrong("as for cross-entropy")
        ? div(sub(p, Y), 6)
        : mul(p, sub(dp, inner));
    const dz = mul(matmul(ds, transpose(B)), greater(z, 0));
    return {
      gradients: { A: matmul(transpose(X), dz), B: matmul(transpose(h), ds), b: sum(ds, 0) },
      intermediates: { z, h, s, p, dp, ds, dz },
    };
  },
  mistakes: {
    "every probability counted": [["factor", "mean-for-sum"], ["dp", "ds", "B", "b"], "Divided by days times classes."],
    "inner sum over days": [["wrong-axis"], ["ds", "B", "b"], "The softmax's inner sum goes over the samples."],
    "each class for itself": [["softmax-diagonal"], ["ds", "B", "b"], "p(1 - p) for the Jacobian of the softmax."],
    "as for cross-entropy": [
      ["wrong-forward"],
      ["ds", "B", "b"],
      "p - y, the cross-entropy's derivative by the scores.",
    ],
  },
  bare: ["inner sum over days", "as for cross-entropy"],
  numbers: ["each class for itself"],
});

/** Other losses and penalties, second part. */
export const thirteenthLikelihoods: EverydayCase[] = [
  ...vae,
  ...contrastive,
  ...gaps,
  ...counts,
  ...uncertain,
  ...brier,
];
