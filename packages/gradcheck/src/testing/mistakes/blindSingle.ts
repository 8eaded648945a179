import {
  add,
  div,
  matmul,
  mean,
  mul,
  outer,
  sigmoid,
  square,
  sub,
  type Tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { sigmoidSlope } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

interface TwoLayers {
  W1: Tensor;
  b1: Tensor;
  W2: Tensor;
  b2: Tensor;
}

// The first exercise of a course: one input, two layers of three sigmoids, W @ x + b.
const single = plant<
  | "no 2"
  | "no mean"
  | "target minus output"
  | "no slope at the output"
  | "slope at a"
  | "z(1 - z)"
  | "slope twice"
  | "W2 as it is"
  | "W1 on the way back"
  | "outer the other way"
  | "x for a1"
  | "db2 from da2"
  | "db1 from dz2"
  | "no db2"
  | "b1 stays zero"
  | "slope of z2 in layer 1",
  TwoLayers,
  [Tensor, Tensor]
>("dense", ({ normal }, has) => ({
  params: { W1: normal(3, 3), b1: normal(3), W2: normal(3, 3), b2: normal(3) },
  data: [normal(3), normal(3)],
  loss: ({ W1, b1, W2, b2 }, x, t): Tensor =>
    mean(square(sub(sigmoid(add(matmul(W2, sigmoid(add(matmul(W1, x), b1))), b2)), t))),
  backward: ({ W1, b1, W2, b2 }, x, t) => {
    const z1: Tensor = add(matmul(W1, x), b1);
    const a1: Tensor = sigmoid(z1);
    const z2: Tensor = add(matmul(W2, a1), b2);
    const a2: Tensor = sigmoid(z2);
    const error: Tensor = has("target minus output") ? sub(t, a2) : sub(a2, t);
    const da2: Tensor = div(mul(has("no 2") ? 1 : 2, error), has("no mean") ? 1 : 3);
    const slope2 = sigmoidSlope(has("slope at a") ? a2 : z2);
    const dz2: Tensor = has("no slope at the output") ? da2 : mul(da2, slope2);
    const back: Tensor = has("W1 on the way back") ? W1 : W2;
    const da1: Tensor = matmul(has("W2 as it is") ? back : transpose(back), dz2);
    let slope1 = sigmoidSlope(has("slope of z2 in layer 1") ? z2 : z1);
    if (has("z(1 - z)")) slope1 = mul(z1, sub(1, z1));
    if (has("slope twice")) slope1 = mul(slope1, slope1);
    const dz1: Tensor = mul(da1, slope1);
    const input2: Tensor = has("x for a1") ? x : a1;
    const W2gradient: Tensor = has("outer the other way") ? outer(input2, dz2) : outer(dz2, input2);
    const db1: Tensor = has("db1 from dz2") ? dz2 : dz1;
    const rest = { W1: outer(dz1, x), b1: has("b1 stays zero") ? zerosLike(b1) : db1, W2: W2gradient };
    return {
      gradients: has("no db2") ? rest : { ...rest, b2: has("db2 from da2") ? da2 : dz2 },
      intermediates: { z1, a1, z2, a2, da2, dz2, da1, dz1 },
    };
  },
}));

const OUTPUT = { quantity: "W2", alsoQuantities: ["b2", "W1", "b1"] };
const HIDDEN = { quantity: "W1", alsoQuantities: ["b1"] };

/** One sample through two layers of sigmoids, not seen by the checker. */
export const blindSingle: readonly Case[] = [
  single({
    name: "single: the 2 of the square is forgotten",
    planted: "no 2",
    batch: 1,
    hand: "numbers",
    causes: ["factor"],
    ...OUTPUT,
  }),
  single({
    name: "single: the mean is not divided",
    planted: "no mean",
    batch: 1,
    causes: ["sum-for-mean", "factor"],
    ...OUTPUT,
  }),
  single({
    name: "single: target minus output",
    planted: "target minus output",
    batch: 1,
    hand: "numbers",
    intermediates: true,
    causes: ["sign"],
    ...OUTPUT,
  }),
  single({
    name: "single: da2 for dz2",
    planted: "no slope at the output",
    batch: 1,
    causes: ["missing-activation-derivative"],
    ...OUTPUT,
  }),
  single({
    name: "single: σ' of what is a sigmoid already",
    planted: "slope at a",
    batch: 1,
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    ...OUTPUT,
  }),
  single({
    name: "single: z1 (1 - z1) for σ'",
    planted: "z(1 - z)",
    batch: 1,
    intermediates: true,
    causes: ["derivative-at-wrong-value"],
    ...HIDDEN,
  }),
  single({
    name: "single: σ' of the hidden layer twice",
    planted: "slope twice",
    batch: 1,
    hand: "numbers",
    causes: ["doubled-activation-derivative"],
    ...HIDDEN,
  }),
  single({
    name: "single: back through W2 without its transpose",
    planted: "W2 as it is",
    batch: 1,
    causes: ["transposed"],
    ...HIDDEN,
  }),
  single({
    name: "single: back through W1",
    planted: "W1 on the way back",
    batch: 1,
    hand: "numbers",
    causes: ["wrong-layer", "off-by-one-layer"],
    ...HIDDEN,
  }),
  single({
    name: "single: outer(a1, dz2)",
    planted: "outer the other way",
    batch: 1,
    dtype: "float32",
    causes: ["transposed"],
    quantity: "W2",
  }),
  single({
    name: "single: dW2 with the net's input",
    planted: "x for a1",
    batch: 1,
    hand: "numbers",
    causes: ["off-by-one-layer", "wrong-layer"],
    alsoAcceptable: ["derivative-at-wrong-value"],
    quantity: "W2",
  }),
  single({
    name: "single: db2 = da2",
    planted: "db2 from da2",
    batch: 1,
    causes: ["wrong-upstream", "missing-activation-derivative"],
    quantity: "b2",
  }),
  single({
    name: "single: db1 = dz2",
    planted: "db1 from dz2",
    batch: 1,
    hand: "numbers",
    causes: ["wrong-upstream", "wrong-layer", "off-by-one-layer"],
    quantity: "b1",
  }),
  single({
    name: "single: no gradient for b2",
    planted: "no db2",
    batch: 1,
    causes: ["structure"],
    quantity: "b2",
  }),
  single({
    name: "single: the gradient of b1 stays at its zeros",
    planted: "b1 stays zero",
    batch: 1,
    hand: "numbers",
    causes: ["missing-term", "factor"],
    alsoAcceptable: ["structure"],
    quantity: "b1",
  }),
  single({
    name: "single: σ'(z2) in the hidden layer",
    planted: "slope of z2 in layer 1",
    batch: 1,
    causes: ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
    ...HIDDEN,
  }),
  single({
    name: "single: no 2, and W2 not transposed",
    planted: ["no 2", "W2 as it is"],
    batch: 1,
    hand: "numbers",
    causes: ["factor"],
    ...OUTPUT,
    second: { causes: ["transposed"], ...HIDDEN },
  }),
  single({
    name: "single: outer(a1, dz2), and z1 (1 - z1)",
    planted: ["outer the other way", "z(1 - z)"],
    batch: 1,
    causes: ["transposed"],
    quantity: "W2",
    second: { causes: ["derivative-at-wrong-value"], ...HIDDEN },
  }),
  single({
    name: "single: target minus output, and x for a1",
    planted: ["target minus output", "x for a1"],
    batch: 1,
    hand: "numbers",
    causes: ["sign"],
    ...OUTPUT,
    second: { causes: ["off-by-one-layer", "wrong-layer"], quantity: "W2" },
  }),
  single({
    name: "single: da2 for dz2, and back through W1",
    planted: ["no slope at the output", "W1 on the way back"],
    batch: 1,
    intermediates: true,
    causes: ["missing-activation-derivative"],
    ...OUTPUT,
    second: { causes: ["wrong-layer", "off-by-one-layer"], ...HIDDEN },
  }),
  single({
    name: "single: the mean not divided, and σ' of the hidden layer twice",
    planted: ["no mean", "slope twice"],
    batch: 1,
    hand: "numbers",
    dtype: "float32",
    causes: ["sum-for-mean", "factor"],
    ...OUTPUT,
    second: { causes: ["doubled-activation-derivative"], ...HIDDEN },
  }),
  single({
    name: "single: db2 = da2, and no gradient for b1",
    planted: ["db2 from da2", "b1 stays zero"],
    batch: 1,
    causes: ["wrong-upstream", "missing-activation-derivative"],
    quantity: "b2",
    second: { causes: ["missing-term", "factor"], quantity: "b1" },
  }),
];
