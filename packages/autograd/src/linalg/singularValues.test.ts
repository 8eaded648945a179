import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { at } from "../indexing/at.ts";
import { eye, zeros } from "../numpy/create.ts";
import { sum } from "../numpy/reduce.ts";
import { add, mul } from "../primitives/arithmetic.ts";
import { exp, square } from "../primitives/exponential.ts";
import { matmul, swapped } from "../primitives/matmul.ts";
import type { Tensor } from "../tensor.ts";
import { expectAgreement } from "../testing/agree.ts";
import { expectAllClose } from "../testing/expect.ts";
import { hilbert, randomMatrix, residual, skewness } from "../testing/matrices.ts";
import { eigvalsh, lstsq, matrixRank, pinv, qr, solve, svd, svdvals } from "./index.ts";

/** Backward stable: a small multiple of n times the rounding unit, here with n up to 8. */
const STABLE = 1e-14;
/** Two ways to one number through matrices of condition 100 at most. */
const ROUNDING = 1e-12;
const _SINGLE = 1e-5;

const size = fc.integer({ min: 0, max: 8 });
const stacks = fc.record({ k: fc.integer({ min: 0, max: 3 }), m: size, n: size, seed: fc.nat() });

describe("svd", () => {
  test("gives falling singular values and orthonormal U and V with U Σ Vᵀ = A", () => {
    fc.assert(
      fc.property(stacks, ({ k, m, n, seed }) => {
        const a = randomMatrix([k, m, n], seed);
        const [u, s, vt] = svd(a, { fullMatrices: false });
        expect(residual(matmul(mul(u, at(s, "...", null, ":")), vt), a)).toBeLessThan(STABLE);
        expect([skewness(u), skewness(swapped(vt))].every((x) => x < STABLE)).toBe(true);
        for (const row of s.toArray() as number[][]) expect(row).toEqual(row.toSorted((x, y) => y - x));
        expect(svdvals(a).toArray()).toEqual(s.toArray());
        const [U, , Vt] = svd(a);
        expect([U.shape, Vt.shape]).toEqual([
          [k, m, m],
          [k, n, n],
        ]);
        expect([skewness(U), skewness(swapped(Vt))].every((x) => x < STABLE)).toBe(true);
      }),
      { seed: 6 },
    );
  });

  test("completes bases of singular and of zero matrices", () => {
    for (const a of [
      zeros([3, 2]),
      matmul([[1], [2], [3]], [[1, 1, 0, 2]]),
      tensor([
        [0, 0],
        [0, 1e-200],
      ]),
    ]) {
      const [u, s, vt] = svd(a, { fullMatrices: false });
      expect([skewness(u), skewness(swapped(vt))].every((x) => x < STABLE)).toBe(true);
      expect(residual(matmul(mul(u, s), vt), a)).toBeLessThan(STABLE);
    }
  });

  test("finds even the small singular values of a graded matrix to all digits", () => {
    const d = tensor([1, 1e-8, 1e-16]);
    const a = mul(matmul(qr(randomMatrix([3, 3], "graded"))[0], eye(3)), d);
    expectAllClose([mul(svdvals(a), [1, 1e8, 1e16])], [tensor([1, 1, 1])], STABLE, "s");
  });

  test("has the singular values of A as eigenvalues of AᵀA", () => {
    const a = randomMatrix([5, 3], "gram");
    expectAllClose([square(svdvals(a))], [at(eigvalsh(matmul(swapped(a), a)), "::-1")], STABLE, "s²");
  });
});

