import { dataOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { blocksOf, rowsOf } from "./copy.ts";

/** Up to how many entries are sorted by insertion, before sorted runs are merged. */
const RUN = 16;

/**
 * out ← the order of the entries of `x` along an axis: equal ones keep their order, NaN come last.
 *
 * Merge sort from the bottom up, keys and places side by side: stable, and without a call for each comparison.
 *
 * @see D. E. Knuth (1998), The Art of Computer Programming, vol. 3, 2nd ed., section 5.2.4.
 */
export function argsort(out: Tensor, x: Tensor, axis: number): void {
  const { outer, length, inner } = blocksOf(x.shape, axis);
  const { data, offset } = rowsOf(x);
  const to = dataOf(out);
  const lane: Lane = { keys: new Float64Array(length), places: new Int32Array(length) };
  const spare: Lane = { keys: new Float64Array(length), places: new Int32Array(length) };
  for (let k = 0; k < outer * inner; k++) {
    const first = Math.floor(k / inner) * length * inner + (k % inner);
    // Entries that are NaN go to the end at once, in their order; the others are sorted.
    let count = 0;
    for (let i = 0, from = offset + first; i < length; i++, from += inner) {
      const value = data[from]!;
      if (value !== value) continue;
      lane.keys[count] = value;
      lane.places[count++] = i;
    }
    if (count < length) {
      for (let i = 0, from = offset + first, last = count; i < length; i++, from += inner) {
        if (data[from]! !== data[from]!) to[out.offset + first + last++ * inner] = i;
      }
    }
    const { places } = sortLane(lane, spare, count);
    for (let i = 0; i < count; i++) to[out.offset + first + i * inner] = places[i]!;
  }
}

/** Numbers to be sorted and from which places they come. */
interface Lane {
  readonly keys: Float64Array;
  readonly places: Int32Array;
}

/** The first `count` entries of the lane sorted, in it or in the spare one, whichever was written last. */
function sortLane(lane: Lane, spare: Lane, count: number): Lane {
  for (let start = 0; start < count; start += RUN) insertion(lane, start, Math.min(start + RUN, count));
  let [from, to] = [lane, spare];
  for (let width = RUN; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      merge(to, from, start, Math.min(start + width, count), Math.min(start + 2 * width, count));
    }
    [from, to] = [to, from];
  }
  return from;
}

function insertion({ keys, places }: Lane, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const key = keys[i]!;
    const place = places[i]!;
    let j = i - 1;
    for (; j >= start && keys[j]! > key; j--) {
      keys[j + 1] = keys[j]!;
      places[j + 1] = places[j]!;
    }
    keys[j + 1] = key;
    places[j + 1] = place;
  }
}

/** to ← the runs [start, middle) and [middle, end) merged; at ties the first one's entry comes first. */
function merge(to: Lane, { keys, places }: Lane, start: number, middle: number, end: number): void {
  const [toKeys, toPlaces] = [to.keys, to.places];
  let [i, j] = [start, middle];
  for (let k = start; k < end; k++) {
    const next = j >= end || (i < middle && keys[i]! <= keys[j]!) ? i++ : j++;
    toKeys[k] = keys[next]!;
    toPlaces[k] = places[next]!;
  }
}

/** out ← for each number in `values` how many entries of the sorted `list` come before it; NaN count as the largest. */
export function searchSorted(out: Tensor, list: Tensor, values: Tensor, right: boolean): void {
  const [a, v] = [rowsOf(list), rowsOf(values)];
  const to = dataOf(out);
  const before = (x: number, y: number): boolean => x < y || (y !== y && x === x);
  for (let i = 0; i < values.size; i++) {
    const value = v.data[v.offset + i]!;
    let [low, high] = [0, list.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = a.data[a.offset + middle]!;
      if (right ? !before(value, entry) : before(entry, value)) low = middle + 1;
      else high = middle;
    }
    to[out.offset + i] = low;
  }
}
