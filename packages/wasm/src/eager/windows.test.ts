import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { setExecution } from "../settings.ts";
import { convolveWindows } from "./convolution.ts";
import type { FloatArray } from "./floats.ts";
import { passThroughMax, poolWindows } from "./pooling.ts";

setExecution({ kernels: true });

const ARRAYS = { float32: Float32Array, float64: Float64Array } as const;

/** A table of places from 0 to `block` − 1, or −1, by rows of `count` windows: some in runs, some at random. */
const windows = fc
  .record({
    blocks: fc.integer({ min: 1, max: 5 }),
    block: fc.integer({ min: 1, max: 40 }),
    taps: fc.integer({ min: 1, max: 12 }),
    count: fc.oneof(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 30 })),
  })
  .chain((sizes) => {
    const { block, taps, count } = sizes;
    const run = fc
      .record({ first: fc.integer({ min: -1, max: block - 1 }), length: fc.integer({ min: 1, max: 20 }) })
      .map(({ first, length }) =>
        Array.from({ length: first < 0 ? length : Math.min(length, block - first) }, (_, k) =>
          first < 0 ? -1 : first + k,
        ),
      );
    return fc.record({
      ...Object.fromEntries(Object.entries(sizes).map(([name, value]) => [name, fc.constant(value)])),
      table: fc
        .array(run, { minLength: taps * count, maxLength: taps * count })
        .map((runs) => Int32Array.from(runs.flat().slice(0, taps * count))),
    }) as fc.Arbitrary<{ blocks: number; block: number; taps: number; count: number; table: Int32Array }>;
  });

/** Few values, so that windows have ties, and now and then a NaN, an infinity, a zero of either sign. */
const numbers = fc.constantFrom(-1, 0, -0, 1, 2, 2.1, NaN, Infinity, -Infinity);

function expectSame(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(Array.from(found)).toEqual(Array.from(expected));
}

const isSame = (a: number, b: number): boolean => a === b || (a !== a && b !== b);

describe.each(["float32", "float64"] as const)("windows over %s", (dtype) => {
  const Floats = ARRAYS[dtype];
  const random = (length: number, values: readonly number[]): FloatArray =>
    new Floats(length).map((_, k) => values[k % values.length]!);
  const values = fc.array(numbers, { minLength: 7, maxLength: 31 });

  test("sums and maxima have the bits of plain loops, and nothing else is written", () => {
    fc.assert(
      fc.property(windows, values, ({ blocks, block, count, table }, pool) => {
        const x = random(blocks * block + 2, pool);
        for (const which of ["sum", "max"] as const) {
          const out = new Floats(blocks * count + 3).fill(7);
          expect(poolWindows(which, out, 1, x, 2, blocks, block, count, table)).toBe(true);
          const expected = new Floats(blocks * count + 3).fill(7);
          for (let b = 0; b < blocks; b++) {
            for (let w = 0; w < count; w++) {
              const at = 1 + b * count + w;
              expected[at] = which === "sum" ? 0 : -Infinity;
              for (let t = w; t < table.length; t += count) {
                const value = x[2 + b * block + table[t]!]!;
                if (table[t]! < 0) continue;
                if (which === "sum") expected[at]! += value;
                else if (value > expected[at]! || value !== value) expected[at] = value;
              }
            }
          }
          expectSame(out, expected);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("what passes through maxima is shared by ties, both ways", () => {
    fc.assert(
      fc.property(windows, values, ({ blocks, block, count, table }, pool) => {
        const x = random(blocks * block, pool);
        const near = random(blocks * block, [0.5, -3, 8, 4]);
        const g = random(blocks * count, [1, 0.25, -2]);
        const [spread, pick] = [new Floats(blocks * block), new Floats(blocks * count)];
        expect(passThroughMax("spread", spread, 0, g, 0, x, 0, blocks, block, count, table)).toBe(true);
        expect(passThroughMax("pick", pick, 0, near, 0, x, 0, blocks, block, count, table)).toBe(true);
        const [shares, means] = [new Float64Array(spread.length), new Float64Array(pick.length)];
        for (let b = 0; b < blocks; b++) {
          for (let w = 0; w < count; w++) {
            const seen = [...table]
              .filter((place, t) => t % count === w && place >= 0)
              .map((place) => b * block + place);
            const nan = seen.some((place) => Number.isNaN(x[place]));
            const best = nan ? NaN : Math.max(...seen.map((place) => x[place]!));
            const ties = seen.filter((place) => isSame(x[place]!, best));
            for (const place of ties) {
              shares[place]! += g[b * count + w]! / ties.length;
              means[b * count + w]! += near[place]! / ties.length;
            }
          }
        }
        // Each of at most twelve numbers is rounded twice, and their sums are below 100.
        const tolerance = 24 * 100 * (dtype === "float32" ? 2 ** -24 : 2 ** -53);
        for (const [k, value] of spread.entries()) expect(Math.abs(value - shares[k]!)).toBeLessThan(tolerance);
        for (const [k, value] of pick.entries()) expect(Math.abs(value - means[k]!)).toBeLessThan(tolerance);
      }),
      { numRuns: 100 },
    );
  });

  test("convolutions agree with the sum that defines them, with few windows and with many", () => {
    const sizes = fc.record({
      examples: fc.integer({ min: 1, max: 4 }),
      groups: fc.integer({ min: 1, max: 3 }),
      inputs: fc.integer({ min: 1, max: 3 }),
      outputs: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(windows, sizes, ({ block: places, taps, count, table }, channels) => {
        const { examples, groups, inputs, outputs } = channels;
        const x = random(examples * groups * inputs * places + 1, [1, -2, 3, 0.5, 7]);
        const kernel = random(groups * outputs * inputs * taps, [2, -1, 0.25]);
        const out = new Floats(examples * groups * outputs * count + 2).fill(7);
        expect(convolveWindows(out, 1, x, 1, kernel, 0, { ...channels, places, count }, table)).toBe(true);
        const expected = new Floats(out.length).fill(7);
        for (let e = 0; e < examples; e++) {
          for (let o = 0; o < groups * outputs; o++) {
            for (let w = 0; w < count; w++) {
              let sum = 0;
              for (let c = 0; c < inputs; c++) {
                const channel = (e * groups + Math.floor(o / outputs)) * inputs + c;
                for (let t = 0; t < taps; t++) {
                  const place = table[t * count + w]!;
                  if (place >= 0) sum += x[1 + channel * places + place]! * kernel[(o * inputs + c) * taps + t]!;
                }
              }
              expected[1 + (e * groups * outputs + o) * count + w] = sum;
            }
          }
        }
        // All products are multiples of 1/8 and small, so every order of summation is exact.
        expectSame(out, expected);
      }),
      { numRuns: 150 },
    );
  });
});

test("integers, other types and no windows are left to the caller", () => {
  const table = Int32Array.of(0, 1);
  const x = Float64Array.of(1, 2);
  expect(poolWindows("sum", new Int32Array(1), 0, Int32Array.of(1, 2), 0, 1, 2, 1, table)).toBe(false);
  expect(poolWindows("max", new Float32Array(1), 0, x, 0, 1, 2, 1, table)).toBe(false);
  expect(poolWindows("max", new Float64Array(0), 0, x, 0, 1, 2, 0, new Int32Array(0))).toBe(false);
  expect(passThroughMax("pick", new Float64Array(1), 0, new Float32Array(2), 0, x, 0, 1, 2, 1, table)).toBe(false);
});
