import { tenthConvolution } from "./convolution.ts";
import { tenthDeep } from "./deep.ts";
import { tenthDense } from "./dense.ts";

/** A set of planted mistakes, by their families. */
export const tenth = [...tenthDense, ...tenthDeep, ...tenthConvolution];
