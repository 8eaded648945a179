// %% [markdown]
// # Week 42: gradients of a neural network, by hand and by the tape
//
// The exercise sheet of week 42 of a course on machine learning (October 2025; Python, NumPy and HIPS autograd) worked
// through in TypeScript, exercise by exercise, with the sheet's random numbers. Each gradient is found three times: by
// hand, as the sheet asks, by the tape (`grad`), and by central differences, which know no calculus.
//
// What the sheet prints is printed here in NumPy's format under the number of its cell, and compared digit for digit.
// Where the sheet is wrong, its result stands beside the right one; `week42/errata.ts` lists the mistakes.
//
// Run it with `npm start`; `output/week42.txt` is what it prints.

// %%
import type { Tensor } from "@wengert/autograd";
import {
  add,
  at,
  div,
  elementwiseGrad,
  exp,
  grad,
  greater,
  log,
  mapTree,
  matmul,
  max,
  mean,
  mul,
  neg,
  outer,
  random,
  readTape,
  sigmoid,
  square,
  sub,
  sum,
  tensor,
  transpose,
  where,
  zeros,
} from "@wengert/autograd";
import { accuracy, iris } from "@wengert/data";
import { compareGradients } from "@wengert/gradcheck";
import { check, say, section, show } from "@wengert/notebook";
import { graph, heatmap, lossCurve, scatter } from "@wengert/plot";
import { byDifferences, largestDifference } from "./week42/compare.ts";
import { echoed, type Layers, printed } from "./week42/layers.ts";
import { openLedger } from "./week42/ledger.ts";
import { refusal } from "./week42/refusal.ts";

const { cell, close, echo, erratum } = openLedger();
say(
  "Week 42: gradients of a neural network, by hand and by the tape",
  "(Errata come in the order of their appearance, numbered as in the list docs/notebooks/week42/errata.ts.)",
);

/** Two ways through the same formula differ by rounding only. */
const ROUNDING = 1e-12;
/** Central differences keep about ten digits of numbers of size 1. */
const DIFFERENCES = 1e-8;
const same = (a: unknown, b: unknown, tolerance = ROUNDING) => largestDifference(a, b) < tolerance;
const times = (factor: number, layers: Layers): Layers => mapTree((g) => mul(factor, g), layers);

// The sheet's one stream of random numbers: every draw from `rng` has the place that it has there.
const rng = random.RandomState(42);
// Whatever the sheet does not draw comes from here.
const otherRng = random.RandomState(7);

type Activation = (z: Tensor) => Tensor;
const reLU: Activation = (z) => where(greater(z, 0), z, 0);
const reLUDerivative: Activation = (z) => where(greater(z, 0), 1, 0);
const mse = (predict: Tensor, target: Tensor) => mean(square(sub(predict, target)));

/** As in cell 1, where it is wrong: exercise 7 says why. */
const sheetSoftmax: Activation = (z) => {
  const e = exp(sub(z, max(z, 0)));
  return div(e, sum(e, 1, { keepdims: true }));
};

// %% [markdown]
// ## Exercise 1: the forward pass
// Last week's exercise: a layer computes $a = \sigma(Wx + b)$.

// %%
section("Exercise 1: the forward pass");
say("A layer turns its input x into a = σ(z) with z = W x + b, where σ(z) = 1/(1 + e^(-z)).");

// %% [markdown]
// ## Exercise 2: the gradient of one layer, by the tape
// **a)** A gradient has the shape of what it belongs to: $(10, 4)$ for $W$, $(10)$ for $b$. **b)** The layer and its
// cost. **c)** The gradient of the cost by its arguments 0 and 1.

// %%
section("Exercise 2: the gradient of one layer, by the tape");

const [x, target] = [rng.rand(4), rng.rand(10)];
const [W, b] = [rng.randn(10, 4), rng.randn(10)];

const feedForwardOneLayer = (W: Tensor, b: Tensor, x: Tensor) => sigmoid(add(matmul(W, x), b));
const costOneLayer = (W: Tensor, b: Tensor, x: Tensor, target: Tensor) => mse(feedForwardOneLayer(W, b, x), target);

const gradOneLayer = grad(costOneLayer, [0, 1]);
const [dW, db] = gradOneLayer(W, b, x, target);
cell(3, "dC/dW and dC/db by the tape", `${dW} ${db}`);
show(
  graph({
    title: "The tape of one layer and its cost",
    tape: readTape(({ W, b }: { W: Tensor; b: Tensor }) => costOneLayer(W, b, x, target))({ W, b }),
  }),
  { name: "tape" },
);
check("2a: the gradients have the shapes (10, 4) of W and (10) of b", `${dW.shape} and ${db.shape}` === "10,4 and 10");

say(
  "2b: the layer is a = σ(W x + b) and its cost C = mean((a - t)²), with 4 inputs, 10 outputs, W (10, 4) and b (10).",
);

// %% [markdown]
// ## Exercise 3: the gradient of one layer, by hand
// **a)** Both chains begin with the same factors, $\delta = \frac{dC}{dz} = \frac{dC}{da}\frac{da}{dz}$.
//
// **b)** $C = \frac1n\sum_i (a_i - t_i)^2$ gives $\frac{dC}{da} = \frac2n (a - t)$.

// %%
section("Exercise 3: the gradient of one layer, by hand");

say("3a: dC/da and da/dz serve both chains, for W and for b; their product dC/dz is computed once.");

const z = add(matmul(W, x), b);
const a = sigmoid(z);
const mseDerivative = (predict: Tensor, target: Tensor) => mul(sub(predict, target), 2 / target.shape[0]!);
const gradMse = grad(mse, 0);
cell(4, "dC/da by hand, then by the tape", `${mseDerivative(a, target)}\n${gradMse(a, target)}`);

// %% [markdown]
// **c)** $\sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2}$ is right on paper. In floating-point numbers $e^{-z}$ overflows
// below $z = -710$, its square below $-355$. The same derivative as $\sigma(z)(1 - \sigma(z))$ is safe.

