import { div, exp, log, matmul, max, mean, mul, sub, sum, type Tensor, transpose } from "@wengert/autograd";
import { affine, product } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

/** Softmax of each row. */
function softmax(z: Tensor): Tensor {
  const e: Tensor = exp(sub(z, max(z, 1, { keepdims: true })));
  return div(e, sum(e, 1, { keepdims: true }));
}

// The cross-entropy by way of p, smoothed labels, weights of the classes: -Σ c t log p.
const weighted = plant<
  "weights left out" | "weights outside" | "weight of each output" | "smoothing left out" | "sum of the batch",
  { W: Tensor; b: Tensor },
  [Tensor, Tensor, Tensor]
>("softmax", ({ batch, normal, oneHot }, has) => ({
  params: { W: normal(2, 3), b: normal(3) },
  data: [normal(batch, 2), oneHot(batch, 3), exp(normal(3))],
  batchAxis: 0,
  loss: ({ W, b }, x, t, c): Tensor => {
    const smooth: Tensor = sub(mul(0.9, t), -0.1 / 3);
    return mul(-1, mean(sum(product(c, smooth, log(softmax(affine(x, W, b)))), 1)));
  },
  backward: ({ W, b }, x, t, c) => {
    const p = softmax(affine(x, W, b));
    const smooth: Tensor = has("smoothing left out") ? t : sub(mul(0.9, t), -0.1 / 3);
    const weights: Tensor = mul(c, smooth);
    let dz: Tensor = sub(mul(p, sum(weights, 1, { keepdims: true })), weights);
    if (has("weights left out")) dz = sub(p, smooth);
    if (has("weights outside")) dz = mul(c, sub(p, smooth));
    if (has("weight of each output")) dz = sub(p, weights);
    if (!has("sum of the batch")) dz = div(dz, x.shape[0]!);
    return { gradients: { W: matmul(transpose(x), dz), b: sum(dz, 0) } };
  },
}));

const WEIGHTED = { quantity: "W", alsoQuantities: ["b"] };

/** Weights of the classes and smoothed labels, not seen by the checker. */
export const blindClassWeights: readonly Case[] = [
  weighted({
    name: "weights of the classes: left out",
    planted: "weights left out",
    batch: 5,
    hand: "numbers",
    causes: ["missing-term"],
    alsoAcceptable: ["wrong-forward"],
    ...WEIGHTED,
  }),
  weighted({
    name: "weights of the classes: each output times its own weight",
    planted: "weights outside",
    batch: 5,
    causes: [
      "unknown",
      "wrong-upstream",
      "wrong-forward",
      "softmax-diagonal",
      "missing-term",
      "derivative-at-wrong-value",
    ],
    alsoAcceptable: ["wrong-axis"],
    ...WEIGHTED,
  }),
  weighted({
    name: "weights of the classes: on the targets alone",
    planted: "weight of each output",
    batch: 5,
    hand: "numbers",
    causes: ["missing-term"],
    alsoAcceptable: ["unknown"],
    ...WEIGHTED,
  }),
  weighted({
    name: "smoothed labels: taken for the plain ones on the way back",
    planted: "smoothing left out",
    batch: 5,
    causes: ["missing-term", "wrong-forward", "derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    ...WEIGHTED,
  }),
  weighted({
    name: "weights of the classes: left out, and the sum of the batch",
    planted: ["weights left out", "sum of the batch"],
    batch: 5,
    causes: ["sum-for-mean", "factor"],
    ...WEIGHTED,
    second: { causes: ["missing-term"], ...WEIGHTED },
  }),
];
