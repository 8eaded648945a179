import { relu as autogradRelu, div, exp, expm1, greater, mul, onesLike, type Tensor, where } from "@wengert/autograd";
import { indicator } from "../numeric.ts";
import { aboveZero } from "../options.ts";
import { type Elementwise, elementwise } from "./activation.ts";

/** z where it is negative, and 0 elsewhere, so that nothing that is not wanted is exponentiated. */
const negativePart = (z: Tensor): Tensor => where(greater(z, 0), 0, z);

/**
 * The rectifier: max(z, 0), with derivative [z > 0].
 *
 * **Shapes:** `z [...]` → `[...]`. Derivative at the kink: 0.
 *
 * @example relu(tensor([-1, 0, 2])) // [0. 0. 2.]
 * @example relu.derivative(tensor([-1, 0, 2])) // [0. 0. 1.]
 * @see V. Nair, G. E. Hinton (2010), Rectified linear units improve restricted Boltzmann machines, ICML.
 * @public
 */
export const relu: Elementwise = elementwise({
  name: "relu",
  formula: String.raw`\max(z, 0), \quad [z > 0]`,
  smooth: false,
  value: (z) => autogradRelu(z),
  derivative: (z) => indicator(greater(z, 0), z),
});

/**
 * The leaky rectifier: z where z > 0, else sz, with derivative 1 or s.
 *
 * **Shapes:** `z [...]` → `[...]`. The slope s is 0.01 unless said, and the derivative at the kink.
 *
 * @example leakyRelu(tensor([-1, 0, 2])) // [-0.01  0.    2.  ]
 * @example leakyRelu.with({ slope: 0.2 })(tensor([-1, 0, 2])) // [-0.2  0.   2. ]
 * @see A. L. Maas, A. Y. Hannun, A. Y. Ng (2013), Rectifier nonlinearities improve neural network acoustic models,
 * ICML.
 * @public
 */
export const leakyRelu: Elementwise<{ slope: number }> = elementwise({
  name: "leakyRelu",
  formula: String.raw`z \text{ where } z > 0 \text{, else } s z, \quad 1 \text{ or } s`,
  parameters: { slope: 0.01 },
  smooth: false,
  value: (z, { slope }) => where(greater(z, 0), z, mul(slope, z)),
  derivative: (z, _a, { slope }) => where(greater(z, 0), onesLike(z), slope),
});

/**
 * The exponential linear unit: z where z > 0, else α (eᶻ − 1), with derivative 1 or αeᶻ.
 *
 * **Shapes:** `z [...]` → `[...]`. Range: (−α, ∞). α is 1 unless said; the derivative at 0 is α.
 *
 * @example elu(tensor([-1, 0, 2])) // [-0.63212056  0.          2.        ]
 * @see D.-A. Clevert et al. (2016), Fast and accurate deep network learning by exponential linear units, ICLR.
 * @public
 */
export const elu: Elementwise<{ alpha: number }> = elementwise({
  name: "elu",
  formula: String.raw`z \text{ where } z > 0 \text{, else } \alpha (e^z - 1), \quad 1 \text{ or } \alpha e^z`,
  parameters: { alpha: 1 },
  smooth: false,
  value: (z, { alpha }) => where(greater(z, 0), z, mul(alpha, expm1(negativePart(z)))),
  derivative: (z, _a, { alpha }) => where(greater(z, 0), onesLike(z), mul(alpha, exp(negativePart(z)))),
});

/** The fixed point of mean 0 and variance 1: equations 14 of the paper. */
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/**
 * The scaled exponential linear unit: λz where z > 0, else λα (eᶻ − 1), with derivative λ or λαeᶻ, where
 * α = 1.6732632423543772 and λ = 1.0507009873554805.
 *
 * **Shapes:** `z [...]` → `[...]`. The derivative at 0 is λα. Weights are drawn with `lecunNormal`.
 *
 * @example selu(tensor([-1, 0, 1])) // [-1.11133074  0.          1.05070099]
 * @see G. Klambauer et al. (2017), Self-normalizing neural networks, NeurIPS.
 * @public
 */
export const selu: Elementwise = elementwise({
  name: "selu",
  formula: String.raw`\lambda z \text{ where } z > 0 \text{, else } \lambda \alpha (e^z - 1), \quad \lambda \text{ or } \lambda \alpha e^z`,
  smooth: false,
  value: (z) => mul(SELU_SCALE, where(greater(z, 0), z, mul(SELU_ALPHA, expm1(negativePart(z))))),
  derivative: (z) => mul(SELU_SCALE, where(greater(z, 0), onesLike(z), mul(SELU_ALPHA, exp(negativePart(z))))),
});

/**
 * The continuously differentiable exponential linear unit: z where z > 0, else α (e^(z/α) − 1), with derivative 1 or
 * e^(z/α).
 *
 * **Shapes:** `z [...]` → `[...]`. α is 1 unless said, where it is `elu`.
 *
 * @example celu.with({ alpha: 2 })(tensor([-1, 0, 1])) // [-0.78693868  0.          1.        ]
 * @see J. T. Barron (2017), Continuously differentiable exponential linear units, arXiv:1704.07483.
 * @public
 */
export const celu: Elementwise<{ alpha: number }> = elementwise({
  name: "celu",
  formula: String.raw`z \text{ where } z > 0 \text{, else } \alpha (e^{z/\alpha} - 1), \quad 1 \text{ or } e^{z/\alpha}`,
  parameters: { alpha: 1 },
  kinds: { alpha: aboveZero },
  smooth: false,
  value: (z, { alpha }) => where(greater(z, 0), z, mul(alpha, expm1(div(negativePart(z), alpha)))),
  derivative: (z, _a, { alpha }) => where(greater(z, 0), onesLike(z), exp(div(negativePart(z), alpha))),
});
