import { describe, expectTypeOf, test } from "vitest";
import {
  add,
  matmul,
  max,
  mean,
  mul,
  outer,
  random,
  relu,
  type Shape,
  sigmoid,
  sub,
  sum,
  Tensor,
  type TensorLike,
  tensor,
  where,
  zeros,
} from "./index.ts";

const W = zeros([10, 4]);
const x = zeros([4]);
const b = zeros([10]);
const batch = zeros([5, 4]);
declare const dynamic: Tensor;

describe("shapes in types", () => {
  test("literal shapes flow through creation, elementwise functions and broadcasting", () => {
    expectTypeOf(W.shape).toEqualTypeOf<readonly [10, 4]>();
    expectTypeOf(sigmoid(W)).toEqualTypeOf<Tensor<readonly [10, 4]>>();
    expectTypeOf(add(W, x).shape).toEqualTypeOf<readonly [10, 4]>();
    expectTypeOf(add(x, W).shape).toEqualTypeOf<readonly [10, 4]>();
    expectTypeOf(mul(zeros([3, 1]), zeros([1, 5])).shape).toEqualTypeOf<readonly [3, 5]>();
    expectTypeOf(mul(W, 2).shape).toEqualTypeOf<readonly [10, 4]>();
    expectTypeOf(sub(1, W).shape).toEqualTypeOf<readonly [10, 4]>();
    expectTypeOf(add(1, 2).shape).toEqualTypeOf<readonly []>();
    expectTypeOf(where(W, W, 0).shape).toEqualTypeOf<readonly [10, 4]>();
  });

  test("matrix products take and give the right sizes", () => {
    expectTypeOf(matmul(W, x).shape).toEqualTypeOf<readonly [10]>();
    expectTypeOf(matmul(batch, zeros([4, 3])).shape).toEqualTypeOf<readonly [5, 3]>();
    expectTypeOf(matmul(x, x).shape).toEqualTypeOf<readonly []>();
    expectTypeOf(outer(b, x).shape).toEqualTypeOf<readonly [10, 4]>();
  });

  test("reductions drop or keep an axis, counted from either end", () => {
    expectTypeOf(sum(W).shape).toEqualTypeOf<readonly []>();
    expectTypeOf(sum(W, 0).shape).toEqualTypeOf<readonly [4]>();
    expectTypeOf(mean(W, 1).shape).toEqualTypeOf<readonly [10]>();
    expectTypeOf(max(W, -1).shape).toEqualTypeOf<readonly [10]>();
    expectTypeOf(sum(zeros([2, 3, 4]), -3).shape).toEqualTypeOf<readonly [3, 4]>();
    expectTypeOf(sum(W, 1, { keepdims: true }).shape).toEqualTypeOf<readonly [10, 1]>();
    expectTypeOf(sum(W, [0, 1])).toEqualTypeOf<Tensor>();
  });

  test("a dynamic shape on either side gives a dynamic result, never an error", () => {
    expectTypeOf(add(dynamic, W)).toEqualTypeOf<Tensor>();
    expectTypeOf(add(W, dynamic)).toEqualTypeOf<Tensor>();
    expectTypeOf(matmul(dynamic, W)).toEqualTypeOf<Tensor>();
    expectTypeOf(matmul(W, dynamic)).toEqualTypeOf<Tensor>();
    expectTypeOf(sum(dynamic, 1)).toEqualTypeOf<Tensor>();
    expectTypeOf(relu(tensor([1, 2]))).toEqualTypeOf<Tensor>();
  });

  test("a literal tensor goes where any tensor is wanted, and random draws have literal shapes", () => {
    const takesAny = (t: Tensor): Shape => t.shape;
    takesAny(W);
    expectTypeOf(random.RandomState(42).randn(10, 4).shape).toEqualTypeOf<readonly [10, 4]>();
    expectTypeOf(Tensor.prototype.item).returns.toEqualTypeOf<number>();
  });

  test("operands of unknown kind are taken, and give a dynamic result", () => {
    const scaled = (x: TensorLike, factor: Tensor | number): Tensor => mul(matmul(x, x), factor);
    expectTypeOf(scaled).returns.toEqualTypeOf<Tensor>();
    expectTypeOf(add([1, 2], W)).toEqualTypeOf<Tensor>();
    expectTypeOf(matmul(W, [1, 2, 3, 4])).toEqualTypeOf<Tensor>();
  });

  test("clashing shapes do not compile", () => {
    // @ts-expect-error inner sizes 4 and 5
    matmul(W, zeros([5, 10]));
    // @ts-expect-error [10, 4] and [10] do not broadcast
    add(W, b);
    // @ts-expect-error there is no axis 2
    sum(W, 2);
    // @ts-expect-error there is no axis −3
    sum(W, -3);
    // @ts-expect-error a string is not a tensor
    add(W, "1");
  });
});
