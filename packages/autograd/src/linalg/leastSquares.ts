import { count, show } from "../describe.ts";
import { floatingDType, promote } from "../dtype.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { zeros } from "../numpy/create.ts";
import { sum } from "../numpy/reduce.ts";
import { knownOptions } from "../options.ts";
import { applyN } from "../primitive.ts";
import { mul, sub } from "../primitives/arithmetic.ts";
import { greater } from "../primitives/compare.ts";
import { astype } from "../primitives/convert.ts";
import { square } from "../primitives/exponential.ts";
import { decomposed, lstsqPrimitive, pinvOf } from "../primitives/leastSquares.ts";
import { product } from "../primitives/matmul.ts";
import { broadcastTo, reshapeTo } from "../primitives/structure.ts";
import { svdPrimitive } from "../primitives/svd.ts";
import { broadcastShapes, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { columns } from "./parts.ts";
import { matrices } from "./square.ts";

/** Which singular values count as zero. @public */
export interface CutoffOptions {
  /** Singular values up to `rcond` times the largest one count as 0. */
  readonly rcond?: number;
}

/**
 * The pseudoinverse (Moore–Penrose) of any matrix: A⁺ = V Σ⁺ Uᵀ, where singular values up to `rcond` (10⁻¹⁵ unless
 * said) times the largest one count as 0. For regular matrices it is the inverse.
 *
 * Shapes: `a [..., m, n]` → `[..., n, m]`. Integers become float64; float32 stays. NaN or infinity gives NaN.
 *
 * Derivative: where the rank does not change nearby; repeated singular values do no harm.
 *
 * @throws ShapeError when there are fewer than two axes; ArgumentError when `rcond` is negative.
 * @example linalg.pinv(tensor([[1, 0], [0, 2], [0, 0]]))
 * // [[1.  0.  0. ]
 * //  [0.  0.5 0. ]]
 * @see G. H. Golub, V. Pereyra (1973), The differentiation of pseudo-inverses and nonlinear least squares problems whose
 * variables separate, SIAM J. Numer. Anal. 10.
 * @public
 */
export function pinv<M extends number, N extends number>(
  a: Tensor<readonly [M, N]>,
  options?: CutoffOptions,
): Tensor<readonly [N, M]>;
export function pinv(a: TensorLike, options?: CutoffOptions): Tensor;
export function pinv(input: TensorLike, options: CutoffOptions = {}): Tensor {
  knownOptions("pinv", options, ["rcond"]);
  const { rcond = 1e-15 } = options;
  checkCutoff("pinv", "rcond", rcond);
  return pinvOf(decomposed(matrices("pinv", input)), { rcond });
}

/**
 * Least squares: the x with the least ‖Ax − b‖, and of several such the smallest: x = A⁺b, by the singular value
 * decomposition.
 *
 * Shapes: `a [..., m, n]`; `b [..., m]` when it has one axis fewer than `a`, `[..., m, k]` otherwise → `[x, residuals,
 * rank, s]`: x `[..., n]` or `[..., n, k]`; the residuals ‖b − Ax‖² of each column of b, `[..., 1]` or `[..., k]`, without
 * entries when m ≤ n; the rank (int32) and the singular values of A, `[...]` and `[..., min(m, n)]`. Leading axes
 * broadcast. Integers become float64; float32 stays.
 *
 * Singular values up to `rcond` times the largest count as 0; unless said `rcond` is the rounding unit of the dtype
 * times max(m, n). NumPy leaves the residuals out where the rank is deficient; here shapes do not depend on numbers.
 *
 * Derivative: of all but the rank, where that does not change nearby.
 *
 * @throws ShapeError when `a` has fewer than two axes or `b` not its rows; ArgumentError when `rcond` is negative.
 * @example linalg.lstsq(tensor([[0, 1], [1, 1], [2, 1]]), tensor([-1, 0, 1]))[0] // [ 1. -1.]
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 5.5.
 * @public
 */
export function lstsq(
  a: TensorLike,
  b: TensorLike,
  options?: CutoffOptions,
): [x: Tensor, residuals: Tensor, rank: Tensor, s: Tensor];
export function lstsq(
  left: TensorLike,
  right: TensorLike,
  options: CutoffOptions = {},
): [x: Tensor, residuals: Tensor, rank: Tensor, s: Tensor] {
  knownOptions("lstsq", options, ["rcond"]);
  const [given, other] = [matrices("lstsq", left), operand("lstsq", right)];
  const dtype = floatingDType(promote(given.dtype, other.dtype));
  const [a, b] = [astype(given, dtype), astype(other, dtype)];
  const [m, n] = a.shape.slice(-2) as [number, number];
  const { rcond = unitOf(a) * Math.max(m, n) } = options;
  checkCutoff("lstsq", "rcond", rcond);
  const vectors = b.shape.length === a.shape.length - 1;
  checkRows(a.shape, b.shape, vectors);
  const sides = vectors ? reshapeTo(b, [...b.shape, 1]) : b;
  const batch = broadcastShapes("lstsq", a.shape.slice(0, -2), sides.shape.slice(0, -2));
  const A = broadcastTo(a, [...batch, m, n]);
  const B = broadcastTo(sides, [...batch, ...sides.shape.slice(-2)]);
  const parts = decomposed(A);
  const [x] = applyN(lstsqPrimitive, [...parts, B], { rcond }) as [Tensor];
  const squares = sum(square(sub(B, product(A, x))), -2);
  const residuals = m > n ? squares : zeros([...batch, 0], dtype);
  return [vectors ? reshapeTo(x, x.shape.slice(0, -1)) : x, residuals, rankOf(parts[2], rcond), parts[2]];
}

/** What `matrixRank` counts. @public */
export interface RankOptions {
  /** Singular values up to this count as 0; unless said the largest one times max(m, n) times the rounding unit. */
  readonly tol?: number;
}

/**
 * The rank of a matrix: how many singular values are larger than `tol`.
 *
 * Shapes: `a [..., m, n]` → `[...]`, int32; no derivative passes. NaN counts as no singular value.
 *
 * @throws ShapeError when there are fewer than two axes; ArgumentError when `tol` is negative.
 * @example linalg.matrixRank(tensor([[1, 2], [2, 4]])) // 1
 * @public
 */
export function matrixRank(input: TensorLike, options: RankOptions = {}): Tensor {
  knownOptions("matrixRank", options, ["tol"]);
  const { tol } = options;
  const a = matrices("matrixRank", input);
  const s = applyN(svdPrimitive, [a], null)[1]!;
  if (tol === undefined) return rankOf(s, Math.max(...a.shape.slice(-2)) * unitOf(a));
  checkCutoff("matrixRank", "tol", tol);
  return sum(greater(s, tol), -1);
}

/** How many singular values are larger than `rcond` times the first. */
function rankOf(s: Tensor, rcond: number): Tensor {
  return sum(greater(s, mul(columns(s, 0, Math.min(1, s.shape[s.shape.length - 1]!)), rcond)), -1);
}

/** The distance from 1 to the next number. */
function unitOf({ dtype }: Tensor): number {
  return dtype === "float32" ? 2 ** -23 : Number.EPSILON;
}

function checkCutoff(op: string, option: string, value: number): void {
  if (value >= 0) return;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: `${option} must be a number from 0 on, not ${show(value)}`,
    hint: "singular values are never negative; 0 keeps all that are not exactly 0",
  });
}

function checkRows(a: Shape, b: Shape, vectors: boolean): void {
  const rows = vectors ? b[b.length - 1] : b[b.length - 2];
  const m = a[a.length - 2]!;
  if (rows === m) return;
  throw new ShapeError({
    code: "shape-mismatch",
    op: "lstsq",
    problem: `the matrix has ${count(m, "row")} and the right-hand side ${rows ?? "too few axes"}`,
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: "b is [..., m] when it has one axis fewer than a, and [..., m, k] otherwise",
    shapes: [a, b],
  });
}
