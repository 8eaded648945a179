import { shortNumber } from "../factors.ts";
import { type Assumed, predict } from "../hypotheses.ts";
import { largest, near } from "../numbers.ts";
import type { Point } from "../point.ts";
import { readingsOf } from "../readings.ts";
import type { Cause } from "../result.ts";

/** Gradients that were overwritten as a whole after they were computed: they are explained by that, whatever else is wrong. */
export interface Aside {
  /** Which leaves are 0 altogether. */
  readonly zero: readonly number[];
  /** By leaf: the largest entry, where entries were cut off at it. */
  readonly cut: ReadonlyMap<number, number>;
  /** By leaf: that of which the same gradient was handed back. */
  readonly copied: ReadonlyMap<number, number>;
}

/** How many entries must be exactly as large as the largest one, with either sign, and how many must be smaller. */
const ENTRIES_AT_BOUND = 2;
const ENTRIES_BELOW = 2;

function handOf({ target }: Point, i: number): Float64Array | null {
  const d = target.difference[i];
  const t = target.graph.leaves[i]!.numbers;
  return d ? d.map((value, j) => value + t[j]!) : null;
}

/** Wrong gradients that are those of another parameter, number for number, where the right ones are not. */
function copiesAt(point: Point): [number, number][] {
  const { leaves } = point.target.graph;
  const hands = leaves.map((_, i) => (point.agrees[i] ? null : handOf(point, i)));
  const alike = (a: Float64Array, b: Float64Array): boolean => near(a, b, 1e-12 * largest(a));
  return leaves.flatMap((one, i) =>
    leaves.flatMap((other, j): [number, number][] => {
      const [a, b] = [hands[i], hands[j]];
      if (i === j || !a || !b || a.length < 2 || String(one.value.shape) !== String(other.value.shape)) return [];
      return largest(a) > 0 && alike(a, b) && !alike(one.numbers, other.numbers) ? [[i, j]] : [];
    }),
  );
}

function asideAt(point: Point): Omit<Aside, "copied"> {
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
  return all.size === 0 || !left ? null : { zero, cut, copied: new Map() };
}

/** The same for a gradient that was handed back for two parameters: either of the two may be the one it belongs to. */
export function copiesAside(primary: Point, others: readonly Point[]): Aside[] {
  const there = others.filter(({ ok }) => !ok).map(copiesAt);
  return copiesAt(primary)
    .filter(([i, j]) => there.every((one) => one.some(([a, b]) => a === i && b === j)))
    .map((pair) => ({ zero: [], cut: new Map(), copied: new Map([pair]) }));
}

/** The point without the gradients that were set aside. */
export function without(point: Point, { zero, cut, copied }: Aside): Point {
  const isAside = (i: number): boolean => zero.includes(i) || cut.has(i) || copied.has(i);
  const difference = point.target.difference.map((d, i) => (isAside(i) ? null : d));
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
export function asideCauses(point: Point, { zero, cut, copied }: Aside): Cause[] {
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
    ...[...copied].map(
      ([i, from]): Cause => ({
        code: "wrong-layer",
        readings: readingsOf("hands back the derivative of another layer", "wrong-layer"),
        quantity: path(i),
        what: `what stands as the gradient of ${path(i)} is that of ${path(from)}`,
        evidence: "the two are the same in all entries; the other cause explains the other gradients",
        fix: `return the gradient of ${path(i)} in its place`,
        alternative: 0,
      }),
    ),
  ];
}
