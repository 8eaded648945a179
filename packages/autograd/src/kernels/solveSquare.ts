import { wrap } from "../storage.ts";
import { factor, substitute, zeroPivot } from "./lu.ts";

/** A⁻¹ B of n×n matrices, which stay as they are; null when elimination meets a pivot of 0. */
export function solveSquare(a: Float64Array, b: Float64Array, n: number): Float64Array | null {
  const shape = [n, n];
  const lu = wrap(shape, "float64", new Float64Array(n * n));
  const pivots = wrap([n], "int32", new Int32Array(n));
  factor(lu, pivots, wrap(shape, "float64", a));
  if (zeroPivot(lu) >= 0) return null;
  const x = new Float64Array(n * n);
  substitute(wrap(shape, "float64", x), lu, pivots, wrap(shape, "float64", b), false);
  return x;
}

/** The identity. */
export function unit(n: number): Float64Array {
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  return identity;
}

/** The largest sum of sizes in a column, NaN when one is NaN. */
export function oneNorm(a: Float64Array, n: number): number {
  let largest = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.abs(a[i * n + j]!);
    if (!(sum <= largest)) largest = sum;
  }
  return largest;
}
