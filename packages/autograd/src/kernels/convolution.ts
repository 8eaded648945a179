import { convolveWindows } from "@wengert/wasm";
import { newArray, type TypedArray } from "../dtype.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { dataOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { rowsOf } from "./copy.ts";
import { gemm } from "./matmul.ts";
import { flatTaps, type Windows, windowsIn } from "./window.ts";

/**
 * out ← the convolution of `x` [N, C, ...] with `kernel` [O, C / groups, ...], all of one dtype: for each example and
 * group one matrix product. Where the windows' steps are the longer ones, the entries that the windows read become the
 * columns of a matrix; where the input is spread out, its entries are multiplied first and then added where the windows
 * see them, so that no time goes into the zeros between them.
 *
 * @see K. Chellapilla, S. Puri, P. Simard (2006), High performance convolutional neural networks for document
 * processing.
 */
export function convolve(out: Tensor, x: Tensor, kernel: Tensor, windows: Windows, groups: number): void {
  const spread = sizeOf(windows.inputDilation) > sizeOf(windows.strides);
  if (out.size === 0 || x.size === 0 || kernel.size === 0) return;
  const line = windows.size.length === 1 && windows.inputDilation[0] === 1 && kernel.shape[0] === groups;
  (line ? alongLine : spread ? scattered : gathered)(out, x, kernel, windows, groups);
}

/** From this many products on the kernel is faster, copies included. */
const MANY = 512;

/** The sizes of a convolution. */
function sizesOf(out: Tensor, x: Tensor, kernel: Tensor, groups: number) {
  return {
    examples: x.shape[0]!,
    inputs: x.shape[1]! / groups,
    outputs: out.shape[1]! / groups,
    taps: sizeOf(kernel.shape.slice(2)),
    places: sizeOf(x.shape.slice(2)),
    count: sizeOf(out.shape.slice(2)),
  };
}

function gathered(out: Tensor, x: Tensor, kernel: Tensor, windows: Windows, groups: number): void {
  const { examples, inputs, outputs, taps, places, count } = sizesOf(out, x, kernel, groups);
  const table = flatTaps(x.shape.slice(2), out.shape.slice(2), windows);
  const [{ data: xs, offset: xo }, { data: ks, offset: ko }, to] = [rowsOf(x), rowsOf(kernel), dataOf(out)];
  const rows = inputs * taps;
  const products = examples * groups * outputs * rows * count;
  const all = { examples, groups, inputs, outputs, places, count };
  if (products >= MANY && convolveWindows(to, out.offset, xs, xo, ks, ko, all, table)) return;
  const columns = newArray(out.dtype, rows * count);
  for (let n = 0; n < examples; n++) {
    for (let group = 0; group < groups; group++) {
      const block = n * groups + group;
      readWindows(columns, xs, xo + block * inputs * places, inputs, places, table);
      const at = out.offset + block * outputs * count;
      gemm(to, at, outputs, count, rows, ks, ko + group * outputs * rows, rows, 1, columns, 0, count, 1);
    }
  }
}

/**
 * Along one axis and with one output for each group: tap by tap, the input times its weight is added to the output. A
 * matrix of the windows would be as many times larger than the input as there are taps, and be read only once.
 */
function alongLine(out: Tensor, x: Tensor, kernel: Tensor, windows: Windows, groups: number): void {
  const { examples, inputs, taps, places, count } = sizesOf(out, x, kernel, groups);
  const [{ data: xs, offset: xo }, { data: ks, offset: ko }, to] = [rowsOf(x), rowsOf(kernel), dataOf(out)];
  const [stride, dilation, before] = [windows.strides[0]!, windows.dilation[0]!, windows.padding[0]![0]];
  const sums = new Float64Array(count);
  for (let block = 0; block < examples * groups; block++) {
    sums.fill(0);
    for (let c = 0; c < inputs; c++) {
      const row = xo + (block * inputs + c) * places;
      for (let tap = 0; tap < taps; tap++) {
        const weight = ks[ko + ((block % groups) * inputs + c) * taps + tap]!;
        // Window w reads the place stride·w + shift, where that lies inside.
        const shift = tap * dilation - before;
        const first = Math.max(0, Math.ceil(-shift / stride));
        const end = Math.min(count, Math.floor((places - 1 - shift) / stride) + 1);
        for (let w = first, from = row + stride * first + shift; w < end; w++, from += stride) {
          sums[w]! += weight * xs[from]!;
        }
      }
    }
    to.set(sums, out.offset + block * count);
  }
}

/** columns[c, tap, window] ← what the window reads in channel c with that tap. */
function readWindows(
  columns: TypedArray,
  x: TypedArray,
  start: number,
  channels: number,
  places: number,
  table: Int32Array,
): void {
  for (let c = 0, k = 0, from = start; c < channels; c++, from += places) {
    for (let t = 0; t < table.length; t++, k++) {
      const place = table[t]!;
      columns[k] = place < 0 ? 0 : x[from + place]!;
    }
  }
}

function scattered(out: Tensor, x: Tensor, kernel: Tensor, windows: Windows, groups: number): void {
  const { examples, inputs, outputs, taps, places, count } = sizesOf(out, x, kernel, groups);
  const table = flatTaps(x.shape.slice(2), out.shape.slice(2), windows);
  const [{ data: xs, offset: xo }, to] = [rowsOf(x), dataOf(out)];
  const weights = inputsLast(kernel, inputs, taps);
  const rows = outputs * taps;
  const products = newArray(out.dtype, rows * places);
  for (let n = 0; n < examples; n++) {
    for (let group = 0; group < groups; group++) {
      const block = n * groups + group;
      const from = xo + block * inputs * places;
      gemm(products, 0, rows, places, inputs, weights, group * rows * inputs, inputs, 1, xs, from, places, 1);
      for (let row = 0; row < rows; row++) {
        const at = out.offset + (block * outputs + Math.floor(row / taps)) * count;
        const tap = (row % taps) * count;
        for (let w = 0; w < count; w++) {
          const place = table[tap + w]!;
          if (place >= 0) to[at + w]! += products[row * places + place]!;
        }
      }
    }
  }
}

/** The kernel with its axis of inputs behind the taps. */
function inputsLast(kernel: Tensor, inputs: number, taps: number): TypedArray {
  const { data, offset } = rowsOf(kernel);
  const out = newArray(kernel.dtype, kernel.size);
  const outputs = kernel.size / (inputs * taps);
  let k = 0;
  for (let o = 0; o < outputs; o++) {
    for (let tap = 0; tap < taps; tap++) {
      for (let c = 0; c < inputs; c++) out[k++] = data[offset + (o * inputs + c) * taps + tap]!;
    }
  }
  return out;
}

/** The shape of a convolution. */
export function convolvedShape(x: Shape, kernel: Shape, windows: Windows): Shape {
  return [x[0]!, kernel[0]!, ...windowsIn(x.slice(2), windows)];
}
