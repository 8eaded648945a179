import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { at } from "../indexing/at.ts";
import { eye, ones, zeros } from "../numpy/create.ts";
import { sum } from "../numpy/reduce.ts";
import { add, mul } from "../primitives/arithmetic.ts";
import { astype } from "../primitives/convert.ts";
import { exp, log, square } from "../primitives/exponential.ts";
import { matmul, swapped } from "../primitives/matmul.ts";
import { LOWER, UPPER, weighted } from "../primitives/triangles.ts";
import type { Tensor } from "../tensor.ts";
import { expectAgreement } from "../testing/agree.ts";
import { expectAllClose } from "../testing/expect.ts";
import { hilbert, largest, randomMatrix, residual } from "../testing/matrices.ts";
import { grad } from "../transforms/grad.ts";
import {
  cond,
  det,
  eigh,
  eigvalsh,
  expm,
  inv,
  lu,
  matrixPower,
  multiDot,
  norm,
  slogdet,
  solve,
  solveTriangular,
  svdvals,
} from "./index.ts";

/** Backward stable: a small multiple of n times the rounding unit, here with n up to 8. */
const STABLE = 1e-14;
/** A few ulps more, through matrices of condition 100 at most. */
const ROUNDING = 1e-12;

const size = fc.integer({ min: 0, max: 6 });
const stacks = fc.record({ k: fc.integer({ min: 1, max: 3 }), m: size, n: size, seed: fc.nat() });
const x4 = tensor([3, 0, -4, 1]);

