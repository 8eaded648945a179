import {
  add,
  at,
  broadcastTo,
  conv,
  div,
  einsum,
  equal,
  exp,
  expandDims,
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
  slice,
  square,
  stack,
  sub,
  sum,
  swapaxes,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
  windowMax,
  zerosLike,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

/** The windows of the last axis, one for each tap in front: [taps, ..., places]. */
const windows = (x: Tensor, taps: number): Tensor => {
  const places = x.shape[x.ndim - 1]! - taps + 1;
  return stack([...Array(taps).keys()].map((k) => at(x, "...", slice(k, k + places))));
};

const beats = normals(1121);
/** A convolution over a recording in time, rectifiers, the mean over time, and a logistic output. */
const heart = plant({
  name: "heart beats",
  kind: "convolution",
  params: { K: beats(3, 2, 3), b: beats(3), v: beats(3) },
  data: [beats(4, 2, 8), tensor([1, 0, 0, 1])],
  loss: ({ K, b, v }, x, y) => {
    const a = relu(add(conv(x, K), expandDims(b, 1)));
    const p = sigmoid(matmul(mean(a, 2), v));
    return neg(mean(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p))))));
  },
  hand: (wrong, { K, b, v }, x, y) => {
    const z = add(conv(x, K), expandDims(b, 1));
    const pooled = mean(relu(z), 2);
    const ds = div(sub(sigmoid(matmul(pooled, v)), y), 4);
    const dpooled = einsum("n,o->no", ds, v);
    const places = wrong("pool") ? 1 : wrong("length") ? 8 : 6;
    const da = broadcastTo(div(expandDims(dpooled, 2), places), z.shape);
    const dz = wrong("open") ? da : mul(da, greater(z, 0));
    const dK = einsum("nol,kncl->ock", dz, windows(x, 3));
    return {
      gradients: {
        K: wrong("order") ? einsum("nol,kncl->cok", dz, windows(x, 3)) : dK,
        b: sum(dz, wrong("batch") ? [2] : [0, 2]),
        v: matmul(transpose(pooled), ds),
      },
      intermediates: { ds, dpooled, da, dz },
    };
  },
  mistakes: {
    pool: [
      ["factor", "sum-for-mean", "missing-term"],
      ["da", "dz", "K", "b"],
      "the mean over time passed back as a sum",
    ],
    length: [["factor"], ["da", "dz", "K", "b"], "divided by the 8 inputs in time instead of the 6 places"],
    open: [["missing-activation-derivative"], ["dz", "K", "b"], "the rectifier forgotten"],
    order: [["transposed"], ["K"], "channels of input and output exchanged in dK"],
    batch: [["not-summed"], ["b"], "the bias summed over time only"],
  },
  pairs: ["pool+batch"],
  bare: ["length", "open", "pool+batch"],
});

const plates = normals(1122);
/** One picture and one 3 by 3 kernel, with loops over the places. */
const plate = plant({
  name: "one kernel over one picture, in loops",
  kind: "convolution",
  params: { K: plates(3, 3), b: plates() },
  data: [plates(5, 5), plates(3, 3)],
  loss: ({ K, b }, image, target) => {
    let total: Tensor = tensor(0);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        const z = add(sum(mul(at(image, slice(i, i + 3), slice(j, j + 3)), K)), b);
        total = add(total, square(sub(tanh(z), at(target, i, j))));
      }
    return total;
  },
  hand: (wrong, { K, b }, image, target) => {
    let dK: Tensor = zerosLike(K);
    let db: Tensor = zerosLike(b);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        const patch = at(image, slice(i, i + 3), slice(j, j + 3));
        const a = tanh(add(sum(mul(patch, K)), b));
        const error = sub(a, at(target, i, j));
        const delta = mul(wrong("two") ? error : mul(2, error), wrong("square") ? sub(1, a) : sub(1, square(a)));
        const part = mul(delta, wrong("flipped") ? flip(patch) : wrong("column") ? transpose(patch) : patch);
        dK = wrong("last") ? part : add(dK, part);
        db = add(db, delta);
      }
    return { K: dK, b: db };
  },
  mistakes: {
    two: [["factor"], ["K", "b"], "the 2 of the square forgotten"],
    square: [["derivative-at-wrong-value", "unknown"], ["K", "b"], "1 - a in place of 1 - a²"],
    flipped: [["transposed", "unknown"], ["K"], "the patch turned round as in a true convolution"],
    column: [["transposed"], ["K"], "rows and columns of the patch exchanged"],
    last: [["one-sample", "missing-term"], ["K"], "= in place of += in the loops, so the last place alone counts"],
  },
  pairs: ["two+last"],
  numbers: ["two", "column"],
});

