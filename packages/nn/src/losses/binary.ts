import {
  add,
  div,
  equal,
  isTensor,
  log,
  mul,
  neg,
  onesLike,
  ShapeError,
  sigmoid,
  sub,
  type Tensor,
  where,
} from "@wengert/autograd";
import { logSigmoid, softplus } from "../activations/softplus.ts";
import { aTensor, type Kind, orNull } from "../options.ts";
import { fits, show } from "../shapes.ts";
import { checkEqualShapes, type Loss, loss, type Reduced } from "./loss.ts";

/** Weights of the terms: a tensor that broadcasts to them, or null for equal ones. */
type Weights = Tensor | null;

const weighted = (x: Tensor, weight: Weights): Tensor => (weight === null ? x : mul(x, weight));

const WEIGHTS: Kind = /* @__PURE__ */ orNull(aTensor);

/** Fails unless prediction and target are alike, and weights broadcast to them, not they to the weights. */
// @__NO_SIDE_EFFECTS__
function checkWeighted<P extends object>(name: string): (xs: readonly Tensor[], parameters: P) => void {
  const alike = checkEqualShapes(name);
  return (xs, parameters) => {
    alike(xs);
    const { shape } = xs[0]!;
    for (const [key, weight] of Object.entries(parameters)) {
      if (!isTensor(weight) || fits(weight.shape, shape)) continue;
      throw new ShapeError({
        code: "shape-mismatch",
        op: name,
        problem: `${key} broadcasts to the terms, here ${show(shape)}`,
        got: `${key} ${show(weight.shape)}`,
        hint: "one weight for each row of [N, K] is [N, 1], one for each column [K]",
        shapes: [shape, weight.shape],
      });
    }
  };
}

/** t ln x, and 0 where t is 0, also where x is 0 there. */
const xlogy = (t: Tensor, x: Tensor): Tensor => where(equal(t, 0), 0, mul(t, log(x)));
/** t/x, and 0 where t is 0, also where x is 0 there. */
const quotient = (t: Tensor, x: Tensor): Tensor => where(equal(t, 0), 0, div(t, x));

/**
 * The binary cross-entropy of probabilities: −(t ln x + (1 − t) ln(1 − x)), with derivative (1 − t)/(1 − x) − t/x.
 *
 * **Shapes:** prediction and target alike → `[]`; `weight` broadcasts to them. A term with t = 0 and x = 0, or both 1,
 * is 0. The mean divides by the number of terms, weighted or not.
 *
 * From logits, `binaryCrossEntropyWithLogits` is the better choice: x = σ(z) is rounded to 1 from z = 37 on.
 *
 * @throws ShapeError when the shapes differ.
 * @example binaryCrossEntropy(tensor([0.5, 1]), tensor([1, 1])) // 0.34657359027997264
 * @see C. M. Bishop (2006), Pattern recognition and machine learning, equation 4.90.
 * @public
 */
export const binaryCrossEntropy: Loss<Reduced & { weight: Weights }> = loss<Reduced & { weight: Weights }>({
  name: "binaryCrossEntropy",
  formula: String.raw`-(t \ln x + (1 - t) \ln(1 - x)), \quad \frac{1 - t}{1 - x} - \frac{t}{x}`,
  parameters: { reduction: "mean", weight: null },
  kinds: { weight: WEIGHTS },
  check: checkWeighted("binaryCrossEntropy"),
  terms: ([x, t], { weight }) => weighted(neg(add(xlogy(t!, x!), xlogy(sub(1, t!), sub(1, x!)))), weight),
  slopes: [
    ([x, t], { weight }) => weighted(sub(quotient(sub(1, t!), sub(1, x!)), quotient(t!, x!)), weight),
    ([x], { weight }) => weighted(sub(log(sub(1, x!)), log(x!)), weight),
  ],
});

/**
 * The binary cross-entropy of logits: (1 − t) z + w ln(1 + e⁻ᶻ) with w = 1 + (p − 1) t, and derivative (1 − t) − w σ(−z).
 * For equal weights (p = 1) that is σ(z) − t, prediction minus target.
 *
 * **Shapes:** logits and target alike → `[]`; `weight` of the terms and the weight p of positive targets, `positiveWeight`,
 * broadcast to them. Nothing overflows, however large |z| is.
 *
 * @throws ShapeError when the shapes differ.
 * @example binaryCrossEntropyWithLogits(tensor([0, 1000]), tensor([1, 1])) // 0.34657359027997264
 * @example binaryCrossEntropyWithLogits.derivative(tensor([0, 1000]), tensor([1, 1])) // [-0.25  0.  ]
 * @see C. M. Bishop (2006), Pattern recognition and machine learning, equations 4.90 and 4.91.
 * @public
 */
export const binaryCrossEntropyWithLogits: Loss<Reduced & { weight: Weights; positiveWeight: Weights }> = loss<
  Reduced & { weight: Weights; positiveWeight: Weights }
>({
  name: "binaryCrossEntropyWithLogits",
  formula: String.raw`(1 - t) z + (1 + (p - 1) t) \ln(1 + e^{-z}), \quad \sigma(z) - t \text{ for } p = 1`,
  parameters: { reduction: "mean", weight: null, positiveWeight: null },
  kinds: { weight: WEIGHTS, positiveWeight: WEIGHTS },
  check: checkWeighted("binaryCrossEntropyWithLogits"),
  terms: ([z, t], { weight, positiveWeight }) =>
    weighted(add(mul(sub(1, t!), z!), mul(positive(t!, positiveWeight), softplus(neg(z!)))), weight),
  slopes: [
    ([z, t], { weight, positiveWeight }) =>
      weighted(
        positiveWeight === null
          ? sub(sigmoid(z!), t!)
          : sub(sub(1, t!), mul(positive(t!, positiveWeight), sigmoid(neg(z!)))),
        weight,
      ),
    ([z], { weight, positiveWeight }) => {
      const byWeight = positiveWeight === null ? null : mul(sub(positiveWeight, 1), neg(logSigmoid(z!)));
      return weighted(byWeight === null ? neg(z!) : sub(byWeight, z!), weight);
    },
  ],
});

/** 1 + (p − 1) t. */
function positive(t: Tensor, weight: Weights): Tensor {
  return weight === null ? onesLike(t) : add(1, mul(sub(weight, 1), t));
}
