import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import type { TensorLike } from "../lift.ts";
import { applyN } from "../primitive.ts";
import { product, swapped } from "../primitives/matmul.ts";
import { complementPrimitive, qrPrimitive } from "../primitives/qr.ts";
import { repeatedZero } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { columns, join } from "./parts.ts";
import { matrices } from "./square.ts";

/** How much of Q and R `qr` gives. @public */
export type QrMode = "reduced" | "complete" | "r";

/**
 * The QR decomposition by Householder reflections: A = Q R with orthonormal columns in Q and R upper triangular.
 *
 * Shapes: `a [..., m, n]` → `[q, r]`, with k = min(m, n): `[..., m, k]` and `[..., k, n]`; in mode "complete"
 * `[..., m, m]` and `[..., m, n]`. In mode "r" only r, `[..., k, n]`. Integers become float64; float32 stays.
 *
 * Signs are LAPACK's: the diagonal of R may be negative. NaN gives NaN.
 *
 * Derivative: where the first k columns are linearly independent. The columns that mode "complete" adds are not unique;
 * their derivative is right for functions that do not depend on the choice.
 *
 * @throws ShapeError when there are fewer than two axes; ArgumentError for another mode, and when the derivative is
 * asked for where it does not exist.
 * @example linalg.qr(tensor([[3, 1], [4, 2]]))[1]
 * // [[-5.  -2.2]
 * //  [ 0.   0.4]]
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 5.2.
 * @see S. F. Walter, L. Lehmann (2010), Algorithmic differentiation of linear algebra functions, arXiv:1001.1654.
 * @public
 */
export function qr(a: TensorLike, mode?: "reduced" | "complete"): [q: Tensor, r: Tensor];
export function qr(a: TensorLike, mode: "r"): Tensor;
export function qr(input: TensorLike, mode: QrMode = "reduced"): [q: Tensor, r: Tensor] | Tensor {
  if (!["reduced", "complete", "r"].includes(mode)) {
    throw new ArgumentError({
      code: "bad-argument",
      op: "qr",
      problem: `there is no mode ${show(mode)}`,
      hint: 'the modes are "reduced", "complete" and "r"',
    });
  }
  const a = matrices("qr", input);
  const [m, n] = a.shape.slice(-2) as [number, number];
  // Of a wide matrix the first m columns give Q, and the others are R's as Q sees them.
  const [q, left] = applyN(qrPrimitive, [m < n ? columns(a, 0, m) : a], null) as [Tensor, Tensor];
  const r = m < n ? join([left, product(swapped(q), columns(a, m, n))], -1) : left;
  if (mode === "r") return r;
  if (mode === "reduced" || m <= n) return [q, r];
  const below = repeatedZero([...a.shape.slice(0, -2), m - n, n], a.dtype);
  return [join([q, applyN(complementPrimitive, [q], null)[0]!], -1), join([r, below], -2)];
}
