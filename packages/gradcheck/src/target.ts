// What is to be explained, and the arithmetic of differences. A gradient that a mistake does not move is an empty list.

import type { Graph } from "./graph.ts";

/** The difference that is to be explained: hand − tape for each leaf that has a comparable gradient. */
export interface Target {
  readonly graph: Graph;
  /** null where the hand's gradient cannot be compared. */
  readonly difference: readonly (Float64Array | null)[];
  /** The absolute difference that is put down to rounding. */
  readonly tolerance: readonly number[];
}

/** Whether the moved gradients are the hand's. */
export function explains(moved: readonly Float64Array[], target: Target): boolean {
  return target.difference.every((d, i) => d === null || leafExplained(moved[i]!, d, target.tolerance[i]!));
}

/** The same for one gradient. */
export function leafExplained(moved: Float64Array, d: Float64Array, tolerance: number): boolean {
  if (moved.length === 0) {
    for (let j = 0; j < d.length; j++) if (!(Math.abs(d[j]!) <= tolerance)) return false;
    return true;
  }
  for (let j = 0; j < d.length; j++) if (!(Math.abs(d[j]! - moved[j]!) <= tolerance)) return false;
  return true;
}

/** Whether the gradients move at all. */
export function moves(moved: readonly Float64Array[], { tolerance, difference }: Target): boolean {
  return moved.some((m, i) => difference[i] !== null && m.some((value) => Math.abs(value) > tolerance[i]!));
}

/** Σ aᵢ bᵢ over all leaves, each in units of its tolerance. */
export function product(
  a: readonly (Float64Array | null)[],
  b: readonly (Float64Array | null)[],
  target: Target,
): number {
  let total = 0;
  target.difference.forEach((d, i) => {
    const [x, y] = [a[i], b[i]];
    if (d === null || !x || !y || x.length === 0 || y.length === 0) return;
    const scale = 1 / (target.tolerance[i]! || 1);
    let sum = 0;
    for (let j = 0; j < d.length; j++) sum += x[j]! * scale * (y[j]! * scale);
    total += sum;
  });
  return total;
}

/** a − b. */
export function minus(a: readonly (Float64Array | null)[], b: readonly Float64Array[]): (Float64Array | null)[] {
  return a.map((x, i) => (x === null || b[i]!.length === 0 ? x : x.map((value, j) => value - b[i]![j]!)));
}

/** k a. */
export const times = (a: readonly Float64Array[], k: number): Float64Array[] =>
  a.map((x) => x.map((value) => k * value));

/** a − b, where a may be empty. */
export function difference(a: Float64Array, b: Float64Array): Float64Array {
  if (b.length === 0) return a;
  return b.map((value, j) => (a[j] ?? 0) - value);
}

/** The leaves whose gradients are wrong, by their numbers. */
export const wrongGradients = ({ difference, tolerance }: Target): number[] =>
  difference.flatMap((d, i) => (d?.some((x) => Math.abs(x) > tolerance[i]!) ? [i] : []));
