import {
  add,
  div,
  type Gradient,
  isTensor,
  mapTree,
  mul,
  type Pytree,
  pow,
  sub,
  type Tensor,
  tensor,
  zerosLike,
} from "@wengert/autograd";
import { badOption, checkFraction, checkOptimizer, checkState } from "../check.ts";
import { beside, treeLike } from "../leaves.ts";
import type { Context, Optimizer } from "../optimizer.ts";

/** What `averageParameters` keeps. @public */
export interface AverageState {
  readonly step: Tensor;
  /** Σ over the steps of (1 − δ) δᵏ θ, k steps ago; it fills up from 0: read it with `averageOf`. */
  readonly sum: Pytree;
  /** The optimizer's own state. */
  readonly inner: Pytree;
}

/**
 * An optimizer with an exponential moving average of its parameters beside it:
 *
 *     a ← δ a + (1 − δ) θ        read as a / (1 − δᵗ) by `averageOf(state, …)`
 *
 * The parameters themselves move as without it. The average often predicts better than the last parameters.
 *
 * **Shapes:** the parameters' own. State: the step count, `sum`, and the optimizer's state as `inner`.
 *
 * @throws ArgumentError when δ is outside [0, 1).
 * @example
 * const optimizer = averageParameters(sgd({ learningRate: 0.1 }), 0.5);
 * const start = { W: tensor([1, 2]) };
 * const [once, first] = optimizer.update(start, { W: tensor([10, 0]) }, optimizer.init(start));
 * const [, second] = optimizer.update(once, { W: tensor([30, 0]) }, first);
 * averageOf(second, 0.5).W // [-2.  2.]
 * @see B. T. Polyak, A. B. Juditsky (1992), Acceleration of stochastic approximation by averaging, SIAM J. Control
 * Optim. 30, 838–855.
 * @public
 */
export function averageParameters(optimizer: Optimizer, decay = 0.999): Optimizer<AverageState> {
  checkOptimizer("averageParameters", optimizer);
  checkFraction("averageParameters", "decay", decay, "0.999 averages over about the last 1000 steps");
  return {
    name: optimizer.name,
    init: (params) => ({
      step: tensor(0),
      sum: mapTree((p: Tensor): Tensor => zerosLike(p), params),
      inner: optimizer.init(params),
    }),
    update<P>(params: P, gradients: Gradient<P>, state: AverageState, context?: Context<P>) {
      checkState(optimizer.name, state);
      const [moved, inner] = optimizer.update(params, gradients, state.inner, context);
      const mix = (a: Tensor, p: Tensor): Tensor => add(mul(decay, a), mul(1 - decay, p));
      const sum = treeLike(optimizer.name, state.sum, "the state's sum", params);
      return [moved, { step: add(state.step, 1), sum: mapTree(mix, sum, moved), inner }];
    },
  };
}

/**
 * The average that `averageParameters` has gathered: a / (1 − δᵗ).
 *
 * **Shapes:** built like the parameters; before the first step every entry is NaN.
 *
 * @throws ArgumentError when δ is outside [0, 1); it must be the one of `averageParameters`. When the state is another's.
 * @example averageOf({ step: tensor(1), sum: { W: tensor([0.5, 1]) }, inner: null }, 0.5).W // [1. 2.]
 * @see B. T. Polyak, A. B. Juditsky (1992), Acceleration of stochastic approximation by averaging, SIAM J. Control
 * Optim. 30, 838–855.
 * @public
 */
export function averageOf<P = Pytree>(state: AverageState, decay = 0.999): P {
  checkFraction("averageOf", "decay", decay, "pass the one of averageParameters");
  const { step, sum } = (state ?? {}) as Partial<AverageState>;
  if (!isTensor(step) || sum === undefined) {
    throw badOption(
      "averageOf",
      "this is no state of averageParameters",
      state,
      "pass the state that its update gives; behind chain it is the last entry of the list, in train run.state",
    );
  }
  const filled = sub(1, pow(decay, step));
  return mapTree((a: Tensor): Tensor => div(a, beside(filled, a.dtype)), sum) as P;
}
