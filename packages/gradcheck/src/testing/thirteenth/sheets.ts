import {
  add,
  at,
  concatenate,
  div,
  exp,
  greater,
  log,
  logsumexp,
  matmul,
  mean,
  mul,
  neg,
  outer,
  reshape,
  sigmoid,
  sqrt,
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
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const s1 = normals(1401);

/** Passengers: weights as [out, in], a hidden layer of tanh, a sigmoid, the mean binary cross-entropy. */
const passengers = plant({
  name: "passengers who survived",
  kind: "dense",
  params: { W1: s1(4, 3), b1: s1(4), W2: s1(1, 4), b2: s1(1) },
  data: [s1(8, 3), tensor([[1], [0], [0], [1], [1], [0], [1], [0]])],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2 }, X, Y) => {
    const A1 = tanh(add(matmul(X, transpose(W1)), b1));
    const A2 = sigmoid(add(matmul(A1, transpose(W2)), b2));
    return neg(mean(add(mul(Y, log(A2)), mul(sub(1, Y), log(sub(1, A2))))));
  },
  hand: (wrong, { W1, b1, W2, b2 }, X, Y) => {
    const m = X.shape[0]!;
    const Z1 = add(matmul(X, transpose(W1)), b1);
    const A1 = tanh(Z1);
    const Z2 = add(matmul(A1, transpose(W2)), b2);
    const A2 = sigmoid(Z2);
    const dA2 = div(
      wrong("quotients with a plus")
        ? add(div(Y, A2), div(sub(1, Y), sub(1, A2)))
        : sub(div(sub(1, Y), sub(1, A2)), div(Y, A2)),
      m,
    );
    const dZ2 = wrong("quotients' slope forgotten") ? dA2 : mul(dA2, mul(A2, sub(1, A2)));
    const dW2 = wrong("divided by m again") ? div(matmul(transpose(dZ2), A1), m) : matmul(transpose(dZ2), A1);
    const dA1 = matmul(dZ2, W2);
    const dZ1 = mul(dA1, wrong("sigmoid's slope in tanh") ? mul(A1, sub(1, A1)) : sub(1, square(A1)));
    const dW1 = matmul(transpose(dZ1), X);
    const length = add(sum(square(dW1)), sum(square(dW2)));
    const shrink = wrong("cut to a length") ? div(0.02, sqrt(length)) : 1;
    const db1 = sum(dZ1, 0);
    return {
      gradients: {
        W1: mul(shrink, dW1),
        b1: wrong("row for a vector") ? reshape(db1, [1, 4]) : db1,
        W2: mul(shrink, dW2),
        b2: sum(dZ2, 0),
      },
      intermediates: { Z1, A1, Z2, A2, dA2, dZ2, dA1, dZ1 },
    };
  },
  mistakes: {
    "quotients with a plus": [["sign"], ["dA2", "dZ2", "W2", "b2"], "A minus in the derivative of the logs is lost."],
    "quotients' slope forgotten": [
      ["missing-activation-derivative", "missing-term"],
      ["dZ2", "W2", "b2"],
      "The output's slope A2(1 - A2) is missing.",
    ],
    "divided by m again": [["mean-for-sum", "factor"], ["W2"], "The mean is taken a second time."],
    "sigmoid's slope in tanh": [["wrong-forward"], ["dZ1", "W1", "b1"], "A1(1 - A1) for a tanh layer."],
    "cut to a length": [
      ["clipped", "factor"],
      ["W1", "W2"],
      "The weights' gradients are scaled down to a norm of 0.02.",
    ],
    "row for a vector": [["structure"], ["b1"], "[1, 4] for [4]."],
  },
  pairs: ["divided by m again+sigmoid's slope in tanh"],
  bare: ["cut to a length", "row for a vector", "sigmoid's slope in tanh"],
  numbers: ["divided by m again"],
});

const s2 = normals(1402);

