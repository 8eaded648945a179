import type { Tensor } from "@wengert/autograd";
import { flowOf } from "./flow.ts";
import { type Graph, plus } from "./graph.ts";
import { type Assumed, changesOf, type Hypothesis, predict } from "./hypotheses.ts";
import { leavesBehind } from "./leavesBehind.ts";
import { once } from "./once.ts";
import { type Edit, replayedPart } from "./replay.ts";
import type { Numbers, Sheet } from "./sheet.ts";
import { addNumbers, addTo, type Tangents, tangentsOf } from "./tangents.ts";
import { type Target, wrongGradients } from "./target.ts";
import { applied, type Changes, deviations, highest, lowest, seenAfter, shifted } from "./walk.ts";

/** How many random directions a movement is measured along, where there are few parameters. */
const DIRECTIONS = 6;

/** How many of them at least lie within each wrong gradient, where few are wrong. */
const OF_FEW = 3;
const FEW_WRONG = 2;

/** The movement of the gradients measured along some random directions, each within some of the parameters. */
export type Print = Float64Array;

/**
 * Recognises movements of the gradients without computing them. A mistake that changes the derivative by a value v by δ
 * moves the gradients by m = (∂v/∂θ)ᵀ δ; along a direction r in the space of parameters that is r·m = (∂v/∂θ r)·δ, the
 * tangent of v times δ. The tangents of all values come from one forward pass for each direction: after that a mistake
 * costs no more than the rule that it changes, and its print tells whether it can explain a difference.
 */
export interface Screen {
  readonly graph: Graph;
  /** How large a print may be by rounding alone, by direction. */
  readonly slack: Float64Array;
  readonly ofTarget: Print;
  readonly tangents: Tangents;
  /** By direction and leaf: the direction itself; null for zero. */
  readonly directions: readonly (readonly (Float64Array | null)[])[];
  /** What was measured before, and what was walked where its steps act on each other. */
  readonly known: Map<Hypothesis, Print | null>;
  readonly walked: Map<Hypothesis, Print>;
}

/** Numbers between 1/2 and 3/2 with signs, that look random and are the same each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const x = (state >>> 8) / 2 ** 24;
    return x < 0.5 ? -0.5 - 2 * x : 2 * x - 0.5;
  };
}

export function screenOf(target: Target): Screen {
  const { graph, difference, tolerance } = target;
  const known = difference.flatMap((d, i) => (d === null || d.length === 0 ? [] : [i]));
  const n = Math.max(1, known.length);
  const count = Math.max(DIRECTIONS, Math.min(n, 2 * DIRECTIONS));
  const coarsest = Math.max(...tolerance) || 1;
  // In units of what is put down to rounding; a gradient that is 0 has no unit of its own.
  const units = tolerance.map((one) => (one > 1e-9 * coarsest ? one : coarsest));
  const directions: (Float64Array | null)[][] = [];
  for (let k = 0; k < count; k++) {
    const next = random(0x2545f491 + 7919 * k);
    directions.push(
      graph.leaves.map((leaf, i) => {
        const at = known.indexOf(i);
        if (at < 0 || at % count !== k % Math.min(n, count)) return null;
        return leaf.numbers.map(() => next() / units[i]!);
      }),
    );
  }
  // Two amounts that are free fit any two numbers: what is wrong in one or two gradients alone is measured once more.
  const wrong = wrongGradients(target);
  for (const i of wrong.length <= FEW_WRONG ? wrong : []) {
    const own = directions.filter((r) => r[i]).length;
    for (let more = own; more < OF_FEW; more++) {
      const next = random(0x2545f491 + 7919 * directions.length);
      directions.push(graph.leaves.map((leaf, j) => (j === i ? leaf.numbers.map(() => next() / units[i]!) : null)));
    }
  }
  const slack = Float64Array.from(directions, (r) =>
    r.reduce((sum, x, i) => sum + (x === null ? 0 : x.reduce((s, v) => s + Math.abs(v), 0) * units[i]!), 1e-9),
  );
  return {
    graph,
    slack: slack.map((x) => 2 * x),
    ofTarget: printOfLeaves(directions, difference),
    tangents: directions.map((r) => tangentsOf(graph, r)),
    directions,
    known: new Map(),
    walked: new Map(),
  };
}

/** The print of a movement that is known by leaf; empty or null for none. */
function printOfLeaves(directions: Screen["directions"], moved: readonly (Float64Array | null)[], factor = 1): Print {
  return Float64Array.from(directions, (r) => {
    let sum = 0;
    r.forEach((x, i) => {
      const m = moved[i];
      if (x === null || !m || m.length === 0) return;
      for (let j = 0; j < x.length; j++) sum += x[j]! * m[j]!;
    });
    return factor * sum;
  });
}

