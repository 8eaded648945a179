import { describe, expect, test } from "vitest";
import {
  eye,
  full,
  fullLike,
  grad,
  identity,
  makeProgram,
  mul,
  ones,
  onesLike,
  sum,
  type Tensor,
  tensor,
  zeros,
  zerosLike,
} from "../index.ts";

describe("zeros, ones, full", () => {
  test("have the shape that was asked for, a list of lengths or one", () => {
    expect(zeros([2, 3]).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(ones(2).toArray()).toEqual([1, 1]);
    expect(full([], 7).toArray()).toBe(7);
    expect(zeros([0, 3]).toArray()).toEqual([]);
    expect(full([2, 0], 1).shape).toEqual([2, 0]);
  });

  test("are float64 unless said", () => {
    expect(zeros(1).dtype).toBe("float64");
    expect(ones(1, "int32").dtype).toBe("int32");
    expect(ones([2], "bool").toArray()).toEqual([true, true]);
    expect(full(1, 2.5, "float32").dtype).toBe("float32");
    expect(full(1, true).dtype).toBe("bool");
    expect(full(2, 3, "bool").toArray()).toEqual([true, true]);
  });

  test("a filling value broadcasts, and its derivative is the sum over its repetitions", () => {
    expect(full([2, 2], [1, 2]).toArray()).toEqual([
      [1, 2],
      [1, 2],
    ]);
    const f = (v: Tensor): Tensor =>
      sum(
        mul(full([2, 3], v), [
          [1, 2, 3],
          [4, 5, 6],
        ]),
      );
    expect(grad(f)(2).item()).toBe(21);
    expect(grad(f)(tensor([0, 0, 0])).toArray()).toEqual([5, 7, 9]);
  });

  test("do not change when the list of lengths is changed afterwards", () => {
    const lengths = [2];
    const x = zeros(lengths);
    lengths[0] = 5;
    expect(x.shape).toEqual([2]);
  });

  test("the like of a tensor has its shape and dtype", () => {
    const x = tensor([1, 2], { dtype: "int32" });
    expect(zerosLike(x).toArray()).toEqual([0, 0]);
    expect(zerosLike(x).dtype).toBe("int32");
    expect(onesLike(x, "float32").dtype).toBe("float32");
    expect(fullLike(x, 2.7).toArray()).toEqual([2, 2]);
    expect(onesLike([[1], [2]]).toArray()).toEqual([[1], [1]]);
    expect(grad((v: Tensor) => sum(fullLike(tensor([1, 2, 3]), v)))(1).item()).toBe(3);
  });

  test("the like of an abstract tensor is known while staging", () => {
    const program = makeProgram((x: Tensor) => mul(x, onesLike(x)))(tensor([1, 2]));
    expect(program.outputs[0]?.shape).toEqual([2]);
  });

  test("lengths are whole numbers from 0 on, in a list", () => {
    expect(() => zeros([2, -1])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: zeros: a length must be a whole number, 0 or more, not -1
        got  shape [2, -1]
        hint only reshape works out a length by itself]
    `);
    expect(() => ones([1.5])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: ones: a length must be a whole number, 0 or more, not 1.5
        got  shape [1.5]
        hint a length counts elements: Math.floor(n), if it was computed]
    `);
    expect(() => ones([tensor(2) as never])).toThrow("write x.item() for the number in a tensor");
    expect(() => full(tensor([2]) as never, 1)).toThrowErrorMatchingInlineSnapshot(`
      [KindError: full: a shape is a list of lengths, not a tensor of shape [1]
        hint the shape of a tensor is x.shape]
    `);
    expect(() => zeros(undefined as never)).toThrowErrorMatchingInlineSnapshot(`
      [KindError: zeros: a shape is a list of lengths, not undefined
        hint write the lengths in one list, for instance [3, 4]]
    `);
  });
});

describe("eye", () => {
  test("has ones where column − row is k", () => {
    for (let n = 0; n < 5; n++) {
      for (let m = 0; m < 5; m++) {
        for (let k = -5; k <= 5; k++) {
          const expected = Array.from({ length: n }, (_, i) =>
            Array.from({ length: m }, (_, j) => (j - i === k ? 1 : 0)),
          );
          expect(eye(n, m, k).toArray()).toEqual(expected);
        }
      }
    }
  });

  test("is square when only one length is given, and the identity is its main diagonal", () => {
    expect(eye(3).toArray()).toEqual(identity(3).toArray());
    expect(identity(2, "int32").dtype).toBe("int32");
  });

  test("the diagonal is a whole number", () => {
    expect(() => eye(2, 2, 0.5)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: eye: the diagonal k must be a whole number, not 0.5
        got  0.5
        hint 0 is the main diagonal, 1 the one above it, -1 the one below]
    `);
  });
});
