import {
  add,
  at,
  concatenate,
  cos,
  div,
  matmul,
  mean,
  mul,
  outer,
  reshape,
  sigmoid,
  sin,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zeros,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// One trunk, two heads with a weighted sum of two costs; one sample, vectors.
interface Heads {
  trunk: [Tensor, Tensor];
  heads: { a: Tensor; b: Tensor };
}
const heads = plant<
  | "second head forgotten in the trunk"
  | "weight of the second cost forgotten"
  | "heads exchanged on the way back"
  | "sine's derivative is a sine"
  | "cosine without its sign"
  | "cosine of the output",
  Heads,
  [Tensor, Tensor, Tensor]
>("dense", ({ normal }, has) => ({
  params: { trunk: [normal(4, 3), normal(4)], heads: { a: normal(2, 4), b: normal(2, 4) } },
  data: [normal(3), normal(2), normal(2)],
  loss: ({ trunk: [W, b], heads: h }, x, t, u): Tensor => {
    const a = sin(add(matmul(W, x), b));
    const first = sum(square(sub(matmul(h.a, a), t)));
    return add(first, mul(0.3, sum(square(sub(cos(matmul(h.b, a)), u)))));
  },
  backward: ({ trunk: [W, b], heads: h }, x, t, u) => {
    const z: Tensor = add(matmul(W, x), b);
    const a = sin(z);
    const d1: Tensor = mul(2, sub(matmul(h.a, a), t));
    const q: Tensor = matmul(h.b, a);
    let d2: Tensor = mul(has("weight of the second cost forgotten") ? 2 : 0.6, sub(cos(q), u));
    d2 = mul(d2, mul(has("cosine without its sign") ? 1 : -1, has("cosine of the output") ? sin(cos(q)) : sin(q)));
    let da: Tensor = add(matmul(transpose(h.a), d1), matmul(transpose(h.b), d2));
    if (has("second head forgotten in the trunk")) da = matmul(transpose(h.a), d1);
    if (has("heads exchanged on the way back")) da = add(matmul(transpose(h.b), d1), matmul(transpose(h.a), d2));
    const dz: Tensor = mul(da, has("sine's derivative is a sine") ? sin(z) : cos(z));
    return {
      gradients: { trunk: [outer(dz, x), dz], heads: { a: outer(d1, a), b: outer(d2, a) } },
      intermediates: { z, a, d1, d2, da, dz },
    };
  },
}));

// A table of vectors for words: word 1 comes twice, the sentences are fixed.
const WORDS = [
  [0, 1, 3],
  [1, 2, 1],
];
const table = plant<
  "repeated word overwritten" | "mean of words forgotten" | "shifted by one word",
  { E: Tensor; V: Tensor },
  [Tensor]
>("dense", ({ normal }, has) => ({
  params: { E: normal(4, 3), V: normal(3, 2) },
  data: [normal(2, 2)],
  loss: ({ E, V }, t): Tensor => mean(square(sub(matmul(mean(at(E, WORDS), 1), V), t))),
  backward: ({ E, V }, t) => {
    const m: Tensor = mean(at(E, WORDS), 1);
    const dy: Tensor = div(sub(matmul(m, V), t), 2);
    const dm: Tensor = div(matmul(dy, transpose(V)), has("mean of words forgotten") ? 1 : 3);
    const rows: Tensor[] = [0, 1, 2, 3].map(() => zeros([3]));
    for (const [s, words] of WORDS.entries()) {
      for (const word of words) {
        const place = has("shifted by one word") ? (word + 1) % 4 : word;
        rows[place] = has("repeated word overwritten") ? at(dm, s) : add(rows[place]!, at(dm, s));
      }
    }
    return { gradients: { E: stack(rows), V: matmul(transpose(m), dy) } };
  },
}));

// A bilinear score xᵀ A y for pairs, a product of two branches.
const bilinear = plant<
  | "product rule's first half"
  | "A not transposed"
  | "branches' inputs exchanged"
  | "target shifted by one pair"
  | "forward without bias"
  | "sigmoid in the forward",
  { A: Tensor; P: Tensor; c: Tensor },
  [Tensor, Tensor, Tensor]
>("dense", ({ batch, normal }, has) => ({
  params: { A: normal(3, 3), P: normal(3, 3), c: normal(1) },
  data: [normal(batch, 3), normal(batch, 3), normal(batch)],
  batchAxis: 0,
  loss: ({ A, P, c }, x, y, t): Tensor => {
    const u = tanh(matmul(x, P));
    const v = tanh(matmul(y, P));
    return mean(square(sub(add(sum(mul(matmul(u, A), v), 1), c), t)));
  },
  backward: ({ A, P, c }, x, y, t) => {
    const n = t.size;
    const squash = has("sigmoid in the forward") ? sigmoid : tanh;
    const u: Tensor = squash(matmul(x, P));
    const v: Tensor = squash(matmul(y, P));
    const target: Tensor = has("target shifted by one pair") ? concatenate([at(t, "1:"), at(t, "0:1")]) : t;
    const score: Tensor = add(sum(mul(matmul(u, A), v), 1), has("forward without bias") ? 0 : c);
    const d: Tensor = reshape(mul(2 / n, sub(score, target)), [n, 1]);
    const du: Tensor = mul(d, matmul(v, has("A not transposed") ? A : transpose(A)));
    const dv: Tensor = mul(d, matmul(u, A));
    const zu: Tensor = mul(du, sub(1, square(u)));
    const zv: Tensor = mul(dv, sub(1, square(v)));
    let dP: Tensor = add(matmul(transpose(x), zu), matmul(transpose(y), zv));
    if (has("product rule's first half")) dP = matmul(transpose(x), zu);
    if (has("branches' inputs exchanged")) dP = add(matmul(transpose(y), zu), matmul(transpose(x), zv));
    return {
      gradients: { A: matmul(transpose(u), mul(d, v)), P: dP, c: reshape(sum(d), [1]) },
      intermediates: { u, v, score },
    };
  },
}));

/** Nets with two heads, with words and with pairs that a checker has not seen. */
export const heldPairs: readonly Case[] = [
  heads({
    name: "two heads: the second head's error does not reach the trunk",
    planted: "second head forgotten in the trunk",
    batch: 1,
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "trunk.0",
    alsoQuantities: ["trunk.1"],
  }),
  heads({
    name: "two heads: the weight 0.3 of the second cost is forgotten",
    planted: "weight of the second cost forgotten",
    batch: 1,
    causes: ["factor"],
    quantity: "heads.b",
  }),
  heads({
    name: "two heads: each head's error goes back through the other's matrix",
    planted: "heads exchanged on the way back",
    batch: 1,
    hand: "numbers",
    causes: ["wrong-layer", "wrong-upstream"],
    alsoAcceptable: ["unknown"],
    quantity: "trunk.0",
    alsoQuantities: ["trunk.1"],
    intermediates: true,
  }),
  heads({
    name: "two heads: the derivative of a sine is a sine",
    planted: "sine's derivative is a sine",
    batch: 1,
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "trunk.0",
    alsoQuantities: ["trunk.1"],
  }),
  heads({
    name: "two heads: the derivative of the cosine without its minus",
    planted: "cosine without its sign",
    batch: 1,
    causes: ["sign"],
    quantity: "heads.b",
  }),
  heads({
    name: "two heads: the cosine's derivative at the cosine, and the trunk without the second head",
    planted: ["cosine of the output", "second head forgotten in the trunk"],
    batch: 1,
    causes: ["derivative-at-wrong-value"],
    quantity: "heads.b",
    second: { causes: ["missing-term"], quantity: "trunk.0", alsoQuantities: ["trunk.1"] },
  }),
  table({
    name: "words: a word that comes twice keeps its last gradient",
    planted: "repeated word overwritten",
    batch: 2,
    hand: "numbers",
    causes: ["missing-term", "not-summed", "one-sample"],
    alsoAcceptable: ["unknown"],
    quantity: "E",
  }),
  table({
    name: "words: their mean is taken back as a sum",
    planted: "mean of words forgotten",
    batch: 2,
    causes: ["factor", "sum-for-mean"],
    quantity: "E",
  }),
  table({
    name: "words: counted from one in the gradient, from zero in the net",
    planted: "shifted by one word",
    batch: 2,
    hand: "numbers",
    causes: ["wrong-axis", "unknown"],
    quantity: "E",
  }),
  bilinear({
    name: "pairs: the matrix of both branches learns from the first",
    planted: "product rule's first half",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "P",
  }),
  bilinear({
    name: "pairs: A is square and not transposed for the first branch",
    planted: "A not transposed",
    causes: ["transposed"],
    quantity: "P",
  }),
  bilinear({
    name: "pairs: the inputs of the branches are exchanged",
    planted: "branches' inputs exchanged",
    hand: "numbers",
    causes: ["derivative-at-wrong-value", "wrong-upstream"],
    alsoAcceptable: ["unknown"],
    quantity: "P",
  }),
  bilinear({
    name: "pairs: each prediction meets the target of the next pair",
    planted: "target shifted by one pair",
    causes: ["wrong-forward", "wrong-upstream", "unknown"],
    alsoAcceptable: ["derivative-at-wrong-value"],
    quantity: "A",
  }),
  bilinear({
    name: "pairs: the score of the hand version forgets the bias",
    planted: "forward without bias",
    causes: ["wrong-forward"],
    alsoAcceptable: ["missing-term", "unknown"],
    quantity: "A",
    alsoQuantities: ["c"],
    intermediates: true,
  }),
  bilinear({
    name: "pairs: the hand version squashes with a sigmoid",
    planted: "sigmoid in the forward",
    hand: "numbers",
    causes: ["wrong-forward", "unknown"],
    quantity: "A",
    alsoQuantities: ["c"],
    intermediates: true,
  }),
];
