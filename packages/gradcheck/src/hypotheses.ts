import { mul } from "@wengert/autograd";
import type { CauseCode } from "./codes.ts";
import { type Context, composed, scaling as scalingBy } from "./context.ts";
import { constantOf } from "./counts.ts";
import type { Graph, Use } from "./graph.ts";
import { plus } from "./graph.ts";
import { type LeafSet, leafSets } from "./leafSets.ts";
import { loopOf } from "./loops.ts";
import { type OtherLoss, otherLosses } from "./mutants/forward.ts";
import { otherIndices } from "./mutants/otherIndices.ts";
import { dot, near } from "./numbers.ts";
import { once } from "./once.ts";
import { penaltyEdges } from "./penaltyTerms.ts";
import type { Deed } from "./readings.ts";
import { type Edit, replay } from "./replay.ts";
import { explains, leafExplained, type Target } from "./target.ts";
import { type Change, type Changes, leafDeviations, NOTHING, seenAfter } from "./walk.ts";

/** A mistake that may have been made: rules changed, contributions scaled, or the gradients of some parameters scaled. */
export interface Hypothesis {
  /** The same on another tape of the same loss. */
  readonly id: string;
  readonly kind: "mutant" | "edges" | "leaves" | "direct";
  readonly code: CauseCode;
  /** What it does, where it may be called by several codes. */
  readonly does?: Deed | undefined;
  readonly what: string;
  readonly fix: string;
  readonly axis: number | undefined;
  /** The line of the step concerned; −1 for none. */
  readonly line: number;
  /** Whether the amount is free. The amount of a scaling is its factor − 1. */
  readonly free: boolean;
  readonly changes: Changes;
  /** Of `edges`: all contributions whose scaling comes to the same. */
  readonly edges: readonly Use[];
  /** Of `leaves`: which. */
  readonly leaves: readonly number[];
  /** Of `direct`: how the gradients move for the amount 1, by leaf; empty where they do not. */
  readonly direct: readonly Float64Array[];
  /** Whether it counts only when nothing else fits. */
  readonly faint: boolean;
  /** How many places the mistake is made in. */
  readonly steps: number;
  /** The leaves that are moved, where that is known beforehand; null where it is not. */
  readonly reaches: ReadonlySet<number> | null;
  /** Whether it is another loss that was differentiated, with nothing else to be changed. */
  readonly isOtherLoss: boolean;
  /** Of another loss: what is computed otherwise. */
  readonly edit?: Edit;
  /** The list that it was made for; kept here, since a map of so many weak references takes the garbage collector long. */
  family?: unknown;
  /** The same on another tape, where it was found by algebra and is on no list. */
  readonly on?: (context: Context) => Hypothesis | undefined;
}

/** A hypothesis with its amount. */
export interface Assumed {
  readonly hypothesis: Hypothesis;
  readonly amount: number;
}

/** A rule that is changed by an amount: 0 leaves it right, 1 changes it as described. */
function partly(change: Change, amount: number): Change {
  if (amount === 1) return change;
  if (change.scales !== undefined) return scalingBy(new Map([...change.scales].map(([i, by]) => [i, amount * by])));
  return (gs, right) => {
    const { inputs } = change(gs, right);
    return {
      inputs: right.map((c, i) => {
        const d = inputs[i]!;
        if (c === d) return c;
        const difference = plus(d, c === null ? null : mul(c, -1));
        return plus(c, difference === null ? null : mul(difference, amount));
      }),
    };
  };
}

/** The changed rules of one assumption. */
function partOf({ hypothesis: { changes }, amount }: Assumed): Changes {
  return amount === 1 ? changes : new Map([...changes].map(([line, change]) => [line, partly(change, amount)]));
}

/** The changed rules of some assumptions together. */
export function changesOf(assumed: readonly Assumed[]): Changes {
  if (assumed.length === 1) return partOf(assumed[0]!);
  const changes = new Map<number, Change>();
  for (const { hypothesis, amount } of assumed) {
    for (const [line, change] of hypothesis.changes) {
      const next = partly(change, amount);
      const before = changes.get(line);
      changes.set(line, before === undefined ? next : composed(before, next));
    }
  }
  return changes;
}

