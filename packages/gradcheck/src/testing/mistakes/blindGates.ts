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
import { affine, product, sigmoidSlope, tanhSlope } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

interface Gates {
  W: Tensor;
  U: Tensor;
  b: Tensor;
}

// An LSTM: the gates i, f, o and the candidate g lie side by side in W; the last h is compared with the target.
const lstm = plant<
  | "o's slope missing"
  | "tanh for σ at f"
  | "c of the step at f"
  | "i and g exchanged"
  | "no tanh of c"
  | "f left out of dc"
  | "dc not added"
  | "h not handed back"
  | "gates in another order"
  | "slope of g as of a gate"
  | "tanh'(tanh(c))"
  | "bias of one step",
  Gates,
  [Tensor, Tensor]
>("recurrent", ({ batch, normal }, has) => {
  const cut = (z: Tensor, k: number): Tensor => at(z, ":", `${2 * k}:${2 * k + 2}`);
  const forward = ({ W, U, b }: Gates, x: Tensor) => {
    const zero: Tensor = mul(0, at(x, ":", 0));
    let [h, c]: [Tensor, Tensor] = [zero, zero];
    const steps = [];
    for (const k of [0, 1, 2]) {
      const z: Tensor = add(affine(at(x, ":", k), W, b), matmul(h, U));
      const before = { h, c };
      const [i, f, o, g]: Tensor[] = [sigmoid(cut(z, 0)), sigmoid(cut(z, 1)), sigmoid(cut(z, 2)), tanh(cut(z, 3))];
      c = add(mul(f!, c), mul(i!, g!));
      h = mul(o!, tanh(c));
      steps.push({ z, before, i: i!, f: f!, o: o!, g: g!, c, h });
    }
    return steps;
  };
  return {
    params: { W: normal(2, 8), U: normal(2, 8), b: normal(8) },
    data: [normal(batch, 3, 2), normal(batch, 2)],
    batchAxis: 0,
    loss: (params, x, t): Tensor => mean(square(sub(forward(params, x).at(-1)!.h, t))),
    backward: (params, x, t) => {
      const { W, U, b } = params;
      const steps = forward(params, x);
      let dh: Tensor = div(mul(2, sub(steps[2]!.h, t)), t.size);
      let dc: Tensor = mul(0, dh);
      let [dW, dU, db]: [Tensor, Tensor, Tensor] = [mul(0, W), mul(0, U), mul(0, b)];
      for (const k of [2, 1, 0]) {
        const { z, before, i, f, o, g, c } = steps[k]!;
        const slope = has("tanh'(tanh(c))") ? tanhSlope(tanh(c)) : tanhSlope(c);
        const inner: Tensor = has("no tanh of c") ? mul(dh, o) : product(dh, o, slope);
        dc = has("dc not added") ? inner : add(inner, dc);
        let di: Tensor = product(dc, g, sigmoidSlope(cut(z, 0)));
        const old = has("c of the step at f") ? c : before.c;
        const df: Tensor = product(dc, old, has("tanh for σ at f") ? tanhSlope(cut(z, 1)) : sigmoidSlope(cut(z, 1)));
        let dO: Tensor = mul(dh, tanh(c));
        if (!has("o's slope missing")) dO = mul(dO, sigmoidSlope(cut(z, 2)));
        let dg: Tensor = product(
          dc,
          i,
          has("slope of g as of a gate") ? sigmoidSlope(cut(z, 3)) : tanhSlope(cut(z, 3)),
        );
        if (has("i and g exchanged")) {
          di = product(dc, i, sigmoidSlope(cut(z, 0)));
          dg = product(dc, g, tanhSlope(cut(z, 3)));
        }
        const dz: Tensor = concatenate(has("gates in another order") ? [di, df, dg, dO] : [di, df, dO, dg], 1);
        dW = add(dW, matmul(transpose(at(x, ":", k)), dz));
        dU = add(dU, matmul(transpose(before.h), dz));
        db = has("bias of one step") ? sum(dz, 0) : add(db, sum(dz, 0));
        dh = has("h not handed back") ? mul(0, dh) : matmul(dz, transpose(U));
        if (!has("f left out of dc")) dc = mul(dc, f);
      }
      return { gradients: { W: dW, U: dU, b: db } };
    },
  };
});
const GATES = { quantity: "W", alsoQuantities: ["U", "b"] };

