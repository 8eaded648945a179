import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { operand, pair, type TensorLike } from "../lift.ts";
import { eigvals } from "../linalg/eig.ts";
import { div, mul, neg, sub } from "../primitives/arithmetic.ts";
import { reshapeTo } from "../primitives/structure.ts";
import { repeatedZero } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { stopGradient } from "../transforms/stopGradient.ts";
import { within } from "../within.ts";
import { eye, onesLike } from "./create.ts";
import { concatenate } from "./join.ts";
import { numbersOf } from "./pick.ts";
import { coefficients } from "./polynomial.ts";

/**
 * The coefficients of the polynomial with these roots, and 1 before the highest power: Πᵢ (t − xᵢ). Of a square matrix, its
 * characteristic polynomial det(tI − A), by its eigenvalues.
 *
 * Shapes: roots `[n]` or a matrix `[n, n]` → `[n + 1]`, the highest power first. Integers become float64; float32 stays.
 *
 * @throws ShapeError when it is neither a vector nor a square matrix; ArgumentError when the matrix has complex eigenvalues.
 * @example poly([1, 2]) // [ 1. -3.  2.]
 * @example poly([[2, 1], [1, 2]]) // [ 1. -4.  3.]
 * @public
 */
export function poly(input: TensorLike): Tensor {
  return within("poly", () => {
    const given = operand("poly", input);
    if (given.ndim !== 1 && (given.ndim !== 2 || given.shape[0] !== given.shape[1])) throw noRoots(given);
    const zeros = given.ndim === 1 ? div(given, 1) : eigvals(given);
    const none = repeatedZero([1], zeros.dtype);
    let y: Tensor = onesLike(none);
    for (let i = 0; i < zeros.size; i++) y = sub(concatenate([y, none]), mul(at(zeros, i), concatenate([none, y])));
    return y;
  });
}

/**
 * The roots of a polynomial, all of them real: the eigenvalues of its companion matrix.
 *
 * Shapes: coefficients `[n]`, the highest power first → `[n − 1]`, less one for each zero in front; `[0]` if all are 0. The order is that of
 * `linalg.eigvals`; the zeros behind give roots 0, which come last.
 *
 * Derivative: where all roots differ. Roots 0 that come of zeros behind have none.
 *
 * @throws ArgumentError when roots are complex, as there is no complex dtype; ShapeError when the coefficients are no vector;
 * TraceError while staging, since zeros in front change the shape.
 * @example sort(roots([1, -3, 2])) // [1. 2.]
 * @see A. Edelman, H. Murakami (1995), Polynomial roots from companion matrix eigenvalues, Math. Comp. 64, 763–776.
 * @public
 */
export function roots(p: TensorLike): Tensor {
  return within("roots", () => {
    const c = div(coefficients("roots", p), 1);
    const values = [...numbersOf("roots", stopGradient(c), "keep the number of roots out of the program")];
    const first = values.findIndex((value) => value !== 0);
    const last = values.findLastIndex((value) => value !== 0);
    const zeros = repeatedZero([first < 0 ? 0 : values.length - 1 - last], c.dtype);
    const n = last - first;
    if (n < 1) return zeros;
    // The first row holds −pₖ/p₀, and ones stand below the diagonal.
    const row = neg(div(at(c, `${first + 1}:${last + 1}`), at(c, first)));
    const below = at(eye(n, n, 0, c.dtype), `:${n - 1}`);
    return concatenate([eigvals(concatenate([reshapeTo(row, [1, n]), below])), zeros]);
  });
}

/**
 * The quotient and the remainder of two polynomials, by long division: u = q v + r.
 *
 * Shapes: `u [m]`, `v [n]` → `q [m − n + 1]` and `r [n − 1]`, the highest power first, with at least one entry each; `[0]`
 * and u where v is longer. Zeros in front of the remainder stay there, so that shapes do not depend on values. Integers
 * become float64.
 *
 * @throws ShapeError when the coefficients are no vectors; ArgumentError when the divisor has none.
 * @example polydiv([2, 3, 5], [1, 4]) // [[ 2. -5.], [25.]]
 * @see D. E. Knuth (1997), The Art of Computer Programming, vol. 2, 3rd ed., section 4.6.1, algorithm D.
 * @public
 */
export function polydiv(numerator: TensorLike, denominator: TensorLike): [q: Tensor, r: Tensor] {
  return within("polydiv", () => {
    const [u, v] = pair(
      "polydiv",
      coefficients("polydiv", numerator, "numbers"),
      coefficients("polydiv", denominator, "numbers"),
    );
    if (v.size === 0) throw noDivisor();
    let rest = div(u, 1);
    const none = repeatedZero([1], rest.dtype);
    if (u.size < v.size) return [none, u.size === 0 ? none : rest];
    const [lead, tail] = [at(v, ":1"), at(v, "1:")];
    const quotient: Tensor[] = [];
    for (let k = v.size - 1; k < u.size; k++) {
      const d = div(at(rest, ":1"), lead);
      quotient.push(d);
      // The highest power is gone; the next ones lose d times the divisor.
      const changed = sub(at(rest, `1:${v.size}`), mul(d, tail));
      rest = concatenate([changed, at(rest, `${v.size}:`)]);
    }
    const q = concatenate(quotient);
    return [q, rest.size === 0 ? none : rest];
  });
}

function noRoots(x: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "poly",
    problem: "roots are a vector, and a matrix is square",
    got: `shape ${showShape(x.shape)}`,
    hint: "poly(ravel(x)) takes all entries as roots",
    shapes: [x.shape],
  });
}

function noDivisor(): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "polydiv",
    problem: "the divisor has no coefficients",
    got: "shape [0]",
    hint: "polydiv(u, v) divides u by v, both with the highest power first",
  });
}
