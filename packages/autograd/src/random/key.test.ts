import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { ArgumentError, KindError, ShapeError } from "../errors.ts";
import { sum } from "../numpy/reduce.ts";
import { applyN } from "../primitive.ts";
import { mul, sub } from "../primitives/arithmetic.ts";
import type { Tensor } from "../tensor.ts";
import { grad } from "../transforms/grad.ts";
import { FOR_FOLD_IN, newKeyPrimitive, normalPrimitive, uniformPrimitive } from "./counterDraws.ts";
import { bernoulli, foldIn, type Key, key, normal, split, uniform } from "./index.ts";
import { moment, numbers, tolerance } from "./testing/statistics.ts";
import { threefry } from "./threefry.ts";

function hex(...words: number[]): string {
  return words.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join(" ");
}

const seeds = fc.integer({ min: 0, max: 2 ** 53 - 1 });

describe("Threefry-2x32 with 20 rounds", () => {
  test.each([
    [[0, 0], [0, 0], "6b200159 99ba4efe"],
    [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], "1cb996fc bb002be7"],
    [[0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], "c4923a9c 483df7a0"],
  ] as const)("the known answer for key %j and counter %j", ([k0, k1], [c0, c1], expected) => {
    const out = new Int32Array(2);
    threefry(k0, k1, c0, c1, out);
    expect(hex(out[0]!, out[1]!)).toBe(expected);
  });
});

describe("keys", () => {
  test("a key is two words of its seed", () => {
    expect(key(42).toArray()).toEqual([0, 42]);
    expect(key(2 ** 32 + 7).toArray()).toEqual([1, 7]);
    expect(key(2 ** 32 - 1).toArray()).toEqual([0, -1]);
    expect(key(0).dtype).toBe("int32");
  });

  test.each([[-1], [0.5], [2 ** 53], [Number.NaN], ["a"]])("%j is no seed", (seed) => {
    expect(() => key(seed as number)).toThrow(ArgumentError);
  });

  test("new keys are different from each other and from the old one, however they are made", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const old = key(seed);
        const keys = [old, ...split(old, 5), foldIn(old, 0), foldIn(old, 1), foldIn(old, 2 ** 32 - 1)];
        expect(new Set(keys.map((k) => hex(...numbers(k)))).size).toBe(keys.length);
      }),
    );
  });

  test("split gives two keys unless told, and the same ones again", () => {
    const [a, b] = split(key(1));
    expect([a.shape, b.shape]).toEqual([[2], [2]]);
    expect(split(key(1), 3).map(numbers).slice(0, 2)).toEqual([numbers(a), numbers(b)]);
    expect(split(key(1), 0)).toEqual([]);
  });

  test("a step counted in a tensor gives the key that the number gives", () => {
    expect(foldIn(key(1), tensor(7, { dtype: "int32" })).toArray()).toEqual(foldIn(key(1), 7).toArray());
    expect(() => foldIn(key(1), tensor(7))).toThrowErrorMatchingInlineSnapshot(`
      [KindError: foldIn: a single whole number is folded in
        got  a float64 tensor of shape []
        hint count steps in an int32 tensor: tensor(0, { dtype: "int32" })]
    `);
    expect(() => foldIn(key(1), 0.5)).toThrow(ArgumentError);
  });
});

