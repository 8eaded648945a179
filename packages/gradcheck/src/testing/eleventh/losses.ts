import {
  abs,
  add,
  at,
  div,
  einsum,
  exp,
  expandDims,
  greater,
  less,
  log,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  sigmoid,
  sign,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant, uniforms } from "../everyday/case.ts";

const rare = normals(1151);
/** Softmax regression with a weight for each class, divided by the weights that occur. */
const rareClasses = plant({
  name: "rare classes weighted",
  kind: "losses",
  params: { W: rare(4, 3), b: rare(3) },
  data: [rare(6, 4), oneHot([0, 0, 1, 0, 2, 0], 3), tensor([0.5, 2, 3])],
  loss: ({ W, b }, x, y, weight) => {
    const s = add(matmul(x, W), b);
    const logp = sub(s, log(sum(exp(s), 1, { keepdims: true })));
    const each = matmul(y, weight);
    return neg(div(sum(mul(each, sum(mul(y, logp), 1))), sum(each)));
  },
  hand: (wrong, { W, b }, x, y, weight) => {
    const e = exp(add(matmul(x, W), b));
    const p = div(e, sum(e, 1, { keepdims: true }));
    const each = matmul(y, weight);
    const residual = sub(p, y);
    const weighted = wrong("unweighted")
      ? residual
      : wrong("columns")
        ? mul(residual, weight)
        : wrong("target")
          ? sub(p, mul(y, weight))
          : mul(residual, expandDims(each, 1));
    const ds = div(weighted, wrong("count") ? 6 : wrong("classes") ? sum(weight) : sum(each));
    return { gradients: { W: matmul(transpose(x), ds), b: sum(ds, wrong("features") ? 1 : 0) }, intermediates: { ds } };
  },
  mistakes: {
    unweighted: [["missing-term"], ["ds", "W", "b"], "the weights of the classes forgotten"],
    columns: [
      ["wrong-axis"],
      ["ds", "W", "b"],
      "each column with its class's weight instead of each row with its target's",
    ],
    target: [["missing-term"], ["ds", "W", "b"], "the weight on the target only, p is left unweighted"],
    count: [["factor"], ["ds", "W", "b"], "divided by the samples, not by their weights"],
    classes: [["factor"], ["ds", "W", "b"], "divided by the sum of the table of weights"],
    features: [["wrong-axis"], ["b"], "the bias summed over classes"],
  },
  pairs: ["count+features"],
  bare: ["unweighted", "count"],
  numbers: ["columns"],
});

const smooth = normals(1152);
/** A hidden layer and softmax with smoothed labels, mean over the batch. */
const smoothed = plant({
  name: "smoothed labels",
  kind: "losses",
  params: { W1: smooth(3, 5), W2: smooth(5, 4) },
  data: [smooth(4, 3), oneHot([1, 3, 0, 2], 4)],
  loss: ({ W1, W2 }, x, y) => {
    const soft = math`0.8 * ${y} + 0.2 / 4`;
    const s = math`tanh(${x} @ ${W1}) @ ${W2}`;
    return math`mean(log(sum(exp(${s}), axis=1)) - sum(${soft} * ${s}, axis=1))`;
  },
  hand: (wrong, { W1, W2 }, x, y) => {
    const h = math`tanh(${x} @ ${W1})`;
    const e = math`exp(${h} @ ${W2})`;
    const p = math`${e} / sum(${e}, axis=1, keepdims=True)`;
    const soft = wrong("hard") ? y : wrong("spread") ? math`0.8 * ${y} + 0.2 / 3` : math`0.8 * ${y} + 0.2 / 4`;
    const ds = wrong("batch") ? math`${p} - ${soft}` : math`(${p} - ${soft}) / 4`;
    const dh = math`${ds} @ ${W2}.T`;
    const dz = wrong("h") ? math`${dh} * ${h} * (1 - ${h})` : math`${dh} * (1 - ${h} * ${h})`;
    return { gradients: { W1: math`${x}.T @ ${dz}`, W2: math`${h}.T @ ${ds}` }, intermediates: { ds, dh, dz } };
  },
  mistakes: {
    hard: [["wrong-forward", "missing-term"], ["ds", "W2"], "p - y with the hard labels"],
    spread: [
      ["wrong-forward", "factor"],
      ["ds", "W2"],
      "the rest spread over the three other classes, the loss has all four",
    ],
    batch: [["sum-for-mean", "factor"], ["ds", "W2", "W1"], "the mean over the batch forgotten"],
    h: [
      ["derivative-at-wrong-value", "wrong-forward"],
      ["dz", "W1"],
      "h (1 - h), the derivative of a sigmoid, for tanh",
    ],
  },
  bare: ["spread", "h"],
});

