import { checkShape } from "../create.ts";
import type { DType } from "../dtype.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { dataOf, empty } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/**
 * A tensor of zeros.
 *
 * Shapes: as given; `zeros([])` is a single 0.
 *
 * @throws ArgumentError when a length is not a whole number ≥ 0.
 * @example zeros([2, 3])
 * // [[0. 0. 0.]
 * //  [0. 0. 0.]]
 * @public
 */
export function zeros<const S extends Shape>(shape: S, dtype: DType = "float64"): Tensor<S> {
  checkShape("zeros", shape);
  return empty(shape, sizeOf(shape), dtype);
}

/**
 * A tensor of ones.
 *
 * Shapes: as given; `ones([])` is a single 1.
 *
 * @throws ArgumentError when a length is not a whole number ≥ 0.
 * @example ones([2]) // [1. 1.]
 * @public
 */
export function ones<const S extends Shape>(shape: S, dtype: DType = "float64"): Tensor<S> {
  checkShape("ones", shape);
  const y = empty(shape, sizeOf(shape), dtype);
  dataOf(y).fill(1, y.offset, y.offset + y.size);
  return y;
}
