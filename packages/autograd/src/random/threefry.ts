/** The constant of Skein's key schedule: it keeps the third key word from being zero. */
const PARITY = 0x1bd11bda;

/**
 * The block cipher Threefry-2x32 with 20 rounds: a key (k₀, k₁) and a counter (c₀, c₁), two 32-bit words each, give
 * two words that look random. Every counter gives its own; there is no state.
 *
 * @param out receives the two words, as signed numbers.
 * @see J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw (2011), Parallel random numbers: as easy as 1, 2, 3.
 */
export function threefry(k0: number, k1: number, c0: number, c1: number, out: Int32Array): void {
  const k2 = PARITY ^ k0 ^ k1;
  let x = (c0 + k0) | 0;
  let y = (c1 + k1) | 0;
  // Five groups of four rounds; after each a pair of key words is added, in turn, and the group's number.
  for (let group = 1; group <= 5; group++) {
    const odd = (group & 1) === 1;
    x = (x + y) | 0;
    y = x ^ (odd ? (y << 13) | (y >>> 19) : (y << 17) | (y >>> 15));
    x = (x + y) | 0;
    y = x ^ (odd ? (y << 15) | (y >>> 17) : (y << 29) | (y >>> 3));
    x = (x + y) | 0;
    y = x ^ (odd ? (y << 26) | (y >>> 6) : (y << 16) | (y >>> 16));
    x = (x + y) | 0;
    y = x ^ (odd ? (y << 6) | (y >>> 26) : (y << 24) | (y >>> 8));
    const turn = group % 3;
    x = (x + (turn === 0 ? k0 : turn === 1 ? k1 : k2)) | 0;
    y = (y + (turn === 0 ? k1 : turn === 1 ? k2 : k0) + group) | 0;
  }
  out[0] = x;
  out[1] = y;
}
