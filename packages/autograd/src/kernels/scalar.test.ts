import fc from "fast-check";
import { expect, test } from "vitest";
import { scale, scaleBySigmoidSlope } from "./loops.ts";

const SPECIAL = [0, -0, 1, -1, Number.MIN_VALUE, -1e-200, 1e-200, 1e200, Infinity, -Infinity, Number.NaN];
const factor = fc.oneof(fc.constantFrom(...SPECIAL), fc.double());

test("a scaled cotangent is the product to the last bit, and 0 where a factor is 0, whatever the other one is", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(factor, factor), { minLength: 1, maxLength: 9 }), (pairs) => {
      const gs = Float64Array.from(pairs, ([g]) => g);
      const ds = Float64Array.from(pairs, ([, d]) => d);
      const n = pairs.length;
      const product = (g: number, d: number): number => (g === 0 || d === 0 ? 0 : g * d);
      const out = new Float64Array(n);
      scale.float64(out, 0, gs, 0, 1, ds, 0, 1, n);
      expect([...out]).toEqual(pairs.map(([g, d]) => product(g, d)));
      scale.rows!(out, 0, 1, gs, 0, 1, 1, ds, 0, 1, 1, n, 1);
      expect([...out]).toEqual(pairs.map(([g, d]) => product(g, d)));
      expect(scale.single(gs[0]!, ds[0]!)).toBe(product(gs[0]!, ds[0]!));
      scaleBySigmoidSlope.float64(out, 0, gs, 0, 1, ds, 0, 1, n);
      expect([...out]).toEqual(pairs.map(([g, d]) => product(g, d * (1 - d))));
    }),
    { numRuns: 1000 },
  );
});
