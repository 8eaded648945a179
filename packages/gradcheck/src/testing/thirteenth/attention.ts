import {
  add,
  at,
  div,
  einsum,
  exp,
  greater,
  logsumexp,
  matmul,
  mean,
  mul,
  neg,
  ones,
  outer,
  relu,
  segmentSum,
  set,
  sigmoid,
  square,
  sub,
  sum,
  swapaxes,
  type Tensor,
  tanh,
  transpose,
  tril,
  where,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, plant } from "../everyday/case.ts";

const a1 = normals(1381);

/** The softmax along the last axis. */
const softmax = (s: Tensor): Tensor => exp(sub(s, logsumexp(s, -1, { keepdims: true })));

const mask4 = tril(ones([4, 4]));

/** One causal head over two short texts with a skip around it; the mean square of the difference to a target. */
const causal = plant({
  name: "causal head with a skip",
  kind: "attention",
  params: { Wq: a1(3, 3), Wk: a1(3, 3), Wv: a1(3, 3), Wo: a1(3, 3) },
  data: [a1(2, 4, 3), a1(2, 4, 3)],
  batchAxis: 0,
  loss: ({ Wq, Wk, Wv, Wo }, X, T) => {
    const S = div(matmul(matmul(X, Wq), swapaxes(matmul(X, Wk), 1, 2)), Math.sqrt(3));
    const P = softmax(where(greater(mask4, 0), S, -1e9));
    const Y = add(X, matmul(matmul(P, matmul(X, Wv)), Wo));
    return mean(square(sub(Y, T)));
  },
  hand: (wrong, { Wq, Wk, Wv, Wo }, X, T) => {
    const [Q, K, V] = [matmul(X, Wq), matmul(X, Wk), matmul(X, Wv)];
    const S = div(matmul(Q, swapaxes(K, 1, 2)), Math.sqrt(3));
    const P = softmax(where(greater(mask4, 0), S, -1e9));
    const C = matmul(P, V);
    const Y = add(X, matmul(C, Wo));
    const dY = mul(2 / Y.size, sub(Y, T));
    const dC = matmul(dY, wrong("Wo as it is") ? Wo : transpose(Wo));
    const dP = matmul(dC, swapaxes(V, 1, 2));
    const dV = matmul(wrong("P as it is") ? P : swapaxes(P, 1, 2), dC);
    const dS = wrong("softmax entry by entry")
      ? mul(dP, mul(P, sub(1, P)))
      : mul(P, sub(dP, sum(mul(dP, P), wrong("sum over queries") ? 1 : 2, { keepdims: true })));
    const dQK = wrong("scale forgotten") ? dS : div(dS, Math.sqrt(3));
    const dQ = matmul(dQK, wrong("Q for K") ? Q : K);
    const dK = matmul(swapaxes(dQK, 1, 2), Q);
    const g = (d: Tensor): Tensor => einsum("nti,ntj->ij", X, d);
    return {
      gradients: {
        Wq: g(dQ),
        Wk: g(dK),
        Wv: wrong("first text only") ? matmul(transpose(at(X, 0)), at(dV, 0)) : g(dV),
        Wo: einsum("nti,ntj->ij", C, dY),
      },
      intermediates: { Q, K, V, P, C, Y, dY, dC, dP, dV, dS, dQ, dK },
    };
  },
  mistakes: {
    "Wo as it is": [["transposed"], ["dC", "dV", "dP", "Wv"], "dY @ Wo for dY @ Wo.T."],
    "P as it is": [["transposed"], ["dV", "Wv"], "P @ dC for P.T @ dC."],
    "softmax entry by entry": [
      ["softmax-diagonal"],
      ["dS", "dQ", "dK", "Wq", "Wk"],
      "p(1 - p) in place of the whole Jacobian.",
    ],
    "sum over queries": [["wrong-axis"], ["dS", "dQ", "dK", "Wq", "Wk"], "The softmax's sum goes over the queries."],
    "scale forgotten": [["factor"], ["dQ", "dK", "Wq", "Wk"], "1/sqrt(d) is missing on the way back."],
    "Q for K": [["wrong-layer", "derivative-at-wrong-value"], ["dQ", "Wq"], "dQ is made with Q."],
    "first text only": [["one-sample"], ["Wv"], "The gradient of Wv is that of the first text."],
  },
  pairs: ["softmax entry by entry+scale forgotten"],
  bare: ["scale forgotten", "P as it is", "sum over queries"],
});

const a2 = normals(1382);

