import { ArgumentError } from "../errors.ts";
import type { BitSource } from "./bitSource.ts";
import { drawIntegers } from "./integers.ts";
import { shuffledIndices } from "./permute.ts";

/** What to choose: `count` of 0 … n − 1. */
export interface Choice {
  readonly n: number;
  readonly count: number;
  /** Whether a number may be chosen twice. */
  readonly replace: boolean;
  /** The probability of each number; null for equal ones. */
  readonly p: Float64Array | null;
  /** ε of the dtype in which the probabilities were given: their sum may be off by √ε, as in NumPy. */
  readonly rounding: number;
}

/**
 * Chooses indices: with replacement by inverting the cumulative probabilities (or as plain integers), without by the
 * first `count` of a permutation, or, with probabilities, in rounds: the numbers found are given probability 0 and
 * the missing ones drawn again.
 *
 * @throws ArgumentError when there is nothing to choose from, too little without replacement, or `p` is no
 * distribution over the n numbers.
 */
export function chooseIndices(bits: BitSource, choice: Choice): Int32Array {
  const { n, count, replace, p, rounding } = choice;
  if (n === 0 && count > 0) {
    throw refuse("there is nothing to choose from", `${count} of 0`, "the first argument must have at least one entry");
  }
  if (p !== null) checkProbabilities(p, n, Math.sqrt(rounding));
  if (replace) {
    if (p !== null) return invert(bits, cumulative(p), count);
    return count === 0
      ? new Int32Array(0)
      : Int32Array.from(drawIntegers(bits, { low: 0, high: n, type: "int64" }, count));
  }
  if (count > n) {
    throw refuse(
      `without replacement at most ${n} can be chosen`,
      `${count} of ${n}`,
      "choose fewer, or leave replace at true",
    );
  }
  return p === null ? shuffledIndices(bits, n).slice(0, count) : distinct(bits, p, count);
}

function refuse(problem: string, got: string, hint: string): ArgumentError {
  return new ArgumentError({ code: "bad-argument", op: "choice", problem, got, hint });
}

function checkProbabilities(p: Float64Array, n: number, tolerance: number): void {
  if (p.length !== n) {
    throw refuse(
      "p needs one probability for each entry to choose from",
      `${p.length} probabilities for ${n}`,
      "p belongs to the entries of the first argument, not to the draws",
    );
  }
  const bad = p.findIndex((probability) => !(probability >= 0));
  if (bad >= 0) throw refuse("a probability is a number ≥ 0", `p[${bad}] = ${p[bad]}`, "check how p was computed");
  const sum = p.reduce((total, probability) => total + probability, 0);
  if (!(Math.abs(sum - 1) <= tolerance)) {
    throw refuse("the probabilities must sum to 1", `a sum of ${sum}`, "divide them by their sum");
  }
}

/** The cumulative distribution, with 1 at its end. */
function cumulative(p: Float64Array): Float64Array {
  const cdf = new Float64Array(p.length);
  let total = 0;
  for (let i = 0; i < p.length; i++) {
    total += p[i]!;
    cdf[i] = total;
  }
  for (let i = 0; i < p.length; i++) cdf[i] = cdf[i]! / total;
  return cdf;
}

/** For each of `count` uniform draws u the number of entries of the cumulative distribution that are ≤ u. */
function invert(bits: BitSource, cdf: Float64Array, count: number): Int32Array {
  const indices = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const u = bits.double();
    let from = 0;
    let to = cdf.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (cdf[middle]! <= u) from = middle + 1;
      else to = middle;
    }
    indices[i] = from;
  }
  return indices;
}

function distinct(bits: BitSource, p: Float64Array, count: number): Int32Array {
  const possible = p.reduce((total, probability) => total + (probability > 0 ? 1 : 0), 0);
  if (possible < count) {
    throw refuse(
      "fewer entries have a probability above 0 than are to be chosen",
      `${count} of ${possible} possible ones`,
      "choose fewer, or leave replace at true",
    );
  }
  const rest = p.slice();
  const found = new Set<number>();
  while (found.size < count) {
    for (const i of invert(bits, cumulative(rest), count - found.size)) found.add(i);
    for (const i of found) rest[i] = 0;
  }
  return Int32Array.from(found);
}
