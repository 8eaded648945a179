import {
  div,
  exp,
  logsumexp,
  matmul,
  max,
  mean,
  mul,
  relu,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import { affine, mask, product } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

/** Softmax of each row. */
function softmax(z: Tensor): Tensor {
  const e: Tensor = exp(sub(z, max(z, 1, { keepdims: true })));
  return div(e, sum(e, 1, { keepdims: true }));
}

interface ThreeLayers {
  W1: Tensor;
  b1: Tensor;
  W2: Tensor;
  b2: Tensor;
  W3: Tensor;
  b3: Tensor;
}

// Digits in small: two layers of rectifiers, softmax, the mean cross-entropy of the rows.
const digits = plant<
  | "no mean"
  | "mean over all"
  | "one minus target"
  | "diagonal of the softmax"
  | "softmax over the samples"
  | "logits for p"
  | "target minus p"
  | "times 2"
  | "mask of a2 in layer 1"
  | "no mask in layer 2"
  | "mask of the gradient"
  | "W3 for W2"
  | "a1 for a2"
  | "db3 a mean"
  | "p times the slope"
  | "log left out",
  ThreeLayers,
  [Tensor, Tensor]
>("softmax", ({ batch, normal, oneHot }, has) => ({
  params: { W1: normal(4, 4), b1: normal(4), W2: normal(4, 4), b2: normal(4), W3: normal(4, 4), b3: normal(4) },
  data: [normal(batch, 4), oneHot(batch, 4)],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2, W3, b3 }, x, t): Tensor => {
    const z3 = affine(relu(affine(relu(affine(x, W1, b1)), W2, b2)), W3, b3);
    return mean(sub(logsumexp(z3, 1), sum(mul(t, z3), 1)));
  },
  backward: ({ W1, b1, W2, b2, W3, b3 }, x, t) => {
    const z1 = affine(x, W1, b1);
    const a1: Tensor = relu(z1);
    const z2 = affine(a1, W2, b2);
    const a2: Tensor = relu(z2);
    const z3 = affine(a2, W3, b3);
    const N = x.shape[0]!;
    const p = has("softmax over the samples") ? (transpose(softmax(transpose(z3))) as Tensor) : softmax(z3);
    let dz3: Tensor = sub(has("logits for p") ? z3 : p, t);
    if (has("target minus p")) dz3 = sub(t, p);
    if (has("times 2")) dz3 = mul(2, dz3);
    if (has("one minus target")) dz3 = sub(p, sub(1, t));
    if (has("diagonal of the softmax")) dz3 = mul(mul(-1, t), sub(1, p));
    if (has("p times the slope")) dz3 = product(dz3, p, sub(1, p));
    if (has("log left out")) dz3 = mul(p, sub(sum(mul(t, p), 1, { keepdims: true }), t));
    if (!has("no mean")) dz3 = div(dz3, has("mean over all") ? 4 * N : N);
    const da2: Tensor = matmul(dz3, transpose(W3));
    let dz2: Tensor = mul(da2, mask(z2));
    if (has("no mask in layer 2")) dz2 = da2;
    if (has("mask of the gradient")) dz2 = relu(da2);
    const da1: Tensor = matmul(dz2, transpose(has("W3 for W2") ? W3 : W2));
    const dz1: Tensor = mul(da1, mask(has("mask of a2 in layer 1") ? a2 : z1));
    return {
      gradients: {
        W1: matmul(transpose(x), dz1),
        b1: sum(dz1, 0),
        W2: matmul(transpose(a1), dz2),
        b2: sum(dz2, 0),
        W3: matmul(transpose(has("a1 for a2") ? a1 : a2), dz3),
        b3: has("db3 a mean") ? mean(dz3, 0) : sum(dz3, 0),
      },
      intermediates: { z1, a1, z2, a2, z3, dz3, da2, dz2, da1, dz1 },
    };
  },
}));

const OUTPUT = { quantity: "W3", alsoQuantities: ["b3", "W2", "b2", "W1", "b1"] };
const MIDDLE = { quantity: "W2", alsoQuantities: ["b2", "W1", "b1"] };
const FIRST = { quantity: "W1", alsoQuantities: ["b1"] };

