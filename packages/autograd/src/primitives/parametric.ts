import { rowsOf } from "../kernels/copy.ts";
import { cast, computeDType } from "../kernels/elementwise.ts";
import { scale } from "../kinds.ts";
import { makePrimitive, type Primitive } from "../primitive.ts";
import { dataOf, empty, settled } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/** The order of a function, of its derivative, or of both. */
export type Order = { readonly order: number };

/** A family of elementwise functions of one input with a whole number, which are each other's derivatives. */
export interface Parametric {
  readonly name: string;
  readonly formula: string;
  readonly reverse: readonly string[];
  /** The function of one number. */
  readonly value: (x: number, order: number) => number;
  /** Its derivative, in tape operations. */
  readonly partial: (x: Tensor, order: number, y: Tensor) => Tensor;
}

/** A primitive with the order among its parameters. */
// @__NO_SIDE_EFFECTS__
export function parametric({ name, formula, reverse, value, partial }: Parametric): Primitive {
  const chain = (g: Tensor, y: Tensor, x: Tensor, params: unknown): Tensor =>
    scale(g, partial(x, (params as Order).order, y));
  return makePrimitive({
    name,
    formula,
    reverse,
    arity: 1,
    abstract: ([x]) => [{ shape: x!.shape, dtype: computeDType("floating", x!.dtype, x!.dtype) }],
    execute1: (input, params) => {
      const { order } = params as Order;
      const dtype = computeDType("floating", input.dtype, input.dtype);
      const x = input.dtype === dtype ? input : cast(input, dtype);
      const y = empty(x.shape, x.size, dtype);
      const [{ data, offset }, to] = [rowsOf(x), dataOf(y)];
      for (let i = 0; i < x.size; i++) to[y.offset + i] = value(data[offset + i]!, order);
      return settled(y);
    },
    vjp1: chain,
    jvp1: chain,
  });
}
