import {
  add,
  at,
  concatenate,
  div,
  einsum,
  matmul,
  mean,
  mul,
  neg,
  outer,
  relu,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, positive, softmax } from "./parts.ts";

const a = normals(5001);

/** Two residual blocks and a readout. */
const blocks = plant({
  name: "residual blocks",
  kind: "attention",
  params: { A1: a(4, 4), B1: a(4, 4), A2: a(4, 4), B2: a(4, 4), v: a(4) },
  data: [mul(0.5, a(5, 4)), a(5)],
  batchAxis: 0,
  loss: ({ A1, B1, A2, B2, v }, X, y) => {
    const h1 = add(X, matmul(relu(matmul(X, A1)), B1));
    const h2 = add(h1, matmul(relu(matmul(h1, A2)), B2));
    return mean(square(sub(matmul(h2, v), y)));
  },
  hand: (wrong, { A1, B1, A2, B2, v }, X, y) => {
    const z1 = matmul(X, A1);
    const r1 = relu(z1);
    const h1 = add(X, matmul(r1, B1));
    const z2 = matmul(h1, A2);
    const r2 = relu(z2);
    const h2 = add(h1, matmul(r2, B2));
    const df = div(mul(2, sub(matmul(h2, v), y)), 5);
    const dh2 = outer(df, v);
    const dz2 = mul(matmul(dh2, wrong("B2 straight") ? B2 : transpose(B2)), positive(z2));
    const inside = matmul(dz2, transpose(A2));
    const dh1 = wrong("way around") ? inside : wrong("twice around") ? add(inside, mul(2, dh2)) : add(inside, dh2);
    const dz1 = mul(matmul(dh1, transpose(B1)), positive(z1));
    return {
      gradients: {
        A1: matmul(transpose(X), dz1),
        B1: matmul(transpose(r1), wrong("dh2 for dh1") ? dh2 : dh1),
        A2: matmul(transpose(wrong("X for h1") ? X : h1), dz2),
        B2: matmul(transpose(r2), dh2),
        v: matmul(transpose(h2), df),
      },
      intermediates: { z1, r1, h1, z2, r2, h2, df, dh2, dz2, dh1, dz1 },
    };
  },
  mistakes: {
    "B2 straight": [["transposed"], ["r2", "dr2", "z2", "dz2", "A2", "A1", "B1"], "B2 without its transpose"],
    "way around": [["missing-term"], ["h1", "dh1", "B1", "A1"], "the gradient around the second block left out"],
    "twice around": [["extra-term", "factor"], ["h1", "dh1", "B1", "A1"], "the way around added twice"],
    "dh2 for dh1": [["wrong-upstream", "off-by-one-layer", "wrong-layer"], ["B1"], "dB1 made with dh2"],
    "X for h1": [
      ["derivative-at-wrong-value", "off-by-one-layer", "wrong-layer"],
      ["A2"],
      "the first block's input as the second's",
    ],
  },
  pairs: ["way around+X for h1"],
  numbers: ["dh2 for dh1", "way around"],
  bare: ["B2 straight", "twice around"],
});

const b = normals(5002);

