import { add, div, mul, sqrt, square, sub, type Tensor } from "@wengert/autograd";
import type { Graph } from "../graph.ts";
import { type Mutant, sumTo, type Variation } from "../mutant.ts";
import type { NormStep } from "../normSteps.ts";
import type { Change } from "../walk.ts";
import { partsOf } from "./normRules.ts";

/**
 * All that comes back through a normalisation, divided by another deviation. A gain that was multiplied before the division
 * gets what it should.
 */
function dividedBy(graph: Graph, norm: NormStep, sigma: Tensor, other: Tensor): Change {
  const { gain, x, centred } = norm;
  if (gain === undefined || !centred) {
    const by = div(sigma, other);
    return (_gs, right) => ({ inputs: right.map((c) => (c === null ? null : mul(c, by))) });
  }
  const { M, xhat } = partsOf(norm, graph);
  return ([g], right) => {
    if (!g) return { inputs: right };
    const d = mul(g, gain.value);
    return {
      inputs: right.map(() => null),
      elsewhere: [
        { place: x, adjoint: div(sub(sub(d, M(d)), mul(xhat, M(mul(d, xhat)))), other) },
        { place: gain.place, adjoint: sumTo(mul(g, xhat), gain.value.shape) },
      ],
    };
  };
}

/** The number that is added to the variance before its root is taken; null for none. */
function epsilonOf({ lines, producer }: Graph, { sigma }: NormStep): number | null {
  let place = sigma;
  for (let hops = 0; hops < 4; hops++) {
    const line = lines[producer[place] ?? -1];
    if (line === undefined) return null;
    const constant = line.inputs.find((x, i) => line.inputPlaces[i]! < 0 && x.size === 1);
    if (line.primitive.name === "add" && constant !== undefined) return constant.item();
    const next = line.inputPlaces.find((p) => p >= 0);
    if (next === undefined) return null;
    place = next;
  }
  return null;
}

/** The small number under the root of a normalisation, forgotten or put elsewhere on the way back. */
export const epsilonMutants: readonly Mutant[] = [
  {
    name: "normalisation: another epsilon",
    code: "derivative-at-wrong-value",
    on: "normalisation",
    throughout: true,
    fix: "divide by the same sqrt(var + epsilon) as the loss",
    vary: ({ graph, steps, nameOf }) =>
      steps.norms.flatMap((norm): Variation[] => {
        const eps = epsilonOf(graph, norm);
        if (eps === null || !norm.divides) return [];
        const sigma = graph.values[norm.sigma]!;
        const bare = sqrt(sub(square(sigma), eps));
        const others: [string, Tensor][] = [
          ["without the epsilon under the root", bare],
          ["with the epsilon added to the root", add(bare, eps)],
        ];
        return others.map(([words, other]) => ({
          key: words,
          what: () => `what comes back through ${nameOf(norm.xhat)} is divided by the deviation ${words}`,
          changes: new Map([[norm.line, dividedBy(graph, norm, sigma, other)]]),
        }));
      }),
  },
];
