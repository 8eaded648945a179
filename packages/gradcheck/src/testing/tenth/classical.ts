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
  reshape,
  set,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, plant } from "../everyday/case.ts";
import { logSoftmax, softmax } from "./parts.ts";

const a = normals(5101);

/** Least squares with a penalty on the slopes, normal equations' gradient. */
const ridge = plant({
  name: "ridge regression",
  kind: "classical",
  params: { w: a(4), b: a() },
  data: [a(10, 4), a(10)],
  batchAxis: 0,
  loss: ({ w, b }, X, y) => math`sum((${X} @ ${w} + ${b} - ${y})**2) / 20 + 0.3 * sum(${w}**2)`,
  hand: (wrong, { w, b }, X, y) => {
    const r = math`${X} @ ${w} + ${b} - ${y}`;
    const data = wrong("sum") ? math`${X}.T @ ${r}` : math`${X}.T @ ${r} / 10`;
    const penalty = wrong("half a penalty") ? mul(0.3, w) : mul(0.6, w);
    const all = wrong("minus penalty") ? sub(data, penalty) : add(data, penalty);
    const db = wrong("two") ? math`2 * mean(${r})` : wrong("b per sample") ? div(r, 10) : math`mean(${r})`;
    return {
      gradients: { w: wrong("no penalty") ? data : all, b: wrong("penalty on b") ? add(db, mul(0.6, b)) : db },
      intermediates: { r },
    };
  },
  mistakes: {
    sum: [["sum-for-mean", "factor"], ["w"], "the data's part not divided by n"],
    "half a penalty": [["regulariser", "factor"], ["w"], "λw for 2λw"],
    "minus penalty": [["regulariser", "sign"], ["w"], "the penalty subtracted"],
    two: [["factor"], ["b"], "a 2 as if there were no half"],
    "b per sample": [["not-summed"], ["b"], "the intercept's gradient was not summed"],
    "no penalty": [["regulariser", "missing-term"], ["w"], "the penalty forgotten"],
    "penalty on b": [["regulariser", "extra-term"], ["b"], "the intercept penalised as well"],
  },
  pairs: ["no penalty+two"],
  numbers: ["half a penalty", "penalty on b"],
  bare: ["minus penalty"],
});

const b = normals(5102);

/** Counts with exposures and a logarithmic link. */
const glm = plant({
  name: "poisson regression",
  kind: "classical",
  params: { beta: mul(0.4, b(3)) },
  data: [b(8, 3), tensor([1, 0, 2, 3, 0, 1, 5, 2]), tensor([1, 2, 1, 3, 1, 2, 4, 1])],
  batchAxis: 0,
  loss: ({ beta }, X, y, exposure) => {
    const eta = add(matmul(X, beta), log(exposure));
    return sum(sub(exp(eta), mul(y, eta)));
  },
  hand: (wrong, { beta }, X, y, exposure) => {
    const eta = wrong("no exposure") ? matmul(X, beta) : add(matmul(X, beta), log(exposure));
    const rate = exp(eta);
    let score: Tensor = zerosLike(beta);
    for (let i = 0; i < 8; i++) {
      const error = wrong("eta for rate") ? sub(at(eta, i), at(y, i)) : sub(at(rate, i), at(y, i));
      const weighted = wrong("variance weight") ? mul(error, at(rate, i)) : error;
      score = add(score, mul(wrong("turned") ? neg(weighted) : weighted, at(X, i)));
    }
    return { beta: wrong("mean") ? div(score, 8) : score };
  },
  mistakes: {
    "no exposure": [["wrong-forward", "missing-term"], ["beta"], "the exposure left out"],
    "eta for rate": [
      ["derivative-at-wrong-value", "missing-activation-derivative", "wrong-forward"],
      ["beta"],
      "the linear predictor for the rate",
    ],
    "variance weight": [["doubled-activation-derivative", "extra-term"], ["beta"], "the rate once more"],
    turned: [["sign"], ["beta"], "the score of the likelihood, not of the loss"],
    mean: [["mean-for-sum", "factor"], ["beta"], "divided by the number of samples"],
  },
  numbers: ["turned"],
});

const c = normals(5103);

