import type { Tensor } from "../../tensor.ts";

/** Eight standard errors of the mean of n draws with deviation σ: a right generator fails for one seed in 10¹⁵. */
export function tolerance(deviation: number, n: number): number {
  return (8 * deviation) / Math.sqrt(n);
}

/** The deviation of a draw that is 1 with probability p, else 0. */
export function spread(p: number): number {
  return Math.sqrt(p * (1 - p));
}

/** The mean of a power of the values. */
export function moment(values: readonly number[], power = 1): number {
  return values.reduce((sum, value) => sum + value ** power, 0) / values.length;
}

/** All elements in one array, bools as 0 and 1. */
export function numbers(x: Tensor): number[] {
  return [x.toArray()].flat(9).map(Number);
}
