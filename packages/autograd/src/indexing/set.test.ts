import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  at,
  evaluate,
  grad,
  greater,
  type Index,
  jvp,
  makeProgram,
  mul,
  newaxis,
  set,
  slice,
  square,
  sum,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from "../index.ts";
import { sizeOf } from "../shape.ts";
import { problem } from "./testing/draw.ts";
import { everyIndex, naivePick, written } from "./testing/naive.ts";

const counting = (shape: readonly number[], sign = 1): Tensor =>
  tensor(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => sign * (i + 1)),
    { shape },
  );
const flat = (x: Tensor): number[] => [x.toArray()].flat(9).map(Number);
const asArray = (values: readonly (number | boolean)[], shape: readonly number[]): Tensor =>
  tensor([...values], { shape, dtype: typeof values[0] === "boolean" ? "bool" : "int32" });

/** A problem with the shape of a value that broadcasts to the part. */
const assignment = fc
  .tuple(problem, fc.nat({ max: 4 }), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }))
  .map(([{ shape, index }, drop, ones]) => {
    const picked = naivePick(shape, index);
    return { shape, index, picked, valueShape: picked.shape.slice(drop).map((n, d) => (ones[d] === true ? 1 : n)) };
  });

/** For each entry of the part the entry of the value that goes there. */
function sources(part: readonly number[], valueShape: readonly number[]): number[] {
  const skip = part.length - valueShape.length;
  return everyIndex(part).map((at) => valueShape.reduce((place, n, d) => place * n + (n === 1 ? 0 : at[d + skip]!), 0));
}

