import { random, type Tensor } from "@wengert/autograd";
import type { Activation } from "../activations/activation.ts";
import type { LayerOfAnything, RandomSource } from "../layer.ts";
import type { AnyLoss } from "../losses/loss.ts";

/** A shape for tests, from a seed. */
export function drawn(seed: string, shape: readonly number[]): Tensor {
  return random.generator(seed).normal(0, 1, shape);
}

/**
 * An activation as a layer whose `apply` is composed of operations, so that the tape knows nothing of the rule derived
 * by hand.
 */
export function activationLayer(f: Activation, sample: (rng: RandomSource, n: number) => Tensor): LayerOfAnything {
  return {
    name: f.name,
    init: () => ({}),
    apply: (_params, z: Tensor) => f.value(z),
    forward: (_params, z: Tensor) => {
      const a = f.value(z);
      return [a, { z, a }];
    },
    backward: (_params, { z, a }: { z: Tensor; a: Tensor }, da: Tensor) => ({ dParams: {}, dx: f.backward(da, z, a) }),
    sample,
  };
}

/** A loss as a layer whose input is the list of the loss's inputs. */
export function lossLayer(f: AnyLoss, sample: (rng: RandomSource, n: number) => readonly Tensor[]): LayerOfAnything {
  return {
    name: `${f.name}, ${String((f.parameters as { reduction: string }).reduction)}`,
    init: () => ({}),
    apply: (_params, xs: readonly Tensor[]) => (f as (...inputs: readonly Tensor[]) => Tensor)(...xs),
    forward: (_params, xs: readonly Tensor[]) => [(f as (...inputs: readonly Tensor[]) => Tensor)(...xs), { xs }],
    backward: (_params, { xs }: { xs: readonly Tensor[] }, g: Tensor) => ({
      dParams: {},
      dx: (f.backward as (g: Tensor, ...inputs: readonly Tensor[]) => readonly (Tensor | null)[])(g, ...xs),
    }),
    sample,
  };
}
