import { general } from "../general.ts";
import { luFactors } from "../kernels/luFactors.ts";
import { copied, stackOf, store } from "../kernels/matrices.ts";
import { apply1, applyN, type Derivative, type Primitive } from "../primitive.ts";
import { repeatedZero } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { add, sub } from "./arithmetic.ts";
import { concatenatePrimitive } from "./concatenate.ts";
import { product, swapped } from "./matmul.ts";
import { rangeOf, slicePrimitive } from "./slice.ts";
import { BELOW, UPPER, weighted } from "./triangles.ts";
import { solveTriangle, type TriangularParams } from "./triangular.ts";

/** A = P L U: P a permutation, m×m, L with ones on the diagonal, m×k, U upper triangular, k×n, k = min(m, n). */
export const luPrimitive: Primitive = general({
  name: "lu",
  formula: String.raw`A = P L U, \quad \bar A = P L^{-\mathsf T} (\operatorname{below} L^{\mathsf T} \bar L + \operatorname{upper} \bar U U^{\mathsf T}) U^{-\mathsf T}`,
  reverse: ["p @ inv(l).T @ (below(l.T @ g[1]) + upper(g[2] @ u.T)) @ inv(u).T, of square matrices"],
  operands: ["a"],
  outputs: 3,
  abstract: ([a]) => {
    const leading = a!.shape.slice(0, -2);
    const [m, n] = a!.shape.slice(-2) as [number, number];
    const k = Math.min(m, n);
    return [
      [...leading, m, m],
      [...leading, m, k],
      [...leading, k, n],
    ].map((shape) => ({ shape, dtype: a!.dtype }));
  },
  run: ([p, l, u], [a]) => {
    const { count, m, n } = stackOf(a!.shape);
    const k = Math.min(m, n);
    const matrices = copied(a!);
    const permutation = new Float64Array(m * m);
    for (let i = 0; i < count; i++) {
      const factors = luFactors(matrices.subarray(i * m * n, (i + 1) * m * n), m, n);
      permutation.fill(0);
      factors.order.forEach((from, to) => {
        permutation[from * m + to] = 1;
      });
      store(p!, permutation, i * m * m);
      store(l!, factors.l, i * m * k);
      store(u!, factors.u, i * k * n);
    }
  },
  // F. de Hoog, R. Anderssen, M. Lukas (2011), Differentiation of matrix functionals using triangular factorization,
  // Math. Comp. 80, for square matrices; further rows are L₂ = B₂U⁻¹, further columns U₂ = L⁻¹B₂ of the permuted B.
  vjp: ([, dl, du], [p, l, u], [a]) => {
    const [m, n] = a!.shape.slice(-2) as [number, number];
    const k = Math.min(m, n);
    const [L, U] = [part(l!, -2, 0, k), part(u!, -1, 0, k)];
    let dL: Derivative = dl == null ? null : part(dl, -2, 0, k);
    let dU: Derivative = du == null ? null : part(du, -1, 0, k);
    let beyond: Derivative = null;
    if (m > n && dl != null) {
      beyond = overU(part(dl, -2, k, m), U);
      dU = sub(dU ?? repeatedZero(U.shape, U.dtype), product(swapped(part(l!, -2, k, m)), beyond));
    }
    if (n > m && du != null) {
      beyond = underL(L, part(du, -1, k, n));
      dL = sub(dL ?? repeatedZero(L.shape, L.dtype), product(beyond, swapped(part(u!, -1, k, n))));
    }
    const lower = dL === null ? null : weighted(product(swapped(L), dL), BELOW);
    const upper = dU === null ? null : weighted(product(weighted(dU, UPPER), swapped(U)), UPPER);
    if (lower === null && upper === null) return [null];
    const inner = lower === null ? upper! : upper === null ? lower : add(lower, upper);
    const square = overU(underL(L, inner), U);
    if (m === n) return [product(p!, square)];
    const rest =
      beyond ??
      repeatedZero(
        m > n ? [...square.shape.slice(0, -2), m - k, k] : [...square.shape.slice(0, -1), n - k],
        square.dtype,
      );
    const axis = square.shape.length - (m > n ? 2 : 1);
    return [product(p!, applyN(concatenatePrimitive, [square, rest], { axis })[0]!)];
  },
});

const WHOLE: Omit<TriangularParams, "lower" | "unitDiagonal"> = { transposed: true, op: "the derivative of lu" };

/** X U⁻ᵀ. */
function overU(x: Tensor, u: Tensor): Tensor {
  const params = { ...WHOLE, transposed: false, lower: false, unitDiagonal: false };
  return swapped(solveTriangle(u, swapped(x), params));
}

/** L⁻ᵀ X. */
function underL(l: Tensor, x: Tensor): Tensor {
  return solveTriangle(l, x, { ...WHOLE, lower: true, unitDiagonal: true });
}

/** Rows (−2) or columns (−1) `start` to before `end`. */
function part(x: Tensor, axis: -1 | -2, start: number, end: number): Tensor {
  return apply1(slicePrimitive, x, rangeOf(x.shape, x.shape.length + axis, start, end - start));
}
