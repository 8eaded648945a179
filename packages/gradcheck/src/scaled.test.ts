import { matmul, mean, mul, random, square, sub, type Tensor, tanh, transpose } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";

interface Weights {
  readonly W1: Tensor;
  readonly W2: Tensor;
  readonly W3: Tensor;
}

const rng = random.RandomState(3);
const params: Weights = {
  W1: rng.randn(3, 4) as Tensor,
  W2: rng.randn(4, 5) as Tensor,
  W3: rng.randn(5, 2) as Tensor,
};
const data = [rng.randn(6, 3) as Tensor, rng.randn(6, 2) as Tensor] as const;

/** The gradient by hand without the derivative of the first tanh, that of the first and last weights times a factor. */
const hand =
  (factor: number) =>
  ({ W1, W2, W3 }: Weights, x: Tensor, t: Tensor): Weights => {
    const [a1, slope] = [tanh(matmul(x, W1)), (a: Tensor) => sub(1, square(a))];
    const a2 = tanh(matmul(a1, W2));
    const dy = mul(2 / t.size, sub(matmul(a2, W3), t));
    const dz2 = mul(matmul(dy, transpose(W3)), slope(a2));
    const dz1 = matmul(dz2, transpose(W2));
    return {
      W1: mul(factor, matmul(transpose(x), dz1)),
      W2: matmul(transpose(a1), dz2),
      W3: mul(factor, matmul(transpose(a2), dy)),
    };
  };

describe("a mistake, and a factor of some gradients on top", () => {
  test.each([1, 3, 0.5])("are both named where the factor is %d", (factor) => {
    const { causes } = compareGradients({
      params,
      data,
      loss: ({ W1, W2, W3 }: Weights, x: Tensor, t: Tensor) =>
        mean(square(sub(matmul(tanh(matmul(tanh(matmul(x, W1)), W2)), W3), t))),
      hand: hand(factor),
    });
    const codes = causes.map(({ code }) => code);
    expect(codes).toContain("missing-activation-derivative");
    expect(codes.filter((code) => code !== "missing-activation-derivative")).toEqual(factor === 1 ? [] : ["factor"]);
  });
});
