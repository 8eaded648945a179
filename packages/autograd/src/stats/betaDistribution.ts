import { operands, type TensorLike } from "../lift.ts";
import { logicalOr } from "../numpy/elementwise.ts";
import { add, neg, sub } from "../primitives/arithmetic.ts";
import { greater, less } from "../primitives/compare.ts";
import { betaDensity, xlogy } from "../primitives/densities.ts";
import { betaln } from "../primitives/gammaFunction.ts";
import { betainc } from "../primitives/incomplete.ts";
import { log1p } from "../primitives/logarithms.ts";
import { where } from "../primitives/select.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";

/** Where nothing happens. */
const outside = (x: Tensor): Tensor => logicalOr(less(x, 0), greater(x, 1));

/**
 * The logarithm of the density of the beta distribution: (a − 1) ln x + (b − 1) ln(1 − x) − ln B(a, b).
 *
 * Shapes: `x`, `a` and `b` (both above 0) broadcast against each other. Outside [0, 1] it is −∞.
 *
 * @example logpdf(tensor([0.2, 0.5]), 2, 3) // [0.42918163 0.40546511]
 * @public
 */
export function logpdf(points: TensorLike, first: TensorLike, second: TensorLike): Tensor {
  return within("stats.beta.logpdf", () => {
    const [x, a, b] = operands("stats.beta.logpdf", [points, first, second]);
    const y = sub(add(xlogy(sub(a!, 1), x!), xlogy(sub(b!, 1), neg(x!), log1p)), betaln(a!, b!));
    return where(outside(x!), Number.NEGATIVE_INFINITY, y);
  });
}

/**
 * The density of the beta distribution.
 *
 * Shapes: `x`, `a` and `b` (both above 0) broadcast against each other. Outside [0, 1] it is 0.
 *
 * @example pdf(tensor([0.2, 0.5]), 2, 3) // [1.536 1.5  ]
 * @public
 */
export function pdf(points: TensorLike, first: TensorLike, second: TensorLike): Tensor {
  return within("stats.beta.pdf", () => {
    const [x, a, b] = operands("stats.beta.pdf", [points, first, second]);
    return where(outside(x!), 0, betaDensity(a!, b!, x!));
  });
}

/**
 * The beta distribution: the probability of at most x.
 *
 * Shapes: `x`, `a` and `b` (both above 0) broadcast against each other. Range: [0, 1]; 0 below 0 and 1 above 1.
 *
 * @throws KindError when the derivative by `a` or `b` is asked for, which is not known.
 * @example cdf(tensor([0.2, 0.5]), 2, 3) // [0.1808 0.6875]
 * @public
 */
export function cdf(x: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  return within("stats.beta.cdf", () => {
    return where(less(x, 0), 0, where(greater(x, 1), 1, betainc(a, b, x)));
  });
}
