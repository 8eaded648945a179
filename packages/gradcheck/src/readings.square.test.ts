import { add, div, exp, matmul, mean, mul, square, sub, sum, type Tensor, tensor, transpose } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { normals } from "./testing/everyday/case.ts";

const normal = normals(78);

interface Layer {
  readonly W: Tensor;
  readonly c: Tensor;
}

const [x, t] = [normal(6, 3), normal(6, 4)];

describe("what comes to the same numbers is called by both names", () => {
  test("divided by the variance is divided twice by the deviation", () => {
    const sigma = tensor([0.5, 1.5, 2.5, 0.8]);
    const loss = ({ W }: Pick<Layer, "W">): Tensor => mean(square(sub(div(matmul(x, W), sigma), t)));
    const W = normal(3, 4);
    const dxhat = mul(2 / 24, sub(div(matmul(x, W), sigma), t));
    const hand = { W: matmul(transpose(x), div(dxhat, square(sigma))) };
    const { causes } = compareGradients({ loss, params: { W }, hand });
    expect(causes.map(({ code }) => code)).toEqual(["extra-term"]);
    expect(causes[0]!.readings).toContain("derivative-at-wrong-value");
  });

  test("a rate that is its own derivative, left out, is a slope left out", () => {
    const [hours, y] = [tensor([[1.5], [0.7], [2.1], [0.4], [1.2], [0.9]]), tensor([[2], [0], [5], [1], [3], [1]])];
    const eta = ({ W, c }: Layer, x: Tensor): Tensor => add(matmul(x, W), c);
    const loss = (layer: Layer, x: Tensor, hours: Tensor, y: Tensor): Tensor => {
      const z = eta(layer, x);
      return mean(sub(mul(hours, exp(z)), mul(y, z)));
    };
    const hand = (layer: Layer, x: Tensor, hours: Tensor, y: Tensor): Layer => {
      const dz = div(sub(1, div(y, mul(hours, exp(eta(layer, x))))), y.size);
      return { W: matmul(transpose(x), dz), c: sum(dz, 0) };
    };
    const params: Layer = { W: mul(0.4, normal(3, 1)), c: normal(1) };
    const { causes } = compareGradients({ loss, params, data: [x, hours, y], hand });
    expect(causes).toHaveLength(1);
    expect([causes[0]!.code, ...(causes[0]!.readings ?? [])]).toContain("missing-activation-derivative");
  });
});
