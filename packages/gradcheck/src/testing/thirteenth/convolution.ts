import {
  add,
  at,
  conv,
  div,
  einsum,
  equal,
  exp,
  expandDims,
  flip,
  greater,
  log,
  logsumexp,
  matmul,
  mean,
  mul,
  pad,
  relu,
  repeat,
  reshape,
  sigmoid,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  windowMax,
  windowSum,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const c1 = normals(1321);

/** A heartbeat detector: one filter of five taps over a signal, tanh, mean over time, logistic loss; loops throughout. */
const heartbeat = plant({
  name: "heartbeat filter",
  kind: "convolution",
  params: { k: c1(5), c: c1(), v: mul(2, c1()) },
  data: [c1(4, 12), tensor([1, 0, 1, 0])],
  batchAxis: 0,
  loss: ({ k, c, v }, X, T) => {
    const z = add(reshape(conv(expandDims(X, 1), reshape(k, [1, 1, 5])), [X.shape[0]!, 8]), c);
    const s = mul(v, mean(tanh(z), 1));
    return sum(sub(log(add(1, exp(s))), mul(T, s)));
  },
  hand: (wrong, { k, c, v }, X, T) => {
    let dk: Tensor = zerosLike(k);
    let dc: Tensor = tensor(0);
    let dv: Tensor = tensor(0);
    for (let i = 0; i < X.shape[0]!; i++) {
      const x = at(X, i);
      const patches = stack(Array.from({ length: 8 }, (_, t) => at(x, `${t}:${t + 5}`)));
      const z = add(matmul(patches, k), c);
      const h = tanh(z);
      const m = mean(h);
      const ds = sub(sigmoid(mul(v, m)), at(T, i));
      const dm = mul(ds, v);
      const dh = wrong("mean over time forgotten") ? dm : div(dm, 8);
      const dz = wrong("tanh without slope") ? mul(dh, add(1, mul(0, h))) : mul(dh, sub(1, square(h)));
      let gk: Tensor = zerosLike(k);
      for (let t = 0; t < 8; t++) {
        gk = add(gk, mul(at(dz, t), at(patches, t)));
      }
      dk = wrong("last signal's dk") ? gk : add(dk, gk);
      dc = add(dc, wrong("bias by one place") ? at(dz, 0) : sum(dz));
      dv = add(dv, mul(ds, m));
    }
    return { k: dk, c: dc, v: dv };
  },
  mistakes: {
    "mean over time forgotten": [["factor", "sum-for-mean"], ["k", "c"], "The 1/8 of the mean over time is missing."],
    "tanh without slope": [["missing-activation-derivative", "missing-term"], ["k", "c"], "No slope of tanh."],
    "last signal's dk": [["one-sample"], ["k"], "= for += in the loop over signals."],
    "bias by one place": [["missing-term"], ["c"], "The bias hears of the first place only, not of all eight."],
  },
  numbers: ["mean over time forgotten"],
});

const c2 = normals(1322);

/** Small pictures: 3x3 convolution, relu, 2x2 max pooling, dense, softmax. */
const pooled = plant({
  name: "small pictures with max pooling",
  kind: "convolution",
  params: { K: mul(0.5, c2(2, 1, 3, 3)), kb: c2(2), W: c2(8, 3), b: c2(3) },
  data: [c2(4, 1, 6, 6), oneHot([0, 1, 2, 1], 3)],
  batchAxis: 0,
  loss: ({ K, kb, W, b }, img, y) => {
    const z = add(conv(img, K), reshape(kb, [2, 1, 1]));
    const p = windowMax(relu(z), [2, 2], { stride: 2 });
    const logits = add(matmul(reshape(p, [img.shape[0]!, 8]), W), b);
    return mean(sub(logsumexp(logits, 1), sum(mul(y, logits), 1)));
  },
  hand: (wrong, { K, kb, W, b }, img, y) => {
    const n = img.shape[0]!;
    const z = add(conv(img, K), reshape(kb, [2, 1, 1]));
    const a = relu(z);
    const p = windowMax(a, [2, 2], { stride: 2 });
    const flat = reshape(p, [n, 8]);
    const logits = add(matmul(flat, W), b);
    const prob = exp(sub(logits, logsumexp(logits, 1, { keepdims: true })));
    const dlogits = wrong("mean of the batch forgotten") ? sub(prob, y) : div(sub(prob, y), n);
    const dp = reshape(matmul(dlogits, transpose(W)), [n, 2, 2, 2]);
    const up = (t: Tensor): Tensor => repeat(repeat(t, 2, 2), 2, 3);
    const winner = equal(a, up(p));
    const da = wrong("pooling as a mean") ? div(up(dp), 4) : wrong("to all four places") ? up(dp) : mul(up(dp), winner);
    const dz = wrong("relu not passed back") ? da : mul(da, greater(z, 0));
    const dK = stack(
      [0, 1, 2].map((i) =>
        stack(
          [0, 1, 2].map((j) => einsum("ncij,nij->c", dz, at(img, ":", 0, `${i}:${i + 4}`, `${j}:${j + 4}`))),
          1,
        ),
      ),
      1,
    );
    return {
      gradients: {
        K: expandDims(dK, 1),
        kb: wrong("bias averaged over places") ? sum(mean(dz, [2, 3]), 0) : sum(dz, [0, 2, 3]),
        W: matmul(transpose(flat), dlogits),
        b: sum(dlogits, 0),
      },
      intermediates: { z, a, p, logits, dlogits, dp, da, dz },
    };
  },
  mistakes: {
    "mean of the batch forgotten": [["sum-for-mean", "factor"], ["dlogits", "W", "b"], "p - y is not divided by n."],
    "pooling as a mean": [["wrong-forward"], ["da", "dz", "K", "kb"], "The gradient is spread as by mean pooling."],
    "to all four places": [
      ["missing-activation-derivative", "missing-term"],
      ["da", "dz", "K", "kb"],
      "All four places get the gradient, not the largest alone.",
    ],
    "relu not passed back": [
      ["missing-activation-derivative", "missing-term"],
      ["dz", "K", "kb"],
      "No mask of relu on the way back.",
    ],
    "bias averaged over places": [["mean-for-sum", "factor"], ["kb"], "A mean over the places for the sum."],
  },
  pairs: ["mean of the batch forgotten+pooling as a mean"],
  bare: ["mean of the batch forgotten", "pooling as a mean", "relu not passed back"],
});

const c3 = normals(1323);

/** Rows of 3x3 patches of an image with two channels. */
function im2col(x: Tensor): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const cols = [];
  for (let i = 0; i < h - 2; i++) {
    for (let j = 0; j < w - 2; j++) cols.push(reshape(at(x, ":", ":", `${i}:${i + 3}`, `${j}:${j + 3}`), [n, c * 9]));
  }
  return stack(cols, 1);
}

