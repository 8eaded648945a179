import { add, type Pytree, type Tensor, tensor } from "@wengert/autograd";
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
  if (typeof rate === "function") return [rate(step), null];
  return rate.next(kept, step, context?.value);
}
