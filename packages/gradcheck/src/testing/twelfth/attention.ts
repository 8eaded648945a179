import {
  add,
  at,
  div,
  einsum,
  exp,
  eye,
  greater,
  log,
  logsumexp,
  matmul,
  matvec,
  mean,
  mul,
  outer,
  relu,
  reshape,
  segmentSum,
  set,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  tril,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant } from "../everyday/case.ts";

const head = normals(1271);

/** One head on one sequence of four tokens, square projections, squares against a target; formulas from a blog. */
const oneHead = plant({
  name: "one head on one sequence",
  kind: "attention",
  params: { WQ: head(3, 3), WK: head(3, 3), WV: head(3, 3) },
  data: [head(4, 3), head(4, 3)],
  loss: ({ WQ, WK, WV }, X, T) => {
    const S = math`(${X} @ ${WQ}) @ (${X} @ ${WK}).T / sqrt(3)`;
    const A = math`exp(${S}) / sum(exp(${S}), axis=-1, keepdims=True)`;
    return math`0.5 * sum((${A} @ (${X} @ ${WV}) - ${T})**2)`;
  },
  hand: (wrong, { WQ, WK, WV }, X, T) => {
    const [Q, K, V] = [math`${X} @ ${WQ}`, math`${X} @ ${WK}`, math`${X} @ ${WV}`];
    const S = math`${Q} @ ${K}.T / sqrt(3)`;
    const A = math`exp(${S}) / sum(exp(${S}), axis=-1, keepdims=True)`;
    const dO = math`${A} @ ${V} - ${T}`;
    const dV = wrong("A not transposed") ? math`${A} @ ${dO}` : math`${A}.T @ ${dO}`;
    const dA = math`${dO} @ ${V}.T`;
    const dS = wrong("diagonal of the softmax")
      ? math`${dA} * ${A} * (1 - ${A})`
      : math`${A} * (${dA} - sum(${dA} * ${A}, axis=${wrong("softmax' over the queries") ? 0 : -1}, keepdims=True))`;
    const root = wrong("root of d forgotten") ? 1 : Math.sqrt(3);
    const dQ = math`${dS} @ ${K} / ${root}`;
    const dK = wrong("dS not turned for K") ? math`${dS} @ ${Q} / ${root}` : math`${dS}.T @ ${Q} / ${root}`;
    return {
      gradients: { WQ: math`${X}.T @ ${dQ}`, WK: math`${X}.T @ ${dK}`, WV: math`${X}.T @ ${dV}` },
      intermediates: { Q, K, V, S, A, dV, dA, dS, dQ, dK },
    };
  },
  mistakes: {
    "A not transposed": [["transposed"], ["dV", "WV"], "dV = A dO"],
    "diagonal of the softmax": [["softmax-diagonal"], ["dS", "dQ", "dK", "WQ", "WK"], "A (1 - A) as softmax'"],
    "softmax' over the queries": [["wrong-axis"], ["dS", "dQ", "dK", "WQ", "WK"], "sum(dA * A) over axis 0"],
    "root of d forgotten": [["factor"], ["dQ", "dK", "WQ", "WK", "dS"], "1 / sqrt(3) on the way back"],
    "dS not turned for K": [["transposed"], ["dK", "WK"], "dK = dS Q for dSᵀ Q"],
  },
  pairs: ["root of d forgotten+A not transposed", "diagonal of the softmax+dS not turned for K"],
  numbers: ["diagonal of the softmax", "root of d forgotten"],
  bare: ["A not transposed", "softmax' over the queries", "root of d forgotten+A not transposed"],
});

const decoder = normals(1272);

