import type { Graph } from "./graph.ts";

/** By line: the leaves that its inputs are made of. */
export function leavesBehind({ lines, leaves, producer }: Graph): ReadonlySet<number>[] {
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
