import {
  add,
  at,
  div,
  greater,
  log,
  matmul,
  mean,
  mul,
  sigmoid,
  sub,
  sum,
  type Tensor,
  transpose,
} from "@wengert/autograd";
import { affine, product, sigmoidSlope } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// Yes or no from three features: the binary cross-entropy of σ(xw + b), averaged, w a vector and b a number.
const yesOrNo = plant<
  | "sum"
  | "target minus p"
  | "slope twice"
  | "z for p"
  | "threshold for p"
  | "squared error"
  | "one of the two logarithms"
  | "plus between the two"
  | "slope forgotten"
  | "bias not summed"
  | "bias without the mean"
  | "w updated first"
  | "x not transposed"
  | "times 2",
  { w: Tensor; b: Tensor },
  [Tensor, Tensor]
>("logistic", ({ batch, normal, zeroOne }, has) => ({
  params: { w: normal(3), b: normal() },
  data: [normal(batch, 3), zeroOne(batch)],
  batchAxis: 0,
  loss: ({ w, b }, x, t): Tensor => {
    const p: Tensor = sigmoid(add(matmul(x, w), b));
    return mul(-1, mean(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p))))));
  },
  backward: ({ w, b }, x, t) => {
    const z: Tensor = add(matmul(x, w), b);
    const p: Tensor = sigmoid(z);
    const yes: Tensor = div(t, p);
    const no: Tensor = div(sub(1, t), sub(1, p));
    let dp: Tensor = sub(no, yes);
    if (has("one of the two logarithms")) dp = mul(-1, yes);
    if (has("plus between the two")) dp = mul(-1, add(no, yes));
    let dz: Tensor = has("slope forgotten") ? dp : mul(dp, sigmoidSlope(z));
    if (has("target minus p")) dz = sub(t, p);
    if (has("slope twice")) dz = mul(sub(p, t), sigmoidSlope(z));
    if (has("z for p")) dz = sub(z, t);
    if (has("threshold for p")) dz = sub(mul(1, greater(p, 0.5)), t);
    if (has("squared error")) dz = product(mul(2, sub(p, t)), sigmoidSlope(z));
    if (has("times 2")) dz = mul(2, sub(p, t));
    const each: Tensor = has("sum") ? dz : div(dz, x.shape[0]!);
    let db: Tensor = sum(each);
    if (has("bias not summed")) db = each;
    if (has("bias without the mean")) db = sum(dz);
    return { gradients: { w: matmul(transpose(x), each), b: db }, intermediates: { z, p, dp, dz: each } };
  },
}));
const BOTH = { quantity: "w", alsoQuantities: ["b"] };

// Two layers of sigmoids, one output column [N, 1], the same cost summed over the batch.
const hidden = plant<
  | "slope at the output"
  | "hidden slope at a"
  | "no hidden slope"
  | "hidden slope of the output"
  | "db1 over the units"
  | "mean"
  | "z1 for a1"
  | "W2 not used"
  | "bias with the weights' penalty"
  | "one sample",
  { W1: Tensor; b1: Tensor; W2: Tensor; b2: Tensor },
  [Tensor, Tensor]
