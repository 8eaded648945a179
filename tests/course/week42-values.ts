import { accuracy } from "@wengert/data";
import type { Layers } from "../../docs/notebooks/week42/layers.ts";
import * as lesson from "../../docs/notebooks/week42.ts";

/** What the lesson computes, under the names of the sheet's cells: Python expressions as in `week42.json`. */
type Values = Readonly<Record<string, unknown>>;

const { steps3, steps4 } = lesson;
const { W, b, x, target, z, a, mseDerivative } = lesson.oneLayer;
const { layers4, x4, target4 } = lesson.twoLayers;
const { layers5, x5, target5, activations } = lesson.anyLayers;
const { layers6, x6 } = lesson.batches;
const { inputs, targets, layers7, sheetPass7 } = lesson.flowerData;
const { network, sheetCrossEntropy, layers8, momentum } = lesson.training;

const oneLayer: Values = {
  W,
  b,
  x,
  target,
  W_g: lesson.oneLayer.dW,
  b_g: lesson.oneLayer.db,
  z,
  a,
  predict: a,
  "mse(predict, target)": lesson.oneLayer.mse(a, target),
  "mse_der(predict, target)": mseDerivative(a, target),
  "cost_autograd(predict, target)": lesson.oneLayer.gradMse(a, target),
  "sigmoid_der(z)": steps3.sheetSigmoidDerivative(z),
  "sigmoid_autograd(z)": lesson.oneLayer.gradSigmoid(z),
};

/** Cell 6 forgets the mean over the outputs. */
const cell6: Values = { ...oneLayer, dC_da: steps3.sheetDa, dC_dz: steps3.sheetDz };
const [dC_dW, dC_db] = lesson.oneLayer.byHand3;
const cell7: Values = { ...oneLayer, dC_da: mseDerivative(a, target), dC_dz: steps3.dz, dC_dW, dC_db };

const twoLayers: Values = {
  x: x4,
  target: target4,
  W1: layers4[0]![0],
  b1: layers4[0]![1],
  W2: layers4[1]![0],
  b2: layers4[1]![1],
  layers: layers4,
  z1: lesson.twoLayers.z1,
  a1: lesson.twoLayers.a1,
  z2: lesson.twoLayers.z2,
  a2: lesson.twoLayers.a2,
  dC_da2: steps4.sheetDa2,
  dC_dz2: steps4.sheetDz2,
  dC_dW2: steps4.sheetDW2,
  dC_db2: steps4.sheetDz2,
  dz2_da1: steps4.sheetDz2Da1,
  dC_da1: steps4.sheetDa1,
  dC_dz1: steps4.sheetDz1,
  dC_dW1: steps4.sheetDW1,
  dC_db1: steps4.sheetDz1,
  Out: lesson.twoLayers.byTape4,
  "cost_two_layers(layers, x, target)": lesson.twoLayers.costTwoLayers(layers4, x4, target4),
  "feed_forward_two_layers(layers, x)": lesson.twoLayers.feedForwardTwoLayers(layers4, x4),
};

type Pass = ReturnType<typeof lesson.anyLayers.feedForwardSaver>;
/** (layer_inputs, zs, a), as the sheet's function returns it. */
const saved = ({ layerInputs, zs, predict }: Pass): unknown => [layerInputs.slice(0, -1), zs, predict];

const pass5 = lesson.anyLayers.feedForwardSaver(x5, layers5, activations);
const anyLayers: Values = {
  x: x5,
  target: target5,
  layers: layers5,
  layer_grads: lesson.anyLayers.byHand5,
  Out: lesson.anyLayers.byTape5,
  "cost(layers, x, activation_funcs, target)": lesson.anyLayers.cost(layers5, x5, activations, target5),
  "feed_forward_saver(x, layers, activation_funcs)": saved(pass5),
};

const pass6 = lesson.batches.feedForwardBatchSaver(x6, layers6, activations);
const batches: Values = {
  x: x6,
  target: lesson.batches.target6,
  layers: layers6,
  layer_grads: lesson.batches.sheetByHand6,
  "feed_forward_batch_saver(x, layers, activation_funcs)": saved(pass6),
};

const irises: Values = {
  inputs,
  targets,
  layers: layers7,
  "layer_inputs[1]": sheetPass7.layerInputs[1],
  zs: sheetPass7.zs,
  predictions: sheetPass7.predict,
  "accuracy(predictions, targets)": accuracy(sheetPass7.predict, targets),
};

function judged(layers: Layers): Values {
  const predictions = network.predict(layers, inputs);
  return {
    predictions,
    "accuracy(predictions, targets)": accuracy(predictions, targets),
    "cross_entropy(predictions, targets)": sheetCrossEntropy(predictions, targets),
  };
}

const first = momentum[0]!;
const last = momentum.at(-1)!;
const before: Values = { ...judged(layers8), "NN.compute_gradients(inputs, targets)": first.gradients };
const trained: Values = { "NN.velocities": last.velocities, Out: last.layers };

/** From each of these cells on, until the next, the sheet's names stand for these values. */
const SINCE: readonly (readonly [cell: number, values: Values])[] = [
  [1, oneLayer],
  [6, cell6],
  [7, cell7],
  [8, oneLayer],
  [9, twoLayers],
  [17, anyLayers],
  [23, batches],
  [27, irises],
  [35, { "NN.layers": layers8 }],
  [36, before],
  [37, trained],
  [38, judged(last.layers)],
];

/** The values after a cell of the sheet. */
export function valuesAfter(cell: number): Values {
  return SINCE.findLast(([since]) => since <= cell)![1];
}
