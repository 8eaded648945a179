import {
  evaluate,
  grad,
  makeProgram,
  mean,
  mul,
  random,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  valueAndGrad,
  zeros,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { adam } from "../adam.ts";
import { momentum } from "../momentum.ts";
import type { Optimizer } from "../optimizer.ts";
import { sgd } from "../sgd.ts";
import { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from "../transforms/clip.ts";
import { addDecayedWeights, scaleGradients } from "../transforms/scale.ts";
import { accumulateGradients } from "./accumulate.ts";
import { averageOf, averageParameters } from "./average.ts";
import { chain } from "./chain.ts";
import { frozen, type ParameterGroup, parameterGroups } from "./groups.ts";

const params = {
  layers: [
    { W: tensor([1, 2]), b: tensor([3]) },
    { W: tensor([4]), b: tensor([5]) },
  ],
  scale: tensor(6),
};
const ones = {
  layers: [
    { W: tensor([1, 1]), b: tensor([1]) },
    { W: tensor([1]), b: tensor([1]) },
  ],
  scale: tensor(1),
};

/** The parameters after one step with a gradient of ones, as plain numbers. */
function step(optimizer: Optimizer): unknown {
  return JSON.parse(JSON.stringify(optimizer.update(params, ones, optimizer.init(params))[0]));
}

describe("parameter groups", () => {
  const groups = (...list: ParameterGroup[]): unknown => step(parameterGroups(list, frozen()));
  const fast = sgd({ learningRate: 1 });

  test("are named by paths, regular expressions and functions", () => {
    const biases = {
      layers: [
        { W: [1, 2], b: [2] },
        { W: [4], b: [4] },
      ],
      scale: 6,
    };
    expect(groups({ paths: /\.b$/, optimizer: fast })).toEqual(biases);
    expect(groups({ paths: (path) => path.endsWith(".b"), optimizer: fast })).toEqual(biases);
    expect(groups({ paths: ["layers[0].b", ".layers[1].b"], optimizer: fast })).toEqual(biases);
    expect(groups({ paths: "layers[0]", optimizer: fast })).toEqual({
      layers: [
        { W: [0, 1], b: [2] },
        { W: [4], b: [5] },
      ],
      scale: 6,
    });
    expect(groups({ paths: "", optimizer: fast })).toEqual(step(fast as Optimizer));
  });

  test("take the first that names a parameter", () => {
    const both = groups(
      { paths: "layers[0].W", optimizer: sgd({ learningRate: 2 }) },
      { paths: "layers", optimizer: fast },
    );
    expect(both).toEqual({
      layers: [
        { W: [-1, 0], b: [2] },
        { W: [3], b: [4] },
      ],
      scale: 6,
    });
  });

  test("refuse a parameter without a group, and a group without a parameter", () => {
    expect(() =>
      parameterGroups([{ paths: "layers", optimizer: fast }]).init(params),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: parameterGroups: the parameter at .scale is in no group, and there is no optimizer for the rest
        got  the groups "layers"
        hint pass an optimizer for the rest as the second argument; frozen() holds parameters where they are]
    `);
    expect(() => groups({ paths: "layer", optimizer: fast })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: parameterGroups: no parameter is left for the group "layer"
        got  the parameters .layers[0].W, .layers[0].b, .layers[1].W, .layers[1].b, .scale
        hint write paths as they stand there; of several groups the first that names a parameter has it]
    `);
  });
});

describe("a chain", () => {
  test("changes the gradient in the order in which its parts stand", () => {
    const one = chain(scaleGradients(10), clipByValue(2), sgd({ learningRate: 1 }));
    const other = chain(clipByValue(2), scaleGradients(10), sgd({ learningRate: 1 }));
    expect((step(one) as typeof params).scale).toBe(4);
    expect((step(other) as typeof params).scale).toBe(-4);
  });

  test("with weight decay in front is the gradient of the loss with ½ λ ‖θ‖² added", () => {
    expect((step(chain(addDecayedWeights(0.5), sgd({ learningRate: 0.1 }))) as typeof params).scale).toBeCloseTo(
      6 - 0.1 * (1 + 3),
      12,
    );
  });

  test("refuses parts in the wrong place", () => {
    expect(() => chain(clipByValue(1) as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: chain: the last part must be an optimizer
        got  a record with the keys name, init, transform
        hint for instance chain(clipByGlobalNorm(1), adam())]
    `);
    expect(() => chain(adam() as never, sgd({ learningRate: 1 }))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: chain: only the last part may be an optimizer
        got  "adam"
        hint changes of the gradient come first: clipByGlobalNorm, clipByValue, addDecayedWeights, scaleGradients]
    `);
  });
});

describe("gradient accumulation", () => {
  test("over four parts of a batch is a step of the whole batch", () => {
    const x = [1, 5, -2, 7, 3, 0, 2, 8];
    const loss = (w: Tensor, x: Tensor): Tensor => mean(square(sub(w, x)));
    const whole = momentum({ learningRate: 0.1 });
    const parts = accumulateGradients(momentum({ learningRate: 0.1 }) as Optimizer, 4);
    let [w, state] = [tensor(0) as Tensor, whole.init(tensor(0))];
    let [v, gathered] = [tensor(0) as Tensor, parts.init(tensor(0))];
    for (let round = 0; round < 5; round++) {
      [w, state] = whole.update(w, valueAndGrad(loss)(w, tensor(x))[1], state);
      for (let k = 0; k < 4; k++) {
        const before = v.item();
        [v, gathered] = parts.update(v, valueAndGrad(loss)(v, tensor(x.slice(2 * k, 2 * k + 2)))[1], gathered);
        if (k < 3) expect(v.item()).toBe(before);
      }
      expect(v.item()).toBeCloseTo(w.item(), 12);
    }
  });
});

describe("the average of parameters", () => {
  test("is read from its own state only", () => {
    const start = { W: tensor([1]) };
    const behind = chain(scaleGradients(1), averageParameters(sgd({ learningRate: 0.1 })));
    expect(() => averageOf(behind.init(start) as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: averageOf: this is no state of averageParameters
        got  [null, a record with the keys step, sum, inner]
        hint pass the state that its update gives; behind chain it is the last entry of the list, in train run.state]
    `);
    expect(() => averageOf(sgd({ learningRate: 0.1 }).init(start) as never)).toThrow(/no state of averageParameters/);
    expect(() => averageOf(undefined as never)).toThrow(/got {2}undefined/);
  });

  test("is their weighted mean: (1 − δ) Σ δᵏ θ over 1 − δᵗ", () => {
    const optimizer = averageParameters(sgd({ learningRate: 1 }) as Optimizer, 0.9);
    let [w, state] = [tensor(0) as Tensor, optimizer.init(tensor(0))];
    const path: number[] = [];
    for (let t = 0; t < 6; t++) {
      [w, state] = optimizer.update(w, tensor(t - 3) as Tensor, state);
      path.push(w.item());
    }
    const weights = path.map((_, i) => 0.9 ** (path.length - 1 - i));
    const mean = path.reduce((s, x, i) => s + weights[i]! * x, 0) / weights.reduce((a, b) => a + b);
    expect(averageOf<Tensor>(state, 0.9).item()).toBeCloseTo(mean, 12);
  });
});

describe("combinations refuse", () => {
  test("what is no optimizer", () => {
    const none = /there is no optimizer/;
    expect(() => accumulateGradients(undefined as never, 2)).toThrow(none);
    expect(() => averageParameters(0.9 as never)).toThrow(none);
    expect(() => averageParameters(adam as never)).toThrow(/call it: adam/);
    expect(() => parameterGroups([{ paths: "W" } as never])).toThrow(none);
    expect(() => parameterGroups([], 3 as never)).toThrow(none);
    expect(() => parameterGroups({ W: adam() } as never)).toThrow(/groups come in a list/);
    expect(() => parameterGroups([{ path: "W", optimizer: adam() } as never])).toThrow(/paths may be meant/);
  });

  test("a gradient or a state of another shape, before arithmetic stretches it", () => {
    const two = { W: tensor([1, 1]) };
    const one = { W: tensor([1]) };
    const plain = sgd({ learningRate: 1 });
    for (const optimizer of [chain(addDecayedWeights(0.1), plain), accumulateGradients(plain, 2)] as Optimizer[]) {
      expect(() => optimizer.update(two, one, optimizer.init(two))).toThrow(
        /sgd: the gradient at \.W has another shape than its parameter\n {2}got {2}gradient \[1\], parameter \[2\]/,
      );
    }
    for (const optimizer of [averageParameters(plain, 0.5), accumulateGradients(plain, 2)] as Optimizer[]) {
      expect(() => optimizer.update(two, two, optimizer.init(one))).toThrow(
        /the state's sum at \.W has another shape than its parameter/,
      );
    }
  });

  test("a state that is another's", () => {
    const optimizer = sgd({ learningRate: 1 });
    expect(() => optimizer.update(params, ones, params as never)).toThrow(
      /update needs the state as its third argument/,
    );
  });
});

test("parts of a chain take numbers for tensors without axes", () => {
  const transforms = [clipByGlobalNorm(1), clipByNorm(1), clipByValue(1), addDecayedWeights(0.5), scaleGradients(1)];
  const moved = transforms.map((transform) => {
    const optimizer = chain(transform, sgd({ learningRate: 1 }));
    return optimizer.update({ a: 2 }, { a: 0.25 } as never, optimizer.init({ a: 2 }))[0];
  });
  expect(JSON.parse(JSON.stringify(moved))).toEqual([1.75, 1.75, 1.75, 0.75, 1.75].map((a) => ({ a })));
});

test("gathered gradients of float64 leave the state of a float32 parameter as it is", () => {
  const optimizer = accumulateGradients(sgd({ learningRate: 1 }), 3);
  const start = { W: tensor([1, 2], { dtype: "float32" }) };
  const [, state] = optimizer.update(start, { W: tensor([1, 2]) } as never, optimizer.init(start));
  expect((state.sum as typeof start).W.dtype).toBe("float32");
});

describe("clipping", () => {
  const clipped = (transform: ReturnType<typeof clipByValue>, tree: unknown): unknown =>
    JSON.parse(JSON.stringify(transform.transform(tree, null, null)[0]));

  test("leaves a gradient of zeros, and one that is short enough", () => {
    expect(clipped(clipByGlobalNorm(1), [tensor([0, 0]), zeros([0, 2])])).toEqual([[0, 0], []]);
    expect(clipped(clipByNorm(1), [tensor([0, 0])])).toEqual([[0, 0]]);
    expect(clipped(clipByGlobalNorm(1), tensor([0.3, 0.4]))).toEqual([0.3, 0.4]);
  });

  test("keeps the direction by the norm, and changes it by value", () => {
    const [a, b] = clipped(clipByGlobalNorm(1), tensor([30, 40])) as number[];
    expect(b! / a!).toBeCloseTo(4 / 3, 12);
    expect(clipped(clipByValue(1), tensor([30, 40]))).toEqual([1, 1]);
  });

  test("keeps float32 beside float64", () => {
    const [gradients] = clipByGlobalNorm(1).transform([tensor([30], { dtype: "float32" }), tensor([40])], null, null);
    expect((gradients as Tensor[]).map(({ dtype }) => dtype)).toEqual(["float32", "float64"]);
  });

  test("neither overflows nor vanishes at the ends of the range of floats", () => {
    const huge = { W: tensor([3e200, 4e200]), b: tensor([0]) };
    expect(globalNorm(huge).item() / 5e200).toBeCloseTo(1, 14);
    expect(globalNorm({ W: tensor([3e-200, 4e-200]) }).item() / 5e-200).toBeCloseTo(1, 14);
    expect(globalNorm(huge, { order: 3 }).item() / (91 ** (1 / 3) * 1e200)).toBeCloseTo(1, 14);
    expect(globalNorm(tensor([3e30, 4e30], { dtype: "float32" })).item() / 5e30).toBeCloseTo(1, 6);
    for (const clip of [clipByGlobalNorm(1), clipByNorm(1)]) {
      const [clipped] = clip.transform(huge, null, null) as [{ W: Tensor; b: Tensor }, null];
      expect((clipped.W.toArray() as number[])[0]).toBeCloseTo(0.6, 12);
      expect((clipped.W.toArray() as number[])[1]).toBeCloseTo(0.8, 12);
    }
    expect(globalNorm(tensor([Number.POSITIVE_INFINITY, 1])).item()).toBe(Number.POSITIVE_INFINITY);
    expect(globalNorm(tensor([Number.NaN, 1])).item()).toBeNaN();
  });

  test("is the square root of the squares, to the last bit, and its gradient the direction", () => {
    const rng = random.RandomState(3);
    for (let i = 0; i < 50; i++) {
      const x = rng.normal(0, 10 ** (i / 10), 7);
      expect(globalNorm({ x }).item()).toBe(sqrt(sum(square(x))).item());
      for (const [scale, order] of [
        [1, 2],
        [1e-20, 2],
        [1e100, 2],
        [1, 1],
        [1, 3],
      ] as const) {
        const y = mul(scale, x);
        const norm = (x: Tensor): Tensor => globalNorm({ x }, { order });
        expect(Number(evaluate(makeProgram(norm)(y), [y]))).toBe(norm(y).item());
      }
      const direction = grad((x: Tensor) => globalNorm({ x }))(x).toArray() as number[];
      direction.forEach((d, k) => {
        expect(d).toBeCloseTo((x.toArray() as number[])[k]! / globalNorm(x).item(), 12);
      });
    }
  });

  test("measures with any norm, and nothing as 0", () => {
    expect([1, 2, 3, Number.POSITIVE_INFINITY].map((order) => globalNorm([tensor([3, -4])], { order }).item())).toEqual(
      [7, 5, expect.closeTo(91 ** (1 / 3), 12), 4],
    );
    expect(globalNorm([zeros([0])]).item()).toBe(0);
    expect(() => globalNorm([], { order: 0.5 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: globalNorm: the order of a norm is at least 1
        got  0.5
        hint 2 is Euclid's; Infinity is the largest entry]
    `);
    expect(() => clipByGlobalNorm(-1)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: clipByGlobalNorm: largest must be a number > 0
        got  -1
        hint it is the largest norm of the whole gradient]
    `);
  });
});
