import type { EverydayCase } from "../everyday/case.ts";
import { eleventhAttention } from "./attention.ts";
import { eleventhBlocks } from "./blocks.ts";
import { eleventhClassical } from "./classical.ts";
import { eleventhConvolution } from "./convolution.ts";
import { eleventhDeep } from "./deep.ts";
import { eleventhDense } from "./dense.ts";
import { eleventhFilters } from "./filters.ts";
import { eleventhImages } from "./images.ts";
import { eleventhLosses } from "./losses.ts";
import { eleventhNormalised } from "./normalised.ts";
import { eleventhPenalties } from "./penalties.ts";
import { eleventhRecurrent } from "./recurrent.ts";
import { eleventhSteps } from "./steps.ts";

/** A set of planted mistakes, by their families. */
export const eleventh: readonly EverydayCase[] = [
  ...eleventhDense,
  ...eleventhDeep,
  ...eleventhSteps,
  ...eleventhConvolution,
  ...eleventhImages,
  ...eleventhRecurrent,
  ...eleventhFilters,
  ...eleventhNormalised,
  ...eleventhLosses,
  ...eleventhPenalties,
  ...eleventhAttention,
  ...eleventhBlocks,
  ...eleventhClassical,
];
