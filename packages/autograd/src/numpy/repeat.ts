import { type Axes, axesOf, axisOf } from "../axes.ts";
import { listOf, room, whole } from "../checks.ts";
import { readShape } from "../create.ts";
import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { operand, type TensorLike } from "../lift.ts";
import { apply1 } from "../primitive.ts";
import { slicePrimitive } from "../primitives/slice.ts";
import { broadcastTo, reshapeTo } from "../primitives/structure.ts";
import { type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { zeros } from "./create.ts";
import { concatenate } from "./join.ts";
import { alongAxis, entriesAt } from "./pick.ts";
import { swapaxes } from "./shape.ts";

/**
 * Every entry along an axis several times in a row; of the flattened tensor when no axis is given.
 *
 * Shapes: `x [..., n, ...]` → `[..., n · repeats, ...]`, or the sum of the repeats when there is one for each entry.
 * A single number has one entry along axis 0.
 * The derivative of an entry is the sum over its repetitions.
 *
 * @throws ArgumentError when the axis does not exist or the repeats are not whole numbers ≥ 0, one or one each.
 * @example repeat(tensor([1, 2]), 2) // [1. 1. 2. 2.]
 * @example repeat(tensor([1, 2]), [1, 3]) // [1. 2. 2. 2.]
 * @public
 */
export function repeat(input: TensorLike, repeats: number | readonly number[], axis: number | null = null): Tensor {
  const [x, d] = alongAxis("repeat", operand("repeat", input), axis);
  const n = x.shape[d]!;
  const counts = typeof repeats === "number" ? [repeats] : repeats;
  const fits = Array.isArray(counts) && (counts.length === 1 || counts.length === n);
  if (!fits || !counts.every((count) => Number.isInteger(count) && count >= 0)) throw badRepeats(repeats, n);
  if (counts.length === n && n !== 1) {
    const total = room("repeat", [
      ...x.shape.slice(0, d),
      counts.reduce((sum, count) => sum + count, 0),
      ...x.shape.slice(d + 1),
    ])[d]!;
    const places = new Int32Array(total);
    let end = 0;
    for (let i = 0; i < n; i++) {
      const start = end;
      end += counts[i]!;
      places.fill(i, start, end);
    }
    return entriesAt(x, places, d);
  }
  const count = counts[0]!;
  const widened = reshapeTo(x, [...x.shape.slice(0, d + 1), 1, ...x.shape.slice(d + 1)]);
  const spread = broadcastTo(widened, [...x.shape.slice(0, d + 1), count, ...x.shape.slice(d + 1)]);
  return reshapeTo(spread, room("repeat", [...x.shape.slice(0, d), n * count, ...x.shape.slice(d + 1)]));
}

/**
 * A tensor laid out several times along its axes, like tiles.
 *
 * Shapes: `x [n, m]`, repeats `[a, b]` → `[a · n, b · m]`; whichever has fewer axes is filled up with 1 in front. The
 * derivative of an element is the sum over its copies.
 *
 * @throws ArgumentError when the repeats are not whole numbers ≥ 0.
 * @example tile(tensor([1, 2]), 2) // [1. 2. 1. 2.]
 * @example tile(tensor([1, 2]), [2, 1])
 * // [[1. 2.]
 * //  [1. 2.]]
 * @public
 */
export function tile(input: TensorLike, repeats: number | readonly number[]): Tensor {
  const x = operand("tile", input);
  const list = typeof repeats === "number" ? [repeats] : repeats;
  if (!Array.isArray(list) || !list.every((count) => Number.isInteger(count) && count >= 0)) throw badTiles(repeats);
  const rank = Math.max(x.ndim, list.length);
  const filled = (lengths: Shape): number[] => [...new Array<number>(rank - lengths.length).fill(1), ...lengths];
  const [shape, counts] = [filled(x.shape), filled(list as Shape)];
  const spread = broadcastTo(
    reshapeTo(
      x,
      shape.flatMap((n) => [1, n]),
    ),
    shape.flatMap((n, d) => [counts[d]!, n]),
  );
  const laid = shape.map((n, d) => n * counts[d]!);
  return reshapeTo(spread, room("tile", laid));
}

/**
 * The elements, over and over, in another shape.
 *
 * Shapes: `x [...]` → the given shape, filled row by row; of nothing it becomes zeros.
 *
 * @throws ArgumentError when a length is not a whole number ≥ 0.
 * @example resize(tensor([1, 2, 3]), [2, 2])
 * // [[1. 2.]
 * //  [3. 1.]]
 * @public
 */
export function resize(input: TensorLike, shape: Shape | number): Tensor {
  const x = operand("resize", input);
  const lengths = readShape("resize", shape);
  const size = sizeOf(lengths);
  if (x.size === 0) return zeros(lengths, x.dtype);
  const flat = reshapeTo(x, [x.size]);
  const times = Math.ceil(size / x.size);
  return reshapeTo(at(times === 1 ? flat : tile(flat, times), `:${size}`), lengths);
}

/**
 * A tensor whose entries have moved along an axis, those beyond its end to its front; the flattened tensor when no axis
 * is given.
 *
 * Shapes: `x [...]` → `[...]`. Several axes take one shift each, or the same; several shifts of one axis
 * add up.
 *
 * @throws ArgumentError when an axis does not exist, a shift is no whole number, or shifts and axes are not in pairs.
 * @example roll(tensor([1, 2, 3, 4]), 1) // [4. 1. 2. 3.]
 * @public
 */
export function roll<S extends Shape>(x: Tensor<S>, shift: number | readonly number[], axis?: Axes | null): Tensor<S>;
export function roll(x: TensorLike, shift: number | readonly number[], axis?: Axes | null): Tensor;
export function roll(input: TensorLike, shift: number | readonly number[], axis: Axes | null = null): Tensor {
  const x = operand("roll", input);
  const shifts = typeof shift === "number" ? [shift] : listOf("roll", "several shifts", shift, SHIFT_HINT);
  for (const by of shifts) whole("roll", "a shift", by, undefined, SHIFT_HINT);
  if (axis === null) {
    const total = shifts.reduce((sum, each) => sum + each, 0);
    return reshapeTo(rolled(reshapeTo(x, [x.size]), total, 0), x.shape);
  }
  const axes = Array.isArray(axis) ? axis : [axis];
  if (axes.length === 0) return x;
  if (shifts.length !== 1 && axes.length !== 1 && shifts.length !== axes.length) throw unequalShifts(shifts, axes);
  return Array.from({ length: Math.max(shifts.length, axes.length) }, (_, i) => i).reduce((y, i) => {
    const by = shifts.length === 1 ? shifts[0]! : shifts[i]!;
    return rolled(y, by, axisOf("roll", axes.length === 1 ? axes[0]! : axes[i]!, x.shape));
  }, x);
}

const SHIFT_HINT = "positive numbers go forward, negative ones backward";

function unequalShifts(shifts: readonly number[], axes: readonly number[]): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "roll",
    problem: `${shifts.length} shifts do not fit ${axes.length} axes`,
    got: `shifts ${show(shifts)}, axes ${show(axes)}`,
    hint: "one shift for all axes, one for each, or several for one axis, which add up",
  });
}

