import {
  abs,
  add,
  at,
  div,
  exp,
  greater,
  less,
  log,
  logsumexp,
  matmul,
  mean,
  mul,
  relu,
  reshape,
  sigmoid,
  sign,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
  zeros,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant } from "../everyday/case.ts";

const fraud = normals(1251);

/** Rare classes weigh more: a softmax on one tanh layer, weighted cross-entropy over the sum of weights, and L2. */
const weightedClasses = plant({
  name: "rare classes weigh more",
  kind: "losses",
  batchAxis: 0,
  params: { W1: fraud(3, 4), W2: fraud(4, 3), b2: fraud(3) },
  data: [fraud(6, 3), oneHot([0, 0, 1, 0, 2, 1], 3), [0.5, 1, 3]],
  loss: ({ W1, W2, b2 }, x, y, weights) => {
    const o = add(matmul(tanh(matmul(x, W1)), W2), b2);
    const logp = sub(o, logsumexp(o, 1, { keepdims: true }));
    const w = sum(mul(y, weights), 1);
    const data = div(mul(-1, sum(mul(w, sum(mul(y, logp), 1)))), sum(w));
    return add(data, mul(0.05, add(sum(square(W1)), sum(square(W2)))));
  },
  hand: (wrong, { W1, W2, b2 }, x, y, weights) => {
    const lambda = 0.05;
    const a1 = math`tanh(${x} @ ${W1})`;
    const e = math`exp(${a1} @ ${W2} + ${b2})`;
    const p = math`${e} / sum(${e}, axis=1, keepdims=True)`;
    const w = sum(mul(y, weights), 1, { keepdims: true });
    let dz2 = sub(p, y);
    if (!wrong("weights forgotten")) dz2 = mul(dz2, wrong("weights by column") ? tensor([...weights]) : w);
    dz2 = div(dz2, wrong("divided by the batch") ? 6 : sum(w));
    const dz1 = math`(${dz2} @ ${W2}.T) * (1 - ${a1}**2)`;
    const decay = wrong("lambda for two lambda") ? lambda : 2 * lambda;
    const W1Part = math`${x}.T @ ${dz1}`;
    return {
      gradients: {
        W1: wrong("only W2 decays") ? W1Part : math`${W1Part} + ${decay} * ${W1}`,
        W2: math`${a1}.T @ ${dz2} + ${decay} * ${W2}`,
        b2: sum(dz2, 0),
      },
      intermediates: { a1, a2: p, dz2, dz1 },
    };
  },
  mistakes: {
    "weights forgotten": [
      ["missing-term", "wrong-forward"],
      ["dz2", "dz1", "W1", "W2", "b2"],
      "dz2 without the class weights",
    ],
    "weights by column": [
      ["wrong-axis", "wrong-forward"],
      ["dz2", "dz1", "W1", "W2", "b2"],
      "the weights multiply the columns of p - y instead of the samples by their class",
    ],
    "divided by the batch": [
      ["factor", "wrong-forward"],
      ["dz2", "dz1", "W1", "W2", "b2"],
      "divided by the number of samples, not by the sum of their weights",
    ],
    "lambda for two lambda": [["regulariser", "factor"], ["W1", "W2"], "the loss has no 1/2 in its penalty"],
    "only W2 decays": [["regulariser", "missing-term"], ["W1"], "the penalty on W1 was forgotten"],
  },
  pairs: ["weights forgotten+only W2 decays"],
  numbers: ["divided by the batch", "only W2 decays"],
  bare: ["divided by the batch", "lambda for two lambda"],
});

const words = normals(1252);
const lengths = [
  [1, 1, 1, 0],
  [1, 1, 0, 0],
  [1, 1, 1, 1],
];

