import { shortNumber } from "../factors.ts";
import { type Assumed, predict } from "../hypotheses.ts";
import { largest } from "../numbers.ts";
import type { Point } from "../point.ts";
import type { Cause } from "../result.ts";

/** Gradients that were overwritten as a whole after they were computed: they are explained by that, whatever else is wrong. */
export interface Aside {
  /** Which leaves are 0 altogether. */
  readonly zero: readonly number[];
  /** By leaf: the largest entry, where entries were cut off at it. */
  readonly cut: ReadonlyMap<number, number>;
}

/** How many entries must be exactly as large as the largest one, with either sign, and how many must be smaller. */
const ENTRIES_AT_BOUND = 2;
const ENTRIES_BELOW = 2;

function handOf({ target }: Point, i: number): Float64Array | null {
  const d = target.difference[i];
  const t = target.graph.leaves[i]!.numbers;
  return d ? d.map((value, j) => value + t[j]!) : null;
}

function asideAt(point: Point): Aside {
  const zero: number[] = [];
  const cut = new Map<number, number>();
  point.target.graph.leaves.forEach(({ numbers }, i) => {
    const h = point.agrees[i] ? null : handOf(point, i);
    if (h === null || h.length < 2) return;
    const bound = largest(h);
    if (bound <= 1e-12 * largest(numbers)) {
      zero.push(i);
      return;
    }
    const atBound = h.filter((value) => Math.abs(Math.abs(value) - bound) <= 1e-12 * bound).length;
    const below = h.filter((value) => value !== 0).length - atBound;
    if (atBound >= ENTRIES_AT_BOUND && below >= ENTRIES_BELOW) cut.set(i, bound);
  });
  return { zero, cut };
}

/** What can be set aside at each of the points, with something left to be explained; null for nothing. */
export function setAside(primary: Point, others: readonly Point[]): Aside | null {
  const here = asideAt(primary);
  const there = others.filter(({ ok }) => !ok).map(asideAt);
  const zero = here.zero.filter((i) => there.every((one) => one.zero.includes(i)));
  const cut = new Map([...here.cut].filter(([i]) => there.every((one) => one.cut.has(i))));
  const all = new Set([...zero, ...cut.keys()]);
  const left = primary.agrees.some((one, i) => !one && primary.target.difference[i] !== null && !all.has(i));
  return all.size === 0 || !left ? null : { zero, cut };
}

/** The point without the gradients that were set aside. */
export function without(point: Point, { zero, cut }: Aside): Point {
  const difference = point.target.difference.map((d, i) => (zero.includes(i) || cut.has(i) ? null : d));
  return { ...point, target: { ...point.target, difference } };
}

/** Whether the cut-off gradients are those that some mistakes give, cut off. */
export function isCutFrom(assumed: readonly Assumed[], point: Point, { cut }: Aside): boolean {
  const moved = cut.size === 0 ? [] : predict(point.target.graph, assumed);
  return [...cut].every(([i, bound]) => {
    const h = handOf(point, i)!;
    const t = point.target.graph.leaves[i]!.numbers;
    return h.every((value, j) => {
      const whole = t[j]! + (moved[i]![j] ?? 0);
      return Math.abs(value - Math.min(Math.max(whole, -bound), bound)) <= point.target.tolerance[i]! + 1e-12 * bound;
    });
  });
}

/** What was set aside, as causes. */
export function asideCauses(point: Point, { zero, cut }: Aside): Cause[] {
  const { target } = point;
  const path = (i: number): string => target.graph.leaves[i]!.path;
  // Nothing at all would be 0 exactly.
  const cancels = (i: number): boolean => handOf(point, i)?.some((value) => value !== 0) ?? false;
  return [
    ...zero.filter(cancels).map(
      (i): Cause => ({
        code: "wrong-axis",
        quantity: path(i),
        what: `the gradient of ${path(i)} is a sum that cancels: 0 but for rounding`,
        evidence: "all of its entries are rounding; the other cause explains the other gradients",
        fix: "sum over the samples, not over the classes: p - t adds up to 0 over these",
        alternative: 0,
      }),
    ),
    ...zero
      .filter((i) => !cancels(i))
      .map(
        (i): Cause => ({
          code: "missing-term",
          quantity: path(i),
          what: `the gradient of ${path(i)} is 0`,
          evidence: "all of its entries are 0; the other cause explains the other gradients",
          fix: "add up what comes back to it, and do not overwrite it",
          alternative: 0,
        }),
      ),
    ...[...cut].map(
      ([i, bound]): Cause => ({
        code: "clipped",
        quantity: path(i),
        what: `the gradient of ${path(i)} is cut off at +-${shortNumber(bound)}`,
        evidence: "the entries that were not cut are those that the other cause gives",
        fix: "compare before clipping: clipping belongs to the optimizer",
        alternative: 0,
      }),
    ),
  ];
}
