import {
  abs,
  add,
  at,
  div,
  einsum,
  greater,
  less,
  lessEqual,
  log,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  outer,
  reshape,
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
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, slope, softmax } from "./helpers.ts";

const n = normals(9501);

/** Softmax regression with a weight for each class, as a weighted mean. */
const classWeights = plant({
  name: "class weights",
  kind: "losses",
  params: { W: n(4, 3), b: n(3) },
  data: [n(5, 4), oneHot([0, 1, 0, 2, 0], 3), tensor([0.5, 2, 3]) as Tensor],
  loss: ({ W, b }, x, t, weights) => {
    const each = matmul(t, weights);
    const entropy = neg(sum(mul(t, logSoftmax(add(matmul(x, W), b))), 1));
    return div(sum(mul(each, entropy)), sum(each));
  },
  hand: (wrong, { W, b }, x, t, weights) => {
    const logits = add(matmul(x, W), b);
    const p = softmax(logits);
    const each = matmul(t, weights);
    const residual = sub(p, t);
    const own = at(each, ":", null);
    const weighted = mul(residual, wrong("by column") ? weights : wrong("unweighted") ? 1 : own);
    const dlogits = div(weighted, wrong("by count") ? x.shape[0]! : sum(each));
    return {
      gradients: { W: matmul(transpose(x), dlogits), b: sum(dlogits, 0) },
      intermediates: { logits, p, dlogits },
    };
  },
  mistakes: {
    "by column": [
      ["wrong-axis", "derivative-at-wrong-value"],
      ["dlogits", "W", "b"],
      "The weights are multiplied to the columns instead of to the examples by their class",
    ],
    unweighted: [["missing-term"], ["dlogits", "W", "b"], "The weights are forgotten"],
    "by count": [
      ["factor", "mean-for-sum", "sum-for-mean"],
      ["dlogits", "W", "b"],
      "Divided by the number of examples, not by the sum of the weights",
    ],
  },
  bare: ["unweighted"],
});

/** Sequences of different lengths: steps beyond the end do not count. */
const masked = plant({
  name: "masked steps",
  kind: "losses",
  params: { W: n(3, 4), V: n(4, 3) },
  data: [
    n(2, 3, 3),
    reshape(oneHot([0, 1, 2, 2, 0, 1], 3), [2, 3, 3]),
    tensor([
      [1, 1, 0],
      [1, 0, 0],
    ]) as Tensor,
  ],
  loss: ({ W, V }, x, t, mask) => {
    const logits = matmul(tanh(matmul(x, W)), V);
    return div(sum(mul(mask, neg(sum(mul(t, logSoftmax(logits)), 2)))), sum(mask));
  },
  hand: (wrong, { W, V }, x, t, mask) => {
    const h = tanh(matmul(x, W));
    const all = div(sub(softmax(matmul(h, V)), t), wrong("all steps") ? mask.size : sum(mask));
    const dlogits = wrong("no mask") ? all : mul(all, at(mask, ":", ":", null));
    const dz = mul(matmul(dlogits, transpose(V)), sub(1, square(h)));
    return {
      gradients: {
        W: einsum("ntd,nth->dh", x, dz),
        V: einsum("nth,ntk->hk", h, wrong("mask late") ? all : dlogits),
      },
      intermediates: { h, dlogits, dz },
    };
  },
  mistakes: {
    "no mask": [["missing-term", "extra-term"], ["W", "V"], "Padded steps have gradients, too"],
    "all steps": [["factor", "mean-for-sum"], ["W", "V"], "Divided by all steps instead of those that count"],
    "mask late": [["missing-term", "extra-term", "wrong-upstream"], ["V"], "V's gradient is made before the mask"],
  },
  numbers: ["mask late"],
  bare: ["no mask"],
});

