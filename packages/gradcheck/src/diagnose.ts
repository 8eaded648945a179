import { type Described, describe, type Measured } from "./causes.ts";
import { clippedCause, updatedCause, zeroedCause } from "./clipped.ts";
import { contextOf } from "./context.ts";
import { sizesOf } from "./factors.ts";
import { graphOf } from "./graph.ts";
import { type HandLine, handLines, withHandSite } from "./handSite.ts";
import { type Assumed, type Hypothesis, predict } from "./hypotheses.ts";
import type { NamedComparison } from "./intermediates.ts";
import { distance, largest, ratio } from "./numbers.ts";
import type { Point } from "./point.ts";
import type { Generated } from "./probe.ts";
import type { Cause, SearchExtent } from "./result.ts";
import {
  effectsOf,
  findPairs,
  findRare,
  findRarePairs,
  findSingles,
  fitAt,
  hypothesesOf,
  rareHypothesesOf,
} from "./search.ts";

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
}

const NO_SEARCH: SearchExtent = { singles: 0, pairs: 0, limited: false };

/** How many causes that fit are listed. */
const SHOWN = 4;

/** Names what is wrong. */
export function diagnose(of: Case): Diagnosis {
  const { given, probe } = of;
  const written = of.hand === null ? null : handLines(of.hand, of.args);
  const sites = graphOf(of.loss, of.args, { sites: true }).lines.map(({ site }) => site);
  const first = given.context.graph.order[0]?.path ?? "";
  const plain = (code: Cause["code"], quantity: string, what: string, evidence: string, fix: string): Cause => ({
    code,
    quantity,
    what,
    evidence,
    fix,
    alternative: 0,
  });
  if (of.asked.length > 0) {
    const causes = of.asked.map(({ what, fix }) =>
      plain("stale-cache", first, what, "seen while it was called twice", fix),
    );
    return { causes, search: NO_SEARCH };
  }
  const forward = forwardCause(of);
  if (forward !== null) return { causes: [forward], search: NO_SEARCH };

  const overflow = notFinite(given);
  if (overflow !== null) {
    const fix = "debugNaN finds the operation; choose other values, or a formula that does not overflow";
    return { causes: [plain("unknown", first, overflow, "the tape cannot be the judge here", fix)], search: NO_SEARCH };
  }

  const structure = given.hand.problems
    .slice(0, SHOWN)
    .map((problem) =>
      plain(
        "structure",
        problem.split(" ")[0]!,
        `what the hand returned is not built like the parameters: ${problem}`,
        "seen in the result itself",
        "return one gradient for each parameter, in the same records and lists",
      ),
    );
  const primary = probe !== null && !probe.ok && probe.hand.problems.length === 0 ? probe : given;
  const others = [given, probe].filter((point): point is Point => point !== null && point !== primary);
  const shapes = shapeCauses(primary).map((cause) => withHandSite(cause, written, given, []));
  const base = [...structure, ...shapes];
  if (primary.agrees.every((ok, i) => ok || primary.target.difference[i] === null)) {
    return { causes: base.length > 0 ? base : [unknown(primary)], search: NO_SEARCH };
  }
  const { causes, search, altered } = explain(of, primary, others, sites, written);
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
  return { causes: [...base, ...(causes.length > 0 ? causes : [unknown(primary)])], search };
}

