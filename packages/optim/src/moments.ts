import { add, mul, pow, square, sub, type Tensor } from "@wengert/autograd";
import { checkFraction, checkKnown, checkPositive, checkRate } from "./check.ts";
import type { Rate } from "./optimizer.ts";

/** Options that Adam and its relatives share. @public */
export interface MomentOptions {
  /** η > 0, or a schedule; 0.001 unless said. */
  readonly learningRate?: Rate;
  /** β₁ in [0, 1): how much of the mean gradient is kept; 0.9 unless said. */
  readonly beta1?: number;
  /** β₂ in [0, 1): how much of the mean square is kept; 0.999 unless said. */
  readonly beta2?: number;
  /** ε > 0, added after the root; 1e-8 unless said. */
  readonly epsilon?: number;
}

/** The options with their defaults. `own` are those of one optimizer. @throws ArgumentError when one cannot be used. */
export function readMoments<O extends MomentOptions>(
  op: string,
  options: O,
  own: readonly (keyof O & string)[] = [],
): Omit<O, keyof MomentOptions> & Required<MomentOptions> {
  const known = checkKnown(op, options, ["learningRate", "beta1", "beta2", "epsilon", ...own]);
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = known;
  checkRate(op, learningRate);
  checkFraction(op, "beta1", beta1, "0.9 is usual; 0 forgets all but the present gradient");
  checkFraction(op, "beta2", beta2, "0.999 is usual; 0 forgets all but the present gradient");
  checkPositive(op, "epsilon", epsilon, "without it a parameter with gradient 0 would become NaN; 1e-8 is usual");
  return { ...known, learningRate, beta1, beta2, epsilon };
}

/** β m + (1 − β) g. */
export function meanOf(beta: number, m: Tensor, g: Tensor): Tensor {
  return add(mul(beta, m), mul(1 - beta, g));
}

/** β v + (1 − β) g². */
export function meanSquareOf(beta: number, v: Tensor, g: Tensor): Tensor {
  return add(mul(beta, v), mul(1 - beta, square(g)));
}

/** 1 − βᵗ: the share of a mean that started at 0 which is filled after t steps. */
export function filled(beta: number, t: Tensor): Tensor {
  return sub(1, pow(beta, t));
}
