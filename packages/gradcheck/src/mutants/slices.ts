import { reshape, swapaxes, type Tensor } from "@wengert/autograd";
import { type Context, replaced } from "../context.ts";
import { type Mutant, one, type Variation } from "../mutant.ts";
import type { Change } from "../walk.ts";
import { equalAxes, variedAt } from "./lines.ts";

interface Cut {
  readonly line: number;
  readonly start: string;
  readonly size: string;
}

/** Pieces of one value that are of the same size, in the order in which they lie there. */
function piecesOf({ graph }: Context): { readonly place: number; readonly pieces: readonly Cut[] }[] {
  const byPlace = new Map<number, Cut[]>();
  graph.lines.forEach(({ primitive, inputPlaces, outputs, params }, line) => {
    if (primitive.name !== "slice" || inputPlaces[0]! < 0 || graph.withoutData[inputPlaces[0]!]) return;
    const { starts } = params as { readonly starts: readonly number[] };
    const one = { line, start: starts.map((n) => String(n).padStart(6, "0")).join(), size: String(outputs[0]!.shape) };
    byPlace.set(inputPlaces[0]!, [...(byPlace.get(inputPlaces[0]!) ?? []), one]);
  });
  return [...byPlace].flatMap(([place, all]) => {
    const [first] = all;
    const pieces = all.filter(({ size }) => size === first!.size).toSorted((a, b) => (a.start < b.start ? -1 : 1));
    const different = new Set(pieces.map(({ start }) => start)).size === pieces.length;
    return different && pieces.length > 1 && pieces.length < 9 ? [{ place, pieces }] : [];
  });
}

/** Two pieces exchanged, or all of them moved on, in order. */
function orders(n: number): { readonly words: string; readonly order: readonly number[] }[] {
  const numbers = Array.from({ length: n }, (_, i) => i);
  const pairs = numbers.flatMap((i) =>
    numbers.slice(i + 1).map((j) => ({
      words: `pieces ${i + 1} and ${j + 1} are exchanged`,
      order: numbers.map((k) => (k === i ? j : k === j ? i : k)),
    })),
  );
  if (n < 3) return pairs;
  return [
    ...pairs,
    { words: "the pieces are in reverse order", order: numbers.toReversed() },
    { words: "each piece lies one place too late", order: numbers.map((k) => (k + 1) % n) },
    { words: "each piece lies one place too early", order: numbers.map((k) => (k + n - 1) % n) },
  ];
}

/** Gates and heads that lie side by side in one value, and values that are flattened, read in another order. */
export const sliceMutants: readonly Mutant[] = [
  {
    name: "pieces in another order",
    code: "wrong-upstream",
    does: "exchanges the parts of two operands",
    on: "factor",
    faint: true,
    rare: true,
    throughout: true,
    fix: "put the gradients of the pieces together in the order in which they were cut: i, f, o, g",
    vary: (context) => {
      const { graph, nameOf, roleOf } = context;
      return piecesOf(context).flatMap(({ place, pieces }) =>
        orders(pieces.length).map(({ words, order }): Variation => {
          const changes = new Map<number, Change>(
            pieces.map(({ line }, i) => {
              const other = graph.lines[pieces[order[i]!]!.line]!;
              return [line, ([g], right) => ({ inputs: g ? other.pull([g]) : right })];
            }),
          );
          return {
            key: [words, `${words} of ${roleOf(place)}`],
            what: () => `in the gradient of ${nameOf(place)}, which is cut into ${pieces.length} pieces, ${words}`,
            changes,
          };
        }),
      );
    },
  },
  {
    name: "flattened in another order",
    code: "transposed",
    does: "reads entries in another order",
    on: "factor",
    faint: true,
    rare: true,
    throughout: true,
    fix: "what was flattened row by row comes back row by row: reshape to the shape that it had",
    vary: (context) =>
      variedAt(context, ["reshape"], (line, k) => {
        const [x, y] = [line.inputs[0]!, line.outputs[0]!];
        if (line.inputPlaces[0]! < 0) return [];
        const name = context.nameOf(line.inputPlaces[0]!);
        const by = (key: string, axes: readonly [number, number], f: (g: Tensor, c: Tensor) => Tensor): Variation => ({
          key,
          axis: axes[0],
          what: () =>
            `what comes back to ${name} is read in another order: axes ${axes[0]} and ${axes[1]} are exchanged`,
          changes: one(k, replaced(0, f)),
        });
        return [
          ...equalAxes(x).map(([i, j]) => by(`in ${i} ${j}`, [i, j], (_g, c) => swapaxes(c, i, j))),
          ...equalAxes(y).map(([i, j]) =>
            by(`out ${i} ${j}`, [i, j], (g) => reshape(swapaxes(g, i, j), x.shape as number[])),
          ),
          // Flattened column by column: read as if the axes had the other order.
          ...x.shape.flatMap((n, i) =>
            x.shape.slice(i + 1).flatMap((m, d): Variation[] => {
              const j = i + 1 + d;
              if (n < 2 || m < 2 || n === m) return [];
              const turned = x.shape.map((length, axis) => (axis === i ? m : axis === j ? n : length));
              return [by(`other ${i} ${j}`, [i, j], (g) => swapaxes(reshape(g, turned), i, j))];
            }),
          ),
        ];
      }),
  },
];
