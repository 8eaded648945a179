import { type Assumed, predict } from "../hypotheses.ts";
import { distance, largest } from "../numbers.ts";
import type { Target } from "../target.ts";
import type { Fit } from "./fit.ts";

/** What rounding leaves of a right explanation, relative to the gradients' size, and how much more a coincidence leaves. */
const ROUNDING = 1e-13;
const COARSER = 100;

/** The largest difference that is left, relative to the gradients' size. */
export function residualOf(target: Target, assumed: readonly Assumed[]): number {
  const moved = predict(target.graph, assumed);
  let worst = 0;
  target.difference.forEach((d, i) => {
    if (d === null) return;
    const size = Math.max(largest(target.graph.leaves[i]!.numbers), largest(d));
    if (size === 0) return;
    const rest = moved[i]!.length === 0 ? largest(d) : distance(d, moved[i]!);
    worst = Math.max(worst, rest / size);
  });
  return worst;
}

/**
 * Fits without those that only come close: a sample whose gradient all but vanishes is left out with hardly a trace, and
 * beside a fit to the last digits that is no explanation.
 */
export function exact(fits: readonly Fit[], target: Target): readonly Fit[] {
  if (fits.length < 2) return fits;
  const rests = fits.map(({ assumed }) => residualOf(target, assumed));
  const best = Math.min(...rests);
  if (best > ROUNDING) return fits;
  return fits.filter((_, i) => rests[i]! <= Math.max(ROUNDING, COARSER * best));
}
