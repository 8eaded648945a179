import { matmul, mean, ones, square, type Tensor, zeros } from "@wengert/autograd";
import { expect, test } from "vitest";
import { graphOf } from "./graph.ts";
import { walkCost } from "./walkCost.ts";

const loss = (W: Tensor, x: Tensor): Tensor => mean(square(matmul(x, W)));

test("a walk over few numbers costs its operations, and one over many as much more as there are", () => {
  const small = graphOf(loss, [zeros([3, 2]), ones([4, 3])]);
  expect(walkCost(small)).toBe(small.lines.length);
  const large = graphOf(loss, [zeros([300, 200]), ones([4, 300])]);
  // 60 000 weights; two results of 800 numbers each.
  expect(walkCost(large)).toBe(large.lines.length + 600 + 16);
});
