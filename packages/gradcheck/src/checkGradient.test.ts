import {
  abs,
  add,
  argmax,
  cbrt,
  cos,
  customVjp,
  div,
  exp,
  log,
  matmul,
  maximum,
  mul,
  random,
  relu,
  sigmoid,
  sign,
  sin,
  sqrt,
  square,
  sum,
  type Tensor,
  tanh,
  tensor,
  zeros,
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
    ["an order that is none", () => checkGradient(sin, { order: 3 } as never), /order is 1 or 2\n.*3/],
    ["no step", () => checkGradient(sin, { step: 0 }), /step is a number above 0/],
    ["NaN for a tolerance", () => checkGradient(sin, { tolerance: Number.NaN }), /tolerance is a number from 0 on/],
    ["half a direction", () => checkGradient(sin, { directions: 0.5 }), /directions are a whole number/],
    [
      "a return forgotten",
      () => checkGradient((x: Tensor) => void sum(x))(tensor([1])),
      /returned no floating numbers[\s\S]*undefined[\s\S]*return forgotten/,
    ],
    ["a promise", () => checkGradient(async (x: Tensor) => sum(x))(tensor([1])), /a Promise\n.*leave out async/],
    [
      "a result of whole numbers",
      () => checkGradient((x: Tensor) => argmax(x))(tensor([1, 2])),
      /returned no floating numbers/,
    ],
    [
      "whole numbers alone",
      () => checkGradient((x: Tensor) => sum(x))(tensor([1], { dtype: "int32" })),
      /none of the arguments holds floating numbers/,
    ],
    ["nothing", () => checkGradient(() => tensor(1))(), /no arguments/],
  ])("%s", (_name, call, message) => expect(call).toThrow(message));
});

describe("a function for which the usual step is too large", () => {
  const sine = (factor: number) =>
    customVjp(
      (x: Tensor) => sin(mul(1e5, x)),
      (x: Tensor) => [sin(mul(1e5, x)), x],
      (x: Tensor, g: Tensor) => [mul(mul(factor, g), cos(mul(1e5, x)))],
    );
  const logarithm = (factor: number) =>
    customVjp(
      (x: Tensor) => log(x),
      (x: Tensor) => [log(x), x],
      (x: Tensor, g: Tensor) => [mul(factor, div(g, x))],
    );

  test.each<[string, (factor: number) => (x: Tensor) => Tensor, number, Tensor]>([
    ["a wave", sine, 1e5, tensor([1, 2])],
    ["a steep bend", logarithm, 1, tensor([1e-5, 2e-5])],
    ["one that ends within the step", logarithm, 1, tensor([1e-7, 3])],
  ])("is checked with a smaller one: %s", (_name, rule, right, x) => {
    const check = (factor: number) => {
      const f = rule(factor);
      return checkGradient((y: Tensor) => sum(f(y)), { directions: 0, order: 1 })(x);
    };
    const result = check(right);
    expect(result, String(result)).toMatchObject({ ok: true, compared: 2, kinks: [] });
    expect(check(1.02 * right).ok).toBe(false);
  });
});

test("of many entries none is looked at twice", () => {
  const x = rng.randn(201);
  const seen = new Set<number>();
  const numbers = x.toArray() as number[];
  const f = (y: Tensor): Tensor => {
    const moved = (y.toArray() as number[]).flatMap((value, i) => (value === numbers[i] ? [] : [i]));
    if (moved.length === 1) seen.add(moved[0]!);
    return sum(y);
  };
  expect(checkGradient(f, { directions: 0, order: 1 })(x).entries).toBe(200);
  expect(seen.size).toBe(200);
});

test("what rounding hides is counted", () => {
  const wrong = customVjp(
    (x: Tensor) => square(x),
    (x: Tensor) => [square(x), x],
    (x: Tensor, g: Tensor) => [mul(g, x)],
  );
  const result = checkGradient((x: Tensor) => add(1, mul(1e-12, sum(wrong(x)))), { order: 1 })(tensor([1, 2]));
  expect(result).toMatchObject({ ok: true, hidden: 2 });
  expect(String(result)).toContain("hidden        2 derivatives are smaller than the rounding");
  expect(checkGradient((x: Tensor) => sum(square(x)))(tensor([0, 0])).hidden).toBe(0);
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

  test("a jump is left out, and a slope without end, also where both sides are alike", () => {
    const jump = checkGradient((x: Tensor) => sum(sign(x)))(tensor([0, 1.5]));
    expect(jump).toMatchObject({ ok: true, compared: 1 });
    expect(jump.kinks[0]!.why).toContain("a jump, or an infinite slope");
    expect(checkGradient((x: Tensor) => sum(cbrt(x)))(tensor([0, 1]))).toMatchObject({ ok: true, compared: 1 });
  });

  test("NaN at the point itself is called that", () => {
    const { kinks } = checkGradient((x: Tensor) => sum(log(x)))(tensor([-1, 1]));
    expect(kinks[1]!.why).toBe("the function is not finite here");
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
  expect(String(result)).toContain("the cube root of epsilon (2.2e-16, float64) makes");
  const told = String(checkGradient((x: Tensor) => sum(sin(x)), { step: 1e-4, tolerance: 1e-5 })(tensor([1])));
  expect(told).toContain("step 0.00010 max(1, |x|): as the option says");
  expect(told).toContain("1.0e-5 of the derivative (as the option says)");
});

test("of many entries so many are drawn, none of them twice", () => {
  const { kinks, entries } = checkGradient((x: Tensor) => sum(abs(x)))(zeros([300]));
  expect(entries).toBe(200);
  const places = kinks.map(({ where }) => where).filter((where) => where.startsWith("argument"));
  expect(new Set(places).size).toBe(200);
  expect(places).not.toEqual(places.map((_, i) => `argument 0 [${i}]`));
});
