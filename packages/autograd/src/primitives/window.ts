import { show } from "../describe.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { general } from "../general.ts";
import { rowsOf } from "../kernels/copy.ts";
import { cast } from "../kernels/elementwise.ts";
import { dilated, flatTaps, maxWindows, sumWindows, throughMax, type Windows, windowsIn } from "../kernels/window.ts";
import { linear, linearN } from "../kinds.ts";
import { operand, type TensorLike } from "../lift.ts";
import type { SameRank } from "../numpy/types.ts";
import { knownOptions } from "../options.ts";
import { type Aval, apply1, applyN, type Primitive } from "../primitive.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { dataOf, empty } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

// Windows go over the last axes of a tensor, as many as the window has; those before number independent blocks.

/** The shape of one result per window. */
function windowedShape(shape: Shape, windows: Windows): Shape {
  const blocks = shape.length - windows.size.length;
  return [...shape.slice(0, blocks), ...windowsIn(shape.slice(blocks), windows)];
}

/** What the kernels read: blocks of places, and which of them each window's taps see. */
function layoutOf(shape: Shape, windows: Windows) {
  const first = shape.length - windows.size.length;
  const spatial = shape.slice(first);
  const counts = windowsIn(spatial, windows);
  return {
    blocks: sizeOf(shape.slice(0, first)),
    block: sizeOf(spatial),
    count: sizeOf(counts),
    taps: flatTaps(spatial, counts, windows),
  };
}

/** The windows that go over one number per window and give back one for each place: the transposed sum. */
export function transposedWindows(spatial: Shape, windows: Windows): Windows {
  const { size, strides, padding, inputDilation, dilation } = windows;
  const counts = windowsIn(spatial, windows);
  return {
    size,
    strides: inputDilation,
    inputDilation: strides,
    dilation,
    padding: spatial.map((n, d) => {
      const reach = dilated(size[d]!, dilation[d]!);
      const before = reach - 1 - padding[d]![0];
      return [before, dilated(n, inputDilation[d]!) + reach - 1 - dilated(counts[d]!, strides[d]!) - before];
    }),
  };
}

/** The sum over each window. */
export const windowSumPrimitive: Primitive = linear<Windows>({
  name: "windowSum",
  formula: String.raw`y_p = \sum_t x_{sp + dt - l}`,
  reverse: ["windowSum(g), spread out by the stride"],
  abstract: (x, windows) => ({
    shape: windowedShape(x.shape, windows),
    dtype: x.dtype === "bool" ? "int32" : x.dtype,
  }),
  run: (out, input, windows) => {
    const { blocks, block, count, taps } = layoutOf(input.shape, windows);
    const { data, offset } = rowsOf(input.dtype === out.dtype ? input : cast(input, out.dtype));
    sumWindows(dataOf(out), out.offset, data, offset, blocks, block, count, taps);
  },
  transpose: (g, windows, x) => {
    const spatial = x.shape.slice(x.shape.length - windows.size.length);
    return apply1(windowSumPrimitive, g, transposedWindows(spatial, windows));
  },
});

const LOWEST = { float64: -Infinity, float32: -Infinity, int32: -(2 ** 31), bool: 0 };

function runMax(out: Tensor, x: Tensor, windows: Windows): void {
  const { blocks, block, count, taps } = layoutOf(x.shape, windows);
  const { data, offset } = rowsOf(x);
  maxWindows(dataOf(out), out.offset, data, offset, blocks, block, count, taps, LOWEST[x.dtype]);
}

/** The largest entry of each window. */
export const windowMaxPrimitive: Primitive = general<Windows>({
  name: "windowMax",
  formula: String.raw`y_p = \max_t x_{sp + dt - l}, \quad \partial_t = \frac{[x_t = y_p]}{\text{number of ties}}`,
  reverse: ["g where x == y, shared by ties, summed over the windows"],
  abstract: ([x], windows) => [{ shape: windowedShape(x!.shape, windows), dtype: x!.dtype }],
  run: ([out], [x], windows) => runMax(out!, x!, windows),
  vjp: ([g], _ys, [x], windows) => [applyN(windowSpreadPrimitive, [g!, x!], windows)[0]!],
});

