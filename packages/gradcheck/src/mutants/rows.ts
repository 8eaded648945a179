import { mul, type Tensor, tensor } from "@wengert/autograd";
import type { Context } from "../context.ts";
import { type Mutant, one, type Variation } from "../mutant.ts";
import { flat } from "../numbers.ts";
import { variedAt } from "./lines.ts";

/** Of rows that are looked up several times: which part of the gradients counts. */
const COUNTED: readonly {
  readonly key: string;
  readonly words: string;
  readonly weight: (index: Float64Array, j: number) => number;
}[] = [
  { key: "last", words: "only the last one counts", weight: (index, j) => Number(index.lastIndexOf(index[j]!) === j) },
  { key: "first", words: "only the first one counts", weight: (index, j) => Number(index.indexOf(index[j]!) === j) },
  { key: "mean", words: "their mean counts", weight: (index, j) => 1 / index.filter((i) => i === index[j]).length },
];

/** Mistakes where rows are looked up by number, as in a table of words. */
export const rowMutants: readonly Mutant[] = [
  {
    name: "rows that come several times",
    code: "missing-term",
    on: "sample",
    faint: true,
    throughout: true,
    fix: "a row that is looked up several times gets the sum: += and not =, or np.add.at",
    vary: (context: Context) =>
      variedAt(context, ["take"], ({ inputs, inputPlaces, outputs, params, pull }, k) => {
        const { axis } = params as { readonly axis: number };
        if (axis !== 0 || inputPlaces[0]! < 0) return [];
        const index = flat(inputs[1]!);
        if (new Set(index).size === index.length) return [];
        const rank = outputs[0]!.shape.length - inputs[1]!.shape.length;
        return COUNTED.map(({ key, words, weight }): Variation => {
          const shape = [...inputs[1]!.shape, ...Array.from({ length: rank }, () => 1)];
          const weights: Tensor = tensor(
            Array.from(index, (_, j) => weight(index, j)),
            { shape },
          );
          return {
            key,
            what: `rows of ${context.nameOf(inputPlaces[0]!)} that are looked up several times get several gradients, and ${words}`,
            changes: one(k, ([g], right) => ({ inputs: g ? pull([mul(g, weights)]) : right })),
          };
        });
      }),
  },
];
