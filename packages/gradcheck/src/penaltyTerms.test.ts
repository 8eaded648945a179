import { add, div, matmul, mean, mul, random, square, sub, sum, type Tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { graphOf } from "./graph.ts";
import { penaltyUses } from "./penaltyTerms.ts";

interface Weights {
  readonly w: Tensor;
}

const rng = random.RandomState(7);
const x = rng.randn(6, 3) as Tensor;
const y = rng.randn(6) as Tensor;
const K = matmul(rng.randn(3, 5) as Tensor, rng.randn(5, 3) as Tensor) as Tensor;
const params: Weights = { w: rng.randn(3) as Tensor };

const fitting = ({ w }: Weights, x: Tensor, y: Tensor): Tensor => mean(square(sub(matmul(x, w), y)));

/** How many penalties are found. */
const found = (loss: (...args: never[]) => unknown, ...data: readonly Tensor[]): number =>
  penaltyUses(graphOf(loss, [params, ...data])).length;

describe("penalties of a loss", () => {
  test("are terms of parameters alone that are added", () => {
    expect(
      found(({ w }: Weights, x: Tensor, y: Tensor) => add(fitting({ w }, x, y), mul(0.1, sum(square(w)))), x, y),
    ).toBe(1);
  });

  test("are quadratic forms of a parameter with a strength, whatever their matrix was made of", () => {
    const loss = ({ w }: Weights, x: Tensor, y: Tensor, K: Tensor): Tensor =>
      add(fitting({ w }, x, y), mul(0.05, sum(mul(w, matmul(K, w)))));
    expect(found(loss, x, y, K)).toBe(1);
  });

  test("are not there in a loss without them", () => {
    expect(found(fitting, x, y)).toBe(0);
  });

  test("are not what the rest is divided by: a length is a part of the formula", () => {
    const loss = ({ w }: Weights, x: Tensor): Tensor => div(mean(square(matmul(x, w))), sum(square(w)));
    expect(found(loss, x)).toBe(0);
  });
});
