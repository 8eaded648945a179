import { flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/**
 * P A = L U for every matrix of `a`, by elimination with partial pivoting. `lu` receives U on and above the diagonal
 * and the multipliers of L below it (its diagonal of ones is not stored); `pivots[k]` is the row with which row k
 * was exchanged in step k. A pivot of 0 is skipped: that matrix is singular, which {@link zeroPivot} tells.
 *
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., algorithm 3.4.1.
 */
export function factor(lu: Tensor, pivots: Tensor, a: Tensor): void {
  const factors = flatData(lu);
  const exchanges = flatData(pivots);
  factors.set(flatData(a));
  const n = lu.shape[lu.shape.length - 1]!;
  for (let start = 0, p = 0; p < exchanges.length; start += n * n, p += n) {
    for (let k = 0; k < n; k++) {
      const row = start + k * n;
      let best = k;
      let largest = Math.abs(factors[row + k]!);
      for (let i = k + 1; i < n; i++) {
        const size = Math.abs(factors[start + i * n + k]!);
        // NaN counts as the largest: then all that follows is NaN, and the matrix is not called singular.
        if (size > largest || (size !== size && largest === largest)) {
          best = i;
          largest = size;
        }
      }
      exchanges[p + k] = best;
      if (best !== k) {
        for (let j = 0, other = start + best * n; j < n; j++) {
          const x = factors[row + j]!;
          factors[row + j] = factors[other + j]!;
          factors[other + j] = x;
        }
      }
      const pivot = factors[row + k]!;
      if (pivot === 0) continue;
      for (let i = k + 1; i < n; i++) {
        const below = start + i * n;
        const multiplier = factors[below + k]! / pivot;
        factors[below + k] = multiplier;
        for (let j = k + 1; j < n; j++) factors[below + j]! -= multiplier * factors[row + j]!;
      }
    }
  }
}

/** Where the first pivot of 0 is: matrix·n + step, counting from 0; −1 when no matrix is singular. */
export function zeroPivot(lu: Tensor): number {
  const factors = flatData(lu);
  const n = lu.shape[lu.shape.length - 1]!;
  const rows = n === 0 ? 0 : factors.length / n;
  for (let row = 0; row < rows; row++) if (factors[row * n + (row % n)] === 0) return row;
  return -1;
}

/**
 * out ← A⁻¹ b, or A⁻ᵀ b, for every matrix, from the factors of A and the exchanges of its rows; the columns of b are
 * right-hand sides. The work is done in float64, row by row.
 *
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 3.4.9.
 */
export function substitute(out: Tensor, lu: Tensor, pivots: Tensor, b: Tensor, transposed: boolean): void {
  const factors = flatData(lu);
  const exchanges = flatData(pivots);
  const x = Float64Array.from(flatData(b));
  const [n, m] = out.shape.slice(-2) as [number, number];
  for (let start = 0, p = 0, o = 0; o < x.length; start += n * n, p += n, o += n * m) {
    // With P A = L U: x = U⁻¹ L⁻¹ P b, and of the transposed matrix x = Pᵀ L⁻ᵀ U⁻ᵀ b.
    if (!transposed) {
      for (let k = 0; k < n; k++) swapRows(x, o, m, k, exchanges[p + k]!);
      for (let i = 0; i < n; i++) {
        for (let k = 0; k < i; k++) subtractRow(x, o, m, i, factors[start + i * n + k]!, k);
      }
      for (let i = n - 1; i >= 0; i--) {
        for (let k = i + 1; k < n; k++) subtractRow(x, o, m, i, factors[start + i * n + k]!, k);
        divideRow(x, o, m, i, factors[start + i * n + i]!);
      }
    } else {
      for (let k = 0; k < n; k++) {
        divideRow(x, o, m, k, factors[start + k * n + k]!);
        for (let i = k + 1; i < n; i++) subtractRow(x, o, m, i, factors[start + k * n + i]!, k);
      }
      for (let k = n - 1; k >= 0; k--) {
        for (let i = 0; i < k; i++) subtractRow(x, o, m, i, factors[start + k * n + i]!, k);
      }
      for (let k = n - 1; k >= 0; k--) swapRows(x, o, m, k, exchanges[p + k]!);
    }
  }
  flatData(out).set(x);
}

/** Row i ← row i − factor · row k, of the matrix of m columns at o. */
function subtractRow(x: Float64Array, o: number, m: number, i: number, factor: number, k: number): void {
  for (let j = 0, to = o + i * m, from = o + k * m; j < m; j++) x[to + j]! -= factor * x[from + j]!;
}

function divideRow(x: Float64Array, o: number, m: number, i: number, pivot: number): void {
  for (let j = 0, at = o + i * m; j < m; j++) x[at + j]! /= pivot;
}

function swapRows(x: Float64Array, o: number, m: number, i: number, k: number): void {
  if (i === k) return;
  for (let j = 0, a = o + i * m, b = o + k * m; j < m; j++) {
    const before = x[a + j]!;
    x[a + j] = x[b + j]!;
    x[b + j] = before;
  }
}
