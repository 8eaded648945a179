import {
  add,
  div,
  matmul,
  mean,
  mul,
  onesLike,
  outer,
  reshape,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

const sigmoidDer = (z: Tensor): Tensor => mul(sigmoid(z), sub(1, sigmoid(z)));

// One input at a time, W is [out, in], and a variable for every derivative on the way, as in a notebook.
type Layers = [[Tensor, Tensor], [Tensor, Tensor]];
const oneInput = plant<
  | "cost of the sum"
  | "derivative at a2"
  | "derivative at a1"
  | "no derivative in layer 2"
  | "no derivative in layer 1"
  | "W2 not transposed"
  | "outer the other way"
  | "target - predict",
  Layers,
  [Tensor, Tensor]
>("dense", ({ normal }, has) => ({
  params: [
    [normal(3, 3), normal(3)],
    [normal(3, 3), normal(3)],
  ],
  data: [normal(3), normal(3)],
  loss: ([[W1, b1], [W2, b2]], x, target): Tensor => {
    const a1 = sigmoid(add(matmul(W1, x), b1));
    return mean(square(sub(sigmoid(add(matmul(W2, a1), b2)), target)));
  },
  backward: (layers, x, target) => {
    const [W1, b1] = layers[0];
    const [W2, b2] = layers[1];
    const z1: Tensor = add(matmul(W1, x), b1);
    const a1 = sigmoid(z1);
    const z2: Tensor = add(matmul(W2, a1), b2);
    const a2 = sigmoid(z2);
    let dC_da2: Tensor = mul(2, has("target - predict") ? sub(target, a2) : sub(a2, target));
    if (!has("cost of the sum")) dC_da2 = div(dC_da2, target.size);
    const da2_dz2 = sigmoidDer(has("derivative at a2") ? a2 : z2);
    const dC_dz2 = has("no derivative in layer 2") ? dC_da2 : mul(dC_da2, da2_dz2);
    const dC_dW2 = has("outer the other way") ? outer(a1, dC_dz2) : outer(dC_dz2, a1);
    const dC_da1: Tensor = matmul(has("W2 not transposed") ? W2 : transpose(W2), dC_dz2);
    const dC_dz1 = has("no derivative in layer 1")
      ? dC_da1
      : mul(dC_da1, sigmoidDer(has("derivative at a1") ? a1 : z1));
    return {
      gradients: [
        [outer(dC_dz1, x), dC_dz1],
        [dC_dW2, dC_dz2],
      ],
      intermediates: { z1, a1, z2, a2, dC_da2, dC_dz2, dC_da1, dC_dz1 },
    };
  },
}));

// A batch in rows, W is [in, out], a record of parameters, tanh and a linear output.
interface Two {
  W1: Tensor;
  b1: Tensor;
  W2: Tensor;
  b2: Tensor;
}
const inRows = plant<
  | "b2 not summed"
  | "b1 not summed"
  | "b2 averaged"
  | "b1 summed over units"
  | "W1 divided by n"
  | "learning rate"
  | "1 - z²"
  | "W2 not transposed"
  | "half the square"
  | "mean over samples only"
  | "b1 one row"
  | "sum over everything",
  Two,
  [Tensor, Tensor]
>("dense", ({ batch, normal }, has) => ({
  params: { W1: normal(2, 3), b1: normal(3), W2: normal(3, 3), b2: normal(3) },
  data: [normal(batch, 2), normal(batch, 3)],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2 }, x, t): Tensor => {
    const h = tanh(add(matmul(x, W1), b1));
    return mean(square(sub(add(matmul(h, W2), b2), t)));
  },
  backward: ({ W1, b1, W2, b2 }, x, t) => {
    const [n, outputs] = t.shape as [number, number];
    const z1: Tensor = add(matmul(x, W1), b1);
    const a1 = tanh(z1);
    const y: Tensor = add(matmul(a1, W2), b2);
    const scale = has("half the square") ? 1 : 2;
    const terms = has("mean over samples only") ? n : n * outputs;
    const dy: Tensor = div(mul(scale, sub(y, t)), terms);
    const rate = has("learning rate") ? 0.01 : 1;
    const dz1: Tensor = mul(
      matmul(dy, has("W2 not transposed") ? W2 : transpose(W2)),
      sub(1, square(has("1 - z²") ? z1 : a1)),
    );
    let db1: Tensor = sum(dz1, 0);
    if (has("b1 not summed")) db1 = dz1;
    if (has("b1 summed over units")) db1 = mul(sum(dz1), onesLike(b1));
    if (has("b1 one row")) db1 = reshape(db1, [1, 3]);
    let db2: Tensor = sum(dy, 0);
    if (has("b2 not summed")) db2 = dy;
    if (has("b2 averaged")) db2 = mean(dy, 0);
    if (has("sum over everything")) db2 = sum(dy);
    const dW1: Tensor = matmul(transpose(x), dz1);
    return {
      gradients: {
        W1: mul(rate, has("W1 divided by n") ? div(dW1, n) : dW1),
        b1: mul(rate, db1),
        W2: mul(rate, matmul(transpose(a1), dy)),
        b2: mul(rate, db2),
      },
      intermediates: { z1, a1, y, dy, dz1 },
    };
  },
}));

