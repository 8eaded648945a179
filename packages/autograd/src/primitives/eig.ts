import { ArgumentError, showShape } from "../errors.ts";
import { general } from "../general.ts";
import { realEigen } from "../kernels/eigen.ts";
import { allFinite, copied, stackOf, store } from "../kernels/matrices.ts";
import { plus, scale } from "../kinds.ts";
import { apply1, applyN, type Derivative, type Primitive } from "../primitive.ts";
import type { Shape } from "../shape.ts";
import { mul, sub } from "./arithmetic.ts";
import { inverseGaps } from "./eigh.ts";
import { identityMatrix, solvePrimitive } from "./linalg.ts";
import { product, swapped } from "./matmul.ts";
import { sumPrimitive } from "./structure.ts";
import { asRow } from "./triangles.ts";

/** The operation as the user called it, for messages. */
type Caller = { readonly op: string };

/** A V = V Λ with real eigenvalues and unit eigenvectors in the columns of V. */
export const eigPrimitive: Primitive = general<Caller>({
  name: "eig",
  formula: String.raw`A = V \Lambda V^{-1}, \quad \bar A = V^{-\mathsf T} (\operatorname{diag} \bar\lambda + F \circ V^{\mathsf T} (\bar V - V \operatorname{diag}(V^{\mathsf T} \bar V))) V^{\mathsf T}, \quad F_{ij} = 1 / (\lambda_j - \lambda_i)`,
  reverse: ["inv(v).T @ (diag(g[0]) + f * v.T @ (g[1] - v * diag(v.T @ g[1]))) @ v.T"],
  operands: ["a"],
  outputs: 2,
  abstract: ([a]) => [
    { shape: a!.shape.slice(0, -1), dtype: a!.dtype },
    { shape: a!.shape, dtype: a!.dtype },
  ],
  run: ([w, v], [a], { op }) => {
    const { count, n } = stackOf(a!.shape);
    const matrices = copied(a!);
    for (let k = 0; k < count; k++) {
      const matrix = matrices.subarray(k * n * n, (k + 1) * n * n);
      const unknown = {
        values: new Float64Array(n).fill(Number.NaN),
        vectors: new Float64Array(n * n).fill(Number.NaN),
      };
      const eigen = allFinite(matrix) ? realEigen(matrix, n) : unknown;
      if ("real" in eigen) throw complexEigenvalues(op, a!.shape, eigen.real, eigen.imaginary);
      store(w!, eigen.values, k * n);
      store(v!, eigen.vectors, k * n * n);
    }
  },
  // C. Boeddeker, P. Hanebrink, L. Drude, J. Heymann, R. Haeb-Umbach (2017), On the computation of complex-valued
  // gradients with application to statistically optimum beamforming, arXiv:1701.00392, section 4.17, for real matrices.
  vjp: ([dw, dv], [w, v]) => {
    const vt = swapped(v!);
    let inner: Derivative = dw == null ? null : scale(identityMatrix(w!), asRow(dw));
    if (dv != null) {
      const along = apply1(sumPrimitive, mul(v!, dv), { axes: [v!.shape.length - 2] });
      const across = sub(dv, mul(v!, asRow(along)));
      inner = plus(inner, scale(product(vt, across), inverseGaps(w!)));
    }
    if (inner === null) return [null];
    return [applyN(solvePrimitive, [vt, product(inner, vt)], { op: "the derivative of eig" })[0]!];
  },
});

function complexEigenvalues(op: string, shape: Shape, real: number, imaginary: number): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: `the matrix has the complex eigenvalues ${real} ± ${imaginary}i, and there is no complex dtype`,
    got: `shape ${showShape(shape)}`,
    hint: "of symmetric matrices all are real: eigh; singular values are real for every matrix: svd",
    shapes: [shape],
  });
}
