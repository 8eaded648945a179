import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  arange,
  centralDifference,
  evaluate,
  grad,
  linspace,
  makeProgram,
  mul,
  square,
  sum,
  type Tensor,
  tensor,
} from "../index.ts";

/** A difference of cubes of numbers of size 1, with ∛ε for a step. */
const DIFFERENCES = 1e-8;

describe("arange", () => {
  test("counts from start in steps while it is before stop", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: -5, max: 5 }).filter((step) => step !== 0),
        (start, stop, step) => {
          const expected: number[] = [];
          for (let x = start; step > 0 ? x < stop : x > stop; x += step) expected.push(x);
          expect(arange(start, stop, step).toArray()).toEqual(expected);
        },
      ),
      { seed: 1 },
    );
  });

  test("starts at 0 with one number, and is float64 unless said", () => {
    expect(arange(3).toArray()).toEqual([0, 1, 2]);
    expect(arange(-3).toArray()).toEqual([]);
    expect(arange(2.5).toArray()).toEqual([0, 1, 2]);
    expect(arange(3).dtype).toBe("float64");
    expect(arange(0, 3, 1, "int32").dtype).toBe("int32");
  });

  // The numbers that NumPy 1.24 prints for np.arange(0.1, 1, 0.1).tolist() and np.arange(1, 0, -0.3).tolist().
  test("rounds fractional steps as NumPy does, to the last bit", () => {
    expect(arange(0.1, 1, 0.1).toArray()).toEqual([
      0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6, 0.7000000000000001, 0.8, 0.9,
    ]);
    expect(arange(1, 0, -0.3).toArray()).toEqual([1, 0.7, 0.3999999999999999, 0.09999999999999987]);
  });

  test("a step of 0 and infinite ranges are errors", () => {
    expect(() => arange(0, 1, 0)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: arange: the step must not be 0
        got  start 0, stop 1, step 0
        hint linspace(start, stop, num) takes the number of points instead of the step]
    `);
    expect(() => arange(tensor(3) as never)).toThrow(
      /are numbers: .*\n.*\n {2}hint x\.item\(\) makes a number of a tensor/,
    );
    expect(() => arange(Number.POSITIVE_INFINITY)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: arange: start, stop and step must be finite, and the range not too long
        got  start 0, stop Infinity, step 1
        hint linspace(start, stop, num) takes the number of points instead of the step]
    `);
  });
});

describe("linspace", () => {
  test("begins at start, ends at stop and goes in even steps", () => {
    expect(linspace(0, 1, 5).toArray()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(linspace(0, 1, 4, { endpoint: false }).toArray()).toEqual([0, 0.25, 0.5, 0.75]);
    expect(linspace(3, 3, 2).toArray()).toEqual([3, 3]);
    expect(linspace(2, 5, 1).toArray()).toEqual([2]);
    expect(linspace(2, 5, 0).toArray()).toEqual([]);
    expect(linspace(0, 1).size).toBe(50);
  });

  // np.linspace(-1, 0.3, 7).tolist() and np.linspace(0, 5e-324, 3).tolist() of NumPy 1.24.
  test("rounds as NumPy does, to the last bit", () => {
    expect(linspace(-1, 0.3, 7).toArray()).toEqual([
      -1, -0.7833333333333333, -0.5666666666666667, -0.35, -0.1333333333333333, 0.08333333333333348, 0.3,
    ]);
    expect(linspace(0, 5e-324, 3).toArray()).toEqual([0, 0, 5e-324]);
  });

  test("gives tensor bounds the same numbers as plain ones", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e3, max: 1e3, noNaN: true }).filter((x) => Math.abs(x) > 1e-300),
        fc.integer({ min: -50, max: 50 }),
        fc.nat({ max: 12 }),
        fc.boolean(),
        (start, stop, num, endpoint) => {
          const plain = linspace(start, stop, num, { endpoint }).toArray();
          expect(linspace(tensor(start), tensor(stop), num, { endpoint }).toArray()).toEqual(plain);
        },
      ),
      { seed: 2 },
    );
  });

  test("is differentiable in its bounds", () => {
    const f = (a: Tensor, b: Tensor): Tensor => sum(mul(linspace(a, b, 3), [1, 10, 100]));
    // y = (a, (a + b)/2, b)
    expect(grad(f, [0, 1])(0.2, 1.4).map((d) => d.item())).toEqual([6, 105]);
    const cubic = (a: Tensor): Tensor => sum(mul(square(linspace(a, 2, 4, { endpoint: false })), linspace(1, a, 4)));
    const slope = centralDifference(cubic, [tensor(0.7)], [tensor(1)]).item();
    expect(Math.abs(grad(cubic)(0.7).item() - slope)).toBeLessThan(DIFFERENCES);
  });

  test("puts the numbers in front of the axes of tensor bounds, and stages", () => {
    expect(linspace([0, 10], [[1, 20]], 3).toArray()).toEqual([[[0, 10]], [[0.5, 15]], [[1, 20]]]);
    const program = makeProgram((a: Tensor) => linspace(a, 1, 3))(0);
    expect((evaluate(program, [-1]) as Tensor).toArray()).toEqual([-1, 0, 1]);
  });

  test("the number of points is a whole number", () => {
    expect(() => linspace(0, 1, 2.5)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: linspace: the number of points must be a whole number, 0 or more, not 2.5
        got  2.5
        hint arange(start, stop, step) takes a step instead]
    `);
  });
});
