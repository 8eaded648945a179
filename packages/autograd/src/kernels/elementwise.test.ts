import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { scalar } from "../lift.ts";
import { apply1 } from "../primitive.ts";
import { sub } from "../primitives/arithmetic.ts";
import { broadcastTo, transposePrimitive } from "../primitives/structure.ts";
import type { Tensor } from "../tensor.ts";

/** Ways in which an operand meets an m × n matrix: its shape, and which number it has in row i and column j. */
const WAYS: Readonly<
  Record<string, (m: number, n: number) => readonly [shape: number[], at: (i: number, j: number) => number]>
> = {
  whole: (m, n) => [[m, n], (i, j) => i * n + j],
  row: (_m, n) => [[n], (_i, j) => j],
  "row of a matrix": (_m, n) => [[1, n], (_i, j) => j],
  column: (m) => [[m, 1], (i) => i],
  number: () => [[], () => 0],
};

const numbers = (length: number, seed: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => Math.sin(seed + 7 * i));

function operand(way: string, m: number, n: number, seed: number) {
  const [shape, at] = WAYS[way]!(m, n);
  const data = numbers(
    shape.reduce((a, b) => a * b, 1),
    seed,
  );
  return { x: tensor(data, { shape }), at: (i: number, j: number) => data[at(i, j)]! };
}

describe("an operation on two inputs", () => {
  const size = fc.integer({ min: 1, max: 40 });
  const way = fc.constantFrom(...Object.keys(WAYS));

  test("meets each number of one with its own of the other, however they broadcast", () => {
    fc.assert(
      fc.property(size, size, way, way, (m, n, left, right) => {
        const [a, b] = [operand(left, m, n, 1), operand(right, m, n, 2)];
        // One of them is whole, so that the result is.
        const whole = operand("whole", m, n, 3);
        for (const [p, q] of [
          [a, whole],
          [whole, b],
        ] as const) {
          const expected = Array.from({ length: m }, (_, i) =>
            Array.from({ length: n }, (_, j) => p.at(i, j) - q.at(i, j)),
          );
          expect(sub(p.x, q.x).toArray()).toEqual(expected);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("reads a transposed matrix beside a row and a column", () => {
    fc.assert(
      fc.property(size, size, fc.constantFrom("row", "column"), (m, n, other) => {
        const x = operand("whole", n, m, 1);
        const { x: y, at } = operand(other, m, n, 2);
        const turned = apply1(transposePrimitive, x.x, { axes: [1, 0] });
        const expected = Array.from({ length: m }, (_, i) =>
          Array.from({ length: n }, (_, j) => x.at(j, i) - at(i, j)),
        );
        expect(sub(turned, y).toArray()).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("takes one number repeated to a shape for what it is", () => {
    const x = tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: rows
    const repeated = (shape: number[]): Tensor => broadcastTo(scalar(2), shape);
    expect(sub(repeated([2, 3]), x).toArray()).toEqual([[1, 0, -1], [-2, -3, -4]]); // biome-ignore format: rows
    expect(sub(x, repeated([2, 3])).toArray()).toEqual([[-1, 0, 1], [2, 3, 4]]); // biome-ignore format: rows
    expect(sub(x, repeated([2, 1])).toArray()).toEqual([[-1, 0, 1], [2, 3, 4]]); // biome-ignore format: rows
    expect(sub(repeated([3]), scalar(5)).toArray()).toEqual([-3, -3, -3]);
    expect(sub(repeated([3]), repeated([2, 3])).toArray()).toEqual([[0, 0, 0], [0, 0, 0]]); // biome-ignore format: rows
    expect(sub(repeated([0, 3]), repeated([0, 3])).toArray()).toEqual([]);
  });
});
