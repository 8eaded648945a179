import {
  add,
  at,
  div,
  einsum,
  log,
  matmul,
  mean,
  mul,
  neg,
  ones,
  outer,
  sigmoid,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  tril,
  where,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, softmax } from "./parts.ts";

const a = normals(4901);

/** Self-attention over one sequence, squared error of what comes out. */
const oneHead = plant({
  name: "one head",
  kind: "attention",
  params: { Wq: a(4, 4), Wk: a(4, 4), Wv: a(4, 4) },
  data: [mul(0.7, a(5, 4)), a(5, 4)],
  loss: ({ Wq, Wk, Wv }, X, T) => {
    const scores = div(matmul(matmul(X, Wq), transpose(matmul(X, Wk))), 2);
    return mean(square(sub(matmul(softmax(scores), matmul(X, Wv)), T)));
  },
  hand: (wrong, { Wq, Wk, Wv }, X, T) => {
    const [Q, K, V] = [matmul(X, Wq), matmul(X, Wk), matmul(X, Wv)];
    const S = div(matmul(Q, transpose(K)), 2);
    const A = softmax(S);
    const out = matmul(A, V);
    const dout = div(mul(2, sub(out, T)), T.size);
    const dV = matmul(wrong("A straight") ? A : transpose(A), dout);
    const dA = matmul(dout, transpose(V));
    const inner = sum(mul(dA, A), wrong("sum down the columns") ? 0 : 1, { keepdims: true });
    const dS = wrong("diagonal") ? mul(dA, mul(A, sub(1, A))) : mul(A, sub(dA, inner));
    const scale = wrong("scale forgotten") ? 1 : 0.5;
    const dQ = mul(scale, matmul(dS, wrong("Q for K") ? Q : K));
    const dK = mul(scale, matmul(wrong("dS straight") ? dS : transpose(dS), Q));
    return {
      gradients: { Wq: matmul(transpose(X), dQ), Wk: matmul(transpose(X), dK), Wv: matmul(transpose(X), dV) },
      intermediates: { Q, K, V, S, A, out, dout, dV, dA, dS, dQ, dK },
    };
  },
  mistakes: {
    "A straight": [["transposed"], ["V", "dV", "Wv"], "A without its transpose"],
    "sum down the columns": [["wrong-axis"], ["S", "dS", "Wq", "Wk"], "the softmax's inner sum over the queries"],
    diagonal: [["softmax-diagonal"], ["S", "dS", "Wq", "Wk"], "A(1 - A) only"],
    "scale forgotten": [["factor"], ["Q", "dQ", "K", "dK", "Wq", "Wk"], "1/√d left out on the way back"],
    "Q for K": [["wrong-layer", "derivative-at-wrong-value"], ["Q", "dQ", "Wq"], "dQ made with Q"],
    "dS straight": [["transposed"], ["K", "dK", "Wk"], "dS without its transpose"],
  },
  pairs: ["scale forgotten+A straight"],
  numbers: ["diagonal", "dS straight"],
  bare: ["sum down the columns", "scale forgotten"],
});

const b = normals(4902);

