import { ModuleBuilder } from "../assembler/module.ts";
import type { Float } from "../kernels/float.ts";
import { addGemm, gemmScratch, OVERREAD } from "../kernels/gemm.ts";
import { executionSettings } from "../settings.ts";
import { instantiate, type WasmExports } from "../webassembly.ts";
import { aligned, workspace } from "../workspace.ts";
import { type FloatArray, floatOf, viewOf } from "./floats.ts";

const instances: { float32?: WasmExports; float64?: WasmExports } = {};

/** The functions of a floating type, assembled when they are first used. */
function gemmOf(float: Float): WasmExports {
  const found = instances[float.dtype];
  if (found !== undefined) return found;
  const module = new ModuleBuilder();
  module.importMemory("host", "memory", 1);
  addGemm(module, float);
  const made = instantiate(module.bytes(), { host: { memory: workspace().memory } });
  instances[float.dtype] = made;
  return made;
}

/** A matrix inside an array: the place of its first number, and the steps from row to row and column to column. */
interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly start: number;
  readonly row: number;
  readonly column: number;
}

/** The places that a matrix touches, from the first to beyond the last. */
function spanOf({ rows, columns, start, row, column }: Matrix): [number, number] {
  const [down, right] = [(rows - 1) * row, (columns - 1) * column];
  return [start + Math.min(down, 0) + Math.min(right, 0), start + Math.max(down, 0) + Math.max(right, 0) + 1];
}

/** Where a matrix is put in the workspace: whole with what lies between its numbers, unless that is too much. */
interface Put extends Matrix {
  readonly size: number;
  readonly from: number;
  readonly asItIs: boolean;
}

function plan(matrix: Matrix): Put {
  const [from, end] = spanOf(matrix);
  const { rows, columns, row, column } = matrix;
  const asItIs = end - from <= 2 * rows * columns;
  if (asItIs) return { ...matrix, size: end - from, from, asItIs, row, column };
  return { ...matrix, size: rows * columns, from, asItIs, row: columns, column: 1 };
}

/** Copies it there; gives the place of its first number in bytes. */
function copyIn(to: FloatArray, at: number, float: Float, data: FloatArray, put: Put, matrix: Matrix): number {
  const first = at / float.bytes;
  if (put.asItIs) {
    to.set(data.subarray(put.from, put.from + put.size), first);
    return at + (matrix.start - put.from) * float.bytes;
  }
  for (let i = 0, o = first; i < matrix.rows; i++) {
    const row = matrix.start + i * matrix.row;
    for (let j = 0; j < matrix.columns; j++) to[o++] = data[row + j * matrix.column]!;
  }
  return at;
}

/**
 * out ← A B by the SIMD kernel, for A of m rows and k columns, B of k rows and n columns; both are read with any
 * steps, `out` is written row by row from place `o` on.
 *
 * Sums run over k in order, in blocks of 256 for large products: with |A||B| the product of the magnitudes, each
 * number differs from the exact one by at most k ε |A||B| (ε = 2⁻⁵³, or 2⁻²⁴ for float32).
 *
 * @returns whether it was done: false where kernels are off, arrays are not all of one floating type, or the
 * workspace cannot hold them.
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
  if (float === null || floatOf(a) !== float || floatOf(b) !== float || !executionSettings().kernels) return false;
  if (m === 0 || n === 0) return true;
  const [left, right] = [
    { rows: m, columns: k, start: aStart, row: aRow, column: aColumn },
    { rows: k, columns: n, start: bStart, row: bRow, column: bColumn },
  ];
  if (k === 0) {
    (out as FloatArray).fill(0, o, o + m * n);
    return true;
  }
  const { bytes } = float;
  const [putA, putB] = [plan(left), plan(right)];
  const bAt = aligned(putA.size * bytes);
  const cAt = bAt + aligned(putB.size * bytes + OVERREAD);
  const scratch = cAt + aligned(m * n * bytes + OVERREAD);
  const views = workspace().reserve(scratch + gemmScratch(float));
  if (views === null) return false;
  const { gemm } = gemmOf(float);
  const view = viewOf(views, float);
  const aFirst = copyIn(view, 0, float, a as FloatArray, putA, left);
  const bFirst = copyIn(view, bAt, float, b as FloatArray, putB, right);
  const [ar, ac, br, bc] = [putA.row * bytes, putA.column * bytes, putB.row * bytes, putB.column * bytes];
  gemm!(cAt, n * bytes, aFirst, ar, ac, bFirst, br, bc, m, n, k, scratch);
  (out as FloatArray).set(view.subarray(cAt / bytes, cAt / bytes + m * n), o);
  return true;
}
