import { add, type Tensor } from "@wengert/autograd";
import { type Graph, graphFrom, plus } from "./graph.ts";
import { sumTo } from "./mutant.ts";
import { flat } from "./numbers.ts";
import { NOTHING } from "./walk.ts";

type Line = Graph["lines"][number];

/** Another operation in the place of one on the tape: its result, and what it gives back to the places it is made of. */
export interface Replacement {
  readonly run: (valueOf: (place: number) => Tensor) => {
    readonly output: Tensor;
    readonly pull: (g: Tensor) => readonly { readonly place: number; readonly adjoint: Tensor | null }[];
  };
}

/** Operations to replace, by line; other data, and numbers that are added to values: by line and input. */
export interface Edit {
  readonly lines?: ReadonlyMap<number, Replacement>;
  readonly inputs?: ReadonlyMap<number, ReadonlyMap<number, Tensor>>;
  readonly offsets?: ReadonlyMap<number, ReadonlyMap<number, number>>;
  /** Whether the inputs are other data that the loss is given. */
  readonly exchanged?: true;
  /** Whether it is about a number so small that it hardly changes anything, as one that keeps a logarithm finite. */
  readonly small?: true;
}

/** Adjoints of a loss that was computed otherwise, by place, down to the first line that was touched. */
export interface Replayed {
  readonly adjoints: readonly (Tensor | null)[];
  /** The first line whose operation or inputs are not the tape's: what lies before has the values that it had. */
  readonly first: number;
}

/**
 * How far the gradients are from the tape's when the loss is computed with some operations or data replaced: what a
 * hand gets that differentiates another loss. Null where the other loss cannot be computed.
 */
export function replay(graph: Graph, edit: Edit): Float64Array[] | null {
  const found = run(graph, edit, 0);
  return found === null ? null : leavesMoved(graph, found.adjoints);
}

/** The same, as far back as the values are others: from there on the way back is that of the tape. */
export const replayedPart = (graph: Graph, edit: Edit): Replayed | null => run(graph, edit, null);

/** The way forward with the edit, and the way back to a line; null for the first that is touched. */
function run(graph: Graph, { lines: replaced, inputs: given, offsets }: Edit, to: number | null): Replayed | null {
  const values: Tensor[] = graph.values.slice();
  const isMoved: boolean[] = new Array<boolean>(graph.places).fill(false);
  const pulls: Pull[] = [];
  const valueOf = (place: number): Tensor => values[place]!;
  let first = graph.lines.length;
  try {
    graph.lines.forEach((line, k) => {
      const replacement = replaced?.get(k);
      if (replacement !== undefined) {
        first = Math.min(first, k);
        const { output, pull } = replacement.run(valueOf);
        if (String(output.shape) !== String(line.outputs[0]!.shape)) throw new RangeError("another shape");
        const place = line.outputPlaces[0]!;
        values[place] = output;
        isMoved[place] = true;
        pulls[k] = ([g]) => (g ? pull(g) : []);
        return;
      }
      const others = given?.get(k);
      const added = offsets?.get(k);
      if (others === undefined && added === undefined && !line.inputPlaces.some((p) => p >= 0 && isMoved[p])) {
        pulls[k] = (gs) => placed(line, line.pull(gs));
        return;
      }
      first = Math.min(first, k);
      const inputs = line.inputs.map((x, i) => {
        const y = others?.get(i) ?? (line.inputPlaces[i]! >= 0 ? values[line.inputPlaces[i]!]! : x);
        const by = added?.get(i);
        return by === undefined ? y : add(y, by);
      });
      pulls[k] = again(line, inputs, (i, y) => {
        values[line.outputPlaces[i]!] = y;
        isMoved[line.outputPlaces[i]!] = true;
      });
    });
    return { adjoints: backwards(graph, pulls, to ?? first), first };
  } catch {
    return null;
  }
}

type Pull = (gs: readonly (Tensor | null)[]) => readonly { readonly place: number; readonly adjoint: Tensor | null }[];

const placed = ({ inputPlaces }: Line, cs: readonly (Tensor | null)[]): { place: number; adjoint: Tensor | null }[] =>
  cs.map((adjoint, i) => ({ place: inputPlaces[i]!, adjoint }));