/** A mixture of three normal densities on the line. */
const mixture = plant({
  name: "gaussian mixture",
  kind: "classical",
  params: { logits: c(3), mu: mul(2, c(3)), s: mul(0.3, c(3)) },
  data: [mul(2, c(9))],
  batchAxis: 0,
  loss: ({ logits, mu, s }, x) => {
    const z = div(sub(reshape(x, [9, 1]), mu), exp(s));
    const joint = sub(sub(logSoftmax(logits), s), mul(0.5, square(z)));
    return neg(mean(log(sum(exp(joint), 1))));
  },
  hand: (wrong, { logits, mu, s }, x) => {
    const sigma = exp(s);
    const z = div(sub(reshape(x, [9, 1]), mu), sigma);
    const pi = softmax(logits);
    const joint = sub(sub(logSoftmax(logits), s), mul(0.5, square(z)));
    const r = wrong("over the points") ? transpose(softmax(transpose(joint))) : softmax(joint);
    const n = wrong("a sum") ? 1 : 9;
    const pull = wrong("one sigma") ? z : div(z, sigma);
    const dmu = div(neg(sum(mul(r, pull), 0)), n);
    const spread = wrong("log sigma's one") ? square(z) : sub(square(z), 1);
    const ds = div(neg(sum(mul(r, spread), 0)), n);
    const share = wrong("no prior") ? r : sub(r, pi);
    return {
      gradients: {
        logits: div(neg(sum(share, 0)), n),
        mu: wrong("mu's sign") ? neg(dmu) : dmu,
        s: wrong("derivative by sigma") ? div(ds, sigma) : ds,
      },
      intermediates: { z, pi, r },
    };
  },
  mistakes: {
    "over the points": [["wrong-axis"], ["r", "logits", "mu", "s"], "responsibilities normalised over the points"],
    "a sum": [["sum-for-mean", "factor"], ["logits", "mu", "s"], "a sum over the points"],
    "one sigma": [["missing-term", "factor"], ["mu"], "one division by σ forgotten"],
    "log sigma's one": [["missing-term"], ["s"], "the density's own 1/σ left out"],
    "no prior": [["missing-term"], ["logits"], "r for r - π: the softmax's normalisation left out"],
    "mu's sign": [["sign"], ["mu"], "the means' gradient turned"],
    "derivative by sigma": [
      ["missing-term", "extra-term", "missing-activation-derivative", "derivative-at-wrong-value"],
      ["s"],
      "the derivative by σ where the parameter is its logarithm",
    ],
  },
  pairs: ["a sum+log sigma's one", "no prior+mu's sign"],
  numbers: ["one sigma", "mu's sign"],
  bare: ["over the points"],
});

const d = normals(5104);

/** Ratings as products of users' and films' factors, with biases and a penalty. */
const ratings = plant({
  name: "ratings",
  kind: "classical",
  params: { P: d(4, 2), Q: d(5, 2), bu: d(4) },
  data: [[0, 0, 1, 2, 3, 3, 1], [1, 3, 0, 4, 1, 2, 3], tensor([4, 3, 5, 1, 2, 4, 3])],
  loss: ({ P, Q, bu }, users, films, r) => {
    const e = sub(r, add(sum(mul(at(P, users), at(Q, films)), 1), at(bu, users)));
    return add(sum(square(e)), mul(0.1, add(sum(square(P)), sum(square(Q)))));
  },
  hand: (wrong, { P, Q, bu }, users, films, r) => {
    let [dP, dQ, db]: Tensor[] = [zerosLike(P), zerosLike(Q), zerosLike(bu)];
    if (!wrong("no penalty on P")) dP = mul(wrong("penalty halved") ? 0.1 : 0.2, P);
    dQ = mul(wrong("penalty halved") ? 0.1 : 0.2, Q);
    users.forEach((u, k) => {
      const f = films[k]!;
      const e = sub(at(r, k), add(sum(mul(at(P, u), at(Q, f))), at(bu, u)));
      const slope = mul(wrong("plus") ? 2 : -2, e);
      const gP = mul(slope, at(Q, f));
      const movedP = wrong("updated user") ? sub(at(P, u), mul(0.1, gP)) : at(P, u);
      dP = set(dP!, u, wrong("rows set") ? gP : add(at(dP!, u), gP));
      dQ = set(dQ!, f, add(at(dQ!, f), mul(slope, movedP)));
      db = set(db!, u, add(at(db!, u), wrong("two in b") ? div(slope, 2) : slope));
    });
    return { P: dP, Q: dQ, bu: db };
  },
  mistakes: {
    "no penalty on P": [["regulariser", "missing-term"], ["P"], "no penalty on the users"],
    "penalty halved": [["regulariser", "factor"], ["P", "Q"], "λP for 2λP"],
    plus: [["sign"], ["P", "Q", "bu"], "the error's sign forgotten: r - r̂ has a minus inside"],
    "updated user": [["stale-cache"], ["Q"], "the film's gradient made with the user's factors after their update"],
    "rows set": [["missing-term", "one-sample"], ["P"], "= for +=: a user's last rating only"],
    "two in b": [["factor"], ["bu"], "the 2 forgotten for the biases"],
  },
  pairs: ["penalty halved+two in b"],
  numbers: ["updated user", "rows set"],
});

/** Classical models of statistics. */
export const tenthClassical = [...ridge, ...glm, ...mixture, ...ratings];