describe("least squares", () => {
  test("pinv has the four properties of Penrose", () => {
    fc.assert(
      fc.property(stacks, ({ k, m, n, seed }) => {
        const a = matmul(randomMatrix([k, m, 2], seed), randomMatrix([k, 2, n], seed + 1));
        const y = pinv(a, { rcond: 1e-12 });
        const [ay, ya] = [matmul(a, y), matmul(y, a)];
        // Two columns may be nearly parallel by chance, so that A⁺ is large.
        const tolerance = STABLE * (1 + residual(y, zeros(y.shape)));
        expect(residual(matmul(ay, a), a)).toBeLessThan(10 * tolerance);
        expect(residual(matmul(ya, y), y)).toBeLessThan(10 * tolerance);
        expect(residual(ay, swapped(ay))).toBeLessThan(10 * tolerance);
        expect(residual(ya, swapped(ya))).toBeLessThan(10 * tolerance);
      }),
      { seed: 7 },
    );
  });

  test("lstsq leaves a residual that is orthogonal to all columns", () => {
    fc.assert(
      fc.property(stacks, ({ m, n, seed }) => {
        const [a, b] = [randomMatrix([m + n + 1, n], seed), randomMatrix([m + n + 1, 2], seed + 1)];
        const [x, residuals, rank, s] = lstsq(a, b);
        const rest = add(b, mul(-1, matmul(a, x)));
        expect(residual(matmul(swapped(a), rest), zeros([n, 2]))).toBeLessThan(STABLE);
        expectAllClose([residuals], [sum(square(rest), 0)], STABLE, "residuals");
        expect([rank.item(), s.shape]).toEqual([n, [n]]);
      }),
      { seed: 8 },
    );
  });

  test("lstsq gives the smallest of several solutions, for stacks and vectors as solve takes them", () => {
    expectAllClose([lstsq([[1, 1]], [2])[0]], [tensor([1, 1])], STABLE, "x");
    const [a, b] = [randomMatrix([4, 3, 3], "a"), randomMatrix([1, 3, 2], "b")];
    expectAllClose([lstsq(a, b)[0]], [solve(a, b)], ROUNDING, "x");
    expect(lstsq(a, randomMatrix([4, 3], 1)).map(({ shape }) => shape)).toEqual([[4, 3], [4, 0], [4], [4, 3]]);
    expect(lstsq(randomMatrix([3, 2], 1), [1, 2, 3])[1].shape).toEqual([1]);
    expect(() => lstsq(randomMatrix([3, 2], 1), [1, 2])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: lstsq: the matrix has 3 rows and the right-hand side 2
        got  [3, 2] and [2]
        hint b is [..., m] when it has one axis fewer than a, and [..., m, k] otherwise]
    `);
  });

  test("derivatives hold where the rank is deficient but constant, with equal singular values", () => {
    // With x on both sides the rank stays 1.
    const outer = (x: Tensor): Tensor => matmul(at(x, ":", null), at(x, null, ":"));
    const x = randomMatrix([3], "rank");
    expectAgreement(([v]) => sum(exp(pinv(outer(v!), { rcond: 1e-10 }))), [x], 2, "pinv of rank 1");
    expectAgreement(([v]) => sum(exp(lstsq(outer(v!), [1, 2, 3], { rcond: 1e-10 })[0])), [x], 2, "lstsq of rank 1");
    expectAgreement(([v]) => sum(exp(pinv(v!))), [eye(3)], 3, "pinv of the identity");
  });

  test("the rank counts singular values above a cutoff", () => {
    expect(matrixRank(hilbert(5)).item()).toBe(5);
    expect(matrixRank(hilbert(20)).item()).toBeLessThan(15);
    expect(
      matrixRank([
        eye(2),
        zeros([2, 2]),
        [
          [1, 1],
          [1, 1],
        ],
      ]).toArray(),
    ).toEqual([2, 0, 1]);
    expect(matrixRank(zeros([0, 3])).item()).toBe(0);
    expect(
      matrixRank(
        [
          [1, 0],
          [0, 0.1],
        ],
        { tol: 0.2 },
      ).item(),
    ).toBe(1);
    expect(() => matrixRank(eye(2), { tol: -1 })).toThrow("tol must be a number from 0 on, not -1");
  });
});