/** How far the gradients move under some assumptions together. */
export function predict(graph: Graph, assumed: readonly Assumed[]): Float64Array[] {
  const changes = changesOf(assumed);
  const moved = changes.size === 0 ? graph.leaves.map(() => NOTHING) : leafDeviations(graph, changes);
  for (const { hypothesis, amount } of assumed) {
    hypothesis.direct.forEach((d, i) => {
      if (d.length > 0) moved[i] = d.map((value, j) => amount * value + (moved[i]![j] ?? 0));
    });
    for (const i of hypothesis.leaves) moved[i] = scaled(graph.leaves[i]!.numbers, moved[i]!, amount);
  }
  return moved;
}

/** Whether the gradients moved by some assumptions are the hand's: the same as asking what is predicted, and quicker. */
export function explained(assumed: readonly Assumed[], target: Target): boolean {
  const { graph, difference, tolerance } = target;
  if (assumed.some(({ hypothesis: { leaves, direct } }) => leaves.length > 0 || direct.length > 0))
    return explains(predict(graph, assumed), target);
  return seenAfter(graph, changesOf(assumed), (sheet) =>
    difference.every((d, i) => {
      if (d === null) return true;
      const { place } = graph.leaves[i]!;
      if (!sheet.has(place)) return leafExplained(NOTHING, d, tolerance[i]!);
      const from = sheet.at(place);
      for (let j = 0; j < d.length; j++)
        if (!(Math.abs(d[j]! - sheet.numbers[from + j]!) <= tolerance[i]!)) return false;
      return true;
    }),
  );
}

/** (1 + amount)(t + d) − t */
function scaled(t: Float64Array, d: Float64Array, amount: number): Float64Array {
  return t.map((value, i) => amount * value + (1 + amount) * (d[i] ?? 0));
}

export const ALL: Pick<
  Hypothesis,
  "steps" | "leaves" | "edges" | "direct" | "axis" | "faint" | "reaches" | "isOtherLoss" | "family"
> = {
  family: undefined,
  steps: 1,
  isOtherLoss: false,
  reaches: null,
  leaves: [],
  edges: [],
  direct: [],
  axis: undefined,
  faint: false,
};

/**
 * Every contribution scaled; those that come to the same are one hypothesis. Only of lines that count, where not all do:
 * what comes to the same moves the same gradients.
 */
export function edgeHypotheses({ graph }: Context, counts: (line: number) => boolean = () => true): Hypothesis[] {
  interface Group {
    readonly effect: Float64Array[];
    readonly edges: Use[];
  }
  const groups: Group[] = [];
  for (let line = graph.lines.length - 1; line >= 0; line--) {
    if (!counts(line)) continue;
    graph.contributions[line]!.forEach((c, input) => {
      if (c === null || graph.lines[line]!.inputPlaces[input]! < 0) return;
      const effect = leafDeviations(graph, new Map([[line, doubled(input)]]));
      if (effect.every((e) => e.every((value) => value === 0))) return;
      const same = groups.find((group) => group.effect.every((e, i) => agree(e, effect[i]!)));
      if (same === undefined) groups.push({ effect, edges: [{ line, input }] });
      else same.edges.push({ line, input });
    });
  }
  return groups.map(({ edges }) => edgesScaled(edges));
}

function edgesScaled(edges: readonly Use[]): Hypothesis {
  const { line, input } = edges[0]!;
  return {
    ...ALL,
    id: `edges ${line}.${input}`,
    kind: "edges",
    code: "factor",
    what: "",
    fix: "",
    line,
    free: true,
    changes: new Map([[line, doubled(input)]]),
    edges,
  };
}

