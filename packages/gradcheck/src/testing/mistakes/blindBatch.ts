import {
  add,
  at,
  div,
  matmul,
  mean,
  mul,
  roll,
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

interface TwoLayers {
  W1: Tensor;
  b1: Tensor;
  W2: Tensor;
  b2: Tensor;
}

// A batch in rows, three tanh units, three linear outputs, the mean over all of (y - t)².
const batched = plant<
  | "db2 for each sample"
  | "db1 over the units"
  | "db1 as a mean"
  | "1 - a"
  | "the slope of a sigmoid"
  | "1 - z²"
  | "divided by the batch alone"
  | "divided twice by the batch"
  | "divided in W2 again"
  | "W2 after its update"
  | "a1 before the update"
  | "no slope"
  | "dW1 with dz2"
  | "rows alone"
  | "samples shifted"
  | "slope on dW1 alone"
  | "gradient of a step"
  | "db2 with keepdims",
  TwoLayers,
  [Tensor, Tensor]
>("dense", ({ batch, normal }, has) => {
  const earlier = normal(3, 3);
  return {
    params: { W1: normal(3, 3), b1: normal(3), W2: normal(3, 3), b2: normal(3) },
    data: [normal(batch, 3), normal(batch, 3)],
    batchAxis: 0,
    loss: ({ W1, b1, W2, b2 }, x, t): Tensor => mean(square(sub(affine(tanh(affine(x, W1, b1)), W2, b2), t))),
    backward: ({ W1, b1, W2, b2 }, x, t) => {
      const N = x.shape[0]!;
      const z1 = affine(x, W1, b1);
      const a1: Tensor = tanh(z1);
      const y = affine(a1, W2, b2);
      let size = has("divided by the batch alone") ? N : 3 * N;
      if (has("divided twice by the batch")) size = 3 * N * N;
      const dy: Tensor = div(mul(2, sub(y, t)), size);
      const input2: Tensor = has("a1 before the update") ? tanh(affine(x, add(W1, mul(0.1, earlier)), b1)) : a1;
      let dW2: Tensor = matmul(transpose(input2), dy);
      if (has("divided in W2 again")) dW2 = div(dW2, N);
      if (has("gradient of a step")) dW2 = mul(0.1, dW2);
      if (has("rows alone")) {
        dW2 = matmul(transpose(at(a1, "-1:")), at(dy, "-1:"));
      }
      const back: Tensor = has("W2 after its update") ? sub(W2, mul(0.5, dW2)) : W2;
      const da1: Tensor = matmul(dy, transpose(back));
      let slope = tanhSlope(z1);
      if (has("1 - a")) slope = sub(1, a1);
      if (has("the slope of a sigmoid")) slope = mul(a1, sub(1, a1));
      if (has("1 - z²")) slope = sub(1, mul(z1, z1));
      const dz1: Tensor = has("no slope") ? da1 : mul(da1, slope);
      const input1: Tensor = has("samples shifted") ? roll(x, 1, 0) : x;
      let delta: Tensor = has("dW1 with dz2") ? dy : dz1;
      if (has("slope on dW1 alone")) delta = mul(dz1, slope);
      let db1: Tensor = has("db1 over the units") ? sum(dz1, 1) : sum(dz1, 0);
      if (has("db1 as a mean")) db1 = mean(dz1, 0);
      let db2: Tensor = sum(dy, 0);
      if (has("db2 for each sample")) db2 = dy;
      if (has("db2 with keepdims")) db2 = sum(dy, 0, { keepdims: true });
      return {
        gradients: { W1: matmul(transpose(input1), delta), b1: db1, W2: dW2, b2: db2 },
        intermediates: { z1, a1, y, dy, da1, dz1 },
      };
    },
  };
});

const OUTPUT = { quantity: "W2", alsoQuantities: ["b2", "W1", "b1"] };
const HIDDEN = { quantity: "W1", alsoQuantities: ["b1"] };

/** A batch through two layers, not seen by the checker. */
export const blindBatch: readonly Case[] = [
  batched({
    name: "batch: db2 keeps a row for each sample",
    planted: "db2 for each sample",
    hand: "numbers",
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "b2",
  }),
  batched({
    name: "batch: db2 keeps the axis that it sums",
    planted: "db2 with keepdims",
    causes: ["structure"],
    quantity: "b2",
  }),
  batched({
    name: "batch of three: db1 sums the units instead of the samples",
    planted: "db1 over the units",
    batch: 3,
    hand: "numbers",
    causes: ["wrong-axis"],
    quantity: "b1",
  }),
  batched({
    name: "batch: db1 is a mean",
    planted: "db1 as a mean",
    batch: 6,
    hand: "numbers",
    intermediates: true,
    causes: ["mean-for-sum", "factor"],
    quantity: "b1",
  }),
  batched({
    name: "batch: tanh' as 1 - a",
    planted: "1 - a",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["missing-term", "unknown"],
    ...HIDDEN,
  }),
  batched({
    name: "batch: the slope of a sigmoid for tanh",
    planted: "the slope of a sigmoid",
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["wrong-forward"],
    ...HIDDEN,
  }),
  batched({
    name: "batch: 1 - z²",
    planted: "1 - z²",
    hand: "numbers",
    batch: 5,
    dtype: "float32",
    causes: ["derivative-at-wrong-value"],
    ...HIDDEN,
  }),
  batched({
    name: "batch: the mean's outputs are not counted",
    planted: "divided by the batch alone",
    intermediates: true,
    causes: ["factor", "sum-for-mean"],
    ...OUTPUT,
  }),
  batched({
    name: "batch: divided twice by the batch",
    planted: "divided twice by the batch",
    hand: "numbers",
    batch: 5,
    causes: ["factor", "mean-for-sum"],
    ...OUTPUT,
  }),
  batched({
    name: "batch: divided by the batch in dW2 once more",
    planted: "divided in W2 again",
    causes: ["factor", "mean-for-sum"],
    quantity: "W2",
  }),
  batched({
    name: "batch: back through W2 after its update",
    planted: "W2 after its update",
    hand: "numbers",
    intermediates: true,
    causes: ["stale-cache"],
    ...HIDDEN,
  }),
  batched({
    name: "batch: a1 of other weights than the present ones",
    planted: "a1 before the update",
    hand: "numbers",
    intermediates: true,
    causes: ["stale-cache", "derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "W2",
  }),
  batched({
    name: "batch of one: no slope of tanh",
    planted: "no slope",
    batch: 1,
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    ...HIDDEN,
  }),
  batched({
    name: "batch: dW1 with dz2",
    planted: "dW1 with dz2",
    intermediates: true,
    causes: ["wrong-upstream"],
    alsoAcceptable: ["wrong-layer", "off-by-one-layer"],
    quantity: "W1",
  }),
  batched({
    name: "batch: dW2 of the last sample alone",
    planted: "rows alone",
    batch: 6,
    hand: "numbers",
    causes: ["one-sample"],
    quantity: "W2",
  }),
  batched({
    name: "batch: x is shuffled before dW1",
    planted: "samples shifted",
    intermediates: true,
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["stale-cache", "unknown"],
    quantity: "W1",
  }),
  batched({
    name: "batch: the slope once more in dW1, not in db1",
    planted: "slope on dW1 alone",
    hand: "numbers",
    causes: ["doubled-activation-derivative"],
    alsoAcceptable: ["wrong-upstream"],
    quantity: "W1",
  }),
  batched({
    name: "batch: dW2 is a step with the rate in it",
    planted: "gradient of a step",
    causes: ["factor"],
    quantity: "W2",
  }),
  batched({
    name: "batch: the outputs not counted, and 1 - z²",
    planted: ["divided by the batch alone", "1 - z²"],
    hand: "numbers",
    causes: ["factor", "sum-for-mean"],
    ...OUTPUT,
    second: { causes: ["derivative-at-wrong-value"], ...HIDDEN },
  }),
  batched({
    name: "batch: db2 not summed, and no slope in the hidden layer",
    planted: ["db2 for each sample", "no slope"],
    intermediates: true,
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "b2",
    second: { causes: ["missing-activation-derivative"], ...HIDDEN },
  }),
  batched({
    name: "batch: db1 a mean, and dW2 divided once more",
    planted: ["db1 as a mean", "divided in W2 again"],
    hand: "numbers",
    batch: 6,
    causes: ["factor", "mean-for-sum"],
    quantity: "W2",
    second: { causes: ["mean-for-sum", "factor"], quantity: "b1" },
  }),
  batched({
    name: "batch: W2 after its update, and the outputs not counted",
    planted: ["W2 after its update", "divided by the batch alone"],
    intermediates: true,
    causes: ["factor", "sum-for-mean"],
    ...OUTPUT,
    second: { causes: ["stale-cache"], ...HIDDEN },
  }),
  batched({
    name: "batch: dW2 of the last sample, and the slope of a sigmoid",
    planted: ["rows alone", "the slope of a sigmoid"],
    hand: "numbers",
    batch: 6,
    causes: ["one-sample"],
    quantity: "W2",
    second: { causes: ["derivative-at-wrong-value"], ...HIDDEN },
  }),
  batched({
    name: "batch of three: db1 over the units, and dW2 with the rate in it",
    planted: ["db1 over the units", "gradient of a step"],
    hand: "numbers",
    batch: 3,
    intermediates: true,
    causes: ["factor"],
    quantity: "W2",
    second: { causes: ["wrong-axis"], quantity: "b1" },
  }),
];
