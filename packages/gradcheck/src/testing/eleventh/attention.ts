import {
  add,
  at,
  div,
  einsum,
  exp,
  expandDims,
  greater,
  log,
  matmul,
  mean,
  mul,
  neg,
  relu,
  set,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  tri,
  where,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const rowsOf = (s: Tensor): Tensor => {
  const e = exp(s);
  return div(e, sum(e, -1, { keepdims: true }));
};

const tokens = normals(1171);
/** One head that looks back only, over a sequence of five, a linear output and the mean of squares. */
const lookingBack = plant({
  name: "one head that looks back",
  kind: "attention",
  params: { Q: tokens(4, 4), K: tokens(4, 4), V: tokens(4, 4), O: tokens(4, 2) },
  data: [mul(0.7, tokens(5, 4)) as Tensor, tokens(5, 2)],
  loss: ({ Q, K, V, O }, x, y) => {
    const scores = div(matmul(matmul(x, Q), transpose(matmul(x, K))), 2);
    const A = rowsOf(where(greater(tri(5), 0), scores, -1e9));
    return mean(square(sub(matmul(matmul(A, matmul(x, V)), O), y)));
  },
  hand: (wrong, { Q, K, V, O }, x, y) => {
    const [q, k, v] = [matmul(x, Q), matmul(x, K), matmul(x, V)];
    const A = rowsOf(where(greater(tri(5), 0), div(matmul(q, transpose(k)), 2), -1e9));
    const context = matmul(A, v);
    const dout = mul(2 / 10, sub(matmul(context, O), y));
    const dcontext = matmul(dout, transpose(O));
    const dA = matmul(dcontext, transpose(v));
    const dv = matmul(wrong("A") ? A : transpose(A), dcontext);
    const inner = sum(mul(dA, A), wrong("columns") ? 0 : 1, { keepdims: true });
    const dS = wrong("diagonal") ? mul(mul(dA, A), sub(1, A)) : mul(A, sub(dA, inner));
    const dscores = wrong("scale") ? dS : wrong("width") ? div(dS, 4) : div(dS, 2);
    const dq = matmul(dscores, k);
    const dk = matmul(wrong("dk") ? dscores : transpose(dscores), q);
    return {
      gradients: {
        Q: matmul(transpose(x), dq),
        K: matmul(transpose(x), wrong("swapped") ? dq : dk),
        V: matmul(transpose(x), dv),
        O: matmul(transpose(context), dout),
      },
      intermediates: { dout, dcontext, dA, dv, dscores, dq, dk },
    };
  },
  mistakes: {
    A: [["transposed"], ["dv", "V"], "A in place of its transpose on the way to the values"],
    columns: [["wrong-axis"], ["dscores", "dq", "dk", "Q", "K"], "the softmax's inner sum over columns"],
    diagonal: [["softmax-diagonal"], ["dscores", "dq", "dk", "Q", "K"], "A (1 - A), the softmax's diagonal only"],
    scale: [
      ["factor", "missing-term"],
      ["dscores", "dq", "dk", "Q", "K"],
      "the division by sqrt(d) forgotten on the way back",
    ],
    width: [["factor"], ["dscores", "dq", "dk", "Q", "K"], "divided by d instead of sqrt(d)"],
    dk: [["transposed"], ["dk", "K"], "the scores are not transposed for the keys"],
    swapped: [["wrong-upstream", "wrong-layer"], ["K"], "the keys' weights with the queries' gradient"],
  },
  pairs: ["scale+swapped"],
  bare: ["columns", "scale", "swapped", "dk"],
});

const reviews = normals(1172);
/** The words of three reviews. */
const ids = [
  [0, 2, 2, 5],
  [1, 0, 4, 3],
  [5, 5, 1, 2],
];
/** Reviews of four words each: rows of a table averaged, a hidden layer, a logistic output. */
const averagedWords = plant({
  name: "averaged words of reviews",
  kind: "attention",
  params: { E: reviews(6, 3), W: reviews(3, 4), v: reviews(4) },
  data: [tensor([1, 0, 1])],
  loss: ({ E, W, v }, y) => {
    const p = sigmoid(matmul(tanh(matmul(mean(at(E, ids), 1), W)), v));
    return neg(mean(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p))))));
  },
  hand: (wrong, { E, W, v }, y) => {
    const u = mean(at(E, ids), 1);
    const h = tanh(matmul(u, W));
    const ds = div(sub(sigmoid(matmul(h, v)), y), wrong("batch") ? 1 : 3);
    const dh = einsum("n,j->nj", ds, v);
    const dz = mul(dh, sub(1, square(h)));
    const du = matmul(wrong("dh") ? dh : dz, transpose(W));
    let dE: Tensor = zerosLike(E);
    for (let n = 0; n < 3; n++)
      for (let t = 0; t < 4; t++) {
        const share = wrong("share") ? at(du, n) : div(at(du, n), 4);
        const id = ids[n]![t]!;
        dE = set(dE, id, wrong("assigned") ? share : add(at(dE, id), share));
      }
    return { E: dE, W: matmul(transpose(u), dz), v: wrong("ones") ? sum(h, 0) : matmul(transpose(h), ds) };
  },
  mistakes: {
    batch: [["sum-for-mean", "factor"], ["v", "W", "E"], "not divided by the three reviews"],
    dh: [["missing-activation-derivative"], ["E"], "tanh forgotten on the way to the words"],
    share: [["factor", "sum-for-mean"], ["E"], "the mean over the four words passed back as a sum"],
    assigned: [["one-sample", "missing-term"], ["E"], "= in place of += for words that occur again"],
    ones: [["missing-term"], ["v"], "the output's gradient forgotten in dv"],
  },
  pairs: ["batch+assigned"],
  numbers: ["dh", "share"],
});

