import type { CauseCode } from "./codes.ts";
import { shortNumber } from "./factors.ts";
import { flat, largest, lengthOf, near, ratio } from "./numbers.ts";
import type { Point } from "./point.ts";
import type { Cause } from "./result.ts";

/**
 * Gradients that were cut off: entry by entry at ±c, or shortened to a length c, each by itself or all together. A
 * length counts only when it is a round number, since every factor below 1 shortens to some length.
 */
export function clippedCause(point: Point): Omit<Cause, "alternative"> | null {
  return byEntry(point) ?? byLength(point) ?? byGroup(point) ?? byRow(point) ?? bySign(point);
}

/** Gradients of which a part is 0 and the rest is right. */
export function zeroedCause(point: Point): Omit<Cause, "alternative"> | null {
  const all = sides(point);
  const zeroed: string[] = [];
  let [right, zeros] = [0, 0];
  for (const { path, h, t, tolerance } of all) {
    let here = 0;
    for (let j = 0; j < h.length; j++) {
      const agrees = Math.abs(h[j]! - t[j]!) <= tolerance;
      if (!agrees && h[j] !== 0) return null;
      if (agrees && t[j] !== 0) right++;
      if (!agrees) here++;
    }
    if (here > 0) zeroed.push(path);
    zeros += here;
  }
  if (zeros === 0 || right < 3) return null;
  const first = point.context.graph.order.find(({ path }) => zeroed.includes(path))!.path;
  return {
    code: "missing-term",
    quantity: first,
    what: `${zeros} entries of the gradient of ${zeroed.join(", ")} are 0, and all others are right`,
    evidence: "entry by entry",
    fix: "what belongs to these entries is missing: rows of a bias, inputs that were left out, an index that stops too early",
  };
}

/** Gradients of several parameters that are 0 as a whole, all others right. */
export function zeroedLeaves(point: Point): Omit<Cause, "alternative"> | null {
  const all = sides(point);
  const wrong = all.filter(({ h, t, tolerance }) => !near(h, t, tolerance));
  if (wrong.length < 2 || wrong.length === all.length || wrong.some(({ h }) => largest(h) !== 0)) return null;
  const paths = wrong.map(({ path }) => path);
  const first = point.context.graph.order.find(({ path }) => paths.includes(path))!.path;
  return {
    code: "missing-term",
    quantity: first,
    what: `no gradient comes to ${paths.join(", ")}: all their entries are 0`,
    evidence: "the gradients of all other parameters agree",
    fix: "go on to the layers in front: what comes back through a layer is the gradient for the one before",
  };
}

/** The parameters after a step in place of the gradients: h = θ − η g, with one η; other gradients may be right. */
export function updatedCause(point: Point): Omit<Cause, "alternative"> | null {
  const { graph } = point.context;
  let rate: number | null = null;
  let entries = 0;
  let first = graph.order[0]?.path ?? "";
  const updated: string[] = [];
  for (const { path, h, t, tolerance } of sides(point)) {
    if (near(h, t, tolerance)) continue;
    const leaf = graph.leaves.find((one) => one.path === path)!;
    const theta = flat(leaf.value);
    if (largest(t) === 0) return null;
    const step = theta.map((value, j) => value - h[j]!);
    const { factor } = ratio(step, t);
    const rounding = tolerance + 1e-9 * largest(theta);
    if (!near(step, t, rounding, factor)) return null;
    // A multiple of what is right is a factor, whatever else comes to one.
    if (near(h, t, tolerance, ratio(h, t).factor)) return null;
    if (rate !== null && Math.abs(factor - rate) > 1e-6 * Math.abs(rate)) return null;
    rate = factor;
    entries += h.length;
    updated.push(path);
  }
  if (rate === null || !Number.isFinite(rate) || rate === 0 || entries < 3) return null;
  first = graph.order.find(({ path }) => updated.includes(path))?.path ?? first;
  return {
    code: "extra-term",
    quantity: first,
    what: `what is returned for ${updated.join(", ")} are the parameters after a step, theta - ${shortNumber(rate)} g, not the gradients g`,
    evidence: updated.length > 1 ? "for all of these with the same rate" : `in all ${entries} entries`,
    fix: "return the gradients; update the parameters in the training step",
  };
}

