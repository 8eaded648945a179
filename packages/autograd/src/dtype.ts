import { KindError } from "./errors.ts";
import { keepFreedMemory } from "./keepMemory.ts";

/** The element types. `float64` is the default; `bool` counts as `int32` in arithmetic. @public */
export type DType = "float64" | "float32" | "int32" | "bool";

/** The flat array that holds elements of some dtype; `bool` is one byte per element, 0 or 1. @public */
export type TypedArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** The element types that can carry a derivative. */
export function isFloating(dtype: DType): boolean {
  return dtype === "float64" || dtype === "float32";
}

/** From so many elements on an array is worth a look at how its memory comes and goes. */
const MANY = 2048;

/** A new zeroed array of `size` elements. @throws KindError when there is no such dtype. */
export function newArray(dtype: DType, size: number): TypedArray {
  if (size >= MANY) keepFreedMemory();
  switch (dtype) {
    case "float64":
      return new Float64Array(size);
    case "float32":
      return new Float32Array(size);
    case "int32":
      return new Int32Array(size);
    case "bool":
      return new Uint8Array(size);
    default:
      throw noSuchDType("dtype", dtype);
  }
}

/** The dtype itself, once it is sure that there is one of that name. @throws KindError when there is none. */
export function knownDType(op: string, dtype: DType): DType {
  if (dtype === "float64" || dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw noSuchDType(op, dtype);
}

/** The error for a dtype that TypeScript did not check. */
function noSuchDType(op: string, dtype: unknown): KindError {
  return new KindError({
    code: "bad-dtype",
    op,
    problem: "there is no such dtype",
    got: typeof dtype === "string" ? JSON.stringify(dtype) : String(dtype),
    hint:
      typeof dtype === "number"
        ? "several lengths are written as a list: zeros([2, 3])"
        : 'the dtypes are "float64", "float32", "int32" and "bool"',
  });
}

/** How many bytes one element takes. */
export function bytesOf(dtype: DType): number {
  return dtype === "float64" ? 8 : dtype === "bool" ? 1 : 4;
}

/**
 * The dtype of an arithmetic result of two tensors: float64 wins over float32, floats over integers,
 * and two bools make int32.
 */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a === "bool" ? "int32" : a;
  if (a === "float64" || b === "float64") return "float64";
  if (a === "float32" || b === "float32") return "float32";
  return "int32";
}

/**
 * The dtype that a JavaScript number takes beside a tensor: the tensor's own ("weak"), so that a number never
 * widens float32. Beside integers a whole number stays an integer and any other becomes float64, as in NumPy.
 */
export function weakDType(value: number, beside: DType): DType {
  if (beside === "float64" || beside === "float32") return beside;
  return (value | 0) === value ? "int32" : "float64";
}

/** The dtype of functions that always give floats: integers and bools become float64. */
export function floatingDType(dtype: DType): DType {
  return dtype === "float32" ? "float32" : "float64";
}
