// How much an agreement says: a mistake that explains few numbers, or numbers of few digits, is found by chance among
// the many that are tried.

import type { Graph } from "../graph.ts";
import { type Assumed, type Hypothesis, predict } from "../hypotheses.ts";
import { distance, flat, isMultiple, largest, near } from "../numbers.ts";
import type { Point } from "../point.ts";
import { actsOn, type Moved, movedBy } from "../screen.ts";
import { ELEMENTWISE } from "../steps.ts";
import type { Target } from "../target.ts";
import { type Changes, lowest } from "../walk.ts";

/** How many digits must agree for one mistake, and for two: thousands of single ones are tried, and as many pairs again. */
const DIGITS_FOR_ONE = 4;
const DIGITS_FOR_TWO = 8;

/** What is wrong in one gradient, by rows and columns. */
interface Wrong {
  readonly rows: number;
  readonly columns: number;
  /** Whether it is repeated over the samples, as a bias is: the gradient is then no column times a row. */
  readonly isRepeated: boolean;
  /** How many numbers come back to where the parameter is used. */
  readonly behind: number;
  /** How far it stands above what is put down to rounding, in digits. */
  readonly digits: number;
}

function wrongAt({ target: { graph, difference, tolerance } }: Point): Wrong[] {
  return graph.order.flatMap((leaf): Wrong[] => {
    const i = graph.leaves.indexOf(leaf);
    const d = difference[i] ?? null;
    if (d === null) return [];
    const size = largest(d);
    const allowed = tolerance[i]!;
    if (!(size > allowed)) return [];
    const { shape } = leaf.value;
    const width = shape.length === 0 ? 1 : shape.at(-1)!;
    const [rows, columns] = [new Set<number>(), new Set<number>()];
    const sums = new Float64Array(d.length / width);
    d.forEach((x, j) => {
      sums[Math.floor(j / width)]! += x;
      if (!(Math.abs(x) > allowed)) return;
      rows.add(Math.floor(j / width));
      columns.add(j % width);
    });
    // Rows that add up to 0, as what comes back through a softmax does, have one number less of their own.
    const cancels = columns.size > 1 && largest(sums) <= width * allowed;
    const digits = Math.log10(size / Math.max(allowed, Number.MIN_VALUE));
    const behind = graph.uses[leaf.place]!.reduce(
      (n, { line }) => n + notZero(graph, graph.lines[line]!.outputPlaces[0]!),
      0,
    );
    const isRepeated = graph.uses[leaf.place]!.some(({ line }) => ELEMENTWISE.has(graph.lines[line]!.primitive.name));
    return [{ rows: rows.size, columns: columns.size - (cancels ? 1 : 0), isRepeated, behind, digits }];
  });
}

/**
 * Whether an agreement has digits enough: those of all wrong gradients together, each as often as a matrix of one row
 * times one column has numbers of its own.
 */
export function hasDigits(points: readonly Point[], mistakes: number): boolean {
  let digits = 0;
  for (const point of points)
    for (const { rows, columns, digits: own } of wrongAt(point)) digits += own * (rows + columns - 1);
  return digits >= (mistakes > 1 ? DIGITS_FOR_TWO : DIGITS_FOR_ONE);
}

/** So little of a gradient may be digits that one of two right formulas has lost. */
const LOST = 1e-6;

/**
 * Whether a value that the loss computes otherwise changes no more than digits that get lost: a shift that cancels, as in
 * a variance, is no mistake. Small numbers that keep a logarithm finite change no more, and are told by that.
 */
export function isOfRounding(graph: Graph, assumed: readonly Assumed[]): boolean {
  if (!assumed.some(({ hypothesis: { edit } }) => edit !== undefined && edit.small !== true)) return false;
  return predict(graph, assumed).every((moved, i) => largest(moved) <= LOST * largest(graph.leaves[i]!.numbers));
}

/**
 * How many numbers there are of which each could have had a factor of its own. Where one sample goes through a net, the
 * gradient of weights is a column times a row: all of its numbers are scaled alike as soon as either has one entry. And
 * there are no more of them than in the derivative that the mistake is said to act on.
 */
