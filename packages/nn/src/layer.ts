import type { Gradient, random, Tensor } from "@wengert/autograd";

/** Where initial parameters are drawn from: `random.generator(seed)` or `random.RandomState(seed)`. @public */
export type RandomSource = random.Draws;

/** What a run of a layer depends on besides parameters and input. @public */
export interface Context<S = unknown> {
  /** Whether the run is part of training: dropout drops, batch normalisation takes the batch's own statistics. */
  readonly training?: boolean;
  /** The key of this run's random numbers: split or fold a new one for every step. */
  readonly key?: Tensor | undefined;
  /** What the layer carries from run to run, as its `initialState` or the run before gave it. */
  readonly state?: S | undefined;
}

/** What `backward` gives: the adjoints of the parameters and of the input. @public */
export interface Adjoints<P, X> {
  readonly dParams: Gradient<P>;
  readonly dx: Gradient<X>;
}

/**
 * A layer: data and pure functions. `P` is its parameters (a pytree), `C` what `forward` keeps for `backward`, `X` and
 * `Y` its input and output, `S` the state that it carries from run to run, if it has one.
 *
 * `apply` is all that the tape needs. `forward` and `backward` are the same layer with its derivative worked out by hand;
 * both are written in operations, so that they can be differentiated and staged themselves. `verifyLayer` checks that
 * the three fit together.
 * @public
 */
export interface Layer<P = unknown, C = unknown, X = Tensor, Y = Tensor, S = unknown> {
  /** The name by which errors and reports call it. */
  readonly name: string;
  /** Fresh parameters. */
  init(rng: RandomSource): P;
  /** The state before the first run; a layer without state has none. */
  initialState?(): S;
  /** The output. */
  apply(params: P, x: X, context?: Context<S>): Y;
  /** The output, what `backward` needs, and the next state, if there is one. */
  forward(params: P, x: X, context?: Context<S>): readonly [y: Y, cache: C, state?: S];
  /** From ∂C/∂y to the adjoints, by hand. An input that is not differentiated, as indices are, gets null. */
  backward(params: P, cache: C, dy: Gradient<Y>): Adjoints<P, X>;
  /** A typical input with `n` examples, for checks. */
  sample?(rng: RandomSource, n: number): X;
}

/** Any layer from tensor to tensor, as `sequential` and `residual` take it. @public */
// biome-ignore lint/suspicious/noExplicitAny: parameters, cache and state vary from layer to layer.
export type AnyLayer = Layer<any, any, Tensor, Tensor, any>;

/** Any layer at all. @public */
// biome-ignore lint/suspicious/noExplicitAny: everything varies from layer to layer.
export type LayerOfAnything = Layer<any, any, any, any, any>;

/** The parameters of a layer without parameters. @public */
export type NoParams = Record<never, never>;

/** Parameters of a layer as a type. @public */
export type ParamsOf<L extends LayerOfAnything> = ReturnType<L["init"]>;
