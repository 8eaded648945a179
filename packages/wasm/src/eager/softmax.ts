import type { Float } from "../kernels/float.ts";
import { addSoftmaxRows } from "../kernels/softmax.ts";
import type { Run } from "../math/elementwise.ts";
import { executionSettings } from "../settings.ts";
import { aligned, workspace } from "../workspace.ts";
import { assembled } from "./assemble.ts";
import { copy } from "./copy.ts";
import { type FloatArray, floatOf, viewOf } from "./floats.ts";
import { isBeyond, tooShort } from "./reach.ts";

/** Numbers that go through the workspace at a time, where rows are shorter. */
const PIECE = 1024;

const made: Run[] = [];

function assemble(float: Float): Run {
  const run = assembled((module) => void addSoftmaxRows(module, float)).softmaxRows!;
  made[float.shift] = run;
  return run;
}

/**
 * Of each of `rows` rows of `n` ≥ 1 neighbours, from place `i` on: the shares e^x/Σ e^x, from `shares[s]` on, and ln Σ e^x,
 * from `logs[l]` on.
 *
 * @returns whether it was done: false where kernels are off, arrays are not of one floating type, or too long.
 * @throws RangeError when an array is too short.
 * @public
 */
export function softmaxRows(
  shares: ArrayLike<number>,
  s: number,
  logs: ArrayLike<number>,
  l: number,
  xs: ArrayLike<number>,
  i: number,
  n: number,
  rows: number,
): boolean {
  const float = floatOf(shares);
  if (float === null || floatOf(xs) !== float || floatOf(logs) !== float) return false;
  if (n === 0 || !executionSettings().kernels) return false;
  if (isBeyond(xs, i, rows * n) || isBeyond(shares, s, rows * n) || isBeyond(logs, l, rows))
    throw tooShort("softmaxRows", xs, shares, logs);
  const { bytes } = float;
  const some = Math.max(1, Math.min(rows, Math.floor(PIECE / n)));
  const sharesAt = aligned(some * n * bytes);
  const logsAt = 2 * sharesAt;
  const views = workspace().reserve(logsAt + aligned(some * bytes));
  if (views === null) return false;
  const view = viewOf(views, float);
  const run = made[float.shift] ?? assemble(float);
  for (let r = 0; r < rows; r += some) {
    const count = Math.min(some, rows - r);
    copy(float, view, 0, xs as FloatArray, i + r * n, count * n);
    run(sharesAt, logsAt, 0, n, count);
    copy(float, shares as FloatArray, s + r * n, view, sharesAt / bytes, count * n);
    copy(float, logs as FloatArray, l + r, view, logsAt / bytes, count);
  }
  return true;
}
