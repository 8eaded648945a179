import { abs, add, div, maximum, mul, sub, zerosLike } from "@wengert/autograd";
import { type LeafwiseState, leafwise } from "./leafwise.ts";
import { filled, type MomentOptions, meanOf, readMoments } from "./moments.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * AdaMax: Adam with the largest recent gradient in place of the root mean square.
 *
 *     m ← β₁ m + (1 − β₁) g        u ← max(β₂ u, |g| + ε)        θ ← θ − η / (1 − β₁ᵗ) · m / u
 *
 * **Shapes:** the parameters' own. State: `mean` and `largest` for each parameter; the step count. Options as `adam`; the
 * paper recommends η = 0.002.
 *
 * @throws ArgumentError when η ≤ 0, β₁ or β₂ is outside [0, 1), or ε ≤ 0.
 * @example
 * const optimizer = adamax({ learningRate: 0.5 });
 * const params = { W: tensor([1, 2]) };
 * optimizer.update(params, { W: tensor([10, -3]) }, optimizer.init(params))[0].W // [0.5 2.5]
 * @see D. P. Kingma, J. Ba (2015), Adam: a method for stochastic optimization, ICLR, arXiv:1412.6980, section 7.1.
 * @public
 */
export function adamax(options: MomentOptions = {}): Optimizer<LeafwiseState<"mean" | "largest">> {
  const { learningRate, beta1, beta2, epsilon } = readMoments("adamax", options);
  return leafwise({
    name: "adamax",
    learningRate,
    slots: [
      ["mean", zerosLike],
      ["largest", zerosLike],
    ],
    scalars: (rate, step) => [div(rate, filled(beta1, add(step, 1)))] as const,
    rule: (p, g, [m, u], [factor]) => {
      const mean = meanOf(beta1, m, g);
      const largest = maximum(mul(beta2, u), add(abs(g), epsilon));
      return [sub(p, mul(factor, div(mean, largest))), mean, largest];
    },
  });
}