/** Two causal heads with a residual around them and an output projection, a batch of two, in einsum. */
const causalHeads = plant({
  name: "two causal heads with a residual",
  kind: "attention",
  batchAxis: 0,
  params: {
    Q: mul(0.7, decoder(2, 4, 2)),
    K: mul(0.7, decoder(2, 4, 2)),
    V: mul(0.7, decoder(2, 4, 2)),
    O: mul(0.7, decoder(2, 2, 4)),
    E: mul(0.7, decoder(3, 4)),
  },
  data: [decoder(2, 3, 3), decoder(2, 3, 4), tril(add(1, mul(0, eye(3))))],
  loss: ({ Q, K, V, O, E }, tokens, target, mask) => {
    const x = matmul(tokens, E);
    const s = mul(
      Math.SQRT1_2,
      einsum("bthk,bshk->bhts", einsum("btd,hdk->bthk", x, Q), einsum("btd,hdk->bthk", x, K)),
    );
    const e = mul(exp(s), mask);
    const heads = einsum("bhts,bshk->bthk", div(e, sum(e, -1, { keepdims: true })), einsum("btd,hdk->bthk", x, V));
    return mean(square(sub(add(x, einsum("bthk,hkd->btd", heads, O)), target)));
  },
  hand: (wrong, { Q, K, V, O, E }, tokens, target, mask) => {
    const x = matmul(tokens, E);
    const [q, k, v] = [Q, K, V].map((w) => einsum("btd,hdk->bthk", x, w)) as [Tensor, Tensor, Tensor];
    const e = mul(exp(mul(Math.SQRT1_2, einsum("bthk,bshk->bhts", q, k))), mask);
    const p = div(e, sum(e, -1, { keepdims: true }));
    const heads = einsum("bhts,bshk->bthk", p, v);
    const y = add(x, einsum("bthk,hkd->btd", heads, O));
    const dy = mul(2 / 24, sub(y, target));
    const dheads = einsum("btd,hkd->bthk", dy, O);
    const dv = einsum("bhts,bthk->bshk", p, dheads);
    const dp = einsum("bthk,bshk->bhts", dheads, v);
    const ds = mul(Math.SQRT1_2, mul(p, sub(dp, sum(mul(dp, p), -1, { keepdims: true }))));
    const dq = einsum("bhts,bshk->bthk", ds, k);
    const dk = einsum("bhts,bthk->bshk", ds, wrong("k by k") ? k : q);
    let dx = einsum("bthk,hdk->btd", dq, Q);
    if (!wrong("keys give nothing to x")) dx = add(dx, einsum("bthk,hdk->btd", dk, K));
    dx = add(dx, einsum("bthk,hdk->btd", dv, wrong("values through K") ? K : V));
    if (!wrong("around the block")) dx = add(dx, dy);
    const gradients = {
      Q: einsum("btd,bthk->hdk", x, dq),
      K: einsum("btd,bthk->hdk", x, dk),
      V: einsum("btd,bthk->hdk", x, dv),
      O: wrong("O from the first sequence")
        ? einsum("thk,td->hkd", at(heads, 0), at(dy, 0))
        : einsum("bthk,btd->hkd", heads, dy),
      E: einsum("bti,btd->id", tokens, dx),
    };
    return { gradients, intermediates: { x, q, k, v, p, heads, y, dy, dheads, dv, dp, dq, dk, dx } };
  },
  mistakes: {
    "around the block": [["missing-term"], ["dx", "E"], "the residual's own way to x"],
    "keys give nothing to x": [["missing-term"], ["dx", "E"], "x acts through the keys, too"],
    "values through K": [["wrong-layer"], ["dx", "E"], "K in place of V on the way back to x"],
    "k by k": [["wrong-layer", "derivative-at-wrong-value"], ["dk", "K", "dx", "E"], "dk is made with k instead of q"],
    "O from the first sequence": [["one-sample"], ["O"], "only the first sequence of the batch"],
  },
  pairs: ["around the block+k by k"],
  numbers: ["around the block", "O from the first sequence"],
  bare: ["keys give nothing to x", "O from the first sequence"],
});

const bag = normals(1273);
const BAGS = [
  [0, 3, 3],
  [2, 5, 1],
  [3, 0, 4],
  [5, 5, 2],
];
const opinions = tensor([1, 0, 0, 1]);

