import { whole } from "../checks.ts";
import { readShape } from "../create.ts";
import { type DType, knownDType, newArray } from "../dtype.ts";
import { operand, type TensorLike } from "../lift.ts";
import { astype } from "../primitives/convert.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { empty, wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { broadcastTo } from "./shape.ts";

/**
 * A tensor of zeros.
 *
 * Shapes: as given, a list of lengths or a single one; `zeros([])` is a single 0.
 *
 * @throws ArgumentError when a length is not a whole number ≥ 0.
 * @example zeros([2, 3])
 * // [[0. 0. 0.]
 * //  [0. 0. 0.]]
 * @public
 */
export function zeros<const S extends Shape>(shape: S, dtype?: DType): Tensor<S>;
export function zeros<const N extends number>(length: N, dtype?: DType): Tensor<readonly [N]>;
export function zeros(shape: Shape | number, dtype: DType = "float64"): Tensor {
  const lengths = readShape("zeros", shape);
  return empty(lengths, sizeOf(lengths), knownDType("zeros", dtype));
}

/**
 * A tensor of ones.
 *
 * Shapes: as given, a list of lengths or a single one.
 *
 * @throws ArgumentError when a length is not a whole number ≥ 0.
 * @example ones([2]) // [1. 1.]
 * @public
 */
export function ones<const S extends Shape>(shape: S, dtype?: DType): Tensor<S>;
export function ones<const N extends number>(length: N, dtype?: DType): Tensor<readonly [N]>;
export function ones(shape: Shape | number, dtype: DType = "float64"): Tensor {
  return filled(readShape("ones", shape), 1, knownDType("ones", dtype));
}

/**
 * A tensor in which every element is the given value.
 *
 * Shapes: as given; the value broadcasts to it. Its dtype is the value's (float64 for a number) unless said. The
 * derivative by a value is the sum over its repetitions.
 *
 * @throws ArgumentError when a length is not a whole number ≥ 0; ShapeError when the value does not broadcast.
 * @example full([2, 2], 7)
 * // [[7. 7.]
 * //  [7. 7.]]
 * @public
 */
export function full<const S extends Shape>(shape: S, value: TensorLike, dtype?: DType): Tensor<S>;
export function full<const N extends number>(length: N, value: TensorLike, dtype?: DType): Tensor<readonly [N]>;
export function full(shape: Shape | number, value: TensorLike, dtype?: DType): Tensor {
  return fullOf("full", readShape("full", shape), value, dtype);
}

function fullOf(op: string, shape: Shape, value: TensorLike, dtype: DType | undefined): Tensor {
  if (dtype !== undefined) knownDType(op, dtype);
  if (typeof value === "number") return filled(shape, value, dtype ?? "float64");
  const v = operand(op, value);
  return within(op, () => broadcastTo(dtype === undefined ? v : astype(v, dtype), shape));
}

/**
 * Zeros in the shape and dtype of another tensor.
 *
 * Shapes: `x [...]` → `[...]`. Only shape and dtype of x are read, so no derivative passes.
 *
 * @example zerosLike(tensor([1, 2])) // [0. 0.]
 * @public
 */
export function zerosLike<S extends Shape>(x: Tensor<S>, dtype?: DType): Tensor<S>;
export function zerosLike(x: TensorLike, dtype?: DType): Tensor;
export function zerosLike(x: TensorLike, dtype?: DType): Tensor {
  const like = operand("zerosLike", x);
  return empty(like.shape, like.size, dtype === undefined ? like.dtype : knownDType("zerosLike", dtype));
}

/**
 * Ones in the shape and dtype of another tensor.
 *
 * Shapes: `x [...]` → `[...]`. Only shape and dtype of x are read, so no derivative passes.
 *
 * @example onesLike(tensor([1, 2])) // [1. 1.]
 * @public
 */
export function onesLike<S extends Shape>(x: Tensor<S>, dtype?: DType): Tensor<S>;
export function onesLike(x: TensorLike, dtype?: DType): Tensor;
export function onesLike(x: TensorLike, dtype?: DType): Tensor {
  const like = operand("onesLike", x);
  return filled(like.shape, 1, dtype === undefined ? like.dtype : knownDType("onesLike", dtype));
}

/**
 * A value in every element, in the shape and dtype of another tensor. Derivatives pass to the value, as in `full`.
 *
 * Shapes: `x [...]` → `[...]`; the value broadcasts to it.
 *
 * @throws ShapeError when the value does not broadcast to the shape.
 * @example fullLike(tensor([1, 2]), 7) // [7. 7.]
 * @public
 */
export function fullLike<S extends Shape>(x: Tensor<S>, value: TensorLike, dtype?: DType): Tensor<S>;
export function fullLike(x: TensorLike, value: TensorLike, dtype?: DType): Tensor;
export function fullLike(x: TensorLike, value: TensorLike, dtype?: DType): Tensor {
  const like = operand("fullLike", x);
  return fullOf("fullLike", like.shape, value, dtype ?? like.dtype);
}

/**
 * A matrix with ones on a diagonal and zeros elsewhere: [k = j − i].
 *
 * Shapes: → `[n, m]`, square unless `m` is given. `k` is the diagonal: 0 the main one, above it positive, below it
 * negative.
 *
 * @throws ArgumentError when a length is not a whole number ≥ 0 or `k` is not whole.
 * @example eye(2, 3, 1)
 * // [[0. 1. 0.]
 * //  [0. 0. 1.]]
 * @public
 */
export function eye<const N extends number>(n: N): Tensor<readonly [N, N]>;
export function eye<const N extends number, const M extends number = N>(
  n: N,
  m?: M,
  k?: number,
  dtype?: DType,
): Tensor<readonly [N, M]>;
export function eye(n: number, m: number = n, k = 0, dtype: DType = "float64"): Tensor {
  return eyeOf("eye", n, m, k, dtype);
}

function eyeOf(op: string, n: number, m: number, k: number, dtype: DType): Tensor {
  const shape = readShape(op, [n, m]);
  knownDType(op, dtype);
  whole(op, "the diagonal k", k, undefined, "0 is the main diagonal, 1 the one above it, -1 the one below");
  const data = newArray(dtype, n * m);
  const first = Math.max(0, -k);
  const last = Math.min(n, m - k);
  for (let i = first; i < last; i++) data[i * m + i + k] = 1;
  return wrap(shape, dtype, data);
}

/**
 * The identity matrix: [i = j].
 *
 * Shapes: → `[n, n]`.
 *
 * @throws ArgumentError when `n` is not a whole number ≥ 0.
 * @example identity(2)
 * // [[1. 0.]
 * //  [0. 1.]]
 * @public
 */
export function identity<const N extends number>(n: N, dtype?: DType): Tensor<readonly [N, N]> {
  return eyeOf("identity", n, n, 0, dtype ?? "float64") as Tensor<readonly [N, N]>;
}

/** A new contiguous tensor with one number everywhere. */
function filled(shape: Shape, value: number, dtype: DType): Tensor {
  const data = newArray(dtype, sizeOf(shape));
  return wrap(shape, dtype, data.fill(dtype === "bool" ? Number(value !== 0) : value));
}
