import {
  abs,
  add,
  div,
  exp,
  greater,
  less,
  log,
  matmul,
  mean,
  mul,
  neg,
  relu,
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
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant, uniforms } from "../everyday/case.ts";

const normal = normals(86001);
const uniform = uniforms(86002);

const softmax = (s: Tensor): Tensor => {
  const e = exp(s);
  return div(e, sum(e, 1, { keepdims: true }));
};

/** Rare classes weigh more, and large weights cost. */
const weighted = plant({
  name: "class weights and decay",
  kind: "losses",
  params: { W: normal(4, 3), b: normal(3) },
  data: [normal(6, 4), oneHot([0, 0, 0, 1, 1, 2], 3), tensor([0.5, 1, 3]) as Tensor],
  loss: ({ W, b }, x, y, c) => {
    const s = add(matmul(x, W), b);
    const logp = sub(s, log(sum(exp(s), 1, { keepdims: true })));
    return add(neg(mean(sum(mul(mul(y, c), logp), 1))), mul(0.05, sum(square(W))));
  },
  hand: (wrong, { W, b }, x, y, c) => {
    const p = softmax(add(matmul(x, W), b));
    const weights = sum(mul(y, c), 1, { keepdims: true });
    const total = wrong("divided by the weights") ? sum(weights) : x.shape[0]!;
    const error = sub(p, y);
    const ds = div(wrong("weights left out") ? error : mul(wrong("weight by class") ? c : weights, error), total);
    const data = matmul(transpose(x), ds);
    const decay = wrong("half the decay") ? 0.05 : 0.1;
    const inside = wrong("decay per example") ? div(mul(decay, W), x.shape[0]!) : mul(decay, W);
    return {
      gradients: {
        W: wrong("no decay") ? data : add(data, inside),
        b: wrong("bias decays too") ? add(sum(ds, 0), mul(decay, b)) : sum(ds, 0),
      },
      intermediates: { p, ds },
    };
  },
  mistakes: {
    "divided by the weights": [
      ["factor", "wrong-forward", "regulariser"],
      ["ds", "W", "b"],
      "A weighted mean, unlike the loss.",
    ],
    "weights left out": [
      ["missing-term", "wrong-forward", "factor"],
      ["ds", "W", "b"],
      "The class weights are missing.",
    ],
    "weight by class": [
      ["wrong-axis", "derivative-at-wrong-value", "wrong-forward"],
      ["ds", "W", "b"],
      "Each column has its class's weight, instead of each row its target's.",
    ],
    "half the decay": [["regulariser", "factor"], ["W"], "λW instead of 2λW."],
    "decay per example": [["regulariser", "factor", "mean-for-sum"], ["W"], "The penalty is divided by the batch."],
    "no decay": [["regulariser", "missing-term"], ["W"], "The penalty has no derivative here."],
    "bias decays too": [["regulariser", "extra-term"], ["b"], "The bias has a penalty that the loss does not have."],
  },
  pairs: ["half the decay+bias decays too", "weights left out+no decay"],
  numbers: ["no decay"],
});

/** The penalty of absolute values and of squares beside a squared error. */
const elastic = plant({
  name: "elastic net on two layers",
  kind: "losses",
  params: { W1: normal(3, 4), W2: normal(4, 1) },
  data: [normal(7, 3), normal(7, 1)],
  loss: ({ W1, W2 }, x, y) => {
    const fit = mean(square(sub(matmul(tanh(matmul(x, W1)), W2), y)));
    return add(add(fit, mul(0.02, sum(abs(W1)))), mul(0.5 * 0.1, add(sum(square(W1)), sum(square(W2)))));
  },
  hand: (wrong, { W1, W2 }, x, y) => {
    const h = tanh(matmul(x, W1));
    const dout = mul(2 / x.shape[0]!, sub(matmul(h, W2), y));
    const dz = mul(matmul(dout, transpose(W2)), sub(1, square(h)));
    const dense1 = matmul(transpose(x), dz);
    const dense2 = matmul(transpose(h), dout);
    const lasso = wrong("W for its sign") ? mul(0.02, W1) : mul(wrong("lasso subtracted") ? -0.02 : 0.02, sign(W1));
    const ridge = mul(0.1, W1);
    const penalty = wrong("lasso forgotten") ? ridge : add(lasso, ridge);
    return {
      gradients: {
        W1: add(dense1, penalty),
        W2: wrong("only the first layer") ? dense2 : add(dense2, mul(wrong("both have a two") ? 0.2 : 0.1, W2)),
      },
      intermediates: { a1: h, dout, dz1: dz },
    };
  },
  mistakes: {
    "W for its sign": [["regulariser", "derivative-at-wrong-value"], ["W1"], "λW for the penalty of absolute values."],
    "lasso subtracted": [["regulariser", "sign"], ["W1"], "The penalty of absolute values has the other sign."],
    "lasso forgotten": [["regulariser", "missing-term"], ["W1"], "One of the two penalties is missing."],
    "only the first layer": [["regulariser", "missing-term"], ["W2"], "The second layer's penalty is missing."],
    "both have a two": [["regulariser", "factor"], ["W2"], "2λW where the loss has a half."],
  },
  bare: ["lasso subtracted", "only the first layer"],
});

