import { asTensor } from "../lift.ts";
import { apply1, makePrimitive, type Primitive } from "../primitive.ts";
import { flatten, unflatten } from "../pytree.ts";
import { isTensor } from "../tensor.ts";

export const stopGradientPrimitive: Primitive = makePrimitive({
  name: "stopGradient",
  formula: String.raw`y = x, \quad y' = 0`,
  reverse: [],
  arity: 1,
  constant: true,
  abstract: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  execute1: (x) => x,
});

/**
 * The same values as constants: no derivative passes, forwards or backwards.
 *
 * Shapes: any pytree → the same, numbers as tensors.
 *
 * @example grad((x: Tensor) => mul(x, stopGradient(x)))(3) // 3.0
 * @public
 */
export function stopGradient<T>(x: T): T {
  if (isTensor(x)) return apply1(stopGradientPrimitive, x, null) as typeof x;
  const { leaves, structure } = flatten(x, "stopGradient");
  return unflatten(
    structure,
    leaves.map((leaf) => apply1(stopGradientPrimitive, asTensor(leaf), null)),
  ) as T;
}