// %%
const sheetSigmoidDerivative: Activation = (z) => div(exp(neg(z)), square(add(1, exp(neg(z)))));
const sigmoidDerivative: Activation = (z) => mul(sigmoid(z), sub(1, sigmoid(z)));
const gradSigmoid = elementwiseGrad(sigmoid);
cell(5, "σ'(z) by hand, then by the tape", `${sheetSigmoidDerivative(z)}\n${gradSigmoid(z)}`);

const low = tensor([-30, -400, -720]);
erratum(13, {
  sheet: `σ'(${low}) = ${sheetSigmoidDerivative(low)}`,
  right: `σ'(${low}) = ${sigmoidDerivative(low)}`,
  note: "as σ (1 - σ), with a σ that computes only e^(-|z|)",
  holds:
    `${at(sheetSigmoidDerivative(low), 2)}` === "nan" && same(div(sigmoidDerivative(low), exp(low)), tensor([1, 1, 1])),
});

// %% [markdown]
// **d)** $\delta = \frac{dC}{da}\,\sigma'(z)$. Here the sheet forgets that the cost is a mean; in f) it remembers.

// %%
const sheetDa = mul(2, sub(a, target));
const sheetDz = mul(sheetDa, sheetSigmoidDerivative(z));
const dz = mul(mseDerivative(a, target), sigmoidDerivative(z));
erratum(1, {
  sheet: `dC/dz = ${at(sheetDz, "0:4")} ...`,
  right: `dC/dz = ${at(dz, "0:4")} ...`,
  note: "every entry is 10 times too large",
  holds: same(sheetDz, mul(10, dz)),
});

// %% [markdown]
// **e)** $z_i = \sum_j W_{ij} x_j + b_i$, so $\frac{\partial z_i}{\partial W_{ij}} = x_j$ (only row $i$ of $W$ moves
// $z_i$) and $\frac{\partial z_i}{\partial b_i} = 1$. **f)** Hence $\frac{dC}{dW} = \delta x^T$ and
// $\frac{dC}{db} = \delta$.

// %%
say("3e: dz_i/dW_ij = x_j, and 0 in other rows than i, so dC/dW = (dC/dz) x^T; dz_i/db_i = 1, so dC/db = dC/dz.");
const byHand3 = [outer(dz, x), dz];
const byDifferences3 = byDifferences(([W, b]) => costOneLayer(W!, b!, x, target), [W, b] as Tensor[]);
cell(7, "dC/dW and dC/db by hand", byHand3.join(" "));
cell(8, "the same by the tape", `${dW} ${db}`);
say("The same by central differences", byDifferences3.join(" "));
check("3f: by hand = by the tape", same(byHand3, [dW, db]));
check("3f: by hand = by central differences", same(byHand3, byDifferences3, DIFFERENCES));

// %% [markdown]
// ## Exercise 4: the gradient of two layers, by hand
// **a)** The last layer is the single layer of exercise 3, with $a_1$ for its input. Here as the sheet has it.

// %%
section("Exercise 4: the gradient of two layers, by hand");

const [x4, target4] = [rng.rand(2), rng.rand(4)];
const [W1, b1] = [rng.rand(3, 2), rng.rand(3)];
const [W2, b2] = [rng.rand(4, 3), rng.rand(4)];

const z1 = add(matmul(W1, x4), b1);
const a1 = sigmoid(z1);
const z2 = add(matmul(W2, a1), b2);
const a2 = sigmoid(z2);

const sheetDa2 = mul(2, sub(a2, target4));
const sheetDz2 = mul(sheetDa2, mul(a2, sub(1, a2)));
const sheetDW2 = outer(sheetDz2, a1);
say("4a: the last layer is the layer of exercise 3 with a1 for its input: dC/dW2 = (dC/dz2) a1^T, dC/db2 = dC/dz2.");

// %% [markdown]
// **b)** $z_2 = W_2 a_1 + b_2$, so $\frac{dz_2}{da_1} = W_2$ and $\frac{dC}{da_1} = W_2^T \frac{dC}{dz_2}$.
// **c)** From there on the first layer is like the last.

// %%
say("4b: z2 = W2 a1 + b2, so dz2/da1 = W2, and dC/da1 = W2.T @ dC/dz2.");
const sheetDa1 = matmul(transpose(W2), sheetDz2);
const sheetDz1 = mul(sheetDa1, mul(a1, sub(1, a1)));
const sheetDW1 = outer(sheetDz1, x4);
say("4c: from there as in the last layer: dC/dz1 = (dC/da1) σ'(z1), dC/dW1 = (dC/dz1) x^T, dC/db1 = dC/dz1.");
const sheetText4 = `${sheetDW1} ${sheetDz1}\n${sheetDW2} ${sheetDz2}`;
cell(14, "dC/dW1 and dC/db1, dC/dW2 and dC/db2, as the sheet derives them", sheetText4);

const sheetDz2Da1 = mul(sheetDz2, transpose(W2));
erratum(3, {
  sheet: `an array of shape (${sheetDz2Da1.shape.join(", ")}), which is never used`,
  right: `dz2/da1 = W2, of shape (${W2.shape.join(", ")})`,
  note: `its rows sum to dC/da1 = W2.T @ dC/dz2 = ${sheetDa1}`,
  holds: same(sum(sheetDz2Da1, 1), sheetDa1),
});

// %% [markdown]
// **d)** The tape disagrees with cell 14: the mean over the four outputs is missing. Backpropagation is linear in
// $\frac{dC}{da_2}$, so a factor that is lost at its start is lost everywhere.

// %%
const layers4: Layers = [
  [W1, b1],
  [W2, b2],
];
const feedForwardTwoLayers = ([first, second]: Layers, x: Tensor) => {
  const a1 = sigmoid(add(matmul(first![0], x), first![1]));
  return sigmoid(add(matmul(second![0], a1), second![1]));
};
const costTwoLayers = (layers: Layers, x: Tensor, target: Tensor) => mse(feedForwardTwoLayers(layers, x), target);
const byTape4 = grad(costTwoLayers, 0)(layers4, x4, target4);
echo(16, "the same by the tape", echoed(byTape4));

