import * as loops from "../kernels/loops.ts";
import { elementwise1 } from "../kinds.ts";
import { type Unary, unary } from "../lift.ts";
import type { Tensor } from "../tensor.ts";
import { mul, neg, sub } from "./arithmetic.ts";
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

/**
 * The inverse of the error function, element by element, with derivative √π/2 · e^(y²).
 *
 * Shapes: `x [...]` → `[...]`. ±∞ at ±1, NaN beyond.
 *
 * @example erfinv(tensor([0, 0.5, 1])) // [0.         0.47693628        inf]
 * @public
 */
export const erfinv: Unary = unary(
  elementwise1({
    name: "erfinv",
    formula: String.raw`\operatorname{erf} y = x, \quad y' = \frac{\sqrt\pi}{2} e^{y^2}`,
    reverse: ["g * sqrt(pi)/2 * exp(y**2)"],
    run: loops.erfinv,
    result: "floating",
    partials: [(y) => mul(1 / SLOPE, exp(square(y)))],
  }),
);

/**
 * The inverse of the complement of the error function, element by element, with derivative −√π/2 · e^(y²).
 *
 * Shapes: `x [...]` → `[...]`. ∞ at 0, −∞ at 2, NaN outside.
 *
 * @example erfcinv(tensor([1, 0.5, 1e-20])) // [0.         0.47693628 6.60158062]
 * @public
 */
export const erfcinv: Unary = unary(
  elementwise1({
    name: "erfcinv",
    formula: String.raw`\operatorname{erfc} y = x, \quad y' = -\frac{\sqrt\pi}{2} e^{y^2}`,
    reverse: ["-g * sqrt(pi)/2 * exp(y**2)"],
    run: loops.erfcinv,
    result: "floating",
    partials: [(y) => mul(-1 / SLOPE, exp(square(y)))],
  }),
);

const LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI);

/**
 * The logarithm of the normal distribution, element by element: ln Φ(x), with derivative φ(x)/Φ(x). Exact also far out in
 * the tail, where Φ(x) itself is 0.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example logNormalCdf(tensor([0, -10, -100])) // [-6.93147181e-01 -5.32312852e+01 -5.00552421e+03]
 * @public
 */
export const logNormalCdf: Unary = unary(
  elementwise1({
    name: "logNormalCdf",
    formula: String.raw`y = \ln \Phi(x), \quad y' = \frac{\varphi(x)}{\Phi(x)}`,
    reverse: ["g * exp(-x**2/2 - y) / sqrt(2*pi)"],
    run: loops.logNormalCdf,
    result: "floating",
    partials: [(y, x) => exp(sub(sub(mul(-0.5, square(x)), LOG_ROOT_2PI), y))],
  }),
);
