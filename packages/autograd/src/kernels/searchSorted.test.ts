import fc from "fast-check";
import { expect, test } from "vitest";
import { histogram, linspace, searchsorted, tensor } from "../index.ts";

/** How many entries come before a number, NaN last. */
function countBefore(list: readonly number[], value: number, right: boolean): number {
  const rank = (x: number): number => (Number.isNaN(x) ? Number.POSITIVE_INFINITY : x);
  const before = (x: number): boolean => {
    if (Number.isNaN(value)) return right || !Number.isNaN(x);
    return !Number.isNaN(x) && (right ? rank(x) <= value : rank(x) < value);
  };
  return list.filter(before).length;
}

const special = fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0);
const numbers = fc.array(
  fc.oneof(fc.double({ min: -12, max: 12, noNaN: true }), fc.integer({ min: -9, max: 9 }), special),
  {
    minLength: 40,
    maxLength: 60,
  },
);
const ends = fc.tuple(fc.double({ min: -10, max: -1e-3, noNaN: true }), fc.double({ min: 1e-3, max: 10, noNaN: true }));

test.each(["left", "right"] as const)("among numbers at even distances every place is found, from the %s", (side) => {
  fc.assert(
    fc.property(ends, fc.integer({ min: 5, max: 40 }), numbers, ([low, high], n, values) => {
      const list = linspace(low, high, n).toArray() as number[];
      const asked = [...values, ...list, ...list.map((x) => x * (1 + Number.EPSILON))];
      const expected = asked.map((value) => countBefore(list, value, side === "right"));
      expect(searchsorted(tensor(list), tensor(asked), side).toArray()).toEqual(expected);
    }),
    { seed: 4, numRuns: 200 },
  );
});

test.each(["left", "right"] as const)("in any sorted list every place is found, from the %s", (side) => {
  fc.assert(
    fc.property(numbers, numbers, (list, values) => {
      const sorted = Array.from(Float64Array.from(list).sort());
      const expected = values.map((value) => countBefore(sorted, value, side === "right"));
      expect(searchsorted(tensor(sorted), tensor(values), side).toArray()).toEqual(expected);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test("a number at an edge that is no short binary number is counted above it, the last edge in the last bin", () => {
  // 0.1 · 3 is not 0.3: an index made of (x − low) / width alone would be wrong.
  const edges = linspace(0, 1, 11).toArray() as number[];
  expect(histogram(tensor(edges), 10, { range: [0, 1] })[0].toArray()).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
});

test("numbers beside all bins and NaN are not counted, and their weights do not matter", () => {
  const [counts] = histogram(tensor([-1, 0, 0.5, 2, Number.NaN, 1]), [0, 0.5, 1], {
    weights: [Number.NaN, 1, 2, Infinity, 3, 4],
  });
  expect(counts.toArray()).toEqual([1, 6]);
});
