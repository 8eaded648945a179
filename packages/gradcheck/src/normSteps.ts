import { div, mul, square, sum, type Tensor } from "@wengert/autograd";
import type { Graph } from "./graph.ts";
import { flat } from "./numbers.ts";

/** x̂ = (x − μ)/σ with mean and deviation over some axes: a batch or layer normalisation. */
export interface NormStep {
  /** The line that makes x̂, and the places of x, x̂ and of what it is divided by or multiplied with. */
  readonly line: number;
  readonly x: number;
  readonly xhat: number;
  readonly sigma: number;
  readonly divides: boolean;
  readonly axes: readonly number[];
  /** Whether a mean is subtracted; else x is only divided by its root mean square, or its length. */
  readonly centred: boolean;
  /** Whether the squares are averaged, and not only summed. */
  readonly averaged: boolean;
  /** A gain that was multiplied before the division: then the line makes gain x̂. */
  readonly gain?: { readonly place: number; readonly value: Tensor; readonly xhat: Tensor };
}

/** What a value is reduced from: the place summed and the axes, through divisions by numbers, reshapes and the like. */
function reducedFrom(graph: Graph, place: number): { readonly from: number; readonly axes: readonly number[] } | null {
  let at = place;
  for (let hops = 0; hops < 8; hops++) {
    const k = graph.producer[at]!;
    if (k < 0) return null;
    const { primitive, params, inputPlaces } = graph.lines[k]!;
    if (primitive.name === "sum")
      return { from: inputPlaces[0]!, axes: (params as { readonly axes: readonly number[] }).axes };
    const next = inputPlaces.filter((p) => p >= 0);
    if (next.length !== 1) return null;
    at = next[0]!;
  }
  return null;
}

/** x and the axes, when a value is x − mean(x). */
function centredFrom(graph: Graph, place: number): { readonly x: number; readonly axes: readonly number[] } | null {
  const line = graph.lines[graph.producer[place]!];
  if (line?.primitive.name !== "sub") return null;
  const [x, m] = line.inputPlaces as [number, number];
  if (x < 0 || m < 0) return null;
  const reduced = reducedFrom(graph, m);
  return reduced !== null && reduced.from === x ? { x, axes: reduced.axes } : null;
}

/** A product of a centred value with parameters: its parts; null for none. */
function gainBefore(
  graph: Graph,
  place: number,
): { readonly of: number; readonly place: number; readonly value: Tensor } | null {
  const line = graph.lines[graph.producer[place] ?? -1];
  if (line?.primitive.name !== "mul" || graph.uses[place]!.length !== 1) return null;
  const [a, b] = line.inputPlaces as [number, number];
  for (const [of, gain, i] of [
    [a, b, 1],
    [b, a, 0],
  ] as const) {
    if (of >= 0 && gain >= 0 && graph.withoutData[gain]! && centredFrom(graph, of) !== null)
      return { of, place: gain, value: line.inputs[i]! };
  }
  return null;
}

/** The normalisations on a tape, however they are written. */
export function findNorms(graph: Graph): NormStep[] {
  return graph.lines.flatMap(({ primitive, inputPlaces, outputPlaces }, line): NormStep[] => {
    if (primitive.name !== "div" && primitive.name !== "mul") return [];
    const [above, sigma] = inputPlaces as [number, number];
    if (above < 0 || sigma < 0 || graph.values[sigma]!.size >= graph.values[above]!.size) return [];
    const gain = gainBefore(graph, above);
    const a = gain?.of ?? above;
    const centred = centredFrom(graph, a);
    const reduced = reducedFrom(graph, sigma);
    if (reduced === null) return [];
    const base = { line, xhat: outputPlaces[0]!, sigma, divides: primitive.name === "div", axes: reduced.axes };
    if (centred !== null) {
      const same = reduced.axes.join() === centred.axes.join();
      if (!same) return [];
      const xhat = (): Tensor =>
        base.divides ? div(graph.values[a]!, graph.values[sigma]!) : mul(graph.values[a]!, graph.values[sigma]!);
      const front = gain === null ? {} : { gain: { place: gain.place, value: gain.value, xhat: xhat() } };
      return [{ ...base, ...front, x: centred.x, centred: true, averaged: true }];
    }
    if (gain !== null) return [];
    // r = √(mean x²): r² n = Σ x² where it is a mean, r² = Σ x² where it is a sum.
    const squares = graph.lines[graph.producer[reduced.from]!];
    if (squares === undefined || !squares.inputPlaces.includes(a) || graph.producer[sigma] === -1) return [];
    if (squares.primitive.name !== "square" && squares.primitive.name !== "mul") return [];
    const [r, total] = [
      flat(graph.values[sigma]!)[0]!,
      flat(sum(square(graph.values[a]!), reduced.axes as number[]))[0]!,
    ];
    const ratio = (base.divides ? r * r : 1 / (r * r)) / total;
    const n = reduced.axes.reduce((product, axis) => product * graph.values[a]!.shape[axis]!, 1);
    const near = (value: number): boolean => Math.abs(ratio - value) <= 0.02 * value;
    if (!near(1) && !near(1 / n)) return [];
    return [{ ...base, x: a, centred: false, averaged: !near(1) }];
  });
}
