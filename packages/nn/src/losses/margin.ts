import {
  add,
  div,
  equal,
  expandDims,
  greater,
  mul,
  neg,
  relu,
  ShapeError,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  where,
} from "@wengert/autograd";
import { softplus } from "../activations/softplus.ts";
import { indicator, numbersIfKnown } from "../numeric.ts";
import { aboveZero } from "../options.ts";
import { badArgument } from "../parameters.ts";
import { show } from "../shapes.ts";
import { checkEqualShapes, type Loss, type LossInput, loss, type Reduced } from "./loss.ts";

type WithMargin = Reduced & { margin: number };

/** [u > 0], in the dtype of u. */
const positive = (u: Tensor): Tensor => indicator(greater(u, 0), u);

/** Fails for a target 0 or NaN among those that are known: signs are 1 and −1, and 0 would say nothing. */
function checkSigns(name: string, t: Tensor, only: boolean): void {
  const wrong = numbersIfKnown(t).find((sign) => !(only ? sign === 1 || sign === -1 : sign !== 0 && sign === sign));
  if (wrong === undefined) return;
  const hint = "labels 0 and 1 become −1 and 1 with sub(mul(2, labels), 1)";
  throw badArgument(name, "targets are 1 and −1", `a target ${show(t.shape)} that holds ${wrong}`, hint);
}

/** Fails for inputs of different shapes, and for a target, the last, that is no sign. */
// @__NO_SIDE_EFFECTS__
function checkSigned(name: string, only: boolean): (xs: readonly Tensor[]) => void {
  const alike = checkEqualShapes(name);
  return (xs) => {
    alike(xs);
    checkSigns(name, xs.at(-1)!, only);
  };
}

/**
 * The hinge loss, for targets ±1: max(0, m − t x), with derivative −t [m − t x > 0].
 *
 * **Shapes:** prediction and target alike → `[]`; with `reduction: "none"` their shape. Margin m: 1 unless said.
 *
 * @throws ShapeError when the shapes differ; ArgumentError for a target that is 0 or NaN.
 * @example hinge(tensor([0.5, 2]), tensor([1, 1])) // 0.25
 * @see C. Cortes, V. Vapnik (1995), Support-vector networks, Machine Learning 20, 273–297.
 * @public
 */
export const hinge: Loss<WithMargin> = loss<WithMargin>({
  name: "hinge",
  formula: String.raw`\max(0, m - t x), \quad -t [m - t x > 0]`,
  smooth: false,
  check: checkSigned("hinge", false),
  parameters: { reduction: "mean", margin: 1 },
  terms: ([x, t], { margin }) => relu(sub(margin, mul(t!, x!))),
  slopes: [
    ([x, t], { margin }) => neg(mul(t!, positive(sub(margin, mul(t!, x!))))),
    ([x, t], { margin }) => neg(mul(x!, positive(sub(margin, mul(t!, x!))))),
  ],
});

/**
 * For a distance x that should be small (t = 1) or large (t = −1): x, or max(0, m − x), with derivative 1, or −[m > x].
 *
 * **Shapes:** prediction and target alike → `[]`; with `reduction: "none"` their shape. Margin m: 1 unless said.
 *
 * @throws ShapeError when the shapes differ; ArgumentError for a target that is 0 or NaN, or no sign.
 * @example hingeEmbedding(tensor([0.5, 0.25]), tensor([1, -1])) // 0.625
 * @public
 */
export const hingeEmbedding: Loss<WithMargin> = loss<WithMargin>({
  name: "hingeEmbedding",
  formula: String.raw`x \text{ for } t = 1, \max(0, m - x) \text{ for } t = -1`,
  smooth: false,
  check: checkSigned("hingeEmbedding", true),
  parameters: { reduction: "mean", margin: 1 },
  terms: ([x, t], { margin }) => where(equal(t!, 1), x!, relu(sub(margin, x!))),
  slopes: [([x, t], { margin }) => where(equal(t!, 1), 1, neg(positive(sub(margin, x!)))), null],
});

