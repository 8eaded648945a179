import type { BitSource } from "./bitSource.ts";

/** The length N of the state, in words. */
export const STATE_WORDS = 624;
/** The distance M between the words that the recurrence joins. */
const JOINED = 397;
const UPPER_BIT = 0x80000000;
const LOWER_BITS = 0x7fffffff;

/** The Mersenne Twister's bits, and the state they come from. */
export interface MersenneTwister extends BitSource {
  /** Starts again from one word (`init_genrand`). */
  seedWord(seed: number): void;
  /** Starts again from several words (`init_by_array`). */
  seedWords(seeds: readonly number[]): void;
  /** The words of the state, each from 0 to 2³² − 1. */
  readonly key: Uint32Array;
  /** How many words of the state are used up; at 624 the next word makes a new state. */
  position: number;
}

/** One word of the next state, from the upper bit of one word and the lower bits of its neighbour. */
function twist(word: number, upper: number, lower: number): number {
  const y = (upper & UPPER_BIT) | (lower & LOWER_BITS);
  return word ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
}

/**
 * A Mersenne Twister MT19937, period 2¹⁹⁹³⁷ − 1. It must be seeded before its first use.
 *
 * `word()` gives the reference implementation's `genrand_int32`, `double()` its `genrand_res53`: two words a, b make
 * (⌊a/2⁵⌋ · 2²⁶ + ⌊b/2⁶⌋) / 2⁵³.
 *
 * @see M. Matsumoto and T. Nishimura (1998), Mersenne Twister: a 623-dimensionally equidistributed uniform
 * pseudo-random number generator; seeding as in their revision of 2002.
 */
export function mersenneTwister(): MersenneTwister {
  const key = new Uint32Array(STATE_WORDS);

  function nextState(): void {
    const rest = STATE_WORDS - JOINED;
    for (let i = 0; i < rest; i++) key[i] = twist(key[i + JOINED]!, key[i]!, key[i + 1]!);
    for (let i = rest; i < STATE_WORDS - 1; i++) key[i] = twist(key[i - rest]!, key[i]!, key[i + 1]!);
    key[STATE_WORDS - 1] = twist(key[JOINED - 1]!, key[STATE_WORDS - 1]!, key[0]!);
    twister.position = 0;
  }

  function word(): number {
    if (twister.position >= STATE_WORDS) nextState();
    let y = key[twister.position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  function seedWord(seed: number): void {
    key[0] = seed;
    for (let i = 1; i < STATE_WORDS; i++) {
      const previous = key[i - 1]!;
      key[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
    twister.position = STATE_WORDS;
  }

  function seedWords(seeds: readonly number[]): void {
    seedWord(19650218);
    let i = 1;
    const mix = (factor: number): number => {
      const previous = key[i - 1]!;
      return key[i]! ^ Math.imul(previous ^ (previous >>> 30), factor);
    };
    const advance = (): void => {
      if (++i < STATE_WORDS) return;
      key[0] = key[STATE_WORDS - 1]!;
      i = 1;
    };
    for (let k = 0, j = 0; k < Math.max(STATE_WORDS, seeds.length); k++, j = (j + 1) % seeds.length) {
      key[i] = mix(1664525) + seeds[j]! + j;
      advance();
    }
    for (let k = 1; k < STATE_WORDS; k++) {
      key[i] = mix(1566083941) - i;
      advance();
    }
    key[0] = UPPER_BIT;
  }

  const twister: MersenneTwister = {
    key,
    position: STATE_WORDS,
    seedWord,
    seedWords,
    word,
    double: () => {
      const a = word() >>> 5;
      const b = word() >>> 6;
      return (a * 67108864 + b) / 9007199254740992;
    },
  };
  return twister;
}
