import { general } from "../general.ts";
import { copied, stackOf, store } from "../kernels/matrices.ts";
import { pseudoInverse, solveLeastSquares } from "../kernels/pseudoInverse.ts";
import { type Aval, applyN, type Primitive } from "../primitive.ts";
import type { Tensor } from "../tensor.ts";
import { add, sub } from "./arithmetic.ts";
import { product, swapped } from "./matmul.ts";
import { svdPrimitive } from "./svd.ts";

// Both primitives take A together with its singular value decomposition: that is what is read, A is what is
// differentiated. So one decomposition serves the value and all derivatives, and repeated singular values, at which U and
// V have no derivative, do no harm. The rules hold where the rank is constant.

/** Singular values up to this many times the largest one count as 0. */
export type Cutoff = { readonly rcond: number };

/** A with U, its singular values and Vᵀ. */
export type Decomposed = readonly [a: Tensor, u: Tensor, s: Tensor, vt: Tensor];

export function decomposed(a: Tensor): Decomposed {
  const [u, s, vt] = applyN(svdPrimitive, [a], null) as [Tensor, Tensor, Tensor];
  return [a, u, s, vt];
}

const transposedOf = (a: Aval): readonly number[] => [...a.shape.slice(0, -2), ...a.shape.slice(-2).reverse()];

/** A⁺, the pseudoinverse. */
export const pinvPrimitive: Primitive = general<Cutoff>({
  name: "pinv",
  formula: String.raw`Y = A^+, \quad \bar A = -Y^{\mathsf T} \bar Y Y^{\mathsf T} + (I - AY) \bar Y^{\mathsf T} Y Y^{\mathsf T} + Y^{\mathsf T} Y \bar Y^{\mathsf T} (I - YA)`,
  reverse: ["-y.T @ g @ y.T + (i - a @ y) @ g.T @ y @ y.T + y.T @ y @ g.T @ (i - y @ a)", "", "", ""],
  operands: ["a", "u", "s", "vt"],
  abstract: ([a]) => [{ shape: transposedOf(a!), dtype: a!.dtype }],
  run: ([y], [a, ...parts], { rcond }) => {
    const { count, m, n } = stackOf(a!.shape);
    const [us, ss, vts] = parts.map(copied) as [Float64Array, Float64Array, Float64Array];
    for (let i = 0, k = Math.min(m, n); i < count; i++) {
      const [u, s] = [us.subarray(i * m * k, (i + 1) * m * k), ss.subarray(i * k, (i + 1) * k)];
      store(y!, pseudoInverse({ u, s, vt: vts.subarray(i * k * n, (i + 1) * k * n) }, m, n, rcond), i * m * n);
    }
  },
  // G. H. Golub, V. Pereyra (1973), The differentiation of pseudo-inverses and nonlinear least squares problems whose
  // variables separate, SIAM J. Numer. Anal. 10, theorem 4.3.
  vjp: ([g], [y], [a]) => {
    const [yt, gt] = [swapped(y!), swapped(g!)];
    const inside = product(product(yt, g!), yt);
    const left = product(sub(gt, product(a!, product(y!, gt))), product(y!, yt));
    const right = product(product(yt, y!), sub(gt, product(product(gt, y!), a!)));
    return [add(sub(left, inside), right), null, null, null];
  },
});

export function pinvOf(parts: Decomposed, params: Cutoff): Tensor {
  return applyN(pinvPrimitive, parts, params)[0]!;
}

/** X = A⁺ B: of all X with the least ‖AX − B‖ the smallest. */
export const lstsqPrimitive: Primitive = general<Cutoff>({
  name: "lstsq",
  formula: String.raw`X = A^+ B, \quad \bar B = A^{+\mathsf T} \bar X, \quad \bar A = -\bar B X^{\mathsf T} + (B - AX) (A^+ \bar B)^{\mathsf T} + A^{+\mathsf T} X ((I - A^+ A) \bar X)^{\mathsf T}`,
  reverse: [
    "-d @ y.T + (b - a @ y) @ (pinv(a) @ d).T + pinv(a).T @ y @ (g - pinv(a) @ a @ g).T, d = pinv(a).T @ g",
    "",
    "",
    "",
    "pinv(a).T @ g",
  ],
  operands: ["a", "u", "s", "vt", "b"],
  abstract: ([a, , , , b]) => {
    const n = a!.shape[a!.shape.length - 1]!;
    return [{ shape: [...a!.shape.slice(0, -2), n, b!.shape[b!.shape.length - 1]!], dtype: b!.dtype }];
  },
  run: ([x], [a, u, s, vt, b], { rcond }) => {
    const { count, m, n } = stackOf(a!.shape);
    const [us, ss, vts, bs] = [u!, s!, vt!, b!].map(copied) as [Float64Array, Float64Array, Float64Array, Float64Array];
    const columns = b!.shape[b!.shape.length - 1]!;
    for (let i = 0, k = Math.min(m, n); i < count; i++) {
      const svd = {
        u: us.subarray(i * m * k, (i + 1) * m * k),
        s: ss.subarray(i * k, (i + 1) * k),
        vt: vts.subarray(i * k * n, (i + 1) * k * n),
      };
      const right = bs.subarray(i * m * columns, (i + 1) * m * columns);
      store(x!, solveLeastSquares(svd, m, n, rcond, right, columns), i * n * columns);
    }
  },
  vjp: ([g], [x], [a, u, s, vt, b], params) => {
    const y = pinvOf([a!, u!, s!, vt!], params);
    const db = product(swapped(y), g!);
    const residual = sub(b!, product(a!, x!));
    const within = sub(product(residual, swapped(product(y, db))), product(db, swapped(x!)));
    const beyond = sub(g!, product(y, product(a!, g!)));
    return [add(within, product(product(swapped(y), x!), swapped(beyond))), null, null, null, db];
  },
});
