import type { Case } from "./case.ts";
import { wideAttention } from "./wideAttention.ts";
import { wideConvolution } from "./wideConvolution.ts";
import { wideCounts } from "./wideCounts.ts";
import { wideDense } from "./wideDense.ts";
import { wideGate } from "./wideGate.ts";
import { wideLogistic } from "./wideLogistic.ts";
import { wideNormalised } from "./wideNormalised.ts";
import { wideSoftmax } from "./wideSoftmax.ts";

/** Planted mistakes in nets of kinds that the first set does not have. */
export const wide: readonly Case[] = [
  ...wideAttention,
  ...wideConvolution,
  ...wideCounts,
  ...wideDense,
  ...wideGate,
  ...wideLogistic,
  ...wideNormalised,
  ...wideSoftmax,
];
