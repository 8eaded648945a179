import {
  add,
  astype,
  at,
  broadcastTo,
  conv,
  div,
  einsum,
  equal,
  expandDims,
  flip,
  greater,
  matmul,
  max,
  mean,
  mul,
  neg,
  relu,
  repeat,
  reshape,
  sigmoid,
  square,
  stack,
  sub,
  sum,
  swapaxes,
  type Tensor,
  tanh,
  transpose,
  windowMax,
  windowSum,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, slope, softmax } from "./helpers.ts";

const n = normals(9201);

/** The part of the last axis that a tap sees. */
function shifted(x: Tensor, tap: number, length: number): Tensor {
  return at(x, "...", `${tap}:${tap + length}`);
}

/** A signal classified by three taps, relu and the average over time. */
const signal = plant({
  name: "signal",
  kind: "convolution",
  params: { K: n(4, 2, 3), b: n(4), W: n(4, 3), c: n(3) },
  data: [n(3, 2, 8), oneHot([1, 0, 2], 3)],
  loss: ({ K, b, W, c }, x, t) => {
    const h = mean(relu(add(conv(x, K), expandDims(b, 1))), 2);
    return neg(mean(sum(mul(t, logSoftmax(add(matmul(h, W), c))), 1)));
  },
  hand: (wrong, { K, b, W, c }, x, t) => {
    const z = add(conv(x, K), expandDims(b, 1));
    const a = relu(z);
    const T = z.shape[2]!;
    const h = mean(a, 2);
    const dlogits = div(sub(softmax(add(matmul(h, W), c)), t), x.shape[0]!);
    const dh = matmul(dlogits, transpose(W));
    const da = broadcastTo(expandDims(wrong("sum pool") ? dh : div(dh, T), 2), z.shape);
    const dz = wrong("no relu") ? da : mul(da, greater(z, 0));
    const taps = [0, 1, 2].map((tap) => einsum("not,nct->oc", dz, shifted(x, tap, T)));
    return {
      gradients: {
        K: stack(wrong("reversed") ? taps.reverse() : taps, 2),
        b: wrong("time left") ? sum(dz, 0) : sum(dz, [0, 2]),
        W: matmul(transpose(h), dlogits),
        c: sum(dlogits, 0),
      },
      intermediates: { z, a, h, dlogits, dh, da, dz },
    };
  },
  mistakes: {
    "sum pool": [
      ["sum-for-mean", "factor"],
      ["da", "dz", "K", "b"],
      "The way back through the average over time does not divide by its length",
    ],
    "no relu": [["missing-activation-derivative"], ["dz", "K", "b"], "The relu's mask is missing"],
    reversed: [["transposed", "wrong-forward"], ["K"], "The taps in reverse: a convolution for a correlation"],
    "time left": [["not-summed", "structure"], ["b"], "The bias is summed over the batch but not over time"],
  },
  pairs: ["sum pool+reversed"],
  bare: ["no relu", "reversed"],
});

/** The nine shifted views of images that a kernel of three by three sees, [taps, N, H, W]. */
function views(x: Tensor, height: number, width: number): Tensor {
  const all: Tensor[] = [];
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) all.push(at(x, ":", 0, `${i}:${i + height}`, `${j}:${j + width}`));
  }
  return stack(all, 0);
}

