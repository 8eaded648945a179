import {
  add,
  at,
  concatenate,
  conv,
  div,
  einsum,
  equal,
  exp,
  greater,
  log,
  logsumexp,
  matmul,
  max,
  mean,
  mul,
  pad,
  relu,
  repeat,
  reshape,
  sigmoid,
  slice,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  where,
  zeros,
} from "@wengert/autograd";
import { normals, oneHot, plant } from "../everyday/case.ts";

const signal = normals(1221);
const LENGTH = 9;

/** Two 1-d filters one after the other over a signal, as nested loops over the places; mean squared error. */
const twoFilters = plant({
  name: "two filters in a row",
  kind: "convolution",
  batchAxis: 0,
  params: { k1: signal(3), b1: signal(1), k2: signal(3), b2: signal(1) },
  data: [signal(4, LENGTH), signal(4, LENGTH - 4)],
  loss: ({ k1, b1, k2, b2 }, x, t) => {
    const valid = (s: Tensor, k: Tensor) => conv(reshape(s, [4, 1, s.shape[1]!]), reshape(k, [1, 1, 3]));
    const a1 = tanh(add(at(valid(x, k1), ":", 0), b1));
    return mean(square(sub(add(at(valid(a1, k2), ":", 0), b2), t)));
  },
  hand: (wrong, { k1, b1, k2, b2 }, x, t) => {
    const tap = (s: Tensor, i: number, n: number) => at(s, ":", slice(i, i + n));
    const correlate = (s: Tensor, k: Tensor, n: number) =>
      add(add(mul(at(k, 0), tap(s, 0, n)), mul(at(k, 1), tap(s, 1, n))), mul(at(k, 2), tap(s, 2, n)));
    const z1 = add(correlate(x, k1, 7), b1);
    const a1 = tanh(z1);
    const z2 = add(correlate(a1, k2, 5), b2);
    const dz2 = mul(2 / (4 * 5), sub(z2, t));
    const dk2 = stack([0, 1, 2].map((i) => sum(mul(dz2, tap(a1, i, 5)))));
    const padded = pad(dz2, [
      [0, 0],
      [2, 2],
    ]);
    const turned = wrong("kernel not turned") ? k2 : at(k2, "::-1");
    const da1 = correlate(padded, turned, 7);
    const dz1 = wrong("tanh between them forgotten") ? da1 : mul(da1, sub(1, square(a1)));
    const dk1 = stack([0, 1, 2].map((i) => sum(mul(dz1, tap(x, i, 7)))));
    return {
      gradients: {
        k1: dk1,
        b1: reshape(wrong("bias averaged over places") ? sum(mean(dz1, 1)) : sum(dz1), [1]),
        k2: dk2,
        b2: reshape(sum(dz2), [1]),
      },
      intermediates: { z1, a1, z2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "kernel not turned": [
      ["transposed"],
      ["da1", "dz1", "k1", "b1"],
      "the gradient goes back by the kernel as it is; it has to be turned round",
    ],
    "tanh between them forgotten": [["missing-activation-derivative"], ["dz1", "k1", "b1"], "dz1 = da1"],
    "bias averaged over places": [["mean-for-sum", "factor"], ["b1"], "the mean over the places of the signal"],
  },
  pairs: ["kernel not turned+bias averaged over places"],
  numbers: ["tanh between them forgotten"],
  bare: ["bias averaged over places"],
});

const stamp = normals(1222);
const CLASSES = 3;

/** A small LeNet stage: 3 x 3 convolution, tanh, average of 2 x 2, then softmax; the hand gathers patches. */
const stampReader = plant({
  name: "stamps with average pooling",
  kind: "convolution",
  batchAxis: 0,
  params: { K: stamp(2, 1, 3, 3), k0: stamp(2), W: stamp(8, CLASSES), b: stamp(CLASSES) },
  data: [stamp(5, 1, 6, 6), oneHot([0, 2, 1, 1, 2], CLASSES)],
  loss: ({ K, k0, W, b }, x, y) => {
    const a = tanh(add(conv(x, K), reshape(k0, [2, 1, 1])));
    const pooled = mean(reshape(a, [5, 2, 2, 2, 2, 2]), [3, 5]);
    const o = add(matmul(reshape(pooled, [5, 8]), W), b);
    return div(sum(sub(logsumexp(o, 1), sum(mul(o, y), 1))), 5);
  },
  hand: (wrong, { K, k0, W, b }, x, y) => {
    const n = 5;
    const image = at(x, ":", 0);
    const patches = stack(
      [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => at(image, ":", slice(i, i + 4), slice(j, j + 4)))),
      -1,
    );
    const z = add(einsum("nhwp,op->nohw", patches, reshape(K, [2, 9])), reshape(k0, [2, 1, 1]));
    const a = tanh(z);
    const pooled = mean(reshape(a, [n, 2, 2, 2, 2, 2]), [3, 5]);
    const flat = reshape(pooled, [n, 8]);
    const e = exp(add(matmul(flat, W), b));
    const p = div(e, sum(e, 1, { keepdims: true }));
    const dout = div(sub(p, y), n);
    const dpooled = reshape(matmul(dout, transpose(W)), [n, 2, 2, 2]);
    const spread = repeat(repeat(dpooled, 2, 2), 2, 3);
    const da = wrong("a quarter each") ? spread : div(spread, 4);
    const dz = mul(da, sub(1, square(wrong("tanh' with pooled values") ? repeat(repeat(pooled, 2, 2), 2, 3) : a)));
    const dK = einsum("nhwp,nohw->op", patches, dz);
    return {
      gradients: {
        K: reshape(dK, [2, 1, 3, 3]),
        k0: wrong("filter bias over pictures only") ? sum(dz, 0) : sum(dz, [0, 2, 3]),
        W: matmul(transpose(flat), dout),
        b: wrong("class bias along classes") ? sum(dout, 1) : sum(dout, 0),
      },
      intermediates: { z, a, p, dout, da, dz },
    };
  },
  mistakes: {
    "a quarter each": [["factor", "sum-for-mean"], ["da", "dz", "K", "k0"], "average pooling gives back da / 4"],
    "tanh' with pooled values": [
      ["derivative-at-wrong-value"],
      ["dz", "K", "k0"],
      "tanh' is taken at the means of four, not at the values themselves",
    ],
    "filter bias over pictures only": [["not-summed"], ["k0"], "not summed over height and width"],
    "class bias along classes": [["wrong-axis"], ["b"], "summed over the classes"],
  },
  numbers: ["filter bias over pictures only"],
  bare: ["a quarter each", "class bias along classes"],
});

const photo = normals(1223);

/** Convolution, relu, maximum of 2 x 2, one output with sigmoid: cat or no cat. */
const catOrNot = plant({
  name: "cat or no cat",
  kind: "convolution",
  batchAxis: 0,
  params: { F: mul(0.5, photo(3, 2, 2, 2)), f: photo(3), w: photo(12), c: photo(1) },
  data: [photo(4, 2, 5, 5), oneHot([0, 1, 1, 0], 2)],
  loss: ({ F, f, w, c }, x, y) => {
    const r = relu(add(conv(x, F), reshape(f, [3, 1, 1])));
    const m = reshape(max(max(reshape(r, [4, 3, 2, 2, 2, 2]), 5), 3), [4, 12]);
    const q = sigmoid(add(matmul(m, w), c));
    const cat = at(y, ":", 1);
    return mul(-1, mean(add(mul(cat, log(q)), mul(sub(1, cat), log(sub(1, q))))));
  },
  hand: (wrong, { F, f, w, c }, x, y) => {
    const z = add(conv(x, F), reshape(f, [3, 1, 1]));
    const r = relu(z);
    const blocks = reshape(r, [4, 3, 2, 2, 2, 2]);
    const top = max(blocks, [3, 5], { keepdims: true });
    const m = reshape(top, [4, 12]);
    const q = sigmoid(add(matmul(m, w), c));
    const ds = div(sub(q, at(y, ":", 1)), 4);
    const dm = reshape(mul(reshape(ds, [4, 1]), w), [4, 3, 2, 1, 2, 1]);
    const winners = equal(blocks, top);
    let share: Tensor = mul(dm, winners);
    if (wrong("everybody in the window wins")) share = mul(dm, add(1, mul(0, blocks)));
    if (wrong("average in the backward pass")) share = mul(dm, add(0.25, mul(0, blocks)));
    const dr = reshape(share, [4, 3, 4, 4]);
    const dz = wrong("relu after pooling forgotten") ? dr : mul(dr, greater(z, 0));
    const dF = zeros([3, 2, 2, 2]);
    let taps: Tensor = dF;
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 2; j++) {
        const window = at(x, ":", ":", slice(i, i + 4), slice(j, j + 4));
        const tap = einsum("ncij,noij->oc", window, dz);
        const place = pad(reshape(tap, [3, 2, 1, 1]), [
          [0, 0],
          [0, 0],
          [i, 1 - i],
          [j, 1 - j],
        ]);
        taps = wrong("taps overwritten") ? place : add(taps, place);
      }
    }
    return {
      gradients: { F: taps, f: sum(dz, [0, 2, 3]), w: matmul(ds, m), c: reshape(sum(ds), [1]) },
      intermediates: { z, r, dr, dz },
    };
  },
  mistakes: {
    "everybody in the window wins": [
      ["missing-term", "missing-activation-derivative"],
      ["dr", "dz", "F", "f"],
      "the mask of the largest is missing",
    ],
    "average in the backward pass": [
      ["wrong-forward", "missing-term"],
      ["dr", "dz", "F", "f"],
      "the gradient is shared out as if the pooling took the mean",
    ],
    "relu after pooling forgotten": [["missing-activation-derivative"], ["dz", "F", "f"], "dz = dr"],
    "taps overwritten": [["missing-term", "one-sample"], ["F"], "dF = for dF += in the loop over the kernel's places"],
  },
  numbers: ["everybody in the window wins"],
  bare: ["everybody in the window wins", "taps overwritten"],
});

