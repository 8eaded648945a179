import {
  add,
  expandDims,
  grad,
  isTensor,
  mul,
  ones,
  random,
  ShapeError,
  square,
  sum,
  type Tensor,
  tensor,
  WengertError,
  zeros,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import * as nn from "./index.ts";
import { LAYERS } from "./testing/layers.ts";

const rng = () => random.RandomState(0);
const context = { training: true, key: random.key(1) };

/** All trees in which one tensor of a tree is another. */
function* changes(tree: unknown, change: (leaf: Tensor) => unknown): Generator<unknown> {
  if (isTensor(tree)) yield change(tree);
  else if (Array.isArray(tree))
    for (const [i, part] of tree.entries()) for (const other of changes(part, change)) yield tree.with(i, other);
  else if (typeof tree === "object" && tree !== null)
    for (const [key, part] of Object.entries(tree))
      for (const other of changes(part, change)) yield { ...tree, [key]: other };
}

const moreAxes = (leaf: Tensor): Tensor => expandDims(leaf, 0);
const OTHERS = { "more axes": moreAxes, "one number": sum, nothing: () => undefined };

describe.each(LAYERS.map((layer) => [layer.name, layer] as const))("%s", (name, layer) => {
  const params: unknown = layer.init(rng());
  const x: unknown = layer.sample!(rng(), 3);
  const [y, cache] = layer.forward(params, x, context) as readonly [unknown, unknown];

  // A recurrence meets its parameters in its steps.
  test.skipIf(name.endsWith("no steps"))("refuses parameters of other shapes, which would broadcast", () => {
    for (const other of changes(params, moreAxes)) {
      for (const run of [
        () => layer.apply(other, x, context),
        () => layer.forward(other, x, context),
        () => layer.backward(other, cache, y),
      ])
        expect(run).toThrow(ShapeError);
    }
  });

  test.each(Object.entries(OTHERS))("refuses an adjoint of its output that has %s", (_what, change) => {
    let count = 0;
    for (const dy of changes(y, change)) {
      if (isTensor(dy) && isTensor(y) && dy.shape.join() === y.shape.join()) continue;
      expect(() => layer.backward(params, cache, dy)).toThrow(ShapeError);
      count++;
    }
    expect(count).toBeGreaterThan(0);
  });

  test("says that backward needs the cache", () => {
    for (const none of [undefined, null, 3, ...(Object.keys(cache as object).length > 0 ? [{}] : [])])
      expect(() => layer.backward(params, none, y)).toThrow(/backward needs what forward kept/);
  });

  test("knows what stands in a context", () => {
    for (const run of [layer.apply, layer.forward]) {
      expect(() => run(params, x, { train: true } as never)).toThrow(/no option "train"[\s\S]*training/);
      expect(() => run(params, x, { training: "yes" } as never)).toThrow(/training is true or false\n {2}got {2}"yes"/);
    }
  });
});

test("layers are not to be changed", () => {
  for (const layer of [nn.dense(1, 1), nn.sequential(nn.relu), nn.lstm(1, 1), nn.batchNorm(1), nn.residual(nn.relu)])
    expect(Object.isFrozen(layer)).toBe(true);
});

describe("an error of an operation is told by the layer", () => {
  const conv = nn.conv2d(1, 2, 5);
  test.each<[string, () => unknown, RegExp]>([
    [
      "a kernel larger than the image",
      () => conv.apply(conv.init(rng()), ones([1, 1, 3, 3])),
      /^conv2d\(1, 2, 5\): in conv, /,
    ],
    [
      "a key that is none",
      () => nn.dropout(0.5).apply({}, ones([2]), { training: true, key: ones([3]) }),
      /^dropout\(0\.5\): in random\.bernoulli, the first argument is a key/,
    ],
    [
      "within a chain, by the layer that fails",
      () => nn.sequential(nn.glu(), nn.activate(nn.softmax)).apply([{}, {}], ones([2, 0])),
      /^softmax: there are no classes along axis -1/,
    ],
    ["an activation without its derivative", () => nn.sequential(((x: Tensor) => x) as never), /^sequential: an activ/],
    ["no layer around which to go", () => nn.residual("x" as never), /^residual: every step is a layer/],
  ])("%s", (_what, run, message) => expect(run).toThrow(message));
});

describe("a cell takes the state of its own batch", () => {
  const cells = [nn.rnnCell(2, 3), nn.lstmCell(2, 3), nn.gruCell(2, 3)] as const;
  test.each(cells.map((cell) => [cell.name, cell as nn.Cell] as const))("%s", (_name, cell) => {
    const params = cell.init(rng());
    const [x, one] = [ones([4, 2]), ones([1, 2])];
    for (const run of [cell.apply, cell.forward])
      expect(() => run(params, { x, state: cell.zeroState(one) })).toThrow(/h of the state is \[N, hidden\].*\[4, 3\]/);
    expect(cell.apply(params, { x, state: cell.zeroState(x) }).h.shape).toEqual([4, 3]);
  });
});

test("a batch normalisation takes the statistics of its own channels", () => {
  const norm = nn.batchNorm(3);
  const [params, x] = [norm.init(rng()), ones([2, 3])];
  for (const training of [true, false]) {
    expect(() => norm.forward(params, x, { training, state: nn.batchNorm(1).initialState() })).toThrow(
      /the running mean is \[C\], here \[3\]\n {2}got {2}the running mean \[1\]/,
    );
    expect(() => norm.forward(params, x, { training, state: {} as never })).toThrow(/the tensors mean, variance/);
  }
});

describe("attention", () => {
  const layer = nn.multiHeadAttention(4, 2);
  const params = layer.init(rng());
  const [one, many] = [ones([1, 3, 4]), ones([5, 3, 4])];
  test.each<[string, nn.AttentionInput, RegExp]>([
    ["keys of another batch", { query: many, key: one, value: one }, /of the same batch as query/],
    ["another number of values", { query: one, key: one, value: ones([1, 2, 4]) }, /one value for each key/],
    [
      "a mask for more heads than there are",
      { query: one, key: one, value: one, exclude: zeros([1, 4, 3, 3], "bool") },
      /exclude broadcasts to \[N, heads, L, S\], here \[1, 2, 3, 3\]\n {2}got {2}exclude \[1, 4, 3, 3\]/,
    ],
  ])("refuses %s", (_what, input, message) => expect(() => layer.apply(params, input)).toThrow(message));

  test.each([
    [0, 0],
    [2, 0],
    [0, 2],
  ])("of %i queries to %i keys gives the biases for what it finds nowhere", (L, S) => {
    const input = { query: ones([2, L, 4]), key: ones([2, S, 4]), value: ones([2, S, 4]) };
    const biased = { ...params, bo: tensor([1, 2, 3, 4]) };
    const [{ y, weights }, cache] = layer.forward(biased, input);
    expect(weights.shape).toEqual([2, 2, L, S]);
    expect(y.shape).toEqual([2, L, 4]);
    if (S === 0 && L > 0) expect((y.toArray() as number[][][])[0]?.[1]).toEqual([1, 2, 3, 4]);
    const { dParams } = layer.backward(biased, cache, { y, weights });
    const tape = grad((p: nn.AttentionParams) => halfSquares(layer.apply(p, input)))(biased);
    expect(JSON.stringify(dParams)).toBe(JSON.stringify(tape));
  });

  test("to itself takes sequences of no steps", () => {
    const self = nn.selfAttention(4, 2, { causal: true });
    expect(self.apply(params, zeros([2, 0, 4])).shape).toEqual([2, 0, 4]);
  });

  test("masks have a length", () => {
    for (const length of [-1, 2.5, "3"])
      expect(() => nn.causalMask(length as number)).toThrow(/a whole number not below/);
  });
});

/** A cost whose derivative by each output is that output. */
function halfSquares({ y, weights }: nn.AttentionOutput): Tensor {
  return mul(0.5, add(sum(square(y)), sum(square(weights))));
}

test("both inputs of a bilinear layer are one batch", () => {
  const layer = nn.bilinear(2, 3, 1);
  const params = layer.init(rng());
  for (const a of [ones([1, 2]), ones([4, 1, 2])])
    expect(() => layer.apply(params, { a, b: ones([4, 3]) })).toThrow(/two batches of as many examples/);
});

test.each<[string, () => unknown, RegExp]>([
  [
    "an initialiser by its name",
    () => nn.dense(3, 2, { weights: "he" as never }),
    /weights is an initialiser.*\n.*"he"/,
  ],
  ["biases by a number", () => nn.dense(3, 2, { biases: 0 as never }), /biases is an initialiser/],
  ["bias in words", () => nn.conv2d(1, 2, 3, { bias: "no" as never }), /bias is true or false/],
  ["affine in words", () => nn.layerNorm(3, { affine: "no" as never }), /affine is true or false/],
  ["causal in words", () => nn.selfAttention(4, 2, { causal: "yes" as never }), /causal is true or false/],
  ["a variance with less than nothing added", () => nn.groupNorm(1, 2, { eps: -1 }), /eps is a number not below 0/],
  ["a NaN added", () => nn.layerNorm(3, { eps: Number.NaN }), /eps is a number not below 0\n.*NaN/],
  ["more of a batch than all", () => nn.batchNorm(3, { momentum: 2 }), /momentum is a number from 0 to 1, or null/],
  [
    "another way to enlarge",
    () => nn.upsample2d(2, { mode: "cubic" as never }),
    /mode is one of "nearest", "bilinear"/,
  ],
  ["a window that is half open", () => nn.maxPool2d(2, { ceil: 1 as never }), /ceil is true or false/],
  ["a forget gate in words", () => nn.lstm(2, 3, { forgetBias: "1" as never }), /forgetBias is a number\n/],
  ["padding counted in words", () => nn.averagePool1d(2, { countPadding: "no" as never }), /countPadding is true or/],
  ["a direction", () => nn.recurrence(nn.rnnCell(1, 1), { reverse: 1 as never }), /reverse is true or false/],
  ["labels smoothed with less than nothing", () => nn.nll.with({ labelSmoothing: -0.1 }), /a number from 0 to 1/],
  ["labels smoothed too much", () => nn.crossEntropy.with({ labelSmoothing: 2 }), /labelSmoothing is a number from 0/],
  ["half an axis", () => nn.softmax.with({ axis: 0.5 }), /softmax: axis is a whole number/],
  ["no β", () => nn.smoothL1.with({ beta: 0 }), /beta is a number above 0/],
  ["a δ below 0", () => nn.huber.with({ delta: -1 }), /delta is a number above 0/],
  ["a slope that is no number", () => nn.leakyRelu.with({ slope: Number.NaN }), /slope is a number\n.*NaN/],
  ["nothing", () => nn.mse.with(undefined as never), /with takes a record of parameters\n.*undefined/],
  ["a penalty that rewards", () => nn.l2Penalty(-1), /λ is a number not below 0/],
  ["a penalty of NaN", () => nn.l1Penalty(Number.NaN), /λ is a number not below 0/],
  ["no parameters for a penalty", () => nn.l2Penalty(1)(null), /a tensor, or a list or record/],
  ["a word for a penalty", () => nn.l1Penalty(1).derivative("x"), /a tensor, or a list or record/],
  ["examples in halves", () => nn.verifyLayer(nn.flatten(), { examples: 1.5 }), /examples is a whole number/],
  [
    "an initialiser of a network by its name",
    () =>
      nn.neuralNetwork({
        inputSize: 1,
        layerSizes: [1],
        activations: [nn.relu],
        loss: nn.mse,
        weights: "he" as never,
      }),
    /neuralNetwork: weights is an initialiser/,
  ],
  [
    "a cost of many numbers",
    () =>
      nn.neuralNetwork({
        inputSize: 1,
        layerSizes: [1],
        activations: [nn.relu],
        loss: nn.mse.with({ reduction: "none" }),
      }),
    /the cost is one number\n.*reduction "none"/,
  ],
])("an option is told what it may be: %s", (_what, make, message) => {
  expect(make).toThrow(message);
  expect(make).toThrow(WengertError);
});

test("options that are null or undefined are none", () => {
  expect(nn.dense(3, 2, null as never).init(rng()).b.shape).toEqual([2]);
  expect(nn.conv1d(1, 1, 1, null as never).name).toBe("conv1d(1, 1, 1)");
  expect(nn.leakyRelu.with({ slope: undefined } as never).parameters.slope).toBe(0.01);
});
