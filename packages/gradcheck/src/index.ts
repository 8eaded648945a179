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
export { checkGradient } from "./checkGradient.ts";
export type { CheckOptions } from "./checkRefusals.ts";
export type { Agreement, GradientCheck, Kink } from "./checkReport.ts";

// In tests
export { assertMatchesTape, type Tape } from "./assert.ts";
export { GradientMismatch } from "./methods.ts";