/** A product of three matrices fitted to a map, without any activation: deep linear nets as in papers on dynamics. */
const linearNet = plant({
  name: "deep linear net",
  kind: "dense",
  params: { A: mul(0.7, s2(3, 3)), B: mul(0.7, s2(3, 3)), C: mul(0.7, s2(3, 3)) },
  data: [s2(3, 6), s2(3, 6)],
  batchAxis: 1,
  loss: ({ A, B, C }, X, Y) => mul(0.5, sum(square(sub(matmul(C, matmul(B, matmul(A, X))), Y)))),
  hand: (wrong, { A, B, C }, X, Y) => {
    const u = matmul(A, X);
    const v = matmul(B, u);
    const E = sub(matmul(C, v), Y);
    const dv = matmul(wrong("C not transposed") ? C : transpose(C), E);
    const du = matmul(transpose(wrong("C again for B") ? C : B), dv);
    const dB = matmul(wrong("error for dv") ? E : dv, transpose(wrong("v for u") ? v : u));
    return {
      gradients: {
        A: wrong("A's transposed") ? matmul(X, transpose(du)) : matmul(du, transpose(X)),
        B: dB,
        C: matmul(E, transpose(v)),
      },
      intermediates: { u, v, E, dv, du },
    };
  },
  mistakes: {
    "C not transposed": [["transposed"], ["dv", "B", "A"], "C @ E for C.T @ E."],
    "C again for B": [["wrong-layer", "off-by-one-layer"], ["du", "A"], "The gradient goes back through C twice."],
    "error for dv": [
      ["wrong-upstream", "wrong-layer", "off-by-one-layer", "missing-term"],
      ["B"],
      "B's gradient is made with the error, as if C were not there.",
    ],
    "v for u": [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["B"],
      "B's own output for its input.",
    ],
    "A's transposed": [["transposed"], ["A"], "X @ du.T for du @ X.T."],
  },
  pairs: ["C not transposed+A's transposed"],
  bare: ["A's transposed", "v for u", "C again for B"],
});

const s3 = normals(1403);

/** Three equal hidden layers, sigmoid, sample by sample in loops over a list, one-hot targets, half the squared error. */
const singles = plant({
  name: "lists of weights and single samples",
  kind: "dense",
  params: { weights: [s3(3, 3), s3(3, 3), s3(3, 3)], biases: [s3(3), s3(3), s3(3)] },
  data: [s3(5, 3), oneHot([0, 2, 1, 2, 0], 3)],
  batchAxis: 0,
  loss: ({ weights, biases }, X, Y) => {
    let a: Tensor = X;
    for (const [l, w] of weights.entries()) a = sigmoid(add(matmul(a, transpose(w)), biases[l]!));
    return div(sum(square(sub(a, Y))), 2 * X.shape[0]!);
  },
  hand: (wrong, { weights, biases }, X, Y) => {
    const n = X.shape[0]!;
    const nw: Tensor[] = weights.map((w) => zerosLike(w));
    const nb: Tensor[] = biases.map((b) => zerosLike(b));
    let before: Tensor = at(X, 0);
    for (let i = 0; i < n; i++) {
      const as: Tensor[] = [at(X, i)];
      for (let l = 0; l < 3; l++) as.push(sigmoid(add(matmul(weights[l]!, as[l]!), biases[l]!)));
      const prime = (a: Tensor): Tensor => mul(a, sub(1, a));
      const cost = sub(as[3]!, at(Y, i));
      let delta: Tensor = wrong("cross-entropy's delta") ? cost : mul(cost, prime(as[3]!));
      for (let l = 2; l >= 0; l--) {
        if (l < 2) {
          const w = weights[wrong("weights of the same layer") ? l : l + 1]!;
          const back = matmul(transpose(w), delta);
          delta = wrong("delta without slope")
            ? back
            : mul(back, prime(as[wrong("slope of the layer below") ? l : l + 1]!));
        }
        const input = wrong("input of the sample before") && l === 0 ? before : as[l]!;
        const dw = outer(delta, input);
        nw[l] = wrong("weights set, not added") ? dw : add(nw[l]!, dw);
        nb[l] = add(nb[l]!, delta);
      }
      before = at(X, i);
    }
    return {
      weights: nw.map((g) => div(g, n)),
      biases: nb.map((g) => (wrong("biases not averaged") ? g : div(g, n))),
    };
  },
  mistakes: {
    "cross-entropy's delta": [
      ["missing-activation-derivative", "missing-term", "wrong-forward"],
      ["weights[2]", "biases[2]"],
      "a - y, the delta of the cross-entropy, for the squared error.",
    ],
    "weights of the same layer": [
      ["off-by-one-layer", "wrong-layer"],
      ["weights[1]", "biases[1]", "weights[0]", "biases[0]"],
      "w[l] for w[l + 1] on the way back.",
    ],
    "delta without slope": [
      ["missing-activation-derivative", "missing-term"],
      ["weights[1]", "biases[1]", "weights[0]", "biases[0]"],
      "No slope in the hidden layers.",
    ],
    "slope of the layer below": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["weights[1]", "biases[1]", "weights[0]", "biases[0]"],
      "a[l] for a[l + 1] in the slope.",
    ],
    "input of the sample before": [
      ["stale-cache", "derivative-at-wrong-value"],
      ["weights[0]"],
      "The input that is kept is that of the sample before.",
    ],
    "weights set, not added": [
      ["one-sample"],
      ["weights[0]", "weights[1]", "weights[2]"],
      "= for +=: the last sample's gradient over n.",
    ],
    "biases not averaged": [
      ["sum-for-mean", "factor"],
      ["biases[0]", "biases[1]", "biases[2]"],
      "The biases are not divided by n.",
    ],
  },
  pairs: ["biases not averaged+weights of the same layer"],
  numbers: ["delta without slope"],
});

