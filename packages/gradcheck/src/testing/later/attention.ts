import {
  add,
  at,
  div,
  exp,
  greater,
  log,
  matmul,
  mean,
  mul,
  outer,
  relu,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
  zeros,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const normal = normals(87001);

const small = (...shape: number[]): Tensor => mul(0.6, normal(...shape));

const softmax = (s: Tensor): Tensor => {
  const e = exp(s);
  return div(e, sum(e, -1, { keepdims: true }));
};

/** Words looked up in a table, averaged, and classified. */
const bag = plant({
  name: "bag of words",
  kind: "attention",
  params: { table: normal(6, 3), W: normal(3, 2), b: normal(2) },
  data: [
    [
      [0, 2, 2],
      [5, 1, 0],
      [3, 2, 4],
    ] as readonly (readonly number[])[],
    oneHot([0, 1, 1], 2),
  ],
  loss: ({ table, W, b }, words, y) => {
    const h = mean(
      at(
        table,
        words.map((row) => [...row]),
      ),
      1,
    ) as Tensor;
    const s = add(matmul(h, W), b);
    return mean(sub(log(sum(exp(s), 1)), sum(mul(y, s), 1)));
  },
  hand: (wrong, { table, W, b }, words, y) => {
    const n = words.length;
    const h = mean(
      at(
        table,
        words.map((row) => [...row]),
      ),
      1,
    ) as Tensor;
    const error = sub(softmax(add(matmul(h, W), b)), y);
    const ds = wrong("mean lost") ? error : div(error, n);
    const dh = matmul(ds, transpose(W));
    let dtable: Tensor = zeros(table.shape);
    words.forEach((row, i) => {
      row.forEach((word, j) => {
        const share = wrong("word count lost") ? at(dh, i) : div(at(dh, i), row.length);
        const row0 = outer(at(oneHot([word], 6), 0), share);
        const again = wrong("repeated word once") && row.indexOf(word) < j;
        const shifted = outer(at(oneHot([(word + 1) % 6], 6), 0), share);
        if (!again) dtable = add(dtable, wrong("counted from one") ? shifted : row0);
      });
    });
    return { table: dtable, W: matmul(transpose(h), ds), b: wrong("bias with m") ? div(sum(ds, 0), n) : sum(ds, 0) };
  },
  mistakes: {
    "mean lost": [["sum-for-mean", "factor"], ["table", "W", "b"], "Not divided by the examples."],
    "word count lost": [["sum-for-mean", "factor"], ["table"], "The mean over words goes back as a sum."],
    "repeated word once": [["missing-term", "one-sample"], ["table"], "A word that occurs twice in a row counts once."],
    "counted from one": [["off-by-one-layer", "structure", "unknown"], ["table"], "Rows of the table are one too far."],
    "bias with m": [["mean-for-sum", "factor"], ["b"], "The bias is divided by the batch twice."],
  },
  pairs: ["word count lost+bias with m"],
});

/** Two residual blocks. */
const blocks = plant({
  name: "two residual blocks",
  kind: "attention",
  params: { A1: small(4, 4), B1: small(4, 4), A2: small(4, 4), B2: small(4, 4) },
  data: [normal(5, 4), normal(5, 4)],
  loss: ({ A1, B1, A2, B2 }, x, y) => {
    const u = add(x, matmul(relu(matmul(x, A1)), B1));
    return mean(square(sub(add(u, matmul(relu(matmul(u, A2)), B2)), y)));
  },
  hand: (wrong, { A1, B1, A2, B2 }, x, y) => {
    const h1 = relu(matmul(x, A1));
    const u = add(x, matmul(h1, B1));
    const h2 = relu(matmul(u, A2));
    const out = add(u, matmul(h2, B2));
    const dout = mul(2 / y.size, sub(out, y));
    const dh2 = mul(matmul(dout, transpose(wrong("B of block one") ? B1 : B2)), greater(h2, 0));
    const inside = matmul(dh2, transpose(A2));
    const du = wrong("shortcut lost") ? inside : wrong("shortcut alone") ? dout : add(dout, inside);
    const doubled = wrong("shortcut twice") ? add(du, dout) : du;
    const dh1 = mul(matmul(doubled, transpose(B1)), wrong("mask of block two") ? greater(h2, 0) : greater(h1, 0));
    return {
      gradients: {
        A1: matmul(transpose(x), dh1),
        B1: matmul(transpose(h1), doubled),
        A2: matmul(transpose(wrong("x into block two") ? x : u), dh2),
        B2: matmul(transpose(h2), dout),
      },
      intermediates: { h1, u, h2, out, dout, dh2, du: doubled, dh1 },
    };
  },
  mistakes: {
    "B of block one": [
      ["wrong-layer", "off-by-one-layer"],
      ["dh2", "du", "dh1", "A2", "A1", "B1"],
      "B1 stands for B2.",
    ],
    "shortcut lost": [["missing-term"], ["du", "dh1", "A1", "B1"], "The gradient around the block is missing."],
    "shortcut alone": [["missing-term"], ["du", "dh1", "A1", "B1"], "The gradient through the block is missing."],
    "shortcut twice": [["extra-term"], ["du", "dh1", "A1", "B1"], "The shortcut is added twice."],
    "mask of block two": [["wrong-layer", "derivative-at-wrong-value"], ["dh1", "A1"], "The other block's mask."],
    "x into block two": [["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"], ["A2"], "x stands for u."],
  },
  pairs: ["shortcut lost+x into block two"],
  numbers: ["shortcut alone"],
  bare: ["B of block one", "shortcut twice"],
});

export const laterAttention: readonly EverydayCase[] = [...bag, ...blocks];