const digits = normals(1123);
/** Convolution, rectifier, maximum over 2 by 2, and a softmax over three classes. */
const pooledDigits = plant({
  name: "digits, convolution and maximum",
  kind: "convolution",
  params: { K: digits(2, 1, 3, 3), W: digits(8, 3), c: digits(3) },
  data: [digits(3, 1, 6, 6), oneHot([1, 2, 0], 3)],
  loss: ({ K, W, c }, x, y) => {
    const pooled = windowMax(relu(conv(x, K)), [2, 2], { stride: 2 });
    const s = add(matmul(reshape(pooled, [3, 8]), W), c);
    return neg(div(sum(mul(y, sub(s, log(sum(exp(s), 1, { keepdims: true }))))), 3));
  },
  hand: (wrong, { K, W, c }, x, y) => {
    const z = conv(x, K);
    const a = relu(z);
    const pooled = windowMax(a, [2, 2], { stride: 2 });
    const flat = reshape(pooled, [3, 8]);
    const e = exp(add(matmul(flat, W), c));
    const p = div(e, sum(e, 1, { keepdims: true }));
    const ds = wrong("sum") ? sub(p, y) : div(sub(p, y), 3);
    const dflat = matmul(ds, transpose(W));
    const spread = (t: Tensor): Tensor => repeat(repeat(reshape(t, [3, 2, 2, 2]), 2, 2), 2, 3);
    const da = wrong("mean")
      ? div(spread(dflat), 4)
      : wrong("everywhere")
        ? spread(dflat)
        : mul(spread(dflat), equal(a, spread(pooled)));
    const dz = wrong("open") ? da : where(greater(z, 0), da, 0);
    const patches = stack(
      [0, 1, 2].map((i) => stack([0, 1, 2].map((j) => at(x, ":", ":", slice(i, i + 4), slice(j, j + 4))))),
    );
    return {
      gradients: {
        K: einsum("nohw,ijnchw->ocij", dz, patches),
        W: matmul(transpose(flat), wrong("da") ? p : ds),
        c: wrong("bias") ? mean(ds, 0) : sum(ds, 0),
      },
      intermediates: { ds, dflat, da, dz },
    };
  },
  mistakes: {
    sum: [["sum-for-mean", "factor"], ["ds", "W", "c", "K"], "the mean over the three pictures forgotten"],
    mean: [
      ["wrong-forward", "missing-activation-derivative"],
      ["da", "dz", "K"],
      "back through the maximum as if it were a mean",
    ],
    everywhere: [
      ["missing-activation-derivative", "missing-term"],
      ["da", "dz", "K"],
      "every place of a window gets the gradient of its maximum",
    ],
    da: [["missing-term", "wrong-upstream"], ["W"], "the target is not subtracted from p in dW"],
    bias: [["mean-for-sum", "factor"], ["c"], "divided by the three pictures a second time"],
    open: [["missing-activation-derivative"], ["dz", "K"], "the rectifier forgotten"],
  },
  bare: ["sum", "mean", "da"],
  numbers: ["bias"],
});

const causal = normals(1124);
/** Two convolutions over time with tanh, the inputs filled up in front so that the length stays. */
const dilatedPair = plant({
  name: "two causal convolutions",
  kind: "convolution",
  params: { K1: causal(2, 2, 2), K2: causal(2, 2, 2) },
  data: [causal(2, 2, 6), causal(2, 2, 6)],
  tolerance: 1e-9,
  loss: ({ K1, K2 }, x, y) => {
    const front = (t: Tensor): Tensor =>
      pad(t, [
        [0, 0],
        [0, 0],
        [1, 0],
      ]);
    const h = tanh(conv(front(x), K1));
    return mean(square(sub(conv(front(h), K2), y)));
  },
  hand: (wrong, { K1, K2 }, x, y) => {
    const front = (t: Tensor): Tensor =>
      pad(t, [
        [0, 0],
        [0, 0],
        [1, 0],
      ]);
    const z = conv(front(x), K1);
    const h = tanh(z);
    const r = sub(conv(front(h), K2), y);
    const dy = div(mul(2, r), wrong("batch") ? 2 : 24);
    const turned = wrong("unturned") ? K2 : flip(K2, 2);
    const back = conv(
      pad(dy, [
        [0, 0],
        [0, 0],
        [1, 1],
      ]),
      wrong("channels") ? turned : swapaxes(turned, 0, 1),
    );
    const dh = at(back, ":", ":", wrong("shifted") ? ":-1" : "1:");
    const dz = mul(dh, sub(1, square(h)));
    return {
      gradients: {
        K1: einsum("nol,kncl->ock", dz, windows(front(x), 2)),
        K2: einsum("nol,kncl->ock", dy, windows(front(wrong("z") ? z : h), 2)),
      },
      intermediates: { dy, dh, dz },
    };
  },
  mistakes: {
    batch: [
      ["factor", "sum-for-mean"],
      ["dy", "K2", "K1"],
      "divided by the samples alone, the mean is over all 24 entries",
    ],
    unturned: [["transposed", "unknown"], ["dh", "dz", "K1"], "the kernel is not turned round on the way back"],
    channels: [["transposed"], ["dh", "dz", "K1"], "the channels of the kernel are not exchanged on the way back"],
    shifted: [["off-by-one-layer"], ["dh", "dz", "K1"], "the padding cut off at the wrong end"],
    z: [["derivative-at-wrong-value"], ["K2"], "z in place of tanh(z) as the second convolution's input"],
  },
  pairs: ["batch+channels"],
  bare: ["batch", "channels", "z"],
});

