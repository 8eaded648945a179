import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binaryKernels, unaryKernels } from "../math/elementwise.ts";
import { setExecution } from "../settings.ts";
import type { FloatArray } from "./floats.ts";
import { mapArray, mapArrays } from "./map.ts";
import { maxKernel, minKernel, reduceColumns, reduceRows, sumKernel } from "./reduce.ts";

setExecution({ kernels: true });

const ARRAYS = { float32: Float32Array, float64: Float64Array } as const;

/** Deterministic numbers from −⅔ to ⅔. */
function filled(dtype: keyof typeof ARRAYS, length: number, seed: number): FloatArray {
  let state = seed;
  return new ARRAYS[dtype](length).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 30 - 2) / 3; // all digits, so that the order of a sum shows
  });
}

/** Compares element by element: the matcher takes microseconds for each. */
function expectSame(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  for (let k = 0; k < found.length; k++)
    if (!Object.is(found[k], expected[k])) expect([k, found[k]]).toEqual([k, expected[k]]);
}

const lengths = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(127, 128, 129, 1023, 1024, 1025, 2049, 5000));

describe.each(["float32", "float64"] as const)("arrays of %s", (dtype) => {
  const rounded = dtype === "float32" ? Math.fround : (x: number) => x;

  test("a function is applied to every number and to nothing else", () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), (n, i, o) => {
        const xs = filled(dtype, n + i + 3, 1);
        const out = new ARRAYS[dtype](n + o + 3).fill(7);
        expect(mapArray(unaryKernels.square!, out, o, xs, i, n)).toBe(true);
        const expected = new ARRAYS[dtype](n + o + 3).fill(7);
        for (let k = 0; k < n; k++) expected[o + k] = xs[i + k]! * xs[i + k]!;
        expectSame(out, expected);
      }),
      { numRuns: 80 },
    );
  });

  test("two inputs broadcast by rows, columns and single numbers", () => {
    const steps = fc.constantFrom("whole", "row", "column", "single");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), lengths, steps, steps, (rows, n, left, right) => {
        const layout = { whole: [1, n], row: [1, 0], column: [0, 1], single: [0, 0] } as const;
        const [[di, xRow], [dj, yRow]] = [layout[left], layout[right]];
        const [xs, ys] = [filled(dtype, rows * n + 2, 1), filled(dtype, rows * n + 3, 2)];
        const out = new ARRAYS[dtype](rows * n + 4).fill(7);
        const done = mapArrays(binaryKernels.sub!, out, 1, xs, 2, di, xRow, ys, 3, dj, yRow, rows, n);
        expect(done).toBe(di === 1 || dj === 1);
        if (!done) return;
        const expected = new ARRAYS[dtype](rows * n + 4).fill(7);
        for (let r = 0; r < rows; r++) {
          for (let k = 0; k < n; k++) expected[1 + r * n + k] = xs[2 + r * xRow + k * di]! - ys[3 + r * yRow + k * dj]!;
        }
        expectSame(out, expected);
      }),
      { numRuns: 120 },
    );
  });

  test("sums of rows have the bits of the plain loops", () => {
    /** NumPy's order, written down once more. */
    const pairwise = (xs: FloatArray): number => {
      const n = xs.length;
      if (n > 128) {
        const half = Math.floor(n / 16) * 8;
        return pairwise(xs.subarray(0, half)) + pairwise(xs.subarray(half));
      }
      let sum = 0;
      let from = 0;
      if (n >= 8) {
        const lanes = [...xs.subarray(0, 8)];
        for (from = 8; from + 8 <= n; from += 8) for (let l = 0; l < 8; l++) lanes[l]! += xs[from + l]!;
        const [a, b, c, d, e, f, g, h] = lanes as [number, number, number, number, number, number, number, number];
        sum = a + b + (c + d) + (e + f + (g + h));
      }
      for (; from < n; from++) sum += xs[from]!;
      return sum;
    };
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 5 }), (n, rows) => {
        const xs = filled(dtype, rows * n + 1, 3);
        const out = new ARRAYS[dtype](rows + 2).fill(7);
        expect(reduceRows(sumKernel, out, 1, xs, 1, n, rows)).toBe(true);
        const expected = Array.from({ length: rows }, (_, r) =>
          rounded(pairwise(xs.subarray(1 + r * n, 1 + (r + 1) * n))),
        );
        expectSame(out, [7, ...expected, 7]);
      }),
      { numRuns: 60 },
    );
  });

  test("the largest and smallest of rows, NaN included", () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 4 }), fc.boolean(), (n, rows, withNaN) => {
        const xs = filled(dtype, rows * n, 4);
        if (withNaN) xs[Math.floor(n / 2)] = NaN;
        const out = new ARRAYS[dtype](rows);
        for (const [kernel, best] of [
          [maxKernel, Math.max],
          [minKernel, Math.min],
        ] as const) {
          expect(reduceRows(kernel, out, 0, xs, 0, n, rows)).toBe(true);
          const row = (r: number): number => [...xs.subarray(r * n, (r + 1) * n)].reduce((a, b) => best(a, b));
          expectSame(
            out,
            Array.from({ length: rows }, (_, r) => row(r)),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  test("columns are combined from the first row to the last", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), lengths, (n, inner) => {
        const xs = filled(dtype, n * inner + 1, 5);
        const out = new ARRAYS[dtype](inner + 2).fill(7);
        for (const [kernel, combine] of [
          [sumKernel, (a: number, b: number) => rounded(a + b)],
          [maxKernel, Math.max],
          [minKernel, Math.min],
        ] as const) {
          expect(reduceColumns(kernel, out, 1, xs, 1, n, inner)).toBe(true);
          const expected = Array.from({ length: inner }, (_, j) => {
            let sum = xs[1 + j]!;
            for (let r = 1; r < n; r++) sum = combine(sum, xs[1 + r * inner + j]!);
            return sum;
          });
          expectSame(out, [7, ...expected, 7]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("what kernels leave to the caller", () => {
  const [f32, f64, i32] = [new Float32Array(4), new Float64Array(4), new Int32Array(4)];

  test("integers, mixed types, empty rows, rows that lie apart", () => {
    expect(mapArray(unaryKernels.exp!, f64, 0, f32, 0, 4)).toBe(false);
    expect(mapArray(unaryKernels.neg!, i32, 0, i32, 0, 4)).toBe(false);
    expect(mapArrays(binaryKernels.add!, f64, 0, f64, 0, 1, 2, f32, 0, 1, 2, 2, 2)).toBe(false);
    expect(mapArrays(binaryKernels.add!, f64, 0, f64, 0, 1, 3, f64, 0, 1, 2, 2, 2)).toBe(false);
    expect(mapArrays(binaryKernels.add!, f64, 0, f64, 0, 2, 2, f64, 0, 1, 2, 2, 2)).toBe(false);
    expect(mapArrays(binaryKernels.add!, f64, 0, f64, 0, 2, 1, f64, 0, 1, 2, 2, 2), "a transposed operand").toBe(false);
    expect(reduceRows(sumKernel, f64, 0, f64, 0, 0, 1)).toBe(false);
    expect(reduceColumns(sumKernel, f64, 0, f32, 0, 2, 2)).toBe(false);
  });

  test("powers that the plain loop takes a short way for", () => {
    const power = (y: number): boolean =>
      mapArrays(binaryKernels.pow!, f64, 0, f64, 0, 1, 0, Float64Array.of(y), 0, 0, 0, 1, 4);
    expect([2, 1, 0.5, -1].map(power)).toEqual([false, false, false, false]);
    expect(power(3)).toBe(true);
  });

  test("cheap functions of float64 numbers that no cache holds", () => {
    const many = 2 ** 18 + 1;
    const [x64, x32] = [new Float64Array(many), new Float32Array(many)];
    expect(mapArray(unaryKernels.neg!, x64, 0, x64, 0, many)).toBe(false);
    expect(mapArray(unaryKernels.neg!, x32, 0, x32, 0, many)).toBe(true);
    expect(mapArray(unaryKernels.exp!, x64, 0, x64, 0, many)).toBe(true);
    expect(mapArrays(binaryKernels.add!, x64, 0, x64, 0, 1, 0, x64, 0, 0, 0, 1, many)).toBe(false);
  });

  test("everything, while they are off", () => {
    const before = setExecution({ kernels: false });
    expect(mapArray(unaryKernels.exp!, f64, 0, f64, 0, 4)).toBe(false);
    expect(reduceRows(sumKernel, f64, 0, f64, 0, 4, 1)).toBe(false);
    setExecution(before);
  });
});