const sheetByHand4: Layers = [
  [sheetDW1, sheetDz1],
  [sheetDW2, sheetDz2],
];
erratum(2, {
  sheet: `dC/db2 = ${sheetDz2}`,
  right: `dC/db2 = ${byTape4[1]![1]}`,
  note: "each of the 25 numbers of cell 14 is 4.0 times that of cell 16, which it calls the same",
  holds: same(sheetByHand4, times(4, byTape4)),
});

// %% [markdown]
// As pictures: the same pattern, and another scale.

// %%
const picture4 = (title: string, dW2: Tensor, valueLabel: string) =>
  heatmap({ title, values: dW2, xLabel: "input a1", yLabel: "output", valueLabel });
show(picture4("dC/dW2 as the sheet derives it by hand", sheetDW2, "dC/dW2"), { name: "by-hand" });
show(picture4("dC/dW2 by the tape", byTape4[1]![0], "dC/dW2"), { name: "by-tape" });
show(picture4("By hand over by the tape", div(sheetDW2, byTape4[1]![0]), "ratio"), { name: "ratio" });

// %% [markdown]
// The checker says so by itself. It is given the cost, the parameters, and the sheet's gradients; it reruns the tape's
// backward pass with one mistake after the other until the numbers are the sheet's.

// %%
const named = ([first, second]: Layers) => ({ W1: first![0], b1: first![1], W2: second![0], b2: second![1] });
const listed = ({ W1, b1, W2, b2 }: ReturnType<typeof named>): Layers => [
  [W1, b1],
  [W2, b2],
];
const report4 = compareGradients({
  title: "exercise 4",
  loss: (params: ReturnType<typeof named>, x: Tensor, target: Tensor) => costTwoLayers(listed(params), x, target),
  params: named(layers4),
  data: [x4, target4],
  hand: named(sheetByHand4),
  intermediates: { z1, a1, z2, a2, da2: sheetDa2, dz2: sheetDz2, da1: sheetDa1, dz1: sheetDz1 },
});
show(report4, { title: "What the checker says of cell 14", name: "report" });
check("4d: it names the sum in place of the mean", report4.causes[0]?.code === "sum-for-mean");

const byHand4 = times(1 / 4, sheetByHand4);
const byDifferences4 = byDifferences((layers) => costTwoLayers(layers, x4, target4), layers4);
say("By hand, with the 1/4", echoed(byHand4));
say("By central differences", echoed(byDifferences4));
check("4d: by hand, with the 1/4 = by the tape", same(byHand4, byTape4));
check("4d: by hand, with the 1/4 = by central differences", same(byHand4, byDifferences4, DIFFERENCES));
say("4e: an earlier layer takes the same step once more, from dC/da0 = W1.T @ dC/dz1.");

// %% [markdown]
// ## Exercise 5: the gradient of any number of layers, by hand
// **a)** The forward pass keeps the input and the $z$ of each layer; the backward pass goes from the last to the first.

// %%
section("Exercise 5: the gradient of any number of layers, by hand");

function createLayers(rng: random.RandomState, inputSize: number, outputSizes: readonly number[]): Layers {
  return outputSizes.map((size, i) => [rng.randn(size, outputSizes[i - 1] ?? inputSize), rng.randn(size)]);
}

/** All layers' inputs and zs, and the output, which would be the input of one more layer. */
function feedForwardSaver(input: Tensor, layers: Layers, activations: readonly Activation[]) {
  const [layerInputs, zs]: [Tensor[], Tensor[]] = [[input], []];
  layers.forEach(([W, b], i) => {
    zs[i] = add(matmul(W, layerInputs[i]!), b);
    layerInputs[i + 1] = activations[i]!(zs[i]!);
  });
  return { layerInputs, zs, predict: layerInputs[layers.length]! };
}

function cost(layers: Layers, input: Tensor, activations: readonly Activation[], target: Tensor): Tensor {
  return mse(feedForwardSaver(input, layers, activations).predict, target);
}

/** The gradient of the cost by all weights and biases. */
function backpropagation(
  input: Tensor,
  layers: Layers,
  activations: readonly Activation[],
  target: Tensor,
  derivatives: readonly Activation[],
): Layers {
  const { layerInputs, zs, predict } = feedForwardSaver(input, layers, activations);
  const gradients: [dCdW: Tensor, dCdb: Tensor][] = [];
  let dCda = mseDerivative(predict, target);
  for (let i = layers.length - 1; i >= 0; i--) {
    const dCdz = mul(dCda, derivatives[i]!(zs[i]!));
    gradients[i] = [outer(dCdz, layerInputs[i]!), dCdz];
    dCda = matmul(transpose(layers[i]![0]), dCdz);
  }
  return gradients;
}

const activations = [sigmoid, reLU];
const derivatives = [sigmoidDerivative, reLUDerivative];
const layers5 = createLayers(rng, 2, [3, 4]);
const [x5, target5] = [rng.rand(2), rng.rand(4)];

const byHand5 = backpropagation(x5, layers5, activations, target5, derivatives);
const byTape5 = grad(cost, 0)(layers5, x5, activations, target5);
const byDifferences5 = byDifferences((layers) => cost(layers, x5, activations, target5), layers5);
cell(21, "the gradient of two layers (sigmoid, ReLU) by hand", printed(byHand5));
echo(22, "the same by the tape", echoed(byTape5));
say("The same by central differences", echoed(byDifferences5));

const [handRow, tapeRow] = [at(byHand5[1]![0], 1), at(byTape5[1]![0], 1)];
erratum(14, {
  sheet: `row 1 of dC/dW2 = ${handRow}`,
  right: `row 1 of dC/dW2 = ${tapeRow}`,
  note: "-0 equals 0: compare gradients as numbers, not as bits or texts",
  holds: largestDifference(handRow, tapeRow) === 0 && `${handRow}` !== `${tapeRow}`,
});
check("5a: by hand = by the tape", same(byHand5, byTape5));
check("5a: by hand = by central differences", same(byHand5, byDifferences5, DIFFERENCES));

