import type { Described, Measured } from "../causes.ts";
import { BATCH } from "../factors.ts";
import type { Graph } from "../graph.ts";
import { predict } from "../hypotheses.ts";
import { flat, largest } from "../numbers.ts";
import type { Point } from "../point.ts";
import { numbersOfTheirOwn } from "./evidence.ts";
import type { Fit } from "./fit.ts";

/** How many numbers must fit for one that was chosen freely. */
const NUMBERS_FOR_ONE = 3;

/**
 * Whether a fit says anything: amounts that were chosen to fit, and that have no name, must explain several numbers
 * each; and one that was measured at two places must be the same there, or the same after division by the batch.
 */
export function convincing(
  { assumed, described }: Fit,
  measured: readonly (readonly Measured[])[],
  primary: Point,
  points: number,
): boolean {
  const { target } = primary;
  if (assumed.length > 1 && described.some((one) => isTwoInOne(one, described))) return false;
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
    const batches = measured[i]!.map(({ sizes }) => sizes.find(({ name }) => name === BATCH)?.value ?? 1);
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
  const undone = measured[0]!.some(({ factor }, k) => Math.abs(factor * (measured[1]?.[k]?.factor ?? 0) - 1) < 1e-6);
  if (free > 1 && undone && !described.every(({ code }) => code === "sign") && !areApart(target.graph, assumed))
    return false;
  // A number of two digits at most was hardly chosen to fit.
  const round = assumed.every(({ amount }) => Math.abs(1 + amount - Number((1 + amount).toPrecision(2))) < 1e-9);
  // One number is a multiple of any other: only a round one says anything of it.
  const single = ({ hypothesis, amount }: (typeof assumed)[number]): boolean =>
    hypothesis.kind === "direct" &&
    hypothesis.free &&
    !isRound(amount) &&
    hypothesis.direct.reduce((n, d) => n + d.length, 0) === 1;
  if (assumed.some(single)) return false;
  // And a penalty on one parameter of several, whose strength is such a number, needs no more than that.
  const penalty = assumed.every(({ hypothesis, amount }) => hypothesis.code === "regulariser" && isRound(amount));
  if (penalty && target.graph.leaves.length > 1) return true;
  const numbers = Math.min(
    ...assumed.flatMap(({ hypothesis }) => (hypothesis.free ? [numbersOfTheirOwn(primary, hypothesis)] : [])),
  );
  return open === 0 || numbers * points >= (round ? NUMBERS_FOR_ONE - 1 : NUMBERS_FOR_ONE);
}

/**
 * Whether a factor is two mistakes beside a third: one that is a size and has the wrong sign as well, and one that is a
 * number and a size beside another cost, which has a scale of its own.
 */
function isTwoInOne({ named, factor = 1 }: Described, all: readonly Described[]): boolean {
  if (named === undefined || !isComposed(named.words)) return false;
  return factor < 0 || all.some(({ does }) => does === "differentiates another cost");
}

/** Whether two mistakes move no gradient both. */
export function areApart(graph: Graph, assumed: Fit["assumed"]): boolean {
  const [one, two] = assumed.map((each) => predict(graph, [each]));
  const moves = (moved: Float64Array | undefined): boolean => moved?.some((x) => x !== 0) ?? false;
  return graph.leaves.every((_, i) => !moves(one?.[i]) || !moves(two?.[i]));
}

/** Two digits that count at most. */
const isRound = (x: number): boolean => Math.abs(x - Number(x.toPrecision(2))) < 1e-9 * Math.abs(x);

/** By what a single number may be multiplied. */
const PLAIN_FACTORS = [0, -1, 2, 0.5, 4, 0.25];

/** How many numbers two mistakes must explain together. */
const NUMBERS_FOR_TWO = 4;

/**
 * Whether there are numbers enough to say anything. A single one is explained by many mistakes and by nearly all pairs
 * of them: there only a factor with a plain reason counts, unless generated values confirm it.
 */
export function enough({ assumed, described }: Fit, { target, context }: Point, confirmed: boolean): boolean {
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
  // What is said to be scaled must be all that there is: a part of it can be scaled to anything.
  const factor = 1 + (assumed[0]?.amount ?? 0);
  const whole = Math.abs(t + d - factor * t) <= target.tolerance[0]!;
  return numbers > 1 || (plain && whole && PLAIN_FACTORS.some((k) => Math.abs(factor - k) <= 1e-9));
}

/** How far-fetched a combination is: a factor with an exact reason counts least, one without a name most. */
export function oddity({ described }: Fit): number {
  return described.reduce((sum, one) => sum + oddityOf(one), 0);
}

function oddityOf({ code, named, open, known, likelyFactor }: Described): number {
  if (open === true || likelyFactor === true) return 4;
  if (code === "factor" && known === true) return 2;
  if (code !== "factor") return named !== undefined && named.by === "number" && !isPlain(named.words) ? 3 : 1;
  if (named === undefined) return 4;
  if (isPlain(named.words)) return 2;
  return named.by === "number" ? 10 : 4;
}

