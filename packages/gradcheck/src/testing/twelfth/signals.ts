import {
  add,
  astype,
  at,
  conv,
  div,
  einsum,
  greater,
  mean,
  mul,
  pad,
  relu,
  repeat,
  reshape,
  sigmoid,
  slice,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  zeros,
} from "@wengert/autograd";
import { normals, plant, uniforms } from "../everyday/case.ts";

const depth = normals(1301);

/** Stride 2 and padding 1 with explicit loops over places, sigmoid, all outputs against a target map. */
const stridedLoops = plant({
  name: "stride two in loops",
  kind: "convolution",
  batchAxis: 0,
  params: { W: depth(2, 2, 3, 3), b: depth(2) },
  data: [depth(3, 2, 6, 6), uniforms(1301)(0, 1, 3, 2, 3, 3)],
  loss: ({ W, b }, x, t) => {
    const y = sigmoid(add(conv(x, W, { stride: 2, padding: 1 }), reshape(b, [2, 1, 1])));
    return mul(0.5, sum(square(sub(y, t))));
  },
  hand: (wrong, { W, b }, x, t) => {
    const wide = pad(x, [
      [0, 0],
      [0, 0],
      [1, 1],
      [1, 1],
    ]);
    const z = add(conv(wide, W, { stride: 2 }), reshape(b, [2, 1, 1]));
    const a = sigmoid(z);
    const da = sub(a, t);
    const dz = wrong("no sigmoid'") ? da : mul(da, mul(a, sub(1, a)));
    const source = wrong("picture without its padding")
      ? pad(x, [
          [0, 0],
          [0, 0],
          [0, 2],
          [0, 2],
        ])
      : wide;
    let dW: Tensor = zeros([2, 2, 3, 3]);
    let db: Tensor = zeros([2]);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const [top, leftmost] = wrong("step of one in dW") ? [i, j] : [2 * i, 2 * j];
        const window = at(source, ":", ":", slice(top, top + 3), slice(leftmost, leftmost + 3));
        const g = at(dz, ":", ":", i, j);
        dW = add(dW, einsum("no,nchw->ochw", g, window));
        db = wrong("bias of the last place") ? sum(g, 0) : add(db, sum(g, 0));
      }
    }
    return { gradients: { W: dW, b: db }, intermediates: { z, a, da, dz } };
  },
  mistakes: {
    "no sigmoid'": [["missing-activation-derivative", "wrong-forward"], ["dz", "W", "b"], "dz = a - t"],
    "picture without its padding": [
      ["derivative-at-wrong-value", "off-by-one-layer"],
      ["W"],
      "the windows are cut from the picture as it was before padding, one place off",
    ],
    "step of one in dW": [["derivative-at-wrong-value"], ["W"], "the stride was forgotten when the windows are cut"],
    "bias of the last place": [["missing-term", "one-sample"], ["b"], "db = for db += in the loop over places"],
  },
  pairs: ["no sigmoid'+bias of the last place"],
  numbers: ["step of one in dW", "picture without its padding"],
  bare: ["bias of the last place", "no sigmoid'"],
});

const sharp = normals(1302);

/** A decoder: nearest-neighbour doubling of a feature map, 1 x 1 convolution, tanh; mean squared error per pixel. */
const doubling = plant({
  name: "doubling and mixing channels",
  kind: "convolution",
  batchAxis: 0,
  params: { seed: sharp(3, 2, 2), K: sharp(2, 3), c: sharp(2) },
  data: [sharp(4, 3, 1, 1), sharp(4, 2, 4, 4)],
  loss: ({ seed, K, c }, style, picture) => {
    const small = relu(mul(style, seed));
    const big = repeat(repeat(small, 2, 2), 2, 3);
    return mean(square(sub(tanh(add(einsum("oc,nchw->nohw", K, big), reshape(c, [2, 1, 1]))), picture)));
  },
  hand: (wrong, { seed, K, c }, style, picture) => {
    const before = mul(style, seed);
    const big = repeat(repeat(relu(before), 2, 2), 2, 3);
    const out = tanh(add(einsum("oc,nchw->nohw", K, big), reshape(c, [2, 1, 1])));
    const pixels = wrong("mean over the pictures") ? 4 : out.size;
    const dz = mul(mul(2 / pixels, sub(out, picture)), sub(1, square(out)));
    const dbig = einsum("oc,nohw->nchw", K, dz);
    const blocks = reshape(dbig, [4, 3, 2, 2, 2, 2]);
    let dsmall: Tensor = sum(blocks, [3, 5]);
    if (wrong("average of the copies")) dsmall = mean(blocks, [3, 5]);
    if (wrong("corner of each block")) dsmall = at(blocks, ":", ":", ":", 0, ":", 0);
    const dbefore = mul(dsmall, greater(before, 0));
    const dseed = wrong("style not multiplied") ? dbefore : mul(dbefore, style);
    return {
      gradients: {
        seed: wrong("seed for each picture") ? dseed : sum(dseed, 0),
        K: einsum("nohw,nchw->oc", dz, big),
        c: sum(dz, [0, 2, 3]),
      },
      intermediates: { big, out, dz, dbig, dsmall },
    };
  },
  mistakes: {
    "average of the copies": [
      ["mean-for-sum", "factor"],
      ["dsmall", "seed"],
      "the mean over the four copies for the sum",
    ],
    "corner of each block": [
      ["missing-term"],
      ["dsmall", "seed"],
      "one of the four copies of each value gives its gradient",
    ],
    "style not multiplied": [["missing-term"], ["seed"], "the factor style in front of the seed"],
    "seed for each picture": [["not-summed"], ["seed"], "not summed over the pictures"],
    "mean over the pictures": [
      ["factor", "sum-for-mean"],
      ["dz", "dbig", "dsmall", "seed", "K", "c"],
      "divided by the pictures, but the mean goes over pixels and channels, too",
    ],
  },
  pairs: ["average of the copies+mean over the pictures"],
  numbers: ["corner of each block"],
  bare: ["average of the copies", "style not multiplied"],
});