const words = normals(1125);
/** A convolution over a sentence of word vectors, the maximum over time, tanh before it. */
const sentence = plant({
  name: "sentence with the maximum over time",
  kind: "convolution",
  params: { F: words(3, 2, 4), b: words(3), v: words(3) },
  data: [words(7, 4), tensor(1.5)],
  loss: ({ F, b, v }, x, y) => {
    const z = stack([...Array(6).keys()].map((t) => add(einsum("fke,ke->f", F, at(x, slice(t, t + 2))), b)));
    return mul(0.5, square(sub(matmul(max(tanh(z), 0), v), y)));
  },
  hand: (wrong, { F, b, v }, x, y) => {
    const places = [...Array(6).keys()];
    const a = tanh(stack(places.map((t) => add(einsum("fke,ke->f", F, at(x, slice(t, t + 2))), b))));
    const top = max(a, 0);
    const ds = sub(matmul(top, v), y);
    const chosen = wrong("axis") ? equal(a, max(a, 1, { keepdims: true })) : equal(a, top);
    const da = mul(chosen, mul(ds, v));
    const dz = wrong("tanh") ? da : mul(da, sub(1, square(a)));
    let dF: Tensor = zerosLike(F);
    for (const t of places) {
      const from = wrong("next") ? Math.min(t + 1, 5) : t;
      dF = add(dF, einsum("f,ke->fke", at(dz, t), at(x, slice(from, from + 2))));
    }
    return {
      gradients: {
        F: dF,
        b: wrong("first") ? at(dz, 0) : sum(dz, 0),
        v: wrong("sum") ? mul(ds, sum(a, 0)) : mul(ds, top),
      },
      intermediates: { da, dz },
    };
  },
  mistakes: {
    axis: [["wrong-axis"], ["da", "dz", "F", "b"], "the maximum looked for over filters instead of time"],
    tanh: [["missing-activation-derivative"], ["dz", "F", "b"], "1 - a² forgotten"],
    next: [["off-by-one-layer", "derivative-at-wrong-value"], ["F"], "the windows begin one word too late"],
    first: [["one-sample", "missing-term"], ["b"], "the bias gets the gradient of the first place alone"],
    sum: [["wrong-forward", "derivative-at-wrong-value"], ["v"], "the sum over time in place of the maximum in dv"],
  },
  bare: ["axis", "next"],
});

const satellite = normals(1126);
/** Depthwise taps and 1 by 1 mixing of channels over a strip, then the mean of squares. */
const separable = plant({
  name: "depthwise and pointwise",
  kind: "convolution",
  params: { D: satellite(3, 3), P: satellite(3, 3), b: satellite(3) },
  data: [satellite(2, 3, 7), satellite(2, 3, 5)],
  loss: ({ D, P, b }, x, y) => {
    const h = einsum("ck,kncl->ncl", D, windows(x, 3));
    return mean(square(sub(add(einsum("oc,ncl->nol", P, relu(h)), expandDims(b, 1)), y)));
  },
  hand: (wrong, { D, P, b }, x, y) => {
    const h = einsum("ck,kncl->ncl", D, windows(x, 3));
    const out = add(einsum("oc,ncl->nol", P, relu(h)), expandDims(b, 1));
    const dout = div(mul(2, wrong("sign") ? sub(y, out) : sub(out, y)), 30);
    const da = wrong("P") ? einsum("co,nol->ncl", P, dout) : einsum("oc,nol->ncl", P, dout);
    const dh = mul(da, greater(h, 0));
    return {
      gradients: {
        D: einsum("ncl,kncl->ck", dh, windows(x, 3)),
        P: einsum("nol,ncl->oc", dout, wrong("h") ? h : relu(h)),
        b: wrong("all") ? sum(dout) : wrong("mean") ? mean(dout, [0, 2]) : sum(dout, [0, 2]),
      },
      intermediates: { dout, da, dh },
    };
  },
  mistakes: {
    sign: [["sign"], ["dout", "P", "b", "D", "da", "dh"], "target minus output"],
    P: [["transposed"], ["da", "dh", "D"], "the mixing not transposed on the way back"],
    h: [["derivative-at-wrong-value"], ["P"], "h before the rectifier in dP"],
    mean: [["mean-for-sum", "factor"], ["b"], "the bias averaged over samples and places"],
    all: [["wrong-axis"], ["b"], "the bias summed over the channels too"],
  },
  bare: ["sign", "mean", "all"],
  numbers: ["h"],
});

/** All of this family. */
export const eleventhConvolution: readonly EverydayCase[] = [
  ...heart,
  ...plate,
  ...pooledDigits,
  ...dilatedPair,
  ...sentence,
  ...separable,
];
