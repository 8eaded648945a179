import { hypothesesOf } from "../allHypotheses.ts";
import type { Assumed, Hypothesis } from "../hypotheses.ts";
import { once } from "../once.ts";
import { findPairs, type PairsFound } from "../pairs.ts";
import type { Point } from "../point.ts";
import type { Cause, SearchExtent } from "../result.ts";
import type { Scaled } from "../scaled.ts";
import { type Screen, screenOf } from "../screen.ts";
import { type Effect, effectsOf, factorsToTry } from "../search.ts";
import type { Case } from "./case.ts";
import type { Sites } from "./causeOf.ts";
import { confirmed } from "./confirmed.ts";
import type { Fit } from "./fit.ts";

/** What the searches are asked with. */
export interface Task {
  readonly of: Case;
  /** Where mistakes are looked for, and where they must hold as well. */
  readonly primary: Point;
  readonly others: readonly Point[];
  readonly sites: Sites;
  readonly screen: Screen;
  /** What the usual mistakes do; worked out when it is first asked for. */
  readonly effects: () => readonly Effect[];
  /** Two of them that hold together. */
  readonly pairs: () => PairsFound<Fit>;
  /** The fit that some assumptions are, if they hold at all points. */
  readonly check: (assumed: readonly Assumed[]) => Fit | null;
}

/** A cause that is not told from others. */
export type Alone = Omit<Cause, "alternative">;

/** What a search found: fits that are put into words later, finished causes, or something done to right gradients. */
export interface Answer {
  readonly fits?: readonly Fit[];
  readonly causes?: readonly Cause[] | undefined;
  readonly altered?: Alone | null;
  /** Whether one of the causes is a size that stands in the hand as a number. */
  readonly writtenSize?: boolean;
  /** How much was tried. */
  readonly tried?: Partial<SearchExtent>;
  /** Mistakes that would explain everything but for a factor: a later search may find where that comes from. */
  readonly almost?: readonly Scaled[];
}

/** One way of looking for causes. */
export interface Search {
  readonly name: string;
  /** Whether there is anything for it to be found; always, unless said. */
  readonly when?: (task: Task, almost: readonly Scaled[]) => boolean;
  readonly search: (task: Task, almost: readonly Scaled[]) => Answer;
}

export function taskOf(of: Case, primary: Point, others: readonly Point[], sites: Sites): Task {
  const screen = screenOf(primary.target);
  const effects = once(() => usualEffects(primary, screen));
  const check = (assumed: readonly Assumed[]): Fit | null => confirmed(of, assumed, primary, others);
  return {
    of,
    primary,
    others,
    sites,
    screen,
    effects,
    pairs: once(() => findPairs(effects(), primary.target, screen, check)),
    check,
  };
}

/** What the usual mistakes do at a point, or some of them. */
export function usualEffects(
  { context, sizes, target }: Point,
  screen: Screen,
  hypotheses: readonly Hypothesis[] = hypothesesOf(context),
): Effect[] {
  const factors = factorsToTry(
    target,
    sizes.map(({ value }) => value),
  );
  return effectsOf(hypotheses, screen, factors);
}

/** The list without what is null. */
export const present = <T>(list: readonly (T | null)[]): T[] => list.filter((one) => one !== null);
