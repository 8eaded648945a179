import type { BitSource } from "./bitSource.ts";
import type { Normals } from "./normals.ts";

/** What all distributions draw from: uniform numbers and standard normal ones. */
export interface Source {
  readonly bits: BitSource;
  readonly normals: Normals;
}

/** A standard exponential number: −ln(1 − u), where 1 − u is never 0. */
export function standardExponential({ bits }: Source): number {
  return -Math.log(1 - bits.double());
}
