import {
  add,
  astype,
  at,
  conv,
  div,
  flip,
  log,
  matmul,
  mean,
  mul,
  neg,
  relu,
  reshape,
  sigmoid,
  square,
  stack,
  sub,
  sum,
  swapaxes,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant } from "../everyday/case.ts";
import { kernelGradient, logSoftmax, perChannel, positive, softmax } from "./parts.ts";

const a = normals(4301);

/** One convolution, relu, a dense layer over the flattened maps. */
const firstCnn = plant({
  name: "first cnn",
  kind: "convolution",
  params: { K: a(2, 1, 3, 3), b: a(2), W: mul(0.4, a(18, 3)), c: a(3) },
  data: [a(4, 1, 5, 5), oneHot([0, 1, 2, 1], 3)],
  batchAxis: 0,
  loss: ({ K, b, W, c }, X, Y) => {
    const h = relu(add(conv(X, K), perChannel(b)));
    return neg(div(sum(mul(Y, logSoftmax(add(matmul(reshape(h, [4, 18]), W), c)))), 4));
  },
  hand: (wrong, { K, b, W, c }, X, Y) => {
    const z = add(conv(X, K), perChannel(b));
    const h = relu(z);
    const flat = reshape(h, [4, 18]);
    const p = softmax(add(matmul(flat, W), c));
    const dlogits = wrong("no mean") ? sub(p, Y) : div(sub(p, Y), 4);
    const dh = reshape(matmul(dlogits, transpose(W)), h.shape);
    const dz = wrong("no relu") ? dh : mul(dh, positive(z));
    const dzSpace = wrong("bias averaged") ? mean(dz, [0, 2, 3]) : sum(dz, [0, 2, 3]);
    return {
      gradients: {
        K: wrong("taps turned") ? swapaxes(kernelGradient(X, dz, 3), 2, 3) : kernelGradient(X, dz, 3),
        b: wrong("only the batch") ? sum(dz, 0) : dzSpace,
        W: matmul(transpose(flat), dlogits),
        c: sum(dlogits, 0),
      },
      intermediates: { z, h, p, dlogits, dh, dz },
    };
  },
  mistakes: {
    "no mean": [["sum-for-mean", "factor"], ["logits", "dlogits", "W", "c", "K", "b"], "no division by the batch"],
    "no relu": [["missing-activation-derivative"], ["z", "dz", "K", "b"], "relu's mask forgotten"],
    "bias averaged": [["mean-for-sum", "factor"], ["b"], "the bias' gradient averaged over batch and places"],
    "taps turned": [["transposed"], ["K"], "rows and columns of the kernel's gradient exchanged"],
    "only the batch": [["not-summed"], ["b"], "summed over the batch but not over the places"],
  },
  pairs: ["no mean+no relu"],
  numbers: ["taps turned", "only the batch"],
  bare: ["no relu", "bias averaged"],
});

const b = normals(4302);

