import { listOf, room, whole } from "../checks.ts";
import { readShape } from "../create.ts";
import { ArgumentError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { applyN } from "../primitive.ts";
import { flatIndexPrimitive } from "../primitives/gather.ts";
import { floorDivide, mod } from "../primitives/rounding.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

const vector = (values: readonly number[]): Tensor => wrap([values.length], "int32", Int32Array.from(values));

/** The rows and columns of the entries of an n × m matrix for which something holds. */
function entriesWhere(
  op: string,
  n: number,
  k: number,
  m: number,
  holds: (i: number, j: number) => boolean,
): [Tensor, Tensor] {
  room(op, [whole(op, "the number of rows", n, 0), whole(op, "the number of columns", m, 0)]);
  whole(op, "the diagonal", k, undefined, "0 is the main diagonal, 1 the one above it, -1 the one below");
  const [rows, columns]: [number[], number[]] = [[], []];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      if (!holds(i, j)) continue;
      rows.push(i);
      columns.push(j);
    }
  }
  return [vector(rows), vector(columns)];
}

/**
 * The indices of the main diagonal of a square matrix, or of a tensor with more axes of equal length.
 *
 * Shapes: → for each axis `[n]`, int32.
 *
 * @example at(tensor([[1, 2], [3, 4]]), ...diagIndices(2)) // [1. 4.]
 * @public
 */
export function diagIndices(n: number, axes = 2): Tensor[] {
  room("diagIndices", [whole("diagIndices", "the length", n, 0), whole("diagIndices", "the number of axes", axes, 0)]);
  const places = Array.from({ length: n }, (_, i) => i);
  return Array.from({ length: axes }, () => vector(places));
}

/**
 * The indices of the entries on and below a diagonal of a matrix of n rows and m columns.
 *
 * Shapes: → twice `[number of entries]`, int32. `k` is the last diagonal that counts: 0 the main one.
 *
 * @example at(tensor([[1, 2], [3, 4]]), ...trilIndices(2)) // [1. 3. 4.]
 * @public
 */
export function trilIndices(n: number, k = 0, m: number = n): [Tensor, Tensor] {
  return entriesWhere("trilIndices", n, k, m, (i, j) => j - i <= k);
}

/**
 * The indices of the entries on and above a diagonal of a matrix of n rows and m columns.
 *
 * Shapes: → twice `[number of entries]`, int32. `k` is the first diagonal that counts: 0 the main one.
 *
 * @example at(tensor([[1, 2], [3, 4]]), ...triuIndices(2)) // [1. 2. 4.]
 * @public
 */
export function triuIndices(n: number, k = 0, m: number = n): [Tensor, Tensor] {
  return entriesWhere("triuIndices", n, k, m, (i, j) => j - i >= k);
}

/**
 * The place in the flattened tensor of an element with the given indices.
 *
 * Shapes: for each axis indices `[...]`, which broadcast → `[...]`, int32.
 *
 * @throws ArgumentError when there is not one index for each axis, or one is out of range.
 * @example ravelMultiIndex([[1, 0], [2, 1]], [2, 3]) // [5 1]
 * @public
 */
export function ravelMultiIndex(indices: readonly TensorLike[], lengths: Shape): Tensor {
  listOf(
    "ravelMultiIndex",
    "the indices",
    indices,
    "one tensor of indices for each axis: ravelMultiIndex([i, j], [2, 3])",
  );
  const shape = readShape("ravelMultiIndex", lengths);
  if (indices.length !== shape.length) {
    throw new ArgumentError({
      code: "bad-index",
      op: "ravelMultiIndex",
      problem: `${indices.length} indices do not name an element of a tensor with ${shape.length} axes`,
      got: `shape ${showShape(shape)}`,
      hint: "one tensor of indices for each axis, in a list",
      shapes: [shape],
    });
  }
  const params = { op: "ravelMultiIndex", whole: shape, axes: shape.map((_, d) => d), lengths: shape, fromFront: true };
  return applyN(
    flatIndexPrimitive,
    indices.map((index) => operand("ravelMultiIndex", index)),
    params,
  )[0]!;
}

/**
 * The indices of the element at a place in the flattened tensor.
 *
 * Shapes: places `[...]` → for each axis `[...]`, int32.
 *
 * @throws ArgumentError when there is no such place.
 * @example unravelIndex([5, 1], [2, 3]) // [[1 0], [2 1]]
 * @public
 */
export function unravelIndex(places: TensorLike, lengths: Shape | number): Tensor[] {
  const shape = readShape("unravelIndex", lengths);
  const size = sizeOf(shape);
  const params = { op: "unravelIndex", whole: [size], axes: [0], lengths: [size], fromFront: true };
  const place = applyN(flatIndexPrimitive, [operand("unravelIndex", places)], params)[0]!;
  let step = size;
  return shape.map((n) => {
    step = n === 0 ? 0 : step / n;
    return mod(floorDivide(place, Math.max(step, 1)), Math.max(n, 1));
  });
}
