import { axisOf } from "../axes.ts";
import { functionOf, listOf, room } from "../checks.ts";
import { readShape } from "../create.ts";
import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { operand, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { broadcastTo, reshapeTo } from "../primitives/structure.ts";
import { broadcastShapes, type Shape, sizeOf } from "../shape.ts";
import { wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { stack } from "./join.ts";
import { moveaxis } from "./shape.ts";

/** Options of `meshgrid`. @public */
export interface MeshgridOptions {
  /** `"xy"` (unless said): the first vector goes along the columns; `"ij"`: along the rows. */
  readonly indexing?: "xy" | "ij";
  /** Whether the axes of the others keep length 1, along which the results broadcast; false unless said. */
  readonly sparse?: boolean;
}

/**
 * The coordinates of a grid: for each vector a tensor in which it is repeated along the axes of the others.
 *
 * Shapes: vectors `[n]`, `[m]` → twice `[m, n]`, or `[n, m]` with indexing `"ij"`; further vectors bring further axes.
 * The derivative of an entry is the sum over its repetitions.
 *
 * @throws ArgumentError when the indexing is unknown.
 * @example meshgrid([tensor([1, 2]), tensor([3, 4, 5])])[0]
 * // [[1. 2.]
 * //  [1. 2.]
 * //  [1. 2.]]
 * @public
 */
export function meshgrid(vectors: readonly TensorLike[], options: MeshgridOptions = {}): Tensor[] {
  if (Array.isArray(vectors)) knownOptions("meshgrid", options, ["indexing", "sparse?"]);
  const { indexing = "xy", sparse = false } = options;
  if (indexing !== "xy" && indexing !== "ij") {
    throw new ArgumentError({
      code: "bad-argument",
      op: "meshgrid",
      problem: "there is no such indexing",
      got: show(indexing),
      hint: '"xy" puts the first vector along the columns, "ij" along the rows',
    });
  }
  if (!Array.isArray(vectors)) {
    listOf("meshgrid", "the vectors", vectors, "meshgrid([u, v])");
  }
  const xs = vectors.map((vector: TensorLike) => operand("meshgrid", vector));
  const axisOf = (i: number): number => (indexing === "xy" && xs.length > 1 && i < 2 ? 1 - i : i);
  const shape = new Array<number>(xs.length).fill(1);
  xs.forEach((x, i) => {
    shape[axisOf(i)] = x.size;
  });
  return xs.map((x, i) => {
    const along = shape.map((n, d) => (d === axisOf(i) ? n : 1));
    return sparse ? reshapeTo(x, along) : broadcastTo(reshapeTo(x, along), shape);
  });
}

/**
 * Tensors repeated to the shape to which they broadcast together.
 *
 * Shapes: `[n, 1]` and `[m]` → twice `[n, m]`.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example broadcastArrays([tensor([1, 2]), tensor([[0], [0]])])[0]
 * // [[1. 2.]
 * //  [1. 2.]]
 * @public
 */
export function broadcastArrays(xs: readonly TensorLike[]): Tensor[] {
  const list = listOf("broadcastArrays", "tensors", xs, "broadcastArrays([a, b])");
  const tensors = list.map((x) => operand("broadcastArrays", x));
  const shape = tensors.reduce<Shape>((all, x) => broadcastShapes("broadcastArrays", all, x.shape), []);
  return tensors.map((x) => broadcastTo(x, shape));
}

/**
 * The indices of every element of a tensor of some shape: one tensor for each axis.
 *
 * Shapes: shape `[n, m]` → `[2, n, m]`, int32.
 *
 * @example at(indices([2, 2]), 0)
 * // [[0 0]
 * //  [1 1]]
 * @public
 */
export function indices(lengths: Shape): Tensor {
  const shape = readShape("indices", lengths);
  room("indices", [shape.length, ...shape]);
  const size = sizeOf(shape);
  const data = new Int32Array(shape.length * size);
  let step = size;
  shape.forEach((n, d) => {
    step /= n;
    for (let i = 0; i < size; i++) data[d * size + i] = Math.floor(i / step) % n;
  });
  return wrap([shape.length, ...shape], "int32", data);
}

/**
 * A tensor with at least one axis.
 *
 * Shapes: `[]` → `[1]`, others unchanged.
 *
 * @example atleast1d(tensor(3)) // [3.]
 * @public
 */
export function atleast1d(input: TensorLike): Tensor {
  const x = operand("atleast1d", input);
  return x.ndim > 0 ? x : reshapeTo(x, [1]);
}

/**
 * A tensor with at least two axes.
 *
 * Shapes: `[]` → `[1, 1]`, `[n]` → `[1, n]`, others unchanged.
 *
 * @example atleast2d(tensor([1, 2])) // [[1. 2.]]
 * @public
 */
export function atleast2d(input: TensorLike): Tensor {
  const x = operand("atleast2d", input);
  return x.ndim > 1 ? x : reshapeTo(x, [1, x.size]);
}

/**
 * A tensor with at least three axes.
 *
 * Shapes: `[]` → `[1, 1, 1]`, `[n]` → `[1, n, 1]`, `[n, m]` → `[n, m, 1]`, others unchanged.
 *
 * @example atleast3d(tensor([1, 2])).shape // [1, 2, 1]
 * @public
 */
export function atleast3d(input: TensorLike): Tensor {
  const x = operand("atleast3d", input);
  if (x.ndim > 2) return x;
  return reshapeTo(x, x.ndim === 2 ? [...x.shape, 1] : [1, x.size, 1]);
}

/**
 * The shape to which shapes broadcast together.
 *
 * @throws ShapeError when they do not.
 * @example broadcastTogether([2, 1], [3]) // [2, 3]
 * @public
 */
export function broadcastTogether(...shapes: readonly Shape[]): Shape {
  for (const shape of shapes) readShape("broadcastShapes", shape);
  return shapes.reduce<Shape>((all, shape) => broadcastShapes("broadcastShapes", all, shape), []);
}

/**
 * A tensor from a function of the indices of its elements, which it gets as one tensor for each axis.
 *
 * Shapes: → the given shape, as far as the function gives it.
 *
 * @example fromfunction((i, j) => add(i, j), [2, 3])
 * // [[0 1 2]
 * //  [1 2 3]]
 * @public
 */
export function fromfunction(f: (...indices: Tensor[]) => TensorLike, shape: Shape): Tensor {
  functionOf("fromfunction", f);
  const whole = within("fromfunction", () => indices(shape));
  return operand("fromfunction", f(...whole.shape.slice(1).map((_, d) => at(whole, d))));
}

/**
 * A function of vectors, applied to every vector along an axis.
 *
 * Shapes: `x [..., n, ...]`, f from `[n]` to `[...m]` → `[..., ...m, ...]`, what the function gives in place of the axis.
 *
 * @throws ArgumentError when the axis does not exist.
 * @example applyAlongAxis((row) => sum(row), 1, tensor([[1, 2], [3, 4]])) // [3. 7.]
 * @public
 */
export function applyAlongAxis(f: (vector: Tensor) => TensorLike, axis: number, input: TensorLike): Tensor {
  functionOf("applyAlongAxis", f);
  const x = operand("applyAlongAxis", input);
  const d = axisOf("applyAlongAxis", axis, x.shape);
  const last = moveaxis(x, d, -1);
  const n = x.shape[d]!;
  const others = last.shape.slice(0, -1);
  const rows = reshapeTo(last, [sizeOf(others), n]);
  const results = Array.from({ length: sizeOf(others) }, (_, i) => operand("applyAlongAxis", f(at(rows, i))));
  const y = within("applyAlongAxis", () => stack(results));
  const own = y.ndim - 1;
  const whole = reshapeTo(y, [...others, ...y.shape.slice(1)]);
  const from = Array.from({ length: own }, (_, k) => others.length + k);
  return moveaxis(
    whole,
    from,
    from.map((_, k) => d + k),
  );
}