/** A word from the mean of its neighbours (a bag of words), two tables, negative sampling with one noise word. */
const bag = plant({
  name: "word from its neighbours",
  kind: "attention",
  params: { In: a2(6, 3), Out: a2(6, 3) },
  data: [[1, 4, 1, 5], 2, 0],
  loss: ({ In, Out }, context, word, noise) => {
    const h = mean(at(In, context), 0);
    const s = sum(mul(at(Out, word), h));
    const r = sum(mul(at(Out, noise), h));
    return neg(add(math`log(sigmoid(${s}))`, math`log(sigmoid(-${r}))`));
  },
  hand: (wrong, { In, Out }, context, word, noise) => {
    const h = div(
      context.map((i) => at(In, i)).reduce((a, b) => add(a, b)),
      4,
    );
    const s = sum(mul(at(Out, word), h));
    const r = sum(mul(at(Out, noise), h));
    const ds = sub(sigmoid(s), 1);
    const dr = wrong("noise as a true word") ? sub(sigmoid(r), 1) : sigmoid(r);
    const fromNoise = mul(dr, at(Out, noise));
    const dh = wrong("noise not passed back") ? mul(ds, at(Out, word)) : add(mul(ds, at(Out, word)), fromNoise);
    const row = wrong("mean of four forgotten") ? dh : div(dh, 4);
    let dIn: Tensor = zerosLike(In);
    for (const i of context) dIn = set(dIn, i, wrong("repeated word set") ? row : add(at(dIn, i), row));
    let dOut: Tensor = set(zerosLike(Out), word, mul(ds, h));
    dOut = set(dOut, noise, mul(dr, h));
    return { gradients: { In: dIn, Out: dOut }, intermediates: { h, s, r, ds, dr, dh } };
  },
  mistakes: {
    "noise as a true word": [
      ["wrong-forward", "extra-term"],
      ["dr", "Out", "dh"],
      "sigma - 1 for the noise word, too.",
    ],
    "noise not passed back": [["missing-term"], ["dh", "In"], "The noise word does not reach the context."],
    "mean of four forgotten": [["factor", "sum-for-mean"], ["In"], "The 1/4 of the mean is missing."],
    "repeated word set": [
      ["one-sample", "missing-term", "factor"],
      ["In"],
      "= for +=: the word that stands twice counts once.",
    ],
  },
  pairs: ["mean of four forgotten+noise not passed back"],
  bare: ["noise not passed back", "repeated word set"],
  numbers: ["mean of four forgotten"],
});

const a3 = normals(1383);

/** A next-word model whose table stands at both ends: rows in, rows out; a tanh layer between. */
const tied = plant({
  name: "one table at both ends",
  kind: "attention",
  params: { E: a3(5, 3), M: a3(3, 3), c: a3(5) },
  data: [
    [0, 3, 3, 1],
    [3, 1, 2, 4],
  ],
  loss: ({ E, M, c }, now, next) => {
    const l = add(matmul(tanh(matmul(at(E, now), M)), transpose(E)), c);
    return mean(sub(logsumexp(l, 1), at(l, [0, 1, 2, 3], next)));
  },
  hand: (wrong, { E, M, c }, now, next) => {
    const x = at(E, now);
    const h = tanh(matmul(x, M));
    const l = add(matmul(h, transpose(E)), c);
    let dl: Tensor = softmax(l);
    for (const [i, w] of next.entries()) dl = set(dl, [i, w], sub(at(dl, i, w), 1));
    dl = wrong("not a mean") ? dl : div(dl, 4);
    const dh = matmul(dl, E);
    const du = wrong("slope left out") ? dh : mul(dh, sub(1, square(wrong("tanh of h") ? tanh(h) : h)));
    const dx = matmul(du, wrong("M not transposed") ? M : transpose(M));
    const out = matmul(transpose(dl), h);
    const input = segmentSum(dx, now, 5);
    return {
      gradients: {
        E: wrong("table as output only") ? out : wrong("table as input only") ? input : add(out, input),
        M: matmul(transpose(x), du),
        c: sum(dl, 0),
      },
      intermediates: { x, h, l, dl, dh, du, dx },
    };
  },
  mistakes: {
    "not a mean": [["sum-for-mean", "factor"], ["dl", "E", "c"], "Not divided by the four words."],
    "slope left out": [
      ["missing-activation-derivative", "missing-term"],
      ["du", "M", "dx", "E"],
      "The slope of tanh is missing.",
    ],
    "tanh of h": [["derivative-at-wrong-value"], ["du", "M", "dx", "E"], "tanh' is taken at h."],
    "M not transposed": [["transposed"], ["dx", "E"], "du @ M for du @ M.T."],
    "table as output only": [["missing-term"], ["E"], "The table's use as input is left out."],
    "table as input only": [["missing-term"], ["E"], "The table's use as output is left out."],
  },
  pairs: ["M not transposed+not a mean"],
  bare: ["table as output only", "M not transposed", "slope left out"],
  numbers: ["not a mean"],
});

