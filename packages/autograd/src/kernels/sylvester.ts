import { gemm } from "./matmul.ts";
import { transposeInto } from "./matrices.ts";
import { blocksOf, realSchur } from "./schur.ts";

/**
 * X with A X + X B = C, for the m×m matrix `a`, the n×n matrix `b` and the m×n matrix `c`; both `a` and `b` are
 * overwritten. With A = U T Uᵀ and B = V S Vᵀ in real Schur form, T Y + Y S = UᵀCV is solved block by block. Gives null
 * when an eigenvalue of A is that of −B, so that there is no single solution.
 *
 * @see R. H. Bartels, G. W. Stewart (1972), Solution of the matrix equation AX + XB = C, Comm. ACM 15.
 */
export function solveSylvester(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  m: number,
  n: number,
): Float64Array | null {
  const [u, v] = [realSchur(a, m), realSchur(b, n)];
  if (u === null || v === null) return c.map(() => Number.NaN);
  const y = product(product(transposed(u, m), c, m, m, n), v, m, n, n);
  if (!solveTriangularSylvester(a, b, y, m, n)) return null;
  return product(product(u, y, m, m, n), transposed(v, n), m, n, n);
}

function product(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array {
  const out = new Float64Array(m * n);
  gemm(out, 0, m, n, k, a, 0, k, 1, b, 0, n, 1);
  return out;
}

function transposed(a: Float64Array, n: number): Float64Array {
  const t = new Float64Array(n * n);
  transposeInto(t, a, n, n);
  return t;
}

/** Y ← the solution of T Y + Y S = Y, from the last rows up and the first columns on; false when there is none. */
function solveTriangularSylvester(t: Float64Array, s: Float64Array, y: Float64Array, m: number, n: number): boolean {
  const [rows, columns] = [blocksOf(t, m), blocksOf(s, n)];
  for (let j = 0; j + 1 < columns.length; j++) {
    for (let i = rows.length - 2; i >= 0; i--) {
      const [top, bottom, left, right] = [rows[i]!, rows[i + 1]!, columns[j]!, columns[j + 1]!];
      for (let r = top; r < bottom; r++) {
        for (let c = left; c < right; c++) {
          let sum = y[r * n + c]!;
          for (let k = bottom; k < m; k++) sum -= t[r * m + k]! * y[k * n + c]!;
          for (let k = 0; k < left; k++) sum -= y[r * n + k]! * s[k * n + c]!;
          y[r * n + c] = sum;
        }
      }
      if (!solveBlock(t, m, top, bottom - top, s, n, left, right - left, y, top * n + left, n)) return false;
    }
  }
  return true;
}

/**
 * The p×q block X of `x` at `at`, rows `stride` apart, becomes the solution of P X + X Q = X, where P is the p×p diagonal
 * block at `i` of the m×m matrix `a` and Q the q×q one at `j` of the n×n matrix `b`: at most four equations, by
 * elimination with complete pivoting. False when they have no single solution.
 */
export function solveBlock(
  a: Float64Array,
  m: number,
  i: number,
  p: number,
  b: Float64Array,
  n: number,
  j: number,
  q: number,
  x: Float64Array,
  at: number,
  stride: number,
): boolean {
  const size = p * q;
  const width = size + 1;
  const equations = new Float64Array(size * width);
  let largest = 0;
  for (let r = 0; r < p; r++) {
    for (let c = 0; c < q; c++) {
      const row = (r * q + c) * width;
      for (let k = 0; k < p; k++) equations[row + k * q + c]! += a[(i + r) * m + i + k]!;
      for (let k = 0; k < q; k++) equations[row + r * q + k]! += b[(j + k) * n + j + c]!;
      for (let k = 0; k < size; k++) largest = Math.max(largest, Math.abs(equations[row + k]!));
      equations[row + size] = x[at + r * stride + c]!;
    }
  }
  const solution = eliminate(equations, size, largest);
  if (solution === null) return false;
  for (let r = 0; r < p; r++) for (let c = 0; c < q; c++) x[at + r * stride + c] = solution[r * q + c]!;
  return true;
}

/** The solution of a few equations, each a row of coefficients and its right-hand side; null when they are singular. */
function eliminate(rows: Float64Array, n: number, largest: number): Float64Array | null {
  const width = n + 1;
  const order = Array.from({ length: n }, (_, k) => k);
  for (let k = 0; k < n; k++) {
    let [row, column] = [k, k];
    for (let r = k; r < n; r++) {
      for (let c = k; c < n; c++) {
        if (Math.abs(rows[r * width + c]!) > Math.abs(rows[row * width + column]!)) [row, column] = [r, c];
      }
    }
    for (let c = 0; c < width; c++) exchange(rows, k * width + c, row * width + c);
    for (let r = 0; r < n; r++) exchange(rows, r * width + k, r * width + column);
    [order[k], order[column]] = [order[column]!, order[k]!];
    const pivot = rows[k * width + k]!;
    if (Math.abs(pivot) <= n * Number.EPSILON * largest) return null;
    for (let r = k + 1; r < n; r++) {
      const factor = rows[r * width + k]! / pivot;
      for (let c = k; c < width; c++) rows[r * width + c]! -= factor * rows[k * width + c]!;
    }
  }
  const solution = new Float64Array(n);
  for (let k = n - 1; k >= 0; k--) {
    let x = rows[k * width + n]!;
    for (let c = k + 1; c < n; c++) x -= rows[k * width + c]! * solution[order[c]!]!;
    solution[order[k]!] = x / rows[k * width + k]!;
  }
  return solution;
}

function exchange(x: Float64Array, i: number, j: number): void {
  const before = x[i]!;
  x[i] = x[j]!;
  x[j] = before;
}
