import {
  abs,
  add,
  div,
  matmul,
  mean,
  mul,
  sigmoid,
  sign,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

interface Two {
  W1: Tensor;
  b1: Tensor;
  W2: Tensor;
  b2: Tensor;
}
const LAMBDA = 0.1;

// L2 on the weights alone, ½ λ |W|², with a mean of squares.
const l2 = plant<
  | "penalty forgotten"
  | "penalty on W1 forgotten"
  | "twice"
  | "on the biases too"
  | "wrong sign"
  | "divided by the batch"
  | "no slope"
  | "b2 averaged"
  | "W2's penalty in W1"
  | "of the sign",
  Two,
  [Tensor, Tensor]
>("regularised", ({ batch, normal }, has) => ({
  params: { W1: normal(3, 3), b1: normal(3), W2: normal(3, 3), b2: normal(3) },
  data: [normal(batch, 3), normal(batch, 3)],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2 }, x, t): Tensor => {
    const a = sigmoid(add(matmul(x, W1), b1));
    const fit = mean(square(sub(add(matmul(a, W2), b2), t)));
    return add(fit, mul(LAMBDA / 2, add(sum(square(W1)), sum(square(W2)))));
  },
  backward: ({ W1, b1, W2, b2 }, x, t) => {
    const n = x.shape[0]!;
    const a = sigmoid(add(matmul(x, W1), b1));
    const error: Tensor = mul(2 / t.size, sub(add(matmul(a, W2), b2), t));
    const back: Tensor = matmul(error, transpose(W2));
    const hidden: Tensor = has("no slope") ? back : mul(back, mul(a, sub(1, a)));
    let rate = LAMBDA;
    if (has("twice")) rate = 2 * LAMBDA;
    if (has("wrong sign")) rate = -LAMBDA;
    if (has("divided by the batch")) rate = LAMBDA / n;
    if (has("penalty forgotten")) rate = 0;
    const own = (W: Tensor): Tensor => mul(rate, has("of the sign") ? sign(W) : W);
    let W1grad: Tensor = matmul(transpose(x), hidden);
    if (has("W2's penalty in W1")) W1grad = add(W1grad, own(W2));
    else if (!has("penalty on W1 forgotten")) W1grad = add(W1grad, own(W1));
    let b2grad: Tensor = has("b2 averaged") ? mean(error, 0) : sum(error, 0);
    let b1grad: Tensor = sum(hidden, 0);
    if (has("on the biases too")) [b1grad, b2grad] = [add(b1grad, mul(rate, b1)), add(b2grad, mul(rate, b2))];
    return { gradients: { W1: W1grad, b1: b1grad, W2: add(matmul(transpose(a), error), own(W2)), b2: b2grad } };
  },
}));

// L1 on everything, as a list of pairs; the cost is a sum.
type Pairs = [[Tensor, Tensor], [Tensor, Tensor]];
const l1 = plant<
  | "sign forgotten"
  | "lambda alone"
  | "biases left out"
  | "inside the mean"
  | "lambda forgotten"
  | "at 1 - z²"
  | "sample mean for the weights",
  Pairs,
  [Tensor, Tensor]
>("regularised", ({ batch, normal }, has) => ({
  params: [
    [normal(2, 4), normal(4)],
    [normal(4, 2), normal(2)],
  ],
  data: [normal(batch, 2), normal(batch, 2)],
  batchAxis: 0,
  loss: ([[W1, b1], [W2, b2]], x, t): Tensor => {
    const y = add(matmul(tanh(add(matmul(x, W1), b1)), W2), b2);
    const penalty = add(add(sum(abs(W1)), sum(abs(b1))), add(sum(abs(W2)), sum(abs(b2))));
    return add(sum(square(sub(y, t))), mul(LAMBDA, penalty));
  },
  backward: ([[W1, b1], [W2, b2]], x, t) => {
    const n = x.shape[0]!;
    const z: Tensor = add(matmul(x, W1), b1);
    const a = tanh(z);
    const d2: Tensor = mul(2, sub(add(matmul(a, W2), b2), t));
    const d1: Tensor = mul(matmul(d2, transpose(W2)), sub(1, square(has("at 1 - z²") ? z : a)));
    const penalty = (w: Tensor): Tensor => {
      if (has("sign forgotten")) return mul(LAMBDA, w);
      if (has("lambda alone")) return mul(LAMBDA, square(sign(w)));
      if (has("lambda forgotten")) return sign(w);
      return mul(has("inside the mean") ? LAMBDA / n : LAMBDA, sign(w));
    };
    const ofBias = (b: Tensor): Tensor => (has("biases left out") ? mul(0, b) : penalty(b));
    const samples = has("sample mean for the weights") ? n : 1;
    return {
      gradients: [
        [add(div(matmul(transpose(x), d1), samples), penalty(W1)), add(sum(d1, 0), ofBias(b1))],
        [add(div(matmul(transpose(a), d2), samples), penalty(W2)), add(sum(d2, 0), ofBias(b2))],
      ],
    };
  },
}));

