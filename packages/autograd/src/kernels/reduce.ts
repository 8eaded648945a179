import { maxKernel, minKernel, type ReductionKernel, reduceColumns, reduceRows, sumKernel } from "@wengert/wasm";
import { newArray, type TypedArray } from "../dtype.ts";
import { dataOf, flatData, stridesOf } from "../storage.ts";
import { copyStrided } from "../strided.ts";
import type { Tensor } from "../tensor.ts";
import { run2 } from "./elementwise.ts";
import type { Loops2 } from "./loopTypes.ts";

/**
 * Reduces `rows` rows of `n` neighbours each, from place `i` on, to one number a row, from `out[o]` on. All rows are done
 * by one call, and the numbers are written and not given back: what a function gives back is an object on the heap.
 */
export type ReduceRows = (out: TypedArray, o: number, xs: TypedArray, i: number, n: number, rows: number) => void;

/** From this many elements on a kernel is faster, copies included. */
const LONG = 512;
/** Below this many elements sums run in eight interleaved lanes; above it they are halved. */
const BLOCK = 128;

/**
 * A sum by pairs: the rounding error grows with log n, not with n. It adds in the same order as NumPy, so equal data
 * give equal sums to the last bit.
 *
 * @see N. J. Higham (1993), The accuracy of floating point summation, SIAM J. Sci. Comput. 14, 783–799.
 */
export function sumRows(out: TypedArray, o: number, xs: TypedArray, i: number, n: number, rows: number): void {
  if (n * rows >= LONG && reduceRows(sumKernel, out, o, xs, i, n, rows)) return;
  const end = o + rows;
  if (n >= 8) {
    for (; o < end; o++, i += n) out[o] = sumByPairs(xs, i, n);
    return;
  }
  sumLanes(out, o, xs, i, n, 1, n, rows, 0);
}

/**
 * Sums of `n` numbers each, one by one: `along` places lie from number to number, `across` from sum to sum. Four sums at
 * a time share what V8 does anew in every round of a loop; where fewer are left the last one is done again in place of
 * the missing ones, to the same value. Sums begin with `start`: −0 leaves what is added as it is.
 */
function sumLanes(
  out: TypedArray,
  o: number,
  xs: TypedArray,
  i: number,
  across: number,
  along: number,
  n: number,
  sums: number,
  start: number,
): void {
  for (let left = sums - 1; left >= 0; left -= 4, o += 4, i += 4 * across) {
    const q = left > 0 ? 1 : 0;
    const r = left > 1 ? 2 : q;
    const s = left > 2 ? 3 : r;
    let a = start;
    let b = start;
    let c = start;
    let d = start;
    for (let k = 0, at = i; k < n; k++, at += along) {
      a += xs[at]!;
      b += xs[at + q * across]!;
      c += xs[at + r * across]!;
      d += xs[at + s * across]!;
    }
    out[o] = a;
    out[o + q] = b;
    out[o + r] = c;
    out[o + s] = d;
  }
}

/** The sum of eight elements or more. */
function sumByPairs(xs: TypedArray, i: number, n: number): number {
  if (n > BLOCK) {
    const half = (n >> 1) - ((n >> 1) % 8);
    return sumByPairs(xs, i, half) + sumByPairs(xs, i + half, n - half);
  }
  let a = xs[i]!;
  let b = xs[i + 1]!;
  let c = xs[i + 2]!;
  let d = xs[i + 3]!;
  let e = xs[i + 4]!;
  let f = xs[i + 5]!;
  let g = xs[i + 6]!;
  let h = xs[i + 7]!;
  const lanes = i + n - (n % 8);
  let k = i + 8;
  for (; k < lanes; k += 8) {
    a += xs[k]!;
    b += xs[k + 1]!;
    c += xs[k + 2]!;
    d += xs[k + 3]!;
    e += xs[k + 4]!;
    f += xs[k + 5]!;
    g += xs[k + 6]!;
    h += xs[k + 7]!;
  }
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (; k < i + n; k++) sum += xs[k]!;
  return sum;
}

