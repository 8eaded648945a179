import { whole } from "../checks.ts";
import { polygamma1 } from "../kernels/gammaFunction.ts";
import * as loops from "../kernels/loops.ts";
import { elementwise1 } from "../kinds.ts";
import { operand, type TensorLike, type Unary, type UnaryFunction, unary } from "../lift.ts";
import { apply1, type Primitive } from "../primitive.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { add, div, mul, neg, sub } from "./arithmetic.ts";
import { less } from "./compare.ts";
import { floatingPair } from "./convert.ts";
import { exp, log } from "./exponential.ts";
import { log1p } from "./logarithms.ts";
import { parametric } from "./parametric.ts";
import { rint } from "./rounding.ts";
import { where } from "./select.ts";
import { cos, sin } from "./trigonometric.ts";

/**
 * The logarithm of the size of the gamma function, element by element: ln |Γ(x)|, with derivative ψ(x).
 *
 * Shapes: `x [...]` → `[...]`. ∞ at 0, −1, −2, ….
 *
 * @example gammaln(tensor([1, 5, 100])) // [  0.           3.17805383 359.13420537]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, chapter 6.
 * @public
 */
export const gammaln: Unary = unary(
  elementwise1({
    name: "gammaln",
    formula: String.raw`y = \ln |\Gamma(x)|, \quad y' = \psi(x)`,
    reverse: ["g * digamma(x)"],
    run: loops.gammaln,
    result: "floating",
    partials: [(_y, x) => digamma(x)],
  }),
);

/**
 * The gamma function, element by element: Γ(x) = ∫₀^∞ t^(x − 1) e^(−t) dt, with derivative Γ(x) ψ(x).
 *
 * Shapes: `x [...]` → `[...]`. NaN at −1, −2, …; infinite above
 * 171.6 (float64).
 *
 * @example gamma(tensor([1, 5, 0.5])) // [ 1.         24.          1.77245385]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, chapter 6.
 * @public
 */
export const gamma: Unary = unary(
  elementwise1({
    name: "gamma",
    formula: String.raw`y = \Gamma(x), \quad y' = y \, \psi(x)`,
    reverse: ["g * y * digamma(x)"],
    run: loops.gamma,
    result: "floating",
    partials: [(y, x) => mul(y, digamma(x))],
  }),
);

/**
 * The derivative of 1/Γ(x). Below ½ it is that of Γ(1 − x) sin(πx)/π, which has no poles: at 0, −1, −2, … the product
 * −ψ(x)/Γ(x) would be ∞·0.
 */
function reciprocalSlope(y: Tensor, x: Tensor): Tensor {
  const left = less(x, 0.5);
  const t = sub(1, where(left, x, 0));
  // The angle is taken from the nearest even number: large ones would lose digits.
  const angle = mul(Math.PI, sub(x, mul(2, rint(mul(0.5, x)))));
  const reflected = mul(gamma(t), sub(cos(angle), mul(digamma(t), div(sin(angle), Math.PI))));
  return where(left, reflected, neg(mul(y, digamma(where(left, 1, x)))));
}

/**
 * The reciprocal of the gamma function, element by element: 1/Γ(x), with derivative −ψ(x)/Γ(x).
 *
 * Shapes: `x [...]` → `[...]`. 0 at x = 0, −1, −2, …, with derivative (−1)ˣ |x|!.
 *
 * @example rgamma(tensor([1, 5, 0])) // [1.         0.04166667 0.        ]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, chapter 6.
 * @public
 */
export const rgamma: Unary = unary(
  elementwise1({
    name: "rgamma",
    formula: String.raw`y = \frac{1}{\Gamma(x)}, \quad y' = -y \, \psi(x)`,
    reverse: ["-g * y * digamma(x)"],
    run: loops.rgamma,
    result: "floating",
    partials: [reciprocalSlope],
  }),
);

