import type { TensorLike } from "../lift.ts";
import { div, sub } from "../primitives/arithmetic.ts";
import { exp } from "../primitives/exponential.ts";
import type { Tensor } from "../tensor.ts";
import * as gamma from "./gammaDistribution.ts";

/** Half the degrees of freedom; a number stays one, so that it takes any dtype. */
const half = (df: TensorLike): TensorLike => (typeof df === "number" ? df / 2 : div(df, 2));

/**
 * The logarithm of the density of the χ² distribution with df degrees of freedom.
 *
 * Shapes: `x` (0 and above) and `df` (above 0) broadcast against each other.
 *
 * @example logpdf(tensor([1, 2]), 3) // [-1.41893853 -1.57236494]
 * @public
 */
export function logpdf(x: TensorLike, df: TensorLike): Tensor {
  return sub(gamma.logpdf(div(x, 2), half(df)), Math.LN2);
}

/**
 * The density of the χ² distribution with df degrees of freedom.
 *
 * Shapes: `x` (0 and above) and `df` (above 0) broadcast against each other.
 *
 * @example pdf(tensor([1, 2]), 3) // [0.24197072 0.20755375]
 * @public
 */
export function pdf(x: TensorLike, df: TensorLike): Tensor {
  return exp(logpdf(x, df));
}

/**
 * The χ² distribution with df degrees of freedom: the probability of at most x.
 *
 * Shapes: `x` (0 and above) and `df` (above 0) broadcast against each other. Range: [0, 1].
 *
 * @throws KindError when the derivative by `df` is asked for, which is not known.
 * @example cdf(tensor([1, 2]), 3) // [0.19874804 0.4275933 ]
 * @public
 */
export function cdf(x: TensorLike, df: TensorLike): Tensor {
  return gamma.cdf(div(x, 2), half(df));
}