/** The operation of a line with other inputs. */
function again(line: Line, inputs: readonly Tensor[], give: (i: number, y: Tensor) => void): Pull {
  const { primitive, params, inputPlaces } = line;
  const fitted = (c: Tensor | null, i: number): Tensor | null => (c === null ? null : sumTo(c, inputs[i]!.shape));
  if (primitive.arity === "n") {
    const { outputs, saved } = primitive.forward?.(inputs, params) ?? {
      outputs: primitive.executeN(inputs, params),
      saved: undefined,
    };
    outputs.forEach((y, i) => {
      give(i, y);
    });
    const needs = inputPlaces.map((p) => p >= 0);
    return (gs) =>
      placed(
        line,
        primitive.vjpN(gs, outputs, inputs, params, needs, saved).map((c, i) => (needs[i] ? fitted(c, i) : null)),
      );
  }
  const [a, b] = inputs as [Tensor, Tensor];
  const y = primitive.arity === 1 ? primitive.execute1(a, params) : primitive.execute2(a, b, params);
  give(0, y);
  return ([g]) => {
    if (!g) return [];
    if (primitive.arity === 1) return placed(line, [fitted(primitive.vjp1(g, y, a, params), 0)]);
    return placed(line, [
      inputPlaces[0]! >= 0 ? fitted(primitive.vjpA(g, y, a, b, params), 0) : null,
      inputPlaces[1]! >= 0 ? fitted(primitive.vjpB(g, y, a, b, params), 1) : null,
    ]);
  };
}

/** The tape of the loss with other data: another net, in which other mistakes can be looked for. Null where it cannot be. */
export function withOtherInputs(graph: Graph, given: NonNullable<Edit["inputs"]>): Graph | null {
  const values: Tensor[] = graph.values.slice();
  const isMoved: boolean[] = new Array<boolean>(graph.places).fill(false);
  try {
    const lines = graph.lines.map((line, k): Line => {
      const others = given.get(k);
      if (others === undefined && !line.inputPlaces.some((p) => p >= 0 && isMoved[p])) return line;
      const inputs = line.inputs.map(
        (x, i) => others?.get(i) ?? (line.inputPlaces[i]! >= 0 ? values[line.inputPlaces[i]!]! : x),
      );
      const outputs: Tensor[] = [];
      const pull = again(line, inputs, (i, y) => {
        outputs[i] = y;
        values[line.outputPlaces[i]!] = y;
        isMoved[line.outputPlaces[i]!] = true;
      });
      return { ...line, inputs, outputs, pull: (gs) => givenBack(line, pull(gs)) };
    });
    return graphFrom(
      {
        lines,
        leaves: graph.leaves,
        places: graph.places,
        output: values[graph.outputPlace]!,
        outputPlace: graph.outputPlace,
      },
      graph.dataNames,
      () => null,
    );
  } catch {
    return null;
  }
}

function givenBack(line: Line, found: ReturnType<Pull>): (Tensor | null)[] {
  return line.inputPlaces.map((place, i) => (place >= 0 ? (found[i]?.adjoint ?? null) : null));
}

function backwards(graph: Graph, pulls: readonly Pull[], last: number): (Tensor | null)[] {
  const adjoints: (Tensor | null)[] = new Array<null>(graph.places).fill(null);
  adjoints[graph.outputPlace] = graph.adjoints[graph.outputPlace]!;
  for (let k = graph.lines.length - 1; k >= last; k--) {
    const gs = graph.lines[k]!.outputPlaces.map((place) => adjoints[place]!);
    if (gs.every((g) => g === null)) continue;
    for (const { place, adjoint } of pulls[k]!(gs)) {
      if (place >= 0 && adjoint !== null) adjoints[place] = plus(adjoints[place]!, adjoint);
    }
  }
  return adjoints;
}

/** How far the gradients are from the tape's. */
function leavesMoved(graph: Graph, adjoints: readonly (Tensor | null)[]): Float64Array[] {
  return graph.leaves.map(({ place, numbers }) => {
    const adjoint = adjoints[place] ?? null;
    if (adjoint === null) return numbers.map((x) => -x);
    const found = flat(adjoint);
    if (found.length !== numbers.length) return NOTHING;
    return found.map((x, j) => x - numbers[j]!);
  });
}
