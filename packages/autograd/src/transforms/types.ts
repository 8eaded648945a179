import type { TensorLike } from "../lift.ts";
import type { ShapeMismatch } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** Any function that returns a tensor; its parameters say what it takes. */
export type Differentiable = (...args: never[]) => Tensor;

/** The parameters of a function as a tuple. */
export type Args<F extends (...args: never[]) => unknown> = F extends (...args: infer A) => unknown ? A : never;

/**
 * What may be passed where `X` is declared: a number stands for a scalar or a dynamic tensor. A parameter without a
 * type, as in `grad((x) => …)`, is `never` here and takes anything.
 */
export type Loose<X> = [X] extends [never] ? unknown : [TensorLike] extends [X] ? X : LooseOf<X>;

// Written apart so that a union is taken member by member, and TensorLike, which contains itself, is not entered.
type LooseOf<X> =
  X extends Tensor<infer S>
    ? readonly [] extends S
      ? X | number
      : X
    : X extends (...args: never[]) => unknown
      ? X
      : X extends object
        ? { [K in keyof X]: Loose<X[K]> }
        : X;

/** What may be passed for a whole list of parameters. */
export type LooseArgs<A extends readonly unknown[]> = { readonly [K in keyof A]: Loose<A[K]> };

/** The type of a gradient: its argument's own, a scalar tensor for a number. @public */
export type Gradient<X> = X extends number
  ? Tensor<readonly []>
  : X extends Tensor | ((...args: never[]) => unknown)
    ? X
    : X extends object
      ? { [K in keyof X]: Gradient<X[K]> }
      : X;

/** The places of a function's parameters: 0, 1, … */
export type Indices<A extends readonly unknown[]> = number extends A["length"]
  ? number
  : Exclude<Partial<A>["length"], A["length"]>;

/** Asked of the function: that it returns a scalar, as far as its type tells. */
export type ReturnsScalar<R, Op extends string> =
  R extends Tensor<infer S>
    ? number extends S["length"]
      ? unknown
      : S extends readonly []
        ? unknown
        : ShapeMismatch<`${Op} needs a function that returns a scalar`>
    : never;

/** The gradients of several arguments, in the order in which they were named. */
export type Gradients<A extends readonly unknown[], N extends readonly unknown[]> = {
  -readonly [K in keyof N]: Gradient<A[N[K] & keyof A]>;
};

/** Which arguments to differentiate: one by its place, or several. */
export type Argnums = number | readonly number[];
