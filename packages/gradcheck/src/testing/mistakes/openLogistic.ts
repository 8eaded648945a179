import {
  add,
  div,
  log,
  matmul,
  mean,
  mul,
  neg,
  reshape,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// Logistic regression with targets 0 and 1 as a vector, W a vector, b a number in [1].
interface Model {
  w: Tensor;
  b: Tensor;
}
const regression = plant<
  "slope on top" | "sum for mean" | "p + t" | "bias as a vector" | "bias averaged" | "first form without 1 - t",
  Model,
  [Tensor, Tensor]
>("logistic", ({ batch, normal, zeroOne }, has) => ({
  params: { w: normal(3), b: normal(1) },
  data: [normal(batch, 3), zeroOne(batch)],
  batchAxis: 0,
  loss: ({ w, b }, X, t): Tensor => {
    const p = sigmoid(add(matmul(X, w), b));
    return neg(mean(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p))))));
  },
  backward: ({ w, b }, X, t) => {
    const m = X.shape[0]!;
    const p: Tensor = sigmoid(add(matmul(X, w), b));
    let dz: Tensor = has("p + t") ? add(p, t) : sub(p, t);
    if (has("slope on top")) dz = mul(dz, mul(p, sub(1, p)));
    if (has("first form without 1 - t")) dz = mul(neg(div(t, p)), mul(p, sub(1, p)));
    if (!has("sum for mean")) dz = div(dz, m);
    let db: Tensor = reshape(sum(dz), [1]);
    if (has("bias as a vector")) db = dz;
    if (has("bias averaged")) db = reshape(mean(dz), [1]);
    return { gradients: { w: matmul(dz, X), b: db }, intermediates: { p, dz } };
  },
}));

// A hidden layer, a column of outputs, cross-entropy written as dC/da times da/dz.
interface Hidden {
  W: Tensor;
  b: Tensor;
  v: Tensor;
  c: Tensor;
}
const hiddenLayer = plant<
  | "da/dz forgotten"
  | "mean-square's derivative"
  | "at a"
  | "tanh slope forgotten"
  | "ridge on v twice"
  | "n forgotten in v",
  Hidden,
  [Tensor, Tensor]
>("logistic", ({ batch, normal, zeroOne }, has) => ({
  params: { W: normal(2, 3), b: normal(3), v: normal(3, 1), c: normal(1) },
  data: [normal(batch, 2), reshape(zeroOne(batch), [batch, 1])],
  batchAxis: 0,
  loss: ({ W, b, v, c }, X, t): Tensor => {
    const p = sigmoid(add(matmul(tanh(add(matmul(X, W), b)), v), c));
    const cost = neg(mean(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p))))));
    return add(cost, mul(0.1, sum(square(v))));
  },
  backward: ({ W, b, v, c }, X, t) => {
    const n = X.shape[0]!;
    const a = tanh(add(matmul(X, W), b));
    const p: Tensor = sigmoid(add(matmul(a, v), c));
    let dp: Tensor = sub(div(sub(1, t), sub(1, p)), div(t, p));
    if (has("mean-square's derivative")) dp = mul(2, sub(p, t));
    let slope: Tensor = mul(p, sub(1, p));
    if (has("at a")) slope = mul(sigmoid(p), sub(1, sigmoid(p)));
    const dz: Tensor = div(has("da/dz forgotten") ? dp : mul(dp, slope), n);
    const da: Tensor = matmul(dz, transpose(v));
    const dh: Tensor = has("tanh slope forgotten") ? da : mul(da, sub(1, square(a)));
    const dv: Tensor = mul(has("n forgotten in v") ? n : 1, matmul(transpose(a), dz));
    return {
      gradients: {
        W: matmul(transpose(X), dh),
        b: sum(dh, 0),
        v: add(dv, mul(has("ridge on v twice") ? 0.4 : 0.2, v)),
        c: sum(dz, 0),
      },
      intermediates: { a, p, dz, da, dh },
    };
  },
}));

/** Two classes: the logistic function and its cross-entropy. */
export const openLogistic: readonly Case[] = [
  regression({
    name: "two classes: p - t times the sigmoid's slope once more",
    planted: "slope on top",
    hand: "numbers",
    causes: ["doubled-activation-derivative"],
    quantity: "w",
    alsoQuantities: ["b"],
  }),
  regression({
    name: "two classes: the sum over samples where the cost is a mean",
    planted: "sum for mean",
    causes: ["sum-for-mean", "factor"],
    quantity: "w",
    alsoQuantities: ["b"],
  }),
  regression({
    name: "two classes: p + t",
    planted: "p + t",
    hand: "numbers",
    causes: ["sign"],
    alsoAcceptable: ["unknown"],
    quantity: "w",
    alsoQuantities: ["b"],
  }),
  regression({
    name: "two classes: the bias keeps a number a sample",
    planted: "bias as a vector",
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "b",
  }),
  regression({
    name: "two classes: the mean of what is already divided by n, for the bias",
    planted: "bias averaged",
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "b",
  }),
  regression({
    name: "two classes: the term with 1 - t is forgotten",
    planted: "first form without 1 - t",
    causes: ["missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "w",
    alsoQuantities: ["b"],
    intermediates: true,
  }),
  hiddenLayer({
    name: "hidden layer: dC/da is taken for dC/dz at the output",
    planted: "da/dz forgotten",
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    quantity: "v",
    alsoQuantities: ["c"],
  }),
  hiddenLayer({
    name: "hidden layer: the output's slope at a, σ(a)(1 - σ(a))",
    planted: "at a",
    causes: ["derivative-at-wrong-value"],
    quantity: "v",
    alsoQuantities: ["c"],
  }),
  hiddenLayer({
    name: "hidden layer: the derivative of the square for a cross-entropy",
    planted: "mean-square's derivative",
    causes: ["wrong-forward"],
    alsoAcceptable: ["unknown"],
    quantity: "v",
    alsoQuantities: ["c"],
  }),
  hiddenLayer({
    name: "hidden layer: the ridge on v twice, tanh without its slope",
    planted: ["ridge on v twice", "tanh slope forgotten"],
    hand: "numbers",
    causes: ["regulariser"],
    quantity: "v",
    second: { causes: ["missing-activation-derivative"], quantity: "W", alsoQuantities: ["b"] },
  }),
  hiddenLayer({
    name: "hidden layer: the data's part of v is not divided by n, the ridge is right",
    planted: "n forgotten in v",
    causes: ["sum-for-mean", "factor"],
    quantity: "v",
  }),
  hiddenLayer({
    name: "hidden layer: no slope of tanh, one sample in float32",
    planted: "tanh slope forgotten",
    batch: 1,
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    quantity: "W",
    alsoQuantities: ["b"],
    dtype: "float32",
  }),
];
