import { add, matmul, mul, outer, sub, sum, type Tensor, tensor, transpose } from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, plant } from "./case.ts";

const kind = "dense";
const r = normals(301);
const scaled = (factor: number, ...shape: number[]): Tensor => mul(factor, r(...shape)) as Tensor;
const _softmaxRows = (z: Tensor): Tensor => math`exp(${z}) / sum(exp(${z}), axis=1, keepdims=True)` as Tensor;

/** Two layers, leaky rectifier and softmax, one example as a vector. */
const single = plant({
  name: "one example as a vector",
  kind,
  params: { W1: scaled(0.7, 6, 4), b1: scaled(0.5, 6), W2: scaled(0.7, 3, 6), b2: scaled(0.5, 3) },
  data: [r(4), tensor([0, 1, 0]) as Tensor],
  loss: ({ W1, b1, W2, b2 }, x, t) => {
    const z = math`${W1} @ ${x} + ${b1}`;
    const a = math`where(${z} > 0, ${z}, 0.1 * ${z})`;
    const s = math`${W2} @ ${a} + ${b2}`;
    return math`-sum(${t} * (${s} - log(sum(exp(${s})))))`;
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, t) => {
    const z = math`${W1} @ ${x} + ${b1}`;
    const a = math`where(${z} > 0, ${z}, 0.1 * ${z})`;
    const s = math`${W2} @ ${a} + ${b2}`;
    const ds = math`exp(${s}) / sum(exp(${s})) - ${t}`;
    const da = wrong("without W2") ? math`sum(${ds}) * ones(6)` : matmul(transpose(W2), ds);
    const slope = wrong("plain rectifier")
      ? math`where(${z} > 0, 1.0, 0)`
      : wrong("slopes exchanged")
        ? math`where(${z} > 0, 0.1, 1.0)`
        : math`where(${z} > 0, 1.0, 0.1)`;
    const dz = mul(da, slope);
    return {
      W1: wrong("outer turned") ? outer(x, dz) : outer(dz, x),
      b1: dz,
      W2: outer(ds, wrong("z for a") ? z : a),
      b2: ds,
    };
  },
  mistakes: {
    "plain rectifier": [
      ["derivative-at-wrong-value", "missing-term"],
      ["dz", "W1", "b1"],
      "The derivative of the plain rectifier: 0 instead of 0.1 on the negative side.",
    ],
    "slopes exchanged": [
      ["derivative-at-wrong-value", "sign"],
      ["dz", "W1", "b1"],
      "The two slopes of the leaky rectifier are exchanged.",
    ],
    "outer turned": [["transposed"], ["W1"], "outer(x, dz) where W1 is [out, in]."],
    "z for a": [
      ["derivative-at-wrong-value", "missing-activation-derivative", "wrong-layer"],
      ["W2"],
      "The values before the activation in dW2.",
    ],
  },
  numbers: ["plain rectifier", "z for a"],
});

/** A tied autoencoder. */
const tied = plant({
  name: "autoencoder with tied weights",
  kind: "shared",
  params: { W: scaled(0.5, 5, 3), b: scaled(0.3, 3), c: scaled(0.3, 5) },
  data: [r(4, 5)],
  loss: ({ W, b, c }, x) => math`mean((tanh(${x} @ ${W} + ${b}) @ ${W}.T + ${c} - ${x})**2)`,
  hand: (wrong, { W, b, c }, x) => {
    const h = math`tanh(${x} @ ${W} + ${b})`;
    const dy = math`2 * (${h} @ ${W}.T + ${c} - ${x}) / ${x.size}`;
    const dh = math`${dy} @ ${W}`;
    const dz = wrong("slope lost") ? dh : math`${dh} * (1 - ${h}**2)`;
    const encoder = matmul(transpose(x), dz);
    const decoder = matmul(transpose(dy), h);
    const dW = wrong("decoder only")
      ? decoder
      : wrong("encoder only")
        ? encoder
        : wrong("minus")
          ? sub(encoder, decoder)
          : add(encoder, decoder);
    return { W: dW, b: sum(dz, 0), c: sum(dy, 0) };
  },
  mistakes: {
    "decoder only": [["missing-term"], ["W"], "Only the decoder's use of the tied weights counts."],
    "encoder only": [["missing-term"], ["W"], "Only the encoder's use of the tied weights counts."],
    minus: [["sign"], ["W"], "The decoder's part is subtracted instead of added."],
    "slope lost": [
      ["missing-activation-derivative"],
      ["dz", "W", "b"],
      "tanh's derivative is missing, so the encoder's part and its bias are wrong.",
    ],
  },
  numbers: ["decoder only"],
});

export const everydayDense: readonly EverydayCase[] = [single, tied].flat();
