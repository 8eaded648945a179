import { grad, ones, type Tensor, tensor, zeros } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { lossLayer } from "../testing/asLayer.ts";
import { LOSSES } from "../testing/losses.ts";
import { numbersOf } from "../verify/tree.ts";
import { verifyLayer } from "../verify/verifyLayer.ts";
import { binaryCrossEntropy, binaryCrossEntropyWithLogits } from "./binary.ts";
import { crossEntropy, multiMargin, nll, softmaxCrossEntropy } from "./classification.ts";
import { losses } from "./index.ts";
import { l1Penalty, l2Penalty } from "./penalties.ts";
import { mse } from "./regression.ts";

const table = LOSSES.flatMap(({ loss, sample, note }) =>
  (["mean", "sum", "none", "batchMean"] as const).map(
    (reduction) => [`${loss.name}, ${reduction}${note ? `, ${note}` : ""}`, loss.with({ reduction }), sample] as const,
  ),
);

test("every loss is in the table of tests", () => {
  expect(new Set(LOSSES.map(({ loss }) => loss.name))).toEqual(new Set(Object.keys(losses)));
});

describe.each(table)("%s", (_name, loss, sample) => {
  test("by hand equals the tape and differences, staged equals eager, float32 stays, nothing changes", () => {
    const report = verifyLayer(lossLayer(loss, sample), { context: {} });
    expect(report.ok, String(report)).toBe(true);
  });
});

describe("a loss", () => {
  test("of classes along another axis than the last counts its rows along all others", () => {
    const even = zeros([5, 3, 2]);
    expect(
      softmaxCrossEntropy
        .with({ axis: 1 })(even, ones([5, 3, 2]))
        .item(),
    ).toBeCloseTo(3 * Math.log(3), 14);
    expect(
      softmaxCrossEntropy
        .with({ axis: 0 })(even, ones([5, 3, 2]))
        .item(),
    ).toBeCloseTo(5 * Math.log(5), 14);
  });

  test("compares shapes, and does not broadcast a column against a row by mistake", () => {
    expect(() => mse(zeros([5, 1]), zeros([5]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: mse: prediction and target have different shapes, and a loss broadcasts nothing: every row would meet every other
        got  [5, 1] and [5]
        hint reshape one of them: reshape(target, [5, 1])]
    `);
    expect(() => mse(zeros([5, 3]), zeros([5]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: mse: prediction and target have different shapes, and a loss broadcasts nothing: every row would meet every other
        got  [5, 3] and [5]
        hint class indices go with softmaxCrossEntropy (from logits) and nll; other losses want one-hot rows [N, K]]
    `);
  });

  test("takes class indices in place of one-hot rows, and says which classes there are", () => {
    const logits = tensor([
      [1, 2, 3],
      [0, 0, 0],
    ]);
    const oneHot = tensor([
      [0, 0, 1],
      [1, 0, 0],
    ]);
    expect(softmaxCrossEntropy(logits, [2, 0]).item()).toBe(softmaxCrossEntropy(logits, oneHot).item());
    expect(() => softmaxCrossEntropy(logits, [1, 3])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: softmaxCrossEntropy: there is no class 3: 3 classes are numbered from 0 to 2
        got  a target of shape [2] that holds 3
        hint labels that start at 1 need sub(labels, 1)]
    `);
    expect(() => softmaxCrossEntropy(logits, [[1], [2]])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: softmaxCrossEntropy: a target for predictions [2, 3] is [2] class indices, or [2, 3] probabilities
        got  [2, 3] and [2, 1]
        hint a column of labels becomes indices with reshape(target, [2])]
    `);
    expect(() =>
      softmaxCrossEntropy.with({ weight: tensor([1, 2]) })(logits, [1, 2]),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: softmaxCrossEntropy: there are 3 classes
        got  weights [2]
        hint weight is a tensor with one number for each class: tensor([1, 2, 1])]
    `);
  });

  test("says which parameters and reductions it has", () => {
    expect(() => mse.with({ margin: 1 } as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: mse: there is no parameter margin
        got  { margin }
        hint mse has reduction]
    `);
    expect(() => mse.with({ reduction: "average" as never })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: mse: reduction is one of "mean", "sum", "none", "batchMean"
        got  "average"
        hint { reduction: "mean" }]
    `);
  });

  test("of a wrong number of inputs names the right one", () => {
    expect(() => (mse as unknown as (x: Tensor) => Tensor)(zeros([2]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: mse: the loss compares 2 tensors
        got  1
        hint mse(prediction, target)]
    `);
  });
});

