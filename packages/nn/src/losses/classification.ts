import { add, div, equal, exp, greater, log, mul, neg, relu, sub, sum, type Tensor, where } from "@wengert/autograd";
import { logSoftmaxOf, softmax } from "../activations/softmax.ts";
import { indicator } from "../numeric.ts";
import { aTensor, orNull, wholeNumber } from "../options.ts";
import {
  checkClasses,
  classAxis,
  coefficients,
  isIndices,
  OF_CLASSES,
  OVER_CLASSES,
  type OverClasses,
  targetRows,
  totalWeight,
  weighted,
} from "./classes.ts";
import { type Loss, loss, type Reduced } from "./loss.ts";

/** c ln x, and 0 where c is 0, also where x is 0 there. */
const clogx = (c: Tensor, x: Tensor): Tensor => where(equal(c, 0), 0, mul(c, log(x)));
const kept = { keepdims: true } as const;

/** c x, and 0 where c is 0, also where x is infinite there: a class that is no target may have the probability 0. */
const cx = (c: Tensor, x: Tensor): Tensor => where(equal(c, 0), 0, mul(c, x));

/** ∂/∂t of −Σ w t ln p, for a target of one number for each class; class indices have none. */
function byTarget(logs: Tensor, x: Tensor, t: Tensor, parameters: OverClasses): Tensor | null {
  if (isIndices(x, t)) return null;
  return weighted(mul(parameters.labelSmoothing - 1, logs), x, parameters);
}

/**
 * The cross-entropy of probabilities: −Σₖ tₖ ln xₖ for each row, with derivative −tₖ/xₖ.
 *
 * **Shapes:** prediction `[N, K]`, rows of probabilities; target `[N, K]`, one-hot or probabilities, or `[N]` class indices
 * → `[]`; with `reduction: "none"` `[N]`. The mean is over rows; with class weights and indices it divides by the sum
 * of the rows' weights. A class with t = 0 adds 0, also where x = 0.
 *
 * After a softmax, `softmaxCrossEntropy` of the logits is the same loss without rounding; `neuralNetwork` puts it in
 * for the pair by itself.
 *
 * @throws ShapeError when the target fits neither way; ArgumentError for a class index out of range.
 * @example crossEntropy(tensor([[0.5, 0.5], [0.25, 0.75]]), tensor([[1, 0], [0, 1]])) // 0.4904146265058631
 * @example crossEntropy(tensor([[0.5, 0.5], [0.25, 0.75]]), [0, 1]) // 0.4904146265058631
 * @see C. M. Bishop (2006), Pattern recognition and machine learning, equation 4.108.
 * @public
 */
export const crossEntropy: Loss<OverClasses> = loss<OverClasses>({
  name: "crossEntropy",
  formula: String.raw`-\sum_k t_k \ln x_k, \quad -t_k / x_k`,
  parameters: OVER_CLASSES,
  kinds: OF_CLASSES,
  check: checkClasses("crossEntropy"),
  summedAxis: ({ axis }) => axis,
  divisor: totalWeight,
  terms: ([x, t], p) => neg(sum(clogx(coefficients(x!, t!, p), x!), p.axis)),
  slopes: [
    ([x, t], p) => {
      const c = coefficients(x!, t!, p);
      return where(equal(c, 0), 0, neg(div(c, x!)));
    },
    ([x, t], p) => byTarget(log(x!), x!, t!, p),
  ],
});

/**
 * Softmax and cross-entropy in one, from logits: −Σₖ tₖ (zₖ − ln Σⱼ e^(zⱼ)) for each row. With p = softmax(z) the
 * derivative is p Σₖ tₖ − t: prediction minus target, since a target sums to 1.
 *
 * **Shapes:** logits `[N, K]`; target `[N, K]`, one-hot or probabilities, or `[N]` class indices → `[]`; with
 * `reduction: "none"` `[N]`. With `axis: 1` logits `[N, K, …]` go with indices `[N, …]`. Nothing overflows or is
 * rounded away, however far apart the logits are.
 *
 * `weight` has a factor for each class, `labelSmoothing` ε replaces t by (1 − ε) t + ε/K, rows with the class
 * `ignoreIndex` do not count. The mean divides by the number of rows, for indices by the sum of their weights.
 *
 * @throws ShapeError when the target fits neither way; ArgumentError for a class index out of range.
 * @example softmaxCrossEntropy(tensor([[0, 0], [1000, 0]]), [0, 0]) // 0.34657359027997264
 * @example softmaxCrossEntropy.derivative(tensor([[0, 0], [1000, 0]]), [0, 0])
 * // [[-0.25  0.25]
 * //  [ 0.    0.  ]]
 * @see C. M. Bishop (2006), Pattern recognition and machine learning, equations 4.108 and 4.109.
 * @public
 */
export const softmaxCrossEntropy: Loss<OverClasses> = loss<OverClasses>({
  name: "softmaxCrossEntropy",
  formula: String.raw`-\sum_k t_k \ln \operatorname{softmax}(z)_k, \quad \operatorname{softmax}(z) - t`,
  parameters: OVER_CLASSES,
  kinds: OF_CLASSES,
  check: checkClasses("softmaxCrossEntropy"),
  summedAxis: ({ axis }) => axis,
  divisor: totalWeight,
  terms: ([z, t], p) => sum(cx(neg(coefficients(z!, t!, p)), logSoftmaxOf(z!, p.axis)), p.axis),
  slopes: [
    ([z, t], p) => {
      const c = coefficients(z!, t!, p);
      return sub(mul(softmax.with({ axis: p.axis })(z!), sum(c, p.axis, kept)), c);
    },
    ([z, t], p) => byTarget(logSoftmaxOf(z!, p.axis), z!, t!, p),
  ],
});

