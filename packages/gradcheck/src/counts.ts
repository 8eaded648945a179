import type { Graph, Use } from "./graph.ts";

/** Numbers by which a line multiplies or divides all that comes through. */
export function constantOf(
  graph: Graph,
  { line, input }: Use,
): { readonly divides: boolean; readonly by: number } | null {
  const { primitive, inputs, inputPlaces } = graph.lines[line]!;
  if (primitive.name !== "div" && primitive.name !== "mul") return null;
  const other = 1 - input;
  if (inputPlaces[other]! >= 0 || inputs[other]!.size !== 1) return null;
  if (primitive.name === "div" && input !== 0) return null;
  return { divides: primitive.name === "div", by: inputs[other]!.item() };
}

/** Operations that pass a sum on as it is, but for its sign, its scale, its shape and a further term. */
const PASSING = new Set("add sub neg mul div reshape broadcastTo transpose".split(" "));
const HOPS = 12;

/**
 * What the loss divides by because it takes a mean: numbers n of a division whose dividend is a sum of n terms, or is
 * summed over n terms afterwards, or over the batch. A temperature, √d or 1 - a dropout rate is no such number.
 */
export function countsOf(graph: Graph, batch: number | null): number[] {
  const found = new Set<number>();
  graph.lines.forEach((line, k) => {
    line.inputs.forEach((_x, input) => {
      const constant = line.inputPlaces[input]! < 0 ? null : constantOf(graph, { line: k, input });
      if (constant === null) return;
      const n = constant.divides ? constant.by : 1 / constant.by;
      if (!(n > 1.5) || Math.abs(n - Math.round(n)) > 1e-9 * n) return;
      const terms = [...summedBefore(graph, line.inputPlaces[input]!), ...summedAfter(graph, line.outputPlaces[0]!)];
      // A sum of a sum has as many terms as both together.
      // A factor like 0.1 is a strength, though two lengths may happen to make 10.
      const strength = !constant.divides && Math.abs(constant.by - Number(constant.by.toPrecision(1))) < 1e-12;
      const products = terms.flatMap((a, i) => [a, ...(strength ? [] : terms.slice(i + 1).map((b) => a * b))]);
      // And so is one that happens to be 1 over the batch, with nothing summed: the length of a step.
      const written = batch !== null && batch > 2 && !strength ? [batch] : [];
      if ([...products, ...written].some((m) => m === Math.round(n))) found.add(Math.round(n));
    });
  });
  return [...found];
}

/** How many terms the sums have that a value was made by. */
function summedBefore(graph: Graph, place: number): number[] {
  const found: number[] = [];
  let at = place;
  for (let hops = 0; hops < HOPS && graph.producer[at]! >= 0; hops++) {
    const { primitive, inputs, outputs, inputPlaces } = graph.lines[graph.producer[at]!]!;
    if (primitive.name === "sum" || primitive.name === "matmul") {
      if (primitive.name === "sum") found.push(inputs[0]!.size / outputs[0]!.size);
      else return found;
    } else if (!PASSING.has(primitive.name)) return found;
    const data = inputPlaces.filter((p) => p >= 0 && !graph.withoutData[p]);
    if (data.length === 0) return found;
    at = data[0]!;
  }
  return found;
}

/** And by which it is summed later. */
function summedAfter(graph: Graph, place: number): number[] {
  const found: number[] = [];
  let at = place;
  for (let hops = 0; hops < HOPS; hops++) {
    const use = graph.uses[at]?.[0];
    if (use === undefined || graph.uses[at]!.length > 1) return found;
    const { primitive, inputs, outputs, outputPlaces } = graph.lines[use.line]!;
    if (primitive.name === "sum") found.push(inputs[0]!.size / outputs[0]!.size);
    else if (!PASSING.has(primitive.name)) return found;
    at = outputPlaces[0]!;
  }
  return found;
}
