import {
  add,
  div,
  matmul,
  mean,
  mul,
  pow,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import { mask, product, tanhSlope, total } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

/** Added to the variance. */
const EPSILON = 1e-3;

type Normalising =
  | "mean and deviation as constants"
  | "mean as a constant"
  | "deviation as a constant"
  | "no deviation"
  | "gain forgotten"
  | "xhat for the gain"
  | "dgain without xhat"
  | "dgain not summed"
  | "dbeta over the features"
  | "the other axis"
  | "square root forgotten"
  | "means as sums"
  | "minus of xhat"
  | "z for xhat"
  | "no slope"
  | "no 2"
  | "no weights after it"
  | "variance's size less one";

interface Normalised {
  W: Tensor;
  gain: Tensor;
  beta: Tensor;
  V: Tensor;
}

// z = xW, normalised along one axis (0 the batch, 1 the features), gain and shift, tanh, a linear end.
function normalised(axis: 0 | 1) {
  return plant<Normalising, Normalised, [Tensor, Tensor]>("normalised", ({ batch, normal }, has) => {
    const average = (x: Tensor): Tensor => mean(x, axis, { keepdims: true });
    return {
      params: { W: normal(3, 4), gain: normal(4), beta: normal(4), V: normal(4, 4) },
      data: [normal(batch, 3), normal(batch, 4)],
      batchAxis: 0,
      loss: ({ W, gain, beta, V }, x, t): Tensor => {
        const z: Tensor = matmul(x, W);
        const centred: Tensor = sub(z, average(z));
        const xhat: Tensor = div(centred, sqrt(add(average(square(centred)), EPSILON)));
        return mean(square(sub(matmul(tanh(add(mul(gain, xhat), beta)), V), t)));
      },
      backward: ({ W, gain, beta, V }, x, t) => {
        const z: Tensor = matmul(x, W);
        const centred: Tensor = sub(z, average(z));
        const variance: Tensor = add(average(square(centred)), EPSILON);
        const deviation: Tensor = sqrt(variance);
        const xhat: Tensor = div(centred, deviation);
        const y: Tensor = add(mul(gain, xhat), beta);
        const a: Tensor = tanh(y);
        const error: Tensor = div(mul(has("no 2") ? 1 : 2, sub(matmul(a, V), t)), t.size);
        const da: Tensor = has("no weights after it") ? error : matmul(error, transpose(V));
        const dy: Tensor = has("no slope") ? da : mul(da, tanhSlope(y));
        let dxhat: Tensor = has("gain forgotten") ? dy : mul(dy, gain);
        if (has("xhat for the gain")) dxhat = mul(dy, xhat);
        let over = average;
        if (has("the other axis")) over = (u) => mean(u, 1 - axis, { keepdims: true });
        if (has("means as sums")) over = (u) => sum(u, axis, { keepdims: true });
        const first: Tensor = over(dxhat);
        let second: Tensor = mul(has("z for xhat") ? z : xhat, over(mul(dxhat, xhat)));
        if (has("variance's size less one")) second = mul(second, z.shape[axis]! / (z.shape[axis]! - 1));
        let inner: Tensor = sub(sub(dxhat, first), second);
        if (has("minus of xhat")) inner = add(sub(dxhat, first), second);
        if (has("mean as a constant")) inner = sub(dxhat, second);
        if (has("deviation as a constant")) inner = sub(dxhat, first);
        if (has("mean and deviation as constants")) inner = dxhat;
        let dz: Tensor = div(inner, has("square root forgotten") ? variance : deviation);
        if (has("no deviation")) dz = inner;
        let dgain: Tensor = sum(mul(dy, xhat), 0);
        if (has("dgain without xhat")) dgain = sum(dy, 0);
        if (has("dgain not summed")) dgain = mul(dy, xhat);
        return {
          gradients: {
            W: matmul(transpose(x), dz),
            gain: dgain,
            beta: sum(dy, has("dbeta over the features") ? 1 : 0),
            V: matmul(transpose(a), error),
          },
          intermediates: { z, xhat, y, a, dy, dxhat, dz },
        };
      },
    };
  });
}
const overBatch = normalised(0);
const overFeatures = normalised(1);

const AFTER = { quantity: "gain", alsoQuantities: ["beta", "W"] };
const ALL = { quantity: "V", alsoQuantities: ["gain", "beta", "W"] };

// Rows divided by their length, and by their root of the mean square: no mean is subtracted.
const lengths = plant<
  "length as a constant" | "not divided" | "length for its square" | "sign of the second" | "mask at the normalised",
  { W: Tensor; g: Tensor },
  [Tensor, Tensor]
>("normalised", ({ batch, normal }, has) => ({
  params: { W: normal(3, 4), g: normal(4) },
  data: [normal(batch, 3), normal(batch, 4)],
  batchAxis: 0,
  loss: ({ W, g }, x, t): Tensor => {
    const z: Tensor = matmul(x, W);
    const length: Tensor = sqrt(add(sum(square(z), 1, { keepdims: true }), EPSILON));
    return div(sum(square(sub(mul(g, div(z, length)), t))), x.shape[0]!);
  },
  backward: ({ W, g }, x, t) => {
    const z: Tensor = matmul(x, W);
    const length: Tensor = sqrt(add(sum(square(z), 1, { keepdims: true }), EPSILON));
    const u: Tensor = div(z, length);
    const dy: Tensor = div(mul(2, sub(mul(g, u), t)), x.shape[0]!);
    const du: Tensor = has("mask at the normalised") ? product(dy, g, mask(u)) : mul(dy, g);
    const along: Tensor = sum(mul(du, z), 1, { keepdims: true });
    const cubed: Tensor = div(mul(z, along), has("length for its square") ? square(length) : pow(length, 3));
    let dz: Tensor = total(div(du, length), mul(has("sign of the second") ? 1 : -1, cubed));
    if (has("length as a constant")) dz = div(du, length);
    if (has("not divided")) dz = du;
    return { gradients: { W: matmul(transpose(x), dz), g: sum(mul(dy, u), 0) } };
  },
}));

/** Normalised nets, not seen by the checker. */
export const blindNormalised: readonly Case[] = [
  overBatch({
    name: "batch norm: only divided by the deviation",
    planted: "mean and deviation as constants",
    hand: "numbers",
    batch: 6,
    causes: ["missing-term"],
    quantity: "W",
  }),
  overBatch({
    name: "batch norm: the mean as a constant",
    planted: "mean as a constant",
    batch: 6,
    intermediates: true,
    causes: ["missing-term"],
    quantity: "W",
  }),
  overBatch({
    name: "batch norm: the deviation as a constant",
    planted: "deviation as a constant",
    hand: "numbers",
    batch: 6,
    causes: ["missing-term"],
    quantity: "W",
  }),
  overBatch({
    name: "batch norm: not divided by the deviation",
    planted: "no deviation",
    batch: 6,
    intermediates: true,
    causes: ["missing-term"],
    alsoAcceptable: ["factor"],
    quantity: "W",
  }),
  overBatch({
    name: "batch norm: the gain is forgotten",
    planted: "gain forgotten",
    hand: "numbers",
    batch: 6,
    causes: ["missing-term"],
    quantity: "W",
  }),
  overBatch({
    name: "batch norm: dgain without xhat",
    planted: "dgain without xhat",
    batch: 6,
    causes: ["missing-term"],
    alsoAcceptable: ["wrong-upstream"],
    quantity: "gain",
  }),
  overBatch({
    name: "batch norm: dgain for each sample",
    planted: "dgain not summed",
    hand: "numbers",
    batch: 6,
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "gain",
  }),
  overBatch({
    name: "batch of four: dbeta over the features",
    planted: "dbeta over the features",
    hand: "numbers",
    batch: 4,
    intermediates: true,
    causes: ["wrong-axis"],
    quantity: "beta",
  }),
  overBatch({
    name: "batch norm: means over the features on the way back",
    planted: "the other axis",
    batch: 6,
    causes: ["wrong-axis"],
    quantity: "W",
  }),
  overBatch({
    name: "batch norm: divided by the variance",
    planted: "square root forgotten",
    hand: "numbers",
    batch: 6,
    causes: ["extra-term", "missing-term"],
    alsoAcceptable: ["derivative-at-wrong-value"],
    quantity: "W",
  }),
  overBatch({
    name: "batch norm: sums for the two means",
    planted: "means as sums",
    batch: 6,
    causes: ["sum-for-mean", "factor"],
    quantity: "W",
  }),
  overBatch({
    name: "batch norm: the last term with a plus",
    planted: "minus of xhat",
    hand: "numbers",
    batch: 6,
    intermediates: true,
    causes: ["sign"],
    quantity: "W",
  }),
  overBatch({
    name: "batch norm: z for xhat in the last term",
    planted: "z for xhat",
    hand: "numbers",
    batch: 6,
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["missing-term"],
    quantity: "W",
  }),
  overBatch({
    name: "batch norm: the variance of N - 1 on the way back",
    planted: "variance's size less one",
    batch: 6,
    causes: ["factor", "wrong-forward"],
    alsoAcceptable: ["unknown"],
    quantity: "W",
  }),
  overBatch({
    name: "batch norm: the 2 of the square, and the deviation as a constant",
    planted: ["no 2", "deviation as a constant"],
    hand: "numbers",
    batch: 6,
    causes: ["factor"],
    ...ALL,
    second: { causes: ["missing-term"], quantity: "W" },
  }),
  overBatch({
    name: "batch norm: no slope after it, and dgain without xhat",
    planted: ["no slope", "dgain without xhat"],
    batch: 6,
    intermediates: true,
    causes: ["missing-activation-derivative"],
    ...AFTER,
    second: { causes: ["missing-term"], quantity: "gain" },
  }),
  overFeatures({
    name: "layer norm: only divided by the deviation",
    planted: "mean and deviation as constants",
    hand: "numbers",
    batch: 1,
    causes: ["missing-term"],
    quantity: "W",
  }),
  overFeatures({
    name: "layer norm: the mean as a constant",
    planted: "mean as a constant",
    batch: 5,
    causes: ["missing-term"],
    quantity: "W",
  }),
  overFeatures({
    name: "layer norm: means over the batch on the way back",
    planted: "the other axis",
    hand: "numbers",
    batch: 5,
    causes: ["wrong-axis"],
    quantity: "W",
  }),
  overFeatures({
    name: "layer norm: xhat in place of the gain",
    planted: "xhat for the gain",
    batch: 5,
    intermediates: true,
    causes: ["derivative-at-wrong-value", "missing-term"],
    alsoAcceptable: ["wrong-layer", "wrong-upstream", "unknown"],
    quantity: "W",
  }),
  overFeatures({
    name: "layer norm: sums for the two means",
    planted: "means as sums",
    hand: "numbers",
    batch: 5,
    dtype: "float32",
    causes: ["sum-for-mean", "factor"],
    quantity: "W",
  }),
  overFeatures({
    name: "layer norm: no slope of tanh after it",
    planted: "no slope",
    batch: 5,
    causes: ["missing-activation-derivative"],
    ...AFTER,
  }),
  overFeatures({
    name: "layer norm: the weights after it are skipped",
    planted: "no weights after it",
    hand: "numbers",
    batch: 5,
    causes: ["missing-term"],
    alsoAcceptable: ["wrong-upstream"],
    ...AFTER,
  }),
  overFeatures({
    name: "layer norm: the last term with a plus",
    planted: "minus of xhat",
    batch: 1,
    intermediates: true,
    causes: ["sign"],
    quantity: "W",
  }),
  lengths({
    name: "rows of length one: the length as a constant",
    planted: "length as a constant",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "W",
  }),
  lengths({
    name: "rows of length one: not divided at all",
    planted: "not divided",
    causes: ["missing-term", "missing-activation-derivative"],
    quantity: "W",
  }),
  lengths({
    name: "rows of length one: the square for the third power",
    planted: "length for its square",
    hand: "numbers",
    causes: ["factor", "missing-term"],
    alsoAcceptable: ["derivative-at-wrong-value", "unknown"],
    quantity: "W",
  }),
  lengths({
    name: "rows of length one: a plus before the second term",
    planted: "sign of the second",
    batch: 1,
    hand: "numbers",
    causes: ["sign"],
    quantity: "W",
  }),
  lengths({
    name: "rows of length one: a rectifier that is not there",
    planted: "mask at the normalised",
    batch: 6,
    causes: ["extra-term", "wrong-forward", "unknown"],
    alsoAcceptable: ["doubled-activation-derivative", "missing-term"],
    quantity: "W",
  }),
];
