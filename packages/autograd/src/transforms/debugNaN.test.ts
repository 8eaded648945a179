import { describe, expect, test } from "vitest";
import { add, debugNaN, div, exp, grad, log, mul, sqrt, sum, type Tensor, tensor, WengertError } from "../index.ts";

const errorOf = (f: () => unknown): WengertError => {
  try {
    f();
  } catch (error) {
    if (error instanceof WengertError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("debugNaN", () => {
  test("gives the function's result when all is finite", () => {
    expect(debugNaN(() => log(tensor([1, Math.E]))).toArray()).toEqual([0, 1]);
  });

  test("names the first operation that made a NaN, with its input", () => {
    const error = errorOf(() => debugNaN(() => add(log(sub2(tensor([3, 1]))), 1)));
    expect(error.code).toBe("nan-found");
    expect(error.op).toBe("log");
    expect(error.message).toMatch(/made NaN of finite numbers, at element 1/);
    expect(error.message).toMatch(/log\(-1/);
  });

  test("names the operation whose reverse rule made an infinity", () => {
    const loss = (x: Tensor): Tensor => sum(sqrt(mul(x, 2)));
    const error = errorOf(() => debugNaN(() => grad(loss)(tensor([1, 0]))));
    expect(error.message).toMatch(/on the way back through sqrt|div\(0\.5, 0\)/);
  });

  test("does not blame an operation that was given a NaN", () => {
    expect(Number.isNaN(debugNaN(() => exp(tensor(Number.NaN))).item())).toBe(true);
    expect(errorOf(() => debugNaN(() => exp(div(tensor(0), 0)))).op).toBe("div");
  });

  test("looks no longer once it is over, also after an error, and may be nested", () => {
    expect(() => debugNaN(() => log(tensor(-1)))).toThrow();
    expect(Number.isNaN(log(tensor(-1)).item())).toBe(true);
    expect(() => debugNaN(() => debugNaN(() => tensor(1)) && log(tensor(-1)))).toThrow(/log/);
  });

  test("wants a function", () => {
    expect(() => debugNaN(tensor(1) as never)).toThrow(/got {2}a tensor of shape \[\]\n {2}hint wrap what you want/);
  });
});

function sub2(x: Tensor): Tensor {
  return add(x, -2);
}
