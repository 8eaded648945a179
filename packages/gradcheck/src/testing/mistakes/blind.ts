import { blindBatch } from "./blindBatch.ts";
import { blindConvolution } from "./blindConvolution.ts";
import { blindCounts } from "./blindCounts.ts";
import { blindGates } from "./blindGates.ts";
import { blindLogistic } from "./blindLogistic.ts";
import { blindRegression } from "./blindRegression.ts";
import { blindSingle } from "./blindSingle.ts";
import { blindSoftmax } from "./blindSoftmax.ts";
import type { Case } from "./case.ts";

/** Planted mistakes as people make them, written without a look at the checker. */
export const blind: readonly Case[] = [
  ...blindBatch,
  ...blindConvolution,
  ...blindCounts,
  ...blindGates,
  ...blindLogistic,
  ...blindRegression,
  ...blindSingle,
  ...blindSoftmax,
];
