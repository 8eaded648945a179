import {
  add,
  div,
  exp,
  greater,
  log,
  matmul,
  mean,
  mul,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import { type EverydayCase, normals, plant } from "../everyday/case.ts";

const normal = normals(82001);

interface Layer {
  readonly W: Tensor;
  readonly b: Tensor;
}

const layer = (from: number, to: number): Layer => ({ W: mul(0.6, normal(from, to)), b: mul(0.3, normal(to)) });

/** Four tanh layers as an array of records, in a loop from the last to the first. */
const tower = plant({
  name: "four layers in a loop",
  kind: "dense",
  params: [layer(4, 4), layer(4, 4), layer(4, 4), layer(4, 4)],
  data: [normal(6, 4), normal(6, 4)],
  loss: (layers, x, t) => {
    let a: Tensor = x;
    for (const { W, b } of layers) a = tanh(add(matmul(a, W), b));
    return div(sum(square(sub(a, t))), x.shape[0]!);
  },
  hand: (wrong, layers, x, t) => {
    const a: Tensor[] = [x];
    for (const { W, b } of layers) a.push(tanh(add(matmul(a.at(-1)!, W), b)));
    const gradients: Layer[] = [];
    let da = div(mul(2, sub(a.at(-1)!, t)), x.shape[0]!);
    for (let l = layers.length - 1; l >= 0; l--) {
      const out = a[wrong("slope one lower") ? l : l + 1]!;
      const noSlope = wrong("last layer linear") && l === layers.length - 1;
      const dz = noSlope ? da : mul(da, sub(1, square(out)));
      const input = a[wrong("output as input") ? l + 1 : l]!;
      gradients.unshift({
        W: matmul(transpose(input), dz),
        b: sum(wrong("bias from da") ? da : dz, 0),
      });
      const previous = layers[wrong("weights one lower") ? Math.max(l - 1, 0) : l]!.W;
      const W = wrong("never transposed") ? previous : transpose(previous);
      da = matmul(dz, W);
      if (wrong("keeps the sum") && l === 2) da = add(da, dz);
    }
    return gradients;
  },
  mistakes: {
    "slope one lower": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["0.W", "0.b", "1.W", "1.b", "2.W", "2.b", "3.W", "3.b"],
      "The slope of layer l is taken at its input.",
    ],
    "last layer linear": [
      ["missing-activation-derivative"],
      ["3.W", "3.b", "2.W", "2.b"],
      "The last tanh is taken for a linear output.",
    ],
    "output as input": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["0.W", "1.W", "2.W", "3.W"],
      "a[l + 1] instead of a[l] is the input of layer l.",
    ],
    "bias from da": [
      ["wrong-upstream", "missing-activation-derivative"],
      ["0.b", "1.b", "2.b", "3.b"],
      "The biases sum da instead of dz.",
    ],
    "weights one lower": [
      ["off-by-one-layer", "wrong-layer"],
      ["0.W", "0.b", "1.W", "1.b", "2.W", "2.b"],
      "Back through W[l - 1] instead of W[l].",
    ],
    "never transposed": [
      ["transposed"],
      ["0.W", "0.b", "1.W", "1.b", "2.W", "2.b"],
      "Back through W instead of its transpose, which square matrices allow.",
    ],
    "keeps the sum": [["extra-term"], ["0.W", "0.b", "1.W", "1.b"], "A skip that the net does not have in layer 2."],
  },
  pairs: ["last layer linear+never transposed", "output as input+bias from da"],
  numbers: ["slope one lower", "bias from da"],
});

/** Softplus, swish and a linear output: activations whose slopes are easily mixed up. */
const smooth = plant({
  name: "softplus and swish",
  kind: "dense",
  params: { A: normal(3, 5), a: normal(5), B: normal(5, 4), b: normal(4), C: normal(4, 1) },
  data: [normal(6, 3), normal(6, 1)],
  loss: ({ A, a, B, b, C }, x, y) => {
    const h = log(add(1, exp(add(matmul(x, A), a))));
    const u = add(matmul(h, B), b);
    return mean(square(sub(matmul(mul(u, sigmoid(u)), C), y)));
  },
  hand: (wrong, { A, a, B, b, C }, x, y) => {
    const z = add(matmul(x, A), a);
    const h = log(add(1, exp(z)));
    const u = add(matmul(h, B), b);
    const s = sigmoid(u);
    const g = mul(u, s);
    const dout = mul(2 / y.size, sub(matmul(g, C), y));
    const dg = matmul(dout, transpose(C));
    const swish = wrong("swish as sigmoid")
      ? mul(s, sub(1, s))
      : wrong("swish without its gate")
        ? mul(u, mul(s, sub(1, s)))
        : add(s, mul(u, mul(s, sub(1, s))));
    const du = mul(dg, swish);
    const dh = matmul(du, transpose(B));
    const softplus = wrong("softplus as relu") ? greater(z, 0) : sigmoid(wrong("sigmoid of h") ? h : z);
    const dz = mul(dh, softplus);
    return {
      gradients: {
        A: matmul(transpose(x), dz),
        a: sum(dz, 0),
        B: matmul(transpose(h), wrong("B from dg") ? dg : du),
        b: sum(du, 0),
        C: matmul(transpose(wrong("C from u") ? u : g), dout),
      },
      intermediates: { z, h, u, g, dout, dg, du, dh, dz },
    };
  },
  mistakes: {
    "swish as sigmoid": [
      ["missing-term", "derivative-at-wrong-value", "missing-activation-derivative"],
      ["du", "dh", "dz", "A", "a", "B", "b"],
      "The slope of sigmoid stands for that of swish.",
    ],
    "swish without its gate": [
      ["missing-term"],
      ["du", "dh", "dz", "A", "a", "B", "b"],
      "The product rule lacks its first term.",
    ],
    "softplus as relu": [
      ["derivative-at-wrong-value", "missing-activation-derivative"],
      ["dz", "A", "a"],
      "The slope of softplus is taken for a step.",
    ],
    "sigmoid of h": [["derivative-at-wrong-value"], ["dz", "A", "a"], "The slope sigmoid(z) is taken at softplus(z)."],
    "B from dg": [["wrong-upstream", "missing-activation-derivative"], ["B"], "dB is made with dg instead of du."],
    "C from u": [["derivative-at-wrong-value"], ["C"], "u instead of swish(u) is the layer's input."],
  },
  pairs: ["sigmoid of h+C from u"],
  numbers: ["swish as sigmoid", "B from dg"],
  bare: ["softplus as relu", "C from u"],
});

export const laterDeep: readonly EverydayCase[] = [...tower, ...smooth];
