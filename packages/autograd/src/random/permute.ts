import type { BitSource } from "./bitSource.ts";
import { interval } from "./integers.ts";

/** Something of which entries can be swapped. */
interface Swappable<T> {
  readonly length: number;
  [index: number]: T;
}

/**
 * Shuffles in place: for i from the last place down to 1, swaps place i with a place drawn from 0 … i.
 *
 * @see R. A. Fisher and F. Yates (1938); R. Durstenfeld (1964), Algorithm 235.
 */
export function shuffleInPlace<T>(bits: BitSource, items: Swappable<T>): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = interval(bits, i);
    const kept = items[i]!;
    items[i] = items[j]!;
    items[j] = kept;
  }
}

/** The numbers 0 … n − 1 in random order. */
export function shuffledIndices(bits: BitSource, n: number): Int32Array {
  const indices = new Int32Array(n);
  for (let i = 0; i < n; i++) indices[i] = i;
  shuffleInPlace(bits, indices);
  return indices;
}
