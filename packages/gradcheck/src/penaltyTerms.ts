import { replaced } from "./context.ts";
import { constantOf } from "./counts.ts";
import type { Graph, Use } from "./graph.ts";
import { dot, flat } from "./numbers.ts";
import { leafDeviations } from "./walk.ts";

const known = new WeakMap<Graph, readonly Use[]>();

/**
 * Where the penalties of a loss are added to the rest of it: terms that are made of parameters alone, and quadratic forms
 * θᵀKθ of one parameter, however K was made, that are weighted with a strength.
 */
export function penaltyUses(graph: Graph): readonly Use[] {
  const before = known.get(graph);
  if (before !== undefined) return before;
  const found = [...ofParametersAlone(graph), ...quadraticForms(graph)];
  known.set(graph, found);
  return found;
}

/** What comes back, input by input, through the lines that compute a penalty, and through the one that adds it. */
export function penaltyEdges(graph: Graph): Set<string> {
  const found = new Set<string>();
  const mark = (place: number): void => {
    const k = graph.producer[place]!;
    if (k < 0) return;
    graph.lines[k]!.inputPlaces.forEach((from, input) => {
      if (from < 0 || found.has(`${k}.${input}`)) return;
      found.add(`${k}.${input}`);
      mark(from);
    });
  };
  for (const { line, input } of penaltyUses(graph)) {
    found.add(`${line}.${input}`);
    mark(graph.lines[line]!.inputPlaces[input]!);
  }
  return found;
}

function ofParametersAlone(graph: Graph): Use[] {
  return graph.lines.flatMap(({ primitive, inputPlaces, outputPlaces, outputs }, line) => {
    if (graph.withoutData[outputPlaces[0]!] || outputs[0]!.size !== 1) return [];
    // What the rest is divided by, or multiplied with, is a part of the formula.
    if (primitive.name === "div" || primitive.name === "mul") return [];
    return inputPlaces.flatMap((place, input) =>
      place >= 0 &&
      graph.withoutData[place]! &&
      graph.producer[place]! >= 0 &&
      graph.values[place]!.size === 1 &&
      !isCounted(graph, place)
        ? [{ line, input }]
        : [],
    );
  });
}

/** Whether a value is taken a whole number of times, as what belongs to every sample is. */
function isCounted(graph: Graph, place: number): boolean {
  const line = graph.producer[place]!;
  const { inputPlaces } = graph.lines[line]!;
  const constant = constantOf(graph, { line, input: inputPlaces.findIndex((p) => p >= 0) });
  return constant !== null && !constant.divides && constant.by > 2 && Number.isInteger(constant.by);
}

/** The numbers that a loss is the sum of, by where they are added; those that are sums themselves are taken apart. */
function terms(graph: Graph): Use[] {
  const found: Use[] = [];
  const visit = (place: number): boolean => {
    const line = graph.producer[place]!;
    const name = line < 0 ? "" : graph.lines[line]!.primitive.name;
    if (name !== "add" && name !== "sub") return false;
    graph.lines[line]!.inputPlaces.forEach((p, input) => {
      if (p >= 0 && graph.values[p]!.size === 1 && !visit(p)) found.push({ line, input });
    });
    return true;
  };
  visit(graph.outputPlace);
  return found;
}

/** A term that grows with the square of its one parameter (Euler: θ·∂f/∂θ = 2 f), beside others that do not. */
function quadraticForms(graph: Graph): Use[] {
  const all = terms(graph);
  const found = all.filter(({ line, input }) => {
    const place = graph.lines[line]!.inputPlaces[input]!;
    if (graph.withoutData[place] || !hasStrength(graph, place)) return false;
    const part = leafDeviations(graph, new Map([[line, replaced(input, () => null)]]));
    const moved = graph.leaves.flatMap((leaf, i) => (part[i]!.some((x) => x !== 0) ? [{ leaf, part: part[i]! }] : []));
    if (moved.length !== 1) return false;
    const value = graph.values[place]!.item() * (graph.contributions[line]![input]?.item() ?? 0);
    const grown = -dot(flat(moved[0]!.leaf.value), moved[0]!.part);
    return Math.abs(grown - 2 * value) <= 1e-9 * Math.abs(value);
  });
  return found.length < all.length ? found : [];
}

/** Whether a value is weighted with a number below a half, somewhere on the way to it. */
function hasStrength(graph: Graph, place: number): boolean {
  let at = place;
  for (let hops = 0; hops < 6; hops++) {
    const line = graph.producer[at]!;
    if (line < 0) return false;
    const { inputPlaces } = graph.lines[line]!;
    const input = inputPlaces.findIndex((p) => p >= 0);
    const constant = constantOf(graph, { line, input });
    if (constant !== null && !constant.divides && Math.abs(constant.by) < 0.5) return true;
    at = inputPlaces[input]!;
  }
  return false;
}

const penalised = new WeakMap<Graph, ReadonlySet<number>>();

/** Whether a penalty of the loss is made of a parameter, of that number. */
export function isPenalised(graph: Graph, leaf: number): boolean {
  let places = penalised.get(graph);
  if (places === undefined) {
    const found = new Set<number>();
    const mark = (place: number): void => {
      if (place < 0 || found.has(place)) return;
      found.add(place);
      const line = graph.producer[place]!;
      if (line >= 0) graph.lines[line]!.inputPlaces.forEach(mark);
    };
    for (const { line, input } of penaltyUses(graph)) mark(graph.lines[line]!.inputPlaces[input]!);
    places = found;
    penalised.set(graph, places);
  }
  return places.has(graph.leaves[leaf]!.place);
}
