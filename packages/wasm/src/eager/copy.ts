import type { Float } from "../kernels/float.ts";
import type { FloatArray } from "./floats.ts";

/** Up to this many numbers a loop costs less than a window on an array and its `set`, which take 45 ns together. */
const FEW = 40;

/**
 * Copies `n` numbers between arrays of one floating type, into the workspace or out of it. Each type has a loop of its
 * own: V8 compiles one that sees both types to slower code.
 */
export function copy(float: Float, to: FloatArray, t: number, from: FloatArray, f: number, n: number): void {
  if (n > FEW) to.set(from.subarray(f, f + n), t);
  else if (float.bytes === 8) copy64(to as Float64Array, t, from as Float64Array, f, n);
  else copy32(to as Float32Array, t, from as Float32Array, f, n);
}

/** Results up to this length go through a window that is kept. */
const KEPT = 1024;
/** Up to this many numbers a loop costs less than the `set` of a window that is there already. */
const FEWER = 24;

/** Windows on the first numbers of the workspace, by floating type and length; those of a view that is gone are dropped. */
const windows: { of: FloatArray; readonly byLength: FloatArray[] }[] = [];

/**
 * Copies the first `n` numbers of the workspace out. Kernels that write their result there save the time in which a
 * window is made, 35 ns.
 */
export function copyResult(float: Float, view: FloatArray, to: FloatArray, t: number, n: number): void {
  if (n <= FEWER || n > KEPT) {
    copy(float, to, t, view, 0, n);
    return;
  }
  let kept = windows[float.shift];
  if (kept?.of !== view) {
    kept = { of: view, byLength: [] };
    windows[float.shift] = kept;
  }
  kept.byLength[n] ??= view.subarray(0, n);
  to.set(kept.byLength[n]!, t);
}

function copy64(to: Float64Array, t: number, from: Float64Array, f: number, n: number): void {
  let i = 0;
  for (; i < n - 3; i += 4) {
    to[t + i] = from[f + i]!;
    to[t + i + 1] = from[f + i + 1]!;
    to[t + i + 2] = from[f + i + 2]!;
    to[t + i + 3] = from[f + i + 3]!;
  }
  for (; i < n; i++) to[t + i] = from[f + i]!;
}

function copy32(to: Float32Array, t: number, from: Float32Array, f: number, n: number): void {
  let i = 0;
  for (; i < n - 3; i += 4) {
    to[t + i] = from[f + i]!;
    to[t + i + 1] = from[f + i + 1]!;
    to[t + i + 2] = from[f + i + 2]!;
    to[t + i + 3] = from[f + i + 3]!;
  }
  for (; i < n; i++) to[t + i] = from[f + i]!;
}
