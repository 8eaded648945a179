import { mul, type Tensor, tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import type { Context } from "../context.ts";
import { type Mutant, one, type Variation } from "../mutant.ts";
import { flat } from "../numbers.ts";
import { variedAt } from "./lines.ts";

/** Of rows that are looked up several times: which part of the gradients counts. */
const COUNTED: readonly {
  readonly key: string;
  readonly words: string;
  readonly code: CauseCode;
  /** `n` is how many are looked up for one sample. */
  readonly weight: (index: Float64Array, j: number, n: number) => number;
}[] = [
  {
    key: "last",
    words: "only the last one counts",
    code: "missing-term",
    weight: (index, j) => Number(index.lastIndexOf(index[j]!) === j),
  },
  {
    key: "first",
    words: "only the first one counts",
    code: "missing-term",
    weight: (index, j) => Number(index.indexOf(index[j]!) === j),
  },
  {
    key: "once a sample",
    words: "of those of one sample only one counts",
    code: "missing-term",
    weight: (index, j, n) => {
      const start = j - (j % n);
      return Number(index.subarray(start, j).indexOf(index[j]!) < 0);
    },
  },
  {
    key: "mean",
    words: "their mean counts",
    code: "mean-for-sum",
    weight: (index, j) => 1 / index.filter((i) => i === index[j]).length,
  },
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
    vary: (context: Context) => [
      ...variedAt(context, ["take"], ({ inputs, inputPlaces, outputs, params, pull }, k) => {
        const { axis } = params as { readonly axis: number };
        if (axis !== 0 || inputPlaces[0]! < 0) return [];
        const rank = outputs[0]!.shape.length - inputs[1]!.shape.length;
        const shape = [...inputs[1]!.shape, ...Array.from({ length: rank }, () => 1)];
        return counted(context, inputPlaces[0]!, flat(inputs[1]!), shape, (weights) =>
          one(k, ([g], right) => ({ inputs: g ? pull([mul(g, weights)]) : right })),
        );
      }),
      // A product with rows of zeros and a single one looks rows up, too.
      ...variedAt(context, ["matmul"], ({ inputs, inputPlaces, pull }, k) => {
        const [x, E] = inputs as [Tensor, Tensor];
        if (inputPlaces[0]! >= 0 || inputPlaces[1]! < 0 || x.shape.length < 2 || E.shape.length !== 2) return [];
        const index = hotIn(x);
        if (index === null) return [];
        return counted(context, inputPlaces[1]!, index, [...x.shape.slice(0, -1), 1], (weights) =>
          one(k, ([g], right) => ({ inputs: g ? pull([mul(g, weights)]) : right })),
        );
      }),
    ],
  },
];

function counted(
  context: Context,
  table: number,
  index: Float64Array,
  shape: readonly number[],
  changesFor: (weights: Tensor) => Variation["changes"],
): Variation[] {
  if (new Set(index).size === index.length) return [];
  return COUNTED.map(({ key, words, code, weight }): Variation => {
    const weights: Tensor = tensor(
      Array.from(index, (_, j) => weight(index, j, shape[index.length === shape[0] ? 0 : 1] ?? index.length)),
      { shape: shape.slice() },
    );
    return {
      key,
      code,
      ...((key === "last" || key === "first") && { does: "keeps one of several" as const }),
      what: () =>
        `rows of ${context.nameOf(table)} that are looked up several times get several gradients, and ${words}`,
      changes: changesFor(weights),
    };
  });
}

/** Which entry of each row is 1, where all others are 0; null for other rows. */
function hotIn(x: Tensor): Float64Array | null {
  const columns = x.shape.at(-1)!;
  const numbers = flat(x);
  const found = new Float64Array(columns === 0 ? 0 : numbers.length / columns);
  for (let i = 0; i < found.length; i++) {
    const row = numbers.subarray(i * columns, (i + 1) * columns);
    const at = row.indexOf(1);
    if (at < 0 || row.some((value, j) => j !== at && value !== 0)) return null;
    found[i] = at;
  }
  return found;
}
