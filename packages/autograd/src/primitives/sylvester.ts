import { ArgumentError, showShape } from "../errors.ts";
import { general } from "../general.ts";
import { allFinite, copied, stackOf, store } from "../kernels/matrices.ts";
import { squareRoot } from "../kernels/squareRoot.ts";
import { solveSylvester } from "../kernels/sylvester.ts";
import { applyN, type Primitive } from "../primitive.ts";
import type { Shape } from "../shape.ts";
import { neg } from "./arithmetic.ts";
import { product, swapped } from "./matmul.ts";

/** The operation as the user called it, for messages. */
type Caller = { readonly op: string };

/** X with A X + X B = C. */
export const sylvesterPrimitive: Primitive = general<Caller>({
  name: "solveSylvester",
  formula: String.raw`A X + X B = C, \quad A^{\mathsf T} \bar C + \bar C B^{\mathsf T} = \bar X, \quad \bar A = -\bar C X^{\mathsf T}, \quad \bar B = -X^{\mathsf T} \bar C`,
  reverse: ["-solveSylvester(a.T, b.T, g) @ y.T", "-y.T @ solveSylvester(a.T, b.T, g)", "solveSylvester(a.T, b.T, g)"],
  operands: ["a", "b", "c"],
  abstract: ([_a, _b, c]) => [{ shape: c!.shape, dtype: c!.dtype }],
  run: ([x], [a, b, c], { op }) => {
    const { count, m, n } = stackOf(c!.shape);
    const [left, right, sides] = [copied(a!), copied(b!), copied(c!)];
    for (let k = 0; k < count; k++) {
      const A = left.subarray(k * m * m, (k + 1) * m * m);
      const B = right.subarray(k * n * n, (k + 1) * n * n);
      const C = sides.subarray(k * m * n, (k + 1) * m * n);
      const known = allFinite(A) && allFinite(B);
      const solution = known ? solveSylvester(A, B, C, m, n) : C.fill(Number.NaN);
      if (solution === null) throw commonEigenvalue(op, a!.shape, b!.shape);
      store(x!, solution, k * m * n);
    }
  },
  vjp: ([g], [x], [a, b], { op }, [needA, needB]) => {
    const params = { op: op.startsWith("the derivative") ? op : `the derivative of ${op}` };
    const dc = applyN(sylvesterPrimitive, [swapped(a!), swapped(b!), g!], params)[0]!;
    const xt = swapped(x!);
    return [needA ? neg(product(dc, xt)) : null, needB ? neg(product(xt, dc)) : null, dc];
  },
});

/** Y with Y² = A, no eigenvalue of Y having a negative real part. */
export const sqrtmPrimitive: Primitive = general({
  name: "sqrtm",
  formula: String.raw`Y^2 = A, \quad Y^{\mathsf T} \bar A + \bar A Y^{\mathsf T} = \bar Y`,
  reverse: ["solveSylvester(y.T, y.T, g)"],
  operands: ["a"],
  abstract: ([a]) => [{ shape: a!.shape, dtype: a!.dtype }],
  run: ([y], [a]) => {
    const { count, n } = stackOf(a!.shape);
    const matrices = copied(a!);
    for (let k = 0; k < count; k++) {
      const matrix = matrices.subarray(k * n * n, (k + 1) * n * n);
      const result = allFinite(matrix) ? squareRoot(matrix, n) : { root: matrix.fill(Number.NaN) };
      if ("eigenvalue" in result) throw noRoot(a!.shape, result.eigenvalue);
      store(y!, result.root, k * n * n);
    }
  },
  vjp: ([g], [y]) => {
    const transposed = swapped(y!);
    return [applyN(sylvesterPrimitive, [transposed, transposed, g!], { op: "the derivative of sqrtm" })[0]!];
  },
});

function commonEigenvalue(op: string, a: Shape, b: Shape): ArgumentError {
  return new ArgumentError({
    code: "singular-matrix",
    op,
    problem: "there is not exactly one solution: an eigenvalue of a is, but for rounding, one of −b",
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: op.endsWith("sqrtm")
      ? "a square root has a derivative where no eigenvalue of the matrix is 0"
      : "the solution is unique when no eigenvalue of a and none of b add up to 0",
    shapes: [a, b],
  });
}

function noRoot(shape: Shape, eigenvalue: number | null): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "sqrtm",
    problem:
      eigenvalue === null
        ? "the matrix has no square root, as its eigenvalue 0 has too few eigenvectors"
        : `the matrix has the eigenvalue ${eigenvalue}, so its principal square root is not real`,
    got: `shape ${showShape(shape)}`,
    hint: "a covariance that is semidefinite can get eigenvalues just below 0 by rounding: add(a, mul(1e-12, eye(n)))",
    shapes: [shape],
  });
}
