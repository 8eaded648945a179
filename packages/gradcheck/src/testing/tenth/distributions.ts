import {
  add,
  at,
  div,
  exp,
  log,
  matmul,
  mean,
  mul,
  neg,
  outer,
  reshape,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, plant, uniforms } from "../everyday/case.ts";
import { logSoftmax, softmax } from "./parts.ts";

const a = normals(4801);

/** A student learns a teacher's soft targets at a temperature. */
const distilled = plant({
  name: "distillation",
  kind: "loss",
  params: { W: a(4, 3), b: a(3) },
  data: [a(5, 4), mul(2, a(5, 3))],
  batchAxis: 0,
  loss: ({ W, b }, X, teacher) => {
    const target = softmax(div(teacher, 3));
    const student = logSoftmax(div(add(matmul(X, W), b), 3));
    return div(mul(9, neg(sum(mul(target, student)))), 5);
  },
  hand: (wrong, { W, b }, X, teacher) => {
    const T = 3;
    const z = add(matmul(X, W), b);
    const p = softmax(wrong("hot student") ? z : div(z, T));
    const target = softmax(wrong("hot teacher") ? teacher : div(teacher, T));
    const scale = wrong("no inner T") ? T * T : T;
    const dz = mul(scale / 5, sub(p, target));
    return { gradients: { W: matmul(transpose(X), dz), b: sum(dz, 0) }, intermediates: { z, p, target, dz } };
  },
  mistakes: {
    "hot student": [
      ["derivative-at-wrong-value", "wrong-forward"],
      ["z", "dz", "p", "W", "b"],
      "the student's softmax without the temperature",
    ],
    "hot teacher": [
      ["wrong-forward", "derivative-at-wrong-value"],
      ["z", "dz", "target", "W", "b"],
      "the teacher's softmax without the temperature",
    ],
    "no inner T": [["factor"], ["z", "dz", "W", "b"], "1/T of the inner derivative forgotten"],
  },
  numbers: ["hot student"],
  bare: ["no inner T"],
});

const b = normals(4802);

/** Mean and variance as two outputs of one hidden layer. */
const heteroscedastic = plant({
  name: "mean and variance",
  kind: "loss",
  params: { W: b(3, 5), m: b(5), s: mul(0.5, b(5)) },
  data: [b(8, 3), b(8)],
  batchAxis: 0,
  loss: ({ W, m, s }, X, y) => {
    const h = tanh(matmul(X, W));
    const logvar = matmul(h, s);
    return mean(mul(0.5, add(logvar, div(square(sub(y, matmul(h, m))), exp(logvar)))));
  },
  hand: (wrong, { W, m, s }, X, y) => {
    const h = tanh(matmul(X, W));
    const mu = matmul(h, m);
    const logvar = matmul(h, s);
    const precision = exp(neg(logvar));
    const e = sub(mu, y);
    const dmu = div(wrong("no precision") ? e : mul(e, precision), 8);
    const quotient = mul(square(e), precision);
    const inner = wrong("only the logarithm") ? add(1, mul(0, e)) : sub(1, quotient);
    const dlogvar = div(wrong("turned") ? neg(inner) : inner, wrong("half forgotten") ? 8 : 16);
    const fromMu = outer(dmu, m);
    const dh = wrong("one head") ? fromMu : add(fromMu, outer(dlogvar, s));
    const dz = mul(dh, sub(1, square(h)));
    return {
      gradients: { W: matmul(transpose(X), dz), m: matmul(transpose(h), dmu), s: matmul(transpose(h), dlogvar) },
      intermediates: { h, mu, logvar, dmu, dlogvar, dh, dz },
    };
  },
  mistakes: {
    "no precision": [["missing-term"], ["mu", "dmu", "m", "W"], "the residual not divided by the variance"],
    "only the logarithm": [["missing-term"], ["logvar", "dlogvar", "s", "W"], "the quotient's part left out"],
    turned: [["sign"], ["logvar", "dlogvar", "s", "W"], "e²/σ² - 1 for 1 - e²/σ²"],
    "half forgotten": [["factor"], ["logvar", "dlogvar", "s", "W"], "the half forgotten"],
    "one head": [["missing-term"], ["h", "dh", "z", "dz", "W"], "only the mean's head goes back into the layer"],
  },
  pairs: ["half forgotten+no precision"],
  numbers: ["one head"],
  bare: ["turned"],
});

const c = normals(4803);