/** A gate chooses between a transformation and its input. */
const highway = plant({
  name: "highway layer",
  kind: "attention",
  params: { H: b(4, 4), T: b(4, 4), t: b(4), v: b(4) },
  data: [b(6, 4), b(6)],
  batchAxis: 0,
  loss: ({ H, T, t, v }, X, y) =>
    math`sum(((sigmoid(${X} @ ${T} + ${t}) * tanh(${X} @ ${H}) + (1 - sigmoid(${X} @ ${T} + ${t})) * ${X}) @ ${v} - ${y})**2)`,
  hand: (wrong, { H, T, t, v }, X, y) => {
    const gate = math`sigmoid(${X} @ ${T} + ${t})`;
    const h = math`tanh(${X} @ ${H})`;
    const out = math`${gate} * ${h} + (1 - ${gate}) * ${X}`;
    const residual = math`${out} @ ${v} - ${y}`;
    const df = wrong("averaged") ? math`2 * ${residual} / 6` : math`2 * ${residual}`;
    const dout = math`${df}[:, None] * ${v}`;
    const dgate = wrong("X forgotten") ? math`${dout} * ${h}` : math`${dout} * (${h} - ${X})`;
    const dz = wrong("gate's slope") ? dgate : math`${dgate} * ${gate} * (1 - ${gate})`;
    const dh = wrong("other gate") ? math`${dout} * (1 - ${gate})` : math`${dout} * ${gate}`;
    const du = math`${dh} * (1 - ${h}**2)`;
    return {
      gradients: {
        H: math`${X}.T @ ${du}`,
        T: math`${X}.T @ ${dz}`,
        t: wrong("one row") ? math`${dz}[-1]` : wrong("rows") ? dz : math`sum(${dz}, axis=0)`,
        v: math`${out}.T @ ${df}`,
      },
      intermediates: { gate, h, out, df, dout, dgate, dz, dh, du },
    };
  },
  mistakes: {
    averaged: [["mean-for-sum", "factor"], ["f", "df", "out", "dout", "H", "T", "t", "v"], "divided by the batch"],
    "X forgotten": [
      ["missing-term"],
      ["gate", "dgate", "dz", "T", "t"],
      "the carried input left out of the gate's gradient",
    ],
    "gate's slope": [["missing-activation-derivative"], ["z", "dz", "T", "t"], "the gate's sigmoid without derivative"],
    "other gate": [
      ["derivative-at-wrong-value", "wrong-forward"],
      ["h", "dh", "du", "H"],
      "1 - gate where the gate belongs",
    ],
    rows: [["not-summed"], ["t"], "the gate's bias has one gradient per sample"],
    "one row": [["one-sample"], ["t"], "the last sample's gradient only"],
  },
  pairs: ["X forgotten+one row"],
  numbers: ["other gate"],
  bare: ["gate's slope"],
});

const c = normals(5003);

/** A language model whose output weights are its embeddings. */
const tiedHead = plant({
  name: "tied language model",
  kind: "attention",
  params: { E: c(5, 3), W: c(3, 3) },
  data: [
    [0, 2, 1, 2],
    [2, 1, 2, 4],
  ],
  loss: ({ E, W }, words, next) => {
    const h = tanh(matmul(at(E, words), W));
    return neg(div(sum(mul(oneHot(next, 5), logSoftmax(matmul(h, transpose(E))))), 4));
  },
  hand: (wrong, { E, W }, words, next) => {
    const picked = oneHot(words, 5);
    const x = matmul(picked, E);
    const h = tanh(matmul(x, W));
    const p = softmax(matmul(h, transpose(E)));
    const dlogits = div(sub(p, oneHot(next, 5)), wrong("steps") ? 1 : 4);
    const dh = matmul(dlogits, E);
    const dz = wrong("tanh") ? dh : mul(dh, sub(1, square(h)));
    const dx = matmul(dz, wrong("W straight") ? W : transpose(W));
    const asOutput = matmul(transpose(dlogits), h);
    const asInput = matmul(transpose(picked), dx);
    const dE = wrong("input only") ? asInput : wrong("output only") ? asOutput : add(asInput, asOutput);
    return { gradients: { E: dE, W: matmul(transpose(x), dz) }, intermediates: { x, h, p, dlogits, dh, dz, dx } };
  },
  mistakes: {
    steps: [["sum-for-mean", "factor"], ["logits", "dlogits", "E", "W"], "a sum over the steps"],
    tanh: [["missing-activation-derivative"], ["z", "dz", "E", "W"], "tanh without its derivative"],
    "W straight": [["transposed"], ["x", "dx", "E"], "W without its transpose"],
    "input only": [["missing-term"], ["E"], "the use as output weights left out"],
    "output only": [["missing-term"], ["E"], "the use as embeddings left out"],
  },
  numbers: ["input only"],
  bare: ["steps", "output only"],
});

const d = normals(5004);

