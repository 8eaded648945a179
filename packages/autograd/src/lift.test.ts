import { describe, expect, test } from "vitest";
import {
  add,
  div,
  exp,
  grad,
  greater,
  mean,
  mul,
  neg,
  pow,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  where,
} from "./index.ts";
import type { TensorLike } from "./lift.ts";

const float32 = (...values: number[]): Tensor => tensor(values, { dtype: "float32" });
const int32 = (...values: number[]): Tensor => tensor(values, { dtype: "int32" });
const bool = (...values: boolean[]): Tensor => tensor(values);

describe("dtypes in arithmetic", () => {
  test.each([
    ["float64 and float32", add(tensor([1]), float32(1)), "float64"],
    ["int32 and float32", add(int32(1), float32(1)), "float32"],
    ["int32 and float64", add(int32(1), tensor([1])), "float64"],
    ["int32 and int32", add(int32(1), int32(1)), "int32"],
    ["bool and bool, which count", add(bool(true), bool(true)), "int32"],
    ["bool and float32", mul(bool(true), float32(1)), "float32"],
    ["int32 divided by int32", div(int32(1), int32(2)), "float64"],
    ["exp of int32", exp(int32(1)), "float64"],
    ["exp of float32", exp(float32(1)), "float32"],
    ["a comparison", greater(float32(1), 0), "bool"],
    ["a sum of int32", sum(int32(1, 2)), "int32"],
    ["a sum of bools", sum(bool(true, false)), "int32"],
  ])("%s give %3$s", (_name, result, dtype) => {
    expect(result.dtype).toBe(dtype);
  });

  test("a JavaScript number never widens float32, on either side", () => {
    expect(mul(2.5, float32(1)).dtype).toBe("float32");
    expect(mul(float32(1), 2.5).dtype).toBe("float32");
    expect(where(greater(float32(1), 0), float32(1), 0).dtype).toBe("float32");
  });

  test("beside integers a whole number stays an integer, any other makes float64", () => {
    expect(add(int32(1), 2).dtype).toBe("int32");
    expect(add(int32(1), 2.5).dtype).toBe("float64");
    expect(add(int32(1), 3_000_000_000).toArray()).toEqual([3_000_000_001]);
  });

  test("a tensor without axes is not a weak number", () => {
    expect(mul(tensor(2.5), float32(1)).dtype).toBe("float64");
  });

  test("a mean of integers does not wrap around", () => {
    expect(mean(int32(2147483647, 2147483647)).item()).toBe(2147483647);
  });

  test("integers wrap around at 2³¹, products included", () => {
    expect(add(int32(2147483647), 1).toArray()).toEqual([-2147483648]);
    expect(mul(int32(65537), int32(65537)).toArray()).toEqual([Math.imul(65537, 65537)]);
  });

  test("float32 in gives float32 out, gradients included", () => {
    const x = float32(0.1, 0.2);
    const g = grad((x: Tensor) => sum(mul(exp(x), pow(x, 3))))(x);
    expect(g.dtype).toBe("float32");
    for (const value of g.toArray() as number[]) expect(Math.fround(value)).toBe(value);
  });

  test("an adjoint has its input's dtype also where dtypes are mixed", () => {
    const [da, db] = grad((a: Tensor, b: Tensor) => sum(mul(a, b)), [0, 1])(float32(1, 2), tensor([3, 4]));
    expect([da.dtype, db.dtype]).toEqual(["float32", "float64"]);
  });
});

describe("what operations take", () => {
  test("numbers, booleans, typed arrays and nested arrays stand for tensors", () => {
    expect(add(1, 2).toArray()).toBe(3);
    expect(add([1, 2], [[10], [20]]).toArray()).toEqual([
      [11, 12],
      [21, 22],
    ]);
    expect(neg(new Float32Array([1, 2])).dtype).toBe("float32");
    expect(add(true, tensor([1])).toArray()).toEqual([2]);
  });

  test("a nested array that holds traced values is a stack through which derivatives pass", () => {
    const f = (x: Tensor): Tensor => sum(mul([x, square(x), [2, 3][0]!], [1, 10, 100]));
    expect(grad(f)(3).toArray()).toBe(1 + 60);
    const second = grad((x: Tensor) => grad(f)(x) as Tensor)(3);
    expect(second.toArray()).toBe(20);
  });

  test.each([
    ["undefined", undefined],
    ["null", null],
    ["a string", "3"],
    ["a record", { x: 1 }],
  ])("%s is refused by name", (_name, bad) => {
    expect(() => add(tensor([1]), bad as never as TensorLike as number)).toThrow(/add: expected a tensor, a number/);
  });

  test("broadcasting follows NumPy, empty axes included", () => {
    const shape = (...shapes: number[][]): readonly number[] => {
      const [a, b] = shapes.map((s) => tensor(new Float64Array(s.reduce((n, m) => n * m, 1)), { shape: s }) as Tensor);
      return add(a!, b!).shape;
    };
    expect(shape([3, 1], [4])).toEqual([3, 4]);
    expect(shape([1], [0])).toEqual([0]);
    expect(shape([2, 1, 3], [5, 1])).toEqual([2, 5, 3]);
    expect(shape([], [2, 0])).toEqual([2, 0]);
    expect(() => sub(tensor([1, 2]) as Tensor, tensor([1, 2, 3]) as Tensor)).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: sub: the lengths 2 and 3 of axis -1 differ, and neither is 1
        got  [2] and [3]
        hint entries are paired one by one; to pair each with each, give one of them an axis: expandDims(x, -1)]
    `);
    expect(() => sub(tensor([[1, 2, 3]]) as Tensor, tensor([[1], [2], [3]]) as Tensor)).not.toThrow();
  });
});