/** What is not finite on the tape's side, in a sentence; null where all is. */
function notFinite({ context: { graph } }: Point): string | null {
  const loss = graph.loss.item();
  if (!Number.isFinite(loss)) return `the loss itself is ${loss} at these values`;
  const leaf = graph.leaves.find(({ numbers }) => numbers.some((x) => !Number.isFinite(x)));
  return leaf === undefined ? null : `the tape's own gradient of ${leaf.path} is not finite at these values`;
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

/** Shapes that are wrong, one cause for all gradients with the same mistake. */
function shapeCauses({ misshapen, context: { graph } }: Point): Cause[] {
  const byCode = new Map<string, Cause>();
  for (const leaf of graph.order) {
    const wrong = misshapen[graph.leaves.indexOf(leaf)];
    if (!wrong) continue;
    const before = byCode.get(wrong.code);
    if (before !== undefined) {
      byCode.set(wrong.code, { ...before, evidence: `${before.evidence}, also ${leaf.path}` });
      continue;
    }
    byCode.set(wrong.code, {
      code: wrong.code,
      quantity: leaf.path,
      what: wrong.what,
      ...(wrong.axis !== undefined && { axis: wrong.axis }),
      evidence: wrong.repaired === null ? "seen in the shape" : "seen in the shape",
      fix: wrong.fix,
      alternative: 0,
    });
  }
  return [...byCode.values()];
}

type Altered = Omit<Cause, "alternative">;

interface Fit {
  readonly assumed: readonly Assumed[];
  /** The amounts on the reader's own input. */
  readonly amounts: readonly number[];
  readonly described: readonly Described[];
}

function explain(
  of: Case,
  primary: Point,
  others: readonly Point[],
  sites: readonly (string | undefined)[],
  written: readonly HandLine[] | null,
): { readonly causes: readonly Cause[]; readonly search: SearchExtent; readonly altered?: Altered } {
  const hypotheses = hypothesesOf(primary.context);
  const sizes = primary.sizes.map(({ value }) => value);
  const effects = effectsOf(hypotheses, primary.target, sizes);
  const known = new Map(others.map((point) => [point, hypothesesOf(point.context)]));
  const elsewhere = (id: Hypothesis, point: Point): Hypothesis | undefined =>
    sameHypothesis(id, known.get(point)!) ?? sameHypothesis(id, rareHypothesesOf(point.context));

  /** Checks assumptions at the other points, and puts them into words. */
  const check = (assumed: readonly Assumed[]): Fit | null => {
    const measured: Measured[][] = assumed.map(({ amount }) => [
      { factor: 1 + amount, sizes: primary.sizes, given: primary === of.given },
    ]);
    for (const point of others) {
      const same = assumed.map(({ hypothesis }) => elsewhere(hypothesis, point));
      if (same.some((one) => one === undefined)) return null;
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
        if (amount !== null) measured[i]!.push({ factor: 1 + amount, sizes: point.sizes, given: point === of.given });
      });
    }
    const described = assumed.map((one, i) => describe(primary.context, one, measured[i]!, primary.target.tolerance));
    if (described.some((one) => one === null)) return null;
    const amounts = assumed.map(({ amount }, i) => {
      const here = measured[i]!.find(({ given }) => given);
      return here === undefined ? amount : here.factor - 1;
    });
    const fit: Fit = { assumed, amounts, described: described as Described[] };
    return convincing(fit, measured, primary, 1 + others.length) && enough(fit, primary, others.length > 0)
      ? fit
      : null;
  };

  const singles = findSingles(effects, primary.target)
    .map((one) => check([one]))
    .filter((fit) => fit !== null);
  let search: SearchExtent = { singles: effects.length, pairs: 0, limited: false };
  let fits = withoutFaint(withoutOdd(singles));
  if (fits.length === 0) {
    const { found, tried } = findRare(rareHypothesesOf(primary.context), primary.target, (one) => check([one]));
    search = { ...search, singles: effects.length + tried };
    if (found !== null) fits = [found];
  }
  if (fits.length === 0) {
    // Right gradients to which something was done before they were handed back.
    const altered = clippedCause(of.given) ?? updatedCause(of.given);
    if (altered !== null) return { causes: [], search, altered };
    const { pairs, tried, limited } = findPairs(effects, primary.target, check);
    search = { ...search, pairs: tried, limited };
    fits = withoutFaint(pairs);
    fits = fits.toSorted((a, b) => oddity(a) - oddity(b));
    if (fits.length > 0) fits = fits.filter((fit) => oddity(fit) === oddity(fits[0]!));
    else {
      const more = findRarePairs(effects, rareHypothesesOf(primary.context), primary.target, check);
      search = { ...search, pairs: tried + more.tried };
      fits = more.pairs;
    }
  }
  const distinct = of.isFunction && of.probe !== null ? fits.slice(0, 1) : apart(of, fits);
  if (distinct.length > 1 && distinct[0]!.assumed.length > 1 && !sameCodes(distinct)) return { causes: [], search };
  const shown = (distinct.length > 1 && sameCodes(distinct) ? distinct.slice(0, 1) : distinct).slice(0, SHOWN);
  const causes = shown.flatMap((fit, alternative) =>
    fit.described.map((described, i) => {
      const cause = causeOf(described, fit, alternative, shown.length > 1, primary, sites);
      return withHandSite(cause, written, of.given, assumedAt(fit.assumed[i]!.hypothesis, fit.amounts[i]!, of.given));
    }),
  );
  return { causes, search };
}

