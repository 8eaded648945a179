import { scaleByStepKernel } from "@wengert/wasm";
import type { TypedArray } from "../dtype.ts";
import type { Loops2 } from "./elementwise.ts";

const single = (x: number, y: number): number => (y > 0 ? x : 0);

function float64(
  out: TypedArray,
  o: number,
  xs: TypedArray,
  i: number,
  di: number,
  ys: TypedArray,
  j: number,
  dj: number,
  n: number,
): void {
  for (const end = o + n; o < end; o++, i += di, j += dj) out[o] = ys[j]! > 0 ? xs[i]! : 0;
}

/** The same once more, so that each compiles for one type of array. */
function float32(
  out: TypedArray,
  o: number,
  xs: TypedArray,
  i: number,
  di: number,
  ys: TypedArray,
  j: number,
  dj: number,
  n: number,
): void {
  for (const end = o + n; o < end; o++, i += di, j += dj) out[o] = ys[j]! > 0 ? xs[i]! : 0;
}

function rows(
  out: TypedArray,
  o: number,
  ro: number,
  xs: TypedArray,
  i: number,
  di: number,
  ri: number,
  ys: TypedArray,
  j: number,
  dj: number,
  rj: number,
  m: number,
  n: number,
): void {
  for (let row = 0; row < m; row++, o += ro, i += ri, j += rj) {
    for (let at = o, p = i, q = j; at < o + n; at++, p += di, q += dj) out[at] = ys[q]! > 0 ? xs[p]! : 0;
  }
}

/** x where y > 0, elsewhere 0: no comparison has to be kept, and no product made. */
export const scaleByStep: Loops2 = { float64, float32, int32: null, rows, single, simd: scaleByStepKernel };
