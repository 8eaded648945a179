import { mul, ones, random, type Tensor, tensor } from "@wengert/autograd";
import { expect, test } from "vitest";
import { sigmoid } from "../activations/logistic.ts";
import { randn } from "../initialisers.ts";
import { mse } from "../losses/regression.ts";
import { neuralNetwork } from "../network.ts";
import { gru } from "../recurrent/gru.ts";
import { lstm, lstmCell } from "../recurrent/lstm.ts";
import { recurrence } from "../recurrent/recurrence.ts";
import { rnn } from "../recurrent/rnn.ts";
import { multiHeadAttention, selfAttention } from "./attention.ts";
import { batchNorm } from "./batchNorm.ts";
import { bilinear } from "./bilinear.ts";
import { conv1d, conv2d } from "./conv.ts";
import { convTranspose2d } from "./convTranspose.ts";
import { dense } from "./dense.ts";
import { embedding } from "./embedding.ts";
import { prelu } from "./gated.ts";
import { groupNorm } from "./groupNorm.ts";
import { layerNorm } from "./layerNorm.ts";
import { averagePool2d, maxPool1d, maxPool2d } from "./pool.ts";
import { upsample2d } from "./resample.ts";

test.each<[string, () => unknown, RegExp]>([
  ["dense", () => dense(4, 3, { initialiser: 1 } as never), /no option "initialiser"[\s\S]*weights, biases, bias/],
  ["conv1d", () => conv1d(2, 3, 3, { pading: 1 } as never), /no option "pading"[\s\S]*padding/],
  ["conv2d", () => conv2d(2, 3, 3, { strides: 2 } as never), /no option "strides"/],
  [
    "convTranspose2d",
    () => convTranspose2d(2, 3, 3, { output: 1 } as never),
    /no option "output"\n[\s\S]*outputPadding/,
  ],
  ["maxPool2d", () => maxPool2d(2, { countPadding: true } as never), /no option "countPadding"/],
  ["batchNorm", () => batchNorm(2, { momentun: 0.5 } as never), /no option "momentun"[\s\S]*eps, affine, momentum/],
  ["layerNorm", () => layerNorm(2, { epsilon: 1 } as never), /no option "epsilon"[\s\S]*eps, affine/],
  ["groupNorm", () => groupNorm(1, 2, { epsilon: 1 } as never), /no option "epsilon"/],
  ["selfAttention", () => selfAttention(4, 2, { casual: true } as never), /no option "casual"[\s\S]*causal, weights/],
  ["multiHeadAttention", () => multiHeadAttention(4, 2, { weight: randn } as never), /no option "weight"\n/],
  ["bilinear", () => bilinear(2, 2, 2, { weight: randn } as never), /no option "weight"\n/],
  ["embedding", () => embedding(4, 2, { pading: 0 } as never), /no option "pading"[\s\S]*padding/],
  ["upsample2d", () => upsample2d(2, { model: "nearest" } as never), /no option "model"/],
  ["lstm", () => lstm(2, 3, { forgetbias: 0 } as never), /no option "forgetbias"[\s\S]*forgetBias/],
  ["gru", () => gru(2, 3, { init: randn } as never), /no option "init"/],
  ["rnn", () => rnn(2, 3, { activations: "tanh" } as never), /no option "activations"[\s\S]*activation, weights/],
  ["recurrence", () => recurrence(lstmCell(2, 3), { reversed: true } as never), /no option "reversed"[\s\S]*reverse/],
  ["averagePool2d", () => averagePool2d(2, { dilation: 2 } as never), /no option "dilation"/],
])("%s says that a misspelt option does not exist", (_name, call, message) => expect(call).toThrow(message));

test.each<[string, () => unknown, RegExp]>([
  ["one is missing", () => dense(4, undefined as never), /outputs must be a whole number above 0\n.*undefined/],
  ["one is a text", () => dense("4" as never, 3), /inputs must be a whole number above 0\n.*"4"/],
  ["one is no whole number", () => conv2d(2.5, 3, 3), /inputs must be .*\n.*2\.5/],
  ["an LSTM without memory", () => lstm(2, undefined as never), /lstmCell.*hidden must be a whole number above 0/],
  ["a GRU of less than nothing", () => gru(2, -1), /hidden must be .*\n.*-1/],
  ["an RNN without sizes", () => rnn(0, 2), /inputs must be .*\n.*0/],
  ["an embedding without vectors", () => embedding(5, 0), /width must be/],
  ["an embedding whose filler is no word", () => embedding(5, 3, { padding: 5 }), /padding is one of the 5 words\n.*5/],
  ["batchNorm of no channels", () => batchNorm(0), /channels must be/],
  ["groupNorm of half a group", () => groupNorm(0.5, 2), /groups must be/],
  ["bilinear with one missing", () => bilinear(2, 3, undefined as never), /outputs must be/],
  ["prelu of no channels", () => prelu(0), /channels must be/],
  ["attention without heads", () => multiHeadAttention(4, 0), /heads must be/],
  ["attention of no width", () => selfAttention(0, 1), /width must be/],
])("sizes: %s", (_name, call, message) => expect(call).toThrow(message));

