import {
  add,
  at,
  div,
  einsum,
  exp,
  greater,
  log,
  matmul,
  mean,
  mul,
  neg,
  outer,
  relu,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  tril,
  zeros,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const normal = normals(87001);

const small = (...shape: number[]): Tensor => mul(0.6, normal(...shape));

const softmax = (s: Tensor): Tensor => {
  const e = exp(s);
  return div(e, sum(e, -1, { keepdims: true }));
};

/** One head over one sequence. */
const head = plant({
  name: "one head of attention",
  kind: "attention",
  params: { Q: small(4, 4), K: small(4, 4), V: small(4, 4) },
  data: [normal(5, 4), normal(5, 4)],
  loss: ({ Q, K, V }, x, y) => {
    const p = softmax(div(matmul(matmul(x, Q), transpose(matmul(x, K))), 2));
    return mean(square(sub(matmul(p, matmul(x, V)), y)));
  },
  hand: (wrong, { Q, K, V }, x, y) => {
    const [q, k, v] = [matmul(x, Q), matmul(x, K), matmul(x, V)];
    const p = softmax(div(matmul(q, transpose(k)), 2));
    const dout = mul(2 / y.size, sub(matmul(p, v), y));
    const dv = matmul(wrong("p not transposed") ? p : transpose(p), dout);
    const dp = matmul(dout, transpose(v));
    const inner = sum(mul(dp, p), wrong("sum down the columns") ? 0 : 1, { keepdims: true });
    const ds = wrong("diagonal alone") ? mul(dp, mul(p, sub(1, p))) : mul(p, sub(dp, inner));
    const scaled = wrong("scale lost") ? ds : div(ds, 2);
    const dq = matmul(scaled, wrong("q for k") ? q : k);
    const dk = matmul(wrong("scores not transposed") ? scaled : transpose(scaled), q);
    return {
      gradients: { Q: matmul(transpose(x), dq), K: matmul(transpose(x), dk), V: matmul(transpose(x), dv) },
      intermediates: { q, k, v, p, dout, dv, dp, ds, dq, dk },
    };
  },
  mistakes: {
    "p not transposed": [["transposed"], ["dv", "V"], "The attention goes back as it is."],
    "sum down the columns": [["wrong-axis"], ["ds", "dq", "dk", "Q", "K"], "The softmax's inner sum goes over axis 0."],
    "diagonal alone": [["softmax-diagonal"], ["ds", "dq", "dk", "Q", "K"], "p(1 - p), as if softmax were elementwise."],
    "scale lost": [["factor", "missing-term"], ["dq", "dk", "Q", "K"], "The division by the root of the size is lost."],
    "q for k": [["wrong-layer", "derivative-at-wrong-value"], ["dq", "Q"], "dq is made with q instead of k."],
    "scores not transposed": [["transposed"], ["dk", "K"], "ds instead of its transpose in dk."],
  },
  pairs: ["p not transposed+scale lost", "diagonal alone+scores not transposed"],
  numbers: ["diagonal alone", "scores not transposed"],
  bare: ["sum down the columns", "scale lost"],
});

/** Causal attention in a batch, by einsum, with a residual around it. */
const causal = plant({
  name: "causal with a residual",
  kind: "attention",
  params: { A: small(3, 3), V: small(3, 3), O: small(3, 3) },
  data: [normal(2, 4, 3), normal(2, 4, 3)],
  loss: ({ A, V, O }, x, y) => {
    const e = mul(exp(einsum("nti,ij,nsj->nts", x, A, x)), tril(add(zeros([4, 4]), 1)));
    const p = div(e, sum(e, 2, { keepdims: true }));
    const out = add(x, einsum("nts,nsi,ij,jk->ntk", p, x, V, O));
    return div(sum(square(sub(tanh(out), y))), x.shape[0]!);
  },
  hand: (wrong, { A, V, O }, x, y) => {
    const mask = tril(add(zeros([4, 4]), 1)) as Tensor;
    const e = exp(einsum("nti,ij,nsj->nts", x, A, x));
    const masked = mul(e, wrong("sees the future") ? add(mul(mask, 0), 1) : mask);
    const p = div(masked, sum(masked, 2, { keepdims: true })) as Tensor;
    const v = einsum("nsi,ij->nsj", x, V);
    const mixed = einsum("nts,nsj->ntj", p, v);
    const core = einsum("ntj,jk->ntk", mixed, O);
    const out = tanh(wrong("residual left out") ? core : add(x, core));
    const error = mul(2, sub(out, y));
    const dout = mul(wrong("batch not divided") ? error : div(error, x.shape[0]!), sub(1, square(out)));
    const dmixed = einsum(wrong("O as it is") ? "ntk,kj->ntj" : "ntk,jk->ntj", dout, O);
    const dp = einsum("ntj,nsj->nts", dmixed, v);
    const ds = mul(p, sub(dp, sum(mul(dp, p), 2, { keepdims: true })));
    const dv = einsum("nts,ntj->nsj", p, dmixed);
    return {
      gradients: {
        A: einsum(wrong("roles exchanged") ? "nts,nti,nsj->ji" : "nts,nti,nsj->ij", wrong("dp for ds") ? dp : ds, x, x),
        V: einsum("nsi,nsj->ij", x, dv),
        O: einsum("ntj,ntk->jk", wrong("v into O") ? v : mixed, dout),
      },
      intermediates: { p, v, mixed, out, dout, dmixed, dp, ds },
    };
  },
  mistakes: {
    "sees the future": [
      ["wrong-forward", "extra-term", "missing-term"],
      ["p", "mixed", "out", "dout", "dmixed", "dp", "ds", "A", "V", "O"],
      "The hand's forward pass has no causal mask.",
    ],
    "residual left out": [
      ["wrong-forward", "missing-term", "derivative-at-wrong-value"],
      ["out", "dout", "dmixed", "dp", "ds", "A", "V", "O"],
      "x is not added.",
    ],
    "batch not divided": [
      ["sum-for-mean", "factor"],
      ["dout", "dmixed", "dp", "ds", "A", "V", "O"],
      "Not divided by the batch.",
    ],
    "O as it is": [["transposed"], ["dmixed", "dp", "ds", "A", "V"], "Back through O instead of its transpose."],
    "roles exchanged": [["transposed"], ["A"], "The gradient of the bilinear form is transposed."],
    "dp for ds": [["missing-activation-derivative", "wrong-upstream"], ["A"], "The softmax's derivative is missing."],
    "v into O": [["derivative-at-wrong-value", "wrong-layer"], ["O"], "v before the attention is the input of O."],
  },
  numbers: ["dp for ds"],
});

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

/** An autoencoder whose decoder is the encoder's transpose. */
const tied = plant({
  name: "tied autoencoder",
  kind: "attention",
  params: { W: small(4, 2), b: small(2), c: small(4) },
  data: [normal(6, 4)],
  loss: ({ W, b, c }, x) => {
    const h = sigmoid(add(matmul(x, W), b));
    return div(sum(square(sub(add(matmul(h, transpose(W)), c), x))), 2 * x.shape[0]!);
  },
  hand: (wrong, { W, b, c }, x) => {
    const h = sigmoid(add(matmul(x, W), b));
    const dout = div(sub(add(matmul(h, transpose(W)), c), x), x.shape[0]!);
    const dh = matmul(dout, W);
    const dz = wrong("linear code") ? dh : mul(dh, mul(h, sub(1, h)));
    const encoder = matmul(transpose(x), dz);
    const decoder = matmul(transpose(dout), h);
    const both = wrong("averaged") ? div(add(encoder, decoder), 2) : add(encoder, decoder);
    const dW = wrong("encoder alone") ? encoder : wrong("decoder alone") ? decoder : both;
    return {
      gradients: { W: dW, b: sum(dz, 0), c: wrong("minus for c") ? neg(sum(dout, 0)) : sum(dout, 0) },
      intermediates: { h, dout, dh, dz },
    };
  },
  mistakes: {
    "linear code": [["missing-activation-derivative"], ["dz", "W", "b"], "The slope of sigmoid is missing."],
    averaged: [["factor", "mean-for-sum"], ["W"], "The two uses are averaged instead of added."],
    "encoder alone": [["missing-term"], ["W"], "The decoder's use of W is left out."],
    "decoder alone": [["missing-term"], ["W"], "The encoder's use of W is left out."],
    "minus for c": [["sign"], ["c"], "x - out for the bias."],
  },
  numbers: ["encoder alone"],
});

export const laterAttention: readonly EverydayCase[] = [...head, ...causal, ...bag, ...blocks, ...tied];