const ecg = normals(1303);
const narrow = (t: Tensor) => astype(t, "float32");

/** Batch norm of a signal's channels (over batch and time) after a filter of one tap, relu, everything averaged. */
const channelNorm = plant({
  name: "channels of a heart signal",
  kind: "normalised",
  batchAxis: 0,
  tolerance: 5e-4,
  params: { K: narrow(ecg(3, 2)), gamma: narrow(add(1, square(ecg(3)))), beta: narrow(ecg(3)), w: narrow(ecg(3)) },
  data: [narrow(ecg(3, 2, 4)), narrow(ecg(3, 4))],
  loss: ({ K, gamma, beta, w }, x, t) => {
    const z = einsum("oc,ncl->nol", K, x);
    const centred = sub(z, mean(z, [0, 2], { keepdims: true }));
    const hat = div(centred, sqrt(add(mean(square(centred), [0, 2], { keepdims: true }), 1e-3)));
    const a = relu(add(mul(reshape(gamma, [3, 1]), hat), reshape(beta, [3, 1])));
    return mul(0.5, sum(square(sub(einsum("o,nol->nl", w, a), t))));
  },
  hand: (wrong, { K, gamma, beta, w }, x, t) => {
    const axes = wrong("every signal for itself") ? [2] : [0, 2];
    const z = einsum("oc,ncl->nol", K, x);
    const centred = sub(z, mean(z, [0, 2], { keepdims: true }));
    const s = sqrt(add(mean(square(centred), [0, 2], { keepdims: true }), 1e-3));
    const hat = div(centred, s);
    const v = add(mul(reshape(gamma, [3, 1]), hat), reshape(beta, [3, 1]));
    const a = relu(v);
    const r = sub(einsum("o,nol->nl", w, a), t);
    const da = einsum("o,nl->nol", w, r);
    const dv = wrong("relu behind the norm") ? da : mul(da, greater(v, 0));
    const dhat = mul(reshape(gamma, [3, 1]), dv);
    const m = wrong("m is the batch size") ? 3 : 12 / (axes.length === 1 ? 3 : 1);
    const sums = (q: Tensor) => div(sum(q, axes, { keepdims: true }), m);
    const dz = div(sub(sub(dhat, sums(dhat)), mul(hat, sums(mul(dhat, hat)))), s);
    return {
      gradients: {
        K: einsum("nol,ncl->oc", dz, x),
        gamma: wrong("gamma for each time") ? sum(mul(dv, hat), 0) : sum(mul(dv, hat), [0, 2]),
        beta: sum(dv, [0, 2]),
        w: einsum("nl,nol->o", r, a),
      },
      intermediates: { z, hat, v, a, da, dv, dhat, dz },
    };
  },
  mistakes: {
    "relu behind the norm": [["missing-activation-derivative"], ["dv", "dhat", "dz", "K", "gamma", "beta"], "dv = da"],
    "m is the batch size": [
      ["factor", "sum-for-mean"],
      ["dz", "K"],
      "divided by 3 signals, not by 3 signals of 4 values",
    ],
    "gamma for each time": [["not-summed"], ["gamma"], "dgamma is not summed over time"],
    "every signal for itself": [["wrong-axis"], ["dz", "K"], "the means of the backward pass go over time only"],
  },
  numbers: ["gamma for each time"],
  bare: ["m is the batch size", "every signal for itself"],
});