const fourLayers = createLayers(otherRng, 3, [5, 4, 4, 2]);
const [fourInput, fourTarget] = [otherRng.rand(3), otherRng.rand(2)];
const [four, fourDerivatives] = [
  [...activations, ...activations],
  [...derivatives, ...derivatives],
];
const fourByHand = backpropagation(fourInput, fourLayers, four, fourTarget, fourDerivatives);
check("5a: so it is for four layers", same(fourByHand, grad(cost, 0)(fourLayers, fourInput, four, fourTarget)));

// %% [markdown]
// ## Exercise 6: batched inputs
// A batch has one input per row: $Z = HW + b$ with $H$ of shape (rows, inputs) and $W$ of shape (inputs, outputs). With
// $\Delta = \frac{dC}{dZ}$, the sum over the rows gives $\frac{dC}{dW} = H^T\Delta$, $\frac{dC}{db} = \sum_n \Delta_n$
// and $\frac{dC}{dH} = \Delta W^T$. A squared error is now a mean over rows *and* columns.

// %%
section("Exercise 6: batched inputs");

function createLayersBatch(rng: random.RandomState, inputSize: number, outputSizes: readonly number[]): Layers {
  return outputSizes.map((size, i) => [rng.randn(outputSizes[i - 1] ?? inputSize, size), rng.randn(1, size)]);
}

function feedForwardBatchSaver(inputs: Tensor, layers: Layers, activations: readonly Activation[]) {
  const [layerInputs, zs]: [Tensor[], Tensor[]] = [[inputs], []];
  layers.forEach(([W, b], i) => {
    zs[i] = add(matmul(layerInputs[i]!, W), b);
    layerInputs[i + 1] = activations[i]!(zs[i]!);
  });
  return { layerInputs, zs, predict: layerInputs[layers.length]! };
}

/** From the input H of a layer and Δ = dC/dZ to its dC/dW and dC/db. */
type LayerRule = (H: Tensor, delta: Tensor) => [dCdW: Tensor, dCdb: Tensor];
const overRows: LayerRule = (H, delta) => [matmul(transpose(H), delta), sum(delta, 0, { keepdims: true })];
const sheetRule24: LayerRule = (H, delta) => [outer(delta, H), delta];
const sheetRule29: LayerRule = (H, delta) => [div(matmul(transpose(H), delta), H.shape[0]!), delta];

/** From the prediction and Z of the last layer to its Δ: what depends on the cost. */
type OutputDelta = (predict: Tensor, Z: Tensor) => Tensor;

/** The gradient of a cost over a batch; `derivatives` are those of the activations before the last. */
function backpropagationBatch(
  inputs: Tensor,
  layers: Layers,
  activations: readonly Activation[],
  derivatives: readonly Activation[],
  outputDelta: OutputDelta,
  layerRule = overRows,
): Layers {
  const { layerInputs, zs, predict } = feedForwardBatchSaver(inputs, layers, activations);
  const gradients: [dCdW: Tensor, dCdb: Tensor][] = [];
  let delta = outputDelta(predict, zs[layers.length - 1]!);
  for (let i = layers.length - 1; i >= 0; i--) {
    gradients[i] = layerRule(layerInputs[i]!, delta);
    if (i > 0) delta = mul(matmul(delta, transpose(layers[i]![0])), derivatives[i - 1]!(zs[i - 1]!));
  }
  return gradients;
}

const layers6 = createLayersBatch(rng, 2, [3, 4]);
const [x6, target6] = [rng.rand(1, 2), rng.rand(1, 4)];

const mseDerivativeBatch = (predict: Tensor, target: Tensor) => mul(sub(predict, target), 2 / target.size);
/** The Δ of an output with ReLU and a squared error of the given derivative. */
const reLUDelta = (derivative: typeof mseDerivative, target: Tensor): OutputDelta => {
  return (predict, Z) => mul(derivative(predict, target), reLUDerivative(Z));
};
const costBatch = (layers: Layers, inputs: Tensor, target: Tensor) =>
  mse(feedForwardBatchSaver(inputs, layers, activations).predict, target);
const backpropagationMse = (inputs: Tensor, target: Tensor, derivative = mseDerivativeBatch, layerRule = overRows) =>
  backpropagationBatch(inputs, layers6, activations, derivatives, reLUDelta(derivative, target), layerRule);

const sheetByHand6 = backpropagationMse(x6, target6, mseDerivative, sheetRule24);
cell(26, "the gradient for a batch of one, as the sheet derives it", printed(sheetByHand6));
say(
  "(The sheet's text of cell 26 is cut at the page's edge: it has -0.123855287 where the calculation has the two numbers",
  "-0. and 1.23855287, and so the last three of the 25 compared here are -0., 1.23855287 and -0.)",
);

const byHand6 = backpropagationMse(x6, target6);
const byTape6 = grad(costBatch, 0)(layers6, x6, target6);
const byDifferences6 = byDifferences((layers) => costBatch(layers, x6, target6), layers6);
say("The right gradient by hand", echoed(byHand6));
say("The same by the tape", echoed(byTape6));
say("The same by central differences", echoed(byDifferences6));

// %% [markdown]
// A batch of one hides mistakes: these show with five rows.

// %%
const [five, fiveTarget] = [otherRng.rand(5, 2), otherRng.rand(5, 4)];
const fiveByTape = grad(costBatch, 0)(layers6, five, fiveTarget);
const fiveBySheet = backpropagationMse(five, fiveTarget, mseDerivative, sheetRule24);
const shape = (x: Tensor) => `(${x.shape.join(", ")})`;
const shapes = (layers: Layers) => layers.map(([W]) => shape(W)).join(" and ");

