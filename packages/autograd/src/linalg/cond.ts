import type { TensorLike } from "../lift.ts";
import { sum } from "../numpy/reduce.ts";
import { applyN } from "../primitive.ts";
import { div, mul } from "../primitives/arithmetic.ts";
import { equal, notEqual } from "../primitives/compare.ts";
import { max, min } from "../primitives/extrema.ts";
import { identityMatrix, solvePrimitive } from "../primitives/linalg.ts";
import { where } from "../primitives/select.ts";
import { broadcastTo } from "../primitives/structure.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { matrixNorm, type NormOrder } from "./norm.ts";
import { matrices, squareMatrices } from "./square.ts";
import { svdvals } from "./svd.ts";

/**
 * The condition number ‖A‖ ‖A⁻¹‖: how many times larger relative errors can become in solving A x = b. Without `p` (and
 * with 2) it is the quotient of the largest and the smallest singular value, of matrices of any size, with −2 its
 * inverse; otherwise p is an order of `norm`, and A square.
 *
 * Shapes: `a [..., m, n]` → `[...]`. A singular matrix gives ∞, NaN gives NaN.
 *
 * @throws ShapeError when a matrix is not square and p needs its inverse; ArgumentError when there is no such order.
 * @example linalg.cond(tensor([[1, 0], [0, 0.5]])) // 2.0
 * @see https://numpy.org/doc/stable/reference/generated/numpy.linalg.cond.html
 * @public
 */
export function cond(a: TensorLike, p?: NormOrder | null): Tensor {
  return within("cond", () => {
    const x = matrices("cond", a);
    const value = p === undefined || p === null || p === 2 || p === -2 ? ofSingularValues(x, p === -2) : ofNorms(x, p);
    // NaN means that A is singular, unless it came with A.
    const total = sum(mul(0, x), [-2, -1]);
    return where(mul(notEqual(value, value), equal(total, total)), Number.POSITIVE_INFINITY, value);
  });
}

function ofSingularValues(x: Tensor, inverse: boolean): Tensor {
  const s = svdvals(x);
  const [most, least] = [max(s, -1), min(s, -1)];
  return inverse ? div(least, most) : div(most, least);
}

function ofNorms(x: Tensor, p: NormOrder): Tensor {
  const a = squareMatrices("cond", x);
  const identity = broadcastTo(identityMatrix(a), a.shape);
  const inverse = applyN(solvePrimitive, [a, identity], { op: "cond", lenient: true })[0]!;
  return mul(matrixNorm(a, p), matrixNorm(inverse, p));
}
