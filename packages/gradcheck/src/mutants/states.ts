import { mul, type Tensor } from "@wengert/autograd";
import { replaced } from "../context.ts";
import { type Mutant, sumTo, type Variation } from "../mutant.ts";
import { type Series, seriesOf } from "../sequence.ts";
import type { Change } from "../walk.ts";

/** Which state stands for that of step j; null where there is none. */
const SHIFTS: readonly {
  readonly words: string;
  readonly at: (j: number, states: readonly Tensor[]) => Tensor | null;
}[] = [
  { words: "the state after", at: (j, states) => states[j + 1] ?? null },
  { words: "the state before", at: (j, states) => states[Math.max(0, j - 1)]! },
];

/** In all steps of a recurrence another step's state meets what comes back to a gate, or to a parameter. */
export const stateMutants: readonly Mutant[] = [
  {
    name: "a factor of another step",
    code: "off-by-one-layer",
    does: "takes the value of another step of time",
    on: "factor",
    faint: true,
    throughout: false,
    fix: "of s[t] = a s[t - 1] the derivative by a is s[t - 1]: the state that the step was made from",
    vary: (context) =>
      seriesOf(context).flatMap(({ uses, values }: Series): Variation[] => {
        const { lines } = context.graph;
        if (lines[uses[0]!.line]!.primitive.name !== "mul") return [];
        return SHIFTS.flatMap(({ words, at }): Variation[] => {
          const changes = new Map<number, Change>();
          for (const [j, { line, input }] of uses.entries()) {
            const state = at(j, values);
            const { inputs } = lines[line]!;
            if (state === null || state.size !== values[j]!.size) return [];
            const shape = inputs[1 - input]!.shape;
            changes.set(
              line,
              replaced(1 - input, (g) => sumTo(mul(g, state), shape)),
            );
          }
          const { line, input } = uses.at(-1)!;
          const to = context.nameOf(lines[line]!.inputPlaces[1 - input]!);
          return [{ what: `in every step what comes back to ${to} is multiplied by ${words}`, changes }];
        });
      }),
  },
];
