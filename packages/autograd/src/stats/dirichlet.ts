import { operand, operands, type TensorLike } from "../lift.ts";
import { prod } from "../numpy/prod.ts";
import { sum } from "../numpy/reduce.ts";
import { any } from "../numpy/truth.ts";
import { add, mul, sub } from "../primitives/arithmetic.ts";
import { equal } from "../primitives/compare.ts";
import { xlogy } from "../primitives/densities.ts";
import { exp, pow } from "../primitives/exponential.ts";
import { gammaln } from "../primitives/gammaFunction.ts";
import { where } from "../primitives/select.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";

/** ln Γ(Σ αᵢ) − Σ ln Γ(αᵢ): minus the logarithm of the integral of Π xᵢ^(αᵢ − 1). */
function logNormaliser(a: Tensor): Tensor {
  return sub(gammaln(sum(a, [-1])), sum(gammaln(a), [-1]));
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
    return add(total, logNormaliser(a));
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
export function pdf(points: TensorLike, alpha: TensorLike): Tensor {
  return within("stats.dirichlet.pdf", () => {
    const [x, a] = operands("stats.dirichlet.pdf", [points, alpha]) as [Tensor, Tensor];
    // Where an entry is 0 logarithms are infinite; powers have value and derivatives.
    const zero = equal(x, 0);
    const powers = mul(prod(pow(x, sub(a, 1)), -1), exp(logNormaliser(a)));
    return where(any(zero, -1), powers, exp(logpdf(where(zero, 1, x), a)));
  });
}
