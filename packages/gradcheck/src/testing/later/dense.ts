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
  relu,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
  where,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant, uniforms } from "../everyday/case.ts";

const normal = normals(81001);
const uniform = uniforms(81002);

/** A column of zeros and ones. */
const _binary = (...bits: number[]): Tensor => at(oneHot(bits, 2), ":", "1:") as Tensor;

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

export const laterDense: readonly EverydayCase[] = [...flowers, ...leaky, ...tiny];
