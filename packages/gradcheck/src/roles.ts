import type { Graph } from "./graph.ts";

/** How many operations back a role looks. */
const DEPTH = 6;

/** Behind a product only its weights count: what meets them is data in the first step, and a state in the others. */
const PRODUCTS = new Set("matmul conv outer".split(" "));

/**
 * What part a value plays in a net, in letters: the operation that makes it, and the parameters that are close. In a
 * recurrent net the input gates of all steps play the same part, and no other gate does.
 */
export function rolesOf(graph: Graph): (place: number) => string {
  const names = new Map<number, string>(graph.leaves.map(({ place, path }) => [place, path]));
  const known = new Map<number, string>();
  const collect = (place: number, depth: number, found: Set<string>): void => {
    if (place < 0) return;
    const leaf = names.get(place);
    if (leaf !== undefined) {
      found.add(leaf);
      return;
    }
    if (depth === 0) return;
    const { primitive, params, inputPlaces } = graph.lines[graph.producer[place]!]!;
    if (primitive.name === "slice") found.add(String((params as { readonly starts?: unknown }).starts));
    const pure = inputPlaces.filter((p) => p >= 0 && graph.withoutData[p]!);
    const inputs = PRODUCTS.has(primitive.name) && pure.length > 0 ? pure : inputPlaces;
    for (const p of inputs) collect(p, depth - 1, found);
  };
  return (place) => {
    const before = known.get(place);
    if (before !== undefined) return before;
    const found = new Set<string>();
    collect(place, DEPTH, found);
    const line = place < 0 ? undefined : graph.lines[graph.producer[place]!];
    const role = `${line?.primitive.name ?? ""}:${[...found].sort().join(",")}`;
    known.set(place, role);
    return role;
  };
}

/** Whether a parameter is moved along other values, as the kernel of a convolution is: not all that it makes is a product of matrices. */
export const isKernel = ({ lines, leaves, uses, producer }: Graph, leaf: number): boolean => {
  const seen = new Set<number>();
  const isMoved = (place: number): boolean =>
    uses[place]!.some(({ line }) => {
      if (seen.has(line)) return false;
      seen.add(line);
      const { primitive, outputPlaces, inputPlaces } = lines[line]!;
      if (primitive.name === "conv") return true;
      // A kernel taken apart: its slices, or its reshaped self, meet the pieces of the input.
      const own = inputPlaces.every((p) => p < 0 || p === place || producer[p] === -1);
      return own && RESHAPING.has(primitive.name) && outputPlaces.some(isMoved);
    });
  return isMoved(leaves[leaf]!.place);
};

const RESHAPING = new Set("reshape slice transpose flip concatenate".split(" "));
