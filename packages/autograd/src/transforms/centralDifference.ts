import { show } from "../describe.ts";
import { isFloating } from "../dtype.ts";
import { ArgumentError, KindError } from "../errors.ts";
import { asTensor } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { abs } from "../primitives/absolute.ts";
import { add, div, mul, sub } from "../primitives/arithmetic.ts";
import { less } from "../primitives/compare.ts";
import { max } from "../primitives/extrema.ts";
import { where } from "../primitives/select.ts";
import { flatten, flattenLike, unflatten } from "../pytree.ts";
import { sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { type Loosened, wrongTangent } from "./jvp.ts";
import { checkFunction, checkReturned } from "./record.ts";
import type { Args, Gradient, LooseArgs } from "./types.ts";

/** Options of `centralDifference`. @public */
export interface DifferenceOptions {
  /** How far to go in each direction; by default ∛ε·max(1, |x|), 6·10⁻⁶ for float64. */
  readonly step?: number;
}

/**
 * The derivative of a function along a direction, by the central difference (f(x + hv) − f(x − hv))/(2h): a witness
 * that knows no derivative rules.
 *
 * The error is of order h² from the formula and ε/h from rounding; the default step ∛ε balances the two, which leaves
 * about 10 correct digits in float64 (4 in float32) where values and derivatives are of size 1.
 *
 * `primals` and `tangents` are as for `jvp`, and so is the shape of the result.
 *
 * @throws ArgumentError when the step is not positive; ShapeError when a direction does not have the shape of its
 * argument; KindError when an argument holds integers.
 * @example centralDifference((x: Tensor) => square(x), [tensor([1, 2])], [tensor([1, 0])], { step: 0.5 }) // [2. 0.]
 * @see W. H. Press et al. (2007), Numerical Recipes, 3rd ed., section 5.7.
 * @public
 */
export function centralDifference<F extends (...args: never[]) => unknown, A extends LooseArgs<Args<F>>>(
  f: F,
  primals: A,
  tangents: { readonly [K in keyof A]: Loosened<Gradient<A[K]>> },
  options?: DifferenceOptions,
): Gradient<ReturnType<F>>;
export function centralDifference(
  f: (...args: never[]) => unknown,
  primals: unknown,
  tangents: unknown,
  options: DifferenceOptions = {},
): unknown {
  knownOptions("centralDifference", options, ["step"]);
  checkFunction("centralDifference", f);
  if (!Array.isArray(primals) || !Array.isArray(tangents) || primals.length !== tangents.length) {
    throw notLists(primals, tangents);
  }
  const { leaves, structure } = flatten(primals, "centralDifference");
  const directions = flattenLike("centralDifference", tangents, structure, "the direction").map(asTensor);
  const xs = leaves.map((leaf) => floating(asTensor(leaf)));
  xs.forEach((x, i) => {
    if (!sameShape(x.shape, directions[i]!.shape)) throw wrongTangent("centralDifference", x, directions[i]!);
  });
  const h = options.step ?? defaultStep(xs);
  if (!(Number.isFinite(h) && h > 0)) throw badStep(h);
  const at = (step: number): unknown => {
    const moved = xs.map((x, i) => add(x, mul(directions[i]!, step)));
    const y: unknown = f(...(unflatten(structure, moved) as never[]));
    checkReturned("centralDifference", y);
    return y;
  };
  const right = flatten(at(h), "centralDifference");
  const left = flattenLike("centralDifference", at(-h), right.structure, "f(x − hv)");
  return unflatten(
    right.structure,
    right.leaves.map((y, i) => div(sub(asTensor(y), asTensor(left[i]!)), 2 * h)),
  );
}

/** ∛ε of the widest element type, times the size of the largest number that is finite. */
function defaultStep(xs: readonly Tensor[]): number {
  let [size, epsilon] = [1, 2 ** -52];
  for (const x of xs) {
    if (x.dtype === "float32") epsilon = 2 ** -23;
    const distance = abs(x);
    // NaN is not less than anything.
    if (x.size > 0) size = Math.max(size, max(where(less(distance, Number.POSITIVE_INFINITY), distance, 0)).item());
  }
  return Math.cbrt(epsilon) * size;
}

function floating(x: Tensor): Tensor {
  if (isFloating(x.dtype)) return x;
  throw new KindError({
    code: "integer-argument",
    op: "centralDifference",
    problem: `an argument holds ${x.dtype} values, which cannot be moved by a small step`,
    hint: 'make it floating with astype(x, "float64")',
  });
}

function notLists(primals: unknown, tangents: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "centralDifference",
    problem: "the point and the direction are lists with one entry for each argument",
    got: `${show(primals)} and ${show(tangents)}`,
    hint: "centralDifference(f, [x, y], [dx, dy])",
  });
}

function badStep(h: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "centralDifference",
    problem: "the step must be a positive number",
    got: show(h),
    hint: "leave it out for the usual one, ∛ε·max(1, |x|)",
  });
}