const a4 = normals(1384);

/** Additive attention of a query over five states, one text, in formulas; the summary is compared with a target. */
const additive = plant({
  name: "additive attention of a query",
  kind: "attention",
  params: { A: a4(4, 3), B: a4(4, 2), v: a4(4) },
  data: [a4(5, 3), a4(2), a4(3)],
  loss: ({ A, B, v }, H, q, t) => {
    const e = math`tanh(${H} @ ${A}.T + ${B} @ ${q}) @ ${v}`;
    const w = softmax(e);
    return math`sum((${w} @ ${H} - ${t})**2) / 2`;
  },
  hand: (wrong, { A, B, v }, H, q, t) => {
    const u = math`tanh(${H} @ ${A}.T + ${B} @ ${q})`;
    const e = math`${u} @ ${v}`;
    const w = softmax(e);
    const ctx = math`${w} @ ${H}`;
    const dctx = wrong("target minus context") ? math`${t} - ${ctx}` : math`${ctx} - ${t}`;
    const dw = math`${H} @ ${dctx}`;
    const de = wrong("weights' own derivative only")
      ? math`${w} * (1 - ${w}) * ${dw}`
      : wrong("weights not multiplied")
        ? math`${dw} - ${w} @ ${dw}`
        : math`${w} * (${dw} - ${w} @ ${dw})`;
    const du = outer(de, v);
    const dz = math`${du} * (1 - ${u}**2)`;
    return {
      gradients: {
        A: math`${dz}.T @ ${H}`,
        B: wrong("query of the last state only") ? outer(at(dz, -1), q) : outer(sum(dz, 0), q),
        v: math`${u}.T @ ${de}`,
      },
      intermediates: { u, e, w, ctx, dctx, dw, de, dz },
    };
  },
  mistakes: {
    "target minus context": [["sign"], ["dctx", "dw", "de", "v", "A", "B"], "The difference is turned round."],
    "weights' own derivative only": [["softmax-diagonal"], ["de", "v", "A", "B"], "w(1 - w) for the softmax."],
    "weights not multiplied": [
      ["missing-term"],
      ["de", "v", "A", "B"],
      "The factor w of the softmax's derivative is missing.",
    ],
    "query of the last state only": [
      ["one-sample", "missing-term"],
      ["B"],
      "= for +=: B hears of the last state alone.",
    ],
  },
  pairs: ["weights' own derivative only+query of the last state only"],
  bare: ["weights not multiplied", "weights' own derivative only"],
});

const a5 = normals(1385);

/** A gate that lets a part of the input go by (highway), twice with the same weights. */
const highway = plant({
  name: "highway with shared weights",
  kind: "attention",
  params: { W: a5(3, 3), G: a5(3, 3), g: sub(a5(3), 1) },
  data: [a5(4, 3), a5(4, 3)],
  batchAxis: 0,
  loss: ({ W, G, g }, X, Y) => {
    let x: Tensor = X;
    for (let l = 0; l < 2; l++) {
      const t = sigmoid(add(matmul(x, G), g));
      x = add(mul(t, relu(matmul(x, W))), mul(sub(1, t), x));
    }
    return div(sum(square(sub(x, Y))), 8);
  },
  hand: (wrong, { W, G, g }, X, Y) => {
    const xs: Tensor[] = [X];
    const ts: Tensor[] = [];
    const zs: Tensor[] = [];
    for (let l = 0; l < 2; l++) {
      ts.push(sigmoid(add(matmul(xs[l]!, G), g)));
      zs.push(matmul(xs[l]!, W));
      xs.push(add(mul(ts[l]!, relu(zs[l]!)), mul(sub(1, ts[l]!), xs[l]!)));
    }
    let dx: Tensor = div(sub(xs[2]!, Y), wrong("two of the square kept out") ? 8 : 4);
    const dxs: Tensor[] = [dx];
    let [dW, dG, dg]: Tensor[] = [zerosLike(W), zerosLike(G), zerosLike(g)];
    for (const l of [1, 0]) {
      const [x, t, z] = [xs[l]!, ts[l]!, zs[l]!];
      const dt = mul(dx, wrong("gate sees relu only") ? relu(z) : sub(relu(z), x));
      const dzt = mul(dt, mul(t, sub(1, t)));
      const dz = mul(mul(dx, wrong("gate not passed") ? 1 : t), greater(z, 0));
      const seen = wrong("output for input") ? xs[l + 1]! : x;
      dW = add(dW!, matmul(transpose(seen), dz));
      dG = add(dG!, matmul(transpose(x), dzt));
      dg = add(dg!, sum(dzt, 0));
      const inner = add(matmul(dz, transpose(W)), matmul(dzt, transpose(G)));
      dx = wrong("carry left out") ? inner : add(inner, mul(dx, wrong("t for 1 - t") ? t : sub(1, t)));
      dxs.push(dx);
    }
    return {
      gradients: { W: dW, G: dG, g: dg },
      intermediates: { x1: xs[1]!, x2: xs[2]!, dx2: dxs[0]!, dx1: dxs[1]! },
    };
  },
  mistakes: {
    "two of the square kept out": [["factor"], ["dx2", "W", "G", "g"], "1/8 for 2/8."],
    "gate sees relu only": [["missing-term"], ["dx1", "G", "g"], "t acts on (1 - t) x, too."],
    "gate not passed": [["missing-term"], ["dx1", "W"], "The factor t is missing before relu."],
    "output for input": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["W"],
      "x[l + 1] for x[l] in dW.",
    ],
    "carry left out": [["missing-term"], ["dx1", "W", "G", "g"], "The way (1 - t) x is left out."],
    "t for 1 - t": [
      ["derivative-at-wrong-value", "wrong-forward"],
      ["dx1", "W", "G", "g"],
      "The carry is multiplied by t.",
    ],
  },
  bare: ["gate sees relu only", "carry left out", "output for input"],
  numbers: ["two of the square kept out"],
});

