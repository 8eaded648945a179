import {
  add,
  at,
  div,
  greater,
  matmul,
  mean,
  mul,
  outer,
  relu,
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

interface Two {
  W1: Tensor;
  b1: Tensor;
  W2: Tensor;
  b2: Tensor;
}

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

/** Dense nets whose gradients are added up sample by sample. */
export const openSamples: readonly Case[] = [
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