/** The convolution as one product of patches and a matrix, sigmoid, all places summed into a score; squared error. */
const patchwork = plant({
  name: "convolution as a product of patches",
  kind: "convolution",
  params: { F: mul(0.4, c3(18, 3)), fb: c3(3), u: c3(3) },
  data: [c3(3, 2, 4, 5), c3(3)],
  batchAxis: 0,
  loss: ({ F, fb, u }, x, t) => {
    const a = sigmoid(add(matmul(im2col(x), F), fb));
    const score = matmul(sum(a, 1), u);
    return mul(0.5, sum(square(sub(score, t))));
  },
  hand: (wrong, { F, fb, u }, x, t) => {
    const cols = im2col(x);
    const z = add(einsum("npk,kf->npf", cols, F), fb);
    const a = sigmoid(z);
    const feat = sum(a, 1);
    const score = matmul(feat, u);
    const dscore = wrong("t - score") ? sub(t, score) : sub(score, t);
    const dfeat = einsum("n,f->nf", dscore, u);
    const slope = wrong("slope of the sum") ? mul(expandDims(feat, 1), sub(1, expandDims(feat, 1))) : mul(a, sub(1, a));
    const dz = mul(expandDims(dfeat, 1), wrong("a squared") ? mul(slope, slope) : slope);
    return {
      gradients: {
        F: wrong("mean over places")
          ? div(einsum("npk,npf->kf", cols, mul(dz, 1)), 6)
          : einsum("npk,npf->kf", cols, dz),
        fb: wrong("fb not over the images") ? sum(dz, 1) : sum(dz, [0, 1]),
        u: matmul(transpose(feat), dscore),
      },
      intermediates: { z, a, feat, score, dscore, dfeat, dz },
    };
  },
  mistakes: {
    "t - score": [["sign"], ["dscore", "u", "fb", "F"], "The error has the other sign."],
    "slope of the sum": [
      ["derivative-at-wrong-value", "wrong-layer", "off-by-one-layer"],
      ["dz", "F", "fb"],
      "sigma' is taken at the summed activations.",
    ],
    "a squared": [["doubled-activation-derivative"], ["dz", "F", "fb"], "sigma' is there twice."],
    "mean over places": [["mean-for-sum", "factor"], ["F"], "Averaged over the six places."],
    "fb not over the images": [["not-summed", "structure"], ["fb"], "Summed over places, one bias per image is left."],
  },
  bare: ["slope of the sum", "mean over places", "t - score"],
  numbers: ["a squared"],
});

