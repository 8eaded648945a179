import * as loops from "../kernels/loops.ts";
import { elementwise1, elementwise2 } from "../kinds.ts";
import { type Binary, binary, type Unary, unary } from "../lift.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, neg, sub } from "./arithmetic.ts";
import { equal } from "./compare.ts";
import { sqrt, square } from "./exponential.ts";
import { hypot } from "./hyperbolic.ts";
import { where } from "./select.ts";

/**
 * The tangent, element by element, of an angle in radians; its derivative is 1 + tan² x.
 *
 * Shapes: `x [...]` → `[...]`. NaN at ±∞.
 *
 * @example tan(tensor([0, 1])) // [0.         1.55740772]
 * @public
 */
export const tan: Unary = unary(
  elementwise1({
    name: "tan",
    formula: String.raw`y = \tan x, \quad y' = 1 + y^2`,
    reverse: ["g * (1 + y**2)"],
    run: loops.tan,
    result: "floating",
    partials: [(y) => add(1, square(y))],
  }),
);

/**
 * The inverse of the sine, element by element, with derivative 1/√(1 − x²).
 *
 * Shapes: `x [...]` → `[...]`. Range: [−π/2, π/2] radians; NaN outside of [−1, 1]. The derivative at ±1 is infinite.
 *
 * @example arcsin(tensor([0, 0.5, 1])) // [0.         0.52359878 1.57079633]
 * @public
 */
export const arcsin: Unary = unary(
  elementwise1({
    name: "arcsin",
    formula: String.raw`y = \arcsin x, \quad y' = \frac{1}{\sqrt{1 - x^2}}`,
    reverse: ["g / sqrt(1 - x**2)"],
    run: loops.arcsin,
    result: "floating",
    partials: [(_y, x) => div(1, sqrt(sub(1, square(x))))],
  }),
);

/**
 * The inverse of the cosine, element by element, with derivative −1/√(1 − x²).
 *
 * Shapes: `x [...]` → `[...]`. Range: [0, π] radians; NaN outside of [−1, 1]. The derivative at ±1 is infinite.
 *
 * @example arccos(tensor([0, 0.5, 1])) // [1.57079633 1.04719755 0.        ]
 * @public
 */
export const arccos: Unary = unary(
  elementwise1({
    name: "arccos",
    formula: String.raw`y = \arccos x, \quad y' = -\frac{1}{\sqrt{1 - x^2}}`,
    reverse: ["-g / sqrt(1 - x**2)"],
    run: loops.arccos,
    result: "floating",
    partials: [(_y, x) => div(-1, sqrt(sub(1, square(x))))],
  }),
);

/**
 * The inverse of the tangent, element by element, with derivative 1/(1 + x²).
 *
 * Shapes: `x [...]` → `[...]`. Range: [−π/2, π/2] radians.
 *
 * @example arctan(tensor([0, 1, -1e9])) // [ 0.          0.78539816 -1.57079633]
 * @public
 */
export const arctan: Unary = unary(
  elementwise1({
    name: "arctan",
    formula: String.raw`y = \arctan x, \quad y' = \frac{1}{1 + x^2}`,
    reverse: ["g / (1 + x**2)"],
    run: loops.arctan,
    result: "floating",
    partials: [(_y, x) => div(1, add(1, square(x)))],
  }),
);

/**
 * The derivative of the angle of a point when one of its coordinates grows; 0 at the origin, where there is no angle, and
 * so are its own derivatives.
 */
function turning(other: Tensor, a: Tensor, b: Tensor): Tensor {
  const r = hypot(a, b);
  const origin = equal(r, 0);
  const length = where(origin, 1, r);
  return where(origin, 0, div(div(other, length), length));
}

/**
 * The angle of the point (b, a) seen from the origin, element by element, with derivatives b/(a² + b²) and −a/(a² + b²).
 *
 * Shapes: `a` and `b` broadcast against each other. Range: [−π, π] radians, measured from
 * the positive b-axis; 0 at the origin, where both derivatives are taken as 0.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example arctan2(tensor([1, 1, -1]), tensor([1, 0, -1])) // [ 0.78539816  1.57079633 -2.35619449]
 * @public
 */
export const arctan2: Binary = binary(
  elementwise2({
    name: "arctan2",
    formula: String.raw`\operatorname{atan2}(a, b), \quad \partial_a = \frac{b}{a^2 + b^2}, \quad \partial_b = -\frac{a}{a^2 + b^2}`,
    reverse: ["g * b / (a**2 + b**2)", "-g * a / (a**2 + b**2)"],
    run: loops.arctan2,
    result: "floating",
    partials: [(_y, a, b) => turning(b, a, b), (_y, a, b) => neg(turning(a, a, b))],
  }),
);
