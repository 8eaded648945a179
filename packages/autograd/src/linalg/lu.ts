import type { TensorLike } from "../lift.ts";
import { applyN } from "../primitive.ts";
import { luPrimitive } from "../primitives/lu.ts";
import type { Tensor } from "../tensor.ts";
import { matrices } from "./square.ts";

/**
 * The LU decomposition with partial pivoting: A = P L U, where P is a permutation, L lower triangular with ones on the
 * diagonal and no entry larger than 1, U upper triangular.
 *
 * Shapes: `a [..., m, n]` → `[p, l, u]`, with k = min(m, n): `[..., m, m]`, `[..., m, k]`, `[..., k, n]`. Integers become
 * float64; float32 stays. Singular matrices are decomposed like others.
 *
 * Derivative: P counts as constant; where the first k rows of PᵀA, as far as column k, are linearly independent.
 *
 * @throws ShapeError when there are fewer than two axes; ArgumentError when a singular matrix is differentiated.
 * @example linalg.lu(tensor([[1, 2], [4, 4]]))[2]
 * // [[4. 4.]
 * //  [0. 1.]]
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 3.4.
 * @public
 */
export function lu(a: TensorLike): [p: Tensor, l: Tensor, u: Tensor] {
  return applyN(luPrimitive, [matrices("lu", a)], null) as [Tensor, Tensor, Tensor];
}
