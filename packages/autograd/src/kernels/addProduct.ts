import { sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** From so many numbers on kernels are faster, also for a product and a sum one after the other. */
const KERNELS_FROM = 192;

/**
 * sum ← sum + g·d, with the bits of `scale` and `add`, where all three are short, contiguous, float64 and of one shape,
 * and nobody else holds `sum`; whether it was done.
 */
export function addProduct(sum: Tensor, g: Tensor, d: Tensor): boolean {
  const { shape, size, storage: sums } = sum;
  const { storage: gs } = g;
  const { storage: ds } = d;
  if (
    size >= KERNELS_FROM ||
    !(sums instanceof Float64Array && gs instanceof Float64Array && ds instanceof Float64Array) ||
    g.strides !== null ||
    d.strides !== null ||
    !sameShape(g.shape, shape) ||
    !sameShape(d.shape, shape)
  ) {
    return false;
  }
  const end = sum.offset + size;
  for (let o = sum.offset, i = g.offset, j = d.offset; o < end; o++, i++, j++) {
    const x = gs[i]!;
    const y = ds[j]!;
    sums[o]! += x === 0 || y === 0 ? 0 : x * y;
  }
  return true;
}
