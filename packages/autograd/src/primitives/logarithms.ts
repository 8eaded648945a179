import * as loops from "../kernels/loops.ts";
import { elementwise1, elementwise2 } from "../kinds.ts";
import { type Binary, binary, type Unary, unary } from "../lift.ts";
import type { Tensor } from "../tensor.ts";
import { abs } from "./absolute.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { equal } from "./compare.ts";
import { exp, square } from "./exponential.ts";
import { sigmoid } from "./logistic.ts";
import { where } from "./select.ts";

/**
 * The powers of two, element by element: 2ˣ, with derivative 2ˣ ln 2.
 *
 * Shapes: `x [...]` → `[...]`. Range: (0, ∞); infinite from 1024 on (float64).
 *
 * @example exp2(tensor([0, 3, 0.5])) // [1.         8.         1.41421356]
 * @public
 */
export const exp2: Unary = unary(
  elementwise1({
    name: "exp2",
    formula: String.raw`y = 2^x, \quad y' = y \ln 2`,
    reverse: ["g * y * log(2)"],
    run: loops.exp2,
    result: "floating",
    partials: [(y) => mul(y, Math.LN2)],
  }),
);

/**
 * The exponential less one, element by element: eˣ − 1, exact also for tiny x; its derivative is eˣ.
 *
 * Shapes: `x [...]` → `[...]`. Range: (−1, ∞).
 *
 * @example expm1(tensor([1e-10, 1])) // [1.00000000e-10 1.71828183e+00]
 * @public
 */
export const expm1: Unary = unary(
  elementwise1({
    name: "expm1",
    formula: String.raw`y = e^x - 1, \quad y' = e^x`,
    reverse: ["g * exp(x)"],
    run: loops.expm1,
    result: "floating",
    partials: [(_y, x) => exp(x)],
  }),
);

/**
 * The natural logarithm of 1 + x, element by element, exact also for tiny x; its derivative is 1/(1 + x).
 *
 * Shapes: `x [...]` → `[...]`. −∞ at −1, NaN below.
 *
 * @example log1p(tensor([1e-10, 1])) // [1.00000000e-10 6.93147181e-01]
 * @public
 */
export const log1p: Unary = unary(
  elementwise1({
    name: "log1p",
    formula: String.raw`y = \ln(1 + x), \quad y' = \frac{1}{1 + x}`,
    reverse: ["g / (1 + x)"],
    run: loops.log1p,
    result: "floating",
    partials: [(_y, x) => div(1, add(1, x))],
  }),
);

/**
 * The logarithm to base 2, element by element, with derivative 1/(x ln 2).
 *
 * Shapes: `x [...]` → `[...]`. −∞ at 0, NaN below.
 *
 * @example log2(tensor([1, 8])) // [0. 3.]
 * @public
 */
export const log2: Unary = unary(
  elementwise1({
    name: "log2",
    formula: String.raw`y = \log_2 x, \quad y' = \frac{1}{x \ln 2}`,
    reverse: ["g / (x * log(2))"],
    run: loops.log2,
    result: "floating",
    partials: [(_y, x) => div(1 / Math.LN2, x)],
  }),
);

/**
 * The logarithm to base 10, element by element, with derivative 1/(x ln 10).
 *
 * Shapes: `x [...]` → `[...]`. −∞ at 0, NaN below.
 *
 * @example log10(tensor([1, 1000])) // [0. 3.]
 * @public
 */
export const log10: Unary = unary(
  elementwise1({
    name: "log10",
    formula: String.raw`y = \log_{10} x, \quad y' = \frac{1}{x \ln 10}`,
    reverse: ["g / (x * log(10))"],
    run: loops.log10,
    result: "floating",
    partials: [(_y, x) => div(1 / Math.LN10, x)],
  }),
);

/**
 * The cube root, element by element: ∛x, with derivative 1/(3y²).
 *
 * Shapes: `x [...]` → `[...]`. The derivative at 0 is infinite.
 *
 * @example cbrt(tensor([27, -8])) // [ 3. -2.]
 * @public
 */
export const cbrt: Unary = unary(
  elementwise1({
    name: "cbrt",
    formula: String.raw`y = \sqrt[3]{x}, \quad y' = \frac{1}{3 y^2}`,
    reverse: ["g / (3 * y**2)"],
    run: loops.cbrt,
    result: "floating",
    partials: [(y) => div(1 / 3, square(y))],
  }),
);

/** a − b, and 0 for two infinities of one sign, whose difference would be NaN. */
function difference(a: Tensor, b: Tensor): Tensor {
  const same = mul(equal(a, b), equal(abs(a), Number.POSITIVE_INFINITY));
  return where(same, 0, sub(where(same, 0, a), where(same, 0, b)));
}

/**
 * The logarithm of a sum of two exponentials, element by element: ln(eᵃ + eᵇ), without overflow; the derivatives are σ(a − b) and σ(b − a).
 *
 * Shapes: `a` and `b` broadcast against each other. Two −∞ give −∞, with derivative ½ each.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example logaddexp(tensor([1000, 0]), tensor([1000, 1])) // [1000.69314718    1.31326169]
 * @public
 */
export const logaddexp: Binary = binary(
  elementwise2({
    name: "logaddexp",
    formula: String.raw`y = \ln(e^a + e^b), \quad \partial_a = \sigma(a - b), \quad \partial_b = \sigma(b - a)`,
    reverse: ["g * sigmoid(a - b)", "g * sigmoid(b - a)"],
    run: loops.logaddexp,
    result: "floating",
    partials: [(_y, a, b) => sigmoid(difference(a, b)), (_y, a, b) => sigmoid(difference(b, a))],
  }),
);

/**
 * The logarithm to base 2 of a sum of two powers of two, element by element: log₂(2ᵃ + 2ᵇ), without overflow.
 *
 * Shapes: `a` and `b` broadcast against each other. Two −∞ give −∞, with derivative ½ each.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example logaddexp2(tensor([3, 0]), tensor([3, 1])) // [4.        1.5849625]
 * @public
 */
export const logaddexp2: Binary = binary(
  elementwise2({
    name: "logaddexp2",
    formula: String.raw`y = \log_2(2^a + 2^b), \quad \partial_a = \sigma((a - b) \ln 2), \quad \partial_b = \sigma((b - a) \ln 2)`,
    reverse: ["g * sigmoid((a - b) * log(2))", "g * sigmoid((b - a) * log(2))"],
    run: loops.logaddexp2,
    result: "floating",
    partials: [
      (_y, a, b) => sigmoid(mul(difference(a, b), Math.LN2)),
      (_y, a, b) => sigmoid(mul(difference(b, a), Math.LN2)),
    ],
  }),
);
