import type { Float } from "../kernels/float.ts";
import { addGemm } from "../kernels/gemm.ts";
import { gemmScratch, OVERREAD } from "../kernels/packed.ts";
import { addReadRuns, addReadWindows } from "../kernels/windows.ts";
import { executionSettings } from "../settings.ts";
import type { WasmExports } from "../webassembly.ts";
import { aligned, type Views, workspace } from "../workspace.ts";
import { assembled } from "./assemble.ts";
import { copy } from "./copy.ts";
import { type FloatArray, floatOf, viewOf } from "./floats.ts";
import { isBeyond, tooShort } from "./reach.ts";

const made: WasmExports[] = [];

function functionsOf(float: Float): WasmExports {
  made[float.shift] ??= assembled((module) => {
    addReadWindows(module, float);
    addReadRuns(module, float);
    addGemm(module, float);
  });
  return made[float.shift]!;
}

/** The sizes of a convolution, of one group where they are of channels. @public */
export interface ConvolutionSizes {
  readonly examples: number;
  readonly groups: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Numbers in one channel of the input, and of the output. */
  readonly places: number;
  readonly count: number;
}

/** How windows are read: by a table of places, or by runs of neighbours. */
interface Reading {
  readonly by: "readRuns" | "readWindows";
  readonly words: Int32Array;
  /** How many runs, or places, there are. */
  readonly length: number;
}

/** Runs are worth their own loop from this many neighbours on, on average. */
const NEIGHBOURS = 4;

/** The table as runs of neighbours, each its first place and its length, or as it is where runs would be short. */
function readingOf(table: Int32Array): Reading {
  const words = new Int32Array(table.length);
  let length = 0;
  for (let k = 0; k < table.length; length++) {
    const first = k;
    const place = table[k]!;
    const step = place < 0 ? 0 : 1;
    for (k++; k < table.length && table[k] === place + step * (k - first); ) k++;
    if (2 * (length + 1) * NEIGHBOURS > 2 * table.length)
      return { by: "readWindows", words: table, length: table.length };
    words[2 * length] = place;
    words[2 * length + 1] = k - first;
  }
  return { by: "readRuns", words: words.subarray(0, 2 * length), length };
}

/**
 * out ← the convolution of `x` [examples, groups · inputs, places] with `kernel` [groups · outputs, inputs, taps]: for
 * each example and group the columns are read and multiplied without leaving the workspace. The table names for each
 * tap and each output the place in a channel that it reads, −1 for none.
 *
 * @returns whether it was done: false where kernels are off, arrays are not of one floating type, or too long.
 * @throws RangeError when an array is too short.
 * @public
 */
export function convolveWindows(
  out: ArrayLike<number>,
  o: number,
  x: ArrayLike<number>,
  xo: number,
  kernel: ArrayLike<number>,
  ko: number,
  sizes: ConvolutionSizes,
  table: Int32Array,
): boolean {
  const float = floatOf(out);
  if (float === null || floatOf(x) !== float || floatOf(kernel) !== float || !executionSettings().kernels) return false;
  const { examples, groups, inputs, outputs, places, count } = sizes;
  const weights = count === 0 ? 0 : (groups * outputs * inputs * table.length) / count;
  if (
    isBeyond(x, xo, examples * groups * inputs * places) ||
    isBeyond(kernel, ko, weights) ||
    isBeyond(out, o, examples * groups * outputs * count)
  )
    throw tooShort("convolveWindows", x, kernel, out);
  if (table.length / count > MANY_TAPS * count) {
    return convolveTaps(float, out as FloatArray, o, x as FloatArray, xo, kernel as FloatArray, ko, sizes, table);
  }
  const { bytes } = float;
  const rows = (inputs * table.length) / count;
  const weightsAt = aligned(4 * table.length);
  const xAt = weightsAt + aligned(groups * outputs * rows * bytes);
  const columnsAt = xAt + aligned(inputs * places * bytes);
  const cAt = columnsAt + aligned(rows * count * bytes + OVERREAD);
  const scratch = cAt + aligned(outputs * count * bytes + OVERREAD);
  const views = workspace().reserve(scratch + gemmScratch(float));
  if (views === null) return false;
  const view = viewOf(views, float);
  const functions = functionsOf(float);
  const { by, words, length } = readingOf(table);
  views.int32.set(words, 0);
  copy(float, view, weightsAt / bytes, kernel as FloatArray, ko, groups * outputs * rows);
  for (let block = 0; block < examples * groups; block++) {
    copy(float, view, xAt / bytes, x as FloatArray, xo + block * inputs * places, inputs * places);
    functions[by]!(columnsAt, xAt, 0, inputs, length, places * bytes);
    const weights = weightsAt + (block % groups) * outputs * rows * bytes;
    const [row, step] = [count * bytes, rows * bytes];
    functions.gemm!(cAt, row, weights, step, bytes, columnsAt, row, bytes, outputs, count, rows, scratch);
    copy(float, out as FloatArray, o + block * outputs * count, view, cAt / bytes, outputs * count);
  }
  return true;
}