const padded = normals(1153);
/** Sequences of different lengths: squared errors where the mask is 1, divided by how many there are. */
const maskedSteps = plant({
  name: "padded sequences",
  kind: "losses",
  params: { W: padded(3, 2), b: padded(2) },
  data: [
    padded(2, 4, 3),
    padded(2, 4, 2),
    tensor([
      [1, 1, 1, 0],
      [1, 1, 0, 0],
    ]),
  ],
  loss: ({ W, b }, x, y, mask) => {
    const r = sub(add(matmul(x, W), b), y);
    return div(sum(mul(expandDims(mask, 2), square(r))), sum(mask));
  },
  hand: (wrong, { W, b }, x, y, mask) => {
    const r = sub(add(matmul(x, W), b), y);
    const m = expandDims(mask, 2);
    const kept = wrong("mask") ? r : mul(m, r);
    const count = wrong("all") ? mask.size : sum(mask);
    const dr = div(mul(wrong("two") ? 1 : 2, kept), count);
    return {
      gradients: {
        W: wrong("first") ? einsum("ti,to->io", at(x, 0), at(dr, 0)) : einsum("nti,nto->io", x, dr),
        b: wrong("padding") ? sum(div(mul(2, r), count), [0, 1]) : wrong("steps") ? sum(dr, 1) : sum(dr, [0, 1]),
      },
      intermediates: { dr },
    };
  },
  mistakes: {
    mask: [["missing-term"], ["dr", "W", "b"], "the mask forgotten"],
    all: [["factor", "mean-for-sum"], ["dr", "W", "b"], "divided by all places instead of those of the mask"],
    two: [["factor"], ["dr", "W", "b"], "the 2 of the square forgotten"],
    padding: [["missing-term"], ["b"], "the mask forgotten in the bias's gradient"],
    steps: [["not-summed"], ["b"], "the bias summed over steps, not over sequences"],
    first: [["one-sample"], ["W"], "the first sequence alone"],
  },
  pairs: ["all+padding"],
  bare: ["mask", "two"],
});

const rents = normals(1154);
/** Rents with outliers: Huber's loss with a threshold of 1.5 and a linear model. */
const outliers = plant({
  name: "rents with outliers",
  kind: "losses",
  params: { w: rents(3), b: rents() },
  data: [rents(7, 3), mul(3, rents(7)) as Tensor],
  loss: ({ w, b }, x, y) => {
    const r = sub(add(matmul(x, w), b), y);
    const far = sub(mul(1.5, abs(r)), 0.5 * 1.5 ** 2);
    return mean(where(less(abs(r), 1.5), mul(0.5, square(r)), far));
  },
  hand: (wrong, { w, b }, x, y) => {
    const r = sub(add(matmul(x, w), b), y);
    const near = wrong("near") ? mul(2, r) : r;
    const far = wrong("far") ? sign(r) : mul(1.5, sign(r));
    const g = wrong("square")
      ? r
      : wrong("unsigned")
        ? where(less(abs(r), 1.5), r, 1.5)
        : where(less(abs(r), 1.5), near, far);
    const dr = wrong("mean") ? g : div(g, 7);
    return { gradients: { w: matmul(transpose(x), dr), b: sum(dr) }, intermediates: { dr } };
  },
  mistakes: {
    near: [["factor"], ["dr", "w", "b"], "2 r within the threshold, the loss has a half there"],
    far: [["factor"], ["dr", "w", "b"], "sign(r) beyond the threshold, without the threshold itself"],
    square: [["wrong-forward"], ["dr", "w", "b"], "the squared error's derivative everywhere"],
    unsigned: [["sign"], ["dr", "w", "b"], "the threshold without the sign of r beyond it"],
    mean: [["sum-for-mean", "factor"], ["dr", "w", "b"], "not divided by the samples"],
  },
  pairs: ["far+mean"],
  bare: ["far", "mean"],
  numbers: ["unsigned", "square"],
});