/** The derivatives of the digamma function; that of each is the next. */
export const polygammaPrimitive: Primitive = parametric({
  name: "polygamma",
  formula: String.raw`y = \psi^{(n)}(x), \quad y' = \psi^{(n + 1)}(x)`,
  reverse: ["g times the next polygamma function of x"],
  value: polygamma1,
  partial: (x, order) => polygamma(order + 1, x),
});

/**
 * The polygamma functions, element by element: the n-th derivative of the digamma function ψ.
 *
 * Shapes: `x [...]` → `[...]`. Infinite or NaN at 0, −1, −2, ….
 *
 * @example polygamma(1, tensor([1, 2])) // [1.64493407 0.64493407]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, 6.4.
 * @public
 */
export function polygamma<S extends Shape>(n: number, x: Tensor<S>): Tensor<S>;
export function polygamma(n: number, x: TensorLike): Tensor;
export function polygamma(n: number, x: TensorLike): Tensor {
  whole("polygamma", "the order", n, 0, "the order comes first: polygamma(1, x)");
  return apply1(polygammaPrimitive, operand("polygamma", x), { order: n });
}

/**
 * The digamma function, element by element: ψ(x) = Γ′(x)/Γ(x).
 *
 * Shapes: `x [...]` → `[...]`. NaN at 0, −1, −2, ….
 *
 * @example digamma(tensor([1, 2])) // [-0.57721566  0.42278434]
 * @public
 */
export const digamma: UnaryFunction = ((x: TensorLike): Tensor =>
  apply1(polygammaPrimitive, operand("digamma", x), { order: 0 })) as UnaryFunction;

/**
 * The logarithm of the beta function, element by element: ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b).
 *
 * Shapes: `a` and `b`, both above 0, broadcast against each other.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example betaln(tensor([1, 2]), 3) // [-1.09861229 -2.48490665]
 * @public
 */
export function betaln(a: TensorLike, b: TensorLike): Tensor {
  return within("betaln", () => {
    const [x, y] = floatingPair("betaln", a, b);
    return sub(add(gammaln(x), gammaln(y)), gammaln(add(x, y)));
  });
}

/**
 * The beta function, element by element: B(a, b) = Γ(a) Γ(b) / Γ(a + b).
 *
 * Shapes: `a` and `b`, both above 0, broadcast against each other.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example beta(tensor([1, 2]), 3) // [0.33333333 0.08333333]
 * @public
 */
export function beta(a: TensorLike, b: TensorLike): Tensor {
  return within("beta", () => {
    return exp(betaln(a, b));
  });
}

/**
 * The logarithm of the gamma function of d dimensions, element by element: ln Γ_d(x) = d(d − 1)/4 · ln π +
 * Σ_{i < d} ln Γ(x − i/2).
 *
 * Shapes: `x [...]` → `[...]`, above (d − 1)/2.
 *
 * @throws KindError when d is not a whole number ≥ 0.
 * @example multigammaln(tensor([2, 3]), 2) // [0.45158271 1.55019499]
 * @public
 */
export function multigammaln(x: TensorLike, d: number): Tensor {
  whole("multigammaln", "the dimension", d, 0, "the dimension comes last: multigammaln(x, 2)");
  let y: Tensor = mul(0, operand("multigammaln", x));
  for (let i = 0; i < d; i++) y = add(y, gammaln(sub(x, i / 2)));
  return add(y, ((d * (d - 1)) / 4) * Math.log(Math.PI));
}

/**
 * The inverse of the logistic function, element by element: ln(x/(1 − x)).
 *
 * Shapes: `x [...]` → `[...]`. ∓∞ at 0 and 1, NaN outside.
 *
 * @example logit(tensor([0.5, 0.9])) // [0.         2.19722458]
 * @public
 */
export const logit: UnaryFunction = ((x: TensorLike): Tensor =>
  within("logit", () => sub(log(x), log1p(neg(x))))) as UnaryFunction;
