import type { Context } from "./context.ts";
import { penalisedLeaves, solvedPenalties } from "./direct/solvedPenalties.ts";
import type { Graph } from "./graph.ts";
import { type Assumed, explained, type Hypothesis, predict, scalingOf } from "./hypotheses.ts";
import { loopOf } from "./loops.ts";
import { once } from "./once.ts";
import { amountsThatMayFit } from "./powers.ts";
import { printWithin, reachOfPrint } from "./printByLeaf.ts";
import { explainedBy, explainedOf, fitTogether, reachOf, wrongLeaves } from "./reached.ts";
import { mayBeScaled, type Scaled, shareOf, sharePrints } from "./scaled.ts";
import {
  actsOn,
  combines,
  factorOf,
  fitsPrint,
  type Moved,
  movedBy,
  type Print,
  printAlone,
  printOf,
  printOfAssumed,
  printOfChanges,
  printOfMoved,
  type Screen,
} from "./screen.ts";
import { combination, type Effect, LONG, pureFactors } from "./search.ts";
import { difference, explains, leafExplained, minus, product, type Target, times } from "./target.ts";
import { highest, NOTHING } from "./walk.ts";
import { walkCost } from "./walkCost.ts";

/** Usual mistakes that explain all wrong gradients but for a factor of some of them. */
export function scaledSingles(effects: readonly Effect[], target: Target, screen: Screen): Scaled[] {
  const shares = sharePrints(screen);
  return firstsOf(effects, target, screen).flatMap((one) => {
    if (one.first.hypothesis.leaves.length > 0 || !shares(one.print)) return [];
    const share = mayBeScaled(one.first.hypothesis, target) ? shareOf(one.moved, target) : null;
    return share === null ? [] : [{ one: one.first, ...share }];
  });
}

/** How many mistakes are tried with penalties that are solved for. */
const WITH_PENALTY = 400;

/** A mistake in what comes from the data, and other terms in the place of the loss's penalty. */
export function findWithPenalty<Found>(
  context: Context,
  effects: readonly Effect[],
  target: Target,
  screen: Screen,
  accept: (pair: readonly [Assumed, Assumed]) => Found | null,
): Found[] {
  const penalised = penalisedLeaves(context.graph);
  for (const { first, moved } of firstsOf(effects, target, screen).slice(0, WITH_PENALTY)) {
    const whole = target.difference.every(
      (d, i) => d === null || penalised[i] || leafExplained(moved[i]!, d, target.tolerance[i]!),
    );
    if (!whole) continue;
    for (const hypothesis of solvedPenalties(context, target, moved)) {
      const found = accept([first, { hypothesis, amount: 1 }]);
      if (found !== null) return [found];
    }
  }
  return [];
}

/** How many first mistakes of a pair are tried with every second one. */
const FIRST_LIMIT = 24;

/** How many operations in all the walks of rare mistakes. */
const OPERATIONS = 120_000;