>("logistic", ({ batch, normal, zeroOne }, has) => ({
  params: { W1: normal(2, 4), b1: normal(4), W2: normal(4, 1), b2: normal(1) },
  data: [normal(batch, 2), zeroOne(batch)],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2 }, x, t): Tensor => {
    const p: Tensor = at(sigmoid(affine(sigmoid(affine(x, W1, b1)), W2, b2)), ":", 0);
    return mul(-1, sum(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p))))));
  },
  backward: ({ W1, b1, W2, b2 }, x, t) => {
    const z1 = affine(x, W1, b1);
    const a1: Tensor = sigmoid(z1);
    const z2 = affine(a1, W2, b2);
    let dz2: Tensor = sub(sigmoid(z2), at(t, ":", null));
    if (has("slope at the output")) dz2 = mul(dz2, sigmoidSlope(z2));
    if (has("mean")) dz2 = div(dz2, x.shape[0]!);
    const da1: Tensor = has("W2 not used") ? mul(dz2, add(1, mul(0, a1))) : matmul(dz2, transpose(W2));
    let dz1: Tensor = mul(da1, sigmoidSlope(has("hidden slope at a") ? a1 : z1));
    if (has("no hidden slope")) dz1 = da1;
    if (has("hidden slope of the output")) dz1 = mul(da1, sigmoidSlope(z2));
    let dW1: Tensor = matmul(transpose(x), dz1);
    if (has("one sample")) dW1 = matmul(transpose(at(x, "-1:")), at(dz1, "-1:"));
    return {
      gradients: {
        W1: dW1,
        b1: sum(dz1, has("db1 over the units") ? 1 : 0),
        W2: matmul(transpose(has("z1 for a1") ? z1 : a1), dz2),
        b2: has("bias with the weights' penalty") ? add(sum(dz2, 0), mul(0.1, b2)) : sum(dz2, 0),
      },
    };
  },
}));
const OUTPUT = { quantity: "W2", alsoQuantities: ["b2", "W1", "b1"] };
const HIDDEN = { quantity: "W1", alsoQuantities: ["b1"] };

