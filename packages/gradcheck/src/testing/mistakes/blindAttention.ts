import { at, div, exp, matmul, mean, mul, square, sub, sum, type Tensor, tanh, transpose } from "@wengert/autograd";
import { product, tanhSlope } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

/** Softmax of each row. */
function softmax(z: Tensor): Tensor {
  const e: Tensor = exp(z);
  return div(e, sum(e, 1, { keepdims: true }));
}

const SCALE = Math.sqrt(3);

// One head over a sequence of four: softmax(QKᵀ / √3) V.
const attention = plant<
  | "scale forgotten"
  | "scale twice"
  | "diagonal alone"
  | "softmax skipped"
  | "sum over the columns"
  | "dS not transposed for K"
  | "P not transposed for V"
  | "Q for K"
  | "values for keys"
  | "no 2",
  { Q: Tensor; K: Tensor; V: Tensor },
  [Tensor, Tensor]
>("softmax", ({ normal }, has) => ({
  params: { Q: normal(3, 3), K: normal(3, 3), V: normal(3, 3) },
  data: [normal(4, 3), normal(4, 3)],
  loss: ({ Q, K, V }, x, t): Tensor => {
    const p = softmax(div(matmul(matmul(x, Q), transpose(matmul(x, K))), SCALE));
    return mean(square(sub(matmul(p, matmul(x, V)), t)));
  },
  backward: ({ Q, K, V }, x, t) => {
    const [q, k, v]: [Tensor, Tensor, Tensor] = [matmul(x, Q), matmul(x, K), matmul(x, V)];
    const p = softmax(div(matmul(q, transpose(k)), SCALE));
    const dout: Tensor = div(mul(has("no 2") ? 1 : 2, sub(matmul(p, v), t)), t.size);
    const dv: Tensor = matmul(has("P not transposed for V") ? p : transpose(p), dout);
    const dp: Tensor = matmul(dout, transpose(has("values for keys") ? k : v));
    let ds: Tensor = mul(p, sub(dp, sum(mul(dp, p), has("sum over the columns") ? 0 : 1, { keepdims: true })));
    if (has("diagonal alone")) ds = product(dp, p, sub(1, p));
    if (has("softmax skipped")) ds = dp;
    if (!has("scale forgotten")) ds = div(ds, has("scale twice") ? 3 : SCALE);
    const dq: Tensor = matmul(ds, has("Q for K") ? q : k);
    const dk: Tensor = matmul(has("dS not transposed for K") ? ds : transpose(ds), q);
    const input: Tensor = transpose(x);
    return {
      gradients: { Q: matmul(input, dq), K: matmul(input, dk), V: matmul(input, dv) },
      intermediates: { q, k, v, p, dp, ds },
    };
  },
}));
const SCORES = { quantity: "Q", alsoQuantities: ["K"] };
const HEAD = { quantity: "V", alsoQuantities: ["Q", "K"] };

// Three words by their vectors, tanh, a linear end; words come more than once in a batch.
const words = plant<
  "overwritten" | "mean of the occurrences" | "no slope" | "other words" | "W as it is",
  { E: Tensor; W: Tensor },
  [Tensor, Tensor]
>("dense", ({ batch, normal, oneHot }, has) => ({
  params: { E: normal(3, 3), W: normal(3, 3) },
  data: [oneHot(batch, 3), normal(batch, 3)],
  batchAxis: 0,
  loss: ({ E, W }, x, t): Tensor => sum(square(sub(matmul(tanh(matmul(x, E)), W), t))),
  backward: ({ E, W }, x, t) => {
    const h: Tensor = matmul(x, E);
    const dy: Tensor = mul(2, sub(matmul(tanh(h), W), t));
    const da: Tensor = matmul(dy, has("W as it is") ? W : transpose(W));
    const dh: Tensor = has("no slope") ? da : mul(da, tanhSlope(h));
    let dE: Tensor = matmul(transpose(x), dh);
    if (has("overwritten")) dE = matmul(transpose(at(x, "-3:")), at(dh, "-3:"));
    if (has("mean of the occurrences")) dE = div(dE, at(sum(x, 0), ":", null));
    if (has("other words")) dE = matmul(transpose(at(x, ":", "::-1")), dh);
    return { gradients: { E: dE, W: matmul(transpose(tanh(h)), dy) } };
  },
}));

