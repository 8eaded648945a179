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
import { randomMatrix, residual, skewness, symmetric } from "../testing/matrices.ts";
import { grad } from "../transforms/grad.ts";
import { cholesky, eig, eigh, eigvals, eigvalsh, lstsq, pinv, qr, slogdet, solve, svd } from "./index.ts";

/** Backward stable: a small multiple of n times the rounding unit, here with n up to 8. */
const STABLE = 1e-14;
/** Two ways to one number through matrices of condition 100 at most. */
const ROUNDING = 1e-12;
const SINGLE = 1e-5;

const size = fc.integer({ min: 0, max: 8 });
const stacks = fc.record({ k: fc.integer({ min: 0, max: 3 }), m: size, n: size, seed: fc.nat() });

describe("qr", () => {
  test("gives orthonormal Q and upper triangular R with Q R = A, for stacks of every size", () => {
    fc.assert(
      fc.property(stacks, ({ k, m, n, seed }) => {
        const a = randomMatrix([k, m, n], seed);
        for (const mode of ["reduced", "complete"] as const) {
          const [q, r] = qr(a, mode);
          const inner = mode === "complete" ? m : Math.min(m, n);
          expect([q.shape, r.shape]).toEqual([
            [k, m, inner],
            [k, inner, n],
          ]);
          expect(residual(matmul(q, r), a)).toBeLessThan(STABLE);
          expect(skewness(q)).toBeLessThan(STABLE);
          expect(r.toArray()).toEqual(weighted(r, UPPER).toArray());
        }
        expect(qr(a, "r").toArray()).toEqual(qr(a)[1].toArray());
      }),
      { seed: 3 },
    );
  });

  test("has the signs of LAPACK: a column that is a multiple of the first unit vector keeps its own", () => {
    const [q, r] = qr([
      [2, 1],
      [0, 3],
    ]);
    expect(q.toArray()).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(r.toArray()).toEqual([
      [2, 1],
      [0, 3],
    ]);
    expect(at(qr([[3], [4]])[1], 0, 0).item()).toBe(-5);
  });

  test("decomposes singular matrices, and says that they have no derivative", () => {
    const a = tensor([
      [1, 2],
      [2, 4],
      [3, 6],
    ]);
    const [q, r] = qr(a);
    expect(residual(matmul(q, r), a)).toBeLessThan(STABLE);
    expect(skewness(q)).toBeLessThan(STABLE);
    expect(() => grad((x: Tensor) => sum(qr(x)[0]))(zeros([3, 2]))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: the derivative of qr: the triangular matrix is singular: entry 0 of its diagonal is 0
        got  shape [2, 2]
        hint the derivative exists only where the columns are linearly independent: look for duplicated or constant columns]
    `);
  });

  test("of a wide or a tall matrix has derivatives to third order, in complete mode of what does not depend on the basis", () => {
    const weights = randomMatrix([4, 4], "weights");
    for (const shape of [
      [2, 4],
      [4, 2],
    ]) {
      const a = randomMatrix(shape, "derivative");
      expectAgreement(([x]) => sum(qr(x!).reduce((y, part) => add(y, sum(exp(part))), zeros([]))), [a], 3, "qr");
      const projector = (x: Tensor): Tensor => {
        const q = at(qr(x, "complete")[0], "...", "2:");
        return matmul(q, swapped(q));
      };
      if (shape[0] === 4) expectAgreement(([x]) => sum(mul(weights, projector(x!))), [a], 3, "projector");
    }
  });

  test("says what it does not take", () => {
    expect(() => qr(eye(2), "raw" as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: qr: there is no mode "raw"
        hint the modes are "reduced", "complete" and "r"]
    `);
    expect(() => qr([1, 2])).toThrow("qr: a matrix has two axes, this has 1 axis");
  });
});

