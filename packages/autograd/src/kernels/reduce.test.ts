import { describe, expect, test } from "vitest";
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
});