/** Overlap of a predicted mask and a true one. */
const dice = plant({
  name: "dice overlap",
  kind: "loss",
  params: { w: c(4), b: c() },
  data: [c(10, 4), tensor([1, 1, 0, 0, 1, 0, 1, 0, 0, 1])],
  loss: ({ w, b }, X, t) => {
    const p = sigmoid(add(matmul(X, w), b));
    return sub(1, div(mul(2, sum(mul(p, t))), add(sum(p), sum(t))));
  },
  hand: (wrong, { w, b }, X, t) => {
    const p = sigmoid(add(matmul(X, w), b));
    const top = mul(2, sum(mul(p, t)));
    const bottom = add(sum(p), sum(t));
    const fromTop = div(mul(wrong("two forgotten") ? 1 : 2, t), bottom);
    const fromBottom = div(top, wrong("square forgotten") ? bottom : square(bottom));
    const ratio = wrong("bottom constant") ? fromTop : sub(fromTop, fromBottom);
    const dp = wrong("gain for loss") ? ratio : neg(ratio);
    const dz = mul(dp, mul(p, sub(1, p)));
    return { gradients: { w: matmul(transpose(X), dz), b: sum(dz) }, intermediates: { p, top, bottom, dp, dz } };
  },
  mistakes: {
    "two forgotten": [["factor"], ["p", "dp", "z", "dz", "w", "b"], "the 2 of the numerator's derivative"],
    "square forgotten": [
      ["missing-term", "factor", "derivative-at-wrong-value"],
      ["p", "dp", "z", "dz", "w", "b"],
      "the quotient rule without the square",
    ],
    "bottom constant": [["missing-term"], ["p", "dp", "z", "dz", "w", "b"], "the denominator treated as a constant"],
    "gain for loss": [["sign"], ["p", "dp", "z", "dz", "w", "b"], "the overlap's gradient, not that of one minus it"],
  },
  numbers: ["square forgotten"],
  bare: ["gain for loss"],
});

const d = normals(4804);

/** A policy's log-probabilities times advantages, with a bonus for entropy. */
const policy = plant({
  name: "policy gradient",
  kind: "loss",
  params: { W: d(3, 4) },
  data: [d(5, 3), [1, 0, 3, 2, 1], d(5)],
  batchAxis: 0,
  loss: ({ W }, S, actions, advantage) => {
    const logp = logSoftmax(matmul(S, W));
    const rows = [0, 1, 2, 3, 4];
    const chosen = at(logp, rows, actions);
    const entropy = neg(sum(mul(exp(logp), logp), 1));
    return neg(mean(add(mul(advantage, chosen), mul(0.3, entropy))));
  },
  hand: (wrong, { W }, S, actions, advantage) => {
    const p = softmax(matmul(S, W));
    let dW: Tensor = zerosLike(W);
    actions.forEach((action, i) => {
      const pi = at(p, i);
      const hot = tensor([0, 1, 2, 3].map((k) => (k === action ? 1 : 0)));
      const dlogp = sub(hot, pi);
      const H = neg(sum(mul(pi, log(pi))));
      const plain = mul(pi, add(log(pi), H));
      const dH = neg(wrong("diagonal") ? mul(mul(pi, sub(1, pi)), add(log(pi), 1)) : plain);
      const gain = wrong("no advantage") ? dlogp : mul(at(advantage, i), dlogp);
      const bonus = wrong("no entropy") ? gain : add(gain, mul(wrong("bonus subtracted") ? -0.3 : 0.3, dH));
      const dz = wrong("ascent") ? bonus : neg(bonus);
      dW = add(dW, outer(at(S, i), dz));
    });
    return { W: div(dW, wrong("not averaged") ? 1 : 5) };
  },
  mistakes: {
    diagonal: [["softmax-diagonal"], ["W"], "the entropy through p(1 - p) alone"],
    "no advantage": [["missing-term", "factor"], ["W"], "the advantages left out"],
    "no entropy": [["missing-term", "regulariser"], ["W"], "the bonus for entropy left out"],
    "bonus subtracted": [["sign", "regulariser"], ["W"], "the bonus with the other sign"],
    ascent: [["sign"], ["W"], "the direction of ascent"],
    "not averaged": [["sum-for-mean", "factor"], ["W"], "the sum over the steps"],
  },
  numbers: ["bonus subtracted"],
});

const e = normals(4805);

