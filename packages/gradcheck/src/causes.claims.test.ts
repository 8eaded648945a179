import {
  add,
  div,
  exp,
  greater,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
  relu,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
  zerosLike,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import type { CompareOptions } from "./compare.ts";
import { lacking } from "./context.ts";
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

  test("by which a sum is divided, is a product of sizes, or twice the batch where there are two outputs", () => {
    const params: Layer = { W: normal(3, 2) };
    const data = [normal(5, 3), normal(5, 2)];
    const sums = ({ W }: Layer, x: Tensor, t: Tensor): Tensor => sum(square(sub(matmul(x, W), t)));
    const { code, what } = compared({ loss: sums, params, data, hand: scaled((n, outputs) => 2 / (n * outputs)) })
      .causes[0]!;
    expect(code).toBe("mean-for-sum");
    expect(what).toContain("divided by batch size x outputs (also 2 x the batch size), where");
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

  test("but not those that differ in gradients alone whose shape is another one", () => {
    interface Layer {
      readonly W: Tensor;
      readonly b: Tensor;
    }
    const params: Layer = { W: normal(2, 3), b: normal(3) };
    const [x, t] = [normal(5, 2), normal(5, 3)];
    const loss = ({ W, b }: Layer): Tensor => mean(square(sub(add(matmul(x, W), b), t)));
    const dz = mul(2 / 5, sub(add(matmul(x, params.W), params.b), t));
    const report = compared({ loss, params, hand: { W: reshape(matmul(transpose(x), dz), [6]), b: sum(dz, 0) } });
    expect(report.causes.map(({ alternative, code }) => [alternative, code])).toEqual([
      [0, "structure"],
      [0, "sum-for-mean"],
    ]);
    expect(String(report)).toContain("2 causes, 2 of 2 quantities wrong");
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

describe("sentences say what they are about", () => {
  interface Two {
    readonly W: Tensor;
    readonly b: Tensor;
  }
  const linear = ({ W, b }: Two, x: Tensor): Tensor => add(matmul(x, W), b);
  const meanSquare = (params: Two, x: Tensor, t: Tensor): Tensor => mean(square(sub(linear(params, x), t)));
  const error = (params: Two, x: Tensor, t: Tensor): Tensor => mul(2 / t.size, sub(linear(params, x), t));

  test("a gradient that is 0 on the tape has no cosine", () => {
    const dead: Two = { W: mul(0, normal(3, 2)), b: tensor([-1, -2]) };
    const loss = (params: Two, x: Tensor, t: Tensor): Tensor => mean(square(sub(relu(linear(params, x)), t)));
    const data = [normal(4, 3), normal(4, 2)] as const;
    const dz = error(dead, ...data);
    const hand: Two = { W: matmul(transpose(data[0]), dz), b: sum(dz, 0) };
    const report = String(compared({ loss, params: dead, data, hand }));
    expect(report).toMatch(/WRONG {2}largest difference [\d.]+, the tape's gradient is 0 /);
    expect(report).not.toContain("NaN");
    expect(
      String(compared({ loss: meanSquare, params: dead, data, hand: { ...hand, b: mul(0, dead.b) } })),
    ).not.toContain("NaN");
  });

  test("a shape of generated values is not that of the reader's", () => {
    const params: Two = { W: normal(3, 4), b: normal(4) };
    const data = [normal(4, 3), normal(4, 4)];
    const hand = (params: Two, x: Tensor, t: Tensor): Two => {
      const dz = error(params, x, t);
      return { W: matmul(transpose(x), dz), b: sum(dz, 1) };
    };
    expect(compared({ loss: meanSquare, params, data, hand }).causes[0]!.what).toMatch(
      /^on generated values, batch 5, the gradient of b has shape \[5\], the parameter \[4\]: /,
    );
    const given = [normal(6, 3), normal(6, 4)];
    expect(compared({ loss: meanSquare, params, data: given, hand }).causes[0]!.what).toMatch(
      /^the gradient of b has shape \[6\], the parameter \[4\]: /,
    );
  });

  test("a number of generated values is not said to be in the reader's loss", () => {
    interface Deep {
      readonly V: Tensor;
      readonly c: Tensor;
      readonly W: Tensor;
    }
    const rows = (z: Tensor): Tensor => sub(z, max(z, 1, { keepdims: true }));
    const softmax = (z: Tensor): Tensor => div(exp(rows(z)), sum(exp(rows(z)), 1, { keepdims: true }));
    const hidden = ({ V, c }: Deep, x: Tensor): Tensor => relu(add(matmul(x, V), c));
    const loss = (params: Deep, x: Tensor, t: Tensor): Tensor =>
      neg(div(sum(mul(t, log(softmax(add(matmul(hidden(params, x), params.W), params.c))))), x.shape[0]!));
    const hand = (params: Deep, x: Tensor, t: Tensor): Deep => {
      const a = hidden(params, x);
      const dz = sub(softmax(add(matmul(a, params.W), params.c)), t);
      const dh = where(greater(a, 0), matmul(dz, transpose(params.W)), zerosLike(a));
      return { V: matmul(transpose(x), dh), c: add(sum(dh, 0), sum(dz, 0)), W: matmul(transpose(a), dz) };
    };
    // Not one unit is alive here, so that the gradient of c alone is wrong.
    const params: Deep = { V: normal(3, 3), c: tensor([-9, -8, -9]), W: normal(3, 3) };
    const data = [normal(3, 3), tensor([[0, 1, 0], [1, 0, 0], [0, 0, 1]])]; // biome-ignore format: rows
    const { causes } = compared({ loss, params, data, hand });
    expect(causes.map(({ what }) => what)).toEqual(["the hand computes without the div of the second sum and 3"]);
  });

  test("a transposition that is found is not said to be hidden", () => {
    const params: Two = { W: normal(3, 3), b: normal(3) };
    const data = [normal(4, 3), normal(4, 3)] as const;
    const dz = error(params, ...data);
    const right: Two = { W: matmul(transpose(data[0]), dz), b: sum(dz, 0) };
    const { causes, unseen } = compared({ loss: meanSquare, params, data, hand: { ...right, W: transpose(right.W) } });
    expect(causes.map(({ code }) => code)).toEqual(["transposed"]);
    expect(unseen.join()).not.toContain("square");
    const doubled = { W: mul(2, right.W), b: mul(2, right.b) };
    expect(compared({ loss: meanSquare, params, data, hand: doubled }).unseen.join()).toContain("square");
  });

  test("one of several additions that use a value is called by its result", () => {
    const params: Two = { W: normal(3, 3), b: normal(3) };
    const data = [normal(4, 3), normal(4, 3)] as const;
    const loss = ({ W, b }: Two, x: Tensor, t: Tensor): Tensor =>
      mean(square(sub(add(tanh(add(matmul(x, W), b)), mul(x, b)), t)));
    const twice = ({ W, b }: Two, x: Tensor, t: Tensor): Tensor =>
      mean(square(sub(add(tanh(add(matmul(x, W), b)), add(x, b)), t)));
    const hand = ({ W, b }: Two, x: Tensor, t: Tensor): Two => {
      const a = tanh(add(matmul(x, W), b));
      const dz = mul(mul(2 / t.size, sub(add(a, add(x, b)), t)), sub(1, square(a)));
      return { W: matmul(transpose(x), dz), b: sum(dz, 0) };
    };
    expect(compared({ loss: twice, params, data, hand }).causes[0]!.what).toMatch(
      /^what comes to b from the \w+ add is missing$/,
    );
    const once = ({ W, b }: Two, x: Tensor, t: Tensor): Two => {
      const a = tanh(add(matmul(x, W), b));
      const dz = mul(mul(2 / t.size, sub(add(a, mul(x, b)), t)), sub(1, square(a)));
      return { W: matmul(transpose(x), dz), b: sum(dz, 0) };
    };
    expect(compared({ loss, params, data, hand: once }).causes[0]!.what).toBe("what comes to b from mul is missing");
  });

  test("a mistake in several layers names the others, three at most", () => {
    interface Deep {
      readonly W: readonly Tensor[];
    }
    const layers = ({ W }: Deep, x: Tensor): Tensor[] => {
      const a = [x];
      for (const V of W) a.push(tanh(matmul(a.at(-1)!, V)));
      return a;
    };
    const said = (depth: number): string => {
      const params: Deep = { W: Array.from({ length: depth }, () => normal(3, 3)) };
      const data = [normal(4, 3), normal(4, 3)] as const;
      const loss = (params: Deep, x: Tensor, t: Tensor): Tensor => mean(square(sub(layers(params, x).at(-1)!, t)));
      const hand = (params: Deep, x: Tensor, t: Tensor): Deep => {
        const a = layers(params, x);
        let d: Tensor = mul(2 / t.size, sub(a.at(-1)!, t));
        const W: Tensor[] = [];
        for (let l = depth - 1; l >= 0; l--) {
          W.unshift(matmul(transpose(a[l]!), d));
          d = matmul(d, transpose(params.W[l]!));
        }
        return { W };
      };
      return compared({ loss, params, data, hand }).causes[0]!.what;
    };
    expect(said(3)).toBe("dC/dz3 is dC/da3 without the factor f'(z3); and the same in 2 more places: at a2, a1");
    expect(said(5)).toMatch(/f'\(z5\); and the same in 4 more places: at a4, a3, a2 and so on$/);
  });

  test("a value without a name is no factor that is lacking by its name", () => {
    expect(["g", "the sub"].map(lacking)).toEqual(["lacks the factor g", "is not multiplied by the sub"]);
  });
});
