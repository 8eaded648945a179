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
  sigmoid,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "./case.ts";

const kind = "classification";
const r = normals(201);

const bits = (values: number[]): Tensor => tensor(values) as Tensor;

const softmaxRows = (z: Tensor): Tensor => math`exp(${z}) / sum(exp(${z}), axis=1, keepdims=True)` as Tensor;

/** Logistic regression, the loss as its two logarithms. */
const logistic = plant({
  name: "logistic regression",
  kind,
  params: { w: r(4), b: tensor(0.2) as Tensor },
  data: [r(6, 4), bits([0, 1, 1, 0, 1, 0])],
  loss: ({ w, b }, X, y) => {
    const p = sigmoid(add(matmul(X, w), b));
    return neg(mean(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p))))));
  },
  hand: (wrong, { w, b }, X, y) => {
    const p = sigmoid(add(matmul(X, w), b));
    const delta = wrong("squared error's")
      ? math`(${p} - ${y}) * ${p} * (1 - ${p})`
      : wrong("ascent")
        ? sub(y, p)
        : sub(p, y);
    const n = y.size;
    return {
      gradients: {
        w: div(matmul(transpose(X), delta), n),
        b: wrong("bias not averaged") ? sum(delta) : div(sum(delta), n),
      },
      intermediates: { p },
    };
  },
  mistakes: {
    "squared error's": [
      ["extra-term", "doubled-activation-derivative"],
      ["w", "b", "delta", "dz"],
      "The sigmoid's derivative is multiplied in although it cancels against the cross-entropy's.",
    ],
    ascent: [["sign"], ["w", "b"], "Target minus prediction: the gradient of the likelihood, not of the loss."],
    "bias not averaged": [["factor", "sum-for-mean"], ["b"], "The bias's derivative is a sum, the weights' a mean."],
  },
  pairs: ["ascent+bias not averaged"],
  numbers: ["ascent", "squared error's"],
});

/** Labels −1 and 1: log(1 + exp(−y z)). */
const margins = plant({
  name: "logistic loss with labels of both signs",
  kind,
  params: { w: r(3) },
  data: [r(5, 3), bits([1, -1, -1, 1, 1])],
  loss: ({ w }, X, y) => math`sum(log(1 + exp(-${y} * (${X} @ ${w})))) + 0.5 * sum(${w}**2)`,
  hand: (wrong, { w }, X, y) => {
    const m = math`${y} * (${X} @ ${w})`;
    const s = wrong("probability of right") ? math`sigmoid(${m})` : math`sigmoid(-${m})`;
    const g = wrong("label lost") ? neg(s) : math`-${y} * ${s}`;
    return { w: math`${X}.T @ ${g} + ${wrong("no penalty") ? 0 : w}` };
  },
  mistakes: {
    "probability of right": [
      ["derivative-at-wrong-value", "sign"],
      ["w", "m", "s"],
      "σ(m) instead of σ(−m) in the derivative of log(1 + e⁻ᵐ).",
    ],
    "label lost": [
      ["missing-term", "missing-activation-derivative"],
      ["w"],
      "The factor y of the margin's derivative is missing.",
    ],
    "no penalty": [["regulariser"], ["w"], "The penalty has no derivative in the gradient."],
  },
  pairs: ["label lost+no penalty"],
});