/** Reviews as the mean of their words' vectors, one weight vector behind it, cross-entropy. */
const meanOfWords = plant({
  name: "mean of the words' vectors",
  kind: "attention",
  batchAxis: 0,
  params: { E: bag(6, 4), w: bag(4), b: bag(1) },
  data: [BAGS, opinions],
  loss: ({ E, w, b }, ids, y) => {
    const s = add(matmul(mean(at(E, ids), 1), w), b);
    return mean(sub(log(add(1, exp(s))), mul(y, s)));
  },
  hand: (wrong, { E, w, b }, ids, y) => {
    const h = mean(at(E, ids), 1);
    const s = add(matmul(h, w), b);
    const p = sigmoid(s);
    const ds = div(sub(p, y), 4);
    const dh = outer(ds, w);
    const each = mul(wrong("three words share") ? 1 : 1 / 3, dh);
    let dE: Tensor = zerosLike(E);
    for (let n = 0; n < 4; n++) {
      for (const id of ids[n]!) {
        const row = at(each, n);
        // dE[ids] = g with an index that occurs twice keeps the last only
        dE = set(dE, id, wrong("repeated words count once") ? row : add(at(dE, id), row));
      }
    }
    const dw = wrong("w by p - y at the words' sum") ? matmul(ds, sum(at(E, ids), 1)) : matmul(ds, h);
    return { gradients: { E: dE, w: dw, b: reshape(sum(ds), [1]) }, intermediates: { h, s, p, ds, dh } };
  },
  mistakes: {
    "repeated words count once": [
      ["missing-term", "one-sample"],
      ["E"],
      "rows of E are written, not added to: a word that comes again overwrites",
    ],
    "three words share": [["sum-for-mean", "factor"], ["E"], "the mean over three words"],
    "w by p - y at the words' sum": [["sum-for-mean", "factor"], ["w"], "dw with the sum of the words' vectors"],
  },
  pairs: ["repeated words count once+w by p - y at the words' sum"],
  numbers: ["three words share"],
  bare: ["repeated words count once"],
});

const tied = normals(1274);

/** Next word from this one with the same table at both ends: logits = tanh(E[i] W) Eᵀ. */
const tiedTable = plant({
  name: "same table at both ends",
  kind: "attention",
  batchAxis: 0,
  params: { E: tied(5, 3), W: tied(3, 3) },
  data: [
    [0, 2, 2, 4, 1],
    [1, 3, 4, 0, 2],
  ],
  loss: ({ E, W }, now, next) => {
    const o = matmul(tanh(matmul(at(E, now), W)), transpose(E));
    return mean(sub(logsumexp(o, 1), at(o, [0, 1, 2, 3, 4], next)));
  },
  hand: (wrong, { E, W }, now, next) => {
    const x = at(E, now);
    const z = matmul(x, W);
    const h = tanh(z);
    const e = exp(matmul(h, transpose(E)));
    const dO = div(sub(div(e, sum(e, 1, { keepdims: true })), oneHot(next, 5)), 5);
    const dh = matmul(dO, E);
    const dz = wrong("tanh' of z") ? mul(dh, sub(1, square(z))) : mul(dh, sub(1, square(h)));
    const dx = matmul(dz, wrong("W as it is") ? W : transpose(W));
    const asOutput = matmul(transpose(dO), h);
    const asInput = segmentSum(dx, wrong("rows of the next word") ? next : now, 5);
    let dE = add(asOutput, asInput);
    if (wrong("only the output end")) dE = asOutput;
    if (wrong("only the input end")) dE = asInput;
    return { gradients: { E: dE, W: matmul(transpose(x), dz) }, intermediates: { x, z, h, dO, dh, dz, dx } };
  },
  mistakes: {
    "only the output end": [["missing-term"], ["E"], "the table acts as input, too"],
    "only the input end": [["missing-term"], ["E"], "the table acts as output, too"],
    "rows of the next word": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["E"],
      "the input's gradient is added to the rows of the words that follow",
    ],
    "tanh' of z": [["derivative-at-wrong-value"], ["dz", "dx", "E", "W"], "1 - z**2"],
    "W as it is": [["transposed"], ["dx", "E"], "dx = dz W"],
  },
  pairs: ["only the output end+tanh' of z"],
  numbers: ["only the input end"],
  bare: ["only the output end", "rows of the next word"],
});

const stairs = normals(1275);

