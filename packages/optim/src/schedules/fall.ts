import { add, div, greaterEqual, mul, pow, sub, type Tensor, tensor, where } from "@wengert/autograd";
import { badOption, checkKnown, checkNotNegative, checkPositive } from "../check.ts";
import type { Schedule } from "../optimizer.ts";
import { checkedRate } from "../rate.ts";
import { checkFactor, checkFunction, checkPeak, checkSteps } from "./check.ts";
import { periods, share } from "./step.ts";

/**
 * The same rate at every step; a number does the same. For use inside `sequential` and `chained`.
 *
 * **Shapes:** a step count of any shape → one rate `[]`.
 *
 * @throws ArgumentError when the rate is not a number > 0.
 * @example schedule.constant(0.1)(tensor(7)) // 0.1
 * @public
 */
export function constant(rate: number): Schedule {
  checkPeak("constant", rate);
  return () => tensor(rate);
}

/** Options of `step`. @public */
export interface StepOptions {
  readonly rate: number;
  /** After how many steps the rate changes, each time. */
  readonly every: number;
  /** By what; 0.1 unless said. */
  readonly factor?: number;
}

/**
 * A staircase: η₀ · factor^⌊t / every⌋.
 *
 * **Shapes:** a step count `[]`, or any shape of them → rates of that shape.
 *
 * @throws ArgumentError when an option is out of range.
 * @example [0, 6, 7, 14].map((t) => schedule.step({ rate: 1, every: 7, factor: 0.5 })(tensor(t))) // [1.0, 1.0, 0.5, 0.25]
 * @public
 */
export function step(options: StepOptions): Schedule {
  const { rate, every, factor = 0.1 } = checkKnown("step", options, ["rate", "every", "factor"]);
  checkPeak("step", rate);
  checkSteps("step", every, "every");
  checkFactor("step", factor);
  return (t) => mul(rate, pow(factor, periods(t, every)));
}

/** Options of `multiStep`. @public */
export interface MultiStepOptions {
  readonly rate: number;
  /** The steps from which on the rate is changed once more; one that stands twice counts twice. */
  readonly milestones: readonly number[];
  /** By what; 0.1 unless said. */
  readonly factor?: number;
}

/**
 * η₀ · factorᵏ, where k of the milestones are reached.
 *
 * **Shapes:** a step count `[]`, or any shape of them → rates of that shape.
 *
 * @throws ArgumentError when an option is out of range.
 * @example
 * const rate = schedule.multiStep({ rate: 1, milestones: [3, 10], factor: 0.5 });
 * [0, 3, 10].map((t) => rate(tensor(t))) // [1.0, 0.5, 0.25]
 * @see K. He et al. (2016), Deep residual learning for image recognition, CVPR, section 4.2.
 * @public
 */
export function multiStep(options: MultiStepOptions): Schedule {
  const { rate, milestones, factor = 0.1 } = checkKnown("multiStep", options, ["rate", "milestones", "factor"]);
  checkPeak("multiStep", rate);
  checkFactor("multiStep", factor);
  if (!Array.isArray(milestones) || !milestones.every((m) => Number.isSafeInteger(m) && m >= 0)) {
    throw badOption(
      "multiStep",
      "milestones are whole numbers ≥ 0",
      milestones,
      "they count steps, for instance [100, 200]",
    );
  }
  return (t) =>
    milestones.reduce<Tensor>(
      (now, milestone) => where(greaterEqual(t, milestone), mul(now, factor), now),
      tensor(rate),
    );
}

/**
 * η₀ · f(t), for any f in tape operations.
 *
 * **Shapes:** a step count `[]` → the rate `[]`.
 *
 * @throws ArgumentError when the rate is not a number > 0.
 * @example schedule.lambda(2, (t) => pow(0.5, t))(tensor(3)) // 0.25
 * @public
 */
export function lambda(rate: number, f: Schedule): Schedule {
  checkPeak("lambda", rate);
  checkFunction("lambda", f);
  return (t) => mul(rate, checkedRate("the function of lambda", f(t), t));
}

/** Options of `exponential`. @public */
export interface ExponentialOptions {
  readonly rate: number;
  /** By what the rate changes at each step. */
  readonly factor: number;
}

