// The bits of float64 numbers as digits to the base 2048 that count up as the numbers do: three in each half.

/** Where the upper half of a number stands among its two 32-bit words: engines run on machines with the low bytes first. */
const UPPER = 1;

/** How many values a digit has. */
export const BASE = 2048;
/** The digits of a half, the most significant first: by how many bits to shift it, and what remains. */
export const SHIFTS = [21, 10, 0] as const;
export const MASKS = [0x7ff, 0x7ff, 0x3ff] as const;

export const wordsOf = (keys: Float64Array): Int32Array =>
  new Int32Array(keys.buffer, keys.byteOffset, 2 * keys.length);

/** The upper half of entry i, without a sign: the bits of a negative number are turned round. */
export function upperHalf(words: Int32Array, i: number): number {
  const word = words[2 * i + UPPER]!;
  return word ^ ((word >> 31) | 0x80000000);
}

/** The lower half. */
export function lowerHalf(words: Int32Array, i: number): number {
  return words[2 * i + 1 - UPPER]! ^ (words[2 * i + UPPER]! >> 31);
}