/** Yes or no by cross-entropies, not seen by the checker. */
export const blindLogistic: readonly Case[] = [
  yesOrNo({
    name: "yes or no: the sum for the mean",
    planted: "sum",
    hand: "numbers",
    batch: 6,
    causes: ["sum-for-mean", "factor"],
    ...BOTH,
  }),
  yesOrNo({
    name: "yes or no: target minus p",
    planted: "target minus p",
    batch: 6,
    causes: ["sign"],
    ...BOTH,
  }),
  yesOrNo({
    name: "yes or no: (p - t) p (1 - p)",
    planted: "slope twice",
    hand: "numbers",
    batch: 6,
    causes: ["doubled-activation-derivative"],
    alsoAcceptable: ["wrong-forward"],
    ...BOTH,
  }),
  yesOrNo({
    name: "yes or no: z - t",
    planted: "z for p",
    batch: 6,
    intermediates: true,
    causes: ["missing-activation-derivative", "derivative-at-wrong-value", "wrong-forward"],
    ...BOTH,
  }),
  yesOrNo({
    name: "yes or no: the decision for p",
    planted: "threshold for p",
    hand: "numbers",
    batch: 6,
    causes: ["derivative-at-wrong-value", "wrong-forward", "unknown"],
    alsoAcceptable: ["missing-term"],
    ...BOTH,
  }),
  yesOrNo({
    name: "yes or no: the squared error's derivative",
    planted: "squared error",
    batch: 6,
    causes: ["wrong-forward"],
    alsoAcceptable: ["doubled-activation-derivative"],
    ...BOTH,
  }),
  yesOrNo({
    name: "yes or no: t / p alone",
    planted: "one of the two logarithms",
    hand: "numbers",
    batch: 6,
    dtype: "float32",
    causes: ["missing-term"],
    ...BOTH,
  }),
  yesOrNo({
    name: "yes or no: a plus between the two quotients",
    planted: "plus between the two",
    batch: 6,
    intermediates: true,
    causes: ["sign"],
    ...BOTH,
  }),
  yesOrNo({
    name: "yes or no: no slope of the sigmoid",
    planted: "slope forgotten",
    alsoAcceptable: ["factor"],
    hand: "numbers",
    batch: 1,
    causes: ["missing-activation-derivative"],
    ...BOTH,
  }),
  yesOrNo({
    name: "yes or no: a bias for each sample",
    planted: "bias not summed",
    batch: 6,
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "b",
  }),
  yesOrNo({
    name: "yes or no: the bias without the mean",
    planted: "bias without the mean",
    hand: "numbers",
    batch: 6,
    causes: ["sum-for-mean", "factor"],
    quantity: "b",
  }),
  yesOrNo({
    name: "yes or no: a 2 in front",
    planted: "times 2",
    batch: 6,
    intermediates: true,
    causes: ["factor"],
    ...BOTH,
  }),
  yesOrNo({
    name: "yes or no: the sum for the mean, and a plus between",
    planted: ["sum", "plus between the two"],
    hand: "numbers",
    batch: 6,
    causes: ["sum-for-mean", "factor"],
    ...BOTH,
    second: { causes: ["sign"], ...BOTH },
  }),
  hidden({
    name: "two layers: the slope after p - t",
    planted: "slope at the output",
    hand: "numbers",
    causes: ["doubled-activation-derivative"],
    ...OUTPUT,
  }),
  hidden({
    name: "two layers: the hidden slope at a",
    planted: "hidden slope at a",
    batch: 6,
    causes: ["derivative-at-wrong-value"],
    ...HIDDEN,
  }),
  hidden({
    name: "two layers: no hidden slope",
    planted: "no hidden slope",
    hand: "numbers",
    batch: 1,
    causes: ["missing-activation-derivative"],
    ...HIDDEN,
  }),
  hidden({
    name: "two layers: the output's slope in the hidden layer",
    planted: "hidden slope of the output",
    batch: 6,
    causes: ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
    ...HIDDEN,
  }),
  hidden({
    name: "two layers, four samples: db1 over the units",
    planted: "db1 over the units",
    hand: "numbers",
    batch: 4,
    causes: ["wrong-axis"],
    quantity: "b1",
  }),
  hidden({
    name: "two layers: a mean for the sum",
    planted: "mean",
    batch: 6,
    causes: ["mean-for-sum", "factor"],
    ...OUTPUT,
  }),
  hidden({
    name: "two layers: dW2 with z1",
    planted: "z1 for a1",
    hand: "numbers",
    batch: 6,
    causes: ["derivative-at-wrong-value"],
    quantity: "W2",
  }),
  hidden({
    name: "two layers: W2 is skipped on the way back",
    planted: "W2 not used",
    batch: 6,
    causes: ["missing-term"],
    alsoAcceptable: ["wrong-upstream"],
    ...HIDDEN,
  }),
  hidden({
    name: "two layers: a penalty on the last bias that the cost does not have",
    planted: "bias with the weights' penalty",
    hand: "numbers",
    batch: 6,
    causes: ["extra-term", "regulariser"],
    quantity: "b2",
  }),
  hidden({
    name: "two layers: the last sample alone",
    planted: "one sample",
    batch: 6,
    causes: ["one-sample"],
    quantity: "W1",
  }),
  hidden({
    name: "two layers: the slope after p - t, and db1 over the units",
    planted: ["slope at the output", "db1 over the units"],
    hand: "numbers",
    batch: 4,
    causes: ["doubled-activation-derivative"],
    ...OUTPUT,
    second: { causes: ["wrong-axis"], quantity: "b1" },
  }),
  hidden({
    name: "two layers: dW2 with z1, and no hidden slope",
    planted: ["z1 for a1", "no hidden slope"],
    batch: 6,
    causes: ["derivative-at-wrong-value"],
    quantity: "W2",
    second: { causes: ["missing-activation-derivative"], ...HIDDEN },
  }),
  yesOrNo({
    name: "yes or no: target minus p, and a bias for each sample",
    planted: ["target minus p", "bias not summed"],
    batch: 6,
    causes: ["sign"],
    ...BOTH,
    second: { causes: ["not-summed"], quantity: "b" },
  }),
  yesOrNo({
    name: "yes or no: (p - t) p (1 - p), and the sum",
    planted: ["slope twice", "sum"],
    hand: "numbers",
    batch: 6,
    intermediates: true,
    causes: ["sum-for-mean", "factor"],
    ...BOTH,
    second: { causes: ["doubled-activation-derivative"], ...BOTH },
  }),
  hidden({
    name: "two layers: a mean for the sum, and the hidden slope at a",
    planted: ["mean", "hidden slope at a"],
    hand: "numbers",
    batch: 6,
    causes: ["mean-for-sum", "factor"],
    ...OUTPUT,
    second: { causes: ["derivative-at-wrong-value"], ...HIDDEN },
  }),
  hidden({
    name: "two layers: the last sample alone, and dW2 with z1",
    planted: ["one sample", "z1 for a1"],
    batch: 6,
    causes: ["derivative-at-wrong-value"],
    quantity: "W2",
    second: { causes: ["one-sample"], quantity: "W1" },
  }),
];
