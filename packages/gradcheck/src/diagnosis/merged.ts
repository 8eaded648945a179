import { inFull, shortNumber } from "../factors.ts";
import type { Graph } from "../graph.ts";
import { type Assumed, type Hypothesis, predict } from "../hypotheses.ts";
import { flat, largest, near } from "../numbers.ts";
import { movedBy } from "../screen.ts";
import type { Fit } from "./fit.ts";

/** Codes of a value that was taken in the place of another. */
const TAKEN = new Set(["derivative-at-wrong-value", "wrong-layer", "wrong-upstream", "off-by-one-layer"]);

/**
 * Another value that was taken together with the number by which it is scaled there is one mistake, not two: 2 x for
 * mask / 0.5. `given` are the same assumptions on the reader's own input, where the fit was found elsewhere.
 */
export function merged(
  fit: Fit,
  graph: Graph,
  given: { readonly assumed: readonly Assumed[]; readonly graph: Graph },
): Fit {
  if (fit.described.length !== 2) return fit;
  const divided = dividedByNumber(fit, graph);
  if (divided !== null) return divided;
  // A size that is written as a number makes right what it makes right on the reader's own input.
  const restored = restoredByFactor(fit, fit.assumed, graph) ?? restoredByFactor(fit, given.assumed, given.graph);
  if (restored !== null) return restored;
  const asOne = takenForBoth(fit, graph);
  if (asOne !== null) return asOne;
  const factor = fit.described.findIndex(
    ({ code, named }) => (code === "factor" || code === "sign") && named?.by === "number",
  );
  const other = 1 - factor;
  if (factor < 0 || !TAKEN.has(fit.described[other]!.code)) return fit;
  if (!areNeighbours(fit.assumed[other]!.hypothesis, fit.assumed[factor]!.hypothesis, graph)) return fit;
  if (movesFurther(graph, fit.assumed[factor]!, fit.assumed[other]!)) return fit;
  const { named } = fit.described[factor]!;
  const said = fit.described[other]!;
  return { ...fit, described: [{ ...said, what: `${said.what}, ${inFull(named!)} times` }], shown: [other] };
}

/** Whether a factor moves gradients that the other mistake leaves as they are: then it is a mistake of its own. */
function movesFurther(graph: Graph, factor: Assumed, other: Assumed): boolean {
  const [scaled, taken] = [predict(graph, [factor]), predict(graph, [other])];
  const moves = (moved: Float64Array): boolean => moved.some((x) => x !== 0);
  return scaled.some((moved, i) => moves(moved) && !moves(taken[i]!));
}

/**
 * A factor that makes what comes back on one way right again, where the other mistake had changed it: there the hand is
 * right, since it relies on what the mistake breaks, as on weights that add up to 1.
 */
function restoredByFactor(fit: Fit, assumed: readonly Assumed[], graph: Graph): Fit | null {
  const factor = assumed.findIndex(({ hypothesis }) => hypothesis.kind === "edges");
  const [scaled, other] = [assumed[factor], assumed[1 - factor]];
  if (scaled === undefined || other === undefined || other.hypothesis.kind !== "mutant") return null;
  if (other.hypothesis.free || scaled.hypothesis.changes.size !== 1) return null;
  const { adjoints } = movedBy(graph, [other]);
  // Edges whose scaling comes to the same: where one of them is right again, so are all gradients behind it.
  const isRightAt = (place: number): boolean => {
    const [right, moved] = [graph.adjoints[place], adjoints[place]];
    if (!right || !moved) return false;
    const numbers = flat(right);
    const whole = numbers.map((x, j) => (1 + scaled.amount) * (x + moved[j]!));
    return near(whole, numbers, 1e-9 * largest(numbers));
  };
  const isRight = scaled.hypothesis.edges.some(({ line, input }) => {
    const { inputPlaces, outputPlaces } = graph.lines[line]!;
    return !other.hypothesis.changes.has(line) && [outputPlaces[0]!, inputPlaces[input]!].some(isRightAt);
  });
  if (!isRight) return null;
  const said = fit.described[1 - factor]!;
  return { ...fit, described: [said], shown: [1 - factor] };
}

/** Another value that was taken for a factor and for the slope of the function in front of it: for x exp(s) in the derivative by s. */
function takenForBoth(fit: Fit, graph: Graph): Fit | null {
  const taken = fit.described.findIndex(({ code }) => code === "derivative-at-wrong-value");
  const other = 1 - taken;
  if (taken < 0 || fit.described[other]!.code !== "missing-activation-derivative") return null;
  const [own] = fit.assumed[taken]!.hypothesis.changes.keys();
  const [behind] = fit.assumed[other]!.hypothesis.changes.keys();
  if (own === undefined || behind === undefined || graph.lines[own]!.primitive.name !== "mul") return null;
  const { inputPlaces, outputPlaces } = graph.lines[behind]!;
  const follows = graph.uses[outputPlaces[0]!]!.every(({ line }) => line === own);
  if (!follows || inputPlaces.length !== 1) return null;
  const said = fit.described[taken]!;
  return {
    ...fit,
    described: [{ ...said, what: `${said.what}, and for the derivative of ${graph.lines[behind]!.primitive.name}` }],
    shown: [taken],
  };
}

/** A division that was forgotten, and a factor in its place: the hand divides by a number. */
function dividedByNumber(fit: Fit, graph: Graph): Fit | null {
  const factor = fit.assumed.findIndex(({ hypothesis }) => hypothesis.kind === "edges");
  const other = 1 - factor;
  if (factor < 0 || !fit.assumed[other]!.hypothesis.id.startsWith("a division forgotten")) return null;
  if (!areNeighbours(fit.assumed[other]!.hypothesis, fit.assumed[factor]!.hypothesis, graph)) return null;
  const said = fit.described[factor]!;
  const by = shortNumber(1 / (1 + fit.amounts[factor]!));
  return {
    ...fit,
    described: [
      {
        ...said,
        code: "factor",
        what: `${fit.described[other]!.what}; it is divided by ${by} throughout`,
        fix: "divide by what the loss divides by, which is another number for each entry",
      },
    ],
    shown: [factor],
  };
}

/** Whether a scaling acts right where a rule was changed, or one step behind. */
function areNeighbours({ changes }: Hypothesis, { edges, kind }: Hypothesis, graph: Graph): boolean {
  if (kind !== "edges") return false;
  const near = new Set<number>();
  for (const k of changes.keys()) {
    near.add(k);
    for (const place of graph.lines[k]!.inputPlaces) if (place >= 0) near.add(graph.producer[place]!);
  }
  return edges.some(({ line }) => near.has(line));
}
