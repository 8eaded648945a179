import { operand, type TensorLike, type UnaryFunction } from "../lift.ts";
import { arctan2 } from "../primitives/inverseTrigonometric.ts";
import type { Tensor } from "../tensor.ts";
import { zerosLike } from "./create.ts";

// There is no complex dtype: these are NumPy's functions on real numbers, so that code for both runs.

/**
 * The real part, element by element: of a real number the number itself.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example real(tensor([1, -2])) // [ 1. -2.]
 * @public
 */
export const real: UnaryFunction = ((x: TensorLike): Tensor => operand("real", x)) as UnaryFunction;

/**
 * The imaginary part, element by element: of a real number 0.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example imag(tensor([1, -2])) // [0. 0.]
 * @public
 */
export const imag: UnaryFunction = ((x: TensorLike): Tensor => zerosLike(operand("imag", x))) as UnaryFunction;

/**
 * The complex conjugate, element by element: of a real number the number itself.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example conj(tensor([1, -2])) // [ 1. -2.]
 * @public
 */
export const conj: UnaryFunction = ((x: TensorLike): Tensor => operand("conj", x)) as UnaryFunction;

/**
 * The angle in the complex plane, element by element: of a real number 0, or π where it is negative;
 * NaN of NaN.
 *
 * Shapes: `x [...]` → `[...]`, in radians. Its derivative is taken as 0 everywhere.
 *
 * @example angle(tensor([1, -2])) // [0.         3.14159265]
 * @public
 */
export const angle: UnaryFunction = ((x: TensorLike): Tensor => arctan2(0, operand("angle", x))) as UnaryFunction;

/**
 * A complex number as a real one where its imaginary part is nearly 0: a real number stays.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example realIfClose(tensor([1, -2])) // [ 1. -2.]
 * @public
 */
export const realIfClose: UnaryFunction = ((x: TensorLike): Tensor => operand("realIfClose", x)) as UnaryFunction;
