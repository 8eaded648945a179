/** Which triangle of a matrix is read, and how. */
export type Triangle = {
  readonly lower: boolean;
  /** Whether the equations are those of the transposed matrix. */
  readonly transposed: boolean;
  /** Whether the diagonal counts as ones, whatever stands there. */
  readonly unitDiagonal: boolean;
};

/**
 * x ← T⁻¹ x, or T⁻ᵀ x, where T is one triangle of the n×n matrix at `start` of `a` and x the n×m matrix at `o`: row by
 * row, so that neighbours in memory are read together.
 *
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., sections 3.1.3 and 3.1.4.
 */
export function substituteTriangle(
  a: Float64Array,
  start: number,
  n: number,
  x: Float64Array,
  o: number,
  m: number,
  { lower, transposed, unitDiagonal }: Triangle,
): void {
  // Rows are known from the top down when T is lower triangular as it is used, from the bottom up otherwise.
  const down = lower !== transposed;
  const [rowStep, columnStep] = transposed ? [1, n] : [n, 1];
  for (let step = 0; step < n; step++) {
    const i = down ? step : n - 1 - step;
    const to = o + i * m;
    const [first, end] = down ? [0, i] : [i + 1, n];
    for (let k = first; k < end; k++) {
      const factor = a[start + i * rowStep + k * columnStep]!;
      if (factor === 0) continue;
      for (let j = 0, from = o + k * m; j < m; j++) x[to + j]! -= factor * x[from + j]!;
    }
    if (unitDiagonal) continue;
    const pivot = a[start + i * n + i]!;
    for (let j = 0; j < m; j++) x[to + j]! /= pivot;
  }
}

/** The first k with a zero in place [k, k] of the n×n matrix at `start`, −1 when there is none. */
export function zeroOnDiagonal(a: Float64Array, start: number, n: number): number {
  for (let k = 0; k < n; k++) if (a[start + k * n + k] === 0) return k;
  return -1;
}