/** Mistakes that chance can imitate count only when nothing else fits. */
function withoutFaint(fits: readonly Fit[]): Fit[] {
  const strong = fits.filter(({ assumed }) => assumed.every(({ hypothesis }) => !hypothesis.faint));
  return strong.length > 0 ? strong : [...fits];
}

/** A number that was chosen to fit, and has no reason, counts only when nothing fits without one. */
function withoutOdd(fits: readonly Fit[]): Fit[] {
  const modest = fits.filter((fit) => oddity(fit) <= 4);
  return modest.length > 0 ? modest : [...fits];
}

/** How many numbers must fit for one that was chosen freely. */
const NUMBERS_FOR_ONE = 3;

/**
 * Whether a fit says anything: amounts that were chosen to fit, and that have no name, must explain several numbers
 * each; and one that was measured at two places must be the same there, or the same after division by the batch.
 */
function convincing(
  { assumed, described }: Fit,
  measured: readonly (readonly Measured[])[],
  { target }: Point,
  points: number,
): boolean {
  let wrong = 0;
  target.difference.forEach((d, i) => {
    if (d !== null) wrong += d.filter((value) => Math.abs(value) > target.tolerance[i]!).length;
  });
  let open = 0;
  const free = assumed.filter(({ hypothesis }) => hypothesis.free).length;
  for (const [i, { hypothesis }] of assumed.entries()) {
    if (!hypothesis.free) continue;
    const { named } = described[i]!;
    if (named === undefined && described[i]!.open !== true) continue;
    // Two amounts that were both chosen to fit explain too much, unless each has a plain reason.
    const plain =
      described[i]!.known === true ||
      (named !== undefined && (isPlain(named.words) || (named.by !== "number" && !isComposed(named.words))));
    if (free > 1 && !plain && (hypothesis.kind === "edges" || hypothesis.kind === "leaves")) return false;
    if (plain || (named !== undefined && named.by !== "number")) continue;
    const amounts = measured[i]!.map(({ factor }) => factor - 1);
    const batches = measured[i]!.map(({ sizes }) => sizes.find(({ name }) => name === "the batch size")?.value ?? 1);
    const same = (f: (amount: number, batch: number) => number): boolean =>
      amounts.every(
        (amount, k) =>
          Math.abs(f(amount, batches[k]!) - f(amounts[0]!, batches[0]!)) <=
          1e-6 * Math.abs(f(amounts[0]!, batches[0]!)),
      );
    if (named === undefined && !same((amount) => amount) && !same((amount, batch) => amount * batch)) return false;
    open++;
  }
  if (open > 1) return false;
  // A factor and its inverse: the one undoes what the other does.
  const factors = assumed.map(({ amount }) => 1 + amount);
  if (free > 1 && Math.abs(factors[0]! * factors[1]! - 1) < 1e-6 && !described.every(({ code }) => code === "sign"))
    return false;
  // A number of two digits at most was hardly chosen to fit.
  const round = assumed.every(({ amount }) => Math.abs(1 + amount - Number((1 + amount).toPrecision(2))) < 1e-9);
  return open === 0 || wrong * points >= (round ? NUMBERS_FOR_ONE - 1 : NUMBERS_FOR_ONE);
}

/** By what a single number may be multiplied. */
const PLAIN_FACTORS = [0, -1, 2, 0.5, 4, 0.25];

/** How many numbers two mistakes must explain together. */
const NUMBERS_FOR_TWO = 4;

/**
 * Whether there are numbers enough to say anything. A single one is explained by many mistakes and by nearly all pairs
 * of them: there only a factor with a plain reason counts, unless generated values confirm it.
 */
