import { expectTypeOf, test } from "vitest";
import { at, newaxis, set, slice, type Tensor, tensor, zeros } from "../index.ts";

const x = zeros([4, 5, 3]);
declare const dynamic: Tensor;
declare const i: number;
declare const text: string;

test("integers, slices and newaxis give literal shapes", () => {
  expectTypeOf(at(x, 0)).toEqualTypeOf<Tensor<readonly [5, 3]>>();
  expectTypeOf(at(x, i, -1, 2)).toEqualTypeOf<Tensor<readonly []>>();
  expectTypeOf(at(x, ":", 1)).toEqualTypeOf<Tensor<readonly [4, 3]>>();
  expectTypeOf(at(x, "1:", newaxis)).toEqualTypeOf<Tensor<readonly [number, 1, 5, 3]>>();
  expectTypeOf(at(x, slice(1, i), 0)).toEqualTypeOf<Tensor<readonly [number, 3]>>();
  expectTypeOf(at(x)).toEqualTypeOf<Tensor<readonly [4, 5, 3]>>();
});

test("arrays, masks, the dots and text known at run time give dynamic shapes", () => {
  expectTypeOf(at(x, [0, 1])).toEqualTypeOf<Tensor>();
  expectTypeOf(at(x, "...", 0)).toEqualTypeOf<Tensor>();
  expectTypeOf(at(x, text)).toEqualTypeOf<Tensor>();
  expectTypeOf(at(x, tensor([true, false]))).toEqualTypeOf<Tensor>();
  expectTypeOf(at(dynamic, 0)).toEqualTypeOf<Tensor>();
  expectTypeOf(at(x, ...[0, 1].map((k) => k))).toEqualTypeOf<Tensor>();
  expectTypeOf(at([[1, 2]], 0)).toEqualTypeOf<Tensor>();
});

test("set keeps the shape", () => {
  expectTypeOf(set(x, [0, ":"], 1)).toEqualTypeOf<Tensor<readonly [4, 5, 3]>>();
  expectTypeOf(set(dynamic, [[0, 1]], [1, 2])).toEqualTypeOf<Tensor>();
  expectTypeOf(set([1, 2], 0, 3)).toEqualTypeOf<Tensor>();
});