const rivers = normals(1173);
/** Two blocks x + tanh(x W) V with a linear reading, mean over samples of the squares. */
const twoBlocks = plant({
  name: "two residual blocks",
  kind: "attention",
  params: { W1: rivers(4, 4), V1: rivers(4, 4), W2: rivers(4, 4), V2: rivers(4, 4), r: rivers(4, 1) },
  data: [rivers(5, 4), rivers(5, 1)],
  loss: ({ W1, V1, W2, V2, r }, x, y) => {
    const x1 = math`${x} + tanh(${x} @ ${W1}) @ ${V1}`;
    const x2 = math`${x1} + tanh(${x1} @ ${W2}) @ ${V2}`;
    return math`mean((${x2} @ ${r} - ${y})**2)`;
  },
  hand: (wrong, { W1, V1, W2, V2, r }, x, y) => {
    const t1 = math`tanh(${x} @ ${W1})`;
    const x1 = math`${x} + ${t1} @ ${V1}`;
    const t2 = math`tanh(${x1} @ ${W2})`;
    const x2 = math`${x1} + ${t2} @ ${V2}`;
    const dout = math`2 * (${x2} @ ${r} - ${y}) / 5`;
    const dx2 = math`${dout} @ ${r}.T`;
    const dz2 = math`(${dx2} @ ${V2}.T) * (1 - ${wrong("t1") ? t1 : t2}**2)`;
    const inner = math`${dz2} @ ${W2}.T`;
    const dx1 = wrong("skip") ? inner : wrong("short") ? dx2 : math`${dx2} + ${inner}`;
    const dz1 = math`(${dx1} @ ${wrong("V2") ? V2 : V1}.T) * (1 - ${t1}**2)`;
    return {
      gradients: {
        W1: math`${x}.T @ ${dz1}`,
        V1: math`${t1}.T @ ${wrong("dx2") ? dx2 : dx1}`,
        W2: math`${wrong("x") ? x : x1}.T @ ${dz2}`,
        V2: wrong("turned") ? math`${dx2}.T @ ${t2}` : math`${t2}.T @ ${dx2}`,
        r: math`${x2}.T @ ${dout}`,
      },
      intermediates: { dout, dx2, dz2, dx1, dz1 },
    };
  },
  mistakes: {
    t1: [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["dz2", "W2"],
      "1 - t² of the first block in the second",
    ],
    skip: [["missing-term"], ["dx1", "dz1", "W1", "V1"], "the way around the second block forgotten"],
    short: [["missing-term"], ["dx1", "dz1", "W1", "V1"], "the way through the second block forgotten"],
    V2: [["wrong-layer", "off-by-one-layer"], ["dz1", "W1"], "back through the other block's weights"],
    dx2: [
      ["wrong-upstream", "wrong-layer", "off-by-one-layer", "missing-term"],
      ["V1"],
      "dV1 with the gradient behind the second block",
    ],
    x: [["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"], ["W2"], "dW2 with the first block's input"],
    turned: [["transposed"], ["V2"], "dx2.T @ t2, the transposed gradient"],
  },
  pairs: ["skip+turned"],
  bare: ["t1", "skip", "x", "dx2"],
});

