import { expectTypeOf, test } from "vitest";
import {
  arange,
  broadcastTo,
  concatenate,
  expandDims,
  eye,
  full,
  identity,
  linspace,
  moveaxis,
  onesLike,
  ravel,
  reshape,
  stack,
  swapaxes,
  type Tensor,
  transpose,
  zeros,
  zerosLike,
} from "../index.ts";

const x = zeros([2, 3]);
declare const dynamic: Tensor;
declare const n: number;
declare const list: readonly Tensor<readonly [2, 3]>[];
declare const shape: readonly number[];

test("creation keeps literal lengths", () => {
  expectTypeOf(x).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(zeros(4)).toEqualTypeOf<Tensor<readonly [4]>>();
  expectTypeOf(zeros(shape)).toEqualTypeOf<Tensor<readonly number[]>>();
  expectTypeOf(full([2, 2], 7)).toEqualTypeOf<Tensor<readonly [2, 2]>>();
  expectTypeOf(zerosLike(x)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(onesLike(dynamic)).toEqualTypeOf<Tensor>();
  expectTypeOf(eye(3)).toEqualTypeOf<Tensor<readonly [3, 3]>>();
  expectTypeOf(eye(3, 4, 1)).toEqualTypeOf<Tensor<readonly [3, 4]>>();
  expectTypeOf(identity(n)).toEqualTypeOf<Tensor<readonly [number, number]>>();
  expectTypeOf(arange(5)).toEqualTypeOf<Tensor<readonly [number]>>();
  expectTypeOf(linspace(0, 1, 5)).toEqualTypeOf<Tensor<readonly [5]>>();
  expectTypeOf(linspace(0, 1)).toEqualTypeOf<Tensor<readonly [50]>>();
  expectTypeOf(linspace(dynamic, 1, 5)).toEqualTypeOf<Tensor>();
});

test("new shapes are known where they are written", () => {
  expectTypeOf(reshape(x, [3, 2])).toEqualTypeOf<Tensor<readonly [3, 2]>>();
  expectTypeOf(reshape(x, [-1, 2])).toEqualTypeOf<Tensor<readonly [number, 2]>>();
  expectTypeOf(reshape(dynamic, [n, 2])).toEqualTypeOf<Tensor<readonly [number, 2]>>();
  expectTypeOf(reshape(x, 6)).toEqualTypeOf<Tensor<readonly [6]>>();
  expectTypeOf(reshape(x, shape)).toEqualTypeOf<Tensor<readonly number[]>>();
  expectTypeOf(ravel(x)).toEqualTypeOf<Tensor<readonly [number]>>();
  expectTypeOf(broadcastTo(x, [4, 2, 3])).toEqualTypeOf<Tensor<readonly [4, 2, 3]>>();
  expectTypeOf(broadcastTo([1, 2], 2)).toEqualTypeOf<Tensor<readonly [2]>>();
});

test("axes carry their lengths with them", () => {
  const y = zeros([2, 3, 4]);
  expectTypeOf(transpose(x)).toEqualTypeOf<Tensor<readonly [3, 2]>>();
  expectTypeOf(transpose(y, [2, 0, 1])).toEqualTypeOf<Tensor<readonly [4, 2, 3]>>();
  expectTypeOf(transpose(y, [-1, 0, 1])).toEqualTypeOf<Tensor<readonly [number, 2, 3]>>();
  expectTypeOf(transpose(dynamic)).toEqualTypeOf<Tensor>();
  expectTypeOf(transpose([[1, 2]])).toEqualTypeOf<Tensor>();
  expectTypeOf(swapaxes(x, 0, 1)).toEqualTypeOf<Tensor<readonly [number, number]>>();
  expectTypeOf(moveaxis(y, 0, -1)).toEqualTypeOf<Tensor<readonly [number, number, number]>>();
  expectTypeOf(expandDims(x, 0)).toEqualTypeOf<Tensor<readonly [1, 2, 3]>>();
  expectTypeOf(expandDims(x, 1)).toEqualTypeOf<Tensor<readonly [2, 1, 3]>>();
  expectTypeOf(expandDims(x, -1)).toEqualTypeOf<Tensor<readonly [2, 3, 1]>>();
  expectTypeOf(expandDims(x, [0, 1])).toEqualTypeOf<Tensor>();
  expectTypeOf(expandDims(x, n)).toEqualTypeOf<Tensor>();
});

test("joining widens the joined axis only", () => {
  expectTypeOf(concatenate([x, x])).toEqualTypeOf<Tensor<readonly [number, 3]>>();
  expectTypeOf(concatenate([x, x], 1)).toEqualTypeOf<Tensor<readonly [2, number]>>();
  expectTypeOf(concatenate([x, x], -1)).toEqualTypeOf<Tensor<readonly [2, number]>>();
  expectTypeOf(concatenate([x, x], null)).toEqualTypeOf<Tensor<readonly [number]>>();
  expectTypeOf(concatenate([x, x], n)).toEqualTypeOf<Tensor<readonly [number, number]>>();
  expectTypeOf(concatenate(list)).toEqualTypeOf<Tensor<readonly [number, 3]>>();
  expectTypeOf(concatenate([dynamic, dynamic])).toEqualTypeOf<Tensor>();
  expectTypeOf(concatenate([[1], [2]])).toEqualTypeOf<Tensor>();
  expectTypeOf(stack([x, x, x])).toEqualTypeOf<Tensor<readonly [3, 2, 3]>>();
  expectTypeOf(stack([x, x], -1)).toEqualTypeOf<Tensor<readonly [2, 3, 2]>>();
  expectTypeOf(stack(list, 1)).toEqualTypeOf<Tensor<readonly [2, number, 3]>>();
  expectTypeOf(stack([1, 2])).toEqualTypeOf<Tensor<readonly [2]>>();
  expectTypeOf(stack([[1], [2]])).toEqualTypeOf<Tensor>();
});

test("sizes stay themselves inside generic functions", () => {
  function square<N extends number>(size: N): Tensor<readonly [N, N]> {
    return zeros([size, size]);
  }
  function like<S extends readonly number[]>(y: Tensor<S>): Tensor<S> {
    return zeros(y.shape);
  }
  expectTypeOf(square(3)).toEqualTypeOf<Tensor<readonly [3, 3]>>();
  expectTypeOf(like(x)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
});
