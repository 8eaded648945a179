import { expect, test } from "vitest";
import {
  bincount,
  compress,
  convolve,
  cross,
  gradient,
  histogram,
  insert,
  isclose,
  logicalAnd,
  logicalOr,
  logicalXor,
  makeProgram,
  meshgrid,
  ones,
  pad,
  quantile,
  ravel,
  repeat,
  roll,
  searchsorted,
  segmentSum,
  select,
  split,
  type Tensor,
  take,
  tensor,
  tensordot,
  topk,
  trapezoid,
  trimZeros,
  unique,
  zeros,
} from "../index.ts";

// The values of these functions are compared with NumPy's in tests/golden; here is what they say when something is wrong.

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

const mistakes: Readonly<Record<string, () => unknown>> = {
  "uneven parts": () => split(x, 2, 1),
  "widths of pad": () => pad(x, [1, 2, 3]),
  "mode of pad": () => pad(x, 1, "mirror" as never),
  "padding nothing": () => pad(zeros([0]), 1, "edge"),
  "index of take": () => take(x, [7], 0),
  "a condition that is too long": () => compress([true, false, true], x, 0),
  "level in percent": () => quantile([1, 2], 50),
  "axes of tensordot": () => tensordot(x, x, 1),
  "components of cross": () => cross(x, ones([4])),
  "too few samples": () => gradient([1]),
  "negative counts": () => bincount([-1]),
  "segment out of range": () => segmentSum([1, 2], [0, 5], 2),
  "half a step": () => roll(x, 1.5),
  "number of repeats": () => repeat(x, [1, 2], 1),
  "mode of convolve": () => convolve(x, x, { mode: "weird" as never }),
  "neither is longer": () => convolve(ones([2, 3]), ones([3, 2]), { mode: "valid" }),
  "place to insert": () => insert(x, 9, 1, 0),
  "more than there are": () => topk([1, 2], 5),
  "no conditions": () => select([], []),
  "no bins": () => histogram(x, 0),
  indexing: () => meshgrid([[1, 2]], { indexing: "ab" as never }),
  "shifts and axes": () => roll(x, [1, 2, 3], [0, 1]),
  "coordinates of trapezoid": () => trapezoid(x, [1, 2]),
  "side of searchsorted": () => searchsorted([1, 2], 1, "Left" as never),
  "side of trimZeros": () => trimZeros([0, 1], "x" as never),
  "order of ravel": () => ravel(x, { order: "G" as never }),
  "weights of histogram": () => histogram([1, 2], 2, { weights: [1] }),
  "weights of bincount": () => bincount([1, 2], { weights: [1] }),
  "method of quantile": () => quantile([1, 2], 0.5, null, { method: "Linear" as never }),
  "level in a tensor": () => quantile([1, 2], tensor(50)),
  "values while staging": () => makeProgram((v: Tensor) => unique(v) as Tensor)(x),
};

test.each(Object.entries(mistakes))("says what is wrong: %s", (_what, make) => {
  expect(make).toThrowErrorMatchingSnapshot();
});

test("what holds of bools and of numbers is bool", () => {
  const logic = [
    [logicalAnd, [false, false, false, true]],
    [logicalOr, [false, true, true, true]],
    [logicalXor, [false, true, true, false]],
  ] as const;
  for (const dtype of ["bool", "int32", "float32", "float64"] as const) {
    const [a, b] = [tensor([0, 0, 1, 1], { dtype }), tensor([0, 1, 0, 1], { dtype })];
    for (const [f, expected] of logic) {
      expect(f(a, b).dtype).toBe("bool");
      expect(f(a, b).toArray()).toEqual(expected);
    }
    expect(isclose(a, b).dtype).toBe("bool");
  }
});

test("an infinity is near itself alone, whatever is allowed, in both precisions", () => {
  const values = [Infinity, -Infinity, 1e38, 0, Number.NaN];
  for (const dtype of ["float64", "float32"] as const) {
    const [column, row] = [tensor(values, { shape: [5, 1], dtype }), tensor(values, { dtype })];
    for (const options of [{}, { rtol: 0 }, { rtol: 0, atol: 1e39 }, { equalNan: true }]) {
      const near = isclose(column, row, options).toArray();
      expect((near as boolean[][]).map((line) => line.slice(0, 2))).toEqual([
        [true, false],
        [false, true],
        ...new Array(3).fill([false, false]),
      ]);
      expect((near as boolean[][])[4]).toEqual([false, false, false, false, "equalNan" in options]);
    }
  }
});
