import { type Assumed, type Hypothesis, predict } from "./hypotheses.ts";
import {
  combination,
  difference,
  type Effect,
  explains,
  LONG,
  leafExplained,
  minus,
  product,
  pureFactors,
  residualExplained,
  type Scaled,
  type Target,
  times,
} from "./search.ts";

/** A rare mistake, and a factor by which all wrong gradients are multiplied on top. */
export function findScaled<Found>(
  scaled: readonly Scaled[],
  effects: readonly Effect[],
  accept: (pair: readonly [Assumed, Assumed]) => Found | null,
): Found[] {
  for (const { one, wrong, factor } of scaled) {
    const all = effects.find(
      ({ hypothesis: { kind, leaves } }) =>
        kind === "leaves" && leaves.length === wrong.length && leaves.every((i) => wrong.includes(i)),
    );
    if (all === undefined) continue;
    const found = accept([one, { hypothesis: all.hypothesis, amount: factor - 1 }]);
    if (found !== null) return [found];
  }
  return [];
}

/** How many first mistakes of a pair are tried with every second one. */
const FIRST_LIMIT = 24;

interface Part extends First {
  /** By leaf: whether it is moved, and whether all of its difference is explained. */
  readonly moves: readonly boolean[];
  readonly settles: readonly boolean[];
}

/**
 * Pairs of a mistake that explains some gradients by itself, and one that explains the rest and touches none of the
 * former; one of the two, or both, may be rare.
 */
export function findRarePairs<Found>(
  effects: readonly Effect[],
  rare: Iterable<Hypothesis>,
  target: Target,
  accept: (pair: readonly [Assumed, Assumed]) => Found | null,
): { readonly pairs: Found[]; readonly tried: number } {
  const { graph, difference, tolerance } = target;
  const wrong = difference.map((d, i) => d?.some((value) => Math.abs(value) > tolerance[i]!) ?? false);
  if (wrong.filter((one) => one).length < 2) return { pairs: [], tried: 0 };
  const limit = Math.ceil(OPERATIONS / graph.lines.length);
  let tried = 0;
  const parts: Part[] = [];
  const add = (one: First): void => {
    const { moves, explains } = reachOf(one.moved, target);
    if (!moves.some((moved, i) => moved && difference[i] !== null)) return;
    // A right gradient that is moved must be moved back by the other: that is no pair of separate mistakes.
    if (moves.some((moved, i) => moved && !wrong[i] && difference[i] !== null)) return;
    parts.push({ ...one, moves, settles: explains.map((fits, i) => fits && wrong[i]! && moves[i]!) });
  };
  for (const one of firstsOf(effects, target)) add(one);
  for (const hypothesis of rare) {
    // Other losses leave nothing to be changed a second time.
    if (hypothesis.changes.size === 0 && hypothesis.faint) continue;
    if (hypothesis.reaches !== null && hypothesis.steps === 1 && graph.lines.length > LONG) continue;
    if (hypothesis.reaches !== null && [...hypothesis.reaches].some((i) => !wrong[i] && difference[i] !== null))
      continue;
    if (tried++ >= limit) break;
    const moved = predict(graph, [{ hypothesis, amount: 1 }]);
    add({ first: { hypothesis, amount: 1 }, moved, explained: explainedLeaves(moved, target) });
  }
  const firsts = parts
    .filter(({ settles }) => settles.some((one) => one))
    .toSorted((a, b) => b.explained - a.explained);
  for (const one of firsts.slice(0, FIRST_LIMIT)) {
    const open = wrong.map((is, i) => is && !one.settles[i]);
    for (const two of parts) {
      if (two === one || open.some((is, i) => is !== two.moves[i] && difference[i] !== null)) continue;
      // What the first does not move must be the second's alone.
      if (one.moves.every((moved, i) => !moved || one.settles[i]) && !two.settles.every((is, i) => is === open[i]))
        continue;
      if (tried++ >= 2 * limit) return { pairs: [], tried };
      const pair = [one.first, two.first] as const;
      if (!explains(predict(graph, pair), target)) continue;
      const found = accept(pair);
      if (found !== null) return { pairs: [found], tried };
    }
  }
  return { pairs: [], tried };
}

interface First {
  readonly first: Assumed;
  readonly moved: readonly Float64Array[];
  /** How many of the wrong gradients it explains by itself. */
  readonly explained: number;
}

/** Mistakes with their amounts, the better the more gradients each explains by itself. */
function firstsOf(effects: readonly Effect[], target: Target): First[] {
  const factors = [-1, -2, ...pureFactors(target).map((k) => k - 1)];
  const fixed: First[] = [];
  for (const { hypothesis, effect, amounts } of effects) {
    const scaling = hypothesis.kind === "edges" || hypothesis.kind === "leaves";
    const candidates = amounts.length > 0 ? amounts : scaling ? factors : [];
    for (const amount of candidates) {
      const moved =
        amount === 1
          ? effect
          : amounts.length === 0
            ? times(effect, amount)
            : predict(target.graph, [{ hypothesis, amount }]);
      fixed.push({ first: { hypothesis, amount }, moved, explained: explainedLeaves(moved, target) });
    }
  }
  return fixed.sort((a, b) => b.explained - a.explained);
}

