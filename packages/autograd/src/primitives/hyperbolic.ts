import * as loops from "../kernels/loops.ts";
import { elementwise1, elementwise2 } from "../kinds.ts";
import { type Binary, binary, type Unary, unary } from "../lift.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { equal } from "./compare.ts";
import { sqrt, square } from "./exponential.ts";
import { where } from "./select.ts";

/**
 * The hyperbolic sine, element by element: (eˣ − e⁻ˣ)/2; its derivative is cosh x.
 *
 * Shapes: `x [...]` → `[...]`. Infinite beyond ±710.48 (float64).
 *
 * @example sinh(tensor([0, 1])) // [0.         1.17520119]
 * @public
 */
export const sinh: Unary = unary(
  elementwise1({
    name: "sinh",
    formula: String.raw`y = \sinh x, \quad y' = \cosh x`,
    reverse: ["g * cosh(x)"],
    run: loops.sinh,
    result: "floating",
    partials: [(_y, x) => cosh(x)],
  }),
);

/**
 * The hyperbolic cosine, element by element: (eˣ + e⁻ˣ)/2; its derivative is sinh x.
 *
 * Shapes: `x [...]` → `[...]`. Range: [1, ∞); infinite beyond ±710.48 (float64).
 *
 * @example cosh(tensor([0, 1])) // [1.         1.54308063]
 * @public
 */
export const cosh: Unary = unary(
  elementwise1({
    name: "cosh",
    formula: String.raw`y = \cosh x, \quad y' = \sinh x`,
    reverse: ["g * sinh(x)"],
    run: loops.cosh,
    result: "floating",
    partials: [(_y, x) => sinh(x)],
  }),
);

/**
 * The inverse of the hyperbolic sine, element by element, with derivative 1/√(x² + 1).
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example arcsinh(tensor([0, 1])) // [0.         0.88137359]
 * @public
 */
export const arcsinh: Unary = unary(
  elementwise1({
    name: "arcsinh",
    formula: String.raw`y = \operatorname{arsinh} x, \quad y' = \frac{1}{\sqrt{x^2 + 1}}`,
    reverse: ["g / sqrt(x**2 + 1)"],
    run: loops.arcsinh,
    result: "floating",
    partials: [(_y, x) => div(1, sqrt(add(square(x), 1)))],
  }),
);

/**
 * The inverse of the hyperbolic cosine, element by element, with derivative 1/√(x² − 1).
 *
 * Shapes: `x [...]` → `[...]`. Range: [0, ∞); NaN below 1. The derivative at 1 is infinite.
 *
 * @example arccosh(tensor([1, 2])) // [0.        1.3169579]
 * @public
 */
export const arccosh: Unary = unary(
  elementwise1({
    name: "arccosh",
    formula: String.raw`y = \operatorname{arcosh} x, \quad y' = \frac{1}{\sqrt{x^2 - 1}}`,
    reverse: ["g / sqrt(x**2 - 1)"],
    run: loops.arccosh,
    result: "floating",
    partials: [(_y, x) => div(1, sqrt(mul(sub(x, 1), add(x, 1))))],
  }),
);

/**
 * The inverse of the hyperbolic tangent, element by element, with derivative 1/(1 − x²).
 *
 * Shapes: `x [...]` → `[...]`. ±∞ at ±1, NaN beyond.
 *
 * @example arctanh(tensor([0, 0.5])) // [0.         0.54930614]
 * @public
 */
export const arctanh: Unary = unary(
  elementwise1({
    name: "arctanh",
    formula: String.raw`y = \operatorname{artanh} x, \quad y' = \frac{1}{1 - x^2}`,
    reverse: ["g / (1 - x**2)"],
    run: loops.arctanh,
    result: "floating",
    partials: [(_y, x) => div(1, sub(1, square(x)))],
  }),
);

/** x / y, and 0 at the tip of the cone, the middle of all its slopes; so are the derivatives there. */
function direction(x: Tensor, y: Tensor): Tensor {
  const tip = equal(y, 0);
  return where(tip, 0, div(x, where(tip, 1, y)));
}

/**
 * The length of the hypotenuse, element by element: √(a² + b²) without overflow, with derivatives a/y and b/y.
 *
 * Shapes: `a` and `b` broadcast against each other. Where both are 0 the derivatives are taken as 0.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example hypot(tensor([3, 5]), tensor([4, 12])) // [ 5. 13.]
 * @public
 */
export const hypot: Binary = binary(
  elementwise2({
    name: "hypot",
    formula: String.raw`y = \sqrt{a^2 + b^2}, \quad \partial_a = \frac{a}{y}, \quad \partial_b = \frac{b}{y}`,
    reverse: ["g * a / y", "g * b / y"],
    run: loops.hypot,
    result: "floating",
    partials: [(y, a) => direction(a, y), (y, _a, b) => direction(b, y)],
  }),
);
