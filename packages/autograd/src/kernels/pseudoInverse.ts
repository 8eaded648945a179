import type { Svd } from "./jacobi.ts";

/** How many singular values, which fall, are larger than `rcond` times the first. */
export function rankOf(s: Float64Array, rcond: number): number {
  const cutoff = rcond * (s[0] ?? 0);
  let rank = 0;
  // NaN counts as large: it reaches the result.
  while (rank < s.length && !(s[rank]! <= cutoff)) rank++;
  return rank;
}

/** A⁺ = V Σ⁺ Uᵀ of an m×n matrix, without the singular values up to `rcond` times the largest. */
export function pseudoInverse({ u, s, vt }: Svd, m: number, n: number, rcond: number): Float64Array {
  const y = new Float64Array(n * m);
  const k = s.length;
  for (let r = 0, rank = rankOf(s, rcond); r < rank; r++) {
    for (let i = 0; i < n; i++) {
      const v = vt[r * n + i]! / s[r]!;
      for (let j = 0, row = i * m; j < m; j++) y[row + j]! += v * u[j * k + r]!;
    }
  }
  return y;
}

/**
 * The smallest of all n×columns matrices X with the least ‖AX − B‖: V Σ⁺ (Uᵀ B), in this order, so that an inverse is
 * never formed.
 *
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 5.5.
 */
export function solveLeastSquares(
  { u, s, vt }: Svd,
  m: number,
  n: number,
  rcond: number,
  b: Float64Array,
  columns: number,
): Float64Array {
  const x = new Float64Array(n * columns);
  const coefficients = new Float64Array(columns);
  const k = s.length;
  for (let r = 0, rank = rankOf(s, rcond); r < rank; r++) {
    coefficients.fill(0);
    for (let i = 0; i < m; i++) {
      const factor = u[i * k + r]!;
      for (let c = 0, row = i * columns; c < columns; c++) coefficients[c]! += factor * b[row + c]!;
    }
    for (let i = 0; i < n; i++) {
      const v = vt[r * n + i]! / s[r]!;
      for (let c = 0, row = i * columns; c < columns; c++) x[row + c]! += v * coefficients[c]!;
    }
  }
  return x;
}
