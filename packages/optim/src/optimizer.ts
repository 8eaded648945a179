import type { Gradient, Pytree, Tensor } from "@wengert/autograd";

/**
 * What an optimizer may want besides the gradient. `value` is the loss at the parameters (for a rate that falls on a
 * plateau); `valueAndGrad` evaluates loss and gradient at other parameters (for a line search).
 * @public
 */
export interface Context<P = Pytree> {
  readonly value?: Tensor | number | undefined;
  readonly valueAndGrad?: ((params: P) => readonly [value: Tensor, gradient: Gradient<P>]) | undefined;
}

/**
 * A rule that moves parameters along their gradient: two pure functions, written in tape operations.
 *
 * `init` makes the state that belongs to parameters; `update` gives the next parameters and the next state, and changes
 * neither. Parameters are any pytree of float tensors (a number counts as a tensor without axes), the gradient is built
 * like them. No numbers are read, so a step can be staged, and one program serves every step; `lbfgs` alone branches on
 * values. The state is a pytree of tensors: it can be saved, compared, and passed on.
 * @public
 */
export interface Optimizer<S = Pytree> {
  /** The name that errors carry. */
  readonly name: string;
  init(params: Pytree): S;
  update<P>(params: P, gradients: Gradient<P>, state: S, context?: Context<P>): [params: Gradient<P>, state: S];
}

/**
 * A change of the gradient before the optimizer sees it: clipping, weight decay, scaling. Pure, in tape operations;
 * `chain` puts them in front of an optimizer.
 * @public
 */
export interface GradientTransform<S = Pytree> {
  readonly name: string;
  init(params: Pytree): S;
  transform(gradients: Pytree, state: S, params: Pytree, context?: Context): [gradients: Pytree, state: S];
}

/** A rate as a function of the number of steps taken (0 at the first), in tape operations. @public */
export type Schedule = (step: Tensor) => Tensor | number;

/**
 * A rate that remembers: its state is part of the optimizer's. `next` is asked once a step, with the loss if it is
 * known, and gives the rate of this step.
 * @public
 */
export interface StatefulSchedule<S = Pytree> {
  init(): S;
  next(state: S, step: Tensor, value: Tensor | number | undefined): [rate: Tensor, state: S];
}

/** A learning rate: a number > 0, or a schedule. @public */
export type Rate = number | Schedule | StatefulSchedule;
