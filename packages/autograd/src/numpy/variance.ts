import { type Axes, axesOf } from "../axes.ts";
import { isFloating } from "../dtype.ts";
import { type NotTensor, operand, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { div, sub } from "../primitives/arithmetic.ts";
import { astype } from "../primitives/convert.ts";
import { coneRoot, square } from "../primitives/exponential.ts";
import type { AxisFits, KeepingAxis, Shape, WithoutAxis } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { mean, sum } from "./reduce.ts";

/** Options of `var` and `std`. @public */
export interface SpreadOptions {
  /** Whether reduced axes stay, with length 1; false unless said. */
  readonly keepdims?: boolean;
  /** What is taken from the number of elements before dividing by it: 1 for the unbiased estimate, 0 unless said. */
  readonly ddof?: number;
}

/** `var` and `std`: reductions over all axes or the given ones. @public */
export interface Spread {
  <S extends Shape, const A extends number>(
    x: Tensor<S>,
    axis: A & AxisFits<S, A>,
    options?: SpreadOptions & { readonly keepdims?: false },
  ): Tensor<WithoutAxis<S, A>>;
  <S extends Shape, const A extends number>(
    x: Tensor<S>,
    axis: A & AxisFits<S, A>,
    options: SpreadOptions & { readonly keepdims: true },
  ): Tensor<KeepingAxis<S, A>>;
  (x: Tensor, axis: number, options: SpreadOptions): Tensor;
  (x: NotTensor, axis: number, options?: SpreadOptions): Tensor;
  (x: TensorLike, axis: readonly number[] | null | undefined, options?: SpreadOptions): Tensor;
  (x: TensorLike): Tensor<readonly []>;
}

function varianceOf(op: string, input: TensorLike, axis: Axes | null | undefined, options: SpreadOptions): Tensor {
  knownOptions(op, options, ["keepdims?", "ddof"]);
  const given = operand(op, input);
  const x = isFloating(given.dtype) ? given : astype(given, "float64");
  const axes = axesOf(op, axis, x.shape);
  let n = 1;
  for (const d of axes) n *= x.shape[d]!;
  const squares = square(sub(x, mean(x, axes, { keepdims: true })));
  return div(sum(squares, axes, { keepdims: options.keepdims === true }), Math.max(n - (options.ddof ?? 0), 0));
}

/**
 * The variance of all elements, or along axes: (1/(n − ddof)) Σᵢ (xᵢ − x̄)².
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. The variance of nothing
 * is NaN; of integers it is float64.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example variance(tensor([1, 2, 3, 4])) // 1.25
 * @public
 */
export const variance: Spread = ((x: TensorLike, axis?: Axes | null, options: SpreadOptions = {}): Tensor =>
  varianceOf("var", x, axis, options)) as Spread;

/**
 * The standard deviation of all elements, or along axes: the square root of the variance. Its derivative for equal
 * elements is taken as 0.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. That of nothing is NaN;
 * of integers it is float64.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example std(tensor([1, 2, 3, 4]), null, { ddof: 1 }) // 1.2909944487358056
 * @public
 */
export const std: Spread = ((x: TensorLike, axis?: Axes | null, options: SpreadOptions = {}): Tensor =>
  coneRoot(varianceOf("std", x, axis, options))) as Spread;