/** Tags for padded sentences: the mean over words that are there; smoothed labels (0.1). */
const paddedTags = plant({
  name: "padded sentences with smoothed tags",
  kind: "losses",
  batchAxis: 0,
  params: { U: words(5, 4), V: words(4, 3) },
  data: [words(3, 4, 5), reshape(oneHot([0, 2, 1, 1, 0, 0, 2, 1, 2, 2, 0, 1], 3), [3, 4, 3]), tensor(lengths)],
  loss: ({ U, V }, x, y, mask) => {
    const o = matmul(relu(matmul(x, U)), V);
    const soft = add(mul(0.9, y), 0.1 / 3);
    const each = sub(mul(sum(soft, 2), logsumexp(o, 2)), sum(mul(soft, o), 2));
    return div(sum(mul(each, mask)), sum(mask));
  },
  hand: (wrong, { U, V }, x, y, mask) => {
    const z = matmul(x, U);
    const h = relu(z);
    const e = exp(matmul(h, V));
    const p = div(e, sum(e, 2, { keepdims: true }));
    const soft = wrong("hard labels") ? y : add(mul(0.9, y), 0.1 / (wrong("smoothing not shared out") ? 1 : 3));
    const there = reshape(mask, [3, 4, 1]);
    let dO = sub(p, soft);
    if (!wrong("padding counts")) dO = mul(dO, there);
    dO = div(dO, wrong("all twelve places") ? 12 : sum(mask));
    const dh = matmul(dO, transpose(V));
    const dz = wrong("padding masks the relu") ? dh : mul(dh, greater(z, 0));
    const flat = (t: Tensor, k: number) => reshape(t, [12, k]);
    return {
      gradients: {
        U: matmul(transpose(flat(x, 5)), flat(dz, 4)),
        V: matmul(transpose(flat(h, 4)), flat(dO, 3)),
      },
      intermediates: { z, h, p, dO, dh, dz },
    };
  },
  mistakes: {
    "hard labels": [
      ["wrong-forward", "missing-term"],
      ["dO", "dh", "dz", "U", "V"],
      "p - y with labels that were not smoothed",
    ],
    "smoothing not shared out": [
      ["wrong-forward", "factor"],
      ["dO", "dh", "dz", "U", "V"],
      "0.1 for each class instead of 0.1 / 3",
    ],
    "padding counts": [
      ["missing-term", "extra-term"],
      ["dO", "dh", "dz", "U", "V"],
      "the mask was not applied on the way back",
    ],
    "all twelve places": [
      ["factor", "mean-for-sum"],
      ["dO", "dh", "dz", "U", "V"],
      "the mean over all places, with the padding",
    ],
    "padding masks the relu": [["missing-activation-derivative"], ["dz", "U"], "dz = dh"],
  },
  pairs: ["padding counts+padding masks the relu"],
  numbers: ["all twelve places"],
  bare: ["hard labels", "all twelve places", "padding counts+padding masks the relu"],
});

const house = normals(1253);
const DELTA = 0.8;

/** Robust regression of house prices: Huber's loss, summed, ridge with half lambda on all but the intercept. */
const robustPrices = plant({
  name: "robust house prices",
  kind: "losses",
  batchAxis: 0,
  params: { w: house(4), b: house(1) },
  data: [house(9, 4), mul(2, house(9))],
  loss: ({ w, b }, X, y) => {
    const r = sub(add(matmul(X, w), b), y);
    const huber = where(less(abs(r), DELTA), mul(0.5, square(r)), mul(DELTA, sub(abs(r), DELTA / 2)));
    return add(sum(huber), mul(0.5 * 0.4, sum(square(w))));
  },
  hand: (wrong, { w, b }, X, y) => {
    const r = math`${X} @ ${w} + ${b} - ${y}`;
    const outside = wrong("sign without delta") ? sign(r) : mul(DELTA, sign(r));
    let psi = where(less(abs(r), DELTA), r, outside);
    if (wrong("absolute value outside")) psi = where(less(abs(r), DELTA), r, DELTA);
    if (wrong("squares everywhere")) psi = r;
    const gradients = {
      w: math`${X}.T @ ${psi} + 0.4 * ${w}`,
      b: reshape(wrong("intercept shrinks, too") ? add(sum(psi), mul(0.4, at(b, 0))) : sum(psi), [1]),
    };
    return { gradients, intermediates: { r, dr: psi } };
  },
  mistakes: {
    "sign without delta": [["factor", "missing-term"], ["dr", "w", "b"], "the outer branch has slope delta, not 1"],
    "absolute value outside": [["sign", "missing-term"], ["dr", "w", "b"], "delta without the sign of the residual"],
    "squares everywhere": [
      ["wrong-forward"],
      ["dr", "w", "b"],
      "the residual itself: squared error was differentiated",
    ],
    "intercept shrinks, too": [["regulariser", "extra-term"], ["b"], "the penalty does not hold for the intercept"],
  },
  pairs: ["sign without delta+intercept shrinks, too"],
  numbers: ["sign without delta", "squares everywhere"],
  bare: ["squares everywhere", "absolute value outside"],
});

const lesion = normals(1254);

