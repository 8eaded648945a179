import type { GraphLeaf } from "../graph.ts";
import type { Point } from "../point.ts";
import type { Cause } from "../result.ts";
import { entryAt } from "./causeOf.ts";

/** Numbers that are none where the tape's are: no mistake explains them, and of the others little can be said. */
export function notFiniteCause({ context: { graph }, target: { difference } }: Point): Cause | null {
  const lost = graph.order.find((leaf) => difference[graph.leaves.indexOf(leaf)]?.some((d) => !Number.isFinite(d)));
  return lost === undefined ? null : said(lost, difference[graph.leaves.indexOf(lost)]!);
}

/** How many there are, and where the first of them is. */
function said({ path, numbers, value }: GraphLeaf, d: Float64Array): Cause {
  const count = (name: string, is: (x: number) => boolean): string[] => {
    const many = d.filter(is).length;
    return many === 0 ? [] : [`${many} of ${d.length} entries ${many === 1 ? "is" : "are"} ${name}`];
  };
  const counted = [
    ...count("NaN", Number.isNaN),
    ...count("infinite", (x) => Math.abs(x) === Number.POSITIVE_INFINITY),
  ].join(", ");
  const first = d.findIndex((x) => !Number.isFinite(x));
  return {
    code: "unknown",
    quantity: path,
    what: `the hand's gradient${path === "" ? "" : ` of ${path}`} is not finite, and the tape's is: ${counted}`,
    evidence: `the first is ${entryAt(first, value)}: ${d[first]} for ${numbers[first]!.toPrecision(4)}`,
    fix: "look for a division by 0, log(0), inf - inf or 0 * inf on the way: print the intermediate values there",
    alternative: 0,
  };
}
