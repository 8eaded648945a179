import type { Tensor } from "@wengert/autograd";
import { type Context, composed, replaced } from "../context.ts";
import type { Graph, Use } from "../graph.ts";
import { plus } from "../graph.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import { flat } from "../numbers.ts";
import type { Change } from "../walk.ts";

/** A recurrence on the tape: lines by step, and the edges by which a step gets what the one before it left. */
interface Recurrence {
  readonly steps: number;
  /** By line: which step it belongs to, 1, 2, …; 0 before the first. */
  readonly stepOf: (line: number) => number;
  readonly cell: ReadonlySet<number>;
  /** By line and input, as "line.input". */
  readonly hops: ReadonlySet<string>;
  /** The parameter that is the first state; −1 where none is. */
  readonly start: number;
  /** Where outputs, or the loss, take something from a state: lines outside of the cell. */
  readonly taps: readonly Use[];
}

const FEWEST_STEPS = 3;
const MOST_STEPS = 24;

/** Lines that a place depends on. */
function linesBehind(graph: Graph, place: number): Set<number> {
  const found = new Set<number>();
  const open = [place];
  while (open.length > 0) {
    const line = graph.producer[open.pop()!] ?? -1;
    if (line < 0 || found.has(line)) continue;
    found.add(line);
    for (const p of graph.lines[line]!.inputPlaces) if (p >= 0) open.push(p);
  }
  return found;
}

/** Weights that meet, again and again, what was made with them before. */
function recurrenceOf(context: Context): Recurrence | null {
  return recurrenceBy(context, context.products) ?? recurrenceBy(context, scalings(context));
}

/** Where a state meets what it is multiplied by, and how much of it goes on is a parameter: a leak. */
function scalings({ graph }: Context): Meeting[] {
  return graph.lines.flatMap(({ primitive, inputPlaces, outputPlaces }, line): Meeting[] => {
    if (primitive.name !== "mul") return [];
    return [0, 1].flatMap((weights) =>
      inputPlaces[weights]! >= 0 &&
      graph.producer[inputPlaces[weights]!] === -1 &&
      (inputPlaces[1 - weights]! < 0 || !graph.withoutData[outputPlaces[0]!])
        ? [{ line, weightPlace: inputPlaces[weights]!, inputPlace: inputPlaces[1 - weights]! }]
        : [],
    );
  });
}

type Meeting = Pick<Context["products"][number], "line" | "weightPlace" | "inputPlace">;

function recurrenceBy({ graph, roleOf }: Context, meetings: readonly Meeting[]): Recurrence | null {
  const byWeights = new Map<number, Meeting[]>();
  for (const step of meetings) byWeights.set(step.weightPlace, [...(byWeights.get(step.weightPlace) ?? []), step]);
  const isMadeOf = (one: Meeting | undefined, before: Meeting): boolean =>
    one !== undefined && one.inputPlace >= 0 && linesBehind(graph, one.inputPlace).has(before.line);
  // What meets the weights before the first step, without coming into the second, is no state.
  const fromFirst = [...byWeights.values()].map((all) => {
    const start = all.findIndex((use, i) => isMadeOf(all[i + 1], use));
    return start < 0 || graph.lines[all[0]!.line]!.primitive.name !== "mul" ? all : all.slice(start);
  });
  const chains = fromFirst.filter((uses) => {
    if (uses.length < FEWEST_STEPS || uses.length > MOST_STEPS) return false;
    return uses.slice(1).every((one, i) => isMadeOf(one, uses[i]!));
  });
  const steps = Math.max(0, ...chains.map((uses) => uses.length));
  const longest = chains.filter((uses) => uses.length === steps);
  if (longest.length === 0) return null;
  const starts = Array.from({ length: steps }, (_, t) => Math.min(...longest.map((uses) => uses[t]!.line)));
  const stepOf = (line: number): number => starts.filter((start) => start <= line).length;
  const state = longest[0]!.at(-1)!.inputPlace;
  const role = roleOf(state);
  const made = graph.lines[graph.producer[state]!]!.primitive.name;
  const after = graph.values.flatMap((_, place) => {
    const line = graph.producer[place]!;
    return line > starts.at(-1)! && graph.lines[line]!.primitive.name === made && !graph.withoutData[place]
      ? [place]
      : [];
  });
  const last = after.find((place) => roleOf(place) === role) ?? after[0] ?? state;
  const cell = linesBehind(graph, last);
  const recurrent = new Set(longest.flatMap((uses) => uses.map(({ line }) => line)));
  const depends = new Set<number>();
  graph.lines.forEach(({ inputPlaces, outputPlaces }, k) => {
    if (recurrent.has(k) || inputPlaces.some((p) => depends.has(p))) for (const p of outputPlaces) depends.add(p);
  });
  const hops = new Set<string>();
  const taps: Use[] = [];
  graph.lines.forEach(({ inputPlaces }, line) => {
    inputPlaces.forEach((place, input) => {
      if (place < 0 || !depends.has(place)) return;
      const from = graph.producer[place]!;
      if (!cell.has(from)) return;
      if (!cell.has(line)) taps.push({ line, input });
      else if (stepOf(from) < stepOf(line)) hops.add(`${line}.${input}`);
    });
  });
  const first = longest[0]![0]!.inputPlace;
  const start = first >= 0 && graph.producer[first] === -1 ? first : -1;
  return { steps, stepOf, cell, hops, taps, start };
}