const boxes = normals(1155);
/** The focal loss with exponent 2 of a logistic output behind a hidden layer. */
const focal = plant({
  name: "focal loss",
  kind: "losses",
  params: { W: boxes(4, 3), v: boxes(3) },
  data: [boxes(5, 4), tensor([1, 0, 0, 1, 0])],
  loss: ({ W, v }, x, y) => {
    const p = sigmoid(matmul(tanh(matmul(x, W)), v));
    const pt = add(mul(y, p), mul(sub(1, y), sub(1, p)));
    return neg(mean(mul(square(sub(1, pt)), log(pt))));
  },
  hand: (wrong, { W, v }, x, y) => {
    const h = tanh(matmul(x, W));
    const p = sigmoid(matmul(h, v));
    const pt = add(mul(y, p), mul(sub(1, y), sub(1, p)));
    const modulated = div(square(sub(1, pt)), pt);
    const ofWeight = mul(wrong("exponent") ? 1 : 2, mul(sub(1, pt), log(pt)));
    const dpt = div(wrong("weight") ? neg(modulated) : sub(ofWeight, modulated), 5);
    const dp = wrong("direction") ? dpt : mul(dpt, sub(mul(2, y), 1));
    const ds = wrong("sigmoid") ? dp : mul(dp, mul(p, sub(1, p)));
    const dh = einsum("n,j->nj", ds, v);
    const dz = mul(dh, sub(1, square(h)));
    return {
      gradients: { W: matmul(transpose(x), wrong("dh") ? dh : dz), v: matmul(transpose(h), ds) },
      intermediates: { dpt, dp, ds, dh, dz },
    };
  },
  mistakes: {
    exponent: [["factor"], ["dpt", "dp", "ds", "v"], "the exponent 2 not brought down"],
    weight: [["missing-term"], ["dpt", "dp", "ds", "v"], "the modulating weight taken as a constant"],
    direction: [["sign", "missing-term"], ["dp", "ds", "v"], "the minus of 1 - p for the negative class forgotten"],
    sigmoid: [["missing-activation-derivative"], ["ds", "v"], "p (1 - p) forgotten"],
    dh: [["missing-activation-derivative", "wrong-upstream"], ["W"], "dW made with dh in place of dz"],
  },
  pairs: ["exponent+dh"],
  bare: ["sigmoid", "weight"],
});

const fruits = normals(1156);
/** Margins against every other class, summed and averaged over samples, with a penalty on the weights. */
const margins = plant({
  name: "support vectors for three classes",
  kind: "losses",
  params: { W: fruits(5, 3) },
  data: [fruits(6, 5), oneHot([0, 1, 2, 0, 1, 2], 3)],
  loss: ({ W }, X, Y) => {
    const s = matmul(X, W);
    const margin = maximum(0, add(sub(s, sum(mul(s, Y), 1, { keepdims: true })), 1));
    return add(div(sum(mul(margin, sub(1, Y))), 6), mul(0.05, sum(square(W))));
  },
  hand: (wrong, { W }, X, Y) => {
    const s = matmul(X, W);
    const margin = mul(add(sub(s, sum(mul(s, Y), 1, { keepdims: true })), 1), sub(1, Y));
    const over = greater(margin, 0);
    const count = sum(over, 1, { keepdims: true });
    const own = wrong("count") ? Y : mul(Y, count);
    const ds = wrong("own") ? mul(over, 1) : wrong("plus") ? add(over, own) : sub(over, own);
    const data = matmul(transpose(X), ds);
    const averaged = wrong("mean") ? data : div(data, 6);
    return wrong("penalty") ? { W: averaged } : { W: add(averaged, mul(wrong("half") ? 0.05 : 0.1, W)) };
  },
  mistakes: {
    count: [["missing-term", "factor"], ["W"], "the own class counted once instead of once for each margin"],
    own: [["missing-term"], ["W"], "nothing for the own class"],
    plus: [["sign"], ["W"], "the own class added"],
    mean: [["sum-for-mean", "factor"], ["W"], "not divided by the samples"],
    penalty: [["regulariser", "missing-term"], ["W"], "the penalty forgotten"],
    half: [["regulariser", "factor"], ["W"], "lambda W in place of 2 lambda W"],
  },
  pairs: ["mean+half"],
  numbers: ["own", "half"],
});

