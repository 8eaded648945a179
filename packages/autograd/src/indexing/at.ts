import { operand, type TensorLike } from "../lift.ts";
import { apply1, applyN } from "../primitive.ts";
import { takePrimitive } from "../primitives/gather.ts";
import { isWhole, slicePrimitive } from "../primitives/slice.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { layOut, toLayout } from "./layout.ts";
import { planIndex } from "./plan.ts";
import type { At, Index } from "./types.ts";

/** As an index: an axis of length 1 that the tensor does not have. @public */
export const newaxis: null = null;

/**
 * A part of a tensor, NumPy's `x[…]`: one index per axis.
 *
 * | index | picks |
 * | ----- | ----- |
 * | `2`, `-1` | one entry; the axis goes |
 * | `"1:5"`, `"::-1"`, `slice(a, b)` | the entries from start to before stop, in steps |
 * | `"..."` | all axes not named; without it they come last |
 * | `newaxis` | nothing: puts an axis of length 1 |
 * | `[0, 2, 2]`, an int32 tensor | these entries, in the shape of the array |
 * | a bool tensor or nested booleans | where it is true, one axis for all the axes of the mask |
 *
 * Several arrays broadcast against each other and pick element by element. The axes that they make stand where the
 * arrays stand, or in front when a slice, `newaxis` or `"..."` lies between two of them (integers count as arrays).
 * Float tensors may be indices when they hold whole numbers.
 *
 * Shapes: `x [4, 5, 3]`: `at(x, 1)` → `[5, 3]`, `at(x, "::2", newaxis, 0)` → `[2, 1, 3]`, `at(x, [0, 0, 1])` →
 * `[3, 5, 3]`, `at(x, mask)` with a mask `[4, 5]` → `[number of true, 3]`.
 *
 * The derivative goes back to where each element came from; for an element picked twice, both add up. Slices are
 * views and cost nothing.
 *
 * @throws ArgumentError for an index out of range, too many of them, or a malformed slice; ShapeError when arrays do
 * not broadcast or a mask does not fit; TraceError for a mask without values (while staging), where the shape of the
 * result would be unknown.
 * @example at(tensor([[1, 2, 3], [4, 5, 6]]), 1, "::-1") // [6. 5. 4.]
 * @example at(tensor([10, 20, 30]), [2, 0, 0]) // [30. 10. 10.]
 * @see https://numpy.org/doc/stable/user/basics.indexing.html
 * @public
 */
export function at<S extends Shape, const I extends readonly Index[]>(x: Tensor<S>, ...index: I): Tensor<At<S, I>>;
export function at(x: TensorLike, ...index: readonly Index[]): Tensor;
export function at(input: TensorLike, ...index: readonly Index[]): Tensor {
  const x = operand("at", input);
  const plan = planIndex("at", index, x.shape);
  const part = isWhole(plan.region) ? x : apply1(slicePrimitive, x, plan.region);
  if (plan.arrays.length === 0) return part;
  const layout = layOut("at", plan);
  return applyN(takePrimitive, [toLayout(part, layout), layout.places], { axis: layout.axis })[0]!;
}