/** What several mistakes together move, along the directions: computed by a walk. */
export function printOfMoved({ directions }: Screen, moved: readonly Float64Array[]): Print {
  return printOfLeaves(directions, moved);
}

/**
 * What several mistakes together move, along the directions: a walk to the first of the changed lines, and from what has
 * come so far no further: what it does to the parameters is known by the tangents.
 */
export function printOfAssumed(screen: Screen, assumed: readonly Assumed[]): Print {
  const { graph, tangents } = screen;
  if (assumed.some(({ hypothesis: { leaves, direct } }) => leaves.length > 0 || direct.length > 0))
    return printOfMoved(screen, predict(graph, assumed));
  const changes = changesOf(assumed);
  const first = lowest(graph, changes);
  const see = (sheet: Sheet): Print => {
    const sum = new Float64Array(tangents.length);
    for (let place = 0; place < graph.places; place++) {
      if (!sheet.has(place) || graph.producer[place]! >= first) continue;
      const from = sheet.at(place);
      for (let k = 0; k < sum.length; k++) {
        const t = tangents[k]![place];
        if (!t) continue;
        let s = 0;
        for (let j = 0; j < t.length; j++) s += t[j]! * sheet.numbers[from + j]!;
        sum[k]! += s;
      }
    }
    return sum;
  };
  return seenAfter(graph, changes, see, first);
}

/** Adjoints that other mistakes moved, by place, and the rules that they changed. */
export interface Moved {
  readonly adjoints: readonly Numbers[];
  readonly changes: Changes;
  /** By line: what comes to it and what it passes on, as it was asked for. */
  readonly known: Map<number, MovedLine>;
}

/** A line whose adjoints were moved. */
interface MovedLine {
  /** What it passes on of the movement; null for nothing. */
  readonly passed: readonly Numbers[] | null;
  /** The moved adjoints of its outputs, and the contributions of the true rule to them; for rules that take tensors. */
  readonly tensors: () => {
    readonly gs: readonly (Tensor | null)[];
    readonly right: readonly (Tensor | null)[];
  };
}

/** What some mistakes do to all adjoints. */
export function movedBy(graph: Graph, assumed: readonly Assumed[]): Moved {
  const changes = changesOf(assumed);
  return { adjoints: deviations(graph, changes), changes, known: new Map() };
}

/** The print of a mistake made by the amount 1; null where its steps act on each other, and only a walk can tell. */
export function printOf(screen: Screen, hypothesis: Hypothesis): Print | null {
  const before = screen.known.get(hypothesis);
  if (before !== undefined) return before;
  const print = newPrint(screen, hypothesis);
  screen.known.set(hypothesis, print);
  return print;
}

/** The same, walked where only a walk can tell: several searches ask for it. */
export function printAlone(screen: Screen, hypothesis: Hypothesis): Print {
  const print = printOf(screen, hypothesis) ?? screen.walked.get(hypothesis);
  if (print !== undefined) return print;
  const walked = printOfAssumed(screen, [{ hypothesis, amount: 1 }]);
  screen.walked.set(hypothesis, walked);
  return walked;
}

function newPrint(screen: Screen, hypothesis: Hypothesis): Print | null {
  const { changes, edit, leaves } = hypothesis;
  if (edit !== undefined) return printOfEdit(screen, edit);
  const { direct } = hypothesis;
  if (changes.size > 0) return direct.length > 0 || leaves.length > 0 ? null : printOfChanges(screen, changes, null);
  const own = screen.graph.leaves.map(({ numbers }, i) => (leaves.includes(i) ? numbers : (direct[i] ?? null)));
  return printOfLeaves(screen.directions, own);
}

/** What another loss moves: known by the tangents from where its values are those of the tape. */
function printOfEdit({ graph, tangents }: Screen, edit: Edit): Print {
  const sum = new Float64Array(tangents.length);
  const replayed = replayedPart(graph, edit);
  if (replayed === null) return sum;
  const { adjoints, first } = replayed;
  for (let place = 0; place < graph.places; place++) {
    if (graph.producer[place]! >= first) continue;
    let right: Tensor | null = null;
    for (const { line, input } of graph.uses[place]!)
      if (line >= first) right = plus(right, graph.contributions[line]![input] ?? null);
    addTo(sum, tangents, place, adjoints[place] ?? null, right);
  }
  return sum;
}

