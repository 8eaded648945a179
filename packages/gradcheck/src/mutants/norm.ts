import { add, div, mean, mul, square, sub, sum, type Tensor } from "@wengert/autograd";
import { type Mutant, sumTo, type Variation } from "../mutant.ts";
import type { Change } from "../walk.ts";
import { FIX, gainMutant, lengthMutant, normMutant, scaleOf } from "./normRules.ts";

/** Mistakes in the derivative of a normalisation x̂ = (x − μ)/σ. */
export const normMutants: readonly Mutant[] = [
  normMutant(
    "normalisation: the mean as a constant",
    "missing-term",
    "the mean is treated as a constant on the way back",
    (g, { xhat, s, V }) => mul(s, sub(g, mul(xhat, V(mul(g, xhat))))),
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
    (g, { xhat, M, V }) => sub(sub(g, M(g)), mul(xhat, V(mul(g, xhat)))),
  ),
  normMutant(
    "normalisation: means over the other axis",
    "wrong-axis",
    "the means in the derivative run over the other axis",
    (g, { xhat, s, N }) => mul(s, sub(sub(g, N(g)), mul(xhat, N(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: means over the batch as well",
    "wrong-axis",
    "the means in the derivative run over the batch as well",
    (g, { xhat, s, B }) => mul(s, sub(sub(g, B(g)), mul(xhat, B(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: means over everything",
    "wrong-axis",
    "the means in the derivative run over all axes",
    (g, { xhat, s, A }) => mul(s, sub(sub(g, A(g)), mul(xhat, A(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: first mean over the other axis",
    "wrong-axis",
    "the mean of dC/dxhat runs over the other axis",
    (g, { xhat, s, V, N }) => mul(s, sub(sub(g, N(g)), mul(xhat, V(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: second mean over the other axis",
    "wrong-axis",
    "the mean of dC/dxhat * xhat runs over the other axis",
    (g, { xhat, s, M, N }) => mul(s, sub(sub(g, M(g)), mul(xhat, N(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: last mean over the other axis",
    "wrong-axis",
    "the mean that is subtracted from what comes back runs over the other axis",
    (g, { xhat, s, V, N }) => {
      const centred = mul(s, sub(g, mul(xhat, V(mul(g, xhat)))));
      return sub(centred, N(centred));
    },
  ),
  normMutant(
    "normalisation: last mean as a sum",
    "factor",
    "the mean that is subtracted from what comes back is a sum",
    (g, { xhat, s, M, V, n }) => {
      const centred = mul(s, sub(g, mul(xhat, V(mul(g, xhat)))));
      return sub(centred, mul(n, M(centred)));
    },
  ),
  normMutant(
    "normalisation: the variance with n - 1",
    "factor",
    "the term of the variance is divided by n - 1 where the loss divides by n",
    (g, { xhat, s, M, V, n }) => mul(s, sub(sub(g, M(g)), mul(n / Math.max(1, n - 1), mul(xhat, V(mul(g, xhat)))))),
  ),
  normMutant(
    "normalisation: the variance with n",
    "factor",
    "the term of the variance is divided by n where the loss divides by n - 1",
    (g, { xhat, s, M }) => mul(s, sub(sub(g, M(g)), mul(xhat, M(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: divided three times",
    "extra-term",
    "what comes back is divided by the third power of the deviation",
    (g, { xhat, s, M, V }) => mul(mul(s, square(s)), sub(sub(g, M(g)), mul(xhat, V(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: multiplied by the deviation",
    "derivative-at-wrong-value",
    "what comes back is multiplied by the deviation and not divided by it",
    (g, { xhat, s, M, V }) => div(sub(sub(g, M(g)), mul(xhat, V(mul(g, xhat)))), s),
  ),
  normMutant(
    "normalisation: sums over the other axis",
    "wrong-axis",
    "the sums in the derivative run over the other axis",
    (g, { xhat, s, O }) => mul(s, sub(sub(g, O(g)), mul(xhat, O(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: first term without n",
    "factor",
    "the first term, n dC/dxhat, lacks the factor n",
    (g, { xhat, s, M, V, n }) => mul(s, sub(sub(div(g, n), M(g)), mul(xhat, V(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: first sum not divided",
    "factor",
    "the sum of dC/dxhat is not divided by the number of its terms",
    (g, { xhat, s, M, V, n }) => mul(s, sub(sub(g, mul(n, M(g))), mul(xhat, V(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: second sum not divided",
    "factor",
    "the sum of dC/dxhat * xhat is not divided by the number of its terms",
    (g, { xhat, s, M, V, n }) => mul(s, sub(sub(g, M(g)), mul(mul(n, xhat), V(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: sums not divided",
    "factor",
    "the sums in the derivative are not divided by the number of their terms",
    (g, { xhat, s, M, V, n }) => mul(s, sub(sub(g, mul(n, M(g))), mul(mul(n, xhat), V(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: first mean added",
    "sign",
    "the mean of dC/dxhat is added and not subtracted",
    (g, { xhat, s, M, V }) => mul(s, sub(add(g, M(g)), mul(xhat, V(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: second mean added",
    "sign",
    "the term with xhat is added and not subtracted",
    (g, { xhat, s, M, V }) => mul(s, add(sub(g, M(g)), mul(xhat, V(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: second mean without xhat in front",
    "missing-term",
    "the mean of dC/dxhat * xhat is not multiplied by xhat",
    (g, { xhat, s, M, V }) => mul(s, sub(sub(g, M(g)), V(mul(g, xhat)))),
  ),
  normMutant(
    "normalisation: divided by the variance",
    "extra-term",
    "what comes back is divided by the variance and not by the deviation",
    (g, { xhat, s, M, V }) => mul(square(s), sub(sub(g, M(g)), mul(xhat, V(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: variance's term divided by the variance",
    "extra-term",
    "the term with xhat is divided by the deviation once too often",
    (g, { xhat, s, M, V }) => mul(s, sub(sub(g, M(g)), mul(mul(s, xhat), V(mul(g, xhat))))),
  ),
  normMutant(
    "normalisation: gain behind",
    "missing-term",
    "the gain is multiplied behind the normalisation's derivative: the means in it lack the gain",
    (g, { xhat, s, M, V }) => mul(s, sub(sub(g, M(g)), mul(xhat, V(mul(g, xhat))))),
  ),
  {
    name: "normalisation: another value for xhat",
    code: "derivative-at-wrong-value",
    does: "takes the normalised value without its scale",
    on: "normalisation",
    faint: true,
    throughout: false,
    fix: FIX,
    vary: ({ graph, steps, values, nameOf }) =>
      steps.norms.flatMap((norm) => {
        if (norm.gain !== undefined) return [];
        const xhat = graph.values[norm.xhat]!;
        const s = scaleOf(norm, graph.values);
        const M = (x: Tensor): Tensor =>
          (norm.averaged ? mean : sum)(x, norm.axes as number[], { keepdims: true }) as Tensor;
        const ofNorms = steps.norms.map((other) => ({
          name: `the normalised value of another normalisation, ${nameOf(other.xhat)},`,
          value: graph.values[other.xhat]!,
          place: other.xhat,
        }));
        const others = [...ofNorms, ...values].filter(
          ({ value, place }, i, all) =>
            place !== norm.xhat &&
            String(value.shape) === String(xhat.shape) &&
            all.findIndex((other) => other.value === value) === i,
        );
        return others.flatMap(({ name, value, place }) => {
          const isNorm = steps.norms.some((other) => other.xhat === place);
          const rules: [string, (g: Tensor) => Tensor][] = [
            [" in front of the mean", (g) => mul(value, M(mul(g, xhat)))],
            [" in the mean", (g) => mul(xhat, M(mul(g, value)))],
            ["", (g) => mul(value, M(mul(g, value)))],
          ];
          return rules.map(([where, second]): Variation => {
            const change: Change = ([g], right) => ({
              inputs: right.map(() => null),
              elsewhere: g ? [{ place: norm.x, adjoint: mul(s, sub(norm.centred ? sub(g, M(g)) : g, second(g))) }] : [],
            });
            return {
              ...(isNorm && { code: "wrong-layer" as const, does: "takes the value of another layer" as const }),
              what: () => `${name} stands for ${nameOf(norm.xhat)}, the normalised value, in the derivative${where}`,
              changes: new Map([[norm.line, change]]),
            };
          });
        });
      }),
  },
  {
    name: "gain with another value than the normalised one",
    code: "derivative-at-wrong-value",
    on: "normalisation",
    throughout: false,
    fix: "the gradient of the gain is the sum of dy * xhat",
    vary: ({ graph, steps, values, nameOf }) =>
      steps.norms.flatMap((norm) => {
        const { gain } = norm;
        if (gain === undefined) return [];
        const others = values.filter(
          ({ value, place }) => place !== norm.xhat && String(value.shape) === String(gain.xhat.shape),
        );
        const line = graph.uses[gain.place]!.find((use) =>
          graph.lines[use.line]!.outputPlaces.some((p) => graph.lines[norm.line]!.inputPlaces.includes(p)),
        );
        const behind = graph.adjoints[norm.xhat] ?? null;
        if (line === undefined || behind === null) return [];
        return others.map(({ name, value }): Variation => {
          // What comes to the gain is live in all but the division, which a factor of each entry undoes.
          const over = scaleOf(norm, graph.values);
          const change: Change = ([g], right) => ({
            inputs: right.map((c, i) =>
              i === line.input && g ? sumTo(mul(div(g, over), value), gain.value.shape) : c,
            ),
          });
          return {
            what: () => `the gradient of ${nameOf(gain.place)} is made with ${name}, not with the normalised value`,
            changes: new Map([[line.line, change]]),
          };
        });
      }),
  },
  gainMutant("normalisation: second mean without the gain", true),
  gainMutant("length: its term without the gain", false),
  lengthMutant(
    "length: as a constant",
    "missing-term",
    "the root of the squares is treated as a constant on the way back",
    (g, { s }) => mul(s, g),
  ),
  lengthMutant(
    "length: not divided",
    "missing-term",
    "the division by the root of the squares is missing on the way back",
    (g, { xhat, M }) => sub(g, mul(xhat, M(mul(g, xhat)))),
  ),
  lengthMutant(
    "length: its term added",
    "sign",
    "the term of the root is added and not subtracted",
    (g, { xhat, s, M }) => mul(s, add(g, mul(xhat, M(mul(g, xhat))))),
  ),
  lengthMutant(
    "length: its term not multiplied",
    "missing-term",
    "the mean in the term of the root is not multiplied by the normalised value",
    (g, { xhat, s, M }) => mul(s, sub(g, M(mul(g, xhat)))),
  ),
  lengthMutant(
    "length: its term summed",
    "factor",
    "the term of the root has a sum where the loss has a mean",
    (g, { xhat, s, M, n }) => mul(s, sub(g, mul(mul(n, xhat), M(mul(g, xhat))))),
  ),
  lengthMutant(
    "length: its term over the other axis",
    "wrong-axis",
    "the term of the root runs over the other axis",
    (g, { xhat, s, N }) => mul(s, sub(g, mul(xhat, N(mul(g, xhat))))),
  ),
  lengthMutant(
    "length: divided twice",
    "extra-term",
    "what comes back is divided by the root of the squares twice",
    (g, { xhat, s, M }) => mul(square(s), sub(g, mul(xhat, M(mul(g, xhat))))),
  ),
  lengthMutant(
    "length: its term divided twice",
    "extra-term",
    "the term of the root is divided by the root once too often",
    (g, { xhat, s, M }) => mul(s, sub(g, mul(mul(s, xhat), M(mul(g, xhat))))),
  ),
];
