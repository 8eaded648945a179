import { count } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import { differentiate } from "./grad.ts";
import { jvp } from "./jvp.ts";
import { checkArgnums, checkFunction } from "./record.ts";
import type { Args, Differentiable, Gradient, Indices, LooseArgs } from "./types.ts";

/**
 * The product of the Hessian with a vector, H v, without the Hessian: the derivative of the gradient along v, forward
 * mode over reverse mode. It costs a few evaluations of `f`, whatever the size of x.
 *
 * The vector comes after the function's arguments and is built like the argument at place `argnum`.
 *
 * Shapes: argument `[...]` and v `[...]` → `[...]`.
 *
 * @throws ArgumentError when v is missing; otherwise as `grad` and `jvp` do.
 * @example hvp((x: Tensor) => sum(pow(x, 3)))(tensor([1, 2]), tensor([1, 1])) // [ 6. 12.]
 * @see B. A. Pearlmutter (1994), Fast exact multiplication by the Hessian, Neural Computation 6, 147–160.
 * @public
 */
export function hvp<F extends Differentiable>(
  f: F,
): <A extends LooseArgs<Args<F>>>(...argsAndVector: [...A, v: Gradient<A[0]>]) => Gradient<A[0]>;
export function hvp<F extends Differentiable, const N extends Indices<Args<F>>>(
  f: F,
  argnum: N,
): <A extends LooseArgs<Args<F>>>(...argsAndVector: [...A, v: Gradient<A[N & keyof A]>]) => Gradient<A[N & keyof A]>;
export function hvp(f: Differentiable, argnum = 0): unknown {
  checkFunction("hvp", f);
  checkArgnums("hvp", [argnum]);
  return (...argsAndVector: readonly unknown[]) => {
    const args = argsAndVector.slice(0, -1);
    if (args.length <= argnum) throw noVector(argsAndVector.length);
    const along = (x: never): unknown => differentiate("hvp", f, argnum, {}, args.with(argnum, x)).gradient;
    return jvp(along, [args[argnum] as never], [argsAndVector[argsAndVector.length - 1] as never])[1];
  };
}

function noVector(given: number): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "hvp",
    problem: "the vector is missing",
    got: count(given, "argument"),
    hint: "pass the function's arguments and then the vector: hvp(f)(x, v)",
  });
}
