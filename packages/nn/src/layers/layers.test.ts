import { full, grad, mul, random, sum, type Tensor, tensor, zeros } from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byHand } from "../byHand.ts";
import {
  type AffineParams,
  batchNorm,
  conv2d,
  dense,
  dropout,
  embedding,
  glu,
  gru,
  layerNorm,
  lstm,
  maxPool2d,
  multiHeadAttention,
  residual,
  selfAttention,
  sequential,
} from "../index.ts";
import type { LayerOfAnything } from "../layer.ts";
import { FAMILIES } from "../testing/families.ts";
import { LAYERS } from "../testing/layers.ts";
import { mismatches } from "../verify/compare.ts";
import { numbersOf } from "../verify/tree.ts";
import { verifyLayer } from "../verify/verifyLayer.ts";

/** The same products in another order. */
const ROUNDING = 1e-12;

describe.each(LAYERS.map((layer) => [layer.name, layer] as const))("%s", (_name, layer) => {
  test.each([1, 4])("keeps the contract of a layer with %i examples", (examples) => {
    const report = verifyLayer(layer, { examples, seed: `${examples}` });
    expect(report.ok, String(report)).toBe(true);
  });
});

test.each(Object.entries(FAMILIES))("%s of any size keeps the contract of a layer", (_name, family) => {
  const examples = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(family, examples, fc.integer({ min: 0, max: 10_000 }), (layer, n, seed) => {
      const report = verifyLayer(layer, { examples: n, seed });
      if (!report.ok) throw new Error(String(report));
    }),
    { numRuns: 6, seed: 42 },
  );
});

describe("byHand", () => {
  test("puts backward in the place of the tape's rules, in training and not, for every layer", () => {
    for (const layer of LAYERS) {
      let calls = 0;
      const counted = {
        ...layer,
        backward: (...args: Parameters<typeof layer.backward>) => {
          calls++;
          return layer.backward(...args);
        },
      };
      const report = verifyLayer(byHand(counted), { examples: 2 });
      expect(report.ok, String(report)).toBe(true);
      expect(calls).toBeGreaterThan(0);
    }
  });
});

test("batch normalisation has one derivative, through apply and its rule by hand or through forward and the tape", () => {
  const layer = batchNorm(3);
  const rng = random.generator("both");
  const [x, weights] = [rng.normal(1, 2, [5, 3, 2]), rng.normal(0, 1, [5, 3, 2])];
  const params = { gamma: rng.normal(1, 1, [3]), beta: rng.normal(0, 1, [3]) };
  const context = { training: true };
  const [byHand, byTape] = [
    grad((p: AffineParams, x: Tensor) => sum(mul(weights, layer.apply(p, x, context))), [0, 1])(params, x),
    grad((p: AffineParams, x: Tensor) => sum(mul(weights, layer.forward(p, x, context)[0])), [0, 1])(params, x),
  ];
  expect(mismatches("", byHand, byTape, byTape, ROUNDING, 5)).toEqual([]);
});

