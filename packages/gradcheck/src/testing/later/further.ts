import {
  add,
  at,
  clip,
  conv,
  div,
  einsum,
  exp,
  greater,
  log,
  matmul,
  mean,
  mul,
  neg,
  relu,
  reshape,
  sigmoid,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant, uniforms } from "../everyday/case.ts";

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

/** Softmax with the squared error, for which the Jacobian is needed in full. */
const brier = plant({
  name: "softmax with squared error",
  kind: "dense",
  params: { W1: normal(3, 4), W2: normal(4, 3), b2: normal(3) },
  data: [normal(6, 3), oneHot([2, 0, 1, 1, 2, 0], 3)],
  loss: ({ W1, W2, b2 }, x, t) => {
    const e = exp(add(matmul(relu(matmul(x, W1)), W2), b2));
    return mean(sum(square(sub(div(e, sum(e, 1, { keepdims: true })), t)), 1));
  },
  hand: (wrong, { W1, W2, b2 }, x, t) => {
    const z1 = matmul(x, W1);
    const a1 = relu(z1);
    const z2 = add(matmul(a1, W2), b2);
    const e = exp(z2);
    const a2 = div(e, sum(e, 1, { keepdims: true }));
    const da2 = mul(2 / (wrong("mean of entries") ? t.size : x.shape[0]!), sub(a2, t));
    const full = mul(a2, sub(da2, sum(mul(da2, a2), 1, { keepdims: true })));
    let dz2 = wrong("diagonal of softmax") ? mul(da2, mul(a2, sub(1, a2))) : full;
    if (wrong("as for cross-entropy")) dz2 = div(sub(a2, t), x.shape[0]!);
    const dz1 = mul(matmul(dz2, transpose(W2)), greater(z1, 0));
    const dW2 = matmul(transpose(a1), dz2);
    const first = matmul(transpose(at(a1, ":1")), at(dz2, ":1"));
    return {
      gradients: {
        W1: matmul(transpose(x), dz1),
        W2: wrong("first example alone") ? first : wrong("clipped entries") ? clip(dW2, -0.02, 0.02) : dW2,
        b2: wrong("b2 from da2") ? sum(da2, 0) : sum(dz2, 0),
      },
      intermediates: { z1, a1, z2, a2, da2, dz2, dz1 },
    };
  },
  mistakes: {
    "mean of entries": [["factor", "mean-for-sum"], ["da2", "dz2", "dz1", "W1", "W2", "b2"], "Divided by entries."],
    "diagonal of softmax": [["softmax-diagonal"], ["dz2", "dz1", "W1", "W2", "b2"], "p(1 - p) alone."],
    "as for cross-entropy": [
      ["wrong-forward", "missing-activation-derivative"],
      ["dz2", "dz1", "W1", "W2", "b2"],
      "a - t, which belongs to the cross-entropy.",
    ],
    "first example alone": [["one-sample"], ["W2"], "Only the first example makes dW2."],
    "clipped entries": [["clipped"], ["W2"], "The entries are clipped."],
    "b2 from da2": [["wrong-upstream", "missing-activation-derivative"], ["b2"], "b2 sums da2."],
  },
  pairs: ["diagonal of softmax+first example alone"],
  numbers: ["diagonal of softmax"],
  bare: ["mean of entries", "first example alone"],
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

/** A dilated filter over time and a linear head, tap by tap. */
const dilated = plant({
  name: "dilated filter",
  kind: "convolution",
  params: { k: normal(3, 2, 2), c: normal(3), v: normal(3) },
  data: [normal(4, 2, 7), normal(4, 5)],
  loss: ({ k, c, v }, x, y) => {
    const a = relu(add(conv(x, k, { dilation: 2 }), reshape(c, [3, 1])));
    return mean(square(sub(einsum("nos,o->ns", a, v), y)));
  },
  hand: (wrong, { k, c, v }, x, y) => {
    const z = add(conv(x, k, { dilation: 2 }), reshape(c, [3, 1])) as Tensor;
    const a = relu(z);
    const error = sub(einsum("nos,o->ns", a, v), y);
    const dout = wrong("two missing") ? div(error, y.size) : mul(2 / y.size, error);
    const da = einsum("ns,o->nos", dout, v);
    const dz = wrong("mask forgotten") ? da : mul(da, greater(z, 0));
    const g = wrong("da into the kernel") ? da : dz;
    const gap = wrong("gap of one") ? 1 : 2;
    const taps = [0, gap].map((start) => einsum("ncs,nos->oc", at(x, ":", ":", `${start}:${start + 5}`), g));
    return {
      gradients: {
        k: stack(taps, 2),
        c: wrong("bias mean over time") ? sum(mean(dz, 2), 0) : sum(sum(dz, 2), 0),
        v: einsum("ns,nos->o", dout, wrong("z into the head") ? z : a),
      },
      intermediates: { z, a, dout, da, dz },
    };
  },
  mistakes: {
    "two missing": [["factor"], ["dout", "da", "dz", "k", "c", "v"], "The 2 of the square is missing."],
    "mask forgotten": [["missing-activation-derivative"], ["dz", "k", "c"], "The mask of relu is missing."],
    "da into the kernel": [
      ["wrong-upstream", "missing-activation-derivative"],
      ["k"],
      "da for dz in the kernel's gradient.",
    ],
    "gap of one": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-forward", "unknown"],
      ["k"],
      "No dilation on the way back.",
    ],
    "bias mean over time": [["mean-for-sum", "factor"], ["c"], "Averaged over time instead of summed."],
    "z into the head": [["derivative-at-wrong-value"], ["v"], "z before relu is the input of the head."],
  },
  pairs: ["two missing+z into the head"],
  numbers: ["mask forgotten"],
  bare: ["bias mean over time"],
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

export const laterFurther: readonly EverydayCase[] = [...labels, ...brier, ...neuron, ...dilated, ...highway];