/** Convolution, relu, pooling by the maximum of two by two, and a dense layer. */
const digits = plant({
  name: "small digits",
  kind: "convolution",
  params: { K: n(2, 1, 3, 3), b: n(2), W: n(8, 3) },
  data: [n(2, 1, 6, 6), oneHot([2, 0], 3)],
  loss: ({ K, b, W }, x, t) => {
    const a = relu(add(conv(x, K), reshape(b, [2, 1, 1])));
    const flat = reshape(windowMax(a, [2, 2], { stride: 2 }), [x.shape[0]!, 8]);
    return neg(mean(sum(mul(t, logSoftmax(matmul(flat, W))), 1)));
  },
  hand: (wrong, { K, b, W }, x, t) => {
    const N = x.shape[0]!;
    const z = add(conv(x, K), reshape(b, [2, 1, 1]));
    const a = relu(z);
    const blocks = reshape(a, [N, 2, 2, 2, 2, 2]);
    const pooled = max(blocks, [3, 5], { keepdims: true });
    const flat = reshape(pooled, [N, 8]);
    const dlogits = div(sub(softmax(matmul(flat, W)), t), wrong("sum") ? 1 : N);
    const dflat = matmul(dlogits, transpose(W));
    const spread = reshape(dflat, [N, 2, 2, 1, 2, 1]);
    const winners = equal(blocks, pooled);
    let unpooled: Tensor = mul(spread, winners);
    if (wrong("everywhere")) unpooled = broadcastTo(spread, blocks.shape);
    if (wrong("quarter")) unpooled = broadcastTo(div(spread, 4), blocks.shape);
    const da = reshape(unpooled, z.shape);
    const dz = mul(da, greater(z, 0));
    const dK = reshape(einsum("nohw,knhw->ok", dz, views(x, 4, 4)), [2, 1, 3, 3]);
    return {
      gradients: {
        K: wrong("turned kernel") ? swapaxes(dK, 2, 3) : dK,
        b: wrong("mean over places") ? sum(mean(dz, [2, 3]), 0) : sum(dz, [0, 2, 3]),
        W: matmul(transpose(flat), dlogits),
      },
      intermediates: { z, a, flat, dlogits, dflat, da, dz },
    };
  },
  mistakes: {
    everywhere: [
      ["missing-activation-derivative", "missing-term", "extra-term"],
      ["da", "dz", "K", "b"],
      "The gradient of the maximum goes to all four places",
    ],
    quarter: [
      ["wrong-forward", "missing-activation-derivative"],
      ["da", "dz", "K", "b"],
      "The pooling is differentiated as an average",
    ],
    "turned kernel": [["transposed"], ["K"], "Rows and columns of the kernel's gradient are exchanged"],
    "mean over places": [["mean-for-sum", "factor"], ["b"], "Averaged over the places of the map"],
    sum: [["sum-for-mean", "factor"], ["dlogits", "W", "K", "b"], "Not divided by the batch"],
  },
  numbers: ["everywhere", "sum"],
  bare: ["sum", "turned kernel"],
});

/** Two convolutions one after the other, each with as many outputs as inputs. */
const stacked = plant({
  name: "two convolutions",
  kind: "convolution",
  params: { K1: n(2, 2, 3), K2: n(2, 2, 3) },
  data: [n(3, 2, 9), n(3, 2, 5)],
  loss: ({ K1, K2 }, x, y) => mean(square(sub(conv(tanh(conv(x, K1)), K2), y))),
  hand: (wrong, { K1, K2 }, x, y) => {
    const z1 = conv(x, K1);
    const a1 = tanh(z1);
    const out = conv(a1, K2);
    const dout = div(mul(wrong("no two") ? 1 : 2, sub(out, y)), y.size);
    const used = wrong("first kernel") ? K1 : K2;
    const turned = wrong("not flipped") ? used : flip(used, 2);
    const back = wrong("channels") ? turned : swapaxes(turned, 0, 1);
    const da1 = conv(dout, back, { padding: 2 });
    const dz1 = wrong("linear") ? da1 : mul(da1, sub(1, square(a1)));
    const byKernel = (g: Tensor, input: Tensor): Tensor =>
      stack(
        [0, 1, 2].map((tap) => einsum("not,nct->oc", g, shifted(input, tap, g.shape[2]!))),
        2,
      );
    return {
      gradients: { K1: byKernel(dz1, x), K2: byKernel(dout, wrong("before tanh") ? z1 : a1) },
      intermediates: { z1, a1, out, dout, da1, dz1 },
    };
  },
  mistakes: {
    "not flipped": [["transposed"], ["da1", "dz1", "K1"], "The kernel is not turned round on the way back"],
    channels: [
      ["transposed"],
      ["da1", "dz1", "K1"],
      "Inputs and outputs of the kernel are not exchanged on the way back",
    ],
    "first kernel": [["wrong-layer"], ["da1", "dz1", "K1"], "Back through K1 instead of K2"],
    linear: [["missing-activation-derivative"], ["dz1", "K1"], "The derivative of tanh is missing"],
    "before tanh": [["derivative-at-wrong-value"], ["K2"], "The second kernel's gradient is made with z1"],
    "no two": [["factor"], ["dout", "K1", "K2"], "The 2 of the square is missing"],
  },
  pairs: ["no two+before tanh"],
  numbers: ["first kernel"],
  bare: ["channels", "linear"],
});

