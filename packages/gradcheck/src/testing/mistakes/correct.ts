import { correctClasses } from "./correctClasses.ts";
import { correctDense } from "./correctDense.ts";
import { correctLayers } from "./correctLayers.ts";
import type { Right } from "./rightly.ts";

/** Gradients by hand that are right and look unusual: a checker must not complain about any. */
export const correct: readonly Right[] = [...correctDense, ...correctClasses, ...correctLayers];
