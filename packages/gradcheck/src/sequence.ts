import { reshape, type Tensor } from "@wengert/autograd";
import type { Context } from "./context.ts";
import { RUNS } from "./functions.ts";
import type { Graph, Use } from "./graph.ts";
import { loopOf } from "./loops.ts";
import { comesFrom } from "./mutants/rules.ts";

/** Values from which a recurrent net makes the next ones in the same way, in order. */
export interface Series {
  /** Where each of them meets its weights, or its gate. */
  readonly uses: readonly Use[];
  /** The values; the first may be data. One more than uses where the last step makes one that is used otherwise. */
  readonly values: readonly Tensor[];
  /** Their places; −1 for what the net starts from, and for what is not on the tape. */
  readonly places: readonly number[];
}

const known = new WeakMap<Context, readonly Series[]>();

/** The states of a recurrent net by what they meet: the same weights, or the same gate of every step. */
export function seriesOf(context: Context): readonly Series[] {
  const before = known.get(context);
  if (before !== undefined) return before;
  const found = findSeries(context);
  known.set(context, found);
  return found;
}

function findSeries({ graph, roleOf }: Context): Series[] {
  const series = new Map<string, Use[]>();
  graph.lines.forEach(({ primitive, inputPlaces, outputPlaces }, line) => {
    if (!JOINS.has(primitive.name)) return;
    for (const input of [0, 1]) {
      const partner = inputPlaces[1 - input]!;
      // A parameter meets a given number in the first step alone, where the net starts from that number.
      if (partner < 0 || (graph.withoutData[outputPlaces[0]!] && inputPlaces[input]! >= 0)) continue;
      const key = `${primitive.name} ${input} ${roleOf(partner)} ${graph.producer[partner] === -1 ? partner : ""}`;
      series.set(key, [...(series.get(key) ?? []), { line, input }]);
    }
  });
  return [...series.values()].flatMap((all): Series[] => {
    const start = all.findIndex(({ line }, j) => {
      const next = all[j + 1];
      const place = next === undefined ? -1 : graph.lines[next.line]!.inputPlaces[next.input]!;
      const [output] = graph.lines[line]!.outputPlaces as [number];
      return !graph.withoutData[output] || (place >= 0 && comesFrom(graph, place, output));
    });
    const uses = start < 0 ? [] : all.slice(start);
    if (uses.length < 2) return [];
    const places = uses.map(({ line, input }) => graph.lines[line]!.inputPlaces[input]!);
    const made = uses.map(({ line }) => graph.lines[line]!.outputPlaces[0]!);
    if (!places.every((place, j) => j === 0 || (place >= 0 && comesFrom(graph, place, made[j - 1]!)))) return [];
    const values = uses.map(({ line, input }) => graph.lines[line]!.inputs[input]!);
    // The last state is made in the same way, and is used otherwise.
    const next = nextOf(graph, roleOf, places.at(-1)!, made.at(-1)!);
    if (next >= 0) return [{ uses, places: [...places, next], values: [...values, graph.values[next]!] }];
    const last = functionOfNext(graph, roleOf, places.at(-1)!);
    return [last === null ? { uses, places, values } : { uses, places: [...places, -1], values: [...values, last] }];
  });
}

/** The first value after a line that plays the part of a state. */
function nextOf(graph: Graph, roleOf: Context["roleOf"], state: number, from: number): number {
  const role = roleOf(state);
  return graph.values.findIndex((_, p) => p >= from && roleOf(p) === role && comesFrom(graph, p, from));
}

/** Where states meet their weights as f(s): f of the last s, which the tape has no use for. */
function functionOfNext(graph: Graph, roleOf: Context["roleOf"], state: number): Tensor | null {
  const line = graph.lines[graph.producer[state] ?? -1];
  const run = line === undefined ? undefined : RUNS[line.primitive.name];
  if (line === undefined || run === undefined || line.inputs.length !== 1 || line.inputPlaces[0]! < 0) return null;
  // The argument's next value may be made in the same step as this one, before what it makes.
  const [argument] = line.inputPlaces as [number];
  const role = roleOf(argument);
  const next = graph.values.findIndex((_, p) => p > argument && roleOf(p) === role && comesFrom(graph, p, argument));
  return next < 0 ? null : run(graph.values[next]!);
}

/**
 * By place: the state before, of values from which a recurrent net makes the next ones in the same way. The first time it
 * is what the net starts from, which may be data.
 */
export function statesOf(context: Context): ReadonlyMap<number, Tensor> {
  const found = new Map<number, Tensor>();
  const { lines, producer, values: all } = context.graph;
  for (const { places, values } of seriesOf(context)) {
    for (let j = 1; j < places.length; j++) {
      // A vector is put into another shape where it meets its weights: it is the state in either.
      for (let place = places[j]!; place >= 0; ) {
        const { shape } = all[place]!;
        const before = values[j - 1]!;
        if (!found.has(place))
          found.set(place, String(before.shape) === String(shape) ? before : reshape(before, shape));
        const line = lines[producer[place]!];
        place = line?.primitive.name === "reshape" ? line.inputPlaces[0]! : -1;
      }
    }
  }
  return found;
}

/**
 * The place of a value; of what a loop starts from, which may be data, the one that it would have, were it made in a step
 * like the others: the distance between two values is then the same in every step. NaN for other data.
 */
export function placeInTime(
  context: Context,
  { place, value }: { readonly place: number; readonly value: Tensor },
): number {
  return place >= 0 ? place : (startsOf(context).get(value) ?? Number.NaN);
}

const knownStarts = new WeakMap<Context, ReadonlyMap<Tensor, number>>();

/** What a loop, or a series of states, starts from, with the place that it would have. */
function startsOf(context: Context): ReadonlyMap<Tensor, number> {
  const before = knownStarts.get(context);
  if (before !== undefined) return before;
  const found = new Map<Tensor, number>();
  knownStarts.set(context, found);
  for (const { values, places } of seriesOf(context)) {
    const [, first, second] = places;
    if (first !== undefined && second !== undefined && first >= 0 && second >= 0)
      found.set(values[0]!, 2 * first - second);
  }
  const { lines } = context.graph;
  const loop = loopOf(context.graph);
  const steps = new Map<number, number[]>();
  loop.forEach((phase, k) => {
    if (phase >= 0) steps.set(phase, [...(steps.get(phase) ?? []), k]);
  });
  for (const ks of steps.values()) {
    for (const input of lines[ks[0]!]!.inputs.keys()) {
      const places = ks.map((k) => lines[k]!.inputPlaces[input] ?? -1);
      const n = places.findIndex((p) => p >= 0);
      const period = (places[n + 1] ?? -1) - places[n]!;
      if (n < 1 || !(period > 0)) continue;
      for (let j = 0; j < n; j++) {
        const value = lines[ks[j]!]!.inputs[input]!;
        if (!found.has(value)) found.set(value, places[n]! - (n - j) * period);
      }
    }
  }
  return found;
}

/** Operations by which a state meets weights or gates. */
const JOINS = new Set("matmul mul".split(" "));
