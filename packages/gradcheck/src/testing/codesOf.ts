import { compareGradients } from "../index.ts";

/** The codes of all causes that a comparison names. */
export const codesOf = (comparison: Parameters<typeof compareGradients>[0]): string[] =>
  compareGradients(comparison).causes.map(({ code }) => code);
