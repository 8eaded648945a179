import type { EverydayCase } from "../everyday/case.ts";
import { twelfthAttention } from "./attention.ts";
import { twelfthClassical } from "./classical.ts";
import { twelfthConvolution } from "./convolution.ts";
import { twelfthDeep } from "./denseDeep.ts";
import { twelfthLists } from "./denseLists.ts";
import { twelfthShallow } from "./denseShallow.ts";
import { twelfthLikelihoods } from "./likelihoods.ts";
import { twelfthLosses } from "./losses.ts";
import { twelfthNormalised } from "./normalised.ts";
import { twelfthRecurrent } from "./recurrent.ts";
import { twelfthSignals } from "./signals.ts";

/** All cases of this set. */
export const twelfth: readonly EverydayCase[] = [
  ...twelfthShallow,
  ...twelfthDeep,
  ...twelfthConvolution,
  ...twelfthRecurrent,
  ...twelfthNormalised,
  ...twelfthLosses,
  ...twelfthLikelihoods,
  ...twelfthAttention,
  ...twelfthClassical,
  ...twelfthLists,
  ...twelfthSignals,
];
