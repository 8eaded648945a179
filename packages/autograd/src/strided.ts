import { type DType, newArray, type TypedArray } from "./dtype.ts";
import type { NestedNumbers } from "./tensor.ts";

/** From this many neighbours on a copy of all at once is faster than one by one. */
const LONG = 48;

/** How many elements of the last axes lie beside each other, and how many axes are before those. */
function neighboursIn(shape: readonly number[], strides: readonly number[]): readonly [count: number, axes: number] {
  let count = 1;
  let axes = shape.length;
  while (axes > 0 && (shape[axes - 1] === 1 || strides[axes - 1] === count)) count *= shape[--axes]!;
  return [count, axes];
}

/** Copies a strided block into consecutive places. */
export function copyStrided(
  out: TypedArray,
  outOffset: number,
  data: TypedArray,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): void {
  const rank = shape.length;
  if (rank === 0) {
    out[outOffset] = data[offset]!;
    return;
  }
  const [neighbours, before] = neighboursIn(shape, strides);
  const whole = neighbours >= LONG;
  const axes = whole ? before : rank - 1;
  const n = whole ? neighbours : shape[rank - 1]!;
  const step = whole ? 1 : strides[rank - 1]!;
  let rows = n === 0 ? 0 : 1;
  for (let d = 0; d < axes; d++) rows *= shape[d]!;
  const index = new Array<number>(rank).fill(0);
  let o = outOffset;
  for (let row = 0, at = offset; row < rows; row++) {
    if (whole) {
      out.set(data.subarray(at, at + n), o);
      o += n;
    } else {
      for (let i = 0, k = at; i < n; i++, k += step) out[o++] = data[k]!;
    }
    for (let d = axes - 1; d >= 0; d--) {
      at += strides[d]!;
      if (++index[d]! < shape[d]!) break;
      at -= strides[d]! * shape[d]!;
      index[d] = 0;
    }
  }
}

/** The elements in row-major order: a window on the storage where they lie so already, a copy otherwise. */
export function flatten(
  data: TypedArray,
  dtype: DType,
  size: number,
  offset: number,
  shape: readonly number[],
  strides: readonly number[] | null,
): TypedArray {
  if (strides === null) return data.subarray(offset, offset + size);
  const out = newArray(dtype, size);
  copyStrided(out, 0, data, offset, shape, strides);
  return out;
}

/** The steps of a row-major layout. */
export function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  for (let d = shape.length - 1, step = 1; d >= 0; d--) {
    strides[d] = step;
    step *= shape[d]!;
  }
  return strides;
}

/** Whether these steps are those of a row-major layout; the step of an axis of length 1 does not matter. */
export function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  for (let d = shape.length - 1, step = 1; d >= 0; d--) {
    if (shape[d] !== 1 && strides[d] !== step) return false;
    step *= shape[d]!;
  }
  return true;
}

/**
 * The steps with which the same storage shows another shape of the same size, which must not be 0; null when no steps
 * do and the elements have to be copied.
 */
export function reshapedStrides(
  shape: readonly number[],
  strides: readonly number[],
  target: readonly number[],
): number[] | null {
  const axes = shape.map((_, d) => d).filter((d) => shape[d] !== 1);
  const out = new Array<number>(target.length).fill(0);
  let t = target.length - 1;
  for (let a = axes.length - 1; a >= 0; a--) {
    // Axes that follow one another in even steps are as good as one long axis, which can be divided anew.
    const step = strides[axes[a]!]!;
    let length = shape[axes[a]!]!;
    while (a > 0 && strides[axes[a - 1]!] === step * length) length *= shape[axes[--a]!]!;
    let filled = 1;
    for (; t >= 0 && filled < length; t--) {
      out[t] = step * filled;
      filled *= target[t]!;
    }
    if (filled !== length) return null;
  }
  return out;
}

/** Flat row-major values as nested arrays. */
export function nest(values: TypedArray, shape: readonly number[], asBooleans: boolean): NestedNumbers {
  let at = 0;
  const build = (d: number): NestedNumbers => {
    if (d === shape.length) {
      const value = values[at++]!;
      return asBooleans ? value !== 0 : value;
    }
    return Array.from({ length: shape[d]! }, () => build(d + 1));
  };
  return build(0);
}
