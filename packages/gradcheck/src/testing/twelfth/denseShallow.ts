import {
  add,
  at,
  div,
  einsum,
  exp,
  greater,
  log,
  matmul,
  matvec,
  max,
  mean,
  mul,
  outer,
  relu,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zeros,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant, uniforms } from "../everyday/case.ts";

const spiral = normals(1201);

/** Exercise 2 of a first course: tanh hidden layer, linear output, C = 1/(2N) sum of squares. */
const spiralFit = plant({
  name: "spiral fit",
  kind: "dense",
  batchAxis: 0,
  params: { W1: spiral(2, 5), b1: spiral(5), W2: spiral(5, 2), b2: spiral(2) },
  data: [spiral(7, 2), spiral(7, 2)],
  loss: ({ W1, b1, W2, b2 }, x, t) => {
    const a1 = tanh(add(matmul(x, W1), b1));
    const out = add(matmul(a1, W2), b2);
    return div(sum(square(sub(out, t))), 2 * 7);
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, t) => {
    const z1 = add(matmul(x, W1), b1);
    const a1 = tanh(z1);
    const z2 = add(matmul(a1, W2), b2);
    const dz2 = mul(wrong("the two of the square comes back") ? 2 / 7 : 1 / 7, sub(z2, t));
    const da1 = matmul(dz2, transpose(W2));
    const dz1 = wrong("one minus z squared") ? mul(da1, sub(1, square(z1))) : mul(da1, sub(1, square(a1)));
    return {
      gradients: {
        W1: matmul(transpose(x), dz1),
        b1: wrong("db1 is dz1") ? dz1 : sum(dz1, 0),
        W2: matmul(transpose(a1), dz2),
        b2: sum(dz2, 0),
      },
      intermediates: { z1, a1, z2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "the two of the square comes back": [
      ["factor"],
      ["dz2", "da1", "dz1", "W1", "b1", "W2", "b2"],
      "1/(2N) was differentiated as 2/N",
    ],
    "one minus z squared": [["derivative-at-wrong-value"], ["dz1", "W1", "b1"], "tanh' is 1 - a1**2, not 1 - z1**2"],
    "db1 is dz1": [["not-summed"], ["b1"], "the bias has a gradient per sample"],
  },
  pairs: ["one minus z squared+db1 is dz1"],
  numbers: ["one minus z squared"],
  bare: ["db1 is dz1", "one minus z squared+db1 is dz1"],
});

const column = normals(1202);
const labels = transpose(oneHot([2, 0, 1, 1, 2, 0], 3));

/** The notation with one sample a column: Z = WA + b, dW = 1/m dZ Aᵀ; the forward values only are shown. */
const columnsSoftmax = plant({
  name: "softmax in columns",
  kind: "dense",
  batchAxis: 1,
  params: { W1: column(4, 4), b1: column(4, 1), W2: column(3, 4), b2: column(3, 1) },
  data: [column(4, 6), labels],
  loss: ({ W1, b1, W2, b2 }, X, Y) => {
    const A1 = sigmoid(math`${W1} @ ${X} + ${b1}`);
    const Z2 = math`${W2} @ ${A1} + ${b2}`;
    const e = exp(sub(Z2, max(Z2, 0, { keepdims: true })));
    const A2 = div(e, sum(e, 0, { keepdims: true }));
    return math`-(1 / 6) * sum(${Y} * log(${A2}))`;
  },
  hand: (wrong, { W1, b1, W2, b2 }, X, Y) => {
    const m = X.shape[1]!;
    const Z1 = math`${W1} @ ${X} + ${b1}`;
    const A1 = sigmoid(Z1);
    const Z2 = math`${W2} @ ${A1} + ${b2}`;
    const e = exp(Z2);
    const A2 = div(e, sum(e, 0, { keepdims: true }));
    const dZ2 = sub(A2, Y);
    const dW2 = math`${dZ2} @ ${A1}.T / ${m}`;
    const db2 = mul(wrong("db2 without 1/m") ? 1 : 1 / m, sum(dZ2, 1, { keepdims: true }));
    const dA1 = matmul(transpose(W2), dZ2);
    const g = wrong("g' of Z1") ? math`${Z1} * (1 - ${Z1})` : math`${A1} * (1 - ${A1})`;
    const dZ1 = mul(dA1, g);
    const dW1 = math`${dZ1} @ ${wrong("dW1 with A1") ? A1 : X}.T / ${m}`;
    const db1 = div(sum(dZ1, wrong("db1 over axis 0") ? 0 : 1, { keepdims: true }), m);
    return { gradients: { W1: dW1, b1: db1, W2: dW2, b2: db2 }, intermediates: { Z1, A1, Z2, A2 } };
  },
  mistakes: {
    "db2 without 1/m": [["sum-for-mean", "factor"], ["b2"], "1/m was forgotten in db2"],
    "g' of Z1": [["derivative-at-wrong-value"], ["W1", "b1"], "sigmoid' was taken as Z(1 - Z)"],
    "dW1 with A1": [["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"], ["W1"], "A1 for A0 = X in dW1"],
    "db1 over axis 0": [["wrong-axis"], ["b1"], "summed over the units instead of the samples"],
  },
  pairs: ["db2 without 1/m+dW1 with A1"],
  numbers: ["db2 without 1/m", "g' of Z1"],
  bare: ["dW1 with A1", "g' of Z1"],
});

const ship = normals(1203);
const alive = mul(1, greater(uniforms(1203)(0, 2, 8, 1), 1));

/** Who survives: one relu layer and a sigmoid, mean binary cross-entropy. */
const survival = plant({
  name: "survival",
  kind: "dense",
  batchAxis: 0,
  params: { W1: ship(6, 5), b1: ship(5), w2: ship(5, 1), b2: ship(1) },
  data: [ship(8, 6), alive],
  loss: ({ W1, b1, w2, b2 }, x, y) => {
    const p = sigmoid(add(matmul(relu(add(matmul(x, W1), b1)), w2), b2));
    return mul(-1, mean(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p))))));
  },
  hand: (wrong, { W1, b1, w2, b2 }, x, y) => {
    const n = x.shape[0]!;
    const z1 = add(matmul(x, W1), b1);
    const a1 = relu(z1);
    const z2 = add(matmul(a1, w2), b2);
    const p = sigmoid(z2);
    let dz2 = div(wrong("target minus guess") ? sub(y, p) : sub(p, y), n);
    if (wrong("sigmoid once more")) dz2 = mul(dz2, mul(p, sub(1, p)));
    const da1 = matmul(dz2, transpose(w2));
    // dZ[dZ <= 0] = 0, as many write it first
    const gate = wrong("gated by the gradient") ? greater(da1, 0) : greater(z1, 0);
    const dz1 = mul(da1, gate);
    const db2 = wrong("db2 a mean") ? mean(dz2, 0) : sum(dz2, 0);
    return {
      gradients: { W1: matmul(transpose(x), dz1), b1: sum(dz1, 0), w2: matmul(transpose(a1), dz2), b2: db2 },
      intermediates: { z1, a1, z2, a2: p, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "target minus guess": [
      ["sign"],
      ["dz2", "da1", "dz1", "W1", "b1", "w2", "b2"],
      "y - p, the step's direction, for p - y",
    ],
    "sigmoid once more": [
      ["doubled-activation-derivative", "wrong-forward"],
      ["dz2", "da1", "dz1", "W1", "b1", "w2", "b2"],
      "p - y already holds sigmoid', and was multiplied by it",
    ],
    "gated by the gradient": [
      ["derivative-at-wrong-value"],
      ["dz1", "W1", "b1"],
      "the relu lets pass where its gradient is positive, not its input",
    ],
    "db2 a mean": [["mean-for-sum", "factor"], ["b2"], "dz2 has the 1/n in it already"],
  },
  pairs: ["sigmoid once more+db2 a mean"],
  numbers: ["sigmoid once more", "gated by the gradient"],
  bare: ["target minus guess", "db2 a mean"],
});

