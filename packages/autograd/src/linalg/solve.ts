import type { NotTwoTensors, TensorLike } from "../lift.ts";
import { applyN } from "../primitive.ts";
import { identityMatrix, solvePrimitive } from "../primitives/linalg.ts";
import type { Fits, MatMul, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { equations, type Solver, solveMatrices } from "./equations.ts";
import { squareMatrices } from "./square.ts";

/**
 * The solution of linear equations: x = A⁻¹b, by elimination with partial pivoting.
 *
 * Shapes: `a [..., n, n]`; `b [n]`, `[..., n]` when it has one axis fewer than `a`, `[..., n, m]` otherwise → the shape
 * of `b`, with the leading axes of both, which broadcast. So it was in NumPy 1, which refuses `b [n]` for a stack; NumPy 2
 * takes `b [k, n]` for matrices in each case, for which here `expandDims(b, 0)` says the same. Integers become float64; float32 stays.
 *
 * Derivative: with b̄ = A⁻ᵀx̄, that of A is −b̄xᵀ; the elimination is not repeated. A matrix that is singular but for
 * rounding gives large numbers and no error.
 *
 * @throws ArgumentError when a matrix is singular; ShapeError when it is not square or `b` does not fit.
 * @example linalg.solve(tensor([[3, 1], [1, 2]]), tensor([9, 8])) // [2. 3.]
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 3.4.
 * @public
 */
export function solve<A extends TensorLike, B extends TensorLike>(a: A, b: B & NotTwoTensors<A, B>): Tensor;
export function solve<A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Tensor<B> & Fits<"solve", A, B, MatMul<A, B>>,
): Tensor<MatMul<A, B>>;
export function solve(left: TensorLike, right: TensorLike): Tensor {
  return equations("solve", left, right, solverOf("solve"));
}

/**
 * The inverse of a matrix: A⁻¹, with A A⁻¹ = I. To solve equations, `solve` is faster and more exact.
 *
 * Shapes: `a [..., n, n]` → the same. Integers become float64; float32 stays.
 *
 * @throws ArgumentError when a matrix is singular; ShapeError when it is not square.
 * @example linalg.inv(tensor([[2, 0], [0, 4]]))
 * // [[0.5  0.  ]
 * //  [0.   0.25]]
 * @public
 */
export function inv<S extends Shape>(a: Tensor<S>): Tensor<S>;
export function inv(a: TensorLike): Tensor;
export function inv(input: TensorLike): Tensor {
  const a = squareMatrices("inv", input);
  return solveMatrices("inv", a, identityMatrix(a), solverOf("inv"));
}

function solverOf(op: string): Solver {
  return (a, b) => applyN(solvePrimitive, [a, b], { op })[0]!;
}