/** The same contribution scaled on another tape of the same loss; nothing where that moves no gradient. */
export function edgeOn({ graph }: Context, edge: Use): Hypothesis | undefined {
  const { line, input } = edge;
  if (!graph.contributions[line]?.[input] || graph.lines[line]!.inputPlaces[input]! < 0) return undefined;
  const one = edgesScaled([edge]);
  const moved = leafDeviations(graph, one.changes);
  return moved.some((m) => m.some((value) => value !== 0)) ? one : undefined;
}

const doubled = (input: number): Change => scalingBy(new Map([[input, 1]]));

function agree(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length)
    return a.length === 0 ? b.every((x) => x === 0) : b.length === 0 && a.every((x) => x === 0);
  const size = Math.sqrt(dot(a, a));
  return near(a, b, 1e-9 * size);
}

/** Contributions of one kind of operation scaled in all places: what a loop over layers or time does wrong throughout. */
export function throughoutEdges({ graph, roleOf }: Context): Hypothesis[] {
  const groups = new Map<string, Use[]>();
  const loop = loopOf(graph);
  const penalties = penaltyEdges(graph);
  graph.lines.forEach(({ primitive, inputPlaces }, line) => {
    inputPlaces.forEach((place, input) => {
      // Of a parameter itself it is a factor of the whole gradient; of what was made of it, as a gate that is learned, not.
      if (graph.contributions[line]![input] === null || place < 0) return;
      if (graph.withoutData[place] && (graph.producer[place] === -1 || penalties.has(`${line}.${input}`))) return;
      const other = inputPlaces.find((p) => p >= 0 && graph.producer[p] === -1);
      const path = graph.leaves.find((leaf) => leaf.place === other)?.path;
      const partner = inputPlaces.find((p, i) => i !== input && p >= 0 && graph.producer[p]! >= 0);
      const keys = [primitive.name, `${primitive.name} of ${roleOf(place)}`];
      if (path !== undefined) keys.push(`${primitive.name} by ${path}`);
      else if (partner !== undefined) keys.push(`${primitive.name} by ${roleOf(partner)}`);
      const by = constantOf(graph, { line, input });
      if (by !== null) keys.push(`${primitive.name} by the number ${by.by}`);
      if (loop[line]! >= 0) keys.push(`${primitive.name} in step ${loop[line]} of a loop`);
      for (const key of keys) {
        groups.set(`${key} ${input}`, [...(groups.get(`${key} ${input}`) ?? []), { line, input }]);
      }
    });
  });
  return [...groups].flatMap(([key, edges]) => {
    if (edges.length < 2) return [];
    const last = edges.at(-1)!;
    return [
      {
        ...ALL,
        id: `throughout ${key}`,
        kind: "edges" as const,
        code: "factor" as const,
        what: "",
        fix: "",
        line: last.line,
        free: true,
        changes: new Map(edges.map(({ line, input }) => [line, doubled(input)])),
        edges,
        steps: edges.length,
      },
    ];
  });
}

/** What comes to weights, or to biases, from data, scaled: a regulariser's part stays as it is. */
export function dataEdges({ graph, entries, sources }: Context): Hypothesis[] {
  const plain =
    entries.length === graph.leaves.length && graph.leaves.every(({ place }) => graph.uses[place]!.length === 1);
  if (plain) return [];
  const { weights, biases, parameters } = leafSets(graph);
  const single = graph.leaves.map(({ path }, i): LeafSet => ({ name: path, leaves: [i] }));
  return [weights, biases, parameters, ...single].flatMap(({ name, leaves }) => {
    const places = leaves.map((i) => graph.leaves[i]!.place);
    const own = entries.filter(({ place }) => sources(place).some((source) => places.includes(source)));
    if (own.length === 0) return [];
    const changes = new Map<number, Change>();
    for (const { line, input } of own) {
      const before = changes.get(line);
      changes.set(line, before === undefined ? doubled(input) : composed(before, doubled(input)));
    }
    return [
      {
        ...ALL,
        id: `data edges ${leaves.join()}`,
        kind: "edges" as const,
        code: "factor" as const,
        what: `what comes to ${name} from the data`,
        fix: "",
        line: Math.max(...changes.keys()),
        free: true,
        changes,
        edges: own.map(({ line, input }) => ({ line, input })),
      },
    ];
  });
}

