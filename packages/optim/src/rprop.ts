import { full, greater, less, maximum, minimum, mul, sign, sub, where, zerosLike } from "@wengert/autograd";
import { badOption, checkKnown, checkPositive } from "./check.ts";
import { type LeafwiseState, leafwise } from "./leafwise.ts";
import type { Optimizer } from "./optimizer.ts";

/** Options of `rprop`. @public */
export interface RpropOptions {
  /** The first step in every coordinate, > 0; 0.01 unless said. A number: the steps find their own size. */
  readonly learningRate?: number;
  /** η⁻ in (0, 1): by what a step shrinks where the gradient changed its sign; 0.5 unless said. */
  readonly shrink?: number;
  /** η⁺ > 1: by what it grows where the sign stayed; 1.2 unless said. */
  readonly grow?: number;
  /** The shortest step; 1e-6 unless said. */
  readonly smallest?: number;
  /** The longest step; 50 unless said. */
  readonly largest?: number;
}

/**
 * Resilient backpropagation: each coordinate has a step of its own, and only the gradient's sign counts.
 *
 *     Δ ← Δ η⁺ where g g₋₁ > 0, Δ η⁻ where g g₋₁ < 0 (then g ← 0), within its bounds        θ ← θ − Δ sign(g)
 *
 * For gradients of all the data: between mini-batches the sign changes by chance.
 *
 * **Shapes:** the parameters' own. State: `gradient` (the last one, 0 where it was dropped) and `size` for each parameter;
 * the step count.
 *
 * @throws ArgumentError when the first step is not a number > 0, η⁻ is outside (0, 1), η⁺ ≤ 1, or the bounds are not
 * 0 < smallest ≤ largest.
 * @example
 * const optimizer = rprop({ learningRate: 0.5 });
 * const params = { W: tensor([1, 2]) };
 * optimizer.update(params, { W: tensor([10, -3]) }, optimizer.init(params))[0].W // [0.5 2.5]
 * @see M. Riedmiller, H. Braun (1993), A direct adaptive method for faster backpropagation learning: the RPROP
 * algorithm, IEEE ICNN, 586–591.
 * @public
 */
export function rprop(options: RpropOptions = {}): Optimizer<LeafwiseState<"gradient" | "size">> {
  const {
    learningRate = 0.01,
    shrink = 0.5,
    grow = 1.2,
    smallest = 1e-6,
    largest = 50,
  } = checkKnown("rprop", options, ["learningRate", "shrink", "grow", "smallest", "largest"]);
  checkPositive("rprop", "learningRate", learningRate, "it is the first step, for instance 0.01; no schedule");
  if (!(shrink > 0 && shrink < 1)) throw badOption("rprop", "shrink must be in (0, 1)", shrink, "0.5 is usual");
  if (!(grow > 1 && grow < Number.POSITIVE_INFINITY))
    throw badOption("rprop", "grow must be > 1", grow, "1.2 is usual");
  if (!(smallest > 0 && smallest <= largest)) {
    throw badOption("rprop", "0 < smallest ≤ largest must hold", [smallest, largest], "1e-6 and 50 are usual");
  }
  return leafwise({
    name: "rprop",
    learningRate,
    slots: [
      ["gradient", zerosLike],
      ["size", (p) => full(p.shape, learningRate, p.dtype)],
    ],
    scalars: () => [] as const,
    rule: (p, g, [last, size]) => {
      const turn = mul(g, last);
      const turned = less(turn, 0);
      const factor = where(greater(turn, 0), grow, where(turned, shrink, full([], 1, p.dtype)));
      const next = minimum(maximum(mul(size, factor), smallest), largest);
      const kept = where(turned, 0, g);
      return [sub(p, mul(sign(kept), next)), kept, next];
    },
  });
}
