import { type Context, composed, replaced } from "../context.ts";
import type { Use } from "../graph.ts";
import type { Mutant, Variation } from "../mutant.ts";
import type { Change } from "../walk.ts";

/** The terms of sums of three and more, in order, and the parts of what is stacked: one of a kind for each step. */
function sumsOf({ graph }: Context): Use[][] {
  const isAdd = (line: number): boolean => line >= 0 && graph.lines[line]!.primitive.name === "add";
  const termsOf = (line: number, size: number): Use[] =>
    graph.lines[line]!.inputPlaces.flatMap((place, input): Use[] => {
      if (place < 0) return [];
      const from = graph.producer[place]!;
      const inner = isAdd(from) && graph.uses[place]!.length === 1 && graph.values[place]!.size === size;
      return inner ? termsOf(from, size) : [{ line, input }];
    });
  return graph.lines.flatMap(({ primitive, outputs, outputPlaces, inputPlaces }, line): Use[][] => {
    if (primitive.name === "pack" || primitive.name === "concatenate") {
      return [inputPlaces.flatMap((place, input) => (place < 0 ? [] : [{ line, input }]))];
    }
    const use = graph.uses[outputPlaces[0]!];
    if (!isAdd(line) || (use?.length === 1 && isAdd(use[0]!.line))) return [];
    return [termsOf(line, outputs[0]!.size)];
  });
}

/** Sums and stacks of which only some terms come back: the error of the last step alone, all steps but the first. */
export const termMutants: readonly Mutant[] = [
  {
    name: "some terms of a sum alone",
    code: "missing-term",
    on: "factor",
    faint: true,
    rare: true,
    throughout: false,
    fix: "what comes back from a sum goes to every one of its terms",
    vary: (context) =>
      sumsOf(context).flatMap((terms): Variation[] => {
        const n = terms.length;
        if (n < 3) return [];
        const kept: [string, (k: number) => boolean][] = [
          ["the last", (k) => k === n - 1],
          ["the first", (k) => k === 0],
          ["all but the last", (k) => k < n - 1],
          ["all but the first", (k) => k > 0],
        ];
        return kept.map(([which, keep]) => {
          const changes = new Map<number, Change>();
          for (const [k, { line, input }] of terms.entries()) {
            if (keep(k)) continue;
            const drop = replaced(input, () => null);
            const before = changes.get(line);
            changes.set(line, before === undefined ? drop : composed(before, drop));
          }
          return { what: `of ${n} terms that are added up or stacked the gradient comes to ${which} alone`, changes };
        });
      }),
  },
];
