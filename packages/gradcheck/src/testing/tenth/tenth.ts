import type { EverydayCase } from "../everyday/case.ts";
import { tenthAttention } from "./attention.ts";
import { tenthClassical } from "./classical.ts";
import { tenthConvolution } from "./convolution.ts";
import { tenthCourse } from "./course.ts";
import { tenthDeep } from "./deep.ts";
import { tenthDense } from "./dense.ts";
import { tenthDistributions } from "./distributions.ts";
import { tenthDynamics } from "./dynamics.ts";
import { tenthExercises } from "./exercises.ts";
import { tenthGated } from "./gated.ts";
import { tenthLosses } from "./losses.ts";
import { tenthNormalised } from "./normalised.ts";
import { tenthOtherNorms } from "./otherNorms.ts";
import { tenthPooling } from "./pooling.ts";
import { tenthRecurrent } from "./recurrent.ts";
import { tenthRegularised } from "./regularised.ts";
import { tenthResidual } from "./residual.ts";
import { tenthRobust } from "./robust.ts";

/** A set of planted mistakes, by their families. */
export const tenth: readonly EverydayCase[] = [
  ...tenthDense,
  ...tenthCourse,
  ...tenthExercises,
  ...tenthDeep,
  ...tenthConvolution,
  ...tenthPooling,
  ...tenthRecurrent,
  ...tenthGated,
  ...tenthNormalised,
  ...tenthOtherNorms,
  ...tenthLosses,
  ...tenthRobust,
  ...tenthRegularised,
  ...tenthDistributions,
  ...tenthAttention,
  ...tenthResidual,
  ...tenthClassical,
  ...tenthDynamics,
];
