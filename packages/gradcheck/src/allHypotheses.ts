import type { Context } from "./context.ts";
import { directHypotheses, rareDirectHypotheses } from "./direct/index.ts";
import {
  dataEdges,
  edgeHypotheses,
  edgeOn,
  type Hypothesis,
  leafHypotheses,
  ofLoss,
  otherLossHypotheses,
  throughoutEdges,
} from "./hypotheses.ts";
import { leavesBehind } from "./leavesBehind.ts";
import { lossesWithOtherEpsilons, lossesWithoutEpsilons } from "./mutants/epsilons.ts";
import { mutants } from "./mutants/index.ts";
import { mutantHypotheses } from "./mutations.ts";

/** Hypotheses of one kind about a net: those of a mutant, or of a piece of algebra. */
interface Family {
  readonly name: string;
  readonly rare: boolean;
  readonly faint?: boolean;
  readonly make: (context: Context) => readonly Hypothesis[];
}

const isSoftmax = ({ name }: Family): boolean => /softmax|^target|^normalisation/.test(name);
const usual = (name: string, make: Family["make"]): Family => ({ name, rare: false, make });

let all: readonly Family[] | undefined;

/** All of them, the likeliest first; made when they are first asked for. */
function families(): readonly Family[] {
  if (all !== undefined) return all;
  const byMutants = mutants.map(
    (mutant): Family => ({
      name: mutant.name,
      rare: mutant.rare ?? false,
      faint: mutant.faint ?? false,
      make: (context) => mutantHypotheses(context, mutant),
    }),
  );
  all = [
    usual("epsilons left out", (context) => lossesWithoutEpsilons(context).map((one) => ofLoss(context, one, false))),
    {
      name: "other epsilons",
      rare: true,
      make: (context) => lossesWithOtherEpsilons(context).map((one) => ofLoss(context, one, false)),
    },
    ...byMutants.filter(isSoftmax),
    usual("edges", edgeHypotheses),
    ...byMutants.filter((one) => !isSoftmax(one)),
    usual("direct", directHypotheses),
    usual("leaves", leafHypotheses),
    usual("data edges", dataEdges),
    usual("throughout edges", throughoutEdges),
    { name: "rare direct", rare: true, make: rareDirectHypotheses },
    { name: "other losses", rare: true, make: otherLossHypotheses },
  ];
  return all;
}

const known = new WeakMap<Context, Map<Family, readonly Hypothesis[]>>();

const ofFamily = (family: Family, found: readonly Hypothesis[]): readonly Hypothesis[] => {
  for (const one of found) one.family = family;
  return found;
};

function made(family: Family, context: Context): readonly Hypothesis[] {
  const here = known.get(context) ?? new Map<Family, readonly Hypothesis[]>();
  known.set(context, here);
  const before = here.get(family);
  if (before !== undefined) return before;
  const found = ofFamily(family, family.make(context));
  here.set(family, found);
  return found;
}

/** The usual hypotheses about a net, the likeliest first. */
export function hypothesesOf(context: Context): readonly Hypothesis[] {
  return families().flatMap((family) => (family.rare ? [] : made(family, context)));
}

/**
 * Those of the usual hypotheses that can reach all of some leaves, by their numbers, without those that chance can
 * imitate: where the same net is searched again and again, with other data each time, few are left to be tried.
 */
export function hypothesesReaching(context: Context, wanted: readonly number[]): readonly Hypothesis[] {
  const reach = leavesBehind(context.graph);
  const reaches = (lines: readonly number[]): boolean => wanted.every((i) => lines.some((line) => reach[line]!.has(i)));
  const may = ({ faint, changes, direct, leaves }: Hypothesis): boolean =>
    !faint && (changes.size === 0 || direct.length > 0 || leaves.length > 0 || reaches([...changes.keys()]));
  return families().flatMap((family) => {
    if (family.rare || family.faint) return [];
    if (family.make === edgeHypotheses)
      return ofFamily(
        family,
        edgeHypotheses(context, (line) => reaches([line])),
      );
    return made(family, context).filter(may);
  });
}

/** Further hypotheses, which are asked only when none of the usual ones fits by itself. */
export function* rareHypothesesOf(context: Context): Iterable<Hypothesis> {
  for (const family of families()) if (family.rare) yield* made(family, context);
}

const byId = new WeakMap<readonly Hypothesis[], ReadonlyMap<string, Hypothesis>>();

/** The same hypothesis about another tape of the same loss, if there is one. */
export function hypothesisOn(one: Hypothesis, context: Context): Hypothesis | undefined {
  if (one.on !== undefined) return one.on(context);
  if (one.kind === "edges" && (one.family as Family | undefined)?.make === edgeHypotheses)
    return edgeOn(context, one.edges[0]!);
  const among = one.family === undefined ? hypothesesOf(context) : made(one.family as Family, context);
  let ids = byId.get(among);
  if (ids === undefined) {
    ids = new Map(among.toReversed().map((other) => [other.id, other]));
    byId.set(among, ids);
  }
  return ids.get(one.id);
}
