import { copyBlock, copyTensor } from "../kernels/copy.ts";
import { linear, linearN } from "../kinds.ts";
import { apply1, applyN, type Primitive } from "../primitive.ts";
import { type Shape, sameShape } from "../shape.ts";
import { dataOf, repeatedZero, stridesOf, view } from "../storage.ts";
import { rowMajor } from "../strided.ts";
import type { Tensor } from "../tensor.ts";

/**
 * A part of a tensor that goes on in even steps along every axis. It may lack axes of the whole (where an integer
 * picks one entry) and have axes of its own (of length 1).
 */
export type Region = {
  /** The shape of the tensor that it is a part of. */
  readonly whole: Shape;
  /** For each axis of the whole: where the part begins. */
  readonly starts: readonly number[];
  /** For each axis of the whole: the step to the next entry, negative to go backwards. */
  readonly steps: readonly number[];
  /** For each axis of the part: the axis of the whole along which it goes, −1 for an axis of its own. */
  readonly axes: readonly number[];
  /** The shape of the part. */
  readonly part: Shape;
};

/** The place of the part's first element, in a layout of the whole. */
function placeOf({ starts }: Region, strides: readonly number[], offset: number): number {
  let place = offset;
  for (let d = 0; d < starts.length; d++) place += starts[d]! * strides[d]!;
  return place;
}

/** The strides of the part, in a layout of the whole. */
function stridesIn({ axes, steps }: Region, strides: readonly number[]): number[] {
  const out: number[] = [];
  for (let i = 0; i < axes.length; i++) {
    const d = axes[i]!;
    out.push(d < 0 ? 0 : strides[d]! * steps[d]!);
  }
  return out;
}

/** Writes a part into a contiguous whole. */
function write(out: Tensor, part: Tensor, region: Region): void {
  const strides = rowMajor(region.whole);
  const place = placeOf(region, strides, out.offset);
  copyBlock(dataOf(out), place, stridesIn(region, strides), dataOf(part), part.offset, stridesOf(part), region.part);
}

/** A part of a tensor, as a view. */
export const slicePrimitive: Primitive = linear<Region>({
  name: "slice",
  formula: String.raw`x_R`,
  reverse: ["embed(g), zeros with g as the part"],
  abstract: (x, { part }) => ({ shape: part, dtype: x.dtype }),
  view: (x, region) => {
    const strides = stridesOf(x);
    return view(x, region.part, placeOf(region, strides, x.offset), stridesIn(region, strides));
  },
  transpose: (g, region) => apply1(embedPrimitive, g, region),
});

/** Zeros with `x` as a part: the transpose of `slice`. */
export const embedPrimitive: Primitive = linear<Region>({
  name: "embed",
  formula: String.raw`y_R = x, \quad 0 \text{ elsewhere}`,
  reverse: ["slice(g)"],
  abstract: (x, { whole }) => ({ shape: whole, dtype: x.dtype }),
  run: write,
  transpose: (g, region) => apply1(slicePrimitive, g, region),
});

/** `x` with a part of it replaced by `value`, which has the part's shape and x's dtype. */
export const setSlicePrimitive: Primitive = linearN<Region>({
  name: "setSlice",
  formula: String.raw`y_R = v, \quad y = x \text{ elsewhere}`,
  reverse: ["setSlice(g, 0)", "slice(g)"],
  abstract: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  run: ([out], [x, value], region) => {
    copyTensor(out!, x!);
    write(out!, value!, region);
  },
  transposes: [
    (g, region) => applyN(setSlicePrimitive, [g, repeatedZero(region.part, g.dtype)], region)[0]!,
    (g, region) => apply1(slicePrimitive, g, region),
  ],
});

/** Entries `start` to `start + length` along one axis. */
export function rangeOf(whole: Shape, axis: number, start: number, length: number): Region {
  const starts: number[] = [];
  const steps: number[] = [];
  const axes: number[] = [];
  const part: number[] = [];
  for (let d = 0; d < whole.length; d++) {
    starts.push(d === axis ? start : 0);
    steps.push(1);
    axes.push(d);
    part.push(d === axis ? length : whole[d]!);
  }
  return { whole, starts, steps, axes, part };
}

/** Entry `i` along the first axis, without that axis. */
export function rowOf(whole: Shape, i: number): Region {
  const starts = [i];
  const steps = [1];
  const axes: number[] = [];
  const part: number[] = [];
  for (let d = 1; d < whole.length; d++) {
    starts.push(0);
    steps.push(1);
    axes.push(d);
    part.push(whole[d]!);
  }
  return { whole, starts, steps, axes, part };
}

/** Whether the region is the whole tensor as it is. */
export function isWhole({ whole, starts, steps, axes, part }: Region): boolean {
  return (
    sameShape(whole, part) &&
    axes.every((d, i) => d === i) &&
    starts.every((start) => start === 0) &&
    steps.every((step) => step === 1)
  );
}
