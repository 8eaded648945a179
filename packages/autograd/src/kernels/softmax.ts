import { softmaxRows } from "@wengert/wasm";
import type { TypedArray } from "../dtype.ts";
import { sizeOf } from "../shape.ts";
import { dataOf, empty, flatData, settled } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/** From this many numbers on a kernel is faster, copies included. */
const LONG = 40;
/** Shorter rows than this do not fill its vectors. */
const SHORT = 6;

/**
 * Of each of `rows` rows of `n` ≥ 1 neighbours, from place `i` on: the shares e^x/Σ e^x, from `shares[s]` on, and ln Σ e^x,
 * from `logs[l]` on. The largest is taken off first, where it is finite.
 */
function sharesAndLogs(
  shares: TypedArray,
  s: number,
  logs: TypedArray,
  l: number,
  xs: TypedArray,
  i: number,
  n: number,
  rows: number,
): void {
  if (n >= SHORT && n * rows >= LONG && softmaxRows(shares, s, logs, l, xs, i, n, rows)) return;
  for (let row = 0; row < rows; row++, i += n, s += n) {
    let largest = xs[i]!;
    for (let k = 1; k < n; k++) {
      const x = xs[i + k]!;
      if (x > largest || x !== x) largest = x;
    }
    const shift = Math.abs(largest) === Number.POSITIVE_INFINITY ? 0 : largest;
    let sum = 0;
    for (let k = 0; k < n; k++) {
      const term = Math.exp(xs[i + k]! - shift);
      shares[s + k] = term;
      sum += term;
    }
    for (let k = 0; k < n; k++) shares[s + k]! /= sum;
    logs[l + row] = Math.log(sum) + shift;
  }
}

/**
 * The logarithm of the sum of exponentials and the softmax, over the last `axes` axes (one at least, and none of length 0)
 * of a floating tensor that nobody differentiates. Both come from one pass over each row.
 *
 * Shapes: `x [..., rows]` → `[...]` and `[..., rows]`. Where a row has nothing but −∞ the logarithm is −∞; there, and where
 * a row has +∞ or NaN, shares are NaN.
 *
 * @throws TraceError when `x` is abstract.
 * @public
 */
export function logAndShares(x: Tensor, axes: number): readonly [Tensor, Tensor] {
  const shape = x.shape.slice(0, x.shape.length - axes);
  const [logs, shares] = [empty(shape, sizeOf(shape), x.dtype), empty(x.shape, x.size, x.dtype)];
  if (x.size > 0) {
    const [from, at] = x.strides === null ? [dataOf(x), x.offset] : [flatData(x), 0];
    const rows = logs.size;
    sharesAndLogs(dataOf(shares), shares.offset, dataOf(logs), logs.offset, from, at, x.size / rows, rows);
  }
  return [settled(logs), settled(shares)];
}
