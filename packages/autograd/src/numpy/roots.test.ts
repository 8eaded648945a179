import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  centralDifference,
  dot,
  evaluate,
  grad,
  makeProgram,
  mul,
  poly,
  polyadd,
  polydiv,
  polymul,
  prod,
  roots,
  sort,
  sub,
  sum,
  type Tensor,
  tensor,
  zeros,
} from "../index.ts";
import { flatData } from "../storage.ts";

const whole = fc.integer({ min: -9, max: 9 });

describe("polynomials and their roots", () => {
  test("are found from each other", () => {
    fc.assert(
      fc.property(fc.uniqueArray(whole, { minLength: 1, maxLength: 6 }), (numbers) => {
        const found = flatData(sort(roots(poly(numbers))));
        // Neighbouring roots are 1 apart; those of degree 6 lose about six digits.
        numbers
          .sort((a, b) => a - b)
          .forEach((root, i) => {
            expect(Math.abs(found[i]! - root)).toBeLessThan(1e-8);
          });
      }),
    );
  });

  test("of a matrix are its eigenvalues", () => {
    const a = tensor([
      [2, 1],
      [1, 2],
    ]);
    expect([...flatData(poly(a))].map((c) => Math.round(c * 1e12) / 1e12)).toEqual([1, -4, 3]);
  });

  test("have no zeros in front; those behind are roots", () => {
    expect(roots([0, 0, 1, -2, 0, 0]).toArray()).toEqual([2, 0, 0]);
    expect(roots([0, 0]).shape).toEqual([0]);
    expect(roots([5]).shape).toEqual([0]);
    expect(poly(zeros([0])).toArray()).toEqual([1]);
  });

  test("have derivatives", () => {
    // By one root: minus the product with the others gone. The sum of all coefficients is Πᵢ (1 − xᵢ).
    const x = tensor([0.5, -1, 3]);
    const ofProduct = grad((t: Tensor) => prod(sub(1, t)))(x);
    expect(grad((t: Tensor) => sum(poly(t)))(x).toArray()).toEqual(ofProduct.toArray());
    const largest = (c: Tensor): Tensor => sum(sort(roots(c)));
    // The sum of the roots is −p₁/p₀.
    const slope = flatData(grad(largest)(tensor([2, -10, 12])));
    [-2.5, -0.5, 0].forEach((exact, i) => {
      expect(slope[i]).toBeCloseTo(exact, 12);
    });
  });

  test("that are complex are refused", () => {
    expect(() => roots([1, 0, 1])).toThrow("roots: the matrix has the complex eigenvalues");
  });

  test("keep float32", () => {
    const c = tensor([1, -3, 2], { dtype: "float32" });
    expect(poly(c).dtype).toBe("float32");
    expect(roots(c).dtype).toBe("float32");
    expect(polydiv(c, tensor([1, 1], { dtype: "float32" })).map(({ dtype }) => dtype)).toEqual(["float32", "float32"]);
  });
});

describe("long division", () => {
  test("gives u = q v + r, with a remainder of less degree", () => {
    const coefficients = fc.array(whole, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(coefficients, coefficients, fc.constantFrom(1, -1, 2), (u, v, lead) => {
        const divisor = [lead, ...v];
        const [q, r] = polydiv(u, divisor);
        const back = flatData(polyadd(polymul(q, divisor), r));
        const skip = back.length - u.length;
        // Whole numbers over a power of two are exact.
        expect([...back].map((c) => c + 0)).toEqual([...new Array<number>(skip).fill(0), ...u.map((c) => c + 0)]);
        expect(r.size).toBeLessThanOrEqual(Math.max(u.length < divisor.length ? u.length : v.length, 1));
      }),
    );
  });

  test("stages, and has derivatives", () => {
    const divide = (u: Tensor, v: Tensor): Tensor => {
      const [q, r] = polydiv(u, v);
      return sum(mul(q, r));
    };
    const [u, v] = [tensor([2, 3, 5, 1]), tensor([2, 4, -1])];
    expect((evaluate(makeProgram(divide)(u, v), [u, v]) as Tensor).item()).toBe(divide(u, v).item());
    const direction = tensor([1, -2, 0.5]);
    const slope = dot(grad(divide, 1)(u, v), direction);
    expect(slope.item()).toBeCloseTo(centralDifference((t: Tensor) => divide(u, t), [v], [direction]).item(), 6);
  });

  test("by nothing is refused", () => {
    expect(() => polydiv([1, 2], zeros([0]))).toThrow("polydiv: the divisor has no coefficients");
  });
});
