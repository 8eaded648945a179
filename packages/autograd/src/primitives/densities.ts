// Densities which the incomplete gamma and beta functions, as their integrals, and distributions have in common.
import type { TensorLike, Unary } from "../lift.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul, neg, sub } from "./arithmetic.ts";
import { equal } from "./compare.ts";
import { exp, log, pow } from "./exponential.ts";
import { betaln, gammaln } from "./gammaFunction.ts";
import { log1p } from "./logarithms.ts";
import { where } from "./select.ts";

/** c ln x, or c ln(1 + x) with `log1p`; 0 where c is, also when the logarithm is infinite. */
export function xlogy(c: Tensor, x: TensorLike, logarithm: Unary = log): Tensor {
  return where(equal(c, 0), 0, mul(c, logarithm(where(equal(c, 0), 0.5, x))));
}

// By logarithms no factor overflows. At an edge of the range, where they are infinite, powers give value and derivatives.

/** xᵃ⁻¹ e⁻ˣ / Γ(a), for x ≥ 0. */
export function gammaDensity(a: Tensor, x: Tensor): Tensor {
  const edge = equal(x, 0);
  const inside = exp(sub(sub(xlogy(sub(a, 1), where(edge, 1, x)), x), gammaln(a)));
  return where(edge, mul(pow(where(edge, x, 1), sub(a, 1)), exp(sub(neg(x), gammaln(a)))), inside);
}

/** xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b), for 0 ≤ x ≤ 1. */
export function betaDensity(a: Tensor, b: Tensor, x: Tensor): Tensor {
  const edge = add(equal(x, 0), equal(x, 1));
  const within = where(edge, 0.5, x);
  const inside = exp(sub(add(xlogy(sub(a, 1), within), xlogy(sub(b, 1), neg(within), log1p)), betaln(a, b)));
  const powers = mul(pow(x, sub(a, 1)), pow(sub(1, x), sub(b, 1)));
  return where(edge, mul(powers, exp(neg(betaln(a, b)))), inside);
}