erratum(4, {
  sheet: `dC/db2 = ${sheetByHand6[1]![1]}`,
  right: `dC/db2 = ${byTape6[1]![1]}`,
  note: "4.0 times too large, by the number of columns, with one row and with five",
  holds: [[x6, target6, byTape6] as const, [five, fiveTarget, fiveByTape] as const].every(([inputs, target, byTape]) =>
    same(backpropagationMse(inputs, target, mseDerivative), times(4, byTape)),
  ),
});
erratum(5, {
  sheet: `dC/dW of shapes ${shapes(sheetByHand6)} for one row, ${shapes(fiveBySheet)} for five`,
  right: `dC/dW of shapes ${shapes(byHand6)}, those of W: H.T @ Δ`,
  note: `W1 - dC/dW1 as on the sheet; this library says "${refusal(() => sub(layers6[0]![0], sheetByHand6[0]![0]))}"`,
  holds: shapes(byHand6) === shapes(layers6) && shapes(fiveBySheet) === "(15, 10) and (20, 15)",
});
const [b6, sheetDb6] = [layers6[1]![1], fiveBySheet[1]![1]];
erratum(6, {
  sheet: `dC/db2 of shape ${shape(sheetDb6)} for five rows`,
  right: `dC/db2 of shape ${shape(fiveByTape[1]![1])}, the sum over the rows`,
  note: `b2 - dC/db2 as on the sheet becomes ${shape(sub(b6, sheetDb6))}, a bias for each row, and nothing complains`,
  holds: same(sum(sheetDb6, 0, { keepdims: true }), mul(4, fiveByTape[1]![1])),
});
const sheetChecker6 = (inputs: Tensor, target: Tensor) =>
  compareGradients({
    title: `exercise 6, ${inputs.shape[0] === 1 ? "one row" : "five rows"}`,
    loss: (params: ReturnType<typeof named>, inputs: Tensor, target: Tensor) =>
      costBatch(listed(params), inputs, target),
    params: named(layers6),
    data: [inputs, target],
    hand: named(backpropagationMse(inputs, target, mseDerivative, sheetRule24)),
  });
const [oneRow6, fiveRows6] = [sheetChecker6(x6, target6), sheetChecker6(five, fiveTarget)];
say("What the checker says of cell 26", `${oneRow6}`, "", "and with five rows", `${fiveRows6}`);
const codes = (report: typeof oneRow6) => report.causes.map(({ code }) => code).join(", ");
check("6: it names the transposed weights and the factor", codes(oneRow6) === "transposed, sum-for-mean");
check("6: with five rows the missing sum as well", codes(fiveRows6).includes("not-summed"));
check("6: by hand = by the tape, with one row", same(byHand6, byTape6));
check("6: by hand = by the tape, with five", same(backpropagationMse(five, fiveTarget), fiveByTape));
check("6: by hand = by central differences", same(byHand6, byDifferences6, DIFFERENCES));

// %% [markdown]
// ## Exercise 7: classify Fisher's irises
// The target of a flower is a row with a 1 in the column of its class.

// %%
section("Exercise 7: classify Fisher's irises");

const flowers = iris();
const inputs = flowers.data;
const classes = flowers.target.toArray() as number[];
const targets = tensor(classes.map((label) => [0, 1, 2].map((k) => Number(k === label))));

const sepals = scatter({
  title: "Sepal length and width of 150 irises, by species",
  x: at(inputs, ":", 0),
  y: at(inputs, ":", 1),
  classes: flowers.target,
  classNames: flowers.targetNames,
  xLabel: "sepal length",
  xUnit: "cm",
  yLabel: "sepal width",
  yUnit: "cm",
  legendTitle: "Classes",
});
show(sepals, { title: "In [27]  the scatter plot of the flowers", name: "iris" });

const layers7 = createLayersBatch(rng, 4, [8, 3]);
const sheetPass7 = feedForwardBatchSaver(inputs, layers7, [sigmoid, sheetSoftmax]);
cell(31, "the accuracy before training", `${tensor(accuracy(sheetPass7.predict, targets))}`);

// %% [markdown]
// **The softmax** $p_i = e^{z_i} / \sum_j e^{z_j}$ stays the same when one number is subtracted from all $z_i$ of a
// flower; the largest, so that nothing overflows. The sheet subtracts the largest of each *column*: other numbers for
// the classes of one flower, which depend on the other flowers in the batch.

// %%
const softmax: Activation = (z) => {
  const e = exp(sub(z, max(z, -1, { keepdims: true })));
  return div(e, sum(e, -1, { keepdims: true }));
};
const predictIris = (softmax: Activation, layers: Layers, inputs: Tensor) =>
  feedForwardBatchSaver(inputs, layers, [sigmoid, softmax]).predict;

const first = (softmax: Activation) => at(predictIris(softmax, layers7, inputs), "0:1");
const alone = (softmax: Activation) => predictIris(softmax, layers7, at(inputs, "0:1"));
const farApart = tensor([
  [1000, 1000],
  [0, 0],
]);
const [sheetRow, trueRow] = [at(sheetSoftmax(farApart), 1), at(softmax(farApart), 1)];
erratum(8, {
  sheet: `flower 0 among the 150: ${first(sheetSoftmax)}, alone: ${alone(sheetSoftmax)}`,
  right: `flower 0 among the 150: ${first(softmax)}, alone: ${alone(softmax)}`,
  note: `and row 1 of softmax([[1000, 1000], [0, 0]]) is ${sheetRow} on the sheet for ${trueRow}`,
  holds: same(alone(sheetSoftmax), tensor([[1 / 3, 1 / 3, 1 / 3]])) && same(alone(softmax), first(softmax)),
});
const vector = tensor([1, 2, 3]);
erratum(9, {
  sheet: `softmax([1, 2, 3]) is refused; this library says "${refusal(() => sheetSoftmax(vector))}"`,
  right: `softmax([1, 2, 3]) = ${softmax(vector)}, along the last axis`,
  holds: refusal(() => sheetSoftmax(vector)) !== "" && same(sum(softmax(vector)), tensor(1)),
});

// %% [markdown]
// **The gradient.** For the cross-entropy $C = -\sum_i t_i \log p_i$ of one flower the derivatives multiply out to
// $\frac{dC}{dz} = p - t$, if $p$ is a true softmax. A mean over the flowers divides it by their number $N$, for $W$
// and $b$ alike.

// %%
const sheetCrossEntropy = (predict: Tensor, target: Tensor) => sum(mul(neg(target), log(predict)));
/** The mean over the flowers; a class with t = 0 adds 0, also where log p is -∞. */
const crossEntropy = (predict: Tensor, target: Tensor) =>
  div(sum(where(greater(target, 0), mul(neg(target), log(predict)), 0)), predict.shape[0]!);

