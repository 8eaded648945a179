import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { difference, geometricMean, median } from "./statistics.ts";

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });

describe("the median", () => {
  test("has as many values on either side", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const middle = median(values);
        const [below, above] = [values.filter((x) => x < middle).length, values.filter((x) => x > middle).length];
        expect(below).toBeLessThanOrEqual(values.length / 2);
        expect(above).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
  test("of an even number is between the two in the middle", () => expect(median([4, 1, 3, 2])).toBe(2.5));
  test("leaves the values in their order", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
  test("of none is NaN", () => expect(median([])).toBeNaN());
});

describe("the geometric mean", () => {
  test("of 2 and 8 is 4", () => expect(geometricMean([2, 8])).toBeCloseTo(4, 12));
  test("of ratios that are not positive, or of none, is NaN", () => {
    expect(geometricMean([1, 0])).toBeNaN();
    expect(geometricMean([])).toBeNaN();
  });
});

describe("the difference of results", () => {
  test("of a list from itself is 0", () => {
    fc.assert(
      fc.property(numbers, (xs) => {
        expect(difference(xs, xs)).toBe(0);
      }),
    );
  });
  test("is relative for large numbers and absolute for small ones", () => {
    expect(difference([1001], [1000])).toBeCloseTo(1e-3, 12);
    expect(difference([0.5], [0.25])).toBe(0.25);
  });
  test("is infinite where one list is longer or one result is NaN", () => {
    expect(difference([1], [1, 2])).toBe(Number.POSITIVE_INFINITY);
    expect(difference([Number.NaN], [1])).toBe(Number.POSITIVE_INFINITY);
  });
});
