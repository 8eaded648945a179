import { hypothesisOn } from "../allHypotheses.ts";
import { type HandLine, withHandSite } from "../handSite.ts";
import type { Assumed, Hypothesis } from "../hypotheses.ts";
import type { Point } from "../point.ts";
import type { Cause } from "../result.ts";
import { apart } from "./apart.ts";
import { causeOf } from "./causeOf.ts";
import { exact } from "./exact.ts";
import type { Fit } from "./fit.ts";
import { merged } from "./merged.ts";
import type { Task } from "./task.ts";

/** How many causes that fit are listed. */
export const SHOWN = 4;

/** Those of several fits that cannot be told apart by what is known, as causes; none where pairs contradict each other. */
export function inWords(
  { of, primary, sites }: Task,
  fits: readonly Fit[],
  written: () => readonly HandLine[] | null,
): { readonly causes: readonly Cause[]; readonly writtenSize: boolean } {
  const distinct = of.isFunction && of.probe !== null ? fits.slice(0, 1) : apart(of, exact(fits, primary.target));
  const agree = distinct.length > 1 && sameCodes(distinct);
  if (distinct.length > 1 && distinct[0]!.assumed.length > 1 && !agree) return { causes: [], writtenSize: false };
  // Two changes are called by their codes; what else has the same codes is as good.
  const shown = distinct.slice(0, agree && distinct[0]!.assumed.length > 1 ? 1 : SHOWN);
  const causes = shown
    .map((fit) => {
      const assumed = fit.assumed.flatMap(({ hypothesis }, i) => assumedAt(hypothesis, fit.amounts[i]!, of.given));
      return merged(fit, primary.context.graph, { assumed, graph: of.given.context.graph });
    })
    .flatMap((fit, alternative) =>
      fit.described.map((described, n) => {
        const i = fit.shown?.[n] ?? n;
        const cause = causeOf(described, fit, alternative, shown.length > 1, primary, sites);
        const there = assumedAt(fit.assumed[i]!.hypothesis, fit.amounts[i]!, of.given);
        return withHandSite(cause, written(), of.given, there);
      }),
    );
  const writtenSize = shown.some((fit) => fit.described.some((_, i) => isIdle(fit, i)));
  return { causes, writtenSize };
}

/** Whether a mistake shows on other input alone, as a batch size does that is written as a number. */
const isIdle = ({ assumed, amounts, described }: Fit, i: number): boolean =>
  described[i]!.named?.writtenSize === true || (assumed[i]!.hypothesis.free && Math.abs(amounts[i]!) < 1e-9);

/** The same assumption on the reader's own input, if it can be made there. */
function assumedAt(hypothesis: Hypothesis, amount: number, { context }: Point): readonly Assumed[] {
  if (hypothesis.changes.size === 0) return [];
  const same = hypothesisOn(hypothesis, context);
  return same === undefined ? [] : [{ hypothesis: same, amount }];
}

const sameCodes = (fits: readonly Fit[]): boolean => {
  const codes = (fit: Fit): string =>
    fit.described
      .map(({ code, quantity }) => `${code} ${quantity}`)
      .sort()
      .join();
  return fits.every((fit) => codes(fit) === codes(fits[0]!));
};
