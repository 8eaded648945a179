import {
  add,
  at,
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
  zeros,
  zerosLike,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// An LSTM without biases over x [N, T, 2]: gates f, i, o and the candidate g, the cost at the last step.
type Gate = "f" | "i" | "o" | "g";
const GATES: readonly Gate[] = ["f", "i", "o", "g"];
type Weights = Record<Gate, { x: Tensor; h: Tensor }>;
const lstm = plant<
  | "cell's carry forgotten"
  | "forget gate left out of the carry"
  | "tanh(c) without slope"
  | "tanh's slope for the input gate"
  | "forget gate meets the new cell"
  | "output gate meets c"
  | "hidden carry from one gate"
  | "candidate and input gate exchanged"
  | "o's slope forgotten",
  { cell: Weights; V: Tensor },
  [Tensor, Tensor]
>("recurrent", ({ batch, normal }, has) => {
  const run = (cell: Weights, x: Tensor) => {
    let h: Tensor = zeros([x.shape[0]!, 3]);
    let c: Tensor = h;
    const steps: { f: Tensor; i: Tensor; o: Tensor; g: Tensor; c: Tensor; before: Tensor; h: Tensor }[] = [];
    for (let s = 0; s < x.shape[1]!; s++) {
      const z = (k: Gate): Tensor => add(matmul(at(x, ":", s), cell[k].x), matmul(h, cell[k].h));
      const [f, i, o, g] = [sigmoid(z("f")), sigmoid(z("i")), sigmoid(z("o")), tanh(z("g"))];
      const before = c;
      c = add(mul(f, c), mul(i, g));
      steps.push({ f, i, o, g, c, before, h });
      h = mul(o, tanh(c));
    }
    return { steps, h };
  };
  const weights = () => ({ x: normal(2, 3), h: normal(3, 3) });
  return {
    params: { cell: { f: weights(), i: weights(), o: weights(), g: weights() }, V: normal(3, 2) },
    data: [normal(batch, 3, 2), normal(batch, 2)],
    batchAxis: 0,
    loss: ({ cell, V }, x, t): Tensor => mean(square(sub(matmul(run(cell, x).h, V), t))),
    backward: ({ cell, V }, x, t) => {
      const { steps, h } = run(cell, x);
      const dy: Tensor = mul(2 / t.size, sub(matmul(h, V), t));
      const zero = (k: Gate) => ({ x: zerosLike(cell[k].x) as Tensor, h: zerosLike(cell[k].h) as Tensor });
      const d = { f: zero("f"), i: zero("i"), o: zero("o"), g: zero("g") };
      let dh: Tensor = matmul(dy, transpose(V));
      let dc: Tensor = zerosLike(h);
      for (let s = steps.length - 1; s >= 0; s--) {
        const { f, i, o, g, c, before, h: was } = steps[s]!;
        const u = tanh(c);
        const through: Tensor = mul(dh, o);
        dc = add(dc, has("tanh(c) without slope") ? through : mul(through, sub(1, square(u))));
        const sigmoidSlope = (a: Tensor): Tensor => mul(a, sub(1, a));
        const [forI, forG] = has("candidate and input gate exchanged") ? [i, g] : [g, i];
        const dz: Record<Gate, Tensor> = {
          o: mul(mul(dh, has("output gate meets c") ? c : u), has("o's slope forgotten") ? 1 : sigmoidSlope(o)),
          f: mul(mul(dc, has("forget gate meets the new cell") ? c : before), sigmoidSlope(f)),
          i: mul(mul(dc, forI), has("tanh's slope for the input gate") ? sub(1, square(i)) : sigmoidSlope(i)),
          g: mul(mul(dc, forG), sub(1, square(g))),
        };
        let back: Tensor = zerosLike(was);
        for (const k of GATES) {
          d[k].x = add(d[k].x, matmul(transpose(at(x, ":", s)), dz[k]));
          d[k].h = add(d[k].h, matmul(transpose(was), dz[k]));
          if (!has("hidden carry from one gate") || k === "g") back = add(back, matmul(dz[k], transpose(cell[k].h)));
        }
        dh = back;
        dc = has("cell's carry forgotten") ? zerosLike(dc) : has("forget gate left out of the carry") ? dc : mul(dc, f);
      }
      return { gradients: { cell: d, V: matmul(transpose(h), dy) } };
    },
  };
});

const UNDER_THE_CELL = ["cell.f.x", "cell.i.x", "cell.i.h", "cell.g.x", "cell.g.h", "cell.f.h"];
const ALL_GATES = ["cell.o.h", ...UNDER_THE_CELL];

// h ← z h + (1 - z) tanh(…), with a learnt first state; a list of parameters, one sequence.
const gatedUnit = plant<
  | "first state without gradient"
  | "first state one step too early"
  | "h's own way forgotten"
  | "sign of the gate"
  | "errors of the steps averaged"
  | "reset to the last step's cost",
  [Tensor, Tensor, Tensor],
  [Tensor, Tensor]
>("recurrent", ({ normal }, has) => {
  const step = (h: Tensor, x: Tensor, A: Tensor, B: Tensor): [Tensor, Tensor, Tensor] => {
    const z: Tensor = sigmoid(add(matmul(A, h), x));
    const n: Tensor = tanh(add(matmul(B, h), x));
    return [z, n, add(mul(z, h), mul(sub(1, z), n))];
  };
  return {
    params: [normal(3, 3), normal(3, 3), normal(3)],
    data: [normal(4, 3), normal(4, 3)],
    loss: ([A, B, h0], xs, ts): Tensor => {
      let h = h0;
      let cost: Tensor = sum(0);
      for (let s = 0; s < 4; s++) {
        h = step(h, at(xs, s), A, B)[2];
        cost = add(cost, mul(0.5, sum(square(sub(h, at(ts, s))))));
      }
      return cost;
    },
    backward: ([A, B, h0], xs, ts) => {
      const h = [h0];
      const gates: [Tensor, Tensor][] = [];
      for (let s = 0; s < 4; s++) {
        const [z, n, next] = step(h[s]!, at(xs, s), A, B);
        gates.push([z, n]);
        h.push(next);
      }
      let [dA, dB]: [Tensor, Tensor] = [zerosLike(A), zerosLike(B)];
      let carry: Tensor = zerosLike(h0);
      let first: Tensor = carry;
      for (let s = 3; s >= 0; s--) {
        let own: Tensor = sub(h[s + 1]!, at(ts, s));
        if (has("errors of the steps averaged")) own = div(own, 4);
        if (has("reset to the last step's cost") && s < 3) own = mul(0, own);
        const dh: Tensor = add(carry, own);
        first = dh;
        const [z, n] = gates[s]!;
        const inner: Tensor = has("sign of the gate") ? sub(n, h[s]!) : sub(h[s]!, n);
        const dz: Tensor = mul(mul(dh, inner), mul(z, sub(1, z)));
        const dn: Tensor = mul(mul(dh, sub(1, z)), sub(1, square(n)));
        dA = add(dA, mul(at(dz, ":", null), h[s]!));
        dB = add(dB, mul(at(dn, ":", null), h[s]!));
        carry = add(matmul(transpose(A), dz), matmul(transpose(B), dn));
        if (!has("h's own way forgotten")) carry = add(carry, mul(dh, z));
      }
      if (has("first state without gradient")) carry = zerosLike(h0);
      if (has("first state one step too early")) carry = first;
      return { gradients: [dA, dB, carry] };
    },
  };
});

/** Recurrent nets that a checker has not seen. */
export const heldRecurrent: readonly Case[] = [
  lstm({
    name: "LSTM: the cell carries no error to the step before",
    planted: "cell's carry forgotten",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "cell.f.x",
    alsoQuantities: UNDER_THE_CELL,
  }),
  lstm({
    name: "LSTM: the cell's error goes back without the forget gate",
    planted: "forget gate left out of the carry",
    causes: ["missing-term", "wrong-upstream"],
    alsoAcceptable: ["unknown"],
    quantity: "cell.f.x",
    alsoQuantities: UNDER_THE_CELL,
  }),
  lstm({
    name: "LSTM: tanh(c) has no slope",
    planted: "tanh(c) without slope",
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    quantity: "cell.i.x",
    alsoQuantities: ALL_GATES,
  }),
  lstm({
    name: "LSTM: the input gate has tanh's slope",
    planted: "tanh's slope for the input gate",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "cell.i.x",
    alsoQuantities: ALL_GATES,
    batch: 2,
  }),
  lstm({
    name: "LSTM: the forget gate meets the cell after the step",
    planted: "forget gate meets the new cell",
    hand: "numbers",
    causes: ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
    quantity: "cell.f.x",
    alsoQuantities: ALL_GATES,
  }),
  lstm({
    name: "LSTM: the output gate meets c and not tanh(c)",
    planted: "output gate meets c",
    causes: ["derivative-at-wrong-value"],
    quantity: "cell.o.x",
    alsoQuantities: ALL_GATES,
  }),
  lstm({
    name: "LSTM: only the candidate carries the hidden state's error",
    planted: "hidden carry from one gate",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "cell.f.x",
    alsoQuantities: [...ALL_GATES, "cell.o.x"],
  }),
  lstm({
    name: "LSTM: input gate and candidate meet themselves and not each other",
    planted: "candidate and input gate exchanged",
    causes: ["derivative-at-wrong-value", "wrong-upstream"],
    quantity: "cell.i.x",
    alsoQuantities: ALL_GATES,
  }),
  lstm({
    name: "LSTM: no slope of the output gate, and the forget gate meets the new cell",
    planted: ["o's slope forgotten", "forget gate meets the new cell"],
    causes: ["missing-activation-derivative"],
    quantity: "cell.o.x",
    alsoQuantities: ALL_GATES,
    second: { causes: ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"], quantity: "cell.f.x" },
  }),
  gatedUnit({
    name: "gated unit: the learnt first state has no gradient",
    planted: "first state without gradient",
    batch: 1,
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "2",
  }),
  gatedUnit({
    name: "gated unit: the first state gets the error of the state after it",
    planted: "first state one step too early",
    batch: 1,
    causes: ["off-by-one-layer", "wrong-upstream", "wrong-layer"],
    quantity: "2",
  }),
  gatedUnit({
    name: "gated unit: the state's own way past the gates is forgotten",
    planted: "h's own way forgotten",
    batch: 1,
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "0",
    alsoQuantities: ["1", "2"],
  }),
  gatedUnit({
    name: "gated unit: n - h for h - n at the gate",
    planted: "sign of the gate",
    batch: 1,
    causes: ["sign"],
    quantity: "0",
    alsoQuantities: ["1", "2"],
  }),
  gatedUnit({
    name: "gated unit: averaged over steps whose costs are summed",
    planted: "errors of the steps averaged",
    batch: 1,
    hand: "numbers",
    causes: ["factor", "mean-for-sum"],
    quantity: "0",
    alsoQuantities: ["1", "2"],
  }),
  gatedUnit({
    name: "gated unit: only the last step's cost is taken back",
    planted: "reset to the last step's cost",
    batch: 1,
    causes: ["missing-term", "one-sample"],
    quantity: "0",
    alsoQuantities: ["1", "2"],
  }),
];
