import { type Gradient, type Pytree, type Tensor, valueAndGrad } from "@wengert/autograd";
import type { Optimizer } from "../optimizer.ts";

/**
 * One step of training: from parameters, the optimizer's state, a batch and a key (undefined where there is none) to the
 * next parameters, the next state, and the loss before the step.
 * @public
 */
export type Step<P, S, B> = (
  params: P,
  state: S,
  batch: B,
  key: Tensor | undefined,
) => readonly [params: P, state: S, loss: Tensor];

/** A step whose state is of any type: the one that the optimizer's `init` gives. @public */
export type AnyStep<P, B> = (
  params: P,
  state: never,
  batch: B,
  key: Tensor | undefined,
) => readonly [params: P, state: Pytree, loss: Tensor];

/** A loss: of parameters and a batch, with a key for what it draws; evaluated outside of training it gets none. @public */
export type Loss<P, B> = (params: P, batch: B, key: Tensor | undefined) => Tensor;

/**
 * The step of an optimizer down a loss: what `train` makes of `loss`, to be staged or compiled.
 *
 * **Shapes:** the parameters' own; the loss `[]`.
 *
 * @example
 * const step = trainingStep((p: Tensor, x: Tensor) => mean(square(sub(p, x))), sgd({ learningRate: 0.5 }));
 * step(tensor(0), { step: tensor(0), schedule: null }, tensor([1, 3]), undefined)[0] // 2.0
 * @public
 */
export function trainingStep<P, S, B>(loss: Loss<P, B>, optimizer: Optimizer<S>): Step<P, S, B> {
  const valueAndGradient = valueAndGrad(loss as never) as unknown as (
    params: P,
    batch: B,
    key: Tensor | undefined,
  ) => [Tensor, Gradient<P>];
  return (params, state, batch, key) => {
    const [value, gradient] = valueAndGradient(params, batch, key);
    const context = { value, valueAndGrad: (p: P) => valueAndGradient(p, batch, key) };
    const [next, after] = optimizer.update(params, gradient, state, context);
    return [next as P, after, value];
  };
}
