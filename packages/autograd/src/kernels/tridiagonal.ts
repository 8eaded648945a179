import { hypotenuse } from "./hypotenuse.ts";

/** Sweeps for one eigenvalue before the iteration is given up; two or three are usual. */
const MOST_SWEEPS = 60;

/**
 * The eigenvalues of the symmetric n×n matrix `a` (overwritten; both triangles are read), rising, and in the rows of
 * `vectors` the unit eigenvectors: Householder reduction to a tridiagonal matrix, then the implicit symmetric QR
 * iteration with Wilkinson's shift.
 *
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., algorithms 8.3.1 to 8.3.3.
 */
export function symmetricEigen(a: Float64Array, n: number, values: Float64Array, vectors: Float64Array): void {
  const beside = new Float64Array(n);
  tridiagonalise(a, n, values, beside, vectors);
  diagonalise(values, beside, n, vectors);
  sortRising(values, vectors, n);
}

/** T = QᵀAQ: its diagonal, what stands beside the diagonal, and Qᵀ. */
function tridiagonalise(
  a: Float64Array,
  n: number,
  diagonal: Float64Array,
  beside: Float64Array,
  q: Float64Array,
): void {
  const taus = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n - 2; k++) {
    // v, with its first entry 1, replaces row k right of the diagonal: by symmetry that is column k below it.
    const first = k * n + k + 1;
    const tau = reflectionOfRow(a, first, n - k - 1);
    beside[k] = a[first]!;
    taus[k] = tau;
    if (tau === 0) continue;
    a[first] = 1;
    // A ← A − vwᵀ − wvᵀ with w = p − ½τ(pᵀv)v and p = τAv.
    let pv = 0;
    for (let i = k + 1; i < n; i++) {
      let p = 0;
      for (let j = k + 1, row = i * n, v = k * n; j < n; j++) p += a[row + j]! * a[v + j]!;
      w[i] = tau * p;
      pv += w[i]! * a[k * n + i]!;
    }
    const half = 0.5 * tau * pv;
    for (let i = k + 1; i < n; i++) w[i]! -= half * a[k * n + i]!;
    for (let i = k + 1; i < n; i++) {
      const [vi, wi] = [a[k * n + i]!, w[i]!];
      for (let j = k + 1, row = i * n, v = k * n; j < n; j++) a[row + j]! -= vi * w[j]! + wi * a[v + j]!;
    }
  }
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i]!;
  if (n > 1) beside[n - 2] = a[(n - 2) * n + n - 1]!;
  // Qᵀ = …H₁H₀, from the last reflection on, so that only the block behind each of them changes.
  q.fill(0);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let k = n - 3; k >= 0; k--) {
    if (taus[k] === 0) continue;
    for (let i = k + 1; i < n; i++) {
      let s = 0;
      for (let j = k + 1, row = i * n, v = k * n; j < n; j++) s += q[row + j]! * a[v + j]!;
      s *= taus[k]!;
      for (let j = k + 1, row = i * n, v = k * n; j < n; j++) q[row + j]! -= s * a[v + j]!;
    }
  }
}

/** {@link makeReflection} for neighbours in memory. */
function reflectionOfRow(a: Float64Array, at: number, length: number): number {
  let squares = 0;
  for (let p = at + 1; p < at + length; p++) squares += a[p]! * a[p]!;
  if (squares === 0) return 0;
  const alpha = a[at]!;
  const norm = Math.sqrt(alpha * alpha + squares);
  const beta = alpha < 0 ? norm : -norm;
  for (let p = at + 1; p < at + length; p++) a[p]! /= alpha - beta;
  a[at] = beta;
  return (beta - alpha) / beta;
}

/** T becomes diagonal; the rotations are applied to the rows of `z`. */
function diagonalise(d: Float64Array, e: Float64Array, n: number, z: Float64Array): void {
  let sweeps = 0;
  for (let high = n - 1; high > 0; ) {
    let low = high;
    for (; low > 0; low--) {
      // An entry that rounding in its neighbours would hide counts as 0.
      if (Math.abs(e[low - 1]!) <= Number.EPSILON * (Math.abs(d[low - 1]!) + Math.abs(d[low]!))) {
        e[low - 1] = 0;
        break;
      }
    }
    if (low === high || sweeps === MOST_SWEEPS) {
      high--;
      sweeps = 0;
      continue;
    }
    sweeps++;
    chaseBulge(d, e, low, high, n, z);
  }
}

/** One implicit QR step on rows `low` to `high` of T. */
function chaseBulge(d: Float64Array, e: Float64Array, low: number, high: number, n: number, z: Float64Array): void {
  const b = e[high - 1]!;
  const half = (d[high - 1]! - d[high]!) / 2;
  const root = hypotenuse(half, b);
  const shift = d[high]! - b * (b / (half + (half < 0 ? -root : root)));
  let x = d[low]! - shift;
  let y = e[low]!;
  for (let k = low; k < high; k++) {
    const r = hypotenuse(x, y);
    const [c, s] = r === 0 ? [1, 0] : [x / r, y / r];
    if (k > low) e[k - 1] = r;
    const w = s * (d[k + 1]! - d[k]!) + 2 * c * e[k]!;
    e[k] = c * w - e[k]!;
    d[k]! += s * w;
    d[k + 1]! -= s * w;
    x = e[k]!;
    if (k < high - 1) {
      y = s * e[k + 1]!;
      e[k + 1]! *= c;
    }
    for (let j = 0, p = k * n, q = p + n; j < n; j++) {
      const [u, v] = [z[p + j]!, z[q + j]!];
      z[p + j] = c * u + s * v;
      z[q + j] = c * v - s * u;
    }
  }
}

function sortRising(values: Float64Array, rows: Float64Array, n: number): void {
  const order = Array.from(values.keys()).sort((i, j) => values[i]! - values[j]!);
  const [oldValues, oldRows] = [values.slice(), rows.slice()];
  order.forEach((from, to) => {
    values[to] = oldValues[from]!;
    rows.set(oldRows.subarray(from * n, from * n + n), to * n);
  });
}
