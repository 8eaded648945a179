import { mul, sum, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { clippedCause } from "./clipped.ts";
import { graphOf } from "./graph.ts";
import { readHand } from "./hand.ts";
import { pointOf } from "./point.ts";

interface Weights {
  readonly W: Tensor;
}

/** What is said of a hand where the gradient is a given one. */
function said(gradient: number[][], hand: number[][]): string | undefined {
  const params: Weights = { W: tensor(gradient.map((row) => row.map(() => 1))) };
  const loss = ({ W }: Weights): Tensor => sum(mul(W, tensor(gradient)));
  const graph = graphOf(loss as (...args: never[]) => unknown, [params]);
  return clippedCause(pointOf(graph, null, readHand({ W: tensor(hand) }, params)))?.what;
}

describe("rows that were shortened", () => {
  const long = [
    [3, 4],
    [0.3, 0.4],
    [-6, 8],
  ];
  const shortened = (length: number): number[][] =>
    long.map((row) => {
      const own = Math.hypot(...row);
      return row.map((x) => (own > length ? (x * length) / own : x));
    });

  test("are found by the length that they have in common, round or not", () => {
    expect(said(long, shortened(2))).toBe("rows of the gradient are shortened to the length 2 where they are longer");
    expect(said(long, shortened(1.2345678))).toMatch(/shortened to the length 1\.234568 /);
  });

  test("have more than one number: one is shortened to whatever it is", () => {
    expect(said([[5], [3], [-4]], [[5], [2.2], [-2.2]])).toBeUndefined();
  });

  test("are missing, and not shortened, where next to nothing is left", () => {
    const next = [0, 2 ** -50];
    const right = [
      [3, 4],
      [6, 8],
    ];
    expect(said(right, [next, next])).toBeUndefined();
  });
});
