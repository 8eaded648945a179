import { apply1, applyN } from "../primitive.ts";
import { flatIndexPrimitive } from "../primitives/gather.ts";
import { reshapeTo, transposePrimitive } from "../primitives/structure.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Plan } from "./plan.ts";

/** A region brought into the form in which arrays pick from it: all axes that they index merged into one. */
export interface Layout {
  /** The order of the region's axes before merging; null when they stay as they are. */
  readonly order: readonly number[] | null;
  /** The shape of the region in that order, and with the indexed axes merged. */
  readonly ordered: Shape;
  readonly merged: Shape;
  /** Where the merged axis stands. */
  readonly axis: number;
  /** Places along the merged axis. */
  readonly places: Tensor;
}

/** Finds the layout for a plan that has arrays. */
export function layOut(op: string, { region, arrays, inFront }: Plan): Layout {
  const { part, whole } = region;
  const indexed: number[] = [];
  const axes: number[] = [];
  const lengths: number[] = [];
  let length = 1;
  for (const array of arrays) {
    for (let k = 0; k < array.count; k++) indexed.push(array.at + k);
    axes.push(array.axis);
    lengths.push(array.length);
    length *= array.length;
  }
  const axis = inFront ? 0 : arrays[0]!.at;
  const stays = !inFront || indexed.every((d, i) => d === i);
  const order = stays ? null : [...indexed, ...part.map((_, d) => d).filter((d) => !indexed.includes(d))];
  const ordered = order === null ? part : order.map((d) => part[d]!);
  const merged = ordered.slice();
  merged.splice(axis, indexed.length, length);
  const places = arrays.map((array) => array.places);
  return { order, ordered, merged, axis, places: applyN(flatIndexPrimitive, places, { op, whole, axes, lengths })[0]! };
}

/** The region in its layout. */
export function toLayout(x: Tensor, { order, merged }: Layout): Tensor {
  return reshapeTo(order === null ? x : apply1(transposePrimitive, x, { axes: order }), merged);
}

/** Back from the layout to the region. */
export function fromLayout(x: Tensor, { order, ordered }: Layout): Tensor {
  const y = reshapeTo(x, ordered);
  if (order === null) return y;
  const axes = order.map((_, d) => order.indexOf(d));
  return apply1(transposePrimitive, y, { axes });
}
