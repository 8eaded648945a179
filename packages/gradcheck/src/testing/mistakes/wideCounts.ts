import {
  add,
  at,
  div,
  exp,
  greater,
  matmul,
  maximum,
  mean,
  mul,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// A support vector machine: max(0, 1 - m), half the squared length of w.
const hinge = plant<
  | "all samples count"
  | "only the wrong ones"
  | "bias kept small, too"
  | "strength forgotten"
  | "penalty averaged"
  | "sign of the hinge",
  [Tensor, Tensor],
  [Tensor, Tensor]
>("logistic", ({ batch, normal, zeroOne }, has) => ({
  params: [normal(4), normal(1)],
  data: [normal(batch, 4), sub(mul(2, zeroOne(batch)), 1)],
  batchAxis: 0,
  loss: ([w, b], x, y): Tensor =>
    add(mul(0.5, sum(square(w))), mul(3, mean(maximum(0, sub(1, mul(y, add(matmul(x, w), b))))))),
  backward: ([w, b], x, y) => {
    const rows = x.toArray() as number[][];
    const labels = y.toArray() as number[];
    const weights = w.toArray() as number[];
    const offset = at(b, 0).item();
    const gw = weights.map((value) => (has("penalty averaged") ? value / rows.length : value));
    let gb = has("bias kept small, too") ? offset : 0;
    const strength = (has("strength forgotten") ? 1 : 3) / rows.length;
    for (const [i, row] of rows.entries()) {
      const m = labels[i]! * row.reduce((total, value, j) => total + value * weights[j]!, offset);
      const inside = m < (has("only the wrong ones") ? 0 : 1);
      if (!inside && !has("all samples count")) continue;
      const push = (has("sign of the hinge") ? 1 : -1) * strength * labels[i]!;
      for (const [j, value] of row.entries()) gw[j]! += push * value;
      gb += push;
    }
    return { gradients: [tensor(gw), tensor([gb])] };
  },
}));

// Counts: the rate is an exponential, the cost rate - count · log rate, with an exposure.
const counts = plant<
  | "count's term forgotten"
  | "exposure forgotten"
  | "logarithm's derivative kept"
  | "rate's derivative twice"
  | "mask of the rate",
  { u: Tensor; a: Tensor },
  [Tensor, Tensor, Tensor]
>("logistic", ({ batch, normal }, has) => ({
  params: { u: mul(0.5, normal(3)), a: normal(1) },
  data: [normal(batch, 3), add(1, square(normal(batch))), add(0.5, square(normal(batch)))],
  batchAxis: 0,
  loss: ({ u, a }, x, k, exposure): Tensor => {
    const eta = add(matmul(x, u), a);
    return sum(sub(mul(exposure, exp(eta)), mul(k, eta)));
  },
  backward: ({ u, a }, x, k, exposure) => {
    const eta: Tensor = add(matmul(x, u), a);
    const rate: Tensor = has("exposure forgotten") ? exp(eta) : mul(exposure, exp(eta));
    let e: Tensor = sub(rate, k);
    if (has("count's term forgotten")) e = rate;
    if (has("logarithm's derivative kept")) e = sub(rate, div(k, rate));
    if (has("rate's derivative twice")) e = sub(square(rate), k);
    if (has("mask of the rate")) e = mul(e, greater(eta, 0));
    return { gradients: { u: matmul(e, x), a: reshape(sum(e), [1]) } };
  },
}));

/** Hinges and counts that a checker has not seen. */
export const wideCounts: readonly Case[] = [
  hinge({
    name: "hinge: the penalty is divided by the samples, unseen in the numbers of one sample",
    planted: "penalty averaged",
    batch: 1,
    hand: "numbers",
    causes: ["regulariser"],
    quantity: "0",
    visible: false,
  }),
  hinge({
    name: "hinge: samples beyond the margin count, too",
    planted: "all samples count",
    hand: "numbers",
    causes: ["missing-activation-derivative", "extra-term"],
    quantity: "0",
    alsoQuantities: ["1"],
    batch: 7,
  }),
  hinge({
    name: "hinge: only samples on the wrong side count",
    planted: "only the wrong ones",
    causes: ["derivative-at-wrong-value", "missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "0",
    alsoQuantities: ["1"],
    batch: 8,
  }),
  hinge({
    name: "hinge: the bias is kept small, too",
    planted: "bias kept small, too",
    hand: "numbers",
    causes: ["regulariser", "extra-term"],
    quantity: "1",
  }),
  hinge({
    name: "hinge: the strength of the samples is forgotten, the penalty is right",
    planted: "strength forgotten",
    causes: ["factor"],
    quantity: "0",
    batch: 8,
  }),
  hinge({
    name: "hinge: the penalty is divided by the samples",
    planted: "penalty averaged",
    hand: "numbers",
    causes: ["regulariser"],
    quantity: "0",
    batch: 8,
  }),
  hinge({
    name: "hinge: the samples push the wrong way, and the bias is kept small",
    planted: ["sign of the hinge", "bias kept small, too"],
    causes: ["sign"],
    quantity: "0",
    alsoQuantities: ["1"],
    second: { causes: ["regulariser", "extra-term"], quantity: "1" },
    batch: 8,
  }),
  counts({
    name: "counts: the rate alone, the count is not subtracted",
    planted: "count's term forgotten",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "u",
    alsoQuantities: ["a"],
  }),
  counts({
    name: "counts: the exposure is forgotten",
    planted: "exposure forgotten",
    causes: ["missing-term", "wrong-forward"],
    alsoAcceptable: ["unknown"],
    quantity: "u",
    alsoQuantities: ["a"],
  }),
  counts({
    name: "counts: k/rate though the logarithm is of the rate itself",
    planted: "logarithm's derivative kept",
    hand: "numbers",
    causes: ["extra-term", "missing-activation-derivative", "missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "u",
    alsoQuantities: ["a"],
  }),
  counts({
    name: "counts: the exponential's slope twice",
    planted: "rate's derivative twice",
    causes: ["doubled-activation-derivative", "extra-term"],
    quantity: "u",
    alsoQuantities: ["a"],
  }),
  counts({
    name: "counts: masked as if the rate were a ReLU",
    planted: "mask of the rate",
    hand: "numbers",
    causes: ["extra-term", "derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "u",
    alsoQuantities: ["a"],
  }),
];
