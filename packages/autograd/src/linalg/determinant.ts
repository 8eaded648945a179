import type { TensorLike } from "../lift.ts";
import { applyN } from "../primitive.ts";
import { detPrimitive } from "../primitives/determinant.ts";
import { slogdetPrimitive } from "../primitives/linalg.ts";
import type { Scalar } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { squareMatrices } from "./square.ts";

/**
 * The sign of the determinant and the logarithm of its absolute value, `[s, ℓ]` with det A = s·e^ℓ: for matrices
 * whose determinant is too large or too small for a number, and for Gaussian likelihoods.
 *
 * Shapes: `a [..., n, n]` → two of `[...]`. Integers become float64; float32 stays. A singular matrix gives
 * `[0, −∞]`, one without entries `[1, 0]`.
 *
 * Derivative: ∂ℓ/∂A = A⁻ᵀ; the sign counts as constant.
 *
 * @throws ShapeError when a matrix is not square; ArgumentError when a singular one is differentiated.
 * @example linalg.slogdet(tensor([[1, 2], [3, 4]])) // [-1.0, 0.6931471805599453]
 * @public
 */
export function slogdet(a: Tensor<readonly [number, number]>): [sign: Tensor<Scalar>, logdet: Tensor<Scalar>];
export function slogdet(a: TensorLike): [sign: Tensor, logdet: Tensor];
export function slogdet(input: TensorLike): [sign: Tensor, logdet: Tensor] {
  const [sign, logdet] = applyN(slogdetPrimitive, [squareMatrices("slogdet", input)], null);
  return [sign!, logdet!];
}

/**
 * The determinant: det A. Of large matrices it overflows easily, where `slogdet` does not.
 *
 * Shapes: `a [..., n, n]` → `[...]`. Integers become float64; float32 stays. A singular matrix gives 0 (or what rounding
 * leaves of it), one without entries 1.
 *
 * Derivative: the matrix of cofactors, which is det A · A⁻ᵀ where A is regular. It exists for singular matrices as well,
 * and so does the second derivative; from the third on the matrix must be regular.
 *
 * @throws ShapeError when a matrix is not square; ArgumentError when a singular one is differentiated three times.
 * @example linalg.det(tensor([[1, 2], [3, 4]])) // -2.0
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 3.4.
 * @public
 */
export function det(a: Tensor<readonly [number, number]>): Tensor<Scalar>;
export function det(a: TensorLike): Tensor;
export function det(input: TensorLike): Tensor {
  return applyN(detPrimitive, [squareMatrices("det", input)], { checked: false })[0]!;
}