const ratings = normals(1174);
/** The decoder is the encoder's matrix transposed: rectifier code, half the squares averaged over the batch. */
const tied = plant({
  name: "tied autoencoder",
  kind: "attention",
  params: { W: ratings(5, 3), b: ratings(3), c: ratings(5) },
  data: [ratings(4, 5)],
  loss: ({ W, b, c }, x) => {
    const h = relu(add(matmul(x, W), b));
    return div(sum(square(sub(add(matmul(h, transpose(W)), c), x))), 8);
  },
  hand: (wrong, { W, b, c }, x) => {
    const h = relu(add(matmul(x, W), b));
    const dr = div(sub(add(matmul(h, transpose(W)), c), x), wrong("entries") ? 20 : 4);
    const dh = matmul(dr, W);
    const dz = wrong("open") ? dh : mul(dh, greater(h, 0));
    const encoder = matmul(transpose(x), dz);
    const decoder = matmul(transpose(dr), h);
    return {
      gradients: {
        W: wrong("encoder")
          ? encoder
          : wrong("decoder")
            ? decoder
            : wrong("minus")
              ? sub(encoder, decoder)
              : add(encoder, decoder),
        b: sum(dz, 0),
        c: wrong("mean") ? mean(dr, 0) : sum(dr, 0),
      },
      intermediates: { dr, dh, dz },
    };
  },
  mistakes: {
    entries: [
      ["factor", "mean-for-sum"],
      ["dr", "W", "c", "b", "dh", "dz"],
      "divided by all entries instead of the samples",
    ],
    open: [["missing-activation-derivative"], ["dz", "W", "b"], "the rectifier forgotten"],
    encoder: [["missing-term"], ["W"], "the decoder's part of the shared matrix forgotten"],
    decoder: [["missing-term"], ["W"], "the encoder's part of the shared matrix forgotten"],
    minus: [["sign"], ["W"], "the two parts subtracted"],
    mean: [["mean-for-sum", "factor"], ["c"], "the output's bias averaged again"],
  },
  pairs: ["encoder+mean"],
  bare: ["open", "decoder", "minus"],
  numbers: ["encoder"],
});

const corpus = normals(1175);
/** Two centre words; for each of them its neighbour and three words drawn at random. */
const centre = [2, 0];
const others = [
  [1, 4, 6, 3],
  [5, 4, 0, 2],
];
/** One centre word, its neighbour, and three words drawn at random: two tables and the logistic loss. */
const neighbours = plant({
  name: "centre, neighbour and drawn words",
  kind: "attention",
  params: { C: corpus(5, 4), N: corpus(7, 4) },
  data: [tensor([1, 0, 0, 0])],
  loss: ({ C, N }, label) => {
    const s = einsum("be,bke->bk", at(C, centre), at(N, others));
    const p = sigmoid(s);
    return neg(sum(add(mul(label, log(p)), mul(sub(1, label), log(sub(1, p))))));
  },
  hand: (wrong, { C, N }, label) => {
    const [u, V] = [at(C, centre), at(N, others)];
    const p = sigmoid(einsum("be,bke->bk", u, V));
    const ds = wrong("positive") ? sub(p, 1) : wrong("mean") ? div(sub(p, label), 2) : sub(p, label);
    const du = wrong("nearest") ? mul(at(ds, ":", "0:1"), at(V, ":", 0)) : einsum("bk,bke->be", ds, V);
    let [dC, dN]: Tensor[] = [zerosLike(C), zerosLike(N)];
    for (let b = 0; b < 2; b++) {
      const c = centre[b]!;
      dC = set(dC!, c, add(at(dC!, c), at(du, b)));
      for (let k = 0; k < 4; k++) {
        const o = others[b]![k]!;
        const part = mul(at(ds, b, k), wrong("V") ? at(V, b, k) : at(u, b));
        dN = set(dN!, o, wrong("again") ? part : add(at(dN!, o), part));
      }
    }
    return { C: dC, N: dN };
  },
  mistakes: {
    positive: [["wrong-forward", "missing-term"], ["C", "N"], "p - 1 for the drawn words, too"],
    mean: [["mean-for-sum", "factor"], ["C", "N"], "divided by the two centres, the loss is a sum"],
    nearest: [["missing-term"], ["C"], "the drawn words do not reach the centre"],
    V: [["derivative-at-wrong-value", "wrong-layer"], ["N"], "dN with the neighbours' own vectors"],
    again: [["one-sample", "missing-term"], ["N"], "= in place of += for a word that occurs twice"],
  },
  numbers: ["mean", "again"],
});