/** What changed rules add to the print where other ones moved the adjoints already; null where only a walk can tell. */
export function printOfChanges(screen: Screen, changes: Changes, moved: Moved | null): Print | null {
  const { graph, directions, tangents } = screen;
  if (!areApart(graph, changes)) return null;
  const sum = new Float64Array(directions.length);
  const flow = flowOf(graph);
  for (const [k, change] of changes) {
    const { inputPlaces } = graph.lines[k]!;
    const at = moved === null ? null : movedLine(graph, moved, k);
    const passed = at === null ? null : at.passed;
    const first = moved?.changes.get(k);
    if (change.scales !== undefined && first === undefined) {
      const before = flow.contributions(k);
      for (const [i, by] of change.scales) {
        if (before[i] != null) addNumbers(sum, tangents, inputPlaces[i]!, before[i]!, by);
        if (passed?.[i] != null) addNumbers(sum, tangents, inputPlaces[i]!, passed[i]!, by);
      }
      continue;
    }
    const { gs, right: own } = at === null ? asOnTape(graph, k) : at.tensors();
    let right = own;
    if (gs.every((g) => g === null)) continue;
    if (first !== undefined) {
      const changed = applied(first, gs, right);
      if (changed.elsewhere !== undefined && changed.elsewhere.length > 0) return null;
      right = changed.inputs;
    }
    const { inputs, elsewhere } = applied(change, gs, right);
    for (let i = 0; i < inputs.length; i++) {
      const [c, before] = [inputs[i]!, right[i]!];
      if (c !== before) addTo(sum, tangents, inputPlaces[i]!, c, before);
    }
    for (const { place, adjoint } of elsewhere ?? []) {
      // What goes back through values that the loss takes as given may come to another of the lines.
      if (changes.size > 1 && [...changes.keys()].some((other) => coneOf(graph, place).has(other))) return null;
      addTo(sum, tangents, place, adjoint, null);
    }
  }
  return sum;
}

/** What comes to a line on the tape, and what it adds to its inputs. */
const asOnTape = (graph: Graph, k: number): ReturnType<MovedLine["tensors"]> => ({
  gs: graph.lines[k]!.outputPlaces.map((place) => graph.adjoints[place]!),
  right: graph.contributions[k]!,
});

/** What comes to a line after a movement: thousands of other changes are tried there on top of it. */
function movedLine(graph: Graph, { adjoints, known }: Moved, k: number): MovedLine {
  const before = known.get(k);
  if (before !== undefined) return before;
  const { inputs, outputs, outputPlaces } = graph.lines[k]!;
  const ds = outputPlaces.map((place) => adjoints[place]!);
  const passed = ds.some((d) => d !== null) ? flowOf(graph).pass(k, ds) : null;
  const tensors = once(() => {
    const { gs, right } = asOnTape(graph, k);
    if (passed === null) return { gs, right };
    return {
      gs: gs.map((g, i) => shifted(g, ds[i]!, outputs[i]!)),
      right: right.map((c, i) => shifted(c, passed[i]!, inputs[i]!)),
    };
  });
  const found: MovedLine = { passed, tensors };
  known.set(k, found);
  return found;
}

/**
 * Whether changes at several lines move a gradient that is right, as far as the last of the lines alone can tell: what no
 * other of them lies in front of is moved by it alone, and needs no walk.
 */
export function movesRight(screen: Screen, { changes }: Pick<Hypothesis, "changes">): boolean {
  if (changes.size < 2) return false;
  const { graph, directions, ofTarget, slack } = screen;
  const top = highest(changes);
  const reach = leavesBehind(graph);
  const below = new Set<number>();
  for (const k of changes.keys()) if (k !== top) for (const i of reach[k]!) below.add(i);
  const own = [...reach[top]!].filter((i) => !below.has(i));
  if (own.length === 0) return false;
  const print = printOfChanges(screen, new Map([[top, changes.get(top)!]]), null);
  return directions.some(
    (r, k) =>
      r.every((x, i) => x === null || own.includes(i)) &&
      Math.abs(ofTarget[k]!) <= slack[k]! &&
      Math.abs(print?.[k] ?? 0) > 2 * slack[k]!,
  );
}

