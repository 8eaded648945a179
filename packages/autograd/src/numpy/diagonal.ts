import { axisOf } from "../axes.ts";
import { room, whole } from "../checks.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { applyN } from "../primitive.ts";
import { putPrimitive, takePrimitive } from "../primitives/gather.ts";
import { where } from "../primitives/select.ts";
import { reshapeTo } from "../primitives/structure.ts";
import type { Shape } from "../shape.ts";
import { repeatedZero, wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { concatenate } from "./join.ts";
import { sum } from "./reduce.ts";
import { broadcastTo, moveaxis } from "./shape.ts";

/** Where the diagonal lies in a flattened matrix of n rows and m columns. */
function placesOf(n: number, m: number, offset: number): Tensor {
  const first = Math.max(0, -offset);
  const count = Math.max(0, Math.min(n, m - offset) - first);
  const places = Int32Array.from({ length: count }, (_, i) => (first + i) * m + first + i + offset);
  return wrap([count], "int32", places);
}

/** Two different axes counted from the front, and the others. */
function twoAxes(op: string, axis1: number, axis2: number, shape: Shape): readonly [number, number] {
  const [a, b] = [axisOf(op, axis1, shape), axisOf(op, axis2, shape)];
  if (a !== b) return [a, b];
  throw new ArgumentError({
    code: "bad-axis",
    op,
    problem: `a diagonal runs along two axes, but axis ${a} is named twice`,
    got: `shape ${showShape(shape)}`,
    hint: "axes are 0 and 1 unless others are given",
    shapes: [shape],
  });
}

function checkWhole(op: string, offset: number): void {
  whole(op, "the diagonal", offset, undefined, "0 is the main diagonal, 1 the one above it, -1 the one below");
}

/**
 * The entries on a diagonal: yᵢ = x[i, i + offset].
 *
 * Shapes: `x [n, m]` → `[length of the diagonal]`; with more axes, those of the two named go and the diagonal is the
 * last axis. `offset` is the diagonal: 0 the main one, positive above it, negative below.
 *
 * @throws ArgumentError when an axis does not exist or both are the same.
 * @example diagonal(tensor([[1, 2], [3, 4]])) // [1. 4.]
 * @public
 */
export function diagonal(input: TensorLike, offset = 0, axis1 = 0, axis2 = 1): Tensor {
  const x = operand("diagonal", input);
  checkWhole("diagonal", offset);
  const [a, b] = twoAxes("diagonal", axis1, axis2, x.shape);
  const [n, m] = [x.shape[a]!, x.shape[b]!];
  const last = moveaxis(x, [a, b], [-2, -1]);
  const axis = x.ndim - 2;
  const rows = reshapeTo(last, [...last.shape.slice(0, -2), n * m]);
  return applyN(takePrimitive, [rows, placesOf(n, m, offset)], { axis })[0]!;
}

/**
 * Matrices with the last axis of `x` on a diagonal and zeros elsewhere: what `diagonal` takes apart.
 *
 * Shapes: `x [..., n]` → `[..., n + |offset|, n + |offset|]`, the rows at `axis1` and the columns at `axis2` of the
 * result.
 *
 * @throws ShapeError when `x` is a single number; ArgumentError when an axis does not exist or both are the same.
 * @example makeDiagonal(tensor([1, 2]))
 * // [[1. 0.]
 * //  [0. 2.]]
 * @public
 */
export function makeDiagonal(input: TensorLike, offset = 0, axis1 = -2, axis2 = -1): Tensor {
  return onDiagonal("makeDiagonal", operand("makeDiagonal", input), offset, axis1, axis2);
}

function onDiagonal(op: string, x: Tensor, offset: number, axis1 = -2, axis2 = -1): Tensor {
  checkWhole(op, offset);
  if (x.ndim === 0) throw noEntries(op);
  const n = x.shape[x.ndim - 1]! + Math.abs(offset);
  room(op, [...x.shape.slice(0, -1), n, n]);
  const axis = x.ndim - 1;
  // Put, not added, so that −0 stays what it is.
  const nothing = repeatedZero([...x.shape.slice(0, -1), n * n], x.dtype);
  const flat = applyN(putPrimitive, [nothing, placesOf(n, n, offset), x], { axis })[0]!;
  const matrices = reshapeTo(flat, [...x.shape.slice(0, -1), n, n]);
  return moveaxis(matrices, [-2, -1], [...twoAxes(op, axis1, axis2, matrices.shape)]);
}

/**
 * A matrix with the vector on a diagonal, or the diagonal of a matrix.
 *
 * Shapes: `x [n]` → `[n + |k|, n + |k|]`; `x [n, m]` → `[length of the diagonal]`.
 *
 * @throws ShapeError when `x` has neither one nor two axes.
 * @example diag(tensor([1, 2]))
 * // [[1. 0.]
 * //  [0. 2.]]
 * @example diag(tensor([[1, 2], [3, 4]])) // [1. 4.]
 * @public
 */
export function diag(input: TensorLike, k = 0): Tensor {
  const x = operand("diag", input);
  if (x.ndim === 1) return onDiagonal("diag", x, k);
  if (x.ndim === 2) return within("diag", () => diagonal(x, k));
  throw new ShapeError({
    code: "shape-mismatch",
    op: "diag",
    problem: "expected a vector or a matrix",
    got: `shape ${showShape(x.shape)}`,
    hint: "diagonal(x, 0, -2, -1) takes the diagonals of a stack of matrices, makeDiagonal(x) puts the last axis on diagonals",
    shapes: [x.shape],
  });
}

/**
 * The sum of a diagonal: Σᵢ x[i, i + offset].
 *
 * Shapes: `x [n, m]` → `[]`; with more axes, the two named go.
 *
 * @throws ArgumentError when an axis does not exist or both are the same.
 * @example trace(tensor([[1, 2], [3, 4]])) // 5.0
 * @public
 */
export function trace(x: TensorLike, offset = 0, axis1 = 0, axis2 = 1): Tensor {
  return within("trace", () => {
    return sum(diagonal(operand("trace", x), offset, axis1, axis2), -1);
  });
}

/** Whether column − row is at most, or at least, k: a bool matrix. */
function triangle(n: number, m: number, k: number, lower: boolean): Tensor {
  const mask = new Uint8Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) mask[i * m + j] = (lower ? j - i <= k : j - i >= k) ? 1 : 0;
  return wrap([n, m], "bool", mask);
}

