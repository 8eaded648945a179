import { show } from "../describe.ts";
import { isFloating } from "../dtype.ts";
import { KindError, ShapeError, showShape } from "../errors.ts";
import { leaked } from "../leaked.ts";
import { scalar } from "../lift.ts";
import { zeros } from "../numpy/create.ts";
import { knownOptions } from "../options.ts";
import { reshapeTo } from "../primitives/structure.ts";
import { unflatten } from "../pytree.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { checkArgnums, checkFunction, lower, type Recording, record } from "./record.ts";
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
  checkCall("grad", f, argnums, options);
  return (...args) => differentiate("grad", f, argnums, options, args).gradient;
}

/**
 * The value of a scalar function together with its gradient, in one run: `[f(x), ∂f/∂x]`.
 *
 * Shapes and errors as for `grad`.
 *
 * @example valueAndGrad((x: Tensor) => sum(square(x)))(tensor([1, 2])) // [5.0, [2. 4.]]
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
  checkCall("valueAndGrad", f, argnums, options);
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
 * // [[2. 4.], { largest: 2.0 }]
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
  checkCall("gradAndAux", f, argnums, options);
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

/** The gradients at the places `argnums`, one or a list of them; errors name `op`. */
export function differentiate(
  op: string,
  f: Differentiable,
  argnums: Argnums,
  options: GradOptions,
  args: readonly unknown[],
): Differentiated {
  const list = placesOf(argnums);
  for (const n of list) if (n < args.length) checkDifferentiable(op, args[n], n);
  const recording = record(op, f, list, args);
  const { tape, inputs, output } = recording;
  const y = typeof output === "number" ? scalar(output) : output;
  if (!isTensor(y)) throw notTensor(op, y);
  if (y.trace !== null && y.trace !== tape && !y.trace.open) throw leaked(op, y.trace.kind);
  if (y.size !== 1) throw notScalar(op, y);
  const adjoints = tape.zeros();
  if (y.trace === tape) {
    tape.seed(adjoints, y, reshapeTo(scalar(1, y.dtype), y.shape));
    tape.backward(adjoints, true);
  } else if (options.allowConstant !== true && list.length > 0) {
    throw constantOutput(op, output, y);
  }
  const gradients: unknown[] = [];
  for (let k = 0; k < inputs.length; k++) {
    const { leaves, structure } = inputs[k]!;
    const found: Tensor[] = [];
    for (let i = 0; i < leaves.length; i++) {
      const leaf = leaves[i]!;
      found.push(adjoints[tape.placeOf(leaf)] ?? zeros(leaf.shape, leaf.dtype));
    }
    gradients.push(unflatten(structure, found));
  }
  return {
    value: y.trace === tape ? y.primal! : y,
    gradient: typeof argnums === "number" ? gradients[0] : gradients,
    recording,
  };
}

/** The places that were asked for, as a list. */
function placesOf(argnums: Argnums): readonly number[] {
  return Array.isArray(argnums) ? argnums : [argnums as number];
}

/** What can be checked before the arguments are known, so that the error comes where the mistake is. */
function checkCall(op: string, f: unknown, argnums: Argnums, options: GradOptions): void {
  knownOptions(op, options, ["allowConstant?"]);
  checkFunction(op, f);
  checkArgnums(op, placesOf(argnums));
}

function checkDifferentiable(op: string, argument: unknown, n: number): void {
  if (typeof argument === "number" || (typeof argument === "object" && argument !== null)) return;
  throw new KindError({
    code: "bad-argument",
    op,
    problem: `there is nothing to differentiate in argument ${n}`,
    got: show(argument),
    hint: "pass a tensor, a number, or arrays and records of them",
  });
}

function notTensor(op: string, y: unknown): KindError {
  return new KindError({
    code: "non-scalar-output",
    op,
    problem: "the function must return one number, as a tensor without axes",
    got: show(y),
    hint: scalarFrom(y),
  });
}

function scalarFrom(y: unknown): string {
  if (y === undefined) return "is a return missing? (x) => { … } needs one, (x) => … does not";
  if (y instanceof Promise) return "the function must not be async: load and wait before, then differentiate";
  return "return the number alone; gradAndAux takes [number, aux] and hands aux through";
}

function notPair(result: unknown): KindError {
  return new KindError({
    code: "bad-argument",
    op: "gradAndAux",
    problem: "the function must return [number, aux]",
    got: show(result),
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

function constantOutput(op: string, output: unknown, y: Tensor): KindError {
  const number = typeof output === "number";
  return new KindError({
    code: "constant-output",
    op,
    problem: number
      ? "the function returned a JavaScript number, through which no derivative passes"
      : isFloating(y.dtype)
        ? "the result does not depend on the arguments that are differentiated"
        : `the result is ${y.dtype}, and no derivative passes through whole numbers and comparisons`,
    got: `the value ${number ? output : y}`,
    hint: "item(), toArray(), comparisons and argmax end the derivative; grad(f, 0, { allowConstant: true }) gives zeros",
  });
}
