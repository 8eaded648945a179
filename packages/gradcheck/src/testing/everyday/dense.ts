import {
  add,
  astype,
  div,
  einsum,
  matmul,
  mul,
  outer,
  relu,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "./case.ts";

const kind = "dense";
const r = normals(301);
const scaled = (factor: number, ...shape: number[]): Tensor => mul(factor, r(...shape)) as Tensor;
const softmaxRows = (z: Tensor): Tensor => math`exp(${z}) / sum(exp(${z}), axis=1, keepdims=True)` as Tensor;

/** Two layers of sigmoids, squared errors, with everything named. */
const sigmoids = plant({
  name: "two sigmoid layers",
  kind,
  params: { W1: scaled(0.8, 3, 5), b1: scaled(0.3, 5), W2: scaled(0.8, 5, 2), b2: scaled(0.3, 2) },
  data: [r(7, 3), r(7, 2)],
  loss: ({ W1, b1, W2, b2 }, x, t) => {
    const a1 = sigmoid(add(matmul(x, W1), b1));
    const a2 = sigmoid(add(matmul(a1, W2), b2));
    return div(sum(square(sub(a2, t))), 2 * t.shape[0]!);
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, t) => {
    const z1 = add(matmul(x, W1), b1);
    const a1 = sigmoid(z1);
    const z2 = add(matmul(a1, W2), b2);
    const a2 = sigmoid(z2);
    const slope = (a: Tensor): Tensor => mul(a, sub(1, a)) as Tensor;
    const da2 = div(sub(a2, t), t.shape[0]!);
    const dz2 = wrong("output slope lost")
      ? da2
      : wrong("slope of z")
        ? mul(da2, slope(z2))
        : wrong("σ again")
          ? mul(da2, slope(sigmoid(a2)))
          : mul(da2, slope(a2));
    const dW2 = matmul(transpose(a1), dz2);
    const da1 = matmul(wrong("da2 back") ? da2 : dz2, transpose(W2));
    const dz1 = wrong("hidden slope lost")
      ? da1
      : wrong("hidden slope twice")
        ? mul(mul(da1, slope(a1)), slope(a1))
        : mul(da1, slope(a1));
    return {
      gradients: {
        W1: matmul(transpose(x), dz1),
        b1: sum(wrong("b1 from da1") ? da1 : dz1, 0),
        W2: dW2,
        b2: wrong("b2 rows averaged") ? div(sum(dz2, 0), t.shape[0]!) : sum(dz2, 0),
      },
      intermediates: { z1, a1, z2, a2, da2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "output slope lost": [
      ["missing-activation-derivative"],
      ["dz2", "W2", "b2"],
      "The output layer's sigmoid has no derivative.",
    ],
    "slope of z": [["derivative-at-wrong-value"], ["dz2", "W2", "b2"], "z(1 − z) in place of a(1 − a) at the output."],
    "σ again": [
      ["derivative-at-wrong-value"],
      ["dz2", "W2", "b2"],
      "sigmoid_prime is given the activation and applies the sigmoid once more.",
    ],
    "da2 back": [
      ["missing-activation-derivative", "wrong-upstream"],
      ["da1", "dz1", "W1", "b1"],
      "da2 goes back through W2 instead of dz2; the second layer's own gradients are right.",
    ],
    "hidden slope lost": [
      ["missing-activation-derivative"],
      ["dz1", "W1", "b1"],
      "The hidden sigmoid has no derivative.",
    ],
    "hidden slope twice": [
      ["doubled-activation-derivative"],
      ["dz1", "W1", "b1"],
      "The hidden sigmoid's derivative is multiplied in twice.",
    ],
    "b1 from da1": [
      ["missing-activation-derivative", "wrong-upstream"],
      ["b1"],
      "The first bias sums da1 instead of dz1; the weights are right.",
    ],
    "b2 rows averaged": [
      ["factor", "mean-for-sum"],
      ["b2"],
      "The second bias is a mean over rows though da2 has the 1/N already.",
    ],
  },
  pairs: ["output slope lost+hidden slope lost", "b2 rows averaged+hidden slope twice"],
  bare: [
    "output slope lost",
    "slope of z",
    "da2 back",
    "hidden slope lost",
    "b1 from da1",
    "output slope lost+hidden slope lost",
  ],
  numbers: ["σ again", "hidden slope lost", "b2 rows averaged"],
});

/** Three layers as a list, columns as examples, as in online courses. */
const list = plant({
  name: "three layers over columns",
  kind: "deep",
  batchAxis: 1,
  params: [
    { W: scaled(0.6, 4, 3), b: scaled(0.4, 4, 1) },
    { W: scaled(0.6, 4, 4), b: scaled(0.4, 4, 1) },
    { W: scaled(0.6, 1, 4), b: scaled(0.4, 1, 1) },
  ] as readonly { readonly W: Tensor; readonly b: Tensor }[],
  data: [r(3, 6), tensor([[1, 0, 0, 1, 1, 0]]) as Tensor],
  loss: (layers, X, Y) => {
    let A: Tensor = X;
    for (const { W, b } of layers.slice(0, 2)) A = tanh(add(matmul(W, A), b));
    const { W, b } = layers[2]!;
    const p = math`sigmoid(${W} @ ${A} + ${b})`;
    return math`-mean(${Y} * log(${p}) + (1 - ${Y}) * log(1 - ${p}))`;
  },
  hand: (wrong, layers, X, Y) => {
    const m = X.shape[1]!;
    const A: Tensor[] = [X];
    for (let l = 0; l < 2; l++) A.push(tanh(add(matmul(layers[l]!.W, A[l]!), layers[l]!.b)) as Tensor);
    const p = math`sigmoid(${layers[2]!.W} @ ${A[2]!} + ${layers[2]!.b})`;
    let dZ = sub(p, Y) as Tensor;
    const gradients: { W: Tensor; b: Tensor }[] = [];
    for (let l = 2; l >= 0; l--) {
      const input = wrong("own output") && l === 1 ? A[2]! : A[l]!;
      const dW = wrong("m once") && l < 2 ? matmul(dZ, transpose(input)) : div(matmul(dZ, transpose(input)), m);
      const db = div(sum(dZ, 1, { keepdims: true }), m);
      gradients.unshift({ W: dW as Tensor, b: db as Tensor });
      if (l === 0) break;
      const W = wrong("not turned") && l === 1 ? layers[1]!.W : transpose(layers[l]!.W);
      const dA = matmul(W, dZ);
      const at = wrong("slope of the next layer") && l === 1 ? A[2]! : A[l]!;
      dZ = (wrong("a for a²") ? mul(dA, sub(1, at)) : mul(dA, sub(1, square(at)))) as Tensor;
    }
    return gradients;
  },
  mistakes: {
    "own output": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["1.W", "[1].W", "W2"],
      "A[l + 1] instead of A[l] in the second layer's dW.",
    ],
    "m once": [
      ["factor", "sum-for-mean"],
      ["1.W", "0.W", "[1].W", "[0].W"],
      "Only the last layer's dW is divided by m, the others are not.",
    ],
    "not turned": [
      ["transposed"],
      ["0.W", "0.b", "[0].W", "[0].b", "dA1", "dZ1"],
      "W instead of Wᵀ on the way back through the square second layer.",
    ],
    "slope of the next layer": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["0.W", "0.b", "[0].W", "[0].b", "dZ1"],
      "tanh's derivative at A[2] where the first layer's A[1] belongs.",
    ],
    "a for a²": [
      ["derivative-at-wrong-value", "unknown"],
      ["1.W", "1.b", "[1].W", "[1].b"],
      "1 − a instead of 1 − a² in both hidden layers.",
    ],
  },
  numbers: ["not turned"],
  pairs: ["not turned+own output"],
});

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

/** float32 throughout. */
const narrow = plant({
  name: "rectifier net in float32",
  kind,
  tolerance: 1e-5,
  params: {
    W1: astype(scaled(0.6, 4, 6), "float32") as Tensor,
    b1: astype(scaled(0.5, 6), "float32") as Tensor,
    W2: astype(scaled(0.6, 6, 3), "float32") as Tensor,
    b2: astype(scaled(0.5, 3), "float32") as Tensor,
  },
  data: [astype(r(8, 4), "float32") as Tensor, astype(oneHot([0, 1, 2, 2, 1, 0, 0, 1], 3), "float32") as Tensor],
  loss: ({ W1, b1, W2, b2 }, x, t) =>
    math`-sum(${t} * log(${softmaxRows(math`relu(${x} @ ${W1} + ${b1}) @ ${W2} + ${b2}` as Tensor)})) / ${t.shape[0]!}`,
  hand: (wrong, { W1, b1, W2, b2 }, x, t) => {
    const z1 = math`${x} @ ${W1} + ${b1}`;
    const a1 = relu(z1);
    const dz2 = math`(${softmaxRows(add(matmul(a1, W2), b2) as Tensor)} - ${t}) / ${t.shape[0]!}`;
    const da1 = einsum("nk,jk->nj", dz2, W2);
    const dz1 = wrong("mask of da1")
      ? math`where(${da1} > 0, ${da1}, 0)`
      : wrong("mask lost")
        ? da1
        : math`where(${z1} > 0, ${da1}, 0)`;
    return {
      gradients: {
        W1: einsum("ni,nj->ij", x, dz1),
        b1: math`sum(${dz1}, axis=0)`,
        W2: einsum("nj,nk->jk", a1, dz2),
        b2: wrong("b2 first row") ? math`${dz2}[0]` : math`sum(${dz2}, axis=0)`,
      },
      intermediates: { z1, a1, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "mask of da1": [
      ["derivative-at-wrong-value"],
      ["dz1", "W1", "b1"],
      "The rectifier's mask is taken from the sign of da1 instead of z1.",
    ],
    "mask lost": [["missing-activation-derivative"], ["dz1", "W1", "b1"], "The rectifier's mask is missing."],
    "b2 first row": [["one-sample"], ["b2"], "The last bias takes the first example only."],
  },
  pairs: ["mask lost+b2 first row"],
  numbers: ["mask of da1"],
});

export const everydayDense: readonly EverydayCase[] = [single, tied].flat();

export const keptBackDense: readonly EverydayCase[] = [sigmoids, list, narrow].flat();
