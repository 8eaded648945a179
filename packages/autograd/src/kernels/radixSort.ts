import { BASE, lowerHalf, MASKS, SHIFTS, upperHalf, wordsOf } from "./digits.ts";
import { type Lane, mergeSort } from "./mergeSort.ts";

/** From how many entries on digits are faster than merging. */
export const LONG = 1000;

/** What a sort by digits works with: the halves of the keys and where they belong, twice. */
export interface Workspace {
  readonly halves: readonly [Int32Array, Int32Array];
  readonly places: readonly [Int32Array, Int32Array];
  readonly counts: readonly [Int32Array, Int32Array, Int32Array];
}

export function workspaceFor(length: number): Workspace {
  const ints = (n: number): Int32Array => new Int32Array(n);
  return {
    halves: [ints(length), ints(length)],
    places: [ints(length), ints(length)],
    counts: [ints(BASE), ints(BASE), ints(BASE)],
  };
}

/**
 * The order of the first `count` keys, of which none is NaN or −0: equal ones keep their order.
 *
 * Radix sort by the upper half of each number, the last digit first. Those that only differ in their lower halves, few as
 * a rule, are then merged.
 *
 * @see D. E. Knuth (1998), The Art of Computer Programming, vol. 3, 2nd ed., section 5.2.5.
 */
export function radixSort(keys: Float64Array, count: number, { halves, places, counts }: Workspace): Int32Array {
  const words = wordsOf(keys);
  let [from, to] = halves;
  let [at, next] = places;
  const [front, middle, back] = counts;
  for (const each of counts) each.fill(0);
  // Which bits of the lower halves are not the same in all of them.
  let lower = 0;
  for (let i = 0; i < count; i++) {
    const half = upperHalf(words, i);
    lower |= lowerHalf(words, i) ^ lowerHalf(words, 0);
    from[i] = half;
    at[i] = i;
    front[half >>> SHIFTS[0]]!++;
    middle[(half >>> SHIFTS[1]) & MASKS[1]]!++;
    back[half & MASKS[2]]!++;
  }
  for (let digit = 2; digit >= 0; digit--) {
    const [starts, shift, mask] = [counts[digit]!, SHIFTS[digit]!, MASKS[digit]!];
    // A digit that all have in common orders nothing.
    if (count === 0 || starts[(from[0]! >>> shift) & mask] === count) continue;
    for (let value = 0, start = 0; value < BASE; value++) {
      const n = starts[value]!;
      starts[value] = start;
      start += n;
    }
    for (let i = 0; i < count; i++) {
      const half = from[i]!;
      const o = starts[(half >>> shift) & mask]!++;
      to[o] = half;
      next[o] = at[i]!;
    }
    [from, to] = [to, from];
    [at, next] = [next, at];
  }
  if (lower !== 0) byLowerHalves(keys, count, from, { at, next });
  return at;
}

/** Sorts the runs of equal upper halves by the whole numbers. */
function byLowerHalves(
  keys: Float64Array,
  count: number,
  halves: Int32Array,
  { at, next }: { readonly at: Int32Array; readonly next: Int32Array },
): void {
  const run: Lane = { keys: new Float64Array(count), places: at };
  let spare: Lane | null = null;
  for (let start = 0, end = 1; start < count; start = end++) {
    while (end < count && halves[end] === halves[start]) end++;
    if (end === start + 1) continue;
    let rises = true;
    for (let i = start; i < end; i++) {
      run.keys[i] = keys[at[i]!]!;
      if (i > start && run.keys[i]! < run.keys[i - 1]!) rises = false;
    }
    if (rises) continue;
    spare ??= { keys: new Float64Array(count), places: next };
    mergeSort(run, spare, start, end);
  }
}
