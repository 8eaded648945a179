import { expect, test } from "vitest";
import { tensor } from "../create.ts";
import { sum } from "../numpy/reduce.ts";
import type { Tensor } from "../tensor.ts";
import { grad } from "../transforms/grad.ts";
import { mul } from "./arithmetic.ts";
import { outer } from "./matmul.ts";

test("the outer product multiplies every entry of the one with every entry of the other", () => {
  const y = outer(tensor([1, 2, 3]), tensor([4, 5]));
  expect(y.toArray()).toEqual([
    [4, 5],
    [8, 10],
    [12, 15],
  ]);
  expect(outer(tensor([]), tensor([1, 2])).shape).toEqual([0, 2]);
});

test("the outer product keeps the sign of zero, as NumPy's does", () => {
  expect(`${outer(tensor([-0, 1]), tensor([2, -0]))}`).toBe("[[-0.  0.]\n [ 2. -0.]]");
});

test("the gradients of the outer product are the weights times the other vector", () => {
  const weights = tensor([
    [1, -2],
    [3, 4],
    [0.5, 1],
  ]);
  const [a, b] = [tensor([1, 2, 3]), tensor([4, 5])];
  const [da, db] = grad((a: Tensor, b: Tensor) => sum(mul(weights, outer(a, b))), [0, 1])(a, b);
  expect(da.toArray()).toEqual([-6, 32, 7]);
  expect(db.toArray()).toEqual([8.5, 9]);
});
