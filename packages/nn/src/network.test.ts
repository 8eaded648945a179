import {
  relu as autogradRelu,
  sigmoid as autogradSigmoid,
  grad,
  mapTree,
  random,
  type Tensor,
  tensor,
  zeros,
} from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { activations } from "./activations/index.ts";
import { sigmoid, tanh } from "./activations/logistic.ts";
import { relu } from "./activations/rectified.ts";
import { logSoftmax, softmax } from "./activations/softmax.ts";
import { randn } from "./initialisers.ts";
import { binaryCrossEntropy } from "./losses/binary.ts";
import { crossEntropy, nll } from "./losses/classification.ts";
import { huber, mse } from "./losses/regression.ts";
import { neuralNetwork } from "./network.ts";
import { numbersOf, placesOf } from "./verify/tree.ts";

/** The same products in another order. */
const ROUNDING = 1e-11;

function expectClose(found: unknown, expected: unknown): void {
  const others = placesOf(expected);
  placesOf(found).forEach(({ path, leaf }, i) => {
    const right = numbersOf(others[i]!.leaf as Tensor);
    numbersOf(leaf as Tensor).forEach((value, k) => {
      expect(Math.abs(value - right[k]!), `${path}, entry ${k}`).toBeLessThan(
        ROUNDING * Math.max(1, Math.abs(right[k]!)),
      );
    });
  });
}

const classifier = neuralNetwork({
  inputSize: 4,
  layerSizes: [8, 3],
  activations: [sigmoid, softmax],
  loss: crossEntropy,
});

