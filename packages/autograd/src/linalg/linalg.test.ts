import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { at } from "../indexing/at.ts";
import { zeros } from "../numpy/create.ts";
import { sum } from "../numpy/reduce.ts";
import { add, mul } from "../primitives/arithmetic.ts";
import { astype } from "../primitives/convert.ts";
import { exp, square } from "../primitives/exponential.ts";
import { matmul, swapped } from "../primitives/matmul.ts";
import type { Tensor } from "../tensor.ts";
import { expectAgreement } from "../testing/agree.ts";
import { draw } from "../testing/draw.ts";
import { expectAllClose } from "../testing/expect.ts";
import { grad } from "../transforms/grad.ts";
import { det, inv, slogdet, solve } from "./index.ts";

/** Matrices here have a condition number below 100, so that a few ulps of 2·10⁻¹⁶ grow to 10⁻¹³ at most. */
const ROUNDING = 1e-12;
/** Rounding of float32 (6·10⁻⁸) with the same condition numbers. */
const SINGLE = 1e-5;

const REGULAR = { from: -1, to: 1, diagonal: 3 };
const REAL = { from: -2, to: 2 };
const [a3, b3] = draw([[3, 3], [3]], [REGULAR, REAL]) as [Tensor, Tensor];

describe("solve", () => {
  test("a single vector goes with every matrix of a stack", () => {
    const stack = tensor([
      [
        [2, 0],
        [0, 4],
      ],
      [
        [1, 1],
        [0, 1],
      ],
    ]);
    expect(solve(stack, tensor([2, 4])).toArray()).toEqual([
      [1, 1],
      [-2, 4],
    ]);
  });

  test("gives x with A x = b, for stacks of any size", () => {
    const size = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(size, size, size, fc.integer(), (k, n, m, seed) => {
        const [a, b] = draw(
          [
            [k, n, n],
            [k, n, m],
          ],
          [REGULAR, REAL],
          "float64",
          String(seed),
        ) as [Tensor, Tensor];
        expectAllClose([matmul(a, solve(a, b))], [b], ROUNDING, "A x");
        expectAllClose([matmul(inv(a), a)], [matmul(a, inv(a))], ROUNDING, "A⁻¹ A");
      }),
      { seed: 1 },
    );
  });

  test("chooses the largest pivot of the column, so that no digits are lost to a small one", () => {
    expect(
      solve(
        tensor([
          [1e-20, 1],
          [1, 1],
        ]),
        tensor([1, 2]),
      ).toArray(),
    ).toEqual([1, 1]);
    expect(
      solve(
        tensor([
          [0, 1],
          [1, 0],
        ]),
        tensor([2, 3]),
      ).toArray(),
    ).toEqual([3, 2]);
  });

  test("is exact to rounding at n = 200", () => {
    const [a, b] = draw(
      [
        [200, 200],
        [200, 2],
      ],
      [REAL],
      "float64",
      "large",
    ) as [Tensor, Tensor];
    // Random matrices of this size have condition numbers around 10⁴.
    expectAllClose([matmul(a, solve(a, b))], [b], 1e-10, "A x");
  });

  test.each([
    [[3, 3], [3], [3]],
    [
      [3, 3],
      [3, 2],
      [3, 2],
    ],
    [
      [4, 3, 3],
      [4, 3],
      [4, 3],
    ],
    [
      [5, 3, 3],
      [1, 3],
      [5, 3],
    ],
    [
      [4, 3, 3],
      [1, 3, 2],
      [4, 3, 2],
    ],
    [
      [2, 1, 3, 3],
      [1, 4, 3, 2],
      [2, 4, 3, 2],
    ],
    [
      [3, 3],
      [4, 3, 2],
      [4, 3, 2],
    ],
    [
      [3, 3],
      [2, 4, 3, 2],
      [2, 4, 3, 2],
    ],
    [[0, 0], [0], [0]],
    [
      [0, 0],
      [0, 3],
      [0, 3],
    ],
    [
      [2, 0, 0],
      [2, 0],
      [2, 0],
    ],
    [
      [0, 3, 3],
      [0, 3],
      [0, 3],
    ],
    [
      [3, 3],
      [3, 0],
      [3, 0],
    ],
  ])("takes b as vectors when it has one axis fewer, as NumPy 1.24: %j and %j give %j", (shapeA, shapeB, shapeX) => {
    const [a, b] = draw([shapeA, shapeB], [REGULAR, REAL]) as [Tensor, Tensor];
    const x = solve(a, b);
    expect(x.shape).toEqual(shapeX);
    expectAgreement(([v, w]) => sum(mul(solve(v!, w!), solve(v!, w!))), [a, b], 2, "‖A⁻¹ b‖²");
    if (b.ndim !== a.ndim - 1) expectAllClose([matmul(a, x)], [add(b, zeros(x.shape))], ROUNDING, "A x");
  });

  test("keeps float32, and takes integers as float64", () => {
    const [a, b] = [astype(a3, "float32"), astype(b3, "float32")];
    expect(solve(a, b).dtype).toBe("float32");
    expect(solve(a, b3).dtype).toBe("float64");
    expectAllClose([solve(a, b)], [solve(a3, b3)], SINGLE, "x");
    expect(grad((a: Tensor) => sum(solve(a, b)))(a).dtype).toBe("float32");
    const whole = tensor([2, 4], { dtype: "int32" });
    expect(
      solve(
        tensor([
          [true, false],
          [false, true],
        ]),
        whole,
      ).dtype,
    ).toBe("float64");
    expect(
      solve(
        tensor(
          [
            [2, 0],
            [0, 4],
          ],
          { dtype: "int32" },
        ),
        whole,
      ).toArray(),
    ).toEqual([1, 1]);
  });

  test("names the pivot of a singular matrix, and what to do", () => {
    expect(() =>
      solve(
        tensor([
          [1, 2],
          [2, 4],
        ]),
        tensor([1, 2]),
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: solve: the matrix is singular: pivot 1 of 2 is 0 because column 1 is a combination of the columns before it
        got  shape [2, 2]
        hint look for duplicated or dependent rows and columns; a small multiple of the identity added to the matrix makes it regular (ridge regression): add(a, mul(1e-6, eye(n)))]
    `);
    expect(() =>
      inv(
        tensor([
          [
            [1, 0],
            [0, 1],
          ],
          [
            [0, 1],
            [0, 3],
          ],
        ]),
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: inv: matrix 1 of the stack is singular: pivot 0 of 2 is 0 because column 0 is all zeros
        got  shape [2, 2, 2]
        hint look for duplicated or dependent rows and columns; a small multiple of the identity added to the matrix makes it regular (ridge regression): add(a, mul(1e-6, eye(n)))]
    `);
  });

  test("gives NaN, and no error, for a matrix with NaN", () => {
    expect(
      solve(
        tensor([
          [Number.NaN, 1],
          [1, 1],
        ]),
        tensor([1, 1]),
      ).toArray(),
    ).toEqual([Number.NaN, Number.NaN]);
    expect(
      solve(
        tensor([
          [0, 1],
          [Number.NaN, 1],
        ]),
        tensor([1, 1]),
      ).toArray(),
    ).toEqual([Number.NaN, Number.NaN]);
  });

  test("says what does not fit", () => {
    expect(() => solve(zeros([2, 3]) as Tensor, zeros([2]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: solve: the matrix must be square, it has 2 rows and 3 columns
        got  shape [2, 3]
        hint lstsq(a, b) takes more equations than unknowns, or fewer]
    `);
    expect(() => inv(zeros([3]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: inv: a matrix has two axes, this has 1 axis
        got  shape [3]
        hint pass a matrix [n, n], or a stack of them [..., n, n]]
    `);
    expect(() => solve(a3, zeros([5, 3]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: solve: the matrix has 3 rows and the right-hand side 5
        got  [3, 3] and [5, 3]
        hint right-hand sides are columns: solve(a, transpose(b)) takes the rows of b as such]
    `);
    expect(() => solve(a3, tensor(1))).toThrow("solve: the right-hand side has too few axes");
    expect(() => solve(zeros([4, 3, 3]), zeros([3, 2]))).toThrow("the matrix has 3 rows and the right-hand side 2");
  });
});

describe("determinants", () => {
  test("multiply: det(AB) = det(A) det(B), and det(A⁻¹) = 1/det(A)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer(), (n, seed) => {
        const [a, b] = draw(
          [
            [2, n, n],
            [2, n, n],
          ],
          [REAL],
          "float64",
          String(seed),
        ) as [Tensor, Tensor];
        expectAllClose([det(matmul(a, b))], [mul(det(a), det(b))], ROUNDING, "det AB");
        const [sign, logdet] = slogdet(a);
        expectAllClose([mul(sign, exp(logdet))], [det(a)], ROUNDING, "s e^ℓ");
      }),
      { seed: 2 },
    );
    expectAllClose([mul(det(inv(a3)), det(a3))], [tensor(1)], ROUNDING, "det A⁻¹ det A");
  });

  test("change their sign with every exchange of rows", () => {
    expect(
      det(
        tensor([
          [0, 1],
          [1, 0],
        ]),
      ).item(),
    ).toBe(-1);
    expect(
      det(
        tensor([
          [0, 1, 0],
          [0, 0, 1],
          [1, 0, 0],
        ]),
      ).item(),
    ).toBe(1);
    expect(
      slogdet(
        tensor([
          [0, -2],
          [1, 0],
        ]),
      ).map((x) => x.item()),
    ).toEqual([1, Math.log(2)]);
  });

  test("of singular and of empty matrices are NumPy's", () => {
    expect(
      slogdet(
        tensor([
          [1, 2],
          [2, 4],
        ]),
      ).map((x) => x.item()),
    ).toEqual([0, Number.NEGATIVE_INFINITY]);
    expect(
      slogdet(
        tensor([
          [-1, -2, 0],
          [2, 4, 0],
          [0, 0, -1],
        ]),
      ).map((x) => x.item()),
    ).toEqual([0, Number.NEGATIVE_INFINITY]);
    expect(
      det(
        tensor([
          [1, 2],
          [2, 4],
        ]),
      ).item(),
    ).toBe(0);
    expect(slogdet(zeros([0, 0])).map((x) => x.item())).toEqual([1, 0]);
    expect(det(zeros([2, 0, 0])).toArray()).toEqual([1, 1]);
    expect(det(zeros([0, 3, 3])).shape).toEqual([0]);
    expect(
      slogdet(
        tensor([
          [Number.NaN, 2],
          [2, 4],
        ]),
      )[1].item(),
    ).toBeNaN();
  });

  test("do not overflow as a logarithm", () => {
    const big = tensor([
      [1e200, 0],
      [0, 1e200],
    ]);
    expect(det(big).item()).toBe(Number.POSITIVE_INFINITY);
    expect(slogdet(big)[1].item()).toBeCloseTo(400 * Math.LN10, 10);
  });

  test("of float32 matrices are float32", () => {
    const a = astype(a3, "float32");
    expect(slogdet(a).map(({ dtype }) => dtype)).toEqual(["float32", "float32"]);
    expectAllClose([det(a)], [det(a3)], SINGLE, "det A");
    expect(grad((a: Tensor) => det(a) as Tensor<readonly []>)(a).dtype).toBe("float32");
  });

  test("have the derivatives det A · A⁻ᵀ and A⁻ᵀ, to third order", () => {
    const byHand = swapped(inv(a3));
    expectAllClose([grad((a: Tensor) => sum(slogdet(a)[1]))(a3)], [byHand], ROUNDING, "ln |det A|");
    expectAllClose([grad((a: Tensor) => sum(det(a)))(a3)], [mul(det(a3), byHand)], ROUNDING, "det A");
    expectAgreement(([a]) => det(a!), [a3], 3, "det A");
    expectAgreement(([a]) => sum(inv(a!)), [a3], 3, "the sum of A⁻¹");
  });

  test("of singular matrices have the cofactors as gradient; of the logarithm there is none, and it says so", () => {
    const singular = tensor([
      [1, 2],
      [2, 4],
    ]);
    const gradient = grad((a: Tensor) => sum(det(a)));
    const cofactors = tensor([
      [4, -2],
      [-2, 1],
    ]);
    expectAllClose([gradient(singular)], [cofactors], ROUNDING, "cof A");
    expect(gradient(zeros([2, 2])).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(() => grad((a: Tensor) => sum(slogdet(a)[1]))(singular)).toThrow(
      "the derivative of slogdet: the matrix is singular",
    );
  });

  test("of singular matrices of any rank have two derivatives, and say where the third is missing", () => {
    const [u, v] = draw(
      [
        [4, 2],
        [2, 4],
      ],
      [REAL],
      "float64",
      "singular",
    ) as [Tensor, Tensor];
    for (const a of [matmul(u, v), zeros([4, 4]), matmul(at(u, ":", ":1"), at(v, ":1")), zeros([1, 1])]) {
      expectAgreement(([a]) => det(a!), [a], 2, "det A");
    }
    const third = grad((x: Tensor) => sum(grad((x: Tensor) => sum(square(grad((x: Tensor) => sum(det(x)))(x))))(x)));
    expect(() => third(matmul(u, v))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: the third derivative of det: the matrix is singular to rounding
        got  shape [4, 4]
        hint the first two derivatives of det exist for every matrix here, the third only for regular ones]
    `);
  });
});
