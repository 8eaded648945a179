import {
  add,
  at,
  broadcastTo,
  conv,
  div,
  einsum,
  equal,
  exp,
  flip,
  greater,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
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
  transpose,
  zeros,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const normal = normals(83001);

/** Rows and columns of each place doubled: what goes back through a 2 by 2 pooling. */
const doubled = (x: Tensor): Tensor => repeat(repeat(x, 2, 2), 2, 3) as Tensor;

/** The gradient of a convolution without padding by its kernel, tap by tap. */
const byKernel = (x: Tensor, dy: Tensor, kh: number, kw: number): Tensor => {
  const [, , rows, columns] = dy.shape as unknown as [number, number, number, number];
  const taps: Tensor[] = [];
  for (let i = 0; i < kh; i++) {
    for (let j = 0; j < kw; j++) {
      const seen = at(x, ":", ":", `${i}:${i + rows}`, `${j}:${j + columns}`);
      taps.push(einsum("ncij,noij->oc", seen, dy));
    }
  }
  return reshape(stack(taps, 2), [dy.shape[1]!, x.shape[1]!, kh, kw]) as Tensor;
};

/** A digit classifier: convolution, relu, average pooling, dense, softmax. */
const digits = plant({
  name: "small digit classifier",
  kind: "convolution",
  params: { K: normal(2, 1, 3, 3), c: normal(2), W: normal(8, 3), b: normal(3) },
  data: [normal(3, 1, 6, 6), oneHot([1, 0, 2], 3)],
  loss: ({ K, c, W, b }, x, t) => {
    const h = relu(add(conv(x, K), reshape(c, [1, 2, 1, 1])));
    const pooled = mean(mean(reshape(h, [x.shape[0]!, 2, 2, 2, 2, 2]), 5), 3);
    const s = add(matmul(reshape(pooled, [x.shape[0]!, 8]), W), b);
    return neg(mean(sum(mul(t, sub(s, log(sum(exp(s), 1, { keepdims: true })))), 1)));
  },
  hand: (wrong, { K, c, W, b }, x, t) => {
    const n = x.shape[0]!;
    const z1 = add(conv(x, K), reshape(c, [1, 2, 1, 1])) as Tensor;
    const a1 = relu(z1);
    const flat = reshape(mean(mean(reshape(a1, [n, 2, 2, 2, 2, 2]), 5), 3), [n, 8]) as Tensor;
    const e = exp(add(matmul(flat, W), b));
    const dz2 = div(sub(div(e, sum(e, 1, { keepdims: true })), t), n);
    const dpool = reshape(matmul(dz2, transpose(W)), [n, 2, 2, 2]) as Tensor;
    const da1 = wrong("pool not divided") ? doubled(dpool) : div(doubled(dpool), 4);
    const dz1 = wrong("no relu") ? da1 : mul(da1, greater(z1, 0));
    const x0 = wrong("kernel from the first image") ? mul(x, reshape(at(oneHot([0], n), 0), [n, 1, 1, 1])) : x;
    const dK = byKernel(x0 as Tensor, dz1, 3, 3);
    let dc = sum(sum(sum(dz1, 3), 2), 0) as Tensor;
    if (wrong("bias over the batch alone")) dc = mean(mean(sum(dz1, 0), 2), 1) as Tensor;
    if (wrong("bias of every place")) dc = sum(dz1, 0) as Tensor;
    return {
      gradients: {
        K: wrong("kernel flipped") ? flip(flip(dK, 2), 3) : dK,
        c: dc,
        W: matmul(transpose(flat), dz2),
        b: sum(dz2, 0),
      },
      intermediates: { z1, a1, flat, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "pool not divided": [
      ["factor", "sum-for-mean"],
      ["da1", "dz1", "K", "c"],
      "Average pooling goes back without 1/4.",
    ],
    "no relu": [["missing-activation-derivative"], ["dz1", "K", "c"], "The mask of relu is missing."],
    "kernel from the first image": [["one-sample"], ["K"], "Only the first image makes the kernel's gradient."],
    "bias over the batch alone": [
      ["mean-for-sum", "factor"],
      ["c"],
      "The bias is averaged over the places instead of summed.",
    ],
    "bias of every place": [["not-summed", "structure"], ["c"], "The bias has one gradient for each place."],
    "kernel flipped": [["transposed", "wrong-axis", "unknown"], ["K"], "The kernel's gradient is turned round."],
  },
  pairs: ["pool not divided+no relu"],
  numbers: ["pool not divided"],
  bare: ["no relu", "kernel from the first image"],
});

/** Two convolutions one after the other, with a stride of 1 and a border of zeros. */
const stacked = plant({
  name: "two convolutions",
  kind: "convolution",
  params: { K1: normal(2, 2, 3, 3), K2: normal(2, 2, 3, 3) },
  data: [normal(2, 2, 5, 5), normal(2, 2, 5, 5)],
  loss: ({ K1, K2 }, x, y) => mean(square(sub(conv(tanh(conv(x, K1, { padding: 1 })), K2, { padding: 1 }), y))),
  hand: (wrong, { K1, K2 }, x, y) => {
    const around = (t: Tensor): Tensor =>
      pad(t, [
        [0, 0],
        [0, 0],
        [1, 1],
        [1, 1],
      ]) as Tensor;
    const a1 = tanh(conv(x, K1, { padding: 1 })) as Tensor;
    const out = conv(a1, K2, { padding: 1 }) as Tensor;
    const dout = mul(2 / y.size, sub(out, y));
    const turned = wrong("kernel not turned") ? K2 : (flip(flip(K2, 2), 3) as Tensor);
    const exchanged = wrong("channels not exchanged") ? turned : (transpose(turned, [1, 0, 2, 3]) as Tensor);
    const da1 = conv(dout, exchanged, { padding: 1 }) as Tensor;
    const dz1 = wrong("slope forgotten") ? da1 : mul(da1, sub(1, square(a1)));
    return {
      gradients: {
        K1: byKernel(around(x), dz1, 3, 3),
        K2: byKernel(around(wrong("x for both") ? x : a1), dout, 3, 3),
      },
      intermediates: { a1, dout, da1, dz1 },
    };
  },
  mistakes: {
    "kernel not turned": [["transposed", "wrong-axis"], ["da1", "dz1", "K1"], "Back through the kernel as it is."],
    "channels not exchanged": [
      ["transposed"],
      ["da1", "dz1", "K1"],
      "The channels of input and output are not exchanged.",
    ],
    "slope forgotten": [["missing-activation-derivative"], ["dz1", "K1"], "The slope of tanh is missing."],
    "x for both": [["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"], ["K2"], "x stands for a1 in dK2."],
  },
  pairs: ["slope forgotten+x for both"],
  numbers: ["kernel not turned"],
  bare: ["channels not exchanged"],
});

/** Max pooling over windows of two along a signal. */
const signal = plant({
  name: "maximum over a signal",
  kind: "convolution",
  params: { k: normal(3, 2, 3), v: normal(3, 4) },
  data: [normal(4, 2, 10), normal(4)],
  loss: ({ k, v }, x, y) => {
    const pooled = max(reshape(conv(x, k), [x.shape[0]!, 3, 4, 2]), 3);
    return mean(square(sub(sum(sum(mul(pooled, v), 2), 1), y)));
  },
  hand: (wrong, { k, v }, x, y) => {
    const n = x.shape[0]!;
    const z = conv(x, k) as Tensor;
    const pairs = reshape(z, [n, 3, 4, 2]) as Tensor;
    const pooled = max(pairs, 3) as Tensor;
    const out = einsum("ncp,cp->n", pooled, v);
    const dout = wrong("factor two lost") ? div(sub(out, y), n) : mul(2 / n, sub(out, y));
    const dpooled = einsum("n,cp->ncp", dout, v);
    const back = repeat(reshape(dpooled, [n, 3, 4, 1]), 2, 3) as Tensor;
    const winners = equal(pairs, reshape(pooled, [n, 3, 4, 1]));
    const dpairs = wrong("spread evenly") ? div(back, 2) : wrong("to both") ? back : mul(back, winners);
    const dz = reshape(dpairs, [n, 3, 8]) as Tensor;
    const taps: Tensor[] = [];
    for (let tap = 0; tap < 3; tap++) {
      const start = wrong("taps backwards") ? 2 - tap : tap;
      taps.push(einsum("ncs,nos->oc", at(x, ":", ":", `${start}:${start + 8}`), dz));
    }
    return { gradients: { k: stack(taps, 2), v: einsum("n,ncp->cp", dout, pooled) }, intermediates: { z, dout, dz } };
  },
  mistakes: {
    "factor two lost": [["factor"], ["dout", "dz", "k", "v"], "The 2 of the square is missing."],
    "spread evenly": [
      ["derivative-at-wrong-value", "missing-activation-derivative", "wrong-forward", "mean-for-sum", "unknown"],
      ["dz", "k"],
      "The maximum goes back as an average would.",
    ],
    "to both": [
      ["missing-activation-derivative", "missing-term", "extra-term"],
      ["dz", "k"],
      "The gradient goes to both entries of a window, not to the larger alone.",
    ],
    "taps backwards": [["transposed", "wrong-axis", "unknown", "off-by-one-layer"], ["k"], "Taps in backward order."],
  },
  bare: ["to both", "taps backwards"],
});

/** A convolution with a stride of 2 and a sigmoid, every patch laid out as a row. */
const patches = plant({
  name: "patches as rows",
  kind: "convolution",
  params: { W: normal(4, 3), b: normal(3), head: normal(12) },
  data: [normal(5, 4, 4), normal(5)],
  loss: ({ W, b, head }, x, y) => {
    const rows = reshape(transpose(reshape(x, [x.shape[0]!, 2, 2, 2, 2]), [0, 1, 3, 2, 4]), [x.shape[0]! * 4, 4]);
    const h = reshape(sigmoid(add(matmul(rows, W), b)), [x.shape[0]!, 12]);
    return mean(square(sub(matmul(h, head), y)));
  },
  hand: (wrong, { W, b, head }, x, y) => {
    const n = x.shape[0]!;
    const split = reshape(x, [n, 2, 2, 2, 2]);
    const order = wrong("axes left alone") ? split : transpose(split, [0, 1, 3, 2, 4]);
    const rows = reshape(order, [n * 4, 4]) as Tensor;
    const ordered = reshape(transpose(split, [0, 1, 3, 2, 4]), [n * 4, 4]) as Tensor;
    const a = sigmoid(add(matmul(ordered, W), b)) as Tensor;
    const error = mul(2 / n, sub(matmul(reshape(a, [n, 12]), head), y));
    const da = reshape(mul(reshape(error, [n, 1]), head), [n * 4, 3]) as Tensor;
    const dz = mul(da, wrong("slope of tanh") ? sub(1, square(a)) : mul(a, sub(1, a)));
    return {
      gradients: {
        W: matmul(transpose(rows), dz),
        b: wrong("divided by the places") ? div(sum(dz, 0), 4) : sum(dz, 0),
        head: wrong("head per image")
          ? mul(reshape(error, [n, 1]), reshape(a, [n, 12]))
          : matmul(error, reshape(a, [n, 12])),
      },
      intermediates: { a, error, da, dz },
    };
  },
  mistakes: {
    "axes left alone": [
      ["wrong-axis", "transposed", "derivative-at-wrong-value", "wrong-forward"],
      ["W"],
      "The patches were not transposed before they were laid out as rows.",
    ],
    "slope of tanh": [
      ["derivative-at-wrong-value", "missing-activation-derivative"],
      ["dz", "W", "b"],
      "1 - a² for a sigmoid.",
    ],
    "divided by the places": [["mean-for-sum", "factor"], ["b"], "The bias is averaged over the places of a patch."],
    "head per image": [["not-summed", "structure"], ["head"], "The head has one gradient for each image."],
  },
  numbers: ["divided by the places"],
});

/** Global average pooling before a dense layer. */
const globalPool = plant({
  name: "global average",
  kind: "convolution",
  params: { K: normal(3, 1, 2, 2), W: normal(3, 2) },
  data: [normal(4, 1, 4, 4), normal(4, 2)],
  loss: ({ K, W }, x, y) => sum(square(sub(matmul(mean(mean(tanh(conv(x, K)), 3), 2), W), y))),
  hand: (wrong, { K, W }, x, y) => {
    const h = tanh(conv(x, K)) as Tensor;
    const g = mean(mean(h, 3), 2) as Tensor;
    const error = mul(2, sub(matmul(g, W), y));
    const dg = matmul(error, transpose(W));
    const places = wrong("ninth lost") ? 1 : wrong("a side for an area") ? 3 : 9;
    const dh = div(broadcastTo(reshape(dg, [...dg.shape, 1, 1]), h.shape), places) as Tensor;
    const dz = mul(dh, sub(1, square(h))) as Tensor;
    const seen = wrong("places not visited") ? (mul(dz, at(oneHot([0], 3), 0)) as Tensor) : dz;
    return {
      gradients: { K: byKernel(x, seen, 2, 2), W: matmul(transpose(g), wrong("half") ? div(error, 2) : error) },
      intermediates: { h, g, error, dg, dz },
    };
  },
  mistakes: {
    "ninth lost": [["factor", "sum-for-mean"], ["dz", "K"], "Global average pooling goes back without 1/9."],
    "a side for an area": [["factor", "sum-for-mean"], ["dz", "K"], "Divided by a side instead of the area."],
    "places not visited": [["missing-term", "one-sample"], ["K"], "The loop over columns stops after the first."],
    half: [["factor"], ["W"], "The 2 is missing in one of the two gradients."],
  },
  pairs: ["ninth lost+half"],
});

/** Depthwise filters with a bias per channel, by explicit loops. */
const depthwise = plant({
  name: "depthwise filters in loops",
  kind: "convolution",
  params: { k: normal(3, 2), c: normal(3) },
  data: [normal(2, 3, 6), normal(2, 3, 5)],
  loss: ({ k, c }, x, y) =>
    div(sum(square(sub(add(conv(x, reshape(k, [3, 1, 2]), { groups: 3 }), reshape(c, [3, 1])), y))), 2),
  hand: (wrong, { k, c }, x, y) => {
    const error = sub(add(conv(x, reshape(k, [3, 1, 2]), { groups: 3 }), reshape(c, [3, 1])), y) as Tensor;
    const rows: Tensor[] = [];
    for (let channel = 0; channel < 3; channel++) {
      const e = at(error, ":", channel);
      const input = at(x, ":", wrong("next channel") ? (channel + 1) % 3 : channel);
      const shift = wrong("one place too far") ? 0 : 1;
      rows.push(
        stack([sum(mul(e, at(input, ":", ":5"))), sum(mul(e, at(input, ":", `${shift}:${shift + 5}`)))]) as Tensor,
      );
    }
    const total = zeros([3]);
    const bias = wrong("bias by image") ? sum(error, 2) : add(total, sum(sum(error, 2), 0));
    return { k: stack(rows, 0), c: wrong("bias sign") ? neg(bias) : bias };
  },
  mistakes: {
    "next channel": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["k"],
      "The next channel's input.",
    ],
    "one place too far": [["off-by-one-layer", "derivative-at-wrong-value"], ["k"], "Both taps see the same places."],
    "bias by image": [["not-summed", "structure"], ["c"], "The bias is summed over places, not over images."],
    "bias sign": [["sign"], ["c"], "The bias has the other sign."],
  },
  numbers: ["bias by image"],
});

export const laterImages: readonly EverydayCase[] = [
  ...digits,
  ...stacked,
  ...signal,
  ...patches,
  ...globalPool,
  ...depthwise,
];
