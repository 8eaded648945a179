import { max, min, mul, neg, onesLike, at as pick, sum, swapaxes, type Tensor } from "@wengert/autograd";
import { type Context, replaced } from "../context.ts";
import { type Mutant, one, sumTo, type Variation } from "../mutant.ts";
import { flat } from "../numbers.ts";
import { equalAxes, variedAt } from "./lines.ts";
import { onlySample } from "./masks.ts";

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
    name: "one copy of what was repeated",
    code: "missing-term",
    does: "keeps one of several",
    on: "repeated",
    faint: true,
    throughout: true,
    fix: "a value that was copied gets the sum of what comes back to all of its copies",
    vary: (context) =>
      variedAt(context, ["broadcastTo"], ({ inputs, inputPlaces, outputs, pull }, k) => {
        const [x, y] = [inputs[0]!, outputs[0]!];
        const extra = y.shape.length - x.shape.length;
        const place = inputPlaces[0]!;
        if (place < 0 || context.graph.withoutData[place]) return [];
        return y.shape.flatMap((n, axis): Variation[] =>
          n < 2 || !(axis < extra || x.shape[axis - extra] === 1)
            ? []
            : ["first", "last"].map((which) => ({
                key: which,
                axis,
                what: () =>
                  `only the ${which} copy of ${context.nameOf(place)} along axis ${axis} hands its gradient back`,
                changes: one(
                  k,
                  replaced(0, (g) => pull([onlySample(g, axis, which === "first" ? 0 : n - 1)])[0] ?? null),
                ),
              })),
        );
      }),
  },
  {
    name: "sum of what was repeated taken along another axis",
    code: "wrong-axis",
    on: "repeated",
    faint: true,
    throughout: false,
    fix: "sum over the axis along which the value was repeated",
    vary: (context) =>
      repeatedSums(context).flatMap(({ line, input, axis, from, signed }) => {
        const x = context.graph.values[from]!;
        return x.shape.flatMap((n, other): Variation[] =>
          other === axis || n < 2
            ? []
            : [
                {
                  axis: other,
                  what: () =>
                    `what comes back from ${context.graph.lines[line]!.primitive.name} is summed over axis ${other} in place of ${axis}`,
                  changes: one(line, ([g], right) => ({
                    inputs: right.map((c, i) => (i === input ? null : c)),
                    elsewhere: g
                      ? [{ place: from, adjoint: mul(onesLike(x), sum(signed(g), other, { keepdims: true })) }]
                      : [],
                  })),
                },
              ],
        );
      }),
  },
  {
    name: "one of those that come back alone",
    code: "missing-term",
    on: "repeated",
    faint: true,
    throughout: false,
    fix: "a value that is used in several entries gets the sum of what comes back from all of them: count them",
    vary: (context) =>
      repeatedSums(context).flatMap(({ line, input, axis, signed }) => [
        {
          axis,
          what: () =>
            `what comes back from several entries of ${context.graph.lines[line]!.primitive.name} along axis ${axis} is counted once, also where none comes back`,
          changes: one(
            line,
            replaced(input, (g, c) => {
              const each = flat(signed(g)).find((v) => v !== 0);
              const alike = each !== undefined && flat(signed(g)).every((v) => v === 0 || v === each);
              return alike ? mul(onesLike(c), each) : c;
            }),
          ),
        },
        ...[1, 2].map(
          (n): Variation => ({
            axis,
            what: () =>
              `of what comes back from several entries of ${context.graph.lines[line]!.primitive.name} along axis ${axis} one counts alone${n === 1 ? "" : ", beside that of the entry itself"}`,
            changes: one(
              line,
              replaced(input, (g, c) => {
                const numbers = flat(signed(g));
                const extreme = numbers.every((v) => v >= 0) ? max : numbers.every((v) => v <= 0) ? min : null;
                return extreme === null ? c : mul(n, extreme(signed(g), axis, { keepdims: true }));
              }),
            ),
          }),
        ),
      ]),
  },
];

/** Sums over one axis that are repeated along it when they are added, or subtracted. */
function repeatedSums({ graph }: Context): {
  readonly line: number;
  readonly input: number;
  readonly axis: number;
  /** What was summed. */
  readonly from: number;
  readonly signed: (g: Tensor) => Tensor;
}[] {
  return graph.lines.flatMap(({ primitive, inputs, inputPlaces, outputs }, line) => {
    if (primitive.name !== "add" && primitive.name !== "sub") return [];
    return inputPlaces.flatMap((place, input) => {
      const made = graph.lines[place < 0 ? -1 : graph.producer[place]!];
      if (made?.primitive.name !== "sum" || graph.uses[place]!.length !== 1) return [];
      const { axes } = made.params as { readonly axes: readonly number[] };
      const [axis] = axes;
      const [from] = made.inputPlaces;
      const [x, y] = [inputs[input]!, outputs[0]!];
      if (axes.length !== 1 || axis === undefined || from === undefined || from < 0) return [];
      if (x.shape.length !== y.shape.length || x.shape[axis] !== 1 || y.shape[axis]! < 2) return [];
      if (String(graph.values[from]!.shape) !== String(y.shape)) return [];
      return [{ line, input, axis, from, signed: primitive.name === "sub" && input === 1 ? neg : (g: Tensor) => g }];
    });
  });
}
