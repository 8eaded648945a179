import { greaterEqual, less, mul, sub, type Tensor, tensor, where } from "@wengert/autograd";
import { badOption, checkFraction } from "../check.ts";
import type { Schedule } from "../optimizer.ts";
import { checkSteps } from "./check.ts";
import { periods, share } from "./step.ts";

/**
 * A straight rise before another schedule, which begins where the rise ends: from `start` times its first rate to the
 * whole of it in `steps` steps, then the schedule from its step 0.
 *
 * **Shapes:** a step count `[]` → the rate `[]`, or any shape of both where the parts take it.
 *
 * @throws ArgumentError when the number of steps is not a whole number ≥ 1, or start is outside [0, 1).
 * @example
 * const rate = schedule.warmUp(4, schedule.exponential({ rate: 1, factor: 0.5 }));
 * [0, 2, 4, 5].map((t) => rate(tensor(t))) // [0.0, 0.5, 1.0, 0.5]
 * @see P. Goyal et al. (2017), Accurate, large minibatch SGD: training ImageNet in 1 hour, arXiv:1706.02677, section
 * 2.2.
 * @public
 */
export function warmUp(steps: number, then: Schedule | number, start = 0): Schedule {
  checkSteps("warmUp", steps);
  checkFraction("warmUp", "start", start, "it is the share of the rate with which the rise begins");
  const after = asSchedule("warmUp", then);
  return (t) => {
    const rise = sub(1, mul(1 - start, sub(1, share(t, 0, steps))));
    return where(less(t, steps), mul(after(tensor(0)) as Tensor, rise), after(sub(t, steps)) as Tensor);
  };
}

/**
 * One schedule after another: each begins at its step 0 where the one before ends.
 *
 * **Shapes:** a step count `[]` → the rate `[]`, or any shape of both where the parts take it.
 *
 * @throws ArgumentError when there is not one milestone fewer than schedules, or they do not rise.
 * @example
 * const rate = schedule.sequential([1, schedule.exponential({ rate: 0.5, factor: 0.5 })], [3]);
 * [0, 2, 3, 4].map((t) => rate(tensor(t))) // [1.0, 1.0, 0.5, 0.25]
 * @public
 */
export function sequential(schedules: readonly (Schedule | number)[], milestones: readonly number[]): Schedule {
  if (schedules.length === 0 || milestones?.length !== schedules.length - 1) {
    throw badOption(
      "sequential",
      `${schedules.length} schedules need ${Math.max(0, schedules.length - 1)} milestones, where the next one begins`,
      milestones,
      "for instance sequential([first, second], [100])",
    );
  }
  if (!milestones.every((m, i) => Number.isSafeInteger(m) && m > (milestones[i - 1] ?? 0))) {
    throw badOption(
      "sequential",
      "milestones are whole numbers that rise",
      milestones,
      "they count steps from the start",
    );
  }
  const parts = schedules.map((part) => asSchedule("sequential", part));
  return (t) =>
    parts.slice(1).reduce<Tensor>(
      (rate, part, i) => {
        const from = milestones[i]!;
        return where(greaterEqual(t, from), part(sub(t, from)) as Tensor, rate);
      },
      tensorOf(parts[0]!(t)),
    );
}

/**
 * The product of schedules, all counted from the start: one is a rate, the others factors near 1.
 *
 * **Shapes:** a step count `[]` → the rate `[]`, or any shape of both where the parts take it.
 *
 * @throws ArgumentError when there are none.
 * @example
 * const rate = schedule.chained(schedule.warmUp(2, 1), schedule.exponential({ rate: 0.5, factor: 0.5 }));
 * [0, 1, 2].map((t) => rate(tensor(t))) // [0.0, 0.125, 0.125]
 * @public
 */
export function chained(...schedules: readonly (Schedule | number)[]): Schedule {
  if (schedules.length === 0) throw badOption("chained", "there is no schedule", schedules, "pass at least one");
  const parts = schedules.map((part) => asSchedule("chained", part));
  return (t) => parts.map((part) => tensorOf(part(t))).reduce((a, b) => mul(a, b));
}

/**
 * A schedule that moves on only every n steps: with n the batches of an epoch, one that counts epochs.
 *
 * **Shapes:** a step count `[]` → the rate `[]`, or any shape of both where the parts take it.
 *
 * @throws ArgumentError when n is not a whole number ≥ 1.
 * @example
 * const rate = schedule.everySteps(10, schedule.exponential({ rate: 1, factor: 0.5 }));
 * [0, 9, 10].map((t) => rate(tensor(t))) // [1.0, 1.0, 0.5]
 * @public
 */
export function everySteps(n: number, inner: Schedule | number): Schedule {
  checkSteps("everySteps", n, "n");
  const schedule = asSchedule("everySteps", inner);
  return (t) => schedule(periods(t, n));
}

/** @throws ArgumentError when it is neither a number nor a function of the step. */
function asSchedule(op: string, given: Schedule | number): Schedule {
  if (typeof given === "number") return () => tensor(given);
  if (typeof given === "function") return given;
  throw badOption(
    op,
    "a part must be a schedule or a number",
    given,
    typeof (given as { readonly next?: unknown } | undefined)?.next === "function"
      ? "reduceOnPlateau and multiplicative keep a state and stand alone, as learningRate"
      : "for instance schedule.exponential({ rate: 0.1, factor: 0.9 })",
  );
}

function tensorOf(rate: Tensor | number): Tensor {
  return typeof rate === "number" ? tensor(rate) : rate;
}