const a6 = normals(1386);

/** Gelu by its sigmoid approximation in a block with a skip, place embeddings added before, token by token. */
const block = plant({
  name: "feed-forward block with places",
  kind: "attention",
  params: { pos: a6(3, 4), W1: mul(0.5, a6(4, 6)), b1: a6(6), W2: mul(0.5, a6(6, 4)) },
  data: [a6(2, 3, 4), a6(2, 3, 4)],
  batchAxis: 0,
  loss: ({ pos, W1, b1, W2 }, X, T) => {
    const x = add(X, pos);
    const z = add(matmul(x, W1), b1);
    const y = add(x, matmul(mul(z, sigmoid(mul(1.702, z))), W2));
    return mul(0.5, sum(square(sub(y, T))));
  },
  hand: (wrong, { pos, W1, b1, W2 }, X, T) => {
    const x = add(X, pos);
    const z = add(matmul(x, W1), b1);
    const s = sigmoid(mul(1.702, z));
    const a = mul(z, s);
    const y = add(x, matmul(a, W2));
    const dy = sub(y, T);
    const da = matmul(dy, transpose(W2));
    const bend = mul(mul(wrong("inner factor") ? 1 : 1.702, z), mul(s, sub(1, s)));
    const dz = mul(da, wrong("gate alone") ? s : add(s, bend));
    const through = matmul(dz, transpose(W1));
    const dx = wrong("skip left out") ? through : add(through, dy);
    return {
      gradients: {
        pos: wrong("places per text") ? dx : wrong("places averaged") ? mean(dx, 0) : sum(dx, 0),
        W1: einsum("nti,ntj->ij", wrong("without places") ? X : x, dz),
        b1: sum(dz, [0, 1]),
        W2: einsum("nti,ntj->ij", a, dy),
      },
      intermediates: { x, z, a, y, dy, da, dz, dx },
    };
  },
  mistakes: {
    "inner factor": [["factor"], ["dz", "W1", "b1"], "The 1.702 of the inner derivative is missing."],
    "gate alone": [["missing-term"], ["dz", "W1", "b1"], "z s'(z) is missing in the product rule."],
    "skip left out": [["missing-term"], ["dx", "pos"], "The skip's gradient is left out."],
    "places per text": [["not-summed", "structure"], ["pos"], "The batch is not summed."],
    "places averaged": [["mean-for-sum", "factor"], ["pos"], "A mean over the texts for the sum."],
    "without places": [
      ["derivative-at-wrong-value", "missing-term"],
      ["W1"],
      "dW1 is made with the input before places are added.",
    ],
  },
  pairs: ["skip left out+gate alone"],
  bare: ["inner factor", "skip left out", "places per text"],
  numbers: ["places averaged"],
});

/** Attention, embeddings, skips and shared weights. */
export const thirteenthAttention: EverydayCase[] = [...causal, ...bag, ...tied, ...additive, ...highway, ...block];
