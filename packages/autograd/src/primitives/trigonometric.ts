import * as loops from "../kernels/loops.ts";
import { elementwise1, elementwise2 } from "../kinds.ts";
import { type Unary, unary } from "../lift.ts";
import { apply2, type Primitive } from "../primitive.ts";
import { mul, neg, sub } from "./arithmetic.ts";
import { square } from "./exponential.ts";

/**
 * The sine, element by element, of an angle in radians; its derivative is the cosine.
 *
 * Shapes: `x [...]` → `[...]`. Range: [−1, 1]; NaN at ±∞.
 *
 * @example sin(tensor([0, 1])) // [0.         0.84147098]
 * @public
 */
export const sin: Unary = unary(
  elementwise1({
    name: "sin",
    formula: String.raw`y = \sin x, \quad y' = \cos x`,
    reverse: ["g * cos(x)"],
    run: loops.sin,
    result: "floating",
    partials: [(_y, x) => cos(x)],
  }),
);

/**
 * The cosine, element by element, of an angle in radians; its derivative is −sin x.
 *
 * Shapes: `x [...]` → `[...]`. Range: [−1, 1]; NaN at ±∞.
 *
 * @example cos(tensor([0, 1])) // [1.         0.54030231]
 * @public
 */
export const cos: Unary = unary(
  elementwise1({
    name: "cos",
    formula: String.raw`y = \cos x, \quad y' = -\sin x`,
    reverse: ["-g * sin(x)"],
    run: loops.cos,
    result: "floating",
    partials: [(_y, x) => neg(sin(x))],
  }),
);

/** d·tanh′ from d and tanh = b: d·(1 − b²), in one loop. */
export const scaleByTanhSlopePrimitive: Primitive = elementwise2({
  name: "scaleByTanhSlope",
  formula: String.raw`a (1 - b^2) \text{, and } 0 \text{ where a factor is } 0`,
  reverse: ["g * (1 - b**2)", "-2 * g * a * b"],
  run: loops.scaleByTanhSlope,
  result: "floating",
  partials: [(_y, _a, b) => sub(1, square(b)), (_y, a, b) => mul(-2, mul(a, b))],
});

/**
 * The hyperbolic tangent, element by element, with derivative 1 − tanh²x.
 *
 * Shapes: `x [...]` → `[...]`. Range: (−1, 1); ±1 at ±∞.
 *
 * @example tanh(tensor([0, 1])) // [0.         0.76159416]
 * @public
 */
export const tanh: Unary = unary(
  elementwise1({
    name: "tanh",
    formula: String.raw`y = \tanh x, \quad y' = 1 - y^2`,
    reverse: ["g * (1 - y**2)"],
    run: loops.tanh,
    result: "floating",
    partials: [{ scaled: (d, y) => apply2(scaleByTanhSlopePrimitive, d, y, null) }],
  }),
);
