import { type DType, floatingDType, knownDType, promote } from "../dtype.ts";
import { operand, pair, type TensorLike } from "../lift.ts";
import { apply1 } from "../primitive.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { convertPrimitive } from "./toDType.ts";

/**
 * The same values in another dtype. To an integer they are cut off towards 0 (NaN becomes 0); to bool everything but
 * 0 is true.
 *
 * Shapes: `x [...]` → `[...]`. Derivatives pass between float64 and float32, and stop at integers and bools.
 *
 * @throws KindError when there is no such dtype.
 * @example astype(tensor([1.7, -1.7]), "int32") // [ 1 -1]
 * @public
 */
export function astype<S extends Shape>(x: Tensor<S>, dtype: DType): Tensor<S>;
export function astype(x: TensorLike, dtype: DType): Tensor;
export function astype(x: TensorLike, dtype: DType): Tensor {
  const t = operand("astype", x);
  knownDType("astype", dtype);
  return t.dtype === dtype ? t : apply1(convertPrimitive, t, { dtype });
}

/** Two operands, as floats of the dtype that both have together. */
export function floatingPair(op: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const [x, y] = pair(op, a, b);
  const dtype = floatingDType(promote(x.dtype, y.dtype));
  return [astype(x, dtype), astype(y, dtype)];
}