/** Two heads, a batch of sequences, nobody looks ahead, a projection, and the way around. */
const causal = plant({
  name: "causal heads",
  kind: "attention",
  params: { Q: b(2, 4, 2), K: b(2, 4, 2), V: b(2, 4, 2), O: b(2, 2, 4) },
  data: [mul(0.8, b(3, 4, 4)), b(3, 4, 4)],
  batchAxis: 0,
  loss: ({ Q, K, V, O }, X, T) => {
    const [q, k, v] = [Q, K, V].map((W) => einsum("ntd,hde->nhte", X, W)) as [Tensor, Tensor, Tensor];
    const scores = div(einsum("nhte,nhse->nhts", q, k), Math.SQRT2);
    const A = softmax(where(math`${tril(ones([4, 4]))} > 0`, scores, -1e9));
    const out = add(X, einsum("nhts,nhse,hed->ntd", A, v, O));
    return div(sum(square(sub(out, T))), 6);
  },
  hand: (wrong, { Q, K, V, O }, X, T) => {
    const [q, k, v] = [Q, K, V].map((W) => einsum("ntd,hde->nhte", X, W)) as [Tensor, Tensor, Tensor];
    const scores = div(einsum("nhte,nhse->nhts", q, k), Math.SQRT2);
    const look = wrong("mask forgotten") ? scores : where(math`${tril(ones([4, 4]))} > 0`, scores, -1e9);
    const A = softmax(look);
    const mixed = einsum("nhts,nhse->nhte", A, v);
    const residual = sub(wrong("way around forgotten") ? zerosLike(X) : X, T);
    const dout = div(add(residual, einsum("nhte,hed->ntd", mixed, O)), 3);
    const dO = wrong("heads summed") ? einsum("nhte,ntd->ed", mixed, dout) : einsum("nhte,ntd->hed", mixed, dout);
    const dmixed = einsum("ntd,hed->nhte", dout, O);
    const dA = einsum("nhte,nhse->nhts", dmixed, v);
    const dv = einsum(wrong("A untransposed") ? "nhts,nhse->nhte" : "nhts,nhte->nhse", A, dmixed);
    const whole = mul(A, sub(dA, sum(mul(A, dA), -1, { keepdims: true })));
    const dS = div(wrong("no softmax") ? dA : whole, Math.SQRT2);
    const dq = einsum("nhts,nhse->nhte", dS, k);
    const dk = einsum("nhts,nhte->nhse", dS, q);
    const gather = (g: Tensor): Tensor => einsum("ntd,nhte->hde", X, g);
    return {
      gradients: {
        Q: gather(dq),
        K: gather(wrong("dq for dk") ? dq : dk),
        V: gather(dv),
        O: dO,
      },
      intermediates: { q, k, v, A, mixed, dout, dmixed, dA, dv, dS, dq, dk },
    };
  },
  mistakes: {
    "mask forgotten": [
      ["wrong-forward"],
      ["A", "dA", "mixed", "dS", "v", "dv", "out", "dout", "Q", "K", "V", "O"],
      "the hand's forward pass has no mask",
    ],
    "way around forgotten": [
      ["wrong-forward", "missing-term"],
      ["out", "dout", "Q", "K", "V", "O"],
      "the hand's output lacks the residual connection",
    ],
    "heads summed": [["structure", "wrong-axis"], ["O"], "the heads' gradients of O summed into one"],
    "A untransposed": [["transposed"], ["v", "dv", "V"], "A without its transpose"],
    "no softmax": [
      ["missing-activation-derivative", "missing-term"],
      ["S", "dS", "Q", "K"],
      "the softmax's derivative left out",
    ],
    "dq for dk": [["wrong-upstream", "wrong-layer"], ["K"], "the keys' weights made with dq"],
  },
  numbers: ["A untransposed"],
  bare: ["mask forgotten", "dq for dk"],
});

const c = normals(4903);

/** Words are looked up, averaged and classified. */
const bag = plant({
  name: "bag of words",
  kind: "attention",
  params: { E: c(6, 3), W: c(3, 3), b: c(3) },
  data: [
    [
      [1, 4, 1, 0],
      [2, 2, 5, 3],
      [0, 4, 4, 4],
    ],
    oneHot([0, 2, 1], 3),
  ],
  loss: ({ E, W, b }, words, Y) => {
    const bags = mean(at(E, words), 1);
    return neg(div(sum(mul(Y, logSoftmax(add(matmul(bags, W), b)))), 3));
  },
  hand: (wrong, { E, W, b }, words, Y) => {
    const bags = stack(
      words.map((row) => mean(at(E, row), 0)),
      0,
    );
    const p = softmax(add(matmul(bags, W), b));
    const dlogits = div(sub(p, Y), 3);
    const dbags = matmul(dlogits, wrong("W as it is") ? W : transpose(W));
    const rows = (zerosLike(E).toArray() as number[][]).map((row) => [...row]);
    const share = (wrong("shares forgotten") ? dbags : div(dbags, 4)).toArray() as number[][];
    words.forEach((row, n) => {
      for (const word of row) {
        for (let k = 0; k < 3; k++) rows[word]![k] = share[n]![k]! + (wrong("rows set") ? 0 : rows[word]![k]!);
      }
    });
    return {
      gradients: { E: tensor(rows), W: matmul(transpose(bags), dlogits), b: sum(dlogits, wrong("axis") ? 1 : 0) },
      intermediates: { bags, p, dlogits, dbags },
    };
  },
  mistakes: {
    "W as it is": [["transposed"], ["bags", "dbags", "E"], "back through W without its transpose"],
    "shares forgotten": [["factor", "sum-for-mean"], ["E"], "the mean's 1/4 forgotten"],
    "rows set": [["missing-term", "one-sample"], ["E"], "= for +=: words that occur again lose what they had"],
    axis: [["wrong-axis"], ["b"], "summed over the classes"],
  },
  pairs: ["shares forgotten+axis"],
  numbers: ["rows set"],
  bare: ["W as it is"],
});

