/** The logistic function of one number. Only e^(−|x|) is computed, so nothing overflows. */
export function sigmoid1(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** g·d, in which a zero annihilates whatever the other factor is: what the chain rule multiplies by. */
export function scaled(g: number, d: number): number {
  return g === 0 || d === 0 ? 0 : g * d;
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
