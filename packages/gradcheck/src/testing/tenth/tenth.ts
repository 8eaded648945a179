import { tenthDense } from "./dense.ts";

/** A set of planted mistakes, by their families. */
export const tenth = [...tenthDense];