interface Part {
  readonly one: First;
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
  screen: Screen,
  accept: (pair: readonly [Assumed, Assumed]) => Found | null,
): PairsFound<Found> {
  const { graph, difference, tolerance } = target;
  const wrong = difference.map((d, i) => d?.some((value) => Math.abs(value) > tolerance[i]!) ?? false);
  if (wrong.filter((one) => one).length < 2) return { pairs: [], tried: 0, limited: false };
  const limit = Math.ceil(OPERATIONS / walkCost(graph));
  let [tried, limited] = [0, false];
  const parts: Part[] = [];
  const add = (one: First): void => {
    const { moves, explains } = reachOfPrint(screen, one.print, 1) ?? reachOf(one.moved, target);
    if (!moves.some((moved, i) => moved && difference[i] !== null)) return;
    // A right gradient that is moved must be moved back by the other: that is no pair of separate mistakes.
    if (moves.some((moved, i) => moved && !wrong[i] && difference[i] !== null)) return;
    parts.push({ one, moves, settles: explains.map((fits, i) => fits && wrong[i]! && moves[i]!) });
  };
  for (const one of firstsOf(effects, target, screen)) add(one);
  for (const first of sharedFactors(target)) {
    const moved = predict(graph, [first]);
    add({ first, moved, print: printOfMoved(screen, moved), explained: explainedBy(target, moved) });
  }
  const mayServe = servesAsPart(screen, wrong);
  for (const hypothesis of rare) {
    // Other losses leave nothing to be changed a second time.
    if (hypothesis.isOtherLoss) continue;
    if (hypothesis.reaches !== null && hypothesis.steps === 1 && graph.lines.length > LONG) continue;
    if (hypothesis.reaches !== null && [...hypothesis.reaches].some((i) => !wrong[i] && difference[i] !== null))
      continue;
    const known = printOf(screen, hypothesis);
    if (known !== null && !mayServe(known)) continue;
    if (tried++ >= limit) {
      limited = true;
      break;
    }
    const first = { hypothesis, amount: 1 };
    const moved = once(() => predict(graph, [first]));
    const print = known ?? printAlone(screen, hypothesis);
    const reach = reachOfPrint(screen, print, 1);
    add({
      first,
      get moved() {
        return moved();
      },
      print,
      explained: reach === null ? explainedBy(target, moved()) : explainedOf(reach, wrong),
    });
  }
  const firsts = parts
    .filter(({ settles }) => settles.some((one) => one))
    .toSorted((a, b) => b.one.explained - a.one.explained);
  for (const one of firsts.slice(0, FIRST_LIMIT)) {
    const open = wrong.map((is, i) => is && !one.settles[i]);
    for (const two of parts) {
      if (two === one || open.some((is, i) => is !== two.moves[i] && difference[i] !== null)) continue;
      // What the first does not move must be the second's alone.
      if (one.moves.every((moved, i) => !moved || one.settles[i]) && !two.settles.every((is, i) => is === open[i]))
        continue;
      if (tried++ >= 2 * limit) return { pairs: [], tried, limited: true };
      const pair = [one.one.first, two.one.first] as const;
      if (!fitsPrint(screen, printOfAssumed(screen, pair)) || !explained(pair, target)) continue;
      const found = accept(pair);
      if (found !== null) return { pairs: [found], tried, limited };
    }
  }
  return { pairs: [], tried, limited };
}

/**
 * Whether a movement may be one of two separate mistakes, by its print alone: it moves no gradient that is right. Only
 * directions within a single gradient can tell.
 */
function servesAsPart({ directions, slack }: Screen, wrong: readonly boolean[]): (print: Print) => boolean {
  const right = directions.flatMap((r, k) => {
    const within = r.flatMap((x, i) => (x === null ? [] : [i]));
    return within.every((i) => !wrong[i]) ? [k] : [];
  });
  return (print) =>
    right.every((k) => Math.abs(print[k]!) <= slack[k]!) && print.some((x, k) => Math.abs(x) > slack[k]! * 1e-3);
}

interface First {
  readonly first: Assumed;
  readonly moved: readonly Float64Array[];
  readonly print: Print;
  walked?: Moved;
  /** How many of the wrong gradients it explains by itself. */
  readonly explained: number;
}

/** Mistakes with their amounts, the better the more gradients each explains by itself. */
function firstsOf(effects: readonly Effect[], target: Target, screen: Screen): First[] {
  const factors = [-1, -2, ...pureFactors(target).map((k) => k - 1)];
  const fixed: First[] = [];
  const wrong = wrongLeaves(target);
  for (const one of effects) {
    const { hypothesis, amounts, print } = one;
    const scaling = hypothesis.kind === "edges" || hypothesis.kind === "leaves";
    const candidates = amounts.length > 0 ? amounts : scaling ? factors : [];
    for (const amount of candidates) {
      const moved = once(() =>
        amount === 1
          ? one.effect
          : amounts.length === 0
            ? times(one.effect, amount)
            : predict(target.graph, [{ hypothesis, amount }]),
      );
      const isLinear = amount === 1 || amounts.length === 0;
      const own = isLinear ? print.map((x) => amount * x) : one.printFor(amount, screen);
      const reach = reachOfPrint(screen, own);
      fixed.push({
        first: { hypothesis, amount },
        get moved() {
          return moved();
        },
        print: own,
        explained: reach === null ? explainedBy(target, moved()) : explainedOf(reach, wrong),
      });
    }
  }
  return fixed.sort((a, b) => b.explained - a.explained);
}