// One softmax layer under the squared error: its full Jacobian is needed; a temperature is learned, too.
const brier = plant<
  | "diagonal alone"
  | "no diagonal"
  | "p - t"
  | "sum not of p"
  | "keepdims along the samples"
  | "no temperature"
  | "temperature times"
  | "minus of the temperature"
  | "temperature not squared",
  { W: Tensor; T: Tensor },
  [Tensor, Tensor]
>("softmax", ({ batch, normal, oneHot }, has) => ({
  params: { W: normal(4, 4), T: tensor(1.6) },
  data: [normal(batch, 4), oneHot(batch, 4)],
  batchAxis: 0,
  loss: ({ W, T }, x, t): Tensor => div(sum(square(sub(softmax(div(matmul(x, W), T)), t))), x.shape[0]!),
  backward: ({ W, T }, x, t) => {
    const s: Tensor = matmul(x, W);
    const z: Tensor = div(s, T);
    const p = softmax(z);
    const g: Tensor = div(mul(2, sub(p, t)), x.shape[0]!);
    const along = has("keepdims along the samples") ? 0 : 1;
    const spread: Tensor = sum(has("sum not of p") ? g : mul(g, p), along, { keepdims: true });
    let dz: Tensor = mul(p, sub(g, spread));
    if (has("diagonal alone")) dz = product(g, p, sub(1, p));
    if (has("no diagonal")) dz = mul(mul(-1, p), spread);
    if (has("p - t")) dz = g;
    let ds: Tensor = div(dz, T);
    if (has("no temperature")) ds = dz;
    if (has("temperature times")) ds = mul(dz, T);
    const inT: Tensor = div(sum(mul(dz, s)), has("temperature not squared") ? T : square(T));
    return { gradients: { W: matmul(transpose(x), ds), T: has("minus of the temperature") ? inT : mul(-1, inT) } };
  },
}));

