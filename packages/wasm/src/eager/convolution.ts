import { ModuleBuilder } from "../assembler/module.ts";
import type { Float } from "../kernels/float.ts";
import { addGemm, gemmScratch, OVERREAD } from "../kernels/gemm.ts";
import { addReadWindows } from "../kernels/windows.ts";
import { executionSettings } from "../settings.ts";
import { instantiate, type WasmExports } from "../webassembly.ts";
import { aligned, workspace } from "../workspace.ts";
import { type FloatArray, floatOf, viewOf } from "./floats.ts";

const made: WasmExports[] = [];

function assemble(float: Float): WasmExports {
  const module = new ModuleBuilder();
  module.importMemory("host", "memory", 1);
  addReadWindows(module, float);
  addGemm(module, float);
  const functions = instantiate(module.bytes(), { host: { memory: workspace().memory } });
  made[float.shift] = functions;
  return functions;
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

/**
 * out ← the convolution of `x` [examples, groups · inputs, places] with `kernel` [groups · outputs, inputs, taps]: for
 * each example and group the columns are read and multiplied without leaving the workspace. The table names for each
 * tap and each output the place in a channel that it reads, −1 for none.
 *
 * @returns whether it was done: false where kernels are off, arrays are not of one floating type, or too long.
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
  const { readWindows, gemm } = made[float.shift] ?? assemble(float);
  views.int32.set(table, 0);
  view.set((kernel as FloatArray).subarray(ko, ko + groups * outputs * rows), weightsAt / bytes);
  for (let block = 0; block < examples * groups; block++) {
    const from = xo + block * inputs * places;
    view.set((x as FloatArray).subarray(from, from + inputs * places), xAt / bytes);
    readWindows!(columnsAt, xAt, 0, inputs, table.length, places * bytes);
    const weights = weightsAt + (block % groups) * outputs * rows * bytes;
    const [row, step] = [count * bytes, rows * bytes];
    gemm!(cAt, row, weights, step, bytes, columnsAt, row, bytes, outputs, count, rows, scratch);
    (out as FloatArray).set(view.subarray(cAt / bytes, cAt / bytes + outputs * count), o + block * outputs * count);
  }
  return true;
}
