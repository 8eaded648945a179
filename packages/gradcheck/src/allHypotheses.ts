import type { Context } from "./context.ts";
import { directHypotheses, rareDirectHypotheses } from "./direct/index.ts";
import {
  dataEdges,
  edgeHypotheses,
  type Hypothesis,
  leafHypotheses,
  otherLossHypotheses,
  throughoutEdges,
} from "./hypotheses.ts";
import { mutants } from "./mutants/index.ts";
import { mutantHypotheses } from "./mutations.ts";

/** Hypotheses of one kind about a net: those of a mutant, or of a piece of algebra. */
interface Family {
  readonly name: string;
  readonly rare: boolean;
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
      make: (context) => mutantHypotheses(context, mutant),
    }),
  );
  all = [
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

function made(family: Family, context: Context): readonly Hypothesis[] {
  const here = known.get(context) ?? new Map<Family, readonly Hypothesis[]>();
  known.set(context, here);
  const before = here.get(family);
  if (before !== undefined) return before;
  const found = family.make(context);
  for (const one of found) one.family = family;
  here.set(family, found);
  return found;
}

/** The usual hypotheses about a net, the likeliest first. */
export function hypothesesOf(context: Context): readonly Hypothesis[] {
  return families().flatMap((family) => (family.rare ? [] : made(family, context)));
}

/** Further hypotheses, which are asked only when none of the usual ones fits by itself. */
export function* rareHypothesesOf(context: Context): Iterable<Hypothesis> {
  for (const family of families()) if (family.rare) yield* made(family, context);
}

const byId = new WeakMap<readonly Hypothesis[], ReadonlyMap<string, Hypothesis>>();

/** The same hypothesis about another tape of the same loss, if there is one. */
export function hypothesisOn(one: Hypothesis, context: Context): Hypothesis | undefined {
  if (one.on !== undefined) return one.on(context);
  const among = one.family === undefined ? hypothesesOf(context) : made(one.family as Family, context);
  let ids = byId.get(among);
  if (ids === undefined) {
    ids = new Map(among.toReversed().map((other) => [other.id, other]));
    byId.set(among, ids);
  }
  const found = ids.get(one.id);
  if (found !== undefined || one.kind !== "edges") return found;
  const { line, input } = one.edges[0]!;
  return among.find(
    ({ kind, edges }) => kind === "edges" && edges.some((use) => use.line === line && use.input === input),
  );
}