/**
 * The logistic loss, for targets ±1: ln(1 + e^(−t x)), with derivative −t σ(−t x).
 *
 * **Shapes:** prediction and target alike → `[]`; with `reduction: "none"` their shape.
 *
 * @throws ShapeError when the shapes differ; ArgumentError for a target that is 0 or NaN.
 * @example softMargin(tensor([0, 1000]), tensor([1, 1])) // 0.34657359027997264
 * @public
 */
export const softMargin: Loss = loss({
  name: "softMargin",
  formula: String.raw`\ln(1 + e^{-t x}), \quad -t \sigma(-t x)`,
  check: checkSigned("softMargin", false),
  parameters: { reduction: "mean" },
  terms: ([x, t]) => softplus(neg(mul(t!, x!))),
  slopes: [([x, t]) => neg(mul(t!, sigmoid(neg(mul(t!, x!))))), ([x, t]) => neg(mul(x!, sigmoid(neg(mul(t!, x!)))))],
});

/**
 * For two scores of which the first should be larger (t = 1) or smaller (t = −1): max(0, m − t (x − y)), with derivatives
 * −t and t where it is above 0.
 *
 * **Shapes:** scores x, y and target alike → `[]`; with `reduction: "none"` their shape. Margin m: 0 unless said.
 *
 * @throws ShapeError when the shapes differ; ArgumentError for a target that is 0 or NaN.
 * @example marginRanking(tensor([1, 2]), tensor([2, 1]), tensor([1, 1])) // 0.5
 * @public
 */
export const marginRanking: Loss<WithMargin, [Tensor, Tensor, LossInput]> = loss<
  WithMargin,
  [Tensor, Tensor, LossInput]
>({
  name: "marginRanking",
  formula: String.raw`\max(0, m - t (x - y)), \quad -t [m - t (x - y) > 0]`,
  smooth: false,
  check: checkSigned("marginRanking", false),
  parameters: { reduction: "mean", margin: 0 },
  inputs: 3,
  terms: (xs, { margin }) => relu(ranked(xs, margin)),
  slopes: [
    (xs, { margin }) => neg(mul(xs[2]!, positive(ranked(xs, margin)))),
    (xs, { margin }) => mul(xs[2]!, positive(ranked(xs, margin))),
    (xs, { margin }) => neg(mul(sub(xs[0]!, xs[1]!), positive(ranked(xs, margin)))),
  ],
});

const ranked = ([x, y, t]: readonly Tensor[], margin: number): Tensor => sub(margin, mul(t!, sub(x!, y!)));

/**
 * For two vectors that should point the same way (t = 1) or not (t = −1): 1 − c, or max(0, c − m), with their cosine
 * c = x·y / √((x·x + ε)(y·y + ε)). By hand: ∂c/∂x = y/√(…) − c x/(x·x + ε).
 *
 * **Shapes:** x and y `[N, D]`, target `[N]` → `[]`; with `reduction: "none"` `[N]`. Margin m: 0 unless said, ε: 10⁻¹².
 *
 * @throws ShapeError when the shapes do not fit.
 * @example cosineEmbedding(tensor([[1, 0]]), tensor([[1, 1]]), [1]).item().toFixed(6) // 0.292893
 * @public
 */
export const cosineEmbedding: Loss<WithMargin & { eps: number }, [Tensor, Tensor, LossInput]> = loss<
  WithMargin & { eps: number },
  [Tensor, Tensor, LossInput]
>({
  name: "cosineEmbedding",
  formula: String.raw`1 - c \text{ for } t = 1, \max(0, c - m) \text{ for } t = -1, \quad \partial c / \partial x = y / \sqrt{\cdot} - c x / (x \cdot x + \varepsilon)`,
  smooth: false,
  parameters: { reduction: "mean", margin: 0, eps: 1e-12 },
  kinds: { eps: aboveZero },
  inputs: 3,
  check: checkRows("cosineEmbedding"),
  summedAxis: () => -1,
  terms: ([x, y, t], { margin, eps }) => {
    const { c } = cosine(x!, y!, eps);
    return where(equal(t!, 1), sub(1, c), relu(sub(c, margin)));
  },
  slopes: [([x, y, t], p) => throughCosine(x!, y!, t!, p), ([x, y, t], p) => throughCosine(y!, x!, t!, p), null],
});

