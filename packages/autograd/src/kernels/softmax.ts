import { softmaxRows } from "@wengert/wasm";
import type { TypedArray } from "../dtype.ts";

/** From this many numbers on a kernel is faster, copies included. */
const LONG = 40;
/** Shorter rows than this do not fill its vectors. */
const SHORT = 6;

/**
 * Of each of `rows` rows of `n` ≥ 1 neighbours, from place `i` on: the shares e^x/Σ e^x, from `shares[s]` on, and ln Σ e^x,
 * from `logs[l]` on. The largest is taken off first, where it is finite.
 */
export function sharesAndLogs(
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