describe("cholesky", () => {
  test("gives a lower triangular L with a positive diagonal and L Lᵀ = A", () => {
    fc.assert(
      fc.property(stacks, ({ k, n, seed }) => {
        const b = randomMatrix([k, n, n], seed);
        const a = add(matmul(b, swapped(b)), mul(0.1, eye(n)));
        const l = cholesky(a);
        expect(residual(matmul(l, swapped(l)), a)).toBeLessThan(STABLE);
        expect(l.toArray()).toEqual(weighted(l, LOWER).toArray());
        expectAllClose(
          [mul(2, sum(log(at(l, "...", [...Array(n).keys()], [...Array(n).keys()])), -1))],
          [slogdet(a)[1]],
          ROUNDING,
          "ln det",
        );
      }),
      { seed: 4 },
    );
  });

  test("reads one triangle only, and its derivative stands there", () => {
    const half = tensor([
      [4, Number.NaN],
      [2, 10],
    ]);
    expect(cholesky(half).toArray()).toEqual([
      [2, 0],
      [1, 3],
    ]);
    expect(cholesky(swapped(half), { upper: true }).toArray()).toEqual([
      [2, 1],
      [0, 3],
    ]);
    const whole = tensor([
      [4, 2],
      [2, 10],
    ]);
    const one = grad((a: Tensor) => sum(square(cholesky(a))))(whole);
    // ‖L‖² is the trace of A.
    expectAllClose([one], [eye(2)], ROUNDING, "trace");
    const half2 = grad((a: Tensor) => sum(cholesky(a)))(whole);
    expect(at(half2, 0, 1).item()).toBe(0);
  });

  test("says which block is not positive definite", () => {
    expect(() =>
      cholesky([
        eye(2),
        [
          [1, 2],
          [2, 1],
        ],
      ]),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: cholesky: matrix 1 of the stack is not positive definite: its leading 2×2 block is not
        got  shape [2, 2, 2]
        hint a covariance of fewer samples than variables, or with a repeated variable, is only semidefinite: add(a, mul(1e-6, eye(n))) makes it definite]
    `);
    expect(() => cholesky(zeros([1, 1]))).toThrow("its leading 1×1 block is not");
    expect(cholesky([[Number.NaN]]).toArray()).toEqual([[Number.NaN]]);
  });
});

describe("eigh", () => {
  test("gives rising eigenvalues and orthonormal eigenvectors with V Λ Vᵀ = A", () => {
    fc.assert(
      fc.property(stacks, ({ k, n, seed }) => {
        const a = symmetric(randomMatrix([k, n, n], seed));
        const [w, v] = eigh(a);
        expect(residual(matmul(mul(v, at(w, "...", null, ":")), swapped(v)), a)).toBeLessThan(STABLE);
        expect(skewness(v)).toBeLessThan(STABLE);
        for (const row of w.toArray() as number[][]) expect(row).toEqual(row.toSorted((x, y) => x - y));
      }),
      { seed: 5 },
    );
  });

  test("keeps its digits for numbers of any size", () => {
    const a = symmetric(randomMatrix([4, 4], "scaled"));
    for (const scale of [2 ** -1000, 2 ** 1000]) {
      expectAllClose([mul(eigvalsh(mul(a, scale)), 1 / scale)], [eigvalsh(a)], STABLE, `times ${scale}`);
    }
  });

  test("reads one triangle only", () => {
    const lower = tensor([
      [2, Number.NaN],
      [1, 2],
    ]);
    expectAllClose(
      [eigvalsh(lower), eigvalsh(swapped(lower), { UPLO: "U" })],
      [tensor([1, 3]), tensor([1, 3])],
      STABLE,
      "w",
    );
    expect(eigvalsh(lower, { UPLO: "U" }).toArray()).toEqual([Number.NaN, Number.NaN]);
    expect(() => eigh(lower, { UPLO: "l" as never })).toThrow('UPLO must be "L" or "U", not "l"');
  });

  test("has the first derivative of symmetric functions where eigenvalues are equal", () => {
    // Σ λᵢ² is ‖A‖², Σ ln λᵢ is ln det A.
    expectAllClose([grad((a: Tensor) => sum(square(eigvalsh(a))))(eye(3))], [mul(2, eye(3))], STABLE, "‖A‖²");
    expectAllClose(
      [grad((a: Tensor) => sum(log(eigvalsh(a))))(mul(2, eye(3)))],
      [mul(0.5, eye(3))],
      STABLE,
      "ln det A",
    );
  });

  test("has an infinite derivative, and no finite wrong one, of eigenvectors of equal eigenvalues", () => {
    const g = grad((a: Tensor) =>
      sum(
        mul(
          eigh(a)[1],
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ),
      ),
    )(eye(2)).toArray() as number[][];
    expect(g.flat().some((x) => !Number.isFinite(x))).toBe(true);
  });
});

describe("eig", () => {
  test("gives unit vectors V with A V = V Λ for matrices with real eigenvalues", () => {
    fc.assert(
      fc.property(stacks, ({ k, n, seed }) => {
        // X diag(1, 2, …) X⁻¹ has the eigenvalues 1, 2, …
        const x = add(randomMatrix([k, n, n], seed), mul(3, eye(n)));
        const wanted = Array.from({ length: n }, (_, i) => i + 1);
        const a = swapped(solve(swapped(x), swapped(mul(x, wanted))));
        const [w, v] = eig(a);
        expect(residual(matmul(a, v), mul(v, at(w, "...", null, ":")))).toBeLessThan(ROUNDING);
        expectAllClose([sum(square(v), -2)], [ones([k, n])], STABLE, "norms");
        for (const row of eigvals(a).toArray() as number[][]) {
          expectAllClose([tensor(row.toSorted((p, q) => p - q))], [tensor(wanted)], ROUNDING, "eigenvalues");
        }
      }),
      { seed: 16 },
    );
  });

  test("says when eigenvalues are complex or eigenvectors missing", () => {
    const turn = [
      [1, -2],
      [2, 1],
    ];
    expect(() => eig(turn)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: eig: the matrix has the complex eigenvalues 1 ± 2i, and there is no complex dtype
        got  shape [2, 2]
        hint of symmetric matrices all are real: eigh; singular values are real for every matrix: svd]
    `);
    expect(() => eigvals([eye(2), turn])).toThrow("eigvals: the matrix has the complex eigenvalues 1 ± 2i");
    const jordan = tensor([
      [1, 1],
      [0, 1],
    ]);
    expect(eigvals(jordan).toArray()).toEqual([1, 1]);
    const g = grad((a: Tensor) => sum(eig(a)[1]))(jordan).toArray() as number[][];
    expect(g.flat().some((x) => !Number.isFinite(x) || Math.abs(x) > 1e12)).toBe(true);
    expect(eig([[Number.NaN]])[0].toArray()).toEqual([Number.NaN]);
  });
});

test("float32 matrices have float32 factors and gradients", () => {
  const a = astype(
    add(
      mul(0.1, randomMatrix([3, 3], "single")),
      tensor([
        [1, 0, 0],
        [0, 2, 0],
        [0, 0, 3],
      ]),
    ),
    "float32",
  );
  const wide = astype(a, "float64");
  for (const f of [
    (x: Tensor) => qr(x),
    (x: Tensor) => [cholesky(x)],
    (x: Tensor) => eigh(x),
    (x: Tensor) => svd(x),
    (x: Tensor) => [pinv(x)],
    (x: Tensor) => lstsq(x, astype(tensor([1, 2, 3]), "float32")).slice(0, 1),
  ]) {
    const parts = f(a);
    expect(new Set(parts.map(({ dtype }) => dtype))).toEqual(new Set(["float32"]));
    expectAllClose(parts, f(wide), SINGLE, f.toString());
    const loss = (x: Tensor): Tensor<readonly []> =>
      f(x)
        .map((y) => sum(exp(y)))
        .reduce((y, z) => add(y, z));
    const g = grad(loss)(a);
    expect(g.dtype).toBe("float32");
    expectAllClose([g], [grad(loss)(wide)], SINGLE, f.toString());
  }
});
