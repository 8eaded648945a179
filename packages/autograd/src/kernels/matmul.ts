import { multiplyMatrices } from "@wengert/wasm";
import type { TypedArray } from "../dtype.ts";

/** From this many products on the SIMD kernel is faster, copies included. */
const MANY = 384;

/**
 * out ← A B for A of m rows and k columns, B of k rows and n columns, read with any steps (so transposed operands
 * cost nothing) and written row by row. Two rows and four columns at a time stay in registers, two
 * and two where fewer columns are left.
 */
export function gemm(
  out: TypedArray,
  o: number,
  m: number,
  n: number,
  k: number,
  a: TypedArray,
  ao: number,
  aRow: number,
  aColumn: number,
  b: TypedArray,
  bo: number,
  bRow: number,
  bColumn: number,
): void {
  if (m * n * k >= MANY && multiplyMatrices(out, o, m, n, k, a, ao, aRow, aColumn, b, bo, bRow, bColumn)) return;
  let i = 0;
  for (; i + 1 < m; i += 2) {
    const a0 = ao + i * aRow;
    const a1 = a0 + aRow;
    const o0 = o + i * n;
    const o1 = o0 + n;
    let j = 0;
    for (; j + 3 < n; j += 4) {
      let p0 = 0;
      let p1 = 0;
      let p2 = 0;
      let p3 = 0;
      let q0 = 0;
      let q1 = 0;
      let q2 = 0;
      let q3 = 0;
      let b0 = bo + j * bColumn;
      for (let l = 0, s = a0, t = a1; l < k; l++, s += aColumn, t += aColumn, b0 += bRow) {
        const u = a[s]!;
        const v = a[t]!;
        const b1 = b0 + bColumn;
        const b2 = b1 + bColumn;
        const c0 = b[b0]!;
        const c1 = b[b1]!;
        const c2 = b[b2]!;
        const c3 = b[b2 + bColumn]!;
        p0 += u * c0;
        p1 += u * c1;
        p2 += u * c2;
        p3 += u * c3;
        q0 += v * c0;
        q1 += v * c1;
        q2 += v * c2;
        q3 += v * c3;
      }
      out[o0 + j] = p0;
      out[o0 + j + 1] = p1;
      out[o0 + j + 2] = p2;
      out[o0 + j + 3] = p3;
      out[o1 + j] = q0;
      out[o1 + j + 1] = q1;
      out[o1 + j + 2] = q2;
      out[o1 + j + 3] = q3;
    }
    if (j + 1 < n) {
      let p0 = 0;
      let p1 = 0;
      let q0 = 0;
      let q1 = 0;
      let b0 = bo + j * bColumn;
      for (let l = 0, s = a0, t = a1; l < k; l++, s += aColumn, t += aColumn, b0 += bRow) {
        const u = a[s]!;
        const v = a[t]!;
        const c0 = b[b0]!;
        const c1 = b[b0 + bColumn]!;
        p0 += u * c0;
        p1 += u * c1;
        q0 += v * c0;
        q1 += v * c1;
      }
      out[o0 + j] = p0;
      out[o0 + j + 1] = p1;
      out[o1 + j] = q0;
      out[o1 + j + 1] = q1;
      j += 2;
    }
    for (; j < n; j++) {
      let p = 0;
      let q = 0;
      let c = bo + j * bColumn;
      for (let l = 0, s = a0, t = a1; l < k; l++, s += aColumn, t += aColumn, c += bRow) {
        p += a[s]! * b[c]!;
        q += a[t]! * b[c]!;
      }
      out[o0 + j] = p;
      out[o1 + j] = q;
    }
  }
  for (; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let p = 0;
      let c = bo + j * bColumn;
      for (let l = 0, s = ao + i * aRow; l < k; l++, s += aColumn, c += bRow) p += a[s]! * b[c]!;
      out[o + i * n + j] = p;
    }
  }
}
