import { show } from "../describe.ts";
import { isFloating } from "../dtype.ts";
import { KindError, showShape } from "../errors.ts";
import { ones } from "../numpy/create.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { checkArgnums, checkFunction, record } from "./record.ts";
import type { Args, Differentiable, Gradient, Indices, LooseArgs } from "./types.ts";
import { pullBack } from "./vjp.ts";

/**
 * The derivative of each result by its own input, for a function that works element by element: yᵢ = f(xᵢ) gives
 * f′(xᵢ). For any other function it is the gradient of the sum of all results, Σⱼ ∂yⱼ/∂xᵢ.
 *
 * Shapes: an argument `[...]` → `[...]`.
 *
 * @throws KindError when the argument holds integers or the function does not return a floating tensor.
 * @example elementwiseGrad((x: Tensor) => square(x))(tensor([1, 2, 3])) // [2. 4. 6.]
 * @public
 */
export function elementwiseGrad<F extends Differentiable>(
  f: F,
): <A extends LooseArgs<Args<F>>>(...args: A) => Gradient<A[0]>;
export function elementwiseGrad<F extends Differentiable, const N extends Indices<Args<F>>>(
  f: F,
  argnum: N,
): <A extends LooseArgs<Args<F>>>(...args: A) => Gradient<A[N & keyof A]>;
export function elementwiseGrad(f: Differentiable, argnum = 0): (...args: unknown[]) => unknown {
  checkFunction("elementwiseGrad", f);
  checkArgnums("elementwiseGrad", [argnum]);
  return (...args) => {
    const recording = record("elementwiseGrad", f, [argnum], args);
    const y = recording.output;
    if (!isTensor(y) || !isFloating(y.dtype)) throw notFloating(y);
    return pullBack(recording, ones(y.shape, y.dtype))[0];
  };
}

function notFloating(y: unknown): KindError {
  return new KindError({
    code: "not-differentiable",
    op: "elementwiseGrad",
    problem: "the function must return a tensor of floating numbers",
    got: isTensor(y) ? `${(y as Tensor).dtype} values of shape ${showShape((y as Tensor).shape)}` : show(y),
    hint: hintFor(y),
  });
}

function hintFor(y: unknown): string {
  if (y === undefined) return "is a return missing? (x) => { … } needs one";
  if (isTensor(y)) return "comparisons and argmax have no derivative";
  if (typeof y === "number") return "item(), toArray() and Math end the derivative: stay with tensors, mul(x, 2)";
  if (y instanceof Promise) return "the function must not be async: load and wait before, then differentiate";
  return "it takes one tensor; jacobian(f) differentiates arrays and records of them";
}
