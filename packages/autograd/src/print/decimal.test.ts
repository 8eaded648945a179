import { describe, expect, test } from "vitest";
import { roundedAt, roundedTo, shortestDecimal } from "./decimal.ts";

function shortest32(x: number): string {
  const { digits, exponent } = shortestDecimal(Math.fround(x), "float32");
  return `${digits}e${exponent}`;
}

describe("the shortest digits of a float32", () => {
  test("are fewer than those of the float64 of the same value", () => {
    expect(shortest32(0.1)).toBe("1e-1");
    expect(shortestDecimal(Math.fround(0.1), "float64").digits).toBe("10000000149011612");
  });

  test("may carry into a new first digit", () => {
    expect(shortest32(1e-4)).toBe("1e-4"); // its exact value is 9.9999997…e-5
  });

  test("reach to the point half-way to a neighbour when the mantissa is even", () => {
    expect(shortest32(50212432)).toBe("5021243e7"); // the neighbours are 4 away: 50212430 is half-way
    expect(shortest32(53109448)).toBe("5310945e7");
    expect(shortest32(50212428)).toBe("50212428e7"); // odd: 50212430 is its even neighbour's
    expect(shortest32(50212452)).toBe("50212452e7"); // odd: so is 50212450
  });

  test("end in the even digit when two are equally near", () => {
    expect(shortest32(1604895.25)).toBe("16048952e6");
    expect(shortest32(403270.625)).toBe("40327062e5");
  });

  test("of a power of two respect that the floats below are twice as dense", () => {
    expect(shortest32(2 ** -103)).toBe("98607613e-32"); // 9.860761e-32 is its lower neighbour's
    expect(shortest32(2 ** -96)).toBe("12621775e-29");
  });

  test("of the smallest subnormal are one digit", () => {
    expect(shortest32(2 ** -149)).toBe("1e-45");
  });
});

describe("rounding to decimal places", () => {
  test("goes by the exact value: 2.675 is a little less", () => {
    expect(roundedAt(2.675, 2)).toBe(267n);
    expect(roundedTo(2.675, 3)).toEqual({ digits: "267", exponent: 0 });
  });

  test("sends ties to the even digit", () => {
    expect([0.5, 1.5, 2.5, 3.5].map((x) => roundedAt(x, 0))).toEqual([0n, 2n, 2n, 4n]);
    expect(roundedAt(25, -1)).toBe(2n);
  });

  test("that carries gives one more power of ten", () => {
    expect(roundedTo(9.9996, 4)).toEqual({ digits: "1000", exponent: 1 });
  });

  test("knows the first place of a number just below a power of ten", () => {
    // The float64 that 1e23 reads as is 9.99999999999999916…e22.
    expect(roundedTo(1e23, 16)).toEqual({ digits: "9999999999999999", exponent: 22 });
    expect(roundedTo(1e23, 15)).toEqual({ digits: "100000000000000", exponent: 23 });
  });

  test("writes out the smallest float64 to its last place", () => {
    expect(roundedAt(Number.MIN_VALUE, 1074)).toBe(5n ** 1074n);
    expect(roundedAt(0, 5)).toBe(0n);
  });
});
