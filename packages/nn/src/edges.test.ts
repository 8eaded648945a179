import { grad, mul, ones, random, ShapeError, type Tensor, tensor, zeros } from "@wengert/autograd";
import { expect, test } from "vitest";
import * as nn from "./index.ts";

const rng = () => random.RandomState(0);

test("weights of the terms broadcast to them, and not they to the weights", () => {
  const [x, t] = [tensor([[0.2], [0.4]]), tensor([[0], [1]])];
  for (const loss of [nn.binaryCrossEntropy, nn.binaryCrossEntropyWithLogits]) {
    const weighted = loss.with({ weight: ones([2, 3]) });
    expect(() => weighted(x, t)).toThrow(/weight broadcasts to the terms, here \[2, 1\]\n {2}got {2}weight \[2, 3\]/);
    expect(() => weighted.derivative(x, t)).toThrow(ShapeError);
    expect(
      loss
        .with({ weight: tensor([[1], [1]]) })(x, t)
        .item(),
    ).toBe(loss(x, t).item());
  }
});

test("a ranking has a derivative by its target as well", () => {
  const inputs = [tensor([1, 2]), tensor([2, 1]), tensor([1, 1])] as const;
  const [, , byTarget] = nn.marginRanking.backward(tensor(1), ...inputs);
  const tape = grad((t: Tensor) => nn.marginRanking(inputs[0], inputs[1], t))(inputs[2]);
  expect(JSON.stringify(byTarget)).toBe(JSON.stringify(tape));
});

test("an activation refuses an adjoint of another shape, and says when it is given nothing", () => {
  const z = tensor([[1, -2, 0.5]]);
  for (const f of [nn.relu, nn.gelu, nn.softmax, nn.softplus]) {
    expect(() => f.backward(ones([3]), z)).toThrow(
      /da, the derivative of a loss by the output, has its shape, here \[1, 3\]/,
    );
    expect(() => f.backward(ones([3]), z, f(z))).toThrow(ShapeError);
    expect(() => f(undefined as never)).toThrow(`${f.name}: the numbers z are missing`);
  }
});

test("an activation of another's name is not taken for it", () => {
  const steep = nn.elementwise({
    name: "sigmoid",
    formula: "",
    value: (z) => nn.sigmoid(mul(3, z)),
    derivative: (z) => mul(3, nn.sigmoid.derivative(mul(3, z))),
  });
  const net = nn.neuralNetwork({
    inputSize: 1,
    layerSizes: [1],
    activations: [steep],
    loss: nn.binaryCrossEntropy,
  });
  const [params, x, t] = [[{ W: tensor([[1]]), b: tensor([0]) }], tensor([[0.5]]), tensor([[1]])];
  expect(net.cost(params, x, t).item()).toBeCloseTo(-Math.log(1 / (1 + Math.exp(-1.5))), 12);
  const { gradients, intermediates } = net.backpropagate(params, x, t);
  expect(gradients[0]?.W.item()).toBeCloseTo(net.gradients(params, x, t)[0]!.W.item(), 12);
  expect(Object.keys(intermediates)).toContain("da1");
});

