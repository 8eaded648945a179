import { everydayBlocks, keptBackBlocks } from "./blocks.ts";
import type { EverydayCase } from "./case.ts";
import { everydayDense, keptBackDense } from "./dense.ts";
import { everydayImages, keptBackImages } from "./images.ts";
import { everydayLikelihoods, keptBackLikelihoods } from "./likelihoods.ts";
import { everydayLinear, keptBackLinear } from "./linear.ts";
import { everydayLogistic, keptBackLogistic } from "./logistic.ts";
import { everydaySequences, keptBackSequences } from "./sequences.ts";
import { everydaySmall, keptBackSmall } from "./small.ts";

/**
 * Mistakes planted by someone who does not know how they are looked for: hand-derived gradients, each with one
 * mistake of those that people make, or with two.
 */
export const everyday: readonly EverydayCase[] = [
  everydayDense,
  everydayImages,
  everydayLinear,
  everydayLogistic,
  everydaySequences,
  everydayBlocks,
  everydayLikelihoods,
  everydaySmall,
].flat();

/** Mistakes of the same hand in other nets, kept back until the checker was done. */
export const keptBack: readonly EverydayCase[] = [
  keptBackDense,
  keptBackImages,
  keptBackLinear,
  keptBackLogistic,
  keptBackSequences,
  keptBackBlocks,
  keptBackLikelihoods,
  keptBackSmall,
].flat();
