import { mul } from "@wengert/autograd";
import { replaced } from "../context.ts";
import { type Mutant, one, sumTo } from "../mutant.ts";
import { standIns } from "./rules.ts";

/** Mistakes at products element by element. */
export const factorMutants: readonly Mutant[] = [
  {
    name: "a factor forgotten",
    code: "missing-term",
    on: "factor",
    throughout: true,
    vary: ({ graph, nameOf, roleOf }) =>
      graph.lines.flatMap(({ primitive, inputs, inputPlaces }, line) => {
        if (primitive.name !== "mul") return [];
        return [0, 1].flatMap((input) => {
          const other = 1 - input;
          if (inputPlaces[input]! < 0 || (inputPlaces[other]! < 0 && inputs[other]!.size <= 1)) return [];
          const name = inputPlaces[other]! < 0 ? "the data" : nameOf(inputPlaces[other]!);
          return [
            {
              key: `${input} ${roleOf(inputPlaces[input]!)}`,
              what: `what comes back to ${nameOf(inputPlaces[input]!)} lacks the factor ${name}`,
              fix: `the derivative of a product by one factor is the other: multiply by ${name}`,
              changes: one(
                line,
                replaced(input, (g) => sumTo(g, inputs[input]!.shape)),
              ),
            },
          ];
        });
      }),
    fix: "the derivative of a product by one factor is the other",
  },
  {
    name: "a factor taken from elsewhere",
    code: "derivative-at-wrong-value",
    on: "factor",
    faint: true,
    throughout: true,
    vary: (context) =>
      context.graph.lines.flatMap(({ primitive, inputs, inputPlaces, outputPlaces }, line) => {
        if (primitive.name !== "mul") return [];
        return [0, 1].flatMap((input) => {
          const other = 1 - input;
          if (inputPlaces[input]! < 0 || inputs[other]!.size <= 1) return [];
          const own = inputPlaces[other]! < 0 ? "the data" : context.nameOf(inputPlaces[other]!);
          return standIns(context.values, inputs[other]!, inputPlaces[other]!).map((taken) => ({
            key: `${input} ${taken.place - outputPlaces[0]!} to ${context.roleOf(inputPlaces[input]!)}`,
            what: `what comes back to ${context.nameOf(inputPlaces[input]!)} is multiplied by ${taken.name} in place of ${own}`,
            fix: `multiply by ${own}`,
            changes: one(
              line,
              replaced(input, (g) => sumTo(mul(g, taken.value), inputs[input]!.shape)),
            ),
          }));
        });
      }),
    fix: "the derivative of a product by one factor is the other",
  },
];
