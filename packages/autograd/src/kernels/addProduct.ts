import { sameShape } from "../shape.ts";
import { empty, single } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/** From so many numbers on a kernel is faster, and two of them, for a product and a sum one after the other. */
const PRODUCT_KERNEL_FROM = 32;
const KERNELS_FROM = 192;

/** A number beside an array is read from here, for the time of one loop. */
const factor = new Float64Array(1);

/**
 * before + g·d, or g·d where `before` is null, with the bits of `scale` and `add`, by one loop and no other call. That is
 * done for single float64, and for few float64 numbers in contiguous arrays of one shape, of which d may be a number;
 * otherwise the result is null. With `inPlace` the sum is written over `before`, an array that nobody else holds.
 */
export function addProduct(before: Tensor | null, g: Tensor, d: Tensor, inPlace: boolean): Tensor | null {
  const { shape, size, storage: gs } = g;
  if (before !== null && before.trace !== null) return null;
  if (typeof gs === "number") {
    if (typeof d.storage !== "number" || size !== 1 || d.size !== 1 || d.shape.length > shape.length) return null;
    const product = gs === 0 || d.storage === 0 ? 0 : gs * d.storage;
    if (before === null) return single(shape, product);
    return typeof before.storage === "number" ? single(shape, before.storage + product) : null;
  }
  if (size >= (before === null ? PRODUCT_KERNEL_FROM : KERNELS_FROM)) return null;
  if (!(gs instanceof Float64Array) || g.strides !== null) return null;
  let ds = d.storage;
  let dj = 1;
  if (typeof ds === "number") {
    if (d.size !== 1 || d.shape.length > shape.length) return null;
    factor[0] = ds;
    ds = factor;
    dj = 0;
  } else if (!(ds instanceof Float64Array) || d.strides !== null || !sameShape(d.shape, shape)) {
    return null;
  }
  let i = g.offset;
  let j = d.offset;
  if (before === null) {
    const y = empty(shape, size, "float64");
    const ys = y.storage as Float64Array;
    const end = y.offset + size;
    for (let o = y.offset; o < end; o++, i++, j += dj) {
      const a = gs[i]!;
      const b = ds[j]!;
      ys[o] = a === 0 || b === 0 ? 0 : a * b;
    }
    return y;
  }
  const bs = before.storage;
  if (!(bs instanceof Float64Array) || before.strides !== null) return null;
  const y = inPlace ? before : empty(shape, size, "float64");
  const ys = y.storage as Float64Array;
  const end = y.offset + size;
  for (let o = y.offset, k = before.offset; o < end; o++, k++, i++, j += dj) {
    const a = gs[i]!;
    const b = ds[j]!;
    ys[o] = bs[k]! + (a === 0 || b === 0 ? 0 : a * b);
  }
  return y;
}

/** The sum of two single float64 of one shape; null where they are anything else. */
export function addNumbers(a: Tensor, b: Tensor): Tensor | null {
  if (typeof a.storage !== "number" || typeof b.storage !== "number" || a.size !== 1) return null;
  return single(a.shape, a.storage + b.storage);
}
