import * as loops from "../kernels/loops.ts";
import { elementwise1, elementwise2 } from "../kinds.ts";
import { type Binary, binary, type Unary, unary } from "../lift.ts";
import type { Tensor } from "../tensor.ts";
import { div, mul, sub } from "./arithmetic.ts";
import { equal } from "./compare.ts";
import { where } from "./select.ts";

/**
 * The exponential function, element by element: eˣ, its own derivative.
 *
 * Shapes: `x [...]` → `[...]`. Range: (0, ∞); infinite above 709.78 (float64).
 *
 * @example exp(tensor([0, 1])) // [1.         2.71828183]
 * @public
 */
export const exp: Unary = unary(
  elementwise1({
    name: "exp",
    formula: String.raw`y = e^x, \quad y' = y`,
    reverse: ["g * y"],
    run: loops.exp,
    result: "floating",
    partials: [(y) => y],
  }),
);

/**
 * The natural logarithm, element by element: ln x, with derivative 1/x.
 *
 * Shapes: `x [...]` → `[...]`. −∞ at 0, NaN below.
 *
 * @example log(tensor([1, 10])) // [0.         2.30258509]
 * @public
 */
export const log: Unary = unary(
  elementwise1({
    name: "log",
    formula: String.raw`y = \ln x, \quad y' = \frac{1}{x}`,
    reverse: ["g / x"],
    run: loops.log,
    result: "floating",
    partials: [(_y, x) => div(1, x)],
  }),
);

/**
 * The square root, element by element: √x, with derivative 1/(2√x).
 *
 * Shapes: `x [...]` → `[...]`. NaN below 0; the derivative at 0 is infinite.
 *
 * @example sqrt(tensor([4, 2])) // [2.         1.41421356]
 * @public
 */
export const sqrt: Unary = unary(
  elementwise1({
    name: "sqrt",
    formula: String.raw`y = \sqrt{x}, \quad y' = \frac{1}{2y}`,
    reverse: ["g / (2 * y)"],
    run: loops.sqrt,
    result: "floating",
    partials: [(y) => div(0.5, y)],
  }),
);

/**
 * The square root of a sum of squares: at 0, the tip of a cone, it counts as straight, with derivatives 0 of every order,
 * the middle of those on all sides. Those of `sqrt` would be infinite there.
 */
export function coneRoot(s: Tensor): Tensor {
  const tip = equal(s, 0);
  return where(tip, 0, sqrt(where(tip, 1, s)));
}

/**
 * The square, element by element: x², with derivative 2x.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example square(tensor([3, -2])) // [9. 4.]
 * @public
 */
export const square: Unary = unary(
  elementwise1({
    name: "square",
    formula: String.raw`y = x^2, \quad y' = 2x`,
    reverse: ["2 * g * x"],
    run: loops.square,
    partials: [(_y, x) => mul(2, x)],
  }),
);

/**
 * The power, element by element: aᵇ, with ∂/∂a = b·aᵇ⁻¹ and ∂/∂b = aᵇ ln a.
 *
 * Shapes: `a` and `b` broadcast against each other. Two integers stay integers; a negative whole exponent of an
 * integer base gives 0 unless the base is ±1. Where b = 0 the derivative by a is 0, also at a = 0; where a = 0 the
 * derivative by b is 0. A negative base with a fractional exponent gives NaN, and for a negative base the derivative
 * by the exponent is NaN.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example pow(tensor([1, 2, 3]), 2) // [1. 4. 9.]
 * @public
 */
export const pow: Binary = binary(
  elementwise2({
    name: "pow",
    formula: String.raw`y = a^b, \quad \partial_a = b a^{b-1}, \quad \partial_b = y \ln a`,
    reverse: ["g * b * a**(b - 1)", "g * y * log(a)"],
    run: loops.pow,
    partials: [
      // b·a^(b−1) is 0·∞ at a = b = 0: the exponent 1 is taken there instead, and b = 0 makes the product 0.
      (_y, a, b) => mul(b, pow(a, where(mul(equal(a, 0), equal(b, 0)), 1, sub(b, 1)))),
      (y, a) => mul(y, log(where(equal(a, 0), 1, a))),
    ],
  }),
);
