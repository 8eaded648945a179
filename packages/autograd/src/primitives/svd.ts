import { general } from "../general.ts";
import { type Svd, singularValues } from "../kernels/jacobi.ts";
import { allFinite, copied, scaleOf, stackOf, store } from "../kernels/matrices.ts";
import { plus, scale } from "../kinds.ts";
import type { Derivative, Primitive } from "../primitive.ts";
import type { Tensor } from "../tensor.ts";
import { sign } from "./absolute.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { inverseGaps } from "./eigh.ts";
import { identityMatrix } from "./linalg.ts";
import { product, swapped } from "./matmul.ts";
import { withoutSpan } from "./qr.ts";
import { asColumn, asRow } from "./triangles.ts";

/** A = U Σ Vᵀ with k = min(m, n) singular values, falling: U is m×k, Vᵀ k×n. */
export const svdPrimitive: Primitive = general({
  name: "svd",
  formula: String.raw`A = U \Sigma V^{\mathsf T}, \quad \bar A = U (\operatorname{diag} \bar s + (F \circ (U^{\mathsf T} \bar U - \bar U^{\mathsf T} U)) \Sigma + \Sigma (F \circ (V^{\mathsf T} \bar V - \bar V^{\mathsf T} V))) V^{\mathsf T} + (I - U U^{\mathsf T}) \bar U \Sigma^{-1} V^{\mathsf T} + U \Sigma^{-1} \bar V^{\mathsf T} (I - V V^{\mathsf T}), \quad F_{ij} = 1 / (s_j^2 - s_i^2)`,
  reverse: ["u @ (diag(g[1]) + (f * (u.T @ g[0] - g[0].T @ u)) * s + s * (f * (v.T @ g[2].T - g[2] @ v))) @ v.T + …"],
  operands: ["a"],
  outputs: 3,
  abstract: ([a]) => {
    const leading = a!.shape.slice(0, -2);
    const [m, n] = a!.shape.slice(-2) as [number, number];
    const k = Math.min(m, n);
    return [
      [...leading, m, k],
      [...leading, k],
      [...leading, k, n],
    ].map((shape) => ({ shape, dtype: a!.dtype }));
  },
  run: ([u, s, vt], [a]) => {
    const { count, m, n } = stackOf(a!.shape);
    const k = Math.min(m, n);
    const matrices = copied(a!);
    for (let i = 0; i < count; i++) {
      const parts = svdOf(matrices.subarray(i * m * n, (i + 1) * m * n), m, n);
      store(u!, parts.u, i * m * k);
      store(s!, parts.s, i * k);
      store(vt!, parts.vt, i * k * n);
    }
  },
  // J. Townsend (2016), Differentiating the singular value decomposition.
  vjp: ([du, ds, dvt], [u, s, vt], [a]) => {
    const [m, n] = a!.shape.slice(-2) as [number, number];
    const v = swapped(vt!);
    const dv = dvt == null ? null : swapped(dvt);
    // At 0 a singular value has the kink of |x|.
    let inner: Derivative = ds == null ? null : scale(identityMatrix(s!), asRow(scale(ds, sign(s!))));
    let outer: Derivative = null;
    if (du != null) {
      inner = plus(inner, scale(turning(u!, du, s!), asRow(s!)));
      if (m > n) outer = product(div(withoutSpan(u!, du), asRow(s!)), vt!);
    }
    if (dv != null) {
      inner = plus(inner, scale(turning(v, dv, s!), asColumn(s!)));
      if (n > m) outer = plus(outer, product(u!, swapped(div(withoutSpan(v, dv), asRow(s!)))));
    }
    return [plus(inner && product(product(u!, inner), vt!), outer)];
  },
});

/** F ∘ (UᵀŪ − ŪᵀU), with F written as a product, in which nothing cancels. */
function turning(u: Tensor, du: Tensor, s: Tensor): Tensor {
  const twisted = product(swapped(u), du);
  const sums = add(asRow(s), asColumn(s));
  const inverse = div(1, add(sums, mul(identityMatrix(s), sub(1, sums))));
  return scale(scale(sub(twisted, swapped(twisted)), inverseGaps(s)), inverse);
}

/** The decomposition of one matrix, whatever its range; NaN when it holds NaN or infinity. */
export function svdOf(a: Float64Array, m: number, n: number, vectors: boolean = true): Svd {
  const k = Math.min(m, n);
  if (!allFinite(a)) {
    const unknown = (size: number): Float64Array => new Float64Array(vectors || size === k ? size : 0).fill(Number.NaN);
    return { u: unknown(m * k), s: unknown(k), vt: unknown(k * n) };
  }
  const range = scaleOf(a);
  const parts = singularValues(range === 1 ? a : a.map((x) => x / range), m, n, vectors);
  if (range !== 1) for (let i = 0; i < k; i++) parts.s[i]! *= range;
  return parts;
}
