import type { Case } from "./case.ts";
import { openConvolution } from "./openConvolution.ts";
import { openDeep } from "./openDeep.ts";
import { openDense } from "./openDense.ts";
import { openLogistic } from "./openLogistic.ts";
import { openMeanSquare } from "./openMeanSquare.ts";
import { openNormalised } from "./openNormalised.ts";
import { openRecurrent } from "./openRecurrent.ts";
import { openRegularised } from "./openRegularised.ts";
import { openSamples } from "./openSamples.ts";
import { openSoftmax } from "./openSoftmax.ts";

/** All the mistakes that a checker may be made with. */
export const open: readonly Case[] = [
  ...openConvolution,
  ...openDeep,
  ...openDense,
  ...openLogistic,
  ...openMeanSquare,
  ...openNormalised,
  ...openRecurrent,
  ...openRegularised,
  ...openSamples,
  ...openSoftmax,
];
