import {
  add,
  div,
  greater,
  log,
  matmul,
  mean,
  mul,
  neg,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import { type EverydayCase, normals, plant, uniforms } from "../everyday/case.ts";

const normal = normals(89001);
const uniform = uniforms(89002);

/** Several labels at once: sigmoids with the cross-entropy, three layers. */
const labels = plant({
  name: "several labels at once",
  kind: "dense",
  params: { W1: normal(4, 4), b1: normal(4), W2: normal(4, 4), b2: normal(4), W3: normal(4, 3), b3: normal(3) },
  data: [normal(5, 4), greater(normal(5, 3), 0) as Tensor],
  loss: ({ W1, b1, W2, b2, W3, b3 }, x, t) => {
    const a2 = sigmoid(add(matmul(sigmoid(add(matmul(x, W1), b1)), W2), b2));
    const a3 = sigmoid(add(matmul(a2, W3), b3));
    return neg(div(sum(add(mul(t, log(a3)), mul(sub(1, t), log(sub(1, a3))))), x.shape[0]!));
  },
  hand: (wrong, { W1, b1, W2, b2, W3, b3 }, x, t) => {
    const z1 = add(matmul(x, W1), b1);
    const a1 = sigmoid(z1);
    const z2 = add(matmul(a1, W2), b2);
    const a2 = sigmoid(z2);
    const z3 = add(matmul(a2, W3), b3);
    const a3 = sigmoid(z3);
    let dz3 = div(sub(a3, t), wrong("divided by entries") ? t.size : x.shape[0]!);
    if (wrong("slope once more")) dz3 = mul(dz3, mul(a3, sub(1, a3)));
    const da2 = matmul(dz3, transpose(W3));
    const slope2 = mul(a2, sub(1, a2));
    const dz2 = wrong("slope twice in the middle") ? mul(mul(da2, slope2), slope2) : mul(da2, slope2);
    const stale = wrong("W2 after its step") ? sub(W2, mul(0.5, matmul(transpose(a1), dz2))) : W2;
    const da1 = matmul(dz2, wrong("W2 not turned") ? stale : transpose(stale));
    const dz1 = mul(da1, wrong("slope of a2") ? slope2 : mul(a1, sub(1, a1)));
    const dW1 = matmul(transpose(x), dz1);
    return {
      gradients: {
        W1: dW1,
        b1: sum(wrong("b1 of layer two") ? dz2 : dz1, 0),
        W2: matmul(transpose(a1), wrong("dz1 into W2") ? dz1 : dz2),
        b2: wrong("row for the bias") ? sum(dz2, 0, { keepdims: true }) : sum(dz2, 0),
        W3: matmul(transpose(a2), dz3),
        b3: sum(dz3, 0),
      },
      intermediates: { z1, a1, z2, a2, z3, a3, dz3, da2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "divided by entries": [
      ["factor", "mean-for-sum"],
      ["dz3", "da2", "dz2", "da1", "dz1", "W1", "b1", "W2", "b2", "W3", "b3"],
      "Divided by entries, in the loss by examples.",
    ],
    "slope once more": [["doubled-activation-derivative"], ["dz3", "W3", "b3"], "a3 - t times a3(1 - a3)."],
    "slope twice in the middle": [
      ["doubled-activation-derivative"],
      ["dz2", "W2", "b2"],
      "The slope of layer 2 is there twice.",
    ],
    "W2 after its step": [["stale-cache"], ["da1", "dz1", "W1", "b1"], "W2 has made its step before it is used."],
    "W2 not turned": [["transposed"], ["da1", "dz1", "W1", "b1"], "W2 instead of its transpose."],
    "slope of a2": [
      ["wrong-layer", "derivative-at-wrong-value", "off-by-one-layer"],
      ["dz1", "W1", "b1"],
      "a2 for a1.",
    ],
    "b1 of layer two": [["wrong-layer", "wrong-upstream", "off-by-one-layer"], ["b1"], "b1 sums dz2."],
    "dz1 into W2": [["wrong-upstream", "wrong-layer", "off-by-one-layer"], ["W2"], "dz1 for dz2."],
    "row for the bias": [["structure"], ["b2"], "The bias's gradient has an axis of length 1 in front."],
  },
  pairs: ["slope once more+W2 not turned", "divided by entries+dz1 into W2"],
  numbers: ["slope twice in the middle", "dz1 into W2"],
  bare: ["slope of a2", "W2 after its step", "W2 not turned"],
});

/** A first exercise: one neuron, by numbers. */
const neuron = plant({
  name: "one neuron",
  kind: "dense",
  params: { w: normal(3), b: normal() },
  data: [normal(4, 3), uniform(0, 1, 4)],
  loss: ({ w, b }, x, t) => mul(0.5, mean(square(sub(sigmoid(add(matmul(x, w), b)), t)))),
  hand: (wrong, { w, b }, x, t) => {
    const z = add(matmul(x, w), b);
    const a = sigmoid(z);
    const da = div(sub(a, t), t.size);
    const dz = wrong("slope left out") ? da : mul(da, mul(wrong("z in the slope") ? z : a, sub(1, a)));
    const doubled = wrong("two from the square") ? mul(2, dz) : dz;
    return {
      gradients: {
        w: matmul(doubled, wrong("x and its mean") ? add(mul(x, 0), mean(x, 0)) : x),
        b: wrong("b each") ? dz : sum(doubled),
      },
      intermediates: { z, a, da, dz: doubled },
    };
  },
  mistakes: {
    "slope left out": [["missing-activation-derivative"], ["dz", "w", "b"], "The slope of sigmoid is missing."],
    "z in the slope": [["derivative-at-wrong-value"], ["dz", "w", "b"], "z(1 - a) for a(1 - a)."],
    "two from the square": [["factor"], ["dz", "w", "b"], "The 2 that the 1/2 cancels."],
    "x and its mean": [["derivative-at-wrong-value", "mean-for-sum"], ["w"], "The mean input for each example's."],
    "b each": [["not-summed", "structure"], ["b"], "One gradient per example."],
  },
  numbers: ["slope left out", "two from the square", "z in the slope"],
});

/** A gate that lets the input pass by: a highway layer. */
const highway = plant({
  name: "highway layer",
  kind: "attention",
  params: { W: normal(3, 3), G: normal(3, 3) },
  data: [normal(5, 3), normal(5, 3)],
  loss: ({ W, G }, x, y) => {
    const g = sigmoid(matmul(x, G));
    return sum(square(sub(add(mul(g, tanh(matmul(x, W))), mul(sub(1, g), x)), y)));
  },
  hand: (wrong, { W, G }, x, y) => {
    const g = sigmoid(matmul(x, G));
    const h = tanh(matmul(x, W));
    const dout = mul(2, sub(add(mul(g, h), mul(sub(1, g), x)), y));
    const dg = mul(dout, wrong("carry forgotten") ? h : sub(h, x));
    const dh = wrong("gate forgotten") ? dout : mul(dout, g);
    const zg = wrong("gate without slope") ? dg : mul(dg, mul(g, sub(1, g)));
    const zh = mul(dh, sub(1, wrong("square lost") ? h : square(h)));
    return {
      gradients: { W: matmul(transpose(x), zh), G: matmul(transpose(x), zg) },
      intermediates: { g, h, dout, dg, dh },
    };
  },
  mistakes: {
    "carry forgotten": [["missing-term"], ["dg", "G"], "The gate's part in 1 - g is left out."],
    "gate forgotten": [["missing-term"], ["dh", "W"], "The factor g is missing."],
    "gate without slope": [["missing-activation-derivative"], ["G"], "The slope of the gate is missing."],
    "square lost": [["derivative-at-wrong-value", "missing-activation-derivative"], ["W"], "1 - h for 1 - h²."],
  },
  pairs: ["carry forgotten+square lost"],
});

export const laterFurther: readonly EverydayCase[] = [...labels, ...neuron, ...highway];