const s4 = normals(1404);

/** A wide and a deep part added up before a softmax; elu in the deep part; the batch's mean. */
const wideDeep = plant({
  name: "wide and deep parts",
  kind: "dense",
  params: { D1: s4(4, 5), d1: s4(5), D2: s4(5, 3), L: s4(6, 3), b: s4(3) },
  data: [s4(6, 4), s4(6, 2), oneHot([1, 1, 0, 2, 0, 2], 3)],
  batchAxis: 0,
  loss: ({ D1, d1, D2, L, b }, X, extra, Y) => {
    const z = add(matmul(X, D1), d1);
    const h = where(greater(z, 0), z, sub(exp(z), 1));
    const o = add(add(matmul(h, D2), matmul(concatenate([X, extra], 1), L)), b);
    return mean(sub(logsumexp(o, 1), sum(mul(Y, o), 1)));
  },
  hand: (wrong, { D1, d1, D2, L, b }, X, extra, Y) => {
    const z = add(matmul(X, D1), d1);
    const h = where(greater(z, 0), z, sub(exp(z), 1));
    const all = concatenate([X, extra], 1);
    const o = add(add(matmul(h, D2), matmul(all, L)), b);
    const p = exp(sub(o, logsumexp(o, 1, { keepdims: true })));
    const first = wrong("one minus p") ? sub(Y, p) : sub(p, Y);
    const dO = wrong("softmax's slope once more")
      ? div(mul(first, mul(p, sub(1, p))), 6)
      : div(first, wrong("divided by the classes") ? 3 : 6);
    const dh = matmul(dO, transpose(D2));
    const slope = where(greater(z, 0), 1, wrong("elu's one forgotten") ? h : exp(z));
    const dz = mul(dh, slope);
    return {
      gradients: {
        D1: matmul(transpose(X), dz),
        d1: wrong("dh for d1") ? sum(dh, 0) : sum(dz, 0),
        D2: matmul(transpose(wrong("z for h") ? z : h), dO),
        L: wrong("features in another order")
          ? matmul(transpose(concatenate([extra, X], 1)), dO)
          : matmul(transpose(all), dO),
        b: sum(dO, 0),
      },
      intermediates: { z, h, o, p, dO, dh, dz },
    };
  },
  mistakes: {
    "one minus p": [["sign"], ["dO", "D2", "L", "b"], "y - p for p - y."],
    "softmax's slope once more": [
      ["doubled-activation-derivative"],
      ["dO", "D2", "L", "b"],
      "p - y is multiplied by p(1 - p).",
    ],
    "divided by the classes": [["factor"], ["dO", "D2", "L", "b"], "3 classes for 6 samples."],
    "elu's one forgotten": [
      ["missing-term"],
      ["dz", "D1", "d1"],
      "elu' is elu + 1 where z is negative: the 1 is missing.",
    ],
    "dh for d1": [
      ["missing-activation-derivative", "missing-term", "wrong-upstream"],
      ["d1"],
      "The bias is summed before the slope.",
    ],
    "z for h": [["derivative-at-wrong-value"], ["D2"], "D2's gradient takes z for h."],
    "features in another order": [
      ["derivative-at-wrong-value", "structure"],
      ["L"],
      "The two parts of the input are joined the other way round.",
    ],
  },
  pairs: ["divided by the classes+z for h", "one minus p+dh for d1"],
  bare: ["one minus p", "dh for d1", "features in another order", "softmax's slope once more"],
  numbers: ["z for h"],
});

/** Dense nets, third part. */
export const thirteenthSheets: EverydayCase[] = [...passengers, ...linearNet, ...singles, ...wideDeep];
