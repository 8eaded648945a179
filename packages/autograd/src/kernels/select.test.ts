import fc from "fast-check";
import seedrandom from "seedrandom";
import { describe, expect, test } from "vitest";
import { select } from "./select.ts";

const N = 20_000;
const random = seedrandom("select");

/** A list that makes quickselect with the median of three as its pivot quadratic. */
function killer(n: number): number[] {
  const half = n >> 1;
  return Array.from({ length: n }, (_, i) =>
    i < half ? (i % 2 === 0 ? i + 1 : half + i + (half % 2)) : 2 * (i - half + 1),
  );
}

/** Numbers of which each shares all digits but its last with many others. */
const nested = (n: number): number[] =>
  Array.from({ length: n }, (_, i) => (i < n / 2 ? 1 + i * Number.EPSILON : 2 ** ((i % 1000) - 500)));

const inputs: Readonly<Record<string, readonly number[]>> = {
  random: Array.from({ length: N }, () => random() - 0.5),
  rising: Array.from({ length: N }, (_, i) => i),
  falling: Array.from({ length: N }, (_, i) => -i),
  "all equal": new Array<number>(N).fill(3),
  "of two values": Array.from({ length: N }, (_, i) => i % 2),
  "an organ pipe": Array.from({ length: N }, (_, i) => Math.min(i, N - i)),
  "a sawtooth": Array.from({ length: N }, (_, i) => i % 97),
  "a killer of the median of three": killer(N),
  "alike but for their last digits": nested(N),
  "next to each other": Array.from({ length: N }, (_, i) => 1 + ((7919 * i) % N) * Number.EPSILON),
  "with infinities": Array.from({ length: N }, (_, i) => [Infinity, -Infinity, i][i % 3]!),
};

/** Two looks at every entry for each of six digits, and one at the end. */
const MOST_WORK = 13;

describe("selection by digits", () => {
  test.each(Object.entries(inputs))("finds every rank in linear time: %s", (_, list) => {
    const sorted = Float64Array.from(list).sort();
    for (const ranks of [[0], [N >> 1], [N - 1], [0, 17, N >> 2, N >> 1, N - 2, N - 1]]) {
      const { values, behind, work } = select(Float64Array.from(list), N, ranks);
      expect(Array.from(values)).toEqual(ranks.map((rank) => sorted[rank]));
      expect(Array.from(behind)).toEqual(ranks.map((rank) => rank - sorted.indexOf(sorted[rank]!)));
      expect(work).toBeLessThanOrEqual(MOST_WORK * N);
    }
  });

  test("looks at random numbers little more than twice", () => {
    expect(select(Float64Array.from(inputs.random!), N, [N >> 1]).work).toBeLessThan(3 * N);
  });

  test("finds the ranks of short lists", () => {
    const lists = fc.array(
      fc.double({ noNaN: true }).map((x) => x + 0),
      { minLength: 1, maxLength: 700, size: "max" },
    );
    fc.assert(
      fc.property(lists, fc.nat(), (list, k) => {
        const rank = k % list.length;
        const sorted = Float64Array.from(list).sort();
        const { values, behind } = select(Float64Array.from(list), list.length, [rank]);
        expect(values[0]).toBe(sorted[rank]);
        expect(behind[0]).toBe(rank - sorted.indexOf(sorted[rank]!));
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});