const costIris = (layers: Layers, softmax: Activation, cost: typeof crossEntropy) =>
  cost(predictIris(softmax, layers, inputs), targets);
const gradIris = grad(costIris, 0);
const sheetBackpropagation29 = (softmax: Activation) => {
  const delta: OutputDelta = (predict) => sub(predict, targets);
  return backpropagationBatch(inputs, layers7, [sigmoid, softmax], [sigmoidDerivative], delta, sheetRule29);
};
const outputDelta =
  (targets: Tensor): OutputDelta =>
  (predict) =>
    div(sub(predict, targets), targets.shape[0]!);
const backpropagationIris = (layers: Layers, inputs: Tensor, targets: Tensor) =>
  backpropagationBatch(inputs, layers, [sigmoid, softmax], [sigmoidDerivative], outputDelta(targets));

const sheetByHand7 = sheetBackpropagation29(sheetSoftmax);
const sheetByTape7 = gradIris(layers7, sheetSoftmax, sheetCrossEntropy);
const offBy = sheetByHand7.map(([dW], i) => largestDifference(dW, div(sheetByTape7[i]![0], 150)));
erratum(10, {
  sheet: `largest difference from the tape: ${offBy[0]!.toFixed(2)} in dC/dW1, ${offBy[1]!.toFixed(2)} in dC/dW2`,
  right: "with the true softmax the two agree",
  holds: Math.min(...offBy) > 0.1,
});
const mixedByHand7 = sheetBackpropagation29(softmax);
const sumByTape7 = gradIris(layers7, softmax, sheetCrossEntropy);
erratum(7, {
  sheet: "tape / hand = 150.0 for the weights, 1.0 for the biases (with errata 6 and 8 repaired)",
  right: "both divided by 150 are the gradient of the mean over the flowers, both undivided that of the sum",
  holds: mixedByHand7.every(([dW, db], i) => {
    const byHand = [mul(150, dW), sum(db, 0, { keepdims: true })];
    return same(byHand, sumByTape7[i], 150 * ROUNDING);
  }),
});

const sheetChecker7 = (title: string, softmax: Activation) =>
  compareGradients({
    title,
    loss: (params: ReturnType<typeof named>) => costIris(listed(params), softmax, sheetCrossEntropy),
    params: named(layers7),
    hand: named(sheetBackpropagation29(softmax)),
  });
const sheetReport7 = sheetChecker7("exercise 7", sheetSoftmax);
const mixedReport7 = sheetChecker7("exercise 7, with the true softmax", softmax);
say("What the checker says of cell 29", `${sheetReport7}`, "", `${mixedReport7}`);
check(
  "7: it names the softmax's axis, the mean and the missing sum",
  codes(sheetReport7) === "not-summed, wrong-axis, mean-for-sum",
);
check("7: with the true softmax the mean and the missing sum", codes(mixedReport7) === "not-summed, mean-for-sum");

const byHand7 = backpropagationIris(layers7, inputs, targets);
const byTape7 = gradIris(layers7, softmax, crossEntropy);
const byDifferences7 = byDifferences((layers) => costIris(layers, softmax, crossEntropy), layers7);
say(
  "The right gradient: dC/db2 by hand, by the tape and by central differences",
  [byHand7, byTape7, byDifferences7].map((gradient) => `${gradient[1]![1]}`).join("\n"),
);
check("7a: by hand = by the tape, for all 67 parameters", same(byHand7, byTape7));
check("7a: by hand = by central differences", same(byHand7, byDifferences7, DIFFERENCES));

// %% [markdown]
// **b)** Stochastic gradient descent with momentum. In each epoch the flowers are shuffled and cut into mini-batches;
// each of them gives a gradient $g$ and a step $v \leftarrow \alpha v - \eta g$, $\theta \leftarrow \theta + v$.

// %%
type Gradients = (layers: Layers, inputs: Tensor, targets: Tensor) => Layers;
interface State {
  readonly layers: Layers;
  readonly velocities: Layers;
}
const atRest = (layers: Layers): State => ({ layers, velocities: mapTree((w) => zeros(w.shape), layers) });

/** One step: a new state; the old one stays as it is. */
function momentumStep({ layers, velocities }: State, gradients: Layers, eta: number, alpha: number): State {
  const next = mapTree((v, g) => sub(mul(alpha, v), mul(eta, g)), velocities, gradients);
  return { layers: mapTree((w, v) => add(w, v), layers, next), velocities: next };
}

interface Training {
  readonly eta: number;
  readonly alpha: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly rng: random.RandomState;
}

/** The layers after each epoch. */
function trainStochastic(
  gradients: Gradients,
  layers: Layers,
  inputs: Tensor,
  targets: Tensor,
  settings: Training,
): Layers[] {
  let state = atRest(layers);
  return Array.from({ length: settings.epochs }, () => {
    const order = settings.rng.permutation(inputs.shape[0]!);
    for (let start = 0; start < order.size; start += settings.batchSize) {
      const batch = at(order, `${start}:${start + settings.batchSize}`);
      const g = gradients(state.layers, at(inputs, batch), at(targets, batch));
      state = momentumStep(state, g, settings.eta, settings.alpha);
    }
    return state.layers;
  });
}

const settings7 = { eta: 0.05, alpha: 0.9, batchSize: 32, epochs: 200 };
const trained7 = trainStochastic(backpropagationIris, layers7, inputs, targets, { ...settings7, rng: otherRng }).at(
  -1,
)!;
const accuracyIris = (layers: Layers) => accuracy(predictIris(softmax, layers, inputs), targets);
const report7 = (layers: Layers) =>
  `cross-entropy ${costIris(layers, softmax, crossEntropy).item().toFixed(3)}, accuracy ${accuracyIris(layers).toFixed(4)}`;
