import * as loops from "../kernels/loops.ts";
import { elementwise1 } from "../kinds.ts";
import { type Unary, unary } from "../lift.ts";
import type { Tensor } from "../tensor.ts";
import { mul, neg } from "./arithmetic.ts";
import { exp, square } from "./exponential.ts";

/** 2/√π. */
const SLOPE = 2 / Math.sqrt(Math.PI);

/** The bell curve of the given height at 0. */
const bell = (height: number, x: Tensor): Tensor => mul(height, exp(neg(square(x))));

/**
 * The error function, element by element: erf x = 2/√π ∫₀ˣ e^(−t²) dt, with derivative 2/√π · e^(−x²).
 *
 * Shapes: `x [...]` → `[...]`. Range: (−1, 1), odd; within one unit in the last place (float64).
 *
 * @example erf(tensor([0, 0.5, -2])) // [ 0.          0.52049988 -0.99532227]
 * @see W. J. Cody (1969), Rational Chebyshev approximations for the error function, Math. Comp. 23, 631–637.
 * @public
 */
export const erf: Unary = unary(
  elementwise1({
    name: "erf",
    formula: String.raw`y = \frac{2}{\sqrt\pi} \int_0^x e^{-t^2} dt, \quad y' = \frac{2}{\sqrt\pi} e^{-x^2}`,
    reverse: ["g * 2/sqrt(pi) * exp(-x**2)"],
    run: loops.erf,
    result: "floating",
    partials: [(_y, x) => bell(SLOPE, x)],
  }),
);

/**
 * The complement of the error function, element by element: erfc x = 1 − erf x, with derivative −2/√π · e^(−x²). Exact
 * to three units in the last place also where it is tiny.
 *
 * Shapes: `x [...]` → `[...]`. Range: (0, 2); 0 from 27.3 on.
 *
 * @example erfc(tensor([0, 2, 10])) // [1.00000000e+00 4.67773498e-03 2.08848758e-45]
 * @see W. J. Cody (1969), Rational Chebyshev approximations for the error function, Math. Comp. 23, 631–637.
 * @public
 */
export const erfc: Unary = unary(
  elementwise1({
    name: "erfc",
    formula: String.raw`y = 1 - \operatorname{erf} x, \quad y' = -\frac{2}{\sqrt\pi} e^{-x^2}`,
    reverse: ["-g * 2/sqrt(pi) * exp(-x**2)"],
    run: loops.erfc,
    result: "floating",
    partials: [(_y, x) => bell(-SLOPE, x)],
  }),
);
