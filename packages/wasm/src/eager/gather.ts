import type { Float } from "../kernels/float.ts";
import { addGatherRows, addScatterAddRows } from "../kernels/gather.ts";
import { executionSettings } from "../settings.ts";
import type { WasmExports } from "../webassembly.ts";
import { aligned, workspace } from "../workspace.ts";
import { assembled } from "./assemble.ts";
import { copy } from "./copy.ts";
import { type FloatArray, floatOf, viewOf } from "./floats.ts";
import { isBeyond, tooShort } from "./reach.ts";

const made: WasmExports[] = [];

function functionsOf(float: Float): WasmExports {
  made[float.shift] ??= assembled((module) => {
    addGatherRows(module, float);
    addScatterAddRows(module, float);
  });
  return made[float.shift]!;
}

/**
 * Goes over rows of `inner` numbers by an index of `count` places below `length`: `"gather"` writes the rows of `x` (of
 * which there are `length`) at these places to `out`, one after the other; `"scatterAdd"` adds the `count` rows of `x`,
 * one after the other, to the rows of `out` at these places, to equal bits with a plain loop.
 *
 * @returns whether it was done: false where kernels are off, a place is out of range, arrays are not of one floating
 * type, or too long.
 * @throws RangeError when an array is too short.
 * @public
 */
export function indexRows(
  which: "gather" | "scatterAdd",
  out: ArrayLike<number>,
  o: number,
  x: ArrayLike<number>,
  i: number,
  index: Int32Array,
  length: number,
  inner: number,
): boolean {
  const float = floatOf(out);
  if (float === null || floatOf(x) !== float || !executionSettings().kernels) return false;
  for (let j = 0; j < index.length; j++) if (!(index[j]! >= 0 && index[j]! < length)) return false;
  const { bytes } = float;
  const count = index.length;
  const gather = which === "gather";
  const [outSize, xSize] = gather ? [count * inner, length * inner] : [length * inner, count * inner];
  if (isBeyond(x, i, xSize) || isBeyond(out, o, outSize)) throw tooShort("indexRows", x, out);
  const xAt = aligned(4 * count);
  const outAt = xAt + aligned(xSize * bytes);
  const views = workspace().reserve(outAt + outSize * bytes);
  if (views === null) return false;
  const view = viewOf(views, float);
  const run = functionsOf(float)[`${which}Rows`]!;
  views.int32.set(index, 0);
  copy(float, view, xAt / bytes, x as FloatArray, i, xSize);
  if (!gather) copy(float, view, outAt / bytes, out as FloatArray, o, outSize);
  run(outAt, xAt, 0, count, inner);
  copy(float, out as FloatArray, o, view, outAt / bytes, outSize);
  return true;
}
