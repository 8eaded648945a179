import { hypothesesOf } from "../allHypotheses.ts";
import type { CauseCode } from "../codes.ts";
import type { Assumed } from "../hypotheses.ts";
import { dataSteps } from "../mutants/dataSteps.ts";
import { type Point, pointOf } from "../point.ts";
import { replay, withOtherInputs } from "../replay.ts";
import { screenOf } from "../screen.ts";
import { effectsOf, factorsToTry, findSingles, LONG } from "../search.ts";
import type { Fit } from "./fit.ts";

/** How many ways of preparing the data are tried, each with a whole search for a second mistake. */
const MOST = 16;

/** How many numbers must be wrong. */
const NUMBERS = 6;

/** Data prepared in another way, and the mistake that is left then. */
export interface Rebased {
  readonly code: CauseCode;
  readonly what: string;
  readonly fix: string;
  readonly quantity: string;
  readonly primary: Point;
  readonly fit: Fit;
}

type Edited = ReturnType<typeof dataSteps>[number];

/** The comparison with the tape of a loss whose data are prepared as an edit says. */
function pointWith({ context, hand }: Point, { edit }: Edited): Point | null {
  const graph = withOtherInputs(context.graph, edit.inputs!);
  return graph === null ? null : pointOf(graph, context.batch, hand, context.earlier);
}

/**
 * Two mistakes of which one lies in the data: for each way of preparing them otherwise the hand is compared with the tape
 * of that loss, and what is left is looked for there. `check` is asked with the points at which a fit must hold.
 */
export function rebased(
  primary: Point,
  others: readonly Point[],
  check: (assumed: readonly Assumed[], primary: Point, others: readonly Point[]) => Fit | null,
): Rebased | null {
  const { graph } = primary.context;
  const wrong = primary.target.difference.reduce((n, d, i) => n + (d !== null && !primary.agrees[i] ? d.length : 0), 0);
  if (wrong < NUMBERS) return null;
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
    const sizes = here.sizes.map(({ value }) => value);
    const effects = effectsOf(hypothesesOf(here.context), screen, factorsToTry(here.target, sizes));
    for (const one of findSingles(effects, here.target, screen)) {
      if (one.hypothesis.faint) continue;
      const fit = check([one], here, there as Point[]);
      if (fit === null || fit.described.some(({ open }) => open === true)) continue;
      const moved = replay(graph, edit.edit);
      const first = graph.order.find((leaf) => {
        const i = graph.leaves.indexOf(leaf);
        return moved?.[i]?.some((x) => Math.abs(x) > primary.target.tolerance[i]!) ?? false;
      });
      const { code, what, fix } = edit;
      return { code, what, fix, quantity: first?.path ?? "", primary: here, fit };
    }
  }
  return null;
}