describe("draws from a key", () => {
  test("are the same for the same key, and others for another", () => {
    expect(uniform(key(3), 4).toArray()).toEqual(uniform(key(3), 4).toArray());
    expect(uniform(key(3), 4).toArray()).not.toEqual(uniform(key(4), 4).toArray());
  });

  test("a shorter draw is the beginning of a longer one, in any shape", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 9 }), (seed, n) => {
        const k = key(seed);
        expect(numbers(uniform(k, n))).toEqual(numbers(uniform(k, [3, 4])).slice(0, n));
        expect(numbers(normal(k, n))).toEqual(numbers(normal(k, [3, 4])).slice(0, n));
      }),
    );
  });

  test("float32 draws are the float64 ones, cut", () => {
    const [long, short] = [numbers(uniform(key(5), 100)), numbers(uniform(key(5), 100, { dtype: "float32" }))];
    expect(short).toEqual(long.map((u) => Math.floor(u * 2 ** 24) / 2 ** 24));
    expect(normal(key(5), 3, { dtype: "float32" }).toArray()).toEqual(numbers(normal(key(5), 3)).map(Math.fround));
    // @ts-expect-error only floating dtypes
    expect(() => uniform(key(5), 3, { dtype: "int32" })).toThrow(KindError);
  });

  test("the moments are those of the distributions", () => {
    const n = 20_000;
    const u = numbers(uniform(key(6), n));
    expect(Math.min(...u)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...u)).toBeLessThan(1);
    expect(Math.abs(moment(u) - 1 / 2)).toBeLessThan(tolerance(Math.sqrt(1 / 12), n));
    expect(Math.abs(moment(u, 2) - 1 / 3)).toBeLessThan(tolerance(Math.sqrt(4 / 45), n));
    const z = numbers(normal(key(7), n));
    for (const [power, expected, deviation] of [
      [1, 0, 1],
      [2, 1, Math.sqrt(2)],
      [3, 0, Math.sqrt(15)],
      [4, 3, Math.sqrt(96)],
    ] as const) {
      expect(Math.abs(moment(z, power) - expected)).toBeLessThan(tolerance(deviation, n));
    }
    // Neighbours share a radius; they must be uncorrelated all the same.
    const products = z.flatMap((value, i) => (i % 2 === 0 ? [value * z[i + 1]!] : []));
    expect(Math.abs(moment(products))).toBeLessThan(tolerance(1, n / 2));
  });

  test("bounds may be numbers, arrays or tensors that broadcast to the shape", () => {
    const u = numbers(uniform(key(8), [2, 2]));
    expect(numbers(uniform(key(8), [2, 2], { low: -1, high: 3 }))).toEqual(u.map((x) => x * 4 - 1));
    expect(numbers(uniform(key(8), [2, 2], { high: [2, 4] }))).toEqual(u.map((x, i) => x * (i % 2 === 0 ? 2 : 4)));
    expect(numbers(uniform(key(8), [2, 2], { low: tensor([[1], [0]]), high: 2 }))).toEqual(
      u.map((x, i) => (i < 2 ? x + 1 : x * 2)),
    );
    expect(uniform(key(8), 2, { low: -1, dtype: "float32" }).dtype).toBe("float32");
    expect(() => uniform(key(8), [2, 2], { low: 1, high: 0 })).toThrow(ArgumentError);
    expect(() => uniform(key(8), 2, { low: [[0], [1]] })).toThrow(ShapeError);
  });

  test("derivatives pass to the bounds, and a mask scales the gradient", () => {
    const u = uniform(key(8), 3);
    const f = (low: Tensor, high: Tensor): Tensor => sum(uniform(key(8), 3, { low, high }));
    const [dLow, dHigh] = grad(f, [0, 1])(tensor([0, 0, 0]), tensor([1, 1, 1]));
    expect(dLow.toArray()).toEqual(sub(1, u).toArray());
    expect(dHigh.toArray()).toEqual(u.toArray());
    const dropout = (x: Tensor): Tensor => sum(mul(x, bernoulli(key(8), 0.5, x.shape)));
    expect(grad(dropout)(tensor([1, 2, 3])).toArray()).toEqual(numbers(bernoulli(key(8), 0.5, 3)));
  });

  test("bernoulli compares uniforms with p, which may differ by entry", () => {
    const n = 20_000;
    const drawn = bernoulli(key(9), 0.2, n);
    expect(drawn.dtype).toBe("bool");
    expect(numbers(drawn)).toEqual(numbers(uniform(key(9), n)).map((u) => Number(u < 0.2)));
    expect(bernoulli(key(9), tensor([0, 1, 0])).toArray()).toEqual([false, true, false]);
    expect(bernoulli(key(9), [0, 1], [2, 2]).toArray()).toEqual([
      [false, true],
      [false, true],
    ]);
    expect(() => bernoulli(key(9), -0.1, 3)).toThrow(ArgumentError);
  });

  test("drawing from something that is no key says what a key is", () => {
    // @ts-expect-error numbers are no key
    expect(() => uniform(0, 1)).toThrowErrorMatchingInlineSnapshot(`
      [KindError: random.uniform: the first argument is a key, two int32 words
        got  0
        hint make one with random.key(42); a generator with state is random.RandomState(42) or random.generator(42)]
    `);
    expect(() => normal(tensor([1, 2]), 3)).toThrowErrorMatchingInlineSnapshot(`
      [KindError: random.normal: the first argument is a key, two int32 words
        got  a float64 tensor of shape [2]
        hint make one with random.key(42); a generator with state is random.RandomState(42) or random.generator(42)]
    `);
    const three = tensor([1, 2, 3], { dtype: "int32" });
    for (const draw of [() => split(three), () => foldIn(three, 1), () => bernoulli(three as Tensor as Key, 0.5)]) {
      expect(draw).toThrow(KindError);
    }
  });

  test("the primitives take one key per row, for batches", () => {
    const keys = split(key(10), 3);
    const stacked = tensor(keys.map(numbers), { dtype: "int32" });
    const params = { shape: [5], dtype: "float64" } as const;
    const [u] = applyN(uniformPrimitive, [stacked], params);
    expect(u!.toArray()).toEqual(keys.map((k) => uniform(k, 5).toArray()));
    const [z] = applyN(normalPrimitive, [stacked], params);
    expect(z!.toArray()).toEqual(keys.map((k) => normal(k, 5).toArray()));
    const [folded] = applyN(newKeyPrimitive, [stacked, tensor(4, { dtype: "int32" })], { purpose: FOR_FOLD_IN });
    expect(folded!.toArray()).toEqual(keys.map((k) => foldIn(k, 4).toArray()));
  });
});
