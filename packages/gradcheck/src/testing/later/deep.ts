import {
  add,
  at,
  concatenate,
  cos,
  div,
  exp,
  greater,
  log,
  matmul,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  relu,
  sigmoid,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

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

/** Training code: three layers, weights updated on the way back. */
const updated = plant({
  name: "updates on the way back",
  kind: "dense",
  params: { W1: normal(3, 4), W2: normal(4, 4), W3: normal(4, 2) },
  data: [normal(5, 3), oneHot([0, 1, 1, 0, 1], 2)],
  loss: ({ W1, W2, W3 }, x, t) => {
    const s = matmul(relu(matmul(relu(matmul(x, W1)), W2)), W3);
    return neg(mean(sum(mul(t, sub(s, log(sum(exp(s), 1, { keepdims: true })))), 1)));
  },
  hand: (wrong, { W1, W2, W3 }, x, t) => {
    const z1 = matmul(x, W1);
    const a1 = relu(z1);
    const z2 = matmul(a1, W2);
    const a2 = relu(z2);
    const e = exp(matmul(a2, W3));
    const a3 = div(e, sum(e, 1, { keepdims: true }));
    const dz3 = div(sub(a3, t), x.shape[0]!);
    let dW3 = matmul(transpose(a2), dz3);
    const rate = 0.5;
    const W3Now = wrong("updated before use") ? sub(W3, mul(rate, dW3)) : W3;
    const dz2 = mul(matmul(dz3, transpose(W3Now)), greater(wrong("mask of layer one") ? z1 : z2, 0));
    const dW2 = matmul(transpose(a1), wrong("through the wrong delta") ? mul(dz2, 0.1) : dz2);
    const dz1 = mul(matmul(dz2, transpose(W2)), greater(z1, 0));
    let dW1 = matmul(transpose(x), dz1);
    if (wrong("returns the step")) dW1 = mul(dW1, -rate);
    if (wrong("clipped to a tenth")) dW3 = minimum(maximum(dW3, -0.1), 0.1);
    const swapped = wrong("W2 handed over transposed") ? transpose(dW2) : dW2;
    return {
      gradients: { W1: dW1, W2: swapped, W3: dW3 },
      intermediates: { z1, a1, z2, a2, a3, dz3, dz2, dz1 },
    };
  },
  mistakes: {
    "updated before use": [
      ["stale-cache"],
      ["dz2", "dz1", "W1", "W2"],
      "W3 was updated before the gradient went back through it.",
    ],
    "mask of layer one": [
      ["wrong-layer", "derivative-at-wrong-value", "off-by-one-layer"],
      ["dz2", "dz1", "W1", "W2"],
      "The relu of layer 2 has the mask of layer 1.",
    ],
    "through the wrong delta": [["factor"], ["W2"], "The learning rate is in the gradient of one layer."],
    "returns the step": [["factor", "sign"], ["W1"], "The step -rate·dW1 is returned for the gradient."],
    "clipped to a tenth": [["clipped"], ["W3"], "The gradient is clipped, as in the training step."],
    "W2 handed over transposed": [["transposed"], ["W2"], "dW2 is transposed."],
  },
  pairs: ["updated before use+clipped to a tenth"],
  numbers: ["clipped to a tenth", "mask of layer one"],
  bare: ["through the wrong delta", "W2 handed over transposed"],
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

/** Two inputs joined in the middle of the net. */
const joined = plant({
  name: "two branches joined",
  kind: "dense",
  params: { left: normal(3, 4), right: normal(2, 4), top: normal(8, 2), shift: normal(2) },
  data: [normal(5, 3), normal(5, 2), normal(5, 2)],
  loss: ({ left, right, top, shift }, x, u, y) => {
    const h = concatenate([sin(matmul(x, left)), tanh(matmul(u, right))], 1);
    return mul(0.5, sum(square(sub(add(matmul(h, top), shift), y))));
  },
  hand: (wrong, { left, right, top, shift }, x, u, y) => {
    const p = matmul(x, left);
    const q = tanh(matmul(u, right));
    const h = concatenate([sin(p), q], 1);
    const error = sub(add(matmul(h, top), shift), y);
    const dh = matmul(error, transpose(top));
    const first = at(dh, ":", ":4");
    const second = at(dh, ":", "4:");
    const [toLeft, toRight] = wrong("halves swapped") ? [second, first] : [first, second];
    const slope = wrong("minus cosine") ? neg(cos(p)) : wrong("sine of sine") ? cos(sin(p)) : cos(p);
    return {
      gradients: {
        left: matmul(transpose(x), mul(toLeft, slope)),
        right: matmul(transpose(u), wrong("right linear") ? toRight : mul(toRight, sub(1, square(q)))),
        top: matmul(transpose(h), error),
        shift: wrong("shift is a mean") ? mean(error, 0) : sum(error, 0),
      },
      intermediates: { h, error, dh },
    };
  },
  mistakes: {
    "halves swapped": [
      ["wrong-upstream", "wrong-layer", "structure"],
      ["left", "right"],
      "The halves of dh go to the other branch each.",
    ],
    "minus cosine": [["sign"], ["left"], "The slope of sine with the sign of that of cosine."],
    "sine of sine": [["derivative-at-wrong-value"], ["left"], "cos(sin z) instead of cos(z)."],
    "right linear": [["missing-activation-derivative"], ["right"], "The slope of tanh is missing in one branch."],
    "shift is a mean": [["mean-for-sum", "factor"], ["shift"], "The bias is averaged over the batch."],
  },
  numbers: ["halves swapped"],
});

export const laterDeep: readonly EverydayCase[] = [...tower, ...updated, ...smooth, ...joined];