describe("norm", () => {
  test.each([
    [undefined, Math.sqrt(26)],
    [2, Math.sqrt(26)],
    [1, 8],
    [3, Math.cbrt(92)],
    [0.5, (Math.sqrt(3) + 3) ** 2],
    [0, 3],
    [-1, 0],
    [Number.POSITIVE_INFINITY, 4],
    [Number.NEGATIVE_INFINITY, 0],
  ])("of order %s of a vector is NumPy's", (ord, expected) => {
    expect(norm(x4, ord).item()).toBeCloseTo(expected, 13);
    expectAllClose([norm(mul(ones([2, 1]), x4), ord, 1)], [mul(expected, ones([2]))], STABLE, "rows");
  });

  const rectangle = tensor([
    [1, -2, 3],
    [4, 5, -6],
  ]);
  test.each([
    [undefined, Math.sqrt(91)],
    ["fro", Math.sqrt(91)],
    ["nuc", 11.653785350898485],
    [1, 9],
    [-1, 5],
    [2, 9.225027715260927],
    [-2, 2.4287576356375586],
    [Number.POSITIVE_INFINITY, 15],
    [Number.NEGATIVE_INFINITY, 6],
  ] as const)("of order %s of a matrix is NumPy's", (ord, expected) => {
    expect(norm(rectangle, ord).item()).toBeCloseTo(expected, 10);
  });

  test("takes vectors along one axis and matrices along two, in any order, and keeps axes when asked", () => {
    const x = randomMatrix([2, 3, 4], "axes");
    expect(norm(x, 1, [2, 0]).toArray()).toEqual([0, 1, 2].map((j) => norm(swapped(at(x, ":", j)), 1).item()));
    expect(norm(x, null, null, { keepdims: true }).shape).toEqual([1, 1, 1]);
    expect(norm(x, "nuc", [-1, 0], { keepdims: true }).shape).toEqual([1, 3, 1]);
    expect(norm(x, 3, -2).shape).toEqual([2, 4]);
    expect(norm(astype(x, "float32")).dtype).toBe("float32");
    expect(norm(tensor([3, 4], { dtype: "int32" })).item()).toBe(5);
  });

  test("has the gradient 0 at 0, where it has none, and no NaN", () => {
    for (const ord of [undefined, 1, 2, 3, 1.5, Number.POSITIVE_INFINITY]) {
      expect(grad((x: Tensor) => norm(x, ord))(zeros([3])).toArray(), String(ord)).toEqual([0, 0, 0]);
    }
    for (const ord of ["fro", "nuc", 1, 2, Number.POSITIVE_INFINITY] as const) {
      const g = grad((x: Tensor) => norm(x, ord))(zeros([2, 3]));
      expect((g.toArray() as number[][]).flat().every(Number.isFinite), ord as string).toBe(true);
    }
    // One entry of 0 is no reason for NaN in higher derivatives.
    const hessianRow = grad((x: Tensor) => sum(square(grad((x: Tensor) => norm(x, 3))(x))))(x4).toArray() as number[];
    expect(hessianRow.every(Number.isFinite)).toBe(true);
  });

  test("has derivatives to third order in all smooth orders", () => {
    const a = randomMatrix([3, 2], "smooth");
    for (const ord of ["fro", "nuc", 2, -2, 1, Number.POSITIVE_INFINITY] as const) {
      expectAgreement(([x]) => norm(x!, ord), [a], 3, `norm ${ord}`);
    }
    for (const ord of [2, 3, 1.5, -1, Number.POSITIVE_INFINITY]) {
      expectAgreement(([x]) => sum(norm(x!, ord, 0)), [add(a, 2)], 3, `norm ${ord}`);
    }
  });

  test("says which orders there are", () => {
    expect(() => norm([1, 2], "fro")).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: norm: vectors have no norm of order "fro"
        hint the orders of vectors are a number, also Infinity and -Infinity]
    `);
    expect(() => norm(eye(2), 3)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: norm: matrices have no norm of order 3
        hint the orders of matrices are "fro", "nuc", 1, -1, 2, -2, Infinity and -Infinity]
    `);
    expect(() => norm(zeros([2, 2, 2]), 2)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: norm: an order without an axis cannot be: a norm is of vectors (1 axis) or matrices (2 axes), not of 3 axes
        got  shape [2, 2, 2]
        hint name one axis for vectors or two for matrices; without an order, norm(x) takes all elements]
    `);
    expect(() => norm(eye(2), 2, [0, 0])).toThrow("axes [0, 0] cannot be");
  });
});

describe("cond", () => {
  test("is the largest relative growth of an error, whatever the norm", () => {
    const d = tensor([
      [4, 0],
      [0, 0.5],
    ]);
    for (const p of [undefined, 2, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const) {
      expect(cond(d, p).item()).toBeCloseTo(p === -1 || p === Number.NEGATIVE_INFINITY ? 1 / 8 : 8, 12);
    }
    expect(cond(d, -2).item()).toBeCloseTo(1 / 8, 12);
    expect(cond(randomMatrix([3, 4, 2], 1)).shape).toEqual([3]);
    expect(cond(hilbert(12)).item()).toBeGreaterThan(1e15);
  });

  test("of a singular matrix is infinite, of one with NaN it is NaN", () => {
    const rows = [
      [1, 2],
      [2, 4],
    ];
    for (const p of [1, "fro", "nuc", Number.POSITIVE_INFINITY] as const) {
      expect(cond(rows, p).item(), String(p)).toBe(Number.POSITIVE_INFINITY);
      expect(
        cond(
          [
            [Number.NaN, 0],
            [0, 1],
          ],
          p,
        ).item(),
      ).toBeNaN();
    }
    expect(cond(zeros([2, 2])).item()).toBe(Number.POSITIVE_INFINITY);
    expect(
      cond([
        [Number.NaN, 0],
        [0, 1],
      ]).item(),
    ).toBeNaN();
    expect(() => cond(zeros([2, 3]), 1)).toThrow("cond: the matrix must be square");
  });
});

describe("products", () => {
  test("a power is the product of its parts, a negative one that of the inverse", () => {
    fc.assert(
      fc.property(stacks, fc.integer({ min: -4, max: 6 }), fc.integer({ min: -4, max: 6 }), ({ k, n, seed }, p, q) => {
        const a = add(randomMatrix([k, n, n], seed), mul(3, eye(n)));
        const both = matmul(matrixPower(a, p), matrixPower(a, q));
        expect(residual(both, matrixPower(a, p + q))).toBeLessThan(ROUNDING);
      }),
      { seed: 9 },
    );
    expect(matrixPower(zeros([2, 2]), 0).toArray()).toEqual(eye(2).toArray());
    expect(() => matrixPower(eye(2), 0.5)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: matrixPower: the exponent must be a whole number, not 0.5
        hint sqrtm(a) is the square root; pow(a, n) takes powers of the entries]
    `);
    expect(() => matrixPower(zeros([2, 2]), -1)).toThrow("the matrix is singular");
    expectAgreement(([a]) => sum(matrixPower(a!, 5)), [randomMatrix([2, 2], 1)], 3, "A⁵");
  });

  test("multiDot multiplies in the cheapest order, and takes vectors at both ends", () => {
    const xs = [[4], [4, 1], [1, 5], [5, 2], [2]].map((shape, i) => randomMatrix(shape, i));
    const expected = xs.reduce((a, b) => matmul(a, b));
    expectAllClose([multiDot(xs)], [expected], STABLE, "x A B C y");
    expectAllClose([multiDot(xs.slice(1, 4))], [matmul(matmul(xs[1]!, xs[2]!), xs[3]!)], STABLE, "A B C");
    // Left to right this would take 10⁹ multiplications, and so much memory.
    expect(multiDot([ones([20_000, 1]), ones([1, 20_000]), ones([20_000])]).shape).toEqual([20_000]);
    expect(() => multiDot([eye(2)])).toThrow("a product has at least two factors, not 1");
    expect(() => multiDot([eye(2), ones([2]), eye(2)])).toThrow("factor 1 has 1 axis");
    expect(() => multiDot([eye(2), ones([3, 2])])).toThrow("the inner sizes differ, 2 and 3");
  });
});

