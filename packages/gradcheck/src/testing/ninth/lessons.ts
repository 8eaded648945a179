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
  minimum,
  mul,
  neg,
  relu,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";
import { slope, softmax } from "./helpers.ts";

const n = normals(9901);

/** Examples in columns, decay of the weights by lambda / 2m: the notation of a well-known course. */
const columns = plant({
  name: "columns",
  kind: "dense",
  batchAxis: 1,
  params: { W1: n(4, 3), b1: n(4, 1), W2: n(4, 4), b2: n(4, 1), W3: n(1, 4), b3: n(1, 1) },
  data: [n(3, 6), tensor([[1, 0, 0, 1, 1, 0]]) as Tensor],
  loss: ({ W1, b1, W2, b2, W3, b3 }, X, Y) => {
    const m = X.shape[1]!;
    const A2 = relu(add(matmul(W2, relu(add(matmul(W1, X), b1))), b2));
    const A3 = sigmoid(add(matmul(W3, A2), b3));
    const cost = neg(div(sum(add(mul(Y, log(A3)), mul(sub(1, Y), log(sub(1, A3))))), m));
    const squares = add(add(sum(square(W1)), sum(square(W2))), sum(square(W3)));
    return add(cost, mul(0.7 / (2 * m), squares));
  },
  hand: (wrong, { W1, b1, W2, b2, W3, b3 }, X, Y) => {
    const m = X.shape[1]!;
    const Z1 = add(matmul(W1, X), b1);
    const A1 = relu(Z1);
    const Z2 = add(matmul(W2, A1), b2);
    const A2 = relu(Z2);
    const A3 = sigmoid(add(matmul(W3, A2), b3));
    const dZ3 = sub(A3, Y);
    const dA2 = matmul(transpose(W3), dZ3);
    const dZ2 = mul(dA2, greater(A2, 0));
    const dA1 = matmul(wrong("no T") ? W2 : transpose(W2), dZ2);
    const dZ1 = mul(dA1, greater(wrong("A2 for A1") ? A2 : A1, 0));
    const decay = (W: Tensor): Tensor => mul(wrong("whole lambda") ? 0.7 : 0.7 / m, W);
    const over = (g: Tensor): Tensor => sum(g, 1, { keepdims: true });
    const dW2 = div(matmul(dZ2, transpose(A1)), m);
    return {
      gradients: {
        W1: add(div(matmul(dZ1, transpose(X)), m), decay(W1)),
        b1: div(over(dZ1), m),
        W2: wrong("W2 without") ? dW2 : add(dW2, decay(W2)),
        b2: wrong("bias sum") ? over(dZ2) : div(over(dZ2), m),
        W3: add(div(matmul(dZ3, transpose(A2)), m), decay(W3)),
        b3: wrong("no axis") ? div(dZ3, m) : div(over(dZ3), m),
      },
      intermediates: { Z1, A1, Z2, A2, A3, dZ3: div(dZ3, m), dA2: div(dA2, m), dZ2: div(dZ2, m), dZ1: div(dZ1, m) },
    };
  },
  mistakes: {
    "no T": [["transposed"], ["dA1", "dZ1", "W1", "b1"], "W2 is not transposed on the way back"],
    "A2 for A1": [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["dZ1", "W1", "b1"],
      "The second layer's mask in the first",
    ],
    "whole lambda": [["regulariser", "factor"], ["W1", "W2", "W3"], "lambda W instead of lambda W / m"],
    "W2 without": [["regulariser", "missing-term"], ["W2"], "The decay of the second layer is forgotten"],
    "bias sum": [["sum-for-mean", "factor"], ["b2"], "The bias is not divided by m"],
    "no axis": [["not-summed", "structure"], ["b3"], "The bias of the output is not summed over the examples"],
  },
  pairs: ["A2 for A1+whole lambda", "W2 without+bias sum"],
  numbers: ["no T"],
  bare: ["A2 for A1", "bias sum"],
});