/**
 * η₀ · factorᵗ.
 *
 * **Shapes:** a step count `[]`, or any shape of them → rates of that shape.
 *
 * @throws ArgumentError when an option is out of range.
 * @example schedule.exponential({ rate: 1, factor: 0.5 })(tensor(3)) // 0.125
 * @see Z. Li, S. Arora (2020), An exponential learning rate schedule for deep learning, ICLR.
 * @public
 */
export function exponential(options: ExponentialOptions): Schedule {
  const { rate, factor } = checkKnown("exponential", options, ["rate", "factor"]);
  checkPeak("exponential", rate);
  checkFactor("exponential", factor);
  return (t) => mul(rate, pow(factor, t));
}

/** Options of `linear`. @public */
export interface LinearOptions {
  readonly from: number;
  readonly to: number;
  /** How many steps it takes. */
  readonly steps: number;
}

/**
 * From one rate to another in a straight line, and constant after that.
 *
 * **Shapes:** a step count `[]`, or any shape of them → rates of that shape.
 *
 * @throws ArgumentError when an option is out of range.
 * @example [0, 5, 20].map((t) => schedule.linear({ from: 1, to: 0.5, steps: 10 })(tensor(t))) // [1.0, 0.75, 0.5]
 * @see J. Devlin et al. (2019), BERT, NAACL, appendix A.2.
 * @public
 */
export function linear(options: LinearOptions): Schedule {
  const { from, to, steps } = checkKnown("linear", options, ["from", "to", "steps"]);
  checkNotNegative("linear", "from", from, "it is the rate of the first step");
  checkNotNegative("linear", "to", to, "it is the rate after the last of the steps");
  checkSteps("linear", steps);
  return (t) => add(from, mul(to - from, share(t, 0, steps)));
}

/** Options of `polynomial`. @public */
export interface PolynomialOptions {
  readonly rate: number;
  /** After how many steps the end is reached. */
  readonly steps: number;
  /** The power; 1, a straight line, unless said. */
  readonly power?: number;
  /** The rate at the end; 0 unless said. */
  readonly end?: number;
}

/**
 * end + (η₀ − end) (1 − t / steps)^power, and constant after that.
 *
 * **Shapes:** a step count `[]`, or any shape of them → rates of that shape.
 *
 * @throws ArgumentError when an option is out of range.
 * @example [0, 5, 20].map((t) => schedule.polynomial({ rate: 1, steps: 10, power: 2 })(tensor(t))) // [1.0, 0.25, 0.0]
 * @see L.-C. Chen et al. (2017), DeepLab, arXiv:1606.00915, section 4.1.
 * @public
 */
export function polynomial(options: PolynomialOptions): Schedule {
  const { rate, steps, power = 1, end = 0 } = checkKnown("polynomial", options, ["rate", "steps", "power", "end"]);
  checkPeak("polynomial", rate);
  checkSteps("polynomial", steps);
  checkPositive("polynomial", "power", power, "1 is a straight line");
  checkNotNegative("polynomial", "end", end, "it is the rate at the end");
  return (t) => add(end, mul(rate - end, pow(sub(1, share(t, 0, steps)), power)));
}

/** Options of `inverseTime`. @public */
export interface InverseTimeOptions {
  readonly t0: number;
  readonly t1: number;
}

/**
 * The course's t₀ / (t + t₁): the rates of Robbins and Monro, whose sum diverges while the sum of squares converges.
 *
 * **Shapes:** a step count `[]`, or any shape of them → rates of that shape.
 *
 * @throws ArgumentError when t₀ or t₁ is not a number > 0.
 * @example [0, 40].map((t) => schedule.inverseTime({ t0: 1, t1: 10 })(tensor(t))) // [0.1, 0.02]
 * @see H. Robbins, S. Monro (1951), A stochastic approximation method, Ann. Math. Statist. 22, 400–407.
 * @public
 */
export function inverseTime(options: InverseTimeOptions): Schedule {
  const { t0, t1 } = checkKnown("inverseTime", options, ["t0", "t1"]);
  checkPositive("inverseTime", "t0", t0, "the first rate is t0 / t1");
  checkPositive("inverseTime", "t1", t1, "the first rate is t0 / t1; after t1 steps it is half as large");
  return (t) => div(t0, add(t, t1));
}