function sides({
  target,
}: Point): { readonly path: string; readonly h: Float64Array; readonly t: Float64Array; readonly tolerance: number }[] {
  return target.graph.leaves.flatMap(({ path, numbers: t }, i) => {
    const d = target.difference[i];
    return d ? [{ path, t, h: d.map((value, j) => value + t[j]!), tolerance: target.tolerance[i]! }] : [];
  });
}

function byEntry(point: Point): Omit<Cause, "alternative"> | null {
  const all = sides(point).filter(({ h, t, tolerance }) => !near(h, t, tolerance));
  // One number is cut off at itself.
  if (all.reduce((n, { h }) => n + h.length, 0) < 3) return null;
  const bound = Math.max(...all.map(({ h }) => largest(h)));
  // What is 0 but for rounding was not cut off.
  if (bound <= 1e-12 * Math.max(...all.map(({ t }) => largest(t)))) return null;
  let [cut, untouched] = [0, 0];
  for (const { h, t, tolerance } of all) {
    for (let j = 0; j < h.length; j++) {
      const expected = Math.min(Math.max(t[j]!, -bound), bound);
      if (!(Math.abs(h[j]! - expected) <= tolerance)) return null;
      if (Math.abs(t[j]!) > bound + tolerance) cut++;
      else if (t[j] !== 0) untouched++;
    }
  }
  if (cut < 2 && !isRound(bound)) return null;
  if (cut === 0) return null;
  const found = cause(point, `the gradients are cut off at +-${shortNumber(bound)}: ${cut} entries are larger`);
  return untouched > 0 ? found : { ...found, evidence: "all entries lie at the bound, with the right signs" };
}

function byLength(point: Point): Omit<Cause, "alternative"> | null {
  const all = sides(point);
  if (all.reduce((n, { h }) => n + h.length, 0) < 3) return null;
  const length = (xs: readonly Float64Array[]): number => lengthOf(...xs);
  const together = length(all.map(({ h }) => h));
  // A gradient of zeros was not shortened: it is missing.
  if (all.some(({ h, t }) => largest(h) === 0 && largest(t) > 0)) return null;
  const k = together / length(all.map(({ t }) => t));
  if (k < 1 && isRound(together) && all.every(({ h, t, tolerance }) => near(h, t, tolerance, k))) {
    return cause(point, `the gradients together are shortened to the length ${shortNumber(together)}`);
  }
  const lengths = new Set<number>();
  let shortened = 0;
  for (const { h, t, tolerance } of all) {
    const { factor } = ratio(h, t);
    if (!(factor <= 1 + 1e-9) || !near(h, t, tolerance, factor)) return null;
    if (!(factor < 1 - 1e-9)) continue;
    lengths.add(Number(length([h]).toPrecision(9)));
    shortened += h.length;
  }
  const [one] = lengths;
  // One number is shortened to whatever it is.
  if (lengths.size !== 1 || shortened < 2 || !isRound(one!)) return null;
  return cause(point, `each gradient is shortened to the length ${shortNumber(one!)} where it is longer`);
}

/** Some gradients together shortened to a length, as those of one part of a net; the others right. */
function byGroup(point: Point): Omit<Cause, "alternative"> | null {
  const wrong = sides(point).filter(({ h, t, tolerance }) => !near(h, t, tolerance));
  const entries = wrong.reduce((n, { h }) => n + h.length, 0);
  if (wrong.length < 2 || entries < 3) return null;
  const length = (xs: readonly Float64Array[]): number => lengthOf(...xs);
  const together = length(wrong.map(({ h }) => h));
  const k = together / length(wrong.map(({ t }) => t));
  if (!(k < 1) || !isRound(together)) return null;
  if (!wrong.every(({ h, t, tolerance }) => near(h, t, tolerance, k))) return null;
  const names = wrong.map(({ path }) => path).join(", ");
  return cause(point, `the gradients of ${names} together are shortened to the length ${shortNumber(together)}`);
}