function rolled(x: Tensor, shift: number, axis: number): Tensor {
  const n = x.shape[axis]!;
  const by = n === 0 ? 0 : ((shift % n) + n) % n;
  if (by === 0) return x;
  const index = new Array<string>(axis).fill(":");
  return concatenate([at(x, ...index, `${n - by}:`), at(x, ...index, `:${n - by}`)], axis);
}

/**
 * The entries along the given axes, or all, in reverse order.
 *
 * Shapes: `x [...]` → `[...]`. The result is a view and costs nothing.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example flip(tensor([[1, 2], [3, 4]]), 1)
 * // [[2. 1.]
 * //  [4. 3.]]
 * @public
 */
export function flip<S extends Shape>(x: Tensor<S>, axis?: Axes | null): Tensor<S>;
export function flip(x: TensorLike, axis?: Axes | null): Tensor;
export function flip(input: TensorLike, axis?: Axes | null): Tensor {
  const x = operand("flip", input);
  const turned = new Set(axesOf("flip", axis, x.shape));
  const whole = x.shape;
  return apply1(slicePrimitive, x, {
    whole,
    starts: whole.map((n, d) => (turned.has(d) && n > 0 ? n - 1 : 0)),
    steps: whole.map((_, d) => (turned.has(d) ? -1 : 1)),
    axes: whole.map((_, d) => d),
    part: whole,
  });
}

