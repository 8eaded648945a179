import {
  ArgumentError,
  add,
  equal,
  greater,
  greaterEqual,
  less,
  maximum,
  mul,
  sub,
  type Tensor,
  tensor,
  where,
} from "@wengert/autograd";
import { badOption, checkKnown, checkNotNegative, checkWhole } from "../check.ts";
import type { Schedule, StatefulSchedule } from "../optimizer.ts";
import { checkedRate } from "../rate.ts";
import { checkFunction, checkPeak, checkSteps } from "./check.ts";

/**
 * ηₜ = ηₜ₋₁ · f(t), from η₀ on, for any f in tape operations. The last rate is part of the optimizer's state.
 *
 * @throws ArgumentError when the rate is not a number > 0.
 * @example
 * const halved = schedule.multiplicative(1, () => tensor(0.5));
 * const [first, state] = halved.next(halved.init(), tensor(0), undefined);
 * first // 1.0
 * halved.next(state, tensor(1), undefined)[0] // 0.5
 * @public
 */
export function multiplicative(rate: number, f: Schedule): StatefulSchedule<Tensor> {
  checkPeak("multiplicative", rate);
  checkFunction("multiplicative", f);
  return {
    init: () => tensor(rate),
    next(last, step) {
      const now = where(equal(step, 0), last, mul(last, checkedRate("the function of multiplicative", f(step), step)));
      return [now, now];
    },
  };
}

/** Options of `reduceOnPlateau`. @public */
export interface PlateauOptions {
  readonly rate: number;
  /** By what the rate is multiplied; 0.1 unless said. */
  readonly factor?: number;
  /** How many values in a row may bring nothing better before the rate is reduced; 10 unless said. */
  readonly patience?: number;
  /** By how much a value must be better to count; 1e-4 unless said. */
  readonly threshold?: number;
  /** Whether the threshold is a share of the best value ("relative") or a difference; "relative" unless said. */
  readonly thresholdMode?: "relative" | "absolute";
  /** Whether smaller or larger values are better; "min" unless said. */
  readonly mode?: "min" | "max";
  /** After a reduction, how many values are not counted; 0 unless said. */
  readonly cooldown?: number;
  /** The rate is not reduced below this; 0 unless said. */
  readonly lowest?: number;
  /** The value is the mean of the loss over so many steps, for instance an epoch's batches; 1 unless said. */
  readonly every?: number;
}

/** What `reduceOnPlateau` keeps. @public */
export interface PlateauState {
  readonly rate: Tensor;
  readonly best: Tensor;
  readonly bad: Tensor;
  readonly cooldown: Tensor;
  /** The sum and number of the losses that the next value is the mean of. */
  readonly sum: Tensor;
  readonly count: Tensor;
}

/** A reduction that changes the rate by less than this is not made. */
const LEAST_CHANGE = 1e-8;

/**
 * Reduces the rate when the loss has stopped falling. The optimizer must be told the loss: `train` does, by hand it is
 * `update(params, gradient, state, { value })`. Written without branches, so that a step can be staged.
 *
 * @throws ArgumentError when an option is out of range; when the loss is not passed.
 * @example
 * const plateau = schedule.reduceOnPlateau({ rate: 1, factor: 0.5, patience: 1 });
 * const rates = [];
 * let state = plateau.init();
 * for (const loss of [3, 2, 2, 2]) {
 *   const [rate, next] = plateau.next(state, tensor(0), loss);
 *   rates.push(rate);
 *   state = next;
 * }
 * rates // [1.0, 1.0, 1.0, 0.5]
 * @see PyTorch, `torch.optim.lr_scheduler.ReduceLROnPlateau`.
 * @public
 */
export function reduceOnPlateau(options: PlateauOptions): StatefulSchedule<PlateauState> {
  const known = checkKnown("reduceOnPlateau", options, [
    "rate",
    "factor",
    "patience",
    "threshold",
    "thresholdMode",
    "mode",
    "cooldown",
    "lowest",
    "every",
  ]);
  const { rate, factor = 0.1, patience = 10, threshold = 1e-4, thresholdMode = "relative" } = known;
  const { mode = "min", cooldown = 0, lowest = 0, every = 1 } = known;
  checkPeak("reduceOnPlateau", rate);
  if (!(factor > 0 && factor < 1)) {
    throw badOption("reduceOnPlateau", "factor must be in (0, 1)", factor, "0.1 is usual");
  }
  checkWhole("reduceOnPlateau", "patience", patience, 0, "how many values may bring nothing better");
  checkWhole("reduceOnPlateau", "cooldown", cooldown, 0, "how many values are not counted after a reduction");
  checkNotNegative("reduceOnPlateau", "threshold", threshold, "1e-4 is usual");
  checkNotNegative("reduceOnPlateau", "lowest", lowest, "the rate is not reduced below it");
  checkSteps("reduceOnPlateau", every, "every");
  if (mode !== "min" && mode !== "max") {
    throw badOption("reduceOnPlateau", "there is no such mode", mode, 'the modes are "min" and "max"');
  }
  if (thresholdMode !== "relative" && thresholdMode !== "absolute") {
    throw badOption("reduceOnPlateau", "there is no such threshold", thresholdMode, '"relative" or "absolute"');
  }
  const sign = mode === "min" ? -1 : 1;
  const bar = (best: Tensor): Tensor =>
    thresholdMode === "relative" ? mul(best, 1 + sign * threshold) : add(best, sign * threshold);
  const isBetter = (value: Tensor, best: Tensor): Tensor =>
    mode === "min" ? less(value, bar(best)) : greater(value, bar(best));

  /** What one value does. */
  const see = (state: PlateauState, value: Tensor): PlateauState => {
    const better = isBetter(value, state.best);
    const cooling = greater(state.cooldown, 0);
    const bad = where(better, 0, where(cooling, 0, add(state.bad, 1)));
    const tooMany = greater(bad, patience);
    const reduced = maximum(mul(state.rate, factor), lowest);
    const worth = greater(sub(state.rate, reduced), LEAST_CHANGE);
    return {
      ...state,
      rate: where(tooMany, where(worth, reduced, state.rate), state.rate),
      best: where(better, value, state.best),
      bad: where(tooMany, 0, bad),
      cooldown: where(tooMany, cooldown, maximum(sub(state.cooldown, 1), 0)),
    };
  };
  return {
    init: () => ({
      rate: tensor(rate),
      best: tensor(mode === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY),
      bad: tensor(0),
      cooldown: tensor(0),
      sum: tensor(0),
      count: tensor(0),
    }),
    next(state, _step, value) {
      if (value === undefined) throw noValue();
      if (every === 1) {
        const next = see(state, add(value as Tensor, tensor(0)));
        return [next.rate, next];
      }
      const sum = add(state.sum, value as Tensor);
      const count = add(state.count, 1);
      const full = greaterEqual(count, every);
      const seen = see(state, mul(sum, 1 / every));
      const pick = (yes: Tensor, no: Tensor): Tensor => where(full, yes, no);
      const next = {
        rate: pick(seen.rate, state.rate),
        best: pick(seen.best, state.best),
        bad: pick(seen.bad, state.bad),
        cooldown: pick(seen.cooldown, state.cooldown),
        sum: where(full, 0, sum),
        count: where(full, 0, count),
      };
      return [next.rate, next];
    },
  };
}

function noValue(): Error {
  return new ArgumentError({
    code: "bad-argument",
    op: "reduceOnPlateau",
    problem: "the loss is missing, by which the rate is reduced",
    hint: "pass it as the fourth argument: optimizer.update(params, gradient, state, { value })",
  });
}
