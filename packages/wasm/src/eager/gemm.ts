import { ModuleBuilder } from "../assembler/module.ts";
import { type Float, floatOfProducts } from "../kernels/float.ts";
import { addGemm } from "../kernels/gemm.ts";
import { gemmScratch, OVERREAD } from "../kernels/packed.ts";
import { executionSettings } from "../settings.ts";
import { instantiate } from "../webassembly.ts";
import { aligned, workspace } from "../workspace.ts";
import { copy, copyResult } from "./copy.ts";
import { type FloatArray, floatOf, viewOf } from "./floats.ts";
import { isBeyond, tooShort } from "./reach.ts";

type Run = (...args: number[]) => number;

/** The kernels that have been assembled, and the scratch memory that each wants: by floating type, fused ones after. */
const made: { readonly run: Run; readonly scratch: number }[] = [];

/** Assembles the kernel of a floating type. */
function assemble(place: number, float: Float): (typeof made)[number] {
  const module = new ModuleBuilder();
  module.importMemory("host", "memory", 1);
  addGemm(module, floatOfProducts(float.dtype));
  const run = instantiate(module.bytes(), { host: { memory: workspace().memory } }).gemm!;
  const kernel = { run, scratch: gemmScratch(float) };
  made[place] = kernel;
  return kernel;
}

/** The first place that a matrix touches, whose first number lies at `start`: before it where steps are negative. */
function firstOf(start: number, rows: number, columns: number, row: number, column: number): number {
  const at = row < 0 ? start + (rows - 1) * row : start;
  return column < 0 ? at + (columns - 1) * column : at;
}

/** How many places lie between the first and the last that a matrix touches, both included. */
function placesOf(rows: number, columns: number, row: number, column: number): number {
  return (rows - 1) * (row < 0 ? -row : row) + (columns - 1) * (column < 0 ? -column : column) + 1;
}

/**
 * The numbers that are copied of a matrix: all places, unless they are more than twice its numbers; then it is copied
 * number by number, and 0 says so.
 */
function spanOf(places: number, rows: number, columns: number): number {
  return places <= 2 * rows * columns ? places : 0;
}

/** Copies a matrix number by number. */
function copyEach(
  to: FloatArray,
  first: number,
  data: FloatArray,
  start: number,
  rows: number,
  columns: number,
  row: number,
  column: number,
): void {
  for (let i = 0, o = first; i < rows; i++) {
    for (let j = 0, at = start + i * row; j < columns; j++, at += column) to[o++] = data[at]!;
  }
}

/**
 * out ← A B by the SIMD kernel, for A of m rows and k columns, B of k rows and n columns; both are read with any
 * steps, `out` is written row by row from place `o` on.
 *
 * Sums run over k in order, in equal blocks of at most 256 for large products: with |A||B| the product of the
 * magnitudes, each number differs from the exact one by at most k ε |A||B| (ε = 2⁻⁵³, or 2⁻²⁴ for float32).
 *
 * @returns whether it was done: false where kernels are off, arrays are not all of one floating type, or the
 * workspace cannot hold them.
 * @throws RangeError when an array is too short.
 * @public
 */
export function multiplyMatrices(
  out: ArrayLike<number>,
  o: number,
  m: number,
  n: number,
  k: number,
  a: ArrayLike<number>,
  aStart: number,
  aRow: number,
  aColumn: number,
  b: ArrayLike<number>,
  bStart: number,
  bRow: number,
  bColumn: number,
): boolean {
  const float = floatOf(out);
  const { kernels, fused } = executionSettings();
  if (float === null || floatOf(a) !== float || floatOf(b) !== float || !kernels) return false;
  if (isBeyond(out, o, m * n)) throw tooShort("multiplyMatrices", out);
  if (m === 0 || n === 0) return true;
  if (k === 0) {
    (out as FloatArray).fill(0, o, o + m * n);
    return true;
  }
  const aPlaces = placesOf(m, k, aRow, aColumn);
  const bPlaces = placesOf(k, n, bRow, bColumn);
  const aFrom = firstOf(aStart, m, k, aRow, aColumn);
  const bFrom = firstOf(bStart, k, n, bRow, bColumn);
  if (isBeyond(a, aFrom, aPlaces) || isBeyond(b, bFrom, bPlaces)) throw tooShort("multiplyMatrices", a, b);
  const bytes = float.bytes;
  const aSpan = spanOf(aPlaces, m, k);
  const bSpan = spanOf(bPlaces, k, n);
  const aAt = aligned(m * n * bytes + OVERREAD);
  const bAt = aAt + aligned((aSpan || m * k) * bytes);
  const scratch = bAt + aligned((bSpan || k * n) * bytes + OVERREAD);
  const place = fused ? float.shift + 4 : float.shift;
  const kernel = made[place] ?? assemble(place, float);
  const views = workspace().reserve(scratch + kernel.scratch);
  if (views === null) return false;
  const view = viewOf(views, float);
  let aFirst = aAt;
  let bFirst = bAt;
  if (aSpan > 0) {
    copy(float, view, aAt / bytes, a as FloatArray, aFrom, aSpan);
    aFirst += (aStart - aFrom) * bytes;
  } else {
    copyEach(view, aAt / bytes, a as FloatArray, aStart, m, k, aRow, aColumn);
    aRow = k;
    aColumn = 1;
  }
  if (bSpan > 0) {
    copy(float, view, bAt / bytes, b as FloatArray, bFrom, bSpan);
    bFirst += (bStart - bFrom) * bytes;
  } else {
    copyEach(view, bAt / bytes, b as FloatArray, bStart, k, n, bRow, bColumn);
    bRow = n;
    bColumn = 1;
  }
  const row = aRow * bytes;
  kernel.run(0, n * bytes, aFirst, row, aColumn * bytes, bFirst, bRow * bytes, bColumn * bytes, m, n, k, scratch);
  copyResult(float, view, out as FloatArray, o, m * n);
  return true;
}