// One step of a GRU: h' = (1 - u) h + u tanh(x V + (r h) R), gates u and r by weights of their own.
const gru = plant<
  "h forgotten in u" | "sign of h in u" | "r left out" | "r's slope missing" | "h for n in r",
  { Wu: Tensor; Wr: Tensor; V: Tensor; R: Tensor },
  [Tensor, Tensor, Tensor]
>("recurrent", ({ batch, normal }, has) => ({
  params: { Wu: normal(3, 3), Wr: normal(3, 3), V: normal(3, 3), R: normal(3, 3) },
  data: [normal(batch, 3), normal(batch, 3), normal(batch, 3)],
  batchAxis: 0,
  loss: ({ Wu, Wr, V, R }, x, h, t): Tensor => {
    const [u, r]: [Tensor, Tensor] = [sigmoid(matmul(x, Wu)), sigmoid(matmul(x, Wr))];
    const n: Tensor = tanh(add(matmul(x, V), matmul(mul(r, h), R)));
    return sum(square(sub(add(mul(sub(1, u), h), mul(u, n)), t)));
  },
  backward: ({ Wu, Wr, V, R }, x, h, t) => {
    const [zu, zr]: [Tensor, Tensor] = [matmul(x, Wu), matmul(x, Wr)];
    const [u, r]: [Tensor, Tensor] = [sigmoid(zu), sigmoid(zr)];
    const zn: Tensor = add(matmul(x, V), matmul(mul(r, h), R));
    const n: Tensor = tanh(zn);
    const dout: Tensor = mul(2, sub(add(mul(sub(1, u), h), mul(u, n)), t));
    let inU: Tensor = sub(n, h);
    if (has("h forgotten in u")) inU = n;
    if (has("sign of h in u")) inU = add(n, h);
    const dzu: Tensor = product(dout, inU, sigmoidSlope(zu));
    const dzn: Tensor = product(dout, u, tanhSlope(zn));
    const drh: Tensor = matmul(dzn, transpose(R));
    const dr: Tensor = mul(drh, has("h for n in r") ? n : h);
    const dzr: Tensor = has("r's slope missing") ? dr : mul(dr, sigmoidSlope(zr));
    return {
      gradients: {
        Wu: matmul(transpose(x), dzu),
        Wr: matmul(transpose(x), dzr),
        V: matmul(transpose(x), dzn),
        R: matmul(transpose(has("r left out") ? h : mul(r, h)), dzn),
      },
      intermediates: { zu, zr, u, r, zn, n, dzu, dzn, dzr },
    };
  },
}));