/** Softmax with its costs, not seen by the checker. */
export const blindSoftmax: readonly Case[] = [
  digits({
    name: "digits: p - t is not divided by the samples",
    planted: "no mean",
    batch: 6,
    hand: "numbers",
    causes: ["sum-for-mean", "factor"],
    ...OUTPUT,
  }),
  digits({
    name: "digits: divided by samples and classes",
    planted: "mean over all",
    batch: 6,
    causes: ["factor", "mean-for-sum"],
    ...OUTPUT,
  }),
  digits({
    name: "digits: logits minus targets",
    planted: "logits for p",
    batch: 6,
    hand: "numbers",
    causes: ["wrong-forward", "missing-activation-derivative", "derivative-at-wrong-value"],
    alsoAcceptable: ["missing-term"],
    ...OUTPUT,
  }),
  digits({
    name: "digits: targets minus p",
    planted: "target minus p",
    batch: 6,
    intermediates: true,
    causes: ["sign"],
    ...OUTPUT,
  }),
  digits({
    name: "digits: a 2 in front of p - t",
    planted: "times 2",
    batch: 1,
    hand: "numbers",
    causes: ["factor"],
    ...OUTPUT,
  }),
  digits({
    name: "digits: only the class of the target learns",
    planted: "diagonal of the softmax",
    batch: 6,
    hand: "numbers",
    intermediates: true,
    causes: ["softmax-diagonal"],
    ...OUTPUT,
  }),
  digits({
    name: "digits: softmax over the samples on the way back",
    planted: "softmax over the samples",
    batch: 6,
    causes: ["wrong-axis"],
    alsoAcceptable: ["wrong-forward"],
    ...OUTPUT,
  }),
  digits({
    name: "digits: (p - t) p (1 - p)",
    planted: "p times the slope",
    batch: 6,
    hand: "numbers",
    intermediates: true,
    causes: ["doubled-activation-derivative", "softmax-diagonal"],
    ...OUTPUT,
  }),
  digits({
    name: "digits: the target's complement",
    planted: "one minus target",
    batch: 6,
    causes: ["unknown", "extra-term", "wrong-forward", "derivative-at-wrong-value"],
    alsoAcceptable: ["sign", "missing-term"],
    ...OUTPUT,
  }),
  digits({
    name: "digits: the derivative of -p, the logarithm forgotten",
    planted: "log left out",
    batch: 6,
    hand: "numbers",
    causes: ["missing-term", "missing-activation-derivative", "wrong-forward"],
    alsoAcceptable: ["unknown", "doubled-activation-derivative"],
    ...OUTPUT,
  }),
  digits({
    name: "digits: the second layer's mask in the first",
    planted: "mask of a2 in layer 1",
    batch: 6,
    hand: "numbers",
    causes: ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
    ...FIRST,
  }),
  digits({
    name: "digits: no mask in the second layer",
    planted: "no mask in layer 2",
    batch: 6,
    intermediates: true,
    causes: ["missing-activation-derivative"],
    ...MIDDLE,
  }),
  digits({
    name: "digits: the gradient itself is rectified",
    planted: "mask of the gradient",
    batch: 6,
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["clipped", "unknown"],
    ...MIDDLE,
  }),
  digits({
    name: "digits: W3 twice on the way back",
    planted: "W3 for W2",
    batch: 6,
    causes: ["wrong-layer", "off-by-one-layer"],
    ...FIRST,
  }),
  digits({
    name: "digits: dW3 with a1",
    planted: "a1 for a2",
    batch: 6,
    hand: "numbers",
    dtype: "float32",
    causes: ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
    quantity: "W3",
  }),
  digits({
    name: "digits: db3 a mean of what is divided already, and no mask in the second layer",
    planted: ["db3 a mean", "no mask in layer 2"],
    batch: 6,
    hand: "numbers",
    intermediates: true,
    causes: ["mean-for-sum", "factor"],
    quantity: "b3",
    second: { causes: ["missing-activation-derivative"], ...MIDDLE },
  }),
  digits({
    name: "digits: not divided by the samples, and W3 twice on the way back",
    planted: ["no mean", "W3 for W2"],
    batch: 6,
    causes: ["sum-for-mean", "factor"],
    ...OUTPUT,
    second: { causes: ["wrong-layer", "off-by-one-layer"], ...FIRST },
  }),
  brier({
    name: "squared error of a softmax: g p (1 - p)",
    planted: "diagonal alone",
    hand: "numbers",
    causes: ["softmax-diagonal"],
    quantity: "W",
    alsoQuantities: ["T"],
  }),
  brier({
    name: "squared error of a softmax: nothing but the terms beside the diagonal",
    planted: "no diagonal",
    causes: ["missing-term", "softmax-diagonal"],
    quantity: "W",
    alsoQuantities: ["T"],
  }),
  brier({
    name: "squared error of a softmax: its derivative skipped",
    planted: "p - t",
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    alsoAcceptable: ["wrong-forward"],
    quantity: "W",
    alsoQuantities: ["T"],
  }),
  brier({
    name: "squared error of a softmax: the sum without p",
    planted: "sum not of p",
    batch: 3,
    causes: ["missing-term", "softmax-diagonal"],
    quantity: "W",
    alsoQuantities: ["T"],
  }),
  brier({
    name: "squared error of a softmax: its sum over the samples",
    planted: "keepdims along the samples",
    batch: 5,
    hand: "numbers",
    causes: ["wrong-axis"],
    quantity: "W",
    alsoQuantities: ["T"],
  }),
  brier({
    name: "temperature: forgotten in dW",
    planted: "no temperature",
    causes: ["missing-term", "factor"],
    quantity: "W",
  }),
  brier({
    name: "temperature: multiplied instead of divided",
    planted: "temperature times",
    hand: "numbers",
    causes: ["factor", "derivative-at-wrong-value"],
    alsoAcceptable: ["missing-term"],
    quantity: "W",
  }),
  brier({
    name: "temperature: its minus forgotten",
    planted: "minus of the temperature",
    causes: ["sign"],
    alsoAcceptable: ["factor"],
    quantity: "T",
  }),
  brier({
    name: "temperature: g p (1 - p), and T not squared",
    planted: ["diagonal alone", "temperature not squared"],
    hand: "numbers",
    causes: ["softmax-diagonal"],
    quantity: "W",
    alsoQuantities: ["T"],
    second: { causes: ["missing-term", "factor"], quantity: "T" },
  }),
];
