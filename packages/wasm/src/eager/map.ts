import { ModuleBuilder } from "../assembler/module.ts";
import type { Float } from "../kernels/float.ts";
import { addMap1, addMap2, importHost } from "../kernels/map.ts";
import type { BinaryKernel, Run, UnaryKernel } from "../math/elementwise.ts";
import { executionSettings } from "../settings.ts";
import { instantiate } from "../webassembly.ts";
import { aligned, workspace } from "../workspace.ts";
import { copy, copyResult } from "./copy.ts";
import { type FloatArray, floatOf, viewOf } from "./floats.ts";
import { isBeyond, tooShort } from "./reach.ts";

/**
 * How many numbers go through the workspace at a time. Longer arrays are done piece by piece, so that what is copied in
 * is still in the nearest cache when it is read, and the result when it is copied out.
 */
const PIECE = 1024;
/** Room for what a last vector reads or writes beyond an end. */
const PADDING = 16;

function host(): { memory: ReturnType<typeof workspace>["memory"]; sin: Run; cos: Run } {
  return { memory: workspace().memory, sin: Math.sin as Run, cos: Math.cos as Run };
}

/** The function over arrays that a kernel describes, assembled when it is first used. */
function assemble1(kernel: UnaryKernel, float: Float): Run {
  const module = new ModuleBuilder();
  const imported = importHost(module);
  module.importMemory("host", "memory", 1);
  addMap1(module, float, kernel.name, kernel.emit, imported);
  const made = instantiate(module.bytes(), { host: host() })[kernel.name]!;
  kernel.made[float.shift] = made;
  return made;
}

function assemble2(kernel: BinaryKernel, float: Float, repeated: 0 | 1 | 2): Run {
  const module = new ModuleBuilder();
  const imported = importHost(module);
  module.importMemory("host", "memory", 1);
  addMap2(module, float, kernel.name, kernel.emit, imported, REPEATED[repeated]);
  const made = instantiate(module.bytes(), { host: host() })[kernel.name]!;
  kernel.made[4 * repeated + float.shift] = made;
  return made;
}

const REPEATED = ["neither", "left", "right"] as const;

/**
 * out[o + k] ← f(xs[i + k]) for k < n, by the SIMD kernel of f.
 *
 * @returns whether it was done: false where kernels are off, arrays are not of one floating type, or the plain loop is
 * as fast.
 * @throws RangeError when an array is too short.
 * @public
 */
export function mapArray(
  kernel: UnaryKernel,
  out: ArrayLike<number>,
  o: number,
  xs: ArrayLike<number>,
  i: number,
  n: number,
): boolean {
  const float = floatOf(out);
  if (float === null || floatOf(xs) !== float || !executionSettings().kernels) return false;
  if (n > kernel.upTo && float.bytes === 8) return false;
  if (isBeyond(xs, i, n) || isBeyond(out, o, n)) {
    throw tooShort("mapArray", xs, out);
  }
  const length = Math.min(n, PIECE);
  const xAt = aligned(length * float.bytes + PADDING);
  const views = workspace().reserve(2 * xAt);
  if (views === null) return false;
  const view = viewOf(views, float);
  const run = kernel.made[float.shift] ?? assemble1(kernel, float);
  const first = xAt / float.bytes;
  for (let k = 0; k < n; k += length) {
    const some = Math.min(length, n - k);
    copy(float, view, first, xs as FloatArray, i + k, some);
    run(0, xAt, some);
    copyResult(float, view, out as FloatArray, o + k, some);
  }
  return true;
}

/** What of an operand is wanted for some rows: how many numbers, and how far they move from piece to piece. */
function perRow(n: number, step: number, row: number): number | null {
  if (step === 1) return row === n || row === 0 ? n : null;
  return step === 0 && (row === 1 || row === 0) ? 1 : null;
}