/** How the gradients move when nothing goes back through more than some steps of time. */
function truncated(graph: Graph, hops: ReadonlySet<string>, most: number): Float64Array[] {
  const grades: (Tensor | null)[][] = Array.from({ length: most + 1 }, () => new Array<null>(graph.places).fill(null));
  grades[0]![graph.outputPlace] = graph.adjoints[graph.outputPlace]!;
  for (let k = graph.lines.length - 1; k >= 0; k--) {
    const { inputPlaces, outputPlaces, pull } = graph.lines[k]!;
    for (const [grade, adjoints] of grades.entries()) {
      const gs = outputPlaces.map((place) => adjoints[place]!);
      if (gs.every((g) => g === null)) continue;
      pull(gs).forEach((c, input) => {
        const place = inputPlaces[input]!;
        const to = grades[grade + Number(hops.has(`${k}.${input}`))];
        if (c !== null && place >= 0 && to !== undefined) to[place] = plus(to[place]!, c);
      });
    }
  }
  return graph.leaves.map(({ place, numbers }) => {
    const all = grades.reduce<Tensor | null>((sum, adjoints) => plus(sum, adjoints[place]!), null);
    return all === null ? numbers.map((x) => -x) : flat(all).map((x, j) => x - numbers[j]!);
  });
}

const FIX = "go back through every step: what comes from later steps is added to what the step's own output gives";

/** Backpropagation through time that ends too early, or into which not every step's error comes. */
export function throughTime(context: Context): Hypothesis[] {
  const { graph } = context;
  const found = recurrenceOf(context);
  if (found === null) return [];
  const { hops, steps, stepOf, taps } = found;
  const base = { ...ALL, code: "missing-term" as const, fix: FIX, free: false, faint: true, line: -1 };
  const short = [...new Set([0, 1, 2, 3, steps - 2])].filter((n) => n < steps - 1);
  const limits = short.map((most): Hypothesis => {
    let moved: Float64Array[] | undefined;
    return {
      ...base,
      id: `through at most ${most} steps of time`,
      kind: "direct",
      what: `backpropagation through time ends early: each error goes back through ${most === 0 ? "no earlier step" : most === 1 ? "one earlier step" : `${most} earlier steps`} of ${steps - 1}`,
      changes: new Map(),
      get direct() {
        moved ??= truncated(graph, hops, most);
        return moved;
      },
    };
  });
  const uses = [...hops].map((key): Use => {
    const [line, input] = key.split(".").map(Number) as [number, number];
    return { line, input };
  });
  const dropped = (id: string, what: string, some: readonly Use[]): Hypothesis[] => {
    if (some.length === 0) return [];
    const changes = new Map<number, Change>();
    for (const { line, input } of some) {
      const drop = replaced(input, () => null);
      const before = changes.get(line);
      changes.set(line, before === undefined ? drop : composed(before, drop));
    }
    return [{ ...base, id, kind: "mutant", what, changes, line: Math.max(...changes.keys()), steps: some.length }];
  };
  const cuts = Array.from({ length: steps - 1 }, (_, t) => t + 2).flatMap((t) =>
    dropped(
      `time cut before step ${t}`,
      `nothing goes back from step ${t} to step ${t - 1}`,
      uses.filter(({ line }) => stepOf(line) === t),
    ),
  );
  const hopAt = (t: number): Use[] => uses.filter(({ line }) => stepOf(line) === t);
  // A loop that breaks off, and hands back as the first state's gradient what it has by then.
  const brokenOff = Array.from({ length: found.start < 0 ? 0 : steps - 1 }, (_, i) => i + 2).flatMap((t) => {
    const [own, ...more] = hopAt(t);
    const [next, ...others] = hopAt(t + 1);
    if (own === undefined || more.length > 0) return [];
    const cut: Change = replaced(own.input, () => null);
    const handed =
      (input: number, kept: boolean): Change =>
      (_gs, right) => {
        const adjoint = right[input];
        return {
          inputs: right.map((c, i) => (i === input && !kept ? null : c)),
          elsewhere: adjoint ? [{ place: found.start, adjoint }] : [],
        };
      };
    const ways: [string, Map<number, Change>][] = [
      [`before step ${t}`, new Map([[own.line, handed(own.input, false)]])],
    ];
    if (next !== undefined && others.length === 0)
      ways.push([
        `after step ${t}`,
        new Map([
          [own.line, cut],
          [next.line, handed(next.input, true)],
        ]),
      ]);
    return ways.map(
      ([which, changes]): Hypothesis => ({
        ...base,
        id: `time cut, and the derivative by the state ${which} for the first`,
        kind: "mutant",
        what: `nothing goes back from step ${t} to step ${t - 1}, and the derivative by the state ${which} is handed back for the first`,
        changes,
        line: Math.max(...changes.keys()),
        steps: changes.size,
      }),
    );
  });
  const blocks = [2, 3]
    .filter((n) => n < steps - 1)
    .flatMap((n) =>
      dropped(
        `time cut in blocks of ${n}`,
        `time is cut into blocks of ${n} steps, and nothing goes back from one to the one before`,
        uses.filter(({ line }) => (stepOf(line) - 1) % n === 0),
      ),
    );
  const at = ({ line, input }: Use): number => stepOf(graph.producer[graph.lines[line]!.inputPlaces[input]!]!);
  const errors = ["last", "first"].flatMap((which) =>
    dropped(
      `error at the ${which} step alone`,
      `the error comes into the state at the ${which} step alone`,
      taps.filter((use) => at(use) !== (which === "last" ? steps : 1)),
    ),
  );
  return [...errors, ...limits, ...cuts, ...brokenOff, ...blocks];
}
