import { show } from "../describe.ts";
import { type DType, newArray, type TypedArray } from "../dtype.ts";
import { ArgumentError } from "../errors.ts";
import type { TensorLike } from "../lift.ts";
import { broadcastTo } from "../primitives/structure.ts";
import { flatData, wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import type { BitSource } from "./bitSource.ts";
import { plain } from "./each.ts";
import { shapeOfDraws } from "./parameters.ts";
import type { Size } from "./size.ts";

/** NumPy's integer types: they decide how many bits a draw uses up, and what range is allowed. @public */
export type IntegerType = "bool" | "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "int64" | "uint64";

/** Smallest and largest value of each type; of the 64-bit ones, what a float64 holds exactly. */
const RANGES: Readonly<Record<IntegerType, readonly [number, number]>> = {
  bool: [0, 1],
  int8: [-(2 ** 7), 2 ** 7 - 1],
  uint8: [0, 2 ** 8 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  uint16: [0, 2 ** 16 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 53), 2 ** 53],
  uint64: [0, 2 ** 53],
};

/** How many bits of a 32-bit word one attempt takes; the 64-bit types take whole words. */
const BITS: Readonly<Record<IntegerType, number>> = {
  bool: 1,
  int8: 8,
  uint8: 8,
  int16: 16,
  uint16: 16,
  int32: 32,
  uint32: 32,
  int64: 32,
  uint64: 32,
};

/** The smallest 2ᵏ − 1 that is at least `max`, for `max` below 2³². */
function maskFor(max: number): number {
  return max === 0 ? 0 : 0xffffffff >>> Math.clz32(max);
}

/** A whole number from 0 to `max` < 2³²: masked words, and those above `max` rejected. */
export function interval(bits: BitSource, max: number): number {
  if (max === 0) return 0;
  const mask = maskFor(max);
  let value: number;
  do value = (bits.word() & mask) >>> 0;
  while (value > max);
  return value;
}

/** What integers to draw: low ≤ n < high. */
export interface IntegerRange {
  readonly low: number;
  readonly high: number;
  readonly type: IntegerType;
}

/** The element type for a range: bool for bools, int32 where the whole range fits, else float64. */
export function integerDType({ low, high, type }: IntegerRange): DType {
  if (type === "bool") return "bool";
  return low >= RANGES.int32[0] && high - 1 <= RANGES.int32[1] ? "int32" : "float64";
}

/**
 * Checks the bounds of a range; `high` omitted means 0 ≤ n < low, as in NumPy.
 *
 * @throws ArgumentError when a bound is not a whole number, the range is empty or beyond its type.
 */
export function integerRange(
  op: string,
  low: number,
  high: number | null | undefined,
  type: IntegerType,
): IntegerRange {
  const [from, to] = high === null || high === undefined ? [0, low] : [low, high];
  const refuse = (problem: string, hint: string): ArgumentError =>
    new ArgumentError({ code: "bad-argument", op, problem, got: `low ${show(from)}, high ${show(to)}`, hint });
  if (typeof type !== "string" || !Object.hasOwn(RANGES, type)) {
    throw refuse(`there is no integer type ${show(type)}`, `one of ${Object.keys(RANGES).join(", ")}`);
  }
  const limits = RANGES[type];
  if (!Number.isInteger(from) || !Number.isInteger(to)) {
    throw refuse("the bounds must be whole numbers", "round them first, or draw with uniform(low, high, size)");
  }
  if (from >= to) {
    throw refuse(
      "low must be below high, which is not drawn itself",
      `${op}(0, 10) draws 0 to 9; ${op}(10) means the same`,
    );
  }
  if (from < limits[0] || to - 1 > limits[1]) {
    const wide = type === "int64" || type === "uint64";
    throw refuse(
      wide
        ? "a float64 holds whole numbers exactly only up to ±2⁵³, so larger ones cannot be drawn"
        : `the type ${type} holds ${limits[0]} to ${limits[1]}`,
      wide ? "give the bounds as bigints: randint(0n, 2n ** 63n)" : "choose closer bounds or a wider type",
    );
  }
  return { low: from, high: to, type };
}

/** Draws `count` integers: masked rejection, as NumPy's legacy stream does it for each width. */
export function drawIntegers(bits: BitSource, range: IntegerRange, count: number): TypedArray {
  const out = newArray(integerDType(range), count);
  fill(out, bits, range, { word: 0, left: 0 });
  return out;
}

/** Draws integers with bounds of their own; `high` null means 0 ≤ n < low. All together have one element type. */
export function drawIntegersEach(
  op: string,
  bits: BitSource,
  low: TensorLike,
  high: TensorLike | null,
  size: Size | null | undefined,
  type: IntegerType,
): Tensor {
  const [from, to] = [plain(op, "low", high === null ? 0 : low), plain(op, "high", high ?? low)];
  const shape = shapeOfDraws(op, [from, to], size);
  const [lows, highs] = [flatData(broadcastTo(from, shape)), flatData(broadcastTo(to, shape))];
  const ranges = Array.from(lows, (least, i) => integerRange(op, least, highs[i]!, type));
  const narrow = type === "bool" ? "bool" : "int32";
  const dtype = ranges.every((range) => integerDType(range) === narrow) ? narrow : "float64";
  const out = newArray(dtype, ranges.length);
  const rest = { word: 0, left: 0 };
  ranges.forEach((range, i) => {
    fill(out.subarray(i, i + 1), bits, range, rest);
  });
  return wrap(shape, dtype, out);
}

/** What is left of a word from which attempts are cut. */
interface Rest {
  word: number;
  left: number;
}

function fill(out: TypedArray, bits: BitSource, { low, high, type }: IntegerRange, rest: Rest): void {
  const span = high - 1 - low;
  if (span === 0) out.fill(low);
  else if (span > 0xffffffff) fillWide(out, bits, low, high);
  else fillNarrow(out, bits, low, span, BITS[type], rest);
}

/** Attempts of `width` bits, cut from words from the low end. */
function fillNarrow(out: TypedArray, bits: BitSource, low: number, span: number, width: number, rest: Rest): void {
  const mask = maskFor(span);
  const perWord = 32 / width;
  let { word, left } = rest;
  for (let i = 0; i < out.length; i++) {
    let value: number;
    do {
      if (left === 0) {
        word = bits.word();
        left = perWord;
      } else {
        word >>>= width;
      }
      left--;
      value = (word & mask) >>> 0;
    } while (value > span);
    out[i] = low + value;
  }
  rest.word = word;
  rest.left = left;
}

/** Attempts of two words, the high one first. The span may have 54 bits, so it is split exactly. */
function fillWide(out: TypedArray, bits: BitSource, low: number, high: number): void {
  const span = BigInt(high) - 1n - BigInt(low);
  const spanHigh = Number(span >> 32n);
  const spanLow = Number(span & 0xffffffffn);
  const mask = maskFor(spanHigh);
  for (let i = 0; i < out.length; i++) {
    let upper: number;
    let lower: number;
    do {
      upper = bits.word() & mask;
      lower = bits.word();
    } while (upper > spanHigh || (upper === spanHigh && lower > spanLow));
    // Each sum is a whole number within ±2⁵³, so neither rounds.
    out[i] = low + upper * 2 ** 32 + lower;
  }
}

/** The error for bounds that are both among the numbers. */
export function wrongWayRound(low: number, high: number): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "random_integers",
    problem: "low must not be above high; both may be drawn",
    got: `low ${low}, high ${high}`,
    hint: "random_integers(1, 6) draws 1 to 6; random_integers(6) means the same",
  });
}
