import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { at, grad, mul, ones, random, sum, swapaxes, zeros } from "../index.ts";
import { flatData } from "../storage.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { expectAllClose, expectClose } from "../testing/expect.ts";
import { type ConvOptions, conv } from "./convolution.ts";

/** The same products, at most some hundred of them, added in another order. */
const ROUNDING = 1e-12;

const drawn = (shape: readonly number[], seed: number): Tensor => {
  const x = random.RandomState(seed).randn(...shape);
  return isTensor(x) ? x : tensor(x);
};

/** One image axis pair with everything that can be said of a convolution. */
const setting = fc
  .record({
    examples: fc.integer({ min: 1, max: 2 }),
    inputs: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 2 }),
    spatial: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    taps: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    padding: fc.array(fc.tuple(fc.integer({ min: -1, max: 3 }), fc.integer({ min: 0, max: 3 })), {
      minLength: 2,
      maxLength: 2,
    }),
    dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    inputDilation: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    seed: fc.nat(1e6),
  })
  .filter(({ spatial, taps, padding, dilation, inputDilation }) =>
    [0, 1].every((d) => {
      const [before, behind] = padding[d]!;
      return (spatial[d]! - 1) * inputDilation[d]! + 1 + before + behind >= (taps[d]! - 1) * dilation[d]! + 1;
    }),
  );

/** The formula, sum by sum. */
function byDefinition(x: Tensor, kernel: Tensor, options: Required<ConvOptions>, shape: readonly number[]): number[] {
  const [xs, ks] = [flatData(x), flatData(kernel)];
  const [N, C, H, W] = x.shape as [number, number, number, number];
  const [O, D, K, L] = kernel.shape as [number, number, number, number];
  const pair = (option: unknown): [number, number] => option as [number, number];
  const [s, d, e] = [pair(options.stride), pair(options.dilation), pair(options.inputDilation)];
  const padding = options.padding as [[number, number], [number, number]];
  const at = (place: number, step: number, n: number): number =>
    place >= 0 && place % step === 0 && place / step < n ? place / step : -1;
  const out: number[] = [];
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) {
      for (let p = 0; p < shape[2]!; p++) {
        for (let q = 0; q < shape[3]!; q++) {
          let sum = 0;
          for (let c = 0; c < D; c++) {
            for (let t = 0; t < K; t++) {
              for (let u = 0; u < L; u++) {
                const i = at(s[0] * p + d[0] * t - padding[0][0], e[0], H);
                const j = at(s[1] * q + d[1] * u - padding[1][0], e[1], W);
                if (i < 0 || j < 0) continue;
                const channel = Math.floor(o / (O / options.groups)) * D + c;
                sum += xs[((n * C + channel) * H + i) * W + j]! * ks[((o * D + c) * K + t) * L + u]!;
              }
            }
          }
          out.push(sum);
        }
      }
    }
  }
  return out;
}

