import {
  abs,
  add,
  div,
  greater,
  greaterEqual,
  less,
  lessEqual,
  mul,
  onesLike,
  sign,
  sub,
  where,
} from "@wengert/autograd";
import { indicator } from "../numeric.ts";
import { atLeastZero } from "../options.ts";
import { type Elementwise, elementwise } from "./activation.ts";

/**
 * A number kept between two bounds: min(max(z, low), high), with derivative [low < z < high].
 *
 * **Shapes:** `z [...]` → `[...]`. The bounds are −1 and 1 unless said; there the derivative is 0.
 *
 * @example hardtanh(tensor([-3, 0.5, 3])) // [-1.   0.5  1. ]
 * @see R. Collobert (2004), Large scale machine learning, thesis, Université Paris 6.
 * @public
 */
export const hardtanh: Elementwise<{ low: number; high: number }> = elementwise({
  name: "hardtanh",
  formula: String.raw`\min(\max(z, l), h), \quad [l < z < h]`,
  parameters: { low: -1, high: 1 },
  smooth: false,
  value: (z, { low, high }) => where(lessEqual(z, low), low, where(greaterEqual(z, high), high, z)),
  derivative: (z, _a, { low, high }) => mul(indicator(greater(z, low), z), indicator(less(z, high), z)),
});

/**
 * The rectifier with a bound: min(max(z, 0), 6), with derivative [0 < z < 6].
 *
 * **Shapes:** `z [...]` → `[...]`. Range: [0, 6]; at its ends the derivative is 0.
 *
 * @example relu6(tensor([-1, 3, 9])) // [0. 3. 6.]
 * @see A. Krizhevsky (2010), Convolutional deep belief networks on CIFAR-10.
 * @public
 */
export const relu6: Elementwise = elementwise({
  name: "relu6",
  formula: String.raw`\min(\max(z, 0), 6), \quad [0 < z < 6]`,
  smooth: false,
  value: (z) => where(lessEqual(z, 0), 0, where(greaterEqual(z, 6), 6, z)),
  derivative: (z) => mul(indicator(greater(z, 0), z), indicator(less(z, 6), z)),
});

/**
 * A logistic function made of straight lines: (z + 3)/6 between −3 and 3, 0 below and 1 above, with derivative 1/6 or 0.
 *
 * **Shapes:** `z [...]` → `[...]`. Range: [0, 1]; the derivative at ±3 is 0.
 *
 * @example hardsigmoid(tensor([-4, 0, 1.5])) // [0.   0.5  0.75]
 * @see A. Howard et al. (2019), Searching for MobileNetV3, ICCV, section 5.2.
 * @public
 */
export const hardsigmoid: Elementwise = elementwise({
  name: "hardsigmoid",
  formula: String.raw`\tfrac16 \min(\max(z + 3, 0), 6), \quad \tfrac16 [-3 < z < 3]`,
  smooth: false,
  value: (z) => where(lessEqual(z, -3), 0, where(greaterEqual(z, 3), 1, div(add(z, 3), 6))),
  derivative: (z) => div(mul(indicator(greater(z, -3), z), indicator(less(z, 3), z)), 6),
});

/**
 * Swish made of straight lines: z (z + 3)/6 between −3 and 3, 0 below and z above, with derivative z/3 + ½, 0 or 1.
 *
 * **Shapes:** `z [...]` → `[...]`. Range: from −0.375 up. The derivative at ±3 is that of the middle part.
 *
 * @example hardswish(tensor([-4, -1.5, 0, 4])) // [ 0.    -0.375  0.     4.   ]
 * @see A. Howard et al. (2019), Searching for MobileNetV3, ICCV.
 * @public
 */
export const hardswish: Elementwise = elementwise({
  name: "hardswish",
  formula: String.raw`\tfrac16 z \min(\max(z + 3, 0), 6), \quad \tfrac13 z + \tfrac12 \text{, } 0 \text{ or } 1`,
  smooth: false,
  value: (z) => where(less(z, -3), 0, where(greater(z, 3), z, div(mul(z, add(z, 3)), 6))),
  derivative: (z) => where(less(z, -3), 0, where(greater(z, 3), onesLike(z), add(div(z, 3), 0.5))),
});

/**
 * Small numbers set to 0, others left: z where |z| > λ, else 0, with derivative [|z| > λ].
 *
 * **Shapes:** `z [...]` → `[...]`. λ is ½ unless said.
 *
 * @example hardshrink(tensor([-2, 0.3, 1])) // [-2.  0.  1.]
 * @see D. L. Donoho, I. M. Johnstone (1994), Ideal spatial adaptation by wavelet shrinkage, Biometrika 81, 425–455.
 * @public
 */
export const hardshrink: Elementwise<{ lambda: number }> = elementwise({
  name: "hardshrink",
  formula: String.raw`z \text{ where } |z| > \lambda \text{, else } 0, \quad [|z| > \lambda]`,
  parameters: { lambda: 0.5 },
  kinds: { lambda: atLeastZero },
  smooth: false,
  value: (z, { lambda }) => where(lessEqual(abs(z), lambda), 0, z),
  derivative: (z, _a, { lambda }) => add(indicator(greater(z, lambda), z), indicator(less(z, -lambda), z)),
});

/**
 * Numbers drawn towards 0 by λ, and set to 0 when they are nearer: z ∓ λ where |z| > λ, with derivative [|z| > λ].
 *
 * **Shapes:** `z [...]` → `[...]`. λ is ½ unless said.
 *
 * @example softshrink(tensor([-2, 0.3, 1])) // [-1.5  0.   0.5]
 * @see D. L. Donoho, I. M. Johnstone (1994), Ideal spatial adaptation by wavelet shrinkage, Biometrika 81, 425–455.
 * @public
 */
export const softshrink: Elementwise<{ lambda: number }> = elementwise({
  name: "softshrink",
  formula: String.raw`z \mp \lambda \text{ where } |z| > \lambda \text{, else } 0, \quad [|z| > \lambda]`,
  parameters: { lambda: 0.5 },
  kinds: { lambda: atLeastZero },
  smooth: false,
  value: (z, { lambda }) => where(lessEqual(abs(z), lambda), 0, sub(z, mul(lambda, sign(z)))),
  derivative: (z, _a, { lambda }) => add(indicator(greater(z, lambda), z), indicator(less(z, -lambda), z)),
});
