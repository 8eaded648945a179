import { describe, expect, test } from "vitest";
import { grad, median, nanmedian, type QuantileMethod, quantile, type Tensor, tensor } from "../index.ts";

const numbers = tensor([3, 1, 4, 1.5, 5, 9, 2, 6]);
const levels = [0, 0.1, 0.25, 0.5, 0.9, 1];

/** What numpy.quantile 2.4.6 gives for these numbers and levels. */
const expected: Readonly<Record<QuantileMethod, readonly number[]>> = {
  inverted_cdf: [1, 1, 1.5, 3, 9, 9],
  averaged_inverted_cdf: [1, 1, 1.75, 3.5, 9, 9],
  closest_observation: [1, 1, 1.5, 3, 6, 9],
  interpolated_inverted_cdf: [1, 1, 1.5, 3, 6.6, 9],
  hazen: [1, 1.15, 1.75, 3.5, 8.1, 9],
  weibull: [1, 1, 1.625, 3.5, 9, 9],
  linear: [1, 1.35, 1.875, 3.5, 6.9, 9],
  median_unbiased: [1, 1.0833333333333333, 1.7083333333333333, 3.5, 8.5, 9],
  normal_unbiased: [1, 1.1, 1.71875, 3.5, 8.4, 9],
  lower: [1, 1, 1.5, 3, 6, 9],
  higher: [1, 1.5, 2, 4, 9, 9],
  nearest: [1, 1.5, 2, 4, 6, 9],
  midpoint: [1, 1.25, 1.75, 3.5, 7.5, 9],
};

test.each(Object.entries(expected))("quantiles by the method %s are NumPy's", (method, values) => {
  const found = quantile(numbers, levels, null, { method: method as QuantileMethod }).toArray() as number[];
  // A few roundings of numbers below 10.
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(values[i]!, 13);
  });
});

test("the derivative of an interpolated quantile goes to both entries and to the level", () => {
  const hazen = (x: Tensor, q: Tensor): Tensor => quantile(x, q, null, { method: "hazen" });
  const [dx, dq] = grad(hazen, [0, 1])(numbers, tensor(0.3));
  // The place is 8 · 0.3 − 0.5 = 1.9: between 1.5 and 2, where a step of the level moves it by 8 places.
  expect(String(dx)).toBe("[0.  0.  0.  0.1 0.  0.  0.9 0. ]");
  expect(String(dq)).toBe("4.0");
});

describe("infinities", () => {
  test("the median of two equal ones is the same, of one and a number the infinite one", () => {
    expect(median([Infinity, Infinity]).item()).toBe(Infinity);
    expect(median([-Infinity, 1]).item()).toBe(-Infinity);
    expect(median([1, Infinity]).item()).toBe(Infinity);
    expect(nanmedian([Number.NaN, 1, -Infinity]).item()).toBe(-Infinity);
  });

  test("there is nothing in the middle between both", () => {
    expect(median([-Infinity, Infinity]).item()).toBeNaN();
  });

  test("an entry beside an infinity is given by the methods that do not interpolate, and by the others where NumPy does", () => {
    const [x, levels] = [
      [-Infinity, 1, 2, Infinity],
      [0, 1 / 3, 1],
    ];
    expect(String(quantile(x, levels))).toBe("[nan  1. nan]");
    expect(String(quantile(x, levels, null, { method: "lower" }))).toBe("[-inf   1.  inf]");
  });
});
