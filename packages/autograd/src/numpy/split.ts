import { axisOf } from "../axes.ts";
import { show } from "../describe.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { apply1 } from "../primitive.ts";
import { rangeOf, slicePrimitive } from "../primitives/slice.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";

/** Into how many parts, or before which entries. @public */
export type Parts = number | readonly number[];

/**
 * A tensor in parts along an axis: in a number of equal ones, or cut before the given entries.
 *
 * Shapes: `x [..., n, ...]` in k parts → k times `[..., n / k, ...]`; cut before `[a, b]` → entries 0 to a, a to b, and b
 * to the end (negative ones count from there). The parts are views and cost nothing.
 *
 * @throws ArgumentError when the axis does not exist or the parts are no numbers; ShapeError when k does not divide n.
 * @example split(tensor([1, 2, 3, 4]), 2) // [[1. 2.], [3. 4.]]
 * @example split(tensor([1, 2, 3, 4]), [1, 3]) // [[1.], [2. 3.], [4.]]
 * @public
 */
export function split(input: TensorLike, parts: Parts, axis = 0): Tensor[] {
  const x = operand("split", input);
  const d = axisOf("split", axis, x.shape);
  if (typeof parts === "number" && parts > 0 && x.shape[d]! % parts !== 0) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: "split",
      problem: `${x.shape[d]} entries cannot be divided into ${parts} equal parts`,
      got: `axis ${d} of shape ${showShape(x.shape)}`,
      hint: `arraySplit(x, ${parts}) makes parts that differ by one`,
      shapes: [x.shape],
    });
  }
  return cut("split", x, parts, d);
}

/**
 * As `split`, but in a number of parts that need not be equal: the first ones are longer by one.
 *
 * Shapes: `x [n]` in k parts → k times `[⌈n / k⌉]` or `[⌊n / k⌋]`.
 *
 * @throws ArgumentError when the axis does not exist or the parts are no numbers.
 * @example arraySplit(tensor([1, 2, 3]), 2) // [[1. 2.], [3.]]
 * @public
 */
export function arraySplit(input: TensorLike, parts: Parts, axis = 0): Tensor[] {
  const x = operand("arraySplit", input);
  return cut("arraySplit", x, parts, axisOf("arraySplit", axis, x.shape));
}

/**
 * A tensor in parts along its first axis, as `split`.
 *
 * Shapes: `x [n, ...]` in k parts → k times `[n / k, ...]`.
 *
 * @throws as `split` does.
 * @example vsplit(tensor([[1, 2], [3, 4]]), 2) // [[[1. 2.]], [[3. 4.]]]
 * @public
 */
export function vsplit(x: TensorLike, parts: Parts): Tensor[] {
  return within("vsplit", () => split(deepEnough("vsplit", x, 2), parts, 0));
}

/**
 * A tensor in parts along its second axis, a vector along its only one, as `split`.
 *
 * Shapes: `x [m, n, ...]` in k parts → k times `[m, n / k, ...]`.
 *
 * @throws as `split` does.
 * @example hsplit(tensor([[1, 2], [3, 4]]), 2)[1]
 * // [[2.]
 * //  [4.]]
 * @public
 */
export function hsplit(input: TensorLike, parts: Parts): Tensor[] {
  const x = operand("hsplit", input);
  return within("hsplit", () => split(x, parts, x.ndim === 1 ? 0 : 1));
}

/**
 * A tensor in parts along its third axis, as `split`.
 *
 * Shapes: `x [l, m, n, ...]` in k parts → k times `[l, m, n / k, ...]`.
 *
 * @throws as `split` does.
 * @example dsplit(tensor([[[1, 2]], [[3, 4]]]), 2)[0].shape // [2, 1, 1]
 * @public
 */
export function dsplit(x: TensorLike, parts: Parts): Tensor[] {
  return within("dsplit", () => split(x, parts, 2));
}

/** @throws ShapeError when a tensor has too few axes to be cut as the name says. */
function deepEnough(op: string, input: TensorLike, axes: number): Tensor {
  const x = operand(op, input);
  if (x.ndim >= axes) return x;
  throw new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `rows are taken from a matrix, of ${axes} axes or more`,
    got: `shape ${showShape(x.shape)}`,
    hint: "split(x, parts) cuts a vector",
    shapes: [x.shape],
  });
}

function cut(op: string, x: Tensor, parts: Parts, axis: number): Tensor[] {
  const n = x.shape[axis]!;
  const list = typeof parts === "number" ? evenCuts(op, n, parts) : cutsOf(op, n, parts);
  const ends = [...list, n];
  return ends.map((end, i) => {
    const start = i === 0 ? 0 : ends[i - 1]!;
    return apply1(slicePrimitive, x, rangeOf(x.shape, axis, Math.min(start, n), Math.max(end - start, 0)));
  });
}

/** More parts than a list may have. */
const MOST_PARTS = 2 ** 24;

function evenCuts(op: string, n: number, parts: number): number[] {
  if (!(Number.isInteger(parts) && parts > 0 && parts <= MOST_PARTS)) throw badParts(op, parts);
  const longer = n % parts;
  const length = Math.floor(n / parts);
  return Array.from({ length: parts - 1 }, (_, i) => (i + 1) * length + Math.min(i + 1, longer));
}

function cutsOf(op: string, n: number, parts: readonly number[]): number[] {
  if (!Array.isArray(parts) || !parts.every(Number.isInteger)) throw badParts(op, parts);
  return parts.map((place: number) => Math.min(Math.max(place < 0 ? place + n : place, 0), n));
}

function badParts(op: string, parts: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: "the parts are a whole number above 0, or a list of the entries to cut before",
    got: show(parts),
    hint: `${op}(x, 3) makes three parts, ${op}(x, [3]) one of three entries and the rest`,
  });
}
