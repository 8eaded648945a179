import { add, matmul, mean, random, square, sub, type Tensor } from "@wengert/autograd";
import { expect, test } from "vitest";
import { sizesOf } from "./factors.ts";
import { graphOf } from "./graph.ts";

const rng = random.RandomState(1);
const named = (loss: (...args: never[]) => unknown, args: readonly unknown[], batch: number): (readonly unknown[])[] =>
  sizesOf(graphOf(loss, args), { size: batch, axis: 0 }).map(({ name, value }) => [name, value]);

test("how often weights fit into their product counts nothing", () => {
  const loss = (w: Tensor, x: Tensor, t: Tensor): Tensor => mean(square(sub(matmul(x, w), t)));
  expect(named(loss, [rng.randn(4), rng.randn(8, 4), rng.randn(8)], 8)).toEqual([
    ["the batch size", 8],
    ["axis 0 of the parameter", 4],
  ]);
});

test("how often a parameter is repeated is how many derivatives are summed", () => {
  const loss = ({ b }: { readonly b: Tensor }, x: Tensor): Tensor => mean(square(add(x, b)));
  const sizes = named(loss, [{ b: rng.randn(3, 1, 1) }, rng.randn(2, 3, 4, 5)], 2);
  expect(sizes).toContainEqual(["the number of places and samples that are summed", 40]);
  expect(sizes).toContainEqual(["the number of places that are summed", 20]);
});
