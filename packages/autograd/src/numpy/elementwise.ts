import { whole } from "../checks.ts";
import { floatingDType, isFloating } from "../dtype.ts";
import { type BinaryFunction, operand, operands, type TensorLike, type UnaryFunction } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { abs } from "../primitives/absolute.ts";
import { add, div, mul, sub } from "../primitives/arithmetic.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "../primitives/compare.ts";
import { astype, floatingPair } from "../primitives/convert.ts";
import { exp2 } from "../primitives/logarithms.ts";
import { floorDivide, fmod, mod, rint, signbit, trunc } from "../primitives/rounding.ts";
import { fmin, where } from "../primitives/select.ts";
import type { Broadcast, Shape } from "../shape.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { within } from "../within.ts";

/**
 * The reciprocal, element by element: 1/x, with derivative −1/x².
 *
 * Shapes: `x [...]` → `[...]`. Always floating; infinite at 0.
 *
 * @example reciprocal(tensor([2, 4])) // [0.5  0.25]
 * @public
 */
export const reciprocal: UnaryFunction = ((x: TensorLike): Tensor =>
  within("reciprocal", () => div(1, x))) as UnaryFunction;

/**
 * Degrees from radians, element by element: 180x/π.
 *
 * Shapes: `x [...]` → `[...]`, in degrees.
 *
 * @example degrees(tensor([0, Math.PI / 2])) // [ 0. 90.]
 * @public
 */
export const degrees: UnaryFunction = ((x: TensorLike): Tensor =>
  within("degrees", () => mul(floating(x), 180 / Math.PI))) as UnaryFunction;

/**
 * Radians from degrees, element by element: πx/180.
 *
 * Shapes: `x [...]` → `[...]`, in radians.
 *
 * @example radians(tensor([0, 90])) // [0.         1.57079633]
 * @public
 */
export const radians: UnaryFunction = ((x: TensorLike): Tensor =>
  within("radians", () => mul(floating(x), Math.PI / 180))) as UnaryFunction;

/** Integers as floats. */
const floating = (x: TensorLike): Tensor => div(x, 1);

/**
 * Rounds to a number of decimals, element by element; halves go to the even digit.
 *
 * Shapes: `x [...]` → `[...]`. Negative decimals round to tens, hundreds …. Its derivative is taken as 0 everywhere.
 * Integers stay integers.
 *
 * @example round(tensor([0.5, 1.5, 2.675]), 2) // [0.5  1.5  2.68]
 * @example round(tensor([0.5, 1.5])) // [0. 2.]
 * @public
 */
export function round<S extends Shape>(x: Tensor<S>, decimals?: number): Tensor<S>;
export function round(x: TensorLike, decimals?: number): Tensor;
export function round(input: TensorLike, decimals = 0): Tensor {
  whole("round", "the number of decimals", decimals, undefined, "negative ones round to tens, hundreds and so on");
  const x = operand("round", input);
  if (decimals === 0) return within("round", () => rint(x));
  if (x.dtype === "int32") return decimals > 0 ? x : astype(round(astype(x, "float64"), decimals), "int32");
  // 10ᵈ is exact for d ≤ 22 and its reciprocal is not: so divide by it, or multiply, as NumPy does.
  const power = 10 ** Math.abs(decimals);
  return decimals > 0 ? div(rint(mul(x, power)), power) : mul(rint(div(x, power)), power);
}

/**
 * Whether x is NaN, element by element.
 *
 * Shapes: `x [...]` → `[...]`. The result is bool, and no derivative passes.
 *
 * @example isnan(tensor([1, NaN])) // [False  True]
 * @public
 */
export const isnan: UnaryFunction = ((input: TensorLike): Tensor => {
  const x = operand("isnan", input);
  return notEqual(x, x);
}) as UnaryFunction;

/**
 * Whether x is infinite, element by element.
 *
 * Shapes: `x [...]` → `[...]`. The result is bool, and no derivative passes.
 *
 * @example isinf(tensor([1, Infinity, NaN])) // [False  True False]
 * @public
 */
