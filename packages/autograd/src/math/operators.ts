import type { TensorLike } from "../lift.ts";
import { add, div, mul, neg, sub } from "../primitives/arithmetic.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "../primitives/compare.ts";
import { pow, square } from "../primitives/exponential.ts";
import { matmul } from "../primitives/matmul.ts";
import type { Tensor } from "../tensor.ts";
import type { Operator } from "./tree.ts";

type Apply = (a: TensorLike, b: TensorLike) => Tensor;

/** What an operator does with tensors. */
export const ON_TENSORS: Readonly<Record<Operator, Apply>> = {
  "+": add as Apply,
  "-": sub as Apply,
  "*": mul as Apply,
  "/": div as Apply,
  "@": matmul as Apply,
  // x**2 has a primitive of its own, whose derivative is shorter and which gives the same bits.
  "**": (a, b) => (b === 2 ? square(a) : (pow as Apply)(a, b)),
  "<": less as Apply,
  "<=": lessEqual as Apply,
  ">": greater as Apply,
  ">=": greaterEqual as Apply,
  "==": equal as Apply,
  "!=": notEqual as Apply,
};

/** What an operator does with two plain numbers: they stay plain, so that they do not decide a dtype. */
export function onNumbers(operator: Operator, a: number, b: number): number | boolean | Tensor {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "**":
      return pow(a, b).item();
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "@":
      return ON_TENSORS["@"](a, b);
  }
}

/** A value with its sign changed or, as Python's unary plus does, as it is; a plain bool becomes a number. */
export function signed(x: TensorLike, negative: boolean): TensorLike {
  if (typeof x === "number" || typeof x === "boolean") return negative ? -x : +x;
  return negative ? neg(x) : x;
}
