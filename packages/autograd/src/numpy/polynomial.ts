import { whole } from "../checks.ts";
import { newArray } from "../dtype.ts";
import { ShapeError, showShape } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { operand, pair, type TensorLike } from "../lift.ts";
import { lstsq } from "../linalg/leastSquares.ts";
import { knownOptions } from "../options.ts";
import { add, div, mul } from "../primitives/arithmetic.ts";
import { reshapeTo } from "../primitives/structure.ts";
import { repeatedZero, wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { convolve } from "./convolve.ts";
import { onesLike, zeros, zerosLike } from "./create.ts";
import { concatenate, stack } from "./join.ts";
import { flip } from "./repeat.ts";

/** Coefficients, the one of the highest power first; a number is a constant polynomial where that is said. */
export function coefficients(op: string, p: TensorLike, numbers: "numbers" | "" = ""): Tensor {
  const c = operand(op, p);
  if (c.ndim === 1) return c;
  if (c.ndim === 0 && numbers !== "") return reshapeTo(c, [1]);
  throw new ShapeError({
    code: "shape-mismatch",
    op,
    problem: "the coefficients of a polynomial are a vector",
    got: `shape ${showShape(c.shape)}`,
    hint: "the coefficients come first, the one of the highest power in front: polyval([2, 0, 1], x) is 2x² + 1",
    shapes: [c.shape],
  });
}

/** n, n − 1, …, 1: as integers, which leave the dtype of the coefficients alone. */
const countdown = (n: number): Tensor =>
  wrap(
    [n],
    "int32",
    Int32Array.from({ length: n }, (_, i) => n - i),
  );

/**
 * The value of a polynomial, by Horner's rule: p₀ xⁿ⁻¹ + … + pₙ₋₁.
 *
 * Shapes: coefficients `[n]`, `x [...]` → `[...]`.
 *
 * @throws ShapeError when the coefficients are no vector.
 * @example polyval([2, 0, 1], tensor([0, 1, 3])) // [ 1.  3. 19.]
 * @public
 */
export function polyval(p: TensorLike, points: TensorLike): Tensor {
  const c = coefficients("polyval", p);
  const [, x] = pair("polyval", c, points);
  let y: Tensor = zerosLike(x);
  for (let i = 0; i < c.size; i++) y = add(mul(y, x), at(c, i));
  return y;
}

/**
 * The coefficients of the sum of two polynomials.
 *
 * Shapes: `[m]`, `[n]` → `[max(m, n)]`, the highest power first.
 *
 * @throws ShapeError when the coefficients are no vectors.
 * @example polyadd([1, 2], [9, 5, 4]) // [9. 6. 6.]
 * @public
 */
export function polyadd(p: TensorLike, q: TensorLike): Tensor {
  const [a, b] = [coefficients("polyadd", p, "numbers"), coefficients("polyadd", q, "numbers")];
  const filled = (c: Tensor): Tensor => concatenate([repeatedZero([Math.max(a.size, b.size) - c.size], c.dtype), c]);
  return add(a.size < b.size ? filled(a) : a, b.size < a.size ? filled(b) : b);
}

/**
 * The coefficients of the product of two polynomials.
 *
 * Shapes: `[m]`, `[n]` → `[m + n − 1]`, the highest power first.
 *
 * @throws ShapeError when the coefficients are no vectors.
 * @example polymul([1, 1], [1, -1]) // [ 1.  0. -1.]
 * @public
 */
export function polymul(p: TensorLike, q: TensorLike): Tensor {
  // A polynomial without coefficients is 0.
  const [a, b] = [p, q].map((each) => coefficients("polymul", each, "numbers")) as [Tensor, Tensor];
  return convolve(a.size === 0 ? zeros([1], a.dtype) : a, b.size === 0 ? zeros([1], b.dtype) : b);
}

/**
 * The coefficients of a polynomial's derivative.
 *
 * Shapes: `[n]` → `[n − 1]`, the highest power first.
 *
 * @throws ShapeError when the coefficients are no vector.
 * @example polyder([1, 2, 3]) // [2. 2.]
 * @public
 */
export function polyder(p: TensorLike): Tensor {
  const c = coefficients("polyder", p);
  const n = Math.max(c.size - 1, 0);
  return mul(at(c, `:${n}`), countdown(n));
}

/**
 * The coefficients of the integral of a polynomial from 0.
 *
 * Shapes: `[n]` → `[n + 1]`, the highest power first.
 *
 * @throws ShapeError when the coefficients are no vector.
 * @example polyint([3, 2, 1]) // [1. 1. 1. 0.]
 * @public
 */
export function polyint(p: TensorLike): Tensor {
  const c = coefficients("polyint", p);
  const y = div(c, countdown(c.size));
  return concatenate([y, repeatedZero([1], y.dtype)]);
}

/** Options of `vander`. @public */
export interface VanderOptions {
  /** Whether powers rise from left to right; false unless said. */
  readonly increasing?: boolean;
}

/**
 * The Vandermonde matrix: the powers of each entry in a row, the highest first.
 *
 * Shapes: `x [m]` → `[m, n]`, square unless n is given.
 *
 * @throws ShapeError when `x` is no vector.
 * @example vander(tensor([1, 2, 3]))
 * // [[1. 1. 1.]
 * //  [4. 2. 1.]
 * //  [9. 3. 1.]]
 * @public
 */
export function vander(input: TensorLike, n: number | null = null, options: VanderOptions = {}): Tensor {
  knownOptions("vander", options, ["increasing?"]);
  return powersOf("vander", coefficients("vander", input), n, options.increasing === true);
}

function powersOf(op: string, x: Tensor, n: number | null, increasing: boolean): Tensor {
  const columns = n === null ? x.size : whole(op, "the number of columns", n, 0);
  const powers: Tensor[] = [];
  for (let k = 0; k < columns; k++) powers.push(k === 0 ? onesLike(x) : mul(powers[k - 1]!, x));
  if (powers.length === 0) return wrap([x.size, 0], x.dtype, newArray(x.dtype, 0));
  const rising = stack(powers, 1);
  return increasing ? rising : flip(rising, 1);
}

/**
 * The coefficients of the difference of two polynomials.
 *
 * Shapes: `[m]`, `[n]` → `[max(m, n)]`, the highest power first.
 *
 * @throws ShapeError when the coefficients are no vectors.
 * @example polysub([1, 2], [9, 5, 4]) // [-9. -4. -2.]
 * @public
 */
export function polysub(p: TensorLike, q: TensorLike): Tensor {
  return within("polysub", () => {
    return polyadd(p, mul(-1, coefficients("polysub", q, "numbers")));
  });
}

/**
 * The polynomial of a degree that lies nearest to points, in the sense of least squares: its coefficients.
 *
 * Shapes: `x [m]`, `y [m]` or `[m, k]` → `[degree + 1]` or `[degree + 1, k]`, the highest power first. Derivatives pass to
 * both.
 *
 * @throws ShapeError when there is not one value for each point.
 * @example polyfit([0, 1, 2, 3], [1, 3, 5, 7], 1) // [2. 1.]
 * @public
 */
export function polyfit(x: TensorLike, y: TensorLike, degree: number): Tensor {
  const columns = whole("polyfit", "the degree", degree, 0) + 1;
  const powers = powersOf("polyfit", coefficients("polyfit", x), columns, false);
  return within("polyfit", () => lstsq(powers, operand("polyfit", y))[0] as Tensor);
}
