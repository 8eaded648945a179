import {
  add,
  astype,
  at,
  div,
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
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant, uniforms } from "../everyday/case.ts";
import { logSoftmax, slope, softmax } from "./helpers.ts";

const n = normals(9001);
const u = uniforms(9002);

/** A hidden layer of tanh and one logistic output: the first net of every course. */
const moons = plant({
  name: "two moons",
  kind: "dense",
  params: { W1: n(2, 5), b1: n(5), W2: n(5, 1), b2: n(1) },
  data: [n(6, 2), tensor([[0], [1], [1], [0], [1], [0]]) as Tensor],
  loss: ({ W1, b1, W2, b2 }, x, y) => {
    const p = sigmoid(add(matmul(tanh(add(matmul(x, W1), b1)), W2), b2));
    return neg(mean(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p))))));
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, y) => {
    const m = x.shape[0]!;
    const Z1 = add(matmul(x, W1), b1);
    const A1 = tanh(Z1);
    const Z2 = add(matmul(A1, W2), b2);
    const A2 = sigmoid(Z2);
    let dZ2 = wrong("flipped") ? sub(y, A2) : sub(A2, y);
    if (wrong("slope again")) dZ2 = mul(dZ2, slope(A2));
    const dW2 = div(matmul(transpose(A1), dZ2), m);
    const db2 = wrong("bias by m twice") ? div(mean(dZ2, 0), m) : div(sum(dZ2, 0), m);
    const dA1 = matmul(dZ2, transpose(W2));
    const dZ1 = mul(dA1, sub(1, square(wrong("of z") ? Z1 : A1)));
    const dW1 = wrong("no m") ? matmul(transpose(x), dZ1) : div(matmul(transpose(x), dZ1), m);
    const db1 = wrong("no m") ? sum(dZ1, 0) : div(sum(dZ1, 0), m);
    return {
      gradients: { W1: dW1, b1: db1, W2: dW2, b2: db2 },
      intermediates: { Z1, A1, Z2, A2, dZ2: div(dZ2, m), dA1: div(dA1, m), dZ1: div(dZ1, m) },
    };
  },
  mistakes: {
    flipped: [["sign"], ["dZ2", "W2", "b2", "W1", "b1"], "y - p instead of p - y"],
    "slope again": [
      ["doubled-activation-derivative"],
      ["dZ2", "W2", "b2", "W1", "b1"],
      "The sigmoid's derivative after p - y, which has it",
    ],
    "of z": [["derivative-at-wrong-value"], ["dZ1", "W1", "b1"], "1 - z**2 instead of 1 - a**2"],
    "no m": [["sum-for-mean", "factor"], ["W1", "b1"], "Division by m forgotten in the first layer"],
    "bias by m twice": [["mean-for-sum", "factor"], ["b2"], "db2 is divided by m twice"],
  },
  pairs: ["of z+bias by m twice"],
  numbers: ["no m"],
  bare: ["flipped", "no m", "bias by m twice"],
});

/** Regression with rectified units, in single precision. */
const houses = plant({
  name: "house prices",
  kind: "dense",
  tolerance: 1e-4,
  params: {
    W1: astype(n(4, 6), "float32"),
    b1: astype(n(6), "float32"),
    W2: astype(n(6, 1), "float32"),
    b2: astype(n(1), "float32"),
  },
  data: [astype(n(5, 4), "float32"), astype(n(5, 1), "float32")],
  loss: ({ W1, b1, W2, b2 }, x, y) => math`mean((relu(${x} @ ${W1} + ${b1}) @ ${W2} + ${b2} - ${y})**2)`,
  hand: (wrong, { W1, b1, W2, b2 }, x, y) => {
    const z1 = math`${x} @ ${W1} + ${b1}`;
    const a1 = relu(z1);
    const yhat = math`${a1} @ ${W2} + ${b2}`;
    const N = x.shape[0]!;
    const dyhat = wrong("no two") ? math`(${yhat} - ${y}) / ${N}` : math`2 * (${yhat} - ${y}) / ${N}`;
    const da1 = math`${dyhat} @ ${W2}.T`;
    const mask = greater(wrong("gate by gradient") ? da1 : z1, 0);
    const dz1 = math`${da1} * ${astype(mask, "float32")}`;
    return {
      gradients: {
        W1: math`${x}.T @ ${dz1}`,
        b1: wrong("mean bias") ? mean(dz1, 0) : sum(dz1, 0),
        W2: math`${wrong("z for a") ? z1 : a1}.T @ ${dyhat}`,
        b2: sum(dyhat, 0),
      },
      intermediates: { z1, a1, yhat, dyhat, da1, dz1 },
    };
  },
  mistakes: {
    "no two": [["factor"], ["dyhat", "W2", "b2", "W1", "b1"], "The 2 of the square is missing"],
    "gate by gradient": [
      ["derivative-at-wrong-value"],
      ["dz1", "W1", "b1"],
      "The mask of the relu is made of the gradient instead of z1",
    ],
    "z for a": [["derivative-at-wrong-value"], ["W2"], "z1 instead of a1 in the gradient of W2"],
    "mean bias": [["mean-for-sum", "factor"], ["b1"], "Mean over the batch for the first bias"],
  },
  pairs: ["no two+z for a"],
  bare: ["gate by gradient", "mean bias"],
});