/** Two convolutions of as many channels, tanh between, squared error on the map. */
const twoConvolutions = plant({
  name: "two convolutions",
  kind: "convolution",
  params: { K1: mul(0.5, b(2, 2, 3, 3)), K2: mul(0.5, b(2, 2, 3, 3)), b2: b(2) },
  data: [b(3, 2, 6, 6), b(3, 2, 2, 2)],
  batchAxis: 0,
  loss: ({ K1, K2, b2 }, X, T) => {
    const y = add(conv(tanh(conv(X, K1)), K2), perChannel(b2));
    return mean(square(sub(y, T)));
  },
  hand: (wrong, { K1, K2, b2 }, X, T) => {
    const z1 = conv(X, K1);
    const a1 = tanh(z1);
    const z2 = add(conv(a1, K2), perChannel(b2));
    const dz2 = div(mul(wrong("no two") ? 1 : 2, sub(z2, T)), T.size);
    const channels = wrong("channels kept") ? K2 : swapaxes(K2, 0, 1);
    const turned = wrong("kernel not turned") ? channels : flip(channels, [2, 3]);
    const da1 = conv(dz2, turned, { padding: 2 });
    const dz1 = mul(da1, sub(1, square(a1)));
    return {
      gradients: {
        K1: kernelGradient(X, wrong("before tanh") ? da1 : dz1, 3),
        K2: kernelGradient(wrong("z for a") ? z1 : a1, dz2, 3),
        b2: sum(dz2, [0, 2, 3]),
      },
      intermediates: { z1, a1, z2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "no two": [["factor"], ["z2", "dz2", "K2", "b2", "K1"], "the 2 of the square"],
    "channels kept": [["transposed"], ["a1", "da1", "z1", "dz1", "K1"], "channels in and out not exchanged"],
    "kernel not turned": [["transposed"], ["a1", "da1", "z1", "dz1", "K1"], "the kernel was not turned round"],
    "before tanh": [["missing-activation-derivative", "wrong-upstream"], ["K1"], "da1 used for dz1"],
    "z for a": [["derivative-at-wrong-value"], ["K2"], "the second kernel's input before its tanh"],
  },
  pairs: ["no two+kernel not turned"],
  numbers: ["channels kept", "z for a"],
  bare: ["kernel not turned", "no two"],
});

const f = normals(4306);

/** One signal, a filter with steps of two, written place by place. */
const strided = plant({
  name: "strided filter",
  kind: "convolution",
  params: { k: f(3), b: f(), v: f(4) },
  data: [f(9), f()],
  loss: ({ k, b, v }, x, t) => {
    const z = add(reshape(conv(reshape(x, [1, 1, 9]), reshape(k, [1, 1, 3]), { stride: 2 }), [4]), b);
    return mul(0.5, square(sub(sum(mul(tanh(z), v)), t)));
  },
  hand: (wrong, { k, b, v }, x, t) => {
    const windows = [0, 1, 2, 3].map((p) => at(x, `${2 * p}:${2 * p + 3}`));
    const hs = windows.map((part) => tanh(add(sum(mul(part, k)), b)));
    const h = stack(hs, 0);
    const delta = wrong("turned error") ? sub(t, sum(mul(h, v))) : sub(sum(mul(h, v)), t);
    let [dk, db]: Tensor[] = [zerosLike(k), zerosLike(b)];
    for (let p = 0; p < 4; p++) {
      const dh = mul(delta, at(v, p));
      const dz = wrong("tanh kept") ? dh : mul(dh, sub(1, square(at(h, p))));
      const part = wrong("steps of one") ? at(x, `${p}:${p + 3}`) : windows[p]!;
      dk = wrong("= in the loop") ? mul(dz, part) : add(dk!, mul(dz, part));
      db = add(db!, dz);
    }
    return { k: dk, b: wrong("b per place") ? mul(mul(delta, v), sub(1, square(h))) : db, v: mul(delta, h) };
  },
  mistakes: {
    "turned error": [["sign"], ["z", "h", "k", "b", "v"], "target minus output"],
    "tanh kept": [["missing-activation-derivative"], ["k", "b"], "no derivative of tanh"],
    "steps of one": [["derivative-at-wrong-value", "unknown"], ["k"], "the stride forgotten on the way back"],
    "= in the loop": [["one-sample", "missing-term"], ["k"], "only the last place counts"],
    "b per place": [["not-summed"], ["b"], "the shared bias has one gradient per place"],
  },
  numbers: ["b per place", "tanh kept"],
});

const h = normals(4308);

/** A filter over one picture and a linear score, with logistic loss log(1 + exp(-ty)). */
const onePicture = plant({
  name: "one picture",
  kind: "convolution",
  params: { K: h(1, 1, 3, 3), V: h(3, 3) },
  data: [h(1, 1, 5, 5), tensor(-1)],
  loss: ({ K, V }, X, t) => log(math`1 + exp(-${t} * sum(${V} * sigmoid(${reshape(conv(X, K), [3, 3])})))`),
  hand: (wrong, { K, V }, X, t) => {
    const z = reshape(conv(X, K), [3, 3]);
    const s = sigmoid(z);
    const score = sum(mul(V, s));
    const margin = mul(t, score);
    const dscore = mul(wrong("no minus") ? t : neg(t), sigmoid(wrong("plus margin") ? margin : neg(margin)));
    const dz = mul(mul(dscore, V), mul(s, sub(1, s)));
    const rows = [0, 1, 2].map((i) =>
      stack(
        [0, 1, 2].map((j) => sum(mul(dz, at(X, 0, 0, `${i}:${i + 3}`, `${j}:${j + 3}`)))),
        0,
      ),
    );
    const dK = wrong("ij turned") ? transpose(stack(rows, 0)) : stack(rows, 0);
    return {
      gradients: {
        K: wrong("flat kernel") ? dK : reshape(dK, [1, 1, 3, 3]),
        V: wrong("z as s") ? mul(dscore, z) : mul(dscore, s),
      },
      intermediates: { z, s, score, dscore, dz },
    };
  },
  mistakes: {
    "no minus": [["sign"], ["score", "dscore", "z", "dz", "K", "V"], "the minus of -t y forgotten"],
    "plus margin": [
      ["derivative-at-wrong-value", "sign", "factor"],
      ["score", "dscore", "z", "dz", "K", "V"],
      "σ(ty) for σ(-ty)",
    ],
    "ij turned": [["transposed"], ["K"], "rows and columns exchanged"],
    "flat kernel": [["structure"], ["K"], "the two axes of channels are missing"],
    "z as s": [["derivative-at-wrong-value"], ["V"], "z before its sigmoid"],
  },
  numbers: ["z as s"],
});

const k = normals(4311);

/** One grey picture through two filters of one net in single precision, padded, with two poolings' worth of steps. */
const smallLenet = plant({
  name: "one picture in float32",
  kind: "convolution",
  params: {
    K1: astype(mul(0.5, k(3, 1, 3, 3)), "float32") as Tensor,
    b1: astype(mul(0.5, k(3)), "float32") as Tensor,
    K2: astype(mul(0.4, k(2, 3, 2, 2)), "float32") as Tensor,
    W: astype(k(8, 3), "float32") as Tensor,
  },
  data: [astype(k(1, 1, 5, 5), "float32") as Tensor, 1],
  tolerance: 1e-4,
  loss: ({ K1, b1, K2, W }, X, label) => {
    const h1 = relu(add(conv(X, K1), perChannel(b1)));
    const h2 = tanh(conv(h1, K2));
    return neg(at(logSoftmax(matmul(reshape(h2, [1, 8]), W)), 0, label));
  },
  hand: (wrong, { K1, b1, K2, W }, X, label) => {
    const z1 = add(conv(X, K1), perChannel(b1));
    const h1 = relu(z1);
    const z2 = conv(h1, K2);
    const h2 = tanh(z2);
    const flat = reshape(h2, [1, 8]);
    const p = softmax(matmul(flat, W));
    const target = astype(oneHot([label], 3), "float32") as Tensor;
    const dlogits = wrong("p alone") ? p : sub(p, target);
    const dh2 = reshape(matmul(dlogits, transpose(W)), [1, 2, 2, 2]);
    const dz2 = mul(dh2, sub(1, square(wrong("z for h") ? z2 : h2)));
    const K = wrong("other order") ? swapaxes(K2, 2, 3) : flip(K2, [2, 3]);
    const dh1 = conv(dz2, swapaxes(K, 0, 1), { padding: 1 });
    const dz1 = mul(dh1, positive(z1));
    return {
      gradients: {
        K1: kernelGradient(X, dz1, 3),
        b1: wrong("b1 per place") ? at(dz1, 0) : sum(dz1, [0, 2, 3]),
        K2: kernelGradient(wrong("before relu") ? z1 : h1, dz2, 2),
        W: matmul(transpose(flat), dlogits),
      },
      intermediates: { z1, h1, z2, h2, p, dlogits, dh2, dz2, dh1, dz1 },
    };
  },
  mistakes: {
    "p alone": [["missing-term"], ["logits", "dlogits", "W", "K2", "K1", "b1"], "p without minus one at the label"],
    "z for h": [["derivative-at-wrong-value"], ["z2", "dz2", "K2", "K1", "b1"], "1 - z² for 1 - tanh(z)²"],
    "other order": [
      ["transposed"],
      ["h1", "dh1", "z1", "dz1", "K1", "b1"],
      "the kernel transposed instead of turned round",
    ],
    "b1 per place": [["not-summed"], ["b1"], "one gradient for each place"],
    "before relu": [["derivative-at-wrong-value"], ["K2"], "z1 for h1"],
  },
  numbers: ["other order"],
  bare: ["z for h"],
});

/** Convolutions and pooling. */
export const tenthConvolution = [...firstCnn, ...twoConvolutions, ...strided, ...onePicture, ...smallLenet];
