import { listOf } from "../checks.ts";
import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { scale } from "../kinds.ts";
import { operand, operands, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { applyN } from "../primitive.ts";
import { add, div, mul, sub } from "../primitives/arithmetic.ts";
import { equal, greater, less } from "../primitives/compare.ts";
import { flatIndexPrimitive } from "../primitives/gather.ts";
import { mod } from "../primitives/rounding.ts";
import { where } from "../primitives/select.ts";
import { reshapeTo } from "../primitives/structure.ts";
import { repeatedZero } from "../storage.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { stopGradient } from "../transforms/stopGradient.ts";
import { within } from "../within.ts";
import { diff } from "./differences.ts";
import { concatenate, stack } from "./join.ts";
import { broadcastArrays } from "./mesh.ts";
import { take, takeAlongAxis } from "./pick.ts";
import { expandDims } from "./shape.ts";
import { argsort, searchsorted } from "./sort.ts";

/**
 * For each element the first choice whose condition holds, else the default.
 *
 * Shapes: conditions, choices and default broadcast against each other. The derivative goes to the choice that was
 * taken.
 *
 * @throws ArgumentError when there are not as many choices as conditions; ShapeError when the shapes do not broadcast.
 * @example select([[true, false], [true, true]], [tensor([1, 2]), tensor([3, 4])]) // [1. 4.]
 * @public
 */
export function select(
  conditions: readonly TensorLike[],
  choices: readonly TensorLike[],
  otherwise: TensorLike = 0,
): Tensor {
  return within("select", () => {
    listOf("select", "conditions", conditions, "select([less(x, 0), greater(x, 1)], [a, b])");
    listOf("select", "choices", choices, "select([less(x, 0), greater(x, 1)], [a, b])");
    if (conditions.length !== choices.length || choices.length === 0) {
      throw notPaired("select", conditions.length, choices.length);
    }
    const [last, ...xs] = operands("select", [otherwise, ...choices]);
    return xs.reduceRight((y, x, i) => where(conditions[i]!, x, y), last!);
  });
}

/** A value, or a function of the tensor. @public */
export type Piece = TensorLike | ((x: Tensor) => TensorLike);

/**
 * A function made of pieces: where a condition holds the piece that belongs to it (of several the last), elsewhere a
 * further piece at the end, or 0. Pieces are functions of the whole tensor, or values.
 *
 * Shapes: `x [...]` → `[...]`, conditions and values of pieces broadcast with it. Where a piece was not taken, its own
 * derivative does not matter, even when it is infinite.
 *
 * @throws ArgumentError when the number of pieces is neither that of the conditions nor one more.
 * @example piecewise(tensor([-2, 3]), [[true, false]], [(x) => neg(x), (x) => x]) // [2. 3.]
 * @public
 */
export function piecewise(input: TensorLike, conditions: readonly TensorLike[], pieces: readonly Piece[]): Tensor {
  const x = operand("piecewise", input);
  listOf("piecewise", "conditions", conditions, "piecewise(x, [less(x, 0)], [(x) => neg(x), (x) => x])");
  listOf("piecewise", "pieces", pieces, "piecewise(x, [less(x, 0)], [(x) => neg(x), (x) => x])");
  const more = pieces.length - conditions.length;
  if (more !== 0 && more !== 1) throw notPaired("piecewise", conditions.length, pieces.length);
  const valueOf = (piece: Piece): TensorLike =>
    (typeof piece === "function" && !isTensor(piece) ? piece(x) : piece) as TensorLike;
  const zero = mul(0, stopGradient(x));
  const last = more === 1 ? valueOf(pieces[conditions.length]!) : 0;
  let y = within("piecewise", () => add(zero, last));
  conditions.forEach((condition, i) => {
    const value = valueOf(pieces[i]!);
    y = within("piecewise", () => where(condition, value, y));
  });
  return y;
}

/** Options of `interp`. @public */
export interface InterpOptions {
  /** The value before the first point; that of the first point unless said. */
  readonly left?: TensorLike;
  /** The value behind the last point; that of the last point unless said. */
  readonly right?: TensorLike;
  /** The period of the function, if it has one; then there is nothing outside. */
  readonly period?: number;
}

/**
 * Linear interpolation between points (xpᵢ, fpᵢ), sorted by xp.
 *
 * Shapes: `x [...]`, `xp [n]`, `fp [n]` → `[...]`. Derivatives pass to all three; at a point that of the piece behind
 * it counts, outside that by `x` is 0.
 *
 * @throws ArgumentError when there are no points.
 * @example interp(tensor([0.5, 1, 9]), [0, 1, 2], [10, 20, 40]) // [15. 20. 40.]
 * @public
 */
export function interp(points: TensorLike, xp: TensorLike, fp: TensorLike, options: InterpOptions = {}): Tensor {
  return within("interp", () => {
    knownOptions("interp", options, ["left", "right", "period"]);
    let [x, xs, fs] = operands("interp", [points, xp, fp]) as [Tensor, Tensor, Tensor];
    if (xs.size === 0 || xs.size !== fs.size || xs.ndim !== 1 || fs.ndim !== 1) {
      throw notPaired("interp", xs.size, fs.size);
    }
    if (options.period !== undefined) [x, xs, fs] = periodic(x, xs, fs, options.period);
    const n = xs.size;
    // Before the first point and from the last one on the line is flat: pieces 0 and n, of slope 0.
    const piece = searchsorted(xs, stopGradient(x), "right");
    const width = diff(xs);
    const slopes = div(diff(fs), where(equal(width, 0), 1, width));
    const flat = repeatedZero([1], slopes.dtype);
    const starts = concatenate([at(xs, ":1"), xs]);
    const values = concatenate([at(fs, ":1"), fs]);
    const slope = take(concatenate([flat, slopes, flat]), piece);
    // Where the slope is 0 an infinite x has a value all the same, and NaN has none.
    const inside = add(take(values, piece), scale(slope, sub(x, take(starts, piece))));
    const y = where(equal(x, x), inside, Number.NaN);
    const { left, right } = options;
    const rightwards = right === undefined ? y : where(greater(x, take(xs, n - 1)), right, y);
    return left === undefined ? rightwards : where(less(x, take(xs, 0)), left, rightwards);
  });
}

/** Points of one period, sorted, with one more at each end from the neighbouring periods. */
function periodic(x: Tensor, xs: Tensor, fs: Tensor, signed: number): [Tensor, Tensor, Tensor] {
  const period = Math.abs(signed);
  if (!(period > 0)) {
    throw new ArgumentError({
      code: "bad-argument",
      op: "interp",
      problem: "a period is a number other than 0",
      got: show(signed),
      hint: "leave it out where nothing repeats",
    });
  }
  const within = mod(xs, period);
  const order = argsort(stopGradient(within));
  const [sx, sf] = [take(within, order), take(fs, order)];
  const ends = (t: Tensor, shift: number): Tensor =>
    concatenate([sub(take(t, [t.size - 1]), shift), t, add(take(t, [0]), shift)]);
  return [mod(x, period), ends(sx, period), ends(sf, 0)];
}

function notPaired(op: string, conditions: number, choices: number): ArgumentError {
  const names: Readonly<Record<string, string>> = { select: "choices", piecewise: "pieces", interp: "values" };
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: `${choices} ${names[op]} do not fit ${conditions} ${op === "interp" ? "points" : "conditions"}`,
    hint:
      op === "interp"
        ? "each point has an x and a value, and there is at least one"
        : "each condition needs one, and there is at least one",
  });
}

/** Up to how many choices one after the other is looked at. */
const FEW_CHOICES = 8;

/**
 * For each index the element of the choice with that number, at its own place.
 *
 * Shapes: indices and choices broadcast against each other.
 *
 * @throws ArgumentError when an index is not among the choices; ShapeError when the shapes do not broadcast.
 * @example choose([0, 1, 0], [tensor([1, 2, 3]), tensor([10, 20, 30])]) // [ 1. 20.  3.]
 * @public
 */
export function choose(indices: TensorLike, choices: readonly TensorLike[]): Tensor {
  return within("choose", () => {
    listOf("choose", "choices", choices, "choose(indices, [a, b])");
    const [index, ...xs] = broadcastArrays([indices, ...operands("choose", choices)]);
    const n = xs.length;
    const params = { op: "choose", whole: [n], axes: [0], lengths: [n], fromFront: true };
    const place = applyN(flatIndexPrimitive, [stopGradient(index!)], params)[0]!;
    if (n <= FEW_CHOICES) return xs.slice(1).reduce((y, x, k) => where(equal(place, k + 1), x, y), xs[0]!);
    return reshapeTo(takeAlongAxis(stack(xs), expandDims(place, 0), 0), place.shape);
  });
}
