import type { TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { applyN } from "../primitive.ts";
import { swapped } from "../primitives/matmul.ts";
import { complementPrimitive } from "../primitives/qr.ts";
import { svdPrimitive } from "../primitives/svd.ts";
import type { Tensor } from "../tensor.ts";
import { join } from "./parts.ts";
import { matrices } from "./square.ts";

/** What `svd` gives. @public */
export interface SvdOptions {
  /** Whether U is m×m and Vᵀ n×n; true unless said. Otherwise they are m×k and k×n with k = min(m, n). */
  readonly fullMatrices?: boolean;
  /** Whether U and Vᵀ are wanted; true unless said. Otherwise the singular values come alone. */
  readonly computeUv?: boolean;
}

/**
 * The singular value decomposition A = U Σ Vᵀ, the singular values falling: one-sided Jacobi rotations after a QR
 * decomposition with pivoting.
 *
 * Shapes: `a [..., m, n]` → `[u, s, vt]`: `[..., m, m]`, `[..., k]`, `[..., n, n]` with k = min(m, n), or
 * `[..., m, k]`, `[..., k]`, `[..., k, n]` without `fullMatrices`; with `computeUv: false` only s. The third result is
 * Vᵀ, as in NumPy. Integers become float64; float32 stays. NaN or infinity gives NaN.
 *
 * The signs of the columns of U and V are not determined (they go together), nor, where singular values are equal,
 * which vectors span their space.
 *
 * Derivative: of the singular values everywhere, 0 for one that is 0, as |x| has it. Where some are equal it is right for
 * functions that treat them alike, such as sums, and their second derivative is NaN (why, and what to write instead:
 * docs/decisions/0012-equal-eigenvalues-at-second-order.md; for the sum itself take `norm(a, "nuc")`). That of U and V
 * has the factors 1/(sⱼ² − sᵢ²), and 1/sᵢ for rectangular matrices: infinite where a cotangent meets a zero difference,
 * and counted as 0 where none does. The columns that `fullMatrices` adds are not unique; their derivative is right for
 * functions that do not depend on the choice.
 *
 * @throws ShapeError when there are fewer than two axes.
 * @example linalg.svd(tensor([[3, 0], [0, -4]]))[1] // [4. 3.]
 * @see Z. Drmač, K. Veselić (2008), New fast and accurate Jacobi SVD algorithm, SIAM J. Matrix Anal. Appl. 29.
 * @see J. Townsend (2016), Differentiating the singular value decomposition.
 * @public
 */
export function svd(a: TensorLike, options: SvdOptions & { readonly computeUv: false }): Tensor;
export function svd(
  a: TensorLike,
  options?: SvdOptions & { readonly computeUv?: true },
): [u: Tensor, s: Tensor, vt: Tensor];
export function svd(input: TensorLike, options: SvdOptions = {}): [u: Tensor, s: Tensor, vt: Tensor] | Tensor {
  knownOptions("svd", options, ["fullMatrices?", "computeUv?"]);
  const { fullMatrices = true, computeUv = true } = options;
  const a = matrices("svd", input);
  const [u, s, vt] = applyN(svdPrimitive, [a], null) as [Tensor, Tensor, Tensor];
  if (!computeUv) return s;
  const [m, n] = a.shape.slice(-2) as [number, number];
  if (!fullMatrices || m === n) return [u, s, vt];
  return m > n ? [completed(u), s, vt] : [u, s, swapped(completed(swapped(vt)))];
}

/**
 * The singular values of a matrix, falling: the second result of `svd`, with the same conventions.
 *
 * Shapes: `a [..., m, n]` → `[..., min(m, n)]`.
 *
 * @throws ShapeError when there are fewer than two axes.
 * @example linalg.svdvals(tensor([[3, 4], [0, 0]])) // [5. 0.]
 * @public
 */
export function svdvals(a: TensorLike): Tensor {
  return applyN(svdPrimitive, [matrices("svdvals", a)], null)[1]!;
}

/** Orthonormal columns and those that are missing for a basis of the space. */
function completed(u: Tensor): Tensor {
  return join([u, applyN(complementPrimitive, [u], null)[0]!], -1);
}
