import {
  add,
  astype,
  at,
  div,
  log,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  outer,
  relu,
  reshape,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant, uniforms } from "../everyday/case.ts";
import { logSoftmax, positive, softmax } from "./parts.ts";

const a = normals(4101);

/** A classifier with one hidden layer of tanh; as many hidden units as classes. */
const iris = plant({
  name: "iris classifier",
  kind: "dense",
  params: { W1: a(4, 3), b1: a(3), W2: a(3, 3), b2: a(3) },
  data: [a(6, 4), oneHot([0, 2, 1, 1, 0, 2], 3)],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2 }, X, Y) => {
    const h = tanh(add(matmul(X, W1), b1));
    const z = add(matmul(h, W2), b2);
    return neg(div(sum(mul(Y, logSoftmax(z))), 6));
  },
  hand: (wrong, { W1, b1, W2, b2 }, X, Y) => {
    const N = X.shape[0]!;
    const z1 = add(matmul(X, W1), b1);
    const h = tanh(z1);
    const z2 = add(matmul(h, W2), b2);
    const p = softmax(z2);
    const dz2 = wrong("notAveraged") ? sub(p, Y) : div(sub(p, Y), N);
    const dW2 = matmul(transpose(h), dz2);
    const db2 = sum(dz2, 0);
    const dh = wrong("W2 forward") ? matmul(dz2, W2) : matmul(dz2, transpose(W2));
    const dz1 = mul(dh, sub(1, square(wrong("tanhOfZ") ? z1 : h)));
    const dW1 = matmul(transpose(X), dz1);
    const db1 = wrong("biasPerSample") ? dz1 : sum(dz1, 0);
    return {
      gradients: { W1: dW1, b1: db1, W2: dW2, b2: db2 },
      intermediates: { z1, h, z2, p, dz2, dh, dz1 },
    };
  },
  mistakes: {
    notAveraged: [
      ["sum-for-mean", "factor"],
      ["z2", "dz2", "W2", "b2", "W1", "b1"],
      "the mean over the batch forgotten",
    ],
    "W2 forward": [["transposed"], ["h", "dh", "z1", "dz1", "W1", "b1"], "dh = dz2 W2 without the transpose"],
    tanhOfZ: [["derivative-at-wrong-value"], ["z1", "dz1", "W1", "b1"], "1 - z² instead of 1 - tanh(z)²"],
    biasPerSample: [["not-summed"], ["b1"], "the bias' gradient was not summed over the batch"],
  },
  pairs: ["notAveraged+tanhOfZ"],
  numbers: ["tanhOfZ"],
  bare: ["notAveraged", "W2 forward"],
});

const b = normals(4102);

/** Regression with one layer of relu and the mean squared error. */
const houses = plant({
  name: "house prices",
  kind: "dense",
  params: { W1: b(5, 7), b1: b(7), W2: b(7, 1), b2: b(1) },
  data: [b(8, 5), b(8, 1)],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2 }, X, y) => math`mean((relu(${X} @ ${W1} + ${b1}) @ ${W2} + ${b2} - ${y})**2)`,
  hand: (wrong, { W1, b1, W2, b2 }, X, y) => {
    const m = X.shape[0]!;
    const z1 = math`${X} @ ${W1} + ${b1}`;
    const a1 = relu(z1);
    const yhat = math`${a1} @ ${W2} + ${b2}`;
    const residual = wrong("targetMinusOutput") ? math`${y} - ${yhat}` : math`${yhat} - ${y}`;
    const dyhat = wrong("no two") ? math`${residual} / ${m}` : math`2 * ${residual} / ${m}`;
    const dW2 = math`${a1}.T @ ${dyhat}`;
    const db2 = wrong("bias averaged") ? math`mean(${dyhat}, axis=0)` : math`sum(${dyhat}, axis=0)`;
    const da1 = math`${dyhat} @ ${W2}.T`;
    const gate = wrong("gate of the gradient") ? positive(da1) : positive(z1);
    const dz1 = wrong("no relu") ? da1 : mul(da1, gate);
    const dW1 = math`${X}.T @ ${dz1}`;
    const db1 = math`sum(${dz1}, axis=0)`;
    return { gradients: { W1: dW1, b1: db1, W2: dW2, b2: db2 }, intermediates: { z1, a1, yhat, dyhat, da1, dz1 } };
  },
  mistakes: {
    targetMinusOutput: [["sign"], ["yhat", "dyhat", "W2", "b2", "W1", "b1"], "y - yhat for yhat - y"],
    "no two": [["factor"], ["yhat", "dyhat", "W2", "b2", "W1", "b1"], "the 2 of the square forgotten"],
    "bias averaged": [["mean-for-sum", "factor"], ["b2"], "a mean over the batch where a sum belongs"],
    "gate of the gradient": [
      ["derivative-at-wrong-value"],
      ["z1", "dz1", "W1", "b1"],
      "the relu lets through where the gradient is positive, not where z is",
    ],
    "no relu": [["missing-activation-derivative"], ["z1", "dz1", "W1", "b1"], "relu passed backwards unchanged"],
  },
  pairs: ["no two+no relu"],
  numbers: ["bias averaged", "gate of the gradient"],
  bare: ["targetMinusOutput", "no relu"],
});

