import type { EverydayCase } from "../everyday/case.ts";
import { eleventhConvolution } from "./convolution.ts";
import { eleventhDense } from "./dense.ts";
import { eleventhLosses } from "./losses.ts";
import { eleventhNormalised } from "./normalised.ts";
import { eleventhRecurrent } from "./recurrent.ts";

/** All cases of the eleventh set. */
export const eleventh: readonly EverydayCase[] = [
  ...eleventhDense,
  ...eleventhConvolution,
  ...eleventhRecurrent,
  ...eleventhNormalised,
  ...eleventhLosses,
];
