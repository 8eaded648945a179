import { type Shape, ShapeError, showValue, type Tensor } from "@wengert/autograd";
import { badArgument } from "../parameters.ts";
import { show } from "../shapes.ts";

/** One number for all spatial axes, or one for each. @public */
export type PerAxis = number | readonly number[];

/** A number for each of `rank` axes. */
export function perAxis(name: string, what: string, value: PerAxis, rank: number, least: number): Shape {
  const list = Array.isArray(value) ? [...value] : new Array<number>(rank).fill(value as number);
  if (list.length === rank && list.every((n) => Number.isInteger(n) && n >= least)) return list;
  const number = least > 0 ? "a whole number above 0" : "a whole number ≥ 0";
  throw badArgument(name, `${what} must be ${number}`, showValue(value), `or a list with one for each of ${rank} axes`);
}

/** Fails unless x is `[N, channels, …]` with `rank` spatial axes; with `channels` null any number of them will do. */
export function checkImages(name: string, x: Tensor, rank: number, channels: number | null): void {
  if (x.ndim === rank + 2 && (channels === null || x.shape[1] === channels)) return;
  const axes = rank === 1 ? "L" : "H, W";
  throw new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: `the layer takes [N, ${channels ?? "C"}, ${axes}]: examples, channels, ${rank === 1 ? "length" : "height, width"}`,
    got: `x ${show(x.shape)}`,
    hint: hintFor(x.shape, rank, channels),
    shapes: [x.shape],
  });
}

function hintFor(shape: Shape, rank: number, channels: number | null): string {
  if (shape.length === rank + 1) {
    return channels === 1
      ? "one channel needs an axis of its own: expandDims(x, 1)"
      : "one example becomes a batch of one with expandDims(x, 0)";
  }
  if (shape.length === rank + 2 && shape[shape.length - 1] === channels)
    return "channels come second: moveaxis(x, -1, 1)";
  return "channels come second, before the spatial axes";
}
