/** The types of values: integers and floats of 32 and 64 bits, and vectors of 128. @public */
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

/** How a module's bytes name each type. */
export const TYPE_CODES: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** The letters by which the table of instructions writes operand and result types. */
export const TYPE_LETTERS: Readonly<Record<string, ValueType>> = { i: "i32", l: "i64", f: "f32", d: "f64", v: "v128" };
