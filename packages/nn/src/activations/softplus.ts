import {
  abs,
  add,
  sigmoid as autogradSigmoid,
  tanh as autogradTanh,
  clip,
  div,
  exp,
  greater,
  log1p,
  maximum,
  mul,
  neg,
  onesLike,
  square,
  sub,
  type Tensor,
  where,
} from "@wengert/autograd";
import { aboveZero, anyNumber, orNull } from "../options.ts";
import { type Elementwise, elementwise } from "./activation.ts";

/** ln(1 + eᶻ) = max(z, 0) + ln(1 + e^(−|z|)): only numbers up to 1 are exponentiated. */
const stable = (z: Tensor): Tensor => add(maximum(z, 0), log1p(exp(neg(abs(z)))));

/**
 * A smooth rectifier: (1/β) ln(1 + e^(βz)), with derivative σ(βz).
 *
 * **Shapes:** `z [...]` → `[...]`. Range: (0, ∞). Where βz is above `threshold`, the value is z itself, with derivative
 * 1; it is null unless said, nowhere, since nothing overflows anyway.
 *
 * The tape goes by the derivative σ(βz) as well: composed of max and |z| it would have a kink at 0.
 *
 * @example softplus(tensor([-1, 0, 1])) // [0.31326169 0.69314718 1.31326169]
 * @example softplus.with({ beta: 2 })(tensor([0])) // [0.34657359]
 * @see C. Dugas et al. (2001), Incorporating second-order functional knowledge for better option pricing, NeurIPS 13.
 * @public
 */
export const softplus: Elementwise<{ beta: number; threshold: number | null }> = elementwise<{
  beta: number;
  threshold: number | null;
}>({
  name: "softplus",
  formula: String.raw`\frac{1}{\beta} \ln(1 + e^{\beta z}), \quad \sigma(\beta z)`,
  parameters: { beta: 1, threshold: null },
  kinds: { beta: aboveZero, threshold: orNull(anyNumber) },
  byHand: true,
  value: (z, { beta, threshold }) => {
    const scaled = mul(beta, z);
    const smooth = div(stable(scaled), beta);
    return threshold === null ? smooth : where(greater(scaled, threshold), z, smooth);
  },
  derivative: (z, _a, { beta, threshold }) => {
    const scaled = mul(beta, z);
    const smooth = autogradSigmoid(scaled);
    return threshold === null ? smooth : where(greater(scaled, threshold), onesLike(z), smooth);
  },
});

/**
 * The logarithm of the logistic function: ln σ(z) = −ln(1 + e⁻ᶻ), with derivative σ(−z).
 *
 * **Shapes:** `z [...]` → `[...]`. Range: (−∞, 0). It stays exact where σ(z) itself is rounded to 0 or 1.
 *
 * @example logSigmoid(tensor([-1000, 0])) // [-1.00000000e+03 -6.93147181e-01]
 * @see I. Goodfellow, Y. Bengio, A. Courville (2016), Deep learning, section 3.10.
 * @public
 */
export const logSigmoid: Elementwise = elementwise({
  name: "logSigmoid",
  formula: String.raw`\ln \sigma(z), \quad \sigma(-z)`,
  value: (z) => neg(softplus(neg(z))),
  derivative: (z) => autogradSigmoid(neg(z)),
});

/**
 * Mish: z tanh(ln(1 + eᶻ)), with derivative t + z σ(z) (1 − t²) where t = tanh(ln(1 + eᶻ)).
 *
 * **Shapes:** `z [...]` → `[...]`. Range: from −0.309 up.
 *
 * @example mish(tensor([-1, 0, 1])) // [-0.30340146  0.          0.86509839]
 * @see D. Misra (2020), Mish: a self regularized non-monotonic activation function, BMVC.
 * @public
 */
export const mish: Elementwise = elementwise({
  name: "mish",
  formula: String.raw`z t \text{ with } t = \tanh(\ln(1 + e^z)), \quad t + z \sigma(z) (1 - t^2)`,
  value: (z) => mul(z, autogradTanh(softplus(z))),
  derivative: (z) => {
    const t = autogradTanh(softplus(z));
    // Far out 1 − t² is 0, and z may be infinite.
    return add(t, mul(mul(clip(z, -1000, 1000), autogradSigmoid(z)), sub(1, square(t))));
  },
});

/**
 * Softsign: z/(1 + |z|), with derivative 1/(1 + |z|)².
 *
 * **Shapes:** `z [...]` → `[...]`. Range: (−1, 1), which it approaches slowly. The second derivative jumps at 0.
 *
 * @example softsign(tensor([-1, 0, 3])) // [-0.5   0.    0.75]
 * @see X. Glorot, Y. Bengio (2010), Understanding the difficulty of training deep feedforward neural networks.
 * @public
 */
export const softsign: Elementwise = elementwise({
  name: "softsign",
  formula: String.raw`\frac{z}{1 + |z|}, \quad \frac{1}{(1 + |z|)^2}`,
  smooth: false,
  byHand: true,
  value: (z) => div(z, add(1, abs(z))),
  derivative: (z) => div(1, square(add(1, abs(z)))),
});
