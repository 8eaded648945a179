import {
  add,
  div,
  einsum,
  greater,
  matmul,
  mean,
  mul,
  neg,
  sigmoid,
  square,
  sub,
  sum,
  tanh,
  transpose,
  where,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, slope, softmax } from "./helpers.ts";

const n = normals(9101);

/** Four layers of leaky units, all of one width. */
const leaky = plant({
  name: "leaky tower",
  kind: "deep",
  params: { W1: n(4, 4), b1: n(4), W2: n(4, 4), b2: n(4), W3: n(4, 4), b3: n(4), W4: n(4, 1) },
  data: [n(4, 4), n(4, 1)],
  loss: ({ W1, b1, W2, b2, W3, b3, W4 }, x, y) => {
    const act = (z: typeof x) => where(greater(z, 0), z, mul(0.1, z));
    const a1 = act(add(matmul(x, W1), b1));
    const a2 = act(add(matmul(a1, W2), b2));
    const a3 = act(add(matmul(a2, W3), b3));
    return mul(0.5, mean(square(sub(matmul(a3, W4), y))));
  },
  hand: (wrong, { W1, b1, W2, b2, W3, b3, W4 }, x, y) => {
    const act = (z: typeof x) => where(greater(z, 0), z, mul(0.1, z));
    const der = (z: typeof x, low: number) => where(greater(z, 0), 1, low);
    const z1 = add(matmul(x, W1), b1);
    const a1 = act(z1);
    const z2 = add(matmul(a1, W2), b2);
    const a2 = act(z2);
    const z3 = add(matmul(a2, W3), b3);
    const a3 = act(z3);
    const dout = div(sub(matmul(a3, W4), y), y.size);
    const da3 = matmul(dout, transpose(W4));
    const dz3 = mul(da3, der(z3, wrong("plain relu") ? 0 : 0.1));
    const da2 = matmul(dz3, transpose(wrong("W2 twice") ? W2 : W3));
    const dz2 = mul(da2, der(wrong("mask of z1") ? z1 : z2, 0.1));
    const da1 = matmul(dz2, transpose(W2));
    const dz1 = mul(da1, der(z1, 0.1));
    return {
      gradients: {
        W1: matmul(transpose(x), dz1),
        b1: sum(dz1, 0),
        W2: matmul(transpose(a1), wrong("dz3 again") ? dz3 : dz2),
        b2: sum(dz2, wrong("b2 over units") ? 1 : 0),
        W3: matmul(transpose(a2), dz3),
        b3: sum(dz3, 0),
        W4: matmul(transpose(a3), dout),
      },
      intermediates: { z1, a1, z2, a2, z3, a3, da3, dz3, da2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "plain relu": [
      ["missing-term", "wrong-forward", "derivative-at-wrong-value"],
      ["dz3", "W3", "b3", "W2", "b2", "W1", "b1"],
      "The third layer's derivative is that of the plain relu, without the leak",
    ],
    "W2 twice": [
      ["wrong-layer", "off-by-one-layer"],
      ["da2", "dz2", "W2", "b2", "W1", "b1"],
      "The gradient goes back through W2 where it should through W3",
    ],
    "mask of z1": [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["dz2", "W2", "b2", "W1", "b1"],
      "The slope at z1 in the second layer",
    ],
    "dz3 again": [["wrong-upstream", "off-by-one-layer", "wrong-layer"], ["W2"], "dW2 is made with dz3"],
    "b2 over units": [["wrong-axis"], ["b2"], "Summed over the units instead of the batch"],
  },
  pairs: ["mask of z1+b2 over units"],
  numbers: ["W2 twice", "dz3 again"],
  bare: ["mask of z1", "b2 over units"],
});

/** Swish, whose derivative has two terms. */
const swish = plant({
  name: "swish",
  kind: "deep",
  params: { W1: n(3, 5), W2: n(5, 5), W3: n(5, 2) },
  data: [n(4, 3), n(4, 2)],
  loss: ({ W1, W2, W3 }, x, t) => {
    const z1 = math`${x} @ ${W1}`;
    const z2 = math`(${z1} * sigmoid(${z1})) @ ${W2}`;
    return math`sum(((${z2} * sigmoid(${z2})) @ ${W3} - ${t})**2) / 2`;
  },
  hand: (wrong, { W1, W2, W3 }, x, t) => {
    const z1 = math`${x} @ ${W1}`;
    const s1 = sigmoid(z1);
    const h1 = math`${z1} * ${s1}`;
    const z2 = math`${h1} @ ${W2}`;
    const s2 = sigmoid(z2);
    const h2 = math`${z2} * ${s2}`;
    const e = wrong("batch mean") ? math`(${h2} @ ${W3} - ${t}) / ${x.shape[0]!}` : math`${h2} @ ${W3} - ${t}`;
    const g2 = math`(${e} @ ${W3}.T) * (${s2} + ${h2} * (1 - ${s2}))`;
    const back = math`${g2} @ ${W2}.T`;
    const g1 = wrong("first term only") ? math`${back} * ${s1}` : math`${back} * (${s1} + ${h1} * (1 - ${s1}))`;
    const crossed = wrong("sigmoid's slope") ? math`${back} * ${s1} * (1 - ${s1})` : g1;
    return {
      gradients: {
        W1: math`${x}.T @ ${crossed}`,
        W2: math`${h1}.T @ ${g2}`,
        W3: math`${wrong("s for h") ? s2 : h2}.T @ ${e}`,
      },
      intermediates: { z1, h1, z2, h2, dh1: back, dz2: g2, dz1: crossed },
    };
  },
  mistakes: {
    "first term only": [["missing-term"], ["dz1", "W1"], "The product rule's second term is missing"],
    "sigmoid's slope": [
      ["missing-term", "wrong-forward", "derivative-at-wrong-value"],
      ["dz1", "W1"],
      "The sigmoid's derivative instead of the swish's",
    ],
    "batch mean": [
      ["mean-for-sum", "factor"],
      ["W1", "W2", "W3", "dz1", "dz2", "dh1"],
      "The loss is a sum over the batch",
    ],
    "s for h": [["derivative-at-wrong-value"], ["W3"], "The gate instead of the layer's output in dW3"],
  },
  bare: ["sigmoid's slope", "s for h"],
});

/** A trunk with a class and a number as its outputs. */
const heads = plant({
  name: "two heads",
  kind: "deep",
  params: { trunk: n(3, 4), classes: n(4, 3), value: n(4, 1) },
  data: [n(5, 3), oneHot([2, 0, 1, 1, 2], 3), n(5, 1)],
  loss: ({ trunk, classes, value }, x, t, y) => {
    const h = tanh(matmul(x, trunk));
    const entropy = neg(mean(sum(mul(t, logSoftmax(matmul(h, classes))), 1)));
    return add(entropy, mul(0.3, mean(square(sub(matmul(h, value), y)))));
  },
  hand: (wrong, { trunk, classes, value }, x, t, y) => {
    const N = x.shape[0]!;
    const h = tanh(matmul(x, trunk));
    const dlogits = div(sub(softmax(matmul(h, classes)), t), N);
    const weight = wrong("unweighted") ? 1 : 0.3;
    const dvalue = div(mul(2 * weight, sub(matmul(h, value), y)), N);
    const viaClasses = matmul(dlogits, transpose(classes));
    const viaValue = matmul(dvalue, transpose(value));
    const dh = wrong("one head")
      ? viaClasses
      : wrong("difference")
        ? sub(viaClasses, viaValue)
        : add(viaClasses, viaValue);
    const dz = wrong("no tanh") ? dh : mul(dh, sub(1, square(h)));
    return {
      gradients: {
        trunk: matmul(transpose(x), dz),
        classes: matmul(transpose(h), dlogits),
        value: matmul(transpose(h), dvalue),
      },
      intermediates: { h, dlogits, dvalue, dh, dz },
    };
  },
  mistakes: {
    "one head": [["missing-term"], ["trunk"], "Only the classifier's gradient reaches the trunk"],
    difference: [["sign"], ["trunk"], "The regression's part is subtracted in the trunk"],
    unweighted: [["factor", "missing-term"], ["value", "trunk"], "The weight 0.3 of the regression is forgotten"],
    "no tanh": [["missing-activation-derivative"], ["trunk"], "1 - h**2 is missing"],
  },
  pairs: ["unweighted+no tanh"],
  numbers: ["one head"],
  bare: ["difference", "no tanh"],
});

/** An autoencoder through a narrow code, written with einsum. */
const autoencoder = plant({
  name: "autoencoder",
  kind: "deep",
  params: { E: n(5, 2), e: n(2), D: n(2, 5), d: n(5) },
  data: [n(5, 5)],
  loss: ({ E, e, D, d }, x) => {
    const code = sigmoid(add(einsum("ni,ik->nk", x, E), e));
    return mean(square(sub(add(einsum("nk,ki->ni", code, D), d), x)));
  },
  hand: (wrong, { E, e, D, d }, x) => {
    const code = sigmoid(add(einsum("ni,ik->nk", x, E), e));
    const out = add(einsum("nk,ki->ni", code, D), d);
    const dout = div(mul(2, sub(out, x)), wrong("rows only") ? x.shape[0]! : x.size);
    const dcode = einsum("ni,ki->nk", dout, D);
    const dpre = mul(dcode, slope(code));
    return {
      gradients: {
        E: wrong("output for input") ? einsum("ni,nk->ik", out, dpre) : einsum("ni,nk->ik", x, dpre),
        e: wrong("per example") ? dpre : einsum("nk->k", dpre),
        D: einsum("nk,ni->ki", code, dout),
        d: wrong("other axis") ? einsum("ni->n", dout) : einsum("ni->i", dout),
      },
      intermediates: { code, out, dout, dcode, dpre },
    };
  },
  mistakes: {
    "rows only": [["factor", "sum-for-mean"], ["dout", "E", "e", "D", "d"], "Divided by the rows, not by all entries"],
    "output for input": [
      ["derivative-at-wrong-value", "wrong-layer"],
      ["E"],
      "The reconstruction stands where the input should",
    ],
    "per example": [["not-summed"], ["e"], "e has a gradient for each example"],
    "other axis": [["wrong-axis"], ["d"], "Summed over the features instead of the examples"],
  },
  pairs: ["output for input+other axis"],
  bare: ["rows only", "other axis"],
});

export const ninthDeep: EverydayCase[] = [leaky, swish, heads, autoencoder].flat();
