import {
  add,
  astype,
  at,
  concatenate,
  cos,
  div,
  einsum,
  exp,
  greater,
  less,
  log,
  matmul,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  outer,
  relu,
  reshape,
  sigmoid,
  sin,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const single = normals(1107);
/** One sample without a batch axis: softplus units and a sine output. */
const oneRow = plant({
  name: "softplus units for one sample",
  kind: "dense",
  params: { U: single(4, 3), c: single(4), w: single(4) },
  data: [single(3)],
  loss: ({ U, c, w }, x) => sin(matmul(w, log(add(1, exp(add(matmul(U, x), c)))))),
  hand: (wrong, { U, c, w }, x) => {
    const z = add(matmul(U, x), c);
    const h = log(add(1, exp(z)));
    const ds = wrong("minus") ? neg(cos(matmul(w, h))) : cos(matmul(w, h));
    const dh = mul(ds, w);
    const slope = sigmoid(wrong("h") ? h : z);
    const dz = wrong("logistic") ? mul(dh, mul(slope, sub(1, slope))) : mul(dh, slope);
    const dU = outer(dz, x);
    return {
      gradients: {
        U: wrong("turned") ? outer(x, dz) : dU,
        c: wrong("bias") ? dh : dz,
        w: wrong("input") ? mul(ds, z) : mul(ds, h),
      },
      intermediates: { ds, dh, dz },
    };
  },
  mistakes: {
    minus: [["sign"], ["ds", "w", "c", "U"], "the derivative of the sine with a minus"],
    h: [["derivative-at-wrong-value"], ["dz", "U", "c"], "sigmoid(h) in place of sigmoid(z)"],
    logistic: [["wrong-forward", "extra-term"], ["dz", "U", "c"], "softplus differentiated as a sigmoid: s (1 - s)"],
    turned: [["transposed"], ["U"], "outer(x, dz)"],
    bias: [["missing-activation-derivative", "wrong-upstream"], ["c"], "the bias gets dh in place of dz"],
    input: [["derivative-at-wrong-value"], ["w"], "dw with z in place of h"],
  },
  bare: ["minus", "logistic"],
  numbers: ["h"],
});

const maxed = normals(1108);
/** A maxout layer of two pieces before a linear output, the mean of squares. */
const maxout = plant({
  name: "maxout of two pieces",
  kind: "dense",
  params: { A: maxed(3, 4), B: maxed(3, 4), v: maxed(4) },
  data: [maxed(5, 3), maxed(5)],
  loss: ({ A, B, v }, x, y) => mean(square(sub(matmul(maximum(matmul(x, A), matmul(x, B)), v), y))),
  hand: (wrong, { A, B, v }, x, y) => {
    const [left, right] = [matmul(x, A), matmul(x, B)];
    const h = maximum(left, right);
    const error = sub(matmul(h, v), y);
    const r = wrong("n") ? mul(2, error) : mul(2 / 5, error);
    const dh = stack([...Array(5).keys()].map((n) => mul(at(r, n), v)));
    const first = wrong("relu") ? greater(left, 0) : greater(left, right);
    const dA = matmul(transpose(x), wrong("both") ? dh : where(first, dh, 0));
    const dB = matmul(transpose(x), wrong("both") ? dh : where(greater(right, left), dh, 0));
    return {
      gradients: { A: dA, B: wrong("same") ? dA : dB, v: matmul(transpose(wrong("left") ? left : h), r) },
      intermediates: { dh },
    };
  },
  mistakes: {
    n: [["sum-for-mean", "factor"], ["dh", "v", "A", "B"], "not divided by the number of samples"],
    relu: [["derivative-at-wrong-value", "wrong-forward"], ["A"], "the gate of a rectifier, left > 0, for the maximum"],
    both: [["missing-activation-derivative", "missing-term"], ["A", "B"], "both pieces get the whole gradient"],
    same: [["wrong-layer", "structure"], ["B"], "the gradient of A returned for B as well"],
    left: [["derivative-at-wrong-value", "wrong-layer"], ["v"], "the first piece instead of the maximum in dv"],
  },
  bare: ["n", "both"],
});

const tips = normals(1181);
/** A hidden layer with a mask of dropout, divided by what is kept, and the mean of squares. */
const dropped = plant({
  name: "dropout in the hidden layer",
  kind: "dense",
  params: { W1: tips(4, 6), b1: tips(6), W2: tips(6, 2), b2: tips(2) },
  data: [
    tips(3, 4),
    tips(3, 2),
    tensor([
      [1, 0, 1, 1, 0, 1],
      [0, 1, 1, 0, 1, 1],
      [1, 1, 0, 1, 1, 0],
    ]),
  ],
  loss: ({ W1, b1, W2, b2 }, x, y, keep) => {
    const a = relu(add(matmul(x, W1), b1));
    return mean(square(sub(add(matmul(div(mul(a, keep), 0.75), W2), b2), y)));
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, y, keep) => {
    const z = add(matmul(x, W1), b1);
    const a = relu(z);
    const d = div(mul(a, keep), 0.75);
    const dout = mul(2 / (wrong("rows") ? 3 : 6), sub(add(matmul(d, W2), b2), y));
    const dd = matmul(dout, transpose(W2));
    const da = wrong("mask") ? dd : wrong("scale") ? mul(dd, keep) : div(mul(dd, keep), 0.75);
    const dz = mul(da, greater(z, 0));
    return {
      gradients: {
        W1: matmul(transpose(x), dz),
        b1: sum(dz, wrong("b") ? 1 : 0),
        W2: matmul(transpose(wrong("a") ? a : d), dout),
        b2: sum(dout, 0),
      },
      intermediates: { dout, dd, da, dz },
    };
  },
  mistakes: {
    rows: [
      ["sum-for-mean", "factor"],
      ["dout", "W2", "b2", "W1", "b1"],
      "divided by the rows, the mean is over rows and outputs",
    ],
    mask: [["missing-term"], ["da", "dz", "W1", "b1"], "mask and scale of the dropout forgotten on the way back"],
    scale: [["factor", "missing-term"], ["da", "dz", "W1", "b1"], "the division by 0.75 forgotten on the way back"],
    b: [["wrong-axis"], ["b1"], "the bias summed over units"],
    a: [["derivative-at-wrong-value", "missing-term"], ["W2"], "dW2 with the activations before the dropout"],
  },
  pairs: ["rows+b"],
  bare: ["mask", "a"],
});

const strength = normals(1182);
/** Strength of concrete in single precision: an exponential linear unit and a root of the mean square as the loss. */
const concrete = plant({
  name: "concrete in float32",
  kind: "dense",
  params: {
    W: astype(strength(5, 4), "float32"),
    b: astype(strength(4), "float32"),
    v: astype(strength(4), "float32"),
  },
  data: [astype(strength(6, 5), "float32"), astype(strength(6), "float32")],
  tolerance: 1e-4,
  loss: ({ W, b, v }, x, y) => {
    const z = add(matmul(x, W), b);
    const a = where(greater(z, 0), z, sub(exp(minimum(z, 0)), 1));
    return sqrt(mean(square(sub(matmul(a, v), y))));
  },
  hand: (wrong, { W, b, v }, x, y) => {
    const z = add(matmul(x, W), b);
    const a = where(greater(z, 0), z, sub(exp(minimum(z, 0)), 1));
    const r = sub(matmul(a, v), y);
    const loss = sqrt(mean(square(r)));
    const dr = wrong("root") ? div(mul(2, r), 6) : div(r, mul(wrong("n") ? 1 : 6, loss));
    const slope = where(greater(z, 0), 1, wrong("a") ? a : add(a, 1));
    const da = einsum("n,j->nj", dr, v);
    const dz = wrong("relu") ? mul(da, greater(z, 0)) : mul(da, slope);
    return {
      gradients: { W: matmul(transpose(x), dz), b: sum(dz, 0), v: matmul(transpose(a), dr) },
      intermediates: { dr, da, dz },
    };
  },
  mistakes: {
    root: [
      ["wrong-forward", "missing-term", "factor"],
      ["dr", "v"],
      "the mean square differentiated, its root forgotten",
    ],
    n: [["sum-for-mean", "factor"], ["dr", "v", "W", "b"], "the mean's division by the samples forgotten"],
    a: [
      ["missing-term", "derivative-at-wrong-value"],
      ["dz", "W", "b"],
      "a in place of a + 1, which is exp(z), below zero",
    ],
    relu: [
      ["wrong-forward", "missing-term"],
      ["dz", "W", "b"],
      "the derivative of a rectifier for the exponential unit",
    ],
  },
  pairs: ["n+relu"],
  bare: ["root", "relu"],
});

const flights = normals(1183);
/** A gated layer x sigmoid(x) between two linear ones, softmax over three carriers, losses summed. */
const selfGated = plant({
  name: "self-gated units",
  kind: "dense",
  params: { W1: flights(3, 4), b1: flights(4), W2: flights(4, 4), b2: flights(4), W3: flights(4, 3) },
  data: [flights(4, 3), oneHot([1, 0, 2, 1], 3)],
  loss: ({ W1, b1, W2, b2, W3 }, x, y) => {
    const z1 = math`${x} @ ${W1} + ${b1}`;
    const a1 = math`${z1} * sigmoid(${z1})`;
    const z2 = math`${a1} @ ${W2} + ${b2}`;
    const s = math`(${z2} * sigmoid(${z2})) @ ${W3}`;
    return math`sum(log(sum(exp(${s}), axis=1))) - sum(${y} * ${s})`;
  },
  hand: (wrong, { W1, b1, W2, b2, W3 }, x, y) => {
    const z1 = math`${x} @ ${W1} + ${b1}`;
    const g1 = math`sigmoid(${z1})`;
    const a1 = math`${z1} * ${g1}`;
    const z2 = math`${a1} @ ${W2} + ${b2}`;
    const g2 = math`sigmoid(${z2})`;
    const a2 = math`${z2} * ${g2}`;
    const e = math`exp(${a2} @ ${W3})`;
    const p = math`${e} / sum(${e}, axis=${wrong("axis") ? 0 : 1}, keepdims=True)`;
    const ds = wrong("mean") ? math`(${p} - ${y}) / 4` : sub(p, y);
    const da2 = math`${ds} @ ${W3}.T`;
    const dz2 = wrong("gate") ? math`${da2} * ${g2}` : math`${da2} * (${g2} + ${a2} * (1 - ${g2}))`;
    const da1 = math`${dz2} @ ${W2}.T`;
    const dz1 = wrong("other")
      ? math`${da1} * (${g2} + ${a2} * (1 - ${g2}))`
      : math`${da1} * (${g1} + ${a1} * (1 - ${g1}))`;
    return {
      gradients: {
        W1: math`${x}.T @ ${dz1}`,
        b1: math`sum(${dz1}, axis=0)`,
        W2: wrong("W2") ? math`${dz2}.T @ ${a1}` : math`${a1}.T @ ${dz2}`,
        b2: wrong("b2") ? math`sum(${da2}, axis=0)` : math`sum(${dz2}, axis=0)`,
        W3: math`${a2}.T @ ${ds}`,
      },
      intermediates: { ds, da2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    axis: [["wrong-axis"], ["ds", "W3"], "the softmax normalised over the batch"],
    mean: [["mean-for-sum", "factor"], ["ds", "W3", "W1", "b1", "W2", "b2"], "divided by the batch, the loss is a sum"],
    gate: [["missing-term"], ["dz2", "W2", "b2"], "the gate taken as a constant: sigmoid(z) alone"],
    other: [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["dz1", "W1", "b1"],
      "the second layer's derivative for the first layer",
    ],
    W2: [["transposed"], ["W2"], "dz2.T @ a1, the transposed gradient"],
    b2: [["missing-activation-derivative", "wrong-upstream"], ["b2"], "the bias with da2 in place of dz2"],
  },
  pairs: ["mean+b2"],
  bare: ["mean", "other", "W2"],
});

const adverts = normals(1184);
/** A deep and a wide part joined before a logistic output, with a penalty on the joined weights. */
const wideAndDeep = plant({
  name: "wide and deep",
  kind: "dense",
  params: { W: adverts(4, 3), b: adverts(3), v: adverts(7), c: adverts() },
  data: [adverts(5, 4), adverts(5, 4), tensor([1, 1, 0, 1, 0])],
  loss: ({ W, b, v, c }, x, wide, y) => {
    const joined = concatenate([tanh(add(matmul(x, W), b)), wide], 1);
    const s = add(matmul(joined, v), c);
    return add(mean(sub(log(add(1, exp(s))), mul(y, s))), mul(0.1 / 2, sum(square(v))));
  },
  hand: (wrong, { W, b, v, c }, x, wide, y) => {
    const h = tanh(add(matmul(x, W), b));
    const s = add(matmul(concatenate([h, wide], 1), v), c);
    const ds = div(sub(sigmoid(s), y), 5);
    const dv = add(
      matmul(transpose(concatenate(wrong("order") ? [wide, h] : [h, wide], 1)), ds),
      mul(wrong("half") ? 0.05 : 0.1, v),
    );
    const moved = sub(v, mul(0.5, dv));
    const part = wrong("tail") ? at(v, "4:") : at(wrong("updated") ? moved : v, ":3");
    const dz = mul(outer(ds, part), sub(1, square(h)));
    const clipped = minimum(maximum(dv, -0.1), 0.1);
    return {
      gradients: {
        W: matmul(transpose(x), dz),
        b: wrong("sample") ? at(dz, 4) : sum(dz, 0),
        v: wrong("clip") ? clipped : dv,
        c: wrong("shape") ? reshape(sum(ds), [1]) : sum(ds),
      },
      intermediates: { ds, dz },
    };
  },
  mistakes: {
    order: [
      ["wrong-forward", "wrong-layer", "structure"],
      ["v"],
      "wide and deep part joined the other way round in dv",
    ],
    half: [["regulariser", "factor"], ["v"], "half of the penalty's derivative"],
    tail: [["wrong-layer", "structure"], ["dz", "W", "b"], "the last three of v instead of the first three"],
    updated: [["stale-cache"], ["dz", "W", "b"], "v after its step, used on the way back"],
    sample: [["one-sample"], ["b"], "the bias with the last sample's gradient alone"],
    clip: [["clipped"], ["v"], "cut off at 0.1"],
    shape: [["structure"], ["c"], "a gradient of shape [1] for a number"],
  },
  numbers: ["updated", "clip", "shape"],
  bare: ["half", "order"],
});

const tracks = normals(1185);
/** Three leaky layers for one sample of two features, written with outer products. */
const leaky = plant({
  name: "three leaky layers, one sample",
  kind: "dense",
  params: { W1: tracks(5, 2), W2: tracks(5, 5), W3: tracks(2, 5), b1: tracks(5), b2: tracks(5), b3: tracks(2) },
  data: [tracks(2), tracks(2)],
  loss: ({ W1, W2, W3, b1, b2, b3 }, x, y) => {
    const act = (z: Tensor): Tensor => maximum(z, mul(0.1, z));
    const h = act(add(matmul(W2, act(add(matmul(W1, x), b1))), b2));
    return sum(square(sub(add(matmul(W3, h), b3), y)));
  },
  hand: (wrong, { W1, W2, W3, b1, b2, b3 }, x, y) => {
    const act = (z: Tensor): Tensor => maximum(z, mul(0.1, z));
    const slope = (z: Tensor): Tensor => where(less(z, 0), wrong("zero") ? 0 : 0.1, 1);
    const z1 = add(matmul(W1, x), b1);
    const z2 = add(matmul(W2, act(z1)), b2);
    const d3 = mul(2, wrong("turned") ? sub(y, add(matmul(W3, act(z2)), b3)) : sub(add(matmul(W3, act(z2)), b3), y));
    const d2 = mul(matmul(transpose(W3), d3), slope(wrong("z1") ? z1 : z2));
    const d1 = mul(matmul(wrong("W2") ? W2 : transpose(W2), d2), slope(z1));
    return {
      gradients: {
        W1: outer(d1, x),
        W2: wrong("outer") ? outer(act(z1), d2) : outer(d2, act(z1)),
        W3: outer(d3, act(wrong("h1") ? z1 : z2)),
        b1: wrong("b1") ? d2 : d1,
        b2: d2,
        b3: d3,
      },
      intermediates: { d1, d2, d3 },
    };
  },
  mistakes: {
    zero: [
      ["wrong-forward", "missing-term"],
      ["d2", "W2", "b2", "d1", "W1", "b1"],
      "a slope of 0 instead of 0.1 below zero",
    ],
    turned: [["sign"], ["d3", "W3", "b3", "W1", "b1", "W2", "b2"], "target minus output"],
    z1: [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["d2", "W2", "b2"],
      "the slope of the first layer for the second",
    ],
    W2: [["transposed"], ["d1", "W1", "b1"], "back through W2 without transposing it"],
    outer: [["transposed"], ["W2"], "outer(a1, d2), the transposed gradient"],
    h1: [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["W3"],
      "dW3 with the first layer's activations",
    ],
    b1: [["off-by-one-layer", "wrong-layer", "wrong-upstream"], ["b1"], "db1 with d2"],
  },
  pairs: ["turned+b1"],
  bare: ["zero", "W2", "h1", "b1"],
  numbers: ["outer"],
});

/** All of this family. */
export const eleventhDeep: readonly EverydayCase[] = [
  ...oneRow,
  ...maxout,
  ...dropped,
  ...concrete,
  ...selfGated,
  ...wideAndDeep,
  ...leaky,
];
