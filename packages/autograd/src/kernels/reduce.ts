import { newArray, type TypedArray } from "../dtype.ts";
import { dataOf, flatData, stridesOf } from "../storage.ts";
import { copyStrided } from "../strided.ts";
import type { Tensor } from "../tensor.ts";
import { type Loops2, run2, SHORT_ROW } from "./elementwise.ts";

/** Reduces `n` elements, `step` apart from place `i` on, to one number. */
export type RunReduction = (xs: TypedArray, i: number, step: number, n: number) => number;

/** Below this many elements sums run in eight interleaved lanes; above it they are halved. */
const BLOCK = 128;

/**
 * A sum by pairs: the rounding error grows with log n, not with n. It adds in the same order as NumPy, so equal data
 * give equal sums to the last bit.
 *
 * @see N. J. Higham (1993), The accuracy of floating point summation, SIAM J. Sci. Comput. 14, 783–799.
 */
export function sumRun(xs: TypedArray, i: number, step: number, n: number): number {
  if (n < 8) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += xs[i + k * step]!;
    return sum;
  }
  if (n > BLOCK) {
    const half = (n >> 1) - ((n >> 1) % 8);
    return sumRun(xs, i, step, half) + sumRun(xs, i + half * step, step, n - half);
  }
  let a = xs[i]!;
  let b = xs[i + step]!;
  let c = xs[i + 2 * step]!;
  let d = xs[i + 3 * step]!;
  let e = xs[i + 4 * step]!;
  let f = xs[i + 5 * step]!;
  let g = xs[i + 6 * step]!;
  let h = xs[i + 7 * step]!;
  const lanes = n - (n % 8);
  let k = i + 8 * step;
  // The steps are counted, as the place does not move when one element is repeated (step 0).
  for (let lane = 8; lane < lanes; lane += 8, k += 8 * step) {
    a += xs[k]!;
    b += xs[k + step]!;
    c += xs[k + 2 * step]!;
    d += xs[k + 3 * step]!;
    e += xs[k + 4 * step]!;
    f += xs[k + 5 * step]!;
    g += xs[k + 6 * step]!;
    h += xs[k + 7 * step]!;
  }
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (let rest = lanes; rest < n; rest++, k += step) sum += xs[k]!;
  return sum;
}

/** The largest; NaN when one is NaN. */
export function maxRun(xs: TypedArray, i: number, step: number, n: number): number {
  let max = xs[i]!;
  for (let k = 1, j = i + step; k < n; k++, j += step) {
    const x = xs[j]!;
    if (x > max || x !== x) max = x;
  }
  return max;
}

/** The smallest; NaN when one is NaN. */
export function minRun(xs: TypedArray, i: number, step: number, n: number): number {
  let min = xs[i]!;
  for (let k = 1, j = i + step; k < n; k++, j += step) {
    const x = xs[j]!;
    if (x < min || x !== x) min = x;
  }
  return min;
}

/**
 * Reduces `x` over the given axes (rising) into `out`.
 *
 * `x` is read as a block of three axes, `outer` × `n` × `inner`, of which the middle one is reduced: by whole runs when
 * `inner` is 1, otherwise row by row with the binary loop. Where the reduced axes are not neighbours, `x` is copied
 * first with these axes last. A view is copied as it is, so that it is reduced in the order of a contiguous tensor, to
 * equal bits.
 */
export function reduce(out: Tensor, x: Tensor, axes: readonly number[], run: RunReduction, combine: Loops2): void {
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
  for (let k = 0; k < outer; k++, o += inner) {
    if (inner === 1) {
      to[o] = run(from, at, 1, n);
      at += n;
      continue;
    }
    for (let i = 0; i < inner; i++) to[o + i] = from[at + i]!;
    at += inner;
    if (inner <= SHORT_ROW && out.dtype === "float64" && combine.rows !== undefined) {
      combine.rows(to, o, 0, to, o, 1, 0, from, at, 1, inner, n - 1, inner);
      at += (n - 1) * inner;
      continue;
    }
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
