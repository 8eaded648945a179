import {
  add,
  at,
  concatenate,
  div,
  matmul,
  mul,
  outer,
  reshape,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// Two logistic layers with a mean over the batch, by one loop over samples and lists of rows, classes as columns.
const loop = plant<
  | "loop from one"
  | "loop to n - 1"
  | "hidden values of the first sample"
  | "error of the sample before"
  | "mean of means"
  | "bias of the last sample only"
  | "slope of both layers doubled"
  | "outer product not transposed"
  | "input of the layer above",
  { one: Tensor; two: Tensor; bias: Tensor },
  [Tensor, Tensor]
>("logistic", ({ batch, normal }, has) => ({
  params: { one: normal(3, 3), two: normal(3, 3), bias: normal(3) },
  data: [normal(3, batch), sigmoid(normal(3, batch))],
  batchAxis: 1,
  loss: ({ one, two, bias }, X, T): Tensor => {
    const A = sigmoid(matmul(one, X));
    return div(sum(square(sub(sigmoid(add(matmul(two, A), reshape(bias, [3, 1]))), T))), X.shape[1]!);
  },
  backward: ({ one, two, bias }, X, T) => {
    const n = X.shape[1]!;
    const parts: { one: Tensor; two: Tensor; bias: Tensor }[] = [];
    const first: Tensor = sigmoid(matmul(one, at(X, ":", 0)));
    let before: Tensor | undefined;
    const from = has("loop from one") ? Math.min(1, n - 1) : 0;
    const to = has("loop to n - 1") ? Math.max(1, n - 1) : n;
    for (let i = from; i < to; i++) {
      const x: Tensor = at(X, ":", i);
      const a: Tensor = sigmoid(matmul(one, x));
      const y: Tensor = sigmoid(add(matmul(two, a), bias));
      let e: Tensor = mul(mul(2, sub(y, at(T, ":", i))), mul(y, sub(1, y)));
      if (has("slope of both layers doubled")) e = mul(e, mul(y, sub(1, y)));
      const used: Tensor = has("error of the sample before") ? (before ?? e) : e;
      before = e;
      let d: Tensor = mul(matmul(transpose(two), used), mul(a, sub(1, a)));
      if (has("slope of both layers doubled")) d = mul(d, mul(a, sub(1, a)));
      const h: Tensor = has("hidden values of the first sample") ? first : a;
      parts.push({
        one: has("outer product not transposed") ? outer(x, d) : outer(d, has("input of the layer above") ? a : x),
        two: outer(used, h),
        bias: used,
      });
    }
    const total = (key: "one" | "two" | "bias"): Tensor => {
      let out: Tensor = parts[0]![key];
      for (const part of parts.slice(1)) out = add(out, part[key]);
      return div(out, has("mean of means") ? n * n : n);
    };
    return {
      gradients: {
        one: total("one"),
        two: total("two"),
        bias: has("bias of the last sample only") ? div(parts[parts.length - 1]!.bias, n) : total("bias"),
      },
    };
  },
}));

// A linear map of a flattened picture, kept as a stack [2, 3, 2] of matrices, one per row of the picture.
const stacked = plant<
  "axes exchanged" | "summed over rows, too" | "first row of the picture for all" | "flattened the other way",
  { M: Tensor; c: Tensor },
  [Tensor, Tensor]
>("convolution", ({ batch, normal }, has) => ({
  params: { M: normal(2, 2, 2), c: normal(2) },
  data: [normal(batch, 2, 2), normal(batch, 2)],
  batchAxis: 0,
  loss: ({ M, c }, x, t): Tensor => {
    const y = add(matmul(reshape(x, [x.shape[0]!, 4]), reshape(M, [4, 2])), c);
    return mul(0.5, sum(square(sub(y, t))));
  },
  backward: ({ M, c }, x, t) => {
    const n = x.shape[0]!;
    const flat = reshape(x, [n, 4]);
    const e: Tensor = sub(add(matmul(flat, reshape(M, [4, 2])), c), t);
    let dM: Tensor = reshape(matmul(transpose(flat), e), [2, 2, 2]);
    if (has("axes exchanged")) dM = transpose(dM, [0, 2, 1]);
    if (has("flattened the other way")) dM = transpose(dM, [1, 0, 2]);
    if (has("first row of the picture for all")) {
      const row: Tensor = matmul(transpose(at(x, ":", 0)), e);
      dM = reshape(concatenate([row, row]), [2, 2, 2]);
    }
    return { gradients: { M: dM, c: has("summed over rows, too") ? add(mul(0, c), sum(e)) : sum(e, 0) } };
  },
}));

/** Loops over samples and a stack of matrices that a checker has not seen. */
export const heldLoop: readonly Case[] = [
  loop({
    name: "columns in a loop: the loop starts at one",
    planted: "loop from one",
    hand: "numbers",
    causes: ["one-sample", "missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "two",
    alsoQuantities: ["bias"],
  }),
  loop({
    name: "columns in a loop: the loop ends before the last",
    planted: "loop to n - 1",
    causes: ["one-sample", "missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "two",
    alsoQuantities: ["bias"],
  }),
  loop({
    name: "columns in a loop: the hidden values of the first sample stay",
    planted: "hidden values of the first sample",
    hand: "numbers",
    causes: ["stale-cache", "derivative-at-wrong-value", "one-sample"],
    alsoAcceptable: ["unknown"],
    quantity: "two",
  }),
  loop({
    name: "columns in a loop: the error of the sample before",
    planted: "error of the sample before",
    causes: ["stale-cache", "wrong-upstream"],
    alsoAcceptable: ["unknown"],
    quantity: "two",
    alsoQuantities: ["bias"],
  }),
  loop({
    name: "columns in a loop: divided by n twice",
    planted: "mean of means",
    hand: "numbers",
    causes: ["factor", "mean-for-sum"],
    quantity: "two",
    alsoQuantities: ["bias"],
  }),
  loop({
    name: "columns in a loop: divided by n twice, unseen with one sample",
    planted: "mean of means",
    batch: 1,
    causes: ["factor", "mean-for-sum"],
    quantity: "two",
    alsoQuantities: ["bias", "one"],
    visible: false,
  }),
  loop({
    name: "columns in a loop: the bias is that of the last sample",
    planted: "bias of the last sample only",
    causes: ["one-sample"],
    quantity: "bias",
  }),
  loop({
    name: "columns in a loop: the bias of the last sample, outer products not transposed",
    planted: ["bias of the last sample only", "outer product not transposed"],
    hand: "numbers",
    causes: ["one-sample"],
    quantity: "bias",
    second: { causes: ["transposed"], quantity: "one" },
  }),
  loop({
    name: "columns in a loop: every slope twice, one sample",
    planted: "slope of both layers doubled",
    batch: 1,
    hand: "numbers",
    causes: ["doubled-activation-derivative"],
    quantity: "two",
    alsoQuantities: ["bias"],
  }),
  loop({
    name: "columns in a loop: the first matrix meets the values of the layer above",
    planted: "input of the layer above",
    causes: ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
    quantity: "one",
  }),
  stacked({
    name: "stack of matrices: each is transposed",
    planted: "axes exchanged",
    hand: "numbers",
    causes: ["transposed"],
    quantity: "M",
  }),
  stacked({
    name: "stack of matrices: rows and columns of the picture are exchanged",
    planted: "flattened the other way",
    causes: ["transposed", "wrong-axis"],
    quantity: "M",
  }),
  stacked({
    name: "stack of matrices: the first row of the picture for both",
    planted: "first row of the picture for all",
    hand: "numbers",
    causes: ["derivative-at-wrong-value", "wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "M",
  }),
  stacked({
    name: "stack of matrices: the bias is summed over outputs, too",
    planted: "summed over rows, too",
    causes: ["wrong-axis"],
    quantity: "c",
    batch: 1,
  }),
];
