import { add, astype, max, mul, random, relu, sub, sum, type Tensor } from "@wengert/autograd";
import { executionSettings } from "@wengert/wasm";
import { describe, expect, test } from "vitest";
import { compile } from "../compile.ts";
import { expectClose } from "../testing/close.ts";

const rng = random.generator("short rows");

describe.each(["float64", "float32"] as const)("short rows in %s", (dtype) => {
  const draw = (shape: readonly number[]): Tensor => astype(rng.normal(0, 2, [...shape]), dtype);
  const f = (x: Tensor, bias: Tensor, weight: Tensor) => {
    const y = relu(add(mul(x, weight), bias));
    return [y, sum(y, 0), max(y, 0), sum(y, 1), sum(y), sub(y, bias)];
  };

  test.each([2, 3, 5, 150])("of whole vectors and others are what they are one by one, %i of them", (rows) => {
    for (const n of [1, 2, 3, 4, 6, 8, 12, 16, 20]) {
      const args = [draw([rows, n]), draw([n]), draw([rows, 1])] as const;
      expectClose(compile(f)(...args), f(...args), `${rows} × ${n}`);
    }
  });
});

// Without kernels a compiled function is run by the plain loops, which add rows as NumPy does.
test.runIf(executionSettings().kernels)("a long column of float32 numbers loses no digits in its sum", () => {
  // In float32, a running sum of tenths over 2¹⁷ rows is off by a thousandth.
  const x = astype(rng.uniform(0.1, 0.1000001, [2 ** 17, 8]), "float32");
  const found = compile((x: Tensor) => sum(x, 0))(x).toArray() as number[];
  const exact = sum(astype(x, "float64"), 0).toArray() as number[];
  for (const [i, y] of found.entries()) expect(y).toBe(Math.fround(exact[i]!));
});
