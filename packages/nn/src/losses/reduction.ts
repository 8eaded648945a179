/** How the terms of a loss become one number, or `"none"`: they do not. @public */
export type Reduction = "mean" | "sum" | "none" | "batchMean";

const REDUCTIONS: readonly Reduction[] = ["mean", "sum", "none", "batchMean"];

/** @throws RangeError when there is no such reduction. */
export function checkReduction(name: string, reduction: Reduction): void {
  if (REDUCTIONS.includes(reduction)) return;
  throw new RangeError(
    `${name}: there is no reduction ${JSON.stringify(reduction)}\n  hint one of ${REDUCTIONS.map((each) => JSON.stringify(each)).join(", ")}`,
  );
}
