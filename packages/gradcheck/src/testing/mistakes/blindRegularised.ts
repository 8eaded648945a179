import {
  abs,
  add,
  div,
  matmul,
  mean,
  mul,
  sign,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import { affine, tanhSlope } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

const LAMBDA = 0.3;

// Two layers and the squared error; λ/2 times the squares of both W, or λ times their absolute values.
function penalised(kind: "squares" | "absolute") {
  return plant<
    | "forgotten"
    | "forgotten in W1"
    | "doubled"
    | "halved"
    | "on the bias"
    | "minus"
    | "divided by the samples"
    | "of the other layer"
    | "number alone"
    | "the other kind"
    | "no slope"
    | "no samples"
    | "squares added"
    | "transposed",
    { W1: Tensor; b1: Tensor; W2: Tensor; b2: Tensor },
    [Tensor, Tensor]
  >("regularised", ({ batch, normal }, has) => {
    const size = (W: Tensor): Tensor => (kind === "squares" ? mul(0.5, sum(square(W))) : sum(abs(W)));
    const derivative = (W: Tensor): Tensor => ((kind === "squares") !== has("the other kind") ? W : sign(W));
    return {
      params: { W1: normal(3, 3), b1: normal(3), W2: normal(3, 3), b2: normal(3) },
      data: [normal(batch, 3), normal(batch, 3)],
      batchAxis: 0,
      loss: ({ W1, b1, W2, b2 }, x, t): Tensor => {
        const y = affine(tanh(affine(x, W1, b1)), W2, b2);
        return add(div(sum(square(sub(y, t))), x.shape[0]!), mul(LAMBDA, add(size(W1), size(W2))));
      },
      backward: ({ W1, b1, W2, b2 }, x, t) => {
        const z1 = affine(x, W1, b1);
        const a1: Tensor = tanh(z1);
        const N = x.shape[0]!;
        const dy: Tensor = div(mul(2, sub(affine(a1, W2, b2), t)), has("no samples") ? 1 : N);
        const da1: Tensor = matmul(dy, transpose(W2));
        const dz1: Tensor = has("no slope") ? da1 : mul(da1, tanhSlope(z1));
        let rate = has("minus") ? -LAMBDA : LAMBDA;
        if (has("doubled")) rate *= 2;
        if (has("halved")) rate /= 2;
        if (has("forgotten")) rate = 0;
        if (has("divided by the samples")) rate /= N;
        const term = (W: Tensor): Tensor => {
          if (has("number alone")) return mul(rate, add(1, mul(0, W)));
          if (has("squares added")) return mul(rate, square(W));
          return mul(rate, derivative(has("transposed") ? transpose(W) : W));
        };
        const term1 = has("forgotten in W1") ? mul(0, W1) : term(has("of the other layer") ? W2 : W1);
        const db2: Tensor = sum(dy, 0);
        return {
          gradients: {
            W1: add(matmul(transpose(x), dz1), term1),
            b1: sum(dz1, 0),
            W2: add(matmul(transpose(a1), dy), term(has("of the other layer") ? W1 : W2)),
            b2: has("on the bias") ? add(db2, mul(LAMBDA, b2)) : db2,
          },
        };
      },
    };
  });
}
const squares = penalised("squares");
const absolute = penalised("absolute");

const BOTH = { quantity: "W2", alsoQuantities: ["W1"] };
const HIDDEN = { quantity: "W1", alsoQuantities: ["b1"] };
const ALL = { quantity: "W2", alsoQuantities: ["b2", "W1", "b1"] };

// An autoencoder with one matrix for both ways, and units dropped by a mask that is divided by what it keeps.
const tied = plant<
  "encoder alone" | "decoder alone" | "decoder not transposed" | "no mask" | "mask not divided" | "mask of the input",
  { W: Tensor; b: Tensor },
  [Tensor, Tensor]
>("regularised", ({ batch, normal }, has) => ({
  params: { W: normal(3, 3), b: normal(3) },
  data: [normal(batch, 3), mul(1, sub(1, mul(0.5, add(1, sign(normal(batch, 3)))))) as Tensor],
  batchAxis: 0,
  loss: ({ W, b }, x, keep): Tensor => {
    const h: Tensor = mul(tanh(affine(x, W, b)), div(keep, 0.5));
    return mean(square(sub(matmul(h, transpose(W)), x)));
  },
  backward: ({ W, b }, x, keep) => {
    const z = affine(x, W, b);
    const h: Tensor = mul(tanh(z), div(keep, 0.5));
    const dy: Tensor = div(mul(2, sub(matmul(h, transpose(W)), x)), x.size);
    let dh: Tensor = mul(matmul(dy, W), div(keep, has("mask not divided") ? 1 : 0.5));
    if (has("no mask")) dh = matmul(dy, W);
    if (has("mask of the input")) dh = mul(matmul(dy, W), mul(x, 2));
    const dz: Tensor = mul(dh, tanhSlope(z));
    const encoder: Tensor = matmul(transpose(x), dz);
    const decoder: Tensor = has("decoder not transposed") ? matmul(transpose(h), dy) : matmul(transpose(dy), h);
    let dW: Tensor = add(encoder, decoder);
    if (has("encoder alone")) dW = encoder;
    if (has("decoder alone")) dW = decoder;
    return { gradients: { W: dW, b: sum(dz, 0) } };
  },
}));
const SHARED = { quantity: "W", alsoQuantities: ["b"] };

/** Penalties, dropped units and tied weights, not seen by the checker. */
export const blindRegularised: readonly Case[] = [
  squares({
    name: "weight decay: forgotten on the way back",
    planted: "forgotten",
    hand: "numbers",
    causes: ["regulariser", "missing-term"],
    ...BOTH,
  }),
  squares({
    name: "weight decay: forgotten in the first layer",
    planted: "forgotten in W1",
    causes: ["regulariser", "missing-term"],
    quantity: "W1",
  }),
  squares({
    name: "weight decay: 2λ for half the squares",
    planted: "doubled",
    hand: "numbers",
    causes: ["regulariser", "factor"],
    ...BOTH,
  }),
  squares({
    name: "weight decay: halved once more",
    planted: "halved",
    causes: ["regulariser", "factor"],
    ...BOTH,
  }),
  squares({
    name: "weight decay: on the bias, too",
    planted: "on the bias",
    hand: "numbers",
    causes: ["regulariser", "extra-term"],
    quantity: "b2",
  }),
  squares({
    name: "weight decay: with a minus",
    planted: "minus",
    causes: ["regulariser", "sign"],
    ...BOTH,
  }),
  squares({
    name: "weight decay: divided by the samples",
    planted: "divided by the samples",
    hand: "numbers",
    batch: 5,
    causes: ["regulariser", "factor", "mean-for-sum"],
    ...BOTH,
  }),
  squares({
    name: "weight decay: layers exchanged",
    planted: "of the other layer",
    causes: ["regulariser", "wrong-layer"],
    ...BOTH,
  }),
  squares({
    name: "weight decay: λ without W",
    planted: "number alone",
    hand: "numbers",
    batch: 1,
    causes: ["regulariser", "missing-term"],
    alsoAcceptable: ["extra-term"],
    ...BOTH,
  }),
  squares({
    name: "weight decay: λ W² as in the cost",
    planted: "squares added",
    causes: ["regulariser", "derivative-at-wrong-value"],
    ...BOTH,
  }),
  squares({
    name: "weight decay: W transposed",
    planted: "transposed",
    hand: "numbers",
    causes: ["regulariser", "transposed"],
    ...BOTH,
  }),
  squares({
    name: "weight decay: the sign of W",
    planted: "the other kind",
    causes: ["regulariser", "derivative-at-wrong-value"],
    alsoAcceptable: ["wrong-forward"],
    ...BOTH,
  }),
  squares({
    name: "weight decay: forgotten, and no slope",
    planted: ["forgotten", "no slope"],
    hand: "numbers",
    causes: ["regulariser", "missing-term"],
    ...BOTH,
    second: { causes: ["missing-activation-derivative"], ...HIDDEN },
  }),
  squares({
    name: "weight decay: doubled, and not divided by the samples",
    planted: ["doubled", "no samples"],
    causes: ["sum-for-mean", "factor"],
    ...ALL,
    second: { causes: ["regulariser", "factor"], ...BOTH },
  }),
  absolute({
    name: "lasso: W for its sign",
    planted: "the other kind",
    hand: "numbers",
    causes: ["regulariser", "derivative-at-wrong-value", "missing-activation-derivative"],
    alsoAcceptable: ["wrong-forward"],
    ...BOTH,
  }),
  absolute({
    name: "lasso: forgotten in the first layer",
    planted: "forgotten in W1",
    causes: ["regulariser", "missing-term"],
    quantity: "W1",
  }),
  absolute({
    name: "lasso: λ without the sign",
    planted: "number alone",
    hand: "numbers",
    causes: ["regulariser", "missing-term", "missing-activation-derivative"],
    ...BOTH,
  }),
  absolute({
    name: "lasso: 2λ",
    planted: "doubled",
    batch: 1,
    causes: ["regulariser", "factor"],
    ...BOTH,
  }),
  absolute({
    name: "lasso: with a minus, and no slope",
    planted: ["minus", "no slope"],
    hand: "numbers",
    batch: 6,
    causes: ["regulariser", "sign"],
    ...BOTH,
    second: { causes: ["missing-activation-derivative"], ...HIDDEN },
  }),
  tied({
    name: "tied weights: the encoder's part alone",
    planted: "encoder alone",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "W",
  }),
  tied({
    name: "tied weights: the decoder's part alone",
    planted: "decoder alone",
    causes: ["missing-term"],
    quantity: "W",
  }),
  tied({
    name: "tied weights: the decoder's part not transposed",
    planted: "decoder not transposed",
    hand: "numbers",
    causes: ["transposed"],
    quantity: "W",
  }),
  tied({
    name: "dropout: no mask on the way back",
    planted: "no mask",
    batch: 6,
    causes: ["missing-term"],
    alsoAcceptable: ["missing-activation-derivative", "wrong-forward"],
    ...SHARED,
  }),
  tied({
    name: "dropout: the mask is not divided on the way back",
    planted: "mask not divided",
    hand: "numbers",
    batch: 6,
    causes: ["factor", "missing-term"],
    ...SHARED,
  }),
  tied({
    name: "dropout: the input for the mask",
    planted: "mask of the input",
    batch: 6,
    causes: ["derivative-at-wrong-value", "unknown"],
    alsoAcceptable: ["wrong-layer"],
    ...SHARED,
  }),
  tied({
    name: "dropout: no mask, and the decoder's part not transposed",
    planted: ["no mask", "decoder not transposed"],
    hand: "numbers",
    batch: 6,
    causes: ["transposed"],
    quantity: "W",
    second: { causes: ["missing-term"], ...SHARED },
  }),
  squares({
    name: "weight decay: on the bias, and layers exchanged",
    planted: ["on the bias", "of the other layer"],
    hand: "numbers",
    causes: ["regulariser", "extra-term"],
    quantity: "b2",
    second: { causes: ["regulariser", "wrong-layer"], ...BOTH },
  }),
  squares({
    name: "weight decay: halved, and no slope",
    planted: ["halved", "no slope"],
    dtype: "float32",
    causes: ["regulariser", "factor"],
    ...BOTH,
    second: { causes: ["missing-activation-derivative"], ...HIDDEN },
  }),
  absolute({
    name: "lasso: on the bias, and the sum of the samples",
    planted: ["on the bias", "no samples"],
    hand: "numbers",
    batch: 6,
    causes: ["sum-for-mean", "factor"],
    ...ALL,
    second: { causes: ["regulariser", "extra-term"], quantity: "b2" },
  }),
];
