import { indexRows } from "@wengert/wasm";
import type { TypedArray } from "../dtype.ts";
import { dataOf, flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { blocksOf, copyTensor, rowsOf } from "./copy.ts";

/** The places in an index tensor, one after the other. */
function placesIn(index: Tensor): TypedArray {
  return index.strides === null && dataOf(index).length === index.size ? dataOf(index) : flatData(index);
}

/** From this many neighbouring elements on, copying them as one block is faster than one by one. */
const LONG = 32;

/** From this many elements on a kernel is faster, unless it has to copy a long table for a few rows. */
const MANY = 256;

/** Whether a kernel has gathered or scattered one block. */
function done(
  which: "gather" | "scatterAdd",
  to: TypedArray,
  o: number,
  from: TypedArray,
  i: number,
  places: TypedArray,
  length: number,
  inner: number,
): boolean {
  if (places.length * inner < MANY || length > 2 * places.length || !(places instanceof Int32Array)) return false;
  return indexRows(which, to, o, from, i, places, length, inner);
}

/** out ← the entries of `x` along `axis` at the places in `index`. */
export function gather(out: Tensor, x: Tensor, index: Tensor, axis: number): void {
  const { outer, length, inner } = blocksOf(x.shape, axis);
  const { data, offset } = rowsOf(x);
  const [to, places] = [dataOf(out), placesIn(index)];
  let o = out.offset;
  for (let block = 0; block < outer; block++) {
    const start = offset + block * length * inner;
    if (done("gather", to, o, data, start, places, length, inner)) {
      o += places.length * inner;
      continue;
    }
    for (let j = 0; j < places.length; j++) {
      const from = start + places[j]! * inner;
      if (inner > LONG) to.set(data.subarray(from, from + inner), o);
      else for (let k = 0; k < inner; k++) to[o + k] = data[from + k]!;
      o += inner;
    }
  }
}

/** Adds the entries of `g` along `axis` to the zeros of `out`, each at its place in `index`. */
export function scatterAdd(out: Tensor, g: Tensor, index: Tensor, axis: number): void {
  const { outer, length, inner } = blocksOf(out.shape, axis);
  const { data, offset } = rowsOf(g);
  const [to, places] = [dataOf(out), placesIn(index)];
  let i = offset;
  for (let block = 0; block < outer; block++) {
    const start = out.offset + block * length * inner;
    if (done("scatterAdd", to, start, data, i, places, length, inner)) {
      i += places.length * inner;
      continue;
    }
    for (let j = 0; j < places.length; j++) {
      const into = start + places[j]! * inner;
      for (let k = 0; k < inner; k++) to[into + k]! += data[i++]!;
    }
  }
}

/** out ← `x` with the entries along `axis` at the places in `index` replaced by those of `value`, in their order. */
export function put(out: Tensor, x: Tensor, index: Tensor, value: Tensor, axis: number): void {
  copyTensor(out, x);
  const { outer, length, inner } = blocksOf(out.shape, axis);
  const { data, offset } = rowsOf(value);
  const [to, places] = [dataOf(out), placesIn(index)];
  let i = offset;
  for (let block = 0; block < outer; block++) {
    const start = out.offset + block * length * inner;
    for (let j = 0; j < places.length; j++) {
      const into = start + places[j]! * inner;
      for (let k = 0; k < inner; k++) to[into + k] = data[i++]!;
    }
  }
}

/** out ← for each place in `index` whether no later entry names it again; places are below `length`. */
export function lastOfEach(out: Tensor, index: Tensor, length: number): void {
  const [to, places] = [dataOf(out), placesIn(index)];
  const named = new Uint8Array(length);
  for (let j = places.length - 1; j >= 0; j--) {
    const place = places[j]!;
    to[out.offset + j] = 1 - named[place]!;
    named[place] = 1;
  }
}
