import { everydayBlocks } from "./blocks.ts";
import type { EverydayCase } from "./case.ts";
import { everydayDense } from "./dense.ts";
import { everydayImages } from "./images.ts";
import { everydayLikelihoods } from "./likelihoods.ts";
import { everydayLinear } from "./linear.ts";
import { everydayLogistic } from "./logistic.ts";
import { everydaySequences } from "./sequences.ts";
import { everydaySmall } from "./small.ts";

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
