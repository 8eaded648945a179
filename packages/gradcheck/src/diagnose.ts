import { readTape } from "@wengert/autograd";
import { hypothesesOf, hypothesisOn, rareHypothesesOf } from "./allHypotheses.ts";
import { type Described, describe, type Measured } from "./causes.ts";
import { clippedCause, updatedCause, zeroedCause, zeroedLeaves } from "./clipped.ts";
import { apart } from "./diagnosis/apart.ts";
import { causeOf, type Sites, unknown } from "./diagnosis/causeOf.ts";
import { exact } from "./diagnosis/exact.ts";
import type { Fit } from "./diagnosis/fit.ts";
import { merged } from "./diagnosis/merged.ts";
import { overflow } from "./diagnosis/overflow.ts";
import {
  cancelledSums,
  convincing,
  enough,
  isPlain,
  oddity,
  withoutFaint,
  withoutOdd,
  withoutZeros,
} from "./diagnosis/plausible.ts";
import { type Rebased, rebased } from "./diagnosis/rebased.ts";
import { type Aside, asideCauses, isCutFrom, setAside, without } from "./diagnosis/setAside.ts";
import { shapeCauses } from "./diagnosis/shapeCauses.ts";
import { solvedPenalties } from "./direct/solvedPenalties.ts";
import { type HandLine, handLines, withHandSite } from "./handSite.ts";
import type { Assumed, Hypothesis } from "./hypotheses.ts";
import type { NamedComparison } from "./intermediates.ts";
import { distance } from "./numbers.ts";
import { once } from "./once.ts";
import { findPairs, findRarePairs, findWithPenalty, scaledSingles } from "./pairs.ts";
import type { Point } from "./point.ts";
import type { Generated } from "./probe.ts";
import type { Cause, SearchExtent } from "./result.ts";
import { findScaled, type Scaled } from "./scaled.ts";
import { screenOf } from "./screen.ts";
import { effectsOf, factorsToTry, findRare, findSingles, fitAt } from "./search.ts";

/** What is known of a comparison that went wrong. */
export interface Case {
  readonly given: Point;
  readonly probe: Point | null;
  readonly isFunction: boolean;
  readonly asked: readonly { readonly what: string; readonly fix: string }[];
  readonly named: readonly NamedComparison[];
  readonly loss: (...args: never[]) => unknown;
  readonly args: readonly unknown[];
  readonly makeProbe: () => Generated | null;
  readonly ignoresData: boolean;
  /** The hand-written function, if it is one. */
  readonly hand: ((...args: never[]) => unknown) | null;
}

export interface Diagnosis {
  readonly causes: readonly Cause[];
  readonly search: SearchExtent;
  /** Whether one of the causes is a size that stands in the hand as a number. */
  readonly writtenSize?: boolean;
}

const NO_SEARCH: SearchExtent = { singles: 0, pairs: 0, limited: false };

/** How many causes that fit are listed. */
const SHOWN = 4;