const single = normals(1204);

/** One sample at a time: columns as vectors, W x + b, quadratic cost, sigmoids everywhere. */
const oneSigmoidSample = plant({
  name: "sigmoids with one sample",
  kind: "dense",
  params: { W1: single(3, 3), b1: single(3), W2: single(2, 3), b2: single(2) },
  data: [single(3), uniforms(1204)(0, 1, 2)],
  loss: ({ W1, b1, W2, b2 }, x, y) => {
    const a1 = sigmoid(add(matvec(W1, x), b1));
    const a2 = sigmoid(add(matvec(W2, a1), b2));
    return mul(0.5, sum(square(sub(a2, y))));
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, y) => {
    const sp = (a: Tensor) => mul(a, sub(1, a));
    const z1 = add(matvec(W1, x), b1);
    const a1 = sigmoid(z1);
    const z2 = add(matvec(W2, a1), b2);
    const a2 = sigmoid(z2);
    const da2 = sub(a2, y);
    const dz2 = wrong("delta without sigmoid'") ? da2 : mul(da2, sp(a2));
    const da1 = matvec(transpose(W2), dz2);
    const dz1 = wrong("hidden sigmoid' forgotten") ? da1 : mul(da1, sp(a1));
    return {
      gradients: {
        W1: wrong("outer the other way") ? outer(x, dz1) : outer(dz1, x),
        b1: dz1,
        W2: outer(dz2, a1),
        b2: wrong("b2 gets da2") ? da2 : dz2,
      },
      intermediates: { z1, a1, z2, a2, da2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "delta without sigmoid'": [
      ["missing-activation-derivative", "wrong-forward"],
      ["dz2", "da1", "dz1", "W1", "b1", "W2", "b2"],
      "the output's delta is only a - y, as if the loss were the cross-entropy",
    ],
    "hidden sigmoid' forgotten": [["missing-activation-derivative"], ["dz1", "W1", "b1"], "dz1 = da1"],
    "outer the other way": [["transposed"], ["W1"], "outer(x, dz1) for outer(dz1, x)"],
    "b2 gets da2": [
      ["missing-activation-derivative", "wrong-upstream"],
      ["b2"],
      "the bias takes the gradient by a2, not that by z2",
    ],
  },
  numbers: ["outer the other way"],
  bare: ["hidden sigmoid' forgotten", "outer the other way"],
});

const scenes = normals(1205);
const pixels = uniforms(1205)(0, 1, 5, 6);

/** An autoencoder of small pictures, with a loop over the pictures: the sum over pixels, the mean over pictures. */
const pictureAutoencoder = plant({
  name: "picture autoencoder in a loop",
  kind: "dense",
  batchAxis: 0,
  params: { We: scenes(3, 6), be: scenes(3), Wd: scenes(6, 3), bd: scenes(6) },
  data: [pixels],
  loss: ({ We, be, Wd, bd }, X) => {
    const h = tanh(add(matmul(X, transpose(We)), be));
    const r = sigmoid(add(matmul(h, transpose(Wd)), bd));
    return math`-sum(${X} * log(${r}) + (1 - ${X}) * log(1 - ${r})) / ${X}.shape[0]`;
  },
  hand: (wrong, { We, be, Wd, bd }, X) => {
    const N = X.shape[0]!;
    let [dWe, dbe, dWd, dbd] = [zeros([3, 6]), zeros([3]), zeros([6, 3]), zeros([6])] as Tensor[];
    const first = tanh(add(matvec(We, at(X, 0)), be));
    for (let n = 0; n < N; n++) {
      const x = at(X, n);
      const h = tanh(add(matvec(We, x), be));
      const r = sigmoid(add(matvec(Wd, h), bd));
      const dr = div(sub(r, x), wrong("not divided by N") ? 1 : N);
      const dWdNow = outer(dr, wrong("code of the first picture") ? first : h);
      const dh = mul(matvec(transpose(Wd), dr), sub(1, square(h)));
      dWd = add(dWd!, dWdNow);
      dbd = add(dbd!, dr);
      dWe = wrong("encoder overwritten") ? outer(dh, x) : add(dWe!, outer(dh, x));
      dbe = wrong("be overwritten") ? dh : add(dbe!, dh);
    }
    return { We: dWe, be: dbe, Wd: dWd, bd: dbd };
  },
  mistakes: {
    "encoder overwritten": [["one-sample"], ["We"], "dWe = where += was meant"],
    "be overwritten": [["one-sample"], ["be"], "dbe = where += was meant"],
    "code of the first picture": [
      ["stale-cache", "derivative-at-wrong-value"],
      ["Wd"],
      "the hidden layer was not computed again for each picture in dWd",
    ],
    "not divided by N": [["sum-for-mean", "factor"], ["We", "be", "Wd", "bd"], "the sum over pictures, not their mean"],
  },
  pairs: ["encoder overwritten+not divided by N"],
  numbers: ["be overwritten", "encoder overwritten+not divided by N"],
});

const brier = normals(1206);

/** A softmax trained with squared differences (Brier score), one hidden layer of tanh. */
const brierScore = plant({
  name: "Brier score",
  kind: "dense",
  batchAxis: 0,
  params: { V: brier(4, 3), c: brier(3), W: brier(3, 3), b: brier(3) },
  data: [brier(5, 4), oneHot([1, 0, 2, 2, 1], 3)],
  loss: ({ V, c, W, b }, x, y) => {
    const z = math`tanh(${x} @ ${V} + ${c}) @ ${W} + ${b}`;
    const p = math`exp(${z}) / sum(exp(${z}), axis=1, keepdims=True)`;
    return mean(sum(square(sub(p, y)), 1));
  },
  hand: (wrong, { V, c, W, b }, x, y) => {
    const h = math`tanh(${x} @ ${V} + ${c})`;
    const e = exp(math`${h} @ ${W} + ${b}`);
    const p = div(e, sum(e, 1, { keepdims: true }));
    const dp = math`${wrong("two forgotten") ? 1 : 2} * (${p} - ${y}) / ${x}.shape[0]`;
    let dz = mul(p, sub(dp, sum(mul(dp, p), wrong("the Jacobian's sum down the rows") ? 0 : 1, { keepdims: true })));
    if (wrong("p times one minus p")) dz = math`${dp} * ${p} * (1 - ${p})`;
    if (wrong("p minus y out of habit")) dz = math`(${p} - ${y}) / 5`;
    const dh = einsum("nk,hk->nh", dz, W);
    const ds = math`${dh} * (1 - ${h}**2)`;
    return {
      gradients: { V: einsum("ni,nh->ih", x, ds), c: sum(ds, 0), W: einsum("nh,nk->hk", h, dz), b: sum(dz, 0) },
      intermediates: { p, dp, dz, dh },
    };
  },
  mistakes: {
    "p times one minus p": [["softmax-diagonal"], ["dz", "dh", "V", "c", "W", "b"], "softmax' as if it were sigmoid'"],
    "p minus y out of habit": [
      ["wrong-forward", "missing-activation-derivative"],
      ["dz", "dh", "V", "c", "W", "b"],
      "the gradient of the cross-entropy, but the loss is the squared difference",
    ],
    "two forgotten": [["factor"], ["dp", "dz", "dh", "V", "c", "W", "b"], "the 2 of the square"],
    "the Jacobian's sum down the rows": [
      ["wrong-axis"],
      ["dz", "dh", "V", "c", "W", "b"],
      "sum(dp * p) over the samples",
    ],
  },
  pairs: ["p times one minus p+two forgotten"],
  numbers: ["p times one minus p", "two forgotten"],
  bare: ["p times one minus p", "the Jacobian's sum down the rows"],
});

/** Nets with one hidden layer. */
export const twelfthShallow = [
  ...spiralFit,
  ...columnsSoftmax,
  ...survival,
  ...oneSigmoidSample,
  ...pictureAutoencoder,
  ...brierScore,
];
