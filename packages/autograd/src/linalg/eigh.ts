import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import type { TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { applyN } from "../primitive.ts";
import { eighPrimitive } from "../primitives/eigh.ts";
import type { Tensor } from "../tensor.ts";
import { squareMatrices } from "./square.ts";

/** Which triangle of a symmetric matrix is read. @public */
export interface SymmetricOptions {
  /** "L" for the lower triangle (unless said), "U" for the upper one. */
  readonly UPLO?: "L" | "U";
}

/**
 * The eigenvalues and eigenvectors of a symmetric matrix: A = V Λ Vᵀ, the eigenvalues rising, the eigenvectors in the
 * columns of V, orthonormal. Householder reduction to a tridiagonal matrix, then the symmetric QR iteration.
 *
 * Shapes: `a [..., n, n]` → `[w, v]`: `[..., n]` and `[..., n, n]`. Integers become float64; float32 stays. Only one
 * triangle of `a` is read. NaN or infinity gives NaN.
 *
 * The sign of an eigenvector is not determined, nor, where eigenvalues are equal, which vectors span their space: use
 * what does not depend on it, such as V f(Λ) Vᵀ.
 *
 * Derivative: as a function of the triangle that is read, so it stands there, entries off the diagonal doubled. Where
 * eigenvalues are equal, functions of the eigenvalues alone that treat them alike (sums, products, norms) have their
 * first derivative, and NaN for the second one: docs/decisions/0012-equal-eigenvalues-at-second-order.md says why, and
 * what to write instead. The derivative of the eigenvectors has the factors 1/(λⱼ − λᵢ): infinite where a cotangent
 * meets it, and counted as 0 where none does. So differentiate matrix functions such as `expm` and `sqrtm` by
 * themselves, not as V f(Λ) Vᵀ, where eigenvalues may be equal.
 *
 * @throws ShapeError when a matrix is not square; ArgumentError for another triangle.
 * @example linalg.eigh(tensor([[2, 1], [1, 2]]))[0] // [1. 3.]
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 8.3.
 * @see M. B. Giles (2008), Collected matrix derivative results for forward and reverse mode algorithmic differentiation.
 * @public
 */
export function eigh<N extends number>(
  a: Tensor<readonly [N, NoInfer<N>]>,
  options?: SymmetricOptions,
): [w: Tensor<readonly [N]>, v: Tensor<readonly [N, N]>];
export function eigh(a: TensorLike, options?: SymmetricOptions): [w: Tensor, v: Tensor];
export function eigh(input: TensorLike, options?: SymmetricOptions): [w: Tensor, v: Tensor] {
  return decompose("eigh", input, options);
}

/**
 * The eigenvalues of a symmetric matrix, rising: the first result of `eigh`, with the same conventions;
 * second derivatives where eigenvalues are equal are NaN (docs/decisions/0012-equal-eigenvalues-at-second-order.md).
 *
 * Shapes: `a [..., n, n]` → `[..., n]`.
 *
 * @throws ShapeError when a matrix is not square; ArgumentError for another triangle.
 * @example linalg.eigvalsh(tensor([[0, 2], [2, 3]])) // [-1.  4.]
 * @public
 */
export function eigvalsh<N extends number>(
  a: Tensor<readonly [N, NoInfer<N>]>,
  options?: SymmetricOptions,
): Tensor<readonly [N]>;
export function eigvalsh(a: TensorLike, options?: SymmetricOptions): Tensor;
export function eigvalsh(input: TensorLike, options?: SymmetricOptions): Tensor {
  return decompose("eigvalsh", input, options)[0];
}

function decompose(op: string, input: TensorLike, options: SymmetricOptions = {}): [Tensor, Tensor] {
  knownOptions(op, options, ["UPLO"]);
  const { UPLO = "L" } = options;
  if (UPLO !== "L" && UPLO !== "U") {
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: `UPLO must be "L" or "U", not ${show(UPLO)}`,
      hint: 'it says which triangle is read: "L" the lower one, "U" the upper one',
    });
  }
  const [w, v] = applyN(eighPrimitive, [squareMatrices(op, input)], { lower: UPLO === "L" });
  return [w!, v!];
}
