import { add, at, div, matmul, mul, square, sub, sum, type Tensor, tanh, transpose } from "@wengert/autograd";
import { affine, tanhSlope } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

const STEPS = [0, 1, 2, 3];

interface Recurrent {
  Wx: Tensor;
  Wh: Tensor;
  b: Tensor;
  Wy: Tensor;
}

// h_t = tanh(x_t Wx + h_{t-1} Wh + b), an output at each of four steps, half the squared error for each sample.
const elman = plant<
  | "last step alone"
  | "nothing from later"
  | "= for +="
  | "h of the step"
  | "Wh as it is"
  | "no slope of h"
  | "slope of the step before"
  | "input of the step before"
  | "Wx for Wh"
  | "bias at the end alone"
  | "cut after one step"
  | "dWh with dh"
  | "mean over time"
  | "outputs at other steps"
  | "no samples"
  | "output's error at the end alone",
  Recurrent,
  [Tensor, Tensor]
>("recurrent", ({ batch, normal }, has) => ({
  params: { Wx: normal(3, 3), Wh: normal(3, 3), b: normal(3), Wy: normal(3, 2) },
  data: [normal(batch, 4, 3), normal(batch, 4, 2)],
  batchAxis: 0,
  loss: ({ Wx, Wh, b, Wy }, x, t): Tensor => {
    let h: Tensor = mul(0, at(x, ":", 0));
    let cost: Tensor = sum(mul(0, h));
    for (const k of STEPS) {
      h = tanh(add(affine(at(x, ":", k), Wx, b), matmul(h, Wh)));
      cost = add(cost, sum(square(sub(matmul(h, Wy), at(t, ":", k)))));
    }
    return div(cost, 2 * x.shape[0]!);
  },
  backward: ({ Wx, Wh, b, Wy }, x, t) => {
    const zs: Tensor[] = [];
    const hs: Tensor[] = [mul(0, at(x, ":", 0))];
    for (const k of STEPS) {
      const z: Tensor = add(affine(at(x, ":", k), Wx, b), matmul(hs[k]!, Wh));
      zs.push(z);
      hs.push(tanh(z));
    }
    const zeros = [Wx, Wh, b, Wy].map((p): Tensor => mul(0, p));
    let [dWx, dWh, db, dWy] = zeros as [Tensor, Tensor, Tensor, Tensor];
    let later: Tensor = hs[0]!;
    for (const k of [3, 2, 1, 0]) {
      if (has("last step alone") && k < 3) break;
      const target: Tensor = at(t, ":", has("outputs at other steps") ? Math.max(k - 1, 0) : k);
      let dy: Tensor = sub(matmul(hs[k + 1]!, Wy), target);
      if (!has("no samples")) dy = div(dy, x.shape[0]!);
      dWy = add(dWy, matmul(transpose(hs[k + 1]!), dy));
      const direct: Tensor = matmul(dy, transpose(Wy));
      let dh: Tensor = has("nothing from later") ? direct : add(direct, later);
      if (has("output's error at the end alone") && k < 3) dh = later;
      const slope = tanhSlope(zs[has("slope of the step before") ? Math.max(k - 1, 0) : k]!);
      const dz: Tensor = has("no slope of h") ? dh : mul(dh, slope);
      const input: Tensor = at(x, ":", has("input of the step before") ? Math.max(k - 1, 0) : k);
      const forWx: Tensor = matmul(transpose(input), dz);
      const before = hs[has("h of the step") ? k + 1 : k]!;
      const forWh: Tensor = matmul(transpose(before), has("dWh with dh") ? dh : dz);
      dWx = has("= for +=") ? forWx : add(dWx, forWx);
      dWh = add(dWh, forWh);
      if (!has("bias at the end alone") || k === 3) db = add(db, sum(dz, 0));
      const back: Tensor = has("Wx for Wh") ? Wx : Wh;
      later = matmul(has("cut after one step") ? mul(direct, slope) : dz, has("Wh as it is") ? back : transpose(back));
    }
    if (has("mean over time")) [dWx, dWh, db] = [div(dWx, 4), div(dWh, 4), div(db, 4)];
    return { gradients: { Wx: dWx, Wh: dWh, b: db, Wy: dWy } };
  },
}));

const OUT = { quantity: "Wy", alsoQuantities: ["Wh", "Wx", "b"] };
const STATE = { quantity: "Wh", alsoQuantities: ["Wx", "b"] };

