import fc from "fast-check";
import { expect, test } from "vitest";
import { conv, convolve, ones, reshape, sum, tensor } from "../index.ts";

const whole = fc.integer({ min: -9, max: 9 });

/** One channel for each group, along one axis: two groups of examples [1, 2, n] and kernels [2, 1, k]. */
const problem = fc.record({
  x: fc.array(whole, { minLength: 24, maxLength: 24 }),
  kernel: fc.array(whole, { minLength: 6, maxLength: 6 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  before: fc.integer({ min: 0, max: 5 }),
  behind: fc.integer({ min: 0, max: 5 }),
});

test("along a line with one output for each group it is the sum over the taps that lie inside", () => {
  fc.assert(
    fc.property(problem, ({ x, kernel, stride, dilation, before, behind }) => {
      const y = conv(reshape(tensor(x), [1, 2, 12]), reshape(tensor(kernel), [2, 1, 3]), {
        stride,
        dilation,
        padding: [[before, behind]],
        groups: 2,
      });
      const count = Math.floor((12 + before + behind - 2 * dilation - 1) / stride) + 1;
      const expected = [0, 1].map((group) =>
        Array.from({ length: count }, (_, w) => {
          const taps = [0, 1, 2].map((t) => {
            const place = w * stride + t * dilation - before;
            return place < 0 || place >= 12 ? 0 : x[group * 12 + place]! * kernel[group * 3 + t]!;
          });
          return taps.reduce((a, b) => a + b, 0);
        }),
      );
      expect(y.toArray()).toEqual([expected]);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("a long line and many taps need no matrix of all windows", () => {
  // Five and four taps hang over at the ends, which takes 5 + … + 1 and 4 + … + 1 away.
  // As a matrix the second one would have 2·10⁸ entries, 1.6 GB.
  expect(sum(convolve(ones([1_000_000]), ones([10]), { mode: "same" })).item()).toBe(1e7 - 15 - 10);
  expect(convolve(ones([100_000]), ones([2000])).shape).toEqual([101_999]);
});
