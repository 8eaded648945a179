import { customVjp, showValue } from "@wengert/autograd";
import type { Context, LayerOfAnything } from "./layer.ts";
import { isLayer } from "./layers/sequential.ts";
import { badArgument } from "./parameters.ts";

/**
 * The same layer, whose derivative on the tape is its own `backward`, derived by hand: through `customVjp` it takes the
 * place of what the tape would do for each operation of `apply`. Derivatives of higher orders go through `backward`.
 *
 * Whether that is faster depends on the layer; `verifyLayer` says whether it is the same.
 *
 * **Shapes:** as the layer's.
 *
 * @throws ArgumentError for what is no layer.
 * @example
 * const layer = byHand(dense(2, 1));
 * const params = { W: tensor([[1], [2]]), b: tensor([0]) };
 * grad((p: DenseParams) => sum(layer.apply(p, ones([3, 2]))))(params).W.toArray() // [[3], [3]]
 * @public
 */
export function byHand<L extends LayerOfAnything>(layer: L): L {
  if (!isLayer(layer)) throw badArgument("byHand", "it takes a layer", showValue(layer), "byHand(dense(4, 8))");
  const apply = customVjp(
    (params: unknown, x: unknown, context: Context) => layer.apply(params, x, context) as unknown,
    (params: unknown, x: unknown, context: Context) => {
      const [y, cache] = layer.forward(params, x, context);
      return [y as unknown, { params, cache: cache as unknown }];
    },
    ({ params, cache }: { readonly params: unknown; readonly cache: unknown }, dy: unknown) => {
      const { dParams, dx } = layer.backward(params, cache, dy);
      return [dParams, dx, null];
    },
  );
  return Object.freeze({
    ...layer,
    apply: (params: unknown, x: unknown, context: Context = {}) => apply(params, x, context),
  });
}
