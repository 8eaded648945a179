import {
  abs,
  add,
  div,
  exp,
  greater,
  less,
  lessEqual,
  log,
  maximum,
  minimum,
  mul,
  neg,
  sign,
  square,
  sub,
  type Tensor,
  where,
} from "@wengert/autograd";
import { indicator, numbersIfKnown } from "../numeric.ts";
import { aboveZero, atLeastZero } from "../options.ts";
import { badArgument } from "../parameters.ts";
import { show } from "../shapes.ts";
import { checkEqualShapes, type Loss, type LossInput, loss, type Reduced } from "./loss.ts";

/** x − t. */
const error = ([x, t]: readonly Tensor[]): Tensor => sub(x!, t!);
const clipped = (x: Tensor, bound: number): Tensor => maximum(minimum(x, bound), -bound);

/**
 * The mean squared error: C = (1/n) Σ (x − t)², with ∂C/∂x = 2 (x − t)/n, where n counts all numbers.
 *
 * **Shapes:** prediction and target alike → `[]`; with `reduction: "none"` their shape.
 *
 * @throws ShapeError when the shapes differ: nothing is broadcast.
 * @example mse(tensor([1, 2]), tensor([1, 4])) // 2.0
 * @example mse.derivative(tensor([1, 2]), tensor([1, 4])) // [ 0. -2.]
 * @see C. M. Bishop (2006), Pattern recognition and machine learning, section 1.5.5.
 * @public
 */
export const mse: Loss = loss({
  name: "mse",
  formula: String.raw`(x - t)^2, \quad 2 (x - t)`,
  parameters: { reduction: "mean" },
  terms: (xs) => square(error(xs)),
  slopes: [(xs) => mul(2, error(xs)), (xs) => mul(-2, error(xs))],
});

/**
 * The mean absolute error: C = (1/n) Σ |x − t|, with ∂C/∂x = sign(x − t)/n.
 *
 * **Shapes:** prediction and target alike → `[]`; with `reduction: "none"` their shape. Derivative at x = t: 0.
 *
 * @throws ShapeError when the shapes differ.
 * @example mae(tensor([1, 2]), tensor([1, 4])) // 1.0
 * @public
 */
export const mae: Loss = loss({
  name: "mae",
  formula: String.raw`|x - t|, \quad \operatorname{sign}(x - t)`,
  smooth: false,
  parameters: { reduction: "mean" },
  terms: (xs) => abs(error(xs)),
  slopes: [(xs) => sign(error(xs)), (xs) => neg(sign(error(xs)))],
});

/**
 * Huber's loss, a parabola near 0 and a straight line beyond: with e = x − t, ½e² where |e| ≤ δ, else δ (|e| − ½δ); the
 * derivative is e, kept within ±δ.
 *
 * **Shapes:** prediction and target alike → `[]`; with `reduction: "none"` their shape. δ is 1 unless said.
 *
 * @throws ShapeError when the shapes differ.
 * @example huber.with({ reduction: "none" })(tensor([0.5, 3]), tensor([0, 0])) // [0.125 2.5  ]
 * @see P. J. Huber (1964), Robust estimation of a location parameter, Ann. Math. Statist. 35, 73–101.
 * @public
 */
export const huber: Loss<Reduced & { delta: number }> = loss<Reduced & { delta: number }>({
  name: "huber",
  formula: String.raw`\tfrac12 e^2 \text{ where } |e| \le \delta \text{, else } \delta (|e| - \tfrac12 \delta), \quad \min(\max(e, -\delta), \delta)`,
  smooth: false,
  parameters: { reduction: "mean", delta: 1 },
  kinds: { delta: aboveZero },
  terms: (xs, { delta }) => {
    const size = abs(error(xs));
    return where(lessEqual(size, delta), div(square(size), 2), mul(delta, sub(size, delta / 2)));
  },
  slopes: [(xs, { delta }) => clipped(error(xs), delta), (xs, { delta }) => neg(clipped(error(xs), delta))],
});

/**
 * The smooth absolute error: with e = x − t, e²/(2β) where |e| < β, else |e| − ½β; the derivative is e/β, kept within ±1.
 * It is `huber` with δ = β, divided by β.
 *
 * **Shapes:** prediction and target alike → `[]`; with `reduction: "none"` their shape. β is 1 unless said.
 *
 * @throws ShapeError when the shapes differ.
 * @example smoothL1.with({ reduction: "none" })(tensor([0.5, 3]), tensor([0, 0])) // [0.125 2.5  ]
 * @see R. Girshick (2015), Fast R-CNN, ICCV, equation 3.
 * @public
 */
