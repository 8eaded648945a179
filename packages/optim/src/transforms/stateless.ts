import type { Pytree } from "@wengert/autograd";
import type { GradientTransform } from "../optimizer.ts";

/** A change of the gradient that keeps nothing between steps. */
// @__NO_SIDE_EFFECTS__
export function stateless(
  name: string,
  change: (gradients: Pytree, params: Pytree) => Pytree,
): GradientTransform<null> {
  return {
    name,
    init: () => null,
    transform: (gradients, _state, params) => [change(gradients, params), null],
  };
}
