import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import type { BitSource } from "./bitSource.ts";
import { type IntegerType, interval } from "./integers.ts";
import { type Size, shapeOfSize } from "./size.ts";

/** Whole numbers low ≤ n < high of 64 bits. */
export interface WideRange {
  readonly low: bigint;
  readonly high: bigint;
}

const LIMITS: Readonly<Partial<Record<IntegerType, readonly [bigint, bigint]>>> = {
  int64: [-(2n ** 63n), 2n ** 63n],
  uint64: [0n, 2n ** 64n],
};

/** The next 64 bits, the high word first. */
export function wideWord(bits: BitSource): bigint {
  const high = bits.word();
  return (BigInt(high) << 32n) | BigInt(bits.word());
}

/** One number of the range: masked words, and those beyond it rejected, as NumPy's legacy stream does it. */
export function drawWide(bits: BitSource, { low, high }: WideRange): bigint {
  const span = high - 1n - low;
  if (span <= 0xffffffffn) return low + BigInt(interval(bits, Number(span)));
  const mask = (1n << BigInt(span.toString(2).length)) - 1n;
  let value: bigint;
  do value = wideWord(bits) & mask;
  while (value > span);
  return low + value;
}

/**
 * Checks bounds that are bigints; `high` omitted means 0 ≤ n < low.
 *
 * @throws ArgumentError when one is a number, the range is empty or beyond its type.
 */
export function wideRange(
  op: string,
  low: number | bigint,
  high: number | bigint | null | undefined,
  type: IntegerType,
): WideRange {
  const [from, to] = high === null || high === undefined ? [0n, low] : [low, high];
  const refuse = (problem: string, hint: string): ArgumentError =>
    new ArgumentError({ code: "bad-argument", op, problem, got: `low ${show(from)}, high ${show(to)}`, hint });
  if (typeof from !== "bigint" || typeof to !== "bigint") {
    throw refuse("both bounds must be bigints, or both numbers", "write 0n, not 0, beside a bigint");
  }
  const limits = LIMITS[type];
  if (limits === undefined) throw refuse(`bigints are of 64 bits, not of type ${show(type)}`, "int64 or uint64");
  if (from >= to) throw refuse("low must be below high, which is not drawn itself", `${op}(0n, 10n) draws 0 to 9`);
  if (from < limits[0] || to > limits[1]) {
    throw refuse(`the type ${type} holds ${limits[0]} to ${limits[1] - 1n}`, "choose closer bounds or the other type");
  }
  return { low: from, high: to };
}

/** A size that can only be a length. @throws ArgumentError when it is not a whole number ≥ 0. */
export function lengthOf(op: string, size: Size): number {
  const shape = shapeOfSize(op, size);
  if (shape.length === 1) return shape[0]!;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: "these numbers come as an array, so their size is a single number",
    got: `size ${show(size)}`,
    hint: "tensors hold no 64-bit integers; cut the array into rows yourself",
  });
}
