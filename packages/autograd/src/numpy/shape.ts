import { type Axes, axesOf, axisOf, withoutAxes } from "../axes.ts";
import { checkShape, readLengths, readShape } from "../create.ts";
import { count, show } from "../describe.ts";
import { ArgumentError, KindError, ShapeError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { apply1 } from "../primitive.ts";
import { reshapeTo, broadcastTo as spread, transposePrimitive } from "../primitives/structure.ts";
import { type Reverse, type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import type { Inserted, Permuted, Reshaped, SameRank } from "./types.ts";

/** In which order elements are read and laid out. @public */
export interface OrderOptions {
  /** `"C"`, the default: the last index runs fastest; `"F"`: the first. */
  readonly order?: "C" | "F";
}

/**
 * The same elements under another shape; one length may be −1 and follows from the others.
 *
 * Shapes: `x [...]` → `shape`, of the same size. Elements keep their row-major order, or their column-major order
 * with `{ order: "F" }`. The result shares storage with `x` where that lies in order.
 *
 * @throws ShapeError when the sizes differ; ArgumentError when a length is negative, or −1 twice.
 * @example reshape(tensor([1, 2, 3, 4, 5, 6]), [2, -1])
 * // [[1. 2. 3.]
 * //  [4. 5. 6.]]
 * @public
 */
export function reshape<const T extends Shape>(x: TensorLike, shape: T, options?: OrderOptions): Tensor<Reshaped<T>>;
export function reshape<const N extends number>(
  x: TensorLike,
  length: N,
  options?: OrderOptions,
): Tensor<Reshaped<readonly [N]>>;
export function reshape(input: TensorLike, shape: Shape | number, options: OrderOptions = {}): Tensor {
  const x = operand("reshape", input);
  if (typeof options === "number") throw severalLengths(shape, options);
  knownOptions("reshape", options, ["order"]);
  const wanted = solveShape(x.shape, readLengths("reshape", shape));
  const { order = "C" } = options;
  if (order !== "F" && order !== "C") throw noSuchOrder(order);
  if (order === "C") return reshapeTo(x, wanted);
  // Column-major order of x is row-major order of its transpose, on both sides.
  return transpose(reshapeTo(transpose(x), [...wanted].reverse()));
}

/**
 * All elements in one axis.
 *
 * Shapes: `x [...]` → `[size]`, in row-major order, or column-major with `{ order: "F" }`.
 *
 * @example ravel(tensor([[1, 2], [3, 4]])) // [1. 2. 3. 4.]
 * @public
 */
export function ravel(x: TensorLike, options?: OrderOptions): Tensor<readonly [number]> {
  return within("ravel", () => reshape(x, [-1], options));
}

/**
 * The axes in another order, reversed unless said: xᵀ of a matrix.
 *
 * Shapes: `x [n, m]` → `[m, n]`; with `axes`, axis d of the result is axis `axes[d]` of `x`. A vector stays as it is.
 * The result is a view and costs nothing.
 *
 * @throws ArgumentError when `axes` does not name every axis once.
 * @example transpose(tensor([[1, 2], [3, 4]]))
 * // [[1. 3.]
 * //  [2. 4.]]
 * @public
 */
export function transpose<S extends Shape>(x: Tensor<S>): Tensor<Reverse<S>>;
export function transpose<S extends Shape, const A extends readonly number[]>(
  x: Tensor<S>,
  axes: A,
): Tensor<Permuted<S, A>>;
export function transpose(x: TensorLike, axes?: readonly number[] | null): Tensor;
export function transpose(input: TensorLike, axes?: readonly number[] | null): Tensor {
  const x = operand("transpose", input);
  if (axes === undefined || axes === null)
    return inOrder(
      x,
      x.shape.map((_, d) => x.ndim - 1 - d),
    );
  if (!Array.isArray(axes)) throw notOrder(axes);
  const named = axesOf("transpose", axes, x.shape);
  if (named.length !== x.ndim) {
    throw new ArgumentError({
      code: "bad-axis",
      op: "transpose",
      problem: `the order names ${named.length} of ${count(x.ndim, "axis", "axes")}`,
      got: `axes ${show(axes)} for shape ${showShape(x.shape)}`,
      hint: "name every axis once; swapaxes and moveaxis leave the others in place",
      shapes: [x.shape],
    });
  }
  return inOrder(
    x,
    axes.map((axis) => axisOf("transpose", axis, x.shape)),
  );
}

/**
 * Two axes exchanged.
 *
 * Shapes: `x [..., n, ..., m, ...]` → `[..., m, ..., n, ...]`.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example swapaxes(zeros([2, 3, 4]), 0, -1).shape // [4, 3, 2]
 * @public
 */
export function swapaxes<S extends Shape>(x: Tensor<S>, axis1: number, axis2: number): Tensor<SameRank<S>>;
export function swapaxes(x: TensorLike, axis1: number, axis2: number): Tensor;
export function swapaxes(input: TensorLike, axis1: number, axis2: number): Tensor {
  const x = operand("swapaxes", input);
  const [a, b] = [axisOf("swapaxes", axis1, x.shape), axisOf("swapaxes", axis2, x.shape)];
  return inOrder(
    x,
    x.shape.map((_, d) => (d === a ? b : d === b ? a : d)),
  );
}

/**
 * Axes moved to other places; the rest keep their order.
 *
 * Shapes: `moveaxis(x, 0, -1)`: `x [n, m, k]` → `[m, k, n]`.
 *
 * @throws ArgumentError when an axis does not exist or is named twice, or the two lists differ in length.
 * @example moveaxis(zeros([2, 3, 4]), [0, 1], [-1, 0]).shape // [3, 4, 2]
 * @public
 */
export function moveaxis<S extends Shape>(x: Tensor<S>, source: Axes, destination: Axes): Tensor<SameRank<S>>;
export function moveaxis(x: TensorLike, source: Axes, destination: Axes): Tensor;
export function moveaxis(input: TensorLike, source: Axes, destination: Axes): Tensor {
  const x = operand("moveaxis", input);
  const [from, to] = [listOf(source), listOf(destination)];
  // axesOf finds axes that do not exist or come twice, but sorts them.
  const [moved, places] = [axesOf("moveaxis", from, x.shape), axesOf("moveaxis", to, x.shape)];
  if (from.length !== to.length) {
    throw new ArgumentError({
      code: "bad-axis",
      op: "moveaxis",
      problem: `${count(from.length, "axis", "axes")} cannot go to ${count(to.length, "place")}`,
      got: `[${from.join(", ")}] to [${to.join(", ")}]`,
      hint: "name one place for each axis",
    });
  }
  const order = new Array<number>(x.ndim);
  to.forEach((place, i) => {
    order[axisOf("moveaxis", place, x.shape)] = axisOf("moveaxis", from[i]!, x.shape);
  });
  const others = withoutAxes(
    x.shape.map((_, d) => d),
    moved,
  );
  for (let d = 0, k = 0; d < x.ndim; d++) if (!places.includes(d)) order[d] = others[k++]!;
  return inOrder(x, order);
}

/**
 * One axis moved to before another, the older form of `moveaxis`.
 *
 * Shapes: `rollaxis(x, 2)`: `x [n, m, k]` → `[k, n, m]`; `start` is the axis before which it comes, the number of axes
 * for the end.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example rollaxis(zeros([2, 3, 4]), 0, 3).shape // [3, 4, 2]
 * @public
 */
export function rollaxis<S extends Shape>(x: Tensor<S>, axis: number, start?: number): Tensor<SameRank<S>>;
export function rollaxis(x: TensorLike, axis: number, start?: number): Tensor;
export function rollaxis(input: TensorLike, axis: number, start = 0): Tensor {
  const x = operand("rollaxis", input);
  const from = axisOf("rollaxis", axis, x.shape);
  const before = start === x.ndim ? start : axisOf("rollaxis", start, x.shape);
  return moveaxis(x, from, before > from ? before - 1 : before);
}

/**
 * A tensor with axes of length 1 put in.
 *
 * Shapes: `x [n, m]`: axis 0 → `[1, n, m]`, axis −1 → `[n, m, 1]`; axes count in the result.
 *
 * @throws ArgumentError when the result has no such axis or it is named twice.
 * @example expandDims(tensor([1, 2]), -1)
 * // [[1.]
 * //  [2.]]
 * @public
 */
export function expandDims<S extends Shape, const D extends number>(x: Tensor<S>, axis: D): Tensor<Inserted<S, D, 1>>;
export function expandDims(x: TensorLike, axis: Axes): Tensor;
export function expandDims(input: TensorLike, axis: Axes): Tensor {
  const x = operand("expandDims", input);
  const list = listOf(axis);
  const rank = x.ndim + list.length;
  const places = list.map((place) => (typeof place === "number" && place < 0 ? place + rank : place));
  places.forEach((place, i) => {
    if (!(Number.isInteger(place) && place >= 0 && place < rank)) throw noSuchPlace(x.shape, list[i]!, rank);
    if (places.includes(place, i + 1)) throw noSuchPlace(x.shape, list[i]!, rank, "is named twice");
  });
  let d = 0;
  return reshapeTo(
    x,
    Array.from({ length: rank }, (_, place) => (places.includes(place) ? 1 : x.shape[d++]!)),
  );
}

/**
 * A tensor without its axes of length 1, all of them or those named.
 *
 * Shapes: `x [1, n, 1]` → `[n]`; axis 0 → `[n, 1]`.
 *
 * @throws ArgumentError when an axis does not exist; ShapeError when one that is named is not 1 long.
 * @example squeeze(tensor([[[1], [2]]])) // [1. 2.]
 * @public
 */
export function squeeze(input: TensorLike, axis?: Axes | null): Tensor {
  const x = operand("squeeze", input);
  if (axis === undefined || axis === null)
    return reshapeTo(
      x,
      x.shape.filter((n) => n !== 1),
    );
  const axes = axesOf("squeeze", axis, x.shape);
  const long = axes.find((d) => x.shape[d] !== 1);
  if (long === undefined) return reshapeTo(x, withoutAxes(x.shape, axes));
  throw new ShapeError({
    code: "shape-mismatch",
    op: "squeeze",
    problem: `axis ${long} has length ${x.shape[long]}, only axes of length 1 can go`,
    got: `shape ${showShape(x.shape)}`,
    hint: `choose an entry with at, or reduce the axis: mean(x, ${long})`,
    shapes: [x.shape],
  });
}

/**
 * A tensor repeated along new axes in front and along axes of length 1.
 *
 * Shapes: `x [m]`, `[1, m]` → `[n, m]`. The result is a view and costs nothing. The derivative of an element is the
 * sum over its repetitions.
 *
 * @throws ShapeError when `x` does not broadcast to the shape; ArgumentError when a length is not a whole number ≥ 0.
 * @example broadcastTo(tensor([1, 2]), [2, 2])
 * // [[1. 2.]
 * //  [1. 2.]]
 * @public
 */
export function broadcastTo<const T extends Shape>(x: TensorLike, shape: T): Tensor<T>;
export function broadcastTo<const N extends number>(x: TensorLike, length: N): Tensor<readonly [N]>;
export function broadcastTo(input: TensorLike, target: Shape | number): Tensor {
  const x = operand("broadcastTo", input);
  const shape = readShape("broadcastTo", target);
  const skip = shape.length - x.ndim;
  if (skip >= 0 && x.shape.every((n, d) => n === 1 || n === shape[d + skip])) return spread(x, shape);
  const appended = [...x.shape, 1];
  const fitsAppended =
    appended.length <= shape.length &&
    appended.every((n, d) => n === 1 || n === shape[d + shape.length - appended.length]);
  throw new ShapeError({
    code: "shape-mismatch",
    op: "broadcastTo",
    problem: "only axes of length 1 and new axes in front can be repeated",
    got: `${showShape(x.shape)} to ${showShape(shape)}`,
    hint: fitsAppended
      ? `give x an axis at the end, expandDims(x, -1), to make it ${showShape(appended)}`
      : "lengths are compared from the last axis backwards",
    shapes: [x.shape, shape],
  });
}

function inOrder(x: Tensor, axes: readonly number[]): Tensor {
  return axes.every((axis, d) => axis === d) ? x : apply1(transposePrimitive, x, { axes });
}

function listOf(axes: Axes): readonly number[] {
  return Array.isArray(axes) ? axes : [axes as number];
}

function notOrder(axes: unknown): KindError {
  return new KindError({
    code: "bad-axis",
    op: "transpose",
    problem: `the order of the axes is a list, not ${show(axes)}`,
    hint: "transpose(x, [1, 0]) names every axis once; swapaxes(x, 0, 1) takes two numbers",
  });
}

/** The shape with its −1 worked out. */
function solveShape(from: Shape, shape: Shape): Shape {
  const size = sizeOf(from);
  const free = shape.indexOf(-1);
  const lengths = shape.filter((_, d) => d !== free);
  if (lengths.includes(-1)) throw twoUnknown(shape);
  checkShape("reshape", lengths);
  const known = sizeOf(lengths);
  if (free < 0 ? known === size : known > 0 && size % known === 0) {
    return shape.map((n) => (n === -1 ? size / known : n));
  }
  throw new ShapeError({
    code: "shape-mismatch",
    op: "reshape",
    problem:
      free < 0
        ? `${size} elements do not fill a shape of ${known}`
        : `${size} elements cannot be divided into groups of ${known}`,
    got: `${showShape(from)} to ${showShape(shape)}`,
    hint: reshapeHint(size, known, shape),
    shapes: [from, shape],
  });
}

function reshapeHint(size: number, known: number, shape: Shape): string {
  if (shape.includes(-1)) {
    if (known === 0) return "beside a length of 0 the -1 can be anything: write its length";
    return `the product of the other lengths must divide ${size}`;
  }
  const free = shape.findIndex((n) => n > 0 && size % (known / n) === 0);
  if (free < 0) return "the product of the lengths must be the number of elements; broadcastTo repeats elements";
  const asked = shape.map((n, d) => (d === free ? -1 : n));
  const found = shape.map((n, d) => (d === free ? size / (known / n) : n));
  return `a length of -1 follows from the others: ${showShape(asked)} would become ${showShape(found)}`;
}

/** NumPy's method takes the lengths one by one, too. */
function severalLengths(...lengths: readonly unknown[]): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "reshape",
    problem: "a shape is a list of lengths",
    got: lengths.map(show).join(", "),
    hint: `write the lengths in one list: reshape(x, [${lengths.map(show).join(", ")}])`,
  });
}

function noSuchOrder(order: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "reshape",
    problem: `there is no order ${show(order)}`,
    hint: 'with "C" the last index runs fastest, with "F" the first',
  });
}

function twoUnknown(shape: Shape): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "reshape",
    problem: "only one length can be -1",
    got: `shape ${showShape(shape)}`,
    hint: "the others must be known for it to follow",
  });
}

function noSuchPlace(shape: Shape, axis: number, rank: number, what = "does not exist"): ArgumentError {
  return new ArgumentError({
    code: "bad-axis",
    op: "expandDims",
    problem: `axis ${show(axis)} of the result, which has ${rank} axes, ${what}`,
    got: `shape ${showShape(shape)}`,
    hint: `the places of new axes are 0 to ${rank - 1}, or -1 to -${rank} counted from the end`,
    shapes: [shape],
  });
}