/** Additive attention pools a sequence into one vector, each sequence by itself. */
const pooling = plant({
  name: "attention pooling",
  kind: "attention",
  params: { W: d(3, 4), u: d(4), v: d(3) },
  data: [d(4, 5, 3), d(4)],
  batchAxis: 0,
  loss: ({ W, u, v }, X, y) => {
    const weights = softmax(matmul(tanh(matmul(X, W)), u));
    return mul(0.5, mean(square(sub(matmul(einsum("nt,ntd->nd", weights, X), v), y))));
  },
  hand: (wrong, { W, u, v }, X, y) => {
    let [dW, du, dv]: Tensor[] = [zerosLike(W), zerosLike(u), zerosLike(v)];
    for (let n = 0; n < 4; n++) {
      const x = at(X, n);
      const h = tanh(matmul(x, W));
      const alpha = softmax(matmul(h, u));
      const context = matmul(alpha, x);
      const e = div(sub(sum(mul(context, v)), at(y, n)), wrong("batch") ? 1 : 4);
      dv = add(dv!, mul(e, wrong("plain mean") ? mean(x, 0) : context));
      const dalpha = matmul(x, mul(e, v));
      const own = mul(alpha, sub(1, alpha));
      const ds = wrong("diagonal") ? mul(dalpha, own) : mul(alpha, sub(dalpha, sum(mul(alpha, dalpha))));
      du = wrong("overwritten") ? matmul(transpose(h), ds) : add(du!, matmul(transpose(h), ds));
      const dh = outer(ds, u);
      dW = add(dW!, matmul(transpose(x), mul(dh, wrong("h squared") ? square(h) : sub(1, square(h)))));
    }
    return { W: dW, u: du, v: dv };
  },
  mistakes: {
    batch: [["sum-for-mean", "factor"], ["W", "u", "v"], "a sum over the batch"],
    "plain mean": [
      ["derivative-at-wrong-value", "wrong-forward"],
      ["v"],
      "the plain mean of the sequence for the weighted one",
    ],
    diagonal: [["softmax-diagonal"], ["W", "u"], "α(1 - α) only"],
    overwritten: [["one-sample"], ["u"], "= for += over the batch"],
    "h squared": [["derivative-at-wrong-value", "missing-term"], ["W"], "tanh² for 1 - tanh²"],
  },
  pairs: ["diagonal+batch"],
  numbers: ["diagonal"],
});

const e = normals(5005);

/** Two experts and a softmax gate. */
const experts = plant({
  name: "two experts",
  kind: "attention",
  params: { G: e(3, 2), A: e(3, 2), B: e(3, 2) },
  data: [e(7, 3), e(7, 2)],
  batchAxis: 0,
  loss: ({ G, A, B }, X, T) => {
    const gate = softmax(matmul(X, G));
    const out = add(mul(at(gate, ":", "0:1"), matmul(X, A)), mul(at(gate, ":", "1:2"), matmul(X, B)));
    return mean(sum(square(sub(out, T)), 1));
  },
  hand: (wrong, { G, A, B }, X, T) => {
    const gate = softmax(matmul(X, G));
    const [g1, g2] = [at(gate, ":", "0:1"), at(gate, ":", "1:2")];
    const [y1, y2] = [matmul(X, A), matmul(X, B)];
    const out = add(mul(g1, y1), mul(g2, y2));
    const dout = div(mul(2, sub(out, T)), wrong("entries") ? 14 : 7);
    const dA = matmul(transpose(X), wrong("gate left out") ? dout : mul(g1, dout));
    const dB = matmul(transpose(X), mul(wrong("gates exchanged") ? g1 : g2, dout));
    const s1 = sum(mul(dout, y1), 1, { keepdims: true });
    const s2 = sum(mul(dout, y2), 1, { keepdims: true });
    const dgate = concatenate([s1, s2], 1);
    const inner = sum(mul(gate, dgate), 1, { keepdims: true });
    const ds = wrong("diagonal") ? mul(dgate, mul(gate, sub(1, gate))) : mul(gate, sub(dgate, inner));
    return {
      gradients: { G: matmul(transpose(X), ds), A: dA, B: dB },
      intermediates: { gate, y1, y2, out, dout, dgate, ds },
    };
  },
  mistakes: {
    entries: [["mean-for-sum", "factor"], ["out", "dout", "G", "A", "B"], "a mean over the outputs as well"],
    "gate left out": [["missing-term"], ["A"], "the expert's gradient not weighted by its gate"],
    "gates exchanged": [["wrong-layer", "derivative-at-wrong-value"], ["B"], "the first gate for the second expert"],
    diagonal: [["softmax-diagonal"], ["s", "ds", "G"], "g(1 - g) only"],
  },
  pairs: ["gate left out+entries"],
  numbers: ["gates exchanged"],
  bare: ["diagonal"],
});

/** Ways around layers, gates, shared weights. */
export const tenthResidual = [...blocks, ...highway, ...tiedHead, ...pooling, ...experts];
