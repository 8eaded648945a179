import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, debugNaN, grad, jvp, mul, ones, square, sum, type Tensor, tensor, vjp } from "./index.ts";

/** c₀·x + c₁·x + …, whose adjoint is gathered from the last term to the first. */
function terms(x: Tensor, cs: readonly Tensor[]): Tensor {
  const products = cs.map((c) => mul(c, x));
  return products.reduce((total, term) => add(total, term));
}

describe("adjoints that several uses of a value add to", () => {
  test("have the bits of sums that are made one by one", () => {
    const number = fc.double({ min: -9, max: 9, noNaN: true });
    const lists = fc
      .record({ n: fc.constantFrom(1, 2, 8, 11, 200, 600), dtype: fc.constantFrom("float64", "float32") })
      .chain(({ n, dtype }) =>
        fc.record({
          dtype: fc.constant(dtype as "float64" | "float32"),
          cs: fc.array(fc.array(number, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 6 }),
        }),
      );
    fc.assert(
      fc.property(lists, ({ dtype, cs }) => {
        const weights = cs.map((c) => tensor(c, { dtype }));
        const x = ones([cs[0]!.length], dtype);
        const found = grad((x: Tensor) => sum(terms(x, weights)))(x);
        // With a cotangent in one piece products are added as they are made.
        const [same] = vjp((x: Tensor) => terms(x, weights), x)[1](x);
        expect(same.toArray()).toEqual(found.toArray());
        const expected = [...weights].reverse().reduce((total, c) => add(total, c));
        expect(found.toArray()).toEqual(add(expected, 0).toArray());
      }),
      { numRuns: 60 },
    );
  });

  test("have these bits where single numbers are multiplied, or arrays by numbers", () => {
    const number = fc.oneof(fc.double({ min: -9, max: 9, noNaN: true }), fc.constantFrom(0, -0, Infinity, NaN));
    const shape = fc.constantFrom([], [1], [1, 1], [3], [2, 2], [40]);
    fc.assert(
      fc.property(shape, fc.array(number, { minLength: 1, maxLength: 5 }), (shape, cs) => {
        const x = ones(shape);
        const f = (x: Tensor): Tensor => cs.map((c) => mul(c, x)).reduce((total, term) => add(total, term));
        const found = grad((x: Tensor) => sum(f(x)))(x);
        expect(vjp(f, x)[1](ones(shape))[0].toArray()).toEqual(found.toArray());
        const expected = [...cs].reverse().reduce((total, c) => total + c);
        expect(found.shape).toEqual(shape);
        expect(new Set([found.toArray()].flat(3))).toEqual(new Set([expected + 0]));
      }),
      { numRuns: 200 },
    );
  });

  const thrice = (x: Tensor): Tensor => add(add(x, x), x);

  test("get nothing from a product with zero, whatever the other factor is", () => {
    const weights = [
      [Infinity, Infinity, NaN],
      [2, 2, 2],
      [3, 3, 3],
    ].map((c) => tensor(c));
    const [, back] = vjp((x: Tensor) => terms(x, weights), tensor([1, 1, 1]));
    expect(back(tensor([0, 1, 0]))[0].toArray()).toEqual([0, Infinity, 0]);
  });

  test("are not added to the cotangent that the caller gave", () => {
    const [, back] = vjp(thrice, tensor([1, 2]));
    const g = tensor([1, 10]);
    expect(back(g)[0].toArray()).toEqual([3, 30]);
    expect(back(g)[0].toArray()).toEqual([3, 30]);
    expect(g.toArray()).toEqual([1, 10]);
  });

  test("are not added to an adjoint that was gathered before and is now given as a cotangent", () => {
    const [, back] = vjp(thrice, tensor([1, 2]));
    const [first] = back(tensor([1, 10]));
    const [second] = back(first);
    expect(second.toArray()).toEqual([9, 90]);
    expect(first.toArray()).toEqual([3, 30]);
  });

  test("stay apart where a rule passes one of them on to two places", () => {
    const f = (a: Tensor, b: Tensor): Tensor => {
      const early = mul(a, 3);
      const s = add(a, b);
      return sum(add(terms(s, [tensor([1, 1]), tensor([2, 2]), tensor([3, 3])]), early));
    };
    const [da, db] = grad(f, [0, 1])(tensor([1, 2]), tensor([3, 4]));
    expect([da.toArray(), db.toArray()]).toEqual([
      [9, 9],
      [6, 6],
    ]);
  });

  test.each([{ shape: [] }, { shape: [3] }])(
    "are not added to a cotangent that lies at two places, for shape $shape",
    ({ shape }) => {
      const [a, w, g] = [mul(2, ones(shape)), mul(5, ones(shape)), mul(7, ones(shape))];
      const [, back] = vjp((a: Tensor, b: Tensor) => add(mul(a, w), add(a, b)), a, a);
      const [da, db] = back(g);
      const all = (value: number): unknown => mul(value, ones(shape)).toArray();
      expect([da.toArray(), db.toArray(), g.toArray()]).toEqual([all(42), all(7), all(7)]);
    },
  );

  test.each([{ shape: [] }, { shape: [3] }])(
    "stay traced where plain products come after traced ones, for shape $shape",
    ({ shape }) => {
      const [c, y, g] = [mul(5, ones(shape)), ones(shape), mul(7, ones(shape))];
      const inner = (x: Tensor): Tensor => vjp((y: Tensor) => add(mul(c, y), mul(x, y)), y)[1](g)[0];
      expect(grad((x: Tensor) => sum(inner(x)))(y).toArray()).toEqual(g.toArray());
    },
  );

  test("of a factor that is repeated are summed", () => {
    const w = tensor([1, 2, 3]);
    for (const x of [tensor(2), tensor([2])] as Tensor[]) {
      const [dx] = vjp((x: Tensor) => mul(x, w), x)[1](tensor([1, 10, 100]));
      expect([dx.shape, sum(dx).item()]).toEqual([x.shape, 321]);
    }
  });

  test("are looked at as products, too, where the first number that is not finite is searched", () => {
    const f = (x: Tensor): Tensor => mul(mul(x, 1e200), 1e200);
    expect(() => debugNaN(() => grad(f)(tensor(0)))).toThrow(/scale/);
  });

  test("are differentiated themselves: by a tangent through the walk back, and by a walk through it", () => {
    // f = Σ (x + x + x)·x² = 3 Σ x³
    const df = grad((x: Tensor) => sum(mul(thrice(x), square(x))));
    const x = tensor([1, 2]);
    const [, tangent] = jvp(df, [x], [tensor([1, 1])]) as [Tensor, Tensor];
    expect(tangent.toArray()).toEqual([18, 36]);
    expect(grad((x: Tensor) => sum(df(x)))(x).toArray()).toEqual([18, 36]);
  });

  test("keep what a factor depends on that somebody else differentiates by", () => {
    // d/dc of d/dx Σ (c + 2 + 3) x: the factor c comes to a sum that two plain ones have made, whose g is in one piece.
    const f = (c: Tensor) => (x: Tensor) => sum(mul(terms(x, [c, tensor([2, 2]), tensor([3, 3])]), tensor([1, 1])));
    const slope = (c: Tensor) => grad(f(c))(tensor([1, 2]));
    expect(slope(tensor([1, 1])).toArray()).toEqual([6, 6]);
    expect(grad((c: Tensor) => sum(mul(slope(c), tensor([1, 10]))))(tensor([1, 1])).toArray()).toEqual([1, 10]);
  });

  test("are looked at one by one where the first number that is not finite is searched", () => {
    const weights = [1.5e308, 1e308, 1].map((c) => tensor([c, c]));
    const x = tensor([0.1, 0.1]);
    const df = grad((x: Tensor) => sum(terms(x, weights)));
    expect(df(x).toArray()).toEqual([Infinity, Infinity]);
    expect(() => debugNaN(() => df(x))).toThrow(/add made Infinity|infinity/i);
  });
});
