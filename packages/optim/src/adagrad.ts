import { add, div, full, mul, sqrt, square, sub } from "@wengert/autograd";
import { checkKnown, checkNotNegative, checkRate } from "./check.ts";
import { type LeafwiseState, leafwise } from "./leafwise.ts";
import type { Optimizer, Rate } from "./optimizer.ts";

/** Options of `adagrad`. @public */
export interface AdagradOptions {
  /** η > 0, or a schedule. */
  readonly learningRate: Rate;
  /** What the sum of squares starts at; 0 unless said. */
  readonly initial?: number;
  /** ε ≥ 0, added after the root; 1e-10 unless said. */
  readonly epsilon?: number;
}

/**
 * AdaGrad: each parameter's rate falls with the gradients that it has seen.
 *
 *     s ← s + g²        θ ← θ − η g / (√s + ε)
 *
 * **Shapes:** the parameters' own. State: one sum of squares, `squares`, for each parameter, and the step count. PyTorch's
 * `lr_decay` d is the schedule `inverseTime({ t0: η/d, t1: 1/d })`.
 *
 * @throws ArgumentError when η ≤ 0, or initial or ε is negative.
 * @example
 * const optimizer = adagrad({ learningRate: 0.5 });
 * const params = { W: tensor([1, 2]) };
 * optimizer.update(params, { W: tensor([10, -3]) }, optimizer.init(params))[0].W // [0.5 2.5]
 * @see J. Duchi, E. Hazan, Y. Singer (2011), Adaptive subgradient methods for online learning and stochastic
 * optimization, JMLR 12, 2121–2159.
 * @public
 */
export function adagrad(options: AdagradOptions): Optimizer<LeafwiseState<"squares">> {
  const {
    learningRate,
    initial = 0,
    epsilon = 1e-10,
  } = checkKnown("adagrad", options, ["learningRate", "initial", "epsilon"]);
  checkRate("adagrad", learningRate);
  checkNotNegative("adagrad", "initial", initial, "it is a sum of squares");
  checkNotNegative("adagrad", "epsilon", epsilon, "it keeps the quotient finite; 1e-10 is usual");
  return leafwise({
    name: "adagrad",
    learningRate,
    slots: [["squares", (p) => full(p.shape, initial, p.dtype)]],
    scalars: (rate) => [rate] as const,
    rule: (p, g, [s], [rate]) => {
      const next = add(s, square(g));
      return [sub(p, mul(rate, div(g, add(sqrt(next), epsilon)))), next];
    },
  });
}
