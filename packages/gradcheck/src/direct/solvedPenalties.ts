import type { Context } from "../context.ts";
import { shortNumber } from "../factors.ts";
import type { Graph } from "../graph.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import { dot, flat, largest, near } from "../numbers.ts";
import type { Target } from "../target.ts";
import { leafDeviations, NOTHING } from "../walk.ts";
import { penaltyChanges, strengths } from "./penalties.ts";

/** What may be written for the derivative of a penalty, up to its strength: by the values of a parameter. */
const TERMS: readonly { readonly words: (W: string) => string; readonly of: (x: number) => number }[] = [
  { words: (W) => W, of: (x) => x },
  { words: (W) => `sign(${W})`, of: Math.sign },
  { words: (W) => `|${W}|`, of: Math.abs },
  { words: (W) => `${W}**2`, of: (x) => x * x },
  { words: (W) => `${W}**3`, of: (x) => x * x * x },
  { words: () => "1", of: () => 1 },
];

/** A term of a gradient: strength times a function of a parameter, perhaps transposed. */
interface Term {
  readonly scale: number;
  readonly term: number;
  readonly from: number;
  readonly turned: boolean;
}

/** By leaf: the terms that the hand has in the place of the loss's own; null where it has the right ones. */
type Solved = readonly (readonly Term[] | null)[];

function valuesOf({ leaves }: Graph, { term, from, turned }: Term): Float64Array {
  const { value } = leaves[from]!;
  const x = flat(value).map(TERMS[term]!.of);
  if (!turned) return x;
  const [rows, columns] = value.shape as [number, number];
  return x.map((_, n) => x[(n % rows) * columns + Math.floor(n / rows)]!);
}

/** All terms that fit a parameter's shape, the likeliest first. */
function termsFor({ leaves }: Graph, i: number): Term[] {
  const { shape } = leaves[i]!.value;
  const found: Term[] = [];
  const own = [i, ...leaves.keys()].filter((j, n, all) => all.indexOf(j) === n);
  for (const from of own) {
    const other = leaves[from]!.value.shape;
    for (const turned of [false, true]) {
      if (turned && (other.length !== 2 || leaves[from]!.value.size < 2)) continue;
      if (String(turned ? other.toReversed() : other) !== String(shape)) continue;
      TERMS.forEach((_, term) => {
        if (term === TERMS.length - 1 && (from !== i || turned)) return;
        found.push({ scale: 1, term, from, turned });
      });
    }
  }
  return found;
}

/** What is left of the hand's gradient without the part that comes from data, as one term or two. */
function solve(
  graph: Graph,
  i: number,
  rest: Float64Array,
  tolerance: number,
  known: readonly number[],
): Term[] | null {
  if (largest(rest) <= tolerance) return [];
  const isKnown = (k: number): boolean => known.some((s) => Math.abs(Math.abs(k) - Math.abs(s)) <= 1e-7 * Math.abs(s));
  const fits = (k: number): boolean => isKnown(k) || (rest.length > 2 && isRound(k));
  const terms = termsFor(graph, i);
  const values = terms.map((one) => valuesOf(graph, one));
  for (const [n, x] of values.entries()) {
    const k = dot(rest, x) / dot(x, x);
    if (Number.isFinite(k) && near(rest, x, tolerance, k) && fits(k)) return [{ ...terms[n]!, scale: k }];
  }
  // Two terms fit whatever has two values alone.
  if (rest.length < 4 || hasFewValues(rest)) return null;
  // W and sign(W) together, as an elastic net has them.
  for (const [n, x] of values.entries()) {
    for (let m = n + 1; m < values.length; m++) {
      const y = values[m]!;
      const [xx, xy, yy] = [dot(x, x), dot(x, y), dot(y, y)];
      const determinant = xx * yy - xy * xy;
      if (!(determinant > 1e-9 * xx * yy)) continue;
      const [rx, ry] = [dot(rest, x), dot(rest, y)];
      const [a, b] = [(rx * yy - ry * xy) / determinant, (ry * xx - rx * xy) / determinant];
      if (!isKnown(a) || !isKnown(b)) continue;
      if (rest.every((value, j) => Math.abs(value - a * x[j]! - b * y[j]!) <= tolerance))
        return [
          { ...terms[n]!, scale: a },
          { ...terms[m]!, scale: b },
        ];
    }
  }
  return null;
}

