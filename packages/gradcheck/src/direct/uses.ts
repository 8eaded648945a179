import { type Context, composed, replaced } from "../context.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import type { Change } from "../walk.ts";

/** With more uses of a parameter than these only the first and the last are tried. */
const USES = 12;

/** Parameters that are used in several places, as in every step of a recurrent net, and learn from some alone. */
export function someUses(context: Context): Hypothesis[] {
  const { graph } = context;
  const uses = graph.leaves.map(({ place }) =>
    context.entries.filter((entry) => context.sources(entry.place).includes(place)),
  );
  const sets = new Map<string, number[]>();
  graph.leaves.forEach((_, i) => {
    const n = uses[i]!.length;
    if (n < 2) return;
    sets.set(`${i}`, [i]);
    sets.set(`all with ${n}`, [...(sets.get(`all with ${n}`) ?? []), i]);
    // Parameters of the cell: what they made comes back to them.
    if (reaches(context, uses[i]![0]!.line, uses[i]!.at(-1)!.line))
      sets.set(`cell ${n}`, [...(sets.get(`cell ${n}`) ?? []), i]);
  });
  const seen = new Set<string>();
  return [...sets.values()].flatMap((leaves) => {
    if (seen.has(leaves.join())) return [];
    seen.add(leaves.join());
    const n = uses[leaves[0]!]!.length;
    const kept = new Map<string, (k: number) => boolean>();
    for (let m = 1; m < Math.min(n, USES); m++)
      kept.set(m === 1 ? "the last use" : `the last ${m} uses`, (k) => k >= n - m);
    kept.set("the first use", (k) => k === 0);
    if (n > 2) kept.set("all uses but the last", (k) => k < n - 1);
    if (n > 2) kept.set("all uses but the first", (k) => k > 0);
    const names = leaves.map((i) => graph.leaves[i]!.path).join(", ");
    return [...kept].map(([which, keep]) => {
      const changes = new Map<number, Change>();
      for (const i of leaves) {
        uses[i]!.forEach(({ line, input }, k) => {
          if (keep(k)) return;
          const drop = replaced(input, () => null);
          const before = changes.get(line);
          changes.set(line, before === undefined ? drop : composed(before, drop));
        });
      }
      return {
        ...ALL,
        id: `${which} of ${leaves.join()}`,
        kind: "mutant" as const,
        code: "missing-term" as const,
        ...(/^the (last|first) use$/.test(which) && { does: "keeps one use of several" as const }),
        what: `the gradient of ${names} comes from ${which} of ${n} alone`,
        fix: "a parameter that is used several times gets the sum of what comes back from every use",
        line: Math.max(...changes.keys()),
        free: false,
        changes,
        steps: leaves.length,
      };
    });
  });
}

/** Whether what one line makes arrives, later, at another. */
function reaches({ graph }: Context, from: number, to: number): boolean {
  const reached = new Set<number>(graph.lines[from]!.outputPlaces);
  for (let k = from + 1; k <= to; k++) {
    const { inputPlaces, outputPlaces } = graph.lines[k]!;
    if (!inputPlaces.some((place) => reached.has(place))) continue;
    if (k === to) return true;
    for (const place of outputPlaces) reached.add(place);
  }
  return false;
}

/** Products with the same weights whose results are used in several ways: only one of the ways comes back, in all of them. */
export function fromOneUse(context: Context): Hypothesis[] {
  const { graph, products, nameOf } = context;
  const byWeights = new Map<number, number[]>();
  for (const { weightPlace, line } of products) {
    byWeights.set(weightPlace, [...(byWeights.get(weightPlace) ?? []), graph.lines[line]!.outputPlaces[0]!]);
  }
  return [...byWeights].flatMap(([weights, places]) => {
    const used = places.filter((place) => graph.uses[place]!.length > 1);
    const ways = used.length > 1 ? graph.uses[used[0]!]!.length : 0;
    if (ways < 2 || used.some((place) => graph.uses[place]!.length !== ways)) return [];
    return Array.from({ length: ways }, (_, way) => {
      const changes = new Map<number, Change>();
      for (const place of used) {
        graph.uses[place]!.forEach(({ line, input }, k) => {
          if (k === way) return;
          const drop = replaced(input, () => null);
          const before = changes.get(line);
          changes.set(line, before === undefined ? drop : composed(before, drop));
        });
      }
      return {
        ...ALL,
        id: `way ${way} of ${ways} from the products with ${weights}`,
        kind: "mutant" as const,
        code: "missing-term" as const,
        what: `what is made with ${nameOf(weights)} is used in ${ways} ways, and its gradient comes from one of them alone`,
        fix: "add up what comes back from every use",
        line: Math.max(...changes.keys()),
        free: false,
        changes,
        steps: used.length,
      };
    });
  });
}