describe("a neural network", () => {
  test("has the same gradients by hand and by the tape, at any depth and width", () => {
    const hidden = fc.constantFrom(...Object.values(activations));
    const ends = fc.constantFrom(
      { last: softmax, loss: crossEntropy },
      { last: sigmoid, loss: binaryCrossEntropy },
      { last: logSoftmax, loss: nll },
      { last: tanh, loss: mse },
      { last: softmax, loss: crossEntropy.with({ reduction: "sum" }) },
      { last: relu, loss: huber },
    );
    const problem = fc.record({
      sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
      inputSize: fc.integer({ min: 1, max: 4 }),
      examples: fc.integer({ min: 1, max: 4 }),
      seed: fc.integer({ min: 0, max: 1000 }),
      hidden: fc.array(hidden, { minLength: 4, maxLength: 4 }),
      ends,
    });
    fc.assert(
      fc.property(problem, ({ sizes, inputSize, examples, seed, hidden: between, ends: { last, loss } }) => {
        const net = neuralNetwork({
          inputSize,
          layerSizes: sizes,
          activations: [...between.slice(0, sizes.length - 1), last],
          loss,
          weights: randn,
          biases: randn,
        });
        const rng = random.generator(seed);
        const params = net.init(rng);
        const x = rng.normal(0, 1, [examples, inputSize]);
        const target = softmax(rng.normal(0, 1, [examples, sizes[sizes.length - 1]!]));
        expectClose(net.backpropagate(params, x, target).gradients, net.gradients(params, x, target));
      }),
      { numRuns: 60, seed: 42 },
    );
  });

  test("shows what the way back finds: dz, and da but where activation and loss are one", () => {
    const params = classifier.init(random.RandomState(42));
    const [x, t] = [
      random.RandomState(1).rand(2, 4),
      tensor([
        [1, 0, 0],
        [0, 0, 1],
      ]),
    ];
    const { intermediates } = classifier.backpropagate(params, x, t);
    const bias = (l: number) =>
      grad((b: Tensor) =>
        classifier.cost(
          params.map((layer, i) => (i === l ? { ...layer, b } : layer)),
          x,
          t,
        ),
      )(params[l]!.b);
    for (const l of [0, 1]) {
      const columns = intermediates[`dz${l + 1}`]!.toArray() as number[][];
      const sums = columns[0]!.map((_, k) => columns.reduce((total, row) => total + row[k]!, 0));
      expectClose([tensor(sums)], [bias(l)]);
    }
    expect(Object.keys(intermediates)).toEqual(["z1", "a1", "z2", "a2", "dz2", "da1", "dz1"]);
    expect(intermediates.da1!.shape).toEqual([2, 8]);
    expect(String(intermediates.a2)).toBe(String(classifier.predict(params, x)));
  });

  test("begins with the course's numbers where it is asked to", () => {
    const net = neuralNetwork({
      inputSize: 2,
      layerSizes: [1],
      activations: [sigmoid],
      loss: mse,
      weights: randn,
      biases: randn,
    });
    const [{ W, b }] = net.init(random.RandomState(42)) as [{ W: Tensor; b: Tensor }];
    const rng = random.RandomState(42);
    expect(W.toArray()).toEqual(rng.randn(2, 1).toArray());
    expect(b.toArray()).toEqual(rng.randn(1).toArray());
  });

  test("stays right where the softmax is rounded to 0 and 1", () => {
    const net = neuralNetwork({ inputSize: 1, layerSizes: [2], activations: [softmax], loss: crossEntropy });
    const params = [{ W: tensor([[1000, 0]]), b: zeros([2]) }];
    const [x, t] = [tensor([[1]]), tensor([[0, 1]])];
    expect(net.cost(params, x, t).item()).toBe(1000);
    expectClose(net.backpropagate(params, x, t).gradients, net.gradients(params, x, t));
    expect(net.gradients(params, x, t)[0]!.b.toArray()).toEqual([1, -1]);
  });

  test("takes class indices as targets, and sigmoid and relu of the tensor library as activations", () => {
    const net = neuralNetwork({
      inputSize: 4,
      layerSizes: [5, 4, 3],
      activations: [autogradSigmoid, autogradRelu, softmax],
      loss: crossEntropy,
    });
    const params = net.init(random.generator("indices"));
    const x = random.generator("x").normal(0, 1, [2, 4]);
    expectClose(
      net.gradients(params, x, [2, 0]),
      net.gradients(params, x, [
        [0, 0, 1],
        [1, 0, 0],
      ]),
    );
    expectClose(net.backpropagate(params, x, [2, 0]).gradients, net.gradients(params, x, [2, 0]));
  });

  test("is frozen, and its parameters are data that JSON can hold", () => {
    expect(Object.isFrozen(classifier)).toBe(true);
    const params = classifier.init(random.generator(0));
    const read = (JSON.parse(JSON.stringify(params)) as { W: number[][]; b: number[] }[]).map(({ W, b }) => ({
      W: tensor(W),
      b: tensor(b),
    }));
    expectClose(read, params);
    const x = random.generator("x").normal(0, 1, [2, 4]);
    expect(String(classifier.predict(read, x))).toBe(String(classifier.predict(params, x)));
  });

  test("in float32 stays in float32", () => {
    const params = mapTree((leaf: Tensor) => leaf, classifier.init(random.generator(0)));
    const single = params.map(({ W, b }) => ({
      W: tensor(new Float32Array(numbersOf(W)), { shape: W.shape }),
      b: tensor(new Float32Array(numbersOf(b))),
    }));
    const { gradients } = classifier.backpropagate(single, zeros([2, 4], "float32"), [0, 1]);
    expect(gradients.flatMap(({ W, b }) => [W.dtype, b.dtype])).toEqual(["float32", "float32", "float32", "float32"]);
  });
});

