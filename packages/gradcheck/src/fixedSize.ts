import { BATCH } from "./factors.ts";
import { near } from "./numbers.ts";
import type { Point } from "./point.ts";
import type { Cause } from "./result.ts";

/**
 * A batch size written as a number: right for the given batch, and for another one wrong by the quotient of the two
 * sizes. Null where that is not how the two differ.
 */
export function fixedSize(given: Point, probe: Point): Cause | null {
  const [here, there] = [given.context.batch?.size, probe.context.batch?.size];
  // Nobody writes a batch size of 1 as a number: there a division is missing, or one too many.
  if (!here || here === 1 || !there || here === there || !given.ok) return null;
  const { graph } = probe.context;
  const wrong = graph.leaves.flatMap((_, i) => (probe.agrees[i] ? [] : [i]));
  if (wrong.length === 0 || wrong.some((i) => probe.misshapen[i] || !probe.target.difference[i])) return null;
  for (const factor of [there / here, here / there]) {
    const fits = wrong.every((i) => {
      const t = graph.leaves[i]!.numbers;
      const h = probe.target.difference[i]!.map((d, j) => d + t[j]!);
      return near(h, t, probe.target.tolerance[i]!, factor);
    });
    if (!fits) continue;
    const [top, bottom] = factor === there / here ? [there, here] : [here, there];
    const other = given.sizes.find(({ name, value }) => name !== BATCH && value === here)?.name;
    const stands = other === undefined ? "as a number" : `as a number, or as ${other}, which is as large`;
    const first = graph.order.find((leaf) => wrong.includes(graph.leaves.indexOf(leaf)))!;
    return {
      code: "factor",
      quantity: first.path,
      what: `the batch size, ${here}, stands in it ${stands}, alone or in a product: it is right for this batch and wrong for every other`,
      factor,
      evidence: `with a batch of ${there} the gradient is ${top}/${bottom} times what it should be`,
      fix: `take the size from the data, x.shape[${given.context.batch!.axis}]`,
      alternative: 0,
    };
  }
  return null;
}
