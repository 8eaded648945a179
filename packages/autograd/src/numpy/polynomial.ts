import { newArray } from "../dtype.ts";
import { ShapeError, showShape } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { operand, type TensorLike } from "../lift.ts";
import { add, div, mul } from "../primitives/arithmetic.ts";
import { wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { convolve } from "./convolve.ts";
import { onesLike, zerosLike } from "./create.ts";
import { concatenate, stack } from "./join.ts";
import { flip } from "./repeat.ts";

/** Coefficients, the one of the highest power first. */
function coefficients(op: string, p: TensorLike): Tensor {
  const c = operand(op, p);
  if (c.ndim === 1) return c;
  throw new ShapeError({
    code: "shape-mismatch",
    op,
    problem: "the coefficients of a polynomial are a vector",
    got: `shape ${showShape(c.shape)}`,
    hint: "the coefficients come first, the one of the highest power in front: polyval([2, 0, 1], x) is 2x² + 1",
    shapes: [c.shape],
  });
}

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
  const x = operand("polyval", points);
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
  const [a, b] = [coefficients("polyadd", p), coefficients("polyadd", q)];
  const filled = (c: Tensor): Tensor =>
    concatenate([
      wrap([Math.max(a.size, b.size) - c.size], "float64", new Float64Array(Math.max(a.size, b.size) - c.size)),
      c,
    ]);
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
  return convolve(coefficients("polymul", p), coefficients("polymul", q));
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
  return mul(
    at(c, `:${n}`),
    wrap(
      [n],
      "float64",
      Float64Array.from({ length: n }, (_, i) => n - i),
    ),
  );
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
  const powers = wrap(
    [c.size],
    "float64",
    Float64Array.from({ length: c.size }, (_, i) => c.size - i),
  );
  return concatenate([div(c, powers), new Float64Array(1)]);
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
  const x = coefficients("vander", input);
  const powers: Tensor[] = [];
  for (let k = 0; k < (n ?? x.size); k++) powers.push(k === 0 ? onesLike(x) : mul(powers[k - 1]!, x));
  if (powers.length === 0) return wrap([x.size, 0], x.dtype, newArray(x.dtype, 0));
  const rising = stack(powers, 1);
  return options.increasing === true ? rising : flip(rising, 1);
}
