import { isTensor, type Tensor, tensor } from "@wengert/autograd";
import type { Graph } from "../graph.ts";

/** Labels, words, indices: whole numbers among the data, in a list or a tensor. */
type Whole = readonly number[] | Tensor;

/** Other whole numbers in the place of a loss's own, and the gradients that come of it. */
export interface OtherIndices {
  readonly id: string;
  readonly what: string;
  /** How far the gradients move; null where the loss does not take them. */
  readonly moved: () => Float64Array[] | null;
}

const isWhole = (x: unknown): x is Whole =>
  isTensor(x)
    ? x.dtype === "int32" && x.shape.length === 1 && x.size > 1
    : Array.isArray(x) && x.length > 1 && x.every((n) => typeof n === "number" && Number.isInteger(n));

const numbersOf = (x: Whole): number[] => (isTensor(x) ? (x.toArray() as number[]) : [...x]);
const like = (numbers: number[], x: Whole): Whole => (isTensor(x) ? tensor(numbers, { dtype: "int32" }) : numbers);

/** What a hand may take for labels or indices: other ones of the data, the next ones, those before, in reverse order. */
export function otherIndices({ again, leaves }: Graph): OtherIndices[] {
  if (again === null) return [];
  const { data, run } = again;
  const lists = data.flatMap((x, i) => (isWhole(x) ? [{ x, i, numbers: numbersOf(x) }] : []));
  return lists.flatMap(({ x, i, numbers }): OtherIndices[] => {
    const n = numbers.length;
    const orders: [string, string, (k: number) => number][] = [
      ["next", "those of the next place, around the end", (k) => (k + 1) % n],
      ["before", "those of the place before, around the end", (k) => (k + n - 1) % n],
      ["reversed", "those in reverse order", (k) => n - 1 - k],
    ];
    const others = lists.filter((one) => one.i !== i && one.numbers.length === n);
    const ways: [string, string, number[]][] = [
      ...others.map(({ i: j, numbers: taken }): [string, string, number[]] => [
        `as ${j}`,
        `those of argument ${j + 2}`,
        taken,
      ]),
      ...orders.map(([id, words, from]): [string, string, number[]] => [
        id,
        words,
        numbers.map((_, k) => numbers[from(k)]!),
      ]),
    ];
    return ways.map(([id, words, taken]) => ({
      id: `whole numbers ${i} ${id}`,
      what: `the hand takes ${words} for the whole numbers of argument ${i + 2} of the loss`,
      moved: () => {
        const other = run(data.with(i, like(taken, x)));
        return (
          other?.leaves.map(({ numbers: t }, leaf) => t.map((value, j) => value - leaves[leaf]!.numbers[j]!)) ?? null
        );
      },
    }));
  });
}
