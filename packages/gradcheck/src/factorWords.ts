// What is said to do about a factor, and what it does.
import { inFull, type NamedFactor, showsWithBatch } from "./factors.ts";
import { close } from "./numbers.ts";
import type { Deed } from "./readings.ts";

/** The size that a factor is, where that is known. */
export const oneOf = (named: NamedFactor, size: string): string =>
  named.also.length === 0
    ? size
    : `one of these${showsWithBatch(named) ? ": pass hand as a function to see which" : ""}`;

/** What a factor is, behind its number: a 2 is a half that the loss has as well. One by 1 more than a size is no more than seen. */
export function whatItIs(named: NamedFactor, half: boolean, certain: boolean): string {
  const { words, also } = named;
  if (half) {
    const sizes = also.filter((name) => !name.includes("axis ")).join(" or ");
    return `: as if the factor 1/2 were left out${sizes === "" ? "" : `, or it were multiplied by ${sizes}`}`;
  }
  if (!certain && words.includes("1)")) return `, as ${inFull(named)} is here`;
  return /^[-\d./ ]+$/.test(inFull(named)) ? "" : `: ${inFull(named)}`;
}

/** What to do about a factor: one of many digits was hardly written down, it is what came of another mistake. */
export function fixOfFactor(named: NamedFactor, factor: number, size: string): string {
  const { by, words, sizes } = named;
  if (sizes.length === 2) return `check whether it is divided by ${sizes[1]} where the loss divides by ${sizes[0]}`;
  if (by !== "number" || words.includes("1)")) return `check where the loss divides by ${oneOf(named, size)}`;
  if (close(factor, Number(factor.toPrecision(4))) || close(1 / factor, Number((1 / factor).toPrecision(4))))
    return `leave out the factor ${words}`;
  return `look for one number by which it is multiplied or divided there: ${words} is none of the sizes`;
}

/** What a factor does that is neither -1 nor a count of a mean. */
export function deedOfFactor(
  factor: number,
  undone: boolean,
  { by, words, also, sizes }: NamedFactor,
): Deed | undefined {
  if (factor < 0) return "multiplies by a negative number";
  // A 2 that may be a size as well is a number, until other sizes say otherwise.
  const mayBeSize = by === "number" && also[0] !== undefined && !also[0].includes("axis ");
  if (words === "2" && mayBeSize) return "multiplies by a size";
  if (words === "1/2" && mayBeSize) return "divides by a size";
  if (undone) return "leaves out a number";
  if (by === "size") return "multiplies by a size";
  // Another divisor in the place of the loss's is no second division.
  return by === "fraction" && sizes.length === 1 && !words.includes("1)") ? "divides by a size" : undefined;
}
