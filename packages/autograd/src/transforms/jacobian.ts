import { asTensor, scalar } from "../lift.ts";
import { zeros } from "../numpy/create.ts";
import { apply1 } from "../primitive.ts";
import { pack } from "../primitives/pack.ts";
import { embedPrimitive, rowOf } from "../primitives/slice.ts";
import { reshapeTo } from "../primitives/structure.ts";
import { flatten, unflatten } from "../pytree.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { differentiate } from "./grad.ts";
import { checkArgnums, checkFunction, checkReturned, record } from "./record.ts";
import type { Args, Differentiable, Indices, LooseArgs } from "./types.ts";

/** The type of a Jacobian: tensors in the structure of the result, and in each place the structure of the argument. @public */
export type Jacobian<R, X> = R extends Tensor
  ? JacobianOf<X>
  : R extends object
    ? { [K in keyof R]: Jacobian<R[K], X> }
    : R;
type JacobianOf<X> = X extends Tensor | number ? Tensor : X extends object ? { [K in keyof X]: JacobianOf<X[K]> } : X;

/**
 * The Jacobian ∂yⱼ/∂xᵢ of a function of the argument at place `argnum`, row by row in reverse mode (one pullback for
 * each number of the result).
 *
 * Shapes: result `[out...]` and argument `[in...]` → `[out..., in...]`. Where result or argument are pytrees, the
 * Jacobian has the result's structure, and in place of each tensor the argument's structure.
 *
 * @throws KindError when the argument holds integers, or the function returns nothing.
 * @example jacobian((x: Tensor) => mul(x, x))(tensor([1, 2]))
 * // [[2. 0.]
 * //  [0. 4.]]
 * @public
 */
export function jacobian<F extends (...args: never[]) => unknown>(
  f: F,
): <A extends LooseArgs<Args<F>>>(...args: A) => Jacobian<ReturnType<F>, A[0]>;
export function jacobian<F extends (...args: never[]) => unknown, const N extends Indices<Args<F>>>(
  f: F,
  argnum: N,
): <A extends LooseArgs<Args<F>>>(...args: A) => Jacobian<ReturnType<F>, A[N & keyof A]>;
export function jacobian(f: (...args: never[]) => unknown, argnum = 0): (...args: unknown[]) => unknown {
  return jacobianOf("jacobian", f, argnum);
}

/** The same under the name by which the reader called it. */
function jacobianOf(op: string, f: (...args: never[]) => unknown, argnum: number): (...args: unknown[]) => unknown {
  checkFunction(op, f);
  checkArgnums(op, [argnum]);
  return (...args) => {
    const { tape, inputs, output } = record(op, f, [argnum], args);
    checkReturned(op, output);
    const { leaves: xs, structure } = inputs[0]!;
    const outputs = flatten(output, op);
    const blocks = outputs.leaves.map((leaf) => {
      const y = asTensor(leaf);
      const rows = Array.from({ length: y.size }, (_, j) => {
        if (!isTensor(leaf)) return [];
        const adjoints = tape.zeros();
        tape.seed(adjoints, y, unitLike(y, j));
        tape.backward(adjoints, false);
        return adjoints;
      });
      const perInput = xs.map((x) => {
        const shape = [...y.shape, ...x.shape];
        if (rows.length === 0) return zeros(shape, x.dtype);
        return reshapeTo(pack(rows.map((adjoints) => adjoints[tape.placeOf(x)] ?? zeros(x.shape, x.dtype))), shape);
      });
      return unflatten(structure, perInput);
    });
    return unflatten(outputs.structure, blocks);
  };
}

/** The cotangent that asks for one number of the result. */
function unitLike(y: Tensor, j: number): Tensor {
  return reshapeTo(apply1(embedPrimitive, scalar(1, y.dtype), rowOf([y.size], j)), y.shape);
}

/**
 * The Hessian ∂²f/∂xᵢ∂xⱼ of a scalar function of the argument at place `argnum`: the Jacobian of its gradient.
 *
 * Shapes: argument `[in...]` → `[in..., in...]`; a pytree gives its structure twice, one inside the other.
 *
 * @throws as `grad` does.
 * @example hessian((x: Tensor) => sum(pow(x, 3)))(tensor([1, 2]))
 * // [[ 6.  0.]
 * //  [ 0. 12.]]
 * @public
 */
export function hessian<F extends Differentiable>(
  f: F,
): <A extends LooseArgs<Args<F>>>(...args: A) => Jacobian<JacobianOf<A[0]>, A[0]>;
export function hessian<F extends Differentiable, const N extends Indices<Args<F>>>(
  f: F,
  argnum: N,
): <A extends LooseArgs<Args<F>>>(...args: A) => Jacobian<JacobianOf<A[N & keyof A]>, A[N & keyof A]>;
export function hessian(f: Differentiable, argnum = 0): (...args: unknown[]) => unknown {
  checkFunction("hessian", f);
  checkArgnums("hessian", [argnum]);
  return jacobianOf("hessian", (...args: unknown[]) => differentiate("hessian", f, argnum, {}, args).gradient, argnum);
}