/** Softmax regression as in courses on image classifiers: naive loop, with penalty. */
const loop = plant({
  name: "softmax classifier with a loop",
  kind,
  params: { W: mul(0.5, r(4, 3)) as Tensor },
  data: [r(5, 4), oneHot([2, 0, 1, 1, 2], 3)],
  loss: ({ W }, X, T) => {
    const p = softmaxRows(matmul(X, W));
    return math`-sum(${T} * log(${p})) / ${X.shape[0]!} + 0.1 * sum(${W} * ${W})`;
  },
  hand: (wrong, { W }, X, T) => {
    const n = X.shape[0]!;
    let dW = zeros([4, 3]) as Tensor;
    for (let i = 0; i < n; i++) {
      const x = at(X, i) as Tensor;
      const scores = matmul(x, W);
      const p = math`exp(${scores}) / sum(exp(${scores}))`;
      const t = at(T, i) as Tensor;
      const d = wrong("right class only")
        ? mul(t, sub(p, t))
        : wrong("through p")
          ? math`${p} * (1 - ${p}) * (${p} - ${t})`
          : sub(p, t);
      dW = add(dW, outer(x, d)) as Tensor;
    }
    dW = wrong("not divided") ? dW : (div(dW, n) as Tensor);
    return { W: add(dW, wrong("half the penalty") ? mul(0.1, W) : mul(0.2, W)) };
  },
  mistakes: {
    "right class only": [
      ["softmax-diagonal", "missing-term"],
      ["W", "dz", "d"],
      "Only the right class's column gets p − 1, the others nothing.",
    ],
    "through p": [
      ["softmax-diagonal", "extra-term", "doubled-activation-derivative"],
      ["W", "dz", "d"],
      "p(1 − p), as for a sigmoid, multiplied to p − t.",
    ],
    "not divided": [
      ["factor", "sum-for-mean"],
      ["W"],
      "The data part is not divided by the number of examples, the penalty is right.",
    ],
    "half the penalty": [["regulariser"], ["W"], "λW instead of 2λW."],
  },
  pairs: ["not divided+half the penalty"],
  numbers: ["half the penalty"],
});

/** The softmax's own derivative, step by step with names. */
const staged = plant({
  name: "softmax regression in steps",
  kind,
  params: { W: mul(0.6, r(3, 4)) as Tensor, b: mul(0.3, r(4)) as Tensor },
  data: [r(6, 3), oneHot([0, 3, 2, 1, 3, 0], 4)],
  loss: ({ W, b }, x, t) => math`-mean(sum(${t} * log(${softmaxRows(add(matmul(x, W), b))}), axis=1))`,
  hand: (wrong, { W, b }, x, t) => {
    const z1 = wrong("no bias forward") ? matmul(x, W) : add(matmul(x, W), b);
    const a1 = softmaxRows(z1);
    const n = t.shape[0]!;
    const da1 = wrong("without minus") ? math`${t} / ${a1} / ${n}` : math`-${t} / ${a1} / ${n}`;
    const dz1 = wrong("diagonal")
      ? math`${da1} * ${a1} * (1 - ${a1})`
      : wrong("sum over rows")
        ? math`${a1} * (${da1} - sum(${da1} * ${a1}, axis=0))`
        : math`${a1} * (${da1} - sum(${da1} * ${a1}, axis=1, keepdims=True))`;
    return { gradients: { W: matmul(transpose(x), dz1), b: sum(dz1, 0) }, intermediates: { z1, a1, da1, dz1 } };
  },
  mistakes: {
    diagonal: [["softmax-diagonal"], ["dz1", "W", "b"], "Only the diagonal of the softmax's Jacobian."],
    "without minus": [["sign"], ["da1", "W", "b"], "The minus of the cross-entropy is missing."],
    "sum over rows": [
      ["wrong-axis"],
      ["dz1", "W", "b"],
      "The sum in the softmax's derivative runs over the examples, not the classes.",
    ],
    "no bias forward": [
      ["wrong-forward"],
      ["z1", "W", "b"],
      "The bias is left out in the forward pass of the derivation.",
    ],
  },
  bare: ["diagonal", "sum over rows"],
  pairs: ["without minus+diagonal"],
});

