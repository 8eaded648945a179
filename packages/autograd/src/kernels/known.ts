import type { TypedArray } from "../dtype.ts";
import type { Lane } from "./mergeSort.ts";

/**
 * lane ← the entries of one lane of a tensor that are not NaN, −0 as 0, and their places; how many these are, and
 * whether they rise already.
 */
export function known(
  { keys, places }: Lane,
  data: TypedArray,
  first: number,
  step: number,
  length: number,
): { readonly count: number; readonly rises: boolean } {
  let [count, rises, last] = [0, true, Number.NEGATIVE_INFINITY];
  for (let i = 0, from = first; i < length; i++, from += step) {
    const value = data[from]!;
    if (value !== value) continue;
    if (value < last) rises = false;
    last = value;
    keys[count] = value + 0;
    places[count++] = i;
  }
  return { count, rises };
}
