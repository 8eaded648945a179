import { abs, at, grad, max, mean, random, square, sub, sum, type Tensor, tensor, zeros } from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wine } from "../wine/index.ts";
import { decodeLabels, encodeLabels, oneHot } from "./labels.ts";
import { polynomialFeatures, polynomialNames } from "./polynomial.ts";
import { applyScaling, invertScaling, minMaxScaling, standardScaling } from "./scaling.ts";

fc.configureGlobal({ seed: 42 });

/** Two divisions of numbers of size 1, a few ulps. */
const ROUNDING = 1e-14;

describe("labels", () => {
  test("come back from their numbers", () => {
    const values = fc.oneof(fc.array(fc.string()), fc.array(fc.integer()), fc.array(fc.boolean()));
    fc.assert(
      fc.property(values, (names) => {
        const { labels, classes } = encodeLabels<string | number | boolean>(names);
        expect(decodeLabels(labels, classes)).toEqual(names);
        expect([...classes]).toEqual([...new Set<string | number | boolean>(names)].sort((a, b) => (a < b ? -1 : 1)));
      }),
    );
  });

  test("of numbers are ordered by size, not by their digits", () => {
    expect(encodeLabels([10, 9, 10]).classes).toEqual([9, 10]);
  });

  test("of new data keep the numbers of the old", () => {
    const { classes } = encodeLabels(["cat", "dog", "eel"]);
    expect(encodeLabels(["eel"], classes).labels.toArray()).toEqual([2]);
  });

  test("that are unknown, mixed or missing are refused", () => {
    expect(() => encodeLabels(["fox"], ["cat", "dog"])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: encodeLabels: value 0, "fox", is none of the classes
        got  cat, dog]
    `);
    expect(() => encodeLabels<string | number>(["1", 1])).toThrowErrorMatchingInlineSnapshot(`
      [KindError: encodeLabels: labels are all texts, all numbers or all booleans
        got  string and number]
    `);
    expect(() => encodeLabels([1, Number.NaN])).toThrow(/all texts, all numbers or all booleans/);
    expect(() => encodeLabels([null as never])).toThrow(/all texts/);
    expect(() => encodeLabels(["a"], ["a", "a"])).toThrow(/the classes name one twice/);
    expect(() => decodeLabels([3], ["a"])).toThrow(/there is no class 3/);
    expect(() => decodeLabels([0.5], ["a"])).toThrow(/there is no class 0.5/);
  });
});

describe("one-hot rows", () => {
  test("have a single one, in the column of the class", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 12 }), (labels) => {
        const rows = oneHot(labels, 6);
        expect(rows.shape).toEqual([labels.length, 6]);
        expect(rows.toArray()).toEqual(labels.map((label) => [0, 1, 2, 3, 4, 5].map((k) => (k === label ? 1 : 0))));
      }),
    );
  });

  test("have as many columns as the largest class needs, unless more are wanted", () => {
    expect(oneHot([0, 2]).shape).toEqual([2, 3]);
    expect(oneHot(tensor([0, 2], { dtype: "int32" }), 5).shape).toEqual([2, 5]);
    expect(oneHot(zeros([0])).shape).toEqual([0, 0]);
  });

  test("are refused for what is no class", () => {
    expect(() => oneHot([0, 4e9])).toThrow(/oneHot: classes up to 4000000000 need a table of 2 × 4000000001 numbers/);
    expect(() => oneHot([0, Number.NaN])).toThrow(/NaN is not a class[\s\S]*a NaN marks a sample without a label/);
    expect(() => oneHot([0, 3], 3)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: oneHot: there is a class 3
        got  classes: 3
        hint pass at least 4, or none]
    `);
    expect(() => oneHot([0.5])).toThrow(/0.5 is not a class/);
    expect(() => oneHot([-1])).toThrow(/-1 is not a class/);
    expect(() => oneHot(zeros([2, 2]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: oneHot: labels have one axis
        got  labels [2, 2]
        hint argmax(scores, 1) gives them]
    `);
  });
});

describe("scaling", () => {
  const { data } = wine();

  test("to the standard gives mean 0 and variance 1", () => {
    const z = applyScaling(data, standardScaling(data));
    expect(max(abs(mean(z, 0))).item()).toBeLessThan(1e-13);
    expect(max(abs(sub(mean(square(z), 0), 1))).item()).toBeLessThan(1e-13);
  });

  test("to a range gives its ends", () => {
    const z = applyScaling(data, minMaxScaling(data, { range: [-1, 3] }));
    expect(max(abs(sub(max(z, 0), 3))).item()).toBeLessThan(ROUNDING);
    expect(max(z).item() - 3).toBeLessThan(ROUNDING);
    expect(Math.abs(-max(sub(0, z)).item() + 1)).toBeLessThan(ROUNDING);
  });

  test("is undone", () => {
    for (const scaling of [standardScaling(data), minMaxScaling(data)]) {
      const back = invertScaling(applyScaling(data, scaling), scaling);
      expect(max(abs(sub(back, data))).item()).toBeLessThan(1e-12);
    }
  });

  test("leaves out what is missing, as scikit-learn does", () => {
    const X = [
      [1, 5],
      [Number.NaN, 7],
      [4, 9],
    ];
    // By hand: 1 and 4 have the mean 2.5 and the deviation 1.5; 5, 7 and 9 have 7 and √(8/3).
    const standard = standardScaling(X);
    expect([standard.offset.toArray(), standard.scale.toArray()]).toEqual([
      [2.5, 7],
      [1.5, Math.sqrt(8 / 3)],
    ]);
    const range = minMaxScaling(X);
    expect([range.offset.toArray(), range.scale.toArray()]).toEqual([
      [1, 5],
      [3, 4],
    ]);
    expect((applyScaling(X, range).toArray() as number[][])[1]).toEqual([Number.NaN, 0.5]);
    for (const scale of [standardScaling, minMaxScaling]) {
      expect(() => scale([[Number.NaN], [Number.NaN]])).toThrow(/column 0 holds nothing but NaN/);
      expect(() => scale([[1], [Number.POSITIVE_INFINITY]])).toThrow(/column 0 holds Infinity[\s\S]*row 1/);
    }
  });

  test("leaves constant columns without noise", () => {
    const X = tensor([
      [0.1, 5],
      [0.1, 5],
      [0.1, 5],
    ]);
    expect(max(abs(applyScaling(X, standardScaling(X)))).item()).toBeLessThan(1e-16);
    expect(applyScaling(X, minMaxScaling(X)).toArray()).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  test("applies to a single sample, and passes derivatives", () => {
    const scaling = { offset: tensor([1, 2]), scale: tensor([2, 4]) };
    expect(applyScaling([3, 2], scaling).toArray()).toEqual([1, 0]);
    expect(grad((x: Tensor) => sum(applyScaling(x, scaling)))(tensor([3, 2])).toArray()).toEqual([0.5, 0.25]);
  });

  test("refuses what is no scaling", () => {
    for (const scale of [applyScaling, invertScaling]) {
      expect(() => scale([[1]], undefined as never)).toThrow(/this is no scaling/);
      expect(() => scale([[1]], { scale: 1 } as never)).toThrow(/a record with the keys scale/);
    }
  });

  test("refuses other columns, and nothing to learn from", () => {
    const scaling = standardScaling(data);
    expect(() => applyScaling(zeros([178, 1]), scaling)).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: applyScaling: the scaling is of 13 columns
        got  X [178, 1] and scale [13]
        hint samples are rows]
    `);
    expect(() => standardScaling(zeros([0, 3]))).toThrow(/no samples to learn the scale from/);
    expect(() => standardScaling(zeros([3]))).toThrow(/samples have two axes/);
    expect(() => minMaxScaling(data, { range: [1, 0] })).toThrow(/the range rises/);
  });
});

