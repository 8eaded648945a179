import { mul, sub } from "@wengert/autograd";
import { activationChange } from "../context.ts";
import type { Mutant } from "../mutant.ts";

/** The derivative of another cost than the loss. */
export const costMutants: readonly Mutant[] = [
  {
    name: "the squared error's derivative for another cost",
    code: "wrong-forward",
    on: "activation",
    throughout: false,
    vary: ({ graph, steps, values, nameOf }) => {
      const last = steps.activations.at(-1);
      if (last === undefined || last.kind === "other") return [];
      const p = graph.values[last.a]!;
      const known = graph.uses[last.a]!.some(
        ({ line }) => graph.lines[line]!.primitive.name === "sub" && graph.lines[line]!.inputPlaces[1]! < 0,
      );
      if (known || p.size <= 1) return [];
      const [n, outputs] = [p.shape[0]!, p.shape.at(-1)!];
      const scales = [...new Set([1, 2, 1 / n, 2 / n, 1 / (n * outputs), 2 / (n * outputs)])];
      return values
        .filter(({ place, value }) => place < 0 && value.size === p.size && String(value.shape) === String(p.shape))
        .flatMap(({ value }) =>
          scales.map((scale) => ({
            what: `dC/d${nameOf(last.z)} is the derivative of the squared error, and the loss is another`,
            changes: new Map([activationChange(last, () => mul(mul(scale, sub(p, value)), last.slope))]),
          })),
        );
    },
    fix: "differentiate the cost that the loss computes: with a sigmoid and the cross-entropy dC/dz = p - t",
  },
];
