import { dataOf, flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/** How far beside its true place a number may be looked for first in a list of even distances. */
const BESIDE = 2;

/**
 * out ← for each number in `values` how many entries of the sorted `list` come before it; NaN count as the largest.
 *
 * In a list of numbers at even distances the search starts where the number would have to be; in any other where the last
 * one ended when that is the place, as it is for values in rising order.
 */
export function searchSorted(out: Tensor, list: Tensor, values: Tensor, right: boolean): void {
  const n = list.size;
  // NaN follow the entries, more than there are: no comparison with one holds, so no search leaves the list.
  const entries = new Float64Array(n + 2 * BESIDE + 1).fill(Number.NaN);
  entries.set(flatData(list));
  let known = n;
  while (known > 0 && entries[known - 1]! !== entries[known - 1]!) known--;
  const given = flatData(values);
  const numbers = given instanceof Float64Array ? given : Float64Array.from(given);
  const places = dataOf(out) as Int32Array;
  const scale = values.size < n ? 0 : evenScale(entries, known);
  if (scale !== 0) amongEven(places, out.offset, entries, numbers, right, known, scale);
  else amongAny(places, out.offset, entries, numbers, right, known);
  // NaN come before nothing, or behind everything.
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i]! !== numbers[i]!) places[out.offset + i] = right ? n : known;
  }
}

/** By what the distance from the first entry must be multiplied to give the place, or 0 where distances are not even. */
function evenScale(entries: Float64Array, n: number): number {
  const scale = (n - 1) / (entries[n - 1]! - entries[0]!);
  if (!(n > 4 && Number.isFinite(scale))) return 0;
  for (let i = 0; i < n; i++) if (!(Math.abs((entries[i]! - entries[0]!) * scale - i) < 0.5)) return 0;
  return scale;
}

/** Rounding is wrong by one place at most; from two places before, entries are counted without a branch. */
function amongEven(
  to: Int32Array,
  o: number,
  entries: Float64Array,
  numbers: Float64Array,
  right: boolean,
  known: number,
  scale: number,
): void {
  const start = entries[0]!;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    const guess = (value - start) * scale - BESIDE + 1;
    // NaN have no place.
    let place = guess > 0 ? (guess < known ? Math.trunc(guess) : known - 1) : 0;
    for (let step = 0; step < 2 * BESIDE; step++) {
      const entry = entries[place]!;
      place += right ? +(entry <= value) : +(entry < value);
    }
    to[o + i] = place;
  }
}

function amongAny(
  to: Int32Array,
  o: number,
  entries: Float64Array,
  numbers: Float64Array,
  right: boolean,
  known: number,
): void {
  let place = 0;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    let [low, high] = [0, known];
    // Up to two places on from the last one.
    if (place > 0 && precedes(entries[place - 1]!, value, right)) low = place;
    else if (place > 0) high = place - 1;
    if (low === place && low + 1 < known && !precedes(entries[low + 1]!, value, right)) high = low + 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (precedes(entries[middle]!, value, right)) low = middle + 1;
      else high = middle;
    }
    place = low;
    to[o + i] = low;
  }
}

const precedes = (entry: number, value: number, right: boolean): boolean => (right ? entry <= value : entry < value);
