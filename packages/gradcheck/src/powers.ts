// A factor that is made in several places one after the other enters the gradients as a polynomial: known at a few
// amounts, the movement is known at all.

import type { Graph, Use } from "./graph.ts";
import type { Print, Screen } from "./screen.ts";

/** The highest power with which a factor at these places enters a gradient: how many of them lie on one way at most. */
export function degreeOf({ lines, places }: Graph, edges: readonly Use[]): number {
  const scaled = new Map<number, Set<number>>();
  for (const { line, input } of edges) scaled.set(line, (scaled.get(line) ?? new Set<number>()).add(input));
  const degrees = new Int32Array(places);
  let highest = 0;
  for (let k = lines.length - 1; k >= 0; k--) {
    const { inputPlaces, outputPlaces } = lines[k]!;
    let above = 0;
    for (const place of outputPlaces) above = Math.max(above, degrees[place]!);
    inputPlaces.forEach((place, i) => {
      if (place < 0) return;
      degrees[place] = Math.max(degrees[place]!, above + (scaled.get(k)?.has(i) ? 1 : 0));
      highest = Math.max(highest, degrees[place]!);
    });
  }
  return highest;
}

/** How far the polynomial may be off, of the terms that it is added up from, before it counts as none. */
const CHECKED = 1e-7;
/** How far a print may be off that is believed. */
const BELIEVED = 1e-6;

/**
 * Of some amounts, those at which a movement may be the difference. It is measured at a few of them, and as many as its
 * degree asks for; one more shows whether it is a polynomial at all, which rules that are not linear prevent. `atZero` is
 * its print at 0.
 */
export function amountsThatMayFit(
  screen: Screen,
  amounts: readonly number[],
  degree: number,
  atZero: Print,
  measure: (amount: number) => Print,
): readonly number[] {
  if (amounts.length < degree + 3) return amounts;
  const ordered = amounts.toSorted((a, b) => a - b);
  const chosen = new Set<number>();
  for (let i = 0; i <= degree; i++) chosen.add(ordered[Math.round((i * (ordered.length - 1)) / degree)]!);
  const [check, ...others] = [...chosen].filter((amount) => amount !== 0);
  if (check === undefined || others.length < degree) return amounts;
  const nodes = [0, ...others];
  const prints = [atZero, ...others.map(measure)];
  const { slack, ofTarget } = screen;
  const isNear = (amount: number, wanted: Print, share: number): boolean => {
    const weights = nodes.map((x, i) =>
      nodes.reduce((product, y, j) => (i === j ? product : (product * (amount - y)) / (x - y)), 1),
    );
    for (let k = 0; k < slack.length; k++) {
      let [sum, size] = [0, 0];
      for (let i = 0; i < nodes.length; i++) {
        const term = weights[i]! * prints[i]![k]!;
        sum += term;
        size += Math.abs(term);
      }
      if (Math.abs(wanted[k]! - sum) > slack[k]! + 1e-9 * Math.abs(wanted[k]!) + share * size) return false;
    }
    return true;
  };
  if (!isNear(check, measure(check), CHECKED)) return amounts;
  return amounts.filter((amount) => isNear(amount, ofTarget, BELIEVED));
}