describe("lu", () => {
  test("gives P L U = A with L's entries at most 1", () => {
    fc.assert(
      fc.property(stacks, ({ k, m, n, seed }) => {
        const a = randomMatrix([k, m, n], seed);
        const [p, l, u] = lu(a);
        expect(residual(matmul(matmul(p, l), u), a)).toBeLessThan(STABLE);
        expect([weighted(l, LOWER).toArray(), weighted(u, UPPER).toArray()]).toEqual([l.toArray(), u.toArray()]);
        expect(largest(l)).toBeLessThanOrEqual(1);
        expect(matmul(swapped(p), p).toArray()).toEqual(mul(ones([k, 1, 1]), eye(m)).toArray());
      }),
      { seed: 10 },
    );
    expect(lu(zeros([2, 2]))[2].toArray()).toEqual(zeros([2, 2]).toArray());
    expect(() => grad((a: Tensor) => sum(lu(a)[1]))(zeros([2, 2]))).toThrow("the derivative of lu");
  });
});

describe("expm", () => {
  test("of a symmetric matrix is V e^Λ Vᵀ, for matrices of any size of numbers", () => {
    fc.assert(
      fc.property(stacks, fc.integer({ min: -3, max: 4 }), ({ k, n, seed }, power) => {
        const b = mul(randomMatrix([k, n, n], seed), 2 ** power);
        const a = add(b, swapped(b));
        const [w, v] = eigh(a);
        const expected = matmul(mul(v, exp(at(w, "...", null, ":"))), swapped(v));
        // Squaring loses a few digits where ‖A‖ is large.
        expect(residual(expm(a), expected)).toBeLessThan(STABLE * 2 ** (power + 6));
      }),
      { seed: 11 },
    );
  });

  test("turns by an angle, adds up for commuting matrices, and has det e^A = e^(tr A)", () => {
    const turn = tensor([
      [0, -1],
      [1, 0],
    ]);
    for (const angle of [1e-3, 0.1, 0.7, 1.5, 3, 40]) {
      const expected = tensor([
        [Math.cos(angle), -Math.sin(angle)],
        [Math.sin(angle), Math.cos(angle)],
      ]);
      expectAllClose([expm(mul(turn, angle))], [expected], 1e-13, `angle ${angle}`);
    }
    const a = randomMatrix([4, 4], "sum");
    expectAllClose([matmul(expm(a), expm(mul(2, a)))], [expm(mul(3, a))], ROUNDING, "e^A e^2A");
    expectAllClose([det(expm(a))], [exp(sum(mul(a, eye(4))))], ROUNDING, "det");
    expect(expm(zeros([0, 0])).shape).toEqual([0, 0]);
    expect(
      expm([
        [Number.NaN, 0],
        [0, 0],
      ]).toArray(),
    ).toEqual([
      [Number.NaN, Number.NaN],
      [Number.NaN, Number.NaN],
    ]);
  });

  test("has derivatives where eigenvalues are equal", () => {
    // At 0 the derivative in the direction E is E.
    const weights = randomMatrix([3, 3], "weights");
    expectAllClose([grad((a: Tensor) => sum(mul(weights, expm(a))))(zeros([3, 3]))], [weights], STABLE, "slope at 0");
    expectAgreement(([a]) => sum(mul(weights, expm(a!))), [eye(3)], 3, "e^A at I");
  });
});

