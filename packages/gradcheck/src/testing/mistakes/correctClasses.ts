import {
  add,
  at,
  div,
  exp,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
  outer,
  reshape,
  sigmoid,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import type { Setting } from "./plant.ts";
import { type Right, rightly, type Version } from "./rightly.ts";

interface Model {
  W: Tensor;
  b: Tensor;
}
type Data = [Tensor, Tensor];

/** Softmax along the last axis, with what is subtracted from the scores. */
function softmax(z: Tensor, shift: Tensor = max(z, -1, { keepdims: true })): Tensor {
  const e = exp(sub(z, shift));
  return div(e, sum(e, -1, { keepdims: true }));
}
const scores = ({ W, b }: Model, x: Tensor): Tensor => add(matmul(x, W), b);
const both = (x: Tensor, dz: Tensor): Model => ({ W: matmul(transpose(x), dz), b: sum(dz, 0) });

const crossEntropy: Version<Model, Data>[] = [
  {
    name: "softmax: prediction minus target, over n",
    backward: (p, x, t) => both(x, div(sub(softmax(scores(p, x)), t), x.shape[0]!)),
  },
  {
    name: "softmax: p Σt - t, which needs no targets that add up to one",
    hand: "numbers",
    backward: (p, x, t) => {
      const all: Tensor = sum(t, 1, { keepdims: true });
      return both(x, div(sub(mul(all, softmax(scores(p, x))), t), x.shape[0]!));
    },
  },
  {
    name: "softmax: the mean of the scores is subtracted and not their maximum",
    backward: (p, x, t) => {
      const z = scores(p, x);
      return both(x, div(sub(softmax(z, mean(z, 1, { keepdims: true })), t), t.shape[0]!));
    },
  },
  {
    name: "softmax: -t/p through the whole Jacobian, sample by sample",
    backward: (params, x, t) => {
      const P = softmax(scores(params, x));
      let [W, b]: [Tensor, Tensor] = [zerosLike(params.W), zerosLike(params.b)];
      for (let n = 0; n < x.shape[0]!; n++) {
        const p: Tensor = at(P, n);
        const J: Tensor = sub(
          mul(p, [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ]),
          outer(p, p),
        );
        const dz: Tensor = div(matmul(J, neg(div(at(t, n), p))), x.shape[0]!);
        [W, b] = [add(W, outer(at(x, n), dz)), add(b, dz)];
      }
      return { W, b };
    },
  },
  {
    name: "softmax: p(dp - Σ p dp), the Jacobian without a matrix",
    hand: "numbers",
    backward: (params, x, t) => {
      const p = softmax(scores(params, x));
      const dp: Tensor = div(neg(div(t, p)), x.shape[0]!);
      return both(x, mul(p, sub(dp, sum(mul(p, dp), 1, { keepdims: true }))));
    },
  },
  {
    name: "softmax: float32, the gradients of a batch of 16",
    dtype: "float32",
    batch: 16,
    backward: (p, x, t) => both(x, div(sub(softmax(scores(p, x)), t), x.shape[0]!)),
  },
  {
    name: "softmax: class by class, a column at a time",
    backward: (params, x, t) => {
      const p = softmax(scores(params, x));
      const columns = [0, 1, 2].map((k) => div(sub(at(p, ":", k), at(t, ":", k)), x.shape[0]!) as Tensor);
      return {
        W: stack(
          columns.map((d) => matmul(d, x)),
          1,
        ),
        b: stack(columns.map((d) => sum(d))),
      };
    },
  },
];

const twoClasses: Version<Model, Data>[] = [
  {
    name: "two classes: p - t, a mean",
    hand: "numbers",
    backward: (p, x, t) => {
      const d: Tensor = div(sub(sigmoid(scores(p, x)), t), t.size);
      return { W: matmul(d, x), b: reshape(sum(d), [1]) };
    },
  },
  {
    name: "two classes: dC/dp times p(1 - p)",
    backward: (params, x, t) => {
      const p: Tensor = sigmoid(scores(params, x));
      const dp: Tensor = sub(div(sub(1, t), sub(1, p)), div(t, p));
      const d: Tensor = div(mul(dp, mul(p, sub(1, p))), t.size);
      return { W: sum(mul(reshape(d, [t.size, 1]), x), 0), b: reshape(sum(d), [1]) };
    },
  },
  {
    name: "two classes: e⁻ᶻ/(1 + e⁻ᶻ)² for the slope",
    hand: "numbers",
    backward: (params, x, t) => {
      const z: Tensor = scores(params, x);
      const p: Tensor = div(1, add(1, exp(neg(z))));
      const slope: Tensor = mul(exp(neg(z)), mul(p, p));
      const d: Tensor = mul(mul(div(sub(p, t), mul(p, sub(1, p))), slope), 1 / t.size);
      return { W: matmul(transpose(x), d), b: reshape(sum(d), [1]) };
    },
  },
  {
    name: "two classes: the logistic function as (1 + tanh(z/2))/2",
    backward: (params, x, t) => {
      const p: Tensor = mul(0.5, add(1, tanh(mul(0.5, scores(params, x)))));
      const d: Tensor = sub(mul(1 / t.size, p), mul(1 / t.size, t));
      return { W: matmul(d, x), b: reshape(matmul(d, add(1, mul(0, d))), [1]) };
    },
  },
  {
    name: "two classes: positives and negatives apart, one sample of each at least",
    backward: (params, x, t) => {
      const p: Tensor = sigmoid(scores(params, x));
      const positives: Tensor = mul(t, sub(p, 1));
      const negatives: Tensor = mul(sub(1, t), p);
      const W: Tensor = add(matmul(positives, x), matmul(negatives, x));
      return { W: div(W, t.size), b: reshape(div(add(sum(positives), sum(negatives)), t.size), [1]) };
    },
  },
];

const classes = ({ batch, normal, oneHot }: Setting) => ({
  params: { W: normal(4, 3), b: normal(3) },
  data: [normal(batch, 4), oneHot(batch, 3)] as Data,
  batchAxis: 0,
  loss: (p: Model, x: Tensor, t: Tensor): Tensor => neg(mean(sum(mul(t, log(softmax(scores(p, x)))), 1))),
});

/** Softmax and the logistic function with their cross-entropies. */
export const correctClasses: readonly Right[] = [
  ...rightly<Model, Data>("softmax", classes, crossEntropy),
  ...rightly<Model, Data>(
    "softmax",
    (setting) => ({ ...classes(setting), params: { W: mul(6, setting.normal(4, 3)), b: tensor([3, 0, -3]) } }),
    [
      {
        name: "softmax: scores far apart, most predictions next to zero or one",
        hand: "numbers",
        backward: (p, x, t) => both(x, div(sub(softmax(scores(p, x)), t), x.shape[0]!)),
      },
    ],
  ),
  ...rightly<Model, Data>(
    "logistic",
    ({ batch, normal, zeroOne }) => ({
      params: { W: normal(3), b: normal(1) },
      data: [normal(batch, 3), zeroOne(batch)],
      batchAxis: 0,
      loss: (params, x, t): Tensor => {
        const p = sigmoid(scores(params, x));
        return neg(mean(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p))))));
      },
    }),
    twoClasses,
  ),
];
