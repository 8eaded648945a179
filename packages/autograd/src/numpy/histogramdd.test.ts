import { expect, test } from "vitest";
import { grad, histogram, histogram2d, histogramdd, sum, type Tensor, tensor, zeros } from "../index.ts";

// The values are those of numpy.histogramdd and numpy.histogram2d 2.4.6.

const points = tensor([
  [0, 5],
  [1, 6],
  [2, 7],
  [2, 9],
  [-1, 5],
]);

test("points are counted in cells, those on the last edges too", () => {
  const [counts, edges] = histogramdd(points, [[0, 1, 2], 2]);
  expect(counts.toArray()).toEqual([
    [1, 0],
    [1, 2],
  ]);
  expect(counts.dtype).toBe("int32");
  expect(edges.map((e) => e.toArray())).toEqual([
    [0, 1, 2],
    [5, 7, 9],
  ]);
});

test("a range of one axis leaves the other to the numbers", () => {
  const [counts, edges] = histogramdd(points, 2, { range: [null, [0, 8]] });
  expect(counts.toArray()).toEqual([
    [0, 2],
    [0, 2],
  ]);
  expect(edges.map((e) => e.toArray())).toEqual([
    [-1, 0.5, 2],
    [0, 4, 8],
  ]);
});

test("in one dimension it is histogram", () => {
  const x = tensor([0.5, 1, 1.5, 4]);
  const [counts, [edges]] = histogramdd([[0.5], [1], [1.5], [4]], 3);
  expect(counts.toArray()).toEqual(histogram(x, 3)[0].toArray());
  expect(edges!.toArray()).toEqual(histogram(x, 3)[1].toArray());
});

test("densities have the integral 1 over cells of unequal size", () => {
  const [density] = histogram2d(
    [0, 1, 2, 2],
    [0, 0, 1, 3],
    [
      [0, 1, 3],
      [0, 1, 4],
    ],
    { density: true },
  );
  expect(density.toArray()).toEqual([[0.25, 0], [0.125, 2 / 4 / 6].map((value) => expect.closeTo(value, 15))]);
});

test("derivatives pass to the weights, points outside have none", () => {
  const f = (weights: Tensor): Tensor =>
    histogram2d([0, 1, 9], [0, 1, 0], 2, {
      range: [
        [0, 1],
        [0, 1],
      ],
      weights,
    })[0];
  expect(f(tensor([0.5, 2, 8])).toArray()).toEqual([
    [0.5, 0],
    [0, 2],
  ]);
  expect(grad((weights: Tensor) => sum(f(weights)))(tensor([0.5, 2, 8])).toArray()).toEqual([1, 1, 0]);
});

test("of no points there are none in any cell", () => {
  const [counts, edges] = histogramdd(zeros([0, 2]), [1, 2]);
  expect(counts.toArray()).toEqual([[0, 0]]);
  expect(edges.map((e) => e.toArray())).toEqual([
    [0, 1],
    [0, 0.5, 1],
  ]);
});

test("what does not fit is said", () => {
  expect(() => histogramdd([1, 2])).toThrow("points are rows of a matrix, and this has one axis");
  expect(() => histogramdd(points, [2])).toThrow("there must be bins for each of 2 coordinates");
  expect(() => histogramdd(points, 2, { range: [[0, 1]] })).toThrow("there must be ranges for each of 2 coordinates");
  expect(() => histogramdd(points, 2, { weights: [1, 2] })).toThrow("the points are 5 and the weights 2");
  expect(() => histogramdd(points, 0)).toThrow("the number of bins must be a whole number above 0");
  expect(() => histogram2d([1, 2], [1])).toThrow("histogram2d: ");
});
