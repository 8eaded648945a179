import * as loops from "../kernels/loops.ts";
import { elementwise1 } from "../kinds.ts";
import { type Unary, unary } from "../lift.ts";
import { apply1, type Primitive } from "../primitive.ts";
import { mul, sub } from "./arithmetic.ts";
import { greater } from "./compare.ts";

/** σ′ from σ: y(1 − y), in one loop. */
export const sigmoidSlopePrimitive: Primitive = elementwise1({
  name: "sigmoidSlope",
  formula: String.raw`x(1 - x)`,
  reverse: ["g * (1 - 2 * x)"],
  run: loops.sigmoidSlope,
  result: "floating",
  partials: [(_y, x) => sub(1, mul(2, x))],
});

/**
 * The logistic function, element by element: σ(x) = 1/(1 + e⁻ˣ), with σ′ = σ(1 − σ).
 *
 * Shapes: `x [...]` → `[...]`. Range: (0, 1); dimensionless.
 *
 * Stable for large |x|: only e^(−|x|) is ever computed, so nothing overflows.
 *
 * @example sigmoid(tensor([0, 1])) // [0.5        0.73105858]
 * @public
 */
export const sigmoid: Unary = unary(
  elementwise1({
    name: "sigmoid",
    formula: String.raw`y = \sigma(x) = \frac{1}{1 + e^{-x}}, \quad y' = y(1 - y)`,
    reverse: ["g * y * (1 - y)"],
    run: loops.sigmoid,
    result: "floating",
    partials: [(y) => apply1(sigmoidSlopePrimitive, y, null)],
  }),
);

/**
 * The rectifier, element by element: max(x, 0).
 *
 * Shapes: `x [...]` → `[...]`. NaN stays NaN.
 * Derivative at the kink: 0, as that of `where(greater(x, 0), x, 0)`.
 *
 * @example relu(tensor([-1, 0, 2])) // [0. 0. 2.]
 * @public
 */
export const relu: Unary = unary(
  elementwise1({
    name: "relu",
    formula: String.raw`y = \max(x, 0), \quad y' = [x > 0]`,
    reverse: ["g * (x > 0)"],
    run: loops.relu,
    partials: [(_y, x) => greater(x, 0)],
  }),
);
