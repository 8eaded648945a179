import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";

const MAX_WORD = 0xffffffff;

/** What seeds NumPy's stream: a whole number from 0 to 2³² − 1, or an array of such numbers. @public */
export type LegacySeed = number | readonly number[];

/** Whether it is a whole number of 32 bits. */
export function isWord(x: unknown): x is number {
  return typeof x === "number" && Number.isInteger(x) && x >= 0 && x <= MAX_WORD;
}

/** The error for anything else. */
export function badSeed(op: string, seed: unknown): ArgumentError {
  const beyond = Number.isInteger(seed) || (Array.isArray(seed) && seed.length > 0);
  return new ArgumentError({
    code: "bad-seed",
    op,
    problem: "a seed is a whole number from 0 to 4294967295 (2³² − 1), or a non-empty array of such numbers",
    got: show(seed),
    hint: beyond
      ? "take the number modulo 2 ** 32, or split it into an array of parts below 2 ** 32"
      : "RandomState(42) is NumPy's stream; random.generator takes strings as well",
  });
}
