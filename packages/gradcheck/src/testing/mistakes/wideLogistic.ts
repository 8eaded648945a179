import {
  add,
  div,
  exp,
  log,
  matmul,
  mean,
  mul,
  reshape,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// Labels of minus and plus one, the cost log(1 + e^(-m)) of the margin m.
interface Margin {
  W: Tensor;
  v: Tensor;
  c: Tensor;
}
const margin = plant<
  | "label forgotten"
  | "σ(m) for σ(-m)"
  | "minus forgotten"
  | "slope of σ on top"
  | "labels as zero and one"
  | "hidden slope from σ"
  | "c averaged",
  Margin,
  [Tensor, Tensor]
>("logistic", ({ batch, normal, zeroOne }, has) => ({
  params: { W: normal(3, 3), v: normal(3), c: normal(1) },
  data: [normal(batch, 3), sub(mul(2, zeroOne(batch)), 1)],
  batchAxis: 0,
  loss: ({ W, v, c }, x, y): Tensor => mean(log(add(1, exp(mul(-1, mul(y, add(matmul(tanh(matmul(x, W)), v), c))))))),
  backward: ({ W, v, c }, x, y) => {
    const n = y.size;
    const h = tanh(matmul(x, W));
    const score: Tensor = add(matmul(h, v), c);
    const m: Tensor = mul(y, score);
    let s: Tensor = sigmoid(mul(has("σ(m) for σ(-m)") ? 1 : -1, m));
    if (has("slope of σ on top")) s = mul(s, sub(1, s));
    let e: Tensor = mul(mul(has("minus forgotten") ? 1 : -1, has("label forgotten") ? 1 : y), s);
    if (has("labels as zero and one")) e = sub(sigmoid(score), y);
    e = div(e, n);
    const dh: Tensor = mul(reshape(e, [n, 1]), v);
    const slope: Tensor = has("hidden slope from σ") ? mul(h, sub(1, h)) : sub(1, square(h));
    const total: Tensor = has("c averaged") ? mean(e) : sum(e);
    return { gradients: { W: matmul(transpose(x), mul(dh, slope)), v: matmul(e, h), c: reshape(total, [1]) } };
  },
}));

// Several labels a sample, positives weigh more, the mean over samples and labels.
interface Labels {
  W: Tensor;
  b: Tensor;
}
const POSITIVE = 3;
const labels = plant<
  | "weight of the positives forgotten"
  | "weight of the positives for all"
  | "mean over the labels forgotten"
  | "summed over the labels"
  | "row of the labels added to all"
  | "wrong half weighted",
  { first: Labels; second: Labels },
  [Tensor, Tensor]
>("logistic", ({ batch, normal }, has) => ({
  params: { first: { W: normal(2, 4), b: normal(4) }, second: { W: normal(4, 4), b: normal(4) } },
  data: [normal(batch, 2), labelsOf(batch)],
  batchAxis: 0,
  loss: ({ first, second }, x, t): Tensor => {
    const p = sigmoid(add(matmul(sigmoid(add(matmul(x, first.W), first.b)), second.W), second.b));
    return mul(-1, mean(add(mul(POSITIVE, mul(t, log(p))), mul(sub(1, t), log(sub(1, p))))));
  },
  backward: ({ first, second }, x, t) => {
    const n = x.shape[0]!;
    const h: Tensor = sigmoid(add(matmul(x, first.W), first.b));
    const p: Tensor = sigmoid(add(matmul(h, second.W), second.b));
    let e: Tensor = sub(mul(sub(1, t), p), mul(POSITIVE, mul(t, sub(1, p))));
    if (has("weight of the positives forgotten")) e = sub(p, t);
    if (has("weight of the positives for all")) e = mul(POSITIVE, sub(p, t));
    if (has("wrong half weighted")) e = sub(mul(POSITIVE, mul(sub(1, t), p)), mul(t, sub(1, p)));
    e = div(e, has("mean over the labels forgotten") ? n : n * 4);
    let back: Tensor = matmul(e, transpose(second.W));
    if (has("row of the labels added to all"))
      back = mul(sum(e, 1, { keepdims: true }), transpose(sum(second.W, 1, { keepdims: true })));
    const dz: Tensor = mul(back, mul(h, sub(1, h)));
    return {
      gradients: {
        first: { W: matmul(transpose(x), dz), b: sum(dz, 0) },
        second: { W: matmul(transpose(h), e), b: has("summed over the labels") ? sum(e, 1) : sum(e, 0) },
      },
      intermediates: { h, p, e, dz },
    };
  },
}));
/** Labels that follow a pattern without symmetry. */
function labelsOf(batch: number): Tensor {
  return tensor(
    Array.from({ length: batch }, (_, n) => [0, 1, 2, 3].map((k) => ((n * n + 2 * k + n * k) % 3 === 0 ? 1 : 0))),
  );
}

/** Margins, hinges, several labels and counts that a checker has not seen. */
export const wideLogistic: readonly Case[] = [
  margin({
    name: "margin: the label is forgotten in front of σ(-m)",
    planted: "label forgotten",
    hand: "numbers",
    causes: ["missing-term"],
    alsoAcceptable: ["missing-activation-derivative", "sign", "unknown"],
    quantity: "v",
    alsoQuantities: ["c"],
  }),
  margin({
    name: "margin: σ(m) for σ(-m)",
    planted: "σ(m) for σ(-m)",
    causes: ["derivative-at-wrong-value", "sign"],
    alsoAcceptable: ["unknown"],
    quantity: "v",
    alsoQuantities: ["c"],
  }),
  margin({
    name: "margin: the minus is forgotten",
    planted: "minus forgotten",
    hand: "numbers",
    causes: ["sign"],
    alsoAcceptable: ["factor"],
    quantity: "v",
    alsoQuantities: ["c"],
    batch: 1,
  }),
  margin({
    name: "margin: σ's slope on top",
    planted: "slope of σ on top",
    causes: ["doubled-activation-derivative", "extra-term"],
    alsoAcceptable: ["unknown"],
    quantity: "v",
    alsoQuantities: ["c"],
  }),
  margin({
    name: "margin: p - y as if the labels were zero and one",
    planted: "labels as zero and one",
    hand: "numbers",
    causes: ["wrong-forward", "unknown", "extra-term"],
    quantity: "v",
    alsoQuantities: ["c"],
  }),
  margin({
    name: "margin: a hidden tanh with the sigmoid's slope h(1 - h)",
    planted: "hidden slope from σ",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "W",
  }),
  margin({
    name: "margin: the offset averaged once more, and h(1 - h) for tanh",
    planted: ["c averaged", "hidden slope from σ"],
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "c",
    second: { causes: ["derivative-at-wrong-value"], quantity: "W" },
  }),
  margin({
    name: "margin: the offset is averaged once more, unseen with one sample",
    planted: "c averaged",
    batch: 1,
    causes: ["mean-for-sum", "factor"],
    quantity: "c",
    visible: false,
  }),
  labels({
    name: "labels: the positives' weight is forgotten",
    planted: "weight of the positives forgotten",
    hand: "numbers",
    causes: ["missing-term", "wrong-forward"],
    alsoAcceptable: ["unknown", "factor"],
    quantity: "second.W",
    alsoQuantities: ["second.b"],
  }),
  labels({
    name: "labels: the positives' weight for all",
    planted: "weight of the positives for all",
    causes: ["extra-term", "factor"],
    alsoAcceptable: ["unknown"],
    quantity: "second.W",
    alsoQuantities: ["second.b"],
  }),
  labels({
    name: "labels: the negatives weigh more in the hand version",
    planted: "wrong half weighted",
    hand: "numbers",
    causes: ["wrong-forward", "unknown", "factor"],
    quantity: "second.W",
    alsoQuantities: ["second.b"],
  }),
  labels({
    name: "labels: divided by the samples but not by the labels",
    planted: "mean over the labels forgotten",
    causes: ["factor", "sum-for-mean"],
    quantity: "second.W",
    alsoQuantities: ["second.b"],
    batch: 3,
  }),
  labels({
    name: "labels: the bias is summed over labels, as many as samples",
    planted: "summed over the labels",
    hand: "numbers",
    causes: ["wrong-axis"],
    quantity: "second.b",
  }),
  labels({
    name: "labels: the errors of a sample are added up before they meet the matrix",
    planted: "row of the labels added to all",
    causes: ["wrong-upstream", "wrong-axis", "unknown"],
    quantity: "first.W",
    alsoQuantities: ["first.b"],
    intermediates: true,
  }),
  labels({
    name: "labels: not divided by the labels, and their errors added up first",
    planted: ["mean over the labels forgotten", "row of the labels added to all"],
    hand: "numbers",
    causes: ["factor", "sum-for-mean"],
    quantity: "second.W",
    alsoQuantities: ["second.b"],
    second: { causes: ["wrong-upstream", "wrong-axis", "unknown"], quantity: "first.W", alsoQuantities: ["first.b"] },
  }),
];
