import { apply1, applyN } from "../primitive.ts";
import { concatenatePrimitive } from "../primitives/concatenate.ts";
import { rangeOf, slicePrimitive } from "../primitives/slice.ts";
import type { Tensor } from "../tensor.ts";

/** Columns `start` to before `end` of matrices. */
export function columns(a: Tensor, start: number, end: number): Tensor {
  return apply1(slicePrimitive, a, rangeOf(a.shape, a.shape.length - 1, start, end - start));
}

/** Rows `start` to before `end` of matrices. */
export function rows(a: Tensor, start: number, end: number): Tensor {
  return apply1(slicePrimitive, a, rangeOf(a.shape, a.shape.length - 2, start, end - start));
}

/** Matrices beside each other (axis −1) or one above the other (−2). */
export function join(parts: readonly Tensor[], axis: -1 | -2): Tensor {
  return applyN(concatenatePrimitive, parts, { axis: parts[0]!.shape.length + axis })[0]!;
}
