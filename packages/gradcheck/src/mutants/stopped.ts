import type { Tensor } from "@wengert/autograd";
import { type Context, replaced } from "../context.ts";
import { type Mutant, one, sumTo, type Variation } from "../mutant.ts";
import { flat, near } from "../numbers.ts";
import type { Change } from "../walk.ts";
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

/** The line at which the state of the step before met the same weights; −1 for none. */
function sameBefore({ graph }: Context, line: number, input: number): number {
  const { primitive, inputPlaces } = graph.lines[line]!;
  const weights = inputPlaces[1 - input]!;
  if (weights < 0) return -1;
  return graph.lines.findLastIndex(
    (other, k) =>
      k < line &&
      other.primitive.name === primitive.name &&
      other.inputPlaces[1 - input] === weights &&
      other.inputPlaces[input]! >= 0,
  );
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
          const through: Change = ([g], right) => {
            const c = g ? contribution(line, input, g) : null;
            return { inputs: right, elsewhere: c === null ? [] : [{ place, adjoint: sumTo(c, x.shape) }] };
          };
          const on: Variation = {
            what: () =>
              `the gradient goes on through ${context.nameOf(place)} where the loss stops it, at ${line.primitive.name}`,
            changes: one(k, through),
          };
          const earlier = sameBefore(context, k, input);
          if (earlier < 0) return [on];
          const late: Variation = {
            key: "one step late",
            does: "stops a step of time too late",
            what: () =>
              `the gradient is stopped one step of time further back than ${context.nameOf(place)}, where the loss stops it`,
            changes: new Map([
              [k, through],
              [earlier, replaced(input, () => null)],
            ]),
          };
          return [on, late];
        }),
      ),
  },
];