test.each<[string, () => unknown, RegExp]>([
  ["a loss for a layer", () => nn.sequential(nn.mse as never), /sequential: an activation comes with its derivative/],
  ["half a layer", () => nn.sequential({ apply: (x: Tensor) => x } as never), /every step is a layer/],
  ["nothing by hand", () => nn.byHand(undefined as never), /byHand: it takes a layer/],
  [
    "an activation for a loss",
    () => nn.neuralNetwork({ inputSize: 1, layerSizes: [1], activations: [nn.relu], loss: nn.sigmoid as never }),
    /a loss comes with its derivative/,
  ],
  ["a padding to be found", () => nn.convTranspose1d(1, 1, 3, { padding: "same" as never }), /padding is a number/],
  ["a factor without what it multiplies", () => nn.scaled(0.1, undefined as never), /scaled: it takes a factor/],
  ["a factor that comes second", () => nn.scaled(nn.randn as never, 0.1 as never), /scaled: it takes a factor/],
  ["fans by other names", () => nn.heNormal(rng(), [2, 2], { fan_in: 2 } as never), /no option "fan_in"/],
  ["a length below 0", () => nn.heNormal(rng(), [-1, 2]), /the second argument is the shape/],
  [
    "another name for what attention excludes",
    () => {
      const layer = nn.multiHeadAttention(2, 1);
      const x = ones([1, 2, 2]);
      return layer.apply(layer.init(rng()), { query: x, key: x, value: x, mask: nn.causalMask(2) } as never);
    },
    /no option "mask"[\s\S]*exclude/,
  ],
  [
    "a mask of arrays",
    () => {
      const layer = nn.multiHeadAttention(2, 1);
      const x = ones([1, 2, 2]);
      return layer.apply(layer.init(rng()), { query: x, key: x, value: x, exclude: [[true]] as never });
    },
    /exclude is a tensor, or null/,
  ],
  [
    "yes and no for words",
    () => nn.embedding(2, 1).apply({ W: ones([2, 1]) }, tensor([[true, false]])),
    /words are whole numbers/,
  ],
  [
    "a number for a sequence",
    () => nn.rnn(2, 3).apply(nn.rnn(2, 3).init(rng()), tensor(1)),
    /^rnn\(2, 3\): the layer takes sequences/,
  ],
])("what is none is refused: %s", (_what, run, message) => expect(run).toThrow(message));

test("fans that are given take the place of those of the shape, one by one", () => {
  const draw = (fans?: nn.Fans) => nn.heNormal(rng(), [2, 3], fans).toArray();
  expect(draw({ fanIn: 2 } as nn.Fans)).toEqual(draw());
  expect(draw({ fanIn: 8, fanOut: 3 })).toEqual(mul(0.5, nn.heNormal(rng(), [2, 3])).toArray());
});

test("masks may be null, and of as many axes as the scores", () => {
  const layer = nn.multiHeadAttention(2, 1);
  const [params, x] = [layer.init(rng()), ones([1, 2, 2])];
  const run = (exclude: unknown) => layer.apply(params, { query: x, key: x, value: x, exclude } as never).y.toArray();
  expect(run(null)).toEqual(run(undefined));
  expect(() => run(zeros([1, 1, 1, 2, 2], "bool"))).toThrow(/exclude broadcasts/);
});

