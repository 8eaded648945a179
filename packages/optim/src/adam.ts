import { add, div, maximum, mul, sqrt, sub, type Tensor, zerosLike } from "@wengert/autograd";
import { checkFraction } from "./check.ts";
import { type LeafwiseState, leafwise } from "./leafwise.ts";
import { filled, type MomentOptions, meanOf, meanSquareOf, readMoments } from "./moments.ts";
import type { Optimizer } from "./optimizer.ts";

/** Options of `adam`. @public */
export interface AdamOptions extends MomentOptions {
  /** Whether the largest v so far stands under the root; false unless said. */
  readonly amsgrad?: boolean;
}

/** Options of `adamW`. @public */
export interface AdamWOptions extends AdamOptions {
  /** λ in [0, 1): the share, times η, that each step takes off the parameters; 0.01 unless said. */
  readonly weightDecay?: number;
}

/** What Adam keeps. @public */
export type AdamState = LeafwiseState<"mean" | "square">;

/**
 * Adam: the mean gradient over its root mean square, both freed of their start at 0.
 *
 *     m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
 *     θ ← θ − η m̂ / (√v̂ + ε)        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
 *
 * With `amsgrad` the largest v so far takes v's place under the root. It is computed as θ − (η √c₂ / c₁) m / (√v + ε √c₂)
 * with c = 1 − βᵗ: the same, with fewer passes over the parameters.
 *
 * **Shapes:** the parameters' own. State: `mean` and `square` for each parameter, with amsgrad `largest` too; the step
 * count. Steps are about η in every coordinate, whatever the gradient's size.
 *
 * @throws ArgumentError when η ≤ 0, β₁ or β₂ is outside [0, 1), or ε ≤ 0.
 * @example
 * const optimizer = adam({ learningRate: 0.5 });
 * const params = { W: tensor([1, 2]) };
 * optimizer.update(params, { W: tensor([10, -3]) }, optimizer.init(params))[0].W // [0.5 2.5]
 * @see D. P. Kingma, J. Ba (2015), Adam: a method for stochastic optimization, ICLR, arXiv:1412.6980.
 * @see S. J. Reddi, S. Kale, S. Kumar (2018), On the convergence of Adam and beyond, ICLR (amsgrad).
 * @public
 */
export function adam(options: AdamOptions = {}): Optimizer<AdamState> {
  return adamLike("adam", readMoments("adam", options, ["amsgrad"]), 0);
}

/**
 * Adam with decoupled weight decay: the parameters shrink by themselves, not through the gradient.
 *
 *     θ ← (1 − η λ) θ        then Adam's step
 *
 * L2 regularisation inside Adam, `chain(addDecayedWeights(λ), adam(…))`, is something else: there the decay is divided by
 * √v̂ like the rest of the gradient.
 *
 * **Shapes** and state as `adam`.
 *
 * @throws ArgumentError as `adam`; when λ is outside [0, 1).
 * @example
 * const optimizer = adamW({ learningRate: 0.5, weightDecay: 0.2 });
 * const params = { W: tensor([1, 2]) };
 * optimizer.update(params, { W: tensor([10, -3]) }, optimizer.init(params))[0].W // [0.4 2.3]
 * @see I. Loshchilov, F. Hutter (2019), Decoupled weight decay regularization, ICLR, arXiv:1711.05101.
 * @public
 */
export function adamW(options: AdamWOptions = {}): Optimizer<AdamState> {
  const read = readMoments("adamW", options, ["amsgrad", "weightDecay"]);
  const { weightDecay = 0.01 } = read;
  checkFraction("adamW", "weightDecay", weightDecay, "each step takes η λ of a parameter; 0.01 is usual");
  return adamLike("adamW", read, weightDecay);
}

const MOMENTS = [
  ["mean", zerosLike],
  ["square", zerosLike],
] as const;

function adamLike(
  name: string,
  { learningRate, beta1, beta2, epsilon, amsgrad = false }: Pick<AdamOptions, "amsgrad"> & Required<MomentOptions>,
  weightDecay: number,
): Optimizer<AdamState> {
  return leafwise({
    name,
    learningRate,
    slots: amsgrad ? [...MOMENTS, ["largest", zerosLike]] : MOMENTS,
    scalars: (rate, step) => {
      const t = add(step, 1);
      const root = sqrt(filled(beta2, t));
      const factor = div(mul(rate, root), filled(beta1, t));
      return [factor, mul(epsilon, root), weightDecay === 0 ? 1 : sub(1, mul(rate, weightDecay))] as const;
    },
    rule: (p, g, [m, v, largest]: readonly Tensor[], [factor, smallest, shrink]) => {
      const mean = meanOf(beta1, m!, g);
      const square = meanSquareOf(beta2, v!, g);
      const under = largest === undefined ? square : maximum(largest, square);
      const step = mul(factor, div(mean, add(sqrt(under), smallest)));
      const next = sub(weightDecay === 0 ? p : mul(shrink, p), step);
      return (largest === undefined ? [next, mean, square] : [next, mean, square, under]) as [Tensor, Tensor, Tensor];
    },
  });
}
