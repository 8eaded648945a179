import type { EverydayCase } from "../everyday/case.ts";
import { laterAttention } from "./attention.ts";
import { laterClassical } from "./classical.ts";
import { laterDeep } from "./deep.ts";
import { laterDense } from "./dense.ts";
import { laterFurther } from "./further.ts";
import { laterImages } from "./images.ts";
import { laterLosses } from "./losses.ts";
import { laterNormalised } from "./normalised.ts";
import { laterRecurrent } from "./recurrent.ts";
import { laterSampled } from "./sampled.ts";
import { laterSequences } from "./sequences.ts";

/** Mistakes written after everything else, by someone who had not seen how they are searched for. */
export const later: readonly EverydayCase[] = [
  ...laterDense,
  ...laterDeep,
  ...laterImages,
  ...laterRecurrent,
  ...laterSequences,
  ...laterNormalised,
  ...laterLosses,
  ...laterSampled,
  ...laterAttention,
  ...laterClassical,
  ...laterFurther,
];
