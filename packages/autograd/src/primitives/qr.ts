import { general } from "../general.ts";
import { columnsOfQ, factorQr } from "../kernels/householder.ts";
import { complementOf } from "../kernels/jacobi.ts";
import { copied, stackOf, store, transposeInto } from "../kernels/matrices.ts";
import { plus } from "../kinds.ts";
import type { Primitive } from "../primitive.ts";
import type { Tensor } from "../tensor.ts";
import { add, neg, sub } from "./arithmetic.ts";
import { product, swapped } from "./matmul.ts";
import { BELOW, LOWER, UPPER, weighted } from "./triangles.ts";
import { solveTriangle } from "./triangular.ts";

/** A = Q R of matrices with at least as many rows as columns: Q is m×n, R n×n. */
export const qrPrimitive: Primitive = general({
  name: "qr",
  formula: String.raw`A = QR, \quad M = R \bar R^{\mathsf T} - \bar Q^{\mathsf T} Q, \quad \bar A = (\bar Q + Q \operatorname{copyltu} M) R^{-\mathsf T}`,
  reverse: ["(g[0] + q @ copyltu(m)) @ inv(r).T, m = r @ g[1].T - g[0].T @ q"],
  operands: ["a"],
  outputs: 2,
  abstract: ([a]) => {
    const n = a!.shape[a!.shape.length - 1]!;
    return [
      { shape: a!.shape, dtype: a!.dtype },
      { shape: [...a!.shape.slice(0, -2), n, n], dtype: a!.dtype },
    ];
  },
  run: ([q, r], [a]) => {
    const { count, m, n } = stackOf(a!.shape);
    const matrices = copied(a!);
    const tau = new Float64Array(n);
    for (let k = 0; k < count; k++) {
      const matrix = matrices.subarray(k * m * n, (k + 1) * m * n);
      factorQr(matrix, m, n, tau);
      store(q!, columnsOfQ(matrix, tau, m, n, n), k * m * n);
      for (let i = 0; i < n; i++) matrix.fill(0, i * n, i * n + i);
      store(r!, matrix.subarray(0, n * n), k * n * n);
    }
  },
  // S. F. Walter, L. Lehmann (2010), Algorithmic differentiation of linear algebra functions, arXiv:1001.1654,
  // section 3.2, with the notation of D. A. O. Roberts, L. R. Roberts (2020), arXiv:2009.10071.
  vjp: ([dq, given], [q, r]) => {
    const dr = given == null ? null : weighted(given, UPPER);
    const m = plus(dr && product(r!, swapped(dr)), dq == null ? null : neg(product(swapped(dq), q!)));
    if (m === null) return [null];
    const symmetric = add(weighted(m, LOWER), swapped(weighted(m, BELOW)));
    const right = plus(dq ?? null, product(q!, symmetric))!;
    const params = { lower: false, transposed: false, unitDiagonal: false, op: "the derivative of qr" };
    return [swapped(solveTriangle(r!, swapped(right), params))];
  },
});

/**
 * An orthonormal basis U₂ of what the k orthonormal columns of U₁ leave of the space. It is not unique; its derivative
 * is that of the basis which turns as little as possible, right for all functions that do not depend on the choice.
 */
export const complementPrimitive: Primitive = general({
  name: "orthogonalComplement",
  formula: String.raw`U_1^{\mathsf T} U_2 = 0, \quad \bar U_1 = -U_2 \bar U_2^{\mathsf T} U_1`,
  reverse: ["-y @ g.T @ u"],
  operands: ["u"],
  abstract: ([u]) => {
    const [m, k] = u!.shape.slice(-2) as [number, number];
    return [{ shape: [...u!.shape.slice(0, -1), m - k], dtype: u!.dtype }];
  },
  run: ([y], [u]) => {
    const { count, m, n: k } = stackOf(u!.shape);
    const columns = copied(u!);
    const rows = new Float64Array(k * m);
    const out = new Float64Array(m * (m - k));
    for (let i = 0; i < count; i++) {
      transposeInto(rows, columns.subarray(i * m * k, (i + 1) * m * k), m, k);
      transposeInto(out, complementOf(rows, k, m), m - k, m);
      store(y!, out, i * out.length);
    }
  },
  vjp: ([g], [y], [u]) => [neg(product(y!, product(swapped(g!), u!)))],
});

/** A − QQᵀA: what of the columns of A is orthogonal to those of Q. */
export function withoutSpan(q: Tensor, a: Tensor): Tensor {
  return sub(a, product(q, product(swapped(q), a)));
}