/** A number that people forget or write twice. */
export const isPlain = (words: string): boolean => ["0", "1", "2", "1/2", "-1", "4", "1/4"].includes(words);

/** A number and a size together, or the length of some axis. */
const isComposed = (words: string): boolean =>
  / x |axis |\d \/ /.test(
    words
      .replace("batch size x outputs", BATCH)
      .replace(/^[12] \/ the/, "the")
      .replace(/^2 x /, ""),
  );

/** Mistakes that chance can imitate count only when nothing else fits. */
export function withoutFaint(fits: readonly Fit[]): Fit[] {
  const strong = fits.filter(({ assumed }) => assumed.every(({ hypothesis }) => !hypothesis.faint));
  return strong.length > 0 ? strong : [...fits];
}

/**
 * A part that is 0, a number of the loss that is undone, or a gradient that is that of another parameter: this says what
 * happened to the numbers. Another rule that comes to the same at all points, as a value that stands for another one,
 * says how that may have come: both are named.
 */
export function withOtherRules(kept: readonly Fit[], fits: readonly Fit[]): readonly Fit[] {
  const [first, ...more] = kept;
  const [one] = first?.assumed ?? [];
  if (first === undefined || one === undefined) return kept;
  const copy = kept.find(({ described: [only] }) => only!.does === "hands back the derivative of another layer");
  if (copy !== undefined && copy !== first) {
    // Where nothing but the derivative was taken from elsewhere, the gradient itself was: that is the plainer mistake.
    const isTaken = first.described[0]!.code === "wrong-upstream";
    return isTaken
      ? [copy, ...kept.filter((fit) => fit !== copy)]
      : [{ ...first, also: [copy.described[0]!.code] }, ...more];
  }
  const { factor, does } = first.described[0]!;
  if (one.hypothesis.kind !== "edges" || (factor !== 0 && does !== "leaves out a number")) return kept;
  const rules = fits.filter(({ assumed: [other] }) => other?.hypothesis.kind === "mutant" && !other.hypothesis.free);
  return [{ ...first, also: rules.map(({ described }) => described[0]!.code) }, ...more];
}

/** A number that was chosen to fit, and has no reason, counts only when nothing fits without one. */
export function withoutOdd(fits: readonly Fit[]): Fit[] {
  const modest = fits.filter((fit) => oddity(fit) <= 4);
  const without = modest.filter(({ described }) => !described.some(hasOddNumber));
  return [without, modest, [...fits]].find((some) => some.length > 0) ?? [];
}

const hasOddNumber = ({ open, named, known }: Described): boolean =>
  open === true || (named !== undefined && named.by === "number" && known !== true && !isPlain(named.words));

/** A gradient that is 0 altogether says no more than that: what else comes to 0 by chance is no cause of it. */
export function withoutZeros(fits: readonly Fit[], { hand, context }: Point): Fit[] {
  const saysZero = ({ described: [one, ...more] }: Fit): boolean => one?.factor === 0 && more.length === 0;
  const isZero = ({ described }: Fit): boolean => {
    const { quantity } = described[0]!;
    const given = hand.gradients.get(quantity);
    const right = context.graph.leaves.find(({ path }) => path === quantity);
    return !given || right === undefined || largest(flat(given)) <= RESIDUE * largest(right.numbers);
  };
  const zero = fits.filter(saysZero);
  if (zero.length === 0) return [...fits];
  if (zero.some(isZero)) return zero;
  // A row that is overwritten is the reason for its part to be 0.
  const overwritten = zero.filter(({ described: [one] }) => one!.does === "keeps one use of several");
  if (overwritten.length > 0) return overwritten;
  // Where something is left, another rule may lose the same part, as a mean over an axis along which all are equal.
  return fits.filter((fit) => saysZero(fit) || fit.assumed.every(({ hypothesis: { free } }) => !free));
}

/**
 * Sums along another axis that come to 0: where what was handed in is 0 but for rounding, something was added up that
 * cancels, as p - t does over the classes, or what comes back through a normalisation; nothing at all would be 0 exactly.
 */
export function cancelledSums(fits: readonly Fit[], { hand, context }: Point): Fit[] {
  const saysZero = ({ described: [one, ...more] }: Fit): boolean => one?.factor === 0 && more.length === 0;
  const isResidue = (fit: Fit): boolean => {
    const { quantity } = fit.described[0]!;
    const given = saysZero(fit) ? hand.gradients.get(quantity) : null;
    const right = context.graph.leaves.find(({ path }) => path === quantity);
    if (!given || right === undefined) return false;
    const size = largest(flat(given));
    return size > 0 && size <= RESIDUE * largest(right.numbers);
  };
  if (!fits.some(isResidue)) return [];
  const alongAnother = fits.filter(({ described: [one] }) => one!.code === "wrong-axis");
  return alongAnother.length > 0 ? alongAnother : fits.filter((fit) => !saysZero(fit));
}

/** What rounding leaves of a sum that cancels, relative to the gradient's size. */
const RESIDUE = 1e-9;
