// Gradients derived by hand
export { type CompareOptions, compareGradients } from "./compare.ts";
export { type CauseCode, type CauseDescription, causeCodes } from "./codes.ts";
export type {
  Cause,
  ComparedEntry,
  ComparisonData,
  GradientComparison,
  Net,
  NetNode,
  SearchExtent,
  Verdict,
} from "./result.ts";

// Derivatives against differences
export { type Agreement, type CheckOptions, checkGradient, type GradientCheck, type Kink } from "./checkGradient.ts";

// In tests
export { assertMatchesTape, type Tape } from "./assert.ts";
export { GradientMismatch } from "./methods.ts";
