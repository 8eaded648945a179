import { hypothesisOn, rareHypothesesOf } from "../allHypotheses.ts";
import type { CauseCode } from "../codes.ts";
import type { Context } from "../context.ts";
import { ALL, type Hypothesis, predict } from "../hypotheses.ts";
import { fitsLeaves } from "../printByLeaf.ts";
import { printOf } from "../screen.ts";
import { leafExplained, wrongGradients } from "../target.ts";
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
export function madeInPart({ primary, screen, effects, check }: Task): Fit | null {
  const { context, target } = primary;
  const { graph, difference, tolerance } = target;
  const wrong = wrongGradients(target);
  const numbers = wrong.reduce((n, i) => n + difference[i]!.length, 0);
  if (numbers < NUMBERS || wrong.length === difference.length) return null;
  const mayFit = fitsLeaves(screen, wrong);
  const usual = effects().map(({ hypothesis, print }) => ({ hypothesis, print }));
  const rare = function* (): Iterable<(typeof usual)[number]> {
    yield* usual;
    for (const hypothesis of rareHypothesesOf(context)) {
      const print = hypothesis.isOtherLoss || hypothesis.steps > 1 ? null : printOf(screen, hypothesis);
      if (print !== null) yield { hypothesis, print };
    }
  };
  for (const { hypothesis, print } of rare()) {
    if (hypothesis.kind !== "mutant" || hypothesis.free || OWN.has(hypothesis.code) || !mayFit(print)) continue;
    const moved = predict(graph, [{ hypothesis, amount: 1 }]);
    if (!wrong.every((i) => leafExplained(moved[i]!, difference[i]!, tolerance[i]!))) continue;
    const fit = check([{ hypothesis: inPart(context, hypothesis, wrong, moved), amount: 1 }]);
    if (fit !== null) return fit;
  }
  return null;
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