/** LSTM and GRU, not seen by the checker. */
export const blindGates: readonly Case[] = [
  lstm({
    name: "LSTM: the slope of o is missing",
    planted: "o's slope missing",
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    ...GATES,
  }),
  lstm({
    name: "LSTM: the slope of tanh at the gate f",
    planted: "tanh for σ at f",
    causes: ["derivative-at-wrong-value"],
    ...GATES,
  }),
  lstm({
    name: "LSTM: f with the c of the same step",
    planted: "c of the step at f",
    hand: "numbers",
    causes: ["off-by-one-layer", "derivative-at-wrong-value"],
    alsoAcceptable: ["wrong-layer"],
    ...GATES,
  }),
  lstm({
    name: "LSTM: i and g not exchanged",
    planted: "i and g exchanged",
    causes: ["derivative-at-wrong-value", "missing-term", "wrong-layer"],
    alsoAcceptable: ["unknown", "wrong-upstream"],
    ...GATES,
  }),
  lstm({
    name: "LSTM: no slope of the tanh around c",
    planted: "no tanh of c",
    hand: "numbers",
    batch: 1,
    causes: ["missing-activation-derivative"],
    ...GATES,
  }),
  lstm({
    name: "LSTM: f is left out on the way through c",
    planted: "f left out of dc",
    causes: ["missing-term"],
    ...GATES,
  }),
  lstm({
    name: "LSTM: c forgets what comes from later",
    planted: "dc not added",
    hand: "numbers",
    causes: ["missing-term"],
    ...GATES,
  }),
  lstm({
    name: "LSTM: h is not handed back",
    planted: "h not handed back",
    causes: ["missing-term"],
    ...GATES,
  }),
  lstm({
    name: "LSTM: gates concatenated in another order",
    planted: "gates in another order",
    hand: "numbers",
    causes: ["wrong-upstream", "structure", "wrong-layer"],
    alsoAcceptable: ["wrong-axis"],
    ...GATES,
  }),
  lstm({
    name: "LSTM: the candidate has the slope of a gate",
    planted: "slope of g as of a gate",
    hand: "numbers",
    dtype: "float32",
    causes: ["derivative-at-wrong-value"],
    ...GATES,
  }),
  lstm({
    name: "LSTM: tanh' of the tanh of c",
    planted: "tanh'(tanh(c))",
    causes: ["derivative-at-wrong-value"],
    ...GATES,
  }),
  lstm({
    name: "LSTM: the bias keeps the first step alone",
    planted: "bias of one step",
    hand: "numbers",
    causes: ["missing-term", "one-sample"],
    alsoAcceptable: ["off-by-one-layer"],
    quantity: "b",
  }),
  lstm({
    name: "LSTM: h not handed back, and the bias keeps the first step",
    planted: ["h not handed back", "bias of one step"],
    causes: ["missing-term"],
    ...GATES,
    second: { causes: ["missing-term", "one-sample"], quantity: "b" },
  }),
  gru({
    name: "GRU: u has no share in h",
    planted: "h forgotten in u",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "Wu",
  }),
  gru({
    name: "GRU: u with a plus before h",
    planted: "sign of h in u",
    intermediates: true,
    causes: ["sign"],
    quantity: "Wu",
  }),
  gru({
    name: "GRU: dR without r",
    planted: "r left out",
    hand: "numbers",
    causes: ["missing-term", "derivative-at-wrong-value"],
    quantity: "R",
  }),
  gru({
    name: "GRU: the slope of r is missing",
    planted: "r's slope missing",
    intermediates: true,
    causes: ["missing-activation-derivative"],
    quantity: "Wr",
  }),
  gru({
    name: "GRU: n for h in the gradient of r",
    planted: "h for n in r",
    hand: "numbers",
    batch: 1,
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["off-by-one-layer", "wrong-layer", "unknown"],
    quantity: "Wr",
  }),
  gru({
    name: "GRU: u with a plus before h, and no slope of r",
    planted: ["sign of h in u", "r's slope missing"],
    hand: "numbers",
    causes: ["sign"],
    quantity: "Wu",
    second: { causes: ["missing-activation-derivative"], quantity: "Wr" },
  }),
  lstm({
    name: "LSTM: the slope of o is missing, and f left out of c",
    planted: ["o's slope missing", "f left out of dc"],
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    ...GATES,
    second: { causes: ["missing-term"], ...GATES },
  }),
  gru({
    name: "GRU: dR without r, and n for h in the gradient of r",
    planted: ["r left out", "h for n in r"],
    hand: "numbers",
    causes: ["missing-term", "derivative-at-wrong-value"],
    quantity: "R",
    second: { causes: ["derivative-at-wrong-value"], quantity: "Wr" },
  }),
  gru({
    name: "GRU: u has no share in h, and dR without r",
    planted: ["h forgotten in u", "r left out"],
    intermediates: true,
    causes: ["missing-term", "derivative-at-wrong-value"],
    quantity: "R",
    second: { causes: ["missing-term"], quantity: "Wu" },
  }),
];
