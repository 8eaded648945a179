import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TensorLike } from "../lift.ts";
import type { Tensor } from "../tensor.ts";
import { grad } from "../transforms/grad.ts";
import type { IntegerType } from "./integers.ts";
import { RandomState } from "./randomState.ts";
import type { Size } from "./size.ts";

/**
 * What, in row-major order, `numpy.random.RandomState(7).randint(low, high, size, dtype)` gives (NumPy 2.4.6, whose legacy stream is frozen), and
 * `randint(0, 1000)` after it, which says how many bits were used up.
 */
const BY_NUMPY: readonly (readonly [IntegerType, TensorLike, TensorLike, Size | null, readonly number[], number])[] = [
  ["int64", [0, 100, 200], [10, 110, 210], null, [4, 109, 206], 579],
  ["int64", [[0], [-1000]], [1, 50, 2 ** 40], null, [0, 47, 845163315737, -498, -789, 309610204529], 366],
  ["int64", 0, [3, 2 ** 33, 5], [2, 3], [0, 5664942582, 3, 0, 6607789454, 0], 345],
  ["uint64", [0, 2 ** 52], 2 ** 53, null, [2516435200042180, 6968813441001974], 579],
  ["int32", [-(2 ** 31), -5], [2 ** 31, 5], [2, 2], [-1819742033, -1, 1202242073, 1], 579],
  ["uint32", [0, 7], 2 ** 32, [2, 2], [327741615, 976413899, 3349725721, 1369975293], 579],
  ["int16", [-300, 0, 5], [300, 1, 6], [2, 3], [-125, 0, 5, -104, 0, 5], 537],
  ["uint16", [[0], [1000]], [2000, 2 ** 16], null, [175, 5000, 1196, 15898], 537],
  ["int8", [-128, 0, -3], [128, 5, 4], [3, 3], [47, 0, -3, -109, 4, 1, -78, 2, -2], 502],
  ["uint8", 0, [2, 200, 256, 3], [2, 4], [1, 136, 19, 0, 0, 50, 58, 1], 502],
  ["bool", [0, 0, 1], [2, 1, 2], [4, 3], [1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1], 196],
];

describe("integers with bounds of their own", () => {
  test.each(BY_NUMPY)("are NumPy's: %s from %j to %j, size %j", (type, low, high, size, expected, after) => {
    const rng = RandomState(7);
    const drawn = rng.randint(low, high, size, type) as Tensor;
    expect([drawn.toArray()].flat(3).map(Number)).toEqual(expected);
    expect(rng.randint(0, 1000)).toBe(after);
  });

  test("are those of the common bounds where all are equal, whatever the type", () => {
    const types = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.nat({ max: 120 }),
        fc.nat(),
        fc.nat({ max: 9 }),
        (type, width, seed, n) => {
          const high = type === "bool" ? (width % 2) + 1 : width + 1;
          const together = RandomState(seed).randint(0, high, n, type);
          const apart = RandomState(seed).randint(new Array<number>(n).fill(0), high, null, type) as Tensor;
          expect([apart.dtype, apart.shape, apart.toArray()]).toEqual([together.dtype, [n], together.toArray()]);
        },
      ),
    );
  });

  test("begin at 0 when there is one bound, and are float64 when one of them is beyond int32", () => {
    const narrow = RandomState(1).randint([5, 1, 9]) as Tensor;
    expect([narrow.dtype, narrow.shape]).toEqual(["int32", [3]]);
    expect((narrow.toArray() as number[])[1]).toBe(0);
    expect((RandomState(1).randint([5, 2 ** 40]) as Tensor).dtype).toBe("float64");
  });

  test("say which pair of bounds is wrong", () => {
    expect(() => RandomState(1).randint([0, 5], [3, 5])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: randint: low must be below high, which is not drawn itself
        got  low 5, high 5
        hint randint(0, 10) draws 0 to 9; randint(10) means the same]
    `);
    expect(() => RandomState(1).randint([0, 0.5], 3)).toThrow("the bounds must be whole numbers");
    expect(() => RandomState(1).randint([0, -200], 3, null, "int8")).toThrow("the type int8 holds -128 to 127");
    expect(() => RandomState(1).randint([1, 2], [3, 4, 5])).toThrow("randint: the lengths 2 and 3");
    expect(() => RandomState(1).randint([1, 2], 9, 3)).toThrow("randint: the lengths 2 and 3");
  });

  test("let no derivative pass", () => {
    const f = (x: Tensor): Tensor => RandomState(1).randint(0, x) as Tensor;
    expect(() => grad(f)(9)).toThrow("derivatives do not pass through draws to high");
  });
});

describe("random_integers", () => {
  test("is randint with both bounds among the numbers, and begins at 1", () => {
    expect(RandomState(42).random_integers(1, 6, 5).toArray()).toEqual([4, 5, 3, 5, 5]);
    expect(RandomState(3).random_integers(6, null, [2, 2]).toArray()).toEqual(
      RandomState(3).randint(1, 7, [2, 2]).toArray(),
    );
    expect(RandomState(3).random_integers(-5, 5)).toBe(RandomState(3).randint(-5, 6));
    expect(RandomState(3).random_integers(4, 4, 2).toArray()).toEqual([4, 4]);
  });

  test("says when the bounds are the wrong way round", () => {
    expect(() => RandomState(3).random_integers(5, 1)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: random_integers: low must not be above high; both may be drawn
        got  low 5, high 1
        hint random_integers(1, 6) draws 1 to 6; random_integers(6) means the same]
    `);
  });
});
