import { tenthConvolution } from "./convolution.ts";
import { tenthDeep } from "./deep.ts";
import { tenthDense } from "./dense.ts";
import { tenthGated } from "./gated.ts";
import { tenthNormalised } from "./normalised.ts";
import { tenthOtherNorms } from "./otherNorms.ts";
import { tenthPooling } from "./pooling.ts";
import { tenthRecurrent } from "./recurrent.ts";

/** A set of planted mistakes, by their families. */
export const tenth = [
  ...tenthDense,
  ...tenthDeep,
  ...tenthConvolution,
  ...tenthPooling,
  ...tenthRecurrent,
  ...tenthGated,
  ...tenthNormalised,
  ...tenthOtherNorms,
];
