import type { Context } from "../context.ts";
import type { Hypothesis } from "../hypotheses.ts";
import { exchanged, exchangedLayers, reversed } from "./exchanged.ts";
import { exchangedPenalties, penalties } from "./penalties.ts";
import { rearrangedGradients } from "./rearranged.ts";
import { regularisers } from "./regularisers.ts";
import { oneSample, sampleSets } from "./samples.ts";
import { throughTime } from "./throughTime.ts";
import { allAlike, copiedEntries, flipped, turnedGradients } from "./turned.ts";
import { fromOneUse, someUses } from "./uses.ts";
import { wholeFactors } from "./wholeFactors.ts";

/** Mistakes whose effect on the gradients can be written down without a walk: algebra on the final numbers. */
export function directHypotheses(context: Context): Hypothesis[] {
  return [
    ...oneSample(context),
    ...someUses(context),
    ...regularisers(context),
    ...exchangedLayers(context),
    ...exchanged(context),
    ...reversed(context),
    ...flipped(context),
    ...turnedGradients(context),
    ...allAlike(context),
    ...sampleSets(context),
    ...fromOneUse(context),
  ];
}

/** The same for mistakes that are tried only when none of the others fits by itself. */
export function rareDirectHypotheses(context: Context): Hypothesis[] {
  return [
    ...throughTime(context),
    ...copiedEntries(context),
    ...rearrangedGradients(context),
    ...exchangedPenalties(context),
    ...penalties(context),
    ...wholeFactors(context),
  ];
}
