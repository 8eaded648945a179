// Where a loss has no derivative, each slope between those of its two sides is as right as another.
import type { Graph } from "../graph.ts";
import { flat } from "../numbers.ts";
import type { Point } from "../point.ts";
import type { Cause } from "../result.ts";
import { unknown } from "./causeOf.ts";

/** What the loss has at exactly a kink: in words, or null. */
export function kinkOf({ lines }: Graph): string | null {
  for (const { primitive, inputs, outputs } of lines) {
    const { name } = primitive;
    const x = flat(inputs[0]!);
    if ((name === "relu" || name === "abs") && x.some((z) => z === 0)) return `${name} of 0`;
    const y = name === "maximum" || name === "minimum" ? flat(inputs[1]!) : null;
    if (y !== null && x.some((z, i) => z === y[y.length === 1 ? 0 : i])) return `the ${name} of two equal numbers`;
    if ((name === "max" || name === "min") && ties(x, flat(outputs[0]!))) return `a ${name} that several entries have`;
  }
  return null;
}

/** Whether more entries are as large as the largest ones than there are of those. */
function ties(x: Float64Array, largest: Float64Array): boolean {
  const found = new Set(largest);
  return x.filter((z) => found.has(z)).length > largest.length;
}

/**
 * A hand that is right on generated values and not where the loss has a kink: no mistake is named, as its slope may be
 * one of those that are right there.
 */
export function kinkCause(given: Point, probe: Point | null): Cause | null {
  if (probe === null || !probe.ok) return null;
  const kink = kinkOf(given.context.graph);
  if (kink === null) return null;
  return {
    ...unknown(given),
    what: `on generated values the hand is right; here the loss has no derivative, with ${kink}, and the hand another slope than the tape`,
    fix: "each slope between those of the two sides is right there: pass values that are not at the kink",
  };
}