export const isinf: UnaryFunction = ((x: TensorLike): Tensor =>
  within("isinf", () => equal(abs(x), Number.POSITIVE_INFINITY))) as UnaryFunction;

/**
 * Whether x is neither infinite nor NaN, element by element.
 *
 * Shapes: `x [...]` → `[...]`. The result is bool, and no derivative passes.
 *
 * @example isfinite(tensor([1, Infinity, NaN])) // [ True False False]
 * @public
 */
export const isfinite: UnaryFunction = ((x: TensorLike): Tensor =>
  within("isfinite", () => less(abs(x), Number.POSITIVE_INFINITY))) as UnaryFunction;

/** Whether x is not 0, for which bools need no comparison. Comparing these is logic: a and b is a > not b. */
const holds = (x: TensorLike): Tensor => (isTensor(x) && x.dtype === "bool" ? x : notEqual(x, 0));

/**
 * Whether both hold, element by element; what is not 0 counts as true.
 *
 * Shapes: `a` and `b` broadcast against each other. The result is bool, and no derivative passes.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example logicalAnd(tensor([0, 1, 2]), tensor([1, 0, 3])) // [False False  True]
 * @public
 */
export const logicalAnd: BinaryFunction = ((a: TensorLike, b: TensorLike): Tensor =>
  within("logicalAnd", () => greater(holds(a), equal(b, 0)))) as BinaryFunction;

/**
 * Whether at least one holds, element by element; what is not 0 counts as true.
 *
 * Shapes: `a` and `b` broadcast against each other. The result is bool, and no derivative passes.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example logicalOr(tensor([0, 1, 2]), tensor([0, 0, 3])) // [False  True  True]
 * @public
 */
export const logicalOr: BinaryFunction = ((a: TensorLike, b: TensorLike): Tensor =>
  within("logicalOr", () => greaterEqual(holds(a), equal(b, 0)))) as BinaryFunction;

/**
 * Whether exactly one holds, element by element; what is not 0 counts as true.
 *
 * Shapes: `a` and `b` broadcast against each other. The result is bool, and no derivative passes.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example logicalXor(tensor([0, 1, 2]), tensor([0, 0, 3])) // [False  True False]
 * @public
 */
export const logicalXor: BinaryFunction = ((a: TensorLike, b: TensorLike): Tensor =>
  within("logicalXor", () => notEqual(holds(a), holds(b)))) as BinaryFunction;

/**
 * Whether x does not hold, element by element: x = 0.
 *
 * Shapes: `x [...]` → `[...]`. The result is bool, and no derivative passes.
 *
 * @example logicalNot(tensor([0, 2])) // [ True False]
 * @public
 */
export const logicalNot: UnaryFunction = ((x: TensorLike): Tensor =>
  within("logicalNot", () => equal(x, 0))) as UnaryFunction;

/** How near counts as equal. @public */
export interface CloseOptions {
  /** The difference allowed beside `b`, as a part of it; 1e-5 unless said. */
  readonly rtol?: number;
  /** The difference allowed in any case; 1e-8 unless said. */
  readonly atol?: number;
  /** Whether NaN counts as equal to NaN; false unless said. */
  readonly equalNan?: boolean;
}

/**
 * Whether two numbers are nearly equal, element by element: |a − b| ≤ atol + rtol·|b|. Infinities are near themselves
 * only.
 *
 * Shapes: `a` and `b` broadcast against each other. The result is bool, and no derivative passes.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example isclose(tensor([1, 1e10]), tensor([1.0000001, 1.1e10])) // [ True False]
 * @public
 */
