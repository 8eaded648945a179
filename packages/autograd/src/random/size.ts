import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import type { Shape } from "../shape.ts";

/** How much to draw: n numbers, or a tensor of that shape. @public */
export type Size = number | Shape;

/** The shape that a size stands for. @throws ArgumentError when a length is not a whole number ≥ 0. */
export function shapeOfSize(op: string, size: Size): Shape {
  const shape = typeof size === "number" ? [size] : size;
  if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0)) {
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: "a size is a whole number ≥ 0 or an array of them",
      got: show(size),
      hint:
        op === "rand" || op === "randn" ? `write the lengths one by one: ${op}(3, 4)` : "for instance 10, or [3, 4]",
    });
  }
  return [...shape];
}
