import { isFloating } from "../dtype.ts";
import { ArgumentError, KindError, ShapeError, showShape } from "../errors.ts";
import { scalar } from "../lift.ts";
import { zeros } from "../numpy/create.ts";
import type { Derivative } from "../primitive.ts";
import { reshapeTo } from "../primitives/structure.ts";
import { unflatten } from "../pytree.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { lower, type Recording, record } from "./record.ts";
import type { Argnums, Args, Differentiable, Gradient, Gradients, Indices, LooseArgs, ReturnsScalar } from "./types.ts";

/** Options of `grad` and its relatives. @public */
export interface GradOptions {
  /** Give zeros, and no error, when the result does not depend on the arguments; false unless said. */
  readonly allowConstant?: boolean;
}

/**
 * The gradient of a scalar function: ∂f/∂xᵢ for every entry of the arguments named by `argnums` (the first one
 * unless said), by reverse mode.
 *
 * The arguments are pytrees: tensors or numbers in arrays and records. A gradient has its argument's structure,
 * shapes, dtypes and TypeScript type. `f` may branch, loop and recurse on values; what it returns must be one number.
 * Gradients of gradients work to any order. Where `f` has no derivative, the conventions in docs/conventions.md hold.
 *
 * Shapes: an argument `[...]` has a gradient `[...]`; a number has a gradient `[]`.
 *
 * @throws ShapeError when `f` returns more than one number; KindError when an argument holds integers, or when the
 * result does not depend on the arguments (unless `allowConstant`).
 * @example grad((x: Tensor) => sum(square(x)))(tensor([1, 2])) // [2. 4.]
 * @see A. Griewank, A. Walther (2008), Evaluating Derivatives, 2nd ed., SIAM, section 3.2.
 * @public
 */
export function grad<F extends Differentiable>(
  f: F & ReturnsScalar<ReturnType<F>, "grad">,
  argnum?: undefined,
  options?: GradOptions,
): <A extends LooseArgs<Args<F>>>(...args: A) => Gradient<A[0]>;
export function grad<F extends Differentiable, const N extends Indices<Args<F>>>(
  f: F & ReturnsScalar<ReturnType<F>, "grad">,
  argnum: N,
  options?: GradOptions,
): <A extends LooseArgs<Args<F>>>(...args: A) => Gradient<A[N & keyof A]>;
export function grad<F extends Differentiable, const N extends readonly Indices<Args<F>>[]>(
  f: F & ReturnsScalar<ReturnType<F>, "grad">,
  argnums: N,
  options?: GradOptions,
): <A extends LooseArgs<Args<F>>>(...args: A) => Gradients<A, N>;
export function grad(
  f: Differentiable,
  argnums: Argnums = 0,
  options: GradOptions = {},
): (...args: unknown[]) => unknown {
  return (...args) => differentiate("grad", f, argnums, options, args).gradient;
}

/**
 * The value of a scalar function together with its gradient, in one run: `[f(x), ∂f/∂x]`.
 *
 * Shapes and errors as for `grad`.
 *
 * @example valueAndGrad((x: Tensor) => sum(square(x)))(tensor([1, 2])) // [5., [2. 4.]]
 * @public
 */
export function valueAndGrad<F extends Differentiable>(
  f: F & ReturnsScalar<ReturnType<F>, "valueAndGrad">,
  argnum?: undefined,
  options?: GradOptions,
): <A extends LooseArgs<Args<F>>>(...args: A) => [value: ReturnType<F>, gradient: Gradient<A[0]>];
export function valueAndGrad<F extends Differentiable, const N extends Indices<Args<F>>>(
  f: F & ReturnsScalar<ReturnType<F>, "valueAndGrad">,
  argnum: N,
  options?: GradOptions,
): <A extends LooseArgs<Args<F>>>(...args: A) => [value: ReturnType<F>, gradient: Gradient<A[N & keyof A]>];
export function valueAndGrad<F extends Differentiable, const N extends readonly Indices<Args<F>>[]>(
  f: F & ReturnsScalar<ReturnType<F>, "valueAndGrad">,
  argnums: N,
  options?: GradOptions,
): <A extends LooseArgs<Args<F>>>(...args: A) => [value: ReturnType<F>, gradients: Gradients<A, N>];
export function valueAndGrad(
  f: Differentiable,
  argnums: Argnums = 0,
  options: GradOptions = {},
): (...args: unknown[]) => unknown {
  return (...args) => {
    const { value, gradient } = differentiate("valueAndGrad", f, argnums, options, args);
    return [value, gradient];
  };
}

/**
 * The gradient of a function that returns `[scalar, aux]`, together with `aux`: values of interest on the way, which
 * are handed through and not differentiated.
 *
 * Shapes and errors as for `grad`.
 *
 * @example gradAndAux((x: Tensor) => [sum(square(x)), { largest: max(x) }])(tensor([1, 2]))
 * // [[2. 4.], { largest: 2. }]
 * @public
 */
export function gradAndAux<F extends (...args: never[]) => readonly [Tensor, unknown]>(
  f: F,
  argnum?: undefined,
  options?: GradOptions,
): <A extends LooseArgs<Args<F>>>(...args: A) => [gradient: Gradient<A[0]>, aux: ReturnType<F>[1]];
export function gradAndAux<
  F extends (...args: never[]) => readonly [Tensor, unknown],
  const N extends Indices<Args<F>>,
