import { mul, at as pick, sum, swapaxes, type Tensor } from "@wengert/autograd";
import { replaced } from "../context.ts";
import { type Mutant, one, sumTo, type Variation } from "../mutant.ts";
import { equalAxes, variedAt } from "./lines.ts";

/** What was repeated and what was summed, taken along another axis. */
export const repeatedMutants: readonly Mutant[] = [
  {
    name: "repeated value summed over another axis",
    code: "wrong-axis",
    on: "repeated",
    throughout: true,
    fix: "sum over the axes along which the value was repeated",
    vary: (context) =>
      variedAt(context, ["add", "sub", "mul", "div", "broadcastTo"], (line, k) => {
        const y = line.outputs[0]!;
        const pairs = equalAxes(y);
        return line.inputs.flatMap((x, input) => {
          const place = line.inputPlaces[input]!;
          if (place < 0 || x.size >= y.size) return [];
          const other = line.inputs[1 - input];
          const [rows, columns] = y.shape;
          const cut: Variation[] =
            y.shape.length === 2 &&
            x.shape.length === 1 &&
            line.primitive.name !== "mul" &&
            rows! > columns! &&
            columns! > 1
              ? [
                  {
                    key: "cut",
                    of: context.nameOf(place),
                    axis: 1,
                    what: () =>
                      `the gradient of ${context.nameOf(place)} is summed over axis 1 in place of 0, and cut to its length`,
                    changes: one(
                      k,
                      replaced(input, (g) => pick(sum(g, 1), `:${columns!}` as ":") as Tensor),
                    ),
                  },
                ]
              : [];
          return [
            ...cut,
            ...pairs.map(
              ([i, j]): Variation => ({
                key: `${i} ${j}`,
                of: context.nameOf(place),
                axis: i,
                what: () =>
                  `the gradient of ${context.nameOf(place)} is summed over axis ${i} in place of ${j}, or the other way round, which has the same length`,
                changes: one(
                  k,
                  replaced(input, (g) => {
                    if (line.primitive.name !== "mul" || other === undefined)
                      return line.pull([swapaxes(g, i, j)])[input] ?? null;
                    return sumTo(swapaxes(mul(g, other), i, j), x.shape);
                  }),
                ),
              }),
            ),
          ];
        });
      }),
  },
  {
    name: "sum spread along another axis",
    code: "wrong-axis",
    on: "repeated",
    faint: true,
    throughout: true,
    fix: "what comes back from a sum is repeated along the axes that were summed",
    vary: (context) =>
      variedAt(context, ["sum"], ({ inputs, inputPlaces, outputs }, k) => {
        const x = inputs[0]!;
        if (inputPlaces[0]! < 0 || outputs[0]!.size <= 1) return [];
        return equalAxes(x).map(
          ([i, j]): Variation => ({
            key: `${i} ${j}`,
            axis: i,
            what: () =>
              `what comes back from the sum is repeated along axis ${i} in place of ${j}, or the other way round`,
            changes: one(
              k,
              replaced(0, (_g, c) => swapaxes(c, i, j)),
            ),
          }),
        );
      }),
  },
];