describe("a convolution", () => {
  test("is the sum of its formula for every stride, padding, dilation and number of groups", () => {
    fc.assert(
      fc.property(setting, ({ examples, inputs, outputs, groups, spatial, taps, seed, ...windows }) => {
        const x = drawn([examples, inputs * groups, ...spatial], seed);
        const kernel = drawn([outputs * groups, inputs, ...taps], seed + 1);
        const options = { ...windows, groups } as Required<ConvOptions>;
        const y = conv(x, kernel, options);
        const expected = byDefinition(x, kernel, options, y.shape);
        flatData(y).forEach((value, k) => {
          expectClose(value, expected[k]!, ROUNDING, `element ${k}`);
        });
        expect(y.size).toBe(expected.length);
      }),
    );
  });

  test('with padding "same" has ⌈n / stride⌉ windows', () => {
    for (const stride of [1, 2, 3]) {
      for (const [n, k] of [
        [7, 3],
        [8, 4],
        [2, 5],
      ] as const) {
        const y = conv(ones([1, 1, n]), ones([1, 1, k]), { stride, padding: "same" });
        expect(y.shape, `${n} entries, ${k} taps, stride ${stride}`).toEqual([1, 1, Math.ceil(n / stride)]);
      }
    }
  });

  test("goes over volumes, too", () => {
    const y = conv(ones([1, 2, 3, 3, 3]), ones([1, 2, 2, 2, 2]));
    expect(y.shape).toEqual([1, 1, 2, 2, 2]);
    expect(new Set(flatData(y))).toEqual(new Set([16]));
  });

  test("of a spread-out input is the transposed convolution: the gradient of the plain one", () => {
    const [x, kernel] = [drawn([2, 3, 7], 1), drawn([4, 3, 3], 2)];
    const options = { stride: 2, padding: 1 };
    const g = drawn([2, 4, 4], 3);
    const gradient = grad((v: Tensor) => sum(mul(conv(v, kernel, options), g)))(x);
    const turned = at(swapaxes(kernel, 0, 1), "...", "::-1");
    const spread = conv(g, turned, { inputDilation: 2, padding: [[1, 1]] });
    expectAllClose([spread], [gradient], ROUNDING, "the transposed convolution");
  });
});

test("errors name the axis that does not fit and the likely reason", () => {
  expect(() => conv(zeros([3, 8, 8]), zeros([4, 3, 3, 3]))).toThrowErrorMatchingInlineSnapshot(`
    [ShapeError: conv: an input with 3 axes and a kernel with 4 do not fit
      got  [3, 8, 8] and [4, 3, 3, 3]
      hint the input needs an axis of examples in front: expandDims(x, 0)]
  `);
  expect(() => conv(zeros([2, 8, 8, 3]), zeros([4, 3, 3, 3]))).toThrowErrorMatchingInlineSnapshot(`
    [ShapeError: conv: the input has 8 channels, the kernel is for 3
      got  [2, 8, 8, 3] and [4, 3, 3, 3]
      hint channels come second, before the spatial axes: moveaxis(x, -1, 1)]
  `);
  expect(() => conv(zeros([2, 4, 8]), zeros([3, 2, 3]), { groups: 2 })).toThrowErrorMatchingInlineSnapshot(`
    [ShapeError: conv: 3 outputs cannot be divided into 2 groups
      got  [2, 4, 8] and [3, 2, 3]
      hint the first axis of the kernel holds the outputs of all groups]
  `);
  expect(() => conv(zeros([2, 4, 2]), zeros([3, 4, 3]))).toThrowErrorMatchingInlineSnapshot(`
    [ShapeError: conv: a window that reaches over 3 entries does not fit into 2
      got  spatial axis 0 of shape [2, 4, 2] with padding 0 and 0
      hint padding: "same" pads so much that the windows fit]
  `);
  expect(() => conv(zeros([2, 4, 8]), zeros([3, 4, 3]), { stride: 0 })).toThrowErrorMatchingInlineSnapshot(`
    [ArgumentError: conv: stride must be whole numbers above 0, one for all or one for each of 1 spatial axes
      got  0
      hint stride: 2, or one number for each axis: stride: [2, 1]]
  `);
  expect(() => conv(zeros([2, 4, 8]), zeros([3, 4, 3]), { padding: [1, 2] })).toThrowErrorMatchingInlineSnapshot(`
    [ArgumentError: conv: padding must be whole numbers, one for all or one for each of 1 spatial axes
      got  [1, 2]
      hint padding: 1, padding: [1, 2], padding: [[1, 0], [2, 2]] (before, behind), or "same"]
  `);
  expect(() => conv(zeros([2, 4, 8]), zeros([3, 4, 3]), { groups: 1.5 })).toThrowErrorMatchingInlineSnapshot(`
    [ArgumentError: conv: the number of groups must be a whole number above 0, not 1.5
      hint groups = 1 lets every output see every channel; groups = C gives each channel its own kernel]
  `);
});
