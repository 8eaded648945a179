import type { TypedArray } from "../dtype.ts";
import { showShape } from "../errors.ts";
import type { TensorLike } from "../lift.ts";
import { isTensor, type Tensor } from "../tensor.ts";

/** A function of your own, called in a formula as `${f}(x)`. @public */
export type MathFunction = (...args: never[]) => unknown;

/**
 * What can be interpolated in a formula: what operations take, functions to call, and where an index or a dtype
 * stands also slices as text, `null` (a new axis) and names of dtypes.
 * @public
 */
export type MathValue = TensorLike | MathFunction | string | null;

/** What a part of a formula can be worth. Numbers stay plain numbers as long as they meet no tensor. */
export type Value = Tensor | number | boolean | string | null | TypedArray | MathFunction | readonly Value[];

/** Whether a formula can go on with what it was given or what a function returned. */
export function isValue(x: unknown): x is Value {
  if (x === null || typeof x === "object") return x === null || isOperand(x);
  return typeof x === "number" || typeof x === "boolean" || typeof x === "string" || typeof x === "function";
}

/** Whether operations take it; what nested arrays hold is looked at by the operations. */
export function isOperand(x: unknown): x is TensorLike {
  if (typeof x === "number" || typeof x === "boolean") return true;
  return isTensor(x) || Array.isArray(x) || (ArrayBuffer.isView(x) && !(x instanceof DataView));
}

/** What a value is, for an error. */
export function describe(x: unknown): string {
  if (isTensor(x)) return `a tensor of shape ${showShape(x.shape)}`;
  if (typeof x === "number") return `the number ${x}`;
  if (typeof x === "boolean") return x ? "True" : "False";
  if (typeof x === "string") return `the text ${JSON.stringify(x.length > 20 ? `${x.slice(0, 20)}…` : x)}`;
  if (x === null) return "None";
  if (x === undefined) return "undefined";
  if (Array.isArray(x)) return "a list";
  return typeof x === "object" ? "an object" : `a ${typeof x}`;
}

/** A plain number or bool, the value of a number that met no tensor. */
export function isPlain(x: Value): x is number | boolean {
  return typeof x === "number" || typeof x === "boolean";
}