>(
  f: F,
  argnum: N,
  options?: GradOptions,
): <A extends LooseArgs<Args<F>>>(...args: A) => [gradient: Gradient<A[N & keyof A]>, aux: ReturnType<F>[1]];
export function gradAndAux<
  F extends (...args: never[]) => readonly [Tensor, unknown],
  const N extends readonly Indices<Args<F>>[],
>(
  f: F,
  argnums: N,
  options?: GradOptions,
): <A extends LooseArgs<Args<F>>>(...args: A) => [gradients: Gradients<A, N>, aux: ReturnType<F>[1]];
export function gradAndAux(
  f: (...args: never[]) => readonly [Tensor, unknown],
  argnums: Argnums = 0,
  options: GradOptions = {},
): (...args: unknown[]) => unknown {
  return (...args) => {
    let aux: unknown;
    const value = (...xs: never[]): Tensor => {
      const result: unknown = f(...xs);
      if (!Array.isArray(result) || result.length !== 2) throw notPair(result);
      aux = result[1];
      return result[0] as Tensor;
    };
    const { gradient, recording } = differentiate("gradAndAux", value, argnums, options, args);
    return [gradient, lower(aux, recording.tape, "gradAndAux")];
  };
}

interface Differentiated {
  readonly value: Tensor;
  readonly gradient: unknown;
  readonly recording: Recording;
}

function differentiate(
  op: string,
  f: Differentiable,
  argnums: Argnums,
  options: GradOptions,
  args: readonly unknown[],
): Differentiated {
  if (typeof f !== "function") throw notFunction(op, f);
  const list = typeof argnums === "number" ? [argnums] : argnums;
  checkArgnums(op, list);
  const recording = record(op, f, list, args);
  const { tape, inputs, output } = recording;
  const y = typeof output === "number" ? scalar(output) : output;
  if (!isTensor(y)) throw notTensor(op, y);
  if (y.size !== 1) throw notScalar(op, y);
  const adjoints: Derivative[] = [];
  if (y.trace === tape) {
    tape.seed(adjoints, y, reshapeTo(scalar(1, y.dtype), y.shape));
    tape.backward(adjoints, true);
  } else if (options.allowConstant !== true) {
    throw constantOutput(op, y);
  }
  const gradients = inputs.map(({ leaves, structure }) =>
    unflatten(
      structure,
      leaves.map((leaf) => adjoints[tape.placeOf(leaf)] ?? zeros(leaf.shape, leaf.dtype)),
    ),
  );
  return {
    value: y.trace === tape ? y.primal! : y,
    gradient: typeof argnums === "number" ? gradients[0] : gradients,
    recording,
  };
}

/** @throws ArgumentError when a place is not a whole number from 0 on. */
export function checkArgnums(op: string, argnums: readonly number[]): void {
  for (const n of argnums) {
    if (Number.isInteger(n) && n >= 0) continue;
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: `argnums must be places of arguments, 0, 1, …, not ${String(n)}`,
      hint: "grad(f, 1) differentiates by the second argument, grad(f, [0, 1]) by the first two",
    });
  }
}

function notFunction(op: string, f: unknown): KindError {
  return new KindError({
    code: "bad-argument",
    op,
    problem: `expected a function, not ${isTensor(f) ? "a tensor" : typeof f}`,
    hint: `${op}(f) gives a new function, which takes the arguments: ${op}(f)(x), not ${op}(f(x))`,
  });
}

function notTensor(op: string, y: unknown): KindError {
  const what = y === undefined ? "nothing (undefined)" : Array.isArray(y) ? "an array" : `a ${typeof y}`;
  return new KindError({
    code: "non-scalar-output",
    op,
    problem: `the function must return one number, it returned ${what}`,
    hint:
      y === undefined
        ? "is a return missing? (x) => { … } needs one"
        : "to return more than the number, use gradAndAux with [value, aux]",
  });
}

function notPair(result: unknown): KindError {
  return new KindError({
    code: "bad-argument",
    op: "gradAndAux",
    problem: "the function must return [value, aux]",
    got: Array.isArray(result) ? `${result.length} entries` : isTensor(result) ? "a tensor" : typeof result,
    hint: "return the number to differentiate first, then anything you want handed through",
  });
}

function notScalar(op: string, y: Tensor): ShapeError {
  return new ShapeError({
    code: "non-scalar-output",
    op,
    problem: `the function must return one number, it returned ${y.size}`,
    got: `shape ${showShape(y.shape)}`,
    hint: "reduce it with sum or mean; jacobian(f) differentiates every output by every input, elementwiseGrad(f) each output by its own input",
    shapes: [y.shape],
  });
}

function constantOutput(op: string, y: Tensor): KindError {
  const integer = isFloating(y.dtype) ? "" : `, it is ${y.dtype}`;
  return new KindError({
    code: "constant-output",
    op,
    problem: `the result does not depend on the arguments that are differentiated${integer}`,
    got: `the value ${y}`,
    hint: "did a number leave the tape through item(), toArray() or a comparison? If a zero gradient is meant, pass { allowConstant: true }",
  });
}