describe("batch normalisation", () => {
  const layer = batchNorm(1);
  const params = layer.init(random.generator(0));

  test("outside of training asks for statistics, and after a batch of none has those of before", () => {
    expect(() => layer.apply(params, zeros([2, 1]))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: batchNorm(1): outside of training the layer needs the running statistics
        got  no state in the context
        hint pass { training: true, state: layer.initialState() } while training and keep the third result of forward; then pass { state }]
    `);
    const state = layer.initialState();
    expect(layer.forward(params, zeros([0, 1]), { training: true, state })[2]).toBe(state);
  });

  test("hands its statistics through a chain", () => {
    const chain = sequential(dense(1, 1), batchNorm(1));
    const given = chain.init(random.generator(0));
    const [, , next] = chain.forward(given, tensor([[1], [2]]), { training: true, state: chain.initialState!() });
    expect((next as [null, { batches: Tensor }])[1].batches.item()).toBe(1);
    expect(chain.apply(given, tensor([[1]]), { state: next! }).shape).toEqual([1, 1]);
  });
});

test("an embedding's padding gets no gradient, by hand and by the tape", () => {
  const layer = embedding(3, 2, { padding: 1 });
  const params = layer.init(random.generator(0));
  const words = tensor([[0, 1, 1, 2, 2]], { dtype: "int32" });
  const byTape = grad((p: { W: Tensor }) => sum(layer.apply(p, words)))(params);
  const [y, cache] = layer.forward(params, words);
  const { dParams } = layer.backward(params, cache, full(y.shape, 1));
  expect(byTape.W.toArray()).toEqual([
    [1, 1],
    [0, 0],
    [2, 2],
  ]);
  expect(dParams.W.toArray()).toEqual(byTape.W.toArray());
});

describe("dropout", () => {
  test("takes a number", () => {
    expect(() => dropout("0.5" as never)).toThrow(/the probability of dropping[\s\S]*"0.5"/);
  });

  const x = full([40, 50], 1);

  test("keeps the mean and drops the share that it should", () => {
    const y = dropout(0.25).apply({}, x, { training: true, key: random.key(3) });
    const kept = numbersOf(y).filter((v) => v !== 0);
    expect(Math.abs(kept.length / x.size - 0.75)).toBeLessThan(0.03); // three standard deviations of 2000 draws
    for (const v of kept) expect(v).toBe(1 / 0.75);
  });

  test("drops the same for the same key, other numbers for another, and for each layer of a chain", () => {
    const run = (seed: number) => String(dropout(0.5).apply({}, x, { training: true, key: random.key(seed) }));
    expect(run(1)).toBe(run(1));
    expect(run(1)).not.toBe(run(2));
    const chain = sequential(dropout(0.5), dropout(0.5));
    const quarter = numbersOf(chain.apply([{}, {}], x, { training: true, key: random.key(1) })).filter((v) => v !== 0);
    expect(Math.abs(quarter.length / x.size - 0.25)).toBeLessThan(0.03);
  });

  test("asks for a key, and for a probability", () => {
    expect(() => dropout(0.5).apply({}, x, { training: true })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: dropout(0.5): in training, what is dropped is drawn from a key
        got  no key in the context
        hint pass { training: true, key: random.foldIn(key, step) } with key = random.key(seed)]
    `);
    expect(() => dropout(1.5)).toThrowErrorMatchingInlineSnapshot(
      `
      [ArgumentError: dropout: the probability of dropping a number is in [0, 1]
        got  1.5
        hint dropout(0.5)]
    `,
    );
  });
});

describe("a mistake in the use of a layer says what to do", () => {
  const rng = random.generator(0);
  const apply = (layer: LayerOfAnything, x: unknown) => () => layer.apply(layer.init(rng), x);
  test.each([
    ["a batch the wrong way round", apply(dense(4, 2), zeros([4, 9]))],
    ["images before a dense layer", apply(dense(6, 2), zeros([5, 2, 3]))],
    ["a single number", apply(dense(4, 2), zeros([]))],
    ["another number of channels", apply(conv2d(3, 4, 3), zeros([2, 8, 8, 3]))],
    ["an image without channels", apply(conv2d(1, 4, 3), zeros([2, 8, 8]))],
    ["groups that do not divide", () => conv2d(3, 4, 3, { groups: 2 })],
    ["a window that does not fit", apply(maxPool2d(3), zeros([1, 1, 2, 2]))],
    ["sequences of single numbers", apply(lstm(1, 2), zeros([3, 7]))],
    ["steps first", apply(gru(2, 2), zeros([7, 3, 5]))],
    ["heads that do not divide", () => multiHeadAttention(5, 2)],
    ["one sequence for attention", apply(selfAttention(4, 2), zeros([3, 4]))],
    ["channels last for batch normalisation", apply(batchNorm(3), zeros([2, 8, 8, 3]))],
    ["another width for layer normalisation", apply(layerNorm(4), zeros([2, 3]))],
    ["an odd number of columns for glu", apply(glu(), zeros([2, 3]))],
    ["a residual that changes the shape", apply(residual(dense(3, 2)), zeros([1, 3]))],
    ["a list in a chain", () => sequential([dense(1, 1)] as never)],
  ])("%s", (_name, run) => {
    expect(run).toThrowErrorMatchingSnapshot();
  });
});
