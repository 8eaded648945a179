import { elementwiseGrad, grad, hessian, mul, sum, type Tensor, tensor, zeros } from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACTIVATIONS } from "../testing/activations.ts";
import { activationLayer } from "../testing/asLayer.ts";
import { numbersOf } from "../verify/tree.ts";
import { verifyLayer } from "../verify/verifyLayer.ts";
import { elementwise } from "./activation.ts";
import { hardshrink, softshrink } from "./bounded.ts";
import { activations } from "./index.ts";
import { sigmoid } from "./logistic.ts";
import { leakyRelu } from "./rectified.ts";

test("an activation with the parameters that it has is itself, with others another", () => {
  const { slope } = leakyRelu.parameters;
  expect(leakyRelu.with({ slope }) === leakyRelu).toBe(true);
  expect(leakyRelu.with({ slope: slope + 1 }) === leakyRelu).toBe(false);
});

/** The same products in another order. */
const ROUNDING = 1e-12;

describe.each(ACTIVATIONS)("%s", (_name, f) => {
  test("by hand equals the tape and differences, staged equals eager, float32 stays, nothing changes", () => {
    const report = verifyLayer(activationLayer(f, (rng, n) => rng.normal(0, 2, [n, 5])));
    expect(report.ok, String(report)).toBe(true);
  });

  test("has the same derivative by hand and by the tape, for every shape and value", () => {
    const numbers = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(numbers, (list) => {
        const z = tensor(list.slice(0, list.length - (list.length % 2)), { shape: [2, Math.floor(list.length / 2)] });
        const da = tensor(
          Array.from({ length: z.size }, (_, i) => Math.sin(i + 1)),
          { shape: z.shape },
        );
        const byTape = grad((x: Tensor) => sum(mul(f(x), da)))(z);
        const byHand = f.backward(da, z);
        numbersOf(byHand).forEach((d, i) => {
          expect(Math.abs(d - numbersOf(byTape)[i]!)).toBeLessThan(ROUNDING * Math.max(1, Math.abs(d)));
        });
      }),
      { numRuns: 50, seed: 42 },
    );
  });

  test("neither overflows nor gives NaN at ±700", () => {
    const z = tensor([[-700, 0.5, 700]]);
    expect(numbersOf(f(z)).every(Number.isFinite)).toBe(true);
    expect(numbersOf(f.backward(tensor([[1, 1, 1]]), z)).every(Number.isFinite)).toBe(true);
    expect(numbersOf(grad((x: Tensor) => sum(f(x)))(z)).every(Number.isFinite)).toBe(true);
  });
});

const smooth = ACTIVATIONS.flatMap(([name, f]) => ("derivative" in f && f.smooth ? [[name, f] as const] : []));

test.each(smooth)("%s has a second derivative at 0 that the differences confirm", (_name, f) => {
  const second = elementwiseGrad(elementwiseGrad((z: Tensor) => f(z)));
  const h = 1e-3;
  const values = numbersOf(f(tensor([-h, 0, h])));
  const expected = (values[0]! - 2 * values[1]! + values[2]!) / (h * h);
  expect(numbersOf(second(tensor([0])))[0]).toBeCloseTo(expected, 5);
});

describe("an activation", () => {
  test("is a frozen function with a name", () => {
    for (const [key, f] of Object.entries(activations)) {
      expect(f.name).toBe(key);
      expect(Object.isFrozen(f)).toBe(true);
      expect(f.formula).not.toBe("");
    }
  });

  test("that sets small numbers to 0 shows NaN", () => {
    expect([hardshrink, softshrink].map((f) => f(tensor([Number.NaN])).toArray())).toEqual([
      [Number.NaN],
      [Number.NaN],
    ]);
  });

  test("takes an empty batch", () => {
    expect(sigmoid(zeros([0, 3])).shape).toEqual([0, 3]);
  });

  test("says which parameters it has", () => {
    expect(() => leakyRelu.with({ alpha: 1 } as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: leakyRelu: there is no parameter alpha
        got  { alpha }
        hint leakyRelu has slope]
    `);
    expect(() => sigmoid.with({ slope: 1 } as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: sigmoid: there is no parameter slope
        got  { slope }
        hint sigmoid has no parameters]
    `);
  });

  test("of one's own has derivatives of all orders", () => {
    const cube = elementwise({
      name: "cube",
      formula: "z^3",
      byHand: true,
      value: (z) => mul(z, mul(z, z)),
      derivative: (z) => mul(3, mul(z, z)),
    });
    expect(hessian((z: Tensor) => sum(cube(z)))(tensor([2])).toArray()).toEqual([[12]]);
  });
});
