import type { Axes } from "../axes.ts";
import { operand, type Reduction, type ReductionOptions, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { sub } from "../primitives/arithmetic.ts";
import { equal, greater, notEqual } from "../primitives/compare.ts";
import { max, min } from "../primitives/extrema.ts";
import { broadcasts, sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { full } from "./create.ts";
import { type CloseOptions, isclose, isnan, logicalAnd, logicalOr } from "./elementwise.ts";
import { sum } from "./reduce.ts";

/** How many elements are 0, or are not. */
function counted(
  op: string,
  which: typeof equal,
  x: TensorLike,
  axis: Axes | null | undefined,
  options: ReductionOptions | undefined,
): Tensor {
  const given = operand(op, x);
  // Bools that hold are counted as they are.
  const counts = given.dtype === "bool" && which === notEqual ? given : null;
  return within(op, () => sum(counts ?? which(given, 0), axis as null, options));
}

/**
 * Whether any element holds, of all or along axes; what is not 0 counts as true, NaN too.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. The result is bool, of
 * nothing it is false, and no derivative passes.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example any(tensor([[0, 1], [0, 0]]), 1) // [ True False]
 * @public
 */
export const any: Reduction = ((x: TensorLike, axis?: Axes | null, options?: ReductionOptions): Tensor =>
  greater(counted("any", notEqual, x, axis, options), 0)) as Reduction;

/**
 * Whether all elements hold, of all or along axes; what is not 0 counts as true, NaN too.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. The result is bool, of
 * nothing it is true, and no derivative passes.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example all(tensor([[0, 1], [2, 3]]), 1) // [False  True]
 * @public
 */
export const all: Reduction = ((input: TensorLike, axis?: Axes | null, options?: ReductionOptions): Tensor => {
  const x = operand("all", input);
  if (x.dtype !== "bool") return equal(counted("all", equal, x, axis, options), 0);
  const count = counted("all", notEqual, x, axis, options);
  return equal(count, count.size === 0 ? 0 : x.size / count.size);
}) as Reduction;

/**
 * The number of elements that are not 0, of all or along axes.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. The result is int32, and
 * no derivative passes.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example countNonzero(tensor([[0, 1], [2, 3]]), 0) // [1 2]
 * @public
 */
export const countNonzero: Reduction = ((x: TensorLike, axis?: Axes | null, options?: ReductionOptions): Tensor =>
  counted("countNonzero", notEqual, x, axis, options)) as Reduction;

/**
 * The distance from the smallest to the largest element, of all or along axes: max x − min x.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1.
 * Derivative at ties: shared equally among the largest, and among the smallest.
 *
 * @throws ArgumentError when an axis does not exist or has no entries.
 * @example ptp(tensor([[1, 5], [7, 3]]), 0) // [6. 2.]
 * @public
 */
export const ptp: Reduction = ((x: TensorLike, axis?: Axes | null, options?: ReductionOptions): Tensor =>
  within("ptp", () => sub(max(x, axis as null, options), min(x, axis as null, options)))) as Reduction;

/**
 * Whether two tensors are nearly equal in all elements: all(isclose(a, b)).
 *
 * Shapes: `a` and `b` broadcast against each other → `[]`, bool; no derivative passes.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example allclose(tensor([1, 2]), tensor([1, 2.0000001])) // True
 * @public
 */
export function allclose(a: TensorLike, b: TensorLike, options: CloseOptions = {}): Tensor<readonly []> {
  return within("allclose", () => all(isclose(a, b, options))) as Tensor<readonly []>;
}

/** How `arrayEqual` compares. @public */
export interface EqualOptions {
  /** Whether NaN counts as equal to NaN; false unless said. */
  readonly equalNan?: boolean;
}

/**
 * Whether two tensors have the same shape and the same elements.
 *
 * Shapes: any → `[]`, bool; no derivative passes.
 *
 * @example arrayEqual(tensor([1, 2]), tensor([[1, 2]])) // False
 * @public
 */
export function arrayEqual(left: TensorLike, right: TensorLike, options: EqualOptions = {}): Tensor<readonly []> {
  knownOptions("arrayEqual", options, ["equalNan?"]);
  const [a, b] = [operand("arrayEqual", left), operand("arrayEqual", right)];
  if (!sameShape(a.shape, b.shape)) return full([], false, "bool") as Tensor<readonly []>;
  const same = equal(a, b);
  return all(options.equalNan === true ? logicalOr(same, logicalAnd(isnan(a), isnan(b))) : same) as Tensor<readonly []>;
}

/**
 * Whether two tensors broadcast and have the same elements then.
 *
 * Shapes: any → `[]`, bool; no derivative passes.
 *
 * @example arrayEquiv(tensor([1, 2]), tensor([[1, 2], [1, 2]])) // True
 * @public
 */
export function arrayEquiv(left: TensorLike, right: TensorLike): Tensor<readonly []> {
  const [a, b] = [operand("arrayEquiv", left), operand("arrayEquiv", right)];
  if (!broadcasts(a.shape, b.shape)) return full([], false, "bool") as Tensor<readonly []>;
  return all(equal(a, b)) as Tensor<readonly []>;
}