describe("a mistake in the use of a network says what to do", () => {
  const params = classifier.init(random.generator(0));
  test.each([
    ["an input the wrong way round", () => classifier.predict(params, zeros([4, 7]))],
    ["an input of another width", () => classifier.predict(params, zeros([7, 5]))],
    [
      "one activation too few",
      () => neuralNetwork({ inputSize: 4, layerSizes: [8, 3], activations: [sigmoid], loss: mse }),
    ],
    [
      "a function that is no activation",
      () => neuralNetwork({ inputSize: 4, layerSizes: [1], activations: [(z: Tensor) => z], loss: mse }),
    ],
    ["no layers", () => neuralNetwork({ inputSize: 4, layerSizes: [], activations: [], loss: mse })],
    ["a size of 0", () => neuralNetwork({ inputSize: 0, layerSizes: [1], activations: [sigmoid], loss: mse })],
    ["parameters of another network", () => classifier.predict(params.slice(1), zeros([1, 4]))],
    ["class 3 of three", () => classifier.cost(params, zeros([1, 4]), [3])],
  ])("%s", (_name, run) => {
    expect(run).toThrowErrorMatchingSnapshot();
  });
});

describe("what a reader may pass", () => {
  const params = classifier.init(random.RandomState(3));
  const x = random.RandomState(4).rand(2, 4);
  const target = [0, 2];

  test("one example without a batch has the same gradients by hand and by the tape", () => {
    const net = neuralNetwork({ inputSize: 4, layerSizes: [3, 2], activations: [tanh, sigmoid], loss: mse });
    const [p, one, t] = [net.init(random.RandomState(1)), tensor([1, -1, 2, 0.5]), tensor([0, 1])];
    const { gradients } = net.backpropagate(p, one, t);
    expect(gradients.map(({ W, b }) => [W.shape, b.shape])).toEqual([
      [[4, 3], [3]],
      [[3, 2], [2]],
    ]);
    expectClose(gradients, net.gradients(p, one, t));
  });

  test("a batch in nested arrays", () => {
    const rows = x.toArray() as number[][];
    expectClose(classifier.predict(params, rows), classifier.predict(params, x));
    expectClose(classifier.gradients(params, rows, target), classifier.gradients(params, x, target));
    expectClose(classifier.backpropagate(params, rows, target).gradients, classifier.gradients(params, x, target));
  });

  test("parameters that were written as JSON, made tensors again", () => {
    const read = JSON.parse(JSON.stringify(params)) as { W: number[][]; b: number[] }[];
    expect(() => classifier.predict(read as never, x)).toThrow(/lists of numbers\n.*tensor\(W\)/);
    const again = read.map(({ W, b }) => ({ W: tensor(W), b: tensor(b) }));
    expectClose(classifier.predict(again, x), classifier.predict(params, x));
  });
});

describe("calls that cannot be meant say what is wrong", () => {
  const options = { inputSize: 4, layerSizes: [3], activations: [sigmoid], loss: mse };
  const params = [{ W: zeros([4, 3]), b: zeros([3]) }];
  const net = neuralNetwork(options);
  test.each<[string, () => unknown, RegExp]>([
    ["nothing", () => neuralNetwork(undefined as never), /the option inputSize is missing/],
    ["a misspelt option", () => neuralNetwork({ ...options, penalti: 1 } as never), /there is no option "penalti"/],
    ["no loss", () => neuralNetwork({ ...options, loss: undefined } as never), /the option loss is missing/],
    ["one size for a list", () => neuralNetwork({ ...options, layerSizes: 3 } as never), /are lists/],
    ["a size that is none", () => neuralNetwork({ ...options, inputSize: "4" } as never), /above 0\n {2}got {2}"4"/],
    ["no generator", () => net.init(undefined as never), /from a generator[\s\S]*undefined/],
    ["a seed", () => net.init(42 as never), /from a generator[\s\S]*42/],
    ["a record of parameters", () => net.predict(params[0] as never, zeros([1, 4])), /no list/],
    ["no examples", () => net.predict(params, undefined as never), /the examples are missing/],
    ["no target", () => net.gradients(params, zeros([1, 4]), undefined as never), /the target is missing/],
    ["w for W", () => net.predict([{ w: zeros([4, 3]), b: zeros([3]) }] as never, zeros([1, 4])), /\{ w, b \}/],
  ])("%s", (_name, call, message) => expect(call).toThrow(message));
});
