import { add, isTensor, type Pytree, type Tensor, tensor } from "@wengert/autograd";
import { badOption } from "./check.ts";
import { numberOf } from "./leaves.ts";
import type { Context, Rate, StatefulSchedule } from "./optimizer.ts";

/** The count of steps before the first. */
export function stepZero(): Tensor {
  return tensor(0);
}

/** One step more. */
export function nextStep(step: Tensor): Tensor {
  return add(step, 1);
}

/** Whether a rate keeps a state of its own. */
export function isStateful(rate: Rate): rate is StatefulSchedule {
  return typeof rate === "object";
}

/** What a rate keeps between steps: null when it is a number or a function of the step. */
export function rateState(rate: Rate): Pytree {
  return isStateful(rate) ? rate.init() : null;
}

/** The rate of this step, and what it keeps. */
export function rateAt(
  rate: Rate,
  step: Tensor,
  kept: Pytree,
  context: Context | undefined,
): readonly [rate: Tensor | number, kept: Pytree] {
  if (typeof rate === "number") return [rate, null];
  if (typeof rate === "function") return [checkedRate("the schedule", rate(step), step), null];
  const [now, next] = rate.next(kept, step, context?.value);
  return [checkedRate("the schedule", now, step), next];
}

/**
 * What a schedule gave.
 *
 * @throws ArgumentError when it is not one number, not finite or negative: with a rate below 0 steps climb. Abstract
 * numbers are not looked at.
 */
export function checkedRate<R extends Tensor | number>(what: string, rate: R, step: Tensor): R {
  const number = isTensor(rate) && rate.size === 1 ? numberOf(rate) : rate;
  if (number === null || (Number.isFinite(number) && (number as number) >= 0)) return rate;
  const at = numberOf(step);
  throw badOption(
    "schedule",
    `${what} must give one finite number ≥ 0${at === null ? "" : `, at step ${at}`}`,
    number,
    typeof number === "number" && number < 0
      ? "a rate that falls below 0 is held there by maximum(rate, 0); to climb, chain(scaleGradients(-1), …)"
      : "a schedule is a function of the step, for instance (t) => div(1, add(t, 10)); is there a return?",
  );
}
