import {
  add,
  at,
  div,
  matmul,
  mean,
  mul,
  outer,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

interface Cell {
  Wx: Tensor;
  Wh: Tensor;
  b: Tensor;
  Wy: Tensor;
  by: Tensor;
}

// An Elman net over x [N, T, in] with an output at every step; the mean over everything.
const everyStep = plant<
  | "carry not added"
  | "h[t] for h[t - 1]"
  | "last step only"
  | "Wh not transposed"
  | "slope of the carry forgotten"
  | "slope at z"
  | "summed over time as a mean"
  | "by of the last step"
  | "biases not summed over the batch"
  | "x of the next step"
  | "stopped after two steps",
  Cell,
  [Tensor, Tensor]
>("recurrent", ({ batch, normal }, has) => ({
  params: { Wx: normal(3, 3), Wh: mul(0.6, normal(3, 3)), b: normal(3), Wy: normal(3, 2), by: normal(2) },
  data: [normal(batch, 4, 3), normal(batch, 4, 2)],
  batchAxis: 0,
  loss: ({ Wx, Wh, b, Wy, by }, x, t): Tensor => {
    let h: Tensor = zeros([x.shape[0]!, 3]);
    let cost: Tensor = sum(0);
    for (let s = 0; s < 4; s++) {
      h = tanh(add(add(matmul(at(x, ":", s), Wx), matmul(h, Wh)), b));
      cost = add(cost, mean(square(sub(add(matmul(h, Wy), by), at(t, ":", s)))));
    }
    return div(cost, 4);
  },
  backward: ({ Wx, Wh, b, Wy, by }, x, t) => {
    const steps = x.shape[1]!;
    const zs: Tensor[] = [];
    const h: Tensor[] = [zeros([x.shape[0]!, 3])];
    for (let s = 0; s < steps; s++) {
      zs.push(add(add(matmul(at(x, ":", s), Wx), matmul(h[s]!, Wh)), b));
      h.push(tanh(zs[s]!));
    }
    const g: { Wx: Tensor; Wh: Tensor; b: Tensor; Wy: Tensor; by: Tensor } = {
      Wx: zerosLike(Wx),
      Wh: zerosLike(Wh),
      b: zerosLike(b),
      Wy: zerosLike(Wy),
      by: zerosLike(by),
    };
    let carry: Tensor = zerosLike(h[0]!);
    for (let s = steps - 1; s >= 0; s--) {
      const dy: Tensor = div(mul(2, sub(add(matmul(h[s + 1]!, Wy), by), at(t, ":", s))), t.size);
      g.Wy = add(g.Wy, matmul(transpose(h[s + 1]!), dy));
      g.by = has("by of the last step") && s < steps - 1 ? g.by : add(g.by, sum(dy, 0));
      let dh: Tensor = matmul(dy, transpose(Wy));
      if (!has("carry not added")) dh = add(dh, carry);
      let dz: Tensor = mul(dh, sub(1, square(has("slope at z") ? zs[s]! : h[s + 1]!)));
      if (has("last step only") && s < steps - 1) dz = zerosLike(dz);
      if (has("stopped after two steps") && s < steps - 2) dz = zerosLike(dz);
      const input: Tensor = at(x, ":", has("x of the next step") ? Math.min(s + 1, steps - 1) : s);
      g.Wx = add(g.Wx, matmul(transpose(input), dz));
      g.Wh = add(g.Wh, matmul(transpose(h[has("h[t] for h[t - 1]") ? s + 1 : s]!), dz));
      g.b = add(g.b, has("biases not summed over the batch") ? dz : sum(dz, 0));
      carry = matmul(has("slope of the carry forgotten") ? dh : dz, has("Wh not transposed") ? Wh : transpose(Wh));
    }
    if (has("summed over time as a mean")) g.Wh = div(g.Wh, steps);
    return { gradients: g, intermediates: { h1: h[1]!, h4: h[4]!, z1: zs[0]! } };
  },
}));

// One sequence [T, in], the cost at the last step only; outer products, vectors.
const lastStep = plant<
  "one step back" | "input weights by the first step" | "hidden by its own" | "slope twice" | "sign of the carry",
  [Tensor, Tensor, Tensor],
  [Tensor, Tensor]
>("recurrent", ({ normal }, has) => ({
  params: [normal(3, 2), mul(0.7, normal(3, 3)), normal(3)],
  data: [normal(5, 2), normal(3)],
  loss: ([U, V, c], xs, target): Tensor => {
    let s: Tensor = zeros([3]);
    for (let t = 0; t < 5; t++) s = tanh(add(add(matmul(U, at(xs, t)), matmul(V, s)), c));
    return mul(0.5, sum(square(sub(s, target))));
  },
  backward: ([U, V, c], xs, target) => {
    const s: Tensor[] = [zeros([3])];
    for (let t = 0; t < 5; t++) s.push(tanh(add(add(matmul(U, at(xs, t)), matmul(V, s[t]!)), c)));
    let dU: Tensor = zerosLike(U);
    let dV: Tensor = zerosLike(V);
    let dc: Tensor = zerosLike(c);
    let ds: Tensor = sub(s[5]!, target);
    for (let t = 4; t >= 0; t--) {
      const slope: Tensor = sub(1, square(s[t + 1]!));
      let delta: Tensor = mul(ds, slope);
      if (has("slope twice")) delta = mul(delta, slope);
      dU = add(dU, outer(delta, at(xs, has("input weights by the first step") ? 0 : t)));
      dV = add(dV, outer(delta, s[has("hidden by its own") ? t + 1 : t]!));
      dc = add(dc, delta);
      ds = mul(has("sign of the carry") ? -1 : 1, matmul(transpose(V), delta));
      if (has("one step back")) break;
    }
    return { gradients: [dU, dV, dc] };
  },
}));

const CELL = ["Wh", "b"];

/** Recurrent nets, unrolled over time. */
export const openRecurrent: readonly Case[] = [
  everyStep({
    name: "every step: the error from the next step is not added to that of the output",
    planted: "carry not added",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "Wx",
    alsoQuantities: CELL,
  }),
  everyStep({
    name: "every step: the recurrent weights meet h[t] and not h[t - 1]",
    planted: "h[t] for h[t - 1]",
    causes: ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
    quantity: "Wh",
  }),
  everyStep({
    name: "every step: the cell learns from the last step only",
    planted: "last step only",
    causes: ["missing-term"],
    quantity: "Wx",
    alsoQuantities: CELL,
  }),
  everyStep({
    name: "every step: the square Wh carries the error back without its transpose",
    planted: "Wh not transposed",
    hand: "numbers",
    causes: ["transposed"],
    quantity: "Wx",
    alsoQuantities: CELL,
  }),
  everyStep({
    name: "every step: the carried error does not go through tanh",
    planted: "slope of the carry forgotten",
    causes: ["missing-activation-derivative"],
    alsoAcceptable: ["unknown"],
    quantity: "Wx",
    alsoQuantities: CELL,
  }),
  everyStep({
    name: "every step: tanh's slope from z at every step",
    planted: "slope at z",
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    quantity: "Wx",
    alsoQuantities: CELL,
    batch: 2,
  }),
  everyStep({
    name: "every step: Wh is averaged over the steps, whose sum is meant",
    planted: "summed over time as a mean",
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "Wh",
  }),
  everyStep({
    name: "every step: the output bias comes from the last step only",
    planted: "by of the last step",
    causes: ["missing-term", "not-summed"],
    quantity: "by",
  }),
  everyStep({
    name: "every step: the cell's bias keeps a row for each sequence",
    planted: "biases not summed over the batch",
    hand: "numbers",
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "b",
    batch: 3,
  }),
  everyStep({
    name: "every step: the input weights meet the next step's input",
    planted: "x of the next step",
    causes: ["off-by-one-layer", "derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "Wx",
  }),
  everyStep({
    name: "every step: the output bias from the last step only, and Wh not transposed",
    planted: ["by of the last step", "Wh not transposed"],
    hand: "numbers",
    causes: ["missing-term", "not-summed"],
    quantity: "by",
    second: { causes: ["transposed"], quantity: "Wx", alsoQuantities: CELL },
  }),
  everyStep({
    name: "every step: backpropagation through time ends after two steps of four",
    planted: "stopped after two steps",
    batch: 1,
    causes: ["missing-term"],
    quantity: "Wx",
    alsoQuantities: CELL,
  }),
  lastStep({
    name: "last step: backpropagation through time ends after one step",
    planted: "one step back",
    batch: 1,
    hand: "numbers",
    causes: ["missing-term"],
    alsoAcceptable: ["one-sample"],
    quantity: "1",
    alsoQuantities: ["0", "2"],
  }),
  lastStep({
    name: "last step: the input weights meet the first input at every step",
    planted: "input weights by the first step",
    batch: 1,
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["unknown", "one-sample"],
    quantity: "0",
  }),
  lastStep({
    name: "last step: V meets the state that it made",
    planted: "hidden by its own",
    batch: 1,
    hand: "numbers",
    causes: ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
    quantity: "1",
  }),
  lastStep({
    name: "last step: the slope enters twice at every step",
    planted: "slope twice",
    batch: 1,
    causes: ["doubled-activation-derivative"],
    quantity: "1",
    alsoQuantities: ["0", "2"],
  }),
  lastStep({
    name: "last step: the carried error changes its sign at every step",
    planted: "sign of the carry",
    batch: 1,
    hand: "numbers",
    causes: ["sign"],
    quantity: "1",
    alsoQuantities: ["0", "2"],
  }),
];