/** A softmax output with a squared error, in single precision. */
const flowers = plant({
  name: "flowers",
  kind: "dense",
  tolerance: 1e-4,
  params: {
    W1: astype(n(4, 5), "float32"),
    b1: astype(n(5), "float32"),
    W2: astype(n(5, 3), "float32"),
    b2: astype(n(3), "float32"),
  },
  data: [astype(n(6, 4), "float32"), astype(oneHot([0, 1, 2, 2, 1, 0], 3), "float32")],
  loss: ({ W1, b1, W2, b2 }, x, t) => {
    const p = softmax(add(matmul(tanh(add(matmul(x, W1), b1)), W2), b2));
    return mul(0.5, mean(sum(square(sub(p, t)), 1)));
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, t) => {
    const z1 = add(matmul(x, W1), b1);
    const h = tanh(z1);
    const z2 = add(matmul(h, W2), b2);
    const p = softmax(z2);
    const dp = div(sub(p, t), x.shape[0]!);
    let dz2: Tensor = mul(p, sub(dp, sum(mul(dp, p), 1, { keepdims: true })));
    if (wrong("entropy")) dz2 = dp;
    if (wrong("diagonal")) dz2 = mul(dp, slope(p));
    const stale = wrong("updated weights") ? sub(W2, mul(0.5, matmul(transpose(h), dz2))) : W2;
    const dh = matmul(dz2, transpose(stale));
    const dz1 = mul(dh, sub(1, square(h)));
    const dW1 = matmul(transpose(x), dz1);
    const length = sqrt(sum(square(dW1)));
    const clipped = mul(dW1, minimum(1, div(0.05, length)));
    return {
      gradients: {
        W1: wrong("clipped") ? clipped : dW1,
        b1: wrong("one bias") ? at(dz1, 0) : sum(dz1, 0),
        W2: matmul(transpose(h), dz2),
        b2: sum(dz2, 0),
      },
      intermediates: { z1, h, z2, p, dp, dz2, dh, dz1 },
    };
  },
  mistakes: {
    entropy: [
      ["missing-activation-derivative", "wrong-forward"],
      ["dz2", "W2", "b2", "W1", "b1"],
      "p - t for a squared error of a softmax, as if it were the cross-entropy",
    ],
    diagonal: [["softmax-diagonal"], ["dz2", "W2", "b2", "W1", "b1"], "p (1 - p) for the derivative of the softmax"],
    "updated weights": [
      ["stale-cache"],
      ["dh", "dz1", "W1", "b1"],
      "W2 is updated before the gradient goes back through it",
    ],
    clipped: [["clipped", "factor"], ["W1"], "The gradient is shortened to a length of 0.05"],
    "one bias": [["one-sample", "not-summed"], ["b1"], "The first example's gradient alone"],
  },
  numbers: ["updated weights", "clipped"],
  bare: ["entropy", "one bias"],
});

/** Dropout with a mask that is given, scaled by what is kept. */
const dropped = plant({
  name: "dropout",
  kind: "dense",
  params: { W1: n(3, 6), b1: n(6), W2: n(6, 6), b2: n(6), W3: n(6, 1) },
  data: [
    n(4, 3),
    n(4, 1),
    tensor([
      [1, 0, 1, 1, 0, 1],
      [1, 1, 0, 1, 1, 0],
      [0, 1, 1, 0, 1, 1],
      [1, 1, 1, 0, 0, 1],
    ]) as Tensor,
  ],
  loss: ({ W1, b1, W2, b2, W3 }, x, y, mask) => {
    const h1 = div(mul(relu(add(matmul(x, W1), b1)), mask), 0.6);
    const h2 = maximum(add(matmul(h1, W2), b2), 0);
    return mean(square(sub(matmul(h2, W3), y)));
  },
  hand: (wrong, { W1, b1, W2, b2, W3 }, x, y, mask) => {
    const z1 = add(matmul(x, W1), b1);
    const h1 = div(mul(relu(z1), mask), 0.6);
    const z2 = add(matmul(h1, W2), b2);
    const h2 = relu(z2);
    const dout = div(mul(2, sub(matmul(h2, W3), y)), y.size);
    const dz2 = mul(matmul(dout, transpose(W3)), greater(z2, 0));
    const dh1 = matmul(dz2, transpose(W2));
    const kept = wrong("no mask") ? dh1 : mul(dh1, mask);
    const da1 = wrong("no scale") ? kept : div(kept, 0.6);
    const dz1 = mul(da1, greater(z1, 0));
    return {
      W1: matmul(transpose(x), dz1),
      b1: sum(dz1, 0),
      W2: matmul(transpose(wrong("undropped") ? relu(z1) : h1), dz2),
      b2: sum(dz2, 0),
      W3: wrong("turned round") ? neg(matmul(transpose(h2), dout)) : matmul(transpose(h2), dout),
    };
  },
  mistakes: {
    "no mask": [["missing-term"], ["W1", "b1"], "The mask is missing on the way back"],
    "no scale": [["factor", "missing-term"], ["W1", "b1"], "1 / keep is missing on the way back"],
    undropped: [
      ["derivative-at-wrong-value", "missing-term", "wrong-layer"],
      ["W2"],
      "The values before dropout are W2's inputs",
    ],
    "turned round": [["sign"], ["W3"], "y - yhat in the last layer's gradient"],
  },
  pairs: ["no scale+turned round"],
  numbers: ["undropped"],
});

export const ninthLessons: EverydayCase[] = [columns, flowers, dropped].flat();
