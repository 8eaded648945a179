import {
  add,
  at,
  div,
  einsum,
  greater,
  log,
  matmul,
  mean,
  mul,
  neg,
  outer,
  relu,
  set,
  sigmoid,
  square,
  sub,
  sum,
  swapaxes,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, slope, softmax } from "./helpers.ts";

const n = normals(9701);

/** Scaled products of queries and keys over a batch of short sequences. */
const attention = plant({
  name: "one head",
  kind: "attention",
  params: { Q: n(4, 4), K: n(4, 4), V: n(4, 4) },
  data: [n(2, 3, 4), n(2, 3, 4)],
  loss: ({ Q, K, V }, x, y) => {
    const scores = div(matmul(matmul(x, Q), swapaxes(matmul(x, K), 1, 2)), 2);
    return mul(0.5, sum(square(sub(matmul(softmax(scores), matmul(x, V)), y))));
  },
  hand: (wrong, { Q, K, V }, x, y) => {
    const q = matmul(x, Q);
    const k = matmul(x, K);
    const v = matmul(x, V);
    const P = softmax(div(matmul(q, swapaxes(k, 1, 2)), 2));
    const out = matmul(P, v);
    const dout = sub(out, y);
    const dP = matmul(dout, swapaxes(v, 1, 2));
    const dv = matmul(wrong("P straight") ? P : swapaxes(P, 1, 2), dout);
    const centre = sum(mul(dP, P), wrong("queries") ? 1 : 2, { keepdims: true });
    const dS = wrong("diagonal") ? mul(dP, slope(P)) : mul(P, sub(dP, centre));
    const scaled = wrong("no scale") ? dS : div(dS, 2);
    const dq = matmul(scaled, k);
    const dk = matmul(wrong("S straight") ? scaled : swapaxes(scaled, 1, 2), q);
    const by = (g: Tensor): Tensor => einsum("btd,bth->dh", x, g);
    return {
      gradients: { Q: by(dq), K: by(dk), V: by(dv) },
      intermediates: { q, k, v, P, out, dout, dP, dS: scaled, dq, dk, dv },
    };
  },
  mistakes: {
    "P straight": [["transposed"], ["dv", "V"], "The attention is not transposed on the way to the values"],
    queries: [["wrong-axis"], ["dS", "dq", "dk", "Q", "K"], "The softmax's sum goes over the queries"],
    diagonal: [["softmax-diagonal"], ["dS", "dq", "dk", "Q", "K"], "p (1 - p) for the softmax"],
    "no scale": [["factor", "missing-term"], ["dS", "dq", "dk", "Q", "K"], "The root of the width is missing"],
    "S straight": [["transposed"], ["dk", "K"], "The scores' gradient is not transposed for the keys"],
  },
  pairs: ["no scale+P straight"],
  numbers: ["diagonal", "S straight"],
  bare: ["queries", "no scale"],
});

/** Words: an embedding whose transpose gives the logits. */
const tied = plant({
  name: "tied words",
  kind: "attention",
  params: { E: n(5, 3), W: n(3, 3) },
  data: [tensor([0, 2, 2, 4], { dtype: "int32" }) as Tensor, oneHot([1, 3, 0, 2], 5)],
  loss: ({ E, W }, words, t) => {
    const h = tanh(matmul(at(E, words), W));
    return neg(mean(sum(mul(t, logSoftmax(matmul(h, transpose(E)))), 1)));
  },
  hand: (wrong, { E, W }, words, t) => {
    const N = words.shape[0]!;
    const e = at(E, words);
    const h = tanh(matmul(e, W));
    const dlogits = div(sub(softmax(matmul(h, transpose(E))), t), N);
    const dh = matmul(dlogits, E);
    const dz = wrong("no tanh") ? dh : mul(dh, sub(1, square(h)));
    const de = matmul(dz, transpose(W));
    let input: Tensor = zerosLike(E);
    for (let i = 0; i < N; i++) {
      const word = at(words, i).item();
      const before = wrong("overwritten") ? zerosLike(at(de, i)) : at(input, word);
      input = set(input, word, add(before, at(de, i)));
    }
    const output = matmul(transpose(dlogits), h);
    const dE = wrong("output only") ? output : wrong("input only") ? input : add(input, output);
    return { gradients: { E: dE, W: matmul(transpose(e), dz) }, intermediates: { e, h, dlogits, dh, dz, de } };
  },
  mistakes: {
    "output only": [["missing-term"], ["E"], "The embedding's use at the input is forgotten"],
    "input only": [["missing-term"], ["E"], "The embedding's use at the output is forgotten"],
    overwritten: [["one-sample", "missing-term"], ["E"], "A word that occurs twice keeps its last gradient alone"],
    "no tanh": [["missing-activation-derivative"], ["E", "W"], "The derivative of tanh is missing"],
  },
  numbers: ["output only", "overwritten"],
  bare: ["input only"],
});

