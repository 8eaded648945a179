// Gradients derived by hand
export { type CompareOptions, compareGradients } from "./compare.ts";
export type { CauseCode } from "./codes.ts";
export type { Cause, ComparedEntry, GradientComparison, SearchExtent, Verdict } from "./result.ts";

// Derivatives against differences
export { type Agreement, type CheckOptions, checkGradient, type GradientCheck, type Kink } from "./checkGradient.ts";
