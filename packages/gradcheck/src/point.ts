import { type Batch, type Context, contextOf } from "./context.ts";
import { type NamedSize, sizesOf } from "./factors.ts";
import { type Graph, magnitudes, precisionOf, roundingOf, sensitivities } from "./graph.ts";
import type { HandResult } from "./hand.ts";
import { distance, flat, largest } from "./numbers.ts";
import { isPrecise, type Precision } from "./printed.ts";
import { saturationOf } from "./saturation.ts";
import { type Misshapen, readShape } from "./shapes.ts";
import type { Target } from "./target.ts";

/** Both sides at one set of values: what is compared with what. */
export interface Point {
  readonly context: Context;
  readonly sizes: readonly NamedSize[];
  readonly hand: HandResult;
  readonly target: Target;
  /** By leaf: what is wrong with the shape, if anything. */
  readonly misshapen: readonly (Misshapen | null)[];
  /** By leaf: whether the numbers agree (those of a misshapen gradient after its repair). */
  readonly agrees: readonly boolean[];
  /** The parameters whose gradients agree no further than saturated units allow. */
  readonly saturated: readonly string[];
  /** Whether everything is right. */
  readonly ok: boolean;
}

export function pointOf(
  graph: Graph,
  batch: Batch | null,
  hand: HandResult,
  earlier: Graph | null = null,
  precision: Precision | null = null,
): Point {
  const context = contextOf(graph, batch, earlier);
  // A hand that computes in float32 has no more digits than that, whatever the loss has.
  const rounding = graph.leaves.map(({ path }) =>
    roundingOf(graph, hand.gradients.get(path)?.dtype === "float32" ? "float32" : undefined),
  );
  const misshapen: (Misshapen | null)[] = [];
  const numbers = graph.leaves.map((leaf) => {
    const given = hand.gradients.get(leaf.path) ?? null;
    const fits = given !== null && given.shape.join() === leaf.value.shape.join();
    const wrong = given === null || fits ? null : readShape(graph, leaf, given, batch);
    misshapen.push(wrong);
    if (given === null) return null;
    return wrong === null ? flat(given) : wrong.repaired;
  });
  const plain = graph.leaves.map(({ numbers: t }, i) => rounding[i]! * Math.max(largest(t), sizeOf(numbers[i])));
  const difference = graph.leaves.map(({ numbers: t }, i) => {
    const h = numbers[i]!;
    return h === null ? null : h.map((value, j) => (Object.is(value, t[j]) || value === t[j] ? 0 : value - t[j]!));
  });
  const agreesWith = (tolerance: readonly number[]): boolean[] =>
    difference.map((d, i) => d?.every((value) => Math.abs(value) <= tolerance[i]!) ?? false);
  let saturated: readonly string[] = [];
  // Where units are saturated, formulas that are equal on paper differ by as much as one that is not.
  const saturatedTolerance = (before: readonly number[]): number[] => {
    const float32 = [...hand.gradients.values()].some((x) => x?.dtype === "float32");
    const errors = saturationOf(graph, float32 ? "float32" : precisionOf(graph));
    const right = agreesWith(before);
    const wider = before.map((one, i) => Math.max(one, errors[i]!));
    const agree = agreesWith(wider);
    saturated = graph.leaves.filter((_, i) => agree[i] && !right[i]).map(({ path }) => path);
    return before.map((one, i) => (agree[i] ? wider[i]! : one));
  };
  let tolerance = plain;
  if (agreesWith(plain).includes(false)) {
    // Where large terms cancel, rounding is as large as they are.
    const sizes = magnitudes(graph);
    tolerance = plain.map((one, i) => Math.max(one, rounding[i]! * sizes[i]!, Number.MIN_VALUE));
    if (agreesWith(tolerance).includes(false)) {
      const terms = sensitivities(graph);
      const wider = tolerance.map((one, i) => Math.max(one, rounding[i]! * terms[i]!));
      const agree = agreesWith(wider);
      tolerance = tolerance.map((one, i) => (agree[i] ? wider[i]! : one));
      if (agree.includes(false)) tolerance = saturatedTolerance(tolerance);
    }
  }
  // Numbers that were copied from paper are less exact than any computation.
  // Where a sum over samples is missing, its repair adds up as many errors.
  const errors = graph.leaves.map(({ path, numbers: t }) => {
    const terms = Math.max(1, (hand.gradients.get(path)?.size ?? 0) / Math.max(1, t.length));
    return terms * (precision?.error(path, t) ?? 0);
  });
  const accepted = tolerance.map((one, i) => Math.max(one, errors[i]!));
  tolerance = tolerance.map((one, i) => (isPrecise(errors[i]!, graph.leaves[i]!.numbers) ? accepted[i]! : one));
  // Nothing agrees with infinity: where the tape overflows it cannot be the judge.
  const finite = Number.isFinite(graph.loss.item());
  const agrees = agreesWith(accepted).map((one, i) => one && finite && accepted[i]! < Number.POSITIVE_INFINITY);
  return {
    context,
    sizes: sizesOf(graph, batch),
    hand,
    target: { graph, difference, tolerance },
    misshapen,
    agrees,
    saturated,
    ok: hand.problems.length === 0 && misshapen.every((one) => one === null) && agrees.every((one) => one),
  };
}

const sizeOf = (x: Float64Array | null | undefined): number => {
  const size = x ? largest(x) : 0;
  return Number.isFinite(size) ? size : 0;
};

/** max |hand − tape| of a leaf; NaN where the shapes differ. */
export function leafDistance({ hand, target }: Point, i: number): number {
  const leaf = target.graph.leaves[i]!;
  const given = hand.gradients.get(leaf.path);
  if (!given || given.shape.join() !== leaf.value.shape.join()) return Number.NaN;
  return distance(flat(given), leaf.numbers);
}