/** Focal loss with gamma = 2 on the logit of a tiny net, alpha for the positives; derived by quotient and product. */
const focalLesion = plant({
  name: "focal loss",
  kind: "losses",
  batchAxis: 0,
  params: { W: lesion(3, 4), v: lesion(4) },
  data: [lesion(6, 3), tensor([1, 0, 0, 1, 0, 0])],
  loss: ({ W, v }, x, y) => {
    const p = sigmoid(matmul(tanh(matmul(x, W)), v));
    const positive = mul(0.75, mul(square(sub(1, p)), log(p)));
    const negative = mul(0.25, mul(square(p), log(sub(1, p))));
    return mul(-1, mean(where(greater(y, 0), positive, negative)));
  },
  hand: (wrong, { W, v }, x, y) => {
    const h = tanh(matmul(x, W));
    const p = sigmoid(matmul(h, v));
    const q = math`1 - ${p}`;
    let dpos = wrong("only the logarithm") ? math`${q}**2 / ${p}` : math`${q}**2 / ${p} - 2 * ${q} * log(${p})`;
    if (wrong("plus in the product rule")) dpos = math`${q}**2 / ${p} + 2 * ${q} * log(${p})`;
    const dneg = wrong("only the logarithm") ? math`-${p}**2 / ${q}` : math`2 * ${p} * log(${q}) - ${p}**2 / ${q}`;
    const [alpha, rest] = wrong("one alpha for all") ? [0.75, 0.75] : [0.75, 0.25];
    const dp = mul(-1 / 6, where(greater(y, 0), mul(alpha, dpos), mul(rest, dneg)));
    const ds = wrong("by p, not by the logit") ? dp : math`${dp} * ${p} * ${q}`;
    const dz = math`outer(${ds}, ${v}) * (1 - ${h}**2)`;
    return {
      gradients: { W: matmul(transpose(x), dz), v: matmul(ds, h) },
      intermediates: { h, p, dp, ds, dz },
    };
  },
  mistakes: {
    "only the logarithm": [
      ["missing-term"],
      ["dp", "ds", "dz", "W", "v"],
      "the derivative of the power was left out of the product rule",
    ],
    "plus in the product rule": [["sign"], ["dp", "ds", "dz", "W", "v"], "the inner minus of (1 - p)**2 for positives"],
    "one alpha for all": [
      ["factor", "wrong-forward"],
      ["dp", "ds", "dz", "W", "v"],
      "alpha for 1 - alpha at the negatives",
    ],
    "by p, not by the logit": [
      ["missing-activation-derivative"],
      ["ds", "dz", "W", "v"],
      "the derivative by p was taken for that by the logit",
    ],
  },
  numbers: ["plus in the product rule"],
  bare: ["only the logarithm", "one alpha for all"],
});

const bird = normals(1255);
const species = [2, 0, 1, 2, 1];

/** The multiclass hinge of an image course, in a loop over samples and classes, mean plus lambda sum(W**2). */
const hingeLoop = plant({
  name: "margins in a double loop",
  kind: "losses",
  batchAxis: 0,
  params: { W: bird(6, 3) },
  data: [bird(5, 6), species],
  loss: ({ W }, X, y) => {
    const scores = matmul(X, W);
    const own = at(scores, [0, 1, 2, 3, 4], [...y]);
    const margins = relu(add(1, sub(scores, reshape(own, [5, 1]))));
    return add(div(sub(sum(margins), 5), 5), mul(0.1, sum(square(W))));
  },
  hand: (wrong, { W }, X, y) => {
    const columns: Tensor[] = [0, 1, 2].map(() => zeros([6]));
    for (let i = 0; i < 5; i++) {
      const x = at(X, i);
      const s = matmul(x, W);
      let counted = 0;
      for (let j = 0; j < 3; j++) {
        const margin = add(1, sub(at(s, j), at(s, y[i]!))).item();
        if (j === y[i] || margin <= 0) continue;
        counted++;
        columns[j] = add(columns[j]!, x);
        if (!wrong("the label's own column once")) continue;
        if (counted === 1) columns[y[i]!] = sub(columns[y[i]!]!, x);
      }
      if (wrong("the label's own column once") || wrong("the label's column forgotten")) continue;
      columns[y[i]!] = sub(columns[y[i]!]!, mul(counted, x));
    }
    const dW = stack(columns, 1);
    const scaled = wrong("not over the samples") ? dW : div(dW, 5);
    return { W: add(scaled, mul(wrong("lambda W") ? 0.1 : 0.2, W)) };
  },
  mistakes: {
    "the label's own column once": [
      ["missing-term", "factor"],
      ["W"],
      "the label's column counts one violated margin instead of all of them",
    ],
    "the label's column forgotten": [["missing-term"], ["W"], "the way over the label's own score"],
    "not over the samples": [["sum-for-mean", "factor"], ["W"], "the data part is not divided by 5"],
    "lambda W": [["regulariser", "factor"], ["W"], "lambda W for 2 lambda W"],
  },
  pairs: ["not over the samples+lambda W"],
  numbers: ["not over the samples", "the label's column forgotten"],
});

/** Losses of classification and robust regression. */
export const twelfthLosses = [...weightedClasses, ...paddedTags, ...robustPrices, ...focalLesion, ...hingeLoop];
