import * as np from "@wengert/autograd";
import {
  add,
  div,
  mean,
  mul,
  random,
  reshape,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./compare.ts";

type Net = { readonly w: Tensor; readonly b: Tensor };

describe("an input that is forgotten is told as that, also of whole numbers and of a single feature", () => {
  const params = { w: tensor(0.6), b: tensor(0.9) };
  const loss = ({ w, b }: Net, x: Tensor, t: Tensor) => mul(0.5, sum(square(sub(sigmoid(add(mul(w, x), b)), t))));
  const hand = ({ w, b }: Net, x: Tensor, t: Tensor) => {
    const a = sigmoid(add(mul(w, x), b));
    const dz = mul(sub(a, t), mul(a, sub(1, a)));
    return { w: sum(dz), b: sum(dz) };
  };
  test.each([
    [[2], [1]],
    [[2.3], [1]],
    [[3], [0]],
    [
      [1, 2],
      [1, 0],
    ],
    [
      [2, 4],
      [0, 1],
    ],
  ])("x = %j, single numbers", (x, t) => {
    const data = [tensor(x), tensor(t)] as const;
    const { causes } = compareGradients({ loss, params, data, hand });
    expect(causes.map(({ code, what }) => [code, what])).toEqual([
      ["missing-term", "what comes back to w lacks the factor x"],
    ]);
    // With one number alone it may be a number as well: that is said.
    const byNumbers = compareGradients({ loss, params, data, hand: hand(params, ...data) });
    expect(byNumbers.causes.map(({ code }) => code)).toContain("missing-term");
  });

  test.each([[[2], [4]], [[1], [2]], [[2], [4], [6]], [[2, 3]]].map((X) => [X]))("X = %j, a matrix", (X) => {
    const W = tensor(X[0]!.map((_, i) => [0.6 - 0.2 * i]));
    const matrix = { w: W, b: tensor([0.3]) };
    const cost = ({ w, b }: Net, x: Tensor, t: Tensor) => mean(square(sub(sigmoid(add(np.matmul(x, w), b)), t)));
    const forgetful = ({ w, b }: Net, x: Tensor, t: Tensor) => {
      const a = sigmoid(add(np.matmul(x, w), b));
      const dz = mul(2 / x.shape[0]!, mul(sub(a, t), mul(a, sub(1, a))));
      return { w: mul(np.onesLike(w), sum(dz)), b: sum(dz, 0) };
    };
    const data = [tensor(X), tensor(X.map((_, n) => [n % 2]))] as const;
    for (const other of [forgetful, forgetful(matrix, ...data)]) {
      const { causes } = compareGradients({ loss: cost, params: matrix, data, hand: other });
      expect(causes.map(({ what }) => what)).toContain("what comes back to w lacks the factor X".replace("X", "x"));
    }
  });
});

test("a mean over steps is no mean over outputs for certain where there are as many", () => {
  const rng = random.RandomState(3);
  const params = { U: rng.randn(3, 3) };
  const data = [rng.randn(4, 3, 3), rng.randn(4, 3)] as const;
  const summed = ({ U }: { readonly U: Tensor }, x: Tensor) => sum(np.matmul(x, U), 1);
  const loss = (p: { readonly U: Tensor }, x: Tensor, t: Tensor) => mul(0.5, sum(square(sub(summed(p, x), t))));
  const hand = (p: { readonly U: Tensor }, x: Tensor, t: Tensor) => ({
    U: div(np.matmul(transpose(sum(x, 1)), sub(summed(p, x), t)), 3),
  });
  const { causes } = compareGradients({ loss, params, data, hand });
  expect(causes[0]?.what).toMatch(/1 \/ the number of outputs \(also 1 \/ axis 1 of x\)/);
});

describe("digits that a formula loses are no mistake", () => {
  test("as where a shift cancels in a variance of one pass", () => {
    const kept = { keepdims: true } as const;
    const codes = [3, 8, 9, 10].flatMap((seed) => {
      const rng = random.RandomState(seed);
      const params = { W: rng.randn(3, 3), g: rng.randn(3), b: rng.randn(3) };
      type P = typeof params;
      const data = [rng.randn(4, 3), rng.randn(4, 3)] as const;
      const z = (W: Tensor, x: Tensor) => add(np.matmul(x, W), 1000);
      const loss = ({ W, g, b }: P, x: Tensor, t: Tensor) => {
        const Z = z(W, x);
        const mu = mean(Z, 1, kept);
        const v = sub(mean(square(Z), 1, kept), square(mu));
        return mean(square(sub(add(mul(g, div(sub(Z, mu), np.sqrt(add(v, 1e-5)))), b), t)));
      };
      const hand = ({ W, g, b }: P, x: Tensor, t: Tensor) => {
        const Z = z(W, x);
        const c = sub(Z, mean(Z, 1, kept));
        const s = np.sqrt(add(mean(square(c), 1, kept), 1e-5));
        const h = div(c, s);
        const d = mul(2 / t.size, sub(add(mul(g, h), b), t));
        const dx = mul(d, g);
        const dZ = div(sub(sub(dx, mean(dx, 1, kept)), mul(h, mean(mul(dx, h), 1, kept))), s);
        return { W: np.matmul(transpose(x), dZ), g: sum(mul(d, h), 0), b: sum(d, 0) };
      };
      return [hand, hand(params, ...data)].flatMap((other) =>
        compareGradients({ loss, params, data, hand: other }).causes.map(({ code }) => code),
      );
    });
    expect(new Set(codes)).toEqual(new Set(["unknown"]));
  });

  test("but a function that keeps a value of its first parameters is off by as much as these change", () => {
    const rng = random.RandomState(5);
    const params = { w: rng.randn(2, 2), v: rng.randn(2, 1) };
    type P = typeof params;
    const data = [rng.randn(4, 2), rng.randn(4, 1)] as const;
    const units = ({ w }: Pick<P, "w">, x: Tensor) => np.tanh(np.matmul(x, w));
    const loss = (p: P, x: Tensor, t: Tensor) => mean(square(sub(np.matmul(units(p, x), p.v), t)));
    const before = { h: units(params, data[0]), v: params.v };
    const keeping = (kept: "h" | "v" | "nothing") => (p: P, x: Tensor, t: Tensor) => {
      const h = kept === "h" && x.shape[0] === 4 ? before.h : units(p, x);
      const d = mul(2 / t.size, sub(np.matmul(h, p.v), t));
      const dh = np.matmul(d, transpose(kept === "v" ? before.v : p.v));
      return { w: np.matmul(transpose(x), mul(dh, sub(1, square(h)))), v: np.matmul(transpose(h), d) };
    };
    const codes = (kept: "h" | "v" | "nothing") =>
      compareGradients({ loss, params, data, hand: keeping(kept) }).causes.map(({ code }) => code);
    expect(codes("nothing")).toEqual([]);
    expect(codes("h")).toEqual(["stale-cache"]);
    expect(codes("v")).toEqual(["stale-cache"]);
  });

  test("nor has a function kept values that is off by them at other parameters", () => {
    const rng = random.RandomState(30);
    const params = { w: mul(40, rng.randn(3)), b: mul(40, rng.randn(1)) };
    const data = [rng.randn(5, 3), tensor([0, 1, 1, 0, 1])] as const;
    const z = ({ w, b }: Net, x: Tensor) => add(np.matmul(x, w), b);
    const loss = (p: Net, x: Tensor, t: Tensor) => mean(np.log1p(np.exp(mul(sub(1, mul(2, t)), z(p, x)))));
    const hand = (p: Net, x: Tensor, t: Tensor) => {
      const d = div(sub(sigmoid(z(p, x)), t), x.shape[0]!);
      return { w: np.matmul(transpose(x), d), b: reshape(sum(d), [1]) };
    };
    expect(compareGradients({ loss, params, data, hand }).causes).toEqual([]);
  });
});

describe("of a mean that is taken once more", () => {
  const rng = random.RandomState(5);
  const params = { w: rng.randn(2, 2), b: rng.randn(2) };
  const data = [rng.randn(4, 2), rng.randn(4, 2)] as const;
  const error = ({ w, b }: Net, x: Tensor, t: Tensor) => sub(add(np.matmul(x, w), b), t);
  const loss = (p: Net, x: Tensor, t: Tensor) => mean(square(error(p, x, t)));
  const hand = (p: Net, x: Tensor, t: Tensor, by: number, more: number) => {
    const dy = mul(2 / by, error(p, x, t));
    return { w: np.matmul(transpose(x), dy), b: div(sum(dy, 0), more) };
  };

  test("it is not said that the loss has a sum", () => {
    const { causes } = compareGradients({ loss, params, data, hand: hand(params, ...data, 8, 4) });
    expect(causes[0]?.what).toMatch(/to b from add is divided by the batch size .*once more than the loss is$/);
  });

  test("a batch size written as a number is no factor that another one undoes", () => {
    const written = (p: Net, x: Tensor, t: Tensor) => hand(p, x, t, 8, x.shape[0]!);
    const { causes } = compareGradients({ loss, params, data, hand: written });
    expect(causes.map(({ quantity }) => quantity)).toEqual(["b"]);
  });
});

test("inputs have no sum by which anyone divides", () => {
  const params = { v: tensor(2), w: tensor(3) };
  type P = typeof params;
  const data = [tensor([2, 1]), tensor([0.5, 1])] as const;
  const loss = ({ v, w }: P, x: Tensor, t: Tensor) => mul(0.5, sum(square(sub(mul(w, np.tanh(mul(v, x))), t))));
  const h = np.tanh(mul(params.v, data[0]));
  const d = sub(mul(params.w, h), data[1]);
  const taken = { w: sum(mul(d, h)), v: sum(mul(mul(mul(d, params.v), sub(1, square(h))), data[0])) };
  const { causes } = compareGradients({ loss, params, data, hand: taken });
  expect(causes.map(({ what }) => what).join()).not.toMatch(/the sum of/);
});

describe("where the loss has a kink", () => {
  const params = { w: tensor([1, 0.5]) };
  type P = typeof params;
  // Every margin is exactly 1.
  const data = [
    tensor([
      [1, 0],
      [0, 2],
      [-1, 0],
    ]),
    tensor([1, 1, -1]),
  ] as const;
  const loss = ({ w }: P, x: Tensor, t: Tensor) => mean(np.maximum(0, sub(1, mul(t, np.matmul(x, w)))));
  const hand = ({ w }: P, x: Tensor, t: Tensor) => {
    const inside = np.astype(np.less(mul(t, np.matmul(x, w)), 1), "float64");
    return { w: div(np.matmul(np.neg(mul(t, inside)), x), x.shape[0]!) };
  };

  test("a function that is right elsewhere is not accused", () => {
    const { causes } = compareGradients({ loss, params, data, hand });
    expect(causes.map(({ code }) => code)).toEqual(["unknown"]);
    expect(causes[0]?.what).toMatch(/on generated values the hand is right; .* with the maximum of two equal numbers/);
  });

  test("of numbers it is said that another slope may be as right", () => {
    const { unseen } = compareGradients({ loss, params, data, hand: hand(params, ...data) });
    expect(unseen.join()).toMatch(/no derivative here, with the maximum of two equal numbers/);
  });

  test("of a function that is wrong elsewhere too it is not said that it is right there", () => {
    const wrong = (p: P, x: Tensor, t: Tensor) => ({ w: mul(-1, hand(p, x, t).w) });
    expect(compareGradients({ loss, params, data, hand: wrong }).causes[0]?.what).not.toMatch(/the hand is right/);
  });
});

test("nobody subtracts a penalty that the loss has not", () => {
  const params = { w: tensor([[0.6]]), b: tensor([0.1]) };
  const data = [tensor([[0.3], [1.2], [-0.7], [2.1]]), tensor([[1], [2.2], [0.1], [3]])] as const;
  const error = ({ w, b }: Net, x: Tensor, t: Tensor) => sub(add(np.matmul(x, w), b), t);
  const loss = (p: Net, x: Tensor, t: Tensor) => mean(square(error(p, x, t)));
  const d = mul(1 / 2, error(params, ...data));
  const hand = { w: np.matmul(transpose(np.abs(data[0])), d), b: sum(d, 0) };
  expect(compareGradients({ loss, params, data, hand }).causes.map(({ code }) => code)).not.toContain("regulariser");
  // One that the loss has may be forgotten, which comes to the same.
  const penalised = (p: Net, x: Tensor, t: Tensor) => add(loss(p, x, t), mul(0.25, sum(square(p.w))));
  const forgotten = { w: np.matmul(transpose(data[0]), d), b: sum(d, 0) };
  expect(compareGradients({ loss: penalised, params, data, hand: forgotten }).causes.map(({ code }) => code)).toEqual([
    "regulariser",
  ]);
});

test("a bag of as many words as their vectors are long is named beside these", () => {
  const rng = random.RandomState(8);
  const params = { E: rng.randn(4, 3), w: rng.randn(3, 1) };
  type P = typeof params;
  const words = [
    [0, 1, 2],
    [3, 3, 1],
    [2, 0, 0],
    [1, 2, 3],
    [0, 3, 2],
  ];
  const data = [tensor(words, { dtype: "int32" }), rng.randn(5, 1)] as const;
  const bag = ({ E }: P, i: Tensor) => mean(np.at(E, i) as Tensor, 1);
  const loss = (p: P, i: Tensor, t: Tensor) => mean(square(sub(np.matmul(bag(p, i), p.w), t)));
  const hand = np.grad((p: P) => loss(p, ...data))(params);
  const { causes } = compareGradients({ loss, params, data, hand: { ...hand, w: mul(3, hand.w) } });
  expect(causes[0]?.what).toMatch(/3 times what it should be: axis 1 of E \(also axis 1 of i\)/);
});

test.each<[string, (p: { readonly w: Tensor }, x: Tensor) => Tensor, readonly number[], string]>([
  ["abs", ({ w }, x) => mean(np.abs(mul(w, x))), [0, 1, 2], "abs of 0"],
  ["max", ({ w }, x) => np.max(mul(w, x)), [3, 1, 3], "a max that several entries have"],
  ["minimum", ({ w }, x) => mean(np.minimum(mul(w, x), 2)), [1, 2, 3], "the minimum of two equal numbers"],
])("%s has no derivative where it has a kink", (_name, loss, x, words) => {
  const params = { w: tensor([1, 1, 1]) };
  const here = np.grad(loss)(params, tensor(x));
  const hand = (p: typeof params, y: Tensor) => {
    const right = np.grad(loss)(p, y);
    return String(y.toArray()) === String(x) ? { w: add(here.w, tensor([0.25, 0, 0])) } : right;
  };
  expect(compareGradients({ loss, params, data: [tensor(x)], hand }).causes[0]?.what).toContain(`with ${words}`);
});
