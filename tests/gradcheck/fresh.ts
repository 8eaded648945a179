import { freshBlocks } from "./freshBlocks.ts";
import type { FreshCase } from "./freshCase.ts";
import { freshDense } from "./freshDense.ts";
import { freshImages } from "./freshImages.ts";
import { freshLikelihoods } from "./freshLikelihoods.ts";
import { freshLinear } from "./freshLinear.ts";
import { freshLogistic } from "./freshLogistic.ts";
import { freshSequences } from "./freshSequences.ts";

/** Mistakes planted by someone who does not know how they are looked for. */
export const fresh: readonly FreshCase[] = [
  freshDense,
  freshImages,
  freshLinear,
  freshLogistic,
  freshSequences,
  freshBlocks,
  freshLikelihoods,
].flat();