export function numbersOfTheirOwn(point: Point, { changes }: Hypothesis): number {
  let most = 0;
  for (const { rows, columns, isRepeated, behind } of wrongAt(point).slice(0, OF_ONE_LAYER)) {
    const isMatrix = rows > 1 || (!isRepeated && behind > 1);
    most = Math.max(most, Math.min(behind, isMatrix ? Math.min(rows, columns) : columns));
  }
  if (changes.size !== 1) return most;
  const { graph } = point.context;
  const places = graph.lines[lowest(graph, changes)]!.inputPlaces.filter((place) => place >= 0);
  return Math.min(most, Math.max(...places.map((place) => notZero(graph, place))));
}

const notZero = ({ adjoints }: Graph, place: number): number => {
  const adjoint = adjoints[place];
  return adjoint ? flat(adjoint).filter((x) => x !== 0).length : 0;
};

/** How many of the wrong gradients, from the loss on, may be those of one layer: what lies before it follows from these. */
const OF_ONE_LAYER = 2;

/** Numbers that lie elsewhere: two such mistakes undo each other in part, so that one of another kind comes to the same. */
const isRearranged = ({ id }: Hypothesis): boolean => /rearranged|inputs of other samples/.test(id);

/** By how much more than is put down to rounding something may be left where several steps of a search agree. */
const LEFT = 100;

/**
 * Whether mistakes together explain a difference when they are made from the start: beside a huge movement that another
 * one undoes, the difference itself is lost in rounding, and anything fits.
 */
export function holds(assumed: readonly Assumed[], { graph, difference, tolerance }: Target): boolean {
  const moved = predict(graph, assumed);
  return difference.every((d, i) => {
    if (d === null) return true;
    const left = moved[i]!.length === 0 ? largest(d) : distance(d, moved[i]!);
    return left <= LEFT * tolerance[i]!;
  });
}

/**
 * Whether what one of two mistakes changes is still there where the other leaves out what comes to it: of a gradient that
 * is missing as a whole no part is made otherwise, as from a derivative that the hand then has after all.
 */
export function isLeft(graph: Graph, assumed: readonly Assumed[]): boolean {
  return assumed.every((dropped, i) => {
    const lines = [...(assumed[1 - i]?.hypothesis.changes.keys() ?? [])];
    if (dropped.hypothesis.kind !== "edges" || Math.abs(1 + dropped.amount) > 1e-6 || lines.length === 0) return true;
    const { adjoints } = movedBy(graph, [dropped]);
    const comesTo = (place: number): boolean => {
      const [right, moved] = [graph.adjoints[place], adjoints[place]];
      return !!right && !(moved && near(moved, flat(right), 1e-6 * largest(flat(right)), -1));
    };
    return lines.some((line) => graph.lines[line]!.outputPlaces.some(comesTo));
  });
}

/**
 * Whether two mistakes, of which the one acts on what the other did, are seen each by itself: some product or sum with a
 * parameter, whose gradient shows what comes back to it, is moved by the one alone. Where both are seen through the same
 * derivatives, another value in the place of these is as good an explanation; but a factor of all that comes back is told
 * from it.
 */
export function areSeenApart(graph: Graph, assumed: readonly Assumed[]): boolean {
  if (assumed.length > 1 && assumed.every(({ hypothesis }) => isRearranged(hypothesis))) return false;
  const isStep = ({ hypothesis: { kind, free } }: Assumed): boolean => kind === "edges" || (kind === "mutant" && !free);
  if (assumed.length < 2 || !assumed.every(isStep)) return true;
  const own = new Set(graph.leaves.map(({ place }) => place));
  const shown = graph.lines.flatMap(({ inputPlaces, outputPlaces }) =>
    inputPlaces.some((place) => own.has(place)) ? [outputPlaces[0]!] : [],
  );
  const [one, two] = assumed.map((each) => movedBy(graph, [each])) as [Moved, Moved];
  const [first, second] = assumed.map(({ hypothesis: { changes } }) => changes) as [Changes, Changes];
  if (!actsOn(graph, one, second) && !actsOn(graph, two, first)) return true;
  const isFactor = ({ adjoints }: Moved): boolean =>
    shown.every((place) => {
      const [moved, right] = [adjoints[place], graph.adjoints[place]];
      return !moved || !right || isMultiple(moved, flat(right));
    });
  if (assumed.some(({ hypothesis: { kind } }, i) => kind === "edges" && isFactor([one, two][i]!))) return true;
  const moves = ({ adjoints }: Moved, place: number): boolean => adjoints[place]?.some((x) => x !== 0) ?? false;
  return [...shown, ...own].some((place) => moves(one, place) !== moves(two, place));
}
