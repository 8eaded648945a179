import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { scalar } from "../lift.ts";
import { sum } from "../numpy/reduce.ts";
import { broadcastTo } from "../primitives/structure.ts";
import { draw } from "../testing/draw.ts";
import { layouts } from "../testing/layouts.ts";

describe("a sum", () => {
  test.each([7, 8, 16, 23, 130, 1000])("of %i times the same element is right, though it lies in one place", (n) => {
    expect(sum(broadcastTo(scalar(3), [n])).item()).toBe(3 * n);
  });

  test("of a view is to the last bit that of its copy, whichever axes are summed", () => {
    const [x] = draw([[20, 9, 10]], [{ from: -1, to: 1 }]);
    for (const { of } of layouts.slice(0, 3)) {
      for (const axes of [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]) {
        expect(sum(of(x!), axes).toArray()).toEqual(sum(x!, axes).toArray());
      }
    }
  });

  test("of a few rows or columns adds each from its first number to its last", () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 11 }));
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.integer({ min: 1, max: 1000 }), ([few, many], down, seed) => {
        const [m, n] = down ? [few, many] : [many, few];
        const values = Float64Array.from({ length: m * n }, (_, i) => Math.sin(seed + i) * 10 ** (i % 5));
        const expected = Array.from({ length: many }, (_, line) => {
          let sum = 0;
          for (let k = 0; k < few; k++) sum += values[down ? k * n + line : line * n + k]!;
          return sum;
        });
        expect(sum(tensor(values, { shape: [m, n] }), down ? 0 : 1).toArray()).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test("of columns of −0 is −0, and of rows +0, as they always were", () => {
    const zeros = tensor(new Float64Array(15).fill(-0), { shape: [3, 5] });
    expect(sum(zeros, 0).toArray()).toEqual([-0, -0, -0, -0, -0]);
    expect(sum(zeros, 1).toArray()).toEqual([0, 0, 0]);
  });
});
