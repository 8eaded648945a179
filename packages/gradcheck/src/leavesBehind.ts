import type { Graph } from "./graph.ts";

const known = new WeakMap<Graph, readonly ReadonlySet<number>[]>();

/** By line: the leaves that its inputs are made of. */
export function leavesBehind(graph: Graph): readonly ReadonlySet<number>[] {
  const before = known.get(graph);
  if (before !== undefined) return before;
  const found = leavesOf(graph);
  known.set(graph, found);
  return found;
}

function leavesOf({ lines, leaves, producer }: Graph): Set<number>[] {
  const own = new Map(leaves.map(({ place }, i) => [place, i]));
  const found: Set<number>[] = [];
  lines.forEach(({ inputPlaces }, k) => {
    const set = new Set<number>();
    for (const place of inputPlaces) {
      if (place < 0) continue;
      const leaf = own.get(place);
      if (leaf !== undefined) set.add(leaf);
      else for (const i of found[producer[place]!]!) set.add(i);
    }
    found[k] = set;
  });
  return found;
}
