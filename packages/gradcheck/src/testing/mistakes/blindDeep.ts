import {
  abs,
  add,
  div,
  matmul,
  mean,
  mul,
  relu,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import { affine, mask, tanhSlope } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

interface Layer {
  W: Tensor;
  b: Tensor;
}

type Loop =
  | "own output as input"
  | "weights of the layer"
  | "slope of the layer before"
  | "no slope in the loop"
  | "slope at the end"
  | "first bias forgotten"
  | "reversed"
  | "delta of the end"
  | "first input is a1"
  | "rate"
  | "not transposed"
  | "bias over the units"
  | "no weights on the way back"
  | "last layer left out";

// Four layers of three in a loop; the last is linear, the cost half the squared error for each sample.
function loop(f: (z: Tensor) => Tensor, slope: (z: Tensor) => Tensor) {
  return plant<Loop, Layer[], [Tensor, Tensor]>("deep", ({ batch, normal }, has) => ({
    params: Array.from({ length: 4 }, () => ({ W: normal(3, 3), b: normal(3) })),
    data: [normal(batch, 3), normal(batch, 3)],
    batchAxis: 0,
    loss: (layers, x, t): Tensor => {
      let a = x;
      for (const [l, { W, b }] of layers.entries()) a = l < 3 ? f(affine(a, W, b)) : affine(a, W, b);
      return div(sum(square(sub(a, t))), mul(2, x.shape[0]!));
    },
    backward: (layers, x, t) => {
      const [inputs, zs]: [Tensor[], Tensor[]] = [[x], []];
      for (const { W, b } of layers) {
        const z = affine(inputs.at(-1)!, W, b);
        zs.push(z);
        inputs.push(zs.length < 4 ? f(z) : z);
      }
      const last: Tensor = div(sub(inputs[4]!, t), x.shape[0]!);
      let delta: Tensor = has("slope at the end") ? mul(last, slope(zs[3]!)) : last;
      const gradients: Layer[] = [];
      for (let l = 3; l >= 0; l--) {
        const input = has("own output as input") || (has("first input is a1") && l === 0) ? inputs[l + 1]! : inputs[l]!;
        const used = has("delta of the end") ? last : delta;
        let dW: Tensor = matmul(transpose(input), used);
        if (has("rate")) dW = mul(0.01, dW);
        const db: Tensor = sum(used, has("bias over the units") && l === 2 ? 1 : 0);
        gradients[l] = { W: dW, b: has("first bias forgotten") && l === 0 ? mul(0, db) : db };
        if (l === 0) break;
        const W = layers[has("weights of the layer") ? l - 1 : l]!.W;
        if (!has("no weights on the way back")) delta = matmul(delta, has("not transposed") ? W : transpose(W));
        const z = zs[has("slope of the layer before") ? Math.max(l - 2, 0) : l - 1]!;
        if (!has("no slope in the loop")) delta = mul(delta, slope(z));
      }
      if (has("reversed")) gradients.reverse();
      if (has("last layer left out")) gradients[3] = { W: mul(0, gradients[3]!.W), b: mul(0, gradients[3]!.b) };
      return { gradients, intermediates: Object.fromEntries(zs.map((z, l) => [`z${l + 1}`, z])) };
    },
  }));
}
const withTanh = loop(tanh, tanhSlope);
const withRelu = loop(relu, mask);

const ALL = { quantity: "3.W", alsoQuantities: ["2.W", "1.W", "0.W"] };
const EVERY = { quantity: "3.W", alsoQuantities: ["3.b", "2.W", "2.b", "1.W", "1.b", "0.W", "0.b"] };
const FROM_2 = { quantity: "2.W", alsoQuantities: ["2.b", "1.W", "1.b", "0.W", "0.b"] };

// A residual block and a net that shares one matrix in two layers, a cost of absolute values.
const residual = plant<
  | "no way around"
  | "the way around twice"
  | "sum of the two places"
  | "one place alone"
  | "first place alone"
  | "sign at a wrong place"
  | "no sign"
  | "mean of the places",
  { W: Tensor; V: Tensor; c: Tensor },
  [Tensor, Tensor]
>("deep", ({ batch, normal }, has) => ({
  params: { W: normal(3, 3), V: normal(3, 3), c: normal(3) },
  data: [normal(batch, 3), normal(batch, 3)],
  batchAxis: 0,
  loss: ({ W, V, c }, x, t): Tensor => {
    const h: Tensor = tanh(matmul(x, W));
    const u: Tensor = add(h, tanh(affine(h, V, c)));
    return mean(abs(sub(matmul(u, W), t)));
  },
  backward: ({ W, V, c }, x, t) => {
    const s: Tensor = matmul(x, W);
    const h: Tensor = tanh(s);
    const z = affine(h, V, c);
    const u: Tensor = add(h, tanh(z));
    const y: Tensor = matmul(u, W);
    const r: Tensor = has("sign at a wrong place") ? y : sub(y, t);
    const dy: Tensor = div(has("no sign") ? r : sub(mask(r), mask(mul(-1, r))), y.size);
    const du: Tensor = matmul(dy, transpose(W));
    const dz: Tensor = mul(du, tanhSlope(z));
    const through: Tensor = matmul(dz, transpose(V));
    let dh: Tensor = has("no way around") ? through : add(through, du);
    if (has("the way around twice")) dh = add(dh, du);
    const ds: Tensor = mul(dh, tanhSlope(s));
    const below: Tensor = matmul(transpose(x), ds);
    const above: Tensor = matmul(transpose(u), dy);
    let dW: Tensor = add(below, above);
    if (has("one place alone")) dW = below;
    if (has("first place alone")) dW = above;
    if (has("mean of the places")) dW = mul(0.5, dW);
    if (has("sum of the two places")) dW = matmul(transpose(add(x, u)), add(ds, dy));
    return { gradients: { W: dW, V: matmul(transpose(h), dz), c: sum(dz, 0) } };
  },
}));

/** Deep nets in a loop, a residual block and shared weights, not seen by the checker. */
export const blindDeep: readonly Case[] = [
  withTanh({
    name: "loop: each dW with the layer's own output",
    planted: "own output as input",
    hand: "numbers",
    causes: ["off-by-one-layer"],
    alsoAcceptable: ["derivative-at-wrong-value", "wrong-layer"],
    ...ALL,
  }),
  withTanh({
    name: "loop: W[l - 1] on the way back",
    planted: "weights of the layer",
    causes: ["off-by-one-layer", "wrong-layer"],
    ...FROM_2,
  }),
  withTanh({
    name: "loop: the slope one layer too early",
    planted: "slope of the layer before",
    hand: "numbers",
    intermediates: true,
    causes: ["off-by-one-layer", "derivative-at-wrong-value"],
    alsoAcceptable: ["wrong-layer"],
    ...FROM_2,
  }),
  withRelu({
    name: "loop: no mask of the rectifiers",
    planted: "no slope in the loop",
    batch: 8,
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    ...FROM_2,
  }),
  withTanh({
    name: "loop: a slope at the linear end",
    planted: "slope at the end",
    causes: ["extra-term", "doubled-activation-derivative", "wrong-forward"],
    ...EVERY,
  }),
  withRelu({
    name: "loop: the loop ends before the first bias",
    planted: "first bias forgotten",
    batch: 8,
    causes: ["missing-term", "factor"],
    alsoAcceptable: ["structure"],
    quantity: "0.b",
  }),
  withTanh({
    name: "loop: the list of gradients is not turned round",
    planted: "reversed",
    hand: "numbers",
    causes: ["structure", "wrong-layer"],
    ...EVERY,
  }),
  withTanh({
    name: "loop: the delta of the end in every layer",
    planted: "delta of the end",
    batch: 5,
    causes: ["wrong-upstream"],
    alsoAcceptable: ["wrong-layer"],
    ...FROM_2,
  }),
  withRelu({
    name: "loop: the first layer's input is its output",
    planted: "first input is a1",
    batch: 8,
    hand: "numbers",
    causes: ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
    quantity: "0.W",
  }),
  withTanh({
    name: "loop: the rate in every dW",
    planted: "rate",
    hand: "numbers",
    causes: ["factor"],
    ...ALL,
  }),
  withRelu({
    name: "loop: no transpose in any layer",
    planted: "not transposed",
    batch: 8,
    causes: ["transposed"],
    ...FROM_2,
  }),
  withTanh({
    name: "loop of three samples: one bias sums the units",
    planted: "bias over the units",
    batch: 3,
    hand: "numbers",
    causes: ["wrong-axis"],
    quantity: "2.b",
  }),
  withTanh({
    name: "loop: slopes multiplied without any weights",
    planted: "no weights on the way back",
    causes: ["missing-term"],
    alsoAcceptable: ["wrong-upstream"],
    ...FROM_2,
  }),
  withTanh({
    name: "loop: range() leaves the last layer at zero",
    planted: "last layer left out",
    hand: "numbers",
    causes: ["missing-term", "factor"],
    alsoAcceptable: ["structure"],
    quantity: "3.W",
    alsoQuantities: ["3.b"],
  }),
  withTanh({
    name: "loop: W[l - 1] on the way back, and the rate in every dW",
    planted: ["weights of the layer", "rate"],
    hand: "numbers",
    causes: ["factor"],
    ...ALL,
    second: { causes: ["off-by-one-layer", "wrong-layer"], ...FROM_2 },
  }),
  withRelu({
    name: "loop: no transposes, and the first bias left at zero",
    planted: ["not transposed", "first bias forgotten"],
    batch: 8,
    causes: ["transposed"],
    ...FROM_2,
    second: { causes: ["missing-term", "factor"], quantity: "0.b" },
  }),
  residual({
    name: "residual: the way around the block is forgotten",
    planted: "no way around",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "W",
  }),
  residual({
    name: "residual: the way around is counted twice",
    planted: "the way around twice",
    batch: 6,
    causes: ["extra-term", "factor"],
    quantity: "W",
  }),
  residual({
    name: "shared weights: the product of the sums of both places",
    planted: "sum of the two places",
    causes: ["extra-term"],
    alsoAcceptable: ["wrong-upstream", "unknown"],
    quantity: "W",
  }),
  residual({
    name: "shared weights: only where they stand first",
    planted: "one place alone",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "W",
  }),
  residual({
    name: "shared weights: only where they stand last",
    planted: "first place alone",
    batch: 1,
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "W",
  }),
  residual({
    name: "shared weights: the mean of both places",
    planted: "mean of the places",
    causes: ["factor", "mean-for-sum"],
    quantity: "W",
  }),
  residual({
    name: "absolute values: the residual for its sign",
    planted: "no sign",
    hand: "numbers",
    causes: ["missing-activation-derivative", "wrong-forward", "derivative-at-wrong-value"],
    alsoAcceptable: ["missing-term"],
    quantity: "W",
    alsoQuantities: ["V", "c"],
  }),
  residual({
    name: "absolute values: the sign of the output",
    planted: "sign at a wrong place",
    batch: 6,
    causes: ["derivative-at-wrong-value", "missing-term"],
    quantity: "W",
    alsoQuantities: ["V", "c"],
  }),
  withTanh({
    name: "loop: no slopes, and the rate in every dW",
    planted: ["no slope in the loop", "rate"],
    hand: "numbers",
    batch: 5,
    causes: ["factor"],
    ...ALL,
    second: { causes: ["missing-activation-derivative"], ...FROM_2 },
  }),
  residual({
    name: "residual: the way around is forgotten, and no sign",
    planted: ["no way around", "no sign"],
    hand: "numbers",
    causes: ["missing-activation-derivative", "wrong-forward", "derivative-at-wrong-value"],
    alsoAcceptable: ["missing-term"],
    quantity: "W",
    alsoQuantities: ["V", "c"],
    second: { causes: ["missing-term"], quantity: "W" },
  }),
];
