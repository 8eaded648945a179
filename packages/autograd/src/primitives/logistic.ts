import * as loops from "../kernels/loops.ts";
import { elementwise1, elementwise2 } from "../kinds.ts";
import { type Unary, unary } from "../lift.ts";
import { apply2, type Primitive } from "../primitive.ts";
import { repeatedZero } from "../storage.ts";
import { mul, sub } from "./arithmetic.ts";
import { greater } from "./compare.ts";

/** d·σ′ from d and σ = b: d·b(1 − b), in one loop. */
export const scaleBySigmoidSlopePrimitive: Primitive = elementwise2({
  name: "scaleBySigmoidSlope",
  formula: String.raw`a \cdot b(1 - b) \text{, and } 0 \text{ where a factor is } 0`,
  reverse: ["g * b * (1 - b)", "g * a * (1 - 2 * b)"],
  run: loops.scaleBySigmoidSlope,
  result: "floating",
  partials: [(_y, _a, b) => mul(b, sub(1, b)), (_y, a, b) => mul(a, sub(1, mul(2, b)))],
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
    partials: [{ scaled: (d, y) => apply2(scaleBySigmoidSlopePrimitive, d, y, null) }],
  }),
);

/** d·[b > 0], in one loop. */
export const scaleByStepPrimitive: Primitive = elementwise2({
  name: "scaleByStep",
  formula: String.raw`a \cdot [b > 0]`,
  reverse: ["g * (b > 0)", "g * 0"],
  run: loops.scaleByStep,
  result: "floating",
  partials: [(_y, _a, b) => greater(b, 0), (_y, _a, b) => repeatedZero(b.shape, b.dtype)],
});

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
    partials: [{ scaled: (d, _y, x) => apply2(scaleByStepPrimitive, d, x, null) }],
  }),
);