/** Smoothed targets, and decay of the weights. */
const smooth = plant({
  name: "label smoothing",
  kind: "losses",
  params: { W: n(3, 4), b: n(4) },
  data: [n(4, 3), oneHot([3, 1, 0, 1], 4)],
  loss: ({ W, b }, x, t) => {
    const soft = add(mul(0.8, t), 0.05);
    const entropy = neg(mean(sum(mul(soft, logSoftmax(add(matmul(x, W), b))), 1)));
    return add(entropy, mul(0.05, sum(square(W))));
  },
  hand: (wrong, { W, b }, x, t) => {
    const soft = wrong("hard") ? t : add(mul(0.8, t), 0.05);
    const p = softmax(add(matmul(x, W), b));
    const residual = sub(p, soft);
    const jacobian = wrong("diagonal") ? mul(residual, slope(p)) : residual;
    const dz = div(jacobian, x.shape[0]!);
    const data = matmul(transpose(x), dz);
    const decay = wrong("half") ? mul(0.05, W) : mul(0.1, W);
    const db = sum(dz, 0);
    return {
      gradients: {
        W: wrong("no decay") ? data : wrong("per example") ? add(data, div(decay, x.shape[0]!)) : add(data, decay),
        b: wrong("bias too") ? add(db, mul(0.1, b)) : db,
      },
      intermediates: { p, dz },
    };
  },
  mistakes: {
    hard: [["wrong-forward", "missing-term"], ["dz", "W", "b"], "The hard labels instead of the smoothed ones"],
    diagonal: [["doubled-activation-derivative", "softmax-diagonal"], ["dz", "W", "b"], "p (1 - p) after p - t"],
    half: [["regulariser", "factor"], ["W"], "lambda W for lambda W**2: the 2 is missing"],
    "no decay": [["regulariser", "missing-term"], ["W"], "The decay is not in the gradient"],
    "per example": [["regulariser", "mean-for-sum", "factor"], ["W"], "The decay is divided by the batch as well"],
    "bias too": [["regulariser", "extra-term"], ["b"], "The bias decays although the loss does not say so"],
  },
  pairs: ["hard+half"],
  numbers: ["half"],
  bare: ["hard", "no decay"],
});

/** Huber's loss on a net with one hidden layer. */
const huber = plant({
  name: "huber",
  kind: "losses",
  params: { W: n(3, 4), v: n(4), c: n() },
  data: [n(6, 3), mul(3, n(6))],
  loss: ({ W, v, c }, x, y) => {
    const r = sub(add(matmul(tanh(matmul(x, W)), v), c), y);
    const size = abs(r);
    return mean(where(lessEqual(size, 1), mul(0.5, square(r)), sub(size, 0.5)));
  },
  hand: (wrong, { W, v, c }, x, y) => {
    const h = tanh(matmul(x, W));
    const r = sub(add(matmul(h, v), c), y);
    const outside = wrong("no sign") ? 1 : sign(r);
    const psi = wrong("square") ? r : where(lessEqual(abs(r), 1), r, outside);
    const dr = div(psi, x.shape[0]!);
    const dh = outer(dr, v);
    const dz = mul(dh, sub(1, square(h)));
    return {
      gradients: { W: matmul(transpose(x), dz), v: matmul(transpose(h), dr), c: wrong("mean") ? mean(dr) : sum(dr) },
      intermediates: { h, r, dr, dh, dz },
    };
  },
  mistakes: {
    "no sign": [["sign", "missing-term"], ["dr", "W", "v", "c"], "1 instead of the sign of the residual outside"],
    square: [["wrong-forward"], ["dr", "W", "v", "c"], "The squared error is differentiated"],
    mean: [["mean-for-sum", "factor"], ["c"], "Divided by the batch twice in the last bias"],
  },
  pairs: ["square+mean"],
  bare: ["mean"],
});

/** A focal loss of logistic outputs. */
const focal = plant({
  name: "focal",
  kind: "losses",
  params: { w: n(4), b: n() },
  data: [n(5, 4), tensor([1, 0, 0, 1, 0]) as Tensor],
  loss: ({ w, b }, x, y) => {
    const p = sigmoid(add(matmul(x, w), b));
    const pt = where(greater(y, 0.5), p, sub(1, p));
    return neg(mean(mul(square(sub(1, pt)), log(pt))));
  },
  hand: (wrong, { w, b }, x, y) => {
    const p = sigmoid(add(matmul(x, w), b));
    const pt = where(greater(y, 0.5), p, sub(1, p));
    const modulated = neg(div(square(sub(1, pt)), pt));
    const viaFactor = mul(mul(2, sub(1, pt)), log(pt));
    const dpt = wrong("factor constant") ? modulated : add(modulated, viaFactor);
    const turned = wrong("no turn") ? 1 : where(greater(y, 0.5), 1, -1);
    const local = wrong("no sigmoid") ? 1 : slope(p);
    const dz = div(mul(mul(dpt, turned), local), x.shape[0]!);
    return { gradients: { w: matmul(dz, x), b: sum(dz) }, intermediates: { p, pt, dpt, dz } };
  },
  mistakes: {
    "factor constant": [["missing-term"], ["w", "b"], "(1 - p)**2 is taken for a constant weight"],
    "no turn": [["sign"], ["w", "b"], "For negatives p_t = 1 - p: the minus is missing"],
    "no sigmoid": [["missing-activation-derivative"], ["w", "b"], "The derivative of the sigmoid is missing"],
  },
  numbers: ["factor constant"],
  bare: ["no turn"],
});

