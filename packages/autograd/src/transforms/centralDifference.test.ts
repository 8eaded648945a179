import { describe, expect, test } from "vitest";
import { centralDifference, exp, jvp, mul, sin, sum, type Tensor, tensor } from "../index.ts";

describe("centralDifference", () => {
  test("agrees with forward mode to about ten digits, over pytrees", () => {
    const f = ({ a, b }: { a: Tensor; b: Tensor }): readonly [Tensor, Tensor] => [mul(sin(a), b), sum(exp(a))];
    const primals = [{ a: tensor([0.3, 1.1]), b: tensor([2, -1]) }] as const;
    const tangents = [{ a: tensor([1, -0.5]), b: tensor([0.2, 3]) }] as const;
    const [first, second] = centralDifference(f, primals, tangents);
    const [y, total] = jvp(f, primals, tangents)[1];
    for (const [i, value] of (first.toArray() as number[]).entries()) {
      expect(value).toBeCloseTo((y.toArray() as number[])[i]!, 9);
    }
    expect(second.item()).toBeCloseTo(total.item(), 9);
  });

  test("is exact for parabolas at any step", () => {
    expect(centralDifference((x: Tensor) => mul(x, x), [tensor(3)], [tensor(1)], { step: 0.5 }).item()).toBe(6);
  });

  test("refuses integers, and steps that are not positive", () => {
    const f = (x: Tensor): Tensor => x;
    const whole = tensor([1], { dtype: "int32" }) as Tensor;
    expect(() => centralDifference(f, [whole], [whole])).toThrowErrorMatchingInlineSnapshot(`
      [KindError: centralDifference: an argument holds int32 values, which cannot be moved by a small step
        hint make it floating with astype(x, "float64")]
    `);
    expect(() => centralDifference(f, [tensor(1)], [tensor(1)], { step: 0 })).toThrow(/positive/);
    expect(() => centralDifference(f, [tensor(1)], [tensor(1)], { step: Number.NaN })).toThrow(/positive/);
  });
});
