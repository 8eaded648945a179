import type { Graph } from "./graph.ts";

/** On so many numbers an operation takes about as long again as it does on one. */
const FEW = 100;

/** What one walk over a net costs, in operations on few numbers: searches are limited by this, and not by the clock. */
export function walkCost({ lines, values }: Pick<Graph, "lines" | "values">): number {
  return values.reduce((cost, { size }) => cost + Math.floor(size / FEW), lines.length);
}
