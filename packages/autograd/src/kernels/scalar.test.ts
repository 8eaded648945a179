import fc from "fast-check";
import { expect, test } from "vitest";
import { scaled } from "./scalar.ts";

const SPECIAL = [0, -0, 1, -1, Number.MIN_VALUE, -1e-200, 1e-200, 1e200, Infinity, -Infinity, Number.NaN];
const factor = fc.oneof(fc.constantFrom(...SPECIAL), fc.double());

test("a scaled cotangent is the product to the last bit, and 0 where a factor is 0, whatever the other one is", () => {
  fc.assert(
    fc.property(factor, factor, (g, d) => {
      expect(scaled(g, d)).toBe(g === 0 || d === 0 ? 0 : g * d);
    }),
    { numRuns: 2000 },
  );
});
