import { general } from "../general.ts";
import { copied, stackOf, store } from "../kernels/matrices.ts";
import { rankOf } from "../kernels/pseudoInverse.ts";
import { scale } from "../kinds.ts";
import { type Aval, apply1, applyN, type Primitive } from "../primitive.ts";
import { dataOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { greater } from "./compare.ts";
import { product, swapped } from "./matmul.ts";
import { withoutSpan } from "./qr.ts";
import { where } from "./select.ts";
import { rangeOf, slicePrimitive } from "./slice.ts";
import { reshapeTo } from "./structure.ts";
import { svdOf, svdPrimitive } from "./svd.ts";
import { asColumn, asRow } from "./triangles.ts";

// The sum of the singular values is smooth where A has full rank, however many of them are equal; by the rule of the
// decomposition its second derivative would divide by their differences. In the directions that A sends to 0 it has the
// tip of a cone, as |x| has at 0: there its derivatives are taken as 0, the middle of all slopes.

/** The sum of the singular values. */
export const nuclearPrimitive: Primitive = general({
  name: "nuclear",
  formula: String.raw`y = \sum_i \sigma_i, \quad A = U \Sigma V^{\mathsf T}, \quad \bar A = \bar y \, U V^{\mathsf T}`,
  reverse: ["g * polar(a)"],
  operands: ["a"],
  abstract: ([a]) => [{ shape: a!.shape.slice(0, -2), dtype: a!.dtype }],
  run: ([y], [a]) => {
    const { count, m, n } = stackOf(a!.shape);
    const [matrices, values] = [copied(a!), dataOf(y!)];
    for (let k = 0; k < count; k++) {
      const { s } = svdOf(matrices.subarray(k * m * n, (k + 1) * m * n), m, n, false);
      values[y!.offset + k] = s.reduce((total, value) => total + value, 0);
    }
  },
  vjp: ([g], _ys, [a]) => [mul(reshapeTo(g!, [...g!.shape, 1, 1]), applyN(polarPrimitive, [a!], null)[0]!)],
});

/**
 * The orthogonal factor of the polar decomposition, U Vᵀ of the singular values above 0: where the rank is full, the
 * matrix with orthonormal columns or rows that is nearest to A.
 */
export const polarPrimitive: Primitive = general({
  name: "polar",
  formula: String.raw`Y = U V^{\mathsf T}, \quad \bar A = U (F \circ (X - X^{\mathsf T})) V^{\mathsf T} + (I - U U^{\mathsf T}) \bar Y V \Sigma^{-1} V^{\mathsf T} + U \Sigma^{-1} U^{\mathsf T} \bar Y (I - V V^{\mathsf T}), \quad X = U^{\mathsf T} \bar Y V, \quad F_{ij} = 1 / (\sigma_i + \sigma_j)`,
  reverse: ["u @ ((x - x.T) / (s + s[:, None])) @ v.T + …, x = u.T @ g @ v"],
  operands: ["a"],
  abstract: ([a]: readonly Aval[]) => [{ shape: a!.shape, dtype: a!.dtype }],
  run: ([y], [a]) => {
    const { count, m, n } = stackOf(a!.shape);
    const matrices = copied(a!);
    for (let k = 0; k < count; k++) {
      const { u, s, vt } = svdOf(matrices.subarray(k * m * n, (k + 1) * m * n), m, n);
      store(y!, nearest(u, vt, m, n, rankOf(s, cutoffOf(a!))), k * m * n);
    }
  },
  // N. J. Higham (2008), Functions of Matrices, SIAM, section 8.3. The map is its own transpose: it is a second derivative.
  vjp: ([g], _ys, [a]) => {
    const [left, all, right] = applyN(svdPrimitive, [a!], null) as [Tensor, Tensor, Tensor];
    const first = rangeOf(all.shape, all.shape.length - 1, 0, Math.min(1, all.shape.at(-1)!));
    const above = greater(all, mul(apply1(slicePrimitive, all, first), cutoffOf(a!)));
    const [u, s, v] = [scale(left, asRow(above)), where(above, all, 1), scale(swapped(right), asRow(above))];
    const x = product(product(swapped(u), g!), v);
    const turned = scale(sub(x, swapped(x)), div(1, add(asRow(s), asColumn(s))));
    const beyondU = product(div(withoutSpan(u, product(g!, v)), asRow(s)), swapped(v));
    const beyondV = product(u, swapped(div(withoutSpan(v, product(swapped(g!), u)), asRow(s))));
    return [add(product(product(u, turned), swapped(v)), add(beyondU, beyondV))];
  },
});

/** Singular values up to this share of the largest count as 0, as for `matrixRank`. */
const cutoffOf = ({ shape, dtype }: Aval): number =>
  Math.max(...shape.slice(-2)) * (dtype === "float32" ? 2 ** -23 : Number.EPSILON);

/** U Vᵀ of the first columns of U [m, k] and rows of Vᵀ [k, n]. */
function nearest(u: Float64Array, vt: Float64Array, m: number, n: number, rank: number): Float64Array {
  const k = Math.min(m, n);
  const y = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let l = 0; l < rank; l++) {
      const factor = u[i * k + l]!;
      for (let j = 0; j < n; j++) y[i * n + j]! += factor * vt[l * n + j]!;
    }
  }
  return y;
}
