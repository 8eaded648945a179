import {
  abs,
  add,
  at,
  concatenate,
  div,
  matmul,
  mean,
  mul,
  sign,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zeros,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// An elastic net: λ (ρ |W|₁ + ½ (1 - ρ) |W|²) on the weights, deeper ones with half of it.
interface Two {
  l1: { W: Tensor; b: Tensor };
  l2: { W: Tensor; b: Tensor };
}
const LAMBDA = 0.2;
const RHO = 0.3;
const elastic = plant<
  | "signs forgotten"
  | "squares forgotten"
  | "mixed the other way"
  | "same strength for both layers"
  | "absolute value for the sign"
  | "slope of tanh forgotten"
  | "penalty once a sample"
  | "bias averaged",
  Two,
  [Tensor, Tensor]
>("regularised", ({ batch, normal }, has) => {
  const penalty = (W: Tensor): Tensor => add(mul(RHO, sum(abs(W))), mul((1 - RHO) / 2, sum(square(W))));
  return {
    params: { l1: { W: normal(3, 4), b: normal(4) }, l2: { W: normal(4, 2), b: normal(2) } },
    data: [normal(batch, 3), normal(batch, 2)],
    batchAxis: 0,
    loss: ({ l1, l2 }, x, t): Tensor => {
      const y = add(matmul(tanh(add(matmul(x, l1.W), l1.b)), l2.W), l2.b);
      const fit = div(sum(square(sub(y, t))), x.shape[0]!);
      return add(fit, mul(LAMBDA, add(penalty(l1.W), mul(0.5, penalty(l2.W)))));
    },
    backward: ({ l1, l2 }, x, t) => {
      const n = x.shape[0]!;
      const h = tanh(add(matmul(x, l1.W), l1.b));
      const d2: Tensor = mul(2 / n, sub(add(matmul(h, l2.W), l2.b), t));
      const back: Tensor = matmul(d2, transpose(l2.W));
      const d1: Tensor = has("slope of tanh forgotten") ? back : mul(back, sub(1, square(h)));
      const slope = (W: Tensor, share: number): Tensor => {
        const rho = has("mixed the other way") ? 1 - RHO : RHO;
        let of1: Tensor = mul(rho, has("absolute value for the sign") ? abs(W) : sign(W));
        let of2: Tensor = mul(1 - rho, W);
        if (has("signs forgotten")) of1 = mul(0, of1);
        if (has("squares forgotten")) of2 = mul(0, of2);
        const times = has("penalty once a sample") ? n : 1;
        return mul(LAMBDA * (has("same strength for both layers") ? 1 : share) * times, add(of1, of2));
      };
      return {
        gradients: {
          l1: { W: add(matmul(transpose(x), d1), slope(l1.W, 1)), b: has("bias averaged") ? mean(d1, 0) : sum(d1, 0) },
          l2: { W: add(matmul(transpose(h), d2), slope(l2.W, 0.5)), b: sum(d2, 0) },
        },
      };
    },
  };
});

// A line of coefficients that should be smooth: squared differences of neighbours, and a pull to where it was before.
const smooth = plant<
  | "neighbour on one side"
  | "difference in the other direction"
  | "pull to zero"
  | "smoothness doubled"
  | "end points as inner ones"
  | "pull's sign",
  { theta: Tensor },
  [Tensor, Tensor]
>("regularised", ({ batch, normal }, has) => {
  const before = normal(5);
  return {
    params: { theta: normal(5) },
    data: [normal(batch, 5), normal(batch)],
    batchAxis: 0,
    loss: ({ theta }, X, y): Tensor => {
      const rough = sum(square(sub(at(theta, "1:"), at(theta, ":-1"))));
      const pull = sum(square(sub(theta, before)));
      return add(mean(square(sub(matmul(X, theta), y))), add(mul(0.3, rough), mul(0.05, pull)));
    },
    backward: ({ theta }, X, y) => {
      const fit: Tensor = mul(2 / y.size, matmul(transpose(X), sub(matmul(X, theta), y)));
      let step: Tensor = sub(at(theta, "1:"), at(theta, ":-1"));
      if (has("difference in the other direction")) step = mul(-1, step);
      const none = zeros([1]);
      const [left, right]: [Tensor, Tensor] = [concatenate([none, step]), concatenate([step, none])];
      let rough: Tensor = sub(left, right);
      if (has("neighbour on one side")) rough = left;
      if (has("end points as inner ones")) rough = concatenate([none, at(rough, "1:-1"), none]);
      const pulled: Tensor = has("pull to zero") ? theta : sub(theta, before);
      const smoothness = has("smoothness doubled") ? 1.2 : 0.6;
      const strength = has("pull's sign") ? -0.1 : 0.1;
      return { gradients: { theta: add(fit, add(mul(smoothness, rough), mul(strength, pulled))) } };
    },
  };
});

// Whole rows to zero: the sum of the rows' lengths; and a penalty on what the hidden units put out.
const groups = plant<
  | "length squared"
  | "length of all"
  | "columns for rows"
  | "activity forgotten"
  | "activity not sent through tanh"
  | "activity summed, not averaged"
  | "groups forgotten in V"
  | "V and U averaged",
  [Tensor, Tensor],
  [Tensor, Tensor]
>("regularised", ({ batch, normal }, has) => ({
  params: [normal(3, 3), normal(3, 3)],
  data: [normal(batch, 3), normal(batch, 3)],
  batchAxis: 0,
  loss: ([U, V], x, t): Tensor => {
    const h = tanh(matmul(x, U));
    const lengths = add(sum(sqrt(sum(square(U), 1))), sum(sqrt(sum(square(V), 1))));
    const fit = mul(0.5, sum(square(sub(matmul(h, V), t))));
    return add(fit, add(mul(0.4, lengths), mul(0.3, mean(square(h)))));
  },
  backward: ([U, V], x, t) => {
    const h: Tensor = tanh(matmul(x, U));
    const e: Tensor = sub(matmul(h, V), t);
    const length = (W: Tensor): Tensor => {
      if (has("length of all")) return sqrt(sum(square(W)));
      return sqrt(sum(square(W), has("columns for rows") ? 0 : 1, { keepdims: true }));
    };
    const group = (W: Tensor): Tensor => mul(0.4, div(W, has("length squared") ? square(length(W)) : length(W)));
    const active: Tensor = mul(has("activity summed, not averaged") ? 0.6 : 0.6 / h.size, h);
    let dh: Tensor = matmul(e, transpose(V));
    if (!has("activity forgotten") && !has("activity not sent through tanh")) dh = add(dh, active);
    let dz: Tensor = mul(dh, sub(1, square(h)));
    if (has("activity not sent through tanh")) dz = add(dz, active);
    const ofV: Tensor = matmul(transpose(h), e);
    const ofU: Tensor = matmul(transpose(x), dz);
    const samples = has("V and U averaged") ? x.shape[0]! : 1;
    return {
      gradients: [
        add(div(ofU, samples), group(U)),
        has("groups forgotten in V") ? div(ofV, samples) : add(div(ofV, samples), group(V)),
      ],
    };
  },
}));

/** Penalties that a checker has not seen. */
export const heldRegularised: readonly Case[] = [
  elastic({
    name: "elastic net: the part with signs is forgotten",
    planted: "signs forgotten",
    hand: "numbers",
    causes: ["regulariser"],
    alsoAcceptable: ["missing-term"],
    quantity: "l2.W",
  }),
  elastic({
    name: "elastic net: the part with squares is forgotten",
    planted: "squares forgotten",
    causes: ["regulariser"],
    alsoAcceptable: ["missing-term"],
    quantity: "l2.W",
  }),
  elastic({
    name: "elastic net: ρ and 1 - ρ change places",
    planted: "mixed the other way",
    hand: "numbers",
    causes: ["regulariser"],
    quantity: "l2.W",
  }),
  elastic({
    name: "elastic net: the deeper layer's penalty is as strong as the first's",
    planted: "same strength for both layers",
    causes: ["regulariser"],
    quantity: "l2.W",
  }),
  elastic({
    name: "elastic net: |W| for sign W",
    planted: "absolute value for the sign",
    hand: "numbers",
    causes: ["regulariser"],
    alsoAcceptable: ["unknown"],
    quantity: "l2.W",
  }),
  elastic({
    name: "elastic net: the penalty is added once a sample",
    planted: "penalty once a sample",
    causes: ["regulariser"],
    quantity: "l2.W",
  }),
  elastic({
    name: "elastic net: without signs, without tanh's slope",
    planted: ["signs forgotten", "slope of tanh forgotten"],
    hand: "numbers",
    causes: ["regulariser"],
    alsoAcceptable: ["missing-term"],
    quantity: "l2.W",
    second: { causes: ["missing-activation-derivative"], quantity: "l1.W", alsoQuantities: ["l1.b"] },
  }),
  elastic({
    name: "elastic net: equal strengths and an averaged bias",
    planted: ["same strength for both layers", "bias averaged"],
    causes: ["regulariser"],
    quantity: "l2.W",
    second: { causes: ["mean-for-sum", "factor"], quantity: "l1.b" },
  }),
  smooth({
    name: "smoothness: only the neighbour on one side",
    planted: "neighbour on one side",
    hand: "numbers",
    causes: ["regulariser", "missing-term"],
    quantity: "theta",
  }),
  smooth({
    name: "smoothness: the differences the other way round",
    planted: "difference in the other direction",
    causes: ["regulariser", "sign"],
    quantity: "theta",
  }),
  smooth({
    name: "smoothness: the pull to the old coefficients goes to zero",
    planted: "pull to zero",
    hand: "numbers",
    causes: ["regulariser"],
    alsoAcceptable: ["unknown", "missing-term"],
    quantity: "theta",
  }),
  smooth({
    name: "smoothness: twice too strong",
    planted: "smoothness doubled",
    causes: ["regulariser"],
    alsoAcceptable: ["factor"],
    quantity: "theta",
  }),
  smooth({
    name: "smoothness: the two ends are left out",
    planted: "end points as inner ones",
    hand: "numbers",
    causes: ["regulariser", "missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "theta",
  }),
  smooth({
    name: "smoothness: differences the other way, the pull with the wrong sign, six samples",
    planted: ["difference in the other direction", "pull's sign"],
    batch: 6,
    causes: ["regulariser", "sign"],
    quantity: "theta",
    second: { causes: ["regulariser", "sign"], quantity: "theta" },
  }),
  groups({
    name: "groups: a row divided by its squared length",
    planted: "length squared",
    hand: "numbers",
    causes: ["regulariser"],
    alsoAcceptable: ["unknown"],
    quantity: "1",
  }),
  groups({
    name: "groups: the length of the whole matrix",
    planted: "length of all",
    causes: ["regulariser"],
    alsoAcceptable: ["unknown"],
    quantity: "1",
  }),
  groups({
    name: "groups: columns for rows of a square matrix",
    planted: "columns for rows",
    hand: "numbers",
    causes: ["regulariser", "wrong-axis"],
    quantity: "1",
  }),
  groups({
    name: "groups: forgotten for the second matrix",
    planted: "groups forgotten in V",
    causes: ["regulariser"],
    alsoAcceptable: ["missing-term"],
    quantity: "1",
    batch: 1,
  }),
  groups({
    name: "activity: the penalty on the hidden units is forgotten",
    planted: "activity forgotten",
    hand: "numbers",
    causes: ["missing-term", "regulariser"],
    quantity: "0",
  }),
  groups({
    name: "activity: its derivative does not go through tanh",
    planted: "activity not sent through tanh",
    causes: ["missing-activation-derivative"],
    alsoAcceptable: ["unknown", "regulariser"],
    quantity: "0",
  }),
  groups({
    name: "activity: summed where the penalty is a mean",
    planted: "activity summed, not averaged",
    hand: "numbers",
    causes: ["factor", "sum-for-mean", "regulariser"],
    quantity: "0",
  }),
  groups({
    name: "activity: the fit is averaged though the cost is a sum, no penalty on activity",
    planted: ["V and U averaged", "activity forgotten"],
    causes: ["mean-for-sum", "factor"],
    quantity: "1",
    second: { causes: ["missing-term", "regulariser"], quantity: "0" },
  }),
];
