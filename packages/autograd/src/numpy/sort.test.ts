import fc from "fast-check";
import { expect, test } from "vitest";
import { argsort, sort, tensor, transpose } from "../index.ts";

/** Numbers with many ties, both zeros, infinities and NaN, long enough for several merges. */
const numbers = fc.array(
  fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double(), fc.constantFrom(-0, 0, Infinity, -Infinity, Number.NaN)),
  { maxLength: 300, size: "max" },
);

/** The order by its definition: rising, NaN last, equal ones as they came. */
function orderOf(list: readonly number[]): number[] {
  const rank = (i: number, j: number): number => {
    const [a, b] = [list[i]!, list[j]!];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return a < b ? -1 : Number(a > b);
  };
  return list.map((_, i) => i).sort((i, j) => rank(i, j) || i - j);
}

test("the order is stable, with NaN last, at every length", () => {
  fc.assert(
    fc.property(numbers, (list) => {
      expect(argsort(tensor(list)).toArray()).toEqual(orderOf(list));
    }),
    { seed: 7, numRuns: 200 },
  );
});

test("every lane of a strided view is sorted by itself", () => {
  fc.assert(
    fc.property(numbers, (list) => {
      const back = list.toReversed();
      if (list.length === 0) return;
      const lanes = transpose(tensor([list, back]));
      expect(transpose(argsort(lanes, 0)).toArray()).toEqual([orderOf(list), orderOf(back)]);
    }),
    { seed: 8, numRuns: 100 },
  );
});

test("a hundred thousand falling numbers rise", () => {
  const sorted = sort(tensor(Float64Array.from({ length: 100_000 }, (_, i) => -i)));
  expect((sorted.toArray() as number[]).every((value, i) => value === i - 99_999)).toBe(true);
});
