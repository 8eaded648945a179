import { dataOf, flatData, wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/** The places of the elements that are not 0, counted in row-major order, as a new int32 tensor. */
export function nonzeroPlaces(x: Tensor): Tensor<readonly [number]> {
  const values = x.strides === null ? dataOf(x).subarray(x.offset, x.offset + x.size) : flatData(x);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) count++;
  const places = new Int32Array(count);
  for (let i = 0, k = 0; i < values.length; i++) if (values[i] !== 0) places[k++] = i;
  return wrap([count], "int32", places);
}
