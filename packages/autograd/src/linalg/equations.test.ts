import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { at } from "../indexing/at.ts";
import { eye, ones, zeros } from "../numpy/create.ts";
import { sum } from "../numpy/reduce.ts";
import { reshape } from "../numpy/shape.ts";
import { add, mul } from "../primitives/arithmetic.ts";
import { exp } from "../primitives/exponential.ts";
import { matmul, swapped } from "../primitives/matmul.ts";
import { weighted } from "../primitives/triangles.ts";
import type { Tensor } from "../tensor.ts";
import { expectAgreement } from "../testing/agree.ts";
import { expectAllClose } from "../testing/expect.ts";
import { randomMatrix, residual } from "../testing/matrices.ts";
import { grad } from "../transforms/grad.ts";
import { expm, solve, solveBanded, solveSylvester, sqrtm, tensorinv, tensorsolve } from "./index.ts";

/** Matrices here have condition numbers below 100. */
const ROUNDING = 1e-12;

const size = fc.integer({ min: 0, max: 7 });
const stacks = fc.record({ k: fc.integer({ min: 1, max: 3 }), m: size, n: size, seed: fc.nat() });
/** Far from singular, with complex eigenvalues among others. */
const regular = (shape: readonly number[], seed: number): Tensor =>
  add(randomMatrix(shape, seed), mul(3, eye(shape.at(-1)!)));

describe("solveSylvester", () => {
  test("gives X with A X + X B = Q, for stacks of every size", () => {
    fc.assert(
      fc.property(stacks, ({ k, m, n, seed }) => {
        const [a, b, q] = [regular([k, m, m], seed), regular([k, n, n], seed + 1), randomMatrix([k, m, n], seed + 2)];
        const x = solveSylvester(a, b, q);
        expect(residual(add(matmul(a, x), matmul(x, b)), q)).toBeLessThan(ROUNDING);
      }),
      { seed: 13 },
    );
  });

  test("broadcasts, and says when there is not exactly one solution", () => {
    expect(solveSylvester(regular([3, 2, 2], 1), regular([1, 1], 2), ones([2, 1])).shape).toEqual([3, 2, 1]);
    const turn = [
      [0, 1],
      [-1, 0],
    ];
    expect(() => solveSylvester(turn, turn, eye(2))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: solveSylvester: there is not exactly one solution: an eigenvalue of a is, but for rounding, one of −b
        got  [2, 2] and [2, 2]
        hint the solution is unique when no eigenvalue of a and none of b add up to 0]
    `);
    expect(() => solveSylvester(eye(2), eye(3), eye(2))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: solveSylvester: with a 2×2 and b 3×3, q must be 2×3, it is 2×2
        got  [2, 2], [3, 3], [2, 2]
        hint q has the rows of a and the columns of b]
    `);
    expect(solveSylvester([[Number.NaN]], [[1]], [[1]]).toArray()).toEqual([[Number.NaN]]);
  });
});

