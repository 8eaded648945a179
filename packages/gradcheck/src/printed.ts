import type { Tensor } from "@wengert/autograd";
import { shortNumber } from "./factors.ts";
import { flat, largest } from "./numbers.ts";

/** More significant digits than these nobody prints to be read. */
const MOST = 12;
/** Fewer are a number by itself: 0.125, 2. */
const FEWEST = 4;
/** So precise, relative to the largest entry, must numbers be for a search for causes. */
const FOR_SEARCH = 1e-6;

/** How exact the hand's numbers are, where that is less than rounding in the computation. */
export interface Precision {
  /** The error of a gradient's entries, by the path of its parameter. */
  readonly error: (path: string, tape: Float64Array) => number;
  /** A sentence on what cannot be seen for it, or null. */
  readonly unseen: string | null;
}

/** Numbers as `compareGradients` was told: an error relative to the largest entry of each gradient. */
export function asTold(tolerance: number): Precision {
  return { error: (_path, tape) => tolerance * largest(tape), unseen: null };
}

/** Whether a search for causes may take numbers for equal that differ by so much. */
export function isPrecise(error: number, tape: Float64Array): boolean {
  return error <= FOR_SEARCH * largest(tape);
}

/**
 * Numbers that were printed and copied have few digits: each is off by up to a unit of its last one (rounded by half of it,
 * cut off by all of it). Null where there
 * are numbers of full length among them, or all are short by themselves.
 */
export function asPrinted(gradients: ReadonlyMap<string, Tensor | null>): Precision | null {
  const written = new Map<string, readonly Digits[]>();
  for (const [path, x] of gradients) if (x !== null) written.set(path, [...flat(x)].filter((v) => v !== 0).map(digits));
  const all = [...written.values()].flat();
  const most = largest(all.map(({ significant }) => significant));
  const decimalsOfAll = largest(all.map(({ decimals }) => decimals));
  if (all.length < 3 || most > MOST || Math.max(most, decimalsOfAll) < FEWEST) return null;
  if (all.some(({ value }) => !Number.isFinite(value))) return null;
  const errors = new Map<string, number>();
  for (const [path, row] of written) {
    const own = largest(row.map(({ decimals }) => decimals));
    // A few short numbers do not show where the printing stopped; others beside them do.
    const decimals = own < FEWEST ? decimalsOfAll : own;
    const units = row.map(({ value }) => Math.max(10 ** -decimals, 10 ** (exponentOf(value) - most + 1)));
    errors.set(path, 1.000001 * Math.max(10 ** -decimals, largest(units)));
  }
  return {
    error: (path) => errors.get(path) ?? 0,
    unseen: `the numbers have ${most} digits or fewer: a difference of ${shortNumber(Math.max(...errors.values()))} is not seen`,
  };
}

interface Digits {
  readonly value: number;
  /** Significant digits, and digits behind the point, of the shortest decimal that is this number. */
  readonly significant: number;
  readonly decimals: number;
}

function digits(value: number): Digits {
  const [mantissa, exponent] = Math.abs(value).toExponential().split("e") as [string, string];
  const significant = mantissa.replace(".", "").length;
  return { value, significant, decimals: Math.max(0, significant - 1 - Number(exponent)) };
}

const exponentOf = (value: number): number => Math.floor(Math.log10(Math.abs(value)));
