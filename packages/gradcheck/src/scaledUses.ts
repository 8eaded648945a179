// What it is that is scaled, or left out, where a value is used: one of several terms, or all that comes to it.
import type { Context } from "./context.ts";
import type { Graph, Use } from "./graph.ts";
import { flat, largest, near } from "./numbers.ts";
import type { Deed } from "./readings.ts";

/** What it does to leave out what comes to a value from one of its uses. */
export function deedOfDropped({ graph, steps, functions }: Context, edges: readonly Use[]): Deed | undefined {
  const { line, input } = edges.at(-1)!;
  const place = graph.lines[line]!.inputPlaces[input]!;
  const uses = graph.uses[place]!;
  const others = uses.filter((use) => use.line !== line || use.input !== input);
  const own = graph.contributions[line]![input];
  const [other] = others.map((use) => graph.contributions[use.line]![use.input]);
  if (others.length === 1 && own && other && own.size === other.size) {
    const [a, b] = [flat(own), flat(other)];
    if (near(a, b, 1e-9 * largest(a))) return "leaves out one of two equal terms";
  }
  const inside = [...steps.activations, ...functions].some(
    ({ z, lines }) => z === place && lines.includes(line) && others.some((use) => lines.includes(use.line)),
  );
  return inside ? "leaves out a term of a slope" : undefined;
}

/** A part of a parameter, as the row of a word, that several lines read: what is scaled comes from one of them. */
export function partReadTwice(
  { graph: { lines, uses, producer }, nameOf }: Context,
  edges: readonly Use[],
): { readonly of: string; readonly times: number } | null {
  for (const { line, input } of edges) {
    const { primitive, params, inputPlaces } = lines[line]!;
    const place = inputPlaces[input]!;
    if (primitive.name !== "slice" || producer[place] !== -1) continue;
    const which = JSON.stringify(params);
    const times = uses[place]!.filter(
      (use) => lines[use.line]!.primitive.name === "slice" && JSON.stringify(lines[use.line]!.params) === which,
    ).length;
    if (times > 1) return { of: nameOf(place), times };
  }
  return null;
}

/** Whether one of several ways to a value, which hands back what it gets, is there twice. */
export function isAddedTwice(graph: Graph, edges: readonly Use[], factor: number): boolean {
  if (Math.abs(factor - 2) > 1e-9 || edges.length > 1) return false;
  return edges.some(({ line, input }) => {
    const { primitive, inputPlaces, inputs, outputs } = graph.lines[line]!;
    const place = inputPlaces[input]!;
    return (
      primitive.name === "add" &&
      graph.uses[place]!.length > 1 &&
      graph.producer[place]! >= 0 &&
      !graph.withoutData[place]! &&
      inputs[input]!.size === outputs[0]!.size
    );
  });
}

/** Whether what is scaled is all that some parameter gets, or all that there is: there a mean over the batch can be taken. */
export function comesToAll(graph: Graph, edges: readonly Use[]): boolean {
  return edges.some(({ line, input }) => {
    const { outputPlaces, inputPlaces } = graph.lines[line]!;
    const place = inputPlaces[input]!;
    return (
      outputPlaces[0] === graph.outputPlace ||
      graph.lines[line]!.primitive.name === "sum" ||
      (graph.withoutData[place]! && graph.uses[place]!.length === 1)
    );
  });
}