interface Layer {
  readonly W: Tensor;
  readonly b: Tensor;
}

const five: Layer[] = [
  { W: n(4, 4), b: n(4) },
  { W: n(4, 4), b: n(4) },
  { W: n(4, 3), b: n(3) },
];

/** A list of layers and a loop backwards: softmax on sigmoids. */
const loop = plant({
  name: "loop of layers",
  kind: "dense",
  params: five,
  data: [n(5, 4), oneHot([0, 2, 1, 1, 0], 3)],
  loss: (layers, x, t) => {
    let a: Tensor = x;
    layers.forEach(({ W, b }, l) => {
      const z = add(matmul(a, W), b);
      a = l + 1 < layers.length ? sigmoid(z) : z;
    });
    return neg(mean(sum(mul(t, logSoftmax(a)), 1)));
  },
  hand: (wrong, layers, x, t) => {
    const as: Tensor[] = [x];
    for (const [l, { W, b }] of layers.entries()) {
      const z = add(matmul(as[l]!, W), b);
      as.push(l + 1 < layers.length ? sigmoid(z) : softmax(z));
    }
    const gradients: Layer[] = [];
    let delta = div(sub(as[layers.length]!, t), x.shape[0]!);
    if (wrong("whole batch")) delta = div(delta, 3);
    for (let l = layers.length - 1; l >= 0; l--) {
      const input = wrong("own output") && l === 1 ? as[l + 1]! : as[l]!;
      gradients.unshift({ W: matmul(transpose(input), delta), b: sum(delta, 0) });
      if (l === 0) break;
      const W = layers[l]!.W;
      const back = matmul(delta, wrong("not turned") && l === 1 ? W : transpose(W));
      const forgets = wrong("no slope") && l === 2;
      delta = forgets ? back : mul(back, slope(as[l]!));
    }

    return { gradients: gradients, intermediates: { a1: as[1]!, a2: as[2]!, p: as[3]! } };
  },
  mistakes: {
    "own output": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["1.W"],
      "The layer's own output stands where its input should",
    ],
    "not turned": [["transposed"], ["0.W", "0.b"], "W is not transposed on the way back"],
    "no slope": [
      ["missing-activation-derivative"],
      ["1.W", "1.b", "0.W", "0.b"],
      "The first step back lacks the sigmoid's derivative",
    ],
    "whole batch": [
      ["factor", "mean-for-sum"],
      ["2.W", "2.b", "1.W", "1.b", "0.W", "0.b"],
      "Divided by the number of classes as well",
    ],
  },
  numbers: ["not turned"],
  bare: ["own output", "whole batch"],
});

/** One example and column vectors, as in Nielsen's book: W is [out, in]. */
const single = plant({
  name: "one vector",
  kind: "dense",
  params: { W1: n(3, 3), b1: n(3), W2: n(2, 3), b2: n(2) },
  data: [n(3), u(0, 1, 2)],
  loss: ({ W1, b1, W2, b2 }, x, y) => {
    const a = sigmoid(add(matmul(W2, sigmoid(add(matmul(W1, x), b1))), b2));
    return mul(0.5, sum(square(sub(a, y))));
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, y) => {
    const z1 = add(matmul(W1, x), b1);
    const a1 = sigmoid(z1);
    const z2 = add(matmul(W2, a1), b2);
    const a2 = sigmoid(z2);
    const cost = sub(a2, y);
    const delta2 = wrong("as entropy") ? cost : mul(cost, slope(a2));
    const nablaW2 = outer(delta2, a1);
    const W2now = wrong("updated") ? sub(W2, mul(0.5, nablaW2)) : W2;
    const back = matmul(transpose(W2now), wrong("from the cost") ? cost : delta2);
    const delta1 = mul(back, slope(wrong("sigmoid of a") ? sigmoid(a1) : a1));
    return {
      gradients: {
        W1: wrong("turned") ? outer(x, delta1) : outer(delta1, x),
        b1: delta1,
        W2: nablaW2,
        b2: delta2,
      },
      intermediates: { z1, a1, z2, a2, da2: cost, dz2: delta2, da1: back, dz1: delta1 },
    };
  },
  mistakes: {
    "as entropy": [
      ["missing-activation-derivative", "wrong-forward"],
      ["dz2", "W2", "b2", "W1", "b1"],
      "a - y for a squared error, as if it were the cross-entropy",
    ],
    "from the cost": [
      ["missing-activation-derivative", "wrong-upstream"],
      ["da1", "W1", "b1"],
      "The derivative by a2 goes back instead of that by z2",
    ],
    "sigmoid of a": [
      ["derivative-at-wrong-value"],
      ["dz1", "W1", "b1"],
      "sigmoid_prime was given a1, which is a sigmoid already",
    ],
    turned: [["transposed"], ["W1"], "The outer product the wrong way round"],
    updated: [["stale-cache"], ["da1", "dz1", "W1", "b1"], "W2 is updated before the gradient goes back through it"],
  },
  bare: ["sigmoid of a", "turned", "updated"],
});

