import { mul } from "@wengert/autograd";
import { operandName, replaced } from "../context.ts";
import { type Mutant, one, sumTo } from "../mutant.ts";
import { factorLeftOut, standIns } from "./rules.ts";

/** Mistakes at products element by element. */
export const factorMutants: readonly Mutant[] = [
  {
    name: "a factor forgotten",
    code: "missing-term",
    on: "factor",
    throughout: true,
    vary: (context) =>
      context.graph.lines.flatMap(({ primitive, inputs, inputPlaces }, line) => {
        const { nameOf, roleOf } = context;
        if (primitive.name !== "mul") return [];
        return [0, 1].flatMap((input) => {
          const other = 1 - input;
          if (inputPlaces[input]! < 0 || (inputPlaces[other]! < 0 && inputs[other]!.size <= 1)) return [];
          const name = operandName(context, line, other);
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
          const isData = inputPlaces[other]! >= 0 || context.graph.dataNames.has(inputs[other]!);
          if (inputPlaces[input]! < 0 || (inputs[other]!.size <= 1 && !isData)) return [];
          const own = operandName(context, line, other);
          const leaves = context.graph.leaves.map(({ path, value, place }) => ({ name: path, value, place }));
          return standIns([...context.values, ...leaves], inputs[other]!, inputPlaces[other]!).map((taken) => {
            const left = factorLeftOut(context, inputPlaces[other]!, taken.value);
            return {
              key: `${input} ${taken.place - outputPlaces[0]!} to ${context.roleOf(inputPlaces[input]!)}`,
              ...(left !== null && { code: "missing-term" as const }),
              what:
                left !== null
                  ? `what comes back to ${context.nameOf(inputPlaces[input]!)} is multiplied by ${taken.name}: ${left} is left out`
                  : `what comes back to ${context.nameOf(inputPlaces[input]!)} is multiplied by ${taken.name} in place of ${own}`,
              fix: `multiply by ${own}`,
              changes: one(
                line,
                replaced(input, (g) => sumTo(mul(g, taken.value), inputs[input]!.shape)),
              ),
            };
          });
        });
      }),
    fix: "the derivative of a product by one factor is the other",
  },
];
