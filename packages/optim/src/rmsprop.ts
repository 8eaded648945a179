import { add, div, full, maximum, mul, sqrt, square, sub, zerosLike } from "@wengert/autograd";
import { checkFraction, checkKnown, checkNotNegative, checkRate } from "./check.ts";
import { type LeafwiseState, leafwise, type Slot } from "./leafwise.ts";
import type { Optimizer, Rate } from "./optimizer.ts";

/** Options of `rmsprop`. @public */
export interface RmspropOptions {
  /** η > 0, or a schedule. */
  readonly learningRate: Rate;
  /** ρ in [0, 1): how much of the mean square is kept; 0.99 unless said. */
  readonly decay?: number;
  /** α in [0, 1): how much of the last step is repeated; 0 unless said. */
  readonly momentum?: number;
  /** Whether the mean gradient is taken off, so that the variance is left; false unless said. */
  readonly centered?: boolean;
  /** What the mean square starts at; 0 unless said. */
  readonly initial?: number;
  /** ε ≥ 0, added after the root; 1e-8 unless said. */
  readonly epsilon?: number;
}

/**
 * RMSprop: the gradient over its root mean square.
 *
 *     s ← ρ s + (1 − ρ) g²        u ← g / (√s + ε)        θ ← θ − η u
 *
 * With `centered`, a mean m ← ρ m + (1 − ρ) g is kept as well, and s − m² (not below 0) stands under the root. With
 * momentum α: b ← α b + u, θ ← θ − η b.
 *
 * **Shapes:** the parameters' own. State: `square` for each parameter, with `mean` when centred and `velocity` when there
 * is momentum; the step count.
 *
 * @throws ArgumentError when η ≤ 0, ρ or α is outside [0, 1), or ε or initial is negative.
 * @example
 * const optimizer = rmsprop({ learningRate: 0.5, decay: 0.75 });
 * const params = { W: tensor([2, 2]) };
 * optimizer.update(params, { W: tensor([10, -3]) }, optimizer.init(params))[0].W // [1.         2.99999999]
 * @see T. Tieleman, G. Hinton (2012), Lecture 6.5: rmsprop, COURSERA: Neural networks for machine learning.
 * @public
 */
export function rmsprop(options: RmspropOptions): Optimizer<LeafwiseState<"square">> {
  const {
    learningRate,
    decay = 0.99,
    momentum = 0,
    centered = false,
    initial = 0,
    epsilon = 1e-8,
  } = checkKnown("rmsprop", options, ["learningRate", "decay", "momentum", "centered", "initial", "epsilon"]);
  checkRate("rmsprop", learningRate);
  checkFraction("rmsprop", "decay", decay, "0.99 is usual; 0 forgets all but the present gradient");
  checkFraction("rmsprop", "momentum", momentum, "0 is none, 0.9 is usual");
  checkNotNegative("rmsprop", "initial", initial, "it is a mean of squares");
  checkNotNegative("rmsprop", "epsilon", epsilon, "it keeps the quotient finite; 1e-8 is usual");
  const slots: Slot<"square" | "mean" | "velocity">[] = [["square", (p) => full(p.shape, initial, p.dtype)]];
  if (centered) slots.push(["mean", zerosLike]);
  if (momentum > 0) slots.push(["velocity", zerosLike]);
  return leafwise({
    name: "rmsprop",
    learningRate,
    slots,
    scalars: (rate) => [rate] as const,
    rule: (p, g, kept, [rate]) => {
      const square_ = add(mul(decay, kept[0]!), mul(1 - decay, square(g)));
      const next = [square_];
      let spread = square_;
      if (centered) {
        const mean = add(mul(decay, kept[1]!), mul(1 - decay, g));
        next.push(mean);
        // By rounding s − m² can fall below 0 where the gradient hardly changes.
        spread = maximum(sub(square_, square(mean)), 0);
      }
      let u = div(g, add(sqrt(spread), epsilon));
      if (momentum > 0) {
        u = add(mul(momentum, kept[kept.length - 1]!), u);
        next.push(u);
      }
      return [sub(p, mul(rate, u)), ...next];
    },
  });
}
