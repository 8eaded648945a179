import { onesLike, at as pick, swapaxes, type Tensor } from "@wengert/autograd";
import { lacking, operandName, replaced } from "../context.ts";
import { type Mutant, one, type Variation } from "../mutant.ts";
import { placeInTime } from "../sequence.ts";
import { carriedValues } from "./carried.ts";
import { type Line, variedAt } from "./lines.ts";
import { codeOfShift, deedOfShift } from "./rules.ts";

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

/** A value in the shape of another: as it is, transposed, or cut to its length along the last axes. */
function placedLike(value: Tensor, like: Tensor): Map<string, Tensor> {
  const found = new Map<string, Tensor>();
  const [shape, wanted] = [value.shape, like.shape];
  if (shape.length !== wanted.length || shape.length < 2) return found;
  if (String(shape) === String(wanted)) found.set("", value);
  else if (String(shape.toSpliced(-2, 2, shape.at(-1)!, shape.at(-2)!)) === String(wanted))
    found.set(" transposed", turned(value));
  else if (shape.length > 2 && shape.every((n, d) => n === wanted[d] || (d > 1 && n > wanted[d]!))) {
    const part = (from: (d: number) => number): Tensor =>
      pick(value, ...shape.map((_, d) => `${from(d)}:${from(d) + wanted[d]!}` as ":")) as Tensor;
    found.set(
      ", its front part",
      part(() => 0),
    );
    found.set(
      ", its middle part",
      part((d) => Math.floor((shape[d]! - wanted[d]!) / 2)),
    );
  }
  return found;
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
    name: "an operand of a product forgotten",
    code: "missing-term",
    on: "product",
    throughout: true,
    fix: "for y = x @ W the gradient of W is x.T @ dy: each dy meets the x that it came from",
    vary: (context) =>
      variedAt(context, ["matmul"], (line, k) => {
        const [a, b] = line.inputs as [Tensor, Tensor];
        return [0, 1].flatMap((input): Variation[] => {
          const place = line.inputPlaces[input]!;
          // Weights alone, which their inputs have to meet.
          if (place < 0 || context.graph.producer[place] !== -1) return [];
          const ones = onesLike(input === 0 ? b : a);
          return [
            {
              key: `${input}`,
              of: context.nameOf(place),
              what: () => `what comes back to ${context.nameOf(place)} ${lacking(operandName(context, k, 1 - input))}`,
              changes: one(
                k,
                replaced(input, (g) =>
                  input === 0 ? productRule(line, 0, g, a, ones) : productRule(line, 1, g, ones, b),
                ),
              ),
            },
          ];
        });
      }),
  },
  {
    name: "operand of a product taken from elsewhere",
    code: "derivative-at-wrong-value",
    does: "takes another value of the net",
    on: "product",
    faint: true,
    rare: true,
    throughout: true,
    fix: "of y = a @ b the gradient of a takes b, and that of b takes a",
    vary: (context) =>
      variedAt(context, ["matmul", "outer", "conv"], (line, k) => {
        const [a, b] = line.inputs as [Tensor, Tensor];
        const isWeights = context.products.some((step) => step.line === k);
        return [0, 1].flatMap((input): Variation[] => {
          const place = line.inputPlaces[input]!;
          const other = input === 0 ? b : a;
          if (place < 0 || (isWeights && line.primitive.name !== "conv")) return [];
          const own = operandName(context, k, 1 - input);
          const of = context.nameOf(place);
          const carried = carriedValues(context, line.inputPlaces[1 - input]!);
          return [...context.values, ...carried].flatMap((taken): Variation[] => {
            if (taken.value === other || taken.place === line.inputPlaces[1 - input]) return [];
            const ways = "origin" in taken ? new Map([["", taken.value]]) : placedLike(taken.value, other);
            return [...ways].map(([way, value]) => ({
              key: `${input} ${way} ${placeInTime(context, taken) - line.outputPlaces[0]!}`,
              of: context.roleOf(place),
              what: () => `the gradient of ${of} is made with ${taken.name}${way}, not with ${own}`,
              // The values of another layer for those of this one.
              ...(isWeights && {
                code: () => codeOfShift(context, taken, line.inputPlaces[1 - input]!),
                does: () => deedOfShift(codeOfShift(context, taken, line.inputPlaces[1 - input]!)),
              }),
              through: [{ line: k, input }],
              changes: one(
                k,
                replaced(input, (g) =>
                  input === 0 ? productRule(line, 0, g, a, value) : productRule(line, 1, g, value, b),
                ),
              ),
            }));
          });
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
              does: largest
                ? ("exchanges the parts of a maximum" as const)
                : primitive.name === "sub"
                  ? undefined
                  : ("exchanges the parts of two operands" as const),
              code: largest
                ? ("derivative-at-wrong-value" as const)
                : primitive.name === "sub"
                  ? ("sign" as const)
                  : ("wrong-upstream" as const),
              what: () =>
                `the two parts of the gradient that come back from ${primitive.name} are exchanged${largest ? ": the one that was not taken gets it" : ""}`,
              changes: one(k, (_gs, right) => ({ inputs: [right[1]!, right[0]!] })),
            },
          ];
        },
      ),
  },
];