/** A recurrent net over four steps, not seen by the checker. */
export const blindRecurrent: readonly Case[] = [
  elman({
    name: "time: only the last step",
    planted: "last step alone",
    hand: "numbers",
    causes: ["missing-term"],
    alsoAcceptable: ["one-sample"],
    ...OUT,
  }),
  elman({
    name: "time: nothing comes from later steps",
    planted: "nothing from later",
    causes: ["missing-term"],
    ...STATE,
  }),
  elman({
    name: "time: = for += in dWx",
    planted: "= for +=",
    hand: "numbers",
    causes: ["missing-term", "one-sample"],
    alsoAcceptable: ["off-by-one-layer"],
    quantity: "Wx",
  }),
  elman({
    name: "time: dWh with the h of the same step",
    planted: "h of the step",
    hand: "numbers",
    causes: ["off-by-one-layer"],
    alsoAcceptable: ["derivative-at-wrong-value"],
    quantity: "Wh",
  }),
  elman({
    name: "time: Wh without its transpose on the way back",
    planted: "Wh as it is",
    causes: ["transposed"],
    ...STATE,
  }),
  elman({
    name: "time: no slope of tanh at any step",
    planted: "no slope of h",
    hand: "numbers",
    batch: 6,
    causes: ["missing-activation-derivative"],
    ...STATE,
  }),
  elman({
    name: "time: the slope of the step before",
    planted: "slope of the step before",
    causes: ["off-by-one-layer", "derivative-at-wrong-value"],
    ...STATE,
  }),
  elman({
    name: "time: dWx with the input of the step before",
    planted: "input of the step before",
    hand: "numbers",
    causes: ["off-by-one-layer", "derivative-at-wrong-value"],
    quantity: "Wx",
  }),
  elman({
    name: "time: Wx for Wh on the way back",
    planted: "Wx for Wh",
    batch: 1,
    hand: "numbers",
    causes: ["wrong-layer"],
    alsoAcceptable: ["off-by-one-layer"],
    ...STATE,
  }),
  elman({
    name: "time: the bias learns at the last step alone",
    planted: "bias at the end alone",
    causes: ["missing-term"],
    alsoAcceptable: ["one-sample"],
    quantity: "b",
  }),
  elman({
    name: "time: cut off after one step",
    planted: "cut after one step",
    hand: "numbers",
    causes: ["missing-term"],
    alsoAcceptable: ["unknown"],
    ...STATE,
  }),
  elman({
    name: "time: dWh before the slope",
    planted: "dWh with dh",
    causes: ["wrong-upstream", "missing-activation-derivative"],
    quantity: "Wh",
  }),
  elman({
    name: "time: a mean over the four steps",
    planted: "mean over time",
    hand: "numbers",
    batch: 5,
    causes: ["factor", "mean-for-sum"],
    ...STATE,
  }),
  elman({
    name: "time: targets one step late",
    planted: "outputs at other steps",
    hand: "numbers",
    causes: ["off-by-one-layer", "derivative-at-wrong-value", "wrong-forward", "unknown"],
    alsoAcceptable: ["missing-term"],
    ...OUT,
  }),
  elman({
    name: "time: the error enters at the last step alone",
    planted: "output's error at the end alone",
    causes: ["missing-term"],
    ...STATE,
  }),
  elman({
    name: "time: not divided by the samples, and Wh not transposed",
    planted: ["no samples", "Wh as it is"],
    hand: "numbers",
    causes: ["sum-for-mean", "factor"],
    ...OUT,
    second: { causes: ["transposed"], ...STATE },
  }),
  elman({
    name: "time: dWh with the h of the same step, and = for += in dWx",
    planted: ["h of the step", "= for +="],
    causes: ["off-by-one-layer"],
    alsoAcceptable: ["derivative-at-wrong-value"],
    quantity: "Wh",
    second: { causes: ["missing-term", "one-sample"], quantity: "Wx" },
  }),
  elman({
    name: "time: nothing comes from later, and the bias at the last step alone",
    planted: ["nothing from later", "bias at the end alone"],
    hand: "numbers",
    causes: ["missing-term"],
    ...STATE,
    second: { causes: ["missing-term"], quantity: "b" },
  }),
  elman({
    name: "time: no slopes, and the sum of the samples",
    planted: ["no slope of h", "no samples"],
    causes: ["sum-for-mean", "factor"],
    ...OUT,
    second: { causes: ["missing-activation-derivative"], ...STATE },
  }),
  elman({
    name: "time: Wx for Wh, and dWx with the input of the step before",
    planted: ["Wx for Wh", "input of the step before"],
    hand: "numbers",
    causes: ["wrong-layer", "off-by-one-layer"],
    ...STATE,
    second: { causes: ["off-by-one-layer", "derivative-at-wrong-value"], quantity: "Wx" },
  }),
];
