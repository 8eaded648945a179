import { matmul, mean, mul, square, sub, type Tensor, tanh, transpose } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import type { CompareOptions } from "./compare.ts";
import { compareGradients, type GradientComparison } from "./index.ts";
import { normals } from "./testing/everyday/case.ts";

const normal = normals(501);

const compared = (options: unknown): GradientComparison => compareGradients(options as CompareOptions<never, never>);

describe("of two mistakes that are made with weights that two layers share", () => {
  interface Tied {
    readonly W: Tensor;
  }
  const loss = ({ W }: Tied, x: Tensor): Tensor => mean(square(sub(matmul(tanh(matmul(x, W)), transpose(W)), x)));
  const hand = ({ W }: Tied, x: Tensor): Tied => {
    const h = tanh(matmul(x, W));
    const dy = mul(2 / x.size, sub(matmul(h, transpose(W)), x));
    return { W: matmul(transpose(x), matmul(dy, W)) };
  };
  const params: Tied = { W: normal(3, 2) };
  const data = [normal(4, 3)] as const;

  test.each([
    ["a function", hand],
    ["numbers", hand(params, ...data)],
  ])("each is said of the share that it concerns, and none of the whole gradient: hand is %s", (_by, hand) => {
    const { causes } = compared({ loss, params, data, hand });
    expect(causes.map(({ code, what }) => [code, what])).toEqual([
      ["missing-term", "what comes to W from transpose is missing"],
      ["missing-activation-derivative", "dC/dz1 is dC/da1 without the factor f'(z1)"],
    ]);
  });
});
