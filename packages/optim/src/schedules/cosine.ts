import { add, cos, div, floor, greaterEqual, less, log, mul, pow, sub, type Tensor, where } from "@wengert/autograd";
import { badOption, checkKnown, checkNotNegative } from "../check.ts";
import type { Schedule } from "../optimizer.ts";
import { checkPeak, checkSteps } from "./check.ts";
import { periods } from "./step.ts";

/** Options of `cosine`. @public */
export interface CosineOptions {
  readonly rate: number;
  /** After how many steps the lowest rate is reached. */
  readonly steps: number;
  /** The lowest rate; 0 unless said. */
  readonly lowest?: number;
}

/**
 * Half a wave: lowest + ½ (η₀ − lowest) (1 + cos(π t / steps)). After `steps` it rises again, as PyTorch's does, with
 * the period 2 · steps.
 *
 * **Shapes:** a step count `[]`, or any shape of them → rates of that shape.
 *
 * @throws ArgumentError when an option is out of range.
 * @example [0, 5, 10].map((t) => schedule.cosine({ rate: 1, steps: 10 })(tensor(t))) // [1.0, 0.5, 0.0]
 * @see I. Loshchilov, F. Hutter (2017), SGDR: stochastic gradient descent with warm restarts, ICLR.
 * @public
 */
export function cosine(options: CosineOptions): Schedule {
  const { rate, steps, lowest = 0 } = checkKnown("cosine", options, ["rate", "steps", "lowest"]);
  checkPeak("cosine", rate);
  checkSteps("cosine", steps);
  checkNotNegative("cosine", "lowest", lowest, "it is the rate in the trough");
  return (t) => halfWave(rate, lowest, div(t, steps));
}

/** Options of `cosineRestarts`. @public */
export interface CosineRestartsOptions extends CosineOptions {
  /** By what each wave is longer than the one before: a whole number; 1 unless said. */
  readonly growth?: number;
}

/**
 * The falling half wave of `cosine` again and again, from the top each time; the k-th takes steps · growthᵏ steps.
 *
 * **Shapes:** a step count `[]`, or any shape of them → rates of that shape.
 *
 * @throws ArgumentError when an option is out of range.
 * @example
 * const rate = schedule.cosineRestarts({ rate: 1, steps: 4, growth: 2 });
 * [0, 2, 4, 8, 12].map((t) => rate(tensor(t))) // [1.0, 0.5, 1.0, 0.5, 1.0]
 * @see I. Loshchilov, F. Hutter (2017), SGDR: stochastic gradient descent with warm restarts, ICLR.
 * @public
 */
export function cosineRestarts(options: CosineRestartsOptions): Schedule {
  const {
    rate,
    steps,
    growth = 1,
    lowest = 0,
  } = checkKnown("cosineRestarts", options, ["rate", "steps", "growth", "lowest"]);
  checkPeak("cosineRestarts", rate);
  checkSteps("cosineRestarts", steps);
  checkNotNegative("cosineRestarts", "lowest", lowest, "it is the rate in the trough");
  if (!(Number.isSafeInteger(growth) && growth >= 1)) {
    throw badOption("cosineRestarts", "growth must be a whole number ≥ 1", growth, "2 doubles each wave");
  }
  if (growth === 1) return (t) => halfWave(rate, lowest, div(sub(t, mul(steps, periods(t, steps))), steps));
  /** Where wave k begins: steps (growthᵏ − 1) / (growth − 1). */
  const begin = (k: Tensor): Tensor => mul(steps / (growth - 1), sub(pow(growth, k), 1));
  return (t) => {
    // The logarithm may be a rounding error off at the first step of a wave: looked at once more in whole numbers.
    const guess = floor(div(log(add(1, mul((growth - 1) / steps, t))), Math.log(growth)));
    const tooEarly = where(greaterEqual(t, begin(add(guess, 1))), 1, 0);
    const tooLate = where(less(t, begin(guess)), 1, 0);
    const k = add(guess, sub(tooEarly, tooLate));
    return halfWave(rate, lowest, div(sub(t, begin(k)), mul(steps, pow(growth, k))));
  };
}

function halfWave(top: number, bottom: number, t: Tensor): Tensor {
  return add(bottom, mul((top - bottom) / 2, add(1, cos(mul(Math.PI, t)))));
}