describe("sqrtm", () => {
  test("gives the matrix whose square it is, with eigenvalues on the right", () => {
    fc.assert(
      fc.property(stacks, ({ k, n, seed }) => {
        const a = regular([k, n, n], seed);
        const y = sqrtm(a);
        expect(residual(matmul(y, y), a)).toBeLessThan(ROUNDING);
        // The principal root of a square is the matrix itself, as its eigenvalues are on the right.
        expect(residual(sqrtm(matmul(a, a)), a)).toBeLessThan(ROUNDING);
      }),
      { seed: 14 },
    );
  });

  test("of a rotation turns by half of the angle", () => {
    const turn = (angle: number): Tensor =>
      expm([
        [0, -angle],
        [angle, 0],
      ]);
    for (const angle of [0.1, 1.5, 2, 3.1])
      expectAllClose([sqrtm(turn(angle))], [turn(angle / 2)], ROUNDING, `${angle}`);
  });

  test("is there for singular matrices that have one, and says why others have none", () => {
    expect(
      sqrtm([
        [0, 0],
        [0, 4],
      ]).toArray(),
    ).toEqual([
      [0, 0],
      [0, 2],
    ]);
    expect(sqrtm(zeros([3, 3])).toArray()).toEqual(zeros([3, 3]).toArray());
    expect(() =>
      sqrtm([
        [1, 5],
        [0, -4],
      ]),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: sqrtm: the matrix has the eigenvalue -4, so its principal square root is not real
        got  shape [2, 2]
        hint a covariance that is semidefinite can get eigenvalues just below 0 by rounding: add(a, mul(1e-12, eye(n)))]
    `);
    expect(() =>
      sqrtm([
        [0, 1],
        [0, 0],
      ]),
    ).toThrow("its eigenvalue 0 has too few eigenvectors");
    expect(() => grad((a: Tensor) => sum(sqrtm(a)))(zeros([2, 2]))).toThrow("the derivative of sqrtm");
  });

  test("has derivatives where eigenvalues are equal", () => {
    // Of √A at I the derivative is one half.
    const weights = randomMatrix([3, 3], "weights");
    expectAllClose([grad((a: Tensor) => sum(mul(weights, sqrtm(a))))(eye(3))], [mul(0.5, weights)], ROUNDING, "at I");
    expectAgreement(([a]) => sum(exp(sqrtm(a!))), [mul(4, eye(3))], 3, "√A at 4 I");
  });
});

describe("solveBanded", () => {
  const bandOf = (a: Tensor, lower: number, upper: number): { dense: Tensor; ab: Tensor } => {
    const n = a.shape[0]!;
    const rows = a.toArray() as number[][];
    const inside = (i: number, j: number): boolean => i - j <= lower && j - i <= upper;
    return {
      dense: tensor(
        rows.map((row, i) => row.map((x, j) => (inside(i, j) ? x : 0))),
        { shape: [n, n] },
      ),
      ab: tensor(
        Array.from({ length: lower + upper + 1 }, (_, r) =>
          Array.from({ length: n }, (_, j) => rows[j + r - upper]?.[j] ?? Number.NaN),
        ),
        { shape: [lower + upper + 1, n] },
      ),
    };
  };

  test("gives what solve gives, and does not read the corners of ab", () => {
    const width = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(stacks, width, width, ({ m, n, seed }, lower, upper) => {
        const { dense, ab } = bandOf(regular([n, n], seed), lower, upper);
        const b = randomMatrix([n, m], seed + 1);
        expect(residual(solveBanded([lower, upper], ab, b), solve(dense, b))).toBeLessThan(ROUNDING);
      }),
      { seed: 15 },
    );
  });

  test("exchanges rows where a pivot is small", () => {
    expect(
      solveBanded(
        [1, 1],
        [
          [0, 1, 1],
          [0, 0, 1],
          [1, 1, 0],
        ],
        [1, 2, 3],
      ).toArray(),
    ).toEqual([0, 1, 2]);
    expect(() => solveBanded([0, 0], [[1, 0]], [1, 1])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: solveBanded: the matrix is singular: pivot 1 of 2 is 0
        got  diagonals of shape [1, 2]
        hint the uppermost diagonal comes first, each aligned with the columns of the matrix: entry [i, j] is ab[u + i - j, j]]
    `);
  });

  test("takes stacks and vectors as solve does, and checks the numbers of diagonals", () => {
    const ab = add(zeros([2, 3, 4]), [[1], [5], [1]]);
    expect(solveBanded([1, 1], ab, ones([2, 4])).shape).toEqual([2, 4]);
    expect(solveBanded([1, 1], at(ab, 0), ones([5, 4, 2])).shape).toEqual([5, 4, 2]);
    expect(() => solveBanded([1, 2], ab, ones([2, 4]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: solveBanded: with 1 diagonal below and 2 above the main one ab is [4, n], and b has n rows
        got  [2, 3, 4] and [2, 4]
        hint each diagonal is a row of ab, filled up to the length n where it is shorter]
    `);
    expect(() => solveBanded([1, -1], ab, ones([2, 4]))).toThrow("two whole numbers ≥ 0, not [1, -1]");
  });

  test("is as fast as the band is narrow", () => {
    const n = 100_000;
    const ab = add(zeros([3, n]), [[1], [4], [1]]);
    const x = solveBanded([1, 1], ab, mul(6, ones([n])));
    expect(at(x, n / 2).item()).toBeCloseTo(1, 12);
  });
});

describe("tensors as linear maps", () => {
  test("tensorsolve undoes the sum over the last axes", () => {
    const a = reshape(regular([6, 6], 1), [2, 3, 6]);
    const x = randomMatrix([6], 2);
    const b = reshape(matmul(reshape(a, [6, 6]), x), [2, 3]);
    expectAllClose([tensorsolve(a, b)], [x], ROUNDING, "x");
    const moved = reshape(swapped(reshape(a, [6, 6])), [6, 2, 3]);
    expectAllClose([tensorsolve(moved, b, [0])], [x], ROUNDING, "x, axes");
    const inverse = tensorinv(a, 2);
    expect(inverse.shape).toEqual([6, 2, 3]);
    expectAllClose([matmul(reshape(inverse, [6, 6]), reshape(b, [6]))], [x], ROUNDING, "inverse");
    expect(() => tensorsolve(a, ones([5]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: tensorsolve: the first axes of a must have as many elements as the others: 5 of 36
        got  [2, 3, 6] and [5]
        hint as a matrix a must be square: [6, 4, 2, 3] maps 24 numbers to 6, [2, 3, 6] maps 6 to 6]
    `);
    expect(() => tensorinv(a, 0)).toThrow("ind must be a number of axes of a, which has 3 axes, not 0");
    expect(() => tensorinv(a, 1)).toThrow("the first axes of a must have as many elements as the others: 2 of 36");
  });
});

test("weights of triangles make an end of NaN", () => {
  expect(weighted(mul(Number.NaN, ones([2, 2])), { below: 0, on: 0, above: 0 }).toArray()).toEqual([
    [0, 0],
    [0, 0],
  ]);
});
