import type { Tensor } from "@wengert/autograd";
import type { Context } from "./context.ts";
import { comesFrom } from "./mutants/rules.ts";

/**
 * By place: the state before, of values from which a recurrent net makes the next ones in the same way. The first time it
 * is what the net starts from, which may be data.
 */
export function statesOf({ graph, roleOf }: Context): ReadonlyMap<number, Tensor> {
  // What meets the same weights, or the same gate of every step, in order.
  const series = new Map<string, { readonly line: number; readonly input: number }[]>();
  graph.lines.forEach(({ primitive, inputPlaces, outputPlaces }, line) => {
    if (graph.withoutData[outputPlaces[0]!] || !JOINS.has(primitive.name)) return;
    for (const input of [0, 1]) {
      const partner = inputPlaces[1 - input]!;
      if (partner < 0) continue;
      const key = `${primitive.name} ${input} ${roleOf(partner)} ${graph.producer[partner] === -1 ? partner : ""}`;
      series.set(key, [...(series.get(key) ?? []), { line, input }]);
    }
  });
  const found = new Map<number, Tensor>();
  for (const uses of series.values()) {
    if (uses.length < 2) continue;
    const lines = uses.map(({ line }) => line);
    const { input } = uses[0]!;
    const places = lines.map((k) => graph.lines[k]!.inputPlaces[input]!);
    const isState = places.every(
      (place, j) => j === 0 || (place >= 0 && comesFrom(graph, place, graph.lines[lines[j - 1]!]!.outputPlaces[0]!)),
    );
    if (!isState) continue;
    const value = (j: number): Tensor => graph.lines[lines[j]!]!.inputs[input]!;
    for (let j = 1; j < lines.length; j++) found.set(places[j]!, value(j - 1));
    // The last state is made in the same way, and is used otherwise.
    const from = graph.lines[lines.at(-1)!]!.outputPlaces[0]!;
    const role = roleOf(places.at(-1)!);
    const next = graph.values.findIndex((_, p) => p >= from && roleOf(p) === role && comesFrom(graph, p, from));
    if (next >= 0) found.set(next, value(lines.length - 1));
  }
  return found;
}

/** Operations by which a state meets weights or gates. */
const JOINS = new Set("matmul mul".split(" "));
