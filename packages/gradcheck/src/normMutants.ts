import { div, mean, mul, sub, type Tensor } from "@wengert/autograd";
import type { CauseCode } from "./codes.ts";
import type { Mutant, Variation } from "./mutant.ts";
import type { NormStep } from "./steps.ts";
import type { Change } from "./walk.ts";

/** From g = dC/dx̂ to a wrong dC/dx; `M` is the mean over the axes of the normalisation, `N` over the other axis. */
type Rule = (g: Tensor, norm: Parts) => Tensor;

interface Parts {
  readonly xhat: Tensor;
  /** 1/σ. */
  readonly s: Tensor;
  readonly M: (x: Tensor) => Tensor;
  readonly N: (x: Tensor) => Tensor;
}

const FIX =
  "dx = (dxhat - mean(dxhat) - xhat * mean(dxhat * xhat)) / sigma, with means over the axis that was normalised";

// @__NO_SIDE_EFFECTS__
function normMutant(name: string, code: CauseCode, what: string, rule: Rule): Mutant {
  return {
    name,
    code,
    on: "normalisation",
    throughout: true,
    fix: FIX,
    vary: ({ graph, steps }) =>
      steps.norms.map((norm): Variation => {
        const xhat = graph.values[norm.xhat]!;
        const shape = xhat.shape;
        const other = shape.length === 2 && norm.axes.length === 1 ? [1 - norm.axes[0]!] : norm.axes;
        const over =
          (axes: readonly number[]) =>
          (x: Tensor): Tensor =>
            mean(x, axes as number[], { keepdims: true });
        const parts: Parts = { xhat, s: scaleOf(norm, graph.values), M: over(norm.axes), N: over(other) };
        const change: Change = ([g], right) => ({
          inputs: right.map(() => null),
          elsewhere: g ? [{ place: norm.x, adjoint: rule(g, parts) }] : [],
        });
        return { what, changes: new Map([[norm.line, change]]) };
      }),
  };
}

const scaleOf = ({ sigma, divides }: NormStep, values: readonly Tensor[]): Tensor =>
  divides ? div(1, values[sigma]!) : values[sigma]!;

/** Mistakes in the derivative of a normalisation x̂ = (x − μ)/σ. */
export const normMutants: readonly Mutant[] = [
  normMutant(
    "normalisation: the mean as a constant",
    "missing-term",
    "the mean is treated as a constant on the way back",
    (g, { xhat, s, M }) => mul(s, sub(g, mul(xhat, M(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: the deviation as a constant",
    "missing-term",
    "the standard deviation is treated as a constant on the way back",
    (g, { s, M }) => mul(s, sub(g, M(g))),
  ),
  normMutant(
    "normalisation: mean and deviation as constants",
    "missing-term",
    "mean and standard deviation are treated as constants on the way back",
    (g, { s }) => mul(s, g),
  ),
  normMutant(
    "normalisation: not divided by the deviation",
    "missing-term",
    "the factor 1/sigma is missing on the way back",
    (g, { xhat, M }) => sub(sub(g, M(g)), mul(xhat, M(mul(g, xhat)))),
  ),
  normMutant(
    "normalisation: means over the other axis",
    "wrong-axis",
    "the means in the derivative run over the other axis",
    (g, { xhat, s, N }) => mul(s, sub(sub(g, N(g)), mul(xhat, N(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: first mean over the other axis",
    "wrong-axis",
    "the mean of dC/dxhat runs over the other axis",
    (g, { xhat, s, M, N }) => mul(s, sub(sub(g, N(g)), mul(xhat, M(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: second mean over the other axis",
    "wrong-axis",
    "the mean of dC/dxhat * xhat runs over the other axis",
    (g, { xhat, s, M, N }) => mul(s, sub(sub(g, M(g)), mul(xhat, N(mul(g, xhat))))),
  ),
];