test.each<[string, () => unknown, RegExp]>([
  ["maxPool2d", () => maxPool2d([2, 3], { padding: [1, 2] }), /at most half of a window, here \[1, 1\][\s\S]*\[1, 2\]/],
  [
    "averagePool2d",
    () => averagePool2d(2, { padding: 2, countPadding: false }),
    /windows of padding alone have no entry/,
  ],
])("%s has no windows of padding alone", (_name, call, message) => expect(call).toThrow(message));

test("a window with dilation is as long as it reaches", () => {
  const x = tensor([[[1, 5, 2, 4]]]);
  expect(maxPool1d(2, { dilation: 3, padding: 2, stride: 1 }).apply({}, x).toArray()).toEqual([[[5, 2, 4, 5, 2]]]);
});

test("convTranspose2d adds no more than the stride cannot tell apart", () => {
  const make = (outputPadding: number) => convTranspose2d(1, 1, 3, { stride: 2, outputPadding });
  expect(make(1).apply(make(1).init(random.RandomState(0)), ones([1, 1, 2, 2])).shape).toEqual([1, 1, 6, 6]);
  expect(() => make(2)).toThrow(/outputPadding is less than the stride[\s\S]*got {2}2/);
});

test('padding: "same" keeps the size, of an even reach as well', () => {
  for (const taps of [1, 2, 3, 4]) {
    const layer = conv1d(1, 1, taps, { padding: "same" });
    expect(layer.apply(layer.init(random.RandomState(0)), ones([1, 1, 7])).shape).toEqual([1, 1, 7]);
  }
});

test.each([
  ["one for each example", ones([5, 3])],
  ["a row", ones([1, 3])],
  ["one for all outputs", ones([1])],
])("biases of another shape, which would broadcast, are refused: %s", (_name, b) => {
  const layer = dense(2, 3);
  for (const run of [layer.apply, layer.forward]) {
    expect(() => run({ W: ones([2, 3]), b }, ones([5, 2]))).toThrow(/dense\(2, 3\): b is \[out\], here \[3\]/);
  }
  const net = neuralNetwork({ inputSize: 2, layerSizes: [3], activations: [sigmoid], loss: mse });
  expect(() => net.predict([{ W: ones([2, 3]), b }], ones([5, 2]))).toThrow(/layer 1 of 1: b is \[out\], here \[3\]/);
});

test("an embedding has no word below 0, also where its gradient is by hand", () => {
  const layer = embedding(3, 2);
  const params = layer.init(random.RandomState(0));
  for (const run of [layer.apply, layer.forward]) {
    expect(() => run(params, tensor([[0, -1]], { dtype: "int32" }))).toThrow(
      /embedding\(3, 2\): there is no word -1: 3 words are numbered from 0 to 2/,
    );
  }
});

test("a network takes no loss without a derivative", () => {
  const make = (loss: unknown) => () =>
    neuralNetwork({ inputSize: 2, layerSizes: [3], activations: [sigmoid], loss: loss as typeof mse });
  expect(make("mse")).toThrow(/a loss comes with its derivative[\s\S]*"mse"/);
  expect(make((y: Tensor) => y)).toThrow(/a loss comes with its derivative[\s\S]*function/);
});

test("a loss takes its parameters by with, and no third argument", () => {
  const call = mse as unknown as (...args: unknown[]) => unknown;
  const [x, t] = [ones([2]), ones([2])];
  expect(() => call(x, t, { reduction: "sum" })).toThrow(/the loss takes 2 tensors[\s\S]*mse\.with/);
  expect(() => (mse.derivative as typeof call)(x, t, "sum")).toThrow(/the loss takes 2 tensors/);
});

test("batchNorm in training on a single sample gives beta, whatever the sample is", () => {
  const norm = batchNorm(3);
  const params = { gamma: mul(2, ones([3])), beta: mul(5, ones([3])) };
  const [y, cache, state] = norm.forward(params, tensor([[1, -2, 40]]), { training: true, state: norm.initialState() });
  expect(y.toArray()).toEqual([[5, 5, 5]]);
  const { dParams, dx } = norm.backward(params, cache, ones([1, 3]));
  expect(dx.toArray()).toEqual([[0, 0, 0]]);
  expect(dParams.gamma.toArray()).toEqual([0, 0, 0]);
  expect(state?.variance.toArray()).toEqual([0.9, 0.9, 0.9]);
});
