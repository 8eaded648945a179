import { room } from "../checks.ts";
import { show } from "../describe.ts";
import { isFloating } from "../dtype.ts";
import { ArgumentError, showShape } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { operand, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { apply1 } from "../primitive.ts";
import { add, mul, sub } from "../primitives/arithmetic.ts";
import { astype } from "../primitives/convert.ts";
import { max, min } from "../primitives/extrema.ts";
import { floor, rint } from "../primitives/rounding.ts";
import { embedPrimitive } from "../primitives/slice.ts";
import { broadcastTo, reshapeTo } from "../primitives/structure.ts";
import type { Shape } from "../shape.ts";
import { wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { concatenate } from "./join.ts";
import { entriesAt } from "./pick.ts";
import { median } from "./quantile.ts";
import { mean } from "./reduce.ts";
import { flip } from "./repeat.ts";
import type { SameRank } from "./types.ts";

/** What is put around: see `pad`. @public */
export type PadMode =
  | "constant"
  | "edge"
  | "linear_ramp"
  | "maximum"
  | "mean"
  | "median"
  | "minimum"
  | "reflect"
  | "symmetric"
  | "wrap"
  | "empty";

/** One number for all, a pair [before, behind] for all axes, or a pair for each axis. @public */
export type PadWidth = number | readonly number[] | readonly (readonly number[])[];

/** Options of `pad`. @public */
export interface PadOptions {
  /** For mode `"constant"`: the numbers to put, given as the widths are; 0 unless said. */
  readonly constantValues?: PadWidth;
  /** For mode `"linear_ramp"`: the numbers at the outer ends, given as the widths are; 0 unless said. */
  readonly endValues?: PadWidth;
  /** For the modes with statistics: from how many entries at each end, given as the widths are; all unless said. */
  readonly statLength?: PadWidth | null;
  /**
   * For modes `"reflect"` and `"symmetric"`: whether the mirror image is that of the values, `"even"`, or that of their
   * distances from the outermost entry, `"odd"`, which continues a straight line; `"even"` unless said.
   */
  readonly reflectType?: "even" | "odd";
}

/**
 * A tensor with entries put around it.
 *
 * | mode | puts around 1 2 3, two on each side |
 * | ---- | ----------------------------------- |
 * | `"constant"` | 0 0 **1 2 3** 0 0, or `constantValues` |
 * | `"edge"` | 1 1 **1 2 3** 3 3 |
 * | `"reflect"` | 3 2 **1 2 3** 2 1: a mirror at the last entry |
 * | `"symmetric"` | 2 1 **1 2 3** 3 2: a mirror behind the last entry |
 * | `"wrap"` | 2 3 **1 2 3** 1 2: periodic |
 * | `"linear_ramp"` | 0 .5 **1 2 3** 1.5 0: even steps to `endValues` |
 * | `"maximum"`, `"minimum"`, `"mean"`, `"median"` | that of the entries, or of `statLength` of them at each end |
 * | `"empty"` | 0, but nothing is promised |
 *
 * Shapes: `x [n]` with width `[a, b]` → `[a + n + b]`; a single number or pair of widths stands for all axes.
 * Derivatives go to where the entries come from.
 *
 * @throws ArgumentError when a width is not a whole number ≥ 0, the mode is unknown, or an axis without entries is to
 * be padded with some.
 * @example pad(tensor([1, 2, 3]), 2, "reflect") // [3. 2. 1. 2. 3. 2. 1.]
 * @example pad(tensor([1, 2, 4]), 2, "reflect", { reflectType: "odd" }) // [-2.  0.  1.  2.  4.  6.  7.]
 * @example pad(tensor([[1, 2]]), [[0, 1], [1, 0]])
 * // [[0. 1. 2.]
 * //  [0. 0. 0.]]
 * @public
 */
export function pad<S extends Shape>(
  x: Tensor<S>,
  width: PadWidth,
  mode?: PadMode,
  options?: PadOptions,
): Tensor<SameRank<S>>;
export function pad(x: TensorLike, width: PadWidth, mode?: PadMode, options?: PadOptions): Tensor;
export function pad(input: TensorLike, width: PadWidth, mode: PadMode = "constant", options: PadOptions = {}): Tensor {
  knownOptions("pad", options, ["constantValues", "endValues", "statLength", "reflectType"]);
  const x = operand("pad", input);
  const widths = perAxis(width, x.ndim, "the width", (n) => Number.isInteger(n) && n >= 0);
  const given = (value: PadWidth | undefined, name: string): Pair[] => perAxis(value ?? 0, x.ndim, name, () => true);
  const constants = given(options.constantValues, "constantValues");
  const ends = given(options.endValues, "endValues");
  const { statLength = null, reflectType = "even" } = options;
  if (reflectType !== "even" && reflectType !== "odd") throw unknownReflection(reflectType);
  const lengths = statLength === null ? null : given(statLength, "statLength");
  room(
    "pad",
    x.shape.map((n, d) => n + widths[d]![0] + widths[d]![1]),
  );
  if (mode === "constant" && constants.flat().every((value) => value === 0)) return inZeros(x, widths);
  let y = x;
  for (let d = 0; d < x.ndim; d++) {
    const [before, behind] = widths[d]!;
    if (before === 0 && behind === 0) continue;
    if (reflectType === "odd" && (mode === "reflect" || mode === "symmetric")) {
      y = oddReflection(y, d, [before, behind], mode === "reflect" ? 1 : 0);
      continue;
    }
    y = padAxis(y, d, [before, behind], mode, constants[d]!, ends[d]!, lengths?.[d] ?? null);
  }
  return y;
}

type Pair = readonly [number, number];

function perAxis(value: PadWidth, rank: number, name: string, holds: (n: number) => boolean): Pair[] {
  const given = typeof value === "number" ? [value] : Array.isArray(value) ? value : [];
  const list = given.every((n) => typeof n === "number") ? [given] : given;
  const pairs = (list as readonly (readonly number[])[]).map((entry) =>
    Array.isArray(entry) && entry.length === 1 ? [entry[0], entry[0]] : entry,
  ) as Pair[];
  const right = pairs.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(holds));
  if (right && pairs.length === 1) return Array.from({ length: rank }, () => pairs[0]!);
  if (right && pairs.length === rank) return pairs;
  throw new ArgumentError({
    code: "bad-argument",
    op: "pad",
    problem: `${name} must be a number, a pair [before, behind], or such a pair for each of ${rank} axes`,
    got: show(value),
    hint: "pad(x, 1), pad(x, [1, 2]), pad(x, [[0, 1], [2, 2]]); widths are whole numbers, 0 or more",
  });
}

/** Zeros around, in one step for all axes. */
function inZeros(x: Tensor, widths: readonly Pair[]): Tensor {
  return apply1(embedPrimitive, x, {
    whole: x.shape.map((n, d) => n + widths[d]![0] + widths[d]![1]),
    starts: widths.map(([before]) => before),
    steps: x.shape.map(() => 1),
    axes: x.shape.map((_, d) => d),
    part: x.shape,
  });
}

const STATISTICS = { maximum: max, minimum: min, mean, median };

function padAxis(
  x: Tensor,
  axis: number,
  [before, behind]: Pair,
  mode: PadMode,
  constants: Pair,
  ends: Pair,
  statLength: Pair | null,
): Tensor {
  const n = x.shape[axis]!;
  const part = (length: number): number[] => x.shape.map((m, d) => (d === axis ? length : m));
  const filled = (value: Tensor, length: number): Tensor => broadcastTo(astype(value, x.dtype), part(length));
  if (mode === "constant" || mode === "empty") {
    const [a, b] = mode === "empty" ? [0, 0] : constants;
    return concatenate([filled(operand("pad", a), before), x, filled(operand("pad", b), behind)], axis);
  }
  if (n === 0) throw nothingToPadWith(mode, axis, x.shape);
  const range = (index: string): Tensor => at(x, ...new Array<string>(axis).fill(":"), index);
  if (mode === "linear_ramp") {
    const ramp = (edge: Tensor, end: number, length: number, falling: boolean): Tensor => {
      const steps = Float64Array.from({ length }, (_, i) => (falling ? length - i : i + 1) / Math.max(length, 1));
      const column = reshapeTo(
        wrap([length], "float64", steps),
        part(length).map((m, d) => (d === axis ? m : 1)),
      );
      if (isFloating(x.dtype)) return add(edge, mul(astype(column, x.dtype), sub(end, edge)));
      // Integers take the whole number below, as in NumPy.
      return astype(floor(add(edge, mul(column, sub(end, edge)))), x.dtype);
    };
    const [first, last] = [range(":1"), range("-1:")];
    return concatenate([ramp(first, ends[0], before, true), x, ramp(last, ends[1], behind, false)], axis);
  }
  const statistic = Object.hasOwn(STATISTICS, mode) ? STATISTICS[mode as keyof typeof STATISTICS] : undefined;
  if (statistic !== undefined) {
    const [a, b] = statLength ?? [n, n];
    const of = (index: string): Tensor => {
      const value = statistic(range(index) as TensorLike, [axis], { keepdims: true });
      return x.dtype === "int32" ? rint(value) : value;
    };
    const [front, back] = [of(`:${Math.min(a, n)}`), of(`${Math.max(n - b, 0)}:`)];
    return concatenate([filled(front, before), x, filled(back, behind)], axis);
  }
  const source = sourceOf(mode, n);
  const places = Int32Array.from({ length: before + n + behind }, (_, i) => source(i - before));
  return entriesAt(x, places, axis);
}

/** From which entry of n the one at a place outside comes. */
function sourceOf(mode: PadMode, n: number): (place: number) => number {
  const modulo = (place: number, period: number): number => ((place % period) + period) % period;
  switch (mode) {
    case "edge":
      return (place) => Math.min(Math.max(place, 0), n - 1);
    case "wrap":
      return (place) => modulo(place, n);
    case "reflect": {
      const period = Math.max(2 * (n - 1), 1);
      return (place) => Math.min(modulo(place, period), period - modulo(place, period)) % n;
    }
    case "symmetric":
      return (place) => Math.min(modulo(place, 2 * n), 2 * n - 1 - modulo(place, 2 * n));
    default:
      throw unknownMode(mode);
  }
}

/**
 * The mirror image turned upside down as well: 2e − x for the outermost entry e, piece by piece, each as long as what lies
 * behind its mirror (without the entry at the mirror itself where `skipped` is 1).
 */
function oddReflection(x: Tensor, axis: number, [before, behind]: Pair, skipped: 0 | 1): Tensor {
  if (x.shape[axis] === 0) throw nothingToPadWith(skipped === 1 ? "reflect" : "symmetric", axis, x.shape);
  const range = (y: Tensor, index: string): Tensor => at(y, ...new Array<string>(axis).fill(":"), index);
  let y = x;
  let [front, back] = [before, behind];
  while (front > 0 || back > 0) {
    // A single entry that is its own mirror is repeated.
    const n = y.shape[axis]!;
    const offset = n === 1 ? 0 : skipped;
    const [a, b] = [Math.min(front, n - offset), Math.min(back, n - offset)];
    const turned = (piece: Tensor, edge: Tensor): Tensor => sub(mul(2, edge), flip(piece, axis));
    const parts = [
      turned(range(y, `${offset}:${offset + a}`), range(y, ":1")),
      y,
      turned(range(y, `${n - offset - b}:${n - offset}`), range(y, "-1:")),
    ];
    y = concatenate(parts, axis);
    [front, back] = [front - a, back - b];
  }
  return y;
}

function unknownReflection(type: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "pad",
    problem: `there is no reflection ${show(type)}`,
    hint: '"even" repeats the values in reverse, "odd" continues a straight line',
  });
}

function nothingToPadWith(mode: string, axis: number, shape: Shape): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "pad",
    problem: `axis ${axis} has no entries from which mode "${mode}" could take any`,
    got: `shape ${showShape(shape)}`,
    hint: 'mode "constant" needs none',
    shapes: [shape],
  });
}

function unknownMode(mode: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "pad",
    problem: `there is no mode ${show(mode)}`,
    hint: "modes are constant, edge, reflect, symmetric, wrap, linear_ramp, maximum, minimum, mean, median and empty",
  });
}