/** Huber's loss, linear beyond its bound. */
const huber = plant({
  name: "huber regression",
  kind: "losses",
  params: { w: normal(4), b: normal() },
  data: [normal(9, 4), mul(2, normal(9))],
  loss: ({ w, b }, x, y) => {
    const r = sub(add(matmul(x, w), b), y);
    const size = abs(r);
    return mean(where(less(size, 1.5), mul(0.5, square(r)), sub(mul(1.5, size), 1.125)));
  },
  hand: (wrong, { w, b }, x, y) => {
    const r = sub(add(matmul(x, w), b), y);
    const inner = less(wrong("no absolute value") ? r : abs(r), 1.5);
    const outerSlope = wrong("bound left out") ? sign(r) : mul(1.5, wrong("always up") ? abs(sign(r)) : sign(r));
    const slope = wrong("squared everywhere") ? r : where(inner, r, outerSlope);
    const dr = wrong("not averaged") ? slope : div(slope, x.shape[0]!);
    return { gradients: { w: matmul(transpose(x), dr), b: sum(dr) }, intermediates: { r, dr } };
  },
  mistakes: {
    "no absolute value": [
      ["wrong-forward", "derivative-at-wrong-value", "missing-activation-derivative", "unknown"],
      ["dr", "w", "b"],
      "r < 1.5 for |r| < 1.5: large negative errors count as small.",
    ],
    "bound left out": [["factor", "missing-term"], ["dr", "w", "b"], "Beyond the bound the slope is 1 instead of 1.5."],
    "always up": [["sign"], ["dr", "w", "b"], "Beyond the bound the slope is always positive."],
    "squared everywhere": [
      ["wrong-forward", "missing-activation-derivative", "derivative-at-wrong-value"],
      ["dr", "w", "b"],
      "The squared error's slope for all.",
    ],
    "not averaged": [["sum-for-mean", "factor"], ["dr", "w", "b"], "The division by the examples is missing."],
  },
  numbers: ["bound left out"],
});

/** The focal loss of two classes, by the chain rule through the probability. */
const focal = plant({
  name: "focal loss",
  kind: "losses",
  params: { W: normal(3, 1), b: normal(1) },
  data: [normal(8, 3), reshape(tensor([1, 0, 0, 0, 1, 0, 0, 0]), [8, 1]) as Tensor],
  loss: ({ W, b }, x, y) => {
    const p = sigmoid(add(matmul(x, W), b));
    const q = add(mul(y, p), mul(sub(1, y), sub(1, p)));
    return neg(mean(mul(square(sub(1, q)), log(q))));
  },
  hand: (wrong, { W, b }, x, y) => {
    const z = add(matmul(x, W), b);
    const p = sigmoid(z);
    const q = add(mul(y, p), mul(sub(1, y), sub(1, p)));
    const first = mul(mul(2, sub(1, q)), log(q));
    const second = div(square(sub(1, q)), q);
    let dq = wrong("modulation constant")
      ? neg(second)
      : sub(wrong("sign of one minus q") ? neg(first) : first, second);
    dq = div(dq, y.size);
    const dp = wrong("negatives like positives") ? dq : mul(dq, sub(mul(2, y), 1));
    const dz = wrong("p minus y") ? div(sub(p, y), y.size) : mul(dp, mul(p, sub(1, p)));
    return {
      gradients: { W: matmul(transpose(x), dz), b: sum(dz, 0) },
      intermediates: { z, p, q, dq, dp, dz },
    };
  },
  mistakes: {
    "modulation constant": [["missing-term"], ["dq", "dp", "dz", "W", "b"], "(1 - q)² is taken for a constant."],
    "sign of one minus q": [["sign"], ["dq", "dp", "dz", "W", "b"], "The inner -1 of (1 - q)² is lost."],
    "negatives like positives": [["sign", "missing-term"], ["dp", "dz", "W", "b"], "dq/dp is 1 for negatives as well."],
    "p minus y": [["wrong-forward", "missing-term"], ["dz", "W", "b"], "The cross-entropy's p - y for the focal loss."],
  },
  numbers: ["modulation constant"],
  bare: ["p minus y"],
});

