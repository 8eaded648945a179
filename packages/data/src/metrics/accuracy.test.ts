import { greater, tensor, zeros } from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accuracy } from "./accuracy.ts";

fc.configureGlobal({ seed: 42 });

const CLASSES = 4;
const labels = fc.array(fc.nat(CLASSES - 1), { minLength: 1, maxLength: 12 });
/** Two lists of classes of the same length. */
const pair = labels.chain((a) =>
  fc.tuple(fc.constant(a), fc.array(fc.nat(CLASSES - 1), { minLength: a.length, maxLength: a.length })),
);

function oneHot(classes: readonly number[]): number[][] {
  return classes.map((label) => Array.from({ length: CLASSES }, (_, k) => (k === label ? 1 : 0)));
}

describe("the accuracy", () => {
  test("is the share of equal classes, however each side is written and whichever comes first", () => {
    fc.assert(
      fc.property(pair, ([predicted, expected]) => {
        const right = predicted.filter((label, n) => label === expected[n]).length / expected.length;
        const ways = (classes: number[]) => [
          classes,
          tensor(classes),
          tensor(classes, { dtype: "int32" }),
          oneHot(classes),
          tensor(oneHot(classes)),
        ];
        for (const a of ways(predicted)) {
          for (const b of ways(expected)) {
            expect(accuracy(a, b)).toBe(right);
            expect(accuracy(b, a)).toBe(right);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test("takes the class with the largest score, negative scores too", () => {
    expect(
      accuracy(
        [
          [-3, -1, -2],
          [0.1, 0.2, 0.7],
        ],
        [1, 2],
      ),
    ).toBe(1);
  });

  test("takes the first class among equal scores, and a NaN as the largest, as NumPy's argmax does", () => {
    expect(accuracy([[0.5, 0.5, 0]], [0])).toBe(1);
    expect(accuracy([[0, 0.5, 0.5]], [1])).toBe(1);
    expect(accuracy([[0.9, Number.NaN, 0.1]], [1])).toBe(1);
  });

  test("accepts booleans as the classes 0 and 1", () => {
    expect(accuracy(greater(tensor([0.2, 0.9, 0.6]), 0.5), [0, 1, 0])).toBeCloseTo(2 / 3, 15);
  });
});

describe("the accuracy refuses", () => {
  test("different numbers of samples", () => {
    expect(() => accuracy(zeros([150, 3]), zeros([30]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: accuracy: there are 150 predictions for 30 targets
        got  predictions [150, 3] and targets [30]
        hint the samples lie along the first axis: [N] or [N, K] on both sides]
    `);
  });

  test("different numbers of classes", () => {
    expect(() => accuracy(zeros([5, 3]), zeros([5, 2]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: accuracy: the predictions have 3 classes, the targets 2
        got  predictions [5, 3] and targets [5, 2]
        hint the columns are the classes: both sides need the same]
    `);
  });

  test("no samples", () => {
    expect(() => accuracy(zeros([0, 3]), zeros([0]))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: accuracy: there are no samples to judge
        got  predictions [0, 3] and targets [0]
        hint check the data that was selected]
    `);
  });

  test("probabilities in one axis, which are not classes", () => {
    expect(() => accuracy([0.9, 0.2], [1, 0])).toThrowErrorMatchingInlineSnapshot(`
      [KindError: accuracy: 0.9 is not a class: with one axis the entries are class indices, whole numbers from 0 on
        got  predictions [2]
        hint for probabilities of class 1 pass greater(p, 0.5)]
    `);
  });

  test("negative and missing classes", () => {
    expect(() => accuracy([1, 0], [1, -1])).toThrowErrorMatchingInlineSnapshot(`
      [KindError: accuracy: -1 is not a class: with one axis the entries are class indices, whole numbers from 0 on
        got  targets [2]
        hint a negative label marks a sample without one: leave it out; classes −1 and 1 become greater(y, 0)]
    `);
    expect(() => accuracy([1, Number.NaN], [1, 0])).toThrow(/NaN is not a class/);
  });

  test("classes that count from 1", () => {
    expect(() => accuracy(zeros([3, 3]), [1, 2, 3])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: accuracy: the targets name class 3, the predictions have columns for 0 to 2
        got  predictions [3, 3] and targets [3]
        hint classes count from 0: subtract 1?]
    `);
  });

  test("a single column, of which the largest is always the first", () => {
    expect(() => accuracy(zeros([4, 1]), [0, 1, 1, 0])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: accuracy: a row of 1 scores cannot tell classes apart: its largest is always the first
        got  predictions [4, 1]
        hint for one column p of probabilities of class 1 pass greater(p, 0.5) as [N]]
    `);
  });

  test("a single number and a stack of tables", () => {
    expect(() => accuracy(tensor(1), [1])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: accuracy: classes have one axis and scores two, the predictions have 0
        got  predictions []
        hint class indices are [N], scores or one-hot rows [N, K]]
    `);
    expect(() => accuracy(zeros([2, 3, 4]), [0, 1])).toThrow(
      /classes have one axis and scores two, the predictions have 3/,
    );
  });
});
