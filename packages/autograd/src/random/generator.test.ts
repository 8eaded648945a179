import * as fc from "fast-check";
import seedrandom from "seedrandom";
import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { ArgumentError } from "../errors.ts";
import { generator } from "./index.ts";
import { moment, numbers, spread, tolerance } from "./testing/statistics.ts";

describe("generator", () => {
  test("a number is a seed by its text", () => {
    expect(generator(42).uniform(0, 1, 5).toArray()).toEqual(generator("42").uniform(0, 1, 5).toArray());
    expect(generator(42).uniform()).not.toBe(generator(43).uniform());
    expect(generator("").uniform()).toBe(generator("").uniform());
  });

  test("gives seedrandom's numbers for the seed's text, also after going back to a state", () => {
    expect(generator(42).uniform()).toBe(0.00701751618236155);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (seed) => {
        const [ours, theirs] = [generator(seed), seedrandom(seed)];
        const state = ours.getState();
        ours.uniform(0, 1, 3);
        ours.setState(state);
        expect(numbers(ours.uniform(0, 1, 5))).toEqual([theirs(), theirs(), theirs(), theirs(), theirs()]);
      }),
    );
  });

  test("anything but a string or a finite number is refused", () => {
    expect(() => generator(Number.NaN)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: generator: a seed is a string or a finite number
        got  NaN
        hint for instance random.generator(42) or random.generator("split")]
    `);
    // @ts-expect-error a seed is needed
    expect(() => generator()).toThrow(ArgumentError);
    // @ts-expect-error an array seeds RandomState only
    expect(() => generator([1, 2])).toThrow(ArgumentError);
  });

  test("a state repeats the draws, through JSON and with a normal number waiting", () => {
    const rng = generator("a");
    rng.normal(0, 1, 3);
    const state = rng.getState();
    expect(state.waitingNormal).not.toBeNull();
    const draw = (): unknown => [
      rng.uniform(),
      rng.normal(),
      rng.normal(),
      rng.integers(0, 100),
      rng.permutation(5).toArray(),
    ];
    const expected = draw();
    rng.setState(JSON.parse(JSON.stringify(state)));
    expect(draw()).toEqual(expected);
  });

  test("a kept state does not change with later draws", () => {
    const rng = generator("a");
    const state = rng.getState();
    const copy = JSON.stringify(state);
    rng.setState(state);
    rng.uniform(0, 1, 100);
    expect(JSON.stringify(state)).toBe(copy);
  });

  test("a state that is none is refused", () => {
    const state = generator(0).getState();
    for (const wrong of [
      { permutation: [1, 2, 3] },
      { permutation: new Array(256).fill(0) },
      { i: 256 },
      { algorithm: "MT19937" },
    ]) {
      expect(() => generator(0).setState({ ...state, ...wrong } as typeof state)).toThrow(ArgumentError);
    }
  });

  test("means of the draws are those of the distributions", () => {
    const n = 20_000;
    const rng = generator("means");
    expect(Math.abs(moment(numbers(rng.uniform(2, 4, n))) - 3)).toBeLessThan(tolerance(2 / Math.sqrt(12), n));
    expect(Math.abs(moment(numbers(rng.normal(-1, 3, n))) + 1)).toBeLessThan(tolerance(3, n));
    expect(Math.abs(moment(numbers(rng.integers(0, 11, n))) - 5)).toBeLessThan(tolerance(Math.sqrt(10), n));
    expect(Math.abs(moment(numbers(rng.bernoulli(0.3, n))) - 0.3)).toBeLessThan(tolerance(spread(0.3), n));
  });

  test("permutations of three come up equally often", () => {
    const n = 6000;
    const rng = generator("orders");
    const counts = new Map<string, number>();
    for (let i = 0; i < n; i++) {
      const order = rng.permutation(["a", "b", "c"]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count / n - 1 / 6)).toBeLessThan(tolerance(spread(1 / 6), n));
  });

  test("integers stay inside their range", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), fc.integer({ min: 1, max: 2 ** 31 }), (seed, low, width) => {
        return numbers(generator(seed).integers(low, low + width, 20)).every((n) => n >= low && n < low + width);
      }),
    );
  });

  test("bernoulli gives a bool tensor, a number without size, and takes a probability per entry", () => {
    const rng = generator("mask");
    expect([0, 1]).toContain(rng.bernoulli(0.5));
    expect(rng.bernoulli(0.5, [2, 3]).dtype).toBe("bool");
    expect(rng.bernoulli(tensor([0, 1, 0])).toArray()).toEqual([false, true, false]);
    expect(rng.bernoulli([0, 1], [3, 2]).toArray()).toEqual([
      [false, true],
      [false, true],
      [false, true],
    ]);
    expect(() => rng.bernoulli(1.5)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: bernoulli: a probability is a number from 0 to 1
        got  1.5
        hint apply sigmoid to logits first]
    `);
    expect(() => rng.bernoulli(tensor([0.5, Number.NaN]))).toThrow(ArgumentError);
  });

  test("integers needs both bounds in order", () => {
    expect(() => generator(0).integers(5, 5)).toThrow(ArgumentError);
  });
});
