import type { TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { applyN } from "../primitive.ts";
import { choleskyPrimitive } from "../primitives/cholesky.ts";
import { swapped } from "../primitives/matmul.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { squareMatrices } from "./square.ts";

/** Which factor `cholesky` gives. @public */
export interface CholeskyOptions {
  /** Whether to read the upper triangle and give U with A = UᵀU; false unless said. */
  readonly upper?: boolean;
}

/**
 * The Cholesky factor of a symmetric positive definite matrix: the lower triangular L with a positive diagonal and
 * A = L Lᵀ.
 *
 * Shapes: `a [..., n, n]` → the same. Integers become float64; float32 stays. Only the lower triangle of `a` is read, as
 * in NumPy; NaN there gives NaN.
 *
 * Derivative: as a function of what is read, so it stands in that triangle, and entries off the diagonal count twice.
 * For a symmetric gradient differentiate `cholesky(mul(0.5, add(a, transpose(a))))`.
 *
 * @throws ArgumentError when a matrix is not positive definite; ShapeError when it is not square.
 * @example linalg.cholesky(tensor([[4, 2], [2, 10]]))
 * // [[2. 0.]
 * //  [1. 3.]]
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 4.2.
 * @see I. Murray (2016), Differentiation of the Cholesky decomposition, arXiv:1602.07527.
 * @public
 */
export function cholesky<S extends Shape>(a: Tensor<S>, options?: CholeskyOptions): Tensor<S>;
export function cholesky(a: TensorLike, options?: CholeskyOptions): Tensor;
export function cholesky(input: TensorLike, options: CholeskyOptions = {}): Tensor {
  knownOptions("cholesky", options, ["upper?"]);
  const { upper = false } = options;
  const a = squareMatrices("cholesky", input);
  if (!upper) return applyN(choleskyPrimitive, [a], null)[0]!;
  return swapped(applyN(choleskyPrimitive, [swapped(a)], null)[0]!);
}
