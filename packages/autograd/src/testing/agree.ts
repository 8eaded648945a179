import type { Tensor } from "../tensor.ts";
import { directions } from "./cases.ts";
import { along, differences, type Mode, type ScalarFunction } from "./derive.ts";
import { expectClose } from "./expect.ts";

/** To which order the rules of every primitive are checked. */
export const ORDERS = 3;

/** The error of `differences` for fifth derivatives up to 10⁵ and values up to 10⁴. */
const DIFFERENCES = 1e-8;

/** All ways to derive n times, each time in one of the two modes. */
function modesOfOrder(n: number): Mode[][] {
  if (n === 0) return [[]];
  return modesOfOrder(n - 1).flatMap((modes): Mode[][] => [
    [...modes, "reverse"],
    [...modes, "forward"],
  ]);
}

/**
 * Fails unless all ways to the derivatives of a function along random directions, first to `highest` order, agree
 * with central differences of the derivative one order lower.
 */
export function expectAgreement(f: ScalarFunction, xs: readonly Tensor[], highest: number, what: string): void {
  const us = Array.from({ length: highest }, (_, order) => directions(xs, `direction ${order}`));
  const derivative = (modes: readonly Mode[]): ScalarFunction =>
    modes.reduce((g, mode, k) => along(g, us[k]!, mode), f);
  for (let order = 1; order <= highest; order++) {
    const lower = derivative(modesOfOrder(order - 1)[0]!);
    const expected = differences(lower, xs, us[order - 1]!);
    for (const modes of modesOfOrder(order)) {
      const text = `${modes.join(", then ")} against differences, ${what}`;
      expectClose(derivative(modes)(xs).item(), expected, DIFFERENCES, text);
    }
  }
}