/**
 * out[o + r n + k] ← f(xs[i + r xRow + k di], ys[j + r yRow + k dj]) for r < rows and k < n, by the SIMD kernel of f. A
 * step `di` or `dj` is 1, or 0 for a number that is used for the whole row; a step from row to row is that of rows (or
 * numbers) that follow each other, or 0.
 *
 * @returns whether it was done: false where kernels are off, arrays are not of one floating type, or steps are others.
 * @throws RangeError when an array is too short.
 * @public
 */
export function mapArrays(
  kernel: BinaryKernel,
  out: ArrayLike<number>,
  o: number,
  xs: ArrayLike<number>,
  i: number,
  di: number,
  xRow: number,
  ys: ArrayLike<number>,
  j: number,
  dj: number,
  yRow: number,
  rows: number,
  n: number,
): boolean {
  const float = floatOf(out);
  if (float === null || floatOf(xs) !== float || floatOf(ys) !== float || !executionSettings().kernels) return false;
  if (rows * n > kernel.upTo && float.bytes === 8) return false;
  if (dj === 0 && yRow === 0 && kernel.shortcut?.(ys[j]!) === true) return false;
  if (rows === 1 && n > PIECE) return inPieces(kernel, out, o, xs, i, di, ys, j, dj, n);
  const xSize = perRow(n, di, xRow);
  const ySize = perRow(n, dj, yRow);
  if (xSize === null || ySize === null || (di === 0 && dj === 0) || n === 0 || rows === 0) return false;
  if (
    isBeyond(xs, i, (rows - 1) * xRow + xSize) ||
    isBeyond(ys, j, (rows - 1) * yRow + ySize) ||
    isBeyond(out, o, rows * n)
  ) {
    throw tooShort("mapArrays", xs, ys, out);
  }
  const { bytes } = float;
  const some = Math.max(1, Math.min(rows, Math.floor(PIECE / n)));
  const xCount = xRow === 0 ? xSize : xSize * some;
  const yCount = yRow === 0 ? ySize : ySize * some;
  const xAt = aligned(some * n * bytes + PADDING);
  const yAt = xAt + aligned(xCount * bytes + PADDING);
  const views = workspace().reserve(yAt + aligned(yCount * bytes + PADDING));
  if (views === null) return false;
  const view = viewOf(views, float);
  const repeated = di === 0 ? 1 : dj === 0 ? 2 : 0;
  const run = kernel.made[4 * repeated + float.shift] ?? assemble2(kernel, float, repeated);
  const xFirst = xAt / bytes;
  const yFirst = yAt / bytes;
  for (let r = 0; r < rows; r += some) {
    const count = Math.min(some, rows - r);
    if (r === 0 || xRow !== 0) {
      copy(float, view, xFirst, xs as FloatArray, i + r * xRow, xRow === 0 ? xSize : count * xSize);
    }
    if (r === 0 || yRow !== 0) {
      copy(float, view, yFirst, ys as FloatArray, j + r * yRow, yRow === 0 ? ySize : count * ySize);
    }
    run(0, xAt, xRow * bytes, yAt, yRow * bytes, count, n);
    copyResult(float, view, out as FloatArray, o + r * n, count * n);
  }
  return true;
}

/** One long row, piece by piece. */
function inPieces(
  kernel: BinaryKernel,
  out: ArrayLike<number>,
  o: number,
  xs: ArrayLike<number>,
  i: number,
  di: number,
  ys: ArrayLike<number>,
  j: number,
  dj: number,
  n: number,
): boolean {
  // Rows of a piece each, then what is left.
  const rows = Math.floor(n / PIECE);
  const done = rows * PIECE;
  const xRow = di * PIECE;
  const yRow = dj * PIECE;
  if (!mapArrays(kernel, out, o, xs, i, di, xRow, ys, j, dj, yRow, rows, PIECE)) return false;
  if (done === n) return true;
  return mapArrays(kernel, out, o + done, xs, i + di * done, di, 0, ys, j + dj * done, dj, 0, 1, n - done);
}
