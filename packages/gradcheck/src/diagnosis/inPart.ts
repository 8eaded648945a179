import { hypothesisOn, rareHypothesesOf } from "../allHypotheses.ts";
import type { CauseCode } from "../codes.ts";
import type { Context } from "../context.ts";
import { ALL, type Assumed, type Hypothesis, predict, scalingOf } from "../hypotheses.ts";
import { isMultiple } from "../numbers.ts";
import { fitsLeaves } from "../printByLeaf.ts";
import { printOf, type Screen, screenOf } from "../screen.ts";
import { pureFactors } from "../search.ts";
import { leafExplained, type Target, wrongGradients } from "../target.ts";
import { NOTHING } from "../walk.ts";
import type { Fit } from "./fit.ts";
import type { Task } from "./task.ts";

/** How many numbers must be wrong for a mistake that is seen in a part of the gradients to say anything. */
const NUMBERS = 4;

/** Mistakes of one parameter's own gradient, or of the way through one layer: there is nothing that others share. */
const OWN: ReadonlySet<CauseCode> = new Set(["wrong-upstream", "wrong-layer", "off-by-one-layer", "transposed"]);

/**
 * A mistake in the formulas for some gradients alone: p for p - t in that of the weights, where the bias has it right.
 * It explains all wrong gradients by itself, and would move right ones as well, had it been made before the ways part.
 */
export function madeInPart(task: Task): Fit | null {
  const { primary, screen } = task;
  const { target } = primary;
  const wrong = wrongGradients(target);
  for (const one of explainingParts(task, target, screen, wrong)) {
    const fit = task.check([one]);
    if (fit !== null) return fit;
  }
  return null;
}

/** The same beside a factor of all gradients that are wrong. */
export function madeInPartOfScaled(task: Task): Fit | null {
  const { target } = task.primary;
  const wrong = wrongGradients(target);
  for (const k of pureFactors(target)) {
    const rest = divided(target, k);
    const part = wrongGradients(rest);
    if (part.length === 0 || part.length === wrong.length) continue;
    const factor = { hypothesis: scalingOf(target.graph, wrong), amount: k - 1 };
    for (const one of explainingParts(task, rest, screenOf(rest), part)) {
      const fit = task.check([one, factor]);
      if (fit !== null) return fit;
    }
  }
  return null;
}

/** What is to be explained when all gradients are divided by a factor. */
function divided({ graph, difference, tolerance }: Target, k: number): Target {
  return {
    graph,
    difference: difference.map((d, i) => d?.map((x, j) => (x + (1 - k) * graph.leaves[i]!.numbers[j]!) / k) ?? null),
    tolerance: tolerance.map((one) => one / Math.min(1, Math.abs(k))),
  };
}

/** Mistakes that explain some gradients, in what comes to these alone. */
function* explainingParts(
  { primary: { context }, others, effects }: Task,
  { graph, difference, tolerance }: Target,
  screen: Screen,
  wrong: readonly number[],
): Iterable<Assumed> {
  const numbers = wrong.reduce((n, i) => n + difference[i]!.length, 0);
  // What holds on other values as well was confirmed by as many numbers again.
  if (numbers * (1 + others.length) < NUMBERS || wrong.length === difference.length) return;
  const mayFit = fitsLeaves(screen, wrong);
  const usual = effects().map(({ hypothesis }) => hypothesis);
  const all = function* (): Iterable<Hypothesis> {
    yield* usual;
    for (const hypothesis of rareHypothesesOf(context))
      if (!hypothesis.isOtherLoss && hypothesis.steps === 1) yield hypothesis;
  };
  for (const hypothesis of all()) {
    if (hypothesis.kind !== "mutant" || hypothesis.free || OWN.has(hypothesis.code)) continue;
    // Another cost for some parameters alone is far-fetched: it must be seen in numbers enough of the one place.
    if (numbers < NUMBERS && hypothesis.does === "differentiates another cost") continue;
    const print = printOf(screen, hypothesis);
    if (print === null || !mayFit(print)) continue;
    const moved = predict(graph, [{ hypothesis, amount: 1 }]);
    if (!wrong.every((i) => leafExplained(moved[i]!, difference[i]!, tolerance[i]!))) continue;
    // A multiple of what is right is a factor, whatever else comes to one.
    if (wrong.every((i) => moved[i]!.length > 1 && isMultiple(moved[i]!, graph.leaves[i]!.numbers))) continue;
    yield { hypothesis: inPart(context, hypothesis, wrong, moved), amount: 1 };
  }
}

/** The mistake with what it does to some gradients alone. */
function inPart(
  { graph }: Context,
  one: Hypothesis,
  leaves: readonly number[],
  moved: readonly Float64Array[] = predict(graph, [{ hypothesis: one, amount: 1 }]),
): Hypothesis {
  const names = leaves.map((i) => graph.leaves[i]!.path).join(", ");
  return {
    ...ALL,
    id: `${one.id} for ${leaves.join()} alone`,
    kind: "direct",
    code: one.code,
    does: one.does,
    what: `${one.what}, in what comes to ${names} alone`,
    fix: one.fix,
    axis: one.axis,
    line: one.line,
    faint: one.faint,
    free: false,
    changes: new Map(),
    direct: moved.map((m, i) => (leaves.includes(i) ? m : NOTHING)),
    on: (other) => {
      const same = hypothesisOn(one, other);
      return same === undefined ? undefined : inPart(other, same, leaves);
    },
  };
}
