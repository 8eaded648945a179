import { room } from "../checks.ts";
import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import type { Shape } from "../shape.ts";

/** How much to draw: n numbers, or a tensor of that shape. @public */
export type Size = number | Shape;

/**
 * The shape that a size stands for.
 *
 * @throws ArgumentError when a length is not a whole number ≥ 0, or there are more numbers than an array holds.
 */
export function shapeOfSize(op: string, size: Size): Shape {
  return room(op, lengthsOf(op, size));
}

/** The same for a number of things, none of which need be held. */
export function wholeNumber(op: string, n: number): number {
  return lengthsOf(op, n)[0]!;
}

function lengthsOf(op: string, size: Size): Shape {
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
