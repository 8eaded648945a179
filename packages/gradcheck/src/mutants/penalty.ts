import { abs, div, mul, onesLike, sign, sqrt, square, sum, type Tensor } from "@wengert/autograd";
import { replaced } from "../context.ts";
import { type Mutant, one, type Variation } from "../mutant.ts";
import { penaltyEdges } from "../penaltyTerms.ts";

/** What may be written for the derivative of a penalty's element, by the operation that makes it. */
const TERMS: Readonly<Record<string, readonly { readonly words: string; readonly of: (W: Tensor) => Tensor }[]>> = {
  abs: [
    { words: "|W| in place of sign(W)", of: abs },
    { words: "1 in place of sign(W)", of: onesLike },
    { words: "W in place of sign(W)", of: (W) => W },
    { words: "2 W in place of sign(W)", of: (W) => mul(2, W) },
    { words: "W / |W|, by its length", of: (W) => div(W, sqrt(sum(square(W)))) },
  ],
  square: [
    { words: "sign(W) in place of 2 W", of: sign },
    { words: "|W| in place of 2 W", of: abs },
    { words: "2 |W| in place of 2 W", of: (W) => mul(2, abs(W)) },
    { words: "W**2 in place of 2 W", of: square },
    { words: "2 W**2 in place of 2 W", of: (W) => mul(2, square(W)) },
    { words: "1 in place of 2 W", of: onesLike },
    { words: "2 in place of 2 W", of: (W) => mul(2, onesLike(W)) },
    { words: "W / |W|, by its length", of: (W) => div(W, sqrt(sum(square(W)))) },
  ],
};

/** Mistakes inside the terms that a loss has of its parameters alone. */
export const penaltyMutants: readonly Mutant[] = [
  {
    name: "another term in the penalty",
    code: "regulariser",
    on: "function",
    faint: true,
    throughout: true,
    fix: "2 lambda W for lambda sum(W**2), lambda sign(W) for lambda sum(|W|)",
    vary: ({ graph, nameOf }) => {
      // A square of parameters elsewhere, as that of a width, is a step of the formula.
      const edges = penaltyEdges(graph);
      return graph.lines.flatMap(({ primitive, inputs, inputPlaces }, line): Variation[] => {
        const place = inputPlaces[0]!;
        if (place < 0 || !edges.has(`${line}.0`) || inputs[0]!.size < 2) return [];
        return (TERMS[primitive.name] ?? []).map(({ words, of }) => ({
          key: `${primitive.name} ${words}`,
          what: () => `the regulariser's derivative for ${nameOf(place)} has ${words}`,
          changes: one(
            line,
            replaced(0, (g) => mul(g, of(inputs[0]!))),
          ),
        }));
      });
    },
  },
];
