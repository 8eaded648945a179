/**
 * Overwrites the n×n matrix at `start` by L with A = L Lᵀ, of which only the lower triangle of A is read; row by row
 * (Cholesky–Banachiewicz), so that both factors of every product lie in rows. Gives −1, or the order of the first
 * leading minor that is not positive; then what has been written is of no use.
 *
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 4.2.
 */
export function factorCholesky(a: Float64Array, start: number, n: number): number {
  for (let i = 0; i < n; i++) {
    const row = start + i * n;
    for (let j = 0; j <= i; j++) {
      const other = start + j * n;
      let s = a[row + j]!;
      for (let k = 0; k < j; k++) s -= a[row + k]! * a[other + k]!;
      if (j < i) a[row + j] = s / a[other + j]!;
      // NaN passes: the factor is NaN then, and nothing is called indefinite that is unknown.
      else if (s <= 0) return i + 1;
      else a[row + j] = Math.sqrt(s);
    }
    a.fill(0, row + i + 1, row + n);
  }
  return -1;
}
