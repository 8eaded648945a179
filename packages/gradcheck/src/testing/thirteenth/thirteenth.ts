import type { EverydayCase } from "../everyday/case.ts";
import { thirteenthDeep } from "./deep.ts";
import { thirteenthDense } from "./dense.ts";

/** Mistakes in gradients as students and engineers make them: the thirteenth set. */
export const thirteenth: EverydayCase[] = [...thirteenthDense, ...thirteenthDeep];