const cones = new WeakMap<Graph, Map<number, ReadonlySet<number>>>();

/** The lines that a value is made by. */
function coneOf(graph: Graph, place: number): ReadonlySet<number> {
  const known = cones.get(graph) ?? new Map<number, ReadonlySet<number>>();
  cones.set(graph, known);
  const before = known.get(place);
  if (before !== undefined) return before;
  const found = new Set<number>();
  const open = [place];
  while (open.length > 0) {
    const line = graph.producer[open.pop()!] ?? -1;
    if (line < 0 || found.has(line)) continue;
    found.add(line);
    for (const p of graph.lines[line]!.inputPlaces) if (p >= 0) open.push(p);
  }
  known.set(place, found);
  return found;
}

/** Whether changed rules act at lines whose adjoints were moved, or that were changed already. */
export function actsOn(graph: Graph, moved: Moved, changes: Changes): boolean {
  for (const k of changes.keys()) {
    if (moved.changes.has(k)) return true;
    if (graph.lines[k]!.outputPlaces.some((place) => moved.adjoints[place] !== null)) return true;
  }
  return false;
}

/** Whether what changes at one of several lines never comes to another one of them. */
function areApart(graph: Graph, changes: Changes): boolean {
  if (changes.size < 2) return true;
  const lines = [...changes.keys()];
  return lines.every((k) =>
    graph.lines[k]!.inputPlaces.every((place) => {
      if (place < 0 || graph.producer[place]! < 0) return true;
      const cone = coneOf(graph, place);
      return lines.every((other) => !cone.has(other));
    }),
  );
}

/** Whether no more is left of a number of some size than what is put down to rounding. */
export const isRounding = (rest: number, slack: number, size: number): boolean =>
  Math.abs(rest) <= slack + 1e-9 * Math.abs(size);

/** Whether a print, times a factor, is that of the difference, or what another one leaves of it. */
export function fitsPrint({ slack, ofTarget }: Screen, print: Print, factor = 1, base?: Print): boolean {
  for (let k = 0; k < slack.length; k++) {
    const rest = ofTarget[k]! - (base?.[k] ?? 0) - factor * print[k]!;
    if (!isRounding(rest, slack[k]!, ofTarget[k]!)) return false;
  }
  return true;
}

/** The factor by which a print comes closest to that of the difference, or what is left of it; NaN for an empty one. */
export function factorOf({ slack, ofTarget }: Screen, print: Print, base?: Print): number {
  let [dp, pp] = [0, 0];
  for (let k = 0; k < slack.length; k++) {
    const unit = 1 / slack[k]! ** 2;
    dp += (ofTarget[k]! - (base?.[k] ?? 0)) * print[k]! * unit;
    pp += print[k]! * print[k]! * unit;
  }
  return dp / pp;
}

/** Whether two prints together, each times a factor of its own, may be that of the difference. */
export function combines({ slack, ofTarget }: Screen, v: Print, w: Print): boolean {
  let [vv, vw, ww, dv, dw] = [0, 0, 0, 0, 0];
  for (let k = 0; k < slack.length; k++) {
    const unit = 1 / slack[k]! ** 2;
    vv += v[k]! * v[k]! * unit;
    vw += v[k]! * w[k]! * unit;
    ww += w[k]! * w[k]! * unit;
    dv += ofTarget[k]! * v[k]! * unit;
    dw += ofTarget[k]! * w[k]! * unit;
  }
  const determinant = vv * ww - vw * vw;
  if (!(determinant > 1e-12 * vv * ww)) return false;
  const [alpha, beta] = [(dv * ww - dw * vw) / determinant, (dw * vv - dv * vw) / determinant];
  for (let k = 0; k < slack.length; k++) {
    const rest = Math.abs(ofTarget[k]! - alpha * v[k]! - beta * w[k]!);
    if (!(rest <= slack[k]! + 1e-7 * (Math.abs(alpha * v[k]!) + Math.abs(beta * w[k]!)))) return false;
  }
  return true;
}

/** From which part of what is put down to rounding a print shows a movement. */
export const SHOWN = 1e-3;

/** Whether a print shows any movement. */
export function showsMovement({ slack }: Screen, print: Print): boolean {
  for (let k = 0; k < slack.length; k++) if (!(Math.abs(print[k]!) <= SHOWN * slack[k]!)) return true;
  return false;
}
