import { operand, type TensorLike } from "../lift.ts";
import { slogdet } from "../linalg/determinant.ts";
import { solve } from "../linalg/solve.ts";
import { sum } from "../numpy/reduce.ts";
import { transpose } from "../numpy/shape.ts";
import { add, mul, sub } from "../primitives/arithmetic.ts";
import { exp } from "../primitives/exponential.ts";
import { reshapeTo } from "../primitives/structure.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";

/**
 * The logarithm of the normal density in n dimensions: −½ (dᵀ C⁻¹ d + ln det C + n ln 2π) with d = x − mean.
 *
 * Shapes: `x [..., n]`, `mean [n]`, `covariance [n, n]` → `[...]`.
 *
 * @throws ArgumentError when the covariance is singular.
 * @example logpdf(tensor([0, 1]), [0, 0], [[2, 0], [0, 1]]) // -2.684450656689318
 * @public
 */
export function logpdf(x: TensorLike, mean: TensorLike, covariance: TensorLike): Tensor {
  return within("stats.multivariateNormal.logpdf", () => {
    const d = sub(operand("stats.multivariateNormal.logpdf", x), mean);
    const c = operand("stats.multivariateNormal.logpdf", covariance);
    const n = d.shape[d.ndim - 1] ?? 1;
    const rows = reshapeTo(d, [d.size / Math.max(n, 1), n]);
    const scaled = transpose(solve(c, transpose(rows)));
    const distance = reshapeTo(sum(mul(rows, scaled) as TensorLike, [-1]), d.shape.slice(0, -1));
    const [, logdet] = slogdet(c);
    return mul(-0.5, add(add(distance, logdet as TensorLike), n * Math.log(2 * Math.PI)));
  });
}

/**
 * The normal density in n dimensions.
 *
 * Shapes: `x [..., n]`, `mean [n]`, `covariance [n, n]` → `[...]`.
 *
 * @throws ArgumentError when the covariance is singular.
 * @example pdf(tensor([0, 1]), [0, 0], [[2, 0], [0, 1]]) // 0.06825868114860217
 * @public
 */
export function pdf(x: TensorLike, mean: TensorLike, covariance: TensorLike): Tensor {
  return within("stats.multivariateNormal.pdf", () => {
    return exp(logpdf(x, mean, covariance));
  });
}

/**
 * The differential entropy of a normal distribution in n dimensions: ½ (ln det C + n (1 + ln 2π)), in nats.
 *
 * Shapes: `mean [n]`, `covariance [n, n]` → `[]`.
 *
 * @example entropy([0, 0], [[2, 0], [0, 1]]) // 3.184450656689318
 * @public
 */
export function entropy(mean: TensorLike, covariance: TensorLike): Tensor {
  return within("stats.multivariateNormal.entropy", () => {
    const n = operand("stats.multivariateNormal.entropy", mean).size;
    const [, logdet] = slogdet(operand("stats.multivariateNormal.entropy", covariance));
    return mul(0.5, add(logdet as TensorLike, n * (1 + Math.log(2 * Math.PI))));
  });
}
