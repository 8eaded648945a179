import {
  add,
  div,
  greater,
  matmul,
  maximum,
  mean,
  minimum,
  mul,
  relu,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

interface Layer {
  W: Tensor;
  b: Tensor;
}

// A list of layers of one width and a loop over l from the end; tanh everywhere, half the squared distance.
const loopOverLayers = plant<
  | "a of the layer itself"
  | "W of the layer itself"
  | "derivative of the layer above"
  | "derivative of the layer below"
  | "derivative skipped in layer 1"
  | "delta of layer 3 for layer 1"
  | "derivative twice in layer 2"
  | "clipped by value"
  | "clipped by norm"
  | "W1 not transposed"
  | "bias of layer 2 averaged"
  | "layer 0 at zero"
  | "gradients reversed",
  { layers: Layer[] },
  [Tensor, Tensor]
>("deep", ({ batch, normal }, has) => ({
  params: { layers: [0, 1, 2, 3].map(() => ({ W: mul(0.7, normal(3, 3)), b: mul(0.5, normal(3)) })) },
  data: [normal(batch, 3), normal(batch, 3)],
  batchAxis: 0,
  loss: ({ layers }, x, t): Tensor => {
    let a: Tensor = x;
    for (const { W, b } of layers) a = tanh(add(matmul(a, W), b));
    return mul(0.5, sum(square(sub(a, t))));
  },
  backward: ({ layers }, x, t) => {
    const a: Tensor[] = [x];
    for (const { W, b } of layers) a.push(tanh(add(matmul(a[a.length - 1]!, W), b)));
    const L = layers.length;
    const slope = (l: number): Tensor => sub(1, square(a[l + 1]!));
    const gradients: Layer[] = [];
    const deltas: Tensor[] = [];
    let delta: Tensor = sub(a[L]!, t);
    for (let l = L - 1; l >= 0; l--) {
      if (l < L - 1) {
        const above = layers[has("W of the layer itself") ? l : l + 1]!.W;
        const upstream = has("delta of layer 3 for layer 1") && l === 1 ? deltas[0]! : delta;
        delta = matmul(upstream, has("W1 not transposed") && l === 0 ? above : transpose(above));
      }
      let at = l;
      if (has("derivative of the layer above")) at = Math.min(l + 1, L - 1);
      if (has("derivative of the layer below")) at = Math.max(l - 1, 0);
      const skipped = has("derivative skipped in layer 1") && l === 1;
      if (!skipped) delta = mul(delta, slope(at));
      if (has("derivative twice in layer 2") && l === 2) delta = mul(delta, slope(2));
      deltas.push(delta);
      let W: Tensor = matmul(transpose(a[has("a of the layer itself") ? l + 1 : l]!), delta);
      let b: Tensor = has("bias of layer 2 averaged") && l === 2 ? mean(delta, 0) : sum(delta, 0);
      if (has("clipped by value")) [W, b] = [minimum(maximum(W, -0.5), 0.5), minimum(maximum(b, -0.5), 0.5)];
      if (has("layer 0 at zero") && l === 0) [W, b] = [zerosLike(W), zerosLike(b)];
      gradients.unshift({ W, b });
    }
    if (has("gradients reversed")) gradients.reverse();
    if (has("clipped by norm")) {
      let squares: Tensor = sum(0);
      for (const { W, b } of gradients) squares = add(squares, add(sum(square(W)), sum(square(b))));
      const scale = div(1, maximum(1, sqrt(squares)));
      return { gradients: { layers: gradients.map(({ W, b }) => ({ W: mul(W, scale), b: mul(b, scale) })) } };
    }
    return { gradients: { layers: gradients } };
  },
}));

// Samples in columns, W is [out, in], one activation a layer, the mean over everything.
interface Columns {
  weights: [Tensor, Tensor, Tensor];
  biases: [Tensor, Tensor, Tensor];
}
const inColumns = plant<
  | "mask of a1 for layer 2"
  | "derivative of sigmoid for relu"
  | "derivative at a"
  | "sign of layer 1"
  | "transposed W2"
  | "divided by columns twice"
  | "bias not summed",
  Columns,
  [Tensor, Tensor]
>("deep", ({ batch, normal }, has) => ({
  params: {
    weights: [normal(4, 4), normal(4, 4), normal(2, 4)],
    biases: [normal(4, 1), normal(4, 1), normal(2, 1)],
  },
  data: [normal(4, batch), normal(2, batch)],
  batchAxis: 1,
  loss: ({ weights: [W1, W2, W3], biases: [b1, b2, b3] }, X, T): Tensor => {
    const A1 = relu(add(matmul(W1, X), b1));
    const A2 = sigmoid(add(matmul(W2, A1), b2));
    return mean(square(sub(add(matmul(W3, A2), b3), T)));
  },
  backward: ({ weights: [W1, W2, W3], biases: [b1, b2, b3] }, X, T) => {
    const m = X.shape[1]!;
    const Z1: Tensor = add(matmul(W1, X), b1);
    const A1 = relu(Z1);
    const Z2: Tensor = add(matmul(W2, A1), b2);
    const A2 = sigmoid(Z2);
    const Z3: Tensor = add(matmul(W3, A2), b3);
    const dZ3: Tensor = mul(2 / (m * 2 * (has("divided by columns twice") ? m : 1)), sub(Z3, T));
    const dW3: Tensor = matmul(dZ3, transpose(A2));
    const keep = { keepdims: true };
    const db3: Tensor = sum(dZ3, 1, keep);
    const dA2: Tensor = matmul(transpose(W3), dZ3);
    const s = sigmoid(has("derivative at a") ? A2 : Z2);
    const dZ2: Tensor = mul(dA2, has("mask of a1 for layer 2") ? greater(A1, 0) : mul(s, sub(1, s)));
    const dA1: Tensor = matmul(has("transposed W2") ? W2 : transpose(W2), dZ2);
    const s1 = sigmoid(Z1);
    let dZ1: Tensor = mul(dA1, has("derivative of sigmoid for relu") ? mul(s1, sub(1, s1)) : greater(Z1, 0));
    if (has("sign of layer 1")) dZ1 = mul(-1, dZ1);
    const dW1: Tensor = matmul(dZ1, transpose(X));
    return {
      gradients: {
        weights: [dW1, matmul(dZ2, transpose(A1)), dW3],
        biases: [sum(dZ1, 1, keep), has("bias not summed") ? dZ2 : sum(dZ2, 1, keep), db3],
      },
      intermediates: { Z1, A1, Z2, A2, Z3, dZ3, dA2, dZ2, dA1, dZ1 },
    };
  },
}));

// A residual stream h + f(h), and an output without bias, in nested records.
interface Residual {
  block: { inner: { W: Tensor; b: Tensor }; outer: { W: Tensor } };
  head: { W: Tensor };
}
const residual = plant<
  "branch around dropped" | "branch through dropped" | "around counted twice" | "mean for sum",
  Residual,
  [Tensor, Tensor]
>("deep", ({ batch, normal }, has) => ({
  params: {
    block: { inner: { W: normal(3, 3), b: normal(3) }, outer: { W: normal(3, 3) } },
    head: { W: normal(3, 3) },
  },
  data: [normal(batch, 3), normal(batch, 3)],
  batchAxis: 0,
  loss: ({ block: { inner, outer }, head }, x, t): Tensor => {
    const h = matmul(x, inner.W);
    const around: Tensor = add(h, matmul(tanh(add(h, inner.b)), outer.W));
    return sum(square(sub(matmul(around, head.W), t)));
  },
  backward: ({ block: { inner, outer }, head }, x, t) => {
    const h: Tensor = matmul(x, inner.W);
    const a: Tensor = tanh(add(h, inner.b));
    const u: Tensor = add(h, matmul(a, outer.W));
    const dy: Tensor = mul(2, sub(matmul(u, head.W), t));
    const du: Tensor = matmul(dy, transpose(head.W));
    const dz: Tensor = mul(matmul(du, transpose(outer.W)), sub(1, square(a)));
    let dh: Tensor = add(du, dz);
    if (has("branch around dropped")) dh = dz;
    if (has("branch through dropped")) dh = du;
    if (has("around counted twice")) dh = add(dh, du);
    return {
      gradients: {
        block: {
          inner: { W: matmul(transpose(x), dh), b: has("mean for sum") ? mean(dz, 0) : sum(dz, 0) },
          outer: { W: matmul(transpose(a), du) },
        },
        head: { W: matmul(transpose(u), dy) },
      },
      intermediates: { h, a, u, dy, du, dz, dh },
    };
  },
}));

/** Nets of three layers and more. */
export const openDeep: readonly Case[] = [
  loopOverLayers({
    name: "loop over layers: the gradient of W takes the layer's own activation, not the one before",
    planted: "a of the layer itself",
    causes: ["off-by-one-layer"],
    alsoAcceptable: ["wrong-layer", "derivative-at-wrong-value"],
    quantity: "layers.3.W",
  }),
  loopOverLayers({
    name: "loop over layers: the error goes back through W[l] and not W[l + 1]",
    planted: "W of the layer itself",
    hand: "numbers",
    causes: ["off-by-one-layer"],
    alsoAcceptable: ["wrong-layer"],
    quantity: "layers.2.W",
    alsoQuantities: ["layers.2.b"],
  }),
  loopOverLayers({
    name: "loop over layers: the slope is taken one layer too late",
    planted: "derivative of the layer above",
    causes: ["off-by-one-layer"],
    alsoAcceptable: ["wrong-layer", "derivative-at-wrong-value"],
    quantity: "layers.2.W",
    alsoQuantities: ["layers.2.b"],
  }),
  loopOverLayers({
    name: "loop over layers: the slope is taken one layer too early, given as numbers of one sample",
    planted: "derivative of the layer below",
    batch: 1,
    hand: "numbers",
    causes: ["off-by-one-layer"],
    alsoAcceptable: ["wrong-layer", "derivative-at-wrong-value"],
    quantity: "layers.3.W",
    alsoQuantities: ["layers.3.b"],
  }),
  loopOverLayers({
    name: "loop over layers: layer 1 has no slope",
    planted: "derivative skipped in layer 1",
    hand: "numbers",
    causes: ["missing-activation-derivative"],
    quantity: "layers.1.W",
    alsoQuantities: ["layers.1.b"],
  }),
  loopOverLayers({
    name: "loop over layers: layer 1 gets the delta of layer 3",
    planted: "delta of layer 3 for layer 1",
    causes: ["wrong-upstream"],
    alsoAcceptable: ["off-by-one-layer", "wrong-layer"],
    quantity: "layers.1.W",
    alsoQuantities: ["layers.1.b"],
  }),
  loopOverLayers({
    name: "loop over layers: the slope of layer 2 enters twice",
    planted: "derivative twice in layer 2",
    hand: "numbers",
    causes: ["doubled-activation-derivative"],
    quantity: "layers.2.W",
    alsoQuantities: ["layers.2.b"],
  }),
  loopOverLayers({
    name: "loop over layers: every gradient is clipped to ±0.5",
    planted: "clipped by value",
    causes: ["clipped"],
    quantity: "layers.3.W",
    alsoQuantities: ["layers.3.b"],
  }),
  loopOverLayers({
    name: "loop over layers: the gradients are scaled down to norm one",
    planted: "clipped by norm",
    hand: "numbers",
    causes: ["clipped", "factor"],
    quantity: "layers.3.W",
    alsoQuantities: ["layers.3.b"],
  }),
  loopOverLayers({
    name: "loop over layers: the square W above layer 0 is not transposed",
    planted: "W1 not transposed",
    causes: ["transposed"],
    quantity: "layers.0.W",
    alsoQuantities: ["layers.0.b"],
  }),
  loopOverLayers({
    name: "loop over layers: the bias of layer 2 is averaged and layer 1 has no slope",
    planted: ["bias of layer 2 averaged", "derivative skipped in layer 1"],
    causes: ["mean-for-sum", "factor"],
    quantity: "layers.2.b",
    second: { causes: ["missing-activation-derivative"], quantity: "layers.1.W", alsoQuantities: ["layers.1.b"] },
  }),
  loopOverLayers({
    name: "loop over layers: the slope of layer 2 twice and the transposed W above layer 0, as numbers",
    planted: ["derivative twice in layer 2", "W1 not transposed"],
    hand: "numbers",
    causes: ["doubled-activation-derivative"],
    quantity: "layers.2.W",
    alsoQuantities: ["layers.2.b"],
    second: { causes: ["transposed"], quantity: "layers.0.W", alsoQuantities: ["layers.0.b"] },
  }),
  loopOverLayers({
    name: "loop over layers: the loop ends before the first layer, whose gradient stays zero",
    planted: "layer 0 at zero",
    causes: ["missing-term"],
    quantity: "layers.0.W",
    alsoQuantities: ["layers.0.b"],
  }),
  loopOverLayers({
    name: "loop over layers: the list of gradients is in the order of the backward pass",
    planted: "gradients reversed",
    hand: "numbers",
    causes: ["wrong-layer", "structure"],
    quantity: "layers.3.W",
    alsoQuantities: ["layers.3.b"],
  }),
  inColumns({
    name: "columns: the second layer gets the ReLU mask of the first in place of the sigmoid's slope",
    planted: "mask of a1 for layer 2",
    causes: ["derivative-at-wrong-value", "wrong-layer", "off-by-one-layer"],
    alsoAcceptable: ["unknown"],
    quantity: "weights.1",
    alsoQuantities: ["biases.1"],
  }),
  inColumns({
    name: "columns: the sigmoid's slope for a ReLU layer",
    planted: "derivative of sigmoid for relu",
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "weights.0",
    alsoQuantities: ["biases.0"],
  }),
  inColumns({
    name: "columns: σ′ at A2, with all intermediates",
    planted: "derivative at a",
    causes: ["derivative-at-wrong-value"],
    quantity: "weights.1",
    alsoQuantities: ["biases.1"],
    intermediates: true,
  }),
  inColumns({
    name: "columns: the first layer's error has the wrong sign",
    planted: "sign of layer 1",
    hand: "numbers",
    causes: ["sign"],
    quantity: "weights.0",
    alsoQuantities: ["biases.0"],
  }),
  inColumns({
    name: "columns: divided by the number of columns twice, and the square W2 not transposed",
    planted: ["divided by columns twice", "transposed W2"],
    causes: ["factor", "mean-for-sum"],
    quantity: "weights.2",
    alsoQuantities: ["biases.2"],
    second: { causes: ["transposed"], quantity: "weights.0", alsoQuantities: ["biases.0"] },
  }),
  inColumns({
    name: "columns: the middle bias keeps a column for each sample",
    planted: "bias not summed",
    hand: "numbers",
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "biases.1",
  }),
  residual({
    name: "residual: the way around the block is forgotten",
    planted: "branch around dropped",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "block.inner.W",
  }),
  residual({
    name: "residual: only the way around the block is followed",
    planted: "branch through dropped",
    batch: 3,
    causes: ["missing-term"],
    quantity: "block.inner.W",
    intermediates: true,
  }),
  residual({
    name: "residual: the way around the block counts twice",
    planted: "around counted twice",
    hand: "numbers",
    causes: ["extra-term", "factor"],
    quantity: "block.inner.W",
  }),
  residual({
    name: "residual: the way around is forgotten and the inner bias averaged",
    planted: ["branch around dropped", "mean for sum"],
    causes: ["mean-for-sum", "factor"],
    quantity: "block.inner.b",
    second: { causes: ["missing-term"], quantity: "block.inner.W" },
  }),
];
