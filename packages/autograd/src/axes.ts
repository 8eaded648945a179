import { count, show } from "./describe.ts";
import { ArgumentError, showShape } from "./errors.ts";
import type { Shape } from "./shape.ts";

/** One axis or several; negative ones count from the end. @public */
export type Axes = number | readonly number[];

/**
 * An axis counted from the front.
 *
 * @throws ArgumentError when the shape has no such axis.
 */
export function axisOf(op: string, axis: number, shape: Shape): number {
  const rank = shape.length;
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new ArgumentError({
    code: "bad-axis",
    op,
    problem: Number.isInteger(axis)
      ? `there is no axis ${axis} in a tensor with ${count(rank, "axis", "axes")}`
      : `an axis must be a whole number, not ${show(axis)}`,
    got: `shape ${showShape(shape)}`,
    hint: placesOf(rank, axis),
    shapes: [shape],
  });
}

/** Which axes there are, or how to write them. */
function placesOf(rank: number, given: unknown): string {
  if (Array.isArray(given)) return "this operation takes one axis, without brackets";
  if (typeof given === "object" && given !== null) {
    return "the axis is not named, sum(x, 0), and options come after it, sum(x, 0, { keepdims: true }); null stands for all axes";
  }
  if (rank === 0) return "a single number has no axes; leave the axis out";
  if (rank === 1) return "the only axis is 0, or -1 counted from the end";
  return `axes are 0 to ${rank - 1}, or -1 to -${rank} counted from the end`;
}

/**
 * Axes counted from the front, in rising order; all of them when none is given.
 *
 * @throws ArgumentError when one does not exist or is named twice.
 */
export function axesOf(op: string, axes: Axes | null | undefined, shape: Shape): number[] {
  if (typeof axes === "number") return [axisOf(op, axes, shape)];
  if (axes === undefined || axes === null) return shape.map((_, d) => d);
  const list = (Array.isArray(axes) ? axes : [axes]).map((axis: number) => axisOf(op, axis, shape));
  list.sort((a, b) => a - b);
  const twice = list.find((axis, i) => i > 0 && axis === list[i - 1]);
  if (twice === undefined) return list;
  throw new ArgumentError({
    code: "bad-axis",
    op,
    problem: `axis ${twice} is named twice`,
    got: `axes [${[axes].flat().join(", ")}] of shape ${showShape(shape)}`,
    hint: "a negative axis counts from the end and may be one already named",
    shapes: [shape],
  });
}

// Both run in every reduction and its adjoint: plain loops, since the axes are in rising order.

/** The shape of all single numbers: a kept loss keeps no list of its own. */
const NO_AXES: Shape = [];

/** The shape with the given axes (rising) left out. */
export function withoutAxes(shape: Shape, axes: readonly number[]): Shape {
  if (axes.length === shape.length) return NO_AXES;
  const kept: number[] = [];
  for (let d = 0, next = 0; d < shape.length; d++) {
    if (axes[next] === d) next++;
    else kept.push(shape[d]!);
  }
  return kept;
}

/** The shape with the given axes (rising) set to 1. */
export function keepingAxes(shape: Shape, axes: readonly number[]): number[] {
  const kept = shape.slice();
  for (let i = 0; i < axes.length; i++) kept[axes[i]!] = 1;
  return kept;
}

/** The shape with the given axes (rising) left out, or with `keepdims` set to 1. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdims: boolean | undefined): Shape {
  return keepdims === true ? keepingAxes(shape, axes) : withoutAxes(shape, axes);
}

/** The error for an index that an axis does not have. */
export function indexOutOfRange(
  op: string,
  index: number,
  axis: number,
  shape: Shape,
  fromFront?: boolean,
): ArgumentError {
  const n = shape[axis]!;
  const whole = Number.isInteger(index);
  const behind = fromFront === true ? "" : `, or -1 to -${n} counted from the end`;
  const range = `indices along this axis are 0 to ${n - 1}${behind}`;
  const empty = "the axis is empty; was nothing selected before?";
  return new ArgumentError({
    code: "bad-index",
    op,
    problem: whole
      ? `there is no index ${index} along axis ${axis}, which has length ${n}`
      : `an index must be a whole number, not ${show(index)}`,
    got: `shape ${showShape(shape)}`,
    hint: whole ? (n === 0 ? empty : range) : "round it, Math.floor(i); to choose by value use a mask, greater(x, 0)",
    shapes: [shape],
  });
}
