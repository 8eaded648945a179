import { badOption, checkPositive, checkWhole } from "../check.ts";

/** @throws ArgumentError when a rate is not a number > 0. */
export function checkPeak(op: string, rate: number): void {
  checkPositive(op, "rate", rate, "it is the learning rate that the schedule starts from, for instance 0.1");
}

/** @throws ArgumentError when a number of steps is not a whole number ≥ 1. */
export function checkSteps(op: string, steps: number, name = "steps"): void {
  checkWhole(op, name, steps, 1, "it counts steps, that is updates; for epochs use everySteps");
}

/** @throws ArgumentError when a factor is not a finite number > 0. */
export function checkFactor(op: string, factor: number): void {
  if (factor > 0 && factor < Number.POSITIVE_INFINITY) return;
  throw badOption(op, "factor must be a number > 0", factor, "for instance 0.5, which halves the rate");
}

/** @throws ArgumentError when there is no function of the step. */
export function checkFunction(op: string, f: unknown): void {
  if (typeof f === "function") return;
  throw badOption(op, "the second argument is a function of the step", f, "for instance (t) => pow(0.9, t)");
}