describe("set", () => {
  test("replaces what at picks, the last of several values staying, and derivatives follow what stayed", () => {
    fc.assert(
      fc.property(assignment, ({ shape, index, picked, valueShape }) => {
        const list = written(index, asArray);
        const [x, value] = [counting(shape), counting(valueShape, -1)];
        const from = sources(picked.shape, valueShape);
        /** Which entry of the value stands at each place of the result, −1 for none. */
        const owner = new Array<number>(x.size).fill(-1);
        picked.places.forEach((place, j) => {
          owner[place] = from[j]!;
        });
        const y = set(x, list, value);
        expect(y.shape).toEqual(shape);
        expect(flat(y)).toEqual(owner.map((j, place) => (j < 0 ? place + 1 : -(j + 1))));

        const weighted = (x: Tensor, value: Tensor): Tensor => sum(mul(set(x, list, value), counting(shape)));
        const [dx, dvalue] = grad(weighted, [0, 1])(x, value);
        expect(flat(dx)).toEqual(owner.map((j, place) => (j < 0 ? place + 1 : 0)));
        const adjoint = new Array<number>(value.size).fill(0);
        owner.forEach((j, place) => {
          if (j >= 0) adjoint[j]! += place + 1;
        });
        expect(dvalue.shape).toEqual(valueShape);
        expect(flat(dvalue)).toEqual(adjoint);
      }),
      { seed: 30, numRuns: 600 },
    );
  });

  test("forward mode, staging and other layouts agree with it", () => {
    fc.assert(
      fc.property(assignment, ({ shape, index, valueShape }) => {
        const list = written(index, asArray);
        const turned = transpose(counting([...shape].reverse()));
        const value = counting(valueShape, -1);
        const y = flat(set(turned, list, value));
        expect(flat(set(tensor(flat(turned), { shape }), list, value))).toEqual(y);
        const f = (x: Tensor, value: Tensor): Tensor => set(x, list, value);
        expect(flat(jvp(f, [zeros(shape), zeros(valueShape)], [turned, value])[1])).toEqual(y);
        expect(flat(evaluate(makeProgram(f)(turned, value), [turned, value]) as Tensor)).toEqual(y);
      }),
      { seed: 31, numRuns: 200 },
    );
  });

  test("leaves its argument as it was", () => {
    const x = tensor([1, 2, 3]);
    expect(set(x, "1:", 0).toArray()).toEqual([1, 0, 0]);
    expect(x.toArray()).toEqual([1, 2, 3]);
  });

  test.each<[string, Index | readonly Index[], number, unknown]>([
    [
      "one index without a list",
      0,
      9,
      [
        [9, 9],
        [3, 4],
      ],
    ],
    [
      "a slice without a list",
      "::-1",
      9,
      [
        [9, 9],
        [9, 9],
      ],
    ],
    [
      "a slice with computed bounds",
      slice(1, null),
      9,
      [
        [1, 2],
        [9, 9],
      ],
    ],
    [
      "a list with one index per axis",
      [0, 1],
      9,
      [
        [1, 9],
        [3, 4],
      ],
    ],
    [
      "an array inside the list",
      [[0, 1]],
      9,
      [
        [9, 9],
        [9, 9],
      ],
    ],
    [
      "a mask inside the list",
      [[false, true]],
      9,
      [
        [1, 2],
        [9, 9],
      ],
    ],
    [
      "a mask as a tensor",
      greater(
        tensor([
          [1, 2],
          [3, 4],
        ]),
        2,
      ),
      9,
      [
        [1, 2],
        [9, 9],
      ],
    ],
    [
      "an empty list is everything",
      [],
      9,
      [
        [9, 9],
        [9, 9],
      ],
    ],
    [
      "a new axis",
      [newaxis, 0],
      9,
      [
        [9, 9],
        [3, 4],
      ],
    ],
    [
      "a slice that picks nothing",
      "2:",
      9,
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])("takes %s", (_sentence, index, value, expected) => {
    expect(
      set(
        [
          [1, 2],
          [3, 4],
        ],
        index,
        value,
      ).toArray(),
    ).toEqual(expected);
  });

  test("gives the derivative to the last of several values at one place only", () => {
    const f = (v: Tensor): Tensor => sum(set(zeros([2]), [[1, 1, 0]], v));
    expect(set(zeros([2]), [[1, 1, 0]], [5, 6, 7]).toArray()).toEqual([7, 6]);
    expect(grad(f)(tensor([5, 6, 7])).toArray()).toEqual([0, 1, 1]);
  });

  test("has second derivatives", () => {
    const inner = grad((x: Tensor) => sum(square(set(x, 0, square(at(x, 1))))));
    // x₁⁴ + x₁², of which the second derivative is 12x₁² + 2
    expect(grad((x: Tensor) => sum(inner(x)))(tensor([3, 2])).toArray()).toEqual([0, 50]);
  });

  test("keeps the dtype of the tensor", () => {
    expect(set(tensor([1, 2], { dtype: "int32" }), 0, 7.9).toArray()).toEqual([7, 2]);
    expect(set(tensor([1, 2], { dtype: "float32" }), 0, tensor(0.5)).dtype).toBe("float32");
    expect(set(tensor([true, true]), 0, false).toArray()).toEqual([false, true]);
    expect(sum(set(tensor([false, false]), 0, 5)).item()).toBe(1);
  });

  test("builds a matrix entry by entry from traced numbers", () => {
    const rotation = (a: Tensor, b: Tensor): Tensor => {
      let R: Tensor = zeros([2, 2]);
      R = set(R, [0, 0], a);
      R = set(R, [1, 1], mul(a, b));
      return sum(R);
    };
    expect(grad(rotation, [0, 1])(2, 3).map((d) => d.item())).toEqual([4, 2]);
  });
});

describe("set, errors", () => {
  const message = (f: () => unknown): string => {
    try {
      f();
    } catch (error) {
      return String(error);
    }
    return "no error";
  };
  const m = zeros([3, 4]);

  test("a value that does not broadcast to the part", () => {
    expect(message(() => set(m, 0, [1, 2, 3]))).toMatchInlineSnapshot(`
      "ShapeError: set: the value does not broadcast to the part that it replaces
        got  a value of shape [3] for a part of shape [4]
        hint lengths are compared from the last axis backwards, and must agree or be 1 in the value"
    `);
    expect(message(() => set(m, [0, 0], [1, 2]))).toMatchInlineSnapshot(`
      "ShapeError: set: the value does not broadcast to the part that it replaces
        got  a value of shape [2] for a part of shape []
        hint lengths are compared from the last axis backwards, and must agree or be 1 in the value"
    `);
  });

  test("a list of booleans, which is no mask", () => {
    expect(message(() => set(m, [true, false, true], 0))).toMatchInlineSnapshot(`
      "ArgumentError: set: a list of booleans is read as one index per axis, not as a mask
        got  [true, false, true]
        hint put the mask inside the list of indices, set(x, [[true, false]], value), or make it a tensor"
    `);
  });

  test("an index out of range", () => {
    expect(message(() => set(m, [3, 0], 0))).toMatchInlineSnapshot(`
      "ArgumentError: set: there is no index 3 along axis 0, which has length 3
        got  shape [3, 4]
        hint indices along this axis are 0 to 2, or -1 to -3 counted from the end"
    `);
    expect(message(() => set(m, [[0, 3]], 0))).toMatchInlineSnapshot(`
      "ArgumentError: set: there is no index 3 along axis 0, which has length 3
        got  shape [3, 4]
        hint indices along this axis are 0 to 2, or -1 to -3 counted from the end"
    `);
  });

  test("a mask without values", () => {
    const staged = (): unknown => makeProgram((x: Tensor) => set(x, greater(x, 0), [1, 2]))(m);
    expect(message(staged)).toMatch(/where\(mask, value, x\) instead of set/);
  });
});
