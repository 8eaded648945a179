import { add, div, mul, sqrt, square, sub, zerosLike } from "@wengert/autograd";
import { checkFraction, checkKnown, checkPositive, checkRate } from "./check.ts";
import { type LeafwiseState, leafwise } from "./leafwise.ts";
import type { Optimizer, Rate } from "./optimizer.ts";

/** Options of `adadelta`. @public */
export interface AdadeltaOptions {
  /** η > 0, or a schedule; 1 unless said. */
  readonly learningRate?: Rate;
  /** ρ in [0, 1): how much of the mean squares is kept; 0.9 unless said. */
  readonly decay?: number;
  /** ε > 0, inside both roots; it sets the size of the first steps; 1e-6 unless said. */
  readonly epsilon?: number;
}

/**
 * AdaDelta: steps in the units of the parameters, without a rate to choose.
 *
 *     s ← ρ s + (1 − ρ) g²    Δ ← g √(d + ε) / √(s + ε)    d ← ρ d + (1 − ρ) Δ²    θ ← θ − η Δ
 *
 * **Shapes:** the parameters' own. State: the mean squares of gradients, `square`, and of steps, `stepSquare`, for each
 * parameter; the step count.
 *
 * @throws ArgumentError when η ≤ 0, ρ is outside [0, 1) or ε ≤ 0 (with ε = 0 nothing would ever move).
 * @example
 * const optimizer = adadelta({ decay: 0.75, epsilon: 1e-2 });
 * const params = { W: tensor([1, 2]) };
 * optimizer.update(params, { W: tensor([10, -3]) }, optimizer.init(params))[0].W // [0.80003999 2.19955703]
 * @see M. D. Zeiler (2012), ADADELTA: an adaptive learning rate method, arXiv:1212.5701.
 * @public
 */
export function adadelta(options: AdadeltaOptions = {}): Optimizer<LeafwiseState<"square" | "stepSquare">> {
  const {
    learningRate = 1,
    decay = 0.9,
    epsilon = 1e-6,
  } = checkKnown("adadelta", options, ["learningRate", "decay", "epsilon"]);
  checkRate("adadelta", learningRate);
  checkFraction("adadelta", "decay", decay, "0.9 is usual; 0 forgets all but the present gradient");
  checkPositive("adadelta", "epsilon", epsilon, "it sets the size of the first steps; 1e-6 is usual");
  return leafwise({
    name: "adadelta",
    learningRate,
    slots: [
      ["square", zerosLike],
      ["stepSquare", zerosLike],
    ],
    scalars: (rate) => [rate] as const,
    rule: (p, g, [s, d], [rate]) => {
      const square_ = add(mul(decay, s), mul(1 - decay, square(g)));
      const step = mul(div(sqrt(add(d, epsilon)), sqrt(add(square_, epsilon))), g);
      return [sub(p, mul(rate, step)), square_, add(mul(decay, d), mul(1 - decay, square(step)))];
    },
  });
}
