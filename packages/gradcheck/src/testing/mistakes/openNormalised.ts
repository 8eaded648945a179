import {
  add,
  div,
  greater,
  matmul,
  mean,
  mul,
  pow,
  relu,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

interface Normalised {
  W1: Tensor;
  gamma: Tensor;
  beta: Tensor;
  W2: Tensor;
}
const EPSILON = 1e-5;

// Batch normalisation between two matrices, every step of the graph written out as in the well-known exercise.
const batchNorm = plant<
  | "mean's term forgotten"
  | "variance's term forgotten"
  | "statistics taken as constants"
  | "gamma forgotten"
  | "gamma not summed"
  | "gamma meets x instead of x̂"
  | "beta averaged"
  | "variance with n - 1"
  | "normalised over the units",
  Normalised,
  [Tensor, Tensor]
>("normalised", ({ batch, normal }, has) => ({
  params: { W1: normal(3, 4), gamma: add(1, mul(0.3, normal(4))), beta: normal(4), W2: normal(4, 2) },
  data: [normal(batch, 3), normal(batch, 2)],
  batchAxis: 0,
  loss: ({ W1, gamma, beta, W2 }, x, t): Tensor => {
    const z = matmul(x, W1);
    const centred = sub(z, mean(z, 0));
    const hat = div(centred, sqrt(add(mean(square(centred), 0), EPSILON)));
    return mean(square(sub(matmul(add(mul(gamma, hat), beta), W2), t)));
  },
  backward: ({ W1, gamma, beta, W2 }, x, t) => {
    const n = x.shape[0]!;
    const z: Tensor = matmul(x, W1);
    const mu: Tensor = mean(z, 0);
    const centred: Tensor = sub(z, mu);
    const variance: Tensor = mean(square(centred), 0);
    const s: Tensor = sqrt(add(variance, EPSILON));
    const hat: Tensor = div(centred, s);
    const out: Tensor = add(mul(gamma, hat), beta);
    const dy: Tensor = mul(2 / t.size, sub(matmul(out, W2), t));
    const dout: Tensor = matmul(dy, transpose(W2));
    const product: Tensor = mul(dout, has("gamma meets x instead of x̂") ? z : hat);
    const dgamma: Tensor = has("gamma not summed") ? product : sum(product, 0);
    const dbeta: Tensor = has("beta averaged") ? mean(dout, 0) : sum(dout, 0);
    const dhat: Tensor = has("gamma forgotten") ? dout : mul(dout, gamma);
    const dvariance: Tensor = sum(mul(mul(dhat, centred), mul(-0.5, pow(s, -3))), 0);
    let dcentred: Tensor = div(dhat, s);
    if (!has("variance's term forgotten") && !has("statistics taken as constants")) {
      const samples = has("variance with n - 1") ? n - 1 : n;
      dcentred = add(dcentred, mul(dvariance, mul(2 / samples, centred)));
    }
    let dz: Tensor = dcentred;
    if (!has("mean's term forgotten") && !has("statistics taken as constants")) {
      dz = sub(dz, has("normalised over the units") ? mean(dcentred, 1, { keepdims: true }) : mean(dcentred, 0));
    }
    return {
      gradients: { W1: matmul(transpose(x), dz), gamma: dgamma, beta: dbeta, W2: matmul(transpose(out), dy) },
      intermediates: { z, mu, variance, hat, out, dy, dout, dhat, dz },
    };
  },
}));

// Layer normalisation with the short formula for the input's derivative, before a ReLU.
const layerNorm = plant<
  "projection on x̂ forgotten" | "mean forgotten" | "sums over the batch" | "mask forgotten" | "beta over units",
  Normalised,
  [Tensor, Tensor]
>("normalised", ({ batch, normal }, has) => ({
  params: { W1: normal(4, 4), gamma: add(1, mul(0.5, normal(4))), beta: normal(4), W2: normal(4, 3) },
  data: [normal(batch, 4), normal(batch, 3)],
  batchAxis: 0,
  loss: ({ W1, gamma, beta, W2 }, x, t): Tensor => {
    const z = matmul(x, W1);
    const centred = sub(z, mean(z, 1, { keepdims: true }));
    const hat = div(centred, sqrt(add(mean(square(centred), 1, { keepdims: true }), EPSILON)));
    return mul(0.5, sum(square(sub(matmul(relu(add(mul(gamma, hat), beta)), W2), t))));
  },
  backward: ({ W1, gamma, beta, W2 }, x, t) => {
    const keep = { keepdims: true };
    const z: Tensor = matmul(x, W1);
    const centred: Tensor = sub(z, mean(z, 1, keep));
    const sigma: Tensor = sqrt(add(mean(square(centred), 1, keep), EPSILON));
    const hat: Tensor = div(centred, sigma);
    const u: Tensor = add(mul(gamma, hat), beta);
    const a = relu(u);
    const delta: Tensor = sub(matmul(a, W2), t);
    const da: Tensor = matmul(delta, transpose(W2));
    const du: Tensor = has("mask forgotten") ? da : mul(da, greater(u, 0));
    const dhat: Tensor = mul(du, gamma);
    const axis = has("sums over the batch") ? 0 : 1;
    let dz: Tensor = dhat;
    if (!has("mean forgotten")) dz = sub(dz, mean(dhat, axis, keep));
    if (!has("projection on x̂ forgotten")) dz = sub(dz, mul(hat, mean(mul(dhat, hat), axis, keep)));
    dz = div(dz, sigma);
    return {
      gradients: {
        W1: matmul(transpose(x), dz),
        gamma: sum(mul(du, hat), 0),
        beta: has("beta over units") ? sum(du, 1) : sum(du, 0),
        W2: matmul(transpose(a), delta),
      },
      intermediates: { z, sigma, hat, u, a, da, du, dhat, dz },
    };
  },
}));

/** Batch and layer normalisation. */
export const openNormalised: readonly Case[] = [
  batchNorm({
    name: "batch norm: the batch mean is taken as a constant",
    planted: "mean's term forgotten",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "W1",
  }),
  batchNorm({
    name: "batch norm: the batch variance is taken as a constant",
    planted: "variance's term forgotten",
    causes: ["missing-term"],
    quantity: "W1",
    intermediates: true,
  }),
  batchNorm({
    name: "batch norm: mean and variance are taken as constants",
    planted: "statistics taken as constants",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "W1",
  }),
  batchNorm({
    name: "batch norm: gamma is forgotten on the way back",
    planted: "gamma forgotten",
    causes: ["missing-term", "wrong-upstream"],
    alsoAcceptable: ["missing-activation-derivative", "factor", "unknown"],
    quantity: "W1",
  }),
  batchNorm({
    name: "batch norm: gamma's gradient keeps a row a sample",
    planted: "gamma not summed",
    hand: "numbers",
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "gamma",
  }),
  batchNorm({
    name: "batch norm: gamma meets the values before normalisation",
    planted: "gamma meets x instead of x̂",
    causes: ["derivative-at-wrong-value"],
    quantity: "gamma",
  }),
  batchNorm({
    name: "batch norm: beta is averaged over the batch",
    planted: "beta averaged",
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "beta",
  }),
  batchNorm({
    name: "batch norm: beta averaged, mean of the batch taken as a constant",
    planted: ["beta averaged", "mean's term forgotten"],
    causes: ["mean-for-sum", "factor"],
    quantity: "beta",
    second: { causes: ["missing-term"], quantity: "W1" },
  }),
  batchNorm({
    name: "batch norm: the variance's derivative divides by n - 1",
    planted: "variance with n - 1",
    hand: "numbers",
    causes: ["factor"],
    alsoAcceptable: ["unknown"],
    quantity: "W1",
    batch: 5,
  }),
  batchNorm({
    name: "batch norm: the mean is taken over the units on the way back",
    planted: "normalised over the units",
    causes: ["wrong-axis"],
    quantity: "W1",
    batch: 3,
  }),
  layerNorm({
    name: "layer norm: the term with x̂ is forgotten",
    planted: "projection on x̂ forgotten",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "W1",
  }),
  layerNorm({
    name: "layer norm: the mean is not subtracted on the way back, one sample",
    planted: "mean forgotten",
    batch: 1,
    causes: ["missing-term"],
    quantity: "W1",
  }),
  layerNorm({
    name: "layer norm: the derivative's means run over the batch",
    planted: "sums over the batch",
    hand: "numbers",
    causes: ["wrong-axis"],
    quantity: "W1",
  }),
  layerNorm({
    name: "layer norm: the mask of the ReLU after it is forgotten",
    planted: "mask forgotten",
    causes: ["missing-activation-derivative"],
    quantity: "gamma",
    alsoQuantities: ["beta", "W1"],
    intermediates: true,
  }),
  layerNorm({
    name: "layer norm: beta is summed over units, in a batch as large as the layer",
    planted: "beta over units",
    hand: "numbers",
    causes: ["wrong-axis"],
    quantity: "beta",
  }),
  layerNorm({
    name: "layer norm: beta over units and no term with x̂",
    planted: ["beta over units", "projection on x̂ forgotten"],
    causes: ["wrong-axis"],
    quantity: "beta",
    second: { causes: ["missing-term"], quantity: "W1" },
  }),
];