/** Gradients of parameters scaled: each by itself, those of a name, of a rank, all. */
export function leafHypotheses({ graph }: Context): Hypothesis[] {
  const sets = new Map<string, LeafSet>();
  const add = ({ name, leaves }: LeafSet): void => {
    const key = leaves.join();
    if (leaves.length > 0 && !sets.has(key)) sets.set(key, { name, leaves });
  };
  const { parameters, weights, biases } = leafSets(graph);
  const all = parameters.leaves;
  const backward = graph.order.map((leaf) => graph.leaves.indexOf(leaf));
  for (const one of [parameters, weights, biases]) add(one);
  const byName = new Map<string, number[]>();
  for (const i of all) {
    const name = (/([A-Za-z_]+)[^A-Za-z_]*$/.exec(graph.leaves[i]!.path)?.[1] ?? "").toLowerCase();
    byName.set(name, [...(byName.get(name) ?? []), i]);
  }
  for (const [name, leaves] of byName) if (leaves.length > 1 && name !== "") add({ name: `all ${name}`, leaves });
  for (const i of backward) add({ name: graph.leaves[i]!.path, leaves: [i] });
  return [...sets.values()].map(({ name, leaves }) => scaling(name, leaves));
}

const scalingsOf = new WeakMap<Graph, Map<string, Hypothesis>>();

/** The gradients of some parameters scaled, of whichever. */
export function scalingOf(graph: Graph, leaves: readonly number[]): Hypothesis {
  const known = scalingsOf.get(graph) ?? new Map<string, Hypothesis>();
  scalingsOf.set(graph, known);
  const key = leaves.join();
  const name =
    leaves.length === graph.leaves.length ? "all parameters" : leaves.map((i) => graph.leaves[i]!.path).join(", ");
  const found = known.get(key) ?? { ...scaling(name, leaves), on: (other: Context) => scalingOf(other.graph, leaves) };
  known.set(key, found);
  return found;
}

const scaling = (name: string, leaves: readonly number[]): Hypothesis => ({
  ...ALL,
  id: `leaves ${leaves.join()}`,
  kind: "leaves",
  code: "factor",
  what: name,
  fix: "",
  line: -1,
  free: true,
  changes: new Map(),
  leaves,
  steps: leaves.length,
});

/** Losses other than the one on the tape, each as the movement of the gradients that it comes to. */
export function otherLossHypotheses(context: Context): Hypothesis[] {
  const indices = otherIndices(context.graph).map(({ id, what, moved: move }): Hypothesis => {
    const moved = once(move);
    return {
      ...ALL,
      id: `other loss: ${id}`,
      kind: "direct",
      code: "wrong-forward",
      does: "computes with other data",
      what,
      fix: "compare the forward passes first: the same labels and indices on both sides",
      line: -1,
      free: false,
      faint: true,
      isOtherLoss: true,
      changes: new Map(),
      get direct() {
        return moved() ?? context.graph.leaves.map(() => NOTHING);
      },
    };
  });
  return [...indices, ...otherLosses(context).map((one) => ofLoss(context, one, true))];
}

/** Another loss, right in itself, as what was differentiated. */
export function ofLoss(
  { graph }: Context,
  { id, code, does, what, fix, line, edit }: OtherLoss,
  faint: boolean,
): Hypothesis {
  let moved: readonly Float64Array[] | undefined;
  return {
    ...ALL,
    id: `other loss: ${id}`,
    kind: "direct",
    code,
    does,
    what,
    fix,
    line,
    free: false,
    faint,
    isOtherLoss: true,
    edit,
    changes: new Map(),
    // Computed only when it is asked for: a whole forward and backward pass.
    get direct() {
      moved ??= replay(graph, edit) ?? graph.leaves.map(() => NOTHING);
      return moved;
    },
  };
}