/** How many pairs may be tried. */
const PAIR_LIMIT = 20_000;

/** How many operations in all their walks: counted, not timed, so that a busy machine finds the same. */
const PAIR_OPERATIONS = 400_000;

/** For how many pairs that are looked at a walk may be made. */
const LOOKS_FOR_WALK = 10;

/** Pairs of mistakes that were accepted, how many were tried, and whether there were more than can be tried. */
export interface PairsFound<Found> {
  readonly pairs: readonly Found[];
  readonly tried: number;
  readonly limited: boolean;
}

/** Pairs of mistakes that explain a difference together: in a loop first those that are made in all of its steps. */
export function findPairs<Found>(
  effects: readonly Effect[],
  target: Target,
  screen: Screen,
  accept: (pair: readonly [Assumed, Assumed]) => Found | null,
): PairsFound<Found> {
  const likely = likelyInLoop(effects, target.graph);
  const found = pairsAmong(likely, target, screen, accept);
  // In a long net there are too many steps to try them one by one.
  if (found.pairs.length > 0 || likely.length === effects.length || target.graph.lines.length > LONG) return found;
  const all = pairsAmong(effects, target, screen, accept);
  return { ...all, tried: found.tried + all.tried };
}

function pairsAmong<Found>(
  effects: readonly Effect[],
  target: Target,
  screen: Screen,
  accept: (pair: readonly [Assumed, Assumed]) => Found | null,
): PairsFound<Found> {
  const pairs: Found[] = [];
  const found = (pair: readonly [Assumed, Assumed]): void => {
    const accepted = accept(pair);
    if (accepted !== null) pairs.push(accepted);
  };
  const limit = Math.ceil(PAIR_OPERATIONS / walkCost(target.graph));
  let [tried, walks, limited] = [0, 0, false];
  const fits = (assumed: readonly Assumed[]): boolean => {
    walks++;
    return fitsPrint(screen, printOfAssumed(screen, assumed)) && explained(assumed, target);
  };
  const free = effects.filter(({ amounts }) => amounts.length === 0);

  // Two scalings: the difference is a combination of two directions.
  for (let i = 0; i < free.length; i++) {
    for (let j = i + 1; j < free.length; j++) {
      if (!combines(screen, free[i]!.print, free[j]!.print)) continue;
      const pair = combination(free[i]!, free[j]!, target);
      if (pair !== null) found(pair);
    }
  }

  // One mistake that is taken as made, the better the more gradients it explains by itself, and a second one.
  const fixed = firstsOf(effects, target, screen);
  const reach = effects.map((one) => reachOfPrint(screen, one.print) ?? reachOf(one.effect, target));
  for (const one of fixed) {
    const { first, print } = one;
    if (pairs.length > 0 && one.explained === 0) break;
    const own = reachOfPrint(screen, print) ?? reachOf(one.moved, target);
    for (let e = 0; e < effects.length; e++) {
      const two = effects[e]!;
      const { hypothesis, amounts } = two;
      if (hypothesis === first.hypothesis || !fitTogether(own, reach[e]!, amounts.length === 1 && amounts[0] === 1)) {
        continue;
      }
      if (tried++ >= Math.min(PAIR_LIMIT, LOOKS_FOR_WALK * limit)) return { pairs, tried, limited: true };
      if (amounts.length > 1) {
        if (walks > limit) {
          limited = true;
          continue;
        }
        const together = (amount: number): readonly [Assumed, Assumed] => [first, { hypothesis, amount }];
        const apart = areSeparate(screen, one, two);
        const likely = apart
          ? amounts.filter((amount) => fitsPrint(screen, two.printFor(amount, screen), 1, print))
          : amountsThatMayFit(screen, amounts, two.degree, print, (amount) => printOfAssumed(screen, together(amount)));
        // What is ruled out by a polynomial counts as walked: the search ends where it would end without.
        if (!apart) walks += amounts.length - likely.length;
        for (const amount of likely) if (fits(together(amount))) found(together(amount));
        continue;
      }
      const added = onTop(screen, one, two);
      // Whoever has walked enough still sees those that need none.
      if (added === null && walks > limit) {
        limited = true;
        continue;
      }
      if (amounts.length === 1) {
        if (added !== null && !fitsPrint(screen, added, 1, print)) continue;
        if (fits([first, { hypothesis, amount: 1 }])) found([first, { hypothesis, amount: 1 }]);
        continue;
      }
      const guess = added === null ? Number.NaN : factorOf(screen, added, print);
      if (added !== null && !(Math.abs(guess) > 1e-9 && fitsPrint(screen, added, guess, print))) continue;
      walks++;
      const both = predict(target.graph, [first, { hypothesis, amount: 1 }]).map((m, i) =>
        difference(m, one.moved[i]!),
      );
      const rest = minus(target.difference, one.moved);
      const amount = product(rest, both, target) / product(both, both, target);
      if (!Number.isFinite(amount) || Math.abs(amount) < 1e-9) continue;
      if (explains(times(both, amount), { ...target, difference: rest })) found([first, { hypothesis, amount }]);
    }
  }
  return { pairs, tried, limited };
}

