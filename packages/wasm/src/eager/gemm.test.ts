import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { floatOfProducts } from "../kernels/float.ts";
import { setExecution } from "../settings.ts";
import type { FloatArray } from "./floats.ts";
import { multiplyMatrices } from "./gemm.ts";

const ARRAYS = { float32: Float32Array, float64: Float64Array } as const;
const EPSILON = { float32: 2 ** -24, float64: 2 ** -53 } as const;

interface Matrix {
  readonly data: FloatArray;
  readonly start: number;
  readonly row: number;
  readonly column: number;
  readonly at: (i: number, j: number) => number;
}

/** Deterministic numbers from −1 to 1. */
function numbers(seed: number): () => number {
  let state = seed * 2 + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** A matrix with the given steps, between NaNs that must not be read as its numbers. */
function matrix(dtype: "float32" | "float64", rows: number, columns: number, layout: string, seed: number): Matrix {
  const draw = numbers(seed);
  const [row, column] = {
    rows: [columns, 1],
    columns: [1, rows],
    padded: [columns + 3, 1],
    sparse: [5 * columns + 7, 5],
    reversed: [-columns, 1],
    mirrored: [columns, -1],
    repeated: [0, 1],
    constant: [0, 0],
  }[layout] as [number, number];
  const [down, right] = [(rows - 1) * row, (columns - 1) * column];
  const start = 3 - Math.min(down, 0) - Math.min(right, 0);
  const data = new ARRAYS[dtype](start + Math.max(down, 0) + Math.max(right, 0) + 4).fill(Number.NaN);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[start + i * row + j * column] = draw();
  return { data, start, row, column, at: (i, j) => data[start + i * row + j * column]! };
}

/** Checks a product against sums in float64. */
function check(dtype: "float32" | "float64", m: number, n: number, k: number, layoutA: string, layoutB: string): void {
  const [a, b] = [matrix(dtype, m, k, layoutA, 1), matrix(dtype, k, n, layoutB, 2)];
  const out = new ARRAYS[dtype](m * n + 4).fill(-7);
  const done = multiplyMatrices(out, 2, m, n, k, a.data, a.start, a.row, a.column, b.data, b.start, b.row, b.column);
  expect(done).toBe(true);
  expect([...out.subarray(0, 2), ...out.subarray(m * n + 2)]).toEqual([-7, -7, -7, -7]);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let [exact, magnitude] = [0, 0];
      for (let l = 0; l < k; l++) {
        exact += a.at(i, l) * b.at(l, j);
        magnitude += Math.abs(a.at(i, l) * b.at(l, j));
      }
      // The reference has rounding of its own, in float64.
      const bound = k * (EPSILON[dtype] + EPSILON.float64) * magnitude;
      const error = Math.abs(out[2 + i * n + j]! - exact);
      if (!(error <= bound)) throw new Error(`[${i}, ${j}] of ${m}×${k}×${n}: ${error} > ${bound}`);
    }
  }
}

// Also where the environment turns kernels off: they are what is tested here.
setExecution({ kernels: true });

const LAYOUTS = ["rows", "columns", "padded", "sparse", "reversed", "mirrored", "repeated", "constant"];

