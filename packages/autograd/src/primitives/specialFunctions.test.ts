import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  betainc,
  digamma,
  erf,
  erfc,
  erfcinv,
  erfinv,
  gamma,
  gammainc,
  gammaincc,
  gammaln,
  grad,
  iv,
  ive,
  jn,
  logNormalCdf,
  polygamma,
  rgamma,
  stats,
  type Tensor,
  tensor,
  yn,
} from "../index.ts";

// The values are compared with SciPy's in tests/golden; here are the equations that they satisfy everywhere.

/** Some units in the last place, of a result of this size. */
const near = (actual: Tensor, expected: number, tolerance = 2e-13): void =>
  expect(Math.abs(actual.item() - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));

const positive = fc.double({ min: 0.05, max: 60, noNaN: true });
const order = fc.integer({ min: 0, max: 6 });

describe("the gamma function", () => {
  test("satisfies Γ(x + 1) = x Γ(x), also as a logarithm and a reciprocal", () => {
    fc.assert(
      fc.property(positive, (x) => {
        near(gammaln(x + 1), gammaln(x).item() + Math.log(x), 1e-12);
        near(gamma(x + 1), x * gamma(x).item(), 1e-13 * Math.max(1, x));
        near(rgamma(x), 1 / gamma(x).item());
      }),
    );
  });

  test("of a negative number follows from the reflection Γ(x) Γ(1 − x) sin πx = π", () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: -0.01, noNaN: true }), (x) => {
        fc.pre(Math.abs(x - Math.round(x)) > 0.01);
        near(gamma(x), Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x).item()), 1e-12);
      }),
    );
  });

  test("is a factorial at whole numbers, to the last bit", () => {
    let factorial = 1;
    for (let n = 1; n < 20; n++) {
      expect(gamma(n).item()).toBe(factorial);
      factorial *= n;
    }
  });

  test("has its poles where they belong", () => {
    expect(gammaln(tensor([0, -1, -2])).toArray()).toEqual([Infinity, Infinity, Infinity]);
    expect(rgamma(tensor([0, -1, -2])).toArray()).toEqual([0, 0, 0]);
    expect(gamma(tensor([-1, -2])).toArray()).toEqual([Number.NaN, Number.NaN]);
    expect([gamma(0).item(), gamma(-0).item(), gamma(200).item()]).toEqual([Infinity, -Infinity, Infinity]);
  });

  test("has derivatives with ψ⁽ⁿ⁾(x + 1) = ψ⁽ⁿ⁾(x) + (−1)ⁿ n!/xⁿ⁺¹", () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 0, max: 4 }), (x, n) => {
        const step = ((n % 2 === 0 ? 1 : -1) * gamma(n + 1).item()) / x ** (n + 1);
        near(polygamma(n, x + 1), polygamma(n, x).item() + step, 1e-12 * Math.max(1, Math.abs(step)));
      }),
    );
    near(digamma(1), -0.5772156649015329);
  });
});

test("the incomplete gamma functions add up to 1 and have the exponential as a special case", () => {
  fc.assert(
    fc.property(positive, positive, (a, x) => {
      near(gammaincc(a, x), 1 - gammainc(a, x).item());
      near(gammainc(1, x), -Math.expm1(-x));
    }),
  );
});

test("the incomplete beta function is symmetric and rises from 0 to 1", () => {
  fc.assert(
    fc.property(positive, positive, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (a, b, x) => {
      near(betainc(a, b, x), 1 - betainc(b, a, 1 - x).item(), 1e-12);
    }),
  );
  expect(betainc(2, 3, tensor([0, 1])).toArray()).toEqual([0, 1]);
});

test("a derivative by a parameter is an error, not silently 0", () => {
  expect(() => grad((a: Tensor) => gammainc(a, 2))(1)).toThrowErrorMatchingInlineSnapshot(`
    [KindError: gammainc: there is no derivative by the parameter a
      hint only that by the last argument is known; stopGradient(a) holds the parameter]
  `);
  expect(() => grad((b: Tensor) => betainc(1, b, 0.5))(1)).toThrow(/no derivative by the parameter b/);
  expect(() => grad((df: Tensor) => stats.t.cdf(0.5, df))(3)).toThrow(/degrees of freedom/);
});

describe("Bessel functions", () => {
  test("satisfy the recurrence between three orders", () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 1, max: 6 }), (x, n) => {
        near(jn(n + 1, x), ((2 * n) / x) * jn(n, x).item() - jn(n - 1, x).item(), 1e-13 * Math.max(1, (2 * n) / x));
        const sum = iv(n - 1, x).item() - ((2 * n) / x) * iv(n, x).item();
        near(iv(n + 1, x), sum, 1e-12 * Math.max(1, (2 * n) / x) * Math.max(1, iv(n, x).item()));
      }),
    );
  });

  test("of the first and second kind have the Wronskian Jₙ₊₁ Yₙ − Jₙ Yₙ₊₁ = 2/πx", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 80, noNaN: true }), order, (x, n) => {
        const w = jn(n + 1, x).item() * yn(n, x).item() - jn(n, x).item() * yn(n + 1, x).item();
        const size = Math.abs(jn(n, x).item() * yn(n + 1, x).item());
        expect(Math.abs(w - 2 / (Math.PI * x))).toBeLessThan(1e-13 * Math.max(1, size));
      }),
    );
  });

  test("without their growth do not overflow", () => {
    near(ive(0, 1e6), 1 / Math.sqrt(2 * Math.PI * 1e6), 1e-9);
    expect(ive(2, 800).item()).toBeGreaterThan(0.013);
  });
});

test("inverse error functions undo the error functions", () => {
  fc.assert(
    fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (x) => {
      const slope = Math.exp(x * x);
      near(erfinv(erf(x)), x, 2e-15 * slope + 1e-14);
      near(erfcinv(erfc(x)), x, x > 0 ? 1e-13 : 2e-15 * slope + 1e-14);
    }),
  );
});

test("the logarithm of the normal distribution is smooth where its formulas change", () => {
  for (const x of [-1, -30]) {
    const [below, above] = [logNormalCdf(x - 1e-9).item(), logNormalCdf(x + 1e-9).item()];
    expect(Math.abs(above - below)).toBeLessThan(1e-7);
    expect(above).toBeGreaterThan(below);
  }
  expect(grad((x: Tensor) => logNormalCdf(x))(-1000).item()).toBeCloseTo(1000, 2);
});
