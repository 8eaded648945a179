import {
  abs,
  add,
  customVjp,
  exp,
  log,
  matmul,
  maximum,
  mul,
  random,
  relu,
  sigmoid,
  sin,
  sqrt,
  square,
  sum,
  type Tensor,
  tanh,
  tensor,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { checkGradient } from "./index.ts";

const rng = random.RandomState(1);

describe("derivatives that are right", () => {
  test.each<[string, (...xs: never[]) => unknown, readonly unknown[]]>([
    ["a sum of products", (x: Tensor) => sum(mul(x, sin(x))), [tensor([1, 2])]],
    [
      "a layer, whose result is a matrix, with parameters in a record",
      ({ W, b }: { W: Tensor; b: Tensor }, x: Tensor) => tanh(add(matmul(x, W), b)),
      [{ W: rng.randn(3, 2), b: rng.randn(2) }, rng.randn(4, 3)],
    ],
    ["more entries than are looked at one by one", (x: Tensor) => sum(relu(x)), [rng.randn(300)]],
    ["float32", (x: Tensor) => sum(exp(x)), [tensor([1, 2, 3], { dtype: "float32" })]],
    ["a number", (x: Tensor) => mul(1e6, exp(x)), [2]],
    ["arguments of very different size", (x: Tensor) => sum(log(x)), [tensor([1e-2, 100, 1e4])]],
    ["tiny values", (x: Tensor) => sum(mul(1e-12, square(x))), [tensor([1, 2])]],
    ["nothing at all", (x: Tensor) => sum(x), [tensor([])]],
  ])("%s", (_name, f, xs) => {
    const result = checkGradient(f)(...xs);
    expect(String(result)).not.toContain("WRONG");
    expect(result.ok).toBe(true);
    expect(result.agreements.map(({ name }) => name)).toEqual(["reverse mode", "forward mode", "second order"]);
  });
});

describe("derivatives that are wrong", () => {
  const rule = (factor: (x: Tensor) => Tensor) =>
    customVjp(
      (x: Tensor) => square(x),
      (x: Tensor) => [square(x), x],
      (x: Tensor, g: Tensor) => [mul(g, factor(x))],
    );

  test("a forgotten factor", () => {
    const wrong = rule((x) => x);
    const { ok, agreements } = checkGradient((x: Tensor) => sum(wrong(x)))(tensor([1, 2, 3]));
    expect(ok).toBe(false);
    expect(agreements[0]!.ok).toBe(false);
  });

  test("one part in a million, also of a tiny function", () => {
    const wrong = rule((x) => mul(2 + 2e-6, x));
    for (const size of [1, 1e-12]) {
      expect(checkGradient((x: Tensor) => sum(mul(size, wrong(x))))(tensor([1, 2])).ok).toBe(false);
    }
  });

  test("a second derivative alone, in a rule that is right only once", () => {
    const frozen = rule((x) => tensor(mul(2, x).toArray() as number[]));
    const { agreements } = checkGradient((x: Tensor) => sum(frozen(x)))(tensor([1, 2]));
    expect(agreements.map(({ ok }) => ok)).toEqual([true, true, false]);
    expect(checkGradient((x: Tensor) => sum(frozen(x)), { order: 1 })(tensor([1, 2])).ok).toBe(true);
  });
});

test("a wrong derivative is shown where it is worst, beside the differences", () => {
  const wrong = customVjp(
    (x: Tensor) => square(x),
    (x: Tensor) => [square(x), x],
    (x: Tensor, g: Tensor) => [mul(g, x)],
  );
  const { agreements, ...rest } = checkGradient((x: Tensor) => sum(wrong(x)), { directions: 0 })(tensor([0, 3]));
  expect(agreements[0]).toMatchObject({ where: "argument 0 [1]", derivative: 3 });
  expect(agreements[0]!.expected).toBeCloseTo(6, 6);
  expect(rest.compared).toBe(2);
});

describe("what cannot be checked is not called right", () => {
  test.each<[string, (x: Tensor) => Tensor, Tensor]>([
    ["NaN", (x) => sum(log(x)), tensor([-1, 1])],
    ["infinity", (x) => sum(exp(x)), tensor([1000])],
    ["a kink in every entry", (x) => sum(abs(x)), tensor([0, 0])],
  ])("%s", (_name, f, x) => {
    const result = checkGradient(f)(x);
    expect(result).toMatchObject({ ok: false, compared: 0 });
    expect(String(result)).toContain("NOT CHECKED");
  });

  test("an infinite derivative at a kink leaves the other entries alone", () => {
    const result = checkGradient((x: Tensor) => sum(sqrt(x)))(tensor([0, 1, 4]));
    expect(String(result)).not.toContain("WRONG");
    expect(result).toMatchObject({ ok: true, compared: 2 });
    expect(result.agreements[2]!.where).toBe("two random directions");
  });

  test("how many of many entries were looked at is said", () => {
    expect(String(checkGradient((x: Tensor) => sum(square(x)))(rng.randn(300)))).toContain("200 of 300 entries");
  });
});

describe("calls that cannot be meant", () => {
  test.each<[string, () => unknown, RegExp]>([
    ["no function", () => checkGradient(tensor([1]) as never), /whose derivatives are checked\n.*a tensor/],
    ["a misspelt option", () => checkGradient(sin, { ordr: 1 } as never), /no option "ordr"[\s\S]*order may be meant/],
    [
      "a function that draws random numbers",
      () => {
        let calls = 0;
        return checkGradient((x: Tensor) => mul(++calls, sum(x)))(tensor([1]));
      },
      /another value when it is called again/,
    ],
  ])("%s", (_name, call, message) => expect(call).toThrow(message));
});

describe("kinks", () => {
  test("are left out and listed with the slopes of both sides", () => {
    const { ok, kinks } = checkGradient((x: Tensor) => sum(abs(x)))(tensor([0, 1]));
    expect(ok).toBe(true);
    expect(kinks[0]!.where).toBe("argument 0 [0]");
    expect(kinks[0]!.left).toBeCloseTo(-1, 6);
    expect(kinks[0]!.right).toBeCloseTo(1, 6);
    expect(kinks[1]!.where).toMatch(/^abs, checkGradient\.test\.ts:\d+$|^abs/);
  });

  test("also where they are only close by", () => {
    const { ok, kinks } = checkGradient((x: Tensor) => sum(maximum(x, 0.5)))(tensor([0.5 + 1e-6, 2]));
    expect(ok).toBe(true);
    expect(kinks.map(({ where }) => where)).toContain("argument 0 [0]");
  });

  test("a smooth bend is none", () => {
    const { kinks } = checkGradient((x: Tensor) => sum(sigmoid(mul(40, x))))(tensor([0, 0.01]));
    expect(kinks).toEqual([]);
  });
});

test("the result is data, and its text says why this step and tolerance", () => {
  const result = checkGradient((x: Tensor) => sum(sin(x)))(tensor([1]));
  expect(JSON.parse(JSON.stringify(result))).toMatchObject({ ok: true, dtype: "float64", entries: 1 });
  expect(String(result)).toMatch(/^derivative check {2}float64, 1 entry, 4 directions {4}ok\n/);
  expect(String(result)).toContain("cube root of epsilon");
});
