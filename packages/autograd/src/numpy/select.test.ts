import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  at,
  average,
  grad,
  makeProgram,
  searchsorted,
  square,
  sum,
  type Tensor,
  tensor,
  topk,
  unique,
} from "../index.ts";

/** Numbers with many ties, zeros of both signs, NaN and infinities. */
const number = fc.constantFrom(
  -2,
  -1,
  -0,
  0,
  0.5,
  1,
  3,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
);
const vector = fc.array(number, { maxLength: 40 });

/** Rising, NaN last. */
const rising = (a: number, b: number): number =>
  Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : a < b ? -1 : Number(a > b);

describe("selection of entries is that of a full sort", () => {
  test("topk takes the first of equal entries, and NaN at the end", () => {
    fc.assert(
      fc.property(vector, fc.nat(), (xs, seed) => {
        const k = seed % (xs.length + 1);
        const order = xs
          .map((_, i) => i)
          .sort((i, j) => {
            const [a, b] = [xs[i]!, xs[j]!];
            return Number.isNaN(a) || Number.isNaN(b) ? rising(a, b) || i - j : rising(b, a) || i - j;
          });
        const [values, indices] = topk(tensor(xs), k);
        expect(indices.toArray()).toEqual(order.slice(0, k));
        expect(values.toArray()).toEqual(order.slice(0, k).map((i) => xs[i]!));
      }),
    );
  });

  test("topk of many is that of all", () => {
    const xs = tensor(Array.from({ length: 400 }, (_, i) => (i * 7919) % 53));
    const [, all] = topk(xs, 400);
    expect(topk(xs, 20)[1].toArray()).toEqual(at(all, ":20").toArray());
  });

  test("unique gives every value once, as it occurs first", () => {
    fc.assert(
      fc.property(vector, (xs) => {
        const first = xs.filter((x, i) => xs.findIndex((y) => y === x || (y !== y && x !== x)) === i);
        const expected = first.sort(rising);
        expect(unique(tensor(xs)).toArray()).toEqual(expected);
        expect((unique(tensor(xs), { returnCounts: true }) as { toArray(): unknown }[])[0]!.toArray()).toEqual(
          expected,
        );
      }),
    );
  });

  test("searchsorted counts the entries before a value, whatever the order of the values", () => {
    fc.assert(
      fc.property(vector, vector, fc.boolean(), (list, values, right) => {
        const sorted = [...list].sort(rising);
        const count = (v: number): number =>
          sorted.filter((x) => (right ? rising(x, v) <= 0 : rising(x, v) < 0)).length;
        const found = searchsorted(tensor(sorted), tensor(values), right ? "right" : "left");
        expect(found.toArray()).toEqual(values.map(count));
      }),
    );
  });
});

test("weights that add up to 0 have no average", () => {
  expect(() => average(tensor([1, 2]), null, [1, -1])).toThrowErrorMatchingInlineSnapshot(`
    [ArgumentError: average: the weights add up to 0, and a mean divides by their sum
      got  weights a tensor of shape [2]
      hint sum(mul(weights, x)) is the weighted sum; leave averages of nothing out]
  `);
  expect(() => average(tensor([[1, 2]]), 1, [[0, 0]])).toThrow(/^average: the weights add up to 0/);
  expect(() => makeProgram((w: Tensor) => average(tensor([1, 2]), null, w))(tensor([1, -1]))).not.toThrow();
});

describe("unique along an axis", () => {
  const table = tensor([
    [1, 2, 1],
    [0, 5, 0],
    [1, 2, 1],
    [1, Number.NaN, 1],
    [1, Number.NaN, 1],
  ]);

  test("gives the different rows in the order of their entries, as NumPy's does", () => {
    const [rows, index, inverse, counts] = unique(table, {
      axis: 0,
      returnIndex: true,
      returnInverse: true,
      returnCounts: true,
    }) as Tensor[];
    expect(rows!.toArray()).toEqual([
      [0, 5, 0],
      [1, 2, 1],
      [1, Number.NaN, 1],
    ]);
    expect([index, inverse, counts].map((x) => x!.toArray())).toEqual([
      [1, 0, 3],
      [1, 0, 1, 2, 2],
      [1, 2, 2],
    ]);
  });

  test("counts axes from the end, and keeps what has no slices", () => {
    expect((unique(tensor([[3, 1, 3]]), { axis: -1 }) as Tensor).toArray()).toEqual([[1, 3]]);
    expect((unique(tensor(new Float64Array(0)), { axis: 0 }) as Tensor).shape).toEqual([0]);
    expect(() => unique(table, { axis: 2 })).toThrow("unique");
  });

  test("sends the derivative to the first slice of each kind", () => {
    const g = grad((x: Tensor) => sum(square(unique(x, { axis: 0 }) as Tensor)))(
      tensor([
        [1, 2],
        [1, 2],
        [0, 1],
      ]),
    );
    expect(g.toArray()).toEqual([
      [2, 4],
      [0, 0],
      [0, 2],
    ]);
  });

  test("rebuilds the tensor from its slices and their places, for any rows", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })), {
          minLength: 1,
          maxLength: 12,
        }),
        (rows) => {
          const x = tensor(rows as unknown as number[][]);
          const [different, inverse] = unique(x, { axis: 0, returnInverse: true }) as Tensor[];
          expect(at(different!, inverse!).toArray()).toEqual(x.toArray());
          expect(different!.shape[0]).toBe(new Set(rows.map(String)).size);
        },
      ),
    );
  });
});
