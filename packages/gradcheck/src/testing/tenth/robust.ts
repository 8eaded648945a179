import {
  abs,
  add,
  clip,
  div,
  exp,
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
  sub,
  sum,
  tensor,
  transpose,
  where,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, plant } from "../everyday/case.ts";
import { positive } from "./parts.ts";

const d = normals(4604);

/** Quadratic near zero, linear far away. */
const huber = plant({
  name: "huber regression",
  kind: "loss",
  params: { W1: d(3, 6), w2: d(6), c: d() },
  data: [d(9, 3), mul(3, d(9))],
  batchAxis: 0,
  loss: ({ W1, w2, c }, X, y) => {
    const r = sub(add(matmul(relu(matmul(X, W1)), w2), c), y);
    return mean(where(math`abs(${r}) < 1`, mul(0.5, square(r)), sub(abs(r), 0.5)));
  },
  hand: (wrong, { W1, w2, c }, X, y) => {
    const z = matmul(X, W1);
    const h = relu(z);
    const r = sub(add(matmul(h, w2), c), y);
    const slope = clip(r, -1, 1);
    const chosen = wrong("squared everywhere")
      ? r
      : wrong("plus one outside")
        ? where(math`abs(${r}) < 1`, r, 1)
        : slope;
    const dr = wrong("no mean") ? chosen : div(chosen, 9);
    const dz = mul(outer(dr, w2), positive(z));
    return {
      gradients: {
        W1: matmul(transpose(X), dz),
        w2: matmul(transpose(h), dr),
        c: wrong("two") ? mul(2, sum(dr)) : sum(dr),
      },
      intermediates: { z, h, r, dr, dz },
    };
  },
  mistakes: {
    "squared everywhere": [
      ["wrong-forward", "derivative-at-wrong-value"],
      ["r", "dr", "w2", "c", "W1"],
      "the residual itself also where the loss is linear",
    ],
    "plus one outside": [
      ["sign", "missing-term"],
      ["r", "dr", "w2", "c", "W1"],
      "1 for sign(r) where the loss is linear",
    ],
    "no mean": [["sum-for-mean", "factor"], ["r", "dr", "w2", "c", "W1"], "no division by the samples"],
    two: [["factor"], ["c"], "a 2 as if there were no half"],
  },
  pairs: ["no mean+squared everywhere"],
  numbers: ["plus one outside"],
  bare: ["no mean"],
});

const g = normals(4607);

/** A pinball loss for the 90 % quantile. */
const pinball = plant({
  name: "quantile regression",
  kind: "loss",
  params: { W: g(4, 3), b: g(3), v: g(3) },
  data: [g(12, 4), g(12)],
  batchAxis: 0,
  loss: ({ W, b, v }, X, y) => {
    const e = sub(y, matmul(sigmoid(add(matmul(X, W), b)), v));
    return mean(maximum(mul(0.9, e), mul(-0.1, e)));
  },
  hand: (wrong, { W, b, v }, X, y) => {
    const h = sigmoid(add(matmul(X, W), b));
    const e = sub(y, matmul(h, v));
    const under = positive(e);
    const [low, high] = wrong("quantile turned") ? [0.9, 0.1] : [0.1, 0.9];
    const de = div(sub(mul(high, under), mul(low, sub(1, under))), wrong("a sum") ? 1 : 12);
    const df = wrong("minus of the error") ? de : neg(wrong("absolute") ? div(sign(e), 12) : de);
    const dz = mul(outer(df, v), mul(h, sub(1, h)));
    return {
      gradients: { W: matmul(transpose(X), dz), b: sum(dz, 0), v: matmul(transpose(h), df) },
      intermediates: { h, e, de, df, dz },
    };
  },
  mistakes: {
    "quantile turned": [["wrong-forward", "unknown"], ["e", "de", "f", "df", "v", "W", "b"], "τ and 1 - τ exchanged"],
    "a sum": [["sum-for-mean", "factor"], ["e", "de", "f", "df", "v", "W", "b"], "no mean over the samples"],
    "minus of the error": [["sign"], ["f", "df", "v", "W", "b"], "e = y - f: the minus forgotten"],
    absolute: [["wrong-forward", "unknown"], ["f", "df", "v", "W", "b"], "the derivative of the absolute error"],
  },
  numbers: ["minus of the error"],
  bare: ["quantile turned", "a sum"],
});

const h = normals(4608);

/** Counts with a logarithmic link on top of a hidden layer. */
const counts = plant({
  name: "counts",
  kind: "loss",
  params: { W: mul(0.5, h(3, 4)), b: h(4), v: mul(0.5, h(4)), c: h() },
  data: [h(6, 3), tensor([0, 2, 1, 4, 0, 3])],
  batchAxis: 0,
  loss: ({ W, b, v, c }, X, y) =>
    math`mean(exp(tanh(${X} @ ${W} + ${b}) @ ${v} + ${c}) - ${y} * (tanh(${X} @ ${W} + ${b}) @ ${v} + ${c}))`,
  hand: (wrong, { W, b, v, c }, X, y) => {
    const hidden = math`tanh(${X} @ ${W} + ${b})`;
    const eta = math`${hidden} @ ${v} + ${c}`;
    const rate = exp(eta);
    const deta = wrong("log rate") ? math`(${eta} - ${y}) / 6` : math`(${rate} - ${y}) / 6`;
    const scaled = wrong("rate twice") ? mul(deta, rate) : deta;
    const dz = mul(outer(scaled, v), sub(1, wrong("power") ? hidden : pow(hidden, 2)));
    return {
      gradients: {
        W: math`${X}.T @ ${dz}`,
        b: math`sum(${dz}, axis=0)`,
        v: math`${hidden}.T @ ${scaled}`,
        c: wrong("c per sample") ? scaled : sum(scaled),
      },
      intermediates: { hidden, eta, rate, deta: scaled, dz },
    };
  },
  mistakes: {
    "log rate": [
      ["derivative-at-wrong-value", "missing-activation-derivative", "wrong-forward"],
      ["eta", "deta", "v", "c", "W", "b"],
      "η - y for exp(η) - y",
    ],
    "rate twice": [
      ["doubled-activation-derivative", "extra-term"],
      ["eta", "deta", "v", "c", "W", "b"],
      "the exponential's derivative once more",
    ],
    power: [["derivative-at-wrong-value", "missing-term"], ["z", "dz", "W", "b"], "1 - tanh without the square"],
    "c per sample": [["not-summed"], ["c"], "a scalar's gradient per sample"],
  },
  pairs: ["power+c per sample"],
  numbers: ["log rate"],
  bare: ["rate twice"],
});

/** Losses of regression. */
export const tenthRobust = [...huber, ...pinball, ...counts];
