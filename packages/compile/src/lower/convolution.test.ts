import { astype, conv, grad, mul, random, sum, type Tensor, transpose } from "@wengert/autograd";
import { flatData } from "@wengert/autograd/engine";
import { describe, expect, test } from "vitest";
import { compile } from "../index.ts";

type Options = Parameters<typeof conv>[2];

/** Shapes of input and kernel, how the windows go, and what becomes of the convolution. */
const CASES: readonly (readonly [string, readonly number[], readonly number[], Options, "conv" | "host"])[] = [
  ["an image, padded", [3, 2, 9, 8], [5, 2, 3, 3], { padding: "same" }, "conv"],
  ["strides and dilation", [2, 3, 11, 10], [4, 3, 3, 2], { stride: [2, 3], dilation: [2, 1], padding: 1 }, "conv"],
  ["groups", [2, 4, 7, 9], [6, 2, 3, 3], { groups: 2, padding: 1 }, "conv"],
  ["a channel each", [2, 3, 6, 6], [3, 1, 3, 3], { groups: 3 }, "conv"],
  ["a signal", [3, 2, 40], [7, 2, 5], {}, "conv"],
  ["a volume", [2, 2, 4, 5, 4], [3, 2, 2, 3, 2], { padding: 1 }, "conv"],
  ["one tap", [2, 5, 4, 4], [3, 5, 1, 1], {}, "conv"],
  ["one window of many taps", [3, 2, 9, 9], [4, 2, 9, 9], {}, "conv"],
  [
    "few windows of many taps, beyond the edge",
    [2, 3, 12, 11],
    [5, 3, 11, 11],
    {
      padding: [
        [0, 1],
        [1, 0],
      ],
    },
    "conv",
  ],
  [
    "an input cut off",
    [2, 2, 8, 8],
    [3, 2, 3, 3],
    {
      padding: [
        [-1, 0],
        [0, -2],
      ],
    },
    "conv",
  ],
  ["an input spread out", [2, 2, 5, 5], [3, 2, 3, 3], { inputDilation: 2, padding: 2 }, "host"],
  ["a line for each channel", [2, 3, 30], [3, 1, 5], { groups: 3 }, "host"],
  ["no examples", [0, 2, 5, 5], [3, 2, 3, 3], {}, "host"],
];

/** Sums of up to 400 products of normal numbers, in another order. */
const ROUNDING = { float64: 1e-12, float32: 1e-4 } as const;

function expectSame(found: Tensor, expected: Tensor, rounding: number): void {
  expect(found.shape).toEqual(expected.shape);
  const [xs, ys] = [flatData(found), flatData(expected)];
  for (let i = 0; i < found.size; i++) expect(Math.abs(xs[i]! - ys[i]!)).toBeLessThan(rounding);
}

describe.each(["float64", "float32"] as const)("a compiled convolution in %s", (dtype) => {
  const rng = random.RandomState(11);
  const drawn = (shape: readonly number[]): Tensor => astype(rng.randn(...shape) as Tensor, dtype);

  test.each(CASES)("of %s gives what the eager one does, derivatives included", (_, x, kernel, options, kind) => {
    const [input, weights] = [drawn(x), drawn(kernel)];
    const f = (x: Tensor, k: Tensor): Tensor => conv(x, k, options);
    const compiled = compile(f);
    for (let call = 0; call < 3; call++) expectSame(compiled(input, weights), f(input, weights), ROUNDING[dtype]);
    expect(
      compiled.inspect(input, weights).groups.filter(({ kind }) => kind === "conv" || kind === "host"),
    ).toMatchObject([{ kind }]);
    const factors = drawn(f(input, weights).shape);
    const gradients = grad((x: Tensor, k: Tensor, w: Tensor) => sum(mul(f(x, k), w)), [0, 1]);
    const expected = gradients(input, weights, factors);
    const found = compile(gradients)(input, weights, factors);
    for (const i of [0, 1] as const) expectSame(found[i], expected[i], 10 * ROUNDING[dtype]);
  });

  test("of views and of the same tensor twice reads the right numbers", () => {
    const [images, weights] = [drawn([6, 7, 2, 3]), drawn([3, 4, 2, 2])];
    const f = (x: Tensor, k: Tensor): Tensor => conv(transpose(x, [3, 2, 1, 0]), transpose(k, [0, 2, 1, 3]));
    expectSame(compile(f)(images, weights), f(images, weights), ROUNDING[dtype]);
    const square = drawn([4, 4, 5, 5]);
    const twice = (x: Tensor): Tensor => conv(x, x, { padding: 2 });
    expectSame(compile(twice)(square), twice(square), ROUNDING[dtype]);
  });
});

test("a convolution of numbers of two types is one of the wider type", () => {
  const rng = random.RandomState(12);
  const [x, k] = [rng.randn(2, 3, 6, 6) as Tensor, astype(rng.randn(4, 3, 3, 3) as Tensor, "float32")];
  const y = compile((x: Tensor, k: Tensor) => conv(x, k))(x, k);
  expect(y.dtype).toBe("float64");
  expectSame(y, conv(x, k), ROUNDING.float64);
});