/** What both directions of the derivative of `windowMax` do: they pass `values` through its Jacobian matrix. */
function runThroughMax(spread: boolean, out: Tensor, values: Tensor, x: Tensor, windows: Windows): void {
  const { blocks, block, count, taps } = layoutOf(x.shape, windows);
  const largest = empty([blocks * count], blocks * count, x.dtype);
  runMax(largest, x, windows);
  const [xs, vs] = [rowsOf(x), rowsOf(values.dtype === out.dtype ? values : cast(values, out.dtype))];
  const y = rowsOf(largest);
  throughMax(
    spread,
    dataOf(out),
    out.offset,
    vs.data,
    vs.offset,
    xs.data,
    xs.offset,
    y.data.subarray(y.offset),
    blocks,
    block,
    count,
    taps,
  );
}

/** A derivative has a floating dtype also where the windows are over integers. */
const floating = (g: Aval): Aval["dtype"] => (g.dtype === "float32" ? "float32" : "float64");

/** One number for each window, shared among its largest entries: the transpose of the derivative of `windowMax`. */
export const windowSpreadPrimitive: Primitive = linearN<Windows>({
  name: "windowSpread",
  formula: String.raw`y_i = \sum_{p: x_i = \max_p} \frac{g_p}{\text{number of ties}}`,
  reverse: ["windowPick(g, x)", ""],
  operands: ["g", "x"],
  abstract: ([g, x]) => [{ shape: x!.shape, dtype: floating(g!) }],
  run: ([out], [g, x], windows) => runThroughMax(true, out!, g!, x!, windows),
  transposes: [(t, windows, [, x]) => applyN(windowPickPrimitive, [t, x!], windows)[0]!, null],
});

/** For each window the mean of what stands at its largest entries: the derivative of `windowMax`. */
export const windowPickPrimitive: Primitive = linearN<Windows>({
  name: "windowPick",
  formula: String.raw`y_p = \frac{1}{\text{number of ties}} \sum_{i: x_i = \max_p} t_i`,
  reverse: ["windowSpread(g, x)", ""],
  operands: ["t", "x"],
  abstract: ([t, x], windows) => [{ shape: windowedShape(x!.shape, windows), dtype: floating(t!) }],
  run: ([out], [t, x], windows) => runThroughMax(false, out!, t!, x!, windows),
  transposes: [(g, windows, [, x]) => applyN(windowSpreadPrimitive, [g, x!], windows)[0]!, null],
});

/** How windows go over the spatial axes; a single number stands for all axes. @public */
export interface WindowOptions {
  /** The step from window to window; 1 unless said. */
  readonly stride?: number | readonly number[];
  /** What is put around: a number, one for each axis, a pair for each axis, `"valid"` (nothing) or `"same"`. */
  readonly padding?: number | readonly (number | readonly [number, number])[] | "valid" | "same";
  /** How far apart the entries of one window lie; 1 unless said. */
  readonly dilation?: number | readonly number[];
}

/**
 * The sum over each window of the last axes: y_p = Σ_t x[s·p + d·t − l], with zeros outside of x. Divided by the number
 * of entries it is average pooling.
 *
 * Shapes: `x [..., ...spatial]`, one axis for each length in `size` → the same with ⌊(n + padding − d(k − 1) − 1) / s⌋ + 1
 * windows along each of these axes. The stride is 1 unless said (layers for pooling take the size of the window).
 *
 * @throws ShapeError when the window is larger than the padded input or has more axes; ArgumentError for a size,
 * stride, dilation or padding out of range.
 * @example windowSum(tensor([1, 2, 3, 4]), [2], { stride: 2 }) // [3. 7.]
 * @public
 */
export function windowSum<S extends Shape>(
  x: Tensor<S>,
  size: readonly number[],
  options?: WindowOptions,
): Tensor<SameRank<S>>;
export function windowSum(x: TensorLike, size: readonly number[], options?: WindowOptions): Tensor;
export function windowSum(input: TensorLike, size: readonly number[], options: WindowOptions = {}): Tensor {
  knownOptions("windowSum", options, ["stride", "padding", "dilation"]);
  const x = operand("windowSum", input);
  return apply1(windowSumPrimitive, x, windowsOver("windowSum", x.shape, size, options));
}

/**
 * The largest entry of each window of the last axes: y_p = max_t x[s·p + d·t − l]; NaN when one is NaN. Padding never
 * wins: a window of nothing else gives −∞.
 *
 * Shapes: as `windowSum`. Derivative at ties: shared equally among the largest entries of a window, as in `max`;
 * where windows overlap an entry gets the sum of its shares.
 *
 * @throws as `windowSum` does.
 * @example windowMax(tensor([1, 3, 2, 4]), [2], { stride: 2 }) // [3. 4.]
 * @public
 */
