import {
  add,
  at,
  conv,
  div,
  einsum,
  equal,
  flip,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
  pad,
  relu,
  repeat,
  reshape,
  sigmoid,
  square,
  stack,
  sub,
  sum,
  swapaxes,
  type Tensor,
  tensor,
  transpose,
  where,
  windowMax,
  windowSum,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant } from "../everyday/case.ts";
import { kernelGradient, logSoftmax, perChannel, positive, softmax } from "./parts.ts";

const c = normals(4303);

/** A signal through taps, relu, the larger of every two, a dense layer. */
const pooledSignal = plant({
  name: "pooled signal",
  kind: "convolution",
  params: { k: c(3, 1, 3), b: c(3), w: c(3, 4), c: c() },
  data: [c(5, 1, 10), c(5)],
  batchAxis: 0,
  loss: ({ k, b, w, c }, X, y) => {
    const h = windowMax(relu(add(conv(X, k), reshape(b, [3, 1]))), [2], { stride: 2 });
    return mean(square(sub(add(einsum("nft,ft->n", h, w), c), y)));
  },
  hand: (wrong, { k, b, w, c }, X, y) => {
    const z = add(conv(X, k), reshape(b, [3, 1]));
    const a = relu(z);
    const pairs = reshape(a, [5, 3, 4, 2]);
    const h = max(pairs, 3);
    const f = add(einsum("nft,ft->n", h, w), c);
    const df = div(mul(2, sub(f, y)), 5);
    const dh = einsum("n,ft->nft", df, w);
    const chosen = mul(1, equal(pairs, reshape(h, [5, 3, 4, 1])));
    const spread = reshape(dh, [5, 3, 4, 1]);
    const da = wrong("to both") ? reshape(repeat(spread, 2, 3), [5, 3, 8]) : reshape(mul(spread, chosen), [5, 3, 8]);
    const dz = mul(da, positive(wrong("mask of da") ? da : z));
    const dk = stack(
      [0, 1, 2].map((t) => einsum("nfp,np->f", dz, at(X, ":", 0, `${t}:${t + 8}`))),
      1,
    );
    return {
      gradients: {
        k: reshape(wrong("taps backwards") ? flip(dk, 1) : dk, [3, 1, 3]),
        b: sum(sum(dz, 2), 0),
        w: wrong("last sample") ? mul(at(df, -1), at(h, -1)) : einsum("n,nft->ft", df, h),
        c: wrong("c meant") ? mean(df) : sum(df),
      },
      intermediates: { z, a, h, f, df, dh, da, dz },
    };
  },
  mistakes: {
    "to both": [
      ["wrong-forward", "extra-term", "derivative-at-wrong-value"],
      ["a", "da", "z", "dz", "k", "b"],
      "both of a pair get the gradient of the larger",
    ],
    "mask of da": [["derivative-at-wrong-value"], ["z", "dz", "k", "b"], "relu's mask from the gradient"],
    "taps backwards": [["transposed", "wrong-axis"], ["k"], "the kernel's gradient as of a convolution turned round"],
    "last sample": [["one-sample"], ["w"], "the last sample's gradient only"],
    "c meant": [["mean-for-sum", "factor"], ["c"], "averaged twice"],
  },
  numbers: ["to both", "c meant"],
  bare: ["mask of da"],
});

const d = normals(4304);

/** Means of 2×2 places, then logistic outputs. */
const averagePool = plant({
  name: "average pooling",
  kind: "convolution",
  params: { K: d(2, 1, 2, 2), W: d(8, 1) },
  data: [d(6, 1, 5, 5), tensor([[1], [0], [0], [1], [1], [0]])],
  batchAxis: 0,
  loss: ({ K, W }, X, t) => {
    const pooled = div(windowSum(sigmoid(conv(X, K)), [2, 2], { stride: 2 }), 4);
    const p = sigmoid(matmul(reshape(pooled, [6, 8]), W));
    return neg(mean(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p))))));
  },
  hand: (wrong, { K, W }, X, t) => {
    const z = conv(X, K);
    const s = sigmoid(z);
    const pooled = mean(reshape(s, [6, 2, 2, 2, 2, 2]), [3, 5]);
    const flat = reshape(pooled, [6, 8]);
    const p = sigmoid(matmul(flat, W));
    const dlogit = div(sub(p, t), 6);
    const dpooled = reshape(matmul(dlogit, transpose(W)), [6, 2, 2, 2]);
    const up = repeat(repeat(dpooled, 2, 2), 2, 3);
    const ds = wrong("no quarter") ? up : div(up, wrong("a half") ? 2 : 4);
    const slope = wrong("slope of pooled")
      ? repeat(repeat(mul(pooled, sub(1, pooled)), 2, 2), 2, 3)
      : mul(s, sub(1, s));
    const dz = mul(ds, slope);
    return {
      gradients: {
        K: kernelGradient(X, dz, 2),
        W: wrong("sum of the batch") ? mul(6, matmul(transpose(flat), dlogit)) : matmul(transpose(flat), dlogit),
      },
      intermediates: { z, s, pooled, p, dlogit, dpooled, ds, dz },
    };
  },
  mistakes: {
    "no quarter": [["factor", "sum-for-mean"], ["s", "ds", "z", "dz", "K"], "the mean of four places as a sum"],
    "a half": [["factor", "sum-for-mean"], ["s", "ds", "z", "dz", "K"], "divided by the pool's width, not its area"],
    "slope of pooled": [["derivative-at-wrong-value"], ["z", "dz", "K"], "the sigmoid's slope after pooling"],
    "sum of the batch": [["sum-for-mean", "factor"], ["W"], "the readout's gradient summed over the batch"],
  },
  numbers: ["a half"],
  bare: ["no quarter"],
});

