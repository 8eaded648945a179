import {
  add,
  at,
  concatenate,
  div,
  greater,
  matmul,
  mean,
  mul,
  outer,
  relu,
  reshape,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// A signal [N, 8], kernels of three as sums of shifted products, two layers, no padding.
interface Kernels {
  k1: Tensor;
  b1: Tensor;
  k2: Tensor;
  b2: Tensor;
}
const shifted = plant<
  | "kernel flipped"
  | "error through the flipped kernel"
  | "bias at the last position"
  | "bias averaged over positions"
  | "bias not summed over the batch"
  | "no slope"
  | "mean over samples for the kernel",
  Kernels,
  [Tensor, Tensor]
>("convolution", ({ batch, normal }, has) => ({
  params: { k1: normal(3), b1: normal(1), k2: normal(3), b2: normal(1) },
  data: [normal(batch, 8), normal(batch, 4)],
  batchAxis: 0,
  loss: ({ k1, b1, k2, b2 }, x, t): Tensor => {
    let z1: Tensor = b1;
    for (let j = 0; j < 3; j++) z1 = add(z1, mul(at(k1, j), at(x, ":", `${j}:${j + 6}`)));
    const a1 = tanh(z1);
    let y: Tensor = b2;
    for (let j = 0; j < 3; j++) y = add(y, mul(at(k2, j), at(a1, ":", `${j}:${j + 4}`)));
    return mul(0.5, sum(square(sub(y, t))));
  },
  backward: ({ k1, b1, k2, b2 }, x, t) => {
    const n = x.shape[0]!;
    const window = (a: Tensor, j: number, length: number): Tensor => at(a, ":", `${j}:${j + length}`);
    let z1: Tensor = add(b1, zeros([n, 6]));
    for (let j = 0; j < 3; j++) z1 = add(z1, mul(at(k1, j), window(x, j, 6)));
    const a1 = tanh(z1);
    let y: Tensor = add(b2, zeros([n, 4]));
    for (let j = 0; j < 3; j++) y = add(y, mul(at(k2, j), window(a1, j, 4)));
    const dy: Tensor = sub(y, t);
    const places = has("kernel flipped") ? [2, 1, 0] : [0, 1, 2];
    const dk2: Tensor = stack(places.map((j) => sum(mul(dy, window(a1, j, 4)))));
    let db2: Tensor = reshape(sum(dy), [1]);
    if (has("bias at the last position")) db2 = reshape(sum(at(dy, ":", -1)), [1]);
    if (has("bias averaged over positions")) db2 = div(db2, 4);
    if (has("bias not summed over the batch")) db2 = sum(dy, 1);
    // Each entry of a1 went into three outputs: the error is the full correlation with the kernel turned round.
    let da1: Tensor = zerosLike(a1);
    for (let j = 0; j < 3; j++) {
      const k = at(k2, has("error through the flipped kernel") ? 2 - j : j);
      da1 = add(da1, concatenate([zeros([n, j]), mul(k, dy), zeros([n, 2 - j])], 1));
    }
    const dz1: Tensor = has("no slope") ? da1 : mul(da1, sub(1, square(a1)));
    let dk1: Tensor = stack([0, 1, 2].map((j) => sum(mul(dz1, window(x, j, 6)))));
    if (has("mean over samples for the kernel")) dk1 = div(dk1, n);
    return {
      gradients: { k1: dk1, b1: reshape(sum(dz1), [1]), k2: dk2, b2: db2 },
      intermediates: { z1, a1, y, dy, da1, dz1 },
    };
  },
}));

// Pictures [N, 5, 5] cut into patches, kernels as a matrix [4, filters], ReLU, then a dense layer.
interface Picture {
  K: Tensor;
  c: Tensor;
  V: Tensor;
}
/** The patches of two by two as rows, [N · places², 4]. */
function patches(x: Tensor, stride: number, places: number): Tensor {
  const corners = [0, 1].flatMap((i) => [0, 1].map((j) => [i, j] as const));
  const cut = (start: number) => `${start}:${start + stride * (places - 1) + 1}:${stride}`;
  return stack(
    corners.map(([i, j]) => reshape(at(x, ":", cut(i), cut(j)), [x.shape[0]! * places * places])),
    1,
  );
}
const patched = plant<
  | "stride ignored"
  | "patches not transposed"
  | "bias of one position"
  | "bias over filters"
  | "mask of the input"
  | "mask forgotten"
  | "mean for sum"
  | "half forgotten"
  | "last picture only",
  Picture,
  [Tensor, Tensor]
>("convolution", ({ batch, normal }, has) => ({
  params: { K: normal(4, 4), c: normal(4), V: normal(16, 2) },
  data: [normal(batch, 5, 5), normal(batch, 2)],
  batchAxis: 0,
  loss: ({ K, c, V }, x, t): Tensor => {
    const a = relu(add(matmul(patches(x, 2, 2), K), c));
    return mean(square(sub(matmul(reshape(a, [x.shape[0]!, 16]), V), t)));
  },
  backward: ({ K, c, V }, x, t) => {
    const n = x.shape[0]!;
    const P = patches(x, 2, 2);
    const Z: Tensor = add(matmul(P, K), c);
    const A = reshape(relu(Z), [n, 16]);
    const dY: Tensor = div(mul(has("half forgotten") ? 1 : 2, sub(matmul(A, V), t)), t.size);
    const dV: Tensor = has("last picture only") ? outer(at(A, -1), at(dY, -1)) : matmul(transpose(A), dY);
    const dA: Tensor = reshape(matmul(dY, transpose(V)), [n * 4, 4]);
    let dZ: Tensor = mul(dA, greater(Z, 0));
    if (has("mask of the input")) dZ = mul(dA, greater(P, 0));
    if (has("mask forgotten")) dZ = dA;
    const used = has("stride ignored") ? patches(x, 1, 2) : P;
    let dK: Tensor = matmul(transpose(used), dZ);
    if (has("patches not transposed")) dK = transpose(dK);
    let dc: Tensor = sum(dZ, 0);
    if (has("bias of one position")) dc = at(dZ, -1);
    if (has("bias over filters")) dc = at(sum(dZ, 1), "0:4");
    if (has("mean for sum")) dc = mean(dZ, 0);
    return { gradients: { K: dK, c: dc, V: dV }, intermediates: { P, Z, A, dY, dA, dZ } };
  },
}));

// Two channels, padding of one, loops over every index on plain arrays.
interface Channels {
  W: Tensor;
  b: Tensor;
}
const loops = plant<
  "padding forgotten" | "one channel for both" | "factor of the positions",
  Channels,
  [Tensor, Tensor]
>("convolution", ({ batch, normal }, has) => ({
  params: { W: normal(3, 2, 3), b: normal(3) },
  data: [normal(batch, 2, 5), normal(batch, 3, 5)],
  batchAxis: 0,
  loss: ({ W, b }, x, t): Tensor => {
    const n = x.shape[0]!;
    const padded = concatenate([zeros([n, 2, 1]), x, zeros([n, 2, 1])], 2);
    let y: Tensor = reshape(b, [3, 1]);
    for (let j = 0; j < 3; j++) y = add(y, matmul(at(W, ":", ":", j), at(padded, ":", ":", `${j}:${j + 5}`)));
    return div(sum(square(sub(y, t))), n);
  },
  backward: ({ W, b }, x, t) => {
    const w = W.toArray() as number[][][];
    const bias = b.toArray() as number[];
    const [xs, ts] = [x.toArray() as number[][][], t.toArray() as number[][][]];
    const read = (row: number[], p: number) => row[p] ?? 0;
    const dW = w.map((filter) => filter.map((channel) => channel.map(() => 0)));
    const db = bias.map(() => 0);
    for (const [n, channels] of xs.entries()) {
      for (let f = 0; f < 3; f++) {
        for (let p = 0; p < 5; p++) {
          let y = bias[f]!;
          for (let c = 0; c < 2; c++) for (let j = 0; j < 3; j++) y += w[f]![c]![j]! * read(channels[c]!, p + j - 1);
          let dy = (2 * (y - ts[n]![f]![p]!)) / xs.length;
          if (has("factor of the positions")) dy /= 5;
          db[f]! += dy;
          for (let c = 0; c < 2; c++) {
            for (let j = 0; j < 3; j++) {
              const from = has("one channel for both") ? 0 : c;
              dW[f]![c]![j]! += dy * read(channels[from]!, has("padding forgotten") ? p + j : p + j - 1);
            }
          }
        }
      }
    }
    return { gradients: { W: tensor(dW), b: tensor(db) } };
  },
}));

/** Convolutions as shifted products, as patches, and in loops. */
export const openConvolution: readonly Case[] = [
  shifted({
    name: "shifted products: the second kernel's gradient is flipped",
    planted: "kernel flipped",
    hand: "numbers",
    causes: ["transposed", "wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "k2",
  }),
  shifted({
    name: "shifted products: the error goes back through the kernel turned round",
    planted: "error through the flipped kernel",
    causes: ["transposed", "wrong-upstream"],
    alsoAcceptable: ["unknown"],
    quantity: "k1",
    alsoQuantities: ["b1"],
    intermediates: true,
  }),
  shifted({
    name: "shifted products: the bias of the second layer sees the last position only",
    planted: "bias at the last position",
    hand: "numbers",
    causes: ["not-summed", "missing-term"],
    alsoAcceptable: ["unknown", "one-sample"],
    quantity: "b2",
  }),
  shifted({
    name: "shifted products: the bias is averaged over the positions",
    planted: "bias averaged over positions",
    causes: ["mean-for-sum", "factor"],
    quantity: "b2",
  }),
  shifted({
    name: "shifted products: one bias gradient a sample",
    planted: "bias not summed over the batch",
    hand: "numbers",
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "b2",
  }),
  shifted({
    name: "shifted products: tanh's slope is forgotten",
    planted: "no slope",
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    quantity: "k1",
    alsoQuantities: ["b1"],
  }),
  shifted({
    name: "shifted products: averaged bias in the second layer, no slope in the first",
    planted: ["bias averaged over positions", "no slope"],
    causes: ["mean-for-sum", "factor"],
    quantity: "b2",
    second: { causes: ["missing-activation-derivative"], quantity: "k1", alsoQuantities: ["b1"] },
  }),
  shifted({
    name: "shifted products: the first kernel's gradient is divided by the batch, in float32",
    planted: "mean over samples for the kernel",
    causes: ["mean-for-sum", "factor"],
    quantity: "k1",
    dtype: "float32",
  }),
  patched({
    name: "patches: the patches for the kernel's gradient are cut without the stride",
    planted: "stride ignored",
    causes: ["derivative-at-wrong-value", "wrong-upstream"],
    alsoAcceptable: ["unknown"],
    quantity: "K",
  }),
  patched({
    name: "patches: a square matrix of kernels gets the transposed gradient",
    planted: "patches not transposed",
    hand: "numbers",
    causes: ["transposed"],
    quantity: "K",
  }),
  patched({
    name: "patches: the filters' bias is that of the last patch",
    planted: "bias of one position",
    causes: ["one-sample", "not-summed"],
    quantity: "c",
  }),
  patched({
    name: "patches: the bias is summed over the filters and not over the patches",
    planted: "bias over filters",
    hand: "numbers",
    causes: ["wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "c",
    batch: 1,
  }),
  patched({
    name: "patches: the bias is a mean over patches and pictures",
    planted: "mean for sum",
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "c",
  }),
  patched({
    name: "patches: the mask of ReLU is that of the patches",
    planted: "mask of the input",
    causes: ["derivative-at-wrong-value"],
    quantity: "K",
    alsoQuantities: ["c"],
  }),
  patched({
    name: "patches: the dense layer learns from the last picture only",
    planted: "last picture only",
    hand: "numbers",
    causes: ["one-sample"],
    quantity: "V",
  }),
  patched({
    name: "patches: the square's 2 is lost, and ReLU has no mask",
    planted: ["half forgotten", "mask forgotten"],
    causes: ["factor"],
    quantity: "V",
    second: { causes: ["missing-activation-derivative"], quantity: "K", alsoQuantities: ["c"] },
  }),
  loops({
    name: "loops: the padding is forgotten when the input is read",
    planted: "padding forgotten",
    hand: "numbers",
    causes: ["derivative-at-wrong-value", "wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "W",
  }),
  loops({
    name: "loops: both channels' kernels learn from channel 0",
    planted: "one channel for both",
    causes: ["derivative-at-wrong-value", "wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "W",
  }),
  loops({
    name: "loops: divided by the positions although the cost is their sum",
    planted: "factor of the positions",
    batch: 1,
    hand: "numbers",
    causes: ["factor", "mean-for-sum"],
    quantity: "W",
    alsoQuantities: ["b"],
  }),
];
