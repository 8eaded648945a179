import {
  add,
  at,
  div,
  exp,
  greater,
  log,
  matmul,
  maximum,
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
  tensor,
  transpose,
  where,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const n1 = normals(1301);

/** The net of a first exercise sheet: xor by two layers of sigmoids, squared error, one sample after the other. */
const xorSheet = plant({
  name: "xor, sample by sample",
  kind: "dense",
  params: { w1: n1(3, 2), b1: n1(3), w2: n1(3), b2: n1() },
  data: [
    tensor([
      [0.1, 0.2],
      [0.2, 1.1],
      [1.3, 0.1],
      [0.9, 1.2],
    ]),
    tensor([0, 1, 1, 0]),
  ],
  batchAxis: 0,
  loss: ({ w1, b1, w2, b2 }, X, T) => {
    const h = sigmoid(add(matmul(X, transpose(w1)), b1));
    const y = sigmoid(add(matmul(h, w2), b2));
    return mul(0.5, sum(square(sub(y, T))));
  },
  hand: (wrong, { w1, b1, w2, b2 }, X, T) => {
    let gw1: Tensor = zerosLike(w1);
    let gb1: Tensor = zerosLike(b1);
    let gw2: Tensor = zerosLike(w2);
    let gb2: Tensor = zerosLike(b2);
    for (let i = 0; i < X.shape[0]!; i++) {
      const x = at(X, i);
      const z = add(matmul(w1, x), b1);
      const h = sigmoid(z);
      const y = sigmoid(add(matmul(w2, h), b2));
      const e = wrong("target minus output") ? sub(at(T, i), y) : sub(y, at(T, i));
      const d2 = wrong("output unit without slope") ? e : mul(e, mul(y, sub(1, y)));
      // an online learner would change w2 first and go on with it
      const back = wrong("w2 already updated") ? sub(w2, mul(0.5, mul(d2, h))) : w2;
      const slope = wrong("slope of the net input") ? mul(z, sub(1, z)) : mul(h, sub(1, h));
      const d1 = mul(mul(back, d2), slope);
      gw1 = wrong("w1 set, not added") ? outer(d1, x) : add(gw1, outer(d1, x));
      gb1 = add(gb1, d1);
      gw2 = add(gw2, mul(d2, h));
      gb2 = add(gb2, d2);
    }
    return { w1: gw1, b1: gb1, w2: gw2, b2: gb2 };
  },
  mistakes: {
    "target minus output": [["sign"], ["w1", "b1", "w2", "b2"], "The error is target minus output."],
    "output unit without slope": [
      ["missing-activation-derivative", "missing-term", "wrong-forward"],
      ["w1", "b1", "w2", "b2"],
      "The delta of the output lacks y(1 - y).",
    ],
    "w2 already updated": [["stale-cache"], ["w1", "b1"], "Deltas go back through w2 after its update."],
    "slope of the net input": [["derivative-at-wrong-value"], ["w1", "b1"], "z(1 - z) for h(1 - h)."],
    "w1 set, not added": [["one-sample"], ["w1"], "= for += in the loop over samples."],
  },
  numbers: ["slope of the net input"],
});

const n2 = normals(1302);

/** Digits, as in many notebooks: two hidden layers of relu, softmax, the mean of the cross-entropy. */
const digits = plant({
  name: "digits with two relu layers",
  kind: "dense",
  params: { W1: n2(5, 6), b1: n2(6), W2: n2(6, 6), b2: n2(6), W3: n2(6, 3), b3: n2(3) },
  data: [n2(8, 5), oneHot([0, 2, 1, 1, 0, 2, 2, 1], 3)],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2, W3, b3 }, X, Y) => {
    const a1 = relu(add(matmul(X, W1), b1));
    const a2 = relu(add(matmul(a1, W2), b2));
    const s = exp(add(matmul(a2, W3), b3));
    const p = div(s, sum(s, 1, { keepdims: true }));
    return neg(div(sum(mul(Y, log(p))), X.shape[0]!));
  },
  hand: (wrong, { W1, b1, W2, b2, W3, b3 }, X, Y) => {
    const m = X.shape[0]!;
    const z1 = add(matmul(X, W1), b1);
    const a1 = relu(z1);
    const z2 = add(matmul(a1, W2), b2);
    const a2 = relu(z2);
    const s = exp(add(matmul(a2, W3), b3));
    const p = div(s, sum(s, 1, { keepdims: true }));
    const dz3 = wrong("batch size forgotten") ? sub(p, Y) : div(sub(p, Y), m);
    const dW3 = matmul(transpose(a2), dz3);
    const db3 = wrong("db3 divided once more") ? mean(dz3, 0) : sum(dz3, 0);
    const back3 = wrong("W3 after its step") ? sub(W3, mul(0.1, dW3)) : W3;
    const da2 = matmul(dz3, transpose(back3));
    const dz2 = wrong("no relu mask in layer 2") ? da2 : mul(da2, greater(z2, 0));
    const dW2 = wrong("dW2 from z1") ? matmul(transpose(z1), dz2) : matmul(transpose(a1), dz2);
    const db2 = sum(dz2, 0);
    const da1 = wrong("W2 not transposed") ? matmul(dz2, W2) : matmul(dz2, transpose(W2));
    const dz1 = mul(da1, greater(wrong("mask of layer 2 in layer 1") ? z2 : z1, 0));
    const dW1 = matmul(transpose(X), dz1);
    const db1 = sum(dz1, 0);
    return {
      gradients: { W1: dW1, b1: db1, W2: dW2, b2: db2, W3: dW3, b3: db3 },
      intermediates: { z1, a1, z2, a2, p, dz3, da2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "batch size forgotten": [["sum-for-mean", "factor"], ["dz3", "W3", "b3"], "p - y is not divided by m."],
    "db3 divided once more": [["mean-for-sum", "factor"], ["b3"], "The mean over the batch for the sum."],
    "W3 after its step": [["stale-cache"], ["da2", "dz2", "W2", "b2"], "W3 was updated before da2."],
    "no relu mask in layer 2": [
      ["missing-activation-derivative", "missing-term"],
      ["dz2", "W2", "b2"],
      "The gradient passes relu as if it were the identity.",
    ],
    "dW2 from z1": [["derivative-at-wrong-value"], ["W2"], "z1 stands for a1 in dW2."],
    "W2 not transposed": [["transposed"], ["da1", "dz1", "W1", "b1"], "dz2 @ W2 for dz2 @ W2.T."],
    "mask of layer 2 in layer 1": [
      ["derivative-at-wrong-value", "wrong-layer", "off-by-one-layer"],
      ["dz1", "W1", "b1"],
      "z2 > 0 for z1 > 0.",
    ],
  },
  pairs: ["batch size forgotten+W2 not transposed", "no relu mask in layer 2+db3 divided once more"],
  bare: ["dW2 from z1", "db3 divided once more", "batch size forgotten+W2 not transposed"],
});

const n3 = normals(1303);

/** An autoencoder of pixels: tanh to two numbers, back by sigmoid, binary cross-entropy summed up. */
const autoencoder = plant({
  name: "autoencoder of grey pixels",
  kind: "dense",
  params: { We: n3(4, 2), be: n3(2), Wd: n3(2, 4), bd: n3(4) },
  data: [sigmoid(n3(5, 4)) as Tensor],
  batchAxis: 0,
  loss: ({ We, be, Wd, bd }, X) => {
    const code = tanh(add(matmul(X, We), be));
    const r = sigmoid(add(matmul(code, Wd), bd));
    return neg(sum(add(mul(X, log(r)), mul(sub(1, X), log(sub(1, r))))));
  },
  hand: (wrong, { We, be, Wd, bd }, X) => {
    const u = add(matmul(X, We), be);
    const code = tanh(u);
    const v = add(matmul(code, Wd), bd);
    const r = sigmoid(v);
    const diff = sub(r, X);
    const dv = wrong("sigmoid twice") ? mul(diff, mul(r, sub(1, r))) : diff;
    const dcode = matmul(dv, transpose(wrong("encoder weights on the way back") ? transpose(We) : Wd));
    const slope = wrong("tanh of the code") ? sub(1, square(tanh(code))) : sub(1, square(code));
    const du = wrong("code without slope") ? dcode : mul(dcode, slope);
    return {
      gradients: {
        We: matmul(transpose(X), du),
        be: sum(du, 0),
        Wd: matmul(transpose(code), dv),
        bd: wrong("bd per sample") ? dv : sum(dv, 0),
      },
      intermediates: { u, code, v, r, dv, dcode, du },
    };
  },
  mistakes: {
    "sigmoid twice": [["doubled-activation-derivative"], ["dv", "Wd", "bd"], "(r - x) r (1 - r) for r - x."],
    "encoder weights on the way back": [
      ["wrong-layer", "off-by-one-layer"],
      ["dcode", "du", "We", "be"],
      "The gradient goes back through the encoder's weights.",
    ],
    "tanh of the code": [["derivative-at-wrong-value"], ["du", "We", "be"], "1 - tanh(code)**2 for 1 - code**2."],
    "code without slope": [
      ["missing-activation-derivative", "missing-term"],
      ["du", "We", "be"],
      "No derivative of tanh.",
    ],
    "bd per sample": [["not-summed", "structure"], ["bd"], "dv itself is returned for the bias."],
  },
  numbers: ["tanh of the code", "sigmoid twice"],
  bare: ["code without slope", "bd per sample", "encoder weights on the way back"],
});

const n4 = normals(1304);

/** A single neuron of a lecture, in the notation of formulas, one sample. */
const oneNeuron = plant({
  name: "one neuron with one sample",
  kind: "dense",
  params: { w: n4(3), b: n4() },
  data: [n4(3), tensor(0.8)],
  loss: ({ w, b }, x, t) => math`(tanh(${w} @ ${x} + ${b}) - ${t})**2`,
  hand: (wrong, { w, b }, x, t) => {
    const z = math`${w} @ ${x} + ${b}`;
    const y = math`tanh(${z})`;
    const dy = wrong("two forgotten") ? math`${y} - ${t}` : math`2 * (${y} - ${t})`;
    const dz = wrong("sigmoid's slope")
      ? math`${dy} * ${y} * (1 - ${y})`
      : wrong("no slope")
        ? dy
        : math`${dy} * (1 - ${y}**2)`;
    return {
      gradients: { w: math`${dz} * ${x}`, b: wrong("bias before the slope") ? dy : dz },
      intermediates: { z, y, dy, dz },
    };
  },
  mistakes: {
    "two forgotten": [["factor"], ["dy", "w", "b"], "The 2 of the square is missing."],
    "sigmoid's slope": [["wrong-forward"], ["dz", "w", "b"], "y(1 - y), the slope of a sigmoid, for that of tanh."],
    "no slope": [["missing-activation-derivative", "missing-term"], ["dz", "w", "b"], "The slope of tanh is missing."],
    "bias before the slope": [
      ["missing-activation-derivative", "missing-term", "wrong-upstream"],
      ["b"],
      "The bias gets dy instead of dz.",
    ],
  },
  numbers: ["two forgotten"],
  bare: ["no slope", "bias before the slope"],
});

const n5 = normals(1305);

/** Maxout: two linear pieces, the larger one goes on; a linear output and half the mean squared error. */
const maxout = plant({
  name: "maxout of two pieces",
  kind: "dense",
  params: { A: n5(4, 5), a: n5(5), B: n5(4, 5), b: n5(5), v: n5(5) },
  data: [n5(6, 4), n5(6)],
  loss: ({ A, a, B, b, v }, X, t) => {
    const h = maximum(add(matmul(X, A), a), add(matmul(X, B), b));
    return mul(0.5, mean(square(sub(matmul(h, v), t))));
  },
  hand: (wrong, { A, a, B, b, v }, X, t) => {
    const p = add(matmul(X, A), a);
    const q = add(matmul(X, B), b);
    const h = maximum(p, q);
    const y = matmul(h, v);
    const dy = div(sub(y, t), wrong("half a sample size") ? 3 : 6);
    const dh = outer(dy, v);
    const first = greater(p, q);
    const dp = wrong("no choice for the first piece") ? dh : where(first, dh, 0);
    const dq = where(wrong("same mask for both") ? first : greater(q, p), dh, 0);
    return {
      gradients: {
        A: matmul(transpose(X), dp),
        a: sum(dp, 0),
        B: matmul(transpose(X), dq),
        b: sum(dq, 0),
        v: matmul(dy, h),
      },
      intermediates: { p, q, h, y, dy, dh, dp, dq },
    };
  },
  mistakes: {
    "half a sample size": [["factor"], ["dy", "v"], "Divided by 3 for 6."],
    "no choice for the first piece": [
      ["missing-activation-derivative", "missing-term"],
      ["dp", "A", "a"],
      "The first piece gets its gradient where the second was larger, too.",
    ],
    "same mask for both": [["derivative-at-wrong-value", "wrong-layer"], ["dq", "B", "b"], "p > q for both pieces."],
  },
  bare: ["same mask for both", "half a sample size"],
});

/** Dense nets, first part. */
export const thirteenthDense: EverydayCase[] = [...xorSheet, ...digits, ...autoencoder, ...oneNeuron, ...maxout];
