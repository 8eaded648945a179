import { floatingDType, isFloating, promote } from "../dtype.ts";
import { operands, type TensorLike } from "../lift.ts";
import { div, sub } from "../primitives/arithmetic.ts";
import { astype } from "../primitives/convert.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import * as gamma from "./gammaDistribution.ts";

/** Half of x and half the degrees of freedom; whole numbers take the dtype of what stands beside them. */
function halves(op: string, points: TensorLike, freedom: TensorLike): readonly [Tensor, Tensor] {
  const [x, df] = operands(op, [points, freedom]) as [Tensor, Tensor];
  const dtype = floatingDType(promote(x.dtype, df.dtype));
  const half = (t: Tensor): Tensor => div(isFloating(t.dtype) ? t : astype(t, dtype), 2);
  return [half(x), half(df)];
}

/**
 * The logarithm of the density of the χ² distribution with df degrees of freedom.
 *
 * Shapes: `x` and `df` (above 0) broadcast against each other. Below 0 it is −∞.
 *
 * @example logpdf(tensor([1, 2]), 3) // [-1.41893853 -1.57236494]
 * @public
 */
export function logpdf(x: TensorLike, df: TensorLike): Tensor {
  return within("stats.chi2.logpdf", () => {
    return sub(gamma.logpdf(...halves("stats.chi2.logpdf", x, df)), Math.LN2);
  });
}

/**
 * The density of the χ² distribution with df degrees of freedom.
 *
 * Shapes: `x` and `df` (above 0) broadcast against each other. Below 0 it is 0.
 *
 * @example pdf(tensor([1, 2]), 3) // [0.24197072 0.20755375]
 * @public
 */
export function pdf(x: TensorLike, df: TensorLike): Tensor {
  return within("stats.chi2.pdf", () => {
    return div(gamma.pdf(...halves("stats.chi2.pdf", x, df)), 2);
  });
}

/**
 * The χ² distribution with df degrees of freedom: the probability of at most x.
 *
 * Shapes: `x` and `df` (above 0) broadcast against each other. Range: [0, 1]; 0 below 0.
 *
 * @throws KindError when the derivative by `df` is asked for, which is not known.
 * @example cdf(tensor([1, 2]), 3) // [0.19874804 0.4275933 ]
 * @public
 */
export function cdf(x: TensorLike, df: TensorLike): Tensor {
  return within("stats.chi2.cdf", () => {
    return gamma.cdf(...halves("stats.chi2.cdf", x, df));
  });
}