export function isclose(left: TensorLike, right: TensorLike, options: CloseOptions = {}): Tensor {
  return within("isclose", () => {
    knownOptions("isclose", options, ["rtol", "atol", "equalNan?"]);
    const [a, b] = [operand("isclose", left), operand("isclose", right)];
    const { rtol = 1e-5, atol = 1e-8 } = options;
    const distance = abs(add(a, mul(-1, b)));
    const same = equal(a, b);
    const alike = options.equalNan === true ? logicalOr(same, logicalAnd(isnan(a), isnan(b))) : same;
    // An infinity is as far from all but itself as no number is, whatever part of it would be allowed.
    const part = add(atol, mul(rtol, abs(b)));
    return lessEqual(where(alike, 0, distance), fmin(part, largestOf(part)));
  });
}

/**
 * x kept between two bounds, element by element; `null` stands for no bound. Where both cross, the upper one holds; where
 * one is NaN, so is the result.
 *
 * Shapes: `x` and the bounds broadcast against each other.
 * Derivative: 1 between the bounds, 0 beyond and also at them; that of the bounds is 1 where they hold.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example clip(tensor([-2, 0.5, 2]), -1, 1) // [-1.   0.5  1. ]
 * @public
 */
export function clip<S extends Shape>(x: Tensor<S>, lower: number | null, upper?: number | null): Tensor<S>;
export function clip(x: TensorLike, lower: TensorLike | null, upper?: TensorLike | null): Tensor;
export function clip(input: TensorLike, lower: TensorLike | null, upper: TensorLike | null = null): Tensor {
  const bounds = [lower, upper].filter((bound) => bound !== null);
  const x = typeof input === "number" ? operands("clip", [input, ...bounds])[0]! : operand("clip", input);
  return within("clip", () => {
    const raised = lower === null ? x : where(orMissing(lessEqual(x, lower), lower), lower, x);
    return upper === null ? raised : where(orMissing(greaterEqual(raised, upper), upper), upper, raised);
  });
}

/** Where a condition holds or a bound is NaN, which no comparison finds. */
function orMissing(condition: Tensor, bound: TensorLike): Tensor {
  return typeof bound === "number" && !Number.isNaN(bound) ? condition : logicalOr(condition, isnan(bound));
}

/**
 * The step function, element by element: 0 below 0, 1 above it, and `half` at 0.
 *
 * Shapes: `x` and `half` broadcast against each other. The derivative by `x` is taken as 0 everywhere; that by `half` is
 * 1 where x is 0.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example heaviside(tensor([-2, 0, 3]), 0.5) // [0.  0.5 1. ]
 * @public
 */
export function heaviside<S extends Shape>(x: Tensor<S>, half: number): Tensor<S>;
export function heaviside<S extends Shape, H extends Shape>(x: Tensor<S>, half: Tensor<H>): Tensor<Broadcast<S, H>>;
export function heaviside(x: TensorLike, half: TensorLike): Tensor;
export function heaviside(input: TensorLike, half: TensorLike): Tensor {
  return within("heaviside", () => {
    const [x] = floatingPair("heaviside", input, half);
    const step = where(notEqual(x, x), x, astype(greater(x, 0), x.dtype));
    return where(equal(x, 0), half, step);
  });
}

/**
 * The size of `a` with the sign of `b`, element by element.
 *
 * Shapes: `a` and `b` broadcast against each other. The derivative by `a` is ±1 (0 at a = 0), by `b` it is 0.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example copysign(tensor([1, -2, 3]), tensor([-1, 1, -0])) // [-1.  2. -3.]
 * @public
 */
export const copysign: BinaryFunction = ((a: TensorLike, b: TensorLike): Tensor =>
  within("copysign", () => {
    const [size, sign] = floatingPair("copysign", a, b);
    return mul(abs(size), astype(sub(1, mul(2, signbit(sign))), sign.dtype));
  })) as BinaryFunction;

/** The largest number of a dtype; in float32, where that of float64 would be ∞, it is smaller. */
const largestOf = ({ dtype }: Tensor): number => (dtype === "float32" ? 2 ** 128 - 2 ** 104 : Number.MAX_VALUE);

/** What takes the place of numbers that are not finite. @public */
export interface NanToNumOptions {
  /** For NaN; 0 unless said. */
  readonly nan?: number;
  /** For ∞; the largest float64 unless said. */
  readonly posinf?: number;
  /** For −∞; the smallest float64 unless said. */
  readonly neginf?: number;
}