const c4 = normals(1324);

/** Two layers of 1-d convolutions, equal widths, "same" padding; average pooling by two; a wavelet-like regression. */
const wavelet = plant({
  name: "two padded filters and average pooling",
  kind: "convolution",
  params: { k1: c4(3), b1: c4(), k2: c4(3), b2: c4() },
  data: [c4(5, 8), c4(5, 4)],
  batchAxis: 0,
  loss: ({ k1, b1, k2, b2 }, X, Y) => {
    const x = expandDims(X, 1);
    const a1 = tanh(add(conv(x, reshape(k1, [1, 1, 3]), { padding: 1 }), b1));
    const a2 = tanh(add(conv(a1, reshape(k2, [1, 1, 3]), { padding: 1 }), b2));
    const q = div(windowSum(a2, [2], { stride: 2 }), 2);
    return div(sum(square(sub(reshape(q, Y.shape), Y))), X.shape[0]!);
  },
  hand: (wrong, { k1, b1, k2, b2 }, X, Y) => {
    const around = (s: Tensor): Tensor =>
      pad(s, [
        [0, 0],
        [1, 1],
      ]);
    const filter = (s: Tensor, k: Tensor): Tensor => {
      const p = around(s);
      let out: Tensor = zeros(s.shape);
      for (let d = 0; d < 3; d++) out = add(out, mul(at(k, d), at(p, ":", `${d}:${d + 8}`)));
      return out;
    };
    const taps = (s: Tensor, g: Tensor): Tensor =>
      stack([0, 1, 2].map((d) => sum(mul(g, at(around(s), ":", `${d}:${d + 8}`)))));
    const z1 = add(filter(X, k1), b1);
    const a1 = tanh(z1);
    const z2 = add(filter(a1, k2), b2);
    const a2 = tanh(z2);
    const q = mean(reshape(a2, [X.shape[0]!, 4, 2]), 2);
    const dq = div(mul(2, sub(q, Y)), wrong("all outputs counted") ? Y.size : X.shape[0]!);
    const dup = repeat(dq, 2, 1);
    const da2 = wrong("pooling without a half") ? dup : mul(0.5, dup);
    const dz2 = mul(da2, sub(1, square(a2)));
    const back = wrong("k1 on the way back") ? k1 : k2;
    const da1 = filter(dz2, wrong("kernel not flipped") ? back : flip(back));
    const dz1 = mul(da1, sub(1, square(wrong("slope of the second") ? a2 : a1)));
    return {
      gradients: { k1: taps(X, dz1), b1: sum(dz1), k2: taps(a1, dz2), b2: sum(dz2) },
      intermediates: { z1, a1, z2, a2, q, dq, da2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "all outputs counted": [["mean-for-sum", "factor"], ["dq", "k2", "b2"], "Divided by outputs times samples."],
    "pooling without a half": [
      ["factor", "sum-for-mean"],
      ["da2", "dz2", "k2", "b2"],
      "The half of the mean is missing.",
    ],
    "k1 on the way back": [
      ["wrong-layer", "off-by-one-layer"],
      ["da1", "dz1", "k1", "b1"],
      "The first kernel for the second.",
    ],
    "kernel not flipped": [["transposed"], ["da1", "dz1", "k1", "b1"], "The kernel is not turned round going back."],
    "slope of the second": [
      ["derivative-at-wrong-value", "wrong-layer", "off-by-one-layer"],
      ["dz1", "k1", "b1"],
      "a2 for a1 in the slope.",
    ],
  },
  pairs: ["pooling without a half+kernel not flipped"],
  bare: ["kernel not flipped", "all outputs counted", "slope of the second"],
});

const c5 = normals(1325);

/** A depthwise filter and a 1x1 mixture of channels (separable convolution), relu between them, last place read out. */
const separable = plant({
  name: "separable filters",
  kind: "convolution",
  params: { D: c5(3, 1, 2), M: c5(2, 3), mb: c5(2) },
  data: [c5(2, 3, 6), c5(2, 2, 5)],
  batchAxis: 0,
  loss: ({ D, M, mb }, x, t) => {
    const d = relu(conv(x, D, { groups: 3 }));
    const y = add(einsum("oc,ncl->nol", M, d), reshape(mb, [2, 1]));
    return mean(square(sub(y, t)));
  },
  hand: (wrong, { D, M, mb }, x, t) => {
    const left = at(x, ":", ":", "0:5");
    const right = at(x, ":", ":", "1:6");
    const pre = add(mul(left, at(D, ":", 0, "0:1")), mul(right, at(D, ":", 0, "1:2")));
    const d = relu(pre);
    const y = add(einsum("oc,ncl->nol", M, d), reshape(mb, [2, 1]));
    const dy = mul(2 / (wrong("size of the batch for all") ? 2 : 20), sub(y, t));
    const dd = einsum("oc,nol->ncl", M, dy);
    const dpre = mul(dd, greater(wrong("mask of the input") ? left : pre, 0));
    const first = einsum("ncl,ncl->c", dpre, left);
    const second = einsum("ncl,ncl->c", dpre, wrong("both taps see the left") ? left : right);
    return {
      gradients: {
        D: expandDims(stack([first, second], 1), 1),
        M: einsum("nol,ncl->oc", dy, wrong("before relu") ? pre : d),
        mb: sum(dy, [0, 2]),
      },
      intermediates: { pre, d, y, dy, dd, dpre },
    };
  },
  mistakes: {
    "size of the batch for all": [
      ["factor", "sum-for-mean"],
      ["dy", "M", "mb"],
      "Divided by 2 samples, not 20 entries.",
    ],
    "mask of the input": [
      ["derivative-at-wrong-value", "wrong-layer", "off-by-one-layer"],
      ["dpre", "D"],
      "x > 0 for z > 0 in the mask of relu.",
    ],
    "both taps see the left": [
      ["derivative-at-wrong-value", "off-by-one-layer"],
      ["D"],
      "The second tap is paired with the first tap's entries.",
    ],
    "before relu": [["derivative-at-wrong-value"], ["M"], "The mixture's gradient takes z for relu(z)."],
  },
  bare: ["both taps see the left", "mask of the input"],
});

/** Convolutions and pooling. */
export const thirteenthConvolution: EverydayCase[] = [...heartbeat, ...pooled, ...patchwork, ...wavelet, ...separable];
