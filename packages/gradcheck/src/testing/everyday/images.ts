import {
  add,
  at,
  concatenate,
  conv,
  div,
  einsum,
  matmul,
  mul,
  pad,
  relu,
  reshape,
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
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "./case.ts";

const kind = "convolution";
const r = normals(401);
const scaled = (factor: number, ...shape: number[]): Tensor => mul(factor, r(...shape)) as Tensor;

/** The entries i·stride + k·dilation of x along the last axis, [N, C, out] for each tap k. */
function tap(x: Tensor, k: number, count: number, stride: number, dilation: number): Tensor {
  const from = k * dilation;
  return at(x, "...", `${from}:${from + (count - 1) * stride + 1}:${stride}`) as Tensor;
}

/** One filter over a signal, a scalar loop of products. */
const signal = plant({
  name: "one filter over one signal",
  kind,
  params: { k: r(3), b: tensor(0.2) as Tensor },
  data: [r(8), r(6)],
  loss: ({ k, b }, x, t) =>
    math`sum((${k}[0] * ${x}[:6] + ${k}[1] * ${x}[1:7] + ${k}[2] * ${x}[2:] + ${b} - ${t})**2) / 2`,
  hand: (wrong, { k, b }, x, t) => {
    const e = math`${k}[0] * ${x}[:6] + ${k}[1] * ${x}[1:7] + ${k}[2] * ${x}[2:] + ${b} - ${t}`;
    const windows = math`stack([${x}[:6], ${x}[1:7], ${x}[2:]])`;
    const used = wrong("last window") ? mul(at(windows, ":", -1), at(e, -1)) : matmul(windows, e);
    return { k: wrong("turned round") ? math`${used}[::-1]` : used, b: wrong("bias of one place") ? at(e, 0) : sum(e) };
  },
  mistakes: {
    "turned round": [
      ["unknown", "transposed", "wrong-axis"],
      ["k"],
      "The kernel's derivative is flipped, as if the forward pass were a true convolution.",
    ],
    "last window": [["one-sample"], ["k"], "Only the last window counts: = instead of += in the loop over places."],
    "bias of one place": [
      ["one-sample", "not-summed"],
      ["b"],
      "The bias's derivative is that of the first place only.",
    ],
  },
});

/** Conv1d with stride, padding and dilation, tanh and a dense layer. */
const strided = plant({
  name: "strided and dilated signal net",
  kind,
  params: { K: scaled(0.5, 3, 2, 3), b: scaled(0.3, 3), V: scaled(0.5, 9, 2), c: scaled(0.3, 2) },
  data: [r(4, 2, 7), r(4, 2)],
  loss: ({ K, b, V, c }, x, t) => {
    const z = add(conv(x, K, { stride: 2, padding: 1, dilation: 2 }), reshape(b, [3, 1]));
    return math`mean((reshape(tanh(${z}), ${[x.shape[0]!, 9]}) @ ${V} + ${c} - ${t})**2)`;
  },
  hand: (wrong, { K, b, V, c }, x, t) => {
    const xp = pad(x, [
      [0, 0],
      [0, 0],
      [1, 1],
    ]) as Tensor;
    const step = wrong("stride lost") ? 1 : 2;
    const spread = wrong("dilation lost") ? 1 : 2;
    const taps = [0, 1, 2].map((k) => tap(xp, k, 3, 2, 2));
    const z = add(einsum("kncp,ock->nop", stack(taps), K), reshape(b, [3, 1]));
    const a = tanh(z);
    const y = add(matmul(reshape(a, [x.shape[0]!, 9]), V), c);
    const dy = div(sub(y, t), wrong("mean") ? t.size : x.shape[0]!);
    const da = reshape(matmul(dy, transpose(V)), [x.shape[0]!, 3, 3]);
    const dz = wrong("slope lost") ? da : math`${da} * (1 - ${a}**2)`;
    const seen = [0, 1, 2].map((k) => tap(xp, k, 3, step, spread));
    const dK = wrong("channels exchanged")
      ? einsum("kncp,nop->cok", stack(seen), dz)
      : einsum("kncp,nop->ock", stack(seen), dz);
    return {
      K: dK,
      b: wrong("bias mean") ? math`mean(${dz}, axis=(0, 2))` : sum(dz, [0, 2]),
      V: matmul(transpose(reshape(a, [x.shape[0]!, 9])), dy),
      c: sum(dy, 0),
    };
  },
  mistakes: {
    "stride lost": [
      ["unknown", "derivative-at-wrong-value"],
      ["K"],
      "The windows in the kernel's derivative move by one, not by the stride.",
    ],
    "dilation lost": [
      ["unknown", "derivative-at-wrong-value"],
      ["K"],
      "The taps in the kernel's derivative are neighbours, the dilation is forgotten.",
    ],
    "slope lost": [
      ["missing-activation-derivative"],
      ["dz", "K", "b"],
      "tanh after the convolution has no derivative.",
    ],
    "channels exchanged": [["transposed"], ["K"], "The kernel's derivative has [in, out, taps] for [out, in, taps]."],
    "bias mean": [["factor", "mean-for-sum"], ["b"], "The bias is averaged over batch and places."],
    mean: [
      ["factor"],
      ["dy", "K", "b", "V", "c"],
      "The 2 of the square's derivative is missing under the mean over all outputs.",
    ],
  },
  pairs: ["slope lost+bias mean"],
  numbers: ["slope lost"],
});

/** Conv2d, rectifier, maximum over windows, dense softmax: a small image classifier. */
const classifier = plant({
  name: "image classifier with maximum pooling",
  kind,
  params: { K: scaled(0.4, 2, 1, 3, 3), b: scaled(0.2, 2), W: scaled(0.5, 8, 3), c: scaled(0.2, 3) },
  data: [r(3, 1, 6, 6), oneHot([2, 0, 1], 3)],
  loss: ({ K, b, W, c }, x, t) => {
    const a = relu(add(conv(x, K), reshape(b, [2, 1, 1])));
    const s = math`reshape(${windowMax(a, [2, 2], { stride: 2 })}, ${[x.shape[0]!, 8]}) @ ${W} + ${c}`;
    return math`-sum(${t} * log(exp(${s}) / sum(exp(${s}), axis=1, keepdims=True))) / ${x.shape[0]!}`;
  },
  hand: (wrong, { K, b, W, c }, x, t) => {
    const n = x.shape[0]!;
    const z = add(conv(x, K), reshape(b, [2, 1, 1])) as Tensor;
    const a = relu(z) as Tensor;
    const p = windowMax(a, [2, 2], { stride: 2 }) as Tensor;
    const flat = reshape(p, [x.shape[0]!, 8]);
    const s = math`${flat} @ ${W} + ${c}`;
    const ds = math`(exp(${s}) / sum(exp(${s}), axis=1, keepdims=True) - ${t}) / ${n}`;
    const dp = reshape(matmul(ds, transpose(W)), [n, 2, 2, 2]);
    const blocks = reshape(a, [n, 2, 2, 2, 2, 2]);
    const winner = math`where(${blocks} == ${reshape(p, [n, 2, 2, 1, 2, 1])}, 1.0, 0)`;
    const shares = wrong("equal shares") ? 0.25 : winner;
    const da = reshape(mul(reshape(dp, [n, 2, 2, 1, 2, 1]), add(zeros([n, 2, 2, 2, 2, 2]), shares)), [n, 2, 4, 4]);
    const dz = wrong("mask lost") ? da : math`where(${z} > 0, ${da}, 0)`;
    let dK = zeros([2, 1, 3, 3]) as Tensor;
    const patches = [0, 1, 2].flatMap((i) =>
      [0, 1, 2].map((j) => at(x, ":", ":", `${i}:${i + 4}`, `${j}:${j + 4}`) as Tensor),
    );
    dK = reshape(einsum("qncij,noij->ocq", stack(patches), dz), [2, 1, 3, 3]) as Tensor;
    if (wrong("turned round")) dK = at(dK, ":", ":", "::-1", "::-1") as Tensor;
    if (wrong("rows and columns")) dK = math`swapaxes(${dK}, 2, 3)` as Tensor;
    return {
      K: dK,
      b: wrong("bias over batch only") ? math`sum(${dz}, axis=0)` : sum(dz, [0, 2, 3]),
      W: matmul(transpose(flat), ds),
      c: sum(ds, 0),
    };
  },
  mistakes: {
    "equal shares": [
      ["unknown", "missing-activation-derivative", "derivative-at-wrong-value"],
      ["da", "K", "b"],
      "The backward pass of average pooling for maximum pooling.",
    ],
    "mask lost": [
      ["missing-activation-derivative"],
      ["dz", "K", "b"],
      "The rectifier's mask is missing (windows without a positive value show it).",
    ],
    "turned round": [
      ["unknown", "transposed", "wrong-axis"],
      ["K"],
      "The kernel's derivative is turned by 180 degrees.",
    ],
    "rows and columns": [["transposed"], ["K"], "Rows and columns of the kernel's derivative are exchanged."],
    "bias over batch only": [
      ["not-summed", "structure"],
      ["b"],
      "The bias is summed over the batch and keeps the places.",
    ],
  },
  numbers: ["rows and columns"],
});

/** Two convolutions after each other, the mean over places, columns of images as a batch of one. */
const deep = plant({
  name: "two convolutions and a global average, batch of one",
  kind,
  params: { K1: scaled(0.5, 3, 2, 2, 2), K2: scaled(0.5, 2, 3, 2, 2), v: r(2) },
  data: [r(1, 2, 4, 4)],
  loss: ({ K1, K2, v }, x) => {
    const a = tanh(conv(x, K1));
    return math`log(1 + exp(sum(mean(${conv(a, K2)}, axis=(2, 3)) @ ${v})))`;
  },
  hand: (wrong, { K1, K2, v }, x) => {
    const n = x.shape[0]!;
    const a = tanh(conv(x, K1)) as Tensor;
    const z2 = conv(a, K2);
    const pooled = math`mean(${z2}, axis=(2, 3))`;
    const ds = math`sigmoid(sum(${pooled} @ ${v}))`;
    const share = wrong("average not divided") ? 1 : 4;
    const dz2 = math`${ds} * ${reshape(v, [1, 2, 1, 1])} * ones(${[n, 2, 2, 2]}) / ${share}` as Tensor;
    const cells = [0, 1].flatMap((i) => [0, 1].map((j) => at(a, ":", ":", `${i}:${i + 2}`, `${j}:${j + 2}`) as Tensor));
    const dK2 = reshape(einsum("qncij,noij->ocq", stack(cells), dz2), [2, 3, 2, 2]);
    const turned = wrong("kernel not turned") ? K2 : at(K2, ":", ":", "::-1", "::-1");
    const da = conv(dz2, einsum("ocij->coij", turned), { padding: 1 });
    const dz1 = wrong("slope twice") ? math`${da} * (1 - ${a}**2)**2` : math`${da} * (1 - ${a}**2)`;
    const patches = [0, 1].flatMap((i) =>
      [0, 1].map((j) => at(x, ":", ":", `${i}:${i + 3}`, `${j}:${j + 3}`) as Tensor),
    );
    return {
      K1: reshape(einsum("qncij,noij->ocq", stack(patches), dz1), [3, 2, 2, 2]),
      K2: dK2,
      v: mul(ds, sum(pooled, 0)),
    };
  },
  mistakes: {
    "average not divided": [
      ["factor", "sum-for-mean"],
      ["dz2", "K1", "K2"],
      "The global average spreads its derivative without dividing by the number of places.",
    ],
    "kernel not turned": [
      ["transposed", "unknown", "wrong-upstream"],
      ["da", "dz1", "K1"],
      "The second kernel is not turned by 180 degrees on the way back.",
    ],
    "slope twice": [["doubled-activation-derivative"], ["dz1", "K1"], "tanh's derivative is multiplied in twice."],
  },
  pairs: ["average not divided+slope twice"],
});

/** Average pooling of a signal, overlapping windows. */
const pooled = plant({
  name: "overlapping average pooling of a signal",
  kind,
  params: { W: scaled(0.6, 2, 3), g: r(3) },
  data: [r(3, 9, 2), r(3, 4)],
  loss: ({ W, g }, x, t) => {
    const h = tanh(matmul(x, W));
    const means = div(windowSum(einsum("nlc->ncl", h), [3], { stride: 2 }), 3);
    return math`sum((einsum("ncl,c->nl", ${means}, ${g}) - ${t})**2)`;
  },
  hand: (wrong, { W, g }, x, t) => {
    const h = tanh(matmul(x, W)) as Tensor;
    const turned = einsum("nlc->ncl", h);
    const means = div(windowSum(turned, [3], { stride: 2 }), 3);
    const dy = math`2 * (einsum("ncl,c->nl", ${means}, ${g}) - ${t})`;
    const dm = einsum("nl,c->ncl", dy, g);
    const cell = (l: number): Tensor => at(dm, ":", ":", [l]) as Tensor;
    // Place 2l + 2 lies in the windows l and l + 1.
    const both = (l: number): Tensor =>
      (wrong("overlap overwritten") ? cell(l + 1) : add(cell(l), cell(l + 1))) as Tensor;
    const places = [cell(0), cell(0), both(0), cell(1), both(1), cell(2), both(2), cell(3), cell(3)];
    const dh = einsum("ncl->nlc", div(concatenate(places, 2), wrong("not divided") ? 1 : 3));
    const dz = math`${dh} * (1 - ${h}**2)`;
    return { W: einsum("nli,nlc->ic", x, dz), g: einsum("ncl,nl->c", means, dy) };
  },
  mistakes: {
    "overlap overwritten": [
      ["missing-term", "unknown", "one-sample"],
      ["dh", "W"],
      "Where windows overlap the later one overwrites: = instead of +=.",
    ],
    "not divided": [
      ["factor", "sum-for-mean"],
      ["dh", "W"],
      "The pooling's derivative is not divided by the window's size.",
    ],
  },
});

export const everydayImages: readonly EverydayCase[] = [signal, deep, pooled].flat();

export const keptBackImages: readonly EverydayCase[] = [strided, classifier].flat();
