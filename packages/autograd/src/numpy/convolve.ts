import { axisOf } from "../axes.ts";
import { show } from "../describe.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { pair, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { apply1, apply2 } from "../primitive.ts";
import { convPrimitive } from "../primitives/convolution.ts";
import { reshapeTo, transposePrimitive } from "../primitives/structure.ts";
import { type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { flip } from "./repeat.ts";

/** Which part of a convolution to give: all of it, the middle, or where both overlap completely. @public */
export type ConvolveMode = "full" | "same" | "valid";

/** Options of `convolve`. @public */
export interface ConvolveOptions {
  /** `"full"` unless said: m + n − 1 entries; `"same"`: as many as the longer has; `"valid"`: |m − n| + 1. */
  readonly mode?: ConvolveMode;
  /** The axes of both along which to convolve, in pairs; all of them unless said. */
  readonly axes?: readonly [readonly number[], readonly number[]];
  /** Axes of both over whose products to sum, in pairs; none unless said. */
  readonly dotAxes?: readonly [readonly number[], readonly number[]];
}

/**
 * The convolution of two tensors: y[k] = Σᵢ x[k − i] · kernel[i], along all axes or the pairs named. The other axes
 * are paired each with each; over `dotAxes` products are summed.
 *
 * Shapes: `[m]`, `[n]` → `[m + n − 1]`, or less with another mode; in general the axes of `x` that are neither
 * convolved nor summed over, then those of the kernel, then the convolved ones. (`conv` is the operation of neural
 * networks, with stride and padding, and does not turn the kernel round.) A single number counts as a vector of length 1.
 *
 * @throws ArgumentError when an axis does not exist or the mode is unknown; ShapeError when there is nothing along an
 * axis of one, when one is longer along one axis
 * and shorter along another with a mode other than `"full"`, or the axes are not in pairs.
 * @example convolve(tensor([1, 2, 3]), tensor([0, 1, 0.5])) // [0.  1.  2.5 4.  1.5]
 * @example convolve(tensor([1, 2, 3]), tensor([0, 1, 0.5]), { mode: "same" }) // [1.  2.5 4. ]
 * @public
 */
export function convolve(input: TensorLike, weights: TensorLike, options: ConvolveOptions = {}): Tensor {
  knownOptions("convolve", options, ["mode", "axes", "dotAxes"]);
  const [x, kernel] = vectors(...pair("convolve", input, weights));
  const { mode = "full", dotAxes = [[], []] } = options;
  if (mode !== "full" && mode !== "same" && mode !== "valid") throw unknownMode("convolve", mode);
  const everything = [...x.shape.keys()];
  const axes = options.axes ?? [everything, [...kernel.shape.keys()]];
  const [a, b] = [partsOf(x, axes[0], dotAxes[0]), partsOf(kernel, axes[1], dotAxes[1])];
  if (a.along.length !== b.along.length || a.summed.length !== b.summed.length) throw notPaired(x.shape, kernel.shape);
  if (a.along.includes(0) || b.along.includes(0)) throw nothing(x.shape, kernel.shape);
  const wrong = a.summed.findIndex((n, i) => n !== b.summed[i]);
  if (wrong >= 0) throw notPaired(x.shape, kernel.shape);
  const longer = a.along.some((n, i) => n > b.along[i]!);
  const shorter = a.along.some((n, i) => n < b.along[i]!);
  if (longer && shorter && mode !== "full") throw mixed(mode, x.shape, kernel.shape);
  // The convolution is the same with both exchanged; the window is to be the shorter one.
  const swap = shorter && mode !== "full";
  const [p, q] = swap ? [b, a] : [a, b];
  const windows = q.along.map((k): readonly [number, number] => {
    if (mode === "full") return [k - 1, k - 1];
    return mode === "valid" ? [0, 0] : [Math.ceil((k - 1) / 2), Math.floor((k - 1) / 2)];
  });
  const ones = q.along.map(() => 1);
  const taps = q.along.map((_, d) => d + 2);
  const params = { size: q.along, strides: ones, padding: windows, inputDilation: ones, dilation: ones, groups: 1 };
  const y = apply2(convPrimitive, p.x, taps.length === 0 ? q.x : flip(q.x, taps), params);
  const ordered = swap ? apply1(transposePrimitive, y, { axes: [1, 0, ...taps] }) : y;
  return reshapeTo(ordered, [...a.others, ...b.others, ...y.shape.slice(2)]);
}

/** Single numbers as vectors of length 1, beside each other or a vector. */
function vectors(x: Tensor, kernel: Tensor): readonly [Tensor, Tensor] {
  if (x.ndim > 1 || kernel.ndim > 1) return [x, kernel];
  return [reshapeTo(x, [x.size]), reshapeTo(kernel, [kernel.size])];
}

/** The tensor as [axes of its own, axes that are summed, axes to convolve along], with the lengths of each. */
interface Parts {
  readonly x: Tensor;
  readonly others: Shape;
  readonly summed: Shape;
  readonly along: Shape;
}

function partsOf(x: Tensor, along: readonly number[], summed: readonly number[]): Parts {
  const read = (axes: readonly number[]): number[] => axes.map((axis) => axisOf("convolve", axis, x.shape));
  const [convolved, dotted] = [read(along), read(summed)];
  const others = [...x.shape.keys()].filter((d) => !convolved.includes(d) && !dotted.includes(d));
  const order = [...others, ...dotted, ...convolved];
  const lengths = (axes: readonly number[]): number[] => axes.map((d) => x.shape[d]!);
  const sorted = order.every((axis, d) => axis === d) ? x : apply1(transposePrimitive, x, { axes: order });
  const shape = [sizeOf(lengths(others)), sizeOf(lengths(dotted)), ...lengths(convolved)];
  return {
    x: reshapeTo(sorted, shape),
    others: lengths(others),
    summed: lengths(dotted),
    along: lengths(convolved),
  };
}

/**
 * The cross-correlation of two vectors: y[k] = Σᵢ a[k + i] · v[i], the convolution with v turned round.
 *
 * Shapes: `[m]`, `[n]` → `[|m − n| + 1]` with mode `"valid"` (unless said), the longer of both with `"same"`,
 * `[m + n − 1]` with `"full"`.
 *
 * @throws ArgumentError when the mode is unknown; ShapeError when one is empty or a single number.
 * @example correlate(tensor([1, 2, 3]), tensor([0, 1, 0.5])) // [3.5]
 * @public
 */
export function correlate(a: TensorLike, v: TensorLike, mode: ConvolveMode = "valid"): Tensor {
  return within("correlate", () => {
    const [x, y] = pair("correlate", a, v);
    if (x.ndim === 0 || y.ndim === 0) throw noVector(x.shape, y.shape);
    // The middle of an even number of entries lies before or behind, as seen from the longer of the two.
    if (mode === "same" && y.size > x.size) return flip(correlate(y, x, mode));
    return convolve(x, flip(y), { mode });
  });
}

function unknownMode(op: string, mode: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: `there is no mode ${show(mode)}`,
    hint: "modes are full, same and valid",
  });
}

function nothing(a: Shape, b: Shape): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "convolve",
    problem: "one of the two has no entries to convolve",
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: "each needs at least one entry along every axis that is convolved; was nothing selected before?",
    shapes: [a, b],
  });
}

function noVector(a: Shape, b: Shape): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "correlate",
    problem: "a single number has no axis to move along",
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: "multiply by it, mul(x, a), or make it a vector, [a]",
    shapes: [a, b],
  });
}

function notPaired(a: Shape, b: Shape): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "convolve",
    problem: "the axes of the two tensors are not in pairs, or those that are summed over differ in length",
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: "axes: [[2, 3], [2, 3]] convolves along axes 2 and 3 of both; dotAxes: [[1], [0]] sums over products",
    shapes: [a, b],
  });
}

function mixed(mode: string, a: Shape, b: Shape): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "convolve",
    problem: `each is the longer one along some axis, so mode "${mode}" has no meaning`,
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: 'mode "full" is always possible',
    shapes: [a, b],
  });
}