/** Dense nets of one and two layers. */
export const openDense: readonly Case[] = [
  oneInput({
    name: "one input: the cost is a mean over three outputs, its derivative that of the sum",
    planted: "cost of the sum",
    batch: 1,
    hand: "numbers",
    causes: ["factor", "sum-for-mean"],
    quantity: "1.0",
    alsoQuantities: ["1.1"],
    intermediates: true,
  }),
  oneInput({
    name: "one input: the sigmoid's derivative in the output layer is taken at a2 and not at z2",
    planted: "derivative at a2",
    batch: 1,
    causes: ["derivative-at-wrong-value"],
    quantity: "1.0",
    alsoQuantities: ["1.1"],
  }),
  oneInput({
    name: "one input: the hidden layer's sigmoid derivative is taken at a1, with intermediates",
    planted: "derivative at a1",
    batch: 1,
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    quantity: "0.0",
    alsoQuantities: ["0.1"],
    intermediates: true,
  }),
  oneInput({
    name: "one input: the derivative of the output's sigmoid is forgotten",
    planted: "no derivative in layer 2",
    batch: 1,
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    quantity: "1.0",
    alsoQuantities: ["1.1"],
  }),
  oneInput({
    name: "one input: W2 and not its transpose carries the error back, and W2 is square",
    planted: "W2 not transposed",
    batch: 1,
    hand: "numbers",
    causes: ["transposed"],
    quantity: "0.0",
    alsoQuantities: ["0.1"],
  }),
  oneInput({
    name: "one input: the outer product for a square W2 has its factors swapped",
    planted: "outer the other way",
    batch: 1,
    causes: ["transposed"],
    quantity: "1.0",
  }),
  oneInput({
    name: "one input: sum for mean in the cost, and no derivative of the hidden sigmoid",
    planted: ["cost of the sum", "no derivative in layer 1"],
    batch: 1,
    causes: ["factor", "sum-for-mean"],
    quantity: "1.0",
    alsoQuantities: ["1.1"],
    second: { causes: ["missing-activation-derivative"], quantity: "0.0", alsoQuantities: ["0.1"] },
  }),
  oneInput({
    name: "one input: target minus prediction",
    planted: "target - predict",
    batch: 1,
    hand: "numbers",
    causes: ["sign"],
    alsoAcceptable: ["factor"],
    quantity: "1.0",
    alsoQuantities: ["1.1"],
  }),
  inRows({
    name: "rows: the output bias keeps one row a sample",
    planted: "b2 not summed",
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "b2",
  }),
  inRows({
    name: "rows: both biases keep one row a sample, given as numbers",
    planted: ["b2 not summed", "b1 not summed"],
    hand: "numbers",
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "b2",
    second: { causes: ["not-summed"], quantity: "b1" },
  }),
  inRows({
    name: "rows: the output bias is averaged over a batch whose weights are summed",
    planted: "b2 averaged",
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "b2",
  }),
  inRows({
    name: "rows: the output bias is averaged over the batch, and the given batch of one hides it",
    planted: "b2 averaged",
    batch: 1,
    causes: ["mean-for-sum", "factor"],
    quantity: "b2",
    visible: false,
  }),
  inRows({
    name: "rows: the output bias is averaged over the batch, unseen in the numbers of one sample",
    planted: "b2 averaged",
    batch: 1,
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "b2",
    visible: false,
  }),
  inRows({
    name: "rows: W1 is divided by the batch once more",
    planted: "W1 divided by n",
    causes: ["mean-for-sum", "factor"],
    quantity: "W1",
  }),
  inRows({
    name: "rows: the learning rate is left in all gradients",
    planted: "learning rate",
    hand: "numbers",
    causes: ["factor"],
    quantity: "W2",
    alsoQuantities: ["b2"],
  }),
  inRows({
    name: "rows: tanh's derivative is written with z: 1 - z²",
    planted: "1 - z²",
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    quantity: "W1",
    alsoQuantities: ["b1"],
  }),
  inRows({
    name: "rows: a square W2 carries the error back without its transpose, in float32",
    planted: "W2 not transposed",
    causes: ["transposed"],
    quantity: "W1",
    alsoQuantities: ["b1"],
    dtype: "float32",
  }),
  inRows({
    name: "rows: the cost is divided by the samples and not by all its terms",
    planted: "mean over samples only",
    hand: "numbers",
    causes: ["factor", "sum-for-mean"],
    quantity: "W2",
    alsoQuantities: ["b2"],
  }),
  inRows({
    name: "rows: the 2 of the square is lost, and b1 is the same for every unit, summed over all",
    planted: ["half the square", "b1 summed over units"],
    causes: ["factor"],
    quantity: "W2",
    alsoQuantities: ["b2"],
    second: { causes: ["wrong-axis"], quantity: "b1" },
  }),
  inRows({
    name: "rows: b2 is summed over samples and units to one number",
    planted: "sum over everything",
    causes: ["wrong-axis", "structure"],
    quantity: "b2",
  }),
  inRows({
    name: "rows: b1 comes as a row [1, 3] where it is a vector [3]",
    planted: "b1 one row",
    hand: "numbers",
    causes: ["structure"],
    quantity: "b1",
  }),
];
