import type { TypedArray } from "../dtype.ts";
import { flatData, wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/** The places of the elements that are not 0, counted in row-major order, as a new int32 tensor. */
export function nonzeroPlaces(x: Tensor): Tensor<readonly [number]> {
  const places = nonzeroIn(flatData(x));
  return wrap([places.length], "int32", places);
}

/** The places of the numbers that are not 0. */
export function nonzeroIn(values: TypedArray): Int32Array {
  const places = new Int32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    // Overwritten by the next one where it does not count: no branch for a processor to guess wrongly.
    places[count] = i;
    count += +(values[i] !== 0);
  }
  return places.slice(0, count);
}
