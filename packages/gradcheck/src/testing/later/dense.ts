import {
  add,
  astype,
  at,
  div,
  einsum,
  exp,
  greater,
  log,
  matmul,
  max,
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
  transpose,
  where,
  zeros,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant, uniforms } from "../everyday/case.ts";

const normal = normals(81001);
const uniform = uniforms(81002);

/** A column of zeros and ones. */
const binary = (...bits: number[]): Tensor => at(oneHot(bits, 2), ":", "1:") as Tensor;

/** Two moons: tanh and sigmoid with the mean cross-entropy, as in a first course. */
const moons = plant({
  name: "two moons",
  kind: "dense",
  params: { W1: normal(2, 5), b1: normal(5), W2: normal(5, 1), b2: normal(1) },
  data: [normal(7, 2), binary(0, 1, 1, 0, 1, 0, 0)],
  loss: ({ W1, b1, W2, b2 }, x, t) => {
    const a1 = tanh(add(matmul(x, W1), b1));
    const a2 = sigmoid(add(matmul(a1, W2), b2));
    return neg(mean(add(mul(t, log(a2)), mul(sub(1, t), log(sub(1, a2))))));
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, t) => {
    const m = x.shape[0]!;
    const z1 = add(matmul(x, W1), b1);
    const a1 = tanh(z1);
    const z2 = add(matmul(a1, W2), b2);
    const a2 = sigmoid(z2);
    let dz2 = wrong("turned round") ? sub(t, a2) : sub(a2, t);
    if (!wrong("not divided by m")) dz2 = div(dz2, m);
    if (wrong("sigmoid slope after the shortcut")) dz2 = mul(dz2, mul(a2, sub(1, a2)));
    const da1 = matmul(dz2, transpose(W2));
    let dz1 = mul(da1, sub(1, square(wrong("slope from z") ? z1 : a1)));
    if (wrong("no tanh slope")) dz1 = da1;
    const dW1 = matmul(transpose(x), dz1);
    const dW2 = matmul(transpose(wrong("z into the last layer") ? z1 : a1), dz2);
    const db1 = wrong("bias averaged") ? mean(dz1, 0) : sum(dz1, 0);
    return {
      gradients: { W1: dW1, b1: db1, W2: dW2, b2: sum(dz2, 0) },
      intermediates: { z1, a1, z2, a2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "turned round": [["sign"], ["dz2", "da1", "dz1", "W1", "b1", "W2", "b2"], "t - a instead of a - t."],
    "not divided by m": [
      ["sum-for-mean", "factor"],
      ["dz2", "da1", "dz1", "W1", "b1", "W2", "b2"],
      "The division by the number of examples was forgotten.",
    ],
    "sigmoid slope after the shortcut": [
      ["doubled-activation-derivative"],
      ["dz2", "W2", "b2"],
      "a - t was multiplied by a(1 - a) once more.",
    ],
    "slope from z": [["derivative-at-wrong-value"], ["dz1", "W1", "b1"], "1 - z² instead of 1 - a²."],
    "no tanh slope": [["missing-activation-derivative"], ["dz1", "W1", "b1"], "The slope of tanh is missing."],
    "z into the last layer": [["derivative-at-wrong-value"], ["W2"], "z1 stands for a1 in the gradient of W2."],
    "bias averaged": [["mean-for-sum", "factor"], ["b1"], "The bias has the mean of dz1, which is divided already."],
  },
  pairs: ["turned round+bias averaged", "no tanh slope+z into the last layer"],
  numbers: ["slope from z"],
  bare: ["not divided by m", "no tanh slope", "bias averaged"],
});

/** Three kinds of flower: relu, then softmax with the summed cross-entropy, in float32. */
const flowers = plant({
  name: "flowers in float32",
  kind: "dense",
  tolerance: 2e-4,
  params: {
    W1: astype(normal(4, 6), "float32"),
    b1: astype(normal(6), "float32"),
    W2: astype(normal(6, 3), "float32"),
    b2: astype(normal(3), "float32"),
  },
  data: [astype(normal(5, 4), "float32"), astype(oneHot([0, 2, 1, 1, 0], 3), "float32")],
  loss: ({ W1, b1, W2, b2 }, x, y) => {
    const s = add(matmul(relu(add(matmul(x, W1), b1)), W2), b2);
    const shifted = sub(s, max(s, 1, { keepdims: true }));
    return sum(sub(log(sum(exp(shifted), 1)), sum(mul(y, shifted), 1)));
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, y) => {
    const h = maximum(add(matmul(x, W1), b1), 0);
    const s = add(matmul(h, W2), b2);
    const e = exp(sub(s, max(s, 1, { keepdims: true })));
    const p = div(e, sum(e, wrong("softmax over the batch") ? 0 : 1, { keepdims: true }));
    const ds = wrong("batch mean") ? div(sub(p, y), x.shape[0]!) : sub(p, y);
    const dW2 = matmul(transpose(h), ds);
    const dh = matmul(ds, transpose(W2));
    const mask = greater(wrong("mask from the gradient") ? dh : h, 0);
    const dz = wrong("relu ignored") ? dh : where(mask, dh, mul(dh, 0));
    return {
      gradients: {
        W1: matmul(transpose(x), dz),
        b1: sum(wrong("b1 from dh") ? dh : dz, 0),
        W2: dW2,
        b2: wrong("b2 not summed") ? ds : sum(ds, 0),
      },
      intermediates: { h, s, p, ds, dh, dz },
    };
  },
  mistakes: {
    "softmax over the batch": [
      ["wrong-axis", "wrong-forward"],
      ["p", "ds", "dh", "dz", "W2", "b2", "W1", "b1"],
      "Normalised over axis 0.",
    ],
    "batch mean": [
      ["mean-for-sum", "factor"],
      ["ds", "dh", "dz", "W1", "b1", "W2", "b2"],
      "Divided by the batch; the loss is a sum.",
    ],
    "mask from the gradient": [
      ["derivative-at-wrong-value", "missing-activation-derivative"],
      ["dz", "W1", "b1"],
      "The mask asks whether the gradient is positive, not the activation.",
    ],
    "relu ignored": [
      ["missing-activation-derivative"],
      ["dz", "W1", "b1"],
      "The gradient passes through relu unmasked.",
    ],
    "b1 from dh": [["wrong-upstream", "missing-activation-derivative"], ["b1"], "b1 sums dh instead of dz."],
    "b2 not summed": [["not-summed", "structure"], ["b2"], "b2 has one row per example."],
  },
  numbers: ["relu ignored"],
});

/** Regression by column vectors, one example at a time, in a loop that accumulates. */
const columns = plant({
  name: "column vectors in a loop",
  kind: "dense",
  params: { A: normal(4, 3), a: normal(4), B: normal(2, 4), b: normal(2) },
  data: [normal(6, 3), normal(6, 2)],
  loss: ({ A, a, B, b }, x, y) => {
    const h = sigmoid(add(matmul(x, transpose(A)), a));
    return div(sum(square(sub(add(matmul(h, transpose(B)), b), y))), 2 * x.shape[0]!);
  },
  hand: (wrong, { A, a, B, b }, x, y) => {
    const n = x.shape[0]!;
    let dA: Tensor = zeros(A.shape);
    let da: Tensor = zeros(a.shape);
    let dB: Tensor = zeros(B.shape);
    let db: Tensor = zeros(b.shape);
    for (let i = 0; i < n; i++) {
      const xi = at(x, i);
      const h = sigmoid(add(matmul(A, xi), a));
      const error = sub(add(matmul(B, h), b), at(y, i));
      const scaled = div(wrong("two again") ? mul(2, error) : error, n);
      dB = wrong("assigned not added") ? outer(scaled, h) : add(dB, outer(scaled, h));
      db = add(db, wrong("db not divided") ? error : scaled);
      const back = matmul(transpose(B), scaled);
      const slope = wrong("half the slope") ? h : mul(h, sub(1, h));
      const delta = mul(back, slope);
      dA = add(dA, outer(delta, wrong("always the first example") ? at(x, 0) : xi));
      da = wrong("a assigned") ? delta : add(da, delta);
    }
    return { A: dA, a: da, B: dB, b: db };
  },
  mistakes: {
    "two again": [["factor"], ["A", "a", "B", "b"], "The 2 of the square, which the 1/2 cancels, was kept."],
    "assigned not added": [["one-sample"], ["B"], "dB = in the loop instead of +=."],
    "a assigned": [["one-sample"], ["a"], "da = in the loop instead of +=."],
    "db not divided": [["sum-for-mean", "factor"], ["b"], "The error without 1/n goes into the bias."],
    "half the slope": [
      ["missing-activation-derivative", "derivative-at-wrong-value", "missing-term", "factor"],
      ["A", "a"],
      "The slope of sigmoid was written as h, without 1 - h.",
    ],
    "always the first example": [
      ["derivative-at-wrong-value", "one-sample"],
      ["A"],
      "The outer product has the first example as its input every time.",
    ],
  },
  pairs: ["two again+a assigned"],
  numbers: ["assigned not added"],
});

/** One example through a small net: matrices on the left, no batch. */
const single = plant({
  name: "a single example",
  kind: "dense",
  params: { W1: normal(4, 4), W2: normal(4, 4), w3: normal(4) },
  data: [normal(4), normal()],
  loss: ({ W1, W2, w3 }, x, t) => math`(${w3} @ tanh(${W2} @ tanh(${W1} @ ${x})) - ${t})**2`,
  hand: (wrong, { W1, W2, w3 }, x, t) => {
    const a1 = math`tanh(${W1} @ ${x})`;
    const a2 = math`tanh(${W2} @ ${a1})`;
    const dy = wrong("no 2") ? math`${w3} @ ${a2} - ${t}` : math`2 * (${w3} @ ${a2} - ${t})`;
    const dw3 = math`${dy} * ${a2}`;
    const dz2 = math`${dy} * ${w3} * (1 - ${a2}**2)`;
    const used = wrong("back through W1") ? W1 : W2;
    const da1 = wrong("not transposed") ? math`${used} @ ${dz2}` : math`${used}.T @ ${dz2}`;
    const dz1 = math`${da1} * (1 - ${wrong("slope of the layer above") ? a2 : a1}**2)`;
    const dW2 = outer(dz2, wrong("x into W2") ? x : a1);
    const dW1 = wrong("W1 transposed") ? outer(x, dz1) : outer(dz1, x);
    return { gradients: { W1: dW1, W2: dW2, w3: dw3 }, intermediates: { a1, a2, dy, dz2, da1, dz1 } };
  },
  mistakes: {
    "no 2": [["factor"], ["dy", "dz2", "da1", "dz1", "W1", "W2", "w3"], "The 2 of the square is missing."],
    "back through W1": [["wrong-layer", "off-by-one-layer"], ["da1", "dz1", "W1"], "da1 goes back through W1."],
    "not transposed": [["transposed"], ["da1", "dz1", "W1"], "W2 dz2 instead of its transpose."],
    "slope of the layer above": [
      ["derivative-at-wrong-value", "off-by-one-layer", "wrong-layer"],
      ["dz1", "W1"],
      "The slope of the first tanh is taken at a2.",
    ],
    "x into W2": [["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"], ["W2"], "x stands for a1."],
    "W1 transposed": [["transposed"], ["W1"], "x dzᵀ instead of dz xᵀ."],
  },
  pairs: ["not transposed+W1 transposed"],
  numbers: ["slope of the layer above", "x into W2"],
  bare: ["no 2", "W1 transposed"],
});

/** A perceptron with the leaky relu, all contractions by einsum. */
const leaky = plant({
  name: "leaky relu by einsum",
  kind: "dense",
  params: { W: normal(3, 5), c: normal(5), V: normal(5, 2), d: normal(2) },
  data: [normal(8, 3), normal(8, 2)],
  loss: ({ W, c, V, d }, x, y) => {
    const z = add(matmul(x, W), c);
    const h = where(greater(z, 0), z, mul(0.1, z));
    return mean(square(sub(add(matmul(h, V), d), y)));
  },
  hand: (wrong, { W, c, V, d }, x, y) => {
    const z = add(einsum("ni,ij->nj", x, W), c);
    const positive = greater(z, 0);
    const h = where(positive, z, mul(0.1, z));
    const out = add(einsum("nj,jk->nk", h, V), d);
    const size = wrong("divided by the batch alone") ? y.shape[0]! : y.size;
    const dout = div(mul(2, sub(out, y)), size);
    const dh = einsum("nk,jk->nj", dout, V);
    const back = where(positive, dh, mul(wrong("plain relu") ? 0 : 0.1, dh));
    return {
      gradients: {
        W: einsum("ni,nj->ij", x, back),
        c: wrong("wrong letter") ? at(einsum("nj->n", back), ":5") : einsum("nj->j", back),
        V: wrong("z instead of h") ? einsum("nj,nk->jk", z, dout) : einsum("nj,nk->jk", h, dout),
        d: wrong("bias missing the 2") ? div(einsum("nk->k", dout), 2) : einsum("nk->k", dout),
      },
      intermediates: { z, h, dout, dh },
    };
  },
  mistakes: {
    "divided by the batch alone": [
      ["factor", "sum-for-mean"],
      ["dout", "dh", "W", "c", "V", "d"],
      "The mean is over all entries, the hand divides by the examples.",
    ],
    "plain relu": [
      ["missing-term", "derivative-at-wrong-value", "missing-activation-derivative"],
      ["W", "c"],
      "Where z is negative the gradient is 0, as for relu without a leak.",
    ],
    "wrong letter": [["wrong-axis"], ["c"], "Summed over the units, and cut to the length of the bias."],
    "z instead of h": [["derivative-at-wrong-value"], ["V"], "z instead of the activation is the layer's input."],
    "bias missing the 2": [["factor"], ["d"], "The bias lacks the 2 of the square."],
  },
  bare: ["plain relu", "bias missing the 2"],
});

/** A batch of one: everything that divides by the batch is invisible. */
const tiny = plant({
  name: "a batch of one",
  kind: "dense",
  params: { W1: normal(3, 4), b1: normal(4), W2: normal(4, 3), b2: normal(3) },
  data: [normal(1, 3), uniform(0, 1, 1, 3)],
  loss: ({ W1, b1, W2, b2 }, x, t) =>
    math`0.5 * sum((sigmoid(sigmoid(${x} @ ${W1} + ${b1}) @ ${W2} + ${b2}) - ${t})**2)`,
  hand: (wrong, { W1, b1, W2, b2 }, x, t) => {
    const z1 = add(matmul(x, W1), b1);
    const a1 = sigmoid(z1);
    const z2 = add(matmul(a1, W2), b2);
    const a2 = sigmoid(z2);
    const da2 = sub(a2, t);
    const slope2 = wrong("slope at z2") ? mul(z2, sub(1, z2)) : mul(a2, sub(1, a2));
    const dz2 = wrong("last slope missing") ? da2 : mul(da2, slope2);
    const da1 = matmul(wrong("da2 goes back") ? da2 : dz2, transpose(W2));
    const dz1 = mul(da1, mul(a1, wrong("one minus forgotten") ? add(1, a1) : sub(1, a1)));
    return {
      gradients: { W1: matmul(transpose(x), dz1), b1: at(dz1, 0), W2: matmul(transpose(a1), dz2), b2: at(dz2, 0) },
      intermediates: { z1, a1, z2, a2, da2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "slope at z2": [["derivative-at-wrong-value"], ["dz2", "W2", "b2"], "z(1 - z) instead of a(1 - a)."],
    "last slope missing": [
      ["missing-activation-derivative"],
      ["dz2", "W2", "b2"],
      "The error goes back as if the last layer were linear.",
    ],
    "da2 goes back": [["wrong-upstream", "missing-activation-derivative"], ["da1", "dz1", "W1", "b1"], "da2 for dz2."],
    "one minus forgotten": [
      ["sign", "missing-activation-derivative", "derivative-at-wrong-value"],
      ["dz1", "W1", "b1"],
      "a(1 + a) for the slope of sigmoid.",
    ],
  },
  pairs: ["last slope missing+one minus forgotten"],
  numbers: ["last slope missing", "slope at z2"],
  bare: ["da2 goes back"],
});

export const laterDense: readonly EverydayCase[] = [...moons, ...flowers, ...columns, ...single, ...leaky, ...tiny];
