import { applyQ, columnsOfQ, factorQr, makeReflection, reflect } from "./householder.ts";
import { transposeInto } from "./matrices.ts";

/** Sweeps before the iteration is given up; four to six are usual. */
const MOST_SWEEPS = 60;

/** U, the singular values and Vᵀ of one matrix; U and Vᵀ are empty when only the values were asked for. */
export interface Svd {
  readonly u: Float64Array;
  readonly s: Float64Array;
  readonly vt: Float64Array;
}

/**
 * A = U Σ Vᵀ of an m×n matrix with k = min(m, n) singular values, falling; U is m×k and Vᵀ k×n. First A P = Q R with
 * column pivoting, then one-sided Jacobi rotations between the rows of R until all are orthogonal: their norms are the
 * singular values, and even small ones are as exact as the matrix allows.
 *
 * @see J. Demmel, K. Veselić (1992), Jacobi's method is more accurate than QR, SIAM J. Matrix Anal. Appl. 13.
 * @see Z. Drmač, K. Veselić (2008), New fast and accurate Jacobi SVD algorithm, SIAM J. Matrix Anal. Appl. 29.
 */
export function singularValues(a: Float64Array, m: number, n: number, vectors: boolean): Svd {
  if (m < n) {
    const transposed = new Float64Array(m * n);
    transposeInto(transposed, a, m, n);
    const { u, s, vt } = singularValues(transposed, n, m, vectors);
    if (!vectors) return { u, s, vt };
    const [left, right] = [new Float64Array(m * m), new Float64Array(m * n)];
    transposeInto(left, vt, m, m);
    transposeInto(right, u, n, m);
    return { u: left, s, vt: right };
  }
  const work = a.slice();
  const tau = new Float64Array(n);
  const order = factorPivoted(work, m, n, tau);
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) rows[i * n + j] = work[i * n + j]!;
  const rotations = new Float64Array(vectors ? n * n : 0);
  if (vectors) for (let i = 0; i < n; i++) rotations[i * n + i] = 1;
  orthogonaliseRows(rows, n, rotations);
  const norms = new Float64Array(n);
  for (let i = 0; i < n; i++) norms[i] = Math.sqrt(squaresOf(rows, i * n, n));
  const falling = Array.from(norms.keys()).sort((i, j) => norms[j]! - norms[i]!);
  const s = Float64Array.from(falling, (i) => norms[i]!);
  if (!vectors) return { u: new Float64Array(0), s, vt: new Float64Array(0) };
  // J R = Σ W with orthogonal J and W, so A = (Q Jᵀ) Σ (W Pᵀ).
  const w = new Float64Array(n * n);
  const u = new Float64Array(m * n);
  falling.forEach((from, to) => {
    for (let j = 0; j < n; j++) {
      w[to * n + j] = s[to] === 0 ? 0 : rows[from * n + j]! / s[to]!;
      u[j * n + to] = rotations[from * n + j]!;
    }
  });
  completeRows(w, s, n);
  applyQ(u, n, work, tau, m, n, false);
  const vt = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) vt[i * n + order[j]!] = w[i * n + j]!;
  return { u, s, vt };
}

/** {@link factorQr} with the columns in an order in which the diagonal of R falls; gives that order. */
function factorPivoted(a: Float64Array, m: number, n: number, tau: Float64Array): Int32Array {
  const order = Int32Array.from({ length: n }, (_, j) => j);
  const work = new Float64Array(n);
  const squares = new Float64Array(n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) squares[j]! += a[i * n + j]! * a[i * n + j]!;
  for (let j = 0; j < n; j++) {
    let best = j;
    for (let c = j + 1; c < n; c++) if (squares[c]! > squares[best]!) best = c;
    if (best !== j) {
      for (let i = 0; i < m; i++) {
        const x = a[i * n + j]!;
        a[i * n + j] = a[i * n + best]!;
        a[i * n + best] = x;
      }
      [order[j], order[best]] = [order[best]!, order[j]!];
      squares[best] = squares[j]!;
    }
    const at = j * n + j;
    tau[j] = makeReflection(a, at, n, m - j);
    if (tau[j] !== 0) reflect(a, at, n, m - j, tau[j]!, a, at + 1, n, n - j - 1, work);
    for (let c = j + 1; c < n; c++) squares[c] = Math.max(0, squares[c]! - a[j * n + c]! ** 2);
  }
  return order;
}

