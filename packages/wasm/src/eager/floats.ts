import { FLOATS, type Float } from "../kernels/float.ts";
import type { Views } from "../workspace.ts";

/** An array that kernels compute with. @public */
export type FloatArray = Float32Array | Float64Array;

/** The floating type of an array; null for arrays that kernels do not compute with. */
export function floatOf(array: ArrayLike<number>): Float | null {
  if (array instanceof Float64Array) return FLOATS.float64;
  return array instanceof Float32Array ? FLOATS.float32 : null;
}

/** The workspace as an array of the float's type. */
export function viewOf(views: Views, float: Float): FloatArray {
  return float.bytes === 8 ? views.float64 : views.float32;
}