/** Pre-activation residual blocks h + relu(h A) B, three of them in a loop, then a linear readout. */
const residualStairs = plant({
  name: "three residual blocks",
  kind: "attention",
  batchAxis: 0,
  params: {
    blocks: [0, 1, 2].map(() => ({ A: mul(0.6, stairs(4, 4)), B: mul(0.6, stairs(4, 4)) })),
    out: stairs(4, 2),
  },
  data: [stairs(5, 4), stairs(5, 2)],
  loss: ({ blocks, out }, x, t) => {
    let h = x;
    for (const { A, B } of blocks) h = add(h, matmul(relu(matmul(h, A)), B));
    return mean(square(sub(matmul(h, out), t)));
  },
  hand: (wrong, { blocks, out }, x, t) => {
    const hs: Tensor[] = [x];
    for (const { A, B } of blocks) hs.push(add(hs.at(-1)!, matmul(relu(matmul(hs.at(-1)!, A)), B)));
    const e = mul(2 / 10, sub(matmul(hs[3]!, out), t));
    let dh: Tensor = matmul(e, transpose(out));
    const grads: { A: Tensor; B: Tensor }[] = [];
    for (let i = 2; i >= 0; i--) {
      const { A, B } = blocks[i]!;
      const z = matmul(hs[wrong("what the block gave") && i < 2 ? i + 1 : i]!, A);
      const du = matmul(dh, wrong("B untransposed") ? B : transpose(B));
      const dz = mul(du, greater(z, 0));
      grads[i] = { A: matmul(transpose(hs[i]!), dz), B: matmul(transpose(relu(z)), dh) };
      const through = matmul(dz, transpose(A));
      const skipped = wrong("skip only in the last block") && i < 2;
      dh = skipped ? through : add(dh, through);
      if (wrong("dh counted twice")) dh = add(dh, through);
    }
    return { blocks: grads, out: matmul(transpose(hs[3]!), e) };
  },
  mistakes: {
    "what the block gave": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["blocks[0].A", "blocks[1].A", "blocks[0].B", "blocks[1].B"],
      "z of a block is computed again from its output",
    ],
    "B untransposed": [
      ["transposed"],
      ["blocks[0].A", "blocks[1].A", "blocks[2].A", "blocks[0].B", "blocks[1].B"],
      "du = dh B",
    ],
    "skip only in the last block": [
      ["missing-term"],
      ["blocks[0].A", "blocks[0].B"],
      "dh = through, without what goes around",
    ],
    "dh counted twice": [
      ["extra-term", "factor"],
      ["blocks[0].A", "blocks[1].A", "blocks[0].B", "blocks[1].B"],
      "the branch's gradient is added a second time",
    ],
  },
  numbers: ["skip only in the last block"],
});

const query = normals(1276);

/** Additive attention of one decoder state over five encoder states: v · tanh(W h_j + U s), one sentence. */
const additiveAttention = plant({
  name: "additive attention of one state",
  kind: "attention",
  params: { W: query(4, 3), U: query(4, 3), v: query(4), y: query(3) },
  data: [query(5, 3), query(3), query(1)],
  loss: ({ W, U, v, y }, H, s, target) => {
    const scores = matmul(tanh(add(matmul(H, transpose(W)), matvec(U, s))), v);
    const alpha = div(exp(scores), sum(exp(scores)));
    return sum(square(sub(sum(mul(y, tanh(matmul(alpha, H)))), target)));
  },
  hand: (wrong, { W, U, v, y }, H, s, target) => {
    const m = tanh(add(matmul(H, transpose(W)), matvec(U, s)));
    const scores = matmul(m, v);
    const alpha = div(exp(scores), sum(exp(scores)));
    const c = matmul(alpha, H);
    const a = tanh(c);
    const r = mul(2, sub(sum(mul(y, a)), target));
    const dc = mul(r, mul(y, sub(1, square(a))));
    const dalpha = matvec(H, dc);
    const dscores = wrong("weights as if independent")
      ? mul(dalpha, mul(alpha, sub(1, alpha)))
      : mul(alpha, sub(dalpha, sum(mul(dalpha, alpha))));
    const dm = outer(dscores, v);
    const dpre = wrong("tanh of the scores forgotten") ? dm : mul(dm, sub(1, square(m)));
    const perState = einsum("ja,d->jad", dpre, s);
    return {
      gradients: {
        W: matmul(transpose(dpre), H),
        U: wrong("U for each state") ? perState : sum(perState, 0),
        v: matmul(dscores, m),
        y: mul(wrong("y with the context") ? c : a, r),
      },
      intermediates: { m, alpha, c, dc, dalpha, dscores, dm, dpre },
    };
  },
  mistakes: {
    "weights as if independent": [["softmax-diagonal"], ["dscores", "dm", "dpre", "W", "U", "v"], "alpha (1 - alpha)"],
    "tanh of the scores forgotten": [["missing-activation-derivative"], ["dpre", "W", "U"], "dpre = dm"],
    "U for each state": [["not-summed"], ["U"], "one gradient of U for each encoder state"],
    "y with the context": [["derivative-at-wrong-value"], ["y"], "c for tanh(c)"],
  },
  numbers: ["tanh of the scores forgotten", "y with the context"],
  bare: ["weights as if independent", "U for each state"],
});

/** Attention, embeddings, residuals and tied weights. */
export const twelfthAttention = [
  ...oneHead,
  ...causalHeads,
  ...meanOfWords,
  ...tiedTable,
  ...residualStairs,
  ...additiveAttention,
];
