import { readTape } from "@wengert/autograd";
import { zeroedCause } from "./clipped.ts";
import { type Case, type Diagnosis, NO_SEARCH } from "./diagnosis/case.ts";
import { type Sites, unknown } from "./diagnosis/causeOf.ts";
import { explain } from "./diagnosis/explain.ts";
import { forwardCause } from "./diagnosis/forward.ts";
import { SHOWN } from "./diagnosis/inWords.ts";
import { kinkCause } from "./diagnosis/kinks.ts";
import { notFiniteCause } from "./diagnosis/notFinite.ts";
import { overflow } from "./diagnosis/overflow.ts";
import { isOfAnother, shapeCauses } from "./diagnosis/shapeCauses.ts";
import { present, taskOf } from "./diagnosis/task.ts";
import { handLines, withHandSite } from "./handSite.ts";
import { once } from "./once.ts";
import type { Point } from "./point.ts";
import type { Cause } from "./result.ts";

/** Names what is wrong. */
export function diagnose(of: Case): Diagnosis {
  // Places in the program take time to find, and are asked for only where a cause is shown.
  const linesWithSites = once(() => readTape(of.loss, { sites: true })(...of.args).lines);
  const sites: Sites = (line) => linesWithSites()[line]?.site;
  const { context } = of.given;
  const infinite = overflow(context.graph, context.nameOf, sites);
  if (infinite !== null) return { causes: [infinite], search: NO_SEARCH };
  if (of.asked.length > 0) return { causes: askedCauses(of), search: NO_SEARCH };
  const forward = forwardCause(of);
  if (forward !== null) return { causes: [forward], search: NO_SEARCH };
  return backward(of, sites);
}

/** What is wrong on the way back: shapes first, then whatever explains the numbers. */
function backward(of: Case, sites: Sites): Diagnosis {
  const written = once(() => (of.hand === null ? null : handLines(of.hand, of.args)));
  const { primary, others } = placesOf(of);
  const shapes = shapeCauses(primary, of.given).map((cause) => withHandSite(cause, written(), of.given, []));
  const base = [...structureCauses(of), ...shapes];
  const isExplained = (i: number): boolean => primary.target.difference[i] === null || isOfAnother(primary, i);
  if (primary.agrees.every((ok, i) => ok || isExplained(i)))
    return { causes: base.length > 0 ? base : [unknown(primary)], search: NO_SEARCH };
  const lost = present([primary, ...others].map(notFiniteCause));
  if (lost.length > 0) return { causes: [...base, lost[0]!], search: NO_SEARCH };
  const kink = kinkCause(primary, of.probe);
  if (kink !== null) return { causes: [...base, kink], search: NO_SEARCH };
  const { causes, altered, ...more } = explain(taskOf(of, primary, others, sites), written);
  const rest = causes.length > 0 ? causes : withoutSearch(of, primary, altered);
  return { ...more, causes: [...base, ...rest] };
}

/** What is left where no search found anything. */
function withoutSearch(of: Case, primary: Point, altered: Omit<Cause, "alternative"> | undefined): Cause[] {
  const simple = altered ?? zeroedCause(primary);
  if (simple !== null) return [{ ...simple, alternative: 0 }];
  return [of.ignoresData ? ignoredData(of) : unknown(primary)];
}

/** Where mistakes are looked for, and where they must hold as well: on generated values first, if they show any. */
function placesOf({ given, probe }: Case): { readonly primary: Point; readonly others: readonly Point[] } {
  const usable = probe !== null && !probe.ok && probe.hand.problems.length === 0 && !overflows(probe, given);
  if (usable) return { primary: probe, others: [given] };
  return { primary: given, others: probe === null || overflows(probe, given) ? [] : [probe] };
}

/** Whether the hand is not finite on generated values, and is on the given ones: it divides by what may be 0 there. */
function overflows(probe: Point, given: Point): boolean {
  const finite = ({ target }: Point): boolean => target.difference.every((d) => d === null || d.every(Number.isFinite));
  return finite(given) && !finite(probe);
}

const firstOf = ({ given }: Case): string => given.context.graph.order[0]?.path ?? "";

/** What was noticed while the hand was called. */
const askedCauses = (of: Case): Cause[] =>
  of.asked.map(({ what, fix }) => ({
    code: "stale-cache",
    quantity: firstOf(of),
    what,
    evidence: "seen while it was called twice",
    fix,
    alternative: 0,
  }));

function structureCauses({ given }: Case): Cause[] {
  const [problem, ...more] = given.hand.problems;
  if (problem === undefined) return [];
  const all = `${[problem, ...more].slice(0, SHOWN).join("; ")}${more.length >= SHOWN ? " ..." : ""}`;
  return [
    {
      code: "structure",
      quantity: problem.split(" ")[0]!,
      what: `what the hand returned is not built like the parameters: ${all}`,
      evidence: "seen in the result itself",
      fix: "return one gradient for each parameter, in the same records and lists",
      alternative: 0,
    },
  ];
}

const ignoredData = (of: Case): Cause => ({
  code: "stale-cache",
  quantity: firstOf(of),
  what: "the hand-written function gives the same gradient whatever data it is called with",
  evidence: "seen by calling it with other data; no other mistake explains the difference",
  fix: "use the data that the function is called with, not those of an earlier batch",
  alternative: 0,
});