const demand = normals(1157);
/** The tenth, the half and the ninth tenth of demand: three outputs and the pinball loss. */
const quantiles = plant({
  name: "three quantiles of demand",
  kind: "losses",
  params: { W: demand(4, 3), b: demand(3) },
  data: [demand(6, 4), demand(6, 1), tensor([0.1, 0.5, 0.9])],
  loss: ({ W, b }, x, y, tau) => {
    const u = sub(y, add(matmul(x, W), b));
    return mean(maximum(mul(tau, u), mul(sub(tau, 1), u)));
  },
  hand: (wrong, { W, b }, x, y, tau) => {
    const u = sub(y, add(matmul(x, W), b));
    const du = wrong("swapped") ? where(greater(u, 0), sub(tau, 1), tau) : where(greater(u, 0), tau, sub(tau, 1));
    const dq = div(wrong("minus") ? du : neg(du), wrong("rows") ? 6 : 18);
    return {
      gradients: { W: matmul(transpose(x), dq), b: wrong("axis") ? sum(dq, 1) : sum(dq, 0) },
      intermediates: { dq },
    };
  },
  mistakes: {
    swapped: [["wrong-forward", "derivative-at-wrong-value"], ["dq", "W", "b"], "tau and tau - 1 exchanged"],
    minus: [["sign"], ["dq", "W", "b"], "the minus of u = y - q forgotten"],
    rows: [["sum-for-mean", "factor"], ["dq", "W", "b"], "divided by the rows alone"],
    axis: [["wrong-axis"], ["b"], "the bias summed over the quantiles"],
  },
  bare: ["minus", "rows"],
  numbers: ["minus"],
});

const scans = uniforms(1158);
/** One minus the overlap of a logistic mask with a target, for a strip of twelve places. */
const overlap = plant({
  name: "overlap of masks",
  kind: "losses",
  params: { w: scans(-1, 1, 3), b: scans(-1, 1) },
  data: [scans(-1, 1, 12, 3), tensor([0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0])],
  loss: ({ w, b }, x, y) => {
    const p = sigmoid(add(matmul(x, w), b));
    return sub(1, div(add(mul(2, sum(mul(p, y))), 1), add(add(sum(p), sum(y)), 1)));
  },
  hand: (wrong, { w, b }, x, y) => {
    const p = sigmoid(add(matmul(x, w), b));
    const top = add(mul(2, sum(mul(p, y))), 1);
    const bottom = add(add(sum(p), sum(y)), 1);
    const ofTop = div(mul(wrong("two") ? 1 : 2, y), bottom);
    const ofBottom = div(top, wrong("square") ? bottom : square(bottom));
    const dp = wrong("bottom") ? neg(ofTop) : wrong("sign") ? sub(ofTop, ofBottom) : sub(ofBottom, ofTop);
    const ds = mul(dp, mul(p, sub(1, p)));
    return { gradients: { w: matmul(transpose(x), ds), b: sum(wrong("b") ? dp : ds) }, intermediates: { dp, ds } };
  },
  mistakes: {
    two: [["factor"], ["dp", "ds", "w", "b"], "the 2 of the overlap forgotten"],
    square: [
      ["factor", "missing-term"],
      ["dp", "ds", "w", "b"],
      "the quotient rule without the square of the denominator",
    ],
    bottom: [["missing-term"], ["dp", "ds", "w", "b"], "the denominator taken as a constant"],
    sign: [["sign"], ["dp", "ds", "w", "b"], "the minus in 1 - overlap forgotten"],
    b: [["missing-activation-derivative", "wrong-upstream"], ["b"], "the bias with dp in place of ds"],
  },
  bare: ["two", "sign"],
});

/** All of this family. */
export const eleventhLosses: readonly EverydayCase[] = [
  ...rareClasses,
  ...smoothed,
  ...maskedSteps,
  ...outliers,
  ...focal,
  ...margins,
  ...quantiles,
  ...overlap,
];
