import { count, show } from "../describe.ts";
import { ArgumentError, KindError, ShapeError, showShape } from "../errors.ts";
import { asTensor } from "../lift.ts";
import { flatten, flattenLike } from "../pytree.ts";
import { sameShape } from "../shape.ts";
import { isTensor } from "../tensor.ts";
import { differentiate } from "./grad.ts";
import { jvp } from "./jvp.ts";
import { checkArgnums, differentiable, placeOf } from "./record.ts";
import type { Args, Differentiable, Gradient, Indices, LooseArgs } from "./types.ts";

/**
 * The product of the Hessian with a vector, H v, without the Hessian: the derivative of the gradient along v, forward
 * mode over reverse mode. It costs a few evaluations of `f`, whatever the size of x.
 *
 * The vector comes after the function's arguments and is built like the argument at place `argnum`.
 *
 * Shapes: argument `[...]` and v `[...]` → `[...]`.
 *
 * @throws ArgumentError when v is missing; ShapeError or KindError when it is not built like the argument; otherwise as
 * `grad` does.
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
  if (typeof f !== "function" || isPoint(argnum)) throw calledAtOnce(f, argnum);
  checkArgnums("hvp", [argnum]);
  return (...argsAndVector: readonly unknown[]) => {
    const args = argsAndVector.slice(0, -1);
    if (args.length <= argnum) throw noVector(argsAndVector.length);
    const vector = argsAndVector[argsAndVector.length - 1];
    checkVector(args[argnum], argnum, vector);
    const along = (x: never): unknown => differentiate("hvp", f, argnum, {}, args.with(argnum, x)).gradient;
    return jvp(along, [args[argnum] as never], [vector as never])[1];
  };
}

/** Whether arguments of the function stand where a place is expected: tensors, also in a list, as `jvp` takes them. */
function isPoint(argnum: unknown): boolean {
  return isTensor(argnum) || (Array.isArray(argnum) && argnum.some(isTensor));
}

function calledAtOnce(f: unknown, argnum: unknown): KindError {
  const given = typeof f === "function";
  return new KindError({
    code: "bad-argument",
    op: "hvp",
    problem: given ? "the point is not given together with the function" : "the first argument must be a function",
    got: show(given ? argnum : f),
    hint: "hvp(f) gives a function that takes the arguments of f and then the vector: hvp(f)(x, v)",
  });
}

/** @throws KindError when the argument holds integers, or v is not built like it; ShapeError when v has another shape. */
function checkVector(argument: unknown, argnum: number, vector: unknown): void {
  const { leaves, structure } = flatten(argument, "hvp");
  const parts = flattenLike("hvp", vector, structure, "the vector");
  leaves.forEach((leaf, i) => {
    const x = differentiable("hvp", leaf, argnum, structure, i);
    const v = asTensor(parts[i]!);
    if (sameShape(x.shape, v.shape)) return;
    throw new ShapeError({
      code: "shape-mismatch",
      op: "hvp",
      problem: "the vector must have the shape of the argument that is differentiated",
      got: `a vector ${showShape(v.shape)} for ${placeOf(argnum, structure, i)} of shape ${showShape(x.shape)}`,
      hint: "the vector comes last and has one number for every number of the argument: hvp(f)(x, v)",
      shapes: [v.shape, x.shape],
    });
  });
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