/** The largest of each row; NaN when one is NaN. */
export function maxRows(out: TypedArray, o: number, xs: TypedArray, i: number, n: number, rows: number): void {
  if (n * rows >= LONG && reduceRows(maxKernel, out, o, xs, i, n, rows)) return;
  for (let row = 0; row < rows; row++, i += n) {
    let max = xs[i]!;
    for (let k = i + 1; k < i + n; k++) {
      const x = xs[k]!;
      if (x > max || x !== x) max = x;
    }
    out[o + row] = max;
  }
}

/** The smallest of each row; NaN when one is NaN. */
export function minRows(out: TypedArray, o: number, xs: TypedArray, i: number, n: number, rows: number): void {
  if (n * rows >= LONG && reduceRows(minKernel, out, o, xs, i, n, rows)) return;
  for (let row = 0; row < rows; row++, i += n) {
    let min = xs[i]!;
    for (let k = i + 1; k < i + n; k++) {
      const x = xs[k]!;
      if (x < min || x !== x) min = x;
    }
    out[o + row] = min;
  }
}

/**
 * Reduces `x` over the given axes (rising) into `out`.
 *
 * `x` is read as a block of three axes, `outer` × `n` × `inner`, of which the middle one is reduced: `outer` rows in
 * one call when `inner` is 1, otherwise row by row with the binary loop. Where the reduced axes are not neighbours, `x` is copied
 * first with these axes last. A view is copied as it is, so that it is reduced in the order of a contiguous tensor, to
 * equal bits.
 */
export function reduce(
  out: Tensor,
  x: Tensor,
  axes: readonly number[],
  run: ReduceRows,
  combine: Loops2,
  kernel: ReductionKernel,
): void {
  if (x.size === 0) return;
  const to = dataOf(out);
  const first = axes.length === 0 ? 0 : axes[0]!;
  const last = axes.length === 0 ? -1 : axes[axes.length - 1]!;
  const neighbours = last - first === axes.length - 1;
  const inPlace = neighbours && x.strides === null;
  let from = neighbours && !inPlace ? flatData(x) : dataOf(x);
  let outer = 1;
  let n = 1;
  let inner = 1;
  if (neighbours) {
    for (let d = 0; d < x.shape.length; d++) {
      if (d < first) outer *= x.shape[d]!;
      else if (d <= last) n *= x.shape[d]!;
      else inner *= x.shape[d]!;
    }
  } else {
    const strides = stridesOf(x);
    const order = [...x.shape.keys()].filter((d) => !axes.includes(d)).concat(axes);
    from = newArray(x.dtype, x.size);
    copyStrided(
      from,
      0,
      dataOf(x),
      x.offset,
      order.map((d) => x.shape[d]!),
      order.map((d) => strides[d]!),
    );
    outer = out.size;
    n = x.size / outer;
  }
  let at = inPlace ? x.offset : 0;
  let o = out.offset;
  if (inner === 1) {
    run(to, o, from, at, n, outer);
    return;
  }
  for (let k = 0; k < outer; k++, o += inner) {
    if (n * inner >= LONG && reduceColumns(kernel, to, o, from, at, n, inner)) {
      at += n * inner;
      continue;
    }
    if (kernel === sumKernel && out.dtype === "float64") {
      sumLanes(to, o, from, at, 1, inner, n, inner, -0);
      at += n * inner;
      continue;
    }
    for (let i = 0; i < inner; i++) to[o + i] = from[at + i]!;
    at += inner;
    for (let row = 1; row < n; row++, at += inner) run2(combine, out.dtype, to, o, to, o, 1, from, at, 1, inner);
  }
}

/** Visits the place of every index along the given axes, in row-major order. */
export function odometer(
  shape: readonly number[],
  strides: readonly number[],
  axes: readonly number[],
  offset: number,
  visit: (place: number) => void,
): void {
  const index = new Array<number>(axes.length).fill(0);
  let place = offset;
  for (;;) {
    visit(place);
    let a = axes.length - 1;
    for (; a >= 0; a--) {
      const d = axes[a]!;
      place += strides[d]!;
      if (++index[a]! < shape[d]!) break;
      place -= strides[d]! * shape[d]!;
      index[a] = 0;
    }
    if (a < 0) return;
  }
}
