import { type Axes, axesOf, keepingAxes, withoutAxes } from "../axes.ts";
import { at } from "../indexing/at.ts";
import { operand, type Reduction, type ReductionOptions, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { apply1, applyN } from "../primitive.ts";
import { mul } from "../primitives/arithmetic.ts";
import { astype } from "../primitives/convert.ts";
import { lane } from "../primitives/cumulative.ts";
import { recurrencePrimitive, withLength } from "../primitives/recurrence.ts";
import { reshapeTo, transposePrimitive } from "../primitives/structure.ts";
import { type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { full, ones } from "./create.ts";
import { concatenate } from "./join.ts";
import { before } from "./pick.ts";

/** The axes that are reduced, joined into one at the end. */
export function gathered(x: Tensor, axes: readonly number[]): Tensor {
  const kept = [...x.shape.keys()].filter((d) => !axes.includes(d));
  const order = [...kept, ...axes];
  const y = order.every((axis, d) => axis === d) ? x : apply1(transposePrimitive, x, { axes: order });
  return reshapeTo(y, [...withoutAxes(x.shape, axes), sizeOf(axes.map((d) => x.shape[d]!))]);
}

/**
 * The product of all elements, or along axes: Πᵢ xᵢ, with derivatives Π_{j≠i} xⱼ, exact also where factors are 0. Factors
 * are multiplied by pairs.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. The product of nothing
 * is 1; bools are counted as int32.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example prod(tensor([[1, 2], [3, 4]]), 0) // [3. 8.]
 * @public
 */
export const prod: Reduction = ((input: TensorLike, axis?: Axes | null, options?: ReductionOptions): Tensor => {
  knownOptions("prod", options, ["keepdims?"]);
  const given = operand("prod", input);
  const x = given.dtype === "bool" ? astype(given, "int32") : given;
  const axes = axesOf("prod", axis, x.shape);
  const kept = withoutAxes(x.shape, axes);
  let y = gathered(x, axes);
  // No division and no logarithm: the derivative of a product of two is right where one of them is 0.
  for (let n = y.shape[kept.length]!; n > 1; n = y.shape[kept.length]!) {
    const half = n >> 1;
    const pairs = mul(at(y, "...", `:${half}`), at(y, "...", `${half}:${2 * half}`));
    y = n % 2 === 0 ? pairs : concatenate([pairs, at(y, "...", "-1:")], -1);
  }
  if (y.shape[kept.length] === 0) y = ones([...kept, 1], x.dtype);
  return reshapeTo(y, options?.keepdims === true ? keepingAxes(x.shape, axes) : kept);
}) as Reduction;

/**
 * Running products along an axis: yᵢ = x₀ · … · xᵢ, with derivatives that are exact also where factors are 0; of the
 * flattened tensor when no axis is given.
 *
 * Shapes: `x [...]` → `[...]` along an axis, `[number of elements]` without.
 *
 * @throws ArgumentError when the axis does not exist.
 * @example cumprod(tensor([1, 2, 3])) // [1. 2. 6.]
 * @public
 */
export function cumprod<S extends Shape>(x: Tensor<S>, axis: number): Tensor<S>;
export function cumprod(x: TensorLike, axis?: number | null): Tensor;
export function cumprod(input: TensorLike, axis: number | null = null): Tensor {
  const [x, d] = lane("cumprod", input, axis);
  const factors = x.dtype === "bool" ? astype(x, "int32") : x;
  if (x.size === 0) return factors;
  // yᵢ = xᵢ yᵢ₋₁ + 0, from y₀ = x₀ on. Of the zeros −0 leaves every sum as it is.
  const rest = full(withLength(x.shape, d, x.shape[d]! - 1), -0, factors.dtype);
  const terms = concatenate([at(factors, ...before(d), ":1"), rest], d);
  return applyN(recurrencePrimitive, [factors, terms], { axis: d })[0]!;
}
