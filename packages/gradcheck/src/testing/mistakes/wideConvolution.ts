import {
  add,
  at,
  concatenate,
  div,
  greater,
  matmul,
  maximum,
  mean,
  mul,
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
  zeros,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// Pictures [N, 4, 4], one kernel [2, 2] by four shifted products, tanh, then the mean of the picture.
interface Kernel {
  K: Tensor;
  bias: Tensor;
  scale: Tensor;
}
const CORNERS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;
const globalMean = plant<
  | "rows and columns exchanged"
  | "turned by 180 degrees"
  | "ninth of the mean forgotten"
  | "slope from z"
  | "bias summed over the pictures alone"
  | "row and column start at one"
  | "scale's mean forgotten",
  Kernel,
  [Tensor, Tensor]
>("convolution", ({ batch, normal }, has) => ({
  params: { K: normal(2, 2), bias: normal(1), scale: normal(1) },
  data: [normal(batch, 4, 4), normal(batch)],
  batchAxis: 0,
  loss: ({ K, bias, scale }, x, t): Tensor => {
    let z: Tensor = bias;
    for (const [i, j] of CORNERS) z = add(z, mul(at(K, i, j), at(x, ":", `${i}:${i + 3}`, `${j}:${j + 3}`)));
    return mean(square(sub(mul(scale, mean(tanh(z), [1, 2])), t)));
  },
  backward: ({ K, bias, scale }, x, t) => {
    const n = t.size;
    const seen = (i: number, j: number): Tensor => at(x, ":", `${i}:${i + 3}`, `${j}:${j + 3}`);
    let z: Tensor = add(bias, zeros([n, 3, 3]));
    for (const [i, j] of CORNERS) z = add(z, mul(at(K, i, j), seen(i, j)));
    const a = tanh(z);
    const pooled: Tensor = mean(a, [1, 2]);
    const dy: Tensor = mul(2 / n, sub(mul(scale, pooled), t));
    const spread = has("ninth of the mean forgotten") ? 1 : 9;
    const da: Tensor = div(reshape(mul(dy, scale), [n, 1, 1]), spread);
    const dz: Tensor = mul(da, sub(1, square(has("slope from z") ? z : a)));
    const entry = (i: number, j: number): Tensor => {
      if (has("rows and columns exchanged")) return sum(mul(dz, seen(j, i)));
      if (has("turned by 180 degrees")) return sum(mul(dz, seen(1 - i, 1 - j)));
      if (has("row and column start at one")) return sum(mul(dz, seen(1, 1)));
      return sum(mul(dz, seen(i, j)));
    };
    const dK = reshape(stack(CORNERS.map(([i, j]) => entry(i, j))), [2, 2]);
    const dbias: Tensor = has("bias summed over the pictures alone") ? sum(dz, 0) : reshape(sum(dz), [1]);
    const dscale: Tensor = mul(dy, has("scale's mean forgotten") ? sum(a, [1, 2]) : pooled);
    return { gradients: { K: dK, bias: dbias, scale: reshape(sum(dscale), [1]) }, intermediates: { z, a, dz } };
  },
}));

// Signals [N, C, L]; every position's channels mixed by one matrix, pairs of positions pooled.
interface Mix {
  M: Tensor;
  m: Tensor;
  V: Tensor;
}
const pooling = plant<
  | "average's half forgotten"
  | "pooled error laid end to end"
  | "M not transposed"
  | "bias over the channels"
  | "mixed over positions"
  | "mean of the batch for m"
  | "slope after the pooling",
  Mix,
  [Tensor, Tensor]
>("convolution", ({ batch, normal }, has) => ({
  params: { M: normal(4, 4), m: normal(4, 1), V: normal(8, 2) },
  data: [normal(batch, 4, 4), normal(batch, 2)],
  batchAxis: 0,
  loss: ({ M, m, V }, x, t): Tensor => {
    const a = sigmoid(add(matmul(M, tanh(add(matmul(M, x), m))), m));
    const pooled = mul(0.5, add(at(a, ":", ":", "::2"), at(a, ":", ":", "1::2")));
    return mul(0.5, sum(square(sub(matmul(reshape(pooled, [x.shape[0]!, 8]), V), t))));
  },
  backward: ({ M, m, V }, x, t) => {
    const n = x.shape[0]!;
    const h: Tensor = tanh(add(matmul(M, x), m));
    const a: Tensor = sigmoid(add(matmul(M, h), m));
    const pooled = reshape(mul(0.5, add(at(a, ":", ":", "::2"), at(a, ":", ":", "1::2"))), [n, 8]);
    const e: Tensor = sub(matmul(pooled, V), t);
    const back: Tensor = reshape(matmul(e, transpose(V)), [n, 4, 2]);
    const spread: Tensor = has("pooled error laid end to end")
      ? concatenate([back, back], 2)
      : reshape(stack([back, back], 3), [n, 4, 4]);
    const da: Tensor = mul(has("average's half forgotten") ? 1 : 0.5, spread);
    const far: Tensor = reshape(stack([at(pooled, ":", "::2"), at(pooled, ":", "1::2")], 2), [n, 4, 2]);
    const s: Tensor = has("slope after the pooling") ? reshape(stack([far, far], 3), [n, 4, 4]) : a;
    const dz: Tensor = mul(da, mul(s, sub(1, s)));
    const dh: Tensor = matmul(has("M not transposed") ? M : transpose(M), dz);
    const dw: Tensor = mul(dh, sub(1, square(h)));
    const T = (y: Tensor): Tensor => transpose(y, [0, 2, 1]);
    const both: Tensor = add(dz, dw);
    let dm: Tensor = reshape(sum(both, [0, 2]), [4, 1]);
    if (has("bias over the channels")) dm = reshape(sum(both, [0, 1]), [4, 1]);
    if (has("mean of the batch for m")) dm = div(dm, n);
    const uses: Tensor = has("mixed over positions")
      ? add(matmul(T(dz), h), matmul(T(dw), x))
      : add(matmul(dz, T(h)), matmul(dw, T(x)));
    return { gradients: { M: sum(uses, 0), m: dm, V: matmul(transpose(pooled), e) } };
  },
}));

// The larger of two neighbours, with a dilated kernel under it, in nested loops.
const larger = plant<
  | "both neighbours get the error"
  | "smaller one gets the error"
  | "dilation forgotten"
  | "samples averaged"
  | "last position's error for all",
  { k: Tensor; c: Tensor },
  [Tensor, Tensor]
>("convolution", ({ batch, normal }, has) => ({
  params: { k: normal(3), c: normal(1) },
  data: [normal(batch, 8), normal(batch, 2)],
  batchAxis: 0,
  loss: ({ k, c }, x, t): Tensor => {
    let z: Tensor = c;
    for (let j = 0; j < 3; j++) z = add(z, mul(at(k, j), at(x, ":", `${2 * j}:${2 * j + 4}`)));
    return sum(square(sub(maximum(at(z, ":", "::2"), at(z, ":", "1::2")), t)));
  },
  backward: ({ k, c }, x, t) => {
    const [w, bias] = [k.toArray() as number[], c.toArray() as number[]];
    const targets = t.toArray() as number[][];
    const dk = [0, 0, 0];
    let dc = 0;
    for (const [n, row] of (x.toArray() as number[][]).entries()) {
      const z = [0, 1, 2, 3].map((p) => bias[0]! + w.reduce((total, v, j) => total + v * row[p + 2 * j]!, 0));
      for (let q = 0; q < 2; q++) {
        const [left, right] = [z[2 * q]!, z[2 * q + 1]!];
        const other = has("last position's error for all") ? 1 : q;
        const error = 2 * (Math.max(z[2 * other]!, z[2 * other + 1]!) - targets[n]![other]!);
        const winners = left > right ? [2 * q] : [2 * q + 1];
        if (has("both neighbours get the error")) winners.splice(0, 1, 2 * q, 2 * q + 1);
        if (has("smaller one gets the error")) winners.splice(0, 1, left > right ? 2 * q + 1 : 2 * q);
        for (const p of winners) {
          for (let j = 0; j < 3; j++) dk[j]! += error * row[p + (has("dilation forgotten") ? 1 : 2) * j]!;
          dc += error;
        }
      }
    }
    const scale = has("samples averaged") ? targets.length : 1;
    return { gradients: { k: tensor(dk.map((v) => v / scale)), c: tensor([dc / scale]) } };
  },
}));

// Strides by picking every second row and column; a transposed convolution that fills gaps with zeros.
const stretched = plant<
  "gaps at the end" | "mask of the gaps forgotten" | "kernel's errors shifted" | "half picture",
  { k: Tensor; u: Tensor },
  [Tensor, Tensor]
>("convolution", ({ batch, normal }, has) => {
  const stretch = (a: Tensor, n: number): Tensor => reshape(stack([a, mul(0, a)], 2), [n, 8]);
  return {
    params: { k: normal(3), u: normal(3, 4) },
    data: [normal(batch, 3), normal(batch, 6)],
    batchAxis: 0,
    loss: ({ k, u }, x, t): Tensor => {
      const z = matmul(x, u);
      const wide = stretch(mul(z, greater(z, 0)), x.shape[0]!);
      let y: Tensor = tensor(0);
      for (let j = 0; j < 3; j++) y = add(y, mul(at(k, j), at(wide, ":", `${j}:${j + 6}`)));
      return mean(square(sub(y, t)));
    },
    backward: ({ k, u }, x, t) => {
      const n = x.shape[0]!;
      const z: Tensor = matmul(x, u);
      const wide = stretch(mul(z, greater(z, 0)), n);
      let y: Tensor = zeros([n, 6]);
      for (let j = 0; j < 3; j++) y = add(y, mul(at(k, j), at(wide, ":", `${j}:${j + 6}`)));
      const dy: Tensor = mul((has("half picture") ? 1 : 2) / t.size, sub(y, t));
      let dwide: Tensor = zeros([n, 8]);
      for (let j = 0; j < 3; j++) {
        const front = has("kernel's errors shifted") ? Math.max(j - 1, 0) : j;
        dwide = add(dwide, concatenate([zeros([n, front]), mul(at(k, j), dy), zeros([n, 2 - front])], 1));
      }
      const picked: Tensor = at(dwide, ":", has("gaps at the end") ? "1::2" : "::2");
      const dz: Tensor = has("mask of the gaps forgotten") ? picked : mul(picked, greater(z, 0));
      const dk = stack([0, 1, 2].map((j) => sum(mul(dy, at(wide, ":", `${j}:${j + 6}`)))));
      return { gradients: { k: dk, u: matmul(transpose(x), dz) } };
    },
  };
});

/** Convolutions that a checker has not seen. */
export const wideConvolution: readonly Case[] = [
  globalMean({
    name: "picture's mean: rows and columns of the kernel are exchanged",
    planted: "rows and columns exchanged",
    hand: "numbers",
    causes: ["transposed"],
    quantity: "K",
  }),
  globalMean({
    name: "picture's mean: the kernel is turned by 180 degrees",
    planted: "turned by 180 degrees",
    causes: ["transposed", "wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "K",
  }),
  globalMean({
    name: "picture's mean: its ninth is forgotten on the way back",
    planted: "ninth of the mean forgotten",
    hand: "numbers",
    causes: ["factor", "sum-for-mean"],
    quantity: "K",
    alsoQuantities: ["bias"],
  }),
  globalMean({
    name: "picture's mean: 1 - z² for tanh",
    planted: "slope from z",
    causes: ["derivative-at-wrong-value"],
    quantity: "K",
    alsoQuantities: ["bias"],
    batch: 2,
  }),
  globalMean({
    name: "picture's mean: the bias keeps the picture's rows and columns",
    planted: "bias summed over the pictures alone",
    hand: "numbers",
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "bias",
  }),
  globalMean({
    name: "picture's mean: every kernel entry meets the same window",
    planted: "row and column start at one",
    causes: ["derivative-at-wrong-value", "wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "K",
  }),
  globalMean({
    name: "picture's mean: the scale meets the sum of the picture, and K is transposed",
    planted: ["scale's mean forgotten", "rows and columns exchanged"],
    causes: ["factor", "sum-for-mean"],
    quantity: "scale",
    second: { causes: ["transposed"], quantity: "K" },
  }),
  pooling({
    name: "mixed channels: the average of two lacks its half on the way back",
    planted: "average's half forgotten",
    hand: "numbers",
    causes: ["factor", "sum-for-mean"],
    quantity: "M",
    alsoQuantities: ["m"],
  }),
  pooling({
    name: "mixed channels: the pooled errors are laid end to end and not beside each other",
    planted: "pooled error laid end to end",
    causes: ["wrong-axis", "wrong-upstream"],
    alsoAcceptable: ["unknown"],
    quantity: "M",
    alsoQuantities: ["m"],
  }),
  pooling({
    name: "mixed channels: the square matrix used twice is not transposed",
    planted: "M not transposed",
    hand: "numbers",
    causes: ["transposed"],
    quantity: "M",
    alsoQuantities: ["m"],
  }),
  pooling({
    name: "mixed channels: the bias is summed over channels, as many as positions",
    planted: "bias over the channels",
    causes: ["wrong-axis"],
    quantity: "m",
  }),
  pooling({
    name: "mixed channels: the matrix's gradient contracts channels and keeps positions",
    planted: "mixed over positions",
    hand: "numbers",
    causes: ["wrong-axis", "transposed"],
    alsoAcceptable: ["unknown"],
    quantity: "M",
  }),
  pooling({
    name: "mixed channels: the sigmoid's slope at the average of two",
    planted: "slope after the pooling",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "M",
    alsoQuantities: ["m"],
  }),
  pooling({
    name: "mixed channels: the bias is divided by the batch, and M not transposed",
    planted: ["mean of the batch for m", "M not transposed"],
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "m",
    second: { causes: ["transposed"], quantity: "M", alsoQuantities: ["m"] },
  }),
  larger({
    name: "larger of two: both neighbours get the error",
    planted: "both neighbours get the error",
    hand: "numbers",
    causes: ["extra-term", "missing-activation-derivative"],
    alsoAcceptable: ["unknown"],
    quantity: "k",
    alsoQuantities: ["c"],
  }),
  larger({
    name: "larger of two: the smaller gets the error",
    planted: "smaller one gets the error",
    causes: ["derivative-at-wrong-value", "sign", "wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "k",
  }),
  larger({
    name: "larger of two: the dilation is forgotten in the kernel's gradient",
    planted: "dilation forgotten",
    hand: "numbers",
    causes: ["derivative-at-wrong-value", "wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "k",
  }),
  larger({
    name: "larger of two: divided by the samples though the cost is a sum, float32",
    planted: "samples averaged",
    causes: ["mean-for-sum", "factor"],
    quantity: "k",
    alsoQuantities: ["c"],
    dtype: "float32",
  }),
  larger({
    name: "larger of two: divided by the samples, unseen with one",
    planted: "samples averaged",
    batch: 1,
    causes: ["mean-for-sum", "factor"],
    quantity: "k",
    alsoQuantities: ["c"],
    visible: false,
  }),
  larger({
    name: "larger of two: one sample, the last position's error counts for both",
    planted: "last position's error for all",
    batch: 1,
    causes: ["wrong-upstream", "not-summed"],
    alsoAcceptable: ["unknown"],
    quantity: "k",
    alsoQuantities: ["c"],
  }),
  stretched({
    name: "stretched: the errors of the gaps are picked",
    planted: "gaps at the end",
    hand: "numbers",
    causes: ["wrong-axis", "wrong-upstream"],
    alsoAcceptable: ["unknown"],
    quantity: "u",
  }),
  stretched({
    name: "stretched: the mask z > 0, written as a product, is forgotten",
    planted: "mask of the gaps forgotten",
    causes: ["missing-activation-derivative", "missing-term"],
    quantity: "u",
  }),
  stretched({
    name: "stretched: the errors through the kernel lie one place too early",
    planted: "kernel's errors shifted",
    hand: "numbers",
    causes: ["wrong-upstream", "wrong-axis"],
    alsoAcceptable: ["unknown"],
    quantity: "u",
  }),
  stretched({
    name: "stretched: half of the square's derivative, and no mask",
    planted: ["half picture", "mask of the gaps forgotten"],
    hand: "numbers",
    causes: ["factor"],
    quantity: "k",
    second: { causes: ["missing-activation-derivative", "missing-term"], quantity: "u" },
  }),
];
