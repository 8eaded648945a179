import type { Tensor } from "@wengert/autograd";
import type { Activation } from "../activations/activation.ts";
import { activationOf } from "../activations/known.ts";
import type { Layer, NoParams } from "../layer.ts";
import { taught } from "../taught.ts";

/** What an activation keeps of the way forward. @public */
export interface ActivationCache {
  readonly z: Tensor;
  readonly a: Tensor;
}

/**
 * An activation as a layer: a = f(z), without parameters. `sequential` takes activations as they are and does this by
 * itself.
 *
 * **Shapes:** `z [N, …]` → `a [N, …]`.
 *
 * Backward, by hand, with δ = ∂C/∂a:
 *
 * | symbol | rule                              | shape    |
 * | ------ | --------------------------------- | -------- |
 * | ∂C/∂z  | δ ⊙ f′(z), or the activation's own | `[N, …]` |
 *
 * @throws ArgumentError for a function that is not an activation.
 * @example activate(relu).apply({}, tensor([[-1, 2]])) // [[0. 2.]]
 * @public
 */
export function activate(activation: Activation | ((z: Tensor) => Tensor)): Layer<NoParams, ActivationCache> {
  return activationLayer("activate", activation);
}

/** The same for another function, by whose name an error speaks. */
export function activationLayer(
  op: string,
  activation: Activation | ((z: Tensor) => Tensor),
): Layer<NoParams, ActivationCache> {
  const f = activationOf(op, activation);
  const layer: Layer<NoParams, ActivationCache> = {
    name: f.name,
    init: () => ({}),
    apply: (_params, z) => f(z),
    forward: (_params, z) => {
      const a = f(z);
      return [a, { z, a }];
    },
    backward: (_params, { z, a }, da) => ({ dParams: {}, dx: f.backward(da, z, a) }),
    sample: (rng, n) => rng.normal(0, 2, [n, 3]),
  };
  return taught(layer, { output: ({ a }) => a.shape });
}