test("rows that all do not count have no derivative, by hand and by the tape", () => {
  const loss = nn.softmaxCrossEntropy.with({ ignoreIndex: 1 });
  const [z, t] = [ones([2, 3]), tensor([1, 1], { dtype: "int32" })];
  expect(loss(z, t).item()).toBeNaN();
  expect(loss.derivative(z, t).toArray()).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  expect(grad((x: Tensor) => loss(x, t))(z).toArray()).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test("class indices have no adjoint, whatever the reduction", () => {
  const t = tensor(
    [
      [0, 1],
      [2, 0],
    ],
    { dtype: "int32" },
  );
  for (const loss of [nn.crossEntropy, nn.softmaxCrossEntropy, nn.nll]) {
    expect(loss.with({ reduction: "none" }).backward(ones([2, 2]), mul(0.3, ones([2, 2, 3])), t)[1]).toBeNull();
    expect(loss.backward(tensor(1), mul(0.3, ones([2, 2, 3])), t)[1]).toBeNull();
    expect(() => loss.backward(ones([2]), mul(0.3, ones([2, 2, 3])), t)).toThrow(/g, the derivative of a loss/);
  }
});

test("what counts for nothing may be infinite", () => {
  const [none, one] = [Number.NEGATIVE_INFINITY, tensor([[0, 1]])];
  expect(nn.klDivergence(tensor([[none, 0]]), one).item()).toBe(0);
  expect(nn.multiMargin(tensor([[none, 0.5, 0]]), [1]).item()).toBeCloseTo(0.5 / 3, 14);
  const [image, pool] = [mul(none, ones([1, 1, 4])), nn.maxPool1d(2, { stride: 1, padding: 1 })];
  const [, cache] = pool.forward({}, image);
  const { dx } = pool.backward({}, cache, ones([1, 1, 5]));
  expect(dx.toArray()).toEqual([[[1.5, 1, 1, 1.5]]]);
});

test("slopes far out are those of a line", () => {
  for (const f of [nn.gelu, nn.geluTanh, nn.silu, nn.mish])
    expect(f.derivative(tensor([Number.POSITIVE_INFINITY, 1e200])).toArray()).toEqual([1, 1]);
});

test.each<[string, () => unknown, RegExp]>([
  ["hinge", () => nn.hinge(ones([2]), [0, 1]), /targets are 1 and −1\n.*holds 0\n.*sub\(mul\(2, labels\), 1\)/],
  ["softMargin", () => nn.softMargin.derivative(ones([2]), [Number.NaN, 1]), /targets are 1 and −1\n.*holds NaN/],
  ["marginRanking", () => nn.marginRanking(ones([1]), ones([1]), [0]), /targets are 1 and −1/],
  ["hingeEmbedding", () => nn.hingeEmbedding(ones([2]), [2, 1]), /targets are 1 and −1\n.*holds 2/],
  ["cosineEmbedding", () => nn.cosineEmbedding(ones([1, 2]), ones([1, 2]), [0]), /targets are 1 and −1/],
  ["gaussianNll", () => nn.gaussianNll(ones([1]), [1], [-1]), /a variance is not below 0\n.*holds -1/],
])("%s says what its targets are", (_name, run, message) => expect(run).toThrow(message));

test.each<[nn.Activation, nn.AnyLoss, RegExp]>([
  [nn.identity, nn.crossEntropy, /crossEntropy compares probabilities\n.*identity as the last .* gives -3\n.*softmax/],
  [nn.tanh, nn.binaryCrossEntropy, /binaryCrossEntropy compares probabilities\n.*tanh/],
  [nn.softmax, nn.nll, /nll compares logarithms of probabilities\n.*softmax as the last/],
])("a network does not give %o to %o", (activation, loss, message) => {
  const make = (f: nn.Activation, l: nn.AnyLoss) =>
    nn.neuralNetwork({ inputSize: 2, layerSizes: [3], activations: [f], loss: l });
  expect(() => make(activation, loss)).toThrow(message);
  for (const [f, l] of [
    [nn.softmax, nn.crossEntropy],
    [nn.hardsigmoid, nn.binaryCrossEntropy],
    [nn.logSoftmax, nn.nll],
  ] as const)
    expect(make(f, l).layerSizes).toEqual([3]);
});

test("a network says that a target is missing", () => {
  const net = nn.neuralNetwork({ inputSize: 1, layerSizes: [1], activations: [nn.relu], loss: nn.mse });
  const params = net.init(rng());
  for (const run of [net.cost, net.gradients, net.backpropagate])
    expect(() => run(params, ones([1, 1]), undefined as never)).toThrow(/neuralNetwork: the target is missing/);
});

test("enlarging by repetition keeps pixels apart, also infinite ones", () => {
  const layer = nn.upsample2d([1, 2]);
  const [y, cache] = layer.forward({}, tensor([[[[Number.POSITIVE_INFINITY, 1]]]]));
  expect(y.toArray()).toEqual([[[[Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1, 1]]]]);
  expect(layer.backward({}, cache, tensor([[[[1, 2, 3, 4]]]])).dx.toArray()).toEqual([[[[3, 7]]]]);
});

test("without biases a given one is not added", () => {
  const [x, W, b] = [ones([1, 1, 2]), ones([1, 1, 1]), tensor([100])];
  for (const layer of [nn.conv1d(1, 1, 1, { bias: false }), nn.convTranspose1d(1, 1, 1, { bias: false })])
    expect(layer.apply({ W, b }, x).toArray()).toEqual([[[1, 1]]]);
});

test("a float32 net stays float32 outside of training", () => {
  const norm = nn.batchNorm(2);
  const params = { gamma: ones([2], "float32"), beta: zeros([2], "float32") };
  expect(norm.apply(params, ones([1, 2], "float32"), { state: norm.initialState() }).dtype).toBe("float32");
});

test("padding that cuts off more than there is is refused", () => {
  const layer = nn.convTranspose1d(1, 1, 1, { padding: 3 });
  expect(() => layer.apply(layer.init(rng()), ones([1, 1, 2]))).toThrow(/cuts off more.*\n.*\[-4\] would be left/);
});

test("a mistake in the code of a layer of one's own is not taken for a wrong cache", () => {
  const own = { ...nn.dense(2, 2), backward: () => (undefined as never as { W: Tensor }).W as never };
  const chain = nn.sequential(own, nn.relu);
  const [params, x] = [chain.init(rng()), ones([1, 2])];
  const [y, cache] = chain.forward(params, x);
  expect(() => chain.backward(params, cache, y)).toThrow(TypeError);
});

test("a chain takes a list of states", () => {
  const chain = nn.sequential(nn.batchNorm(1));
  const state = nn.batchNorm(1).initialState();
  expect(() => chain.apply(chain.init(rng()), ones([1, 1]), { state } as never)).toThrow(
    /the state of a chain is a list/,
  );
});

test("a layer that stops derivatives on purpose keeps its contract", () => {
  for (const seed of [1, 2, 3]) expect(nn.verifyLayer(nn.embedding(3, 2, { padding: 0 }), { seed }).ok).toBe(true);
});

test("geluTanh has the slope of z or of 0 where z² overflows", () => {
  const z = tensor([-1e200, 1e200]);
  expect(nn.geluTanh.derivative(z).toArray()).toEqual([0, 1]);
  expect(nn.geluTanh.backward(ones([2]), z).toArray()).toEqual([0, 1]);
});

test("verifyLayer says what forward returns", () => {
  const layer = nn.dense(1, 1);
  const { checks } = nn.verifyLayer({
    ...layer,
    forward: ((p: nn.DenseParams, x: Tensor) => layer.apply(p, x)) as never,
  });
  expect(checks.flatMap(({ problems }) => problems).join()).toMatch(/forward returns a list, \[y, cache\]/);
});

test("verifyLayer does not speak of kinks where there is NaN", () => {
  const layer = nn.activate(
    nn.elementwise({
      name: "nan",
      formula: "",
      value: (z) => mul(z, Number.NaN),
      derivative: (z) => mul(z, Number.NaN),
    }),
  );
  const problems = nn
    .verifyLayer(layer)
    .checks.flatMap((check) => check.problems)
    .join("\n");
  expect(problems).toMatch(/the layer gives NaN/);
  expect(problems).not.toMatch(/kink/);
});

test("what is no tensor is refused where it would pass", () => {
  expect(() => nn.mse.backward(1 as never, ones([1]), [0])).toThrow(/g, the derivative .*\n.*g that is no tensor/);
  const words = nn.embedding(3, 2);
  for (const other of [[[-1]], ":", null])
    expect(() => words.apply(words.init(rng()), other as never)).toThrow(/the input, the second argument, is a tensor/);
});

test("one number for several is no class index", () => {
  expect(() => nn.mse(ones([3]), 1)).toThrow(/the target has one number for each number of the prediction/);
});

test("a recurrent layer speaks of its own output, and by hand it is not to be changed", () => {
  const layer = nn.byHand(nn.rnn(2, 3));
  const params = layer.init(rng());
  const [, cache] = layer.forward(params, ones([1, 4, 2]));
  expect(() => layer.backward(params, cache, ones([1, 3, 3]))).toThrow(/^rnn\(2, 3\): dy, the .* here \[1, 4, 3\]/);
  expect(Object.isFrozen(layer)).toBe(true);
});