const patients = normals(1176);
/** Visits pooled with additive attention: scores v tanh(h W), weights over time, then a class. */
const pooledVisits = plant({
  name: "visits pooled by attention",
  kind: "attention",
  params: { W: patients(3, 3), v: patients(3), O: patients(3, 3) },
  data: [patients(4, 5, 3), oneHot([2, 0, 1, 1], 3)],
  loss: ({ W, v, O }, h, y) => {
    const alpha = rowsOf(matmul(tanh(matmul(h, W)), v));
    const s = matmul(einsum("nt,nti->ni", alpha, h), O);
    return neg(mean(sum(mul(y, sub(s, log(sum(exp(s), 1, { keepdims: true })))), 1)));
  },
  hand: (wrong, { W, v, O }, h, y) => {
    const u = tanh(matmul(h, W));
    const alpha = rowsOf(matmul(u, v));
    const c = einsum("nt,nti->ni", alpha, h);
    const ds = div(sub(rowsOf(matmul(c, O)), y), 4);
    const dc = matmul(ds, wrong("O") ? O : transpose(O));
    const dalpha = einsum("ni,nti->nt", dc, h);
    const centre = sum(mul(dalpha, alpha), wrong("batch") ? 0 : 1, { keepdims: true });
    const de = wrong("softmax")
      ? dalpha
      : wrong("own")
        ? mul(dalpha, mul(alpha, sub(1, alpha)))
        : mul(alpha, sub(dalpha, centre));
    const du = mul(expandDims(de, 2), v);
    const dz = wrong("tanh") ? du : mul(du, sub(1, square(u)));
    return {
      gradients: {
        W: einsum("nti,ntj->ij", h, dz),
        v: einsum("ntj,nt->j", wrong("h") ? h : u, de),
        O: matmul(transpose(c), ds),
      },
      intermediates: { ds, dc, dalpha, de, dz },
    };
  },
  mistakes: {
    O: [["transposed"], ["dc", "dalpha", "de", "dz", "W", "v"], "back through O without transposing it"],
    batch: [["wrong-axis"], ["de", "dz", "W", "v"], "the softmax's inner sum over the batch"],
    softmax: [
      ["missing-activation-derivative", "missing-term"],
      ["de", "dz", "W", "v"],
      "the softmax of the weights forgotten",
    ],
    own: [["softmax-diagonal"], ["de", "dz", "W", "v"], "alpha (1 - alpha)"],
    tanh: [["missing-activation-derivative"], ["dz", "W"], "1 - u² forgotten"],
    h: [["derivative-at-wrong-value"], ["v"], "dv with the visits in place of u"],
  },
  bare: ["O", "own", "h"],
});

/** All of this family. */
export const eleventhAttention: readonly EverydayCase[] = [
  ...lookingBack,
  ...averagedWords,
  ...twoBlocks,
  ...tied,
  ...neighbours,
  ...pooledVisits,
];