export function windowMax<S extends Shape>(
  x: Tensor<S>,
  size: readonly number[],
  options?: WindowOptions,
): Tensor<SameRank<S>>;
export function windowMax(x: TensorLike, size: readonly number[], options?: WindowOptions): Tensor;
export function windowMax(input: TensorLike, size: readonly number[], options: WindowOptions = {}): Tensor {
  knownOptions("windowMax", options, ["stride", "padding", "dilation"]);
  const x = operand("windowMax", input);
  return applyN(windowMaxPrimitive, [x], windowsOver("windowMax", x.shape, size, options))[0]!;
}

function windowsOver(op: string, shape: Shape, size: readonly number[], options: WindowOptions): Windows {
  if (!Array.isArray(size) || size.length > shape.length) throw wrongSize(op, shape, size);
  return readWindows(op, shape.slice(shape.length - size.length), size, options, shape);
}

/** The windows that the options describe, over spatial axes of the given lengths. */
export function readWindows(
  op: string,
  spatial: Shape,
  size: Shape,
  options: WindowOptions & { readonly inputDilation?: number | readonly number[] },
  shape: Shape,
): Windows {
  const perAxis = (name: string, value: number | readonly number[]): Shape => {
    const list = typeof value === "number" ? spatial.map(() => value) : value;
    const fits = Array.isArray(list) && list.length === spatial.length;
    if (!fits || !list.every((n) => Number.isInteger(n) && n > 0)) throw badOption(op, name, value, spatial.length);
    return list;
  };
  const taps = perAxis("size", size);
  const strides = perAxis("stride", options.stride ?? 1);
  const dilation = perAxis("dilation", options.dilation ?? 1);
  const inputDilation = perAxis("inputDilation", options.inputDilation ?? 1);
  const lengths = spatial.map((n, d) => dilated(n, inputDilation[d]!));
  const reach = taps.map((n, d) => dilated(n, dilation[d]!));
  const padding = readPadding(op, options.padding ?? 0, lengths, reach, strides);
  const small = lengths.findIndex((n, d) => n + padding[d]![0] + padding[d]![1] < reach[d]!);
  if (small < 0) return { size: taps, strides, padding, inputDilation, dilation };
  const [before, behind] = padding[small]!;
  throw new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `a window that reaches over ${reach[small]} entries does not fit into ${lengths[small]! + before + behind}`,
    got: `spatial axis ${small} of shape ${showShape(shape)} with padding ${before} and ${behind}`,
    hint: 'padding: "same" pads so much that the windows fit',
    shapes: [shape],
  });
}

function readPadding(
  op: string,
  padding: NonNullable<WindowOptions["padding"]>,
  lengths: Shape,
  reach: Shape,
  strides: Shape,
): (readonly [number, number])[] {
  if (padding === "valid") return lengths.map(() => [0, 0]);
  if (padding === "same") {
    return lengths.map((n, d) => {
      const total = Math.max((Math.ceil(n / strides[d]!) - 1) * strides[d]! + reach[d]! - n, 0);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
  }
  const list: unknown = typeof padding === "number" ? lengths.map(() => padding) : padding;
  if (!Array.isArray(list) || list.length !== lengths.length) throw badOption(op, "padding", padding, lengths.length);
  return (list as readonly (number | readonly [number, number])[]).map((entry) => {
    const pair = typeof entry === "number" ? ([entry, entry] as const) : entry;
    if (Array.isArray(pair) && pair.length === 2 && pair.every((n) => Number.isInteger(n))) return pair;
    throw badOption(op, "padding", padding, lengths.length);
  });
}

function badOption(op: string, name: string, value: unknown, axes: number): ArgumentError {
  const range = name === "padding" ? "whole numbers" : "whole numbers above 0";
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: `${name} must be ${range}, one for all or one for each of ${axes} spatial axes`,
    got: show(value),
    hint:
      name === "padding"
        ? 'padding: 1, padding: [1, 2], padding: [[1, 0], [2, 2]] (before, behind), or "same"'
        : `${name}: 2, or one number for each axis: ${name}: [2, 1]`,
  });
}

function wrongSize(op: string, shape: Shape, size: unknown): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: Array.isArray(size)
      ? `a window of ${size.length} axes cannot go over ${shape.length}`
      : `the size of a window is a list of lengths, not ${show(size)}`,
    got: `shape ${showShape(shape)}`,
    hint: "the window goes over the last axes: [2, 2] for an image, [2] for a signal",
    shapes: [shape],
  });
}