/** Stochastic code: one sample after the other, accumulated. */
const accumulated = plant({
  name: "accumulated",
  kind: "dense",
  params: { W: n(3, 4), b: n(3), v: n(3), c: n() },
  data: [n(5, 4), n(5)],
  loss: ({ W, b, v, c }, X, y) => {
    const h = tanh(add(matmul(X, transpose(W)), b));
    return div(sum(square(sub(add(matmul(h, v), c), y))), 2 * X.shape[0]!);
  },
  hand: (wrong, { W, b, v, c }, X, y) => {
    const N = X.shape[0]!;
    let [dW, db, dv, dc] = [zerosLike(W), zerosLike(b), zerosLike(v), zerosLike(c)] as [Tensor, Tensor, Tensor, Tensor];
    for (let i = 0; i < N; i++) {
      const x = at(X, i);
      const h = tanh(add(matmul(W, x), b));
      const e = div(sub(add(sum(mul(h, v)), c), at(y, i)), N);
      const dz = mul(mul(e, v), wrong("one minus h") ? sub(1, h) : sub(1, square(h)));
      dW = wrong("assigned") ? outer(dz, x) : add(dW, outer(dz, wrong("first input") ? at(X, 0) : x));
      db = add(db, dz);
      dv = add(dv, mul(e, h));
      dc = add(dc, e);
    }
    if (wrong("averaged again")) [dv, dc] = [div(dv, N), div(dc, N)];
    return { W: dW, b: db, v: dv, c: dc };
  },
  mistakes: {
    assigned: [["one-sample"], ["W"], "= instead of += for W"],
    "first input": [
      ["derivative-at-wrong-value", "stale-cache"],
      ["W"],
      "Every sample's error meets the input of the first sample",
    ],
    "one minus h": [
      ["derivative-at-wrong-value", "unknown"],
      ["W", "b"],
      "1 - h for the derivative of tanh: the square is forgotten",
    ],
    "averaged again": [["mean-for-sum", "factor"], ["v", "c"], "Divided by N in the loop and after it"],
  },
  pairs: ["assigned+averaged again"],
  numbers: ["first input"],
});

/** Pieces of maximum: a maxout layer of two pieces. */
const maxout = plant({
  name: "maxout",
  kind: "dense",
  params: { U: n(3, 4), V: n(3, 4), w: n(4) },
  data: [n(6, 3), n(6)],
  loss: ({ U, V, w }, x, y) => mean(square(sub(matmul(maximum(matmul(x, U), matmul(x, V)), w), y))),
  hand: (wrong, { U, V, w }, x, y) => {
    const p = matmul(x, U);
    const q = matmul(x, V);
    const h = maximum(p, q);
    const r = sub(matmul(h, w), y);
    const dr = wrong("sum") ? mul(2, r) : div(mul(2, r), x.shape[0]!);
    const dh = outer(dr, w);
    const first = greater(p, q);
    const dp = mul(dh, first);
    const dq = wrong("both") ? dh : mul(dh, sub(1, mul(1, first)));
    return {
      gradients: {
        U: matmul(transpose(x), wrong("swapped") ? dq : dp),
        V: matmul(transpose(x), wrong("swapped") ? dp : dq),
        w: matmul(transpose(h), dr),
      },
      intermediates: { p, q, h, dh, dp: wrong("swapped") ? dq : dp, dq: wrong("swapped") ? dp : dq },
    };
  },
  mistakes: {
    sum: [["sum-for-mean", "factor"], ["w", "U", "V", "dh"], "Not divided by the number of examples"],
    both: [
      ["missing-activation-derivative", "missing-term", "extra-term"],
      ["dq", "V"],
      "The second piece gets the gradient also where the first is larger",
    ],
    swapped: [
      ["structure", "wrong-upstream", "wrong-layer"],
      ["U", "V", "dp", "dq"],
      "The gradients of the two pieces are exchanged",
    ],
  },
  bare: ["swapped"],
});

export const ninthDense: EverydayCase[] = [moons, houses, loop, single, accumulated, maxout].flat();
