import {
  add,
  sigmoid as autogradSigmoid,
  tanh as autogradTanh,
  clip,
  mul,
  onesLike,
  square,
  sub,
} from "@wengert/autograd";
import { type Elementwise, elementwise } from "./activation.ts";

/**
 * The logistic function, element by element: σ(z) = 1/(1 + e⁻ᶻ), with σ′ = σ(1 − σ).
 *
 * **Shapes:** `z [...]` → `[...]`. Range: (0, 1). Nothing overflows, however large |z| is.
 *
 * @example sigmoid(tensor([0, 1])) // [0.5        0.73105858]
 * @example sigmoid.derivative(tensor([0, 1])) // [0.25       0.19661193]
 * @see C. M. Bishop (2006), Pattern recognition and machine learning, equations 4.59 and 4.88.
 * @public
 */
export const sigmoid: Elementwise = elementwise({
  name: "sigmoid",
  formula: String.raw`\sigma(z) = \frac{1}{1 + e^{-z}}, \quad \sigma' = \sigma (1 - \sigma)`,
  value: (z) => autogradSigmoid(z),
  derivative: (_z, a) => mul(a, sub(1, a)),
});

/**
 * The hyperbolic tangent, element by element: tanh z, with tanh′ = 1 − tanh².
 *
 * **Shapes:** `z [...]` → `[...]`. Range: (−1, 1).
 *
 * @example tanh(tensor([0, 1])) // [0.         0.76159416]
 * @example tanh.derivative(tensor([0, 1])) // [1.         0.41997434]
 * @see C. M. Bishop (2006), Pattern recognition and machine learning, equations 5.59 and 5.60.
 * @public
 */
export const tanh: Elementwise = elementwise({
  name: "tanh",
  formula: String.raw`\tanh z, \quad 1 - \tanh^2 z`,
  value: (z) => autogradTanh(z),
  derivative: (_z, a) => sub(1, square(a)),
});

/**
 * The sigmoid linear unit, also called swish: z σ(z), with derivative σ(z) (1 + z (1 − σ(z))).
 *
 * **Shapes:** `z [...]` → `[...]`. Range: from −0.278 up.
 *
 * @example silu(tensor([-1, 0, 1])) // [-0.26894142  0.          0.73105858]
 * @see S. Elfwing et al. (2018), Sigmoid-weighted linear units for neural network function approximation in
 * reinforcement learning, Neural Networks 107, 3–11.
 * @public
 */
export const silu: Elementwise = elementwise({
  name: "silu",
  formula: String.raw`z \sigma(z), \quad \sigma (1 + z (1 - \sigma))`,
  value: (z) => mul(z, autogradSigmoid(z)),
  derivative: (z) => {
    const s = autogradSigmoid(z);
    // Far out 1 − σ is 0, and z may be infinite.
    return mul(s, add(1, mul(clip(z, -1000, 1000), sub(1, s))));
  },
});

/**
 * The part of a number that its hyperbolic tangent leaves: z − tanh z, with derivative tanh² z.
 *
 * **Shapes:** `z [...]` → `[...]`. Near 0 it is z³/3, as the difference of two numbers that nearly agree.
 *
 * @example tanhshrink(tensor([0, 2])) // [0.         1.03597242]
 * @public
 */
export const tanhshrink: Elementwise = elementwise({
  name: "tanhshrink",
  formula: String.raw`z - \tanh z, \quad \tanh^2 z`,
  value: (z) => sub(z, autogradTanh(z)),
  derivative: (z) => square(autogradTanh(z)),
});

/**
 * The number itself, for an output layer without an activation: z, with derivative 1.
 *
 * **Shapes:** `z [...]` → `[...]`.
 *
 * @example identity(tensor([-1, 2])) // [-1.  2.]
 * @public
 */
export const identity: Elementwise = elementwise({
  name: "identity",
  formula: String.raw`z, \quad 1`,
  value: (z) => z,
  derivative: (z) => onesLike(z),
});