/** How many backward passes the search for pairs may take. */
const PAIR_LIMIT = 6000;

/** And how many operations in them all together: about 0.2 s, whatever the size of the net. */
const OPERATIONS = 120_000;

/** On a slow machine it ends earlier, in milliseconds. */
const TIME_LIMIT = 1000;

/** Pairs of mistakes that explain a difference together. */
export function findPairs<Found>(
  effects: readonly Effect[],
  target: Target,
  accept: (pair: readonly [Assumed, Assumed]) => Found | null,
): { readonly pairs: Found[]; readonly tried: number; readonly limited: boolean } {
  const pairs: Found[] = [];
  const found = (pair: readonly [Assumed, Assumed]): void => {
    const accepted = accept(pair);
    if (accepted !== null) pairs.push(accepted);
  };
  const started = Date.now();
  let tried = 0;
  let limited = false;
  const limit = Math.min(PAIR_LIMIT, Math.ceil(OPERATIONS / target.graph.lines.length));
  const free = effects.filter(({ amounts }) => amounts.length === 0);

  // Two scalings: the difference is a combination of two directions.
  for (let i = 0; i < free.length; i++) {
    for (let j = i + 1; j < free.length; j++) {
      const pair = combination(free[i]!, free[j]!, target);
      if (pair !== null) found(pair);
    }
  }

  // One mistake that is taken as made, the better the more gradients it explains by itself, and a second one.
  const fixed = firstsOf(effects, target);
  const reach = effects.map(({ effect }) => reachOf(effect, target));
  for (const { first, moved, explained } of fixed) {
    if (pairs.length > 0 && explained === 0) break;
    const rest = minus(target.difference, moved);
    const own = reachOf(moved, target);
    for (const [e, { hypothesis, effect, amounts }] of effects.entries()) {
      if (hypothesis === first.hypothesis || !fitTogether(own, reach[e]!, amounts.length === 1 && amounts[0] === 1)) {
        continue;
      }
      if (tried >= limit || Date.now() - started > TIME_LIMIT) {
        limited = true;
        break;
      }
      const overlap = touches(hypothesis, first.hypothesis);
      if (amounts.length === 0) {
        tried++;
        const both = overlap
          ? predict(target.graph, [first, { hypothesis, amount: 1 }]).map((m, i) => difference(m, moved[i]!))
          : effect;
        const amount = product(rest, both, target) / product(both, both, target);
        if (!Number.isFinite(amount) || Math.abs(amount) < 1e-9) continue;
        if (residualExplained(rest, times(both, amount), target)) found([first, { hypothesis, amount }]);
        continue;
      }
      for (const amount of amounts) {
        if (explained === 0 && !overlap) {
          // Without any common step the movements add up, and no second walk is needed.
          if (amount !== 1) continue;
          if (residualExplained(rest, effect, target)) found([first, { hypothesis, amount }]);
          continue;
        }
        tried++;
        if (explains(predict(target.graph, [first, { hypothesis, amount }]), target)) {
          found([first, { hypothesis, amount }]);
        }
      }
    }
    if (limited) break;
  }
  return { pairs, tried, limited };
}

/** By leaf: whether a movement moves it, and whether what it does to it is all that is to be explained. */
interface Reach {
  readonly moves: readonly boolean[];
  readonly explains: readonly boolean[];
}

function reachOf(moved: readonly Float64Array[], { difference, tolerance }: Target): Reach {
  return {
    moves: moved.map((m, i) => difference[i] !== null && m.some((value) => Math.abs(value) > tolerance[i]!)),
    explains: difference.map((d, i) => d === null || leafExplained(moved[i]!, d, tolerance[i]!)),
  };
}

/** Whether two movements can explain a difference together: a leaf that one of them does not move is the other's alone. */
function fitTogether(one: Reach, two: Reach, fixed: boolean): boolean {
  return one.moves.every((moved, i) => {
    if (moved) return two.moves[i]! || one.explains[i]!;
    return two.moves[i]! ? !fixed || two.explains[i]! : one.explains[i]!;
  });
}

/** Whether two mistakes may act on each other: unless both only touch the gradients of parameters directly. */
function touches(a: Hypothesis, b: Hypothesis): boolean {
  return a.changes.size > 0 || b.changes.size > 0 || a.leaves.some((i) => b.leaves.includes(i));
}

/** How many of the wrong gradients a movement explains. */
function explainedLeaves(moved: readonly Float64Array[], target: Target): number {
  let count = 0;
  target.difference.forEach((d, i) => {
    if (d === null || leafExplained(new Float64Array(0), d, target.tolerance[i]!)) return;
    if (leafExplained(moved[i]!, d, target.tolerance[i]!)) count++;
  });
  return count;
}