/** Penalties on weights, with and without biases. */
export const openRegularised: readonly Case[] = [
  l2({
    name: "L2: the penalty is forgotten in the gradients",
    planted: "penalty forgotten",
    hand: "numbers",
    causes: ["regulariser"],
    alsoAcceptable: ["missing-term"],
    quantity: "W2",
  }),
  l2({
    name: "L2: the first layer's penalty is forgotten",
    planted: "penalty on W1 forgotten",
    causes: ["regulariser"],
    alsoAcceptable: ["missing-term"],
    quantity: "W1",
  }),
  l2({
    name: "L2: ½ λ |W|² gives λW, and 2λW is written",
    planted: "twice",
    hand: "numbers",
    causes: ["regulariser"],
    quantity: "W2",
  }),
  l2({
    name: "L2: the biases are penalised, too, though the cost leaves them out",
    planted: "on the biases too",
    causes: ["regulariser"],
    alsoAcceptable: ["extra-term"],
    quantity: "b2",
  }),
  l2({
    name: "L2: the penalty is subtracted",
    planted: "wrong sign",
    hand: "numbers",
    causes: ["regulariser", "sign"],
    quantity: "W2",
  }),
  l2({
    name: "L2: the penalty is divided by the batch with the rest",
    planted: "divided by the batch",
    causes: ["regulariser"],
    quantity: "W2",
  }),
  l2({
    name: "L2: W1 is penalised with W2",
    planted: "W2's penalty in W1",
    hand: "numbers",
    causes: ["regulariser", "wrong-layer"],
    quantity: "W1",
  }),
  l2({
    name: "L2: λ sign W in place of λ W",
    planted: "of the sign",
    causes: ["regulariser"],
    quantity: "W2",
  }),
  l2({
    name: "L2: no penalty in the gradients, and no slope of the sigmoid",
    planted: ["penalty forgotten", "no slope"],
    hand: "numbers",
    causes: ["regulariser"],
    alsoAcceptable: ["missing-term"],
    quantity: "W2",
    second: { causes: ["missing-activation-derivative"], quantity: "W1", alsoQuantities: ["b1"] },
  }),
  l2({
    name: "L2: the penalty twice, and the output bias averaged",
    planted: ["twice", "b2 averaged"],
    causes: ["regulariser"],
    quantity: "W2",
    second: { causes: ["mean-for-sum", "factor"], quantity: "b2" },
  }),
  l1({
    name: "L1: λW in place of λ sign W",
    planted: "sign forgotten",
    hand: "numbers",
    causes: ["regulariser"],
    quantity: "1.0",
    alsoQuantities: ["1.1"],
  }),
  l1({
    name: "L1: λ is added to every entry, whatever its sign",
    planted: "lambda alone",
    causes: ["regulariser"],
    alsoAcceptable: ["extra-term", "unknown"],
    quantity: "1.0",
    alsoQuantities: ["1.1"],
  }),
  l1({
    name: "L1: the biases are left out though the cost penalises them",
    planted: "biases left out",
    hand: "numbers",
    causes: ["regulariser"],
    alsoAcceptable: ["missing-term"],
    quantity: "1.1",
  }),
  l1({
    name: "L1: λ is forgotten before the sign",
    planted: "lambda forgotten",
    causes: ["regulariser"],
    quantity: "1.0",
    alsoQuantities: ["1.1"],
    batch: 1,
  }),
  l1({
    name: "L1: λ is divided by the batch",
    planted: "inside the mean",
    causes: ["regulariser"],
    quantity: "1.0",
    alsoQuantities: ["1.1"],
  }),
  l1({
    name: "L1: weights averaged and biases summed, before the penalty is added",
    planted: "sample mean for the weights",
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    alsoAcceptable: ["unknown"],
    quantity: "1.0",
  }),
  l1({
    name: "L1: 1 - z² for tanh, and the biases' penalty left out",
    planted: ["at 1 - z²", "biases left out"],
    causes: ["regulariser"],
    alsoAcceptable: ["missing-term"],
    quantity: "1.1",
    second: { causes: ["derivative-at-wrong-value"], quantity: "0.0", alsoQuantities: ["0.1"] },
  }),
];
