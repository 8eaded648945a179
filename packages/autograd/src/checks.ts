import { show } from "./describe.ts";
import { ArgumentError, KindError, showShape } from "./errors.ts";
import type { Shape } from "./shape.ts";
import { isTensor } from "./tensor.ts";

/** What an array of JavaScript can hold at most, and a little less than what fits into its memory. */
export const MOST: number = 2 ** 32 - 1;

/**
 * A whole number that counts or places something, at least `least` where that is given.
 *
 * @throws ArgumentError when it is none, or more than any tensor has entries.
 */
export function whole(op: string, what: string, value: number, least?: number, hint?: string): number {
  if (Number.isInteger(value) && value <= MOST && value >= (least ?? -MOST)) return value;
  const large = Number.isInteger(value) && value > MOST;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: `${what} must be a whole number${least === undefined ? "" : least === 1 ? " above 0" : `, ${least} or more`}${large ? ` and below ${MOST + 1}` : ""}, not ${show(value)}`,
    got: show(value),
    hint:
      hint ??
      (typeof value === "number" && !Number.isInteger(value)
        ? "Math.floor(n) makes one of a number that was computed"
        : "count entries, from 0 on"),
  });
}

/**
 * A list, where a function takes several things in one.
 *
 * @throws KindError when it is none.
 */
export function listOf<T>(op: string, what: string, value: readonly T[], hint: string): readonly T[] {
  if (Array.isArray(value)) return value;
  throw new KindError({ code: "bad-argument", op, problem: `${what} come in one list`, got: show(value), hint });
}

/**
 * A function of the caller's.
 *
 * @throws KindError when it is none.
 */
export function functionOf<F>(op: string, f: F): F {
  if (typeof f === "function") return f;
  const hint = `the function itself comes first, without being called: ${op}(f, …)`;
  throw new KindError({
    code: "bad-argument",
    op,
    problem: "the first argument must be a function",
    got: show(f),
    hint,
  });
}

/**
 * A number, where tensors have no place: a bound, a width, a tolerance.
 *
 * @throws KindError when it is none.
 */
export function numberOf(op: string, what: string, value: number): number {
  if (typeof value === "number" && !Number.isNaN(value)) return value;
  const hint =
    isTensor(value) && value.size === 1
      ? "x.item() makes a number of a tensor with one element"
      : "write a number, for instance 0.5";
  throw new KindError({ code: "bad-argument", op, problem: `${what} must be a number`, got: show(value), hint });
}

/**
 * The shape of a result that can be made.
 *
 * @throws ArgumentError when it has more elements than any array holds.
 */
export function room(op: string, shape: Shape): Shape {
  let size = 1;
  for (const n of shape) size *= n;
  if (size <= MOST) return shape;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: `the result would have ${size} elements, more than fit into an array`,
    got: `shape ${showShape(shape)}`,
    hint: "lengths multiply; is one of them a size in place of a count?",
    shapes: [shape],
  });
}
