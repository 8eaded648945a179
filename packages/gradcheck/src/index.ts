// Gradients derived by hand
export { type CompareOptions, compareGradients } from "./compare.ts";
export type { CauseCode } from "./codes.ts";
export type { Cause, ComparedEntry, GradientComparison, SearchExtent, Verdict } from "./result.ts";