/**
 * x with NaN and infinities replaced by numbers, element by element.
 *
 * Shapes: `x [...]` → `[...]`. The derivative where something was replaced is 0.
 *
 * @example nanToNum(tensor([1, NaN, Infinity]), { posinf: 100 }) // [  1.   0. 100.]
 * @public
 */
export function nanToNum<S extends Shape>(x: Tensor<S>, options?: NanToNumOptions): Tensor<S>;
export function nanToNum(x: TensorLike, options?: NanToNumOptions): Tensor;
export function nanToNum(input: TensorLike, options: NanToNumOptions = {}): Tensor {
  return within("nanToNum", () => {
    knownOptions("nanToNum", options, ["nan", "posinf", "neginf"]);
    const x = operand("nanToNum", input);
    // Integers have neither.
    if (!isFloating(x.dtype)) return x;
    const largest = largestOf(x);
    const { nan = 0, posinf = largest, neginf = -largest } = options;
    const numbers = where(notEqual(x, x), nan, x);
    const above = where(equal(numbers, Number.POSITIVE_INFINITY), posinf, numbers);
    return where(equal(above, Number.NEGATIVE_INFINITY), neginf, above);
  });
}

/**
 * The quotient rounded down and the remainder that goes with it: `[floorDivide(a, b), mod(a, b)]`.
 *
 * Shapes: `a` and `b` broadcast against each other → two tensors.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example divmod(tensor([7, -7]), 3) // [[ 2. -3.], [1. 2.]]
 * @public
 */
export function divmod(a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  return within("divmod", () => {
    return [floorDivide(a, b), mod(a, b)];
  });
}

/**
 * The part behind the point and the whole part, both with the sign of x: x = f + n.
 *
 * Shapes: `x [...]` → two tensors `[...]`, of floats. The derivative of the first is 1, that of the second 0.
 *
 * @example modf(tensor([1.5, -2.25])) // [[ 0.5  -0.25], [ 1. -2.]]
 * @public
 */
export function modf(input: TensorLike): [Tensor, Tensor] {
  const given = operand("modf", input);
  const x = isFloating(given.dtype) ? given : astype(given, floatingDType(given.dtype));
  // An infinity has nothing behind the point.
  return [where(isinf(x), astype(copysign(0, x), x.dtype), fmod(x, 1)), trunc(x)];
}

/**
 * A number times a power of two, element by element: x · 2ᵉ.
 *
 * Shapes: `x` and the exponents broadcast against each other.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example ldexp(tensor([1, 3]), 2) // [ 4. 12.]
 * @public
 */
export const ldexp: BinaryFunction = ((input: TensorLike, e: TensorLike): Tensor =>
  within("ldexp", () => {
    const x = operand("ldexp", input);
    // As floats of x's dtype: a whole power of 2 would be 0 for negative exponents.
    return mul(x, exp2(astype(operand("ldexp", e), floatingDType(x.dtype))));
  })) as BinaryFunction;

/**
 * Whether x is ∞, element by element.
 *
 * Shapes: `x [...]` → `[...]`. The result is bool, and no derivative passes.
 *
 * @example isposinf(tensor([1, Infinity, -Infinity])) // [False  True False]
 * @public
 */
export const isposinf: UnaryFunction = ((x: TensorLike): Tensor =>
  within("isposinf", () => equal(x, Number.POSITIVE_INFINITY))) as UnaryFunction;

/**
 * Whether x is −∞, element by element.
 *
 * Shapes: `x [...]` → `[...]`. The result is bool, and no derivative passes.
 *
 * @example isneginf(tensor([1, Infinity, -Infinity])) // [False False  True]
 * @public
 */
export const isneginf: UnaryFunction = ((x: TensorLike): Tensor =>
  within("isneginf", () => equal(x, Number.NEGATIVE_INFINITY))) as UnaryFunction;
