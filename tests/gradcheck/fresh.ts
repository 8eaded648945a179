import { freshBlocks } from "./freshBlocks.ts";
import type { FreshCase } from "./freshCase.ts";
import { freshDense } from "./freshDense.ts";
import { freshImages } from "./freshImages.ts";
import { freshLikelihoods } from "./freshLikelihoods.ts";
import { freshLinear } from "./freshLinear.ts";
import { freshLogistic } from "./freshLogistic.ts";
import { freshSequences } from "./freshSequences.ts";
import { freshSmall } from "./freshSmall.ts";

/**
 * Mistakes planted by someone who does not know how they are looked for: 200 hand-derived gradients, each with one
 * mistake of those that people make, or with two. `kind` is for halves with as many of each kind.
 */
export const fresh: readonly FreshCase[] = [
  freshDense,
  freshImages,
  freshLinear,
  freshLogistic,
  freshSequences,
  freshBlocks,
  freshLikelihoods,
  freshSmall,
].flat();
