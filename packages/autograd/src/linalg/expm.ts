import type { TensorLike } from "../lift.ts";
import { applyN } from "../primitive.ts";
import { expmPrimitive } from "../primitives/expm.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { squareMatrices } from "./square.ts";

/**
 * The exponential of a square matrix: e^A = I + A + A²/2 + …, by scaling and squaring with Padé approximants.
 *
 * Shapes: `a [..., n, n]` → the same. Integers become float64; float32 stays. NaN or infinity gives NaN.
 *
 * Derivative: everywhere, of every order, also where eigenvalues are equal: it is a block of the exponential of a matrix
 * twice as large.
 *
 * @throws ShapeError when a matrix is not square.
 * @example linalg.expm(tensor([[0, 1], [0, 0]]))
 * // [[1. 1.]
 * //  [0. 1.]]
 * @see N. J. Higham (2005), The scaling and squaring method for the matrix exponential revisited, SIAM J. Matrix Anal.
 * Appl. 26.
 * @public
 */
export function expm<S extends Shape>(a: Tensor<S>): Tensor<S>;
export function expm(a: TensorLike): Tensor;
export function expm(a: TensorLike): Tensor {
  return applyN(expmPrimitive, [squareMatrices("expm", a)], null)[0]!;
}