const leaf = normals(1224);

/** Depthwise 3-tap filters, then 1 x 1 mixing of the channels (square), relu, mean over time and a linear output. */
const depthwise = plant({
  name: "depthwise then pointwise",
  kind: "convolution",
  batchAxis: 0,
  params: { D: leaf(4, 3), P: leaf(4, 4), v: leaf(4) },
  data: [leaf(3, 4, 8), leaf(3)],
  loss: ({ D, P, v }, x, t) => {
    const d = conv(x, reshape(D, [4, 1, 3]), { groups: 4 });
    const u = relu(einsum("oc,ncl->nol", P, d));
    return mul(0.5, sum(square(sub(matmul(mean(u, 2), v), t))));
  },
  hand: (wrong, { D, P, v }, x, t) => {
    const taps = stack([at(x, ":", ":", "0:6"), at(x, ":", ":", "1:7"), at(x, ":", ":", "2:8")], -1);
    const d = einsum("nclk,ck->ncl", taps, D);
    const z = einsum("oc,ncl->nol", P, d);
    const gap = mean(relu(z), 2);
    const r = sub(matmul(gap, v), t);
    const du = mul(reshape(mul(reshape(r, [3, 1]), v), [3, 4, 1]), wrong("six places") ? 1 : 1 / 6);
    const dz = mul(du, greater(wrong("mask from before mixing") ? d : z, 0));
    const dd = einsum(wrong("P the same way back") ? "co,nol->ncl" : "oc,nol->ncl", P, dz);
    const dD = einsum("nclk,ncl->ck", taps, dd);
    return {
      gradients: { D: dD, P: einsum("nol,ncl->oc", dz, d), v: matmul(r, gap) },
      intermediates: { d, z, gap, dz, dd },
    };
  },
  mistakes: {
    "six places": [["sum-for-mean", "factor"], ["dz", "dd", "D", "P"], "the mean over time gives 1/6 to each place"],
    "mask from before mixing": [
      ["derivative-at-wrong-value", "wrong-layer", "off-by-one-layer"],
      ["dz", "dd", "D", "P"],
      "relu' of the depthwise output, which relu never sees",
    ],
    "P the same way back": [["transposed"], ["dd", "D"], "the mixing matrix was not transposed on the way back"],
  },
  pairs: ["six places+P the same way back"],
  numbers: ["P the same way back"],
  bare: ["six places", "P the same way back"],
});