/** A support vector machine with several classes. */
const margins = plant({
  name: "multiclass hinge",
  kind: "losses",
  params: { W: mul(0.4, normal(4, 3)) },
  data: [normal(6, 4), oneHot([0, 1, 2, 2, 0, 1], 3)],
  loss: ({ W }, x, y) => {
    const s = matmul(x, W);
    const own = sum(mul(s, y), 1, { keepdims: true });
    const margin = mul(sub(1, y), relu(add(sub(s, own), 1)));
    return add(div(sum(margin), x.shape[0]!), mul(0.1, sum(square(W))));
  },
  hand: (wrong, { W }, x, y) => {
    const s = matmul(x, W);
    const own = sum(mul(s, y), 1, { keepdims: true });
    const active = mul(sub(1, y), greater(add(sub(s, own), wrong("margin left out") ? 0 : 1), 0));
    const counts = sum(active, wrong("counted by class") ? 0 : 1, { keepdims: true });
    const pull = mul(y, wrong("own counted once") ? greater(counts, 0) : counts);
    const ds = wrong("own class forgotten") ? active : sub(active, pull);
    const data = div(matmul(transpose(x), ds), x.shape[0]!);
    return { gradients: { W: add(data, mul(wrong("decay without two") ? 0.1 : 0.2, W)) }, intermediates: { s, ds } };
  },
  mistakes: {
    "margin left out": [
      ["derivative-at-wrong-value", "wrong-forward", "missing-term"],
      ["ds", "W"],
      "The mask lacks the margin.",
    ],
    "counted by class": [["wrong-axis"], ["ds", "W"], "Violations are counted over the batch."],
    "own counted once": [["factor", "missing-term"], ["ds", "W"], "The own class has -1 instead of minus the count."],
    "own class forgotten": [["missing-term"], ["ds", "W"], "The own class's part is missing."],
    "decay without two": [["regulariser", "factor"], ["W"], "λW for 2λW."],
  },
  pairs: ["own counted once+decay without two"],
});

/** Counts with Poisson's loss and an offset. */
const counts = plant({
  name: "poisson net",
  kind: "losses",
  params: { V: mul(0.5, normal(3, 4)), w: mul(0.5, normal(4)), c: normal() },
  data: [normal(6, 3), tensor([0, 2, 1, 4, 0, 3]) as Tensor, uniform(0.5, 2, 6)],
  loss: ({ V, w, c }, x, y, time) => {
    const eta = add(add(matmul(relu(matmul(x, V)), w), c), log(time));
    return mean(sub(exp(eta), mul(y, eta)));
  },
  hand: (wrong, { V, w, c }, x, y, time) => {
    const h = relu(matmul(x, V));
    const eta = add(matmul(h, w), c);
    const rate = wrong("exposure forgotten") ? exp(eta) : mul(time, exp(eta));
    let deta = wrong("squared error") ? mul(2, sub(rate, y)) : sub(rate, y);
    if (wrong("exp again")) deta = mul(deta, rate);
    deta = div(deta, y.size);
    const dh = mul(reshape(deta, [-1, 1]), w);
    return {
      gradients: {
        V: matmul(transpose(x), wrong("open relu") ? dh : mul(dh, greater(h, 0))),
        w: matmul(transpose(h), deta),
        c: wrong("mean again") ? mean(deta) : sum(deta),
      },
      intermediates: { h, rate, deta, dh },
    };
  },
  mistakes: {
    "exposure forgotten": [
      ["wrong-forward", "missing-term"],
      ["rate", "deta", "dh", "V", "w", "c"],
      "exp(η) without the time.",
    ],
    "squared error": [["factor", "wrong-forward"], ["deta", "dh", "V", "w", "c"], "A 2 as for the squared error."],
    "exp again": [
      ["doubled-activation-derivative", "extra-term"],
      ["deta", "dh", "V", "w", "c"],
      "Times the rate once more.",
    ],
    "open relu": [["missing-activation-derivative"], ["V"], "The mask of relu is missing."],
    "mean again": [["mean-for-sum", "factor"], ["c"], "Divided by the examples twice."],
  },
  bare: ["exp again", "mean again"],
});

/** Three quantiles at once. */
const quantiles = plant({
  name: "pinball loss",
  kind: "losses",
  params: { W: normal(2, 3), b: normal(3) },
  data: [normal(8, 2), normal(8, 1), tensor([0.1, 0.5, 0.9]) as Tensor],
  loss: ({ W, b }, x, y, tau) =>
    math`mean(maximum(${tau} * (${y} - (${x} @ ${W} + ${b})), (${tau} - 1) * (${y} - (${x} @ ${W} + ${b}))))`,
  hand: (wrong, { W, b }, x, y, tau) => {
    const r = math`${y} - (${x} @ ${W} + ${b})`;
    const below = wrong("sides exchanged") ? math`${r} > 0` : math`${r} < 0`;
    const slope = wrong("median for all") ? math`(2 * ${below} - 1) / 2` : math`${below} - ${tau}`;
    const dout = wrong("by rows") ? math`${slope} / ${x.shape[0]!}` : math`${slope} / ${r.size}`;
    const signed = wrong("minus kept") ? math`-${dout}` : dout;
    return { W: math`${x}.T @ ${signed}`, b: math`sum(${signed}, axis=0)` };
  },
  mistakes: {
    "sides exchanged": [["sign", "derivative-at-wrong-value", "wrong-forward", "unknown"], ["W", "b"], "> for < ."],
    "median for all": [["missing-term", "wrong-forward"], ["W", "b"], "Every output as if it were the median."],
    "by rows": [["sum-for-mean", "factor"], ["W", "b"], "Divided by rows instead of entries."],
    "minus kept": [["sign"], ["W", "b"], "The derivative by the residual, not by the output."],
  },
});

export const laterLosses: readonly EverydayCase[] = [
  ...weighted,
  ...elastic,
  ...huber,
  ...focal,
  ...margins,
  ...counts,
  ...quantiles,
];
