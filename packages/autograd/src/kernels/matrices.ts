import type { TypedArray } from "../dtype.ts";
import { flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { gemm } from "./matmul.ts";

// The kernels of linear algebra compute in float64, on stacks of row-major matrices that they may overwrite.

/** How many rows and columns the matrices of a stack have, and how many they are. */
export interface Stack {
  readonly count: number;
  readonly m: number;
  readonly n: number;
}

/** The last two axes, and the product of the others. */
export function stackOf(shape: readonly number[]): Stack {
  let count = 1;
  for (let d = 0; d < shape.length - 2; d++) count *= shape[d]!;
  return { count, m: shape[shape.length - 2]!, n: shape[shape.length - 1]! };
}

/** All elements in row-major order, in an array of their own. */
export function copied(x: Tensor): Float64Array {
  return Float64Array.from(flatData(x));
}

/** Gives `out`, which is contiguous, its elements from place `at` on. */
export function store(out: Tensor, values: TypedArray, at: number = 0): void {
  flatData(out).set(values, at);
}

/** to ← fromᵀ, of the m×n matrix `from`. */
export function transposeInto(to: Float64Array, from: Float64Array, m: number, n: number): void {
  for (let i = 0, k = 0; i < m; i++) for (let j = 0, t = i; j < n; j++, t += m) to[t] = from[k++]!;
}

/** Whether none of the numbers is NaN or infinite. */
export function allFinite(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) return false;
  return true;
}

/**
 * A power of two near the largest size among the numbers when that is so large or so small that squares could leave
 * the range of a float64, 1 otherwise: dividing by it loses nothing.
 */
export function scaleOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (size > largest) largest = size;
  }
  if (largest === 0 || (largest > 1e-100 && largest < 1e100)) return 1;
  return 2 ** Math.max(-1022, Math.min(1023, Math.floor(Math.log2(largest))));
}

/** A B of n×n matrices. */
export function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  gemm(out, 0, n, n, n, a, 0, n, 1, b, 0, n, 1);
  return out;
}
