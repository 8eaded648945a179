/** Numbers to be sorted and from which places they come. */
export interface Lane {
  readonly keys: Float64Array;
  readonly places: Int32Array;
}

export const newLane = (length: number): Lane => ({
  keys: new Float64Array(length),
  places: new Int32Array(length),
});

/** Up to how many entries are sorted by insertion, before sorted runs are merged. */
const RUN = 16;

/**
 * Sorts the entries from `first` up to `end` of a lane without NaN: equal ones keep their order. What the spare one holds
 * there is lost.
 *
 * Merge sort from the bottom up, keys and places side by side: stable, and without a call for each comparison.
 *
 * @see D. E. Knuth (1998), The Art of Computer Programming, vol. 3, 2nd ed., section 5.2.4.
 */
export function mergeSort(lane: Lane, spare: Lane, first: number, end: number): void {
  for (let start = first; start < end; start += RUN) insertion(lane, start, Math.min(start + RUN, end));
  let [from, to] = [lane, spare];
  for (let width = RUN; width < end - first; width *= 2) {
    for (let start = first; start < end; start += 2 * width) {
      merge(to, from, start, Math.min(start + width, end), Math.min(start + 2 * width, end));
    }
    [from, to] = [to, from];
  }
  if (from === lane) return;
  lane.keys.set(from.keys.subarray(first, end), first);
  lane.places.set(from.places.subarray(first, end), first);
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
