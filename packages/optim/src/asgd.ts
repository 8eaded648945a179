import { add, div, maximum, mul, pow, sub } from "@wengert/autograd";
import { checkKnown, checkNotNegative, checkRate } from "./check.ts";
import { type LeafwiseState, leafwise } from "./leafwise.ts";
import type { Optimizer, Rate } from "./optimizer.ts";

/** Options of `asgd`. @public */
export interface AsgdOptions {
  /** η₀ > 0, or a schedule; 0.01 unless said. */
  readonly learningRate?: Rate;
  /** λ ≥ 0: how fast parameters shrink and the rate falls; 1e-4 unless said. */
  readonly decay?: number;
  /** α ≥ 0: the power with which the rate falls; 0.75 unless said. */
  readonly power?: number;
  /** After how many steps the averaging begins; 1e6 unless said. */
  readonly averageFrom?: number;
}

/**
 * Averaged stochastic gradient descent: a falling rate, and the mean of the path beside it.
 *
 *     η = η₀ / (1 + λ η₀ t)^α        θ ← (1 − λ η) θ − η g        ā ← ā + μ (θ − ā),  μ = 1 / max(1, t − t₀)
 *
 * with t the steps taken before. The parameters that `update` gives are θ, at which the next gradient is taken; the mean
 * is `average` in the state, and equals θ until t₀ steps are taken.
 *
 * **Shapes:** the parameters' own. State: `average` for each parameter; the step count.
 *
 * @throws ArgumentError when η₀ ≤ 0, or one of the others is negative.
 * @example
 * const optimizer = asgd({ learningRate: 0.5, averageFrom: 0 });
 * const params = { W: tensor([1, 2]) };
 * optimizer.update(params, { W: tensor([1, -2]) }, optimizer.init(params))[0].W // [0.49995 2.9999 ]
 * @see B. T. Polyak, A. B. Juditsky (1992), Acceleration of stochastic approximation by averaging, SIAM J. Control
 * Optim. 30, 838–855.
 * @public
 */
export function asgd(options: AsgdOptions = {}): Optimizer<LeafwiseState<"average">> {
  const {
    learningRate = 0.01,
    decay = 1e-4,
    power = 0.75,
    averageFrom = 1e6,
  } = checkKnown("asgd", options, ["learningRate", "decay", "power", "averageFrom"]);
  checkRate("asgd", learningRate);
  checkNotNegative("asgd", "decay", decay, "1e-4 is usual; 0 keeps the rate");
  checkNotNegative("asgd", "power", power, "0.75 is usual; 0 keeps the rate");
  checkNotNegative("asgd", "averageFrom", averageFrom, "it counts steps");
  return leafwise({
    name: "asgd",
    learningRate,
    slots: [["average", (p) => p]],
    scalars: (rate, step) => {
      const eta = div(rate, pow(add(1, mul(mul(decay, rate), step)), power));
      return [eta, sub(1, mul(decay, eta)), div(1, maximum(sub(step, averageFrom), 1))] as const;
    },
    rule: (p, g, [average], [eta, shrink, share]) => {
      const next = sub(mul(shrink, p), mul(eta, g));
      return [next, add(average, mul(share, sub(next, average)))];
    },
  });
}