describe("a margin over classes", () => {
  const x = tensor([
    [0.1, 0.4, -0.3],
    [1, 0.2, 0.3],
  ]);

  test("is weighted by the right class, as PyTorch's is", () => {
    const each = multiMargin.with({ weight: tensor([0.5, 2, 1]), reduction: "none" })(x, [0, 1]);
    expect(each.toArray()).toEqual([0.95 / 3, 5.8 / 3].map((value) => expect.closeTo(value, 12)));
  });

  test("says that weights are a tensor", () => {
    expect(() => multiMargin.with({ weight: [1, 2, 3] } as never)(x, [0, 1])).toThrow(
      /multiMargin: weight is a tensor, or null\n {2}got {2}\[1, 2, 3\]/,
    );
  });

  test("has no label that is left out, and refuses what only other losses have", () => {
    expect(() => multiMargin(x, [0, -100])).toThrow(/there is no class -100/);
    expect(() => multiMargin.with({ labelSmoothing: 0.5 } as never)).toThrow(/labelSmoothing/);
    expect(() => multiMargin.with({ ignoreIndex: 1 } as never)).toThrow(/ignoreIndex/);
  });
});

describe("cross-entropy", () => {
  test("of logits has the derivative prediction minus target, divided by the number of rows", () => {
    const [z, t] = [tensor([[0, 0]]), tensor([[1, 0]])];
    expect(softmaxCrossEntropy.derivative(z, t).toArray()).toEqual([[-0.5, 0.5]]);
  });

  test("of logits is finite where that of probabilities is rounded away", () => {
    const z = tensor([[1000, 0]]);
    expect(softmaxCrossEntropy(z, [1]).item()).toBe(1000);
    expect(grad((x: Tensor) => softmaxCrossEntropy(x, [1]))(z).toArray()).toEqual([[1, -1]]);
    expect(binaryCrossEntropyWithLogits(tensor([-1000]), tensor([1])).item()).toBe(1000);
  });

  test.each([
    ["logits of classes that are ruled out", softmaxCrossEntropy, [[1, 2, -Infinity]]],
    ["logits that are too far apart for their difference", softmaxCrossEntropy, [[1e308, 1, -1e308]]],
    ["logarithms of probabilities that are 0", nll, [[Math.log(0.25), Math.log(0.75), -Infinity]]],
  ])("of %s counts the right class alone", (_what, loss, x) => {
    for (const target of [[0], [[1, 0, 0]]]) {
      const value = loss(tensor(x), target as number[]).item();
      expect(value).toBeCloseTo(x[0]![0] === 1 ? 1.3132616875182228 : x[0]![0]! > 1 ? 0 : -Math.log(0.25), 12);
      expect(numbersOf(grad((x: Tensor) => loss(x, target as number[]))(tensor(x))).every(Number.isFinite)).toBe(true);
    }
  });

  test("of certain probabilities is 0, and has no NaN", () => {
    const [x, t] = [tensor([[1, 0]]), tensor([[1, 0]])];
    expect(crossEntropy(x, t).item()).toBe(0);
    expect(crossEntropy.derivative(x, t).toArray()).toEqual([[-1, 0]]);
    expect(grad((p: Tensor) => crossEntropy(p, t))(x).toArray()).toEqual([[-1, 0]]);
    expect(binaryCrossEntropy(tensor([0, 1]), tensor([0, 1])).item()).toBe(0);
    expect(numbersOf(binaryCrossEntropy.derivative(tensor([0, 1]), tensor([0, 1])))).toEqual([0.5, -0.5]);
  });

  test("of a float32 prediction is float32, whatever the target", () => {
    expect(softmaxCrossEntropy(zeros([2, 3], "float32"), [0, 1]).dtype).toBe("float32");
    expect(mse(zeros([2], "float32"), [1, 2]).dtype).toBe("float32");
  });
});

describe("a penalty", () => {
  const params = { W: tensor([[1, -2]]), b: tensor([3]) };

  test("adds over a pytree, and its gradient by hand is the tape's", () => {
    expect(l2Penalty(0.5)(params).item()).toBe(7);
    expect(l1Penalty(0.5)(params).item()).toBe(3);
    for (const penalty of [l1Penalty(0.5), l2Penalty(0.5)]) {
      expect(JSON.stringify(penalty.derivative(params))).toBe(JSON.stringify(grad(penalty)(params)));
    }
  });

  test("of nothing is 0", () => {
    expect(l2Penalty(1)({}).item()).toBe(0);
    expect(l2Penalty(1)({ W: ones([0]) }).item()).toBe(0);
  });
});