/** Attention and vectors of words, not seen by the checker. */
export const blindAttention: readonly Case[] = [
  attention({
    name: "attention: the scale is forgotten on the way back",
    planted: "scale forgotten",
    batch: 1,
    hand: "numbers",
    causes: ["missing-term", "factor"],
    ...SCORES,
  }),
  attention({
    name: "attention: the scale twice",
    planted: "scale twice",
    batch: 1,
    causes: ["factor", "extra-term"],
    ...SCORES,
  }),
  attention({
    name: "attention: the softmax by its diagonal",
    planted: "diagonal alone",
    batch: 1,
    hand: "numbers",
    causes: ["softmax-diagonal"],
    ...SCORES,
  }),
  attention({
    name: "attention: the softmax is skipped",
    planted: "softmax skipped",
    batch: 1,
    causes: ["missing-activation-derivative"],
    ...SCORES,
  }),
  attention({
    name: "attention: the softmax's sum over the columns",
    planted: "sum over the columns",
    batch: 1,
    hand: "numbers",
    intermediates: true,
    causes: ["wrong-axis"],
    ...SCORES,
  }),
  attention({
    name: "attention: dS not transposed for the keys",
    planted: "dS not transposed for K",
    batch: 1,
    causes: ["transposed"],
    quantity: "K",
  }),
  attention({
    name: "attention: P not transposed for the values",
    planted: "P not transposed for V",
    batch: 1,
    hand: "numbers",
    causes: ["transposed"],
    quantity: "V",
  }),
  attention({
    name: "attention: queries for keys in dQ",
    planted: "Q for K",
    batch: 1,
    causes: ["wrong-layer", "derivative-at-wrong-value"],
    alsoAcceptable: ["wrong-upstream"],
    quantity: "Q",
  }),
  attention({
    name: "attention: keys for values in dP",
    planted: "values for keys",
    batch: 1,
    hand: "numbers",
    causes: ["wrong-layer", "derivative-at-wrong-value"],
    alsoAcceptable: ["wrong-upstream"],
    ...SCORES,
  }),
  attention({
    name: "attention: no 2, and the softmax by its diagonal",
    planted: ["no 2", "diagonal alone"],
    batch: 1,
    causes: ["factor"],
    ...HEAD,
    second: { causes: ["softmax-diagonal"], ...SCORES },
  }),
  attention({
    name: "attention: the scale is forgotten, and P not transposed",
    planted: ["scale forgotten", "P not transposed for V"],
    batch: 1,
    hand: "numbers",
    causes: ["transposed"],
    quantity: "V",
    second: { causes: ["missing-term", "factor"], ...SCORES },
  }),
  words({
    name: "words: a vector keeps the last place of its word alone",
    planted: "overwritten",
    batch: 8,
    hand: "numbers",
    causes: ["missing-term", "one-sample"],
    alsoAcceptable: ["unknown"],
    quantity: "E",
  }),
  words({
    name: "words: the mean of a word's places",
    planted: "mean of the occurrences",
    batch: 8,
    causes: ["mean-for-sum", "factor"],
    quantity: "E",
  }),
  words({
    name: "words: no slope of tanh",
    planted: "no slope",
    batch: 8,
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    quantity: "E",
  }),
  words({
    name: "words: rows of other words",
    planted: "other words",
    batch: 8,
    causes: ["derivative-at-wrong-value", "wrong-axis", "unknown", "structure"],
    alsoAcceptable: ["wrong-upstream"],
    quantity: "E",
  }),
  words({
    name: "words: W as it is on the way back, and the mean of a word's places",
    planted: ["W as it is", "mean of the occurrences"],
    batch: 8,
    hand: "numbers",
    causes: ["transposed"],
    quantity: "E",
    second: { causes: ["mean-for-sum", "factor"], quantity: "E" },
  }),
];