describe.each(["float32", "float64"] as const)("the matrix product in %s", (dtype) => {
  test("is within its bound for every small size and layout", () => {
    const size = fc.integer({ min: 0, max: 19 });
    const layout = fc.constantFrom(...LAYOUTS);
    fc.assert(
      fc.property(size, size, size, layout, layout, (m, n, k, a, b) => check(dtype, m, n, k, a, b)),
      { numRuns: 600, seed: 1 },
    );
  });

  test.each([
    [150, 8, 4],
    [150, 3, 8],
    [4, 8, 150],
    [97, 33, 40],
    [1, 300, 200],
    [300, 1, 200],
    [3, 520, 130],
    [130, 130, 1],
  ])("%i × %i over %i, as nets have them", (m, n, k) => {
    for (const [a, b] of [
      ["rows", "rows"],
      ["columns", "rows"],
      ["rows", "columns"],
      ["columns", "columns"],
    ] as const)
      check(dtype, m, n, k, a, b);
  });

  test.each([
    [5, 513, 257],
    [193, 129, 130],
    [98, 515, 40],
    [7, 9, 2000],
  ])("%i × %i over %i, in blocks", (m, n, k) => {
    check(dtype, m, n, k, "rows", "rows");
    check(dtype, m, n, k, "columns", "columns");
    check(dtype, m, n, k, "sparse", "padded");
  });

  test("is within its bound for every size that is packed, whatever is left at its ends", () => {
    const [rows, columns, depth] = [9, 33, 66].map((min) => fc.integer({ min, max: min + 70 }));
    const layout = fc.constantFrom(...LAYOUTS);
    fc.assert(
      fc.property(rows!, columns!, depth!, layout, layout, (m, n, k, a, b) => check(dtype, m, n, k, a, b)),
      { numRuns: 40, seed: 2 },
    );
  });

  test("what a product before has left in the workspace is not in the next, of an odd depth", () => {
    const [m, n] = [11, 70];
    for (const k of [65, 257, 513]) {
      const nan = new ARRAYS[dtype](n * (k + 1)).fill(Number.NaN);
      multiplyMatrices(new ARRAYS[dtype](m * n), 0, m, n, k + 1, nan, 0, k + 1, 1, nan, 0, n, 1);
      check(dtype, m, n, k, "rows", "rows");
      multiplyMatrices(new ARRAYS[dtype](m * n), 0, m, n, k + 1, nan, 0, k + 1, 1, nan, 0, n, 1);
      check(dtype, m, n, k, "columns", "columns");
    }
  });

  test("NaN and infinity stay in their rows and columns", () => {
    const a = new ARRAYS[dtype](5 * 5).fill(1);
    const b = new ARRAYS[dtype](5 * 5).fill(2);
    a[5] = Number.POSITIVE_INFINITY;
    b[3] = Number.NaN;
    const out = new ARRAYS[dtype](25);
    multiplyMatrices(out, 0, 5, 5, 5, a, 0, 5, 1, b, 0, 5, 1);
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++)
        expect(out[5 * i + j]).toBe(j === 3 ? Number.NaN : i === 1 ? Number.POSITIVE_INFINITY : 10);
    }
  });
});

describe.each(["float32", "float64"] as const)("fused products in %s", (dtype) => {
  beforeAll(() => {
    setExecution({ fused: true });
  });
  afterAll(() => {
    setExecution({ fused: false });
  });

  test("are within the same bound", () => {
    const size = fc.integer({ min: 0, max: 90 });
    fc.assert(
      fc.property(size, size, size, (m, n, k) => check(dtype, m, n, k, "rows", "rows")),
      { numRuns: 60, seed: 3 },
    );
  });

  test("are made of another instruction where the runtime has it", () => {
    const relaxed = Number(process.versions.node.split(".")[0]) >= 22;
    expect(floatOfProducts(dtype).multiplyAdd === undefined).toBe(!relaxed);
    setExecution({ fused: false });
    expect(floatOfProducts(dtype).multiplyAdd).toBeUndefined();
    setExecution({ fused: true });
  });

  test("round once where the processor can: (1 + ε)(1 − ε) − 1 is −ε², not 0", () => {
    const epsilon = dtype === "float32" ? 2 ** -13 : 2 ** -27;
    const out = new ARRAYS[dtype](9);
    const a = new ARRAYS[dtype]([-1, 1 + epsilon, -1, 1 + epsilon, -1, 1 + epsilon]);
    const b = new ARRAYS[dtype]([1, 1, 1, 1 - epsilon, 1 - epsilon, 1 - epsilon]);
    multiplyMatrices(out, 0, 3, 3, 2, a, 0, 2, 1, b, 0, 3, 1);
    const exact = -(epsilon ** 2);
    expect([...out].every((x) => x === out[0])).toBe(true);
    expect([exact, 0]).toContain(out[0]);
    setExecution({ fused: false });
    multiplyMatrices(out, 0, 3, 3, 2, a, 0, 2, 1, b, 0, 3, 1);
    setExecution({ fused: true });
    expect([...out]).toEqual(new Array(9).fill(0));
  });
});

describe("what the kernel does not do", () => {
  const f64 = new Float64Array(4);
  test("integers and mixed types are left to the caller", () => {
    expect(multiplyMatrices(new Int32Array(4), 0, 2, 2, 2, f64, 0, 2, 1, f64, 0, 2, 1)).toBe(false);
    expect(multiplyMatrices(f64, 0, 2, 2, 2, new Float32Array(4), 0, 2, 1, f64, 0, 2, 1)).toBe(false);
  });
  test("nothing, while kernels are off", () => {
    const before = setExecution({ kernels: false });
    expect(multiplyMatrices(f64, 0, 2, 2, 2, f64, 0, 2, 1, f64, 0, 2, 1)).toBe(false);
    setExecution(before);
  });
});