/** Names what is wrong. */
export function diagnose(of: Case): Diagnosis {
  const { given, probe } = of;
  // Places in the program take time to find, and are asked for only where a cause is shown.
  const written = once(() => (of.hand === null ? null : handLines(of.hand, of.args)));
  const linesWithSites = once(() => readTape(of.loss, { sites: true })(...of.args).lines);
  const sites: Sites = (line) => linesWithSites()[line]?.site;
  const first = given.context.graph.order[0]?.path ?? "";
  const plain = (code: Cause["code"], quantity: string, what: string, evidence: string, fix: string): Cause => ({
    code,
    quantity,
    what,
    evidence,
    fix,
    alternative: 0,
  });
  const infinite = overflow(given.context.graph, given.context.nameOf, sites);
  if (infinite !== null) return { causes: [infinite], search: NO_SEARCH };
  if (of.asked.length > 0) {
    const causes = of.asked.map(({ what, fix }) =>
      plain("stale-cache", first, what, "seen while it was called twice", fix),
    );
    return { causes, search: NO_SEARCH };
  }
  const forward = forwardCause(of);
  if (forward !== null) return { causes: [forward], search: NO_SEARCH };

  const [problem, ...more] = given.hand.problems;
  const structure =
    problem === undefined
      ? []
      : [
          plain(
            "structure",
            problem.split(" ")[0]!,
            `what the hand returned is not built like the parameters: ${[problem, ...more].slice(0, SHOWN).join("; ")}${more.length >= SHOWN ? " ..." : ""}`,
            "seen in the result itself",
            "return one gradient for each parameter, in the same records and lists",
          ),
        ];
  const usable = probe !== null && !probe.ok && probe.hand.problems.length === 0 && !overflows(probe, given);
  const primary = usable ? probe : given;
  const others = [given, probe].filter(
    (point): point is Point => point !== null && point !== primary && !(point === probe && overflows(point, given)),
  );
  const shapes = shapeCauses(primary).map((cause) => withHandSite(cause, written(), given, []));
  const base = [...structure, ...shapes];
  if (primary.agrees.every((ok, i) => ok || primary.target.difference[i] === null)) {
    return { causes: base.length > 0 ? base : [unknown(primary)], search: NO_SEARCH };
  }
  const { causes, search, altered, writtenSize = false } = explain(of, primary, others, sites, written);
  const clipped = altered ?? (causes.length === 0 ? zeroedCause(primary) : null);
  if (clipped !== null) return { causes: [...base, { ...clipped, alternative: 0 }], search };
  if (causes.length === 0 && of.ignoresData) {
    const what = "the hand-written function gives the same gradient whatever data it is called with";
    const evidence = "seen by calling it with other data; no other mistake explains the difference";
    return {
      causes: [
        ...base,
        plain(
          "stale-cache",
          first,
          what,
          evidence,
          "use the data that the function is called with, not those of an earlier batch",
        ),
      ],
      search,
    };
  }
  return { causes: [...base, ...(causes.length > 0 ? causes : [unknown(primary)])], search, writtenSize };
}

/** Whether the hand is not finite on generated values, and is on the given ones: it divides by what may be 0 there. */
function overflows(probe: Point, given: Point): boolean {
  const finite = ({ target }: Point): boolean => target.difference.every((d) => d === null || d.every(Number.isFinite));
  return finite(given) && !finite(probe);
}

function forwardCause({ given, named }: Case): Cause | null {
  const tape = given.context.graph.loss.item();
  const hand = given.hand.loss;
  const value = named.find((one) => one.kind === "value" && one.wrong);
  const loss = hand !== null && !(Math.abs(hand - tape) <= 1e-6 * Math.max(Math.abs(tape), Math.abs(hand)));
  if (!loss && value === undefined) return null;
  return {
    code: "wrong-forward",
    quantity: value?.name ?? "loss",
    what: value !== undefined ? `${value.name} is another value than on the tape` : "the two compute different losses",
    evidence: loss ? `the hand's loss is ${hand}, the tape's ${tape}` : `largest difference ${distance2(value!)}`,
    fix: "compare the forward passes first: the same formula, the same parameters, the same data",
    alternative: 0,
  };
}

const distance2 = ({ hand, tape }: NamedComparison): string => {
  const [a, b] = [hand, tape].map((x) => Float64Array.from((x.toArray() as unknown[]).flat(9) as number[]));
  return distance(a!, b!).toPrecision(3);
};

/** Whether the factors in a fit are sizes or plain numbers, and none is only what is left over. */
const isNatural = (fit: Fit): boolean =>
  fit.described.every(
    ({ code, named }) => code !== "factor" || named === undefined || named.by !== "number" || isPlain(named.words),
  );

type Altered = Omit<Cause, "alternative">;

/** Whether a point is that of the reader's own input, perhaps without some gradients. */
const isGiven = (point: Point, { given }: Case): boolean => point.hand === given.hand;

