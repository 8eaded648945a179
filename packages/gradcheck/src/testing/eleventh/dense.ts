import {
  add,
  at,
  div,
  exp,
  greater,
  log,
  matmul,
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
  tensor,
  transpose,
  where,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const rings = normals(1101);
/** The age of shells from four measurements: tanh, a linear output, half the mean squared error. */
const shells = plant({
  name: "shells, tanh regression",
  kind: "dense",
  params: { W1: rings(4, 5), b1: rings(5), W2: rings(5, 1), b2: rings(1) },
  data: [rings(6, 4), rings(6, 1)],
  loss: ({ W1, b1, W2, b2 }, x, y) => {
    const h = tanh(add(matmul(x, W1), b1));
    return mul(0.5, mean(square(sub(add(matmul(h, W2), b2), y))));
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, y) => {
    const m = wrong("columns") ? x.shape[1]! : x.shape[0]!;
    const z1 = add(matmul(x, W1), b1);
    const h = tanh(z1);
    const out = add(matmul(h, W2), b2);
    const dout = wrong("two") ? div(mul(2, sub(out, y)), m) : div(sub(out, y), m);
    const dh = matmul(dout, transpose(W2));
    const dz1 = mul(dh, sub(1, square(wrong("z") ? z1 : h)));
    return {
      gradients: {
        W1: matmul(transpose(x), wrong("dh") ? dh : dz1),
        b1: wrong("mean") ? mean(dz1, 0) : sum(dz1, 0),
        W2: matmul(transpose(h), dout),
        b2: sum(dout, 0),
      },
      intermediates: { dout, dh, dz1 },
    };
  },
  mistakes: {
    two: [["factor"], ["dout", "W2", "b2", "W1", "b1"], "the half of the loss forgotten: 2 (out - y) / m"],
    columns: [["factor"], ["dout", "W2", "b2", "W1", "b1"], "divided by the number of features instead of the samples"],
    z: [["derivative-at-wrong-value"], ["dz1", "W1", "b1"], "1 - z² in place of 1 - tanh(z)²"],
    dh: [["missing-activation-derivative", "wrong-upstream"], ["W1"], "dW1 is made with dh in place of dz1"],
    mean: [["mean-for-sum", "factor"], ["b1"], "the gradient of the bias averaged; dout has 1/m already"],
  },
  pairs: ["two+mean", "z+columns"],
  bare: ["z", "columns", "two+mean"],
});

const spiral = normals(1102);
/** Points on spirals: two hidden layers of rectifiers of the same width, softmax, mean cross-entropy. */
const spirals = plant({
  name: "spirals, three layers",
  kind: "dense",
  params: { W1: spiral(2, 6), b1: spiral(6), W2: spiral(6, 6), b2: spiral(6), W3: spiral(6, 3), b3: spiral(3) },
  data: [spiral(5, 2), oneHot([0, 2, 1, 1, 0], 3)],
  loss: ({ W1, b1, W2, b2, W3, b3 }, X, Y) => {
    const a1 = relu(add(matmul(X, W1), b1));
    const a2 = relu(add(matmul(a1, W2), b2));
    const scores = add(matmul(a2, W3), b3);
    const e = exp(sub(scores, 1));
    return mean(neg(sum(mul(Y, log(div(e, sum(e, 1, { keepdims: true })))), 1)));
  },
  hand: (wrong, { W1, b1, W2, b2, W3, b3 }, X, Y) => {
    const N = X.shape[0]!;
    const z1 = add(matmul(X, W1), b1);
    const a1 = relu(z1);
    const z2 = add(matmul(a1, W2), b2);
    const a2 = relu(z2);
    const scores = add(matmul(a2, W3), b3);
    const e = exp(sub(scores, 1));
    const probs = div(e, sum(e, 1, { keepdims: true }));
    let dscores: Tensor = sub(probs, Y);
    if (wrong("twice")) dscores = mul(dscores, mul(probs, sub(1, probs)));
    if (!wrong("sum")) dscores = div(dscores, N);
    const da2 = matmul(dscores, transpose(W3));
    const dz2 = where(greater(z2, 0), da2, 0);
    const da1 = matmul(dz2, wrong("straight") ? W2 : transpose(W2));
    const dz1 = wrong("ungated") ? da1 : where(greater(wrong("gate") ? z2 : z1, 0), da1, 0);
    return {
      gradients: {
        W1: matmul(transpose(X), dz1),
        b1: sum(dz1, 0),
        W2: matmul(transpose(wrong("z1") ? z1 : a1), dz2),
        b2: sum(dz2, 0),
        W3: matmul(transpose(wrong("a1") ? a1 : a2), dscores),
        b3: sum(dscores, 0),
      },
      intermediates: { dscores, da2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    twice: [["doubled-activation-derivative"], ["dscores", "W3", "b3"], "p - y multiplied by p (1 - p) again"],
    sum: [
      ["sum-for-mean", "factor"],
      ["dscores", "W3", "b3", "W2", "b2", "W1", "b1"],
      "the mean over samples was forgotten",
    ],
    straight: [["transposed"], ["da1", "dz1", "W1", "b1"], "back through W2 without transposing it"],
    gate: [
      ["derivative-at-wrong-value", "wrong-layer", "off-by-one-layer"],
      ["dz1", "W1", "b1"],
      "the gate of the second layer's rectifier used for the first",
    ],
    ungated: [["missing-activation-derivative"], ["dz1", "W1", "b1"], "the rectifier of the first layer forgotten"],
    z1: [["derivative-at-wrong-value"], ["W2"], "dW2 with z1, before the rectifier"],
    a1: [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["W3"],
      "dW3 with the layer before: a1 in place of a2",
    ],
  },
  pairs: ["sum+ungated"],
  bare: ["gate", "z1", "a1", "sum+ungated"],
  numbers: ["a1", "sum"],
});

const gates = normals(1103);
/** Exclusive or, with sigmoids and the sum of halves of squares, in a loop over the four rows. */
const exclusiveOr = plant({
  name: "exclusive or, row by row",
  kind: "dense",
  params: { W: gates(3, 2), b: gates(3), v: gates(3), c: gates() },
  data: [
    tensor([
      [0, 0.1],
      [0, 1],
      [1, 0],
      [1, 1],
    ]),
    tensor([0, 1, 1, 0]),
  ],
  loss: ({ W, b, v, c }, X, y) => {
    let total: Tensor = tensor(0);
    for (let n = 0; n < 4; n++) {
      const h = sigmoid(add(matmul(W, at(X, n)), b));
      total = add(total, mul(0.5, square(sub(sigmoid(add(matmul(v, h), c)), at(y, n)))));
    }
    return total;
  },
  hand: (wrong, { W, b, v, c }, X, y) => {
    let [gW, gb, gv, gc]: Tensor[] = [zerosLike(W), zerosLike(b), zerosLike(v), zerosLike(c)];
    for (let n = 0; n < 4; n++) {
      const x = at(X, n);
      const h = sigmoid(add(matmul(W, x), b));
      const o = sigmoid(add(matmul(v, h), c));
      const error = wrong("turned") ? sub(at(y, n), o) : sub(o, at(y, n));
      const deltaO = wrong("linear") ? error : mul(error, mul(o, sub(1, o)));
      const s = wrong("h") ? sigmoid(h) : h;
      const deltaH = mul(mul(deltaO, v), mul(s, sub(1, s)));
      gW = wrong("assigned") ? outer(deltaH, x) : add(gW!, outer(deltaH, x));
      gb = add(gb!, deltaH);
      gv = add(gv!, mul(wrong("error") ? error : deltaO, h));
      gc = add(gc!, deltaO);
    }
    return { W: gW, b: gb, v: gv, c: gc };
  },
  mistakes: {
    turned: [["sign"], ["v", "c", "W", "b"], "target minus output"],
    linear: [["missing-activation-derivative"], ["v", "c", "W", "b"], "the sigmoid of the output forgotten"],
    h: [["derivative-at-wrong-value"], ["W", "b"], "the derivative of the sigmoid at h, which is a sigmoid already"],
    assigned: [["one-sample"], ["W"], "= in place of += for W in the loop"],
    error: [
      ["missing-activation-derivative", "wrong-upstream"],
      ["v"],
      "the weights of the output with the bare error",
    ],
  },
  pairs: ["turned+assigned"],
  numbers: ["linear"],
});

const pixels = normals(1104);
/** A sigmoid autoencoder with cross-entropy for every pixel, averaged over the samples. */
const autoencoder = plant({
  name: "autoencoder of six pixels",
  kind: "dense",
  params: { We: pixels(6, 3), be: pixels(3), Wd: pixels(3, 6), bd: pixels(6) },
  data: [sigmoid(pixels(4, 6)) as Tensor],
  loss: ({ We, be, Wd, bd }, x) => {
    const code = math`sigmoid(${x} @ ${We} + ${be})`;
    const r = math`sigmoid(${code} @ ${Wd} + ${bd})`;
    return math`-sum(${x} * log(${r}) + (1 - ${x}) * log(1 - ${r})) / 4`;
  },
  hand: (wrong, { We, be, Wd, bd }, x) => {
    const code = math`sigmoid(${x} @ ${We} + ${be})`;
    const r = math`sigmoid(${code} @ ${Wd} + ${bd})`;
    const dlogits = wrong("squares")
      ? math`2 * (${r} - ${x}) * ${r} * (1 - ${r}) / 4`
      : wrong("size")
        ? math`(${r} - ${x}) / ${x.size}`
        : wrong("twice")
          ? math`(${r} - ${x}) * ${r} * (1 - ${r}) / 4`
          : math`(${r} - ${x}) / 4`;
    const dcode = math`${dlogits} @ ${Wd}.T`;
    const dpre = wrong("flat") ? dcode : math`${dcode} * ${code} * (1 - ${code})`;
    return {
      gradients: {
        We: math`${x}.T @ ${dpre}`,
        be: wrong("rows") ? dpre : math`${dpre}.sum(axis=0)`,
        Wd: wrong("swapped") ? math`${dlogits}.T @ ${code}` : math`${code}.T @ ${dlogits}`,
        bd: math`${dlogits}.sum(axis=0)`,
      },
      intermediates: { dlogits, dcode, dpre },
    };
  },
  mistakes: {
    squares: [
      ["wrong-forward"],
      ["dlogits", "Wd", "bd"],
      "the derivative of the squared error, the loss is cross-entropy",
    ],
    size: [
      ["factor", "mean-for-sum"],
      ["dlogits", "Wd", "bd", "We", "be"],
      "the mean over all pixels, the loss sums over them",
    ],
    twice: [["doubled-activation-derivative"], ["dlogits", "Wd", "bd"], "r - x multiplied by r (1 - r) again"],
    flat: [["missing-activation-derivative"], ["dpre", "We", "be"], "the sigmoid of the code forgotten"],
    rows: [["not-summed"], ["be"], "no sum over the batch for the bias of the code"],
    swapped: [["transposed"], ["Wd"], "dlogits.T @ code, the transposed gradient"],
  },
  pairs: ["size+flat"],
  bare: ["squares", "twice", "swapped"],
});

const tower = normals(1105);
const block = (): { W: Tensor; b: Tensor } => ({ W: mul(0.6, tower(4, 4)) as Tensor, b: tower(4) });
/** Five layers of tanh of the same width in a list, the loss a weighted sum of squares. */
const fiveLayers = plant({
  name: "five tanh layers in a list",
  kind: "dense",
  params: { layers: [block(), block(), block(), block(), block()] },
  data: [tower(3, 4), tower(3, 4)],
  loss: ({ layers }, x, y) => {
    let h: Tensor = x;
    for (const { W, b } of layers) h = tanh(add(matmul(h, W), b));
    return sum(square(sub(h, y)));
  },
  hand: (wrong, { layers }, x, y) => {
    const a: Tensor[] = [x];
    const z: Tensor[] = [];
    for (const [l, { W, b }] of layers.entries()) {
      z.push(add(matmul(a[l]!, W), b));
      a.push(tanh(z[l]!));
    }
    let da: Tensor = mul(2, sub(a[5]!, y));
    const gradients: { W: Tensor; b: Tensor }[] = [];
    for (let l = 4; l >= 0; l--) {
      const dz = mul(da, sub(1, square(wrong("inner") ? a[l]! : a[l + 1]!)));
      gradients.unshift({ W: matmul(transpose(wrong("outer") ? a[l + 1]! : a[l]!), dz), b: sum(dz, 0) });
      const through = wrong("first") ? layers[0]!.W : wrong("below") ? layers[Math.max(l - 1, 0)]!.W : layers[l]!.W;
      da = matmul(dz, transpose(through));
    }
    if (wrong("reversed")) gradients.reverse();
    return { layers: gradients };
  },
  mistakes: {
    inner: [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["layers[4].W", "layers[4].b"],
      "1 - a² with the layer's input instead of its output",
    ],
    outer: [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["layers[4].W", "layers[3].W", "layers[2].W", "layers[1].W", "layers[0].W"],
      "dW[l] with the output of the layer",
    ],
    first: [["wrong-layer"], ["layers[3].W", "layers[3].b"], "back through the first layer's weights every time"],
    below: [["off-by-one-layer", "wrong-layer"], ["layers[3].W", "layers[3].b"], "back through W[l - 1]"],
    reversed: [
      ["structure", "wrong-layer", "off-by-one-layer"],
      ["layers[0].W", "layers[0].b", "layers[1].W", "layers[4].W", "layers[4].b"],
      "the list of gradients in the order in which they were made",
    ],
  },
  numbers: ["first"],
});

const houses = normals(1106);
/** One trunk with two heads: a price and a class (logistic), whose losses are added with a weight. */
const twoHeads = plant({
  name: "a trunk with two heads",
  kind: "dense",
  params: { W: houses(5, 4), b: houses(4), Wp: houses(4, 1), Wc: houses(4, 1) },
  data: [houses(7, 5), houses(7, 1), tensor([[1], [0], [0], [1], [1], [0], [1]]) as Tensor],
  batchAxis: 0,
  loss: ({ W, b, Wp, Wc }, x, price, label) => {
    const h = relu(add(matmul(x, W), b));
    const q = sigmoid(matmul(h, Wc));
    const entropy = neg(mean(add(mul(label, log(q)), mul(sub(1, label), log(sub(1, q))))));
    return add(mean(square(sub(matmul(h, Wp), price))), mul(0.3, entropy));
  },
  hand: (wrong, { W, b, Wp, Wc }, x, price, label) => {
    const h = relu(add(matmul(x, W), b));
    const dp = div(mul(2, sub(matmul(h, Wp), price)), 7);
    const logistic = div(sub(sigmoid(matmul(h, Wc)), label), 7);
    const dc = wrong("weight") ? logistic : mul(0.3, logistic);
    const fromPrice = matmul(dp, transpose(Wp));
    const fromClass = matmul(dc, transpose(wrong("head") ? Wp : Wc));
    const dh = wrong("overwritten")
      ? fromClass
      : wrong("minus")
        ? sub(fromPrice, fromClass)
        : add(fromPrice, fromClass);
    const dz = where(greater(h, 0), dh, 0);
    return {
      gradients: {
        W: matmul(transpose(x), dz),
        b: sum(dz, 0),
        Wp: matmul(transpose(h), dp),
        Wc: matmul(transpose(h), wrong("crossed") ? dp : dc),
      },
      intermediates: { dp, dc, dh, dz },
    };
  },
  mistakes: {
    weight: [["factor"], ["dc", "Wc"], "the weight 0.3 of the second loss forgotten"],
    head: [["wrong-layer"], ["dh", "dz", "W", "b"], "the class's gradient goes back through the price's weights"],
    overwritten: [["missing-term"], ["dh", "dz", "W", "b"], "dh of the class overwrites that of the price"],
    minus: [["sign"], ["dh", "dz", "W", "b"], "the two heads' gradients subtracted"],
    crossed: [["wrong-upstream", "wrong-layer"], ["Wc"], "dWc with the price's gradient"],
  },
  pairs: ["weight+overwritten"],
  bare: ["head", "weight", "minus"],
});

/** All of this family. */
export const eleventhDense: readonly EverydayCase[] = [
  ...shells,
  ...spirals,
  ...exclusiveOr,
  ...autoencoder,
  ...fiveLayers,
  ...twoHeads,
];
