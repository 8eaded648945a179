import fc from "fast-check";
import seedrandom from "seedrandom";
import { expect, test } from "vitest";
import { argpartition, argsort, grad, partition, sort, sum, type Tensor, take, tensor, transpose } from "../index.ts";
import { LONG } from "../kernels/radixSort.ts";

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

/** Long lists of numbers that differ in their upper halves, in their lower halves only, in one bit, or hardly at all. */
const kinds: Readonly<Record<string, (random: () => number) => number>> = {
  "of all sizes": (random) => (random() - 0.5) * 10 ** (600 * random() - 300),
  "between 1 and 1 + 10⁻⁹": (random) => 1 + random() * 1e-9,
  "below −1, above −1 − 10⁻⁹": (random) => -1 - random() * 1e-9,
  "beside 0": (random) => Math.floor(6 * random() - 3) * Number.MIN_VALUE,
  "zeros of both signs, NaN and infinities": (random) =>
    [0, -0, Number.NaN, Infinity, -Infinity][Math.floor(5 * random())]!,
  "whole, with many ties": (random) => Math.floor(random() * 20) - 10,
  "of two kinds": (random) => (random() < 0.5 ? random() : 1 + random() * 1e-10),
};

test.each(Object.entries(kinds))("a long list of numbers %s is sorted by digits as by comparing", (_, number) => {
  const random = seedrandom("digits");
  const list = Array.from({ length: 3 * LONG }, () => number(random));
  expect(argsort(tensor(list)).toArray()).toEqual(orderOf(list));
});

test("a partition has the k-th entries where a sort has them, with the smaller ones before and the larger ones behind", () => {
  fc.assert(
    fc.property(numbers, fc.array(fc.nat(299), { maxLength: 15 }), (list, wanted) => {
      const ks = wanted.filter((k) => k < list.length);
      const order = argpartition(tensor(list), ks).toArray() as number[];
      expect(order.toSorted((a, b) => a - b)).toEqual(list.map((_, i) => i));
      const sorted = orderOf(list);
      const rank = new Map(sorted.map((place, r) => [place, r]));
      for (const k of ks) {
        expect(order[k]).toBe(sorted[k]);
        expect(order.slice(0, k).every((place) => rank.get(place)! < k)).toBe(true);
      }
      expect(partition(tensor(list), ks).toArray()).toEqual(order.map((place) => list[place]));
    }),
    { seed: 9, numRuns: 200 },
  );
});

test("the derivative of a partition goes back to where the entries came from", () => {
  const x = tensor([3, 1, 4, 1, 5]);
  const third = (v: Tensor): Tensor => sum(take(partition(v, 3), [3]));
  expect(grad(third)(x).toArray()).toEqual([0, 0, 1, 0, 0]);
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
