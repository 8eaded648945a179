import { expect, test, vi } from "vitest";
import type { Tensor } from "./index.ts";
import * as first from "./index.ts";

// A program and a library that it uses may each bring a copy of their own.

test("what one copy differentiates may be made of the other's functions, also in each other", async () => {
  vi.resetModules();
  const second = await import("./index.ts");
  expect(second.Tensor).not.toBe(first.Tensor);
  const x = first.tensor([1, 2]);
  expect(second.isTensor(x)).toBe(true);
  // A few derivatives of one copy alone: the other must not fall behind in counting them.
  for (let i = 0; i < 5; i++) first.grad((x: Tensor) => first.sum(first.sin(x)))(x);
  const inner = (x: Tensor): Tensor =>
    second.grad((y: Tensor) => second.sum(second.mul(second.square(y), x)))(x as never) as Tensor;
  // ∂/∂y Σ y²x = 2xy, which at y = x is 2x², and the derivative by both places is 4x; by x alone, with y held, 2y.
  expect(
    first
      .grad((x: Tensor) => first.sum(inner(x)))(x)
      .toArray(),
  ).toEqual([4, 8]);
  expect(
    first
      .hvp((x: Tensor) => second.sum(second.exp(x)))(x, first.tensor([1, 0]))
      .toArray(),
  ).toEqual([Math.E, 0]);
});