/** Checks assumptions, found at one point, at the others, and puts them into words. */
function confirmed(of: Case, assumed: readonly Assumed[], primary: Point, others: readonly Point[]): Fit | null {
  const measured: Measured[][] = assumed.map(({ amount }) => [
    { factor: 1 + amount, sizes: primary.sizes, given: isGiven(primary, of) },
  ]);
  for (const point of others) {
    const same = assumed.map(({ hypothesis }) => hypothesisOn(hypothesis, point.context));
    if (same.some((one) => one === undefined)) {
      // What cannot be made there must not be seen there.
      if (point.ok && assumed.every(({ hypothesis }) => !hypothesis.free)) continue;
      return null;
    }
    // Gradients that cannot be compared at the one place are not asked about at the other.
    const comparable = {
      ...point.target,
      difference: point.target.difference.map((d, i) => (primary.target.difference[i] === null ? null : d)),
    };
    const amounts = fitAt(
      same as Hypothesis[],
      assumed.map(({ amount }) => amount),
      comparable,
    );
    if (amounts === null) return null;
    amounts.forEach((amount, i) => {
      if (amount !== null) measured[i]!.push({ factor: 1 + amount, sizes: point.sizes, given: isGiven(point, of) });
    });
  }
  const described = assumed.map((one, i) => describe(primary.context, one, measured[i]!, primary.target.tolerance));
  if (described.some((one) => one === null)) return null;
  const amounts = assumed.map(({ amount }, i) => {
    const here = measured[i]!.find(({ given }) => given);
    return here === undefined ? amount : here.factor - 1;
  });
  const fit: Fit = { assumed, amounts, described: described as Described[] };
  return convincing(fit, measured, primary, 1 + others.length) && enough(fit, primary, others.length > 0) ? fit : null;
}

function explain(
  of: Case,
  primary: Point,
  others: readonly Point[],
  sites: Sites,
  written: () => readonly HandLine[] | null,
): Diagnosis & { readonly altered?: Altered } {
  const hypotheses = hypothesesOf(primary.context);
  const sizes = primary.sizes.map(({ value }) => value);
  const screen = screenOf(primary.target);
  const effects = effectsOf(hypotheses, screen, factorsToTry(primary.target, sizes));
  const check = (assumed: readonly Assumed[]): Fit | null => confirmed(of, assumed, primary, others);
  const singles = findSingles(effects, primary.target, screen)
    .map((one) => check([one]))
    .filter((fit) => fit !== null);
  let search: SearchExtent = { singles: effects.length, pairs: 0, limited: false };
  const cancelled = cancelledSums(singles, primary);
  let fits = cancelled.length > 0 ? cancelled : withoutZeros(withoutFaint(withoutOdd(singles)));
  let almost: readonly Scaled[] = [];
  if (fits.length === 0) {
    fits = solvedPenalties(primary.context, primary.target, null)
      .map((hypothesis) => check([{ hypothesis, amount: 1 }]))
      .filter((fit) => fit !== null);
  }
  if (fits.length === 0) {
    const { found, tried, scaled } = findRare(rareHypothesesOf(primary.context), primary.target, screen, (one) =>
      check([one]),
    );
    search = { ...search, singles: effects.length + tried };
    if (found !== null) fits = [found];
    almost = scaled;
  }
  if (fits.length === 0) {
    // Right gradients to which something was done before they were handed back.
    const altered = zeroedLeaves(of.given) ?? clippedCause(of.given) ?? updatedCause(of.given);
    if (altered !== null) return { causes: [], search, altered };
    const beside = besideAltered(of, primary, others);
    if (beside !== null) {
      const writtenSize = beside.fit.described.some(({ named }) => named?.writtenSize === true);
      return { causes: causesBeside(beside, primary, sites), search, writtenSize };
    }
    const { pairs, tried, limited } = findPairs(effects, primary.target, screen, check);
    search = { ...search, pairs: tried, limited };
    // Other costs come to the same as many a mistake: they count where no step of the loss's own explains it.
    const ofSteps = pairs.filter(({ described }) =>
      described.every(({ does }) => does !== "differentiates another cost"),
    );
    fits = withoutFaint(ofSteps);
    fits = fits.toSorted((a, b) => oddity(a) - oddity(b));
    if (fits.length > 0) fits = fits.filter((fit) => oddity(fit) === oddity(fits[0]!));
    else fits = findWithPenalty(primary.context, effects, primary.target, screen, check);
    if (fits.length === 0) {
      const scaled = [...scaledSingles(effects, primary.target, screen), ...almost];
      fits = findScaled(scaled, primary.target, check).filter(isNatural);
    }
    if (fits.length === 0) {
      const more = findRarePairs(effects, rareHypothesesOf(primary.context), primary.target, screen, check);
      search = { ...search, pairs: tried + more.tried };
      fits = more.pairs;
    }
    if (fits.length === 0)
      fits = withoutFaint(pairs)
        .toSorted((a, b) => oddity(a) - oddity(b))
        .slice(0, 1);
    if (fits.length === 0) {
      const holds = (assumed: readonly Assumed[], here: Point, there: readonly Point[]): Fit | null =>
        confirmed(of, assumed, here, there);
      const found = rebased(primary, others, holds);
      if (found !== null) return { causes: causesOf(found, sites), search };
    }
  }
  const distinct = of.isFunction && of.probe !== null ? fits.slice(0, 1) : apart(of, exact(fits, primary.target));
  if (distinct.length > 1 && distinct[0]!.assumed.length > 1 && !sameCodes(distinct)) return { causes: [], search };
  const shown = (distinct.length > 1 && sameCodes(distinct) ? distinct.slice(0, 1) : distinct).slice(0, SHOWN);
  const causes = shown
    .map((fit) => merged(fit, primary.context.graph))
    .flatMap((fit, alternative) =>
      fit.described.map((described, n) => {
        const i = fit.shown?.[n] ?? n;
        const cause = causeOf(described, fit, alternative, shown.length > 1, primary, sites);
        return withHandSite(
          cause,
          written(),
          of.given,
          assumedAt(fit.assumed[i]!.hypothesis, fit.amounts[i]!, of.given),
        );
      }),
    );
  const writtenSize = shown.some(({ described }) => described.some(({ named }) => named?.writtenSize === true));
  return { causes, search, writtenSize };
}

