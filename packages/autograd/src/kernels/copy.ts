import type { TypedArray } from "../dtype.ts";
import { dataOf, flatData } from "../storage.ts";
import { copyStrided } from "../strided.ts";
import type { Tensor } from "../tensor.ts";

/** out ← x, for an `out` that is contiguous and has x's size and dtype. */
export function copyTensor(out: Tensor, x: Tensor): void {
  const [to, from] = [dataOf(out), dataOf(x)];
  if (x.strides !== null) copyStrided(to, out.offset, from, x.offset, x.shape, x.strides);
  else to.set(from.subarray(x.offset, x.offset + x.size), out.offset);
}

/** Copies a block of the given shape from one strided layout into another. */
export function copyBlock(
  out: TypedArray,
  outOffset: number,
  outStrides: readonly number[],
  data: TypedArray,
  offset: number,
  strides: readonly number[],
  shape: readonly number[],
): void {
  const last = shape.length - 1;
  if (last < 0) {
    out[outOffset] = data[offset]!;
    return;
  }
  const n = shape[last]!;
  const [outStep, step] = [outStrides[last]!, strides[last]!];
  let rows = n === 0 ? 0 : 1;
  for (let d = 0; d < last; d++) rows *= shape[d]!;
  const index = new Array<number>(last).fill(0);
  for (let row = 0, to = outOffset, from = offset; row < rows; row++) {
    for (let i = 0, o = to, k = from; i < n; i++, o += outStep, k += step) out[o] = data[k]!;
    for (let d = last - 1; d >= 0; d--) {
      to += outStrides[d]!;
      from += strides[d]!;
      if (++index[d]! < shape[d]!) break;
      to -= outStrides[d]! * shape[d]!;
      from -= strides[d]! * shape[d]!;
      index[d] = 0;
    }
  }
}

/**
 * A tensor seen as `outer` blocks of `length` entries of `inner` elements each: how everything that goes along one
 * axis reads it.
 */
export interface Blocks {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** The blocks of a shape along `count` neighbouring axes from `axis` on. */
export function blocksOf(shape: readonly number[], axis: number, count = 1): Blocks {
  let [outer, length, inner] = [1, 1, 1];
  shape.forEach((n, d) => {
    if (d < axis) outer *= n;
    else if (d < axis + count) length *= n;
    else inner *= n;
  });
  return { outer, length, inner };
}

/** Where the elements lie in row-major order, without a copy when they do so already. */
export function rowsOf(x: Tensor): { readonly data: TypedArray; readonly offset: number } {
  return x.strides === null ? { data: dataOf(x), offset: x.offset } : { data: flatData(x), offset: 0 };
}