/** Squared error on softmax outputs: its whole Jacobian matters. */
const brier = plant({
  name: "brier score",
  kind: "loss",
  params: { W1: e(4, 4), W2: e(4, 3), b: e(3) },
  data: [
    e(6, 4),
    tensor([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
    ]),
  ],
  batchAxis: 0,
  loss: ({ W1, W2, b }, X, Y) => {
    const p = softmax(add(matmul(sigmoid(matmul(X, W1)), W2), b));
    return mean(sum(square(sub(p, Y)), 1));
  },
  hand: (wrong, { W1, W2, b }, X, Y) => {
    const h = sigmoid(matmul(X, W1));
    const p = softmax(add(matmul(h, W2), b));
    const dp = div(mul(2, sub(p, Y)), 6);
    const inner = sum(mul(dp, p), wrong("over samples") ? 0 : 1, { keepdims: true });
    const whole = wrong("diagonal") ? mul(dp, mul(p, sub(1, p))) : mul(p, sub(dp, inner));
    const dz = wrong("as cross-entropy") ? div(sub(p, Y), 6) : whole;
    const dh = matmul(dz, transpose(W2));
    const dz1 = mul(dh, mul(h, sub(1, wrong("h squared") ? square(h) : h)));
    return {
      gradients: { W1: matmul(transpose(X), dz1), W2: matmul(transpose(h), dz), b: sum(dz, 0) },
      intermediates: { h, p, dp, dz, dh, dz1 },
    };
  },
  mistakes: {
    "over samples": [["wrong-axis"], ["z", "dz", "W2", "b", "W1"], "the softmax's inner sum over the samples"],
    diagonal: [["softmax-diagonal"], ["z", "dz", "W2", "b", "W1"], "p(1 - p) only"],
    "as cross-entropy": [
      ["wrong-forward", "missing-activation-derivative"],
      ["z", "dz", "W2", "b", "W1"],
      "p - y as for the cross-entropy",
    ],
    "h squared": [
      ["derivative-at-wrong-value", "extra-term"],
      ["z1", "dz1", "W1"],
      "a mixture of the derivatives of sigmoid and tanh",
    ],
  },
  pairs: ["diagonal+h squared"],
  numbers: ["diagonal", "as cross-entropy"],
  bare: ["over samples"],
});

const f = uniforms(4806);

/** A sparse autoencoder: the mean activities should be near a small number. */
const sparse = plant({
  name: "sparse activities",
  kind: "loss",
  params: { W: f(-1, 1, 5, 3), b: f(-1, 0, 3), V: f(-1, 1, 3, 5) },
  data: [f(0, 1, 6, 5)],
  batchAxis: 0,
  loss: ({ W, b, V }, X) => {
    const h = sigmoid(add(matmul(X, W), b));
    const rho = mean(h, 0);
    const kl = math`sum(0.1 * log(0.1 / ${rho}) + 0.9 * log(0.9 / (1 - ${rho})))`;
    return add(div(sum(square(sub(matmul(h, V), X))), 12), mul(0.2, kl));
  },
  hand: (wrong, { W, b, V }, X) => {
    const h = math`sigmoid(${X} @ ${W} + ${b})`;
    const rho = math`mean(${h}, axis=0)`;
    const dout = math`(${h} @ ${V} - ${X}) / 6`;
    const plus = math`-0.1 / ${rho} + 0.9 / (1 - ${rho})`;
    const dsparse = wrong("signs turned") ? neg(plus) : plus;
    const perSample = wrong("mean forgotten") ? mul(0.2, dsparse) : mul(0.2 / 6, dsparse);
    const data = math`${dout} @ ${V}.T`;
    const dh = wrong("no sparsity") ? data : add(data, reshape(perSample, [1, 3]));
    const dz = wrong("sparsity after")
      ? math`${data} * ${h} * (1 - ${h}) + ${perSample}`
      : math`${dh} * ${h} * (1 - ${h})`;
    return {
      gradients: { W: math`${X}.T @ ${dz}`, b: math`sum(${dz}, axis=0)`, V: math`${h}.T @ ${dout}` },
      intermediates: { h, rho, dout, dh, dz },
    };
  },
  mistakes: {
    "signs turned": [
      ["sign", "regulariser"],
      ["h", "dh", "z", "dz", "W", "b"],
      "the sparsity's part with the other sign",
    ],
    "mean forgotten": [
      ["sum-for-mean", "factor", "regulariser"],
      ["h", "dh", "z", "dz", "W", "b"],
      "the mean activity's 1/N forgotten",
    ],
    "no sparsity": [["missing-term", "regulariser"], ["h", "dh", "z", "dz", "W", "b"], "no sparsity on the way back"],
    "sparsity after": [
      ["missing-activation-derivative", "missing-term"],
      ["z", "dz", "W", "b"],
      "the sparsity's part added behind the sigmoid's derivative",
    ],
  },
  numbers: ["mean forgotten"],
  bare: ["no sparsity"],
});

/** Losses between distributions. */
export const tenthDistributions = [...distilled, ...heteroscedastic, ...dice, ...policy, ...brier, ...sparse];