/** Two residual blocks before a linear output. */
const residual = plant({
  name: "residual blocks",
  kind: "attention",
  params: { A: n(4, 4), B: n(4, 4), C: n(4, 4), D: n(4, 4), w: n(4) },
  data: [n(5, 4), n(5)],
  loss: ({ A, B, C, D, w }, x, y) => {
    const h1 = math`${x} + relu(${x} @ ${A}) @ ${B}`;
    const h2 = math`${h1} + relu(${h1} @ ${C}) @ ${D}`;
    return math`mean((${h2} @ ${w} - ${y})**2)`;
  },
  hand: (wrong, { A, B, C, D, w }, x, y) => {
    const z1 = matmul(x, A);
    const a1 = relu(z1);
    const h1 = add(x, matmul(a1, B));
    const z2 = matmul(h1, C);
    const a2 = relu(z2);
    const h2 = add(h1, matmul(a2, D));
    const e = div(mul(2, sub(matmul(h2, w), y)), y.size);
    const dh2 = outer(e, w);
    const dz2 = mul(matmul(dh2, transpose(D)), greater(wrong("first mask") ? z1 : z2, 0));
    const through = matmul(dz2, transpose(C));
    const dh1 = wrong("no skip") ? through : wrong("skip only") ? dh2 : add(through, dh2);
    const dz1 = mul(matmul(dh1, transpose(wrong("D for B") ? D : B)), greater(z1, 0));
    return {
      gradients: {
        A: matmul(transpose(x), dz1),
        B: matmul(transpose(a1), dh1),
        C: matmul(transpose(wrong("block's input") ? x : h1), dz2),
        D: matmul(transpose(a2), dh2),
        w: matmul(e, h2),
      },
      intermediates: { z1, a1, h1, z2, a2, h2, dh2, dz2, dh1, dz1 },
    };
  },
  mistakes: {
    "no skip": [["missing-term"], ["dh1", "dz1", "A", "B"], "The way around the second block is missing"],
    "skip only": [["missing-term"], ["dh1", "dz1", "A", "B"], "The way through the second block is missing"],
    "block's input": [
      ["off-by-one-layer", "wrong-layer", "missing-term", "derivative-at-wrong-value"],
      ["C"],
      "x instead of h1 as the second block's input",
    ],
    "first mask": [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["dz2", "C", "A", "B"],
      "The mask of the first block in the second",
    ],
    "D for B": [["wrong-layer"], ["dz1", "A"], "The first block goes back through D"],
  },
  pairs: ["no skip+block's input"],
  numbers: ["first mask"],
  bare: ["skip only", "block's input"],
});

