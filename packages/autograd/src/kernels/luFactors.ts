/** The factors of one matrix: A = P L U, where row `order[i]` of A is row i of L U. */
export interface LuFactors {
  readonly order: Int32Array;
  readonly l: Float64Array;
  readonly u: Float64Array;
}

/**
 * Elimination with partial pivoting of the m×n matrix `a`, which is overwritten: L is m×k with ones on the diagonal, U
 * k×n, k = min(m, n). A pivot of 0 is skipped.
 *
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 3.4.
 */
export function luFactors(a: Float64Array, m: number, n: number): LuFactors {
  const k = Math.min(m, n);
  const order = Int32Array.from({ length: m }, (_, i) => i);
  for (let j = 0; j < k; j++) {
    let best = j;
    for (let i = j + 1; i < m; i++) if (Math.abs(a[i * n + j]!) > Math.abs(a[best * n + j]!)) best = i;
    if (best !== j) {
      const row = a.slice(j * n, j * n + n);
      a.copyWithin(j * n, best * n, best * n + n);
      a.set(row, best * n);
      [order[j], order[best]] = [order[best]!, order[j]!];
    }
    const pivot = a[j * n + j]!;
    if (pivot === 0) continue;
    for (let i = j + 1; i < m; i++) {
      const factor = a[i * n + j]! / pivot;
      a[i * n + j] = factor;
      if (factor !== 0) for (let c = j + 1; c < n; c++) a[i * n + c]! -= factor * a[j * n + c]!;
    }
  }
  const [l, u] = [new Float64Array(m * k), new Float64Array(k * n)];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < Math.min(i, k); j++) l[i * k + j] = a[i * n + j]!;
    if (i >= k) continue;
    l[i * k + i] = 1;
    for (let j = i; j < n; j++) u[i * n + j] = a[i * n + j]!;
  }
  return { order, l, u };
}