/** Several gradients that are the right ones times the same factor. */
function sharedFactors(target: Target): Assumed[] {
  const { graph, difference, tolerance } = target;
  return pureFactors(target).flatMap((k) => {
    const leaves = difference.flatMap((d, i) => {
      if (d === null || leafExplained(NOTHING, d, tolerance[i]!)) return [];
      const scaled = graph.leaves[i]!.numbers.map((x) => (k - 1) * x);
      return leafExplained(scaled, d, tolerance[i]! * Math.max(1, Math.abs(k))) ? [i] : [];
    });
    return leaves.length < 2 ? [] : [{ hypothesis: scalingOf(graph, leaves), amount: k - 1 }];
  });
}

/** Without those that are made in a single step of a loop: two mistakes are likelier made in all of its steps, or outside. */
function likelyInLoop(effects: readonly Effect[], graph: Graph): readonly Effect[] {
  const loop = loopOf(graph);
  return effects.filter(
    ({ hypothesis: { changes, steps } }) => steps !== 1 || [...changes.keys()].every((k) => loop[k] === -1),
  );
}

/** What a second mistake adds to the print of a first one; null where only a walk can tell. */
function onTop(screen: Screen, one: First, two: Effect): Print | null {
  const { hypothesis } = two;
  const { leaves, changes } = one.first.hypothesis;
  // Gradients that were scaled at the end are scaled with all that the other one did to them.
  const also = (within: Print, k: number): Print => two.print.map((x, d) => x + k * within[d]!);
  if (hypothesis.leaves.length > 0)
    return also(
      printWithin(screen, hypothesis.leaves, one.print, () => one.moved),
      1,
    );
  if (leaves.length > 0)
    return also(
      printWithin(screen, leaves, two.print, () => two.effect),
      one.first.amount,
    );
  if (changes.size === 0 || hypothesis.changes.size === 0) return two.print;
  one.walked ??= movedBy(screen.graph, [one.first]);
  const own = one.walked;
  if (highest(own.changes) >= highest(hypothesis.changes)) {
    return actsOn(screen.graph, own, hypothesis.changes) ? printOfChanges(screen, hypothesis.changes, own) : two.print;
  }
  // The second one lies before the first on the way back: what the first one does on top of it.
  if (!actsOn(screen.graph, two.adjoints, own.changes)) return two.print;
  const after = printOfChanges(screen, own.changes, two.adjoints);
  return after === null ? null : after.map((x, k) => two.print[k]! + x - one.print[k]!);
}

/** Whether neither of two mistakes acts on what the other one does: then their prints add up. */
function areSeparate(screen: Screen, one: First, two: Effect): boolean {
  const { leaves, changes } = one.first.hypothesis;
  const after = two.hypothesis;
  if (leaves.length > 0 || after.leaves.length > 0 || changes.size === 0 || after.changes.size === 0) return false;
  one.walked ??= movedBy(screen.graph, [one.first]);
  return highest(changes) >= highest(after.changes)
    ? !actsOn(screen.graph, one.walked, after.changes)
    : !actsOn(screen.graph, two.adjoints, changes);
}
