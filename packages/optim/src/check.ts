import { ArgumentError, checkOptions, showValue } from "@wengert/autograd";
import type { Rate } from "./optimizer.ts";

/** The error for an option that cannot be used. */
export function badOption(op: string, problem: string, got: unknown, hint: string): ArgumentError {
  return new ArgumentError({ code: "bad-argument", op, problem, got: showValue(got), hint });
}

/** @throws ArgumentError when a learning rate is neither a number > 0 nor a schedule. */
export function checkRate(op: string, rate: Rate): void {
  if (typeof rate === "function") return;
  if (typeof rate === "number" && rate > 0 && Number.isFinite(rate)) return;
  if (typeof rate === "object" && rate !== null && typeof rate.next === "function") return;
  throw badOption(
    op,
    "learningRate must be a number > 0 or a schedule",
    rate,
    rate === 0
      ? "at 0 nothing moves; to hold parameters use parameterGroups with frozen()"
      : typeof rate === "number" && rate < 0
        ? "steps go down the gradient already; to climb, chain(scaleGradients(-1), …)"
        : "for instance 0.01, or schedule.cosine({ rate: 0.1, steps: 1000 })",
  );
}

/** What others call an option, as hints. */
const NAMED_ELSEWHERE: Readonly<Record<string, string>> = {
  lr: "learningRate",
  learning_rate: "learningRate",
  betas: "beta1 and beta2",
  eps: "epsilon",
  momentum: "decay, of the optimizer momentum",
  nesterov: "an optimizer of its own, nesterov",
  alpha: "decay",
  rho: "decay",
  weight_decay: "chain(addDecayedWeights(…), …), in adamW weightDecay",
  weightDecay: "chain(addDecayedWeights(…), …), in adamW weightDecay",
  maximize: "chain(scaleGradients(-1), …)",
  batch_size: "batchSize",
  shuffle: "rng: random.RandomState(42)",
};

/**
 * The options themselves, an empty record if there are none.
 *
 * @throws ArgumentError when they hold a name that is not known: a misspelt option would go unseen.
 */
export function checkKnown<O extends object>(op: string, options: O, names: readonly (keyof O & string)[]): O {
  return checkOptions(op, options, names, NAMED_ELSEWHERE);
}

/** @throws ArgumentError when an option is not in [0, 1). */
export function checkFraction(op: string, name: string, value: number, hint: string): void {
  if (typeof value === "number" && value >= 0 && value < 1) return;
  throw badOption(op, `${name} must be in [0, 1)`, value, hint);
}

/** @throws ArgumentError when an option is not a finite number ≥ 0. */
export function checkNotNegative(op: string, name: string, value: number, hint: string): void {
  if (typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY) return;
  throw badOption(op, `${name} must be a number ≥ 0`, value, hint);
}

/** @throws ArgumentError when an option is not a finite number > 0. */
export function checkPositive(op: string, name: string, value: number, hint: string): void {
  if (typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY) return;
  throw badOption(op, `${name} must be a number > 0`, value, hint);
}

/** @throws ArgumentError when an option is not a whole number ≥ `least`. */
export function checkWhole(op: string, name: string, value: number, least: number, hint: string): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw badOption(op, `${name} must be a whole number ≥ ${least}`, value, hint);
}

/** The error for what is no state of an optimizer. */
export function notState(op: string, state: unknown): ArgumentError {
  return badOption(
    op,
    "update needs the state as its third argument",
    state,
    "let state = optimizer.init(params); then [params, state] = optimizer.update(params, gradient, state)",
  );
}

/** @throws ArgumentError when there is no state: `init` was forgotten, or the pair that `update` gives was mixed up. */
export function checkState(op: string, state: unknown): void {
  if (typeof state === "object" && state !== null) return;
  throw notState(op, state);
}

/** @throws ArgumentError when there is no optimizer where one belongs. */
export function checkOptimizer(op: string, optimizer: unknown): void {
  const { init, update } = (optimizer ?? {}) as { readonly init?: unknown; readonly update?: unknown };
  if (typeof init === "function" && typeof update === "function") return;
  const hint = typeof optimizer === "function" ? "call it: adam({ learningRate: 0.01 })" : "for instance adam()";
  throw badOption(op, "there is no optimizer", optimizer, hint);
}
