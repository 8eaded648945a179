import { hypothesesReaching } from "../allHypotheses.ts";
import type { Context } from "../context.ts";
import type { Assumed } from "../hypotheses.ts";
import { dataSteps } from "../mutants/dataSteps.ts";
import { flat, largest, near } from "../numbers.ts";
import { type Point, pointOf } from "../point.ts";
import { replay, withOtherInputs } from "../replay.ts";
import type { Cause } from "../result.ts";
import { screenOf } from "../screen.ts";
import { findSingles, LONG } from "../search.ts";
import { wrongGradients } from "../target.ts";
import { causeOf } from "./causeOf.ts";
import { confirmed } from "./confirmed.ts";
import { type Answer, type Task, usualEffects } from "./task.ts";

/** How many ways of preparing the data are tried, each with a whole search for a second mistake. */
const MOST = 16;

/** How many numbers must be wrong. */
const NUMBERS = 6;

/** How the evidence of a single mistake calls it. */
const ONE_CHANGE = /this one change|this change in \d+ places/;

type Edited = ReturnType<typeof dataSteps>[number];

/** The comparison with the tape of a loss whose data are prepared as an edit says. */
function pointWith({ context, hand }: Point, { edit }: Edited): Point | null {
  const graph = withOtherInputs(context.graph, edit.inputs!);
  return graph === null ? null : pointOf(graph, context.batch, hand, context.earlier);
}

/**
 * Two mistakes of which one lies in the data: for each way of preparing them otherwise the hand is compared with the tape
 * of that loss, and what is left is looked for there.
 */
export function rebasedCauses({ of, primary, others, sites }: Task): Pick<Answer, "causes" | "writtenSize"> {
  const { graph } = primary.context;
  const wrong = primary.target.difference.reduce((n, d, i) => n + (d !== null && !primary.agrees[i] ? d.length : 0), 0);
  if (wrong < NUMBERS) return {};
  for (const edit of dataSteps(primary.context).slice(0, MOST)) {
    const here = pointWith(primary, edit);
    if (here === null || here.ok) continue;
    // In a long net each search takes long: there other data must make some gradient right by themselves.
    if (graph.lines.length > LONG && !here.agrees.some((one, i) => one && !primary.agrees[i])) continue;
    const there = others.map((point) => {
      const same = dataSteps(point.context).find(({ id }) => id === edit.id);
      return same === undefined ? null : pointWith(point, same);
    });
    if (there.some((point) => point === null)) continue;
    const screen = screenOf(here.target);
    const likely = hypothesesReaching(here.context, wrongGradients(here.target));
    for (const one of findSingles(usualEffects(here, screen, likely), here.target, screen)) {
      const fit = confirmed(of, [one], here, there as Point[]);
      if (fit === null || fit.described.some(({ open }) => open === true)) continue;
      const rest = fit.described.map((described) => causeOf(described, fit, 0, false, here, sites));
      const data = inData(primary, edit);
      const { evidence } = rest[0]!;
      const kept = keptBy(one, here.context, primary.context);
      if (kept !== null) {
        const both = `this change, and ${kept} as with the loss's own data,`;
        return { causes: [{ ...data, evidence: evidence.replace(ONE_CHANGE, both) }], writtenSize: false };
      }
      const causes = [data, ...rest].map((cause) => ({
        ...cause,
        evidence: evidence.replace(ONE_CHANGE, "these two changes"),
      }));
      return { causes, writtenSize: fit.described.some(({ named }) => named?.writtenSize === true) };
    }
  }
  return {};
}

/**
 * What a scaling makes again what it is with the loss's own data: there the hand relies on what these are, as p - t does
 * on targets that add up to 1. That follows from the other data and is no mistake of its own.
 */
function keptBy({ hypothesis, amount }: Assumed, altered: Context, own: Context): string | null {
  const edge = hypothesis.edges.find(({ line, input }) => {
    const [now, before] = [altered, own].map(({ graph }) => graph.contributions[line]?.[input]);
    if (!now || !before || now.size !== before.size) return false;
    const numbers = flat(before);
    const scaled = flat(now).map((x) => (1 + amount) * x);
    return largest(numbers) > 0 && near(scaled, numbers, 1e-9 * largest(numbers));
  });
  if (edge === undefined) return null;
  const { primitive, inputPlaces } = altered.graph.lines[edge.line]!;
  return `what comes to ${altered.nameOf(inputPlaces[edge.input]!)} from ${primitive.name}`;
}

/** What was done to the data, as a cause. */
function inData({ context: { graph }, target }: Point, { code, what, fix, edit }: Edited): Cause {
  const moved = replay(graph, edit);
  const first = graph.order.find((leaf) => {
    const i = graph.leaves.indexOf(leaf);
    return moved?.[i]?.some((x) => Math.abs(x) > target.tolerance[i]!) ?? false;
  });
  return { code, quantity: first?.path ?? "", what, evidence: "", fix, alternative: 0 };
}
