import { promote } from "../dtype.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { convolve, convolvedShape } from "../kernels/convolution.ts";
import { cast } from "../kernels/elementwise.ts";
import { dilated, type Windows } from "../kernels/window.ts";
import { bilinear } from "../kinds.ts";
import { operand, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { apply1, apply2, type Primitive } from "../primitive.ts";
import { type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { slicePrimitive } from "./slice.ts";
import { reshapeTo, transposePrimitive } from "./structure.ts";
import { readWindows, transposedWindows, type WindowOptions } from "./window.ts";

type Convolution = Windows & { readonly groups: number };

/**
 * The convolution of [N, C, ...spatial] with a kernel [O, C / groups, ...taps]. Both of its transposes are convolutions
 * again: by `x` with the kernel turned round and its two axes of channels exchanged, by the kernel with the examples
 * in the place of the channels.
 */
export const convPrimitive: Primitive = bilinear<Convolution>({
  name: "conv",
  formula: String.raw`y_{nop} = \sum_{c,t} x_{n,c,\,sp + dt - l}\, k_{oct}`,
  reverse: ["conv(g, k turned round), spread out by the stride", "conv(x, g) over the examples"],
  abstract: (x, kernel, params) => ({
    shape: convolvedShape(x.shape, kernel.shape, params),
    dtype: promote(x.dtype, kernel.dtype),
  }),
  run: (out, x, kernel, params) => {
    const as = (t: Tensor): Tensor => (t.dtype === out.dtype ? t : cast(t, out.dtype));
    convolve(out, as(x), as(kernel), params, params.groups);
  },
  transposes: [
    (g, x, kernel, { groups, ...windows }) =>
      convolved(g, turned(kernel, groups), { ...transposedWindows(x.shape.slice(2), windows), groups }),
    (g, x, kernel, { groups, ...windows }) => {
      const grouped = transposed(splitChannels(x, groups), [2, 1, 0, ...spatialAxes(x, 1)]);
      const [channels, , examples] = grouped.shape;
      const byExample = reshapeTo(grouped, [channels!, groups * examples!, ...x.shape.slice(2)]);
      const params = { ...kernelWindows(x.shape.slice(2), kernel.shape.slice(2), g.shape.slice(2), windows), groups };
      return exchanged(convolved(byExample, exchanged(g), params));
    },
  ],
});

function convolved(x: Tensor, kernel: Tensor, params: Convolution): Tensor {
  return apply2(convPrimitive, x, kernel, params);
}

function transposed(x: Tensor, axes: readonly number[]): Tensor {
  return apply1(transposePrimitive, x, { axes });
}

/** The axes of `x` from the third on, moved by `shift`. */
function spatialAxes(x: Tensor, shift = 0): number[] {
  return x.shape.slice(2).map((_, d) => d + 2 + shift);
}

/** The first two axes exchanged. */
function exchanged(x: Tensor): Tensor {
  return transposed(x, [1, 0, ...spatialAxes(x)]);
}

/** [N, C, ...] → [N, groups, C / groups, ...]. */
function splitChannels(x: Tensor, groups: number): Tensor {
  return reshapeTo(x, [x.shape[0]!, groups, x.shape[1]! / groups, ...x.shape.slice(2)]);
}

/** The kernel [O, C / groups, ...] as [C, O / groups, ...], its taps in reverse order. */
function turned(kernel: Tensor, groups: number): Tensor {
  const [outputs, inputs, ...taps] = kernel.shape;
  const split = reshapeTo(kernel, [groups, outputs! / groups, inputs!, ...taps]);
  const swapped = transposed(split, [0, 2, 1, ...spatialAxes(kernel, 1)]);
  const whole = [groups * inputs!, outputs! / groups, ...taps];
  return apply1(slicePrimitive, reshapeTo(swapped, whole), {
    whole,
    starts: whole.map((n, d) => (d < 2 || n === 0 ? 0 : n - 1)),
    steps: whole.map((_, d) => (d < 2 ? 1 : -1)),
    axes: whole.map((_, d) => d),
    part: whole,
  });
}

/** The windows with which the cotangent as a kernel goes over the input to give the adjoint of the kernel. */
function kernelWindows(spatial: Shape, taps: Shape, counts: Shape, windows: Windows): Windows {
  const { strides, padding, inputDilation, dilation } = windows;
  return {
    size: counts,
    strides: dilation,
    inputDilation,
    dilation: strides,
    padding: spatial.map((n, d) => {
      const before = padding[d]![0];
      const total = dilated(counts[d]!, strides[d]!) + dilated(taps[d]!, dilation[d]!) - 1;
      return [before, total - dilated(n, inputDilation[d]!) - before];
    }),
  };
}

/** How a convolution goes over its input. @public */
export interface ConvOptions extends WindowOptions {
  /** How far apart the entries of the input are put, with zeros between; 1 unless said. A transposed convolution. */
  readonly inputDilation?: number | readonly number[];
  /** Into how many groups the channels are divided, each with its own outputs; 1 unless said. */
  readonly groups?: number;
}

/**
 * The convolution of neural networks (a cross-correlation: the kernel is not turned round), along one or more spatial
 * axes: y[n, o, p] = Σ_{c, t} x[n, c, s·p + d·t − l] · k[o, c, t], with stride s, dilation d, padding l in front and
 * zeros outside of x.
 *
 * Shapes: `x [N, C, ...spatial]`, `kernel [O, C / groups, ...taps]` → `[N, O, ...]`, PyTorch's layout; along each
 * spatial axis of n entries with k taps ⌊(n + padding − d(k − 1) − 1) / s⌋ + 1 windows. Padding is a number, one for
 * each axis, a pair [before, behind] for each axis, `"valid"` (none, the default) or `"same"` (⌈n / s⌉ windows).
 * With groups, output channels of group i see the input channels of group i only; groups = C is a depthwise
 * convolution. An `inputDilation` spreads the input out first, which makes it a transposed (fractionally strided)
 * convolution.
 *
 * @throws ShapeError when ranks or channels do not fit or the kernel is larger than the padded input; ArgumentError
 * for a stride, dilation, padding or number of groups out of range.
 * @example conv(tensor([[[1, 2, 3, 4]]]), tensor([[[1, -1]]])) // [[[-1. -1. -1.]]]
 * @example conv(ones([2, 3, 28, 28]), ones([8, 3, 3, 3]), { stride: 2, padding: 1 }).shape // [2, 8, 14, 14]
 * @see V. Dumoulin, F. Visin (2016), A guide to convolution arithmetic for deep learning.
 * @public
 */
export function conv(input: TensorLike, weights: TensorLike, options: ConvOptions = {}): Tensor {
  knownOptions("conv", options, ["stride", "padding", "dilation", "inputDilation", "groups"]);
  const [x, kernel] = [operand("conv", input), operand("conv", weights)];
  const { groups = 1 } = options;
  if (x.ndim < 3 || kernel.ndim !== x.ndim) throw wrongRank(x.shape, kernel.shape);
  if (!(Number.isInteger(groups) && groups > 0)) throw badGroups(groups);
  if (x.shape[1] !== kernel.shape[1]! * groups || kernel.shape[0]! % groups !== 0) {
    throw wrongChannels(x.shape, kernel.shape, groups);
  }
  const windows = readWindows("conv", x.shape.slice(2), kernel.shape.slice(2), options, x.shape);
  return convolved(x, kernel, { ...windows, groups });
}

function wrongRank(x: Shape, kernel: Shape): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "conv",
    problem: `an input with ${x.length} axes and a kernel with ${kernel.length} do not fit`,
    got: `${showShape(x)} and ${showShape(kernel)}`,
    hint:
      kernel.length === x.length + 1
        ? "the input needs an axis of examples in front: expandDims(x, 0)"
        : "the input is [N, C, ...spatial], the kernel [O, C, ...taps]: both have 3 axes for a signal, 4 for an image",
    shapes: [x, kernel],
  });
}

function badGroups(groups: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "conv",
    problem: `the number of groups must be a whole number above 0, not ${String(groups)}`,
    hint: "groups = 1 lets every output see every channel; groups = C gives each channel its own kernel",
  });
}

function wrongChannels(x: Shape, kernel: Shape, groups: number): ShapeError {
  const last = x[x.length - 1]! * groups;
  const uneven = x[1] === kernel[1]! * groups;
  let problem = `the input has ${x[1]} channels, the kernel is for ${kernel[1]! * groups}`;
  let hint = "the second axis of the kernel is C / groups: [O, C / groups, ...taps]";
  if (uneven) {
    problem = `${kernel[0]} outputs cannot be divided into ${groups} groups`;
    hint = "the first axis of the kernel holds the outputs of all groups";
  } else if (groups > 1) {
    problem += ` (${kernel[1]} in each of ${groups} groups)`;
  } else if (kernel[1] === last && sizeOf(kernel) > 0) {
    hint = "channels come second, before the spatial axes: moveaxis(x, -1, 1)";
  }
  return new ShapeError({
    code: "shape-mismatch",
    op: "conv",
    problem,
    got: `${showShape(x)} and ${showShape(kernel)}`,
    hint,
    shapes: [x, kernel],
  });
}
