import { div, einsum, matmul, mul, sigmoid, sub, sum, type Tensor, tanh, tensor, transpose } from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, plant } from "./case.ts";

const r = normals(801);
const scaled = (factor: number, ...shape: number[]): Tensor => mul(factor, r(...shape)) as Tensor;
const number = (value: number): Tensor => tensor(value) as Tensor;

/** One row, parameters in records of records, softplus between. */
const nested = plant({
  name: "encoder and head, a batch of one",
  kind: "dense",
  params: { encoder: { W: scaled(0.8, 4, 3), b: scaled(0.4, 3) }, head: { W: scaled(0.8, 3, 3), b: scaled(0.4, 3) } },
  data: [r(1, 4), r(1, 3)],
  loss: ({ encoder, head }, x, t) => {
    const a = math`log(1 + exp(${x} @ ${encoder.W} + ${encoder.b}))`;
    return math`sum((${a} @ ${head.W} + ${head.b} - ${t})**2)`;
  },
  hand: (wrong, { encoder, head }, x, t) => {
    const z = math`${x} @ ${encoder.W} + ${encoder.b}`;
    const a = math`log(1 + exp(${z}))`;
    const dy = math`2 * (${a} @ ${head.W} + ${head.b} - ${t})`;
    const slope = sigmoid(wrong("slope at a") ? a : z);
    const dz = mul(matmul(dy, transpose(head.W)), slope);
    const [db, dc] = wrong("biases exchanged") ? [sum(dy, 0), sum(dz, 0)] : [sum(dz, 0), sum(dy, 0)];
    const headW = matmul(transpose(a), dy);
    if (wrong("key forgotten")) return { encoder: { W: matmul(transpose(x), dz), b: db }, head: { W: headW } };
    return {
      gradients: {
        encoder: { W: matmul(transpose(x), dz), b: wrong("row kept") ? dz : db },
        head: { W: headW, b: dc },
      },
      intermediates: { z, a, dy, dz },
    };
  },
  mistakes: {
    "slope at a": [
      ["derivative-at-wrong-value"],
      ["dz", "encoder.W", "encoder.b"],
      "softplus's derivative σ at the activation instead of z.",
    ],
    "biases exchanged": [
      ["wrong-layer"],
      ["encoder.b", "head.b"],
      "The two biases' derivatives are exchanged; they have one shape.",
    ],
    "key forgotten": [["structure"], ["head.b", "head"], "The head's bias has no entry in the gradients."],
    "row kept": [
      ["not-summed", "structure"],
      ["encoder.b"],
      "The encoder's bias keeps the row axis, [1, 3]: the sum over the batch is missing.",
    ],
  },
  numbers: ["slope at a", "biases exchanged", "row kept"],
});

/** Scalars, as the smallest autograd engines do it. */
const scalars = plant({
  name: "expression of scalars, a value used twice",
  kind: "dense",
  params: [number(0.8), number(-1.1), number(0.4), number(1.7)] as readonly Tensor[],
  data: [number(1.5), number(-0.6)],
  loss: ([w1, w2, b, v], x1, x2) => {
    const n = math`tanh(${w1!} * ${x1} + ${w2!} * ${x2} + ${b!})`;
    return math`(${n} * ${v!} + ${n}**2 - 1)**2`;
  },
  hand: (wrong, [w1, w2, b, v], x1, x2) => {
    const n = tanh(math`${w1!} * ${x1} + ${w2!} * ${x2} + ${b!}`);
    const o = math`2 * (${n} * ${v!} + ${n}**2 - 1)`;
    const dn = wrong("overwritten") ? math`2 * ${n} * ${o}` : math`(${v!} + 2 * ${n}) * ${o}`;
    const dz = wrong("1 − n") ? math`${dn} * (1 - ${n})` : math`${dn} * (1 - ${n}**2)`;
    return [mul(dz, wrong("weight for input") ? w1! : x1), mul(dz, x2), dz, wrong("outer slope lost") ? n : mul(o, n)];
  },
  mistakes: {
    overwritten: [
      ["missing-term"],
      ["0", "1", "2", "[0]", "[1]", "[2]", "dn"],
      "n is used twice and its derivative is overwritten (= for +=), so that only the square's part remains.",
    ],
    "1 − n": [
      ["derivative-at-wrong-value", "unknown"],
      ["0", "1", "2", "[0]", "[1]", "[2]", "dz"],
      "1 − n instead of 1 − n² for tanh.",
    ],
    "weight for input": [
      ["derivative-at-wrong-value", "wrong-layer"],
      ["0", "[0]"],
      "The weight itself instead of its input: the product's two partial derivatives are exchanged.",
    ],
    "outer slope lost": [
      ["missing-activation-derivative", "wrong-upstream", "factor"],
      ["3", "[3]"],
      "The derivative of the outer square is missing for v.",
    ],
  },
  pairs: ["overwritten+weight for input"],
});