say(
  "7b: 200 epochs of stochastic gradient descent with momentum, gradients by hand",
  `  (η = 0.05, α = 0.9, batches of 32, true softmax, mean of the cross-entropy)`,
  `  before  ${report7(layers7)}`,
  `  after   ${report7(trained7)}`,
);
check(
  "7b: the accuracy has risen from 1/3 to more than 0.95",
  accuracyIris(layers7) < 0.34 && accuracyIris(trained7) > 0.95,
);

const order = otherRng.permutation(150);
const flowersAt = (rows: Tensor) => [at(inputs, rows), at(targets, rows)] as const;
const [train, test] = [flowersAt(at(order, ":120")), flowersAt(at(order, "120:"))];
const [learned] = trainStochastic(backpropagationIris, layers7, ...train, { ...settings7, rng: otherRng }).slice(-1);
const [onTrain, onTest] = [train, test].map(([x, t]) => accuracy(predictIris(softmax, learned!, x), t));
erratum(15, {
  sheet: "the order is harmless: accuracy(p, t) = accuracy(t, p); cell 38 judges the flowers that it has learned from",
  right: `trained on 120 flowers: ${onTrain!.toFixed(4)} on these, ${onTest!.toFixed(4)} on the 30 others`,
  holds: accuracy(targets, sheetPass7.predict) === accuracy(sheetPass7.predict, targets) && onTest! > 0.8,
});

// %% [markdown]
// ## Exercise 8: the network as an object
// The sheet's class holds layers and velocities, and changes them. Here the object is a record of functions that know
// the activations and the cost; layers and velocities are values that training takes and returns.

// %%
section("Exercise 8: the network as an object");

type Cost = (predict: Tensor, targets: Tensor) => Tensor;
function neuralNetwork(activations: readonly Activation[], cost: Cost) {
  const predict = (layers: Layers, inputs: Tensor) => feedForwardBatchSaver(inputs, layers, activations).predict;
  const loss = (layers: Layers, inputs: Tensor, targets: Tensor) => cost(predict(layers, inputs), targets);
  const gradients: Gradients = grad(loss, 0);
  return { predict, loss, gradients };
}
type NeuralNetwork = ReturnType<typeof neuralNetwork>;

const network = neuralNetwork([sigmoid, sheetSoftmax], sheetCrossEntropy);
const trueNetwork = neuralNetwork([sigmoid, softmax], sheetCrossEntropy);
const layers8 = createLayersBatch(rng, 4, [8, 3]);
const accuracyOf = (network: NeuralNetwork, layers: Layers) => accuracy(network.predict(layers, inputs), targets);
const lossOf = (network: NeuralNetwork, layers: Layers) => network.loss(layers, inputs, targets).item();

const oneHot = tensor([[1, 0]]);
erratum(12, {
  sheet: `cross-entropy of [1, 0] with [1, 0]: ${sheetCrossEntropy(oneHot, oneHot)}; η = 0.001 on a sum over 150 flowers`,
  right: `cross-entropy of [1, 0] with [1, 0]: ${crossEntropy(oneHot, oneHot)}; the same as η = 0.15 on their mean`,
  holds: `${crossEntropy(oneHot, oneHot)}` === "0.0" && same(sumByTape7, times(150, byTape7), 150 * ROUNDING),
});

const inBatch = neuralNetwork([sigmoid, softmax], crossEntropy).gradients(layers8, inputs, targets);
erratum(19, {
  sheet: "its gradients come from the tape alone, so errata 5 to 8 and 10 go unnoticed",
  right: "both ways of this lesson give the same gradient of the network",
  holds: same(backpropagationIris(layers8, inputs, targets), inBatch),
});

cell(36, "the accuracy before training", `${tensor(accuracyOf(network, layers8))}`);

// %% [markdown]
// Training on all flowers at once: gradient descent, $\theta \leftarrow \theta - \eta g$, and momentum.

// %%
const [eta, alpha] = [0.001, 0.9];

function trainNetwork({ gradients }: NeuralNetwork, start: Layers, eta: number, epochs: number): Layers[] {
  let layers = start;
  return Array.from({ length: epochs }, () => {
    layers = mapTree((w, g) => sub(w, mul(eta, g)), layers, gradients(layers, inputs, targets));
    return layers;
  });
}

/** The states after each epoch, with the gradients that led there; `etas` has the rate of each epoch. */
function trainMomentum({ gradients }: NeuralNetwork, start: State, etas: readonly number[]) {
  let state = start;
  return etas.map((eta) => {
    const g = gradients(state.layers, inputs, targets);
    state = momentumStep(state, g, eta, alpha);
    return { ...state, gradients: g };
  });
}

const etas: readonly number[] = Array(150).fill(eta);
const momentum = trainMomentum(network, atRest(layers8), etas);
const trained = momentum[149]!;
echo(37, "the weights after 150 epochs with momentum", echoed(trained.layers));
cell(38, "the accuracy after training", `${tensor(accuracyOf(network, trained.layers))}`);
say(
  "(Erratum 8 once more: what is subtracted from a column takes the last bias with it, so its gradient is 0, and the",
  `b2 of cell 37 is the one that was drawn: ${layers8[1]![1]}.)`,
);
check("the last bias has not moved in 150 epochs", same(trained.layers[1]![1], layers8[1]![1]));

const trueMomentum = trainMomentum(trueNetwork, atRest(layers8), etas);
const story = (network: NeuralNetwork, after: Layers) => {
  const accuracies = [layers7, layers8, after].map((layers) => accuracyOf(network, layers).toFixed(4));
  const losses = [layers8, after].map((layers) => lossOf(network, layers).toFixed(2));
  return `${accuracies[0]} and ${accuracies[1]}; after training ${accuracies[2]}, with the loss from ${losses.join(" to ")}`;
};
erratum(11, {
  sheet: story(network, trained.layers),
  right: story(trueNetwork, trueMomentum[149]!.layers),
  holds: [layers7, layers8].every((layers) => accuracyOf(trueNetwork, layers) === 1 / 3),
});

const descent = trainNetwork(network, layers8, eta, 150);
const [kept, moved] = [layers8, descent[0]!].map((layers) => at(layers[0]![0], 0, 0).item().toFixed(8));
erratum(17, {
  sheet: `whoever kept the first layers finds W1[0, 0] = ${moved} after one epoch`,
  right: `W1[0, 0] = ${kept} as before: tensors are immutable, a step makes new ones`,
  holds: kept === "0.25720749" && moved !== kept,
});

