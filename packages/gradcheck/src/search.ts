import { constantOf } from "./counts.ts";
import type { Graph } from "./graph.ts";
import { type Assumed, type Hypothesis, predict } from "./hypotheses.ts";
import { leavesBehind } from "./leavesBehind.ts";
import { dot, near } from "./numbers.ts";
import { degreeOf } from "./powers.ts";
import { mayBeScaled, type Scaled, shareOf, sharePrints } from "./scaled.ts";
import {
  factorOf,
  fitsPrint,
  type Moved,
  movedBy,
  movesRight,
  type Print,
  printAlone,
  printOf,
  printOfAssumed,
  type Screen,
  showsMovement,
} from "./screen.ts";
import { difference, explains, minus, moves, product, type Target, times, wrongGradients } from "./target.ts";

/** Factors that are tried where a scaling made throughout is not linear in its factor. */
const FACTORS = [0, -1, 2, 0.5];

/** A hypothesis with what it does to the gradients. */
export class Effect {
  readonly hypothesis: Hypothesis;
  /** Amounts to try; empty when the amount is free. */
  readonly amounts: readonly number[];
  /** The movement for the amount 1, along the screen's directions. */
  readonly print: Print;
  private moved: readonly Float64Array[] | null = null;
  private walked: Moved | null = null;
  private readonly others = new Map<number, Print>();
  private readonly graph: Graph;
  private power: number | undefined;

  constructor(hypothesis: Hypothesis, amounts: readonly number[], screen: Screen) {
    this.hypothesis = hypothesis;
    this.amounts = amounts;
    this.graph = screen.graph;
    this.print = printAlone(screen, hypothesis);
  }

  /** All adjoints that the amount 1 moves; computed when they are first asked for. */
  get adjoints(): Moved {
    this.walked ??= movedBy(this.graph, [{ hypothesis: this.hypothesis, amount: 1 }]);
    return this.walked;
  }

  /** The highest power with which the amount enters the gradients, where it is a factor. */
  get degree(): number {
    this.power ??= degreeOf(this.graph, this.hypothesis.edges);
    return this.power;
  }

  /** The print for another amount, which need not be a multiple of that for 1. */
  printFor(amount: number, screen: Screen): Print {
    let print = this.others.get(amount);
    if (print === undefined) {
      print = printOfAssumed(screen, [{ hypothesis: this.hypothesis, amount }]);
      this.others.set(amount, print);
    }
    return print;
  }

  /** The movement for the amount 1; computed when it is first asked for. */
  get effect(): readonly Float64Array[] {
    this.moved ??= predict(this.graph, [{ hypothesis: this.hypothesis, amount: 1 }]);
    return this.moved;
  }
}

/** Hypotheses with their effects, without those that have none. */
export function effectsOf(hypotheses: readonly Hypothesis[], screen: Screen, factors: readonly number[]): Effect[] {
  const amounts = factors.map((k) => k - 1);
  const throughout: Print[] = [];
  return hypotheses.flatMap((hypothesis) => {
    const nonlinear = hypothesis.kind === "edges" && hypothesis.steps > 1;
    const effect = new Effect(hypothesis, nonlinear ? amounts : hypothesis.free ? [] : ONCE, screen);
    if (!showsMovement(screen, effect.print)) return [];
    if (nonlinear) {
      // Along a chain of operations a factor comes to the same wherever it is.
      if (throughout.some((print) => isSame(print, effect.print))) return [];
      throughout.push(effect.print);
    }
    return [effect];
  });
}

const isSame = (a: Print, b: Print): boolean => a.every((x, k) => Math.abs(x - b[k]!) <= 1e-9 * Math.abs(x));

const ONCE: readonly number[] = [1];

/** The factors to try: a factor made throughout shows by itself in the first gradient that it reaches. */
export function factorsToTry(target: Target, sizes: readonly number[]): number[] {
  const numbers = [...sizes, ...constantsOf(target.graph)];
  return [...new Set([...FACTORS, ...numbers.flatMap((n) => [n, 1 / n]), ...pureFactors(target)])];
}

/** How many numbers of a loss are tried as factors. */
const CONSTANTS = 4;

/** Numbers by which the loss multiplies or divides again and again, as a step's size: forgotten, they are factors. */
function constantsOf(graph: Graph): number[] {
  const counts = new Map<number, number>();
  graph.lines.forEach((line, k) => {
    for (const input of line.inputPlaces.keys()) {
      const by = Math.abs(constantOf(graph, { line: k, input })?.by ?? 0);
      if (by !== 0) counts.set(by, (counts.get(by) ?? 0) + 1);
    }
  });
  return [...counts].flatMap(([by, n]) => (n > 1 && by !== 1 ? [by] : [])).slice(0, CONSTANTS);
}

/** How far a plain factor may lie from the measured one. */
const NEARBY = 1e-4;