export const smoothL1: Loss<Reduced & { beta: number }> = loss<Reduced & { beta: number }>({
  name: "smoothL1",
  formula: String.raw`\tfrac{1}{2\beta} e^2 \text{ where } |e| < \beta \text{, else } |e| - \tfrac12 \beta, \quad \min(\max(e / \beta, -1), 1)`,
  smooth: false,
  parameters: { reduction: "mean", beta: 1 },
  kinds: { beta: aboveZero },
  terms: (xs, { beta }) => {
    const size = abs(error(xs));
    return where(less(size, beta), div(square(size), 2 * beta), sub(size, beta / 2));
  },
  slopes: [(xs, { beta }) => clipped(div(error(xs), beta), 1), (xs, { beta }) => neg(clipped(div(error(xs), beta), 1))],
});

/** ½ ln 2π. */
const HALF_LOG_TWO_PI = 0.9189385332046728;
const atLeast = (v: Tensor, eps: number): Tensor => where(greater(v, eps), v, eps);

/**
 * The negative log-likelihood of a normal distribution with mean x and variance v: ½ (ln v + (x − t)²/v), with ∂/∂x =
 * (x − t)/v, ∂/∂t = −(x − t)/v and ∂/∂v = ½ (1/v − (x − t)²/v²).
 *
 * **Shapes:** prediction, target and variance alike → `[]`. The variance is raised to `eps` where it is lower, with
 * derivative 0; `full` adds ½ ln 2π.
 *
 * @throws ShapeError when the shapes differ; ArgumentError for a variance below 0.
 * @example gaussianNll(tensor([1]), tensor([2]), tensor([4])) // 0.8181471805599453
 * @see D. A. Nix, A. S. Weigend (1994), Estimating the mean and variance of the target probability distribution, ICNN.
 * @public
 */
export const gaussianNll: Loss<Reduced & { full: boolean; eps: number }, [Tensor, LossInput, LossInput]> = loss<
  Reduced & { full: boolean; eps: number },
  [Tensor, LossInput, LossInput]
>({
  name: "gaussianNll",
  formula: String.raw`\tfrac12 (\ln v + (x - t)^2 / v), \quad (x - t) / v`,
  parameters: { reduction: "mean", full: false, eps: 1e-6 },
  kinds: { eps: atLeastZero },
  inputs: 3,
  check: (xs) => {
    checkEqualShapes("gaussianNll")(xs);
    const wrong = numbersIfKnown(xs[2]!).find((v) => v < 0);
    if (wrong === undefined) return;
    const got = `a variance ${show(xs[2]!.shape)} that holds ${wrong}`;
    throw badArgument("gaussianNll", "a variance is not below 0", got, "of a logarithm s of it take exp(s)");
  },
  terms: ([x, t, given], { full, eps }) => {
    const v = atLeast(given!, eps);
    const value = div(add(log(v), div(square(sub(x!, t!)), v)), 2);
    return full ? add(value, HALF_LOG_TWO_PI) : value;
  },
  slopes: [
    ([x, t, v], { eps }) => div(sub(x!, t!), atLeast(v!, eps)),
    ([x, t, v], { eps }) => div(sub(t!, x!), atLeast(v!, eps)),
    ([x, t, given], { eps }) => {
      const v = atLeast(given!, eps);
      const slope = div(sub(div(1, v), square(div(sub(x!, t!), v))), 2);
      return mul(slope, indicator(greater(given!, eps), v));
    },
  ],
});

/**
 * The negative log-likelihood of a Poisson distribution for a count t, without the part that does not depend on x:
 * eˣ − t x, with derivative eˣ − t, where x is the logarithm of the rate; with `logInput: false` x is the rate itself:
 * x − t ln(x + ε), with derivative 1 − t/(x + ε).
 *
 * **Shapes:** prediction and target alike → `[]`; with `reduction: "none"` their shape.
 *
 * @throws ShapeError when the shapes differ.
 * @example poissonNll(tensor([0]), tensor([2])) // 1.0
 * @public
 */
export const poissonNll: Loss<Reduced & { logInput: boolean; eps: number }> = loss<
  Reduced & { logInput: boolean; eps: number }
>({
  name: "poissonNll",
  formula: String.raw`e^x - t x, \quad e^x - t`,
  parameters: { reduction: "mean", logInput: true, eps: 1e-8 },
  kinds: { eps: atLeastZero },
  terms: ([x, t], { logInput, eps }) => (logInput ? sub(exp(x!), mul(t!, x!)) : sub(x!, mul(t!, log(add(x!, eps))))),
  slopes: [
    ([x, t], { logInput, eps }) => (logInput ? sub(exp(x!), t!) : sub(1, div(t!, add(x!, eps)))),
    ([x], { logInput, eps }) => neg(logInput ? x! : log(add(x!, eps))),
  ],
});
