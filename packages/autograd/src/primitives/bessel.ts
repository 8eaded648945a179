import { whole } from "../checks.ts";
import { besselI1, besselIScaled1, besselJ1, besselY1 } from "../kernels/bessel.ts";
import { operand, type TensorLike, type UnaryFunction } from "../lift.ts";
import { apply1, type Primitive } from "../primitive.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { sign } from "./absolute.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { parametric } from "./parametric.ts";

/** The function of the primitive at x, of the given order. */
const at = (primitive: Primitive, x: Tensor, order: number): Tensor => apply1(primitive, x, { order });

export const besselJPrimitive: Primitive = parametric({
  name: "jn",
  formula: String.raw`y = J_n(x), \quad y' = \tfrac12 (J_{n - 1}(x) - J_{n + 1}(x))`,
  reverse: ["g times half the difference of the neighbouring orders"],
  value: besselJ1,
  partial: (x, n) => mul(0.5, sub(at(besselJPrimitive, x, n - 1), at(besselJPrimitive, x, n + 1))),
});

export const besselYPrimitive: Primitive = parametric({
  name: "yn",
  formula: String.raw`y = Y_n(x), \quad y' = \tfrac12 (Y_{n - 1}(x) - Y_{n + 1}(x))`,
  reverse: ["g times half the difference of the neighbouring orders"],
  value: besselY1,
  partial: (x, n) => mul(0.5, sub(at(besselYPrimitive, x, n - 1), at(besselYPrimitive, x, n + 1))),
});

export const besselIPrimitive: Primitive = parametric({
  name: "iv",
  formula: String.raw`y = I_n(x), \quad y' = \tfrac12 (I_{n - 1}(x) + I_{n + 1}(x))`,
  reverse: ["g times half the sum of the neighbouring orders"],
  value: besselI1,
  partial: (x, n) => mul(0.5, add(at(besselIPrimitive, x, n - 1), at(besselIPrimitive, x, n + 1))),
});

export const besselIScaledPrimitive: Primitive = parametric({
  name: "ive",
  formula: String.raw`y = e^{-|x|} I_n(x), \quad y' = e^{-|x|} I_n'(x) - y \operatorname{sgn} x`,
  reverse: ["g times half the sum of the neighbouring orders less y * sign(x)"],
  value: besselIScaled1,
  partial: (x, n, y) => {
    const slope = mul(0.5, add(at(besselIScaledPrimitive, x, n - 1), at(besselIScaledPrimitive, x, n + 1)));
    return sub(slope, mul(sign(x), y));
  },
});

function ofOrder(primitive: Primitive, n: number, x: TensorLike): Tensor {
  const hint = `the order comes first: ${primitive.name}(1, x); orders between whole numbers are not there`;
  return at(primitive, operand(primitive.name, x), whole(primitive.name, "the order", n, undefined, hint));
}

/**
 * The Bessel functions of the first kind of whole order, element by element: Jₙ(x), with derivative (Jₙ₋₁ − Jₙ₊₁)/2.
 *
 * Shapes: `x [...]` → `[...]`. Exact to some 10⁻¹⁵, absolutely.
 *
 * @throws ArgumentError when the order is not whole.
 * @example jn(1, tensor([1, 10])) // [0.44005059 0.04347275]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, chapter 9.
 * @public
 */
export function jn<S extends Shape>(n: number, x: Tensor<S>): Tensor<S>;
export function jn(n: number, x: TensorLike): Tensor;
export function jn(n: number, x: TensorLike): Tensor {
  return ofOrder(besselJPrimitive, n, x);
}

/**
 * The Bessel functions of the second kind of whole order, element by element: Yₙ(x), with derivative (Yₙ₋₁ − Yₙ₊₁)/2.
 *
 * Shapes: `x [...]` → `[...]`. −∞ at 0, NaN below.
 *
 * @throws ArgumentError when the order is not whole.
 * @example yn(1, tensor([1, 10])) // [-0.78121282  0.24901542]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, chapter 9.
 * @public
 */
export function yn<S extends Shape>(n: number, x: Tensor<S>): Tensor<S>;
export function yn(n: number, x: TensorLike): Tensor;
export function yn(n: number, x: TensorLike): Tensor {
  return ofOrder(besselYPrimitive, n, x);
}

/**
 * The modified Bessel functions of the first kind of whole order, element by element: Iₙ(x), with derivative
 * (Iₙ₋₁ + Iₙ₊₁)/2.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @throws ArgumentError when the order is not whole.
 * @example iv(1, tensor([1, 10])) // [5.65159104e-01 2.67098830e+03]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, chapter 9.
 * @public
 */
export function iv<S extends Shape>(n: number, x: Tensor<S>): Tensor<S>;
export function iv(n: number, x: TensorLike): Tensor;
export function iv(n: number, x: TensorLike): Tensor {
  return ofOrder(besselIPrimitive, n, x);
}

/**
 * The modified Bessel functions of the first kind of whole order without their growth, element by element:
 * e^(−|x|) Iₙ(x).
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @throws ArgumentError when the order is not whole.
 * @example ive(1, tensor([1, 10])) // [0.20791042 0.12126268]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, chapter 9.
 * @public
 */
export function ive<S extends Shape>(n: number, x: Tensor<S>): Tensor<S>;
export function ive(n: number, x: TensorLike): Tensor;
export function ive(n: number, x: TensorLike): Tensor {
  return ofOrder(besselIScaledPrimitive, n, x);
}

/**
 * The Bessel function J₀, element by element; its derivative is −J₁.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example j0(tensor([0.5, 10])) // [ 0.93846981 -0.24593576]
 * @public
 */
export const j0: UnaryFunction = ((x: TensorLike): Tensor => jn(0, operand("j0", x))) as UnaryFunction;

/**
 * The Bessel function J₁, element by element.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example j1(tensor([0.5, 10])) // [0.24226846 0.04347275]
 * @public
 */
export const j1: UnaryFunction = ((x: TensorLike): Tensor => jn(1, operand("j1", x))) as UnaryFunction;

/**
 * The Bessel function Y₀, element by element; its derivative is −Y₁.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example y0(tensor([0.5, 10])) // [-0.44451873  0.05567117]
 * @public
 */
export const y0: UnaryFunction = ((x: TensorLike): Tensor => yn(0, operand("y0", x))) as UnaryFunction;

/**
 * The Bessel function Y₁, element by element.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example y1(tensor([0.5, 10])) // [-1.47147239  0.24901542]
 * @public
 */
export const y1: UnaryFunction = ((x: TensorLike): Tensor => yn(1, operand("y1", x))) as UnaryFunction;

/**
 * The modified Bessel function I₀, element by element; its derivative is I₁.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example i0(tensor([0.5, 10])) // [1.06348337e+00 2.81571663e+03]
 * @public
 */
export const i0: UnaryFunction = ((x: TensorLike): Tensor => iv(0, operand("i0", x))) as UnaryFunction;

/**
 * The modified Bessel function I₁, element by element.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example i1(tensor([0.5, 10])) // [2.57894305e-01 2.67098830e+03]
 * @public
 */
export const i1: UnaryFunction = ((x: TensorLike): Tensor => iv(1, operand("i1", x))) as UnaryFunction;
