import { hypothesisOn } from "../allHypotheses.ts";
import { type Described, describe, type Measured } from "../causes.ts";
import { penalisedLeaves } from "../direct/solvedPenalties.ts";
import type { Graph } from "../graph.ts";
import type { Assumed, Hypothesis } from "../hypotheses.ts";
import { flat, largest, near } from "../numbers.ts";
import type { Point } from "../point.ts";
import { fitAt } from "../search.ts";
import type { Case } from "./case.ts";
import { areSeenApart, hasDigits, holds, isLeft, isOfRounding } from "./evidence.ts";
import type { Fit } from "./fit.ts";
import { convincing, enough } from "./plausible.ts";

/** Whether a point is that of the reader's own input, perhaps without some gradients. */
const isGiven = (point: Point, { given }: Case): boolean => point.hand === given.hand;

/**
 * Whether data stand for others that are the same, as lengths for the sums of masks: a hand that is right may take
 * either, and only generated values, which keep no such relation, tell them apart.
 */
const isExchangeOfEquals = ({ edit }: Hypothesis, graph: Graph): boolean =>
  edit?.exchanged === true &&
  [...edit.inputs!].every(([line, inputs]) =>
    [...inputs].every(([input, other]) => {
      const own = flat(graph.lines[line]!.inputs[input]!);
      return own.length === other.size && near(own, flat(other), 1e-9 * largest(own));
    }),
  );

/** A penalty that is subtracted: where the loss has none, no one does that. */
const isRewarding = ({ hypothesis: { kind, code }, amount }: Assumed): boolean =>
  kind === "direct" && code === "regulariser" && amount < 0;

/** Checks assumptions, found at one point, at the others, and puts them into words. */
export function confirmed(of: Case, assumed: readonly Assumed[], primary: Point, others: readonly Point[]): Fit | null {
  const measured: Measured[][] = assumed.map(({ amount }) => [
    { factor: 1 + amount, sizes: primary.sizes, given: isGiven(primary, of) },
  ]);
  // The same on the reader's own input, whose sizes are not those of generated values.
  let own: readonly Hypothesis[] | null = null;
  for (const point of others) {
    const same = assumed.map(({ hypothesis }) => hypothesisOn(hypothesis, point.context));
    if (same.some((one) => one === undefined)) {
      // What cannot be made there must not be seen there.
      if (point.ok && assumed.every(({ hypothesis }) => !hypothesis.free)) continue;
      return null;
    }
    if (isGiven(point, of) && point.ok && same.some((one) => isExchangeOfEquals(one!, point.context.graph)))
      return null;
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
    if (isGiven(point, of)) own = same as Hypothesis[];
    amounts.forEach((amount, i) => {
      if (amount !== null) measured[i]!.push({ factor: 1 + amount, sizes: point.sizes, given: isGiven(point, of) });
    });
  }
  const described = assumed.map((one, i) =>
    describe(primary.context, one, measured[i]!, primary.target.tolerance, own?.[i]),
  );
  if (described.some((one) => one === null)) return null;
  const amounts = assumed.map(({ amount }, i) => {
    const here = measured[i]!.find(({ given }) => given);
    return here === undefined ? amount : here.factor - 1;
  });
  const fit: Fit = { assumed, amounts, described: described as Described[] };
  if (!hasDigits([primary, ...others], assumed.length) || !holds(assumed, primary.target)) return null;
  const { graph } = primary.context;
  if (assumed.some(isRewarding) && !penalisedLeaves(graph).includes(true)) return null;
  if (isOfRounding(graph, assumed) || !isLeft(graph, assumed) || !areSeenApart(graph, assumed)) return null;
  return convincing(fit, measured, primary, 1 + others.length) && enough(fit, primary, others.length > 0) ? fit : null;
}