function cosine(x: Tensor, y: Tensor, eps: number) {
  const xx = add(sum(square(x), -1), eps);
  const root = sqrt(mul(xx, add(sum(square(y), -1), eps)));
  return { c: div(sum(mul(x, y), -1), root), root, xx };
}

function throughCosine(x: Tensor, y: Tensor, t: Tensor, { margin, eps }: { margin: number; eps: number }): Tensor {
  const { c, root, xx } = cosine(x, y, eps);
  const factor = where(equal(t, 1), -1, positive(sub(c, margin)));
  const slope = sub(div(y, expandDims(root, -1)), mul(expandDims(div(c, xx), -1), x));
  return mul(expandDims(factor, -1), slope);
}

/**
 * For an anchor a that should be nearer to p than to n: max(0, d(a, p) − d(a, n) + m), with d(u, v) = √Σ (u − v + ε)².
 * By hand, with the unit vectors eₚ = (a − p + ε)/d(a, p) and eₙ: ∂/∂a = eₚ − eₙ, ∂/∂p = −eₚ, ∂/∂n = eₙ where it is
 * above 0.
 *
 * **Shapes:** a, p, n `[N, D]` → `[]`; with `reduction: "none"` `[N]`. Margin m: 1 unless said, ε: 10⁻⁶.
 *
 * @throws ShapeError when the shapes differ.
 * @example tripletMargin(tensor([[0, 0]]), tensor([[3, 4]]), tensor([[0, 5]])).item().toFixed(4) // 1.0000
 * @see F. Schroff et al. (2015), FaceNet, CVPR.
 * @public
 */
export const tripletMargin: Loss<WithMargin & { eps: number }, [Tensor, Tensor, Tensor]> = loss<
  WithMargin & { eps: number },
  [Tensor, Tensor, Tensor]
>({
  name: "tripletMargin",
  formula: String.raw`\max(0, \|a - p\| - \|a - n\| + m), \quad e_p - e_n`,
  smooth: false,
  parameters: { reduction: "mean", margin: 1, eps: 1e-6 },
  kinds: { eps: aboveZero },
  inputs: 3,
  summedAxis: () => -1,
  terms: (xs, p) => relu(triplet(xs, p).excess),
  slopes: [
    (xs, p) => {
      const { active, toPositive, toNegative } = triplet(xs, p);
      return mul(active, sub(toPositive, toNegative));
    },
    (xs, p) => {
      const { active, toPositive } = triplet(xs, p);
      return neg(mul(active, toPositive));
    },
    (xs, p) => {
      const { active, toNegative } = triplet(xs, p);
      return mul(active, toNegative);
    },
  ],
});

function triplet([a, p, n]: readonly Tensor[], { margin, eps }: { margin: number; eps: number }) {
  const near = add(sub(a!, p!), eps);
  const far = add(sub(a!, n!), eps);
  const [dp, dn] = [sqrt(sum(square(near), -1)), sqrt(sum(square(far), -1))];
  const excess = add(sub(dp, dn), margin);
  return {
    excess,
    active: expandDims(positive(excess), -1),
    toPositive: div(near, expandDims(dp, -1)),
    toNegative: div(far, expandDims(dn, -1)),
  };
}

/** Fails unless two inputs are rows alike, with a target for each. */
// @__NO_SIDE_EFFECTS__
function checkRows(name: string): (xs: readonly Tensor[]) => void {
  return ([x, y, t]) => {
    checkEqualShapes(name)([x!, y!]);
    if (t!.shape.join() === x!.shape.slice(0, -1).join()) {
      checkSigns(name, t!, true);
      return;
    }
    throw new ShapeError({
      code: "shape-mismatch",
      op: name,
      problem: "there must be one target for each pair of rows",
      got: `rows [${x!.shape.join(", ")}] and a target [${t!.shape.join(", ")}]`,
      hint: "targets are 1 or −1, in a tensor [N]",
      shapes: [x!.shape, t!.shape],
    });
  };
}