/** Weight normalisation: w = g v / |v|. */
const normed = plant({
  name: "weight normalisation",
  kind: "normalised",
  params: { v: r(4), g: number(1.4), b: number(0.2) },
  data: [r(7, 4), r(7)],
  loss: ({ v, g, b }, X, y) => math`mean((${X} @ (${g} * ${v} / sqrt(sum(${v}**2))) + ${b} - ${y})**2)`,
  hand: (wrong, { v, g, b }, X, y) => {
    const length = math`sqrt(sum(${v}**2))`;
    const w = math`${g} * ${v} / ${length}`;
    const d = math`2 * (${X} @ ${w} + ${b} - ${y}) / ${y.size}`;
    const dw = matmul(d, X);
    const dg = math`sum(${dw} * ${v}) / ${length}`;
    const along = wrong("projection lost") ? 0 : math`${g} * ${dg} / ${length}**2 * ${v}`;
    return {
      v: sub(math`${g} / ${length} * ${dw}`, along),
      g: wrong("length lost") ? math`sum(${dw} * ${v})` : dg,
      b: sum(d),
    };
  },
  mistakes: {
    "projection lost": [["missing-term"], ["v"], "The way through the length of v is left out."],
    "length lost": [["factor", "missing-term"], ["g"], "g's derivative is not divided by the length of v."],
  },
});

/** Columns as examples and the swish activation. */
const swish = plant({
  name: "swish over columns",
  kind: "dense",
  batchAxis: 1,
  params: { W: scaled(0.8, 4, 3), b: scaled(0.5, 4, 1), V: scaled(0.7, 2, 4) },
  data: [r(3, 6), r(2, 6)],
  loss: ({ W, b, V }, X, Y) => {
    const Z = math`${W} @ ${X} + ${b}`;
    return math`0.5 * sum((${V} @ (${Z} * sigmoid(${Z})) - ${Y})**2) / ${X.shape[1]!}`;
  },
  hand: (wrong, { W, b, V }, X, Y) => {
    const Z = math`${W} @ ${X} + ${b}`;
    const S = sigmoid(Z);
    const A = mul(Z, S);
    const dY = div(sub(matmul(V, A), Y), X.shape[1]!);
    const slope = wrong("σ only") ? S : math`${S} + ${A} * (1 - ${S})`;
    const dZ = mul(matmul(transpose(V), dY), slope);
    return {
      gradients: {
        W: einsum("on,in->oi", dZ, X),
        b: wrong("columns kept")
          ? dZ
          : wrong("over units")
            ? sum(dZ, 0, { keepdims: true })
            : sum(dZ, 1, { keepdims: true }),
        V: einsum("kn,on->ko", dY, wrong("Z for A") ? Z : A),
      },
      intermediates: { Z, A, dY, dZ },
    };
  },
  mistakes: {
    "σ only": [["missing-term"], ["dZ", "W", "b"], "swish's derivative lacks its second term zσ(1 − σ)."],
    "columns kept": [["not-summed"], ["b"], "The bias keeps one column for each example."],
    "over units": [["wrong-axis", "structure"], ["b"], "The bias is summed over the units instead of the columns."],
    "Z for A": [
      ["derivative-at-wrong-value", "missing-activation-derivative"],
      ["V"],
      "The values before the activation in V's derivative.",
    ],
  },
  numbers: ["columns kept"],
  bare: ["over units"],
});

export const everydaySmall: readonly EverydayCase[] = [nested, scalars].flat();

export const keptBackSmall: readonly EverydayCase[] = [normed, swish].flat();