const again = trainMomentum(network, trained, [eta])[0]!;
const rested = trainMomentum(network, atRest(trained.layers), [eta])[0]!;
erratum(18, {
  sheet: `a second training begins with velocities of up to ${largestDifference(trained.velocities, atRest(layers8).velocities).toFixed(4)}`,
  right: `it begins at rest; its first step differs by up to ${largestDifference(again.layers, rested.layers).toFixed(4)}`,
  holds: same(
    again.layers,
    mapTree((w, v) => add(w, mul(alpha, v)), rested.layers, trained.velocities),
  ),
});

// %% [markdown]
// The rate inside the velocity, $v \leftarrow \alpha v - \eta g$, or outside, $v \leftarrow \alpha v + g$ with
// $\theta \leftarrow \theta - \eta v$: the same path while $\eta$ is constant, another when it changes.

// %%
function trainRateOutside({ gradients }: NeuralNetwork, start: Layers, etas: readonly number[]): Layers {
  let { layers, velocities } = atRest(start);
  for (const eta of etas) {
    velocities = mapTree((v, g) => add(mul(alpha, v), g), velocities, gradients(layers, inputs, targets));
    layers = mapTree((w, v) => sub(w, mul(eta, v)), layers, velocities);
  }
  return layers;
}
const apart = (etas: readonly number[]) => {
  const inside = trainMomentum(network, atRest(layers8), etas).at(-1)!.layers;
  return largestDifference(inside, trainRateOutside(network, layers8, etas));
};
const [constant, halved] = [etas.slice(0, 20), etas.slice(0, 20).map((eta, i) => (i < 10 ? eta : eta / 2))];
erratum(20, {
  sheet: "with a constant η, as there, both give the same weights",
  right: `with η halved after 10 of 20 epochs the weights are up to ${apart(halved).toFixed(3)} apart: say which it is`,
  holds: apart(constant) < 1e-9 && apart(halved) > 0.01,
});

// %% [markdown]
// Mini-batches. The page cuts off the sheet's default values: $\eta = 0.001$, $\alpha = 0.9$ and batches of 32 are
// assumed. The row to compare with comes from the same three epochs in Python, with NumPy and HIPS autograd.

// %%
const rowFromPython = tensor([0.9409597400268319, 0.07048832038541122, -0.23215908368716554]);
const rng3 = random.RandomState(42);
const layers3 = createLayersBatch(rng3, 4, [8, 3]);
const settings8 = { eta, alpha, batchSize: 32 };
const stochastic = trainStochastic(network.gradients, layers3, inputs, targets, {
  ...settings8,
  epochs: 3,
  rng: rng3,
})[2]!;
erratum(16, {
  sheet: 'Python says "TypeError: only integer scalar arrays can be converted to a scalar index"; so 7b was never run',
  right: `three epochs from seed 42 give W2[0] = ${at(stochastic[1]![0], 0)}`,
  note: "as in Python (η, α and the batch size are assumed: the page is cut there); types refuse the sheet's call",
  holds: same(at(stochastic[1]![0], 0), rowFromPython, 1e-9),
});

const stochastic8 = { ...settings8, epochs: 150, rng: random.RandomState(42) };
const runs: readonly [name: string, network: NeuralNetwork, after: readonly Layers[]][] = [
  ["gradient descent", network, descent],
  ["momentum", network, momentum.map((state) => state.layers)],
  ["stochastic momentum", network, trainStochastic(network.gradients, layers8, inputs, targets, stochastic8)],
  ["momentum, true softmax", trueNetwork, trueMomentum.map((state) => state.layers)],
];
say(
  "Loss and accuracy on all flowers, with η = 0.001, α = 0.9 and batches of 32",
  ["epoch", ...runs.map(([name]) => name.padStart(24))].join(""),
  ...[0, 1, 10, 50, 100, 150].map((epoch) => {
    const columns = runs.map(([, network, after]) => {
      const layers = after[epoch - 1] ?? layers8;
      return `${lossOf(network, layers).toFixed(2)}  ${accuracyOf(network, layers).toFixed(4)}`.padStart(24);
    });
    return [`${epoch}`.padStart(5), ...columns].join("");
  }),
);

const lossesOf = ([name, network, after]: (typeof runs)[number]) =>
  [name, [layers8, ...after].map((layers) => lossOf(network, layers))] as const;
const losses = lossCurve({
  title: "The four trainings",
  losses: Object.fromEntries(runs.map(lossesOf)),
  epochs: Array.from({ length: 151 }, (_, epoch) => epoch),
  yLabel: "cross-entropy of all flowers",
  yUnit: "nats",
});
show(losses, { name: "losses" });

// %% [markdown]
// ## Summary

// %%
section("Summary");
close();

// %%
// What the tests compare, to the last digits, with NumPy and HIPS autograd.
export const oneLayer = { W, b, x, target, dW, db, z, a, mse, mseDerivative, gradMse, gradSigmoid, byHand3 };
export const steps3 = { sheetSigmoidDerivative, sheetDa, sheetDz, dz };
export const twoLayers = { layers4, x4, target4, z1, a1, z2, a2, byTape4, costTwoLayers, feedForwardTwoLayers };
export const steps4 = { sheetDa2, sheetDz2, sheetDW2, sheetDz2Da1, sheetDa1, sheetDz1, sheetDW1 };
export const anyLayers = { layers5, x5, target5, activations, feedForwardSaver, cost, byHand5, byTape5 };
export const batches = { layers6, x6, target6, feedForwardBatchSaver, sheetByHand6, byTape6 };
export const flowerData = { inputs, targets, layers7, sheetPass7, softmax, predictIris };
export const gradients7 = { sheetByHand7, sheetByTape7, sumByTape7 };
export const training = { network, trueNetwork, sheetCrossEntropy, layers8, momentum, trueMomentum };
export const miniBatches = { settings8, layers3, stochastic };
