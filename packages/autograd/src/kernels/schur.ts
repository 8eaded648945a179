import { hypotenuse } from "./hypotenuse.ts";

/** Steps for one eigenvalue before the iteration is given up; after every tenth the shifts are exceptional. */
const MOST_STEPS = 100;

/**
 * A = Q T Qᵀ with orthogonal Q and T upper triangular but for 2×2 blocks with complex eigenvalues on its diagonal: the
 * real Schur form, by reduction to Hessenberg form and Francis' QR steps with two shifts. T overwrites `a`, Q is given
 * back; null when the iteration did not end.
 *
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., algorithms 7.4.2, 7.5.1 and 7.5.2.
 */
export function realSchur(a: Float64Array, n: number): Float64Array | null {
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  const v = new Float64Array(n);
  for (let k = 0; k < n - 2; k++) {
    for (let i = k + 1; i < n; i++) v[i - k - 1] = a[i * n + k]!;
    similarity(a, q, n, v, k + 1, n - k - 1, k, n);
    for (let i = k + 2; i < n; i++) a[i * n + k] = 0;
  }
  let steps = 0;
  for (let high = n - 1; high > 0; ) {
    const low = startOfBlock(a, n, high);
    if (low >= high - 1) {
      if (low === high - 1) splitBlock(a, q, n, low);
      high = low - 1;
      steps = 0;
    } else if (++steps > MOST_STEPS) return null;
    else francisStep(a, q, n, low, high, steps % 10 === 0, v);
  }
  return q;
}

/** From `high` up: where the first entry beside the diagonal is that rounding would hide. */
function startOfBlock(a: Float64Array, n: number, high: number): number {
  for (let low = high; low > 0; low--) {
    const beside = Math.abs(a[(low - 1) * n + low - 1]!) + Math.abs(a[low * n + low]!);
    if (Math.abs(a[low * n + low - 1]!) <= Number.EPSILON * beside) {
      a[low * n + low - 1] = 0;
      return low;
    }
  }
  return 0;
}

/**
 * A ← H A H and Q ← Q H with the reflection H that turns v, of `length` entries from row `first` on, into a multiple of
 * the first unit vector. Columns of A before `from` and rows from `to` on are known to be 0 and stay so.
 */
function similarity(
  a: Float64Array,
  q: Float64Array,
  n: number,
  v: Float64Array,
  first: number,
  length: number,
  from: number,
  to: number,
): void {
  let largest = 0;
  for (let i = 0; i < length; i++) largest = Math.max(largest, Math.abs(v[i]!));
  let below = 0;
  for (let i = 1; i < length; i++) below += (v[i]! / largest) ** 2;
  if (!(below > 0)) return;
  const alpha = v[0]! / largest;
  const norm = Math.sqrt(alpha * alpha + below);
  const beta = alpha < 0 ? norm : -norm;
  const tau = (beta - alpha) / beta;
  for (let i = 1; i < length; i++) v[i] = v[i]! / largest / (alpha - beta);
  v[0] = 1;
  for (let j = from; j < n; j++) {
    let s = 0;
    for (let i = 0, p = first * n + j; i < length; i++, p += n) s += v[i]! * a[p]!;
    s *= tau;
    for (let i = 0, p = first * n + j; i < length; i++, p += n) a[p]! -= s * v[i]!;
  }
  reflectRows(a, n, v, first, length, tau, to);
  reflectRows(q, n, v, first, length, tau, n);
}

/** Rows 0 to `to` of A ← A H. */
function reflectRows(
  a: Float64Array,
  n: number,
  v: Float64Array,
  first: number,
  length: number,
  tau: number,
  to: number,
): void {
  for (let i = 0; i < to; i++) {
    let s = 0;
    for (let j = 0, p = i * n + first; j < length; j++) s += a[p + j]! * v[j]!;
    s *= tau;
    for (let j = 0, p = i * n + first; j < length; j++) a[p + j]! -= s * v[j]!;
  }
}

/** One QR step with two shifts, the eigenvalues of the last 2×2 block, on rows `low` to `high`. */
function francisStep(
  a: Float64Array,
  q: Float64Array,
  n: number,
  low: number,
  high: number,
  exceptional: boolean,
  v: Float64Array,
): void {
  const at = (i: number, j: number): number => a[i * n + j]!;
  let trace = at(high - 1, high - 1) + at(high, high);
  let det = at(high - 1, high - 1) * at(high, high) - at(high - 1, high) * at(high, high - 1);
  if (exceptional) {
    const size = Math.abs(at(high, high - 1)) + Math.abs(at(high - 1, high - 2));
    trace = 1.5 * size;
    det = size * size;
  }
  const [h00, h10, h11] = [at(low, low), at(low + 1, low), at(low + 1, low + 1)];
  v[0] = h00 * h00 + at(low, low + 1) * h10 - trace * h00 + det;
  v[1] = h10 * (h00 + h11 - trace);
  v[2] = h10 * at(low + 2, low + 1);
  for (let k = low; k < high; k++) {
    const length = Math.min(3, high - k + 1);
    if (k > low) for (let i = 0; i < length; i++) v[i] = at(k + i, k - 1);
    similarity(a, q, n, v, k, length, Math.max(low, k - 1), Math.min(high, k + 3) + 1);
    if (k > low) for (let i = 1; i < length; i++) a[(k + i) * n + k - 1] = 0;
  }
}

/** Makes the 2×2 block at k triangular when its eigenvalues are real. */
function splitBlock(a: Float64Array, q: Float64Array, n: number, k: number): void {
  const c = a[(k + 1) * n + k]!;
  if (c === 0) return;
  const half = (a[k * n + k]! - a[(k + 1) * n + k + 1]!) / 2;
  const product = a[k * n + k + 1]! * c;
  const square = half * half + product;
  if (square < 0) return;
  // (z, c) is the eigenvector of the eigenvalue d + z.
  const z = half + (half < 0 ? -Math.sqrt(square) : Math.sqrt(square));
  const r = hypotenuse(z, c);
  const [cos, sin] = [z / r, c / r];
  for (let j = k; j < n; j++) {
    const [x, y] = [a[k * n + j]!, a[(k + 1) * n + j]!];
    a[k * n + j] = cos * x + sin * y;
    a[(k + 1) * n + j] = cos * y - sin * x;
  }
  turnColumns(a, n, k, cos, sin, k + 2);
  turnColumns(q, n, k, cos, sin, n);
  a[(k + 1) * n + k] = 0;
}

function turnColumns(a: Float64Array, n: number, k: number, cos: number, sin: number, rows: number): void {
  for (let i = 0; i < rows; i++) {
    const [x, y] = [a[i * n + k]!, a[i * n + k + 1]!];
    a[i * n + k] = cos * x + sin * y;
    a[i * n + k + 1] = cos * y - sin * x;
  }
}

/** Where the diagonal blocks of a real Schur form begin, and n at the end. */
export function blocksOf(t: Float64Array, n: number): number[] {
  const starts: number[] = [];
  for (let k = 0; k < n; k += k + 1 < n && t[(k + 1) * n + k] !== 0 ? 2 : 1) starts.push(k);
  starts.push(n);
  return starts;
}
