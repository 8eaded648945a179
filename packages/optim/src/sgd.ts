import { mul, sub } from "@wengert/autograd";
import { checkKnown, checkRate } from "./check.ts";
import { type LeafwiseState, leafwise } from "./leafwise.ts";
import type { Optimizer, Rate } from "./optimizer.ts";

/** Options of `sgd`. @public */
export interface SgdOptions {
  /** η > 0, or a schedule. */
  readonly learningRate: Rate;
}

/**
 * Gradient descent, stochastic when the gradient is that of a mini-batch:
 *
 *     θ ← θ − η g
 *
 * **Shapes:** the parameters' own. State: the step count alone.
 *
 * @throws ArgumentError when η ≤ 0.
 * @example
 * const optimizer = sgd({ learningRate: 0.1 });
 * const params = { W: tensor([1, 2]) };
 * optimizer.update(params, { W: tensor([10, 10]) }, optimizer.init(params))[0].W // [0. 1.]
 * @see H. Robbins, S. Monro (1951), A stochastic approximation method, Ann. Math. Statist. 22, 400–407.
 * @public
 */
export function sgd(options: SgdOptions): Optimizer<LeafwiseState> {
  const { learningRate } = checkKnown("sgd", options, ["learningRate"]);
  checkRate("sgd", learningRate);
  return leafwise({
    name: "sgd",
    learningRate,
    slots: [],
    scalars: (rate) => [rate] as const,
    rule: (p, g, _kept, [rate]) => [sub(p, mul(rate, g))],
  });
}
