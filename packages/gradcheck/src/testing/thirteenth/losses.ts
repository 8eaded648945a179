import {
  abs,
  add,
  at,
  div,
  exp,
  expandDims,
  greater,
  less,
  log,
  logsumexp,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  outer,
  pow,
  relu,
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
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const l1 = normals(1361);

/** Rare classes weigh more: weighted cross-entropy, divided by the sum of the weights; one tanh layer. */
const weighted = plant({
  name: "rare classes weigh more",
  kind: "losses",
  params: { V: l1(4, 5), c: l1(5), W: l1(5, 3), b: l1(3) },
  data: [l1(7, 4), oneHot([0, 0, 1, 0, 2, 1, 0], 3), tensor([0.5, 1.5, 4])],
  loss: ({ V, c, W, b }, X, Y, rarity) => {
    const s = add(matmul(tanh(add(matmul(X, V), c)), W), b);
    const w = matmul(Y, rarity);
    return div(sum(mul(w, sub(logsumexp(s, 1), sum(mul(Y, s), 1)))), sum(w));
  },
  hand: (wrong, { V, c, W, b }, X, Y, rarity) => {
    const h = tanh(add(matmul(X, V), c));
    const s = add(matmul(h, W), b);
    const p = exp(sub(s, logsumexp(s, 1, { keepdims: true })));
    const w = expandDims(matmul(Y, rarity), 1);
    const norm = wrong("divided by the samples") ? X.shape[0]! : sum(w);
    const scale = wrong("weights of the predicted classes") ? rarity : w;
    const weighted = wrong("unweighted") ? sub(p, Y) : mul(scale, sub(p, Y));
    const ds = div(weighted, norm);
    const dh = matmul(ds, transpose(W));
    const dz = mul(dh, sub(1, square(h)));
    return {
      gradients: {
        V: matmul(transpose(X), dz),
        c: sum(dz, 0),
        W: matmul(transpose(h), ds),
        b: sum(ds, wrong("b over the classes") ? 1 : 0),
      },
      intermediates: { h, s, p, ds, dh, dz },
    };
  },
  mistakes: {
    "divided by the samples": [["factor"], ["ds", "W", "b"], "Divided by 7 samples, not by the sum of weights."],
    "weights of the predicted classes": [
      ["wrong-axis", "derivative-at-wrong-value"],
      ["ds", "W", "b"],
      "The weights go along the outputs, not with each sample's class.",
    ],
    unweighted: [["missing-term"], ["ds", "W", "b"], "The factor of the class is missing."],
    "b over the classes": [["wrong-axis", "structure"], ["b"], "Summed over axis 1."],
  },
  pairs: ["divided by the samples+b over the classes"],
  bare: ["unweighted", "b over the classes", "divided by the samples"],
});

const l2 = normals(1362);

/** Smoothed labels: 0.9 and the rest for all classes alike; weight decay on both matrices. */
const smoothed = plant({
  name: "smoothed labels with weight decay",
  kind: "losses",
  params: { W1: l2(3, 6), b1: l2(6), W2: l2(6, 4), b2: l2(4) },
  data: [l2(5, 3), oneHot([3, 1, 0, 2, 1], 4)],
  loss: ({ W1, b1, W2, b2 }, X, Y) => {
    const o = add(matmul(relu(add(matmul(X, W1), b1)), W2), b2);
    const soft = add(mul(0.9, Y), 0.1 / 4);
    const ce = mean(sub(logsumexp(o, 1), sum(mul(soft, o), 1)));
    return add(ce, mul(0.05, add(sum(square(W1)), sum(square(W2)))));
  },
  hand: (wrong, { W1, b1, W2, b2 }, X, Y) => {
    const lam = 0.05;
    const z = add(matmul(X, W1), b1);
    const a = relu(z);
    const o = add(matmul(a, W2), b2);
    const p = exp(sub(o, logsumexp(o, 1, { keepdims: true })));
    const soft = wrong("hard labels") ? Y : add(mul(0.9, Y), 0.1 / 4);
    const dO = div(sub(p, soft), 5);
    const dz = where(greater(z, 0), matmul(dO, transpose(W2)), 0);
    const decay = wrong("decay without two") ? lam : 2 * lam;
    return {
      gradients: {
        W1: add(matmul(transpose(X), dz), mul(wrong("decay of W1 forgotten") ? 0 : decay, W1)),
        b1: add(sum(dz, 0), mul(wrong("biases decay") ? decay : 0, b1)),
        W2: add(matmul(transpose(a), dO), mul(decay, W2)),
        b2: add(sum(dO, 0), mul(wrong("biases decay") ? decay : 0, b2)),
      },
      intermediates: { z, a, o, p, dO, dz },
    };
  },
  mistakes: {
    "hard labels": [["wrong-forward"], ["dO", "W2", "b2"], "p - y with the labels before smoothing."],
    "decay without two": [["regulariser", "factor"], ["W1", "W2"], "lambda W for 2 lambda W."],
    "decay of W1 forgotten": [["regulariser", "missing-term"], ["W1"], "The decay of W1 is missing."],
    "biases decay": [["regulariser", "extra-term"], ["b1", "b2"], "The biases decay, too."],
  },
  pairs: ["hard labels+decay of W1 forgotten"],
  bare: ["hard labels", "biases decay"],
  numbers: ["decay without two"],
});

const l3 = normals(1363);

/** Huber's loss of house prices, delta 0.8, a mean over the houses; one layer of sigmoids. */
const houses = plant({
  name: "house prices with huber",
  kind: "losses",
  params: { U: l3(3, 4), w: l3(4), b: l3() },
  data: [l3(8, 3), tensor([1.1, 4.2, 2.6, 0.9, 3.9, 2.2, 2.9, 5])],
  batchAxis: 0,
  loss: ({ U, w, b }, X, y) => {
    const r = sub(add(matmul(sigmoid(matmul(X, U)), w), b), y);
    const quadratic = mul(0.5, square(r));
    const far = mul(0.8, sub(abs(r), 0.4));
    return mean(where(less(abs(r), 0.8), quadratic, far));
  },
  hand: (wrong, { U, w, b }, X, y) => {
    const m = X.shape[0]!;
    const h = sigmoid(matmul(X, U));
    const r = sub(add(matmul(h, w), b), y);
    const far = wrong("delta forgotten") ? sign(r) : wrong("far without a sign") ? 0.8 : mul(0.8, sign(r));
    const g = wrong("squared error throughout")
      ? r
      : where(less(abs(r), 0.8), wrong("twice near zero") ? mul(2, r) : r, far);
    const dr = wrong("sum over houses") ? g : div(g, m);
    const dh = outer(dr, w);
    const dz = mul(dh, mul(h, sub(1, h)));
    return {
      gradients: { U: matmul(transpose(X), dz), w: matmul(transpose(h), dr), b: sum(dr) },
      intermediates: { h, r, dr, dh, dz },
    };
  },
  mistakes: {
    "delta forgotten": [["factor"], ["dr", "w", "b"], "sign(r) for delta sign(r) where the error is large."],
    "far without a sign": [
      ["sign", "missing-term"],
      ["dr", "w", "b"],
      "delta for delta sign(r): all far errors count as positive.",
    ],
    "squared error throughout": [["wrong-forward"], ["dr", "w", "b"], "The half squared error is differentiated."],
    "twice near zero": [["factor"], ["dr", "w", "b"], "2 r near zero, where the loss has a half."],
    "sum over houses": [["sum-for-mean", "factor"], ["dr", "w", "b"], "The mean's 1/m is missing."],
  },
  bare: ["squared error throughout", "far without a sign"],
  numbers: ["twice near zero"],
});

const l4 = normals(1364);

/** The focal loss of a detector, gamma 2 and alpha 0.25 for positives, summed, divided by the positives. */
const focal = plant({
  name: "focal loss of a detector",
  kind: "losses",
  params: { W: l4(4, 3), u: l4(3), b: l4() },
  data: [l4(6, 4), tensor([0, 1, 0, 0, 1, 0])],
  loss: ({ W, u, b }, X, t) => {
    const p = sigmoid(add(matmul(tanh(matmul(X, W)), u), b));
    const pos = mul(mul(0.25, t), mul(square(sub(1, p)), log(p)));
    const negs = mul(mul(0.75, sub(1, t)), mul(square(p), log(sub(1, p))));
    return neg(div(sum(add(pos, negs)), sum(t)));
  },
  hand: (wrong, { W, u, b }, X, t) => {
    const h = tanh(matmul(X, W));
    const p = sigmoid(add(matmul(h, u), b));
    const q = sub(1, p);
    // d/dp of q^2 log p and of p^2 log q
    const modulated = wrong("focus as a constant") ? 0 : mul(-2, mul(q, log(p)));
    const dpos = add(modulated, div(pow(q, 2), p));
    const dneg = sub(wrong("focus as a constant") ? 0 : mul(2, mul(p, log(q))), div(pow(p, 2), q));
    const [alpha, rest] = wrong("alpha exchanged") ? [0.75, 0.25] : [0.25, 0.75];
    const dp = neg(
      div(add(mul(mul(alpha, t), dpos), mul(mul(rest, sub(1, t)), dneg)), wrong("divided by all boxes") ? 6 : sum(t)),
    );
    const ds = wrong("logit as probability") ? dp : mul(dp, mul(p, q));
    const dz = mul(outer(ds, u), sub(1, square(h)));
    return {
      gradients: { W: matmul(transpose(X), dz), u: matmul(ds, h), b: sum(ds) },
      intermediates: { h, p, dp, ds, dz },
    };
  },
  mistakes: {
    "focus as a constant": [["missing-term"], ["dp", "ds", "u", "b"], "(1 - p)**2 is not differentiated."],
    "alpha exchanged": [["factor", "wrong-forward"], ["dp", "ds", "u", "b"], "0.75 for positives, 0.25 for negatives."],
    "divided by all boxes": [["factor"], ["dp", "ds", "u", "b"], "Divided by 6 boxes, not by 2 positives."],
    "logit as probability": [
      ["missing-activation-derivative", "missing-term"],
      ["ds", "u", "b"],
      "The slope of the sigmoid is missing.",
    ],
  },
  pairs: ["divided by all boxes+focus as a constant"],
  bare: ["alpha exchanged", "focus as a constant"],
});

const l5 = normals(1365);

/** A linear machine for three classes with margins, written with loops; L2 with one half. */
const margins = plant({
  name: "margins of three classes",
  kind: "losses",
  params: { W: l5(3, 4), b: l5(3) },
  data: [l5(5, 4), [2, 0, 1, 1, 2]],
  loss: ({ W, b }, X, label) => {
    const S = add(matmul(X, transpose(W)), b);
    let total: Tensor = tensor(0);
    for (const [i, y] of label.entries()) {
      for (let j = 0; j < 3; j++) {
        if (j !== y) total = add(total, maximum(0, add(sub(at(S, i, j), at(S, i, y)), 1)));
      }
    }
    return add(div(total, 5), mul(0.5 * 0.1, sum(square(W))));
  },
  hand: (wrong, { W, b }, X, label) => {
    const rows: Tensor[] = [0, 1, 2].map((j) => zerosLike(at(W, j)));
    const db = [0, 0, 0];
    for (const [i, y] of label.entries()) {
      const x = at(X, i);
      const s = add(matmul(W, x), b);
      for (let j = 0; j < 3; j++) {
        if (j === y) continue;
        const margin = sub(at(s, j), at(s, y)).item() + 1;
        if (margin <= 0 && !wrong("margin not asked")) continue;
        rows[j] = add(rows[j]!, x);
        db[j]! += 1;
        if (wrong("true class not pushed")) continue;
        rows[y] = sub(rows[y]!, x);
        db[y]! -= 1;
      }
    }
    const data = stack(rows);
    const reg = wrong("two lambda") ? 0.2 : 0.1;
    return {
      W: add(wrong("average forgotten") ? data : div(data, 5), mul(wrong("no decay") ? 0 : reg, W)),
      b: div(tensor(db), 5),
    };
  },
  mistakes: {
    "margin not asked": [
      ["missing-activation-derivative", "missing-term", "extra-term"],
      ["W", "b"],
      "Classes whose margin is kept are pushed, too.",
    ],
    "true class not pushed": [["missing-term"], ["W", "b"], "The score of the true class is left out."],
    "average forgotten": [["sum-for-mean", "factor"], ["W"], "The sum over samples is not divided by 5."],
    "two lambda": [["regulariser", "factor"], ["W"], "2 lambda W though the loss has a half."],
    "no decay": [["regulariser", "missing-term"], ["W"], "The regulariser's gradient is missing."],
  },
  pairs: ["average forgotten+no decay"],
  numbers: ["two lambda", "true class not pushed"],
});

const l6 = normals(1366);

/** Demand at three quantiles at once: the pinball loss in formulas, a mean over all. */
const quantiles = plant({
  name: "demand at three quantiles",
  kind: "losses",
  params: { W: l6(4, 3), b: l6(3) },
  data: [l6(6, 4), sub(l6(6), 1.6), tensor([0.1, 0.5, 0.9])],
  loss: ({ W, b }, X, y, q) => {
    const e = math`${y}[:, None] - (${X} @ ${W} + ${b})`;
    return math`mean(maximum(${q} * ${e}, (${q} - 1) * ${e}))`;
  },
  hand: (wrong, { W, b }, X, y, q) => {
    const e = math`${y}[:, None] - (${X} @ ${W} + ${b})`;
    const above = greater(e, 0);
    const de = wrong("levels exchanged") ? where(above, sub(1, q), neg(q)) : where(above, q, sub(q, 1));
    const all = wrong("mean over days") ? 6 : 18;
    const dpred = wrong("error's own sign") ? div(de, all) : neg(div(de, all));
    return {
      gradients: {
        W: math`${X}.T @ ${dpred}`,
        b: wrong("b averaged") ? mean(dpred, 0) : sum(dpred, 0),
      },
      intermediates: { e, de, dpred },
    };
  },
  mistakes: {
    "levels exchanged": [
      ["wrong-forward"],
      ["de", "dpred", "W", "b"],
      "1 - q where q belongs: the other quantile's loss.",
    ],
    "mean over days": [["factor", "sum-for-mean"], ["dpred", "W", "b"], "Divided by days, not by all entries."],
    "error's own sign": [["sign"], ["dpred", "W", "b"], "The error is y minus prediction: the minus is lost."],
    "b averaged": [["mean-for-sum", "factor"], ["b"], "A mean over days for the sum."],
  },
  bare: ["levels exchanged", "error's own sign"],
});

/** Other losses and penalties, first part. */
export const thirteenthLosses: EverydayCase[] = [
  ...weighted,
  ...smoothed,
  ...houses,
  ...focal,
  ...margins,
  ...quantiles,
];
