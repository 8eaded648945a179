import { type Axes, axesOf } from "../axes.ts";
import { isFloating } from "../dtype.ts";
import { operand, type Reduction, type ReductionOptions, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { apply1 } from "../primitive.ts";
import { div, neg, sub } from "../primitives/arithmetic.ts";
import { astype } from "../primitives/convert.ts";
import { argmax } from "../primitives/extrema.ts";
import { sumPrimitive } from "../primitives/structure.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";

function total(
  op: string,
  input: TensorLike,
  axis: Axes | null | undefined,
  options: ReductionOptions | undefined,
): Tensor {
  const x = operand(op, input);
  knownOptions(op, options, ["keepdims?"]);
  const axes = axesOf(op, axis, x.shape);
  return apply1(sumPrimitive, x, options?.keepdims === true ? { axes, keepdims: true } : { axes });
}

/**
 * The sum of all elements, or along axes: Σᵢ xᵢ. Numbers are added by pairs, so rounding errors stay small.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. Nothing summed is 0;
 * bools are counted (int32).
 *
 * @throws ArgumentError when an axis does not exist.
 * @example sum(tensor([[1, 2], [3, 4]]), 0) // [4. 6.]
 * @public
 */
export const sum: Reduction = ((x: TensorLike, axis?: Axes | null, options?: ReductionOptions) =>
  total("sum", x, axis, options)) as Reduction;

/**
 * The arithmetic mean of all elements, or along axes: (1/n) Σᵢ xᵢ.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. The mean of nothing
 * is NaN; of integers it is float64.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example mean(tensor([[1, 2], [3, 4]]), 0) // [2. 3.]
 * @public
 */
export const mean: Reduction = ((input: TensorLike, axis?: Axes | null, options?: ReductionOptions) => {
  const x = operand("mean", input);
  const axes = axesOf("mean", axis, x.shape);
  let n = 1;
  for (const d of axes) n *= x.shape[d]!;
  // Integers are summed as float64: their own sum could wrap around.
  return div(total("mean", isFloating(x.dtype) ? x : astype(x, "float64"), axes, options), n);
}) as Reduction;

/**
 * Where the smallest element is: its index along the axis, or in the flattened tensor when no axis is given; the
 * first one at ties, the first NaN when there is one.
 *
 * Shapes: `x [...]` → `[]`, or without the given axis; with `keepdims` it stays with length 1. The result is int32,
 * and no derivative passes.
 *
 * @throws ArgumentError when the axis does not exist or has no entries.
 * @example argmin(tensor([[1, 5], [7, 3]]), 1) // [0 1]
 * @public
 */
export function argmin(x: TensorLike, axis?: number | null, options?: ReductionOptions): Tensor {
  return within("argmin", () => {
    const y = operand("argmin", x);
    // −1 − y turns integers round, and the lowest, too, whose negative is not among them.
    return argmax(isFloating(y.dtype) ? neg(y) : sub(-1, y), axis, options);
  });
}
