import type { EverydayCase } from "../everyday/case.ts";
import { ninthAttention } from "./attention.ts";
import { ninthClassical } from "./classical.ts";
import { ninthDeep } from "./deep.ts";
import { ninthDense } from "./dense.ts";
import { ninthImages } from "./images.ts";
import { ninthLessons } from "./lessons.ts";
import { ninthLikelihoods } from "./likelihoods.ts";
import { ninthLosses } from "./losses.ts";
import { ninthNormalised } from "./normalised.ts";
import { ninthRecurrent } from "./recurrent.ts";

/** All cases of this set. */
export const ninth: readonly EverydayCase[] = [
  ...ninthDense,
  ...ninthLessons,
  ...ninthDeep,
  ...ninthImages,
  ...ninthRecurrent,
  ...ninthNormalised,
  ...ninthLosses,
  ...ninthLikelihoods,
  ...ninthAttention,
  ...ninthClassical,
];
