import { axisOf } from "../axes.ts";
import { count, show } from "../describe.ts";
import { ArgumentError, KindError, ShapeError, showShape } from "../errors.ts";
import { operand, operands, pair, type TensorLike } from "../lift.ts";
import { apply1, applyN } from "../primitive.ts";
import { concatenatePrimitive } from "../primitives/concatenate.ts";
import { pack } from "../primitives/pack.ts";
import { rowOf, slicePrimitive } from "../primitives/slice.ts";
import { reshapeTo } from "../primitives/structure.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { moveaxis, ravel } from "./shape.ts";
import type { Inserted, Replaced } from "./types.ts";

/** The shape of the entries of a list, as far as its type tells. */
type EntryShape<X extends readonly unknown[]> =
  X[0] extends Tensor<infer S> ? S : X[0] extends number | boolean ? readonly [] : Shape;

/**
 * Tensors one after the other along an axis that they have; `axis: null` flattens them first.
 *
 * Shapes: `[..., nᵢ, ...]` → `[..., Σ nᵢ, ...]`; all other axes must agree. The dtype is the one that holds all of
 * them. The derivative of each entry is its own piece of the result's.
 *
 * @throws ArgumentError when the list is empty, or when the axis does not exist; ShapeError when the entries have no
 * axes or differ in another one; KindError when the argument is not a list.
 * @example concatenate([tensor([1, 2]), tensor([3])]) // [1. 2. 3.]
 * @example concatenate([tensor([[1], [2]]), tensor([[3], [4]])], 1)
 * // [[1. 3.]
 * //  [2. 4.]]
 * @public
 */
export function concatenate<const X extends readonly TensorLike[], const D extends number = 0>(
  xs: X,
  axis?: D,
): Tensor<Replaced<EntryShape<X>, D, number>>;
export function concatenate(xs: readonly TensorLike[], axis: null): Tensor<readonly [number]>;
export function concatenate(xs: readonly TensorLike[], axis?: number | null): Tensor;
export function concatenate(xs: readonly TensorLike[], axis: number | null = 0): Tensor {
  const given = readList("concatenate", xs);
  return axis === null ? join("concatenate", given.map(ravelled), 0) : join("concatenate", given, axis);
}

/**
 * Tensors of one shape as the entries of a new axis.
 *
 * Shapes: n entries `[...]` → `[..., n, ...]`, with the new axis at the given place of the result. A nested array in
 * place of a tensor is a stack along axis 0. The derivative of each entry is its own slice of the result's.
 *
 * @throws ArgumentError when the list is empty, or when the axis does not exist; ShapeError when the shapes differ;
 * KindError when the argument is not a list.
 * @example stack([tensor([1, 2]), tensor([3, 4])], 1)
 * // [[1. 3.]
 * //  [2. 4.]]
 * @public
 */
export function stack<const X extends readonly TensorLike[], const D extends number = 0>(
  xs: X,
  axis?: D,
): Tensor<Inserted<EntryShape<X>, D, X["length"]>>;
export function stack(xs: readonly TensorLike[], axis?: number): Tensor;
export function stack(xs: readonly TensorLike[], axis = 0): Tensor {
  const y = pack(readList("stack", xs));
  return moveaxis(y, 0, axisOf("stack", axis, y.shape));
}

/**
 * Tensors below each other: joined along axis 0, where a vector counts as one row.
 *
 * Shapes: `[m]` or `[nᵢ, m, ...]` → `[Σ nᵢ, m, ...]`.
 *
 * @throws as `concatenate` does.
 * @example vstack([tensor([1, 2]), tensor([[3, 4], [5, 6]])])
 * // [[1. 2.]
 * //  [3. 4.]
 * //  [5. 6.]]
 * @public
 */
export function vstack(xs: readonly TensorLike[]): Tensor {
  const rows = readList("vstack", xs).map((x) => (x.ndim < 2 ? reshapeTo(x, [1, x.size]) : x));
  return join("vstack", rows, 0);
}

/**
 * Tensors beside each other: joined along axis 1, vectors along their only axis.
 *
 * Shapes: `[nᵢ]` → `[Σ nᵢ]`; `[m, nᵢ, ...]` → `[m, Σ nᵢ, ...]`.
 *
 * @throws as `concatenate` does.
 * @example hstack([tensor([1, 2]), tensor([3])]) // [1. 2. 3.]
 * @public
 */
export function hstack(xs: readonly TensorLike[]): Tensor {
  const given = readList("hstack", xs).map((x) => (x.ndim === 0 ? reshapeTo(x, [1]) : x));
  return join("hstack", given, given[0]!.ndim === 1 ? 0 : 1);
}

/**
 * Vectors as the columns of a matrix; matrices keep their columns.
 *
 * Shapes: `[n]` or `[n, mᵢ]` → `[n, Σ mᵢ]`, where a vector has one column.
 *
 * @throws as `concatenate` does.
 * @example columnStack([tensor([1, 2]), tensor([3, 4])])
 * // [[1. 3.]
 * //  [2. 4.]]
 * @public
 */
export function columnStack(xs: readonly TensorLike[]): Tensor {
  const columns = readList("columnStack", xs).map((x) => (x.ndim < 2 ? reshapeTo(x, [x.size, 1]) : x));
  return join("columnStack", columns, 1);
}

/**
 * A tensor with values at its end: along an axis, or flattened when none is given.
 *
 * Shapes: `[...]` and `[...]` → `[number of all elements]`; with an axis as `concatenate([x, values], axis)`.
 *
 * @throws as `concatenate` does.
 * @example append(tensor([1, 2]), 3) // [1. 2. 3.]
 * @public
 */
export function append(x: TensorLike, values: TensorLike, axis: number | null = null): Tensor {
  const given = pair("append", x, values);
  return axis === null ? join("append", given.map(ravelled), 0) : join("append", given, axis);
}

