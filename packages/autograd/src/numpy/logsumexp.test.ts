import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exp, full, grad, hessian, log, logsumexp, mul, sum, type Tensor, tensor, zeros } from "../index.ts";
import { flatData } from "../storage.ts";
import { expectAllClose } from "../testing/expect.ts";

/** Up to ten exponentials, each with an error of some units in the last place. */
const ROUNDING = 1e-13;

const rows = fc.array(fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 3, maxLength: 3 }), {
  minLength: 1,
  maxLength: 4,
});

describe("the logarithm of a sum of exponentials", () => {
  test("is what its name says, along any axes", () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(null, 0, 1, -1, [0, 1]), fc.boolean(), (entries, axis, keepdims) => {
        const x = tensor(entries);
        const byName = log(sum(exp(x), axis as null, { keepdims }));
        const y = logsumexp(x, axis, { keepdims });
        expect(y.shape).toEqual(byName.shape);
        expectAllClose([y], [byName], ROUNDING, "logsumexp");
      }),
    );
  });

  test("does not overflow, and its derivative is the softmax", () => {
    const f = (x: Tensor): Tensor => logsumexp(x);
    expect(f(tensor([1000, 1000])).item()).toBeCloseTo(1000 + Math.log(2), 12);
    expect([...flatData(grad(f)(tensor([1000, 1000])))]).toEqual([0.5, 0.5]);
    expect(f(tensor([-1000, -2000])).item()).toBe(-1000);
  });

  test("of terms that are all −∞ is −∞, with derivatives 0 and not NaN", () => {
    const x = full([3], Number.NEGATIVE_INFINITY);
    const f = (v: Tensor): Tensor => logsumexp(v);
    expect(f(x).item()).toBe(Number.NEGATIVE_INFINITY);
    expect([...flatData(grad(f)(x))]).toEqual([0, 0, 0]);
    expect([...flatData(hessian(f)(x) as Tensor)]).toEqual(new Array(9).fill(0));
    expect([...flatData(grad(f)(tensor([0, Number.NEGATIVE_INFINITY])))]).toEqual([1, 0]);
    expect(logsumexp(zeros([0])).item()).toBe(Number.NEGATIVE_INFINITY);
    expect(f(tensor([1, Number.POSITIVE_INFINITY])).item()).toBe(Number.POSITIVE_INFINITY);
  });

  test("takes weights, and leaves out what has weight 0", () => {
    const b = tensor([2, 0, 1]);
    const f = (v: Tensor): Tensor => logsumexp(v, null, { b });
    const x = tensor([1, 5000, 3]);
    expect(f(x).item()).toBeCloseTo(Math.log(2 * Math.exp(1) + Math.exp(3)), 12);
    expect(flatData(grad(f)(x))[1]).toBe(0);
    expect(logsumexp(tensor([0, 1]), 0, { b: [1, -1] }).item()).toBeNaN();
  });

  test("stays float32", () => {
    const x = tensor([1, 2], { dtype: "float32" });
    expect(logsumexp(x).dtype).toBe("float32");
    expect(grad((v: Tensor) => mul(2, logsumexp(v)))(x).dtype).toBe("float32");
  });
});