const sentence = normals(1225);

/** Text by convolution: filters two and three words wide, the largest over the places, both joined, then softmax. */
const wordsByConvolution = plant({
  name: "words by convolution",
  kind: "convolution",
  batchAxis: 0,
  params: { two: sentence(3, 4, 2), three: sentence(3, 4, 3), U: sentence(6, 2) },
  data: [sentence(4, 4, 7), oneHot([1, 0, 0, 1], 2)],
  loss: ({ two, three, U }, words, y) => {
    const f = concatenate([max(tanh(conv(words, two)), 2), max(tanh(conv(words, three)), 2)], 1);
    const o = matmul(f, U);
    return mean(sub(logsumexp(o, 1), sum(mul(o, y), 1)));
  },
  hand: (wrong, { two, three, U }, words, y) => {
    const windows = (width: number) =>
      stack(
        Array.from({ length: width }, (_, i) => at(words, ":", ":", slice(i, i + 8 - width))),
        -1,
      );
    const [x2, x3] = [windows(2), windows(3)];
    const c2 = tanh(einsum("nclk,ock->nol", x2, two));
    const c3 = tanh(einsum("nclk,ock->nol", x3, three));
    const [m2, m3] = [max(c2, 2, { keepdims: true }), max(c3, 2, { keepdims: true })];
    const f = reshape(concatenate([m2, m3], 1), [4, 6]);
    const e = exp(matmul(f, U));
    const dO = div(sub(div(e, sum(e, 1, { keepdims: true })), y), wrong("batch size") ? 1 : 4);
    const df = matmul(dO, transpose(U));
    const halves = [at(df, ":", ":3"), at(df, ":", "3:")];
    const [df2, df3] = wrong("halves swapped") ? [halves[1]!, halves[0]!] : [halves[0]!, halves[1]!];
    const back = (g: Tensor, m: Tensor, c: Tensor) => {
      const routed = where(equal(c, m), reshape(g, [4, 3, 1]), 0);
      return wrong("tanh under the max") ? routed : mul(routed, sub(1, square(c)));
    };
    const gradients = {
      two: einsum("nol,nclk->ock", back(df2, m2, c2), x2),
      three: einsum("nol,nclk->ock", back(df3, m3, c3), x3),
      U: wrong("U from one sentence") ? matmul(transpose(at(f, "3:")), at(dO, "3:")) : matmul(transpose(f), dO),
    };
    return { gradients, intermediates: { c2, c3, f, dO, df } };
  },
  mistakes: {
    "batch size": [["sum-for-mean", "factor"], ["dO", "df", "two", "three", "U"], "the mean over sentences"],
    "halves swapped": [
      ["wrong-layer", "wrong-upstream"],
      ["two", "three"],
      "the joined features are split in the wrong order on the way back",
    ],
    "tanh under the max": [
      ["missing-activation-derivative"],
      ["two", "three"],
      "the max was gone through, the tanh not",
    ],
    "U from one sentence": [["one-sample"], ["U"], "only the last sentence's features, as after = in the loop"],
  },
  numbers: ["batch size", "U from one sentence"],
  bare: ["batch size"],
});

/** Convolutions and pooling. */
export const twelfthConvolution = [...twoFilters, ...stampReader, ...catOrNot, ...depthwise, ...wordsByConvolution];