function triangleOf<S extends Shape>(op: string, input: TensorLike, k: number, lower: boolean): Tensor<S> {
  const x = operand(op, input);
  checkWhole(op, k);
  const nothing = x.dtype === "bool" ? false : 0;
  // A vector stands for all rows, as in NumPy.
  if (x.ndim === 1) return where(triangle(x.size, x.size, k, lower), x, nothing) as Tensor as Tensor<S>;
  if (x.ndim < 2) {
    throw new ShapeError({
      code: "shape-mismatch",
      op,
      problem: "a triangle is a part of a matrix",
      got: `shape ${showShape(x.shape)}`,
      hint: "the last two axes are the rows and columns",
      shapes: [x.shape],
    });
  }
  const [n, m] = x.shape.slice(-2) as [number, number];
  return where(triangle(n, m, k, lower), x, nothing) as Tensor as Tensor<S>;
}

/**
 * A matrix with zeros above a diagonal.
 *
 * Shapes: `x [..., n, m]` → the same; a vector `[n]` stands for n equal rows. `k` is the last diagonal that stays: 0 the main one, positive above it.
 *
 * @throws ShapeError when `x` is no matrix.
 * @example tril(tensor([[1, 2], [3, 4]]))
 * // [[1. 0.]
 * //  [3. 4.]]
 * @public
 */
export function tril<N extends number>(x: Tensor<readonly [N]>, k?: number): Tensor<readonly [N, N]>;
export function tril<S extends Shape>(x: Tensor<S>, k?: number): Tensor<S>;
export function tril(x: TensorLike, k?: number): Tensor;
export function tril(x: TensorLike, k = 0): Tensor {
  return triangleOf("tril", x, k, true);
}

/**
 * A matrix with zeros below a diagonal.
 *
 * Shapes: `x [..., n, m]` → the same; a vector `[n]` stands for n equal rows. `k` is the first diagonal that stays: 0 the main one, positive above it.
 *
 * @throws ShapeError when `x` is no matrix.
 * @example triu(tensor([[1, 2], [3, 4]]))
 * // [[1. 2.]
 * //  [0. 4.]]
 * @public
 */
export function triu<N extends number>(x: Tensor<readonly [N]>, k?: number): Tensor<readonly [N, N]>;
export function triu<S extends Shape>(x: Tensor<S>, k?: number): Tensor<S>;
export function triu(x: TensorLike, k?: number): Tensor;
export function triu(x: TensorLike, k = 0): Tensor {
  return triangleOf("triu", x, k, false);
}

function noEntries(op: string): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: "a single number has no entries to put on a diagonal",
    got: "shape []",
    hint: "give it an axis: [x]",
    shapes: [[]],
  });
}

/**
 * A matrix with the elements of a tensor on a diagonal.
 *
 * Shapes: `x` with n elements → `[n + |k|, n + |k|]`.
 *
 * @example diagflat(tensor([[1, 2]]))
 * // [[1. 0.]
 * //  [0. 2.]]
 * @public
 */
export function diagflat(input: TensorLike, k = 0): Tensor {
  const x = operand("diagflat", input);
  return onDiagonal("diagflat", reshapeTo(x, [x.size]), k);
}

/**
 * A matrix with another main diagonal: a new tensor, the given one stays as it is.
 *
 * Shapes: `x [..., n, m]`, value `[]` or `[length of the diagonal]` → the same as `x`. Derivatives pass to both.
 *
 * @throws ShapeError when `x` is no matrix or the value does not broadcast.
 * @example fillDiagonal(tensor([[1, 2], [3, 4]]), 9)
 * // [[9. 2.]
 * //  [3. 9.]]
 * @public
 */
export function fillDiagonal<S extends Shape>(x: Tensor<S>, value: TensorLike): Tensor<S>;
export function fillDiagonal(x: TensorLike, value: TensorLike): Tensor;
export function fillDiagonal(input: TensorLike, value: TensorLike): Tensor {
  const x = operand("fillDiagonal", input);
  if (x.ndim < 2) throw noEntries("fillDiagonal");
  const [n, m] = x.shape.slice(-2) as [number, number];
  const mask = new Uint8Array(n * m);
  for (let i = 0; i < Math.min(n, m); i++) mask[i * m + i] = 1;
  const diagonal = wrap([n, m], "bool", mask);
  const entries = operand("fillDiagonal", value);
  if (entries.ndim === 0) return where(diagonal, value, x);
  // One entry for each row of the diagonal, repeated along the row; below the diagonal of a tall matrix there are none.
  const length = Math.min(n, m);
  const column = within("fillDiagonal", () => reshapeTo(broadcastTo(entries, [length]), [length, 1]));
  const below = repeatedZero([n - length, 1], entries.dtype);
  return where(diagonal, concatenate([column, below]), x);
}
