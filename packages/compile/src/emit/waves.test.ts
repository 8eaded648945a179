import { add, cos, mul, sin, sub, type Tensor, tanh, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compile } from "../compile.ts";

/** Angles of every quadrant, zeros of both signs, what is reduced by the host, and what has no sine. */
const ANGLES = [0, -0, 1e-310, 0.5, -2.2, 3.9, 5.5, -7, 1e5, 2 ** 20 + 1, -1e22, Infinity, Number.NaN];

const bitsOf = (x: unknown): unknown[] => (x as readonly Tensor[]).flatMap((y) => (y.toArray() as unknown[]).flat());

describe("sine and cosine of one angle", () => {
  test.each(["float64", "float32"] as const)("have in %s the bits that each has alone", (dtype) => {
    // From 128 numbers on the kernel does them alone as well.
    for (const shape of [[130], [300], [43, 4], [100, 3]]) {
      const size = shape.reduce((product, n) => product * n, 1);
      const x = tensor(
        Array.from({ length: size }, (_, i) => ANGLES[i % ANGLES.length]!),
        { shape, dtype },
      );
      const f = (x: Tensor) => [sin(x), cos(x), tanh(sub(cos(add(x, 1)), sin(add(x, 1))))];
      expect(bitsOf(compile(f)(x))).toEqual(bitsOf(f(x)));
      // Long loops are cut within tanh: behind it the angle is read again, and what was known of it is not valid.
      const cut = (x: Tensor) => [tanh(sin(x)), cos(x)];
      expect(bitsOf(compile(cut)(x))).toEqual(bitsOf(cut(x)));
    }
  });

  test("are computed in one group, also where that has two dear functions already", () => {
    const f = (x: Tensor) => [mul(tanh(sin(x)), 2), mul(cos(x), 3)];
    const { groups } = compile(f).inspect(tensor([1, 2, 3, 4]));
    expect(groups.map(({ operations }) => operations)).toEqual([["sin", "tanh", "mul", "cos", "mul"]]);
    const g = (x: Tensor) => [mul(tanh(sin(x)), 2), mul(cos(mul(x, 2)), 3)];
    expect(compile(g).inspect(tensor([1, 2, 3, 4])).groups.length).toBe(2);
  });
});
