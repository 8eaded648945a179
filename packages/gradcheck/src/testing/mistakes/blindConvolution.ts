import {
  add,
  at,
  concatenate,
  conv,
  div,
  einsum,
  flip,
  matmul,
  mean,
  mul,
  relu,
  repeat,
  reshape,
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
import { affine, mask, tanhSlope } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

/** Windows of three along the last axis: [N, C, L] → [N, C, L - 2, 3]. */
function windows(x: Tensor): Tensor {
  const L = x.shape[2]!;
  return stack(
    [0, 1, 2].map((t) => at(x, ":", ":", `${t}:${L - 2 + t}`)),
    3,
  );
}

/** x with two zeros on both sides of its last axis. */
function padded(x: Tensor): Tensor {
  const zeros: Tensor = mul(0, at(x, ":", ":", ":2"));
  return concatenate([zeros, x, zeros], 2);
}

interface Kernels {
  K1: Tensor;
  b1: Tensor;
  K2: Tensor;
  b2: Tensor;
}

// Two convolutions of a signal, tanh between, two channels each, half the sum of squares for each sample.
const signal = plant<
  | "kernel turned"
  | "kernel not turned on the way back"
  | "channels exchanged"
  | "bias of the samples alone"
  | "bias a mean"
  | "no slope"
  | "1 - z²"
  | "x for a1"
  | "edges lost"
  | "first channel alone"
  | "first sample alone"
  | "one step along"
  | "no samples",
  Kernels,
  [Tensor, Tensor]
>("convolution", ({ batch, normal }, has) => ({
  params: { K1: normal(2, 2, 3), b1: normal(2), K2: normal(2, 2, 3), b2: normal(2) },
  data: [normal(batch, 2, 8), normal(batch, 2, 4)],
  batchAxis: 0,
  loss: ({ K1, b1, K2, b2 }, x, t): Tensor => {
    const a1: Tensor = tanh(add(conv(x, K1), reshape(b1, [2, 1])));
    const y: Tensor = add(conv(a1, K2), reshape(b2, [2, 1]));
    return div(sum(square(sub(y, t))), 2 * x.shape[0]!);
  },
  backward: ({ K1, b1, K2, b2 }, x, t) => {
    const z1: Tensor = add(conv(x, K1), reshape(b1, [2, 1]));
    const a1: Tensor = tanh(z1);
    const y: Tensor = add(conv(a1, K2), reshape(b2, [2, 1]));
    const dy: Tensor = div(sub(y, t), has("no samples") ? 1 : x.shape[0]!);
    const input: Tensor = has("x for a1") ? at(x, ":", ":", ":6") : a1;
    let dK2: Tensor = einsum("nol,nclt->oct", dy, windows(input));
    if (has("kernel turned")) dK2 = flip(dK2, 2);
    if (has("first sample alone")) dK2 = einsum("nol,nclt->oct", at(dy, ":1"), windows(at(a1, ":1")));
    if (has("one step along"))
      dK2 = einsum("nol,nclt->oct", dy, windows(concatenate([at(a1, ":", ":", "1:"), at(a1, ":", ":", ":1")], 2)));
    const turned: Tensor = has("kernel not turned on the way back") ? K2 : flip(K2, 2);
    const back: Tensor = has("channels exchanged") ? turned : swapaxes(turned, 0, 1);
    let da1: Tensor = conv(padded(dy), back);
    if (has("edges lost"))
      da1 = concatenate(
        [mul(0, at(da1, ":", ":", ":2")), at(da1, ":", ":", "2:4"), mul(0, at(da1, ":", ":", ":2"))],
        2,
      );
    let dz1: Tensor = has("no slope") ? da1 : mul(da1, tanhSlope(z1));
    if (has("1 - z²")) dz1 = mul(da1, sub(1, square(z1)));
    let dK1: Tensor = einsum("nol,nclt->oct", dz1, windows(x));
    if (has("first channel alone")) {
      const first: Tensor = at(dK1, ":", ":1");
      dK1 = concatenate([first, first], 1);
    }
    let db2: Tensor = sum(dy, [0, 2]);
    if (has("bias of the samples alone")) db2 = sum(dy, 0);
    return {
      gradients: { K1: dK1, b1: has("bias a mean") ? mean(dz1, [0, 2]) : sum(dz1, [0, 2]), K2: dK2, b2: db2 },
      intermediates: { z1, a1, y, dy, da1, dz1 },
    };
  },
}));

const FIRST = { quantity: "K1", alsoQuantities: ["b1"] };

// An image: convolution, rectifier, pooling, flattened into a dense layer, the mean of squares.
function image(pooling: "max" | "average") {
  return plant<
    | "flattened the other way"
    | "no quarter"
    | "to every place"
    | "mask after the pool"
    | "no mask"
    | "kernel's axes exchanged"
    | "W as it is"
    | "no 2"
    | "bias over the channels"
    | "always the first place",
    { K: Tensor; b: Tensor; W: Tensor; c: Tensor },
    [Tensor, Tensor]
  >("convolution", ({ batch, normal }, has) => {
    const pool = (a: Tensor): Tensor =>
      pooling === "max" ? windowMax(a, [2, 2], { stride: 2 }) : div(windowSum(a, [2, 2], { stride: 2 }), 4);
    return {
      params: { K: normal(2, 1, 3, 3), b: normal(2), W: normal(8, 8), c: normal(8) },
      data: [normal(batch, 1, 6, 6), normal(batch, 8)],
      batchAxis: 0,
      loss: ({ K, b, W, c }, x, t): Tensor => {
        const p = pool(relu(add(conv(x, K), reshape(b, [2, 1, 1]))));
        return mean(square(sub(affine(reshape(p, [-1, 8]), W, c), t)));
      },
      backward: ({ K, b, W, c }, x, t) => {
        const N = x.shape[0]!;
        const z: Tensor = add(conv(x, K), reshape(b, [2, 1, 1]));
        const a: Tensor = relu(z);
        const p = pool(a);
        const flat: Tensor = reshape(p, [N, 8]);
        const y = affine(flat, W, c);
        const dy: Tensor = div(mul(has("no 2") ? 1 : 2, sub(y, t)), 8 * N);
        const dflat: Tensor = matmul(dy, has("W as it is") ? W : transpose(W));
        const dp: Tensor = has("flattened the other way")
          ? swapaxes(reshape(dflat, [N, 2, 2, 2]), 2, 3)
          : reshape(dflat, [N, 2, 2, 2]);
        const spread = (g: Tensor): Tensor => repeat(repeat(g, 2, 2), 2, 3);
        let da: Tensor = spread(has("no quarter") ? dp : div(dp, 4));
        if (pooling === "max") {
          const largest: Tensor = mul(1, sub(1, mask(sub(spread(p), a))));
          da = has("to every place") ? spread(dp) : mul(spread(dp), largest);
          if (has("always the first place")) {
            const zero: Tensor = mul(0, dp);
            const row: Tensor = reshape(stack([dp, zero], 4), [N, 2, 2, 4]);
            da = reshape(stack([row, mul(0, row)], 3), [N, 2, 4, 4]);
          }
        }
        let dz: Tensor = has("no mask") ? da : mul(da, mask(z));
        if (has("mask after the pool")) dz = mul(da, spread(mask(p)));
        const dK: Tensor = stack(
          [0, 1, 2].flatMap((i) =>
            [0, 1, 2].map((j): Tensor => {
              const seen: Tensor = at(x, ":", ":", `${i}:${i + 4}`, `${j}:${j + 4}`);
              return einsum("noij,ncij->oc", dz, seen);
            }),
          ),
          2,
        );
        let kernel: Tensor = reshape(dK, [2, 1, 3, 3]);
        if (has("kernel's axes exchanged")) kernel = swapaxes(kernel, 2, 3);
        const db: Tensor = sum(dz, [0, 2, 3]);
        return {
          gradients: {
            K: kernel,
            b: has("bias over the channels") ? sum(dz, [0, 1, 2]) : db,
            W: matmul(transpose(flat), dy),
            c: sum(dy, 0),
          },
        };
      },
    };
  });
}
const largest = image("max");
const average = image("average");

const KERNEL = { quantity: "K", alsoQuantities: ["b"] };

/** Convolutions of signals and images with pooling, not seen by the checker. */
export const blindConvolution: readonly Case[] = [
  signal({
    name: "signal: the gradient of the kernel is turned round",
    planted: "kernel turned",
    hand: "numbers",
    causes: ["transposed", "wrong-axis", "unknown"],
    alsoAcceptable: ["wrong-forward", "derivative-at-wrong-value", "structure"],
    quantity: "K2",
  }),
  signal({
    name: "signal: the kernel is not turned on the way back",
    planted: "kernel not turned on the way back",
    causes: ["transposed", "unknown"],
    alsoAcceptable: ["derivative-at-wrong-value"],
    ...FIRST,
  }),
  signal({
    name: "signal: channels in and out not exchanged on the way back",
    planted: "channels exchanged",
    hand: "numbers",
    causes: ["transposed"],
    ...FIRST,
  }),
  signal({
    name: "signal: the bias is summed over the samples, not over the places",
    planted: "bias of the samples alone",
    intermediates: true,
    causes: ["not-summed", "structure", "wrong-axis"],
    quantity: "b2",
  }),
  signal({
    name: "signal: the bias is a mean over samples and places",
    planted: "bias a mean",
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "b1",
  }),
  signal({
    name: "signal: no slope of tanh between the convolutions",
    planted: "no slope",
    batch: 1,
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    ...FIRST,
  }),
  signal({
    name: "signal: 1 - z² between the convolutions",
    planted: "1 - z²",
    intermediates: true,
    causes: ["derivative-at-wrong-value"],
    ...FIRST,
  }),
  signal({
    name: "signal: the second kernel with the net's input",
    planted: "x for a1",
    hand: "numbers",
    intermediates: true,
    causes: ["off-by-one-layer", "wrong-layer", "unknown"],
    alsoAcceptable: ["derivative-at-wrong-value"],
    quantity: "K2",
  }),
  signal({
    name: "signal: the way back pads with zeros what should come from the edges",
    planted: "edges lost",
    causes: ["missing-term", "unknown"],
    ...FIRST,
  }),
  signal({
    name: "signal: the first input channel's gradient for both",
    planted: "first channel alone",
    hand: "numbers",
    causes: ["derivative-at-wrong-value", "unknown", "wrong-upstream"],
    alsoAcceptable: ["missing-term", "wrong-axis"],
    quantity: "K1",
  }),
  signal({
    name: "signal: = for += in the loop over the samples, the first one stays",
    planted: "first sample alone",
    batch: 6,
    hand: "numbers",
    causes: ["one-sample"],
    quantity: "K2",
  }),
  signal({
    name: "signal: windows one place too far",
    planted: "one step along",
    intermediates: true,
    causes: ["derivative-at-wrong-value", "unknown", "off-by-one-layer"],
    quantity: "K2",
  }),
  signal({
    name: "signal: not divided by the samples, and no slope",
    planted: ["no samples", "no slope"],
    hand: "numbers",
    causes: ["sum-for-mean", "factor"],
    quantity: "K2",
    alsoQuantities: ["b2", "K1", "b1"],
    second: { causes: ["missing-activation-derivative"], ...FIRST },
  }),
  average({
    name: "average pooling: flattened column by column on the way back",
    planted: "flattened the other way",
    hand: "numbers",
    causes: ["transposed", "wrong-axis", "unknown"],
    alsoAcceptable: ["structure", "wrong-upstream"],
    ...KERNEL,
  }),
  average({
    name: "average pooling: the quarter is forgotten",
    planted: "no quarter",
    hand: "numbers",
    causes: ["factor", "sum-for-mean"],
    alsoAcceptable: ["missing-term"],
    ...KERNEL,
  }),
  average({
    name: "average pooling: the rectifier's mask from what is pooled",
    planted: "mask after the pool",
    causes: ["derivative-at-wrong-value", "missing-activation-derivative"],
    alsoAcceptable: ["unknown"],
    ...KERNEL,
  }),
  average({
    name: "average pooling: no mask of the rectifier",
    planted: "no mask",
    batch: 1,
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    ...KERNEL,
  }),
  average({
    name: "average pooling: rows and columns of the kernel exchanged",
    planted: "kernel's axes exchanged",
    causes: ["transposed", "wrong-axis"],
    quantity: "K",
  }),
  average({
    name: "average pooling: back through the dense layer without the transpose",
    planted: "W as it is",
    hand: "numbers",
    causes: ["transposed"],
    ...KERNEL,
  }),
  average({
    name: "average pooling: no quarter, and the 2 of the square forgotten",
    planted: ["no quarter", "no 2"],
    hand: "numbers",
    causes: ["factor"],
    quantity: "W",
    alsoQuantities: ["c", "K", "b"],
    second: { causes: ["factor", "sum-for-mean"], ...KERNEL },
  }),
  largest({
    name: "largest of four: the gradient goes to all of them",
    planted: "to every place",
    hand: "numbers",
    causes: ["missing-activation-derivative", "missing-term", "wrong-forward"],
    ...KERNEL,
  }),
  largest({
    name: "largest of four: the gradient goes to the first place of each window",
    planted: "always the first place",
    causes: ["unknown", "derivative-at-wrong-value", "wrong-forward"],
    alsoAcceptable: ["missing-activation-derivative"],
    ...KERNEL,
  }),
  largest({
    name: "largest of four: the bias sums the channels and keeps the columns",
    planted: "bias over the channels",
    hand: "numbers",
    causes: ["structure", "wrong-axis"],
    quantity: "b",
  }),
  largest({
    name: "largest of four: the bias's axes, and the 2 forgotten",
    planted: ["bias over the channels", "no 2"],
    causes: ["factor"],
    quantity: "W",
    alsoQuantities: ["c", "K"],
    second: { causes: ["structure", "wrong-axis"], quantity: "b" },
  }),
];
