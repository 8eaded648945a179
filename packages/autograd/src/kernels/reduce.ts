import type { TypedArray } from "../dtype.ts";
import { dataOf, stridesOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { type Loops2, run2 } from "./elementwise.ts";

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
  let [a, b, c, d] = [xs[i]!, xs[i + step]!, xs[i + 2 * step]!, xs[i + 3 * step]!];
  let [e, f, g, h] = [xs[i + 4 * step]!, xs[i + 5 * step]!, xs[i + 6 * step]!, xs[i + 7 * step]!];
  const lanes = n - (n % 8);
  let k = i + 8 * step;
  for (const end = i + lanes * step; k !== end; k += 8 * step) {
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
 * Reduces `x` over the given axes (rising) into `out`. Where the last axis is reduced, `run` takes whole rows;
 * otherwise rows are combined with each other by the binary loop.
 */
export function reduce(out: Tensor, x: Tensor, axes: readonly number[], run: RunReduction, combine: Loops2): void {
  const [to, from] = [dataOf(out), dataOf(x)];
  if (x.size === 0) return;
  const strides = stridesOf(x);
  if (x.strides === null && axes.length === x.shape.length) {
    to[out.offset] = run(from, x.offset, 1, x.size);
    return;
  }
  const last = x.shape.length - 1;
  const n = x.shape[last]!;
  const rowIsReduced = axes.includes(last);
  const kept = x.shape.map((_, d) => d).filter((d) => d !== last && !axes.includes(d));
  const reduced = axes.filter((d) => d !== last);
  const one = to.slice(0, 1);
  let o = out.offset;
  odometer(x.shape, strides, kept, x.offset, (start) => {
    let first = true;
    odometer(x.shape, strides, reduced, start, (i) => {
      if (rowIsReduced) {
        one[0] = run(from, i, strides[last]!, n);
        if (first) to[o] = one[0]!;
        else run2(combine, out.dtype, to, o, to, o, 1, one, 0, 1, 1);
      } else if (first) {
        for (let k = 0, at = i; k < n; k++, at += strides[last]!) to[o + k] = from[at]!;
      } else {
        run2(combine, out.dtype, to, o, to, o, 1, from, i, strides[last]!, n);
      }
      first = false;
    });
    o += rowIsReduced ? 1 : n;
  });
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
