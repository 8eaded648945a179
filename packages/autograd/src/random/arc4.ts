import type { BitSource } from "./bitSource.ts";

/** Where ARC4 stands: a permutation of 0 … 255 and two places in it. */
export interface Arc4State {
  readonly permutation: readonly number[];
  readonly i: number;
  readonly j: number;
}

/** How many bytes there are, and how many the first of which tell too much of the key and are not used. */
const BYTES = 256;

/** The key of a text: its characters go round and round through at most 256 bytes, each mixed with what it meets. */
function keyOf(seed: string): number[] {
  const key: number[] = [];
  let smear = 0;
  for (let at = 0; at < seed.length; at++) {
    const place = at % BYTES;
    smear ^= (key[place] ?? 0) * 19;
    key[place] = (smear + seed.charCodeAt(at)) & 255;
  }
  return key.length === 0 ? [0] : key;
}

/**
 * The stream cipher ARC4 as a source of bits, seeded by a text. Its numbers are those of the package `seedrandom` for
 * this text, which a test compares; that package loads Node's cryptography when it is imported, ten milliseconds for
 * seeds that are drawn by themselves, of which there are none here.
 *
 * @see D. Bau, seedrandom, https://github.com/davidbau/seedrandom
 */
export class Arc4 implements BitSource {
  #permutation: number[] = Array.from({ length: BYTES }, (_, byte) => byte);
  #i = 0;
  #j = 0;

  constructor(seed: string) {
    const s = this.#permutation;
    const key = keyOf(seed);
    for (let i = 0, j = 0; i < BYTES; i++) {
      const t = s[i]!;
      j = (j + key[i % key.length]! + t) & 255;
      s[i] = s[j]!;
      s[j] = t;
    }
    this.#draw(BYTES);
  }

  /** The next bytes as the digits of one number, the most significant first. */
  #draw(count: number): number {
    const s = this.#permutation;
    let number = 0;
    for (; count > 0; count--) {
      this.#i = (this.#i + 1) & 255;
      const t = s[this.#i]!;
      this.#j = (this.#j + t) & 255;
      const u = s[this.#j]!;
      s[this.#i] = u;
      s[this.#j] = t;
      number = number * BYTES + s[(t + u) & 255]!;
    }
    return number;
  }

  /** A number in [0, 1) with all 53 bits of its fraction drawn, also where the first bytes are zeros. */
  double(): number {
    let numerator = this.#draw(6);
    let denominator = 2 ** 48;
    let last = 0;
    while (numerator < 2 ** 52) {
      numerator = (numerator + last) * BYTES;
      denominator *= BYTES;
      last = this.#draw(1);
    }
    // The last byte is added behind the binary point of the others, as many bits of it as there is room for.
    while (numerator >= 2 ** 53) {
      numerator /= 2;
      denominator /= 2;
      last >>>= 1;
    }
    return (numerator + last) / denominator;
  }

  word(): number {
    return this.#draw(4);
  }

  state(): Arc4State {
    return { permutation: [...this.#permutation], i: this.#i, j: this.#j };
  }

  restore({ permutation, i, j }: Arc4State): void {
    this.#permutation = [...permutation];
    this.#i = i;
    this.#j = j;
  }
}
