import type { Tensor } from "@wengert/autograd";
import type { Context } from "../context.ts";
import { type Mutant, one, sumTo, type Variation } from "../mutant.ts";
import { flat, near } from "../numbers.ts";
import type { Line } from "./lines.ts";

/** The value of the net that a line takes as given numbers, because its derivative was stopped; −1 for none. */
function stoppedAt({ graph }: Context, x: Tensor, line: number): number {
  if (x.size < 2 || (x.dtype !== "float64" && x.dtype !== "float32") || graph.dataNames.has(x)) return -1;
  return graph.values.findIndex(
    (value, place) =>
      graph.producer[place]! >= 0 &&
      graph.producer[place]! < line &&
      String(value.shape) === String(x.shape) &&
      value.dtype === x.dtype &&
      near(flat(value), flat(x), 0),
  );
}

/** What would come back to an operand that is no variable, if it were one. */
function contribution({ primitive, inputs, outputs, params }: Line, input: number, g: Tensor): Tensor | null {
  const [a, b] = inputs as [Tensor, Tensor];
  const y = outputs[0]!;
  if (primitive.arity === 2)
    return (input === 0 ? primitive.vjpA(g, y, a, b, params) : primitive.vjpB(g, y, a, b, params)) as Tensor | null;
  return null;
}

/** The hand goes back through values at which the loss stops. */
export const stoppedMutants: readonly Mutant[] = [
  {
    name: "back through what the loss stops at",
    code: "extra-term",
    on: "factor",
    throughout: true,
    fix: "the loss takes these values as given (stopGradient): nothing goes back through them",
    vary: (context) =>
      context.graph.lines.flatMap((line, k) =>
        line.inputs.flatMap((x, input): Variation[] => {
          const place = line.inputPlaces[input]! < 0 ? stoppedAt(context, x, k) : -1;
          if (place < 0 || line.primitive.arity !== 2) return [];
          return [
            {
              what: () =>
                `the gradient goes on through ${context.nameOf(place)} where the loss stops it, at ${line.primitive.name}`,
              changes: one(k, ([g], right) => {
                const c = g ? contribution(line, input, g) : null;
                return { inputs: right, elsewhere: c === null ? [] : [{ place, adjoint: sumTo(c, x.shape) }] };
              }),
            },
          ];
        }),
      ),
  },
];
