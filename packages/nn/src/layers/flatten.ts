import { reshape, type Shape } from "@wengert/autograd";
import type { Layer, NoParams } from "../layer.ts";
import { taught } from "../taught.ts";

/**
 * Puts all axes but the first into one.
 *
 * **Shapes:** `x [N, …]` → `[N, D]`, D the product of the others. Backward: ∂C/∂y in the shape of x.
 *
 * @example flatten().apply({}, ones([5, 2, 3])).shape // [5, 6]
 * @public
 */
export function flatten(): Layer<NoParams, { readonly shape: Shape }> {
  const flat = ([n = 1, ...rest]: Shape): Shape => [n, rest.reduce((a, b) => a * b, 1)];
  const layer: Layer<NoParams, { readonly shape: Shape }> = {
    name: "flatten",
    init: () => ({}),
    apply: (_params, x) => reshape(x, flat(x.shape)),
    forward: (_params, x) => [reshape(x, flat(x.shape)), { shape: x.shape }],
    backward: (_params, { shape }, dy) => ({ dParams: {}, dx: reshape(dy, shape) }),
    sample: (rng, n) => rng.normal(0, 1, [n, 2, 3]),
  };
  return taught(layer, { output: ({ shape }) => flat(shape) });
}
