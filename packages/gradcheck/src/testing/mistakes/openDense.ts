import {
  add,
  at,
  div,
  greater,
  matmul,
  mean,
  mul,
  onesLike,
  outer,
  relu,
  reshape,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zerosLike,
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

// A loop over the samples with outer products, ReLU; the cost is the sum over the batch of half the squares.
const sampleBySample = plant<
  | "= for +="
  | "only the first"
  | "divided by n"
  | "mask of the output"
  | "mask forgotten"
  | "inputs of the next sample"
  | "W1 swapped with W2",
  Two,
  [Tensor, Tensor]
>("dense", ({ batch, normal }, has) => ({
  params: { W1: normal(3, 3), b1: normal(3), W2: normal(3, 3), b2: normal(3) },
  data: [normal(batch, 3), normal(batch, 3)],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2 }, x, t): Tensor => {
    const h = relu(add(matmul(x, transpose(W1)), b1));
    return mul(0.5, sum(square(sub(add(matmul(h, transpose(W2)), b2), t))));
  },
  backward: ({ W1, b1, W2, b2 }, inputs, targets) => {
    const n = inputs.shape[0]!;
    let gW1: Tensor = zerosLike(W1);
    let gb1: Tensor = zerosLike(b1);
    let gW2: Tensor = zerosLike(W2);
    let gb2: Tensor = zerosLike(b2);
    for (let i = 0; i < n; i++) {
      const x: Tensor = at(inputs, i);
      const t: Tensor = at(targets, i);
      const z1: Tensor = add(matmul(W1, x), b1);
      const h = relu(z1);
      const y: Tensor = add(matmul(W2, h), b2);
      const delta2: Tensor = sub(y, t);
      const mask = greater(has("mask of the output") ? y : z1, 0);
      let delta1: Tensor = matmul(transpose(W2), delta2);
      if (!has("mask forgotten")) delta1 = mul(delta1, mask);
      const x1: Tensor = has("inputs of the next sample") ? at(inputs, (i + 1) % n) : x;
      if (has("= for +=")) {
        gW1 = outer(delta1, x1);
        gb1 = delta1;
        gW2 = outer(delta2, h);
        gb2 = delta2;
      } else {
        gW1 = add(gW1, outer(delta1, x1));
        gb1 = add(gb1, delta1);
        gW2 = add(gW2, outer(delta2, h));
        gb2 = add(gb2, delta2);
      }
      if (has("only the first")) break;
    }
    if (has("divided by n")) [gW1, gb1, gW2, gb2] = [div(gW1, n), div(gb1, n), div(gW2, n), div(gb2, n)];
    if (has("W1 swapped with W2")) [gW1, gW2] = [gW2, gW1];
    return { gradients: { W1: gW1, b1: gb1, W2: gW2, b2: gb2 } };
  },
}));

// Plain arrays and indices, no matrix product anywhere: one tanh layer, the mean over all outputs.
interface One {
  W: Tensor;
  b: Tensor;
}
const inIndices = plant<
  "bias overwritten" | "W indexed the other way" | "derivative twice" | "last input for all",
  One,
  [Tensor, Tensor]
>("dense", ({ batch, normal }, has) => ({
  params: { W: normal(3, 3), b: normal(3) },
  data: [normal(batch, 3), normal(batch, 3)],
  batchAxis: 0,
  loss: ({ W, b }, x, t): Tensor => mean(square(sub(tanh(add(matmul(x, W), b)), t))),
  backward: ({ W, b }, x, t) => {
    const w = W.toArray() as number[][];
    const [xs, ts] = [x.toArray() as number[][], t.toArray() as number[][]];
    const bias = b.toArray() as number[];
    const dW = w.map((row) => row.map(() => 0));
    const db = bias.map(() => 0);
    for (const [n, row] of xs.entries()) {
      for (let k = 0; k < bias.length; k++) {
        let z = bias[k]!;
        for (const [j, value] of row.entries()) z += value * w[j]![k]!;
        const a = Math.tanh(z);
        const slope = (1 - a * a) ** (has("derivative twice") ? 2 : 1);
        const dz = ((2 * (a - ts[n]![k]!)) / (xs.length * bias.length)) * slope;
        for (let j = 0; j < row.length; j++) {
          const input = has("last input for all") ? row[row.length - 1]! : row[j]!;
          if (has("W indexed the other way")) dW[k]![j]! += input * dz;
          else dW[j]![k]! += input * dz;
        }
        db[k] = has("bias overwritten") ? dz : db[k]! + dz;
      }
    }
    return { gradients: { W: tensor(dW), b: tensor(db) } };
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
  sampleBySample({
    name: "sample by sample: = where += is meant, so that the last sample stays",
    planted: "= for +=",
    hand: "numbers",
    causes: ["one-sample"],
    quantity: "W2",
    alsoQuantities: ["b2"],
  }),
  sampleBySample({
    name: "sample by sample: the loop returns after the first",
    planted: "only the first",
    causes: ["one-sample"],
    quantity: "W2",
    alsoQuantities: ["b2"],
  }),
  sampleBySample({
    name: "sample by sample: divided by n although the cost is a sum",
    planted: "divided by n",
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "W2",
    alsoQuantities: ["b2"],
  }),
  sampleBySample({
    name: "sample by sample: the hidden ReLU is masked with the output's sign",
    planted: "mask of the output",
    causes: ["derivative-at-wrong-value", "wrong-layer"],
    quantity: "W1",
    alsoQuantities: ["b1"],
    seed: 3,
  }),
  sampleBySample({
    name: "sample by sample: no mask for the hidden ReLU, and only the last sample stays",
    planted: ["= for +=", "mask forgotten"],
    batch: 3,
    causes: ["one-sample"],
    quantity: "W2",
    alsoQuantities: ["b2"],
    second: { causes: ["missing-activation-derivative"], quantity: "W1", alsoQuantities: ["b1"] },
    seed: 2,
  }),
  sampleBySample({
    name: "sample by sample: the gradients of two square matrices change places",
    planted: "W1 swapped with W2",
    hand: "numbers",
    causes: ["wrong-layer", "structure"],
    quantity: "W2",
  }),
  sampleBySample({
    name: "sample by sample: the errors meet the inputs of the next sample",
    planted: "inputs of the next sample",
    causes: ["derivative-at-wrong-value", "wrong-upstream"],
    alsoAcceptable: ["unknown"],
    quantity: "W1",
  }),
  inIndices({
    name: "indices: all rows of W meet the last input",
    planted: "last input for all",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "W",
  }),
  inIndices({
    name: "indices: the bias is overwritten by each sample while the weights add up",
    planted: "bias overwritten",
    causes: ["one-sample"],
    quantity: "b",
  }),
  inIndices({
    name: "indices: j and k of a square W change places",
    planted: "W indexed the other way",
    hand: "numbers",
    causes: ["transposed"],
    quantity: "W",
  }),
  inIndices({
    name: "indices: the slope of tanh enters twice",
    planted: "derivative twice",
    hand: "numbers",
    causes: ["doubled-activation-derivative"],
    quantity: "W",
    alsoQuantities: ["b"],
  }),
];
