import { floatingDType } from "../dtype.ts";
import { operands, type TensorLike } from "../lift.ts";
import { logicalOr } from "../numpy/elementwise.ts";
import { add, sub } from "../primitives/arithmetic.ts";
import { less, notEqual } from "../primitives/compare.ts";
import { astype } from "../primitives/convert.ts";
import { gammaDensity, xlogy } from "../primitives/densities.ts";
import { gammaln } from "../primitives/gammaFunction.ts";
import { gammaincc } from "../primitives/incomplete.ts";
import { floor } from "../primitives/rounding.ts";
import { where } from "../primitives/select.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";

/** Counts are whole, but their factorials are to have the dtype of the mean. */
function countAndMean(op: string, k: TensorLike, mu: TensorLike): readonly [Tensor, Tensor] {
  const [count, mean] = operands(op, [k, mu]) as [Tensor, Tensor];
  return [astype(count, floatingDType(mean.dtype)), mean];
}

/** What is no number of events. */
const impossible = (k: Tensor): Tensor => logicalOr(less(k, 0), notEqual(k, floor(k)));

/**
 * The logarithm of the probability of k events where mu are expected: k ln μ − μ − ln k!.
 *
 * Shapes: counts `k` and `mu` (0 and above) broadcast against each other. Where k is negative or not whole it is −∞.
 *
 * @example logpmf(tensor([0, 1, 2]), 1.5) // [-1.5        -1.09453489 -1.38221696]
 * @public
 */
export function logpmf(k: TensorLike, mu: TensorLike): Tensor {
  return within("stats.poisson.logpmf", () => {
    const [count, mean] = countAndMean("stats.poisson.logpmf", k, mu);
    const y = sub(sub(xlogy(count, mean), mean), gammaln(add(count, 1)));
    return where(impossible(count), Number.NEGATIVE_INFINITY, y);
  });
}

/**
 * The probability of k events where mu are expected.
 *
 * Shapes: counts `k` and `mu` (0 and above) broadcast against each other. Where k is negative or not whole it is 0.
 *
 * @example pmf(tensor([0, 1, 2]), 1.5) // [0.22313016 0.33469524 0.25102143]
 * @public
 */
export function pmf(k: TensorLike, mu: TensorLike): Tensor {
  return within("stats.poisson.pmf", () => {
    // As a function of the mean it is the density of the gamma distribution.
    const [count, mean] = countAndMean("stats.poisson.pmf", k, mu);
    return where(impossible(count), 0, gammaDensity(add(count, 1), mean));
  });
}

/**
 * The probability of at most k events where mu are expected.
 *
 * Shapes: counts `k` and `mu` (0 and above) broadcast against each other. Range: [0, 1]; 0 below 0.
 *
 * @example cdf(tensor([0, 1, 2]), 1.5) // [0.22313016 0.5578254  0.80884683]
 * @public
 */
export function cdf(k: TensorLike, mu: TensorLike): Tensor {
  return within("stats.poisson.cdf", () => {
    return where(less(k, 0), 0, gammaincc(add(floor(k), 1), mu));
  });
}
