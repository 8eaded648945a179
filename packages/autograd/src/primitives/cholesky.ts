import { ArgumentError, showShape } from "../errors.ts";
import { general } from "../general.ts";
import { factorCholesky } from "../kernels/cholesky.ts";
import { copied, stackOf, store } from "../kernels/matrices.ts";
import type { Primitive } from "../primitive.ts";
import type { Shape } from "../shape.ts";
import { add } from "./arithmetic.ts";
import { product, swapped } from "./matmul.ts";
import { LOWER_HALF, weighted } from "./triangles.ts";
import { solveTriangle } from "./triangular.ts";

/** A = L Lᵀ, of which the lower triangle of A is read: the derivative stands there, entries off the diagonal doubled. */
export const choleskyPrimitive: Primitive = general({
  name: "cholesky",
  formula: String.raw`A = L L^{\mathsf T}, \quad S = L^{-\mathsf T} \Phi(L^{\mathsf T} \bar L) L^{-1}, \quad \bar A = \Phi(S + S^{\mathsf T})`,
  reverse: ["phi(s + s.T), s = inv(y).T @ phi(y.T @ g) @ inv(y), phi: the lower triangle, its diagonal halved"],
  operands: ["a"],
  abstract: ([a]) => [{ shape: a!.shape, dtype: a!.dtype }],
  run: ([l], [a]) => {
    const { count, n } = stackOf(a!.shape);
    const matrices = copied(a!);
    for (let k = 0; k < count; k++) {
      const minor = factorCholesky(matrices, k * n * n, n);
      if (minor >= 0) throw notPositiveDefinite(a!.shape, minor, k, count);
    }
    store(l!, matrices);
  },
  // I. Murray (2016), Differentiation of the Cholesky decomposition, arXiv:1602.07527, equation 9.
  vjp: ([g], [l]) => {
    const params = { lower: true, transposed: true, unitDiagonal: false, op: "the derivative of cholesky" };
    const p = weighted(product(swapped(l!), g!), LOWER_HALF);
    const s = solveTriangle(l!, swapped(solveTriangle(l!, p, params)), params);
    return [weighted(add(s, swapped(s)), LOWER_HALF)];
  },
});

function notPositiveDefinite(shape: Shape, minor: number, k: number, count: number): ArgumentError {
  return new ArgumentError({
    code: "not-positive-definite",
    op: "cholesky",
    problem: `${count === 1 ? "the matrix" : `matrix ${k} of the stack`} is not positive definite: its leading ${minor}×${minor} block is not`,
    got: `shape ${showShape(shape)}`,
    hint: "a covariance of fewer samples than variables, or with a repeated variable, is only semidefinite: add(a, mul(1e-6, eye(n))) makes it definite",
    shapes: [shape],
  });
}
