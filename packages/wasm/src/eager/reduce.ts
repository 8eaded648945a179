import { ModuleBuilder } from "../assembler/module.ts";
import type { Float } from "../kernels/float.ts";
import { addCombineColumns, addExtremeRows, addSumRows, type Combination } from "../kernels/reduce.ts";
import type { Run } from "../math/elementwise.ts";
import { executionSettings } from "../settings.ts";
import { instantiate } from "../webassembly.ts";
import { aligned, workspace } from "../workspace.ts";
import { copy } from "./copy.ts";
import { type FloatArray, floatOf, viewOf } from "./floats.ts";
import { isBeyond, tooShort } from "./reach.ts";

/** Numbers that go through the workspace at a time, where rows are shorter. */
const PIECE = 4096;
const PADDING = 64;

function assembled(name: string, made: Run[], float: Float, add: (module: ModuleBuilder) => void): Run {
  const module = new ModuleBuilder();
  module.importMemory("host", "memory", 1);
  add(module);
  const run = instantiate(module.bytes(), { host: { memory: workspace().memory } })[name]!;
  made[float.shift] = run;
  return run;
}

/** A reduction as it can be run: what combines the numbers of a row, and the rows of columns. @public */
export interface ReductionKernel {
  readonly which: Combination;
  readonly addRows: (module: ModuleBuilder, float: Float) => void;
  /** The functions that have been assembled, by floating type. */
  readonly rows: Run[];
  readonly columns: Run[];
  /** From this many numbers on the kernel beats a plain loop, copies included. */
  readonly from: number;
}

const FROM = 512;

/** Sums, to the bits of NumPy's pairwise order along rows. @public */
export const sumKernel: ReductionKernel = { which: "add", addRows: addSumRows, rows: [], columns: [], from: FROM };
/** The largest, NaN where one is. @public */
export const maxKernel: ReductionKernel = {
  which: "max",
  addRows: (module, float) => addExtremeRows(module, float, "max"),
  rows: [],
  columns: [],
  from: FROM,
};
/** The smallest, NaN where one is. @public */
export const minKernel: ReductionKernel = {
  which: "min",
  addRows: (module, float) => addExtremeRows(module, float, "min"),
  rows: [],
  columns: [],
  from: FROM,
};

function assembleRows(kernel: ReductionKernel, float: Float): Run {
  const name = `${kernel.which === "add" ? "sum" : kernel.which}Rows`;
  return assembled(name, kernel.rows, float, (module) => kernel.addRows(module, float));
}

function assembleColumns(kernel: ReductionKernel, float: Float): Run {
  const name = `${kernel.which}Columns`;
  return assembled(name, kernel.columns, float, (module) => addCombineColumns(module, float, kernel.which));
}

/**
 * Reduces each of `rows` rows of `n` ≥ 1 neighbours, from place `i` on, to one number, from `out[o]` on.
 *
 * @returns whether it was done: false where kernels are off, arrays are not of one floating type, or too long.
 * @throws RangeError when an array is too short.
 * @public
 */
export function reduceRows(
  kernel: ReductionKernel,
  out: ArrayLike<number>,
  o: number,
  xs: ArrayLike<number>,
  i: number,
  n: number,
  rows: number,
): boolean {
  const float = floatOf(out);
  if (float === null || floatOf(xs) !== float || n === 0 || !executionSettings().kernels) return false;
  if (isBeyond(xs, i, rows * n) || isBeyond(out, o, rows)) {
    throw tooShort("reduceRows", xs, out);
  }
  const { bytes } = float;
  const some = Math.max(1, Math.min(rows, Math.floor(PIECE / n)));
  const to = aligned(some * n * bytes + PADDING);
  const views = workspace().reserve(to + aligned(some * bytes));
  if (views === null) return false;
  const view = viewOf(views, float);
  const run = kernel.rows[float.shift] ?? assembleRows(kernel, float);
  for (let r = 0; r < rows; r += some) {
    const count = Math.min(some, rows - r);
    copy(float, view, 0, xs as FloatArray, i + r * n, count * n);
    run(to, 0, n, count);
    copy(float, out as FloatArray, o + r, view, to / bytes, count);
  }
  return true;
}

/**
 * Reduces `n` ≥ 1 rows of `inner` numbers, from place `i` on, to one row, from `out[o]` on: column by column, from the
 * first row to the last.
 *
 * @returns whether it was done, as `reduceRows` has it.
 * @throws RangeError when an array is too short.
 * @public
 */
export function reduceColumns(
  kernel: ReductionKernel,
  out: ArrayLike<number>,
  o: number,
  xs: ArrayLike<number>,
  i: number,
  n: number,
  inner: number,
): boolean {
  const float = floatOf(out);
  if (float === null || floatOf(xs) !== float || n === 0 || inner === 0 || !executionSettings().kernels) return false;
  if (isBeyond(xs, i, n * inner) || isBeyond(out, o, inner)) {
    throw tooShort("reduceColumns", xs, out);
  }
  const { bytes } = float;
  const to = aligned(n * inner * bytes + PADDING);
  const views = workspace().reserve(to + aligned(inner * bytes + PADDING));
  if (views === null) return false;
  const view = viewOf(views, float);
  const run = kernel.columns[float.shift] ?? assembleColumns(kernel, float);
  copy(float, view, 0, xs as FloatArray, i, n * inner);
  run(to, 0, n, inner);
  copy(float, out as FloatArray, o, view, to / bytes, inner);
  return true;
}
