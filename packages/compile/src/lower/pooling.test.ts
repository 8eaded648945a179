import {
  astype,
  grad,
  mul,
  random,
  sum,
  type Tensor,
  tensor,
  transpose,
  windowMax,
  windowSum,
} from "@wengert/autograd";
import { flatData } from "@wengert/autograd/engine";
import { describe, expect, test } from "vitest";
import { compile } from "../index.ts";
import { expectClose } from "../testing/close.ts";

type Options = Parameters<typeof windowMax>[2];

/** The shape of the input, the window, and how it goes. */
const CASES: readonly (readonly [string, readonly number[], readonly number[], Options])[] = [
  ["padded, three by three at every second place", [2, 3, 9, 8], [3, 3], { stride: 2, padding: 1 }],
  ["of the same number as the entries", [2, 3, 7, 6], [2, 3], { padding: "same" }],
  ["overlapping", [4, 10], [3], { stride: 2 }],
  ["of more taps than are written out", [2, 12, 12], [6, 5], { stride: [5, 3] }],
  ["with gaps, cut off in front", [2, 12, 11], [2, 3], { dilation: [3, 2], padding: [[-1, 2], 1] }],
  ["that see nothing but padding", [2, 3], [2], { stride: 2, padding: 3 }],
];

/** Numbers with ties and no negative zeros, whose sums have the sign of the order, and one NaN and infinities of both signs among them. */
function drawn(shape: readonly number[], dtype: "float64" | "float32", special: boolean): Tensor {
  const values = Array.from(flatData(random.RandomState(5).randn(...shape) as Tensor), (v) => Math.round(2 * v) + 0);
  if (special) for (const [i, v] of [Number.NaN, -Infinity, -Infinity, Infinity].entries()) values[i] = v;
  return tensor(values, { shape, dtype });
}

describe.each(["float64", "float32"] as const)("windows in %s,", (dtype) => {
  describe.each([
    ["maxima", windowMax],
    ["sums", windowSum],
  ] as const)("%s", (_, over) => {
    test.each(CASES)(
      "%s, are what they are eagerly, derivatives of both orders included",
      (_, shape, size, options) => {
        const f = (x: Tensor): Tensor => over(x, size, options);
        const compiled = compile(f);
        for (const x of [drawn(shape, dtype, false), drawn(shape, dtype, true)]) {
          expect(flatData(compiled(x))).toEqual(flatData(f(x)));
        }
        const x = drawn(shape, dtype, false);
        expect(compiled.inspect(x).groups.map(({ kind }) => kind)).not.toContain("host");
        const weights = drawn(f(x).shape, dtype, false);
        const first = grad((x: Tensor, w: Tensor) => sum(mul(over(x, size, options), w)));
        const second = grad((x: Tensor, w: Tensor) => sum(mul(first(x, w), mul(x, x))), [0, 1]);
        for (const g of [first, second]) {
          const found = compile(g as typeof first);
          const expected = (g as typeof first)(x, weights);
          // A second call finds in memory what the first has left.
          for (let call = 0; call < 2; call++) expectClose(found(x, weights), expected, `derivatives, call ${call}`);
          expect(found.inspect(x, weights).groups.map(({ kind }) => kind)).not.toContain("host");
        }
      },
    );
  });

  test("of views and of other types read the right numbers", () => {
    const x = drawn([6, 5, 2], dtype, true);
    const f = (x: Tensor): Tensor => windowMax(transpose(x, [2, 1, 0]), [3, 3], { padding: 1 });
    expect(flatData(compile(f)(x))).toEqual(flatData(f(x)));
    const whole = astype(drawn([4, 6], dtype, false), "int32");
    const g = (x: Tensor): Tensor => windowSum(x, [3], { padding: 1 });
    expect(flatData(compile(g)(whole))).toEqual(flatData(g(whole)));
  });
});
