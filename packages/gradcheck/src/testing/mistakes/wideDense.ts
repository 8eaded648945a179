import {
  add,
  at,
  concatenate,
  div,
  exp,
  greater,
  log,
  matmul,
  mean,
  mul,
  onesLike,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// Leaky ReLU, then softplus; the biases are the first row of each matrix.
interface Augmented {
  first: Tensor;
  second: Tensor;
}
const withOnes = (x: Tensor): Tensor => concatenate([add(1, mul(0, at(x, ":", "0:1"))), x], 1);
const leaky = plant<
  | "slope of plain ReLU"
  | "slope where z is positive"
  | "softplus as it is"
  | "softplus at its own value"
  | "last row for the first"
  | "update in place of gradient"
  | "rounded to two digits"
  | "no mean"
  | "previous velocity added",
  Augmented,
  [Tensor, Tensor]
>("dense", ({ batch, normal }, has) => {
  const velocity = [normal(3, 4), normal(5, 2)] as const;
  return {
    params: { first: normal(3, 4), second: normal(5, 2) },
    data: [normal(batch, 2), normal(batch, 2)],
    batchAxis: 0,
    loss: ({ first, second }, x, t): Tensor => {
      const z = matmul(withOnes(x), first);
      const o = log(add(1, exp(matmul(withOnes(where(greater(z, 0), z, mul(0.1, z))), second))));
      return mean(sum(square(sub(o, t)), 1));
    },
    backward: ({ first, second }, x, t) => {
      const X = withOnes(x);
      const z: Tensor = matmul(X, first);
      const H = withOnes(where(greater(z, 0), z, mul(0.1, z)));
      const s: Tensor = matmul(H, second);
      const o = log(add(1, exp(s)));
      const e: Tensor = div(mul(2, sub(o, t)), has("no mean") ? 1 : x.shape[0]!);
      let ds: Tensor = mul(e, sigmoid(s));
      if (has("softplus as it is")) ds = e;
      if (has("softplus at its own value")) ds = mul(e, sigmoid(o));
      const back: Tensor = matmul(ds, transpose(at(second, has("last row for the first") ? "0:4" : "1:5")));
      let slope: Tensor = where(greater(z, 0), onesLike(z), mul(0.1, onesLike(z)));
      if (has("slope of plain ReLU")) slope = where(greater(z, 0), onesLike(z), mul(0, z));
      if (has("slope where z is positive")) slope = where(greater(z, 0), mul(0.1, onesLike(z)), onesLike(z));
      let gradients = { first: matmul(transpose(X), mul(back, slope)), second: matmul(transpose(H), ds) };
      if (has("update in place of gradient")) {
        gradients = {
          first: sub(first, mul(0.1, gradients.first)),
          second: sub(second, mul(0.1, gradients.second)),
        };
      }
      if (has("previous velocity added")) {
        gradients = {
          first: add(gradients.first, mul(0.9, velocity[0])),
          second: add(gradients.second, mul(0.9, velocity[1])),
        };
      }
      if (has("rounded to two digits")) {
        const round = (g: Tensor) =>
          tensor((g.toArray() as number[][]).map((r) => r.map((v) => Math.round(v * 100) / 100)));
        gradients = { first: round(gradients.first), second: round(gradients.second) };
      }
      return { gradients };
    },
  };
});

// An autoencoder that decodes with the transpose of the matrix that encodes.
interface Tied {
  W: Tensor;
  up: Tensor;
  down: Tensor;
}
const tied = plant<
  | "decoder alone"
  | "encoder alone"
  | "decoder's part transposed"
  | "parts subtracted"
  | "averaged over the two uses"
  | "down bias of the code"
  | "sums half",
  Tied,
  [Tensor]
>("dense", ({ batch, normal }, has) => ({
  params: { W: normal(3, 3), up: normal(3), down: normal(3) },
  data: [normal(batch, 3)],
  batchAxis: 0,
  loss: ({ W, up, down }, x): Tensor => {
    const code = tanh(add(matmul(x, W), up));
    return mul(0.5, sum(square(sub(add(matmul(code, transpose(W)), down), x))));
  },
  backward: ({ W, up, down }, x) => {
    const code: Tensor = tanh(add(matmul(x, W), up));
    const r: Tensor = sub(add(matmul(code, transpose(W)), down), x);
    const dcode: Tensor = matmul(r, W);
    const dz: Tensor = mul(dcode, sub(1, square(code)));
    const encoder: Tensor = matmul(transpose(x), dz);
    const decoder: Tensor = has("decoder's part transposed") ? matmul(transpose(code), r) : matmul(transpose(r), code);
    let dW: Tensor = add(encoder, decoder);
    if (has("decoder alone")) dW = decoder;
    if (has("encoder alone")) dW = encoder;
    if (has("parts subtracted")) dW = sub(encoder, decoder);
    if (has("averaged over the two uses")) dW = div(dW, 2);
    const ddown: Tensor = has("down bias of the code") ? sum(dcode, 0) : sum(r, 0);
    return { gradients: { W: dW, up: sum(dz, 0), down: has("sums half") ? mul(0.5, ddown) : ddown } };
  },
}));

/** Dense nets that a checker has not seen. */
export const wideDense: readonly Case[] = [
  leaky({
    name: "leaky: the negative side has no slope, as for a plain ReLU",
    planted: "slope of plain ReLU",
    hand: "numbers",
    causes: ["missing-term", "derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "first",
  }),
  leaky({
    name: "leaky: the two slopes change places",
    planted: "slope where z is positive",
    causes: ["derivative-at-wrong-value", "wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "first",
  }),
  leaky({
    name: "leaky: the output's softplus has no derivative",
    planted: "softplus as it is",
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    quantity: "second",
  }),
  leaky({
    name: "leaky: softplus' derivative is taken at its output",
    planted: "softplus at its own value",
    causes: ["derivative-at-wrong-value"],
    quantity: "second",
  }),
  leaky({
    name: "leaky: the last row in place of the first is dropped as the bias on the way back",
    planted: "last row for the first",
    hand: "numbers",
    causes: ["wrong-upstream", "wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "first",
  }),
  leaky({
    name: "leaky: the parameters after a step are returned for the gradients",
    planted: "update in place of gradient",
    causes: ["unknown", "extra-term", "regulariser"],
    alsoAcceptable: ["sign", "factor"],
    quantity: "second",
  }),
  leaky({
    name: "leaky: the velocity of momentum is in the gradient",
    planted: "previous velocity added",
    hand: "numbers",
    causes: ["extra-term", "stale-cache"],
    alsoAcceptable: ["unknown"],
    quantity: "second",
  }),
  leaky({
    name: "leaky: numbers copied from a print with two decimals",
    planted: "rounded to two digits",
    hand: "numbers",
    causes: ["unknown"],
    quantity: "second",
  }),
  leaky({
    name: "leaky: no mean over the batch, and no derivative of softplus",
    planted: ["no mean", "softplus as it is"],
    causes: ["factor", "sum-for-mean"],
    quantity: "second",
    second: { causes: ["missing-activation-derivative"], quantity: "second" },
  }),
  tied({
    name: "tied weights: only the decoder teaches",
    planted: "decoder alone",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "W",
  }),
  tied({
    name: "tied weights: only the encoder teaches",
    planted: "encoder alone",
    batch: 1,
    causes: ["missing-term"],
    quantity: "W",
  }),
  tied({
    name: "tied weights: the decoder's part is transposed",
    planted: "decoder's part transposed",
    hand: "numbers",
    causes: ["transposed"],
    quantity: "W",
  }),
  tied({
    name: "tied weights: the decoder's part is subtracted",
    planted: "parts subtracted",
    causes: ["sign"],
    quantity: "W",
  }),
  tied({
    name: "tied weights: the average of the two uses",
    planted: "averaged over the two uses",
    hand: "numbers",
    causes: ["factor", "mean-for-sum"],
    quantity: "W",
  }),
  tied({
    name: "tied weights: the decoder's bias gets the error of the code",
    planted: "down bias of the code",
    causes: ["wrong-upstream", "wrong-layer", "off-by-one-layer"],
    quantity: "down",
  }),
  tied({
    name: "tied weights: half the decoder's bias, the encoder forgotten",
    planted: ["sums half", "decoder alone"],
    hand: "numbers",
    causes: ["factor"],
    quantity: "down",
    second: { causes: ["missing-term"], quantity: "W" },
  }),
];
