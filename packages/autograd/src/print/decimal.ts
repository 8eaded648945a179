import type { DType } from "../dtype.ts";

/** A number ≥ 0 in decimal: `digits` with the point after the first one, times 10^exponent; zero is `0`, 0. */
export interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/** The fewest digits that no other number of the same dtype is nearer to; of several, those closest to x ≥ 0. */
export function shortestDecimal(x: number, dtype: DType): Decimal {
  if (dtype === "float32" && x > 0) return shortestFloat32(x);
  // For float64 these are the digits that JavaScript itself prints.
  const [digits, exponent] = x.toExponential().split("e");
  return { digits: digits!.replace(".", ""), exponent: Number(exponent) };
}

/** x · 10^places for x ≥ 0, rounded to the nearest integer, ties to even: exact, whatever the magnitude. */
export function roundedAt(x: number, places: number): bigint {
  const [n, power] = binaryParts(x);
  const numerator = (n * powerOf(10n, places)) << BigInt(Math.max(power, 0));
  const denominator = powerOf(10n, -places) << BigInt(Math.max(-power, 0));
  const quotient = numerator / denominator;
  const twiceRest = 2n * (numerator % denominator);
  const up = twiceRest > denominator || (twiceRest === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** x ≥ 0 with exactly `count` digits, rounded once from the exact value, ties to even. */
export function roundedTo(x: number, count: number): Decimal {
  const exponent = leadingExponent(x);
  const digits = roundedAt(x, count - 1 - exponent).toString();
  // Rounding 9.99… up gives 10.0…: one digit more, all of them zeros from the second on.
  if (digits.length > count) return { digits: digits.slice(0, count), exponent: exponent + 1 };
  return { digits: digits.padEnd(count, "0"), exponent };
}

/**
 * Free-format digit generation in exact arithmetic: digits of x come off one by one until what is left is within
 * half a gap of x, so that the digits so far, or the last of them raised by one, name no other float32.
 *
 * @see R. G. Burger and R. K. Dybvig (1996), Printing floating-point numbers quickly and accurately, figure 1.
 */
function shortestFloat32(x: number): Decimal {
  const [n, power] = binaryParts(x);
  // The neighbours of x lie 2^gap away: float32 has 29 bits fewer than float64, and its subnormals begin at 2^−149.
  const gap = Math.max(power + 29, -149);
  const mantissa = n >> BigInt(gap - power);
  const even = mantissa % 2n === 0n;
  const exponent = leadingExponent(x);

  // x is rest / scale, and half the way to the neighbours is below / scale and above / scale.
  const unit = powerOf(2n, gap) * powerOf(10n, -exponent);
  const scale = 4n * powerOf(2n, -gap) * powerOf(10n, exponent);
  let rest = 4n * mantissa * unit;
  let above = 2n * unit;
  // Below a power of two the floats are twice as dense.
  let below = mantissa === 1n << 23n && gap > -149 ? unit : above;

  let digits = 0n;
  for (let count = 1; ; count++) {
    digits = 10n * digits + rest / scale;
    rest %= scale;
    // Half-way points round to even, so they belong to x when its mantissa is even.
    const down = even ? rest <= below : rest < below;
    const up = even ? rest + above >= scale : rest + above > scale;
    if (down || up) {
      const upper = 2n * rest > scale || (2n * rest === scale && digits % 2n === 1n);
      if (down && up ? upper : up) digits += 1n;
      const text = digits.toString();
      // A carry out of the first digit, as in 9.9 → 10, makes the text longer than the digits counted.
      return { digits: text.replace(/0+$/, ""), exponent: exponent + text.length - count };
    }
    rest *= 10n;
    above *= 10n;
    below *= 10n;
  }
}

/** The place of the first digit: ⌊log₁₀ x⌋, and 0 for zero. */
function leadingExponent(x: number): number {
  // Twenty places are enough that no float64 just below a power of ten is rounded up to it.
  const text = x.toExponential(20);
  return Number(text.slice(text.indexOf("e") + 1));
}

const bits = new DataView(new ArrayBuffer(8));

/** x ≥ 0 as n · 2^power, exactly. */
function binaryParts(x: number): [n: bigint, power: number] {
  bits.setFloat64(0, x);
  const raw = bits.getBigUint64(0);
  const exponent = Number(raw >> 52n);
  const fraction = raw & 0xfffffffffffffn;
  return exponent === 0 ? [fraction, -1074] : [fraction | (1n << 52n), exponent - 1075];
}

/** base^exponent, or 1 when the exponent is negative: the other side of a fraction carries that power. */
function powerOf(base: bigint, exponent: number): bigint {
  return exponent > 0 ? base ** BigInt(exponent) : 1n;
}
