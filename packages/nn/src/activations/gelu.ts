import { add, tanh as autogradTanh, clip, erfc, exp, mul, square, sub, type Tensor } from "@wengert/autograd";
import { type Elementwise, elementwise } from "./activation.ts";

/** √(2/π). */
const ROOT_TWO_OVER_PI = 0.7978845608028654;
const CUBE = 0.044715;

/** z, kept where its square is finite: far outside all that it is multiplied with is 0. */
const near = (z: Tensor): Tensor => clip(z, -100, 100);

/** 1/√(2π). */
const DENSITY = 0.3989422804014327;

/** Φ(z) = ½ erfc(−z/√2): no digits are lost where it is small. */
const distribution = (z: Tensor): Tensor => mul(0.5, erfc(mul(-Math.SQRT1_2, z)));

/** φ(z) = e^(−z²/2)/√(2π). */
const density = (z: Tensor): Tensor => mul(DENSITY, exp(mul(-0.5, square(z))));

/**
 * The Gaussian error linear unit: z Φ(z), with derivative Φ(z) + z φ(z), where Φ is the distribution function of the
 * standard normal distribution and φ its density.
 *
 * **Shapes:** `z [...]` → `[...]`. Range: from −0.170 up. Exact also where Φ(z) is tiny.
 *
 * @example gelu(tensor([-1, 0, 1])) // [-0.15865525  0.          0.84134475]
 * @see D. Hendrycks, K. Gimpel (2016), Gaussian error linear units, arXiv:1606.08415.
 * @public
 */
export const gelu: Elementwise = elementwise({
  name: "gelu",
  formula: String.raw`z \Phi(z), \quad \Phi(z) + z \varphi(z)`,
  value: (z) => mul(z, distribution(z)),
  derivative: (z) => add(distribution(z), mul(near(z), density(z))),
});

/**
 * The approximation of `gelu` with a hyperbolic tangent: z Φ(z) with Φ(z) = ½ (1 + t), t = tanh u,
 * u = √(2/π) (z + 0.044715 z³), and derivative ½ (1 + t) + ½ z (1 − t²) √(2/π) (1 + 0.134145 z²).
 *
 * **Shapes:** `z [...]` → `[...]`. It differs from `gelu` by less than 5·10⁻⁴.
 *
 * @example geluTanh(tensor([-1, 0, 1])) // [-0.15880801  0.          0.84119199]
 * @see D. Hendrycks, K. Gimpel (2016), Gaussian error linear units, arXiv:1606.08415, section 2.
 * @public
 */
export const geluTanh: Elementwise = elementwise({
  name: "geluTanh",
  formula: String.raw`\tfrac12 z (1 + t) \text{ with } t = \tanh \sqrt{2/\pi} (z + 0.044715 z^3), \quad \tfrac12 (1 + t) + \tfrac12 z (1 - t^2) \sqrt{2/\pi} (1 + 0.134145 z^2)`,
  value: (z) => mul(mul(0.5, z), add(1, autogradTanh(inner(z)))),
  derivative: (z) => {
    const t = autogradTanh(inner(z));
    const slope = mul(ROOT_TWO_OVER_PI, add(1, mul(3 * CUBE, square(near(z)))));
    return add(mul(0.5, add(1, t)), mul(mul(0.5, near(z)), mul(sub(1, square(t)), slope)));
  },
});

/** u = √(2/π) (z + 0.044715 z³). */
function inner(z: Tensor): Tensor {
  return mul(ROOT_TWO_OVER_PI, mul(z, add(1, mul(CUBE, square(z)))));
}
