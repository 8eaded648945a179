import { count, show } from "../describe.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { asTensor } from "../lift.ts";
import { zeros } from "../numpy/create.ts";
import { broadcastLike } from "../primitives/structure.ts";
import { flatten, flattenLike, unflatten } from "../pytree.ts";
import { sameShape } from "../shape.ts";
import { TangentTrace } from "../tangent.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { checkFunction, checkReturned, differentiable } from "./record.ts";
import type { Args, Gradient, LooseArgs } from "./types.ts";

/**
 * The value of a function together with its derivative along a direction: `[f(x), J v]` (Jacobian–vector product,
 * forward mode). One run, whatever the number of results.
 *
 * `primals` are the arguments, `tangents` the direction: one entry per argument, built like it. Result and tangent
 * are pytrees of the same structure.
 *
 * @throws ShapeError when a tangent does not have its primal's shape; KindError when an argument holds integers, or the
 * function returns nothing.
 * @example jvp((x: Tensor) => square(x), [tensor([1, 2])], [tensor([1, 0])]) // [[1. 4.], [2. 0.]]
 * @see A. Griewank, A. Walther (2008), Evaluating Derivatives, 2nd ed., SIAM, section 3.1.
 * @public
 */
export function jvp<F extends (...args: never[]) => unknown, A extends LooseArgs<Args<F>>>(
  f: F,
  primals: A,
  tangents: { readonly [K in keyof A]: Loosened<Gradient<A[K]>> },
): [value: ReturnType<F>, tangent: Gradient<ReturnType<F>>];
export function jvp(
  f: (...args: never[]) => unknown,
  atPoint: unknown,
  along: unknown,
): [value: unknown, tangent: unknown] {
  checkFunction("jvp", f);
  if (!Array.isArray(atPoint) || !Array.isArray(along)) throw notLists(atPoint, along);
  const primals: readonly unknown[] = atPoint;
  const tangents: readonly unknown[] = along;
  if (primals.length !== tangents.length) throw wrongCount(primals.length, tangents.length);
  const trace = new TangentTrace();
  const inputs = primals.map((primal, n) => {
    const { leaves, structure } = flatten(primal, "jvp");
    const directions = flattenLike("jvp", tangents[n], structure, `tangent ${n}`);
    const traced = leaves.map((leaf, i) => {
      const x = differentiable("jvp", leaf, n, structure, i);
      const t = asTensor(directions[i]!);
      if (!sameShape(x.shape, t.shape)) throw wrongTangent("jvp", x, t);
      return trace.input(x, broadcastLike(t, x));
    });
    return unflatten(structure, traced);
  });
  let output: unknown;
  try {
    output = f(...(inputs as never[]));
  } finally {
    trace.close();
  }
  checkReturned("jvp", output);
  const { leaves, structure } = flatten(output, "jvp");
  const values = leaves.map((y) => (isTensor(y) && y.trace === trace ? y.primal! : y));
  const derivatives = leaves.map((y) => {
    const value = asTensor(y);
    return (isTensor(y) ? trace.tangentOf(y) : null) ?? zeros(value.shape, value.dtype);
  });
  return [unflatten(structure, values), unflatten(structure, derivatives)];
}

/** A number may stand for a scalar tensor. */
export type Loosened<X> =
  X extends Tensor<readonly []> ? X | number : X extends Tensor ? X : { [K in keyof X]: Loosened<X[K]> };

function notLists(primals: unknown, tangents: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "jvp",
    problem: "arguments and tangents are given as lists",
    got: `${show(primals)} and ${show(tangents)}`,
    hint: "jvp(f, [x], [dx]) for a function of one argument",
  });
}

function wrongCount(primals: number, tangents: number): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "jvp",
    problem: "there must be one tangent for each argument",
    got: `${count(primals, "argument")} and ${count(tangents, "tangent")}`,
    hint: "both are lists of arguments: jvp(f, [x, y], [dx, dy]); a zero tangent is zerosLike(x)",
  });
}

/** The error for a direction of another shape than the point. */
export function wrongTangent(op: string, x: Tensor, t: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: "a tangent must have the shape of its primal",
    got: `a tangent ${showShape(t.shape)} for a primal ${showShape(x.shape)}`,
    hint: "the direction has one number for every number of the argument",
    shapes: [t.shape, x.shape],
  });
}
