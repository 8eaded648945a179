import { show } from "../describe.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { sub } from "../primitives/arithmetic.ts";
import { broadcastShapes, type Shape, sameShape } from "../shape.ts";
import { flatData, view } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { type Size, shapeOfSize } from "./size.ts";

/**
 * The shape of draws with tensors as parameters: `size`, to which they must broadcast, or else their common shape.
 *
 * @throws ShapeError when the parameters clash or do not fit into the size.
 */
export function shapeOfDraws(op: string, parameters: readonly Tensor[], size: Size | null | undefined): Shape {
  const common = parameters.reduce<Shape>((shape, x) => broadcastShapes(op, shape, x.shape), []);
  if (size === undefined || size === null) return common;
  const shape = shapeOfSize(op, size);
  if (!sameShape(broadcastShapes(op, common, shape), shape)) {
    const shapes = parameters.map((x) => x.shape);
    throw new ShapeError({
      code: "shape-mismatch",
      op,
      problem: "the parameters do not fit into the size",
      got: `parameters ${shapes.map(showShape).join(" and ")}, size ${showShape(shape)}`,
      hint: "each parameter must broadcast to the size; leave the size out to take theirs",
      shapes: [...shapes, shape],
    });
  }
  return shape;
}

/** The same numbers outside any trace, to look at; null while staging, when there are none. */
function untraced(op: string, x: TensorLike): Tensor | null {
  const t = operand(op, x);
  return t.storage === null ? null : view(t, t.shape, t.offset, t.strides);
}

/** Whether all numbers that are known are fine. */
function every(op: string, x: TensorLike, fine: (value: number) => boolean): boolean {
  if (typeof x === "number") return fine(x);
  const known = untraced(op, x);
  return known === null || flatData(known).every(fine);
}

/** The first number that is not fine, and where it is. */
function firstWrong(op: string, x: TensorLike, fine: (value: number) => boolean): string {
  const values = flatData(untraced(op, x)!);
  const i = values.findIndex((value: number) => !fine(value));
  return values.length === 1 ? String(values[i]) : `${values[i]} as entry ${i} of ${values.length}`;
}

/** @throws ArgumentError when a lower bound is above its upper bound, or one is not finite. */
export function checkRange(low: TensorLike, high: TensorLike): void {
  const fine = (width: number): boolean => width >= 0 && width < Infinity;
  if (typeof low === "number" && typeof high === "number" && fine(high - low)) return;
  const [from, to] = [untraced("uniform", low), untraced("uniform", high)];
  if (from === null || to === null || every("uniform", sub(to, from), fine)) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "uniform",
    problem: "high − low must be finite and not below 0",
    got: `low ${show(low)}, high ${show(high)}`,
    hint: "the lower bound comes first, and both are finite numbers",
  });
}

/** @throws ArgumentError when a standard deviation is negative or NaN. */
export function checkDeviation(deviation: TensorLike): void {
  const fine = (s: number): boolean => s >= 0;
  if (every("normal", deviation, fine)) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "normal",
    problem: "a standard deviation is a number ≥ 0",
    got: firstWrong("normal", deviation, fine),
    hint: "it is σ itself, not its logarithm",
  });
}

/** @throws ArgumentError when a probability is not in [0, 1]. */
export function checkProbability(op: string, p: TensorLike): void {
  const fine = (value: number): boolean => value >= 0 && value <= 1;
  if (every(op, p, fine)) return;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: "a probability is a number from 0 to 1",
    got: firstWrong(op, p, fine),
    hint: "apply sigmoid to logits first",
  });
}
