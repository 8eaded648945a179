import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import type { NotTwoTensors, TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { solveTriangle } from "../primitives/triangular.ts";
import type { Fits, MatMul, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { equations } from "./equations.ts";

/** Which triangle is read, and how. @public */
export interface TriangularOptions {
  /** Whether the lower triangle is read; the upper one unless said. */
  readonly lower?: boolean;
  /** Whether the equations are Aᵀx = b: 1 or "T"; 0 or "N" unless said. */
  readonly trans?: 0 | 1 | "N" | "T";
  /** Whether the diagonal counts as ones, whatever stands there; false unless said. */
  readonly unitDiagonal?: boolean;
}

/**
 * The solution of triangular equations, x = T⁻¹b, by substitution; T is one triangle of `a`, and the other is not read.
 *
 * Shapes: `a [..., n, n]`; `b [..., n]` when it has one axis fewer than `a`, `[..., n, m]` otherwise → the shape of `b`.
 * Leading axes broadcast. Integers become float64; float32 stays.
 *
 * Derivative: with b̄ = T⁻ᵀx̄, that of T is −b̄xᵀ on the triangle, 0 elsewhere.
 *
 * @throws ArgumentError when the diagonal holds a 0; ShapeError when a matrix is not square or `b` does not fit.
 * @example linalg.solveTriangular(tensor([[2, 0], [1, 4]]), tensor([2, 9]), { lower: true }) // [1. 2.]
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 3.1.
 * @public
 */
export function solveTriangular<A extends TensorLike, B extends TensorLike>(
  a: A,
  b: B & NotTwoTensors<A, B>,
  options?: TriangularOptions,
): Tensor;
export function solveTriangular<A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Tensor<B> & Fits<"solveTriangular", A, B, MatMul<A, B>>,
  options?: TriangularOptions,
): Tensor<MatMul<A, B>>;
export function solveTriangular(left: TensorLike, right: TensorLike, options: TriangularOptions = {}): Tensor {
  knownOptions("solveTriangular", options, ["lower?", "trans", "unitDiagonal?"]);
  const { lower = false, trans = 0, unitDiagonal = false } = options;
  const op = "solveTriangular";
  if (![0, 1, "N", "T"].includes(trans)) {
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: `trans must be 0, 1, "N" or "T", not ${show(trans)}`,
      hint: 'conjugate transposes, 2 or "C", are those of complex numbers; of real ones they are 1 or "T"',
    });
  }
  const transposed = trans === 1 || trans === "T";
  return equations(op, left, right, (a, b) => solveTriangle(a, b, { lower, transposed, unitDiagonal, op }));
}
