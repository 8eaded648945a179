import { hypothesisOn } from "../allHypotheses.ts";
import { contextOf } from "../context.ts";
import { sizesOf } from "../factors.ts";
import { type Assumed, predict } from "../hypotheses.ts";
import { distance, largest } from "../numbers.ts";
import type { Case } from "./case.ts";
import type { Fit } from "./fit.ts";

/**
 * One fit of each kind that generated values tell apart; all that come to the same there are one. What cannot be made
 * there, as a sum over the wrong one of two axes that have the same length here alone, is another kind.
 */
export function apart(of: Case, fits: readonly Fit[]): Fit[] {
  if (fits.length < 2) return [...fits];
  const generated = of.makeProbe();
  if (generated === null) return [fits[0]!];
  const context = contextOf(generated.graph, generated.batch);
  // Gradients of another shape say nothing of what else is wrong with them.
  const compared = of.given.target.difference.map((d) => d !== null);
  const sizes = sizesOf(generated.graph, generated.batch);
  const classes: { readonly fit: Fit; readonly moved: readonly Float64Array[] | null }[] = [];
  for (const fit of fits) {
    const assumed = fit.assumed.map(({ hypothesis, amount }, i) => {
      const named = fit.described[i]!.named;
      const factor = named?.at(sizes);
      return {
        hypothesis: hypothesisOn(hypothesis, context),
        amount: factor === undefined || Number.isNaN(factor) ? amount : factor - 1,
      };
    });
    const isMade = assumed.every(({ hypothesis }) => hypothesis !== undefined);
    // Two changes are told apart by what they come to, or not at all.
    if (!isMade && fit.assumed.length > 1) continue;
    const moved = isMade ? predict(generated.graph, assumed as Assumed[]) : null;
    const same = classes.some(
      (one) => one.moved?.every((m, i) => moved !== null && (!compared[i] || alike(m, moved[i]!))) ?? moved === null,
    );
    if (!same) classes.push({ fit, moved });
  }
  return classes.length === 0 ? [fits[0]!] : classes.map(({ fit }) => fit);
}

function alike(a: Float64Array, b: Float64Array): boolean {
  const size = Math.max(largest(a), largest(b));
  if (size === 0) return true;
  if (a.length !== b.length) return false;
  return distance(a, b) <= 1e-6 * size;
}