/**
 * The plainest amount that explains what a measured one does: a small term beside large ones, or one in float32, shows
 * its factor with few digits, and of 0.0000019 and 0 the hand had 0.
 */
function simplest(amount: number, holds: (amount: number) => boolean): number {
  const factor = 1 + amount;
  const plain = [Math.round(factor), 1 / Math.round(1 / factor), Number(factor.toPrecision(3))];
  const found = plain.find(
    (k) => Math.abs(k - factor) <= NEARBY * (k === 0 ? 1 : Math.abs(factor)) && k !== 1 && holds(k - 1),
  );
  return found === undefined ? amount : found - 1;
}

/** The single mistakes that explain a difference. */
export function findSingles(effects: readonly Effect[], target: Target, screen: Screen): Assumed[] {
  const found: Assumed[] = [];
  for (const one of effects) {
    const { hypothesis, amounts, print } = one;
    if (amounts.length === 0) {
      const guess = factorOf(screen, print);
      if (!Number.isFinite(guess) || !fitsPrint(screen, print, guess)) continue;
      const { effect } = one;
      const amount = product(target.difference, effect, target) / product(effect, effect, target);
      const holds = (k: number): boolean => explains(times(effect, k), target);
      if (Number.isFinite(amount) && moves(effect, target) && holds(amount))
        found.push({ hypothesis, amount: simplest(amount, holds) });
      continue;
    }
    for (const amount of amounts) {
      if (!fitsPrint(screen, amount === 1 ? print : one.printFor(amount, screen))) continue;
      const moved = amount === 1 ? one.effect : predict(target.graph, [{ hypothesis, amount }]);
      if (explains(moved, target) && moves(moved, target)) found.push({ hypothesis, amount });
    }
  }
  return found;
}

/**
 * The first of further mistakes that explains the difference by itself, accepted as it is; those that cannot reach all
 * wrong gradients are passed over.
 */
export function findRare<Found>(
  hypotheses: Iterable<Hypothesis>,
  target: Target,
  screen: Screen,
  accept: (one: Assumed) => Found | null,
): { readonly found: Found | null; readonly tried: number; readonly scaled: readonly Scaled[] } {
  const scaled: Scaled[] = [];
  const { graph } = target;
  const wrong = wrongGradients(target);
  const reach = leavesBehind(graph);
  const shares = sharePrints(screen);
  let tried = 0;
  for (const hypothesis of hypotheses) {
    if (hypothesis.reaches !== null) {
      // In a long net a mistake of one kind is made in all of its steps, or there are too many to be tried.
      if (hypothesis.steps === 1 && graph.lines.length > LONG) continue;
      if (!sameSet(hypothesis.reaches, wrong)) continue;
    } else if (hypothesis.changes.size > 0) {
      const lines = [...hypothesis.changes.keys()];
      if (!wrong.every((i) => lines.some((line) => reach[line]!.has(i)))) continue;
    }
    tried++;
    const apart = printOf(screen, hypothesis);
    if (apart === null && movesRight(screen, hypothesis)) continue;
    const print = apart ?? printAlone(screen, hypothesis);
    if (!fitsPrint(screen, print)) {
      if (shares(print) && mayBeScaled(hypothesis, target)) {
        const share = shareOf(predict(graph, [{ hypothesis, amount: 1 }]), target);
        if (share !== null) scaled.push({ one: { hypothesis, amount: 1 }, ...share });
      }
      continue;
    }
    const moved = predict(graph, [{ hypothesis, amount: 1 }]);
    if (!explains(moved, target)) {
      const share = mayBeScaled(hypothesis, target) ? shareOf(moved, target) : null;
      if (share !== null) scaled.push({ one: { hypothesis, amount: 1 }, ...share });
      continue;
    }
    const found = accept({ hypothesis, amount: 1 });
    if (found !== null) return { found, tried, scaled };
  }
  return { found: null, tried, scaled };
}

/** How many lines make a net a long one. */
export const LONG = 60;

/** Whether the gradients that a hypothesis moves are those that are wrong. */
function sameSet(reaches: ReadonlySet<number>, wrong: readonly number[]): boolean {
  return reaches.size === wrong.length && wrong.every((i) => reaches.has(i));
}

/** The factors of gradients that are plain multiples of the right ones. */
export function pureFactors({ graph, difference, tolerance }: Target): number[] {
  const found: number[] = [];
  difference.forEach((d, i) => {
    const t = graph.leaves[i]!.numbers;
    if (d === null || t.length < 1 || d.every((value) => Math.abs(value) <= tolerance[i]!)) return;
    const k = dot(d, t) / dot(t, t);
    if (!Number.isFinite(k) || !near(d, t, tolerance[i]!, k)) return;
    // One number is a multiple of any other: it tells of a size by which it was multiplied or divided.
    if (t.length === 1 && !isCount(1 + k, tolerance[i]! / Math.abs(t[0]!))) return;
    if (!found.some((other) => Math.abs(other - 1 - k) <= 1e-6 * Math.abs(1 + k))) found.push(1 + k);
  });
  return found.slice(0, 4);
}

