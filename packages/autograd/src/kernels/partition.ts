import type { TypedArray } from "../dtype.ts";
import { dataOf, flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { blocksOf, rowsOf } from "./copy.ts";
import { BASE } from "./digits.ts";
import { known } from "./known.ts";
import { type Lane, newLane } from "./mergeSort.ts";
import { radixSort, workspaceFor } from "./radixSort.ts";
import { type Selection, select } from "./select.ts";

/** From how many ranks on a lane is rather sorted: each rank costs a search for its place. */
const MANY = 12;

/** Lanes of one length, one after the other, of which entries by their rank are wanted. */
class Ranking {
  private readonly lane: Lane;
  private readonly counts = new Int32Array(BASE);

  constructor(length: number) {
    this.lane = newLane(length);
  }

  /**
   * The places in a lane of `data` at which the entries of the given ranks stand, which rise and differ: of equal ones the
   * first has the lowest rank, NaN come last.
   */
  placesOf(ranks: readonly number[], data: TypedArray, first: number, step: number, length: number): Int32Array {
    const { lane } = this;
    const { count, rises } = known(lane, data, first, step, length);
    const places = new Int32Array(ranks.length);
    const within = ranks.filter((rank) => rank < count);
    if (rises) for (let r = 0; r < within.length; r++) places[r] = lane.places[within[r]!]!;
    else if (within.length >= MANY) {
      const order = radixSort(lane.keys, count, workspaceFor(count));
      for (let r = 0; r < within.length; r++) places[r] = lane.places[order[within[r]!]!]!;
    } else if (within.length > 0) {
      const selection = select(lane.keys, count, within, this.counts);
      for (let r = 0; r < within.length; r++) places[r] = placeOf(selection, r, data, first, step);
    }
    // NaN in their order.
    for (let i = 0, from = first, rank = count, r = within.length; r < ranks.length; i++, from += step) {
      if (data[from]! !== data[from]! && rank++ === ranks[r]) places[r++] = i;
    }
    return places;
  }
}

/** The place of a selected entry: that of the equal one before which as many others come. */
function placeOf({ values, behind }: Selection, r: number, data: TypedArray, first: number, step: number): number {
  const value = values[r]!;
  let i = 0;
  for (let from = first, ahead = behind[r]!; data[from] !== value || ahead-- > 0; i++) from += step;
  return i;
}

const rising = (ranks: Iterable<number>): number[] => [...new Set(ranks)].sort((a, b) => a - b);

/**
 * out ← for each row of `x` where the entries of the ranks in the row of `ranks` stand: those at these places in the order
 * that `argsort` gives.
 */
export function argselect(out: Tensor, x: Tensor, ranks: Tensor): void {
  const n = x.shape[x.ndim - 1]!;
  const m = ranks.shape[ranks.ndim - 1]!;
  const [{ data, offset }, wanted, to] = [rowsOf(x), flatData(ranks), dataOf(out)];
  const ranking = new Ranking(n);
  for (let row = 0; row * m < ranks.size; row++) {
    const own = wanted.subarray(row * m, (row + 1) * m);
    const sorted = rising(own);
    const places = ranking.placesOf(sorted, data, offset + row * n, 1, n);
    for (let j = 0; j < m; j++) to[out.offset + row * m + j] = places[sorted.indexOf(own[j]!)]!;
  }
}

/**
 * out ← an order of the entries of `x` along an axis in which those of the given ranks, which rise and differ, are where
 * they would be if all were sorted, with smaller ones before and larger ones behind. Between two of them the entries keep
 * their order; of equal ones the first has the lowest rank, NaN come last.
 */
export function argpartition(out: Tensor, x: Tensor, axis: number, ranks: readonly number[]): void {
  const { outer, length, inner } = blocksOf(x.shape, axis);
  const { data, offset } = rowsOf(x);
  const to = dataOf(out);
  const ranking = new Ranking(length);
  /** Where the next entry between two ranks goes. */
  const next = new Int32Array(ranks.length + 1);
  for (let k = 0; length > 0 && k < outer * inner; k++) {
    const lane = Math.floor(k / inner) * length * inner + (k % inner);
    const [first, start] = [offset + lane, out.offset + lane];
    const pivots = ranking.placesOf(ranks, data, first, inner, length);
    const values = Array.from(pivots, (place) => data[first + place * inner]!);
    for (let r = 1; r < next.length; r++) next[r] = ranks[r - 1]! + 1;
    next[0] = 0;
    for (let i = 0, from = first; i < length; i++, from += inner) {
      const value = data[from]!;
      let r = 0;
      for (let end = ranks.length; r < end; ) {
        const middle = (r + end) >> 1;
        if (comesAfter(value, i, values[middle]!, pivots[middle]!)) r = middle + 1;
        else end = middle;
      }
      if (r < ranks.length && pivots[r] === i) to[start + ranks[r]! * inner] = i;
      else to[start + next[r]!++ * inner] = i;
    }
  }
}

/** Whether an entry is sorted behind another one: by the numbers, NaN last, then by their places. */
function comesAfter(value: number, place: number, other: number, otherPlace: number): boolean {
  if (value > other) return true;
  if (value === other) return place > otherPlace;
  return value !== value && (other === other || place > otherPlace);
}