const c = normals(4103);

/** One sample through a sigmoid layer into a logistic unit: an exercise on paper. */
const onPaper = plant({
  name: "paper exercise",
  kind: "dense",
  params: { W1: c(3, 3), b1: c(3), w2: c(3), b2: c() },
  data: [c(3), tensor(1)],
  loss: ({ W1, b1, w2, b2 }, x, t) => {
    const a1 = sigmoid(add(matmul(W1, x), b1));
    const y = sigmoid(add(sum(mul(w2, a1)), b2));
    return neg(add(mul(t, log(y)), mul(sub(1, t), log(sub(1, y)))));
  },
  hand: (wrong, { W1, b1, w2, b2 }, x, t) => {
    const z1 = add(matmul(W1, x), b1);
    const a1 = sigmoid(z1);
    const z2 = add(sum(mul(w2, a1)), b2);
    const y = sigmoid(z2);
    let delta2 = sub(y, t);
    if (wrong("twice")) delta2 = mul(delta2, mul(y, sub(1, y)));
    const slope = (v: Tensor): Tensor => mul(sigmoid(v), sub(1, sigmoid(v)));
    const back = mul(w2, delta2);
    const delta1 = wrong("forgotten") ? back : mul(back, slope(wrong("of a") ? a1 : z1));
    return {
      gradients: {
        W1: wrong("outer turned") ? outer(x, delta1) : outer(delta1, x),
        b1: delta1,
        w2: mul(delta2, wrong("z for a") ? z1 : a1),
        b2: delta2,
      },
      intermediates: { z1, a1, z2, y, dz2: delta2, dz1: delta1 },
    };
  },
  mistakes: {
    twice: [
      ["doubled-activation-derivative"],
      ["z2", "dz2", "w2", "b2", "W1", "b1"],
      "y - t times y(1 - y), which is in it already",
    ],
    "of a": [["derivative-at-wrong-value"], ["z1", "dz1", "W1", "b1"], "the sigmoid's derivative of a instead of z"],
    forgotten: [["missing-activation-derivative"], ["z1", "dz1", "W1", "b1"], "no derivative of the hidden sigmoid"],
    "outer turned": [["transposed"], ["W1"], "the outer product the other way round"],
    "z for a": [["derivative-at-wrong-value"], ["w2"], "the layer's input taken before its activation"],
  },
  pairs: ["twice+outer turned"],
  numbers: ["of a", "outer turned"],
  bare: ["forgotten", "twice"],
});

const d = normals(4104);

