import {
  abs,
  add,
  at,
  div,
  exp,
  less,
  log,
  matmul,
  mean,
  mul,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// A curve a e^(-k t) + sin(ω t + φ), four numbers in a record, and a cost log cosh.
interface Curve {
  a: Tensor;
  k: Tensor;
  omega: Tensor;
  phi: Tensor;
}
const curve = plant<
  | "minus of the decay"
  | "inner t forgotten"
  | "cosine at ωt alone"
  | "tanh forgotten"
  | "a forgotten in k"
  | "sum for mean",
  Curve,
  [Tensor, Tensor]
>("mean-square", ({ batch, normal }, has) => ({
  params: { a: tensor(1.2), k: tensor(0.6), omega: tensor(1.7), phi: tensor(0.4) },
  data: [abs(normal(batch)), normal(batch)],
  batchAxis: 0,
  loss: ({ a, k, omega, phi }, t, y): Tensor => {
    const r = sub(add(mul(a, exp(mul(-1, mul(k, t)))), sin(add(mul(omega, t), phi))), y);
    return mean(log(mul(0.5, add(exp(r), exp(mul(-1, r))))));
  },
  backward: ({ a, k, omega, phi }, t, y) => {
    let [da, dk, dw, dp] = [0, 0, 0, 0];
    const [A, K, O, P] = [a.item(), k.item(), omega.item(), phi.item()];
    const [times, values] = [t.toArray() as number[], y.toArray() as number[]];
    for (const [i, time] of times.entries()) {
      const decay = Math.exp(-K * time);
      const r = A * decay + Math.sin(O * time + P) - values[i]!;
      const e = (has("tanh forgotten") ? r : Math.tanh(r)) / (has("sum for mean") ? 1 : times.length);
      const c = Math.cos(has("cosine at ωt alone") ? O * time : O * time + P);
      da += e * decay;
      dk += e * (has("a forgotten in k") ? 1 : A) * decay * (has("minus of the decay") ? time : -time);
      dw += e * c * (has("inner t forgotten") ? 1 : time);
      dp += e * c;
    }
    return { gradients: { a: tensor(da), k: tensor(dk), omega: tensor(dw), phi: tensor(dp) } };
  },
}));

// Two outputs that share a column; a part of the targets is not known and masked in the cost.
const masked = plant<
  "mask forgotten" | "divided by all" | "mask on the input",
  { W: Tensor },
  [Tensor, Tensor, Tensor]
>("mean-square", ({ batch, normal }, has) => ({
  params: { W: normal(2, 2) },
  data: [normal(batch, 2), normal(batch, 2), mul(1, less(normal(batch, 2), 0.5))],
  batchAxis: 0,
  loss: ({ W }, x, t, known): Tensor =>
    div(sum(mul(known, square(sub(at(matmul(x, W), ":", [1, 0]), t)))), add(1, sum(known))),
  backward: ({ W }, x, t, known) => {
    const r: Tensor = sub(at(matmul(x, W), ":", [1, 0]), t);
    const e: Tensor = div(
      mul(2, has("mask forgotten") || has("mask on the input") ? r : mul(known, r)),
      has("divided by all") ? t.size : add(1, sum(known)),
    );
    const input: Tensor = has("mask on the input") ? mul(x, known) : x;
    return { gradients: { W: matmul(transpose(input), at(e, ":", "::-1")) } };
  },
}));

/** A curve and masked targets that a checker has not seen. */
export const heldCurve: readonly Case[] = [
  curve({
    name: "curve: the decay's minus is lost",
    planted: "minus of the decay",
    hand: "numbers",
    causes: ["sign"],
    alsoAcceptable: ["factor"],
    quantity: "k",
  }),
  curve({
    name: "curve: the inner derivative t of the sine is forgotten",
    planted: "inner t forgotten",
    causes: ["missing-term"],
    alsoAcceptable: ["wrong-layer", "missing-activation-derivative", "unknown"],
    quantity: "omega",
  }),
  curve({
    name: "curve: the cosine at ωt alone",
    planted: "cosine at ωt alone",
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "omega",
    alsoQuantities: ["phi"],
  }),
  curve({
    name: "curve: the residual for its tanh",
    planted: "tanh forgotten",
    causes: ["missing-activation-derivative", "wrong-forward", "missing-term"],
    alsoAcceptable: ["unknown", "derivative-at-wrong-value"],
    quantity: "a",
    alsoQuantities: ["k", "omega", "phi"],
  }),
  curve({
    name: "curve: the sum of five, and a forgotten in front of the decay",
    planted: ["sum for mean", "a forgotten in k"],
    batch: 5,
    hand: "numbers",
    causes: ["factor", "sum-for-mean"],
    quantity: "a",
    alsoQuantities: ["k", "omega", "phi"],
    second: { causes: ["missing-term", "factor"], quantity: "k" },
  }),
  masked({
    name: "unknown targets: their mask is forgotten on the way back",
    planted: "mask forgotten",
    hand: "numbers",
    causes: ["missing-term"],
    alsoAcceptable: ["missing-activation-derivative", "unknown"],
    quantity: "W",
    batch: 6,
  }),
  masked({
    name: "unknown targets: divided by all and not by the known ones",
    planted: "divided by all",
    causes: ["factor"],
    quantity: "W",
    batch: 6,
  }),
  masked({
    name: "unknown targets: the mask lies on the input",
    planted: "mask on the input",
    hand: "numbers",
    causes: ["unknown", "wrong-upstream", "derivative-at-wrong-value"],
    quantity: "W",
    batch: 6,
  }),
];
