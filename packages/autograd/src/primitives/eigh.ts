import { general } from "../general.ts";
import { allFinite, copied, scaleOf, stackOf, store, transposeInto } from "../kernels/matrices.ts";
import { symmetricEigen } from "../kernels/tridiagonal.ts";
import { plus, scale } from "../kinds.ts";
import type { Derivative, Primitive } from "../primitive.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, sub } from "./arithmetic.ts";
import { identityMatrix } from "./linalg.ts";
import { product, swapped } from "./matmul.ts";
import { asColumn, asRow, LOWER_HALF, UPPER_HALF, weighted } from "./triangles.ts";

/** Which triangle is read: the other one is taken for its mirror image. */
type Half = { readonly lower: boolean };

/** A = V Λ Vᵀ of symmetric matrices: the eigenvalues, rising, and the eigenvectors, in columns. */
export const eighPrimitive: Primitive = general<Half>({
  name: "eigh",
  formula: String.raw`A = V \Lambda V^{\mathsf T}, \quad S = V (\operatorname{diag} \bar\lambda + F \circ V^{\mathsf T} \bar V) V^{\mathsf T}, \quad F_{ij} = 1 / (\lambda_j - \lambda_i), \quad \bar A = \Phi(S + S^{\mathsf T})`,
  reverse: ["phi(s + s.T), s = v @ (diag(g[0]) + f * (v.T @ g[1])) @ v.T, phi: the triangle read, its diagonal halved"],
  operands: ["a"],
  outputs: 2,
  abstract: ([a]) => [
    { shape: a!.shape.slice(0, -1), dtype: a!.dtype },
    { shape: a!.shape, dtype: a!.dtype },
  ],
  run: ([w, v], [a], { lower }) => {
    const { count, n } = stackOf(a!.shape);
    const matrices = copied(a!);
    const [values, rows, columns] = [new Float64Array(n), new Float64Array(n * n), new Float64Array(n * n)];
    for (let k = 0; k < count; k++) {
      const matrix = matrices.subarray(k * n * n, (k + 1) * n * n);
      mirror(matrix, n, lower);
      if (allFinite(matrix)) {
        const range = scaleOf(matrix);
        if (range !== 1) for (let i = 0; i < matrix.length; i++) matrix[i]! /= range;
        symmetricEigen(matrix, n, values, rows);
        if (range !== 1) for (let i = 0; i < n; i++) values[i]! *= range;
        transposeInto(columns, rows, n, n);
      } else {
        values.fill(Number.NaN);
        columns.fill(Number.NaN);
      }
      store(w!, values, k * n);
      store(v!, columns, k * n * n);
    }
  },
  // M. B. Giles (2008), Collected matrix derivative results for forward and reverse mode algorithmic differentiation,
  // section 3.1.
  vjp: ([dw, dv], [w, v], _xs, { lower }) => {
    let inner: Derivative = dv == null ? null : product(v!, scale(product(swapped(v!), dv), inverseGaps(w!)));
    if (dw != null) inner = plus(scale(v!, asRow(dw)), inner);
    if (inner === null) return [null];
    const s = product(inner, swapped(v!));
    return [weighted(add(s, swapped(s)), lower ? LOWER_HALF : UPPER_HALF)];
  },
});

/** 1/(xⱼ − xᵢ) in place [i, j], 0 on the diagonal, and infinity where others are equal. */
export function inverseGaps(x: Tensor): Tensor {
  const identity = identityMatrix(x);
  return sub(div(1, add(sub(asRow(x), asColumn(x)), identity)), identity);
}

/** The triangle that is read, copied into the other. */
function mirror(a: Float64Array, n: number, lower: boolean): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      if (lower) a[j * n + i] = a[i * n + j]!;
      else a[i * n + j] = a[j * n + i]!;
    }
  }
}
