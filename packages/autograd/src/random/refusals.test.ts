import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { bernoulli, generator, key, RandomState } from "./index.ts";
import { codeOf } from "./testing/codeOf.ts";

describe("invalid arguments teach", () => {
  const rng = RandomState(0);

  test("probabilities that do not sum to 1", () => {
    expect(() => rng.choice(3, 2, { p: [0.5, 0.2, 0.2] })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: choice: the probabilities must sum to 1
        got  a sum of 0.8999999999999999
        hint divide them by their sum]
    `);
  });

  test("parameters: the number that is wrong, and where", () => {
    expect(() => bernoulli(key(0), 1.5, [2])).toThrow(/a number from 0 to 1\n {2}got {2}1\.5\n/);
    expect(() => bernoulli(key(0), [0.5, -1])).toThrow(/got {2}-1 as entry 1 of 2\n/);
    expect(() => rng.normal(0, [1, -2])).toThrow(/got {2}-2 as entry 1 of 2\n/);
  });

  test("probabilities for another number of entries, negative or NaN", () => {
    expect(codeOf(() => rng.choice(3, 2, true, [0.5, 0.5]))).toBe("bad-argument");
    expect(codeOf(() => rng.choice(2, 2, true, [1.5, -0.5]))).toBe("bad-argument");
    expect(codeOf(() => rng.choice(2, 2, true, [Number.NaN, 1]))).toBe("bad-argument");
  });

  test("more than there is, without replacement", () => {
    expect(() => rng.choice(3, 5, false)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: choice: without replacement at most 3 can be chosen
        got  5 of 3
        hint choose fewer, or leave replace at true]
    `);
    expect(codeOf(() => rng.choice(3, 2, { replace: false, p: [1, 0, 0] }))).toBe("bad-argument");
  });

  test("nothing to choose from", () => {
    expect(codeOf(() => rng.choice([]))).toBe("bad-argument");
    expect(codeOf(() => rng.choice(0, 2))).toBe("bad-argument");
  });

  test("an array's entries in a shape", () => {
    // @ts-expect-error a shape is no number
    expect(() => rng.choice(["a", "b"], [2, 2])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: choice: entries of an array come back as an array, so their number is a single one
        got  size [2, 2]
        hint choose from tensor(items), or choose places: choice(items.length, size)]
    `);
  });

  test("low not below high", () => {
    expect(() => rng.randint(10, 3)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: randint: low must be below high, which is not drawn itself
        got  low 10, high 3
        hint randint(0, 10) draws 0 to 9; randint(10) means the same]
    `);
    expect(codeOf(() => rng.randint(0))).toBe("bad-argument");
    expect(codeOf(() => rng.uniform(1, 0))).toBe("bad-argument");
    expect(codeOf(() => rng.uniform(0, Number.POSITIVE_INFINITY))).toBe("bad-argument");
    expect(codeOf(() => rng.uniform([0, 3], [1, 2]))).toBe("bad-argument");
  });

  test("integers beyond what a float64 or the type holds", () => {
    expect(() => rng.randint(0, 2 ** 60)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: randint: a float64 holds whole numbers exactly only up to ±2⁵³, so larger ones cannot be drawn
        got  low 0, high 1152921504606847000
        hint give the bounds as bigints: randint(0n, 2n ** 63n)]
    `);
    expect(codeOf(() => rng.randint(0, 257, 2, "uint8"))).toBe("bad-argument");
    expect(codeOf(() => rng.randint(0, 3.5))).toBe("bad-argument");
    // @ts-expect-error there is no such type
    expect(codeOf(() => rng.randint(0, 3, 2, "int128"))).toBe("bad-argument");
  });

  test("a negative deviation", () => {
    expect(codeOf(() => rng.normal(0, -1))).toBe("bad-argument");
    expect(codeOf(() => rng.normal(0, tensor([1, -1])))).toBe("bad-argument");
  });

  test("parameters that do not fit the size", () => {
    expect(() => rng.normal([0, 1, 2], 1, [2, 1])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: normal: the parameters do not fit into the size
        got  parameters [3] and [], size [2, 1]
        hint each parameter must broadcast to the size; leave the size out to take theirs]
    `);
  });

  test("a shape where lengths belong, and a length that is none", () => {
    // @ts-expect-error the lengths are written one by one
    expect(() => rng.rand([3, 4])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: rand: a size is a whole number ≥ 0 or an array of them
        got  [[3, 4]]
        hint write the lengths one by one: rand(3, 4)]
    `);
    expect(codeOf(() => rng.randn(-1))).toBe("bad-argument");
    expect(codeOf(() => rng.permutation(2.5))).toBe("bad-argument");
  });

  test("something that cannot be shuffled", () => {
    // @ts-expect-error a string cannot be changed
    expect(codeOf(() => rng.shuffle("abc"))).toBe("bad-argument");
    expect(codeOf(() => rng.permutation(tensor(3)))).toBe("bad-axis");
  });

  test("a refused draw leaves the stream where it was", () => {
    const before = rng.getState();
    codeOf(() => rng.choice(3, 5, false));
    codeOf(() => rng.normal(0, -1, 3));
    codeOf(() => rng.uniform(0, 1, [-1]));
    expect(rng.getState()).toEqual(before);
  });
});

test("what is no number, no list and no state is named with the method that was called", () => {
  const calls: Readonly<Record<string, () => unknown>> = {
    uniform: () => RandomState(1).uniform({ low: 0 } as never),
    normal: () => RandomState(1).normal({ size: 3 } as never),
    setState: () => RandomState(1).setState(null as never),
    bernoulli: () => generator(1).bernoulli("half" as never),
    gamma: () => RandomState(1).gamma("two" as never, 1),
  };
  for (const [op, call] of Object.entries(calls)) expect(call, op).toThrow(new RegExp(`^${op}: `));
  expect(() => generator(1).setState(undefined as never)).toThrow(/^setState: this is not the state/);
});
