/** How many diagonals a band has below and above the main one, and whether the matrix is taken transposed. */
export type Band = { readonly lower: number; readonly upper: number; readonly transposed: boolean };

/**
 * x ← A⁻¹ x, or A⁻ᵀ x, for the n×n matrix A whose diagonals are the rows of `ab`, the uppermost first: A[i, j] lies in
 * column j of row upper + i − j. Elimination with partial pivoting, which makes up to `lower` more diagonals; x is n×m.
 * Gives −1, or the step whose pivot is 0.
 *
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 4.3.
 */
export function solveBand(
  ab: Float64Array,
  n: number,
  { lower, upper, transposed }: Band,
  x: Float64Array,
  m: number,
): number {
  // Row i of the work array holds the entries of row i from column i − below on.
  const [below, above] = transposed ? [upper, lower] : [lower, upper];
  const width = 2 * below + above + 1;
  const work = new Float64Array(n * width);
  for (let i = 0; i < n; i++) {
    for (let j = Math.max(0, i - below); j <= Math.min(n - 1, i + above); j++) {
      const value = transposed ? ab[(upper + j - i) * n + i]! : ab[(upper + i - j) * n + j]!;
      work[i * width + j - i + below] = value;
    }
  }
  const place = (i: number, j: number): number => i * width + j - i + below;
  for (let k = 0; k < n; k++) {
    const [last, end] = [Math.min(n - 1, k + below), Math.min(n - 1, k + below + above)];
    let best = k;
    for (let i = k + 1; i <= last; i++) {
      if (Math.abs(work[place(i, k)]!) > Math.abs(work[place(best, k)]!)) best = i;
    }
    if (best !== k) {
      for (let j = k; j <= end; j++) exchange(work, place(k, j), place(best, j));
      for (let c = 0; c < m; c++) exchange(x, k * m + c, best * m + c);
    }
    const pivot = work[place(k, k)]!;
    if (pivot === 0) return k;
    for (let i = k + 1; i <= last; i++) {
      const factor = work[place(i, k)]! / pivot;
      if (factor === 0) continue;
      for (let j = k + 1; j <= end; j++) work[place(i, j)]! -= factor * work[place(k, j)]!;
      for (let c = 0; c < m; c++) x[i * m + c]! -= factor * x[k * m + c]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j <= Math.min(n - 1, i + below + above); j++) {
      const factor = work[place(i, j)]!;
      if (factor !== 0) for (let c = 0; c < m; c++) x[i * m + c]! -= factor * x[j * m + c]!;
    }
    for (let c = 0; c < m; c++) x[i * m + c]! /= work[place(i, i)]!;
  }
  return -1;
}

function exchange(x: Float64Array, i: number, j: number): void {
  const before = x[i]!;
  x[i] = x[j]!;
  x[j] = before;
}
