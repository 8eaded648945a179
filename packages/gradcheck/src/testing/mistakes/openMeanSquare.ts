import {
  add,
  div,
  matmul,
  mean,
  mul,
  neg,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// A straight line through points, slope and intercept as numbers, in sums.
interface Line {
  slope: Tensor;
  intercept: Tensor;
}
const line = plant<
  "x of the residual" | "no inner derivative" | "mean for the intercept" | "half" | "sum",
  Line,
  [Tensor, Tensor]
>("mean-square", ({ batch, normal }, has) => ({
  params: { slope: tensor(0.7), intercept: tensor(-0.2) },
  data: [normal(batch), normal(batch)],
  batchAxis: 0,
  loss: ({ slope, intercept }, x, y): Tensor => mean(square(sub(add(mul(slope, x), intercept), y))),
  backward: ({ slope, intercept }, x, y) => {
    const [xs, ys] = [x.toArray() as number[], y.toArray() as number[]];
    const [w, c] = [slope.item(), intercept.item()];
    let [dw, dc] = [0, 0];
    for (const [i, value] of xs.entries()) {
      const residual = w * value + c - ys[i]!;
      dw +=
        (has("half") ? 1 : 2) *
        residual *
        (has("no inner derivative") ? 1 : has("x of the residual") ? residual : value);
      dc += (has("half") ? 1 : 2) * residual;
    }
    const n = has("sum") ? 1 : xs.length;
    return {
      gradients: { slope: tensor(dw / n), intercept: tensor(has("mean for the intercept") ? dc / n / n : dc / n) },
    };
  },
}));

// Polynomial regression by the normal equations' matrix form, 2 Xᵀ(Xθ - y)/n, with ridge.
const polynomial = plant<
  "2 forgotten" | "y - Xθ" | "ridge forgotten" | "ridge over n",
  { theta: Tensor },
  [Tensor, Tensor]
>("mean-square", ({ batch, normal }, has) => {
  const powers = (x: Tensor): Tensor =>
    stack(
      [mul(0, add(x, 1)), x, square(x), mul(x, square(x))].map((c, i) => (i === 0 ? add(c, 1) : c)),
      1,
    );
  return {
    params: { theta: normal(4) },
    data: [normal(batch), normal(batch)],
    batchAxis: 0,
    loss: ({ theta }, x, y): Tensor =>
      add(mean(square(sub(matmul(powers(x), theta), y))), mul(0.05, sum(square(theta)))),
    backward: ({ theta }, x, y) => {
      const n = y.size;
      const X = powers(x);
      let residual: Tensor = sub(matmul(X, theta), y);
      if (has("y - Xθ")) residual = neg(residual);
      const slope: Tensor = mul((has("2 forgotten") ? 1 : 2) / n, matmul(transpose(X), residual));
      const ridge = has("ridge forgotten") ? 0 : has("ridge over n") ? 0.1 / n : 0.1;
      return { gradients: { theta: add(slope, mul(ridge, theta)) } };
    },
  };
});

// A net that keeps what its last forward pass computed, in the closure.
interface Cached {
  W: Tensor;
  V: Tensor;
}
const cached = plant<"activation of the first call" | "gradients added up over calls", Cached, [Tensor, Tensor]>(
  "mean-square",
  ({ batch, normal }, has) => {
    let kept: Tensor | undefined;
    let total: Cached | undefined;
    return {
      params: { W: normal(3, 3), V: normal(3, 2) },
      data: [normal(batch, 3), normal(batch, 2)],
      batchAxis: 0,
      loss: ({ W, V }, x, t): Tensor => mean(square(sub(matmul(tanh(matmul(x, W)), V), t))),
      backward: ({ W, V }, x, t) => {
        const fresh = tanh(matmul(x, W));
        if (has("activation of the first call")) kept ??= fresh;
        const a: Tensor = kept !== undefined && kept.shape[0] === fresh.shape[0] ? kept : fresh;
        const delta: Tensor = div(mul(2, sub(matmul(fresh, V), t)), t.size);
        const dz: Tensor = mul(matmul(delta, transpose(V)), sub(1, square(fresh)));
        const now: Cached = { W: matmul(transpose(x), dz), V: matmul(transpose(a), delta) };
        if (has("gradients added up over calls")) {
          total = total === undefined ? now : { W: add(total.W, now.W), V: add(total.V, now.V) };
          return { gradients: total };
        }
        return { gradients: now };
      },
    };
  },
);

// The gradient of one batch is handed in after the next has been drawn, or before the last step was taken.
const stale = plant<"previous batch" | "parameters before the step", Cached, [Tensor, Tensor]>(
  "mean-square",
  ({ batch, normal }, has) => {
    const previous = [normal(batch, 3), normal(batch, 2)] as const;
    const before = normal(3, 3);
    return {
      params: { W: normal(3, 3), V: normal(3, 2) },
      data: [normal(batch, 3), normal(batch, 2)],
      batchAxis: 0,
      loss: ({ W, V }, x, t): Tensor => mul(0.5, sum(square(sub(matmul(tanh(matmul(x, W)), V), t)))),
      backward: (params, x, t) => {
        const [inputs, targets] = has("previous batch") ? previous : [x, t];
        const W = has("parameters before the step") ? add(params.W, mul(0.05, before)) : params.W;
        const a = tanh(matmul(inputs, W));
        const delta: Tensor = sub(matmul(a, params.V), targets);
        const dz: Tensor = mul(matmul(delta, transpose(params.V)), sub(1, square(a)));
        return { gradients: { W: matmul(transpose(inputs), dz), V: matmul(transpose(a), delta) } };
      },
    };
  },
);

/** Mean squares: lines, polynomials, and nets that remember too much. */
export const openMeanSquare: readonly Case[] = [
  line({
    name: "line: the slope's gradient lacks the factor x",
    planted: "no inner derivative",
    hand: "numbers",
    causes: ["missing-term"],
    // What is left is the intercept's gradient.
    alsoAcceptable: ["missing-activation-derivative", "wrong-layer", "unknown", "derivative-at-wrong-value"],
    quantity: "slope",
  }),
  line({
    name: "line: the residual squared where the residual times x is meant",
    planted: "x of the residual",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "slope",
  }),
  line({
    name: "line: the intercept is averaged twice",
    planted: "mean for the intercept",
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "intercept",
  }),
  line({
    name: "line: the 2 is dropped and the sum is not divided, over five points",
    planted: ["half", "sum"],
    batch: 5,
    causes: ["factor"],
    quantity: "slope",
    alsoQuantities: ["intercept"],
    second: { causes: ["sum-for-mean", "factor"], quantity: "slope" },
  }),
  polynomial({
    name: "polynomial: the residual has the wrong sign, the ridge the right one",
    planted: "y - Xθ",
    causes: ["sign"],
    quantity: "theta",
    batch: 6,
  }),
  polynomial({
    name: "polynomial: no ridge in the gradient",
    planted: "ridge forgotten",
    hand: "numbers",
    causes: ["regulariser"],
    alsoAcceptable: ["missing-term"],
    quantity: "theta",
    batch: 6,
  }),
  polynomial({
    name: "polynomial: the ridge is divided by n, too",
    planted: "ridge over n",
    causes: ["regulariser"],
    quantity: "theta",
    batch: 6,
  }),
  polynomial({
    name: "polynomial: the residuals' part lacks the 2, the ridge has it",
    planted: "2 forgotten",
    hand: "numbers",
    causes: ["factor"],
    quantity: "theta",
    batch: 6,
  }),
  cached({
    name: "remembering: the activation of the first call stays for all later ones",
    planted: "activation of the first call",
    batch: 5,
    causes: ["stale-cache"],
    quantity: "V",
    visible: false,
    repeatable: false,
  }),
  cached({
    name: "remembering: gradients add up from call to call",
    planted: "gradients added up over calls",
    causes: ["stale-cache"],
    quantity: "V",
    visible: false,
    repeatable: false,
  }),
  stale({
    name: "stale: the gradient of the batch before, by a function that ignores its data",
    planted: "previous batch",
    causes: ["stale-cache"],
    alsoAcceptable: ["unknown"],
    quantity: "V",
  }),
  stale({
    name: "stale: the gradient at the parameters before the step",
    planted: "parameters before the step",
    hand: "numbers",
    causes: ["stale-cache"],
    alsoAcceptable: ["unknown"],
    quantity: "V",
  }),
];