/** Temperature, label smoothing, weights of classes. */
const smoothed = plant({
  name: "cross-entropy with temperature, smoothing and class weights",
  kind,
  params: { W: mul(0.7, r(3, 4)) as Tensor, b: mul(0.2, r(4)) as Tensor },
  data: [r(5, 3), oneHot([1, 0, 3, 2, 1], 4), bits([1, 2, 0.5, 1.5])],
  loss: ({ W, b }, x, t, c) => {
    const p = softmaxRows(math`(${x} @ ${W} + ${b}) / 2.5` as Tensor);
    const soft = math`0.9 * ${t} + 0.025`;
    return math`-sum(sum(${t} * ${c}, axis=1) * sum(${soft} * log(${p}), axis=1)) / ${t.shape[0]!}`;
  },
  hand: (wrong, { W, b }, x, t, c) => {
    const temperature = 2.5;
    const z = wrong("no temperature forward") ? math`${x} @ ${W} + ${b}` : math`(${x} @ ${W} + ${b}) / ${temperature}`;
    const p = softmaxRows(z as Tensor);
    const soft = wrong("hard") ? t : math`0.9 * ${t} + 0.025`;
    const weight = wrong("weight of each class") ? c : math`sum(${t} * ${c}, axis=1, keepdims=True)`;
    const scale = wrong("temperature lost") ? 1 : temperature;
    const d = math`${weight} * (${p} - ${soft}) / ${t.shape[0]!} / ${scale}`;
    return { W: math`${x}.T @ ${d}`, b: math`sum(${d}, axis=0)` };
  },
  mistakes: {
    hard: [["wrong-forward", "missing-term"], ["W", "b"], "The targets are not smoothed in the gradient."],
    "weight of each class": [
      ["wrong-axis", "unknown"],
      ["W", "b"],
      "The weights are multiplied column by column, not by the example's own class.",
    ],
    "temperature lost": [["factor"], ["W", "b"], "The 1/τ of the chain rule is missing."],
    "no temperature forward": [
      ["wrong-forward"],
      ["W", "b", "p", "z"],
      "The prediction in the gradient is made without the temperature.",
    ],
  },
  numbers: ["temperature lost", "hard"],
});

/** Multiclass hinge of the same course: max(0, s_j − s_y + 1). */
const svm = plant({
  name: "multiclass hinge",
  kind: "margin",
  params: { W: mul(0.4, r(4, 3)) as Tensor },
  data: [r(6, 4), oneHot([2, 0, 1, 1, 2, 0], 3)],
  loss: ({ W }, X, T) => {
    const s = matmul(X, W);
    return math`sum((1 - ${T}) * relu(${s} - sum(${T} * ${s}, axis=1, keepdims=True) + 1)) / ${T.shape[0]!} + 0.05 * sum(${W}**2)`;
  },
  hand: (wrong, { W }, X, T) => {
    const s = matmul(X, W);
    const m = math`(1 - ${T}) * (${s} - sum(${T} * ${s}, axis=1, keepdims=True) + 1)`;
    const on = math`where(${m} > 0, 1.0, 0)`;
    const own = wrong("own class by one")
      ? math`where(sum(${on}, axis=1, keepdims=True) > 0, 1.0, 0)`
      : math`sum(${on}, axis=1, keepdims=True)`;
    const d = wrong("own class forgotten") ? on : math`${on} - ${T} * ${own}`;
    return { W: math`${X}.T @ ${d} / ${T.shape[0]!} + ${wrong("no penalty") ? 0 : mul(0.1, W)}` };
  },
  mistakes: {
    "own class forgotten": [["missing-term"], ["W"], "The right class's own column gets no derivative."],
    "own class by one": [
      ["missing-term", "not-summed", "unknown"],
      ["W"],
      "The right class's column counts one violated margin, however many there are.",
    ],
    "no penalty": [["regulariser"], ["W"], "The penalty is forgotten in the gradient."],
  },
  pairs: ["own class forgotten+no penalty"],
  numbers: ["no penalty"],
});

export const everydayLogistic: readonly EverydayCase[] = [loop, staged, smoothed].flat();

export const keptBackLogistic: readonly EverydayCase[] = [logistic, margins, svm].flat();