describe("triangular equations", () => {
  test("are solved for either triangle, transposed or not, with or without a diagonal", () => {
    fc.assert(
      fc.property(stacks, fc.boolean(), fc.boolean(), fc.boolean(), ({ k, n, m, seed }, lower, transposed, unit) => {
        const a = add(randomMatrix([k, n, n], seed), mul(3, eye(n)));
        const half = weighted(a, { below: lower ? 1 : 0, on: unit ? 0 : 1, above: lower ? 0 : 1 });
        const t = unit ? add(half, eye(n)) : half;
        const b = randomMatrix([k, n, m], seed + 1);
        const x = solveTriangular(a, b, { lower, trans: transposed ? "T" : 0, unitDiagonal: unit });
        expect(residual(matmul(transposed ? swapped(t) : t, x), b)).toBeLessThan(ROUNDING);
        expect(residual(x, solve(transposed ? swapped(t) : t, b))).toBeLessThan(ROUNDING);
      }),
      { seed: 12 },
    );
  });

  test("broadcast as those of solve, and name a 0 on the diagonal", () => {
    expect(solveTriangular(randomMatrix([3, 3], 1), ones([4, 3, 2])).shape).toEqual([4, 3, 2]);
    expect(solveTriangular(randomMatrix([5, 3, 3], 1), ones([1, 3])).shape).toEqual([5, 3]);
    expect(() =>
      solveTriangular(
        [
          [1, 1],
          [0, 0],
        ],
        [1, 1],
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: solveTriangular: the triangular matrix is singular: entry 1 of its diagonal is 0
        got  shape [2, 2]
        hint the wrong triangle? the upper one is read unless { lower: true } is given; { unitDiagonal: true } takes the diagonal for ones]
    `);
    expect(() => solveTriangular(eye(2), [1, 1], { trans: 2 as never })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: solveTriangular: trans must be 0, 1, "N" or "T", not 2
        hint conjugate transposes, 2 or "C", are those of complex numbers; of real ones they are 1 or "T"]
    `);
    expect(() => solveTriangular(eye(2), [1, 1, 1])).toThrow("the matrix has 2 rows and the right-hand side 3");
  });
});

test("inverse, singular values and condition fit together", () => {
  const a = randomMatrix([5, 5], "together");
  const s = svdvals(a);
  expectAllClose([mul(norm(inv(a), 2), at(s, -1))], [tensor(1)], ROUNDING, "1/s");
  expectAllClose([cond(a)], [mul(norm(a, 2), norm(inv(a), 2))], ROUNDING, "cond");
});

describe("second derivatives where singular or eigenvalues are equal", () => {
  const identity = eye(2) as Tensor;
  const direction = tensor([
    [0.3, 1],
    [-2, 0.5],
  ]) as Tensor;
  /** Two directional derivatives, so that nothing is asked of the entries one by one. */
  const curvature = (f: (a: Tensor) => Tensor): number =>
    sum(mul(grad((a: Tensor) => sum(mul(grad(f)(a), direction)))(identity), direction)).item();

  test("the nuclear norm has the one of its definition, ‖skew part‖² at the identity", () => {
    // The skew part of E holds a = ±(1 − (−2))/2; the singular values of I + t a J are √(1 + t²a²), twice.
    expect(curvature((a) => norm(a, "nuc"))).toBeCloseTo(2 * 1.5 ** 2, 12);
  });

  test("the logarithm of the determinant has −tr(E²)", () => {
    expect(curvature((a) => slogdet(a)[1])).toBeCloseTo(-(0.3 ** 2 + 0.5 ** 2 + 2 * 1 * -2), 12);
  });

  test("by way of the eigenvalues it is NaN and no wrong number", () => {
    expect(curvature((a) => sum(square(eigvalsh(a))))).toBeNaN();
    expect(curvature((a) => sum(log(svdvals(a))))).toBeNaN();
  });

  test("det of a singular matrix has its cofactors for gradient", () => {
    const singular = tensor([
      [1, 2],
      [2, 4],
    ]) as Tensor;
    expectAllClose(
      [grad((a: Tensor) => det(a))(singular)],
      [
        tensor([
          [4, -2],
          [-2, 1],
        ]),
      ],
      1e-14,
      "cofactors",
    );
  });
});