/** Some gradients with each row, or column, shortened to a length; the others right. */
function byRow(point: Point): Omit<Cause, "alternative"> | null {
  const { leaves } = point.context.graph;
  const lengths = new Set<number>();
  let cut = 0;
  for (const { path, h, t, tolerance } of sides(point)) {
    if (near(h, t, tolerance)) continue;
    const { shape } = leaves.find((one) => one.path === path)!.value;
    if (shape.length !== 2) return null;
    const [rows, columns] = shape as [number, number];
    const along = [
      Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => i * columns + j)),
      Array.from({ length: columns }, (_, j) => Array.from({ length: rows }, (_, i) => i * columns + j)),
    ];
    const found = along
      // One number is shortened to whatever it is.
      .filter((lines) => (lines[0]?.length ?? 0) > 1)
      .map((lines) => lines.map((line) => shortened(pickFrom(h, line), pickFrom(t, line), tolerance)))
      .find((each) => each.every((one) => one !== null) && each.some((one) => one! > 0));
    if (found === undefined) return null;
    for (const length of found) {
      if (length === null || length === 0) continue;
      if (length <= tolerance) return null;
      cut++;
      lengths.add(Number(length.toPrecision(9)));
    }
  }
  const [one] = lengths;
  if (lengths.size !== 1 || (cut < 2 && !isRound(one!))) return null;
  return cause(point, `rows of the gradient are shortened to the length ${shortNumber(one!)} where they are longer`);
}

const pickFrom = (x: Float64Array, places: readonly number[]): Float64Array => Float64Array.from(places, (k) => x[k]!);

/** The length of h, where it is t shortened; 0 where the two agree; null where neither is so. */
function shortened(h: Float64Array, t: Float64Array, tolerance: number): number | null {
  if (near(h, t, tolerance)) return 0;
  const { factor } = ratio(h, t);
  return factor > 0 && factor < 1 && near(h, t, tolerance, factor) ? lengthOf(h) : null;
}

/** What may be kept of an entry's value, in words. */
const KEPT: readonly { readonly words: string; readonly code: CauseCode; readonly of: (t: number) => number }[] = [
  // Cut off at 1 whatever it is, and at 0 on one side.
  { words: "replaced by its sign", code: "clipped", of: Math.sign },
  { words: "replaced by 0 where it is negative", code: "clipped", of: (t) => Math.max(t, 0) },
  { words: "replaced by 0 where it is positive", code: "clipped", of: (t) => Math.min(t, 0) },
  // No bound in these: the negative entries point the other way, and each has a factor more.
  { words: "taken without its sign", code: "sign", of: Math.abs },
  { words: "squared", code: "extra-term", of: (t) => t * t },
];

/** Gradients of which only the sign is left, or only one side. */
function bySign(point: Point): Omit<Cause, "alternative"> | null {
  const all = sides(point);
  // A multiple of what is right is a factor, whatever else comes to one.
  if (all.every(({ h, t, tolerance }) => near(h, t, tolerance) || near(h, t, tolerance, ratio(h, t).factor)))
    return null;
  for (const { words, code, of } of KEPT) {
    let changed = 0;
    const fits = all.every(({ h, t, tolerance }) => {
      if (near(h, t, tolerance)) return true;
      const expected = t.map(of);
      changed += t.filter((value, j) => Math.abs(value - expected[j]!) > tolerance).length;
      return near(h, expected, tolerance);
    });
    if (fits && changed >= 2 && all.reduce((n, { h }) => n + h.length, 0) > 3)
      return {
        ...cause(point, `each entry of ${gradientOf(wrongPaths(point))} is ${words}`),
        code,
        evidence: "entry by entry, in all that is wrong",
        fix: "return the gradient as it is: signs, squares and the like belong to the optimizer",
      };
  }
  return null;
}

/** One digit that counts: 5, 1, 0.1, 0.25. */
const isRound = (x: number): boolean => Math.abs(x - Number(x.toPrecision(2))) <= 1e-9 * x;

const gradientOf = (paths: readonly string[]): string =>
  paths.join("") === "" ? "the gradient" : `the gradient of ${paths.join(", ")}`;

/** The parameters with a wrong gradient, in backward order. */
function wrongPaths(point: Point): string[] {
  const wrong = new Set(sides(point).flatMap(({ path, h, t, tolerance }) => (near(h, t, tolerance) ? [] : [path])));
  return point.context.graph.order.flatMap(({ path }) => (wrong.has(path) ? [path] : []));
}

function cause(point: Point, what: string): Omit<Cause, "alternative"> {
  return {
    code: "clipped",
    quantity: wrongPaths(point)[0] ?? "",
    what,
    evidence: "the entries that were not cut agree",
    fix: "compare before clipping: clipping belongs to the optimizer",
  };
}