/** The same kind of net with a loop over the samples, gradients added up. */
const sampleLoop = plant({
  name: "loop over samples",
  kind: "dense",
  params: { W: d(4, 3), b: d(4), V: d(2, 4), c: d(2) },
  data: [d(5, 3), d(5, 2)],
  batchAxis: 0,
  loss: ({ W, b, V, c }, X, T) => {
    const H = tanh(add(matmul(X, transpose(W)), b));
    const Y = add(matmul(H, transpose(V)), c);
    return div(sum(square(sub(Y, T))), 10);
  },
  hand: (wrong, { W, b, V, c }, X, T) => {
    const n = X.shape[0]!;
    let [dW, db, dV, dc]: Tensor[] = [zerosLike(W), zerosLike(b), zerosLike(V), zerosLike(c)];
    for (let i = 0; i < n; i++) {
      const x = at(X, i);
      const h = tanh(add(matmul(W, x), b));
      const y = add(matmul(V, h), c);
      const dy = wrong("not divided") ? sub(y, at(T, i)) : div(sub(y, at(T, i)), n);
      const dh = matmul(transpose(V), dy);
      const dz = mul(dh, sub(1, mul(h, h)));
      dV = wrong("V overwritten") ? outer(dy, h) : add(dV!, outer(dy, h));
      dc = wrong("divided again") ? add(dc!, div(dy, n)) : add(dc!, dy);
      dW = add(dW!, outer(dz, wrong("first x") ? at(X, 0) : x));
      db = wrong("b overwritten") ? dz : add(db!, dz);
    }
    return { W: dW, b: db, V: dV, c: dc };
  },
  mistakes: {
    "not divided": [["sum-for-mean", "factor"], ["W", "b", "V", "c"], "no division by the number of samples"],
    "V overwritten": [["one-sample"], ["V"], "= for += in the loop"],
    "b overwritten": [["one-sample"], ["b"], "= for += in the loop"],
    "divided again": [["mean-for-sum", "factor"], ["c"], "divided by n a second time"],
    "first x": [["derivative-at-wrong-value"], ["W"], "the first sample's input for every sample"],
  },
  pairs: ["not divided+b overwritten"],
  numbers: ["b overwritten", "not divided"],
});

const e = normals(4105);

/** Several labels a picture, none excluding another: sigmoids and the binary cross-entropy, batch as wide as the output. */
const multiLabel = plant({
  name: "many labels",
  kind: "dense",
  params: { W1: e(6, 5), b1: e(5), W2: e(5, 4), b2: e(4) },
  data: [
    e(4, 6),
    tensor([
      [1, 0, 0, 1],
      [0, 1, 0, 0],
      [1, 1, 0, 1],
      [0, 0, 1, 0],
    ]),
  ],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2 }, X, T) => {
    const h = maximum(add(matmul(X, W1), b1), 0);
    const p = sigmoid(add(matmul(h, W2), b2));
    return neg(mean(add(mul(T, log(p)), mul(sub(1, T), log(sub(1, p))))));
  },
  hand: (wrong, { W1, b1, W2, b2 }, X, T) => {
    const z1 = add(matmul(X, W1), b1);
    const h = relu(z1);
    const p = sigmoid(add(matmul(h, W2), b2));
    const dz2 = div(sub(p, T), wrong("rows only") ? p.shape[0]! : p.size);
    const dh = matmul(dz2, transpose(W2));
    const dz1 = mul(dh, positive(z1));
    return {
      gradients: {
        W1: matmul(transpose(X), wrong("dh for dz") ? dh : dz1),
        b1: sum(dz1, 0),
        W2: matmul(transpose(h), dz2),
        b2: sum(dz2, wrong("axis 1") ? 1 : 0),
      },
      intermediates: { z1, h, p, dz2, dh, dz1 },
    };
  },
  mistakes: {
    "rows only": [
      ["sum-for-mean", "factor"],
      ["z2", "dz2", "W2", "b2", "W1", "b1"],
      "divided by the samples, but the loss is a mean over labels too",
    ],
    "axis 1": [["wrong-axis"], ["b2"], "summed over the labels instead of the samples"],
    "dh for dz": [["wrong-upstream", "missing-activation-derivative"], ["W1"], "dW1 made with dh, not dz1"],
  },
  numbers: ["axis 1"],
  bare: ["rows only"],
});

const f = normals(4106);