/** One image, a stride of two, and average pooling: patches as the rows of a matrix. */
const patches = plant({
  name: "rows of patches",
  kind: "convolution",
  params: { K: n(3, 4), b: n(3), w: n(3) },
  data: [n(1, 1, 8, 8)],
  loss: ({ K, b, w }, x) => {
    const maps = sigmoid(add(conv(x, reshape(K, [3, 1, 2, 2]), { stride: 2 }), reshape(b, [3, 1, 1])));
    const pooled = mul(windowSum(maps, [2, 2], { stride: 2 }), 0.25);
    return sum(square(sum(mul(pooled, reshape(w, [3, 1, 1])), 1)));
  },
  hand: (wrong, { K, b, w }, x) => {
    const cols = reshape(einsum("nchiwj->nhwij", reshape(x, [x.shape[0]!, 1, 4, 2, 4, 2])), [-1, 4]);
    const z = add(matmul(cols, transpose(K)), b);
    const a = sigmoid(z);
    const grid = reshape(a, [x.shape[0]!, 2, 2, 2, 2, 3]);
    const pooled = mean(grid, [2, 4]);
    const score = matmul(pooled, w);
    const dscore = mul(2, score);
    const dpooled = mul(expandDims(dscore, 3), w);
    const spread = repeat(repeat(dpooled, 2, 1), 2, 2);
    const da = mul(reshape(spread, a.shape), wrong("unscaled") ? 1 : 0.25);
    const dz = mul(da, wrong("of z") ? slope(z) : slope(a));
    return {
      gradients: {
        K: matmul(transpose(dz), cols),
        b: wrong("one patch") ? at(dz, -1) : sum(dz, 0),
        w: wrong("pooled sum") ? einsum("nhwc,nhw->c", mul(4, pooled), dscore) : einsum("nhwc,nhw->c", pooled, dscore),
      },
      intermediates: { z, a, pooled, score, dscore, da, dz },
    };
  },
  mistakes: {
    unscaled: [["factor", "sum-for-mean"], ["K", "b"], "The quarter of the average is missing on the way back"],
    "of z": [["derivative-at-wrong-value"], ["K", "b"], "z (1 - z) instead of a (1 - a)"],
    "one patch": [["one-sample", "not-summed"], ["b"], "The bias has the gradient of the last patch alone"],
    "pooled sum": [["factor", "sum-for-mean", "wrong-forward"], ["w"], "Sums of the pools instead of averages"],
  },
  numbers: ["of z"],
  bare: ["unscaled"],
});

/** Two convolutions that keep the size and add what they find to the image, in single precision. */
const denoiser = plant({
  name: "denoiser",
  kind: "convolution",
  tolerance: 1e-4,
  params: {
    K1: astype(n(3, 1, 3, 3), "float32"),
    b1: astype(n(3), "float32"),
    K2: astype(n(1, 3, 3, 3), "float32"),
  },
  data: [astype(n(2, 1, 5, 5), "float32"), astype(n(2, 1, 5, 5), "float32")],
  loss: ({ K1, b1, K2 }, x, y) => {
    const a = relu(add(conv(x, K1, { padding: 1 }), reshape(b1, [3, 1, 1])));
    return mean(square(sub(add(x, conv(a, K2, { padding: 1 })), y)));
  },
  hand: (wrong, { K1, b1, K2 }, x, y) => {
    const z = add(conv(x, K1, { padding: 1 }), reshape(b1, [3, 1, 1]));
    const a = relu(z);
    const out = add(x, conv(a, K2, { padding: 1 }));
    const dout = div(mul(2, sub(out, y)), wrong("per image") ? x.shape[0]! : y.size);
    const turned = wrong("not flipped") ? K2 : flip(K2, [2, 3]);
    const da = conv(dout, swapaxes(turned, 0, 1), { padding: 1 });
    const dz = wrong("no mask") ? da : mul(da, greater(z, 0));
    const byKernel = (g: Tensor, input: Tensor): Tensor =>
      swapaxes(conv(swapaxes(input, 0, 1), swapaxes(g, 0, 1), { padding: 1 }), 0, 1);
    return {
      gradients: {
        K1: wrong("last image") ? byKernel(at(dz, "-1:"), at(x, "-1:")) : byKernel(dz, x),
        b1: wrong("mean places") ? sum(mean(dz, [2, 3]), 0) : sum(dz, [0, 2, 3]),
        K2: byKernel(dout, wrong("before relu") ? z : a),
      },
      intermediates: { z, a, out, dout, da, dz },
    };
  },
  mistakes: {
    "per image": [["sum-for-mean", "factor"], ["dout", "K1", "b1", "K2"], "Divided by the images, not by all pixels"],
    "not flipped": [["transposed"], ["da", "dz", "K1", "b1"], "The kernel is not turned round on the way back"],
    "no mask": [["missing-activation-derivative"], ["dz", "K1", "b1"], "The relu's mask is missing"],
    "last image": [["one-sample"], ["K1"], "= for += in the loop over images"],
    "mean places": [["mean-for-sum", "factor"], ["b1"], "The bias is averaged over the places"],
    "before relu": [["derivative-at-wrong-value"], ["K2"], "z for the second convolution's input"],
  },
  pairs: ["no mask+mean places"],
  numbers: ["last image"],
  bare: ["not flipped", "mean places"],
});

export const ninthImages: EverydayCase[] = [signal, digits, stacked, patches, denoiser].flat();
