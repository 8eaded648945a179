import type { Tensor } from "@wengert/autograd";
import { replaced } from "../context.ts";
import { type Mutant, one, type Variation } from "../mutant.ts";
import { ordered, roll, variedAt } from "./lines.ts";

/** Mistakes where values are put together and cut: the pieces of the gradient lie elsewhere. */
export const pieceMutants: readonly Mutant[] = [
  {
    name: "part of a concatenation cut elsewhere",
    code: "wrong-upstream",
    does: "exchanges the parts of two operands",
    on: "factor",
    throughout: true,
    fix: "the gradient of a part lies where the part lies",
    vary: (context) =>
      variedAt(context, ["concatenate"], ({ inputs, inputPlaces, outputs, params, pull }, k) => {
        const { axis } = params as { readonly axis: number };
        const whole = outputs[0]!.shape[axis]!;
        return inputs.flatMap((x, input): Variation[] => {
          const place = inputPlaces[input]!;
          const n = x.shape[axis]!;
          const start = inputs.slice(0, input).reduce((total, one) => total + one.shape[axis]!, 0);
          if (place < 0) return [];
          // The part is cut out at the front or at the end.
          return [0, whole - n]
            .filter((from) => from !== start)
            .map((from) => ({
              key: `${from - start}`,
              axis,
              what: () =>
                `the gradient of ${context.nameOf(place)} is cut out of that of the concatenation at ${from}, where it lies at ${start}`,
              changes: one(
                k,
                replaced(input, (g) => pull([roll(g, start - from, axis)])[input] ?? null),
              ),
            }));
        });
      }),
  },
  {
    name: "slices laid elsewhere",
    code: "wrong-axis",
    on: "factor",
    faint: true,
    throughout: true,
    fix: "the gradient of a slice goes to the places that were sliced",
    vary: (context) =>
      variedAt(context, ["slice"], ({ inputs, inputPlaces, params }, k) => {
        const { steps, axes, part } = params as Record<"steps" | "axes" | "part", readonly number[]>;
        const x = inputs[0]!;
        if (inputPlaces[0]! < 0 || axes.length < x.shape.length) return [];
        const name = context.nameOf(inputPlaces[0]!);
        return x.shape.flatMap((n, axis): Variation[] => {
          if (part[axis] === n) return [];
          const strided = steps[axis]! > 1 && n % steps[axis]! === 0;
          const stride = steps[axis]!;
          const order = Array.from({ length: n }, (_, i) => (i % (n / stride)) * stride + Math.floor(i / (n / stride)));
          const by = (key: string, words: string, f: (c: Tensor) => Tensor): Variation => ({
            key,
            axis,
            does: words.startsWith("one place")
              ? "lays what comes back one place off"
              : "reads entries in another order",
            what: () => `the gradient of slices of ${name} along axis ${axis} is laid ${words}`,
            changes: one(
              k,
              replaced(0, (_g, c) => f(c)),
            ),
          });
          return [
            by(`${axis} +1`, "one place too late", (c) => roll(c, 1, axis)),
            by(`${axis} -1`, "one place too early", (c) => roll(c, -1, axis)),
            ...(strided
              ? [by(`${axis} end to end`, "end to end and not in turns", (c) => ordered(c, axis, order))]
              : []),
          ];
        });
      }),
  },
];
