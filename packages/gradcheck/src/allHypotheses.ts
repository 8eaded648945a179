import type { Context } from "./context.ts";
import { directHypotheses, rareDirectHypotheses } from "./direct/index.ts";
import {
  dataEdges,
  edgeHypotheses,
  type Hypothesis,
  leafHypotheses,
  mutantHypotheses,
  otherLossHypotheses,
  throughoutEdges,
} from "./hypotheses.ts";

const known = new WeakMap<Context, readonly Hypothesis[]>();

/** All hypotheses about a net, the likeliest first. */
export function hypothesesOf(context: Context): readonly Hypothesis[] {
  const before = known.get(context);
  if (before !== undefined) return before;
  const all = makeHypotheses(context);
  known.set(context, all);
  return all;
}

const knownRare = new WeakMap<Context, readonly Hypothesis[]>();

/** Further hypotheses, which are asked only when none of the usual ones fits by itself. */
export function rareHypothesesOf(context: Context): readonly Hypothesis[] {
  const before = knownRare.get(context);
  if (before !== undefined) return before;
  const all = [...mutantHypotheses(context, true), ...rareDirectHypotheses(context), ...otherLossHypotheses(context)];
  knownRare.set(context, all);
  return all;
}

export function makeHypotheses(context: Context): Hypothesis[] {
  const mutated = mutantHypotheses(context);
  const softmax = mutated.filter(({ id }) => /softmax|^target|^normalisation/.test(id));
  return [
    ...softmax,
    ...edgeHypotheses(context),
    ...mutated.filter((one) => !softmax.includes(one)),
    ...directHypotheses(context),
    ...leafHypotheses(context),
    ...dataEdges(context),
    ...throughoutEdges(context),
  ];
}
