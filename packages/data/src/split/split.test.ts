import { grad, random, sum, type Tensor, tensor, zeros } from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { iris } from "../iris/iris.ts";
import { sklearn } from "../testing/sklearn.ts";
import { kFold, stratifiedKFold } from "./kFold.ts";
import { splitIndices, takeSamples, trainTestSplit } from "./split.ts";

fc.configureGlobal({ seed: 42 });

const rng = () => random.RandomState(42);
const places = (x: Tensor): number[] => x.toArray() as number[];
const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function counts(labels: readonly number[], among: readonly number[]): number[] {
  const found: number[] = [];
  for (const i of among) found[labels[i]!] = (found[labels[i]!] ?? 0) + 1;
  return Array.from(found, (count) => count ?? 0);
}

const problem = fc.record({
  labels: fc.array(fc.nat(3), { minLength: 12, maxLength: 60 }),
  testSize: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
  seed: fc.nat(1000),
});

describe("a split", () => {
  test("has every sample once, in one of its parts", () => {
    fc.assert(
      fc.property(problem, ({ labels, testSize, seed }) => {
        const { train, test: held } = splitIndices(labels.length, { testSize, rng: random.RandomState(seed) });
        expect(sorted([...places(train), ...places(held)])).toEqual(upTo(labels.length));
        expect(held.size).toBe(Math.ceil(testSize * labels.length));
      }),
    );
  });

  test("that is stratified has every class in its share, up to one sample", () => {
    fc.assert(
      fc.property(problem, ({ labels, testSize, seed }) => {
        // Every class twice at least, and parts that have room for all.
        const all = [...labels, 0, 0, 1, 1, 2, 2, 3, 3];
        const options = {
          testSize: Math.min(0.7, Math.max(0.3, testSize)),
          rng: random.RandomState(seed),
          stratify: all,
        };
        const { train, test: held } = splitIndices(all.length, options);
        expect(sorted([...places(train), ...places(held)])).toEqual(upTo(all.length));
        const [inAll, inTest] = [counts(all, upTo(all.length)), counts(all, places(held))];
        inAll.forEach((count, k) => {
          expect(Math.abs((inTest[k] ?? 0) - (count * held.size) / all.length)).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  test.each(sklearn.splits)("of $target with seed $seed, $testSize / $trainSize, is scikit-learn's", (c) => {
    const labels = sklearn.targets[c.target]!;
    const sizes = {
      ...(c.testSize === null ? {} : { testSize: c.testSize }),
      ...(c.trainSize === null ? {} : { trainSize: c.trainSize }),
    };
    const { train, test: held } = splitIndices(labels.length, {
      ...sizes,
      rng: random.RandomState(c.seed),
      stratify: labels,
    });
    expect([places(train), places(held)]).toEqual([c.train, c.test]);
  });

  test("without a generator keeps the order", () => {
    const { train, test: held } = splitIndices(5, { testSize: 2 });
    expect([places(train), places(held)]).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });

  test("of data takes the same samples of every tensor, and keeps what is no tensor", () => {
    const flowers = iris();
    const [train, held] = trainTestSplit(flowers, { rng: rng(), stratify: flowers.target });
    expect([train.data.shape, held.data.shape, held.target.dtype]).toEqual([[112, 4], [38, 4], "int32"]);
    expect(held.targetNames).toEqual(flowers.targetNames);
    const { test: indices } = splitIndices(150, { rng: rng(), stratify: flowers.target });
    const rows = flowers.data.toArray() as number[][];
    expect(held.data.toArray()).toEqual(places(indices).map((i) => rows[i]));
  });

  test("takes the texts of the same samples, and keeps names and what belongs to all", () => {
    const data = {
      x: tensor([1, 2, 3, 4]),
      name: ["a", "b", "c", "d"],
      flags: [{ known: [true, false, null, true] }],
      unit: "cm",
      colours: ["red", "blue"],
      targetNames: ["p", "q", "r", "s"],
    };
    const [train, held] = trainTestSplit(data, { testSize: 0.5, rng: rng() });
    const { train: kept, test: tested } = splitIndices(4, { testSize: 0.5, rng: rng() });
    for (const [part, indices] of [[train, places(kept)] as const, [held, places(tested)] as const]) {
      expect(part.x.toArray()).toEqual(indices.map((i) => i + 1));
      expect(part.name).toEqual(indices.map((i) => data.name[i]));
      expect(part.flags[0]!.known).toEqual(indices.map((i) => data.flags[0]!.known[i]));
      expect([part.unit, part.colours, part.targetNames]).toEqual(["cm", data.colours, data.targetNames]);
    }
    expect(trainTestSplit(["a", "b", "c"], { testSize: 1 })).toEqual([["a", "b"], ["c"]]);
    expect(takeSamples(["a", "b", "c"], tensor([2, -3], { dtype: "int32" }))).toEqual(["c", "a"]);
    expect(() => takeSamples(["a", "b"], tensor([2], { dtype: "int32" }))).toThrow(/there is no sample 2/);
    for (const { test: fold } of kFold(4, 2)) {
      expect(takeSamples(data, fold).name).toEqual(places(fold).map((i) => data.name[i]));
    }
  });

  test("passes derivatives to the data", () => {
    const f = (x: Tensor) => sum(takeSamples(x, tensor([2, 0], { dtype: "int32" })));
    expect(grad(f)(tensor([1, 2, 3])).toArray()).toEqual([1, 0, 1]);
  });

  test("refuses sizes and data that do not fit", () => {
    expect(() => splitIndices(5, { testSize: 5 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: splitIndices: testSize is a share in (0, 1) or a number of samples from 1 to 4
        got  testSize: 5]
    `);
    expect(() => splitIndices(5, { testSize: 0 })).toThrow(/a share in \(0, 1\) or a number of samples/);
    expect(() => splitIndices(5, { testSize: Number.NaN })).toThrow(/a share in/);
    expect(() => splitIndices(1)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: splitIndices: 1 samples do not make 0 for training and 1 for testing
        got  testSize: undefined, trainSize: undefined
        hint each part needs at least one sample, and both together at most all]
    `);
    expect(() => splitIndices(0)).toThrow(/0 samples do not make/);
    expect(() => splitIndices(10, { testSize: 0.6, trainSize: 0.6 })).toThrow(/10 samples do not make 6/);
    expect(() => splitIndices(4, { stratify: [0, 0, 1, 1] })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: splitIndices: a stratified split draws its samples
        hint pass { rng: random.RandomState(42) }]
    `);
    expect(() => splitIndices(4, { rng: rng(), stratify: [0, 0, 0, 1] })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: splitIndices: a class has a single sample, which cannot be in both parts
        got  counts: 3, 1]
    `);
    expect(() => splitIndices(8, { rng: rng(), testSize: 1, stratify: [0, 0, 0, 0, 1, 1, 1, 1] })).toThrow(
      /2 classes need a part/,
    );
    expect(() => splitIndices(4, { rng: rng(), stratify: [0, 1] })).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: splitIndices: there is one class for each of the 4 samples
        got  stratify [2]
        hint labels are [N]]
    `);
    expect(() => trainTestSplit({ x: zeros([3, 2]), y: zeros([4]) })).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: trainTestSplit: the tensors have different numbers of samples: 3 and 4
        got  .x [3, 2], .y [4]
        hint samples lie along the first axis of every tensor]
    `);
    expect(() => trainTestSplit({ x: 3 })).toThrow(/there is no tensor of samples/);
    expect(() =>
      trainTestSplit({
        x: [
          [1, 2],
          [3, 4],
        ],
      }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [KindError: trainTestSplit: the data at .x are numbers, but no tensor
        got  an array
        hint make a tensor of them once, before: tensor(data)]
    `);
    expect(() => trainTestSplit({ x: Float32Array.of(1, 2) })).toThrow(
      /the data at \.x are numbers[\s\S]*a Float32Array/,
    );
    expect(() => trainTestSplit(new Map())).toThrow(/trainTestSplit: data are tensors[\s\S]*a Map/);
    expect(() => trainTestSplit({ x: zeros([3]), rate: tensor(1) })).toThrow(/the tensor at \.rate has no axis/);
    expect(() => trainTestSplit({ a: ["x", "y"], b: ["z"] })).toThrow(/different numbers of samples: 2 and 1/);
    expect(() => trainTestSplit({ name: "x" })).toThrow(/there is no tensor of samples/);
  });
});

describe("folds", () => {
  test("test every sample once, and train with all others", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 10 }), fc.boolean(), (n, k, shuffle) => {
        fc.pre(k <= n);
        const folds = kFold(n, k, shuffle ? { rng: rng() } : {});
        expect(sorted(folds.flatMap((fold) => places(fold.test)))).toEqual(upTo(n));
        for (const { train, test: held } of folds) {
          expect(sorted([...places(train), ...places(held)])).toEqual(upTo(n));
          expect([Math.floor(n / k), Math.ceil(n / k)]).toContain(held.size);
        }
      }),
    );
  });

  test.each(sklearn.folds)("of $target, k = $k, seed $seed, are scikit-learn's when stratified", (c) => {
    const options = c.seed === null ? {} : { rng: random.RandomState(c.seed) };
    const folds = stratifiedKFold(sklearn.targets[c.target]!, c.k, options);
    expect(folds.map((fold) => places(fold.test))).toEqual(c.test);
  });

  test("take labels in a tensor", () => {
    expect(stratifiedKFold(iris().target, 3).map((fold) => fold.test.size)).toEqual([50, 50, 50]);
  });

  test("refuse numbers that do not fit", () => {
    expect(() => kFold(3, 4)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: kFold: the number of folds is a whole number from 2 to 3, the number of samples
        got  k: 4]
    `);
    expect(() => kFold(3, 1)).toThrow(/from 2 to 3/);
    expect(() => stratifiedKFold([0, 1, 2, 3], 2)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: stratifiedKFold: no class has as many as 2 samples
        got  counts: 1, 1, 1, 1
        hint use fewer folds]
    `);
    expect(() => stratifiedKFold(zeros([4, 2]), 2)).toThrow(/labels are \[N\]/);
  });
});
