import { swapaxes, type Tensor } from "@wengert/autograd";
import { operandName, replaced } from "../context.ts";
import { type Mutant, one, type Variation } from "../mutant.ts";
import { type Line, variedAt } from "./lines.ts";

const lastTwoEqual = ({ shape }: Tensor): boolean =>
  shape.length >= 2 && shape.at(-1) === shape.at(-2) && shape.at(-1)! > 1;
const turned = (x: Tensor): Tensor => swapaxes(x, -1, -2);

/** What a matrix product gives to one of its operands, with g and the other operand as they are given. */
function productRule(
  { primitive, outputs, params }: Line,
  input: number,
  g: Tensor,
  a: Tensor,
  b: Tensor,
): Tensor | null {
  return (
    input === 0 ? primitive.vjpA(g, outputs[0]!, a, b, params) : primitive.vjpB(g, outputs[0]!, a, b, params)
  ) as Tensor | null;
}

/** Operands of a matrix product in which no layer is recognised, and parts that come back exchanged. */
export const operandMutants: readonly Mutant[] = [
  {
    name: "operand of a product not transposed",
    code: "transposed",
    on: "product",
    throughout: true,
    fix: "for y = a @ b the gradients are dy @ b.T and a.T @ dy",
    vary: (context) =>
      variedAt(context, ["matmul"], (line, k) => {
        const [a, b] = line.inputs as [Tensor, Tensor];
        const y = line.outputs[0]!;
        return [0, 1].flatMap((input): (Variation | null)[] => {
          const place = line.inputPlaces[input]!;
          if (place < 0) return [];
          const other = input === 0 ? b : a;
          const own = line.inputs[input]!;
          const of = context.nameOf(place);
          const name = operandName(context, k, 1 - input);
          const variation = (
            key: string,
            what: string,
            by: (g: Tensor, right: Tensor) => Tensor | null,
          ): Variation => ({
            key,
            of,
            what,
            changes: one(k, replaced(input, by)),
          });
          const with2 = (g: Tensor, x: Tensor): Tensor | null =>
            input === 0 ? productRule(line, 0, g, a, x) : productRule(line, 1, g, x, b);
          const square = lastTwoEqual(other);
          const squareOutput = lastTwoEqual(y);
          return [
            square
              ? variation("other", `${name} is not transposed where the gradient comes back to ${of}`, (g) =>
                  with2(g, turned(other)),
                )
              : null,
            squareOutput
              ? variation(
                  "g",
                  `the derivative by ${context.nameOf(line.outputPlaces[0]!)} is transposed where it should not be, or not transposed where it should, on the way to ${of}`,
                  (g) => with2(turned(g), other),
                )
              : null,
            square && squareOutput
              ? variation("both", `the sum in the gradient of ${of} runs over the other axis of both factors`, (g) =>
                  with2(turned(g), turned(other)),
                )
              : null,
            lastTwoEqual(own) ? variation("own", `what comes to ${of} is transposed`, (_g, c) => turned(c)) : null,
          ];
        });
      }),
  },
  {
    name: "contributions exchanged",
    code: "wrong-upstream",
    on: "factor",
    throughout: true,
    fix: "each part of the gradient belongs to the operand in its place",
    vary: (context) =>
      variedAt(
        context,
        ["concatenate", "pack", "maximum", "minimum", "sub"],
        ({ primitive, inputs, inputPlaces }, k) => {
          const [a, b] = inputs;
          if (inputs.length !== 2 || inputPlaces.some((p) => p < 0) || a!.shape.join() !== b!.shape.join()) return [];
          const largest = primitive.name === "maximum" || primitive.name === "minimum";
          return [
            {
              key: primitive.name,
              code: largest
                ? ("derivative-at-wrong-value" as const)
                : primitive.name === "sub"
                  ? ("sign" as const)
                  : ("wrong-upstream" as const),
              what: `the two parts of the gradient that come back from ${primitive.name} are exchanged${largest ? ": the one that was not taken gets it" : ""}`,
              changes: one(k, (_gs, right) => ({ inputs: [right[1]!, right[0]!] })),
            },
          ];
        },
      ),
  },
];