const e = normals(4305);

/** Depthwise, then 1×1 across the channels, then the mean over all places, then softmax. */
const separable = plant({
  name: "separable",
  kind: "convolution",
  params: { D: e(3, 1, 2, 2), P: e(3, 3), b: e(3) },
  data: [mul(2, e(4, 3, 4, 4)), oneHot([2, 0, 1, 2], 3)],
  batchAxis: 0,
  loss: ({ D, P, b }, X, Y) => {
    const mixed = einsum("ncpq,oc->nopq", conv(X, D, { groups: 3 }), P);
    const pooled = mean(relu(add(mixed, perChannel(b))), [2, 3]);
    return neg(mean(sum(mul(Y, logSoftmax(pooled)), 1)));
  },
  hand: (wrong, { D, P, b }, X, Y) => {
    const u = conv(X, D, { groups: 3 });
    const z = add(einsum("ncpq,oc->nopq", u, P), perChannel(b));
    const pooled = mean(relu(z), [2, 3]);
    const dpooled = div(sub(softmax(pooled), Y), 4);
    const places = wrong("places forgotten") ? 1 : 9;
    const dz = mul(div(reshape(dpooled, [4, 3, 1, 1]), places), positive(z));
    const du = wrong("P as it is") ? einsum("nopq,co->ncpq", dz, P) : einsum("nopq,oc->ncpq", dz, P);
    const tap = (i: number, j: number): Tensor =>
      sum(mul(du, at(X, ":", ":", `${i}:${i + 3}`, `${j}:${j + 3}`)), [0, 2, 3]);
    const dD = reshape(stack([tap(0, 0), tap(0, 1), tap(1, 0), tap(1, 1)], 1), [3, 1, 2, 2]);
    const dP = einsum("nopq,ncpq->oc", dz, u);
    return {
      gradients: {
        D: wrong("first tap of all") ? mul(reshape(tap(0, 0), [3, 1, 1, 1]), add(zerosLike(dD), 1)) : dD,
        P: wrong("P turned") ? transpose(dP) : dP,
        b: sum(dz, wrong("axis of channels") ? [1, 2, 3] : [0, 2, 3]),
      },
      intermediates: { u, z, pooled, dpooled, dz, du },
    };
  },
  mistakes: {
    "places forgotten": [
      ["factor", "sum-for-mean"],
      ["z", "dz", "P", "b", "u", "du", "D"],
      "the mean over the places not divided",
    ],
    "P as it is": [["transposed"], ["u", "du", "D"], "back through P instead of its transpose"],
    "first tap of all": [["derivative-at-wrong-value", "unknown"], ["D"], "the input is not moved with the tap"],
    "P turned": [["transposed"], ["P"], "the mixing weights' gradient transposed"],
    "axis of channels": [["wrong-axis"], ["b"], "summed over channels instead of samples"],
  },
  pairs: ["places forgotten+P turned"],
  numbers: ["P as it is"],
  bare: ["P turned"],
});

const g = normals(4307);

/** A decoder: a dense layer, places doubled, a convolution with padding, mean squared error. */
const decoder = plant({
  name: "upsampling decoder",
  kind: "convolution",
  params: { W: g(3, 8), K: g(1, 2, 3, 3) },
  data: [g(4, 3), g(4, 1, 4, 4)],
  batchAxis: 0,
  loss: ({ W, K }, Z, T) => {
    const small = relu(reshape(matmul(Z, W), [4, 2, 2, 2]));
    const large = repeat(repeat(small, 2, 2), 2, 3);
    return mean(square(sub(conv(large, K, { padding: 1 }), T)));
  },
  hand: (wrong, { W, K }, Z, T) => {
    const z = reshape(matmul(Z, W), [4, 2, 2, 2]);
    const small = relu(z);
    const large = repeat(repeat(small, 2, 2), 2, 3);
    const y = conv(large, K, { padding: 1 });
    const dy = math`2 * (${y} - ${T}) / ${wrong("the batch only") ? 4 : T.size}`;
    const padded = pad(large, [
      [0, 0],
      [0, 0],
      [1, 1],
      [1, 1],
    ]);
    const dlarge = conv(dy, flip(swapaxes(K, 0, 1), wrong("rows only") ? [2] : [2, 3]), { padding: 1 });
    const blocks = reshape(dlarge, [4, 2, 2, 2, 2, 2]);
    const dsmall = wrong("one of four") ? at(blocks, ":", ":", ":", 0, ":", 0) : sum(blocks, [3, 5]);
    const averaged = wrong("mean of four") ? mean(blocks, [3, 5]) : dsmall;
    const dz = where(math`${z} > 0`, averaged, 0);
    return {
      gradients: { W: matmul(transpose(Z), reshape(dz, [4, 8])), K: kernelGradient(padded, dy, 3) },
      intermediates: { z, small, large, y, dy, dlarge, dsmall: averaged, dz },
    };
  },
  mistakes: {
    "the batch only": [["sum-for-mean", "factor"], ["y", "dy", "K", "W"], "divided by the batch, not by all pixels"],
    "rows only": [["transposed", "wrong-axis"], ["large", "dlarge", "small", "dsmall", "z", "dz", "W"], "half turned"],
    "one of four": [
      ["missing-term", "not-summed"],
      ["small", "dsmall", "z", "dz", "W"],
      "only the first of the four copies sends its gradient",
    ],
    "mean of four": [["mean-for-sum", "factor"], ["small", "dsmall", "z", "dz", "W"], "the copies averaged"],
  },
  numbers: ["mean of four"],
  bare: ["rows only"],
});

/** Pooling, and its opposite. */
export const tenthPooling = [...pooledSignal, ...averagePool, ...separable, ...decoder];
