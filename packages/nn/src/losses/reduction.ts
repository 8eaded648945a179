import { showValue } from "@wengert/autograd";
import { badArgument } from "../parameters.ts";

/** How the terms of a loss become one number, or `"none"`: they do not. @public */
export type Reduction = "mean" | "sum" | "none" | "batchMean";

const REDUCTIONS: readonly Reduction[] = ["mean", "sum", "none", "batchMean"];

/** @throws ArgumentError when there is no such reduction. */
export function checkReduction(name: string, reduction: Reduction): void {
  if (REDUCTIONS.includes(reduction)) return;
  const names = REDUCTIONS.map((each) => JSON.stringify(each)).join(", ");
  throw badArgument(name, "there is no such reduction", showValue(reduction), `one of ${names}`);
}
