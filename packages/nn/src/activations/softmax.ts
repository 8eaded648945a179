import { div, exp, isTensor, log, max, mul, neg, stopGradient, sub, sum, type Tensor } from "@wengert/autograd";
import { isFloating, isTraced, logAndShares } from "@wengert/autograd/engine";
import { wholeNumber } from "../options.ts";
import { badArgument } from "../parameters.ts";
import { type Activation, joint } from "./activation.ts";

/** Which axis holds the classes. */
type Along = { axis: number };
const kept = { keepdims: true } as const;

/** @throws ArgumentError when an axis has no entries, of which one would be the largest. */
function withClasses(name: string, z: Tensor, axis: number): Tensor {
  if (!isTensor(z) || z.shape.at(axis) !== 0) return z;
  const problem = `there are no classes along axis ${axis}, so no shares that sum to 1`;
  throw badArgument(name, problem, `z [${z.shape.join(", ")}]`, "check what was selected before it");
}

/** z less its largest entry: nothing above 1 is exponentiated. The shift cancels, so no derivative passes by it. */
const shifted = (z: Tensor, axis: number): Tensor => sub(z, stopGradient(max(z, axis, kept)));

function softmaxOf(z: Tensor, axis: number): Tensor {
  const last = axis === -1 || axis === z.ndim - 1;
  // Where nothing is recorded, one pass over each row.
  if (isTensor(z) && last && !isTraced(z) && z.size > 0 && z.ndim > 0 && isFloating(z.dtype))
    return logAndShares(z, 1)[1];
  const e = exp(shifted(z, axis));
  return div(e, sum(e, axis, kept));
}

/** z − ln Σ eᶻ along an axis. */
export function logSoftmaxOf(z: Tensor, axis: number): Tensor {
  const s = shifted(z, axis);
  return sub(s, log(sum(exp(s), axis, kept)));
}

/** ∂C/∂z = a ⊙ (δ − Σₖ δₖ aₖ): the Jacobian diag(a) − a aᵀ of a row, times δ. */
function throughSoftmax(da: Tensor, a: Tensor, axis: number): Tensor {
  return mul(a, sub(da, sum(mul(da, a), axis, kept)));
}

/**
 * The softmax, row by row: aₖ = e^(zₖ) / Σⱼ e^(zⱼ). Each output depends on all inputs of its row; by hand, with
 * δ = ∂C/∂a: ∂C/∂z = a ⊙ (δ − Σₖ δₖ aₖ).
 *
 * **Shapes:** `z [..., K]` → `[..., K]`; with `softmax.with({ axis })` the classes lie along another axis than the last.
 * Range: (0, 1), each row sums to 1. The largest entry is subtracted first, so nothing overflows.
 *
 * The tape goes by the rule above as well, which is faster (docs/decisions/0006).
 *
 * @throws ArgumentError when there are no classes, or no such axis.
 * @example softmax(tensor([[0, 0], [1000, 0]]))
 * // [[0.5 0.5]
 * //  [1.  0. ]]
 * @see C. M. Bishop (2006), Pattern recognition and machine learning, equations 4.62 and 4.106.
 * @public
 */
export const softmax: Activation<Along> = joint({
  name: "softmax",
  formula: String.raw`a_k = \frac{e^{z_k}}{\sum_j e^{z_j}}, \quad a \odot (\delta - \textstyle\sum_k \delta_k a_k)`,
  parameters: { axis: -1 },
  kinds: { axis: wholeNumber },
  byHand: true,
  value: (z, { axis }) => softmaxOf(withClasses("softmax", z, axis), axis),
  backward: (da, _z, a, { axis }) => throughSoftmax(da, a, axis),
});

/**
 * The softmax of −z: aₖ = e^(−zₖ) / Σⱼ e^(−zⱼ), which is largest where z is smallest. By hand, with δ = ∂C/∂a:
 * ∂C/∂z = −a ⊙ (δ − Σₖ δₖ aₖ).
 *
 * **Shapes:** `z [..., K]` → `[..., K]`, or along another `axis`.
 *
 * @throws ArgumentError when there are no classes, or no such axis.
 * @example softmin(tensor([0, 1])) // [0.73105858 0.26894142]
 * @public
 */
export const softmin: Activation<Along> = joint({
  name: "softmin",
  formula: String.raw`a_k = \frac{e^{-z_k}}{\sum_j e^{-z_j}}, \quad -a \odot (\delta - \textstyle\sum_k \delta_k a_k)`,
  parameters: { axis: -1 },
  kinds: { axis: wholeNumber },
  value: (z, { axis }) => softmaxOf(neg(withClasses("softmin", z, axis)), axis),
  backward: (da, _z, a, { axis }) => neg(throughSoftmax(da, a, axis)),
});

/**
 * The logarithm of the softmax, row by row: aₖ = zₖ − ln Σⱼ e^(zⱼ). By hand, with δ = ∂C/∂a:
 * ∂C/∂z = δ − e^a ⊙ Σₖ δₖ.
 *
 * **Shapes:** `z [..., K]` → `[..., K]`, or along another `axis`. Range: (−∞, 0). It stays exact where the softmax itself
 * is rounded to 0.
 *
 * @throws ArgumentError when there are no classes, or no such axis.
 * @example logSoftmax(tensor([0, 1000])) // [-1000.     0.]
 * @see I. Goodfellow, Y. Bengio, A. Courville (2016), Deep learning, equation 6.30.
 * @public
 */
export const logSoftmax: Activation<Along> = joint({
  name: "logSoftmax",
  formula: String.raw`a_k = z_k - \ln \sum_j e^{z_j}, \quad \delta - e^a \odot \textstyle\sum_k \delta_k`,
  parameters: { axis: -1 },
  kinds: { axis: wholeNumber },
  value: (z, { axis }) => logSoftmaxOf(withClasses("logSoftmax", z, axis), axis),
  backward: (da, _z, a, { axis }) => sub(da, mul(exp(a), sum(da, axis, kept))),
});
