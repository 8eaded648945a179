import type { Graph } from "./graph.ts";

/** How many steps a loop has at least, and how many lines a program has at most that is searched for one. */
const FEWEST_STEPS = 3;
const MOST_LINES = 400;

const known = new WeakMap<Graph, readonly number[]>();

/**
 * By line: which of the operations of a loop it is, the same number in every step; −1 for lines outside of loops. A loop
 * is seen by its operations, which come again and again in the same order; the first step may lack those that have only
 * given numbers to work with, and the last those that nothing uses.
 */
export function loopOf(graph: Graph): readonly number[] {
  const before = known.get(graph);
  if (before !== undefined) return before;
  const found = findLoop(graph.lines.map(({ primitive }) => primitive.name));
  known.set(graph, found);
  return found;
}

/** The same from the names of the operations alone. */
export function findLoop(names: readonly string[]): readonly number[] {
  const phases = new Array<number>(names.length).fill(-1);
  if (names.length > MOST_LINES) return phases;
  let best = { period: 0, from: 0, to: 0 };
  for (let period = 2; period * FEWEST_STEPS <= names.length; period++) {
    for (let from = 0, k = 0; k + period <= names.length; k++) {
      if (k + period < names.length && names[k] === names[k + period]) continue;
      const to = k + period;
      if (to - from >= FEWEST_STEPS * period && to - from > best.to - best.from) best = { period, from, to };
      from = k + 1;
    }
  }
  const { period, from, to } = best;
  if (period === 0) return phases;
  for (let k = from; k < to; k++) phases[k] = (k - from) % period;
  const nameAt = (phase: number): string => names[from + phase]!;
  align(names, phases, { start: from - 1, by: -1, phase: period - 1 }, period, nameAt);
  align(names, phases, { start: to, by: 1, phase: (to - from) % period }, period, nameAt);
  return phases;
}

/** An incomplete step before, or behind, the complete ones: its operations are some of theirs, in the same order. */
function align(
  names: readonly string[],
  phases: number[],
  { start, by, phase }: { readonly start: number; readonly by: 1 | -1; readonly phase: number },
  period: number,
  nameAt: (phase: number) => string,
): void {
  let next = phase;
  for (let k = start; k >= 0 && k < names.length; k += by) {
    let at = next;
    while (at >= 0 && at < period && nameAt(at) !== names[k]) at += by;
    if (at < 0 || at >= period) return;
    phases[k] = at;
    next = at + by;
  }
}
