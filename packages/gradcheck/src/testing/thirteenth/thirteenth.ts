import type { EverydayCase } from "../everyday/case.ts";
import { thirteenthAttention } from "./attention.ts";
import { thirteenthClassical } from "./classical.ts";
import { thirteenthConvolution } from "./convolution.ts";
import { thirteenthDeep } from "./deep.ts";
import { thirteenthDense } from "./dense.ts";
import { thirteenthFilters } from "./filters.ts";
import { thirteenthLikelihoods } from "./likelihoods.ts";
import { thirteenthLosses } from "./losses.ts";
import { thirteenthNormalised } from "./normalised.ts";
import { thirteenthRecurrent } from "./recurrent.ts";
import { thirteenthSheets } from "./sheets.ts";
import { thirteenthTruncated } from "./truncated.ts";

/** Mistakes in gradients as students and engineers make them: the thirteenth set. */
export const thirteenth: EverydayCase[] = [
  ...thirteenthDense,
  ...thirteenthDeep,
  ...thirteenthSheets,
  ...thirteenthConvolution,
  ...thirteenthRecurrent,
  ...thirteenthTruncated,
  ...thirteenthNormalised,
  ...thirteenthFilters,
  ...thirteenthLosses,
  ...thirteenthLikelihoods,
  ...thirteenthAttention,
  ...thirteenthClassical,
];
