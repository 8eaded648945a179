import { type DType, promote } from "../dtype.ts";
import { ShapeError, showShape } from "../errors.ts";
import { linearN } from "../kinds.ts";
import { apply1, applyN, type Primitive } from "../primitive.ts";
import { sameShape } from "../shape.ts";
import { dataOf, stridesOf } from "../storage.ts";
import { copyStrided } from "../strided.ts";
import type { Tensor } from "../tensor.ts";
import { rowOf, slicePrimitive } from "./slice.ts";

/** Tensors of one shape as the entries of a new first axis. */
export const packPrimitive: Primitive = linearN({
  name: "pack",
  formula: String.raw`[x_1, \dots, x_n]`,
  reverse: ["row i of g"],
  abstract: (xs) => [{ shape: [xs.length, ...xs[0]!.shape], dtype: commonDType(xs) }],
  run: ([out], xs) => {
    xs.forEach((x, i) => {
      copyStrided(dataOf(out!), out!.offset + i * x.size, dataOf(x), x.offset, x.shape, stridesOf(x));
    });
  },
  transposes: [(g, _params, _xs, i) => apply1(slicePrimitive, g, rowOf(g.shape, i))],
});

/** The dtype that holds the elements of all of them; unlike in arithmetic, bools stay bools. */
export function commonDType(xs: readonly { readonly dtype: DType }[]): DType {
  let dtype = xs[0]!.dtype;
  for (const x of xs) if (x.dtype !== dtype) dtype = promote(dtype, x.dtype);
  return dtype;
}

/**
 * Tensors of one shape as the entries of a new first axis.
 *
 * @throws ShapeError when the shapes differ.
 */
export function pack(xs: readonly Tensor[], op = "stack"): Tensor {
  const first = xs[0]!;
  const other = xs.findIndex((x) => !sameShape(x.shape, first.shape));
  if (other > 0) {
    const shapes = xs.map((x) => x.shape);
    throw new ShapeError({
      code: "shape-mismatch",
      op,
      problem: `all entries must have one shape, entry ${other} differs from entry 0`,
      got: `${showShape(first.shape)} and ${showShape(xs[other]!.shape)}`,
      hint: "an array of tensors is stacked; concatenate(xs) joins along an axis that exists and may differ in length",
      shapes,
    });
  }
  return applyN(packPrimitive, xs, null)[0]!;
}