/** With this many times more taps than windows the taps, not the windows, become the longer side of the columns. */
const MANY_TAPS = 4;
/** Numbers that the columns of one round may have, so that they stay in a cache. */
const ROUND = 2 ** 16;

/**
 * The same where windows are few and taps many, as in the adjoint of a kernel: input by input, the windows of several
 * examples are rows, which long runs fill, and their products with the kernel's rows are added up in float64.
 */
function convolveTaps(
  float: Float,
  out: FloatArray,
  o: number,
  x: FloatArray,
  xo: number,
  kernel: FloatArray,
  ko: number,
  { examples, groups, inputs, outputs, places, count }: ConvolutionSizes,
  table: Int32Array,
): boolean {
  const { bytes } = float;
  const taps = table.length / count;
  const some = Math.max(1, Math.min(examples, Math.floor(ROUND / table.length)));
  const kernelAt = aligned(4 * table.length);
  const xAt = kernelAt + aligned(outputs * taps * bytes + OVERREAD);
  const rowsAt = xAt + aligned(some * places * bytes + OVERREAD);
  const cAt = rowsAt + aligned(some * table.length * bytes + OVERREAD);
  const scratch = cAt + aligned(some * count * outputs * bytes + OVERREAD);
  const views: Views | null = workspace().reserve(scratch + gemmScratch(float));
  if (views === null) return false;
  const view = viewOf(views, float);
  const functions = functionsOf(float);
  const { by, words, length } = readingOf(windowsFirst(table, count));
  views.int32.set(words, 0);
  const sums = new Float64Array(some * count * outputs);
  for (let group = 0; group < groups; group++) {
    for (let first = 0; first < examples; first += some) {
      const now = Math.min(some, examples - first);
      sums.fill(0);
      for (let input = 0; input < inputs; input++) {
        for (let e = 0; e < now; e++) {
          const channel = ((first + e) * groups + group) * inputs + input;
          copy(float, view, xAt / bytes + e * places, x, xo + channel * places, places);
        }
        for (let output = 0; output < outputs; output++) {
          const row = (group * outputs + output) * inputs + input;
          copy(float, view, kernelAt / bytes + output * taps, kernel, ko + row * taps, taps);
        }
        functions[by]!(rowsAt, xAt, 0, now, length, places * bytes);
        const [rows, row, step] = [now * count, outputs * bytes, taps * bytes];
        functions.gemm!(cAt, row, rowsAt, step, bytes, kernelAt, bytes, step, rows, outputs, taps, scratch);
        const c = cAt / bytes;
        for (let k = 0; k < rows * outputs; k++) sums[k]! += view[c + k]!;
      }
      for (let e = 0; e < now; e++) {
        for (let output = 0; output < outputs; output++) {
          const to = o + (((first + e) * groups + group) * outputs + output) * count;
          for (let w = 0; w < count; w++) out[to + w] = sums[(e * count + w) * outputs + output]!;
        }
      }
    }
  }
  return true;
}

/** The table with the taps of one window beside each other. */
function windowsFirst(table: Int32Array, count: number): Int32Array {
  const taps = table.length / count;
  const turned = new Int32Array(table.length);
  for (let w = 0, k = 0; w < count; w++) for (let t = 0; t < taps; t++) turned[k++] = table[t * count + w]!;
  return turned;
}
