import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { setExecution } from "../settings.ts";
import { indexRows } from "./gather.ts";

setExecution({ kernels: true });

const ARRAYS = { float32: Float32Array, float64: Float64Array } as const;

describe.each(["float32", "float64"] as const)("rows of %s", (dtype) => {
  const Floats = ARRAYS[dtype];
  const tables = fc
    .record({ length: fc.integer({ min: 1, max: 9 }), inner: fc.integer({ min: 1, max: 19 }) })
    .chain(({ length, inner }) =>
      fc.record({
        length: fc.constant(length),
        inner: fc.constant(inner),
        index: fc
          .array(fc.integer({ min: 0, max: length - 1 }), { maxLength: 30 })
          .map((list) => Int32Array.from(list)),
      }),
    );

  test("are taken and added at any places as a plain loop does it, and nothing else is written", () => {
    fc.assert(
      fc.property(tables, ({ length, inner, index }) => {
        const table = new Floats(length * inner + 1).map((_, k) => Math.sin(k));
        const taken = new Floats(index.length * inner + 2).fill(7);
        expect(indexRows("gather", taken, 1, table, 1, index, length, inner)).toBe(true);
        const expected = new Floats(taken.length).fill(7);
        index.forEach((place, j) => {
          for (let k = 0; k < inner; k++) expected[1 + j * inner + k] = table[1 + place * inner + k]!;
        });
        expect(Array.from(taken)).toEqual(Array.from(expected));

        const sums = new Floats(length * inner + 2).fill(7);
        const loops = new Floats(sums.length).fill(7);
        expect(indexRows("scatterAdd", sums, 1, taken, 1, index, length, inner)).toBe(true);
        index.forEach((place, j) => {
          for (let k = 0; k < inner; k++) loops[1 + place * inner + k]! += taken[1 + j * inner + k]!;
        });
        expect(Array.from(sums)).toEqual(Array.from(loops));
      }),
      { numRuns: 100 },
    );
  });

  test("a place out of range is left to the caller, who has an error for it", () => {
    for (const place of [-1, 3]) {
      const out = new Floats(2).fill(7);
      expect(indexRows("gather", out, 0, new Floats(6), 0, Int32Array.of(place), 3, 2)).toBe(false);
      expect(indexRows("scatterAdd", new Floats(6), 0, out, 0, Int32Array.of(0, place), 3, 1)).toBe(false);
      expect(Array.from(out)).toEqual([7, 7]);
    }
  });
});
