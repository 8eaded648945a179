import {
  add,
  astype,
  div,
  matmul,
  mean,
  mul,
  random,
  relu,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";

interface Params {
  readonly W: Tensor;
  readonly b: Tensor;
}

const rng = random.RandomState(8);
const params: Params = { W: rng.randn(3, 2), b: rng.randn(2) };
const x: Tensor = rng.randn(20, 3);

describe("at a minimum, where prediction and target cancel", () => {
  const loss = ({ W, b }: Params, x: Tensor, t: Tensor): Tensor => mean(square(sub(add(matmul(x, W), b), t)));
  // By the normal equations: 2/n (xᵀx W + xᵀ1 bᵀ − xᵀt).
  const hand = ({ W, b }: Params, x: Tensor, t: Tensor): Params => {
    const moments = add(matmul(matmul(transpose(x), x), W), mul(sum(transpose(x), 1, { keepdims: true }), b));
    const W2 = mul(2 / t.size, sub(moments, matmul(transpose(x), t)));
    return { W: W2, b: mul(2 / t.size, sub(add(matmul(sum(x, 0), W), mul(x.shape[0]!, b)), sum(t, 0))) };
  };
  const fitted = add(matmul(x, params.W), params.b);

  test.each([0, 1e-12, 1e-9, 1e-5])("a right gradient is right that is off by %s from 0", (away) => {
    const target = add(fitted, away);
    const report = compareGradients({ loss, params, data: [x, target], hand });
    expect(report.ok, String(report)).toBe(true);
    expect(compareGradients({ loss, params, data: [x, target], hand: hand(params, x, target) }).ok).toBe(true);
  });

  test("a wrong one is wrong as soon as there is something to see", () => {
    const target = add(fitted, 1e-5);
    const doubled = hand(params, x, target);
    const report = compareGradients({
      loss,
      params,
      data: [x, target],
      hand: { ...doubled, W: mul(1.001, doubled.W) },
    });
    expect(report.ok).toBe(false);
  });

  test("what jumps close by leaves no more room", () => {
    // A unit at exactly 0: half of the numbers close by are on the other side.
    const kinked = ({ W }: { readonly W: Tensor }): Tensor => sum(relu(sub(W, params.W)));
    const none = mul(0, params.W);
    expect(compareGradients({ loss: kinked, params: { W: params.W }, hand: { W: none } }).ok).toBe(true);
    expect(compareGradients({ loss: kinked, params: { W: params.W }, hand: { W: add(none, Math.PI * 1e-5) } }).ok).toBe(
      false,
    );
  });
});

describe("a hand in float32 beside a loss in float64", () => {
  const loss = ({ W, b }: Params, x: Tensor, t: Tensor): Tensor => mean(square(sub(tanh(add(matmul(x, W), b)), t)));
  const target: Tensor = rng.randn(20, 2);
  const float32 = (one: Tensor): Tensor => astype(one, "float32");
  const hand =
    (factor: number) =>
    ({ W, b }: Params, x: Tensor, t: Tensor): Params => {
      const a = tanh(add(matmul(float32(x), float32(W)), float32(b)));
      const dz = mul(mul(factor / t.size, sub(a, float32(t))), sub(1, square(a)));
      return { W: matmul(transpose(float32(x)), dz), b: sum(dz, 0) };
    };

  test("is right as far as its digits go, and that is said", () => {
    const report = compareGradients({ loss, params, data: [x, target], hand: hand(2) });
    expect(report.ok, String(report)).toBe(true);
    expect(report.unseen.join()).toMatch(
      /the hand's numbers are float32: a difference of \S+ of the largest is not seen/,
    );
    expect(compareGradients({ loss, params, data: [x, target], hand: hand(2)(params, x, target) }).ok).toBe(true);
  });

  test("has its mistakes named", () => {
    const { causes } = compareGradients({ loss, params, data: [x, target], hand: hand(1) });
    expect(causes.map(({ code }) => code)).toEqual(["factor"]);
  });

  test("may be typed arrays, row by row", () => {
    const { W, b } = hand(2)(params, x, target);
    const rows = (W.toArray() as number[][]).map((row) => Float32Array.from(row));
    const typed = { W: rows, b: Float32Array.from(b.toArray() as number[]) };
    const report = compareGradients({ loss, params, data: [x, target], hand: typed });
    expect(report.ok, String(report)).toBe(true);
  });
});

test("a normalisation of numbers that differ in their last digits alone is right by either formula", () => {
  const own = random.RandomState(9);
  const parameters = { shift: mul(1e-4, own.randn(6, 3)) as Tensor };
  type P = typeof parameters;
  const parts = (x: Tensor): { c: Tensor; deviation: Tensor; xhat: Tensor } => {
    const c = sub(x, mean(x, 0));
    const deviation = sqrt(add(mean(square(c), 0), 1e-5));
    return { c, deviation, xhat: div(c, deviation) };
  };
  const hand =
    (withMean: boolean) =>
    ({ shift }: P, x: Tensor, t: Tensor): P => {
      const { deviation, xhat } = parts(add(x, shift));
      const dy = mul(2 / t.size, sub(xhat, t));
      const back = withMean ? sub(dy, mean(dy, 0)) : dy;
      return { shift: div(sub(back, mul(xhat, mean(mul(dy, xhat), 0))), deviation) };
    };
  const data = [add(1e5, mul(1e-4, own.randn(6, 3))) as Tensor, own.randn(6, 3) as Tensor] as const;
  const loss = ({ shift }: P, x: Tensor, t: Tensor): Tensor => mean(square(sub(parts(add(x, shift)).xhat, t)));
  const report = compareGradients({ loss, params: parameters, data, hand: hand(true) });
  expect(report.ok, String(report)).toBe(true);
  const wrong = compareGradients({ loss, params: parameters, data, hand: hand(false)(parameters, ...data) });
  expect(wrong.ok).toBe(false);
});
