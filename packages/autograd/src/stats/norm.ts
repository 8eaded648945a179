import { operands, type TensorLike } from "../lift.ts";
import { add, div, mul, sub } from "../primitives/arithmetic.ts";
import { erfc, logNormalCdf } from "../primitives/errorFunction.ts";
import { exp, log, square } from "../primitives/exponential.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";

const LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI);

/** How many scales x lies above the mean, and the scale. */
function standard(op: string, ...inputs: readonly TensorLike[]): readonly [Tensor, Tensor] {
  const [x, mean, scale] = operands(op, inputs);
  return [div(sub(x!, mean!), scale!), scale!];
}

/**
 * The logarithm of the normal density: −z²/2 − ln(s√2π) with z = (x − m)/s.
 *
 * Shapes: `x`, `mean` and `scale` broadcast against each other.
 *
 * @example logpdf(tensor([0, 1])) // [-0.91893853 -1.41893853]
 * @public
 */
export function logpdf(x: TensorLike, mean: TensorLike = 0, scale: TensorLike = 1): Tensor {
  return within("stats.norm.logpdf", () => {
    const [z, s] = standard("stats.norm.logpdf", x, mean, scale);
    return sub(mul(-0.5, square(z)), add(log(s), LOG_ROOT_2PI));
  });
}

/**
 * The normal density: e^(−z²/2) / (s√2π) with z = (x − m)/s.
 *
 * Shapes: `x`, `mean` and `scale` broadcast against each other.
 *
 * @example pdf(tensor([0, 1])) // [0.39894228 0.24197072]
 * @public
 */
export function pdf(x: TensorLike, mean: TensorLike = 0, scale: TensorLike = 1): Tensor {
  return within("stats.norm.pdf", () => {
    const [z, s] = standard("stats.norm.pdf", x, mean, scale);
    return div(exp(mul(-0.5, square(z))), mul(Math.sqrt(2 * Math.PI), s));
  });
}

/**
 * The normal distribution: the probability Φ(z) of at most x, with z = (x − m)/s.
 *
 * Shapes: `x`, `mean` and `scale` broadcast against each other. Range: [0, 1].
 *
 * @example cdf(tensor([0, 1.96])) // [0.5       0.9750021]
 * @public
 */
export function cdf(x: TensorLike, mean: TensorLike = 0, scale: TensorLike = 1): Tensor {
  return within("stats.norm.cdf", () => {
    const [z] = standard("stats.norm.cdf", x, mean, scale);
    return mul(0.5, erfc(mul(-Math.SQRT1_2, z)));
  });
}

/**
 * The probability of more than x: 1 − Φ(z), exact also where tiny.
 *
 * Shapes: `x`, `mean` and `scale` broadcast against each other. Range: [0, 1].
 *
 * @example sf(tensor([0, 10])) // [5.00000000e-01 7.61985302e-24]
 * @public
 */
export function sf(x: TensorLike, mean: TensorLike = 0, scale: TensorLike = 1): Tensor {
  return within("stats.norm.sf", () => {
    const [z] = standard("stats.norm.sf", x, mean, scale);
    return mul(0.5, erfc(mul(Math.SQRT1_2, z)));
  });
}

/**
 * The logarithm of the normal distribution: ln Φ(z), exact also where Φ(z) is 0.
 *
 * Shapes: `x`, `mean` and `scale` broadcast against each other.
 *
 * @example logcdf(tensor([0, -100])) // [-6.93147181e-01 -5.00552421e+03]
 * @public
 */
export function logcdf(x: TensorLike, mean: TensorLike = 0, scale: TensorLike = 1): Tensor {
  return within("stats.norm.logcdf", () => {
    const [z] = standard("stats.norm.logcdf", x, mean, scale);
    return logNormalCdf(z);
  });
}

/**
 * The logarithm of the probability of more than x: ln(1 − Φ(z)).
 *
 * Shapes: `x`, `mean` and `scale` broadcast against each other.
 *
 * @example logsf(tensor([0, 100])) // [-6.93147181e-01 -5.00552421e+03]
 * @public
 */
export function logsf(x: TensorLike, mean: TensorLike = 0, scale: TensorLike = 1): Tensor {
  return within("stats.norm.logsf", () => {
    const [z] = standard("stats.norm.logsf", x, mean, scale);
    return logNormalCdf(mul(-1, z));
  });
}
