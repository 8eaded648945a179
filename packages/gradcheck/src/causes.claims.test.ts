import {
  add,
  div,
  exp,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
  relu,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
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

describe("a factor that may be several", () => {
  interface Layer {
    readonly W: Tensor;
  }
  const loss = ({ W }: Layer, x: Tensor, t: Tensor): Tensor => mul(0.5, mean(sum(square(sub(matmul(x, W), t)), 1)));
  const all = ({ W }: Layer, x: Tensor, t: Tensor): Tensor => matmul(transpose(x), sub(matmul(x, W), t));
  const scaled =
    (by: (samples: number, outputs: number) => number) =>
    (layer: Layer, x: Tensor, t: Tensor): Layer => ({ W: mul(by(t.shape[0]!, t.shape[1]!), all(layer, x, t)) });
  /** What is said to be wrong, where the hand is a function and where it is numbers. */
  const said = (n: number, outputs: number, by: (samples: number, outputs: number) => number): string[] => {
    const params: Layer = { W: normal(3, outputs) };
    const data = [normal(n, 3), normal(n, outputs)] as const;
    const hand = scaled(by);
    return [hand, hand(params, ...data)].map((hand) => {
      const { code, what, fix } = compared({ loss, params, data, hand }).causes[0]!;
      return `${code}: ${what.replace("the whole gradient is ", "").replace(" times what it should be", "")} | ${fix}`;
    });
  };
  const half = "factor: 2: as if the factor 1/2 were left out";
  const leaveOut = " | leave out the factor 2";

  test("is the half that nothing cancels, or the two outputs, and no mean over these", () => {
    expect(said(4, 2, (n) => 2 / n)).toEqual(
      [0, 1].map(() => `${half}, or it were multiplied by the number of outputs${leaveOut}`),
    );
    expect(said(4, 3, (n) => 2 / n)).toEqual([0, 1].map(() => half + leaveOut));
  });

  test("is the mean over two samples that is not taken, or a 2 too many, until another batch shows it", () => {
    const sums = "sum-for-mean: the loss is a mean, that of the sum: 2 times too large, the batch size";
    expect(said(2, 3, () => 1)).toEqual([
      `${sums} | divide by 2, the batch size`,
      `${sums}, or by a 2 that is there once too often | divide by 2, the batch size, or leave out a factor 2`,
    ]);
  });

  test("is the half of the batch, or the batch over two outputs", () => {
    const [words] = said(4, 2, (_n, outputs) => 1 / outputs);
    expect(words).toContain("2: 1/2 x the batch size (also the batch size / the number of outputs) |");
    expect(said(5, 3, (_n, outputs) => 1 / outputs)[0]).toMatch(
      /: the batch size \/ the number of outputs \| check whether it is divided by the number of outputs where the loss/,
    );
  });

  test("is a half, or one over the two outputs", () => {
    expect(said(4, 2, (n) => 0.5 / n)).toEqual(
      [0, 1].map(() => "factor: 0.5: 1/2 (also 1 / the number of outputs) | leave out the factor 1/2"),
    );
  });

  test("is one sample more, where two batches show it; where one does, it is as large, and no more is said", () => {
    const [byFunction, byNumbers] = said(4, 2, (n) => 1 / (n + 1));
    expect(byFunction).toBe(
      "factor: 0.8: the batch size / (the batch size + 1) | check where the loss divides by the batch size",
    );
    expect(byNumbers).toMatch(/^factor: .*0\.8.*, as the batch size \/ \(the batch size \+ 1\) is here \|/);
  });
});

describe("where several mistakes come to the same numbers, all are said, the one or the other", () => {
  const softmax = (z: Tensor): Tensor => {
    const e = exp(sub(z, max(z, 1, { keepdims: true })));
    return div(e, sum(e, 1, { keepdims: true }));
  };
  const crossEntropy = (z: Tensor, t: Tensor): Tensor => neg(div(sum(mul(t, log(softmax(z)))), t.shape[0]!));
  const sentences = ({ causes }: GradientComparison): (string | number)[][] =>
    causes.map(({ alternative, code, what }) => [alternative, code, what]);

  test("a derivative that is rectified itself, and a mask of another value with the same signs", () => {
    interface Two {
      readonly W1: Tensor;
      readonly b1: Tensor;
      readonly W2: Tensor;
    }
    // z1 is negative, negative, positive; x W1 negative, positive, positive; and so is what comes back to a1.
    const params: Two = {
      W1: tensor([[-2, 1, 4]]),
      b1: tensor([-0.5, -1, 0.5]),
      W2: tensor([[1, -1], [-2, 0.5], [-0.3, 0.4]]), // biome-ignore format: rows
    };
    const data = [tensor([[0.5]]), tensor([[1, 0]])] as const;
    const loss = ({ W1, b1, W2 }: Two, x: Tensor, t: Tensor): Tensor =>
      crossEntropy(matmul(relu(add(matmul(x, W1), b1)), W2), t);
    const hand = ({ W1, b1, W2 }: Two, x: Tensor, t: Tensor): Two => {
      const a1 = relu(add(matmul(x, W1), b1));
      const dz2 = div(sub(softmax(matmul(a1, W2)), t), t.shape[0]!);
      const dz1 = relu(matmul(dz2, transpose(W2)));
      return { W1: matmul(transpose(x), dz1), b1: sum(dz1, 0), W2: matmul(transpose(a1), dz2) };
    };
    const report = compared({ loss, params, data, hand: hand(params, ...data) });
    expect(sentences(report)).toEqual([
      [0, "derivative-at-wrong-value", "the derivative that makes dC/dz1 is taken at the product with W1, not at z1"],
      [1, "derivative-at-wrong-value", "dC/da1 itself is rectified: 0 where it is negative, not where z1 is"],
    ]);
    expect(String(report)).toContain("one of 2 causes, 2 of 3 quantities wrong");
    const [cause, ...more] = compared({ loss, params, data, hand }).causes;
    expect([cause!.what, more]).toEqual([sentences(report)[1]![2], []]);
  });

  test("a sum over the classes, which comes to 0, and one over all axes", () => {
    interface Layer {
      readonly W: Tensor;
      readonly b: Tensor;
    }
    const params: Layer = { W: normal(2, 3), b: normal(3) };
    const data = [normal(3, 2), tensor([[0, 1, 0], [1, 0, 0], [0, 1, 0]])] as const; // biome-ignore format: rows
    const loss = ({ W, b }: Layer, x: Tensor, t: Tensor): Tensor => crossEntropy(add(matmul(x, W), b), t);
    const hand = ({ W, b }: Layer, x: Tensor, t: Tensor): Layer => {
      const dz = div(sub(softmax(add(matmul(x, W), b)), t), x.shape[0]!);
      return { W: matmul(transpose(x), dz), b: sum(dz, 1) };
    };
    expect(sentences(compared({ loss, params, data, hand: hand(params, ...data) }))).toEqual([
      [0, "wrong-axis", "the gradient of b is summed over all axes, so that all its entries are the same"],
      [1, "wrong-axis", "the gradient of b is summed over axis 1, which is not the batch"],
    ]);
  });
});