const d = normals(4904);

/** Skip-gram with negative samples, one centre word. */
const skipgram = plant({
  name: "negative samples",
  kind: "attention",
  params: { U: d(5, 4), V: d(5, 4) },
  data: [2, 4, [0, 1, 0]],
  loss: ({ U, V }, centre, context, negatives) => {
    const v = at(V, centre);
    const near = log(sigmoid(sum(mul(at(U, context), v))));
    const far = sum(log(sigmoid(neg(matmul(at(U, negatives), v)))));
    return neg(add(near, far));
  },
  hand: (wrong, { U, V }, centre, context, negatives) => {
    const v = at(V, centre);
    const s = sigmoid(sum(mul(at(U, context), v)));
    const g = wrong("σ for σ - 1") ? s : sub(s, 1);
    let dv: Tensor = mul(g, at(U, context));
    let dU: Tensor = outer(at(oneHot([context], 5), 0), mul(g, v));
    for (const word of wrong("each once") ? [...new Set(negatives)] : negatives) {
      const f = sigmoid(sum(mul(at(U, word), v)));
      const signed = wrong("negatives' sign") ? neg(f) : f;
      if (!wrong("no negatives in v")) dv = add(dv, mul(signed, at(U, word)));
      dU = add(dU, outer(at(oneHot([word], 5), 0), mul(signed, v)));
    }
    const row = outer(at(oneHot([wrong("context's row") ? context : centre], 5), 0), dv);
    return { U: dU, V: row };
  },
  mistakes: {
    "σ for σ - 1": [["missing-term", "wrong-forward"], ["U", "V"], "σ for σ - 1 at the true context"],
    "each once": [["missing-term"], ["U", "V"], "a word that was drawn twice counts once"],
    "negatives' sign": [["sign"], ["U", "V"], "the negative samples with the other sign"],
    "no negatives in v": [["missing-term"], ["V"], "the centre gets nothing from negative samples"],
    "context's row": [["structure", "unknown"], ["V"], "put into another word's row"],
  },
  numbers: ["negatives' sign"],
});

const e = normals(4905);

/** One matrix codes and decodes. */
const tied = plant({
  name: "tied autoencoder",
  kind: "attention",
  params: { W: mul(0.6, e(5, 3)), b: e(3), c: e(5) },
  data: [e(6, 5)],
  batchAxis: 0,
  loss: ({ W, b, c }, X) => {
    const code = tanh(add(matmul(X, W), b));
    return mean(square(sub(add(matmul(code, transpose(W)), c), X)));
  },
  hand: (wrong, { W, b, c }, X) => {
    const code = tanh(add(matmul(X, W), b));
    const out = add(matmul(code, transpose(W)), c);
    const dout = div(mul(2, sub(out, X)), wrong("only samples") ? 6 : 30);
    const dz = mul(matmul(dout, W), sub(1, square(code)));
    const coder = matmul(transpose(X), dz);
    const decoder = matmul(transpose(dout), code);
    const both = wrong("averaged") ? div(add(coder, decoder), 2) : add(coder, decoder);
    const single = wrong("decoder only") ? decoder : wrong("coder only") ? coder : both;
    return {
      gradients: { W: single, b: sum(dz, 0), c: sum(dout, 0) },
      intermediates: { code, out, dout, dz },
    };
  },
  mistakes: {
    "only samples": [["sum-for-mean", "factor"], ["out", "dout", "W", "b", "c"], "divided by the samples alone"],
    averaged: [["factor", "mean-for-sum"], ["W"], "the mean of the two uses instead of their sum"],
    "decoder only": [["missing-term"], ["W"], "the use in the coder left out"],
    "coder only": [["missing-term"], ["W"], "the use in the decoder left out"],
  },
  pairs: ["only samples+coder only"],
  numbers: ["decoder only"],
  bare: ["averaged"],
});

/** Attention, embeddings, weights that are used twice. */
export const tenthAttention = [...oneHead, ...causal, ...bag, ...skipgram, ...tied];
