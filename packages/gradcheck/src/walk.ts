import { neg, type Tensor } from "@wengert/autograd";
import { type Graph, plus } from "./graph.ts";
import { flat } from "./numbers.ts";

/** What a changed rule gives: a contribution for each input, and further ones to other places. */
export interface Changed {
  readonly inputs: readonly (Tensor | null)[];
  readonly elsewhere?: readonly { readonly place: number; readonly adjoint: Tensor }[];
}

/** Another reverse rule of one line: from the adjoints of its outputs and the contributions of the true rule. */
export type Change = (gs: readonly (Tensor | null)[], right: readonly (Tensor | null)[]) => Changed;

/** Changed rules by line. */
export type Changes = ReadonlyMap<number, Change>;

/** What a changed rule gives; where it cannot be applied, as in shapes that it was not made for, the true one. */
export function applied(change: Change, gs: readonly (Tensor | null)[], right: readonly (Tensor | null)[]): Changed {
  try {
    return change(gs, right);
  } catch {
    return { inputs: right };
  }
}

/**
 * How far the adjoints move when some rules are changed. Backwards everything is linear, so only what differs is
 * walked: from the last changed line down, and where nothing differs nothing is computed.
 */
export function deviations(graph: Graph, changes: Changes): (Tensor | null)[] {
  const { lines, adjoints, contributions } = graph;
  const moved: (Tensor | null)[] = new Array<null>(graph.places).fill(null);
  let first = -1;
  for (const k of changes.keys()) first = Math.max(first, k);
  for (let k = first; k >= 0; k--) {
    const line = lines[k]!;
    const change = changes.get(k);
    const { inputPlaces, outputPlaces } = line;
    let any = false;
    const ds: (Tensor | null)[] = [];
    for (const place of outputPlaces) {
      const d = moved[place]!;
      if (d !== null) any = true;
      ds.push(d);
    }
    if (!any && change === undefined) continue;
    let found: readonly (Tensor | null)[];
    const passed = any ? line.pull(ds) : null;
    if (change === undefined) found = passed!;
    else {
      const before = contributions[k]!;
      const gs = outputPlaces.map((place, i) => plus(adjoints[place]!, ds[i]!));
      if (gs.every((g) => g === null)) continue;
      const right = passed === null ? before : before.map((c, i) => plus(c, passed[i]!));
      const changed = applied(change, gs, right);
      found = changed.inputs.map((c, i) => minus(c, before[i]!));
      for (const { place, adjoint } of changed.elsewhere ?? []) moved[place] = plus(moved[place]!, adjoint);
    }
    for (let i = 0; i < found.length; i++) {
      const place = inputPlaces[i]!;
      const d = found[i]!;
      if (d !== null && place >= 0) moved[place] = plus(moved[place]!, d);
    }
  }
  return moved;
}

function minus(a: Tensor | null, b: Tensor | null): Tensor | null {
  if (a === b) return null;
  if (b === null) return a;
  return plus(a, neg(b));
}

/** The same for the parameters alone, as numbers; empty where nothing moves. */
export function leafDeviations(graph: Graph, changes: Changes): Float64Array[] {
  const moved = deviations(graph, changes);
  return graph.leaves.map(({ place }) => (moved[place] === null ? NOTHING : flat(moved[place]!)));
}

/** Stands for a vector of zeros. */
export const NOTHING: Float64Array = new Float64Array(0);
