import { add, div, mul, pow, sqrt, sub, type Tensor, tensor, zerosLike } from "@wengert/autograd";
import { checkNotNegative } from "./check.ts";
import { type LeafwiseState, leafwise } from "./leafwise.ts";
import { filled, type MomentOptions, meanOf, meanSquareOf, readMoments } from "./moments.ts";
import type { Optimizer } from "./optimizer.ts";

/** Options of `nadam`. @public */
export interface NadamOptions extends MomentOptions {
  /** ψ ≥ 0: how fast the momentum rises to β₁; 0.004 unless said. */
  readonly momentumDecay?: number;
}

/**
 * NAdam: Adam with Nesterov's momentum.
 *
 *     μₜ = β₁ (1 − ½ · 0.96^(t ψ))        m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
 *     m̂ = μₜ₊₁ m / (1 − Π μ₁…μₜ₊₁) + (1 − μₜ) g / (1 − Π μ₁…μₜ)        θ ← θ − η m̂ / (√v̂ + ε)
 *
 * **Shapes:** the parameters' own. State: `mean` and `square` for each parameter, the step count, and the product Π
 * μ₁…μₜ as `product`.
 *
 * @throws ArgumentError when η ≤ 0, β₁ or β₂ is outside [0, 1), ε ≤ 0 or ψ < 0.
 * @example
 * const optimizer = nadam({ learningRate: 0.5 });
 * const params = { W: tensor([1, 2]) };
 * optimizer.update(params, { W: tensor([10, -3]) }, optimizer.init(params))[0].W // [0.47177411 2.52822589]
 * @see T. Dozat (2016), Incorporating Nesterov momentum into Adam, ICLR workshop.
 * @public
 */
export function nadam(options: NadamOptions = {}): Optimizer<LeafwiseState<"mean" | "square" | "product">> {
  const read = readMoments("nadam", options, ["momentumDecay"]);
  const { learningRate, beta1, beta2, epsilon, momentumDecay = 0.004 } = read;
  checkNotNegative("nadam", "momentumDecay", momentumDecay, "0.004 is usual");
  const mu = (t: Tensor): Tensor => mul(beta1, sub(1, mul(0.5, pow(0.96, mul(t, momentumDecay)))));
  return leafwise({
    name: "nadam",
    learningRate,
    running: ["product", () => tensor(1), (product, step) => mul(product, mu(add(step, 1)))],
    slots: [
      ["mean", zerosLike],
      ["square", zerosLike],
    ],
    scalars: (rate, step, product) => {
      const t = add(step, 1);
      const next = mu(add(t, 1));
      const byMean = div(mul(rate, next), sub(1, mul(product, next)));
      const byGradient = div(mul(rate, sub(1, mu(t))), sub(1, product));
      return [byMean, byGradient, sqrt(filled(beta2, t))] as const;
    },
    rule: (p, g, [m, v], [byMean, byGradient, root]) => {
      const mean = meanOf(beta1, m, g);
      const square = meanSquareOf(beta2, v, g);
      const step = div(add(mul(byMean, mean), mul(byGradient, g)), add(div(sqrt(square), root), epsilon));
      return [sub(p, step), mean, square];
    },
  });
}
