import { floatingDType } from "../dtype.ts";
import { operands, type TensorLike } from "../lift.ts";
import { add, mul, sub } from "../primitives/arithmetic.ts";
import { equal } from "../primitives/compare.ts";
import { astype } from "../primitives/convert.ts";
import { exp, log } from "../primitives/exponential.ts";
import { gammaincc, gammaln } from "../primitives/gammaFunction.ts";
import { floor } from "../primitives/rounding.ts";
import { where } from "../primitives/select.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";

/** c ln x, and 0 where c is, also when the logarithm is infinite. */
function xlogy(c: Tensor, x: TensorLike): Tensor {
  return where(equal(c, 0), 0, mul(c, log(where(equal(c, 0), 1, x))));
}

/**
 * The logarithm of the probability of k events where mu are expected: k ln μ − μ − ln k!.
 *
 * Shapes: counts `k` (whole, 0 and above) and `mu` (0 and above) broadcast against each other.
 *
 * @example logpmf(tensor([0, 1, 2]), 1.5) // [-1.5        -1.09453489 -1.38221696]
 * @public
 */
export function logpmf(k: TensorLike, mu: TensorLike): Tensor {
  return within("stats.poisson.logpmf", () => {
    const [given, mean] = operands("stats.poisson.logpmf", [k, mu]);
    // Counts are whole, but their factorials are to have the dtype of the mean.
    const count = astype(given!, floatingDType(mean!.dtype));
    return sub(sub(xlogy(count, mean!), mean!), gammaln(add(count, 1)));
  });
}

/**
 * The probability of k events where mu are expected.
 *
 * Shapes: counts `k` (whole, 0 and above) and `mu` (0 and above) broadcast against each other.
 *
 * @example pmf(tensor([0, 1, 2]), 1.5) // [0.22313016 0.33469524 0.25102143]
 * @public
 */
export function pmf(k: TensorLike, mu: TensorLike): Tensor {
  return within("stats.poisson.pmf", () => {
    return exp(logpmf(k, mu));
  });
}

/**
 * The probability of at most k events where mu are expected.
 *
 * Shapes: counts `k` (whole, 0 and above) and `mu` (0 and above) broadcast against each other. Range: [0, 1].
 *
 * @example cdf(tensor([0, 1, 2]), 1.5) // [0.22313016 0.5578254  0.80884683]
 * @public
 */
export function cdf(k: TensorLike, mu: TensorLike): Tensor {
  return within("stats.poisson.cdf", () => {
    return gammaincc(add(floor(k), 1), mu);
  });
}
