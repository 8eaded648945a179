import type { DType, TypedArray } from "./dtype.ts";

/** The text of an array as NumPy prints it. */
export function formatArray(values: TypedArray, shape: readonly number[], dtype: DType, style: "str" | "repr"): string {
  return `${style} ${dtype} ${shape.join("x")} ${Array.from(values).join(" ")}`;
}
