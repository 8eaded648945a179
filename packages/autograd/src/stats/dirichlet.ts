import { operand, type TensorLike } from "../lift.ts";
import { sum } from "../numpy/reduce.ts";
import { add, mul, sub } from "../primitives/arithmetic.ts";
import { equal } from "../primitives/compare.ts";
import { exp, log } from "../primitives/exponential.ts";
import { gammaln } from "../primitives/gammaFunction.ts";
import { where } from "../primitives/select.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";

/** c ln x, and 0 where c is, also when the logarithm is infinite. */
function xlogy(c: Tensor, x: TensorLike): Tensor {
  return where(equal(c, 0), 0, mul(c, log(where(equal(c, 0), 1, x))));
}

/**
 * The logarithm of the density of the Dirichlet distribution: Σ (αᵢ − 1) ln xᵢ − Σ ln Γ(αᵢ) + ln Γ(Σ αᵢ).
 *
 * Shapes: `x [n]`, entries above 0 with sum 1, `alpha [n]` → `[]`; with more axes the last one holds the entries.
 *
 * @example logpdf(tensor([0.2, 0.3, 0.5]), tensor([1, 2, 3])) // 1.5040773967762728
 * @public
 */
export function logpdf(x: TensorLike, alpha: TensorLike): Tensor {
  return within("stats.dirichlet.logpdf", () => {
    const a = operand("stats.dirichlet.logpdf", alpha);
    const total = sum(xlogy(sub(a, 1), x), [-1]);
    return add(sub(total, sum(gammaln(a), [-1])), gammaln(sum(a, [-1])));
  });
}

/**
 * The density of the Dirichlet distribution.
 *
 * Shapes: `x [n]`, entries above 0 with sum 1, `alpha [n]` → `[]`; with more axes the last one holds the entries.
 *
 * @example pdf(tensor([0.2, 0.3, 0.5]), tensor([1, 2, 3])) // 4.499999999999995
 * @public
 */
export function pdf(x: TensorLike, alpha: TensorLike): Tensor {
  return within("stats.dirichlet.pdf", () => {
    return exp(logpdf(x, alpha));
  });
}
