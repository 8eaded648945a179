import {
  add,
  div,
  matmul,
  mean,
  mul,
  pow,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

const KEEP = { keepdims: true };

// Division by the root of the mean square, no mean subtracted, then a gain.
interface Rms {
  W: Tensor;
  gain: Tensor;
  V: Tensor;
}
const rms = plant<
  | "root taken as a constant"
  | "root's term without the gain"
  | "root's term summed, not averaged"
  | "root's term added"
  | "gain one row a sample"
  | "gain meets what comes in"
  | "root forgotten",
  Rms,
  [Tensor, Tensor]
>("normalised", ({ batch, normal }, has) => ({
  params: { W: normal(3, 4), gain: add(1, mul(0.4, normal(4))), V: normal(4, 2) },
  data: [normal(batch, 3), normal(batch, 2)],
  batchAxis: 0,
  loss: ({ W, gain, V }, x, t): Tensor => {
    const h = tanh(matmul(x, W));
    const r = sqrt(add(mean(square(h), 1, { keepdims: true }), 1e-6));
    return mean(square(sub(matmul(mul(gain, div(h, r)), V), t)));
  },
  backward: ({ W, gain, V }, x, t) => {
    const h: Tensor = tanh(matmul(x, W));
    const r: Tensor = sqrt(add(mean(square(h), 1, KEEP), 1e-6));
    const u: Tensor = div(h, r);
    const y: Tensor = mul(gain, u);
    const e: Tensor = mul(2 / t.size, sub(matmul(y, V), t));
    const dy: Tensor = matmul(e, transpose(V));
    const du: Tensor = mul(dy, gain);
    const inner: Tensor = mul(has("root's term without the gain") ? dy : du, u);
    const projected: Tensor = has("root's term summed, not averaged") ? sum(inner, 1, KEEP) : mean(inner, 1, KEEP);
    let dh: Tensor = sub(du, mul(u, projected));
    if (has("root taken as a constant")) dh = du;
    if (has("root's term added")) dh = add(du, mul(u, projected));
    if (!has("root forgotten")) dh = div(dh, r);
    const dgain: Tensor = mul(dy, has("gain meets what comes in") ? h : u);
    return {
      gradients: {
        W: matmul(transpose(x), mul(dh, sub(1, square(h)))),
        gain: has("gain one row a sample") ? dgain : sum(dgain, 0),
        V: matmul(transpose(y), e),
      },
      intermediates: { h, u, y, dy, du, dh },
    };
  },
}));

// Batch normalisation in columns with the short formula, and a sigmoid after it.
interface Columns {
  W: Tensor;
  g: Tensor;
  c: Tensor;
}
const columns = plant<
  | "n forgotten in the short formula"
  | "dβ for dγ"
  | "γ squared"
  | "summed over units"
  | "shift in the normalised value"
  | "sigmoid without slope"
  | "γ's gradient without x̂"
  | "standard deviation squared"
  | "statistics of another batch",
  Columns,
  [Tensor, Tensor]
>("normalised", ({ batch, normal }, has) => {
  const other = normal(3, batch);
  return {
    params: { W: normal(3, 3), g: add(1, mul(0.4, normal(3, 1))), c: normal(3, 1) },
    data: [normal(3, batch), normal(3, batch)],
    batchAxis: 1,
    loss: ({ W, g, c }, X, T): Tensor => {
      const Z = matmul(W, X);
      const centred = sub(Z, mean(Z, 1, { keepdims: true }));
      const hat = div(centred, sqrt(add(mean(square(centred), 1, { keepdims: true }), 1e-3)));
      return mul(0.5, sum(square(sub(sigmoid(add(mul(g, hat), c)), T))));
    },
    backward: ({ W, g, c }, X, T) => {
      const n = X.shape[1]!;
      const Z: Tensor = matmul(W, X);
      const measured: Tensor = has("statistics of another batch") && other.shape[1] === n ? matmul(W, other) : Z;
      const mu: Tensor = mean(measured, 1, KEEP);
      const sd: Tensor = sqrt(add(mean(square(sub(measured, mu)), 1, KEEP), 1e-3));
      const hat: Tensor = div(sub(Z, mu), sd);
      const a = sigmoid(add(mul(g, hat), c));
      const e: Tensor = sub(a, T);
      const d: Tensor = has("sigmoid without slope") ? e : mul(e, mul(a, sub(1, a)));
      const axis = has("summed over units") ? 0 : 1;
      const dc: Tensor = sum(d, 1, KEEP);
      const dg: Tensor = sum(mul(d, hat), 1, KEEP);
      const [sumD, sumDHat] = axis === 1 ? [dc, dg] : [sum(d, 0, KEEP), sum(mul(d, hat), 0, KEEP)];
      const samples = has("n forgotten in the short formula") ? 1 : n;
      const shifted: Tensor = has("shift in the normalised value") ? add(mul(g, hat), c) : hat;
      const bracket: Tensor = sub(sub(mul(samples, d), sumD as Tensor), mul(shifted, sumDHat as Tensor));
      const scale: Tensor = has("γ squared") ? square(g) : g;
      const dZ: Tensor = div(mul(scale, bracket), mul(n, has("standard deviation squared") ? square(sd) : sd));
      return {
        gradients: {
          W: matmul(dZ, transpose(X)),
          g: has("dβ for dγ") || has("γ's gradient without x̂") ? dc : dg,
          c: has("dβ for dγ") ? dg : dc,
        },
        intermediates: { Z, hat, a, d, dZ },
      };
    },
  };
});

// Weights written as a length times a direction, w = g v/|v|, one sample.
const direction = plant<
  | "length's projection forgotten"
  | "length's gradient not divided"
  | "projection on g"
  | "norm squared"
  | "norm of everything",
  { v: Tensor; g: Tensor; b: Tensor },
  [Tensor, Tensor]
>("normalised", ({ normal }, has) => ({
  params: { v: normal(4, 3), g: add(1, mul(0.3, normal(4))), b: normal(4) },
  data: [normal(3), normal(4)],
  loss: ({ v, g, b }, x, t): Tensor =>
    mean(square(sub(tanh(add(mul(g, div(matmul(v, x), sqrt(sum(square(v), 1)))), b)), t))),
  backward: ({ v, g, b }, x, t) => {
    const length: Tensor = sqrt(has("norm of everything") ? sum(square(v)) : sum(square(v), 1));
    const along: Tensor = div(matmul(v, x), sqrt(sum(square(v), 1)));
    const y = tanh(add(mul(g, along), b));
    const dz: Tensor = mul(mul(2 / t.size, sub(y, t)), sub(1, square(y)));
    const dg: Tensor = mul(dz, has("length's gradient not divided") ? matmul(v, x) : along);
    const column = (a: Tensor): Tensor => mul(a, add(1, mul(0, transpose(v)))) as Tensor;
    const dw: Tensor = mul(transpose(column(dz)), x);
    const first: Tensor = mul(dw, transpose(column(div(g, length))));
    const pull: Tensor = div(mul(has("projection on g") ? dz : mul(g, dg), 1), square(length));
    const second: Tensor = mul(v, transpose(column(has("norm squared") ? div(pull, length) : pull)));
    return { gradients: { v: has("length's projection forgotten") ? first : sub(first, second), g: dg, b: dz } };
  },
}));

// Standardised inputs inside the loss: the statistics belong to the data, but a learnt exponent bends the scale.
const power = plant<
  "log forgotten" | "exponent not lowered" | "mean over the batch",
  { p: Tensor; W: Tensor },
  [Tensor, Tensor]
>("normalised", ({ batch, normal }, has) => ({
  params: { p: add(1.5, mul(0.1, normal(2))), W: normal(3, 2) },
  data: [normal(batch, 3), normal(batch, 2)],
  batchAxis: 0,
  loss: ({ p, W }, x, t): Tensor => sum(square(sub(pow(add(1.1, sigmoid(matmul(x, W))), p), t))),
  backward: ({ p, W }, x, t) => {
    const s: Tensor = sigmoid(matmul(x, W));
    const base: Tensor = add(1.1, s);
    const y: Tensor = pow(base, p);
    const e: Tensor = mul(2, sub(y, t));
    const values = base.toArray() as number[][];
    const ln: number[][] = values.map((row) => row.map((v) => (has("log forgotten") ? v : Math.log(v))));
    const slope: Tensor = mul(p, pow(base, has("exponent not lowered") ? p : sub(p, 1)));
    const dp: Tensor = mul(mul(e, y), ln);
    return {
      gradients: {
        p: has("mean over the batch") ? mean(dp, 0) : sum(dp, 0),
        W: matmul(transpose(x), mul(mul(e, slope), mul(s, sub(1, s)))),
      },
    };
  },
}));

/** Normalised nets that a checker has not seen. */
export const wideNormalised: readonly Case[] = [
  rms({
    name: "root mean square: taken as a constant",
    planted: "root taken as a constant",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "W",
  }),
  rms({
    name: "root mean square: its term lacks the gain",
    planted: "root's term without the gain",
    causes: ["missing-term", "wrong-upstream"],
    alsoAcceptable: ["missing-activation-derivative", "unknown"],
    quantity: "W",
  }),
  rms({
    name: "root mean square: its term is summed over the units and not averaged",
    planted: "root's term summed, not averaged",
    hand: "numbers",
    causes: ["factor", "sum-for-mean"],
    quantity: "W",
  }),
  rms({
    name: "root mean square: its term is added",
    planted: "root's term added",
    causes: ["sign"],
    quantity: "W",
    batch: 1,
  }),
  rms({
    name: "root mean square: the gain's gradient has a row a sample",
    planted: "gain one row a sample",
    hand: "numbers",
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "gain",
  }),
  rms({
    name: "root mean square: the gain meets what comes in",
    planted: "gain meets what comes in",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["missing-term"],
    quantity: "gain",
    intermediates: true,
  }),
  rms({
    name: "root mean square: the gain meets what comes in, and nothing is divided by the root",
    planted: ["gain meets what comes in", "root forgotten"],
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["missing-term"],
    quantity: "gain",
    second: { causes: ["missing-term"], quantity: "W" },
  }),
  columns({
    name: "short formula: n before the first term is forgotten",
    planted: "n forgotten in the short formula",
    hand: "numbers",
    causes: ["factor"],
    alsoAcceptable: ["unknown"],
    quantity: "W",
  }),
  columns({
    name: "short formula: the gradients of β and γ change places",
    planted: "dβ for dγ",
    causes: ["structure", "wrong-layer"],
    quantity: "g",
    alsoQuantities: ["c"],
  }),
  columns({
    name: "short formula: γ enters squared",
    planted: "γ squared",
    hand: "numbers",
    causes: ["extra-term", "factor"],
    alsoAcceptable: ["unknown"],
    quantity: "W",
  }),
  columns({
    name: "short formula: its sums run over the units",
    planted: "summed over units",
    causes: ["wrong-axis"],
    quantity: "W",
  }),
  columns({
    name: "short formula: γx̂ + β stands for x̂",
    planted: "shift in the normalised value",
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    quantity: "W",
  }),
  columns({
    name: "short formula: no slope of the sigmoid after it",
    planted: "sigmoid without slope",
    causes: ["missing-activation-derivative"],
    quantity: "g",
    alsoQuantities: ["c", "W"],
    intermediates: true,
  }),
  columns({
    name: "short formula: γ's gradient lacks x̂ and is β's",
    planted: "γ's gradient without x̂",
    hand: "numbers",
    causes: ["missing-term"],
    alsoAcceptable: ["wrong-layer", "structure"],
    quantity: "g",
  }),
  columns({
    name: "short formula: divided by the variance",
    planted: "standard deviation squared",
    causes: ["extra-term", "factor"],
    alsoAcceptable: ["unknown"],
    quantity: "W",
  }),
  columns({
    name: "short formula: mean and deviation of another batch",
    planted: "statistics of another batch",
    hand: "numbers",
    causes: ["wrong-forward", "stale-cache"],
    alsoAcceptable: ["unknown"],
    quantity: "g",
    alsoQuantities: ["c"],
    batch: 5,
    intermediates: true,
  }),
  columns({
    name: "short formula: γ's gradient lacks x̂, and the sums run over the units",
    planted: ["γ's gradient without x̂", "summed over units"],
    causes: ["missing-term"],
    alsoAcceptable: ["wrong-layer", "structure"],
    quantity: "g",
    second: { causes: ["wrong-axis"], quantity: "W" },
  }),
  direction({
    name: "length and direction: the projection on v is forgotten",
    planted: "length's projection forgotten",
    batch: 1,
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "v",
  }),
  direction({
    name: "length and direction: the length's gradient is not divided by |v|",
    planted: "length's gradient not divided",
    batch: 1,
    causes: ["missing-term", "derivative-at-wrong-value"],
    alsoAcceptable: ["missing-activation-derivative", "unknown"],
    quantity: "g",
  }),
  direction({
    name: "length and direction: the projection's strength is that of the bias",
    planted: "projection on g",
    batch: 1,
    hand: "numbers",
    causes: ["wrong-upstream"],
    alsoAcceptable: ["unknown", "missing-term"],
    quantity: "v",
  }),
  direction({
    name: "length and direction: |v|³ for |v|² in the projection",
    planted: "norm squared",
    batch: 1,
    causes: ["extra-term", "factor"],
    alsoAcceptable: ["unknown"],
    quantity: "v",
  }),
  direction({
    name: "length and direction: the norm of the whole matrix for that of a row",
    planted: "norm of everything",
    batch: 1,
    hand: "numbers",
    causes: ["wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "v",
  }),
  power({
    name: "learnt exponent: the logarithm is forgotten",
    planted: "log forgotten",
    causes: ["derivative-at-wrong-value", "missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "p",
  }),
  power({
    name: "learnt exponent: p yᵖ, the exponent not lowered",
    planted: "exponent not lowered",
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["unknown", "extra-term"],
    quantity: "W",
  }),
  power({
    name: "learnt exponent: averaged over the batch, unseen with one sample",
    planted: "mean over the batch",
    batch: 1,
    causes: ["mean-for-sum", "factor"],
    quantity: "p",
    visible: false,
  }),
  power({
    name: "learnt exponent: averaged over the batch, and the exponent not lowered",
    planted: ["mean over the batch", "exponent not lowered"],
    causes: ["mean-for-sum", "factor"],
    quantity: "p",
    second: { causes: ["derivative-at-wrong-value"], quantity: "W" },
  }),
];
