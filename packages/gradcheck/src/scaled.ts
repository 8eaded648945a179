import type { Assumed, Hypothesis } from "./hypotheses.ts";
import { scalingOf } from "./hypotheses.ts";
import { dot, near } from "./numbers.ts";
import { directionsByLeaf } from "./printByLeaf.ts";
import { isRounding, type Print, printOfMoved, type Screen } from "./screen.ts";
import { leafExplained, type Target } from "./target.ts";

/** A mistake that explains all wrong gradients but for a factor of some of them, the same for each of these. */
export interface Scaled {
  readonly one: Assumed;
  /** Which gradients are multiplied by the factor as well. */
  readonly leaves: readonly number[];
  readonly factor: number;
}

/** How many numbers must fit for a mistake that is multiplied by a factor as well, and for another loss. */
const NUMBERS_FOR_SCALED_RULE = 2;
const NUMBERS_FOR_SCALED = 6;

const NONE = new Float64Array(0);

/** Whether enough gradients are wrong for a mistake and a factor to say anything. */
export function mayBeScaled({ isOtherLoss }: Hypothesis, { graph, difference, tolerance }: Target): boolean {
  const numbers = difference.reduce(
    (n, d, i) => n + (d && !leafExplained(NONE, d, tolerance[i]!) ? graph.leaves[i]!.numbers.length : 0),
    0,
  );
  return numbers >= (isOtherLoss ? NUMBERS_FOR_SCALED : NUMBERS_FOR_SCALED_RULE);
}

/** The factor k with h = k m for some leaves and h = m for all others; null where there is none. */
export function shareOf(moved: readonly Float64Array[], target: Target): Omit<Scaled, "one"> | null {
  const { graph, difference, tolerance } = target;
  const leaves: number[] = [];
  let factor: number | null = null;
  for (const [i, d] of difference.entries()) {
    if (d === null) continue;
    const m = moved[i]!;
    if (leafExplained(m, d, tolerance[i]!)) continue;
    const t = graph.leaves[i]!.numbers;
    if (!mayBeMultiple(t, d, m, tolerance[i]!)) return null;
    const whole = t.map((x, j) => x + (m[j] ?? 0));
    const hand = t.map((x, j) => x + d[j]!);
    const k = dot(hand, whole) / dot(whole, whole);
    if (!isFactor(k) || !near(hand, whole, tolerance[i]! * Math.max(1, Math.abs(k)), k)) return null;
    if (factor !== null && Math.abs(k - factor) > 1e-6 * Math.abs(factor)) return null;
    factor ??= k;
    leaves.push(i);
  }
  return factor === null ? null : { leaves, factor };
}

/** How many entries are looked at before all are. */
const LOOKS = 16;

/** Whether the first entries of t + d may be a multiple of those of t + m: two that are have the same quotient. */
function mayBeMultiple(t: Float64Array, d: Float64Array, m: Float64Array, tolerance: number): boolean {
  const n = Math.min(LOOKS, t.length);
  let [hand, whole] = [0, 0];
  for (let j = 0; j < n; j++) {
    const x = t[j]! + (m[j] ?? 0);
    if (Math.abs(x) > Math.abs(whole)) [hand, whole] = [t[j]! + d[j]!, x];
  }
  if (!(Math.abs(whole) > 1e3 * tolerance)) return true;
  const allowed = tolerance * Math.max(1, 2 * Math.abs(hand / whole));
  for (let j = 0; j < n; j++) {
    const x = t[j]! + (m[j] ?? 0);
    if (Math.abs((t[j]! + d[j]!) * whole - hand * x) > 2 * allowed * (Math.abs(whole) + Math.abs(x))) return false;
  }
  return true;
}

const isFactor = (k: number): boolean => Math.abs(k) > 1e-4 && Math.abs(k) < 1e4 && Math.abs(k - 1) > 1e-6;

/** Whether a movement may come to the difference but for such a factor: its print alone says so. */
export function sharePrints(screen: Screen): (print: Print) => boolean {
  const { graph, ofTarget, slack } = screen;
  const own = directionsByLeaf(screen);
  // Directions that lie in several gradients cannot tell: every movement must be looked at.
  if (own === null) return () => false;
  const right = printOfMoved(
    screen,
    graph.leaves.map(({ numbers }) => numbers),
  );
  return (print) => {
    let factor: number | null = null;
    for (const ks of own) {
      if (ks.every((k) => isRounding(ofTarget[k]! - print[k]!, slack[k]!, ofTarget[k]!))) continue;
      let [hm, mm] = [0, 0];
      for (const k of ks) {
        const m = (right[k]! + print[k]!) / slack[k]!;
        hm += ((right[k]! + ofTarget[k]!) / slack[k]!) * m;
        mm += m * m;
      }
      const by = hm / mm;
      if (!isFactor(by)) return false;
      if (factor !== null && Math.abs(by - factor) > 1e-5 * Math.abs(factor)) return false;
      factor ??= by;
      for (const k of ks) {
        const hand = right[k]! + ofTarget[k]!;
        if (!isRounding(hand - by * (right[k]! + print[k]!), slack[k]! * Math.max(1, Math.abs(by)), hand)) return false;
      }
    }
    return factor !== null;
  };
}

/** The first mistake that holds together with a factor of some gradients. */
export function findScaled<Found>(
  scaled: readonly Scaled[],
  target: Target,
  accept: (pair: readonly [Assumed, Assumed]) => Found | null,
): Found[] {
  for (const { one, leaves, factor } of scaled) {
    const found = accept([one, { hypothesis: scalingOf(target.graph, leaves), amount: factor - 1 }]);
    if (found !== null) return [found];
  }
  return [];
}
