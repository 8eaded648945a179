import type { NamedComparison } from "../intermediates.ts";
import { distance } from "../numbers.ts";
import type { Point } from "../point.ts";
import type { Cause } from "../result.ts";
import type { Case } from "./case.ts";

/** Whether the hand returned a loss, and it is not the tape's. */
export function lossDiffers({ hand, context }: Point): boolean {
  if (hand.loss === null) return false;
  const tape = context.graph.loss.item();
  return !(Math.abs(hand.loss - tape) <= 1e-6 * Math.max(Math.abs(tape), Math.abs(hand.loss)));
}

/** The two forward passes differ: then nothing can be said of the way back. */
export function forwardCause({ given, named }: Case): Cause | null {
  const value = named.find((one) => one.kind === "value" && one.wrong);
  const loss = lossDiffers(given);
  if (!loss && value === undefined) return null;
  const [hand, tape] = [given.hand.loss, given.context.graph.loss.item()];
  return {
    code: "wrong-forward",
    quantity: value?.name ?? "loss",
    what: value !== undefined ? `${value.name} is another value than on the tape` : "the two compute different losses",
    evidence: loss ? `the hand's loss is ${hand}, the tape's ${tape}` : `largest difference ${apartBy(value!)}`,
    fix: "compare the forward passes first: the same formula, the same parameters, the same data",
    alternative: 0,
  };
}

const apartBy = ({ hand, tape }: NamedComparison): string => {
  const [a, b] = [hand, tape].map((x) => Float64Array.from((x.toArray() as unknown[]).flat(9) as number[]));
  return distance(a!, b!).toPrecision(3);
};