function squaresOf(a: Float64Array, at: number, n: number): number {
  let sum = 0;
  for (let j = at; j < at + n; j++) sum += a[j]! * a[j]!;
  return sum;
}

/** Rotates the rows of an n×n matrix until they are orthogonal to rounding; `rotations`, unless empty, likewise. */
function orthogonaliseRows(rows: Float64Array, n: number, rotations: Float64Array): void {
  const tolerance = Number.EPSILON * Math.sqrt(n);
  const squares = new Float64Array(n);
  for (let sweep = 0, rotated = true; rotated && sweep < MOST_SWEEPS; sweep++) {
    rotated = false;
    for (let i = 0; i < n; i++) squares[i] = squaresOf(rows, i * n, n);
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const [alpha, beta] = [squares[p]!, squares[q]!];
        if (alpha === 0 || beta === 0) continue;
        let gamma = 0;
        for (let j = 0, x = p * n, y = q * n; j < n; j++) gamma += rows[x + j]! * rows[y + j]!;
        if (!(Math.abs(gamma) > tolerance * Math.sqrt(alpha) * Math.sqrt(beta))) continue;
        rotated = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const c = 1 / Math.sqrt(1 + t * t);
        const s = c * t;
        const tau = s / (1 + c);
        rotateRows(rows, n, p, q, s, tau);
        if (rotations.length > 0) rotateRows(rotations, n, p, q, s, tau);
        // Where one of the squares nearly vanishes their difference has no digits left.
        squares[p] = alpha - t * gamma > 1e-4 * alpha ? alpha - t * gamma : squaresOf(rows, p * n, n);
        squares[q] = beta + t * gamma > 1e-4 * beta ? beta + t * gamma : squaresOf(rows, q * n, n);
      }
    }
  }
}

/**
 * Rows p and q ← c·p − s·q and s·p + c·q. Written with τ = s/(1 + c), so that c = 1 − sτ: the smaller the angle, the
 * smaller the rounding, and many rotations stay orthogonal together.
 *
 * @see H. Rutishauser (1966), The Jacobi method for real symmetric matrices, Numer. Math. 9.
 */
function rotateRows(a: Float64Array, n: number, p: number, q: number, s: number, tau: number): void {
  for (let j = 0, x = p * n, y = q * n; j < n; j++) {
    const u = a[x + j]!;
    const v = a[y + j]!;
    a[x + j] = u - s * (v + tau * u);
    a[y + j] = v + s * (u - tau * v);
  }
}

/** The rows that belong to singular values of 0, which come last, become unit vectors orthogonal to all others. */
function completeRows(w: Float64Array, s: Float64Array, n: number): void {
  const known = s.indexOf(0);
  if (known < 0) return;
  w.set(complementOf(w, known, n), known * n);
}

/** n − k unit vectors, as rows, orthogonal to each other and to the k orthonormal rows of length n at the start of `w`. */
export function complementOf(w: Float64Array, k: number, n: number): Float64Array {
  const columns = new Float64Array(n * k);
  transposeInto(columns, w, k, n);
  const tau = new Float64Array(k);
  factorQr(columns, n, k, tau);
  const q = columnsOfQ(columns, tau, n, k, n);
  const rows = new Float64Array((n - k) * n);
  for (let i = k; i < n; i++) for (let j = 0; j < n; j++) rows[(i - k) * n + j] = q[j * n + i]!;
  return rows;
}
