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

/**
 * out ← where the `k` largest entries of `x` along an axis are, the largest first: of equal ones those in front, NaN last.
 *
 * A heap of the best so far, its worst entry on top: n comparisons and few exchanges where k is small.
 *
 * @see D. E. Knuth (1998), The Art of Computer Programming, vol. 3, 2nd ed., section 5.2.3.
 */
export function argtop(out: Tensor, x: Tensor, axis: number, k: number): void {
  const { outer, length, inner } = blocksOf(x.shape, axis);
  const { data, offset } = rowsOf(x);
  const to = dataOf(out);
  const heap: Lane = { keys: new Float64Array(k), places: new Int32Array(k) };
  const empty = new Int32Array(k);
  for (let lane = 0; k > 0 && lane < outer * inner; lane++) {
    const [block, column] = [Math.floor(lane / inner), lane % inner];
    const first = offset + block * length * inner + column;
    let [count, missing] = [0, 0];
    for (let i = 0, from = first; i < length; i++, from += inner) {
      const value = data[from]!;
      if (value !== value) {
        if (missing < k) empty[missing++] = i;
      } else if (count < k) {
        heap.keys[count] = value;
        heap.places[count++] = i;
        if (count === k) for (let top = (k >> 1) - 1; top >= 0; top--) sink(heap, top, k);
      } else if (value > heap.keys[0]!) {
        heap.keys[0] = value;
        heap.places[0] = i;
        sink(heap, 0, k);
      }
    }
    if (count < k) for (let top = (count >> 1) - 1; top >= 0; top--) sink(heap, top, count);
    const target = out.offset + block * k * inner + column;
    for (let j = count - 1; j >= 0; j--) {
      to[target + j * inner] = heap.places[0]!;
      heap.keys[0] = heap.keys[j]!;
      heap.places[0] = heap.places[j]!;
      sink(heap, 0, j);
    }
    for (let j = count; j < k; j++) to[target + j * inner] = empty[j - count]!;
  }
}

/** Lets the entry at `top` of a heap sink below what is worse: smaller, or equal and further behind. */
function sink({ keys, places }: Lane, top: number, count: number): void {
  const [key, place] = [keys[top]!, places[top]!];
  const worse = (i: number, than: number, thanPlace: number): boolean =>
    keys[i]! < than || (keys[i] === than && places[i]! > thanPlace);
  let hole = top;
  for (let child = 2 * hole + 1; child < count; child = 2 * hole + 1) {
    if (child + 1 < count && worse(child + 1, keys[child]!, places[child]!)) child++;
    if (!worse(child, key, place)) break;
    keys[hole] = keys[child]!;
    places[hole] = places[child]!;
    hole = child;
  }
  keys[hole] = key;
  places[hole] = place;
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

/**
 * out ← for each number in `values` how many entries of the sorted `list` come before it; NaN count as the largest.
 *
 * The search starts where the last one ended when that is the place, as it is for values in rising order.
 */
export function searchSorted(out: Tensor, list: Tensor, values: Tensor, right: boolean): void {
  const [a, v] = [rowsOf(list), rowsOf(values)];
  const [entries, numbers, n] = [a.data, v.data, list.size];
  const to = dataOf(out);
  // NaN at the end of the list are set aside, so that below an entry is compared by < or ≤ alone.
  let known = n;
  while (known > 0 && entries[a.offset + known - 1]! !== entries[a.offset + known - 1]!) known--;
  let place = 0;
  for (let i = 0; i < values.size; i++) {
    const value = numbers[v.offset + i]!;
    let [low, high] = [0, known];
    if (value !== value) [low, high] = right ? [n, n] : [known, known];
    else {
      // Up to two places on from the last one.
      if (place > 0 && precedes(entries[a.offset + place - 1]!, value, right)) low = place;
      else if (place > 0) high = place - 1;
      if (low === place && low + 1 < known && !precedes(entries[a.offset + low + 1]!, value, right)) high = low + 1;
    }
    while (low < high) {
      const middle = (low + high) >> 1;
      if (precedes(entries[a.offset + middle]!, value, right)) low = middle + 1;
      else high = middle;
    }
    place = value === value ? low : place;
    to[out.offset + i] = low;
  }
}

const precedes = (entry: number, value: number, right: boolean): boolean => (right ? entry <= value : entry < value);
