import {
  add,
  at,
  concatenate,
  div,
  less,
  log,
  matmul,
  maximum,
  mean,
  mul,
  sigmoid,
  sub,
  sum,
  type Tensor,
  transpose,
  where,
} from "@wengert/autograd";
import { mask, product } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

/** With which both kinds of samples lie on both sides of the margin. */
const SEED = 7;

// A support vector machine: the mean hinge of s (xw + b) with s = ±1 from zeros and ones.
const hinge = plant<
  "no margin" | "s forgotten" | "all samples" | "t for s" | "minus forgotten" | "divided by those inside",
  { w: Tensor; b: Tensor },
  [Tensor, Tensor]
>("logistic", ({ batch, normal, zeroOne }, has) => ({
  params: { w: normal(2), b: normal() },
  data: [normal(batch, 2), zeroOne(batch)],
  batchAxis: 0,
  loss: ({ w, b }, x, t): Tensor => {
    const margin: Tensor = mul(sub(mul(2, t), 1), add(matmul(x, w), b));
    return mean(where(less(margin, 1), sub(1, margin), 0));
  },
  backward: ({ w, b }, x, t) => {
    const s: Tensor = sub(mul(2, t), 1);
    const margin: Tensor = mul(s, add(matmul(x, w), b));
    let inside = mask(sub(has("no margin") ? 0 : 1, margin));
    if (has("all samples")) inside = add(1, mul(0, margin));
    let each: Tensor = mul(inside, has("t for s") ? t : s);
    if (has("s forgotten")) each = inside;
    if (!has("minus forgotten")) each = mul(-1, each);
    each = div(each, has("divided by those inside") ? maximum(1, sum(inside)) : x.shape[0]!);
    return { gradients: { w: matmul(transpose(x), each), b: sum(each) } };
  },
}));

// Two features that are joined to two others by their products, the weights one vector of four.
const crossed = plant<
  "parts exchanged" | "products as sums" | "no product rule",
  { v: Tensor; w: Tensor },
  [Tensor, Tensor]
>("logistic", ({ batch, normal, zeroOne }, has) => ({
  params: { v: normal(2), w: normal(4) },
  data: [normal(batch, 2), zeroOne(batch)],
  batchAxis: 0,
  loss: ({ v, w }, x, t): Tensor => {
    const u: Tensor = mul(x, v);
    const z: Tensor = matmul(concatenate([u, mul(u, u)], 1), w);
    return mul(-1, mean(log(sigmoid(mul(sub(mul(2, t), 1), z)))));
  },
  backward: ({ v, w }, x, t) => {
    const u: Tensor = mul(x, v);
    const squares: Tensor = mul(u, u);
    const joined: Tensor = concatenate([u, squares], 1);
    const dz: Tensor = div(sub(sigmoid(matmul(joined, w)), t), x.shape[0]!);
    const [first, second]: [Tensor, Tensor] = [at(w, ":2"), at(w, "2:")];
    const inSquares: Tensor = product(at(dz, ":", null), second, has("no product rule") ? u : mul(2, u));
    let du: Tensor = add(mul(at(dz, ":", null), first), inSquares);
    if (has("products as sums")) du = mul(at(dz, ":", null), add(first, second));
    const seen: Tensor = has("parts exchanged") ? concatenate([squares, u], 1) : joined;
    return { gradients: { v: sum(mul(du, x), 0), w: matmul(transpose(seen), dz) } };
  },
}));

const BOTH = { quantity: "w", alsoQuantities: ["b"] };

/** Hinges and crossed features, not seen by the checker. */
export const blindHinge: readonly Case[] = [
  hinge({
    name: "hinge: zero for the margin of one",
    planted: "no margin",
    seed: SEED,
    hand: "numbers",
    batch: 8,
    causes: ["derivative-at-wrong-value", "wrong-forward", "missing-term"],
    alsoAcceptable: ["one-sample"],
    ...BOTH,
  }),
  hinge({
    name: "hinge: s forgotten",
    planted: "s forgotten",
    seed: SEED,
    batch: 8,
    causes: ["missing-term"],
    alsoAcceptable: ["sign"],
    ...BOTH,
  }),
  hinge({
    name: "hinge: samples beyond the margin, too",
    planted: "all samples",
    seed: SEED,
    hand: "numbers",
    batch: 8,
    causes: ["missing-activation-derivative", "missing-term"],
    alsoAcceptable: ["wrong-forward"],
    ...BOTH,
  }),
  hinge({
    name: "hinge: zeros and ones for s",
    planted: "t for s",
    seed: SEED,
    batch: 8,
    causes: ["missing-term", "derivative-at-wrong-value", "unknown"],
    alsoAcceptable: ["wrong-forward"],
    ...BOTH,
  }),
  hinge({
    name: "hinge: the minus is forgotten",
    planted: "minus forgotten",
    seed: SEED,
    hand: "numbers",
    batch: 8,
    causes: ["sign"],
    ...BOTH,
  }),
  hinge({
    name: "hinge: divided by those inside the margin",
    planted: "divided by those inside",
    seed: SEED,
    batch: 8,
    causes: ["factor"],
    alsoAcceptable: ["unknown"],
    ...BOTH,
  }),
  crossed({
    name: "crossed features: the parts joined the other way round",
    planted: "parts exchanged",
    hand: "numbers",
    batch: 6,
    causes: ["wrong-upstream", "structure", "wrong-layer", "derivative-at-wrong-value"],
    alsoAcceptable: ["wrong-axis", "unknown", "off-by-one-layer"],
    quantity: "w",
  }),
  crossed({
    name: "crossed features: squares without their slope",
    planted: "products as sums",
    batch: 6,
    causes: ["missing-activation-derivative", "missing-term"],
    quantity: "v",
  }),
  crossed({
    name: "crossed features: u for the slope 2u",
    planted: "no product rule",
    hand: "numbers",
    batch: 6,
    causes: ["factor", "missing-term"],
    alsoAcceptable: ["derivative-at-wrong-value"],
    quantity: "v",
  }),
  hinge({
    name: "hinge: the minus is forgotten, and samples beyond the margin",
    planted: ["minus forgotten", "all samples"],
    seed: SEED,
    hand: "numbers",
    batch: 8,
    causes: ["sign"],
    ...BOTH,
    second: { causes: ["missing-activation-derivative", "missing-term"], ...BOTH },
  }),
];
