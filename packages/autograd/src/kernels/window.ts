import { passThroughMax, poolWindows } from "@wengert/wasm";
import type { TypedArray } from "../dtype.ts";
import type { Shape } from "../shape.ts";

/**
 * How windows go over the spatial axes of a tensor, one number for each axis. The input is first spread out
 * (`inputDilation` − 1 zeros between neighbours), then padded (cut off where a padding is negative); then a window of
 * `size` taps, `dilation` apart, moves over it in steps of `strides`.
 */
export type Windows = {
  readonly size: Shape;
  readonly strides: Shape;
  /** What is put before and behind along each axis. */
  readonly padding: readonly (readonly [number, number])[];
  readonly inputDilation: Shape;
  readonly dilation: Shape;
};

/** The length of `n` entries that lie `step` apart. */
export function dilated(n: number, step: number): number {
  return n === 0 ? 0 : (n - 1) * step + 1;
}

/** How many windows fit along each axis. */
export function windowsIn(spatial: Shape, windows: Windows): number[] {
  const { size, strides, padding, inputDilation, dilation } = windows;
  return spatial.map((n, d) => {
    const room = dilated(n, inputDilation[d]!) + padding[d]![0] + padding[d]![1] - dilated(size[d]!, dilation[d]!);
    return Math.max(Math.floor(room / strides[d]!) + 1, 0);
  });
}

/**
 * Where the taps of the windows lie: for each axis, entry `tap · count + window` is the place along the axis of the
 * input, or −1 in the padding and between entries.
 */
export function tapsOf(spatial: Shape, counts: Shape, windows: Windows): Int32Array[] {
  const { size, strides, padding, inputDilation, dilation } = windows;
  return spatial.map((n, d) => {
    const count = counts[d]!;
    const table = new Int32Array(size[d]! * count);
    for (let tap = 0; tap < size[d]!; tap++) {
      for (let window = 0; window < count; window++) {
        const spread = window * strides[d]! + tap * dilation[d]! - padding[d]![0];
        const place = spread / inputDilation[d]!;
        table[tap * count + window] = spread >= 0 && place < n && Number.isInteger(place) ? place : -1;
      }
    }
    return table;
  });
}

/**
 * For each tap the place in a flattened block of the input that each window reads with it, −1 for none: entry
 * `tap · windows + window`, both counted in row-major order.
 */
export function flatTaps(spatial: Shape, counts: Shape, windows: Windows): Int32Array {
  let table: Int32Array = Int32Array.of(0);
  let [taps, places] = [1, 1];
  tapsOf(spatial, counts, windows).forEach((axis, d) => {
    const [size, count, n] = [windows.size[d]!, counts[d]!, spatial[d]!];
    const next = new Int32Array(taps * size * places * count);
    let k = 0;
    for (let tap = 0; tap < taps; tap++) {
      for (let t = 0; t < size; t++) {
        for (let place = 0; place < places; place++) {
          const before = table[tap * places + place]!;
          for (let w = 0; w < count; w++) {
            const own = axis[t * count + w]!;
            next[k++] = before < 0 || own < 0 ? -1 : before * n + own;
          }
        }
      }
    }
    table = next;
    taps *= size;
    places *= count;
  });
  return table;
}

/** From this many numbers seen by windows on a kernel, which gives equal bits, is faster. */
const MANY = 256;

/** Each window's sum, for blocks that follow one another; `out` holds zeros. */
export function sumWindows(
  out: TypedArray,
  o: number,
  x: TypedArray,
  i: number,
  blocks: number,
  block: number,
  count: number,
  taps: Int32Array,
): void {
  if (blocks * taps.length >= MANY && poolWindows("sum", out, o, x, i, blocks, block, count, taps)) return;
  for (let b = 0; b < blocks; b++) {
    const [to, from] = [o + b * count, i + b * block];
    for (let t = 0; t < taps.length; t += count) {
      for (let w = 0; w < count; w++) {
        const place = taps[t + w]!;
        if (place >= 0) out[to + w]! += x[from + place]!;
      }
    }
  }
}

/** Each window's largest entry, NaN when one is NaN; `lowest` where a window holds nothing but padding. */
export function maxWindows(
  out: TypedArray,
  o: number,
  x: TypedArray,
  i: number,
  blocks: number,
  block: number,
  count: number,
  taps: Int32Array,
  lowest: number,
): void {
  if (blocks * taps.length >= MANY && poolWindows("max", out, o, x, i, blocks, block, count, taps)) return;
  out.fill(lowest, o, o + blocks * count);
  for (let b = 0; b < blocks; b++) {
    const [to, from] = [o + b * count, i + b * block];
    for (let t = 0; t < taps.length; t += count) {
      for (let w = 0; w < count; w++) {
        const place = taps[t + w]!;
        if (place < 0) continue;
        const value = x[from + place]!;
        if (value > out[to + w]! || value !== value) out[to + w] = value;
      }
    }
  }
}

/** For each window the number of its entries that equal the largest, `y`; a NaN counts as equal to a NaN. */
function countTies(
  ties: Float64Array,
  x: TypedArray,
  from: number,
  y: TypedArray,
  at: number,
  count: number,
  taps: Int32Array,
): void {
  ties.fill(0);
  for (let t = 0; t < taps.length; t += count) {
    for (let w = 0; w < count; w++) {
      const place = taps[t + w]!;
      if (place >= 0 && isSame(x[from + place]!, y[at + w]!)) ties[w]! += 1;
    }
  }
}

const isSame = (a: number, b: number): boolean => a === b || (a !== a && b !== b);

/**
 * With `spread`, shares each window's number in `values` among the entries that are its largest and adds the shares up
 * in `out`; otherwise gives each window the mean of `values` at these entries. `y` holds the windows' largest.
 */
export function throughMax(
  spread: boolean,
  out: TypedArray,
  o: number,
  values: TypedArray,
  v: number,
  x: TypedArray,
  i: number,
  y: TypedArray,
  blocks: number,
  block: number,
  count: number,
  taps: Int32Array,
): void {
  const which = spread ? "spread" : "pick";
  const many = blocks * taps.length >= MANY;
  if (many && passThroughMax(which, out, o, values, v, x, i, blocks, block, count, taps)) return;
  const ties = new Float64Array(count);
  for (let b = 0; b < blocks; b++) {
    const [from, windows] = [i + b * block, b * count];
    countTies(ties, x, from, y, windows, count, taps);
    for (let t = 0; t < taps.length; t += count) {
      for (let w = 0; w < count; w++) {
        const place = taps[t + w]!;
        if (place < 0 || !isSame(x[from + place]!, y[windows + w]!)) continue;
        if (spread) out[o + b * block + place]! += values[v + windows + w]! / ties[w]!;
        else out[o + windows + w]! += values[v + b * block + place]! / ties[w]!;
      }
    }
  }
}