/**
 * The rows in reverse order, upside down: `flip(x, 0)`.
 *
 * Shapes: `x [n, ...]` → the same.
 *
 * @throws ArgumentError when `x` has no axes.
 * @example flipud(tensor([[1, 2], [3, 4]]))
 * // [[3. 4.]
 * //  [1. 2.]]
 * @public
 */
export function flipud<S extends Shape>(x: Tensor<S>): Tensor<S>;
export function flipud(x: TensorLike): Tensor;
export function flipud(x: TensorLike): Tensor {
  return within("flipud", () => flip(x, 0));
}

/**
 * The columns in reverse order, left to right: `flip(x, 1)`.
 *
 * Shapes: `x [n, m, ...]` → the same.
 *
 * @throws ArgumentError when `x` has fewer than two axes.
 * @example fliplr(tensor([[1, 2], [3, 4]]))
 * // [[2. 1.]
 * //  [4. 3.]]
 * @public
 */
export function fliplr<S extends Shape>(x: Tensor<S>): Tensor<S>;
export function fliplr(x: TensorLike): Tensor;
export function fliplr(x: TensorLike): Tensor {
  return within("fliplr", () => flip(x, 1));
}

/**
 * A matrix turned by k quarters of a circle, against the clock: from the first of the two axes towards the second.
 *
 * Shapes: `x [n, m, ...]` → `[m, n, ...]` for odd k, the same for even k.
 *
 * @throws ArgumentError when an axis does not exist, both are the same or k is no whole number.
 * @example rot90(tensor([[1, 2], [3, 4]]))
 * // [[2. 4.]
 * //  [1. 3.]]
 * @public
 */
export function rot90(input: TensorLike, k = 1, axes: readonly number[] = [0, 1]): Tensor {
  const x = operand("rot90", input);
  if (!Number.isInteger(k)) throw notWhole("rot90", "the number of quarters", k);
  const [a, b] = [axisOf("rot90", axes[0]!, x.shape), axisOf("rot90", axes[1]!, x.shape)];
  axesOf("rot90", [a, b], x.shape);
  switch (((k % 4) + 4) % 4) {
    case 1:
      return swapaxes(flip(x, b), a, b);
    case 2:
      return flip(x, [a, b]);
    case 3:
      return flip(swapaxes(x, a, b), b);
    default:
      return x;
  }
}

function badRepeats(repeats: unknown, n: number): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "repeat",
    problem: `repeats are whole numbers, 0 or more: one for all, or one for each of ${n} entries`,
    got: show(repeats),
    hint: "repeat(x, 2, 0) doubles the rows; tile(x, [2, 1]) puts x below itself",
  });
}

function badTiles(repeats: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "tile",
    problem: "repeats are whole numbers, 0 or more, one for each axis",
    got: show(repeats),
    hint: "tile(x, [2, 1]) puts a matrix below itself",
  });
}

function notWhole(op: string, what: string, value: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: `${what} must be a whole number, not ${show(value)}`,
    hint: "positive numbers go forward, negative ones backward",
  });
}
