import {
  add,
  div,
  exp,
  expandDims,
  log,
  logsumexp,
  matmul,
  mean,
  mul,
  neg,
  random,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";

interface Weights {
  readonly W: Tensor;
}

const rng = random.RandomState(5);
const x = rng.randn(5, 3) as Tensor;
const t = rng.randn(5, 2) as Tensor;
const params: Weights = { W: rng.randn(3, 2) as Tensor };

describe("a factor with several readings", () => {
  const loss = ({ W }: Weights, x: Tensor, t: Tensor): Tensor => mean(square(sub(matmul(x, W), t)));
  const hand = ({ W }: Weights, x: Tensor, t: Tensor): Weights => ({
    W: mul(0.1, div(matmul(transpose(x), mul(2, sub(matmul(x, W), t))), t.size)),
  });

  test("as numbers is given with all of them, and the probe that tells them apart", () => {
    const { causes } = compareGradients({ loss, params, data: [x, t], hand: hand(params, x, t) });
    expect(causes).toHaveLength(1);
    expect(causes[0]!.code).toBe("factor");
    expect(causes[0]!.what).toContain("a rate of 0.1, or 1 / batch size x outputs");
    expect(causes[0]!.probe).toContain("another number of samples");
  });

  test("as a function is told apart by the generated batch", () => {
    const { causes } = compareGradients({ loss, params, data: [x, t], hand });
    expect(causes[0]!.code).toBe("factor");
    expect(causes[0]!.what).not.toContain("outputs");
    expect(causes[0]!.probe).toBeUndefined();
  });
});

describe("a loss or gradient that is not finite", () => {
  test("is said first, with the step where it arises", () => {
    const result = compareGradients({
      loss: ({ w }: { w: Tensor }): Tensor => sum(log(sub(w, 1))),
      params: { w: tensor([2, 1, 3]) as Tensor },
      hand: { w: tensor([1, 1, 1]) },
    });
    expect(result.ok).toBe(false);
    expect(result.causes.map(({ code }) => code)).toEqual(["unknown"]);
    expect(result.causes[0]!.what).toBe(
      "the loss itself is -Infinity at these values: it arises in log of 0, which is -Infinity",
    );
    expect(result.causes[0]!.at).toMatch(/causes\.further\.test\.ts:\d+/);
  });

  test("names the value that overflows", () => {
    const { causes } = compareGradients({
      loss: ({ w }: { w: Tensor }): Tensor => sum(div(exp(w), sum(exp(w)))),
      params: { w: tensor([2, 1000, 3]) as Tensor },
      hand: { w: tensor([0, 0, 0]) },
    });
    expect(causes[0]!.what).toContain("the loss itself is NaN at these values: it arises in exp of w = 1000");
  });
});

describe("data that are prepared in another way", () => {
  const loss = ({ W }: Weights, x: Tensor, t: Tensor): Tensor =>
    add(div(sum(square(sub(matmul(x, W), add(mul(0.9, t), 0.05)))), x.shape[0]!), mul(0.3, sum(square(W))));
  const error = (W: Tensor, x: Tensor, t: Tensor): Tensor => div(mul(2, matmul(transpose(x), sub(matmul(x, W), t))), 5);

  test("are named by the step that is left out", () => {
    const hand = { W: add(error(params.W, x, t), mul(0.6, params.W)) };
    const { causes } = compareGradients({ loss, params, data: [x, t], hand });
    expect(causes.map(({ code }) => code)).toEqual(["missing-term"]);
    expect(causes[0]!.what).toContain("the hand takes t where the loss has made something else of it first");
  });
});

describe("penalties", () => {
  const square3 = rng.randn(3, 3) as Tensor;
  const target = rng.randn(5, 3) as Tensor;
  const loss = ({ W }: Weights, x: Tensor, t: Tensor): Tensor =>
    add(mean(square(sub(matmul(x, W), t))), mul(0.2, sum(square(W))));

  test("are solved for: the term in its place is said", () => {
    const { W } = { W: square3 };
    const data = div(mul(2, matmul(transpose(x), sub(matmul(x, W), target))), target.size);
    const { causes } = compareGradients({
      loss,
      params: { W },
      data: [x, target],
      hand: { W: add(data, mul(0.7, transpose(W))) },
    });
    expect(causes.map(({ code }) => code)).toEqual(["regulariser"]);
    expect(causes[0]!.what).toContain("0.7 W.T for W");
  });
});

test("a factor that only makes right again what another mistake would have changed is no mistake of its own", () => {
  interface Bells {
    readonly logit: Tensor;
    readonly m: Tensor;
  }
  const logProbability = ({ logit, m }: Bells, x: Tensor): Tensor =>
    sub(sub(logit, logsumexp(logit)), mul(0.5, square(sub(expandDims(x, 1), m))));
  const { causes } = compareGradients({
    params: { logit: tensor([0.3, -0.2]), m: tensor([-1, 1.2]) } as Bells,
    data: [mul(1.5, rng.randn(8)) as Tensor],
    loss: (bells: Bells, x: Tensor) => neg(sum(logsumexp(logProbability(bells, x), 1))),
    // Normalised over the samples; the weights' part, 8 pi, is written with its number and right.
    hand: ({ logit, m }: Bells, x: Tensor) => {
      const lp = logProbability({ logit, m }, x);
      const r = exp(sub(lp, logsumexp(lp, 0, { keepdims: true })));
      return {
        logit: sub(mul(8, exp(sub(logit, logsumexp(logit)))), sum(r, 0)),
        m: neg(sum(mul(r, sub(expandDims(x, 1), m)), 0)),
      };
    },
  });
  expect(causes.map(({ code }) => code)).not.toContain("factor");
});

describe("other targets than the loss's, where the hand relies on those adding up to 1", () => {
  const target = tensor([
    [1, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
    [0, 1, 0],
    [1, 0, 0],
  ]);
  const smoothed = (y: Tensor, e: number, rest: number): Tensor => add(mul(1 - e, y), rest);
  const W: Tensor = rng.randn(3, 3);
  const loss = ({ W }: Weights, x: Tensor, y: Tensor): Tensor => {
    const z = matmul(x, W);
    return neg(div(sum(mul(smoothed(y, 0.1, 0.1 / 3), sub(z, logsumexp(z, 1, { keepdims: true })))), y.shape[0]!));
  };

  test.each([
    ["a part that is not divided by the classes", 0.1, 0.1],
    ["a part that is not taken from the right class", 0, 0.1 / 3],
  ])("are one mistake: %s", (_what, e, rest) => {
    const hand = ({ W }: Weights, x: Tensor, y: Tensor): Weights => {
      const z = matmul(x, W);
      const p = exp(sub(z, logsumexp(z, 1, { keepdims: true })));
      return { W: div(matmul(transpose(x), sub(p, smoothed(y, e, rest))), y.shape[0]!) };
    };
    for (const by of [hand, hand({ W }, x, target)]) {
      const { causes } = compareGradients({ loss, params: { W }, data: [x, target], hand: by } as never);
      expect(causes.map(({ code, what }) => `${code}: ${what}`).join("; ")).toMatch(
        /^(wrong-forward|missing-term): [^;]*$/,
      );
    }
  });

  test("are one of two where another factor is wrong as well", () => {
    interface Scaled extends Weights {
      readonly V: Tensor;
    }
    const params: Scaled = { W, V: rng.randn(3, 3) };
    const logits = ({ W, V }: Scaled, x: Tensor): Tensor => matmul(mul(0.7, matmul(x, V)), W);
    const loss = (params: Scaled, x: Tensor, y: Tensor): Tensor =>
      mean(square(sub(logits(params, x), smoothed(y, 0.1, 0.1 / 3))));
    const hand = (params: Scaled, x: Tensor, y: Tensor): Scaled => {
      const dz = mul(2 / y.size, sub(logits(params, x), smoothed(y, 0.1, 0.1)));
      const h = mul(0.7, matmul(x, params.V));
      return { W: matmul(transpose(h), dz), V: matmul(transpose(x), matmul(dz, transpose(params.W))) };
    };
    const { causes } = compareGradients({ loss, params, data: [x, target], hand } as never);
    expect(causes.map(({ code }) => code).sort()).toEqual(["factor", "wrong-forward"]);
  });
});
