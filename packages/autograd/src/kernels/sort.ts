import { dataOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { blocksOf, rowsOf } from "./copy.ts";
import { known } from "./known.ts";
import { type Lane, mergeSort, newLane } from "./mergeSort.ts";
import { LONG, radixSort, workspaceFor } from "./radixSort.ts";

/**
 * out ← the order of the entries of `x` along an axis: equal ones keep their order, NaN come last.
 *
 * Short lanes are sorted by merging, long ones by digits.
 */
export function argsort(out: Tensor, x: Tensor, axis: number): void {
  const { outer, length, inner } = blocksOf(x.shape, axis);
  const { data, offset } = rowsOf(x);
  const to = dataOf(out);
  const [lane, spare] = [newLane(length), newLane(length)];
  const workspace = length < LONG ? null : workspaceFor(length);
  for (let k = 0; k < outer * inner; k++) {
    const first = Math.floor(k / inner) * length * inner + (k % inner);
    const { count, rises } = known(lane, data, offset + first, inner, length);
    if (count < length) {
      for (let i = 0, from = offset + first, last = count; i < length; i++, from += inner) {
        if (data[from]! !== data[from]!) to[out.offset + first + last++ * inner] = i;
      }
    }
    let order = lane.places;
    if (!rises && workspace === null) mergeSort(lane, spare, 0, count);
    else if (!rises) {
      order = radixSort(lane.keys, count, workspace!);
      // They are the places among the numbers; what NaN stood between them?
      if (count < length) for (let i = 0; i < count; i++) order[i] = lane.places[order[i]!]!;
    }
    for (let i = 0, o = out.offset + first; i < count; i++, o += inner) to[o] = order[i]!;
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
