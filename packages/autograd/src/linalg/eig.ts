import type { TensorLike } from "../lift.ts";
import { applyN } from "../primitive.ts";
import { eigPrimitive } from "../primitives/eig.ts";
import type { Tensor } from "../tensor.ts";
import { squareMatrices } from "./square.ts";

/**
 * The eigenvalues and eigenvectors of a square matrix whose eigenvalues are all real: A V = V Λ, with unit vectors in the
 * columns of V. For symmetric matrices `eigh` is faster, and orders them.
 *
 * Shapes: `a [..., n, n]` → `[w, v]`: `[..., n]` and `[..., n, n]`. Integers become float64; float32 stays. The order is
 * that in which the QR iteration finds them, and signs are not determined. NaN or infinity gives NaN.
 *
 * Derivative: where all eigenvalues differ.
 *
 * @throws ArgumentError when eigenvalues are complex, as there is no complex dtype, and when a matrix without n
 * independent eigenvectors is differentiated; ShapeError when a matrix is not square.
 * @example linalg.eig(tensor([[2, 0], [1, 3]]))[0] // [2. 3.]
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., sections 7.5 and 7.6.
 * @public
 */
export function eig<N extends number>(
  a: Tensor<readonly [N, NoInfer<N>]>,
): [w: Tensor<readonly [N]>, v: Tensor<readonly [N, N]>];
export function eig(a: TensorLike): [w: Tensor, v: Tensor];
export function eig(a: TensorLike): [w: Tensor, v: Tensor] {
  return applyN(eigPrimitive, [squareMatrices("eig", a)], { op: "eig" }) as [Tensor, Tensor];
}

/**
 * The eigenvalues of a square matrix, all of them real: the first result of `eig`, with the same conventions.
 *
 * Shapes: `a [..., n, n]` → `[..., n]`.
 *
 * @throws ArgumentError when eigenvalues are complex; ShapeError when a matrix is not square.
 * @example linalg.eigvals(tensor([[2, 0], [1, 3]])) // [2. 3.]
 * @public
 */
export function eigvals<N extends number>(a: Tensor<readonly [N, NoInfer<N>]>): Tensor<readonly [N]>;
export function eigvals(a: TensorLike): Tensor;
export function eigvals(a: TensorLike): Tensor {
  return applyN(eigPrimitive, [squareMatrices("eigvals", a)], { op: "eigvals" })[0]!;
}
