/**
 * A = QR of the m×n matrix at the start of `a`, by Householder reflections Hⱼ = I − τⱼvvᵀ, Q = H₁H₂…: R overwrites the
 * upper triangle, and below the diagonal of column j stands v without its first entry, which is 1. As in LAPACK a column
 * that is zero below the diagonal stays (τ = 0); otherwise the diagonal of R has the sign that A did not have there,
 * which avoids cancellation.
 *
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., algorithm 5.2.1.
 */
export function factorQr(a: Float64Array, m: number, n: number, tau: Float64Array): void {
  const work = new Float64Array(n);
  for (let j = 0, k = Math.min(m, n); j < k; j++) {
    tau[j] = makeReflection(a, j * n + j, n, m - j);
    if (tau[j] !== 0) reflect(a, j * n + j, n, m - j, tau[j]!, a, j * n + j + 1, n, n - j - 1, work);
  }
}

/**
 * Makes the vector of `length` entries at `at`, `step` apart, the reflection that turns it into (β, 0, …, 0): β takes
 * the first place, v those behind it. Gives τ.
 */
export function makeReflection(a: Float64Array, at: number, step: number, length: number): number {
  const end = at + length * step;
  let below = 0;
  for (let p = at + step; p < end; p += step) {
    const size = Math.abs(a[p]!);
    if (!(size <= below)) below = size;
  }
  if (below === 0) return 0;
  const alpha = a[at]!;
  const largest = Math.max(below, Math.abs(alpha));
  let squares = 0;
  for (let p = at; p < end; p += step) squares += (a[p]! / largest) * (a[p]! / largest);
  const norm = largest * Math.sqrt(squares);
  const beta = alpha < 0 ? norm : -norm;
  for (let p = at + step; p < end; p += step) a[p] = a[p]! / (alpha - beta);
  a[at] = beta;
  return (beta - alpha) / beta;
}

/**
 * B ← (I − τvvᵀ) B for the block of `rows`×`columns` at `to` of `b`, of which rows are `stride` apart; v lies at `at` of
 * `a` in steps of `step`, its first entry taken for 1.
 */
export function reflect(
  a: Float64Array,
  at: number,
  step: number,
  rows: number,
  tau: number,
  b: Float64Array,
  to: number,
  stride: number,
  columns: number,
  work: Float64Array,
): void {
  for (let c = 0; c < columns; c++) work[c] = b[to + c]!;
  for (let i = 1, p = at + step, row = to + stride; i < rows; i++, p += step, row += stride) {
    const v = a[p]!;
    if (v !== 0) for (let c = 0; c < columns; c++) work[c]! += v * b[row + c]!;
  }
  for (let c = 0; c < columns; c++) {
    work[c]! *= tau;
    b[to + c]! -= work[c]!;
  }
  for (let i = 1, p = at + step, row = to + stride; i < rows; i++, p += step, row += stride) {
    const v = a[p]!;
    if (v !== 0) for (let c = 0; c < columns; c++) b[row + c]! -= v * work[c]!;
  }
}

/**
 * B ← Q B for the m×columns matrix `b`, from what {@link factorQr} left of an m×n matrix. When B is zero in its first
 * columns above the diagonal and one on it, `triangular` saves half of the work: then it gives the columns of Q.
 */
export function applyQ(
  b: Float64Array,
  columns: number,
  a: Float64Array,
  tau: Float64Array,
  m: number,
  n: number,
  triangular: boolean,
): void {
  const work = new Float64Array(columns);
  for (let j = Math.min(m, n) - 1; j >= 0; j--) {
    if (tau[j] === 0) continue;
    const from = triangular ? j : 0;
    reflect(a, j * n + j, n, m - j, tau[j]!, b, j * columns + from, columns, columns - from, work);
  }
}

/** The first columns of Q, as many as `columns` says. */
export function columnsOfQ(a: Float64Array, tau: Float64Array, m: number, n: number, columns: number): Float64Array {
  const q = new Float64Array(m * columns);
  for (let k = 0; k < Math.min(m, columns); k++) q[k * columns + k] = 1;
  applyQ(q, columns, a, tau, m, n, true);
  return q;
}