interface Beside {
  readonly aside: Aside;
  readonly fit: Fit;
}

/** One mistake beside gradients that are 0 as a whole, or were cut off. */
function besideAltered(of: Case, primary: Point, others: readonly Point[]): Beside | null {
  const aside = setAside(primary, others);
  if (aside === null) return null;
  const here = without(primary, aside);
  const there = others.map((point) => without(point, aside));
  const screen = screenOf(here.target);
  const sizes = here.sizes.map(({ value }) => value);
  const effects = effectsOf(hypothesesOf(here.context), screen, factorsToTry(here.target, sizes));
  const check = (one: Assumed): Fit | null =>
    isCutFrom([one], primary, aside) ? confirmed(of, [one], here, there) : null;
  const usual = findSingles(effects, here.target, screen)
    .map(check)
    .filter((fit) => fit !== null);
  const [first] = withoutFaint(withoutOdd(usual));
  const fit = first ?? findRare(rareHypothesesOf(here.context), here.target, screen, check).found;
  return fit === null ? null : { aside, fit };
}

function causesBeside({ aside, fit }: Beside, primary: Point, sites: Sites): Cause[] {
  const here = without(primary, aside);
  return [
    ...fit.described.map((described) => causeOf(described, fit, 0, false, here, sites)),
    ...asideCauses(primary, aside),
  ];
}

/** Data prepared otherwise, and the mistake beside it. */
function causesOf({ code, what, fix, quantity, primary, fit }: Rebased, sites: Sites): Cause[] {
  const rest = fit.described.map((described) => causeOf(described, fit, 0, false, primary, sites));
  const evidence = rest[0]!.evidence.replace("this one change", "these two changes");
  const also = rest.map((cause) => ({ ...cause, evidence }));
  return [{ code, quantity, what, evidence, fix, alternative: 0 }, ...also];
}

/** The same assumption on the reader's own input, if it can be made there. */
function assumedAt(hypothesis: Hypothesis, amount: number, { context }: Point): readonly Assumed[] {
  if (hypothesis.changes.size === 0) return [];
  const same = hypothesisOn(hypothesis, context);
  return same === undefined ? [] : [{ hypothesis: same, amount }];
}

const sameCodes = (fits: readonly Fit[]): boolean => {
  const codes = (fit: Fit): string =>
    fit.described
      .map(({ code, quantity }) => `${code} ${quantity}`)
      .sort()
      .join();
  return fits.every((fit) => codes(fit) === codes(fits[0]!));
};