function enough({ assumed, described }: Fit, { target, context }: Point, confirmed: boolean): boolean {
  if (confirmed) return true;
  const moved = predict(target.graph, assumed);
  let numbers = 0;
  moved.forEach((m, i) => {
    if (target.difference[i] === null) return;
    numbers += m.filter((value) => Math.abs(value) > target.tolerance[i]!).length;
  });
  const plain = assumed.every(({ hypothesis }, i) => {
    if (hypothesis.kind !== "edges" && hypothesis.kind !== "leaves") return false;
    const { named } = described[i]!;
    return named !== undefined && (isPlain(named.words) || named.by !== "number");
  });
  if (assumed.length > 1) return numbers >= (plain ? 2 : NUMBERS_FOR_TWO);
  const all = context.graph.leaves.reduce((n, leaf) => n + leaf.numbers.length, 0);
  if (all > 1) return true;
  const [t, d] = [context.graph.leaves[0]?.numbers[0] ?? 0, target.difference[0]?.[0] ?? 0];
  return numbers > 1 || (plain && PLAIN_FACTORS.some((k) => Math.abs(t + d - k * t) <= target.tolerance[0]!));
}

/** The same assumption on the reader's own input, if it can be made there. */
function assumedAt(hypothesis: Hypothesis, amount: number, { context }: Point): readonly Assumed[] {
  if (hypothesis.changes.size === 0) return [];
  const same =
    sameHypothesis(hypothesis, hypothesesOf(context)) ?? sameHypothesis(hypothesis, rareHypothesesOf(context));
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

/** How far-fetched a combination is: a factor with an exact reason counts least, one without a name most. */
function oddity({ described }: Fit): number {
  return described.reduce((sum, one) => sum + oddityOf(one), 0);
}

function oddityOf({ code, named, open, known }: Described): number {
  if (open === true) return 4;
  if (code === "factor" && known === true) return 2;
  if (code !== "factor") return named !== undefined && named.by === "number" && !isPlain(named.words) ? 3 : 1;
  if (named === undefined) return 4;
  if (isPlain(named.words)) return 2;
  return named.by === "number" ? 10 : 4;
}

/** A number that people forget or write twice. */
const isPlain = (words: string): boolean => ["0", "1", "2", "1/2", "-1", "4", "1/4"].includes(words);

/** A number and a size together, or the length of some axis. */
const isComposed = (words: string): boolean =>
  / x |axis |\d \/ /.test(
    words
      .replace("batch size x outputs", "the batch size")
      .replace(/^[12] \/ the/, "the")
      .replace(/^2 x /, ""),
  );

/** The same hypothesis among those of another tape of the same loss. */
export function sameHypothesis(one: Hypothesis, among: readonly Hypothesis[]): Hypothesis | undefined {
  const found = among.find(({ id }) => id === one.id);
  if (found !== undefined || one.kind !== "edges") return found;
  const { line, input } = one.edges[0]!;
  return among.find(
    ({ kind, edges }) => kind === "edges" && edges.some((use) => use.line === line && use.input === input),
  );
}

/** One fit of each kind that generated values tell apart; all that come to the same there are one. */
function apart(of: Case, fits: readonly Fit[]): Fit[] {
  if (fits.length < 2) return [...fits];
  const generated = of.makeProbe();
  if (generated === null) return [fits[0]!];
  const context = contextOf(generated.graph, generated.batch);
  const among = [...hypothesesOf(context), ...rareHypothesesOf(context)];
  const sizes = sizesOf(generated.graph, generated.batch?.size ?? null);
  const classes: { readonly fit: Fit; readonly moved: readonly Float64Array[] }[] = [];
  for (const fit of fits) {
    const assumed = fit.assumed.map(({ hypothesis, amount }, i) => {
      const named = fit.described[i]!.named;
      const factor = named?.at(sizes);
      return {
        hypothesis: sameHypothesis(hypothesis, among),
        amount: factor === undefined || Number.isNaN(factor) ? amount : factor - 1,
      };
    });
    if (assumed.some(({ hypothesis }) => hypothesis === undefined)) continue;
    const moved = predict(generated.graph, assumed as Assumed[]);
    const same = classes.some((one) => one.moved.every((m, i) => alike(m, moved[i]!)));
    if (!same) classes.push({ fit, moved });
  }
  return classes.length === 0 ? [fits[0]!] : classes.map(({ fit }) => fit);
}

function alike(a: Float64Array, b: Float64Array): boolean {
  const size = Math.max(largest(a), largest(b));
  if (size === 0) return true;
  if (a.length !== b.length) return false;
  return distance(a, b) <= 1e-6 * size;
}

function causeOf(
  described: Described,
  fit: Fit,
  alternative: number,
  rivals: boolean,
  primary: Point,
  sites: readonly (string | undefined)[],
): Cause {
  const { graph } = primary.context;
  const leaf = graph.leaves.find(({ path }) => path === described.quantity);
  const line = described.line >= 0 ? described.line : (graph.uses[leaf?.place ?? -1]?.[0]?.line ?? -1);
  const at = sites[line];
  const n = graph.leaves.length;
  const many = fit.assumed.length === 1 ? "this one change" : "these two changes";
  return {
    code: described.code,
    quantity: described.quantity,
    what: described.what,
    ...(described.factor !== undefined && { factor: described.factor }),
    ...(described.axis !== undefined && { axis: described.axis }),
    ...(at !== undefined && { at }),
    ...(described.line >= 0 && { step: described.line }),
    evidence: `with ${many} ${n === 1 ? "the gradient agrees" : `all ${n} gradients agree`} to ${residual(primary, fit.assumed)}`,
    ...(rivals && {
      probe:
        "other causes fit these numbers as well; on a batch of 5 with random values they differ: pass hand as a function",
    }),
    fix: described.fix,
    alternative,
  };
}

/** The largest difference that is left, relative to the gradients' size. */
function residual({ target }: Point, assumed: readonly Assumed[]): string {
  const moved = predict(target.graph, assumed);
  let worst = 0;
  target.difference.forEach((d, i) => {
    if (d === null) return;
    const size = Math.max(largest(target.graph.leaves[i]!.numbers), largest(d));
    if (size === 0) return;
    const rest = moved[i]!.length === 0 ? largest(d) : distance(d, moved[i]!);
    worst = Math.max(worst, rest / size);
  });
  return worst === 0 ? "the last bit" : worst.toExponential(0);
}

/** What can be said when nothing fits. */
function unknown(point: Point): Cause {
  const { target, context } = point;
  const { graph, order } = { graph: context.graph, order: context.graph.order };
  const first = order.find((leaf) => !point.agrees[graph.leaves.indexOf(leaf)]) ?? order[0];
  const i = first === undefined ? -1 : graph.leaves.indexOf(first);
  const d = target.difference[i];
  if (first === undefined || !d) {
    return {
      code: "unknown",
      quantity: first?.path ?? "",
      what: "the difference has no cause that is known here",
      evidence: "the gradients cannot be compared",
      fix: "return intermediate values (dz2, da1 ...) to see where the difference begins",
      alternative: 0,
    };
  }
  const t = first.numbers;
  const h = d.map((value, j) => value + t[j]!);
  const { factor, cosine } = ratio(h, t);
  const worst = [...d.keys()].sort((a, b) => Math.abs(d[b]!) - Math.abs(d[a]!)).slice(0, 3);
  const nan = h.findIndex((x) => !Number.isFinite(x));
  const entries = worst.map(
    (j) => `[${indexOf(j, first.value.shape).join(", ")}] ${h[j]!.toPrecision(4)} for ${t[j]!.toPrecision(4)}`,
  );
  return {
    code: "unknown",
    quantity: first.path,
    what:
      nan >= 0
        ? `the hand's gradient of ${first.path} is ${h[nan]} in places`
        : "no mistake that is known here explains the difference",
    evidence: `cosine ${cosine.toFixed(6)}, best factor ${factor.toPrecision(6)}, worst entries ${entries.join("; ")}`,
    fix: "return intermediate values (dz2, da1 ...) as well: the first that differs shows the step",
    alternative: 0,
  };
}

function indexOf(flat: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = flat;
  for (const n of shape.toReversed()) {
    index.unshift(rest % n);
    rest = Math.floor(rest / n);
  }
  return index;
}
