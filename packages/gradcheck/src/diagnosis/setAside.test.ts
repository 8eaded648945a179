import {
  clip,
  matmul,
  mean,
  mul,
  random,
  square,
  sub,
  type Tensor,
  tanh,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "../index.ts";

interface Weights {
  readonly W1: Tensor;
  readonly W2: Tensor;
}

const rng = random.RandomState(13);
const x = rng.randn(5, 4) as Tensor;
const t = rng.randn(5, 3) as Tensor;
const params: Weights = { W1: rng.randn(4, 3) as Tensor, W2: rng.randn(3, 3) as Tensor };

const loss = ({ W1, W2 }: Weights, x: Tensor, t: Tensor): Tensor =>
  mean(square(sub(matmul(tanh(matmul(x, W1)), W2), t)));

/** W2 is not transposed on the way back; what becomes of its own gradient can be said. */
const hand =
  (after: (dW2: Tensor) => Tensor) =>
  ({ W1, W2 }: Weights, x: Tensor, t: Tensor): Weights => {
    const a = tanh(matmul(x, W1));
    const dz2 = mul(2 / t.size, sub(matmul(a, W2), t));
    const dz1 = mul(matmul(dz2, W2), sub(1, square(a)));
    return { W1: matmul(transpose(x), dz1), W2: after(matmul(transpose(a), dz2)) };
  };

const codes = (after: (dW2: Tensor) => Tensor): string[] =>
  compareGradients({ loss, params, data: [x, t], hand: hand(after) }).causes.map(({ code }) => code);

describe("a mistake beside gradients that were overwritten", () => {
  test("is named together with a gradient that is 0", () => {
    expect(codes(zerosLike).toSorted()).toEqual(["missing-term", "transposed"]);
  });

  test("is named together with entries that were cut off", () => {
    expect(codes((dW2) => clip(dW2, -0.15, 0.15)).toSorted()).toEqual(["clipped", "transposed"]);
  });

  test("is named alone where nothing was overwritten", () => {
    expect(codes((dW2) => dW2)).toEqual(["transposed"]);
  });
});
