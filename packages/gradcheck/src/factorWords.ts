// What is said to do about a factor, and what it does.
import { type NamedFactor, showsWithBatch } from "./factors.ts";
import { close } from "./numbers.ts";
import type { Deed } from "./readings.ts";

/** The size that a factor is, where that is known. */
export const oneOf = (named: NamedFactor, size: string): string =>
  named.also.length === 0
    ? size
    : `one of these${showsWithBatch(named) ? ": pass hand as a function to see which" : ""}`;

/** What to do about a factor: one of many digits was hardly written down, it is what came of another mistake. */
export function fixOfFactor(named: NamedFactor, factor: number, size: string): string {
  const { by, words } = named;
  if (by !== "number") return `check where the loss divides by ${oneOf(named, size)}`;
  if (close(factor, Number(factor.toPrecision(4))) || close(1 / factor, Number((1 / factor).toPrecision(4))))
    return `leave out the factor ${words}`;
  return `look for one number by which it is multiplied or divided there: ${words} is none of the sizes`;
}

/** What a factor does that is neither -1 nor a count of a mean. */
export function deedOfFactor(factor: number, undone: boolean, { by, words, also }: NamedFactor): Deed | undefined {
  if (factor < 0) return "multiplies by a negative number";
  if (undone) return "leaves out a number";
  // A 2 that may be a size as well is a number, until other sizes say otherwise.
  if (by === "size" || (by === "number" && words === "2" && also[0]?.startsWith("axis") === false))
    return "multiplies by a size";
  return by === "fraction" ? "divides by a size" : undefined;
}
