import {
  add,
  at,
  concatenate,
  div,
  matmul,
  mean,
  mul,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// A gate between what is new and what was: y = g h + (1 - g) x.
interface Gated {
  H: Tensor;
  G: Tensor;
  g0: Tensor;
  out: Tensor;
}
const gated = plant<
  | "gate's x forgotten"
  | "sign of 1 - g"
  | "gate taken as a constant"
  | "gate's slope forgotten"
  | "tanh's slope for the gate"
  | "h and g exchanged in the product rule"
  | "g0 averaged",
  { first: Tensor; highway: Gated },
  [Tensor, Tensor]
>("deep", ({ batch, normal }, has) => ({
  params: { first: normal(3, 3), highway: { H: normal(3, 3), G: normal(3, 3), g0: normal(3), out: normal(3, 2) } },
  data: [normal(batch, 3), normal(batch, 2)],
  batchAxis: 0,
  loss: ({ first, highway: { H, G, g0, out } }, input, t): Tensor => {
    const x = tanh(matmul(input, first));
    const h = tanh(matmul(x, H));
    const g = sigmoid(add(matmul(x, G), g0));
    return mean(square(sub(matmul(add(mul(g, h), mul(sub(1, g), x)), out), t)));
  },
  backward: ({ first, highway: { H, G, g0, out } }, input, t) => {
    const x: Tensor = tanh(matmul(input, first));
    const h: Tensor = tanh(matmul(x, H));
    const g: Tensor = sigmoid(add(matmul(x, G), g0));
    const y: Tensor = add(mul(g, h), mul(sub(1, g), x));
    const dp: Tensor = mul(2 / t.size, sub(matmul(y, out), t));
    const dy: Tensor = matmul(dp, transpose(out));
    const dh: Tensor = mul(dy, has("h and g exchanged in the product rule") ? h : g);
    let dg: Tensor = mul(dy, sub(h, x));
    if (has("gate's x forgotten")) dg = mul(dy, h);
    if (has("sign of 1 - g")) dg = mul(dy, add(h, x));
    if (has("gate taken as a constant")) dg = mul(0, dg);
    const zh: Tensor = mul(dh, sub(1, square(h)));
    let zg: Tensor = mul(dg, mul(g, sub(1, g)));
    if (has("gate's slope forgotten")) zg = dg;
    if (has("tanh's slope for the gate")) zg = mul(dg, sub(1, square(g)));
    const dx: Tensor = add(mul(dy, sub(1, g)), add(matmul(zh, transpose(H)), matmul(zg, transpose(G))));
    return {
      gradients: {
        first: matmul(transpose(input), mul(dx, sub(1, square(x)))),
        highway: {
          H: matmul(transpose(x), zh),
          G: matmul(transpose(x), zg),
          g0: has("g0 averaged") ? mean(zg, 0) : sum(zg, 0),
          out: matmul(transpose(y), dp),
        },
      },
      intermediates: { x, h, g, y, dy, dh, dg },
    };
  },
}));

// The features of every layer stay beside those of the next; one matrix is applied three times.
const growing = plant<
  | "old features forgotten"
  | "slices exchanged"
  | "shared matrix's last use"
  | "shared matrix averaged"
  | "uses without their slopes",
  { shared: Tensor; head: Tensor },
  [Tensor, Tensor]
>("deep", ({ batch, normal }, has) => ({
  params: { shared: mul(0.7, normal(3, 3)), head: normal(6, 2) },
  data: [normal(batch, 3), normal(batch, 2)],
  batchAxis: 0,
  loss: ({ shared, head }, x, t): Tensor => {
    let a: Tensor = x;
    for (let use = 0; use < 2; use++) a = tanh(matmul(a, shared));
    const wide = concatenate([a, tanh(matmul(a, shared))], 1);
    return mul(0.5, sum(square(sub(matmul(wide, head), t))));
  },
  backward: ({ shared, head }, x, t) => {
    const a1: Tensor = tanh(matmul(x, shared));
    const a2: Tensor = tanh(matmul(a1, shared));
    const a3: Tensor = tanh(matmul(a2, shared));
    const wide: Tensor = concatenate([a2, a3], 1);
    const e: Tensor = sub(matmul(wide, head), t);
    const dwide: Tensor = matmul(e, transpose(head));
    const [old, fresh] = has("slices exchanged") ? ["3:6", "0:3"] : ["0:3", "3:6"];
    const slope = (a: Tensor): Tensor => (has("uses without their slopes") ? add(1, mul(0, a)) : sub(1, square(a)));
    const z3: Tensor = mul(at(dwide, ":", fresh!), sub(1, square(a3)));
    let da2: Tensor = matmul(z3, transpose(shared));
    if (!has("old features forgotten")) da2 = add(da2, at(dwide, ":", old!));
    const z2: Tensor = mul(da2, slope(a2));
    const z1: Tensor = mul(matmul(z2, transpose(shared)), slope(a1));
    const uses: Tensor[] = [matmul(transpose(a2), z3), matmul(transpose(a1), z2), matmul(transpose(x), z1)];
    let dS: Tensor = add(add(uses[0]!, uses[1]!), uses[2]!);
    if (has("shared matrix's last use")) dS = uses[0]!;
    if (has("shared matrix averaged")) dS = div(dS, 3);
    return { gradients: { shared: dS, head: matmul(transpose(wide), e) } };
  },
}));

/** Gates and repeated layers that a checker has not seen. */
export const wideGate: readonly Case[] = [
  gated({
    name: "gate: its derivative is h, where it is h - x",
    planted: "gate's x forgotten",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "highway.G",
    alsoQuantities: ["highway.g0"],
  }),
  gated({
    name: "gate: h + x for h - x",
    planted: "sign of 1 - g",
    causes: ["sign"],
    quantity: "highway.G",
    alsoQuantities: ["highway.g0"],
  }),
  gated({
    name: "gate: taken as a constant",
    planted: "gate taken as a constant",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "highway.G",
    alsoQuantities: ["highway.g0"],
  }),
  gated({
    name: "gate: its sigmoid has no slope, one sample",
    planted: "gate's slope forgotten",
    batch: 1,
    causes: ["missing-activation-derivative"],
    quantity: "highway.G",
    alsoQuantities: ["highway.g0"],
    intermediates: true,
  }),
  gated({
    name: "gate: its sigmoid has tanh's slope, 1 - g²",
    planted: "tanh's slope for the gate",
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "highway.G",
    alsoQuantities: ["highway.g0"],
  }),
  gated({
    name: "gate: the product's derivative by h is h",
    planted: "h and g exchanged in the product rule",
    causes: ["derivative-at-wrong-value", "wrong-upstream"],
    quantity: "highway.H",
  }),
  gated({
    name: "gate: the mean for its bias, and h + x for h - x",
    planted: ["g0 averaged", "sign of 1 - g"],
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "highway.g0",
    second: { causes: ["sign"], quantity: "highway.G", alsoQuantities: ["highway.g0"] },
  }),
  gated({
    name: "gate: the mean for its bias, unseen in the numbers of one sample",
    planted: "g0 averaged",
    batch: 1,
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "highway.g0",
    visible: false,
  }),
  growing({
    name: "one matrix thrice: the features that stay carry no error back",
    planted: "old features forgotten",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "shared",
  }),
  growing({
    name: "one matrix thrice: the halves of the concatenation are exchanged",
    planted: "slices exchanged",
    causes: ["wrong-upstream", "wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "shared",
  }),
  growing({
    name: "one matrix thrice: only its last use counts",
    planted: "shared matrix's last use",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "shared",
  }),
  growing({
    name: "one matrix thrice: averaged over the uses",
    planted: "shared matrix averaged",
    batch: 1,
    causes: ["factor", "mean-for-sum"],
    quantity: "shared",
  }),
  growing({
    name: "one matrix thrice: the first two uses have no slope",
    planted: "uses without their slopes",
    causes: ["missing-activation-derivative"],
    quantity: "shared",
  }),
];