const hasFewValues = (x: Float64Array): boolean => new Set(Array.from(x, (one) => one.toPrecision(6))).size < 3;

/** Two digits that count at most. */
const isRound = (x: number): boolean => Math.abs(x - Number(x.toPrecision(2))) < 1e-9 * Math.abs(x);

/** Penalty's part of the gradients, with its sign turned: what they move by when it is left out. */
function withoutPenalty(graph: Graph): readonly Float64Array[] {
  const changes = penaltyChanges(graph);
  return changes.size === 0 ? graph.leaves.map(() => NOTHING) : leafDeviations(graph, changes);
}

/** By leaf: whether the loss has a penalty on it. */
export const penalisedLeaves = (graph: Graph): boolean[] =>
  withoutPenalty(graph).map((x) => x.some((value) => value !== 0));

/** The movement of the gradients when parameters get other terms than those of the loss's penalty. */
function movement(graph: Graph, removed: readonly Float64Array[], solved: Solved): Float64Array[] {
  return solved.map((terms, i) => {
    if (terms === null) return NOTHING;
    const moved = new Float64Array(graph.leaves[i]!.numbers.length);
    removed[i]!.forEach((x, j) => {
      moved[j] = x;
    });
    for (const one of terms)
      valuesOf(graph, one).forEach((x, j) => {
        moved[j]! += one.scale * x;
      });
    return moved;
  });
}

/**
 * Gradients that differ by terms of the parameters alone: each in its own way, solved for and not guessed. `moved` is what
 * another mistake explains already.
 */
export function solvedPenalties(
  { graph }: Context,
  target: Target,
  moved: readonly Float64Array[] | null,
): Hypothesis[] {
  const removed = withoutPenalty(graph);
  const has = removed.some((x) => x.length > 0);
  const known = strengths(graph);
  let wrong = 0;
  let entries = 0;
  const solved: (readonly Term[] | null)[] = [];
  for (const [i, d] of target.difference.entries()) {
    if (d === null) {
      solved.push(null);
      continue;
    }
    const left = moved === null || moved[i]!.length === 0 ? d : d.map((x, j) => x - moved[i]![j]!);
    const tolerance = target.tolerance[i]!;
    if (largest(left) <= tolerance) {
      solved.push(null);
      continue;
    }
    const rest = removed[i]!.length === 0 ? left : left.map((x, j) => x - removed[i]![j]!);
    const terms = solve(graph, i, rest, tolerance, known);
    if (terms === null) return [];
    wrong++;
    entries += left.length;
    solved.push(terms);
  }
  if (wrong === 0 || entries < (has ? 2 : 3)) return [];
  return [hypothesisFor(graph, removed, solved)];
}

function hypothesisFor(graph: Graph, removed: readonly Float64Array[], solved: Solved): Hypothesis {
  const said = solved.flatMap((terms, i) => {
    if (terms === null) return [];
    const words = terms.map(({ scale, term, from, turned }) => {
      const W = `${graph.leaves[from]!.path}${turned ? ".T" : ""}`;
      return `${shortNumber(scale)} ${TERMS[term]!.words(W)}`;
    });
    return [`${words.length === 0 ? "no term" : words.join(" + ")} for ${graph.leaves[i]!.path}`];
  });
  return {
    ...ALL,
    id: `solved penalties: ${said.join()}`,
    kind: "direct",
    code: "regulariser",
    what: `what the gradients have of the parameters alone is not the derivative of the loss's regulariser: ${said.slice(0, 3).join(", ")}`,
    fix: "each parameter that the loss regularises gets the term of its own values: 2 lambda W for lambda sum(W**2), lambda sign(W) for lambda sum(|W|)",
    line: Math.max(-1, ...penaltyChanges(graph).keys()),
    free: false,
    changes: new Map(),
    direct: movement(graph, removed, solved),
    steps: said.length,
    on: (context) => hypothesisFor(context.graph, withoutPenalty(context.graph), solved),
  };
}
