import { add, mapTree, mul, type Tensor } from "@wengert/autograd";
import { badOption, checkNotNegative } from "../check.ts";
import { beside } from "../leaves.ts";
import type { GradientTransform } from "../optimizer.ts";
import { stateless } from "./stateless.ts";

/**
 * Multiplies the gradient: g ← c g. With c = −1 the optimizer climbs: it maximises.
 *
 * **Shapes:** the gradient's own.
 *
 * @throws ArgumentError when the factor is not a finite number.
 * @example scaleGradients(-1).transform({ W: tensor([3, -0.5]) }, null, null)[0].W // [-3.   0.5]
 * @public
 */
export function scaleGradients(factor: number): GradientTransform<null> {
  if (!Number.isFinite(factor)) {
    throw badOption("scaleGradients", "the factor must be a finite number", factor, "−1 maximises");
  }
  return stateless("scaleGradients", (gradients) => mapTree((g: Tensor): Tensor => mul(factor, g), gradients));
}

/**
 * Weight decay as part of the gradient: g ← g + λ θ, the gradient of ½ λ ‖θ‖² added to the loss.
 *
 * **Shapes:** the gradient's own. In front of `adam` the decay is divided by √v̂ as well; `adamW` keeps it apart.
 *
 * @throws ArgumentError when λ is not a number ≥ 0.
 * @example addDecayedWeights(0.1).transform({ W: tensor([1, 1]) }, null, { W: tensor([10, -10]) })[0].W // [2. 0.]
 * @see A. Krogh, J. A. Hertz (1992), A simple weight decay can improve generalization, NeurIPS 4.
 * @public
 */
export function addDecayedWeights(weightDecay: number): GradientTransform<null> {
  checkNotNegative("addDecayedWeights", "weightDecay", weightDecay, "1e-4 is usual");
  return stateless("addDecayedWeights", (gradients, params) =>
    mapTree((g: Tensor, p: Tensor): Tensor => add(g, beside(mul(weightDecay, p), g.dtype)), gradients, params),
  );
}
