import type { IsDynamic, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Slice } from "./slice.ts";

/** Whole numbers, or booleans as a mask, nested to any depth; they may hold int32 tensors. @public */
export type IndexArray = readonly (number | boolean | Tensor | IndexArray)[];

/**
 * What stands for one place in `x[…]`: an integer, a slice as text (`"1:5:2"`) or made by `slice`, `"..."`,
 * `newaxis`, a mask, an array of integers.
 * @public
 */
export type Index = number | string | null | boolean | Slice | Tensor | IndexArray | Int32Array;

type Prepend<N extends number, S extends Shape> = IsDynamic<S> extends true ? Shape : readonly [N, ...S];

/** The shape of `at(x, ...index)`, as far as integers, slices and `newaxis` tell it; dynamic otherwise. @public */
export type At<S extends Shape, I extends readonly unknown[]> =
  IsDynamic<S> extends true
    ? Shape
    : number extends I["length"]
      ? Shape
      : I extends readonly [infer First, ...infer Rest]
        ? [First] extends [null]
          ? Prepend<1, At<S, Rest>>
          : S extends readonly [infer N extends number, ...infer T extends Shape]
            ? [First] extends [number]
              ? At<T, Rest>
              : [First] extends [":"]
                ? Prepend<N, At<T, Rest>>
                : [First] extends [Slice | `${string}:${string}`]
                  ? Prepend<number, At<T, Rest>>
                  : Shape
            : Shape
        : readonly [...S];
