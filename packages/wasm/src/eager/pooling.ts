import type { Float } from "../kernels/float.ts";
import { addPooling, addThroughMax } from "../kernels/pooling.ts";
import { executionSettings } from "../settings.ts";
import type { WasmExports } from "../webassembly.ts";
import { aligned, workspace } from "../workspace.ts";
import { assembled } from "./assemble.ts";
import { copy } from "./copy.ts";
import { type FloatArray, floatOf, viewOf } from "./floats.ts";
import { isBeyond, tooShort } from "./reach.ts";

/** Numbers of the input that go through the workspace at a time, where blocks are shorter. */
const PIECE = 8192;

const pooling: WasmExports[] = [];
const throughMax: WasmExports[] = [];

function poolingOf(float: Float): WasmExports {
  pooling[float.shift] ??= assembled((module) => void addPooling(module, float));
  return pooling[float.shift]!;
}

function throughMaxOf(float: Float): WasmExports {
  throughMax[float.shift] ??= assembled((module) => void addThroughMax(module, float));
  return throughMax[float.shift]!;
}

/**
 * One number for each window over each of `blocks` blocks of `block` numbers, from `x[i]` on, written from `out[o]` on:
 * the sum, or the largest (−∞ of nothing, NaN where one is). The table names for each tap and each of `count` windows
 * the place in a block, −1 for none. Equal to plain loops in every bit.
 *
 * @returns whether it was done: false where kernels are off, arrays are not of one floating type, or too long.
 * @throws RangeError when an array is too short.
 * @public
 */
export function poolWindows(
  which: "sum" | "max",
  out: ArrayLike<number>,
  o: number,
  x: ArrayLike<number>,
  i: number,
  blocks: number,
  block: number,
  count: number,
  table: Int32Array,
): boolean {
  const float = floatOf(out);
  if (float === null || floatOf(x) !== float || count === 0 || !executionSettings().kernels) return false;
  if (isBeyond(x, i, blocks * block) || isBeyond(out, o, blocks * count)) throw tooShort("poolWindows", x, out);
  const { bytes } = float;
  const some = Math.max(1, Math.min(blocks, Math.floor(PIECE / block)));
  const xAt = aligned(4 * table.length);
  const outAt = xAt + aligned(some * block * bytes);
  const views = workspace().reserve(outAt + some * count * bytes);
  if (views === null) return false;
  const view = viewOf(views, float);
  const run = poolingOf(float)[`${which}Windows`]!;
  views.int32.set(table, 0);
  for (let b = 0; b < blocks; b += some) {
    const now = Math.min(some, blocks - b);
    copy(float, view, xAt / bytes, x as FloatArray, i + b * block, now * block);
    run(outAt, xAt, 0, now, block * bytes, 4 * count, 4 * table.length);
    copy(float, out as FloatArray, o + b * count, view, outAt / bytes, now * count);
  }
  return true;
}

/**
 * Passes numbers through the derivative of the windows' maxima, in one of its directions. `"spread"`: each window's
 * number in `values` is shared among the entries of `x` that are its largest, and the shares are added to `out`, block
 * by block as `x`. `"pick"`: each window gets, in `out`, the mean of `values`, which lie as `x` does, at these entries.
 *
 * @returns whether it was done, as `poolWindows` has it.
 * @throws RangeError when an array is too short.
 * @public
 */
export function passThroughMax(
  which: "spread" | "pick",
  out: ArrayLike<number>,
  o: number,
  values: ArrayLike<number>,
  v: number,
  x: ArrayLike<number>,
  i: number,
  blocks: number,
  block: number,
  count: number,
  table: Int32Array,
): boolean {
  const float = floatOf(out);
  if (float === null || floatOf(x) !== float || floatOf(values) !== float || count === 0) return false;
  if (!executionSettings().kernels) return false;
  const { bytes } = float;
  const some = Math.max(1, Math.min(blocks, Math.floor(PIECE / block)));
  const [outSize, valueSize] = which === "spread" ? [block, count] : [count, block];
  if (isBeyond(x, i, blocks * block) || isBeyond(values, v, blocks * valueSize) || isBeyond(out, o, blocks * outSize))
    throw tooShort("passThroughMax", x, values, out);
  const xAt = aligned(4 * table.length);
  const valuesAt = xAt + aligned(some * block * bytes);
  const outAt = valuesAt + aligned(some * valueSize * bytes);
  const views = workspace().reserve(outAt + some * outSize * bytes);
  if (views === null) return false;
  const view = viewOf(views, float);
  const run = throughMaxOf(float)[`${which}Max`]!;
  views.int32.set(table, 0);
  for (let b = 0; b < blocks; b += some) {
    const now = Math.min(some, blocks - b);
    copy(float, view, xAt / bytes, x as FloatArray, i + b * block, now * block);
    copy(float, view, valuesAt / bytes, values as FloatArray, v + b * valueSize, now * valueSize);
    if (which === "spread") copy(float, view, outAt / bytes, out as FloatArray, o + b * block, now * block);
    run(outAt, valuesAt, xAt, 0, now, block * bytes, 4 * count, 4 * table.length);
    copy(float, out as FloatArray, o + b * outSize, view, outAt / bytes, now * outSize);
  }
  return true;
}