const drift = normals(1304);

/** Two recurrent layers one above the other, three steps, columns of states; the mean of the top states is read out. */
const stackedStates = plant({
  name: "two stacked states",
  kind: "recurrent",
  batchAxis: 1,
  params: {
    A: mul(0.6, drift(2, 3)),
    B: mul(0.6, drift(3, 3)),
    C: mul(0.6, drift(3, 3)),
    D: mul(0.6, drift(3, 3)),
    r: drift(3),
  },
  data: [drift(3, 4, 2), drift(4)],
  loss: ({ A, B, C, D, r }, x, t) => {
    let [low, high, total] = [zeros([4, 3]), zeros([4, 3]), zeros([4])] as [Tensor, Tensor, Tensor];
    for (let s = 0; s < 3; s++) {
      low = tanh(add(einsum("ni,ij->nj", at(x, s), A), einsum("ni,ij->nj", low, B)));
      high = tanh(add(einsum("ni,ij->nj", low, C), einsum("ni,ij->nj", high, D)));
      total = add(total, div(einsum("nj,j->n", high, r), 3));
    }
    return mean(square(sub(total, t)));
  },
  hand: (wrong, { A, B, C, D, r }, x, t) => {
    const low: Tensor[] = [zeros([4, 3])];
    const high: Tensor[] = [zeros([4, 3])];
    let total: Tensor = zeros([4]);
    for (let s = 0; s < 3; s++) {
      low.push(tanh(add(einsum("ni,ij->nj", at(x, s), A), einsum("ni,ij->nj", low[s]!, B))));
      high.push(tanh(add(einsum("ni,ij->nj", low[s + 1]!, C), einsum("ni,ij->nj", high[s]!, D))));
      total = add(total, div(einsum("nj,j->n", high[s + 1]!, r), 3));
    }
    const dtotal = mul(2 / 4, sub(total, t));
    const share = wrong("a third of the mean") ? 1 : 1 / 3;
    let [dA, dB, dC, dD, dr] = [A, B, C, D, r].map((p) => mul(0, p)) as [Tensor, Tensor, Tensor, Tensor, Tensor];
    let [toLow, toHigh] = [zeros([4, 3]), zeros([4, 3])] as [Tensor, Tensor];
    for (let s = 2; s >= 0; s--) {
      dr = add(dr, mul(share, einsum("n,nj->j", dtotal, high[s + 1]!)));
      const dhigh = add(toHigh, mul(share, einsum("n,j->nj", dtotal, r)));
      const dzHigh = mul(dhigh, sub(1, square(high[s + 1]!)));
      const down = einsum("nj,ij->ni", dzHigh, wrong("down through D") ? D : C);
      const dlow = wrong("lower memory cut") ? down : add(down, toLow);
      const dzLow = mul(dlow, sub(1, square(wrong("upper state in the lower tanh'") ? high[s + 1]! : low[s + 1]!)));
      dA = add(dA, einsum("ni,nj->ij", at(x, s), dzLow));
      dB = add(dB, einsum("ni,nj->ij", low[s]!, dzLow));
      dC = add(dC, einsum("ni,nj->ij", wrong("C by the step before") ? low[s]! : low[s + 1]!, dzHigh));
      dD = add(dD, einsum("ni,nj->ij", high[s]!, dzHigh));
      toLow = einsum("nj,ij->ni", dzLow, B);
      toHigh = einsum("nj,ij->ni", dzHigh, D);
    }
    return { A: dA, B: dB, C: dC, D: dD, r: dr };
  },
  mistakes: {
    "a third of the mean": [["sum-for-mean", "factor"], ["A", "B", "C", "D", "r"], "1/3 of the mean over the steps"],
    "down through D": [["wrong-layer"], ["A", "B"], "D in place of C from the upper layer to the lower"],
    "lower memory cut": [["missing-term"], ["A", "B"], "the lower state's own next step is left out"],
    "upper state in the lower tanh'": [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["A", "B"],
      "tanh' of the wrong layer's state",
    ],
    "C by the step before": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["C"],
      "the lower state of the step before in dC",
    ],
  },
  pairs: ["lower memory cut+C by the step before"],
  numbers: ["down through D"],
});

/** Pictures and signals: strides, upsampling, channels and stacked states. */
export const twelfthSignals = [...stridedLoops, ...doubling, ...channelNorm, ...stackedStates];