const ravelled = (x: Tensor): Tensor => ravel(x);

function join(op: string, xs: readonly Tensor[], axis: number): Tensor {
  const first = xs[0]!;
  if (first.ndim === 0) throw noAxes(op, 0);
  const along = axisOf(op, axis, first.shape);
  xs.forEach((x, i) => {
    if (x.ndim === 0) throw noAxes(op, i);
    const fits = x.ndim === first.ndim && x.shape.every((n, d) => d === along || n === first.shape[d]);
    if (!fits) throw doNotJoin(op, xs, i, along);
  });
  return applyN(concatenatePrimitive, xs, { axis: along })[0]!;
}

/** The tensors of a list. */
function readList(op: string, xs: readonly TensorLike[]): Tensor[] {
  if (!Array.isArray(xs)) {
    throw new KindError({
      code: "bad-argument",
      op,
      problem: `expected a list of tensors, not ${show(xs)}`,
      hint: `put the tensors into one list: ${op}([a, b])`,
    });
  }
  if (xs.length > 0) return operands(op, xs);
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: "the list is empty, so the shape of the result is unknown",
    hint: "start from a tensor of the right shape, for instance zeros([0, 3])",
  });
}

function noAxes(op: string, entry: number): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `entry ${entry} is a single number, it has no axis to join along`,
    got: "shape []",
    hint: "stack(xs) puts numbers side by side along a new axis",
    shapes: [[]],
  });
}

function doNotJoin(op: string, xs: readonly Tensor[], entry: number, axis: number): ShapeError {
  const [a, b] = [xs[0]!.shape, xs[entry]!.shape];
  const wrong = a.length === b.length ? a.findIndex((n, d) => d !== axis && n !== b[d]) : -1;
  const onlyThere = wrong >= 0 && a.every((n, d) => d === wrong || n === b[d]);
  let hint = "all axes but the one that is joined must agree";
  if (wrong < 0) hint = "entries must have the same number of axes; expandDims(x, 0) adds one in front";
  else if (onlyThere) hint = `the entries differ in axis ${wrong} only: join along that one, axis ${wrong}`;
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem:
      wrong < 0
        ? `entry ${entry} has ${count(b.length, "axis", "axes")}, entry 0 has ${a.length}`
        : `entry ${entry} has length ${b[wrong]} along axis ${wrong}, entry 0 has ${a[wrong]}`,
    got: `${showShape(a)} and ${showShape(b)}, joined along axis ${axis}`,
    hint,
    shapes: xs.map((x) => x.shape),
  });
}

/**
 * Tensors behind each other: joined along axis 2, where vectors `[n]` count as `[1, n, 1]` and matrices `[m, n]` as
 * `[m, n, 1]`.
 *
 * Shapes: `[m, n, kᵢ, ...]` → `[m, n, Σ kᵢ, ...]`.
 *
 * @throws as `concatenate` does.
 * @example dstack([tensor([1, 2]), tensor([3, 4])])
 * // [[[1. 3.]
 * //   [2. 4.]]]
 * @public
 */
export function dstack(xs: readonly TensorLike[]): Tensor {
  const deep = readList("dstack", xs).map((x) => {
    if (x.ndim > 2) return x;
    return reshapeTo(x, x.ndim === 2 ? [...x.shape, 1] : [1, x.size, 1]);
  });
  return join("dstack", deep, 2);
}

/** A tensor, or lists of them within each other. @public */
export type Blocks = TensorLike | readonly Blocks[];

/**
 * A tensor from blocks: lists within lists, of which the innermost are joined along the last axis, the next along the
 * one before, and so on.
 *
 * Shapes: `[[A, B], [C, D]]` of matrices → one matrix. Blocks of fewer axes than there are levels get axes in front.
 *
 * @throws as `concatenate` does.
 * @example block([[eye(2), zeros([2, 1])], [zeros([1, 2]), ones([1, 1])]])
 * // [[1. 0. 0.]
 * //  [0. 1. 0.]
 * //  [0. 0. 1.]]
 * @public
 */
export function block(blocks: Blocks): Tensor {
  const depthOf = (entry: Blocks): number => (Array.isArray(entry) ? 1 + Math.max(0, ...entry.map(depthOf)) : 0);
  const depth = depthOf(blocks);
  const leavesOf = (entry: Blocks): TensorLike[] =>
    Array.isArray(entry) ? entry.flatMap(leavesOf) : [entry as TensorLike];
  const leaves = operands("block", leavesOf(blocks));
  const rank = Math.max(depth, ...leaves.map(({ ndim }) => ndim));
  let next = 0;
  const build = (entry: Blocks, level: number): Tensor => {
    if (Array.isArray(entry)) {
      const parts = entry.map((part: Blocks) => build(part, level + 1));
      return join("block", readList("block", parts), rank - depth + level);
    }
    const x = leaves[next++]!;
    return reshapeTo(x, [...new Array<number>(rank - x.ndim).fill(1), ...x.shape]);
  };
  return build(blocks, 0);
}

/**
 * The entries along an axis as a list of tensors: what `stack` puts together.
 *
 * Shapes: `x [..., n, ...]` → n times `[..., ...]`.
 *
 * @throws ArgumentError when the axis does not exist.
 * @example unstack(tensor([[1, 2], [3, 4]])) // [[1. 2.], [3. 4.]]
 * @public
 */
export function unstack(input: TensorLike, axis = 0): Tensor[] {
  const x = operand("unstack", input);
  const first = moveaxis(x, axisOf("unstack", axis, x.shape), 0);
  return Array.from({ length: first.shape[0]! }, (_, i) => apply1(slicePrimitive, first, rowOf(first.shape, i)));
}