describe("polynomial features", () => {
  test("are the products that their names say", () => {
    const options = fc.record({ degree: fc.nat(4), interactionOnly: fc.boolean(), bias: fc.boolean() });
    fc.assert(
      fc.property(options, fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 4 }), (o, row) => {
        const letters = ["a", "b", "c", "d"].slice(0, row.length);
        const names = polynomialNames(letters, o);
        const expected = names.map((name) =>
          name === "1"
            ? 1
            : name.split(" ").reduce((product, factor) => {
                const [letter, power = "1"] = factor.split("^");
                return product * row[letters.indexOf(letter!)]! ** Number(power);
              }, 1),
        );
        const [columns] = polynomialFeatures([row], o).toArray() as number[][];
        expect(columns!.map((x) => x + 0)).toEqual(expected.map((x) => x + 0));
      }),
    );
  });

  test("are as many as the binomial coefficient says", () => {
    expect(polynomialFeatures(random.RandomState(0).rand(5, 4), { degree: 3 }).shape).toEqual([5, 35]);
  });

  test("pass derivatives: a², ab and b² at (2, 3)", () => {
    const f = (x: Tensor) => sum(at(polynomialFeatures(x), 0, "3:"));
    expect(grad(f)(tensor([[2, 3]])).toArray()).toEqual([[7, 8]]);
  });

  test("refuse what cannot be formed", () => {
    expect(() => polynomialFeatures(zeros([3]))).toThrow(/samples have two axes/);
    expect(() => polynomialFeatures(zeros([1, 3]), { degree: 1.5 })).toThrow(/the degree is a whole number/);
    expect(() => polynomialFeatures(zeros([1, 100]), { degree: 6 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: polynomialFeatures: degree 6 of 100 columns makes more than 1000000 products]`,
    );
    expect(polynomialFeatures(zeros([2, 3]), { degree: 0, bias: false }).shape).toEqual([2, 0]);
  });
});
