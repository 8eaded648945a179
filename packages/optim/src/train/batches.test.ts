import { arange, random, type Tensor, tensor, zeros } from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Batches, type BatchOptions, batches } from "./batches.ts";

fc.configureGlobal({ seed: 42 });

const sizes = fc.record({ samples: fc.integer({ min: 1, max: 40 }), batchSize: fc.integer({ min: 1, max: 45 }) });

function rows(all: Iterable<Tensor>): number[][] {
  return [...all].map((batch) => batch.toArray() as number[]);
}

describe("mini-batches", () => {
  test("hold every sample once in each epoch, whatever the sizes", () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.boolean(), ({ samples, batchSize }, shuffled, dropLast) => {
        fc.pre(!dropLast || batchSize <= samples);
        const rng = shuffled ? random.generator("order") : null;
        const all = batches(arange(samples), { batchSize, rng, dropLast });
        for (const epoch of [rows(all), rows(all)]) {
          expect(epoch.length).toBe(all.length);
          const lengths = epoch.map((batch) => batch.length);
          expect(lengths.slice(0, -1).every((length) => length === batchSize)).toBe(true);
          const seen = epoch.flat().sort((a, b) => a - b);
          if (dropLast) {
            expect(lengths.at(-1)).toBe(batchSize);
            expect(new Set(seen).size).toBe(all.length * batchSize);
          } else expect(seen).toEqual(Array.from({ length: samples }, (_, i) => i));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("keep rows of several tensors together", () => {
    const data = {
      x: tensor([
        [1, 10],
        [2, 20],
        [3, 30],
      ]),
      y: [tensor([1, 2, 3])] as const,
      name: "kept",
    };
    for (const { x, y, name } of batches(data, { batchSize: 2, rng: random.generator(1) })) {
      expect(name).toBe("kept");
      expect((x.toArray() as number[][]).map(([a]) => a)).toEqual(y[0].toArray());
    }
  });

  test("keep texts beside their samples", () => {
    const data = { x: arange(5), name: ["a", "b", "c", "d", "e"], unit: "cm" };
    for (const rng of [null, random.generator(1)]) {
      for (const { x, name, unit } of batches(data, { batchSize: 2, rng })) {
        expect(name).toEqual((x.toArray() as number[]).map((i) => data.name[i]));
        expect(unit).toBe("cm");
      }
    }
  });

  test("come in NumPy's order with a RandomState: rng.permutation(N), once an epoch", () => {
    const all = batches(arange(5), { batchSize: 5, rng: random.RandomState(42) });
    const again = random.RandomState(42);
    for (let epoch = 0; epoch < 3; epoch++) expect(rows(all)).toEqual([again.permutation(5).toArray()]);
    expect(rows(batches(arange(5), { rng: random.RandomState(42) }))).toEqual([[1, 4, 2, 0, 3]]);
  });

  test("come in the samples' own order without a generator, and all at once without a size", () => {
    expect(rows(batches(arange(5), { batchSize: 2 }))).toEqual([[0, 1], [2, 3], [4]]);
    expect(rows(batches(arange(3)))).toEqual([[0, 1, 2]]);
  });

  test("keep int32 and bool data as they are", () => {
    const [batch] = batches({ label: tensor([0, 1, 2], { dtype: "int32" }) }, { rng: random.generator(1) });
    expect(batch!.label.dtype).toBe("int32");
  });

  test("get their share of each class when stratified", () => {
    const labels = fc.array(fc.nat(3), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(labels, fc.integer({ min: 1, max: 20 }), fc.boolean(), (classes, batchSize, shuffled) => {
        const rng = shuffled ? random.generator("classes") : null;
        const epoch = rows(batches(arange(classes.length), { batchSize, rng, stratify: classes }));
        expect(epoch.flat().sort((a, b) => a - b)).toEqual(classes.map((_, i) => i));
        const kinds = [...new Set(classes)];
        for (const kind of kinds) {
          const share = classes.filter((c) => c === kind).length / classes.length;
          for (const batch of epoch) {
            const count = batch.filter((i) => classes[i] === kind).length;
            expect(Math.abs(count - share * batch.length)).toBeLessThanOrEqual(1 + kinds.length * share);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("of two equal classes, stratified, have half of each", () => {
    const classes = [...Array(10).fill(0), ...Array(10).fill(1)] as number[];
    const all = batches(tensor(classes), { batchSize: 4, rng: random.RandomState(7), stratify: classes });
    expect(rows(all).map((batch) => batch.reduce((a, b) => a + b))).toEqual([2, 2, 2, 2, 2]);
  });
});

describe("mini-batches refuse", () => {
  const refusal =
    (data: unknown, options: BatchOptions): (() => Batches<unknown>) =>
    () =>
      batches(data, options);

  test("tensors with different numbers of samples", () => {
    expect(refusal({ x: zeros([150, 4]), y: zeros([149]) }, {})).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: batches: the tensors have different numbers of samples: 150 and 149
        got  .x [150, 4], .y [149]
        hint samples lie along the first axis of every tensor]
    `);
  });

  test("no samples, and a single number", () => {
    expect(refusal({ x: zeros([0, 4]) }, {})).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: batches: there are no samples
        got  a record with the keys x
        hint check the data that was selected]
    `);
    expect(refusal({ x: zeros([4]), rate: tensor(1) }, {})).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: batches: the tensor at .rate has no axis along which samples could lie
        got  shape []
        hint data are tensors [N, …]; what is the same for all samples is a number, or belongs into the loss's closure]
    `);
  });

  test("batch sizes that are none", () => {
    expect(refusal(zeros([4]), { batchSize: 0 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: batches: batchSize must be a whole number ≥ 1
        got  0
        hint how many samples a batch has, for instance 32]
    `);
    expect(refusal(zeros([4]), { batchSize: 8, dropLast: true })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: batches: not one batch is full: there are 4 samples
        got  8
        hint leave dropLast out]
    `);
  });

  test("classes that are not one for each sample", () => {
    expect(refusal(zeros([4]), { stratify: [0, 1] })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: batches: stratify needs one class for each of the 4 samples
        got  [0, 1]
        hint pass class indices [N]; argmax(oneHot, 1) makes them from one-hot rows, encodeLabels from names]
    `);
  });

  test("arrays of numbers, which are tensors once somebody makes them", () => {
    expect(refusal({ x: [[1, 2]], y: zeros([1]) }, {})).toThrowErrorMatchingInlineSnapshot(`
      [KindError: batches: the data at .x are numbers, but no tensor
        got  an array
        hint make a tensor of them once, before: tensor(data)]
    `);
  });

  test("a seed for a generator, and options that it does not know", () => {
    expect(() => batches(tensor([1, 2]), { rng: 42 as never })).toThrow(
      /rng must be a generator[\s\S]*RandomState\(42\)/,
    );
    expect(() => batches(tensor([1, 2]), { batch_size: 1 } as never)).toThrow(
      /there is no option "batch_size"[\s\S]*here it is batchSize/,
    );
  });
});
