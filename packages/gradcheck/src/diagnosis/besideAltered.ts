import { rareHypothesesOf } from "../allHypotheses.ts";
import type { Assumed } from "../hypotheses.ts";
import { screenOf } from "../screen.ts";
import { findRare, findSingles } from "../search.ts";
import { causeOf } from "./causeOf.ts";
import { confirmed } from "./confirmed.ts";
import type { Fit } from "./fit.ts";
import { withoutFaint, withoutOdd } from "./plausible.ts";
import { type Aside, asideCauses, copiesAside, isCutFrom, setAside, without } from "./setAside.ts";
import { type Answer, present, type Task, usualEffects } from "./task.ts";

/** One mistake beside gradients that are 0 as a whole, or were cut off. */
export function besideAltered(task: Task): Answer {
  const aside = setAside(task.primary, task.others);
  return (aside === null ? null : beside(task, aside)) ?? {};
}

/** One mistake beside a gradient that is that of another parameter. */
export function besideCopied(task: Task): Answer {
  for (const aside of copiesAside(task.primary, task.others)) {
    const answer = beside(task, aside);
    if (answer !== null) return answer;
  }
  return {};
}

function beside({ of, primary, others, sites }: Task, aside: Aside): Answer | null {
  const here = without(primary, aside);
  const there = others.map((point) => without(point, aside));
  const screen = screenOf(here.target);
  const check = (one: Assumed): Fit | null =>
    isCutFrom([one], primary, aside) ? confirmed(of, [one], here, there) : null;
  const usual = present(findSingles(usualEffects(here, screen), here.target, screen).map(check));
  const [first] = withoutFaint(withoutOdd(usual));
  const fit = first ?? findRare(rareHypothesesOf(here.context), here.target, screen, check).found;
  if (fit === null) return null;
  return {
    causes: [
      ...fit.described.map((described) => causeOf(described, fit, 0, false, here, sites)),
      ...asideCauses(primary, aside),
    ],
    writtenSize: fit.described.some(({ named }) => named?.writtenSize === true),
  };
}
