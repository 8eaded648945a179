import * as np from "../index.ts";
import type { Tensor } from "../tensor.ts";

// Points at which a formula for a value or a derivative meets 0·∞, 0/0 or ∞ − ∞ although the function has a limit, and
// far ends, where parts of a formula overflow. Where there is a kink the number is that of docs/conventions.md.

/** A function of one number at a point: value, first and second derivative; null where there is none. */
export type Point = readonly [
  text: string,
  f: (x: Tensor) => Tensor,
  x: number,
  value: number,
  first: number | null,
  second: number | null,
];

const { PI, LN2, SQRT1_2 } = Math;
const INF = Number.POSITIVE_INFINITY;
/** The Euler–Mascheroni constant γ = −ψ(1), and ψ′(1) = π²/6. */
const EULER = 0.5772156649015329;
const TRIGAMMA = PI ** 2 / 6;
/** The slope of erf at 0. */
const BELL = 2 / Math.sqrt(PI);

const { gamma, beta, chi2, poisson } = np.stats;
const guarded = (f: (x: Tensor) => Tensor) => (x: Tensor) => np.where(np.greater(x, 0), f(x), 0);

export const POINTS: readonly Point[] = [
  // Powers and roots
  ["x⁰ at 0", (x) => np.pow(x, 0), 0, 1, 0, 0],
  ["x¹ at 0", (x) => np.pow(x, 1), 0, 0, 1, 0],
  ["x² at 0", (x) => np.pow(x, 2), 0, 0, 0, 2],
  ["x³ at 0", (x) => np.pow(x, 3), 0, 0, 0, 0],
  ["x² at −3", (x) => np.pow(x, 2), -3, 9, -6, 2],
  ["x^1.5 at 0", (x) => np.pow(x, 1.5), 0, 0, 0, INF],
  ["x^2.5 at 0", (x) => np.pow(x, 2.5), 0, 0, 0, 0],
  ["√x at 0", np.sqrt, 0, 0, INF, null],
  ["∛x at 0", np.cbrt, 0, 0, INF, null],
  ["2ˣ at 0", (x) => np.pow(2, x), 0, 1, LN2, LN2 ** 2],
  ["0ˣ at 2", (x) => np.pow(0, x), 2, 0, 0, 0],
  ["0ˣ at 0", (x) => np.pow(0, x), 0, 1, 0, 0],
  ["0·√x at 0", (x) => np.mul(0, np.sqrt(x)), 0, 0, 0, 0],
  ["√(x²) at 0", (x) => np.sqrt(np.square(x)), 0, 0, 0, null],
  ["1/x at ∞", np.reciprocal, INF, 0, 0, 0],
  ["1/x at 1e200", np.reciprocal, 1e200, 1e-200, 0, 0],
  // Kinks
  ["|x| at 0", np.abs, 0, 0, 0, 0],
  ["x|x| at 0", (x) => np.mul(x, np.abs(x)), 0, 0, 0, 0],
  ["sign x at 0", np.sign, 0, 0, 0, 0],
  ["relu x at 0", np.relu, 0, 0, 0, 0],
  ["max(x, x)", (x) => np.maximum(x, x), 2, 2, 1, 0],
  ["clip x at its bound", (x) => np.clip(x, -1, 1), 1, 1, 0, 0],
  ["the step at 0", (x) => np.heaviside(x, 0.5), 0, 0.5, 0, 0],
  ["x mod 2 at 2", (x) => np.mod(x, 2), 2, 0, 1, 0],
  ["round x at ½", (x) => np.round(x), 0.5, 0, 0, 0],
  ["x with the sign of 1, at 0", (x) => np.copysign(x, 1), 0, 0, 0, 0],
  // Cones
  ["√(x² + 0²) at 0", (x) => np.hypot(x, 0), 0, 0, 0, 0],
  ["√(x² + 3²) at 0", (x) => np.hypot(x, 3), 0, 3, 0, 1 / 3],
  ["√(x² + y²) of huge numbers", (x) => np.hypot(x, 1e200), 1e200, 1e200 / SQRT1_2, SQRT1_2, 0],
  ["√(x² + y²) of tiny numbers", (x) => np.hypot(x, 1e-200), 1e-200, 1e-200 / SQRT1_2, SQRT1_2, null],
  // Angles
  ["the angle of (1, x) at 0", (x) => np.arctan2(x, 1), 0, 0, 1, 0],
  ["the angle of (−1, x) at 0", (x) => np.arctan2(x, -1), 0, PI, -1, 0],
  ["the angle of (x, 1) at 0", (x) => np.arctan2(1, x), 0, PI / 2, -1, 0],
  ["the angle of (x, −1) at 0", (x) => np.arctan2(-1, x), 0, -PI / 2, 1, 0],
  ["the angle of (0, x) at 1", (x) => np.arctan2(x, 0), 1, PI / 2, 0, 0],
  ["the angle of (x, 0) at −1", (x) => np.arctan2(0, x), -1, PI, 0, 0],
  ["the angle of the origin", (x) => np.arctan2(x, 0), 0, 0, 0, 0],
  ["the angle of huge numbers", (x) => np.arctan2(x, 1e200), 1e200, PI / 4, 0, 0],
  ["the angle of tiny numbers", (x) => np.arctan2(x, 1e-100), 1e-100, PI / 4, 0.5e100, null],
  ["sinc x at 0", np.sinc, 0, 1, 0, -(PI ** 2) / 3],
  ["sinc x near 0", np.sinc, 1e-9, 1, (-1e-9 * PI ** 2) / 3, -(PI ** 2) / 3],
  ["arctan x at ∞", np.arctan, INF, PI / 2, 0, 0],
  // Exponentials and logarithms
  ["ln(1 + x) at 0", np.log1p, 0, 0, 1, -1],
  ["eˣ − 1 at 0", np.expm1, 0, 0, 1, 1],
  ["eˣ − 1 near 0", np.expm1, 1e-12, 1e-12, 1, 1],
  ["eˣ − 1 at −1000", np.expm1, -1e3, -1, 0, 0],
  ["eˣ at −∞", np.exp, -INF, 0, 0, 0],
  ["ln x at ∞", np.log, INF, INF, 0, 0],
  ["ln(1 + eˣ) at 0", (x) => np.logaddexp(x, 0), 0, LN2, 0.5, 0.25],
  ["ln(1 + eˣ) at 1000", (x) => np.logaddexp(x, 0), 1e3, 1e3, 1, 0],
  ["ln(1 + eˣ) at −1000", (x) => np.logaddexp(x, 0), -1e3, 0, 0, 0],
  ["ln(eˣ + e^−∞) at 2", (x) => np.logaddexp(x, -INF), 2, 2, 1, 0],
  ["ln(eˣ + e²) at −∞", (x) => np.logaddexp(x, 2), -INF, 2, 0, 0],
  ["ln(eˣ + e^−∞) at −∞", (x) => np.logaddexp(x, -INF), -INF, -INF, 0.5, 0],
  ["ln(eˣ + e^∞) at ∞", (x) => np.logaddexp(x, INF), INF, INF, 0.5, 0],
  ["ln(eˣ + e¹) at ∞", (x) => np.logaddexp(x, 1), INF, INF, 1, 0],
  ["ln(eˣ + e^∞) at 1", (x) => np.logaddexp(x, INF), 1, INF, 0, 0],
  ["ln(eˣ + eˣ)", (x) => np.logaddexp(x, x), 1, 1 + LN2, 1, 0],
  ["log₂(2ˣ + 2⁰) at 0", (x) => np.logaddexp2(x, 0), 0, 1, 0.5, LN2 / 4],
  ["log₂(2ˣ + 2^−∞) at −∞", (x) => np.logaddexp2(x, -INF), -INF, -INF, 0.5, 0],
  ["tanh x at 0", np.tanh, 0, 0, 1, 0],
  ["tanh x at 1000", np.tanh, 1e3, 1, 0, 0],
  ["tanh x at −∞", np.tanh, -INF, -1, 0, 0],
  ["σ(x) at 0", np.sigmoid, 0, 0.5, 0.25, 0],
  ["σ(x) at 1000", np.sigmoid, 1e3, 1, 0, 0],
  ["σ(x) at −1000", np.sigmoid, -1e3, 0, 0, 0],
  ["σ(x) at ∞", np.sigmoid, INF, 1, 0, 0],
  ["logit x at ½", np.logit, 0.5, 0, 4, 0],
  ["arsinh x at 1e200", np.arcsinh, 1e200, LN2 + 200 * Math.LN10, 0, 0],
  ["arcosh x at 1e200", np.arccosh, 1e200, LN2 + 200 * Math.LN10, 0, 0],
  // Branches that are not taken
  ["1/x where x ≠ 0, at 0", (x) => np.where(np.notEqual(x, 0), np.div(1, x), 0), 0, 0, 0, 0],
  ["sin x / x where x ≠ 0, at 0", (x) => np.where(np.notEqual(x, 0), np.div(np.sin(x), x), 1), 0, 1, 0, 0],
  ["√x where x > 0, at 0", guarded(np.sqrt), 0, 0, 0, 0],
  ["ln x where x > 0, at 0", guarded(np.log), 0, 0, 0, 0],
  ["x ln x where x > 0, at 0", guarded((x) => np.mul(x, np.log(x))), 0, 0, 0, 0],
  ["NaN taken for 0", (x) => np.nanToNum(x), Number.NaN, 0, 0, 0],
  // The error function and the normal distribution
  ["erf x at 0", np.erf, 0, 0, BELL, 0],
  ["erf x at ∞", np.erf, INF, 1, 0, 0],
  ["erfc x at 1000", np.erfc, 1e3, 0, 0, 0],
  ["erf⁻¹ x at 0", np.erfinv, 0, 0, 1 / BELL, 0],
  ["erfc⁻¹ x at 1", np.erfcinv, 1, 0, -1 / BELL, 0],
  ["ln Φ(x) at −10", np.logNormalCdf, -10, -53.23128515051247, 10.09809323396251, -0.9905546221743438],
  ["ln Φ(x) at ∞", np.logNormalCdf, INF, 0, 0, 0],
  // The gamma function, whose reciprocal has no poles
  ["ln Γ(x) at 1", np.gammaln, 1, 0, -EULER, TRIGAMMA],
  ["ln Γ(x) at 2", np.gammaln, 2, 0, 1 - EULER, TRIGAMMA - 1],
  ["Γ(x) at 1", np.gamma, 1, 1, -EULER, EULER ** 2 + TRIGAMMA],
  ["1/Γ(x) at 0", np.rgamma, 0, 0, 1, 2 * EULER],
  ["1/Γ(x) at −1", np.rgamma, -1, 0, -1, 0.8455686701969343],
  ["1/Γ(x) at −2", np.rgamma, -2, 0, 2, -3.6911373403938685],
  ["B(1, x) at 1", (x) => np.beta(1, x), 1, 1, -1, 2],
  // Densities at the edge of their range, and their integrals
  ["P(1, x) at 0", (x) => np.gammainc(1, x), 0, 0, 1, -1],
  ["P(2, x) at 0", (x) => np.gammainc(2, x), 0, 0, 0, 1],
  ["Q(2, x) at 0", (x) => np.gammaincc(2, x), 0, 1, 0, -1],
  ["P(2, x) at 1000", (x) => np.gammainc(2, x), 1e3, 1, 0, 0],
  ["I(1, 2, x) at 0", (x) => np.betainc(1, 2, x), 0, 0, 2, -2],
  ["I(2, 2, x) at 0", (x) => np.betainc(2, 2, x), 0, 0, 0, 6],
  ["I(2, 2, x) at 1", (x) => np.betainc(2, 2, x), 1, 1, 0, -6],
  ["ln of the gamma density, a = 1, at 0", (x) => gamma.logpdf(x, 1), 0, 0, -1, 0],
  ["the gamma density, a = 1, at 0", (x) => gamma.pdf(x, 1), 0, 1, -1, 1],
  ["the gamma density, a = 2, at 0", (x) => gamma.pdf(x, 2), 0, 0, 1, -2],
  ["the gamma density, a = 3, at 0", (x) => gamma.pdf(x, 3), 0, 0, 0, 1],
  ["the χ² density of 2, at 0", (x) => chi2.pdf(x, 2), 0, 0.5, -0.25, 0.125],
  ["the χ² density of 4, at 0", (x) => chi2.pdf(x, 4), 0, 0, 0.25, -0.25],
  ["ln of the beta density, a = b = 1, at 0", (x) => beta.logpdf(x, 1, 1), 0, 0, 0, 0],
  ["the beta density, a = b = 2, at 0", (x) => beta.pdf(x, 2, 2), 0, 0, 6, -12],
  ["the beta density, a = b = 2, at 1", (x) => beta.pdf(x, 2, 2), 1, 0, -6, -12],
  ["ln of the chance of 0 events of 0", (x) => poisson.logpmf(0, x), 0, 0, -1, 0],
  ["the chance of 0 events of 0", (x) => poisson.pmf(0, x), 0, 1, -1, 1],
  ["the chance of 1 event of 0", (x) => poisson.pmf(1, x), 0, 0, 1, -2],
  ["the chance of 2 events of 0", (x) => poisson.pmf(2, x), 0, 0, 0, 1],
  // Bessel functions
  ["J₀(x) at 0", np.j0, 0, 1, 0, -0.5],
  ["J₁(x) at 0", np.j1, 0, 0, 0.5, 0],
  ["J₂(x) at 0", (x) => np.jn(2, x), 0, 0, 0, 0.25],
  ["J₁(x) near 0", np.j1, 1e-200, 0.5e-200, 0.5, 0],
  ["Y₀(x) near 0", np.y0, 1e-100, -146.66092407099424, 2e100 / PI, null],
  ["Y₀(x) very near 0", np.y0, 1e-300, -439.8351636227653, 2e300 / PI, null],
  ["I₀(x) at 0", np.i0, 0, 1, 0, 0.5],
  ["I₁(x) at 0", np.i1, 0, 0, 0.5, 0],
  ["e^−|x| I₁(x) at 0", (x) => np.ive(1, x), 0, 0, 0.5, 0],
  // Tables and angles
  ["a table between its knots", (x) => np.interp(x, [0, 1, 2], [0, 1, 3]), 0.5, 0.5, 1, 0],
  ["a table at a knot: the slope behind it", (x) => np.interp(x, [0, 1, 2], [0, 1, 3]), 1, 1, 2, 0],
  ["a table at its first knot", (x) => np.interp(x, [0, 1, 2], [0, 1, 3]), 0, 0, 1, 0],
  ["a table at its last knot: constant from there", (x) => np.interp(x, [0, 1, 2], [0, 1, 3]), 2, 3, 0, 0],
  ["an unwrapped angle at a jump of π", (x) => np.at(np.unwrap(np.stack([0, x])), 1), PI, PI, 1, 0],
  ["an unwrapped angle at a jump of −π", (x) => np.at(np.unwrap(np.stack([0, x])), 1), -PI, -PI, 1, 0],
];
