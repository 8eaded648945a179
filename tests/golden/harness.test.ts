import { mul, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { callOf } from "./calls.ts";
import { difference } from "./compare.ts";
import { coverageTable } from "./coverage.ts";
import { evaluate } from "./expression.ts";

const RTOL = 1e-9;

describe("the golden comparison", () => {
  const golden = { shape: [2], data: [100, 1] };

  test("allows rtol times the largest golden number, also for the small ones", () => {
    expect(difference(tensor([100, 1 + 0.9e-7]), golden, RTOL)).toBeUndefined();
    expect(difference(tensor([100, 1 + 1.1e-7]), golden, RTOL)).toMatch(/entry 1 is 1.00000011 instead of 1/);
  });

  test("wants equal shapes, and a tensor", () => {
    expect(difference(tensor([[100, 1]]), golden, RTOL)).toBe("shape [1,2] instead of [2]");
    expect(difference(100, golden, RTOL)).toBe("expected a tensor, got 100");
  });

  test("wants NaN and infinity where the golden data have them, and nowhere else", () => {
    const special = { shape: [2], data: [Number.NaN, Number.POSITIVE_INFINITY] };
    expect(difference(tensor([Number.NaN, Number.POSITIVE_INFINITY]), special, RTOL)).toBeUndefined();
    expect(difference(tensor([0, Number.POSITIVE_INFINITY]), special, RTOL)).toBeDefined();
    expect(difference(tensor([Number.NaN, Number.NEGATIVE_INFINITY]), special, RTOL)).toBeDefined();
    expect(difference(tensor([Number.NaN, 1]), golden, RTOL)).toBeDefined();
  });
});

describe("golden expressions", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);

  test("call our functions with Python's positional arguments and keywords", () => {
    const node = { op: "numpy.sum", args: [{ in: 0 }], kwargs: { axis: { tuple: [-1] }, keepdims: true } };
    expect(evaluate(node, [x])).toMatchObject({ shape: [2, 1] });
    const nested = { op: "numpy.multiply", args: [{ op: "numpy.max", args: [{ in: 0 }, 0] }, 2] };
    expect(String(evaluate(nested, [x]))).toBe(String(mul(2, [3, 4])));
  });

  test("make tensors of constant arrays and of lists of inputs", () => {
    const mask = { array: { shape: [2], data: [true, false], dtype: "bool" } } as const;
    expect(evaluate(mask, [])).toMatchObject({ dtype: "bool", shape: [2] });
    expect(evaluate({ op: "numpy.array", args: [{ list: [{ in: 0 }, { in: 0 }] }] }, [x])).toMatchObject({
      shape: [2, 2, 2],
    });
  });

  test("write slices as strings, `1:`, `::-1`", () => {
    expect(evaluate({ slice: [1, null, null] }, [])).toBe("1:");
    expect(evaluate({ slice: [null, null, -1] }, [])).toBe("::-1");
  });

  test("do not drop a keyword that our function does not have", () => {
    expect(() => callOf("numpy.sum")!([x], { where: true })).toThrow("has no parameter where");
    expect(() => callOf("numpy.abs")!([x, 1], {})).toThrow("is called with 2 arguments");
  });

  test("have no function where the library has none", () => {
    expect(callOf("numpy.no_such_function")).toBeUndefined();
  });
});

test("the table of coverage counts what passed, failed and was skipped, group by group", () => {
  const groups = new Map([
    ["numpy", { passed: 10, skipped: 1, total: 12, missing: new Set(["numpy.b", "numpy.a"]) }],
    ["combo", { passed: 5, skipped: 0, total: 5, missing: new Set<string>() }],
  ]);
  expect(`\n${coverageTable(groups)}\n`).toBe(`
golden cases of  passed  failed  skipped  total
numpy                10       1        1     12
combo                 5       0        0      5
all                  15       1        1     17
no function for numpy.a numpy.b
`);
});
