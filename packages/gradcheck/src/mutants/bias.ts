import { mul, onesLike, sum, transpose } from "@wengert/autograd";
import { replaced, sampleAxis } from "../context.ts";
import { type Mutant, one } from "../mutant.ts";
import { onlySample } from "./masks.ts";

/** Mistakes in the sum that gives the gradient of a bias. */
export const biasMutants: readonly Mutant[] = [
  {
    name: "bias from one place",
    code: "not-summed",
    does: "keeps one place of those that are summed",
    on: "repeated",
    throughout: true,
    vary: (context) =>
      context.repeated.flatMap(({ line, input, place }) => {
        const { inputs, outputs, pull } = context.graph.lines[line]!;
        const [b, y] = [inputs[input]!, outputs[0]!];
        const extra = y.shape.length - b.shape.length;
        const batchAxis = context.batch === null ? -1 : sampleAxis(context.batch, y.shape);
        const isSummed = (n: number, axis: number): boolean =>
          n > 1 && axis !== batchAxis && (axis < extra || b.shape[axis - extra] === 1);
        const places = y.shape.flatMap((n, axis) => (isSummed(n, axis) ? [axis] : []));
        const corners = places.length < 2 ? [] : ["first", "last"];
        const single = corners.map((which) => ({
          key: `${which} of all`,
          what: () =>
            `the gradient of ${context.nameOf(place)} comes from the ${which} place along axes ${places.join(", ")} alone`,
          changes: one(
            line,
            replaced(input, (g) => {
              const alone = places.reduce(
                (x, axis) => onlySample(x, axis, which === "first" ? 0 : x.shape[axis]! - 1),
                g,
              );
              return pull([alone])[input] ?? null;
            }),
          ),
        }));
        const each = y.shape.flatMap((n, axis) => {
          if (!isSummed(n, axis)) return [];
          return [0, n - 1].map((index) => ({
            key: `${axis - y.shape.length} ${index === 0 ? "first" : "last"}`,
            axis,
            what: () =>
              `the gradient of ${context.nameOf(place)} comes from the ${index === 0 ? "first" : "last"} place along axis ${axis} alone`,
            changes: one(
              line,
              replaced(input, (g) => pull([onlySample(g, axis, index)])[input] ?? null),
            ),
          }));
        });
        return [...each, ...single];
      }),
    fix: "sum over all axes along which the bias is repeated",
  },
  {
    name: "bias summed over everything",
    code: "wrong-axis",
    on: "repeated",
    throughout: true,
    vary: (context) =>
      context.repeated.flatMap(({ line, input, place }) => {
        const leaf = context.graph.lines[line]!.inputs[input]!;
        if (leaf.size <= 1) return [];
        return [
          {
            what: () =>
              `the gradient of ${context.nameOf(place)} is summed over all axes, so that all its entries are the same`,
            changes: one(
              line,
              replaced(input, (g) => mul(sum(g), onesLike(leaf))),
            ),
          },
        ];
      }),
    fix: "sum over the batch alone: sum(dz, 0)",
  },
  {
    name: "bias summed over the wrong axis",
    code: "wrong-axis",
    on: "repeated",
    throughout: true,
    vary: (context) =>
      context.repeated.flatMap(({ line, input, place }) => {
        const y = context.graph.lines[line]!;
        const [rows, columns] = y.outputs[0]!.shape;
        if (y.outputs[0]!.shape.length !== 2 || rows !== columns) return [];
        const samples = context.batch?.axis === 1 ? 1 : 0;
        return [
          {
            axis: 1 - samples,
            what: () =>
              `the gradient of ${context.nameOf(place)} is summed over axis ${1 - samples}, which is not the batch`,
            fix: () => `sum over the batch: sum(dz, ${samples})`,
            changes: one(
              line,
              replaced(input, (g) => y.pull([transpose(g)])[input] ?? null),
            ),
          },
        ];
      }),
    fix: "sum over the batch: sum(dz, 0)",
  },
];
