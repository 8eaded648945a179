import { operands, type TensorLike } from "../lift.ts";
import { sub } from "../primitives/arithmetic.ts";
import { less } from "../primitives/compare.ts";
import { gammaDensity, xlogy } from "../primitives/densities.ts";
import { gammaln } from "../primitives/gammaFunction.ts";
import { gammainc } from "../primitives/incomplete.ts";
import { where } from "../primitives/select.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";

/**
 * The logarithm of the density of the gamma distribution with scale 1: (a − 1) ln x − x − ln Γ(a).
 *
 * Shapes: `x` and `a` (above 0) broadcast against each other. Below 0 it is −∞.
 *
 * @example logpdf(tensor([1, 2]), 3) // [-1.69314718 -1.30685282]
 * @public
 */
export function logpdf(points: TensorLike, first: TensorLike): Tensor {
  return within("stats.gamma.logpdf", () => {
    const [x, a] = operands("stats.gamma.logpdf", [points, first]);
    return where(less(x!, 0), Number.NEGATIVE_INFINITY, sub(sub(xlogy(sub(a!, 1), x!), x!), gammaln(a!)));
  });
}

/**
 * The density of the gamma distribution with scale 1.
 *
 * Shapes: `x` and `a` (above 0) broadcast against each other. Below 0 it is 0.
 *
 * @example pdf(tensor([1, 2]), 3) // [0.18393972 0.27067057]
 * @public
 */
export function pdf(points: TensorLike, first: TensorLike): Tensor {
  return within("stats.gamma.pdf", () => {
    const [x, a] = operands("stats.gamma.pdf", [points, first]);
    return where(less(x!, 0), 0, gammaDensity(a!, x!));
  });
}

/**
 * The gamma distribution with scale 1: the probability of at most x.
 *
 * Shapes: `x` and `a` (above 0) broadcast against each other. Range: [0, 1]; 0 below 0.
 *
 * @throws KindError when the derivative by `a` is asked for, which is not known.
 * @example cdf(tensor([1, 2]), 3) // [0.0803014  0.32332358]
 * @public
 */
export function cdf(x: TensorLike, a: TensorLike): Tensor {
  return within("stats.gamma.cdf", () => {
    return where(less(x, 0), 0, gammainc(a, x));
  });
}
