import {
  add,
  at,
  grad,
  matmul,
  mean,
  mul,
  random,
  set,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { type CompareOptions, compareGradients } from "./index.ts";
import { tenthCases } from "./testing/everyday/asCases.ts";
import { backward, meanSquare, twoLayers } from "./testing/twoLayers.ts";

const codesOf = (options: CompareOptions<never, never>): string[] =>
  compareGradients(options).causes.map(({ code }) => code);

describe("a gradient of a single number", () => {
  const squareOf = (hand: number, w = 3): string[] =>
    codesOf({ loss: (x: Tensor) => mul(x, x), params: tensor(w), hand: tensor(hand) } as never);

  test.each([5, 7, 9, 1, 4, -2])("is not guessed at: %d for 6", (hand) => expect(squareOf(hand)).toEqual(["unknown"]));

  test.each([
    [12, "factor"],
    [3, "factor"],
    [-6, "sign"],
    [0, "missing-term"],
  ])("is named where the factor has a plain reason: %d for 6", (hand, code) => expect(squareOf(hand)).toEqual([code]));

  test("two of them do not make a pair of mistakes either", () => {
    const loss = ({ a, b }: { a: Tensor; b: Tensor }): Tensor => add(mul(a, b), mul(a, a));
    const params = { a: tensor(2), b: tensor(3) };
    expect(codesOf({ loss, params, hand: { a: tensor(5), b: tensor(3) } } as never)).toEqual(["unknown"]);
  });
});

describe("formulas for a slope that are written from memory", () => {
  const slopes: [string, (z: Tensor) => Tensor, (a: Tensor, z: Tensor) => Tensor][] = [
    ["1 - a for tanh", tanh, (a) => sub(1, a)],
    ["a (1 + a) for the sigmoid", sigmoid, (a) => mul(a, add(1, a))],
    ["a**2 (1 - a) for the sigmoid", sigmoid, (a) => mul(square(a), sub(1, a))],
    ["1 - z**2 for tanh", tanh, (_a, z) => sub(1, square(z))],
  ];

  test.each(slopes)("%s", (_name, f, slope) => {
    const { params, data } = twoLayers(6);
    const loss = ({ W1, b1, W2, b2 }: typeof params, x: Tensor, t: Tensor): Tensor =>
      mean(square(sub(add(matmul(f(add(matmul(x, W1), b1)), W2), b2), t)));
    const hand = ({ W1, b1, W2, b2 }: typeof params, x: Tensor, t: Tensor) => {
      const z = add(matmul(x, W1), b1);
      const a = f(z);
      const dy = mul(2 / t.size, sub(add(matmul(a, W2), b2), t));
      const dz = mul(matmul(dy, transpose(W2)), slope(a, z));
      const ones = tensor(Array.from({ length: x.shape[0]! }, () => 1));
      return { W1: matmul(transpose(x), dz), b1: matmul(ones, dz), W2: matmul(transpose(a), dy), b2: matmul(ones, dy) };
    };
    for (const given of [hand, hand(params, ...data)]) {
      const { causes } = compareGradients({ loss, params, data, hand: given });
      expect(causes.map(({ code, quantity }) => [code, quantity])).toEqual([["derivative-at-wrong-value", "b1"]]);
    }
  });
});

describe("what is done to right gradients before they are handed back", () => {
  const { params, data } = twoLayers(6);
  const right = backward({})(params, ...data);
  const given = (hand: unknown) => compareGradients({ loss: meanSquare, params, data, hand });

  test("a step for one parameter alone, W - 0.1 g", () => {
    const { causes } = given({ ...right, W2: sub(params.W2, mul(0.1, right.W2)) });
    expect(causes).toMatchObject([{ code: "extra-term", quantity: "W2" }]);
    expect(causes[0]!.what).toContain("theta - 0.1 g");
  });

  test("a factor of 1.5 at one parameter alone", () => {
    expect(given({ ...right, W1: mul(1.5, right.W1) }).causes).toMatchObject([
      { code: "factor", quantity: "W1", factor: expect.closeTo(1.5, 12) },
    ]);
  });

  test("two parameters exchanged, of other shapes", () => {
    const { causes } = given({ ...right, W1: right.W2, W2: right.W1 });
    expect(causes).toMatchObject([{ code: "structure", what: "the gradients of W2 and W1 are exchanged" }]);
  });

  test("several missing parameters are one cause", () => {
    const { causes } = given({ W2: right.W2 });
    expect(causes.map(({ code }) => code)).toEqual(["structure"]);
    expect(causes[0]!.what).toContain("W1 is missing; b1 is missing; b2 is missing");
  });
});

describe("a row that is looked up twice, and set where it is added to,", () => {
  test("is said to have lost what came from the other time", () => {
    const params = { E: random.RandomState(5).randn(4, 3), w: random.RandomState(6).randn(3) };
    type Params = { readonly E: Tensor; readonly w: Tensor };
    const costs = ({ E, w }: Params): Tensor[] =>
      [1, 3, 3, 0].map((word, t) => square(sub(sum(mul(w, tanh(at(E, word)))), t)));
    const loss = (params: Params): Tensor => costs(params).reduce((a, b) => add(a, b));
    const right = grad(loss)(params);
    const ofLast = grad((params: Params) => costs(params)[2]!)(params);
    const { causes } = compareGradients({ loss, params, hand: { ...right, E: set(right.E, 3, at(ofLast.E, 3)) } });
    expect(causes.map(({ code, what }) => `${code}: ${what}`)).toEqual([
      "missing-term: the same part of E is read 2 times, and what comes back from one of these is lost",
    ]);
    expect(causes[0]!.fix).toContain("+= and not =");
  });

  test("is not put down to the slope of units that are dead, which is 0 as well", () => {
    const planted = tenthCases.find(({ name }) => name === "next word: rows set")!;
    expect(compareGradients(planted.problem() as never).causes.map(({ code }) => code)).toEqual(["missing-term"]);
  });
});

describe("values without a name of their own", () => {
  interface Block {
    readonly A: Tensor;
    readonly B: Tensor;
    readonly o: Tensor;
  }
  const rng = random.RandomState(61);
  const params: Block = { A: rng.randn(4, 4), B: rng.randn(4, 4), o: rng.randn(4, 2) };
  const data = [rng.randn(6, 4), rng.randn(6, 2)];
  const forward = ({ A, B }: Block, x: Tensor) => {
    const r = add(x, tanh(matmul(x, A)));
    const a = tanh(matmul(r, B));
    return { r, a, q: add(r, a) };
  };
  const loss = (params: Block, x: Tensor, t: Tensor): Tensor =>
    mean(square(sub(matmul(forward(params, x).q, params.o), t)));
  const hand = (params: Block, x: Tensor, t: Tensor): Block => {
    const { a, q } = forward(params, x);
    const e = mul(2 / t.size, sub(matmul(q, params.o), t));
    const dq = matmul(e, transpose(params.o));
    const dz = mul(dq, sub(1, square(a)));
    const dr = add(dq, matmul(dz, transpose(params.B)));
    const da = mul(dr, sub(1, square(tanh(matmul(x, params.A)))));
    return { A: matmul(transpose(x), da), B: matmul(transpose(q), dz), o: matmul(transpose(q), e) };
  };

  test("are called by their place among the operations of their kind", () => {
    const { causes } = compareGradients({ loss, params, data, hand } as never);
    expect(causes.map(({ what }) => what)).toEqual([
      "the gradient of B is made with the second add for the layer's input, which is the first add",
    ]);
  });

  test("are the product with some weights, also of a stack of samples", () => {
    interface Two {
      readonly Q: Tensor;
      readonly K: Tensor;
    }
    const params: Two = { Q: rng.randn(3, 4), K: rng.randn(3, 4) };
    const data = [rng.randn(2, 5, 3)];
    const turned = (x: Tensor): Tensor => transpose(x, [0, 2, 1]);
    const loss = ({ Q, K }: Two, x: Tensor): Tensor => mean(square(matmul(matmul(x, Q), turned(matmul(x, K)))));
    const hand = ({ Q, K }: Two, x: Tensor): Two => {
      const [q, k] = [matmul(x, Q), matmul(x, K)];
      const s = matmul(q, turned(k));
      const ds = mul(2 / s.size, s);
      return { Q: sum(matmul(turned(x), matmul(ds, k)), 0), K: sum(matmul(turned(x), matmul(turned(ds), k)), 0) };
    };
    const { causes } = compareGradients({ loss, params, data, hand } as never);
    expect(causes.map(({ what }) => what).join()).toContain("with the product with K, not with the product with Q");
  });
});