/** The support vector machine for several classes, as in the course on images. */
const svm = plant({
  name: "margins",
  kind: "losses",
  params: { W: n(4, 3) },
  data: [n(5, 4), oneHot([0, 2, 1, 1, 0], 3)],
  loss: ({ W }, X, t) => {
    const s = matmul(X, W);
    const margins = maximum(0, sub(add(s, 1), sum(mul(s, t), 1, { keepdims: true })));
    return add(mean(sub(sum(margins, 1), 1)), mul(0.1, sum(square(W))));
  },
  hand: (wrong, { W }, X, t) => {
    const N = X.shape[0]!;
    const s = matmul(X, W);
    const margins = mul(maximum(0, sub(add(s, 1), sum(mul(s, t), 1, { keepdims: true }))), sub(1, t));
    const active = wrong("margin itself") ? margins : mul(1, greater(margins, 0));
    const counts = sum(active, 1, { keepdims: true });
    const correct = wrong("minus one") ? t : mul(t, counts);
    const ds = wrong("wrong classes only") ? active : sub(active, correct);
    const data = matmul(transpose(X), ds);
    return {
      gradients: { W: add(wrong("no N") ? data : div(data, N), wrong("plain W") ? mul(0.1, W) : mul(0.2, W)) },
      intermediates: { s },
    };
  },
  mistakes: {
    "margin itself": [
      ["wrong-forward", "missing-activation-derivative", "derivative-at-wrong-value"],
      ["W"],
      "The margins stand where their indicator should",
    ],
    "minus one": [
      ["missing-term", "factor"],
      ["W"],
      "The right class gets -1 instead of minus the number of violations",
    ],
    "wrong classes only": [["missing-term"], ["W"], "The right class has no gradient"],
    "no N": [["sum-for-mean", "factor"], ["W"], "The data part is not divided by N"],
    "plain W": [["regulariser", "factor"], ["W"], "lambda W instead of 2 lambda W"],
  },
  pairs: ["no N+plain W"],
  numbers: ["minus one"],
});

/** Two quantiles at once, linear in the inputs. */
const quantiles = plant({
  name: "quantiles",
  kind: "losses",
  params: { W: n(3, 2), b: n(2) },
  data: [n(6, 3), mul(2, n(6, 1)), tensor([0.1, 0.9]) as Tensor],
  loss: ({ W, b }, x, y, tau) => {
    const e = sub(y, add(matmul(x, W), b));
    return mean(maximum(mul(tau, e), mul(sub(tau, 1), e)));
  },
  hand: (wrong, { W, b }, x, y, tau) => {
    const e = sub(y, add(matmul(x, W), b));
    const below = mul(1, less(e, 0));
    const raw = wrong("levels") ? sub(sub(1, tau), below) : sub(tau, below);
    const de = div(raw, wrong("examples") ? x.shape[0]! : e.size);
    const dout = wrong("plus") ? de : neg(de);
    return { gradients: { W: matmul(transpose(x), dout), b: sum(dout, 0) }, intermediates: { e, de, dout } };
  },
  mistakes: {
    levels: [["wrong-forward", "derivative-at-wrong-value"], ["de", "dout", "W", "b"], "1 - tau in the place of tau"],
    examples: [["factor", "sum-for-mean"], ["de", "dout", "W", "b"], "Divided by the examples, not by all entries"],
    plus: [["sign"], ["dout", "W", "b"], "e = y - yhat: the minus is missing"],
  },
  bare: ["levels", "plus"],
});

export const ninthLosses: EverydayCase[] = [classWeights, masked, smooth, huber, focal, svm, quantiles].flat();