const isCount = (k: number, error: number): boolean =>
  [k, 1 / k].some((n) => n >= 2 && n < 1e4 && Math.abs(n - Math.round(n)) < Math.max(1e-9, Math.min(error, 1e-6)) * n);

/** Two free amounts: D = α v + β w, by the normal equations. */
export function combination(
  one: Pick<Effect, "hypothesis" | "effect">,
  two: Pick<Effect, "hypothesis" | "effect">,
  target: Target,
): readonly [Assumed, Assumed] | null {
  const [v, w] = [one.effect, two.effect];
  const [vv, vw, ww] = [product(v, v, target), product(v, w, target), product(w, w, target)];
  const determinant = vv * ww - vw * vw;
  if (!(determinant > 1e-9 * vv * ww)) return null;
  const [dv, dw] = [product(target.difference, v, target), product(target.difference, w, target)];
  const alpha = (dv * ww - dw * vw) / determinant;
  const beta = (dw * vv - dv * vw) / determinant;
  if (Math.abs(alpha) < 1e-9 || Math.abs(beta) < 1e-9) return null;
  const moved = v.map((x, i) => {
    const y = w[i]!;
    if (x.length === 0) return y.map((value) => beta * value);
    return x.map((value, j) => alpha * value + beta * (y[j] ?? 0));
  });
  if (!explains(moved, target)) return null;
  // What one scaling does to the other: where all that the second scales was scaled by the first, its factor is less.
  const first = { hypothesis: one.hypothesis, amount: alpha };
  for (const amount of [beta, beta / (1 + alpha)]) {
    const pair = [first, { hypothesis: two.hypothesis, amount }] as const;
    if (explains(predict(target.graph, pair), target)) return pair;
  }
  const second = { hypothesis: two.hypothesis, amount: beta };
  const swapped = [{ hypothesis: one.hypothesis, amount: alpha / (1 + beta) }, second] as const;
  return explains(predict(target.graph, swapped), target) ? swapped : null;
}

/**
 * Whether the same mistakes explain the difference on another tape too: their amounts there (null for one that moves
 * nothing there), or null if they do not.
 */
export function fitAt(
  hypotheses: readonly Hypothesis[],
  amounts: readonly number[],
  target: Target,
): (number | null)[] | null {
  const effects = hypotheses.map((hypothesis) => predict(target.graph, [{ hypothesis, amount: 1 }]));
  const still = effects.map((effect) => !moves(effect, target));
  const measured = hypotheses.map((hypothesis, i) => hypothesis.free && !still[i] && hypothesis.steps >= 1);
  const nonlinear = hypotheses.map(({ kind, steps }) => kind === "edges" && steps > 1);
  const fixed = hypotheses.map((hypothesis, i) => ({ hypothesis, amount: amounts[i]! }));
  const same = explains(predict(target.graph, fixed), target);
  if (same) return hypotheses.map((_, i) => (still[i] ? null : amounts[i]!));
  const open = hypotheses.flatMap((_, i) => (measured[i] && !nonlinear[i] ? [i] : []));
  if (open.length === 0) return null;
  if (open.length === 1) {
    const i = open[0]!;
    const rest = fixed.filter((_, j) => j !== i);
    const base = predict(target.graph, rest);
    const effect = predict(target.graph, [...rest, { hypothesis: hypotheses[i]!, amount: 1 }]).map((m, l) =>
      difference(m, base[l]!),
    );
    const left = minus(target.difference, base);
    const amount = product(left, effect, target) / product(effect, effect, target);
    const holds = (k: number): boolean => explains(times(effect, k), { ...target, difference: left });
    if (!Number.isFinite(amount) || !holds(amount)) return null;
    return hypotheses.map((_, j) => (still[j] ? null : j === i ? simplest(amount, holds) : amounts[j]!));
  }
  const [one, two] = [0, 1].map((i) => ({ hypothesis: hypotheses[i]!, effect: effects[i]! }));
  const pair = combination(one!, two!, target);
  if (pair !== null) return pair.map(({ amount }) => amount);
  // Where the one acts on the other the two do not add up: a factor shows by itself in a gradient that it alone reaches.
  for (const i of open.filter((i) => hypotheses[i]!.kind !== "mutant")) {
    for (const k of pureFactors(target)) {
      const tried = fixed.map((one, j) => (i === j ? { ...one, amount: k - 1 } : one));
      if (explains(predict(target.graph, tried), target)) return tried.map(({ amount }) => amount);
    }
  }
  return null;
}
