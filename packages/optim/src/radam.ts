import { add, div, greater, maximum, mul, pow, sqrt, sub, where, zerosLike } from "@wengert/autograd";
import { badOption } from "./check.ts";
import { type LeafwiseState, leafwise } from "./leafwise.ts";
import { filled, type MomentOptions, meanOf, meanSquareOf, readMoments } from "./moments.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * RAdam: Adam that trusts its mean square only once enough gradients are in it.
 *
 *     ρ∞ = 2 / (1 − β₂) − 1        ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)
 *     where ρ > 5:  θ ← θ − η r m̂ / (√v + ε) · √(1 − β₂ᵗ),   r² = (ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ)
 *     before that:  θ ← θ − η m̂
 *
 * ε stands beside √v, as in PyTorch: here it is not scaled by √(1 − β₂ᵗ).
 *
 * **Shapes:** the parameters' own. State: `mean` and `square` for each parameter; the step count. Options as `adam`. The
 * first steps (five with β₂ = 0.999) are those of momentum, as long as the gradient: choose η for them too.
 *
 * @throws ArgumentError when η ≤ 0, β₁ is outside [0, 1), β₂ outside [0.6, 1) (below, ρ∞ is not above 4), or ε ≤ 0.
 * @example
 * const optimizer = radam({ learningRate: 0.5 });
 * const params = { W: tensor([1, 2]) };
 * optimizer.update(params, { W: tensor([1, -2]) }, optimizer.init(params))[0].W // [0.5 3. ]
 * @see L. Liu et al. (2020), On the variance of the adaptive learning rate and beyond, ICLR, arXiv:1908.03265.
 * @public
 */
export function radam(options: MomentOptions = {}): Optimizer<LeafwiseState<"mean" | "square">> {
  const { learningRate, beta1, beta2, epsilon } = readMoments("radam", options);
  const most = 2 / (1 - beta2) - 1;
  if (!(most > 4)) throw badOption("radam", "beta2 must be above 0.6", beta2, "0.999 is usual");
  return leafwise({
    name: "radam",
    learningRate,
    slots: [
      ["mean", zerosLike],
      ["square", zerosLike],
    ],
    scalars: (rate, step) => {
      const t = add(step, 1);
      const c2 = filled(beta2, t);
      const rho = sub(most, div(mul(mul(2, t), pow(beta2, t)), c2));
      // Not below 5: the root of a negative number would be a NaN, though it is not used.
      const safe = maximum(rho, 5);
      const r = sqrt(div(mul(mul(sub(safe, 4), sub(safe, 2)), most), mul((most - 4) * (most - 2), safe)));
      return [div(rate, filled(beta1, t)), mul(r, sqrt(c2)), greater(rho, 5)] as const;
    },
    rule: (p, g, [m, v], [factor, rectified, enough]) => {
      const mean = meanOf(beta1, m, g);
      const square = meanSquareOf(beta2, v, g);
      const step = mul(mean, where(enough, div(rectified, add(sqrt(square), epsilon)), 1));
      return [sub(p, mul(factor, step)), mean, square];
    },
  });
}