/** A highway layer: a gate mixes a layer with its input. */
const highway = plant({
  name: "highway",
  kind: "attention",
  params: { W: n(4, 4), T: n(4, 4), b: n(4), U: n(3, 4) },
  data: [n(4, 3), n(4, 4)],
  loss: ({ W, T, b, U }, x, y) => {
    const h = matmul(x, U);
    const g = sigmoid(add(matmul(h, T), b));
    return mean(square(sub(add(mul(g, tanh(matmul(h, W))), mul(sub(1, g), h)), y)));
  },
  hand: (wrong, { W, T, b, U }, x, y) => {
    const h = matmul(x, U);
    const g = sigmoid(add(matmul(h, T), b));
    const c = tanh(matmul(h, W));
    const out = add(mul(g, c), mul(sub(1, g), h));
    const dout = div(mul(2, sub(out, y)), y.size);
    const dg = mul(dout, wrong("candidate only") ? c : sub(c, h));
    const dpre = wrong("no gate slope") ? dg : mul(dg, slope(g));
    const dc = mul(mul(dout, g), sub(1, square(c)));
    const ways = [
      matmul(dpre, transpose(T)),
      matmul(dc, transpose(W)),
      mul(dout, wrong("g for carry") ? g : sub(1, g)),
    ];
    const dh = add(add(ways[0]!, ways[1]!), ways[2]!);
    return {
      gradients: {
        W: matmul(transpose(h), dc),
        T: matmul(transpose(h), dpre),
        b: sum(dpre, wrong("units") ? 1 : 0),
        U: matmul(transpose(x), wrong("two ways") ? add(ways[1]!, ways[2]!) : dh),
      },
      intermediates: { h, g, c, out, dout, dg, dh },
    };
  },
  mistakes: {
    "candidate only": [["missing-term"], ["T", "b", "U"], "The gate's gradient lacks the carried part -h"],
    "no gate slope": [["missing-activation-derivative"], ["T", "b", "U"], "The gate's sigmoid has no derivative"],
    "g for carry": [
      ["derivative-at-wrong-value", "wrong-layer", "missing-term"],
      ["U"],
      "g instead of 1 - g for the carried part",
    ],
    units: [["wrong-axis"], ["b"], "The bias is summed over the units"],
    "two ways": [["missing-term"], ["U"], "The way through the gate is missing"],
  },
  numbers: ["candidate only"],
  bare: ["units", "two ways"],
});

/** Words and their contexts, with one drawn negative for each, as in word2vec. */
const skipgram = plant({
  name: "negative sampling",
  kind: "attention",
  params: { In: n(4, 3), Out: n(4, 3) },
  data: [oneHot([0, 1, 3, 1], 4), oneHot([2, 0, 1, 3], 4), oneHot([3, 2, 2, 0], 4)],
  loss: ({ In, Out }, centre, context, noise) => {
    const v = matmul(centre, In);
    const near = sum(mul(v, matmul(context, Out)), 1);
    const far = sum(mul(v, matmul(noise, Out)), 1);
    return neg(mean(add(log(sigmoid(near)), log(sigmoid(neg(far))))));
  },
  hand: (wrong, { In, Out }, centre, context, noise) => {
    const N = centre.shape[0]!;
    const v = matmul(centre, In);
    const uo = matmul(context, Out);
    const uk = matmul(noise, Out);
    const gNear = at(div(sub(sigmoid(sum(mul(v, uo), 1)), 1), N), ":", null);
    const raw = sigmoid(sum(mul(v, uk), 1));
    const gFar = at(div(wrong("as positive") ? sub(raw, 1) : raw, N), ":", null);
    const dv = wrong("near only") ? mul(gNear, uo) : add(mul(gNear, uo), mul(gFar, uk));
    const positive = matmul(transpose(context), mul(gNear, v));
    const negative = matmul(transpose(noise), mul(gFar, v));
    return {
      gradients: {
        In: matmul(transpose(centre), dv),
        Out: wrong("subtracted") ? sub(positive, negative) : add(positive, negative),
      },
      intermediates: { v, uo, uk, dv },
    };
  },
  mistakes: {
    "near only": [["missing-term"], ["In"], "The negative's part of the centre's gradient is missing"],
    "as positive": [["extra-term", "sign", "wrong-forward"], ["In", "Out"], "sigmoid - 1 for the negatives, too"],
    subtracted: [["sign"], ["Out"], "The negative's part is subtracted"],
  },
  numbers: ["as positive"],
  bare: ["near only"],
});

export const ninthAttention: EverydayCase[] = [attention, tied, residual, highway, skipgram].flat();