/**
 * The negative log-likelihood, from log-probabilities as `logSoftmax` gives them: −Σₖ tₖ xₖ for each row, with derivative
 * −t.
 *
 * **Shapes:** prediction `[N, K]`; target `[N]` class indices, or `[N, K]` → `[]`; parameters as `softmaxCrossEntropy`.
 *
 * @throws ShapeError when the target fits neither way; ArgumentError for a class index out of range.
 * @example nll(tensor([[-0.5, -1], [-2, -0.1]]), [0, 1]) // 0.3
 * @see C. M. Bishop (2006), Pattern recognition and machine learning, equation 4.108.
 * @public
 */
export const nll: Loss<OverClasses> = loss<OverClasses>({
  name: "nll",
  formula: String.raw`-\sum_k t_k x_k, \quad -t`,
  parameters: OVER_CLASSES,
  kinds: OF_CLASSES,
  check: checkClasses("nll"),
  summedAxis: ({ axis }) => axis,
  divisor: totalWeight,
  terms: ([x, t], p) => sum(cx(neg(coefficients(x!, t!, p)), x!), p.axis),
  slopes: [([x, t], p) => neg(coefficients(x!, t!, p)), ([x, t], p) => byTarget(x!, x!, t!, p)],
});

/**
 * The Kullback–Leibler divergence of log-probabilities x from a target t: t (ln t − x) for each number, with derivative
 * −t; with `logTarget` the target holds logarithms as well: eᵗ (t − x), with derivative −eᵗ.
 *
 * **Shapes:** prediction and target alike → `[]`. The mean is over all numbers; `reduction: "batchMean"` divides the sum
 * by the number of rows, which is the divergence per row. A number with t = 0 adds 0.
 *
 * @throws ShapeError when the shapes differ.
 * @example klDivergence.with({ reduction: "batchMean" })(log(tensor([[0.5, 0.5]])), tensor([[1, 0]])) // 0.6931471805599453
 * @see S. Kullback, R. A. Leibler (1951), On information and sufficiency, Ann. Math. Statist. 22, 79–86.
 * @public
 */
export const klDivergence: Loss<Reduced & { logTarget: boolean }> = loss<Reduced & { logTarget: boolean }>({
  name: "klDivergence",
  formula: String.raw`t (\ln t - x), \quad -t`,
  parameters: { reduction: "mean", logTarget: false },
  terms: ([x, t], { logTarget }) => (logTarget ? mul(exp(t!), sub(t!, x!)) : sub(clogx(t!, t!), cx(t!, x!))),
  slopes: [
    ([, t], { logTarget }) => neg(logTarget ? exp(t!) : t!),
    ([x, t], { logTarget }) =>
      logTarget ? mul(exp(t!), add(sub(t!, x!), 1)) : sub(add(where(equal(t!, 0), 0, log(t!)), 1), x!),
  ],
});

/**
 * The hinge loss of many classes: (w_y/K) Σ_{j ≠ y} max(0, m − x_y + x_j), y the right class. By hand:
 * w_y [m − x_y + x_j > 0]/K for a wrong class j, and minus the sum of these for the right one.
 *
 * **Shapes:** scores `[N, K]`, target `[N]` class indices → `[]`; with `reduction: "none"` `[N]`. Margin m: 1 unless said;
 * `weight` has w for each class, 1 unless said. The mean divides by the number of rows.
 *
 * @throws ShapeError when the target does not fit; ArgumentError for a class index out of range.
 * @example multiMargin(tensor([[3, 2.5, 0]]), [0]) // 0.16666666666666666
 * @see K. Crammer, Y. Singer (2001), On the algorithmic implementation of multiclass kernel-based vector machines,
 * JMLR 2, 265–292.
 * @public
 */
export const multiMargin: Loss<MultiMargin> = loss<MultiMargin>({
  name: "multiMargin",
  formula: String.raw`\tfrac1K \sum_{j \ne y} w_y \max(0, m - x_y + x_j)`,
  smooth: false,
  parameters: { reduction: "mean", axis: -1, weight: null, margin: 1 },
  kinds: { axis: wholeNumber, weight: orNull(aTensor) },
  check: (xs, p) => checkClasses("multiMargin")(xs, ofAllRows(p)),
  summedAxis: ({ axis }) => axis,
  terms: ([x, t], p) => {
    const { short, wrong, weight, classes } = shortfall(x!, t!, p);
    return div(sum(mul(weight, mul(relu(short), wrong)), p.axis), classes);
  },
  slopes: [
    ([x, t], p) => {
      const { short, wrong, right, weight, classes } = shortfall(x!, t!, p);
      const active = mul(indicator(greater(short, 0), x!), wrong);
      return div(mul(weight, sub(active, mul(right, sum(active, p.axis, kept)))), classes);
    },
    null,
  ],
});

/** Parameters of a margin over classes: every row counts, and has one class. */
type MultiMargin = Omit<OverClasses, "ignoreIndex" | "labelSmoothing"> & { margin: number };

const ofAllRows = (p: MultiMargin): OverClasses => ({ ...p, ignoreIndex: Number.NaN, labelSmoothing: 0 });

/** m − x_y + x_j, which classes are right and wrong, and the weights w_y of the rows. */
function shortfall(x: Tensor, t: Tensor, p: MultiMargin) {
  const right = targetRows(x, t, ofAllRows(p));
  const wrong = sub(1, right);
  const ofRight = sum(cx(right, x), p.axis, kept);
  const weight = p.weight === null ? 1 : sum(weighted(right, x, ofAllRows(p)), p.axis, kept);
  return { short: add(p.margin, sub(x, ofRight)), wrong, right, weight, classes: x.shape[classAxis(x, p.axis)]! };
}
