/** The logistic function of one number. Only e^(−|x|) is computed, so nothing overflows. */
export function sigmoid1(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/**
 * C's `pow`, which NumPy follows and JavaScript's `**` does not: 1 to any power is 1, also NaN and infinity, and
 * (−1)^±∞ is 1. The powers that NumPy takes a short way for take it here too, so that x**2 is x·x to the last bit.
 */
export function power(x: number, y: number): number {
  if (y === 2) return x * x;
  if (y === 1 || x === 1) return x;
  if (y === 0.5) return Math.sqrt(x);
  if (y === -1) return 1 / x;
  if (x === -1 && (y === Infinity || y === -Infinity)) return 1;
  return x ** y;
}

/** Added to a number of at most 2⁵¹, it leaves no room for what is behind the point: the sum is rounded, halves to even. */
const ROUNDING = 3 * 2 ** 51;

/** The nearest whole number, of two the even one. */
export function toEven(x: number): number {
  if (Math.abs(x) < 2 ** 51) {
    const y = x + ROUNDING - ROUNDING;
    // A zero has the sign of x.
    return y === 0 ? x * 0 : y;
  }
  const below = Math.floor(x);
  const part = x - below;
  if (part < 0.5) return below === 0 && x < 0 ? -0 : below;
  if (part > 0.5) return below === -1 ? -0 : below + 1;
  // A half; of NaN and ±∞ the part is NaN, and they stay.
  if (part === 0.5) return below % 2 === 0 ? below : below === -1 ? -0 : below + 1;
  return x;
}

/** The remainder with the sign of y; a zero, too, has that sign. */
export function floored(x: number, y: number): number {
  const r = x % y;
  if (r === 0) return y < 0 ? -0 : 0;
  return r < 0 !== y < 0 ? r + y : r;
}

/**
 * ⌊x/y⌋ such that together with the remainder it makes up x, whatever the rounding of x/y; at zeros and infinities as
 * CPython and NumPy have it.
 */
export function flooredQuotient(x: number, y: number): number {
  if (y === 0) return x / y;
  const r = x % y;
  const quotient = (x - r) / y - (r !== 0 && r < 0 !== y < 0 ? 1 : 0);
  // A zero has the sign of x/y.
  if (quotient === 0) return x / y < 0 || Object.is(x / y, -0) ? -0 : 0;
  const below = Math.floor(quotient);
  return quotient - below > 0.5 ? below + 1 : below;
}

/** ln(eˣ + eʸ), the larger of the two taken out first. */
export function logOfSum(x: number, y: number): number {
  if (x === y) return x + Math.LN2; // infinities, too
  const d = x - y;
  if (d > 0) return x + Math.log1p(Math.exp(-d));
  return d <= 0 ? y + Math.log1p(Math.exp(d)) : d;
}

/** log₂(2ˣ + 2ʸ). */
export function log2OfSum(x: number, y: number): number {
  if (x === y) return x + 1;
  const d = x - y;
  if (d > 0) return x + Math.log1p(2 ** -d) * Math.LOG2E;
  return d <= 0 ? y + Math.log1p(2 ** d) * Math.LOG2E : d;
}
