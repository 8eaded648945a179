import { expect, test } from "vitest";
import {
  astype,
  cumsum,
  diag,
  digamma,
  gammaln,
  grad,
  hessian,
  makeDiagonal,
  median,
  modf,
  percentile,
  polymul,
  type QuantileMethod,
  quantile,
  sum,
  type Tensor,
  tensor,
  trapezoid,
  unwrap,
} from "../index.ts";

// The sign of zero, and infinities beside numbers; the values are NumPy's and SciPy's.

const [INF, NAN] = [Number.POSITIVE_INFINITY, Number.NaN];

test("what lies behind the point has the sign of the number", () => {
  expect(modf(-3).map(String)).toEqual(["-0.0", "-3.0"]);
  expect(modf([-0, INF, -INF, -0.5, NAN, 2.25]).map(String)).toEqual([
    "[-0.    0.   -0.   -0.5    nan  0.25]",
    "[ -0.  inf -inf  -0.  nan   2.]",
  ]);
  expect(modf(tensor([-3, 2], { dtype: "int32" })).map(({ dtype }) => dtype)).toEqual(["float64", "float64"]);
  expect(grad((x: Tensor) => sum(modf(x)[0]))(tensor([-3, 0, 1.5])).toArray()).toEqual([1, 1, 1]);
});

test("a sum that starts with −0 keeps its sign, along every axis", () => {
  expect(cumsum([-0, -0, 0]).toArray()).toEqual([-0, -0, 0]);
  expect(cumsum([[-0], [-0]], 0).toArray()).toEqual([[-0], [-0]]);
  expect(String(cumsum(tensor([0, 0], { dtype: "int32" })))).toBe("[0 0]");
});

test("a diagonal is put where it belongs as it is", () => {
  expect(diag([-0, 1]).toArray()).toEqual([
    [-0, 0],
    [0, 1],
  ]);
  expect(makeDiagonal([[-0], [2]], 1).toArray()).toEqual([
    [
      [0, -0],
      [0, 0],
    ],
    [
      [0, 2],
      [0, 0],
    ],
  ]);
  const f = (x: Tensor): Tensor => sum(diag(x), null);
  expect(grad(f)(tensor([3, 4])).toArray()).toEqual([1, 1]);
});

test("quantiles keep the sign of zero", () => {
  expect(quantile([-0, -0], 0.5).item()).toBe(-0);
  expect(quantile([-0], 0).item()).toBe(-0);
});

// numpy.percentile([-inf, 1, 2, inf], [0, 10, 20, 50, 60, 75, 90, 100], method=…)
const BESIDE_INFINITIES: Partial<Record<QuantileMethod, number[]>> = {
  linear: [NAN, NAN, -INF, 1.5, 1.8, INF, NAN, NAN],
  lower: [-INF, -INF, -INF, 1, 1, 2, 2, INF],
  higher: [-INF, 1, 1, 2, 2, INF, INF, INF],
  midpoint: [NAN, -INF, -INF, 1.5, 1.5, NAN, NAN, NAN],
  nearest: [-INF, -INF, 1, 2, 2, 2, INF, INF],
  hazen: [NAN, NAN, NAN, 1.5, 1.9, NAN, NAN, NAN],
  weibull: [NAN, NAN, NAN, 1.5, NAN, NAN, NAN, NAN],
};

test.each(Object.entries(BESIDE_INFINITIES))("percentiles beside infinities are NumPy's: %s", (method, expected) => {
  const y = percentile([-INF, 1, 2, INF], [0, 10, 20, 50, 60, 75, 90, 100], null, { method: method as QuantileMethod });
  expect(y.toArray()).toEqual(expected.map((value) => (Number.isFinite(value) ? expect.closeTo(value, 14) : value)));
});

test("a quantile beside an infinity is NaN where the formula has none, a median is not", () => {
  expect(percentile([1, 2, INF], [50, 60, 100]).toArray()).toEqual([NAN, INF, NAN]);
  expect(percentile([-INF, -INF, 1], [0, 60, 100]).toArray()).toEqual([NAN, NAN, 1]);
  expect(
    [
      [1, INF, INF],
      [INF, INF],
      [-INF, INF],
      [-INF, 3],
      [1e308, 1.6e308, 1.7e308],
    ].map((x) => median(x).item()),
  ).toEqual([INF, INF, NAN, -INF, 1.6e308]);
});

test("a quantile changes with its level as fast as the entries around it differ", () => {
  const slope = grad((q: Tensor) => quantile([1, 2, 4], q));
  expect([0.2, 0.4, 0.6, 0.9].map((q) => slope(tensor(q)).item())).toEqual([2, 2, 4, 4]);
  const byEntries = grad((x: Tensor) => sum(quantile(x, [0.2, 0.6, 1])))(tensor([1, 2, 4]));
  expect(byEntries.toArray()).toEqual([0.6, 0.4 + 0.8, 1.2].map((value) => expect.closeTo(value, 14)));
});

test("true samples have the integral of ones", () => {
  expect(trapezoid([true, true, false]).item()).toBe(1.5);
  expect(trapezoid([true, true], [0, 3]).item()).toBe(3);
});

test("the first angle stays as it is, also an infinite one", () => {
  expect(unwrap([INF, 1, 8]).toArray()).toEqual([INF, NAN, NAN]);
  expect(unwrap([1, -INF, 8]).toArray()).toEqual([1, NAN, NAN]);
  expect(String(unwrap([-0]))).toBe("[-0.]");
  expect(grad((x: Tensor) => sum(unwrap(x)))(tensor([0, 3, 9])).toArray()).toEqual([1, 1, 1]);
});

test("the digamma function has a pole with two sides at 0, ln |Γ| falls to −∞", () => {
  expect(digamma([0, -0, -1, INF, -INF]).toArray()).toEqual([-INF, INF, NAN, INF, NAN]);
  expect(gammaln([-INF, INF, 0, -1]).toArray()).toEqual([-INF, INF, INF, INF]);
  expect(astype(gammaln(tensor([-INF], { dtype: "float32" })), "float64").toArray()).toEqual([-INF]);
  // ψ′ ≈ 1/x² has the same sign on both sides.
  expect(hessian((x: Tensor) => gammaln(x))(tensor(0)).item()).toBe(INF);
});

test("a polynomial without coefficients is 0, and so is a product with it", () => {
  expect(String(polymul([], [1, 2]))).toBe("[0. 0.]");
  expect(String(polymul([], []))).toBe("[0.]");
});
