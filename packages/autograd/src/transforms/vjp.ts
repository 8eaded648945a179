import { ShapeError, showShape } from "../errors.ts";
import { asTensor } from "../lift.ts";
import { zeros } from "../numpy/create.ts";
import { flatten, flattenLike, unflatten } from "../pytree.ts";
import { sameShape } from "../shape.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { checkReturned, lower, type Recording, record } from "./record.ts";
import type { Args, Gradient, LooseArgs } from "./types.ts";

/** The reverse direction of a function at a point: from a cotangent of its result to the adjoints of its arguments. @public */
export type Pullback<R, A extends readonly unknown[]> = (cotangent: Gradient<R>) => {
  -readonly [K in keyof A]: Gradient<A[K]>;
};

/**
 * The value of a function, and its *pullback* at this point: g ↦ Jᵀg (vector–Jacobian product, reverse mode). The
 * pullback keeps the tape and may be called any number of times, also later and inside other derivatives.
 *
 * Arguments and result are pytrees; the result need not be a scalar. The pullback gives one adjoint per argument.
 *
 * Shapes: the cotangent is built like the result, each adjoint like its argument.
 *
 * @throws KindError when an argument holds integers, or the function returns nothing;
 * ShapeError when the cotangent does not have the result's shape.
 * @example
 * const [y, pullback] = vjp((x: Tensor) => square(x), tensor([1, 2, 3]));
 * pullback(tensor([1, 0, 1])) // [[2. 0. 6.]]
 * @public
 */
export function vjp<F extends (...args: never[]) => unknown, A extends LooseArgs<Args<F>>>(
  f: F,
  ...args: A
): [value: ReturnType<F>, pullback: Pullback<ReturnType<F>, A>];
export function vjp(
  f: (...args: never[]) => unknown,
  ...args: unknown[]
): [unknown, (cotangent: unknown) => unknown[]] {
  const recording = record(
    "vjp",
    f,
    args.map((_, i) => i),
    args,
  );
  checkReturned("vjp", recording.output);
  return [lower(recording.output, recording.tape, "vjp"), (cotangent) => pullBack(recording, cotangent)];
}

/** The adjoints of the differentiated arguments for a cotangent of the result. */
export function pullBack(recording: Recording, cotangent: unknown): unknown[] {
  const { tape, inputs, output } = recording;
  const ys = flatten(output, "vjp");
  const gs = flattenLike("vjp", cotangent, ys.structure, "the cotangent");
  const adjoints = tape.zeros();
  ys.leaves.forEach((y, i) => {
    if (!isTensor(y)) return;
    const g = asTensor(gs[i]!);
    if (!sameShape(g.shape, y.shape)) throw wrongCotangent(g, y);
    tape.seed(adjoints, y, g);
  });
  tape.backward(adjoints, false);
  return inputs.map(({ leaves, structure }) =>
    unflatten(
      structure,
      leaves.map((leaf) => adjoints[tape.placeOf(leaf)] ?? zeros(leaf.shape, leaf.dtype)),
    ),
  );
}

function wrongCotangent(g: Tensor, y: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "vjp",
    problem: "the cotangent must have the shape of the result that it belongs to",
    got: `a cotangent ${showShape(g.shape)} for a result ${showShape(y.shape)}`,
    hint: "for a scalar result pass 1; onesLike(y) asks for the derivative of the sum of all results",
    shapes: [g.shape, y.shape],
  });
}
