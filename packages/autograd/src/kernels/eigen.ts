import { realSchur } from "./schur.ts";

/** The eigenvalues, and in the columns of `vectors` unit eigenvectors; or the first pair that is complex. */
export type Eigen =
  | { readonly values: Float64Array; readonly vectors: Float64Array }
  | { readonly real: number; readonly imaginary: number };

/**
 * The eigenvalues of the n×n matrix `a`, which is overwritten, when all are real: A = Q T Qᵀ in Schur form, then the
 * eigenvectors of the triangular T by substitution.
 *
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., sections 7.5 and 7.6.
 */
export function realEigen(a: Float64Array, n: number): Eigen {
  const q = realSchur(a, n);
  if (q === null) return { values: new Float64Array(n).fill(Number.NaN), vectors: a.fill(Number.NaN) };
  const values = new Float64Array(n);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    values[i] = a[i * n + i]!;
    largest = Math.max(largest, Math.abs(values[i]!));
    if (i + 1 < n && a[(i + 1) * n + i] !== 0) {
      const [half, product] = [(a[i * n + i]! - a[(i + 1) * n + i + 1]!) / 2, a[i * n + i + 1]! * a[(i + 1) * n + i]!];
      return { real: (a[i * n + i]! + a[(i + 1) * n + i + 1]!) / 2, imaginary: Math.sqrt(-(half * half + product)) };
    }
  }
  const vectors = new Float64Array(n * n);
  const y = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    // (T − λI) y = 0 with yₖ = 1 and nothing below; an equal eigenvalue above counts as one unit of rounding away.
    y.fill(0);
    y[k] = 1;
    for (let i = k - 1; i >= 0; i--) {
      let s = 0;
      for (let j = i + 1; j <= k; j++) s += a[i * n + j]! * y[j]!;
      const gap = values[i]! - values[k]!;
      y[i] = s === 0 ? 0 : -s / (gap === 0 ? Number.EPSILON * (largest || 1) : gap);
    }
    let squares = 0;
    for (let i = 0; i < n; i++) {
      let x = 0;
      for (let j = 0; j <= k; j++) x += q[i * n + j]! * y[j]!;
      vectors[i * n + k] = x;
      squares += x * x;
    }
    const norm = Math.sqrt(squares);
    for (let i = 0; i < n; i++) vectors[i * n + k]! /= norm;
  }
  return { values, vectors };
}
