import { matmul, random, type Shape, sub, transpose } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import {
  allZeros,
  heNormal,
  heUniform,
  type Initialiser,
  lecunNormal,
  lecunUniform,
  orthogonal,
  randn,
  scaled,
  xavierNormal,
  xavierUniform,
} from "./initialisers.ts";
import { dense } from "./layers/dense.ts";
import { numbersOf } from "./verify/tree.ts";

const SHAPE: Shape = [60, 200];
/** Of 12 000 draws the variance is off by 1.3 % (normal) or 0.8 % (uniform) in the mean; four of those. */
const SAMPLING = 0.052;

const variances: readonly (readonly [string, Initialiser, number])[] = [
  ["xavierNormal", xavierNormal, 2 / 260],
  ["xavierUniform", xavierUniform, 2 / 260],
  ["heNormal", heNormal, 2 / 60],
  ["heUniform", heUniform, 2 / 60],
  ["lecunNormal", lecunNormal, 1 / 60],
  ["lecunUniform", lecunUniform, 1 / 60],
  ["randn", randn, 1],
  ["scaled", scaled(0.1, randn), 0.01],
  ["allZeros", allZeros, 0],
];

describe.each(variances)("%s", (name, initialiser, variance) => {
  const numbers = numbersOf(initialiser(random.generator("initial"), SHAPE));

  test("has mean 0 and the variance that it promises", () => {
    const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
    const found = numbers.reduce((a, b) => a + b * b, 0) / numbers.length;
    expect(Math.abs(mean)).toBeLessThanOrEqual(4 * Math.sqrt(variance / numbers.length));
    expect(Math.abs(found - variance)).toBeLessThanOrEqual(SAMPLING * variance);
  });

  test("stays within its bounds where it is uniform, and gives nothing for nothing", () => {
    if (name.endsWith("Uniform")) expect(Math.max(...numbers.map(Math.abs))).toBeLessThan(Math.sqrt(3 * variance));
    expect(initialiser(random.generator(0), [0, 0]).shape).toEqual([0, 0]);
  });
});

test("kernels [out, in, …taps] are drawn for the numbers that meet in an output, each tap counted", () => {
  const spread = (initialiser: Initialiser): number => {
    const numbers = numbersOf(initialiser(random.generator("kernel"), [40, 10, 3, 3]));
    return numbers.reduce((a, b) => a + b * b, 0) / numbers.length;
  };
  expect(spread(heNormal) * 45).toBeCloseTo(1, 1);
  expect(spread(xavierUniform) / (2 / (90 + 360))).toBeCloseTo(1, 1);
  expect(spread(lecunNormal) * 90).toBeCloseTo(1, 1);
});

describe("orthogonal", () => {
  test.each([[[5, 3]], [[3, 5]], [[4, 4]], [[2, 3, 2]], [[1, 1]]])(
    "of shape %j has rows or columns of length 1",
    (shape) => {
      const W = orthogonal(random.generator("orthogonal"), shape);
      expect(W.shape).toEqual(shape);
      const rows = shape[0]!;
      const columns = W.size / rows;
      const flat = numbersOf(W);
      const dot = (a: readonly number[], b: readonly number[]) => a.reduce((total, x, i) => total + x * b[i]!, 0);
      const lines =
        rows < columns
          ? Array.from({ length: rows }, (_, i) => flat.slice(i * columns, (i + 1) * columns))
          : Array.from({ length: columns }, (_, j) => Array.from({ length: rows }, (_, i) => flat[i * columns + j]!));
      lines.forEach((a, i) => {
        lines.forEach((b, j) => {
          expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 12);
        });
      });
    },
  );

  test("keeps the length of what goes through", () => {
    const layer = dense(6, 6, { weights: orthogonal });
    const { W } = layer.init(random.generator("length"));
    const x = random.generator("x").normal(0, 1, [3, 6]);
    const lengths = sub(matmul(matmul(x, W), transpose(matmul(x, W))), matmul(x, transpose(x)));
    for (const difference of numbersOf(lengths)) expect(Math.abs(difference)).toBeLessThan(1e-12);
  });
});
