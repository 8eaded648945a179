import { describe, expect, test } from "vitest";
import { centralDifference, exp, jvp, mul, sin, sum, type Tensor, tensor } from "../index.ts";
import { call, messageOf } from "../testing/messages.ts";

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
    expect(messageOf(() => call(centralDifference, f, [1], [1], { step: "0.1" }))).toMatchInlineSnapshot(`
      "ArgumentError: centralDifference: the step must be a positive number
        got  "0.1"
        hint leave it out for the usual one, ∛ε·max(1, |x|)"
    `);
  });

  test("refuses a direction of another shape: it is not spread over the argument", () => {
    const f = (x: Tensor): Tensor => x;
    expect(messageOf(() => call(centralDifference, f, [tensor([1, 2])], [1]))).toMatchInlineSnapshot(`
      "ShapeError: centralDifference: a tangent must have the shape of its primal
        got  a tangent [] for a primal [2]
        hint the direction has one number for every number of the argument"
    `);
  });

  test("finds its step also beside NaN and infinity", () => {
    const [x, v] = [tensor([3, Number.NaN, Number.POSITIVE_INFINITY]), tensor([1, 0, 0])];
    const [first, ...rest] = centralDifference((x: Tensor) => mul(x, x), [x], [v]).toArray() as number[];
    expect(first).toBeCloseTo(6, 8);
    expect(rest).toEqual([Number.NaN, Number.NaN]);
  });
});