/** An autoencoder with a narrow middle, squared error summed over the entries and averaged over the rows. */
const narrow = plant({
  name: "narrow autoencoder",
  kind: "dense",
  params: { We: f(6, 2), be: f(2), Wd: f(2, 6), bd: f(6) },
  data: [f(7, 6)],
  batchAxis: 0,
  loss: ({ We, be, Wd, bd }, X) => {
    const code = sigmoid(add(matmul(X, We), be));
    const out = add(matmul(code, Wd), bd);
    return mean(sum(square(sub(out, X)), 1));
  },
  hand: (wrong, { We, be, Wd, bd }, X) => {
    const code = sigmoid(add(matmul(X, We), be));
    const out = add(matmul(code, Wd), bd);
    const dout = div(mul(2, sub(out, X)), wrong("all entries") ? X.size : X.shape[0]!);
    const dcode = matmul(dout, transpose(Wd));
    const dz = wrong("only a") ? mul(dcode, code) : mul(dcode, mul(code, sub(1, code)));
    return {
      gradients: {
        We: matmul(transpose(X), dz),
        be: sum(dz, 0),
        Wd: matmul(transpose(code), dout),
        bd: reshape(sum(dout, 0), wrong("row") ? [1, 6] : [6]),
      },
      intermediates: { code, out, dout, dcode, dz },
    };
  },
  mistakes: {
    "all entries": [["mean-for-sum", "factor"], ["out", "dout", "Wd", "bd", "We", "be"], "a mean over all entries"],
    "only a": [
      ["missing-term", "derivative-at-wrong-value", "missing-activation-derivative"],
      ["dz", "We", "be"],
      "the factor 1 - a of the sigmoid's derivative forgotten",
    ],
    row: [["structure"], ["bd"], "the bias' gradient as a row of a matrix"],
  },
  numbers: ["row"],
  bare: ["all entries"],
});

const g = uniforms(4107);

/** A small net in single precision. */
const single = plant({
  name: "single precision",
  kind: "dense",
  params: {
    W1: astype(g(-1, 1, 5, 4), "float32") as Tensor,
    b1: astype(zeros([4]), "float32") as Tensor,
    W2: astype(g(-1, 1, 4, 4), "float32") as Tensor,
    b2: astype(zeros([4]), "float32") as Tensor,
  },
  data: [astype(g(0, 1, 10, 5), "float32") as Tensor, astype(g(0, 1, 10, 4), "float32") as Tensor],
  batchAxis: 0,
  tolerance: 1e-4,
  loss: ({ W1, b1, W2, b2 }, X, T) => {
    const h = sigmoid(add(matmul(X, W1), b1));
    const y = sigmoid(add(matmul(h, W2), b2));
    return div(sum(square(sub(y, T))), 20);
  },
  hand: (wrong, { W1, b1, W2, b2 }, X, T) => {
    const a1 = sigmoid(add(matmul(X, W1), b1));
    const a2 = sigmoid(add(matmul(a1, W2), b2));
    const da2 = div(sub(a2, T), 10);
    const dz2 = wrong("output sigmoid") ? da2 : mul(da2, mul(a2, sub(1, a2)));
    const da1 = matmul(dz2, transpose(W2));
    const at1 = wrong("a2 for a1") ? a2 : a1;
    const dz1 = mul(da1, mul(at1, sub(1, at1)));
    return {
      gradients: {
        W1: matmul(transpose(X), dz1),
        b1: sum(dz1, 0),
        W2: wrong("W2 turned") ? matmul(transpose(dz2), a1) : matmul(transpose(a1), dz2),
        b2: sum(dz2, 0),
      },
      intermediates: { a1, a2, da2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "output sigmoid": [
      ["missing-activation-derivative"],
      ["z2", "dz2", "W2", "b2", "W1", "b1"],
      "the error without the output's derivative, as for the cross-entropy",
    ],
    "a2 for a1": [
      ["wrong-layer", "derivative-at-wrong-value", "off-by-one-layer"],
      ["z1", "dz1", "W1", "b1"],
      "the derivative of the first layer at the second's activation",
    ],
    "W2 turned": [["transposed"], ["W2"], "dW2 = dz2ᵀ a1"],
  },
  numbers: ["W2 turned"],
  bare: ["a2 for a1"],
});

/** Plain dense nets. */
export const tenthDense = [...iris, ...houses, ...onPaper, ...sampleLoop, ...multiLabel, ...narrow, ...single];
