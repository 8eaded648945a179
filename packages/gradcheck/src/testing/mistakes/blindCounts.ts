import {
  add,
  div,
  dot,
  exp,
  log,
  matmul,
  mean,
  mul,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// Counts with the rate e^(xw + b), and a normal density whose deviation e^s is learned.
const counts = plant<
  | "log of the rate"
  | "rate alone"
  | "slope of the exponential twice"
  | "target minus rate"
  | "bias a mean"
  | "no samples"
  | "logits",
  { w: Tensor; b: Tensor },
  [Tensor, Tensor]
>("mean-square", ({ batch, normal }, has) => ({
  params: { w: mul(0.5, normal(3)) as Tensor, b: tensor(0.2) },
  data: [normal(batch, 3), exp(normal(batch)) as Tensor],
  batchAxis: 0,
  loss: ({ w, b }, x, k): Tensor => {
    const z: Tensor = add(matmul(x, w), b);
    return mean(sub(exp(z), mul(k, z)));
  },
  backward: ({ w, b }, x, k) => {
    const z: Tensor = add(matmul(x, w), b);
    const rate: Tensor = exp(z);
    let dz: Tensor = sub(rate, k);
    if (has("log of the rate")) dz = sub(rate, mul(k, log(rate)));
    if (has("rate alone")) dz = rate;
    if (has("slope of the exponential twice")) dz = mul(dz, rate);
    if (has("target minus rate")) dz = sub(k, rate);
    if (has("logits")) dz = sub(z, k);
    if (!has("no samples")) dz = div(dz, x.shape[0]!);
    return { gradients: { w: matmul(transpose(x), dz), b: has("bias a mean") ? mean(dz) : sum(dz) } };
  },
}));
const COUNTS = { quantity: "w", alsoQuantities: ["b"] };

const density = plant<
  "one forgotten" | "deviation not squared" | "half forgotten" | "sign of the mean",
  { m: Tensor; s: Tensor },
  [Tensor]
>("mean-square", ({ batch, normal }, has) => ({
  params: { m: tensor(0.3), s: tensor(-0.5) },
  data: [normal(batch)],
  batchAxis: 0,
  loss: ({ m, s }, x): Tensor => mean(add(s, mul(0.5, square(div(sub(x, m), exp(s)))))),
  backward: ({ m, s }, x) => {
    const N = x.shape[0]!;
    const deviation: Tensor = exp(s);
    const u: Tensor = div(sub(x, m), deviation);
    const squares: Tensor = mul(has("half forgotten") ? 0.5 : 1, dot(u, u));
    const ds: Tensor = sub(has("one forgotten") ? 0 : 1, div(squares, N));
    let dm: Tensor = div(sum(u), mul(-N, deviation));
    if (has("deviation not squared")) dm = div(sum(u), -N);
    if (has("sign of the mean")) dm = mul(-1, dm);
    return { gradients: { m: dm, s: ds } };
  },
}));

/** Counts and densities, not seen by the checker. */
export const blindCounts: readonly Case[] = [
  counts({
    name: "counts: the logarithm not differentiated",
    planted: "log of the rate",
    hand: "numbers",
    batch: 6,
    causes: ["derivative-at-wrong-value", "missing-activation-derivative", "extra-term"],
    alsoAcceptable: ["wrong-forward", "unknown", "missing-term"],
    ...COUNTS,
  }),
  counts({
    name: "counts: the rate alone",
    planted: "rate alone",
    batch: 6,
    causes: ["missing-term"],
    ...COUNTS,
  }),
  counts({
    name: "counts: times the rate once more",
    planted: "slope of the exponential twice",
    hand: "numbers",
    batch: 6,
    causes: ["doubled-activation-derivative", "extra-term"],
    ...COUNTS,
  }),
  counts({
    name: "counts: counts minus rate",
    planted: "target minus rate",
    batch: 1,
    causes: ["sign"],
    ...COUNTS,
  }),
  counts({
    name: "counts: xw + b for the rate",
    planted: "logits",
    hand: "numbers",
    batch: 6,
    causes: ["missing-activation-derivative", "derivative-at-wrong-value", "wrong-forward"],
    ...COUNTS,
  }),
  counts({
    name: "counts: the bias is averaged twice",
    planted: "bias a mean",
    batch: 6,
    causes: ["mean-for-sum", "factor"],
    quantity: "b",
  }),
  counts({
    name: "counts: the sum for the mean, and times the rate once more",
    planted: ["no samples", "slope of the exponential twice"],
    hand: "numbers",
    batch: 6,
    causes: ["sum-for-mean", "factor"],
    ...COUNTS,
    second: { causes: ["doubled-activation-derivative", "extra-term"], ...COUNTS },
  }),
  density({
    name: "normal density: log σ has no derivative",
    planted: "one forgotten",
    hand: "numbers",
    batch: 6,
    causes: ["missing-term"],
    quantity: "s",
  }),
  density({
    name: "normal density: σ for its square",
    planted: "deviation not squared",
    batch: 6,
    causes: ["missing-term", "factor"],
    quantity: "m",
  }),
  density({
    name: "normal density: the half stays",
    planted: "half forgotten",
    hand: "numbers",
    batch: 6,
    causes: ["factor"],
    quantity: "s",
  }),
  density({
    name: "normal density: the inner minus lost",
    planted: "sign of the mean",
    batch: 6,
    causes: ["sign"],
    alsoAcceptable: ["factor"],
    quantity: "m",
  }),
  density({
    name: "normal density: the inner minus lost, and the half stays",
    planted: ["sign of the mean", "half forgotten"],
    hand: "numbers",
    batch: 6,
    causes: ["sign"],
    alsoAcceptable: ["factor"],
    quantity: "m",
    second: { causes: ["factor"], quantity: "s" },
  }),
  counts({
    name: "counts: counts minus rate, and the bias averaged twice",
    planted: ["target minus rate", "bias a mean"],
    batch: 6,
    causes: ["sign"],
    ...COUNTS,
    second: { causes: ["mean-for-sum", "factor"], quantity: "b" },
  }),
  density({
    name: "normal density: log σ forgotten, and σ for its square",
    planted: ["one forgotten", "deviation not squared"],
    hand: "numbers",
    batch: 6,
    causes: ["missing-term"],
    quantity: "s",
    second: { causes: ["missing-term", "factor"], quantity: "m" },
  }),
];
