import {
  add,
  clip,
  div,
  exp,
  grad,
  log,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  random,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";

const rng = random.RandomState(3);
const x = rng.randn(8, 4);
const oneHot = tensor(Array.from({ length: 8 }, (_, i) => [0, 1, 2].map((c) => (c === i % 3 ? 1 : 0))));
const params = { W: mul(2, rng.randn(4, 3)), b: rng.randn(3) };
type Params = typeof params;
type Loss = (params: Params, x: Tensor, t: Tensor) => Tensor;

const KEEP = { keepdims: true };
const logits = ({ W, b }: Params, x: Tensor): Tensor => add(matmul(x, W), b);
const plus = (x: Tensor, epsilon: number): Tensor => (epsilon === 0 ? x : add(x, epsilon));
const shares = (z: Tensor, epsilon = 0): Tensor => {
  const e = exp(z);
  return div(e, plus(sum(e, -1, KEEP), epsilon));
};
const normalised = (z: Tensor, under: number, beside: number): Tensor => {
  const centred = sub(z, mean(z, -1, KEEP));
  return div(centred, plus(sqrt(plus(mean(square(centred), -1, KEEP), under)), beside));
};

/** Losses with an epsilon of some size somewhere; none where it is 0. */
const losses: Readonly<Record<string, (epsilon: number) => Loss>> = {
  "adds E to the softmax inside the log": (epsilon) => (params, x, t) =>
    mean(neg(sum(mul(t, log(plus(shares(logits(params, x)), epsilon))), -1))),
  "adds E to a1 inside the log in 2 places": (epsilon) => (params, x, t) => {
    const a = sigmoid(logits(params, x));
    return neg(mean(add(mul(t, log(plus(a, epsilon))), mul(sub(1, t), log(plus(sub(1, a), epsilon))))));
  },
  "adds E in the divisor": (epsilon) => (params, x, t) => mean(square(sub(shares(logits(params, x), epsilon), t))),
  "adds E under the root": (epsilon) => (params, x, t) =>
    mean(square(sub(normalised(logits(params, x), epsilon, 0), t))),
};
const small = [1e-10, 1e-8, 1e-5, 1e-3];

/** What is said where the hand is right for another loss. */
function said(loss: Loss, other: Loss): string[] {
  const hand = grad(other);
  const { causes } = compareGradients({
    loss,
    params,
    data: [x, oneHot],
    hand: (params: Params, x: Tensor, t: Tensor) => hand(params, x, t),
  });
  const numbers = compareGradients({ loss, params, data: [x, oneHot], hand: hand(params, x, oneHot) });
  expect(numbers.causes[0]?.what).toBe(causes[0]?.what);
  return causes.map(({ code, what }) => `${code}: ${what}`);
}

describe.each(Object.entries(losses))("a loss that %s", (does, at) => {
  test.each(small)("and a hand that does not, for %s", (epsilon) => {
    expect(said(at(epsilon), at(0))).toEqual([
      `wrong-forward: the loss ${does.replace("E", String(epsilon))}, and the hand does not`,
    ]);
  });

  test.each(small)("not, and a hand that does, for %s", (epsilon) => {
    expect(said(at(0), at(epsilon))).toEqual([
      `wrong-forward: the hand ${does.replace("E", String(epsilon))}, and the loss does not`,
    ]);
  });

  test("and a hand with another number there", () => {
    expect(said(at(1e-5), at(1e-8))).toEqual([
      `wrong-forward: the loss ${does.replace("E", String(1e-5))}, and the hand has 1e-8 there`,
    ]);
  });
});

describe("an epsilon", () => {
  const at =
    (under: number, beside: number): Loss =>
    (params, x, t) =>
      mean(square(sub(normalised(logits(params, x), under, beside), t)));
  const crossEntropy =
    (keep: (p: Tensor) => Tensor): Loss =>
    (params, x, t) =>
      mean(neg(sum(mul(t, log(keep(shares(mul(5, logits(params, x)))))), -1)));

  test("is told under the root from beside it", () => {
    expect(said(at(1e-5, 0), at(0, 1e-5))[0]).toContain(
      "the hand adds 0.00001 to the root, and the loss adds it under the root",
    );
    expect(said(at(0, 1e-5), at(1e-5, 0))[0]).toContain(
      "the hand adds 0.00001 under the root, and the loss adds it to the root",
    );
  });

  test("that bounds a probability is told, with one bound and with two", () => {
    const [none, one, two] = [
      crossEntropy((p) => p),
      crossEntropy((p) => maximum(p, 1e-6)),
      crossEntropy((p) => clip(p, 1e-6, 1 - 1e-6)),
    ];
    expect(said(one, none)).toEqual([
      "wrong-forward: the loss keeps the softmax above 0.000001 inside the log, and the hand does not",
    ]);
    expect(said(two, none)).toEqual([
      "wrong-forward: the loss keeps the softmax between 0.000001 and 1 - 0.000001 inside the log, and the hand does not",
    ]);
  });

  test("is named once where the hand has it in one place of two", () => {
    const both = losses["adds E to a1 inside the log in 2 places"]!;
    const first: Loss = (params, x, t) => {
      const a = sigmoid(logits(params, x));
      return neg(mean(add(mul(t, log(add(a, 1e-6))), mul(sub(1, t), log(sub(1, a))))));
    };
    expect(said(both(1e-6), first)).toHaveLength(1);
    expect(said(both(1e-6), first)[0]).toMatch(/^wrong-forward: the loss adds 0.000001.* inside the log, and the hand/);
  });

  test("in the loss does not stand for another difference as small", () => {
    const loss = losses["adds E to the softmax inside the log"]!(1e-8);
    const other: Loss = (params, x, t) => add(loss(params, x, t), mul(1e-7, sum(exp(params.W))));
    expect(said(loss, other).join()).not.toContain("1e-8");
  });

  test("does not hide another mistake", () => {
    const loss = losses["adds E to the softmax inside the log"]!(1e-8);
    expect(said(loss, (params, x, t) => mul(2, loss(params, x, t)))[0]).toMatch(/^factor/);
  });
});
