import { rareHypothesesOf } from "../allHypotheses.ts";
import { clippedCause, updatedCause, zeroedLeaves } from "../clipped.ts";
import { penalisedLeaves, solvedPenalties } from "../direct/solvedPenalties.ts";
import { findRarePairs, findWithPenalty, scaledSingles } from "../pairs.ts";
import { findScaled } from "../scaled.ts";
import { findRare, findSingles } from "../search.ts";
import { besideAltered, besideCopied } from "./besideAltered.ts";
import type { Fit } from "./fit.ts";
import { madeInPart, madeInPartOfScaled } from "./inPart.ts";
import { cancelledSums, isPlain, oddity, withOtherRules, withoutFaint, withoutOdd, withoutZeros } from "./plausible.ts";
import { rebasedCauses } from "./rebased.ts";
import { present, type Search } from "./task.ts";

/** Whether the factors in a fit are sizes or plain numbers, and none is only what is left over. */
const isNatural = (fit: Fit): boolean =>
  fit.described.every(
    ({ code, named }) => code !== "factor" || named === undefined || named.by !== "number" || isPlain(named.words),
  );

/** Other costs come to the same as many a mistake: they count where no step of the loss's own explains it. */
const hasOtherCost = ({ described }: Fit): boolean =>
  described.some(({ does }) => does === "differentiates another cost");

/** The least far-fetched of some fits. */
function leastOdd(fits: readonly Fit[]): Fit[] {
  const least = Math.min(...fits.map(oddity));
  return fits.filter((fit) => oddity(fit) === least);
}

/** The ways of looking for causes, the likeliest and cheapest first: the first that finds something answers. */
export const searches: readonly Search[] = [
  {
    name: "one of the usual mistakes",
    search: ({ of, effects, primary, screen, check }) => {
      const all = effects();
      const fits = present(findSingles(all, primary.target, screen).map((one) => check([one])));
      const cancelled = cancelledSums(fits, primary);
      const kept = cancelled.length > 0 ? cancelled : withoutZeros(withoutFaint(withoutOdd(fits)), primary);
      return {
        fits: of.isFunction && of.probe !== null ? withOtherRules(kept, fits) : kept,
        tried: { singles: all.length },
      };
    },
  },
  {
    name: "other terms in the place of the loss's penalty",
    search: ({ primary: { context, target }, check }) => ({
      fits: present(solvedPenalties(context, target, null).map((hypothesis) => check([{ hypothesis, amount: 1 }]))),
    }),
  },
  {
    name: "one of the rare mistakes",
    search: ({ primary, screen, check }) => {
      const rare = rareHypothesesOf(primary.context);
      const { found, tried, scaled } = findRare(rare, primary.target, screen, (one) => check([one]));
      return { fits: present([found]), tried: { singles: tried }, almost: scaled };
    },
  },
  {
    name: "right gradients to which something was done before they were handed back",
    search: ({ of: { given } }) => ({ altered: zeroedLeaves(given) ?? clippedCause(given) ?? updatedCause(given) }),
  },
  {
    name: "gradients that were overwritten, and one mistake beside",
    search: besideAltered,
  },
  {
    name: "a mistake in the formulas for some gradients alone",
    search: (task) => ({ fits: present([madeInPart(task)]) }),
  },
  {
    name: "two of the usual mistakes",
    search: (task) => {
      const { pairs, tried, limited } = task.pairs();
      const ofSteps = pairs.filter((fit) => !hasOtherCost(fit));
      return { fits: leastOdd(withoutFaint(ofSteps)), tried: { pairs: tried, limited } };
    },
  },
  {
    name: "a factor of all gradients, and a mistake in the formulas for some alone",
    search: (task) => ({ fits: present([madeInPartOfScaled(task)]) }),
  },
  {
    name: "a gradient that is that of another parameter, and one mistake beside",
    search: besideCopied,
  },
  {
    name: "one of the usual mistakes, and other terms in the place of the penalty",
    when: ({ primary }) => penalisedLeaves(primary.context.graph).includes(true),
    search: ({ effects, primary, screen, check }) => ({
      fits: findWithPenalty(primary.context, effects(), primary.target, screen, check),
    }),
  },
  {
    name: "a mistake, and a factor of some gradients",
    search: ({ effects, primary: { target }, screen, check }, almost) => ({
      fits: findScaled([...scaledSingles(effects(), target, screen), ...almost], target, check).filter(isNatural),
    }),
  },
  {
    name: "two mistakes of which one at least is rare",
    search: ({ effects, primary, screen, check }) => {
      const rare = rareHypothesesOf(primary.context);
      const { pairs, tried, limited } = findRarePairs(effects(), rare, primary.target, screen, check);
      return { fits: pairs, tried: { pairs: tried, limited } };
    },
  },
  {
    name: "another cost, and one of the usual mistakes",
    search: (task) => ({ fits: leastOdd(withoutFaint(task.pairs().pairs)).slice(0, 1) }),
  },
  {
    name: "data prepared otherwise, and one mistake beside",
    search: rebasedCauses,
  },
];
