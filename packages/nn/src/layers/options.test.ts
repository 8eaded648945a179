import { mul, ones, tensor } from "@wengert/autograd";
import { expect, test } from "vitest";
import { randn } from "../initialisers.ts";
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
import { groupNorm } from "./groupNorm.ts";
import { layerNorm } from "./layerNorm.ts";
import { averagePool2d, maxPool2d } from "./pool.ts";
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
])("sizes: %s", (_name, call, message) => expect(call).toThrow(message));

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
