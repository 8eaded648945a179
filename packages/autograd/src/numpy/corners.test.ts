import { expect, test } from "vitest";
import {
  allclose,
  angle,
  arange,
  at,
  bincount,
  copysign,
  cov,
  digitize,
  grad,
  gradient,
  greater,
  histogram,
  i0,
  isclose,
  iv,
  less,
  linalg,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  matvec,
  meshgrid,
  mod,
  ones,
  pad,
  reshape,
  roll,
  sum,
  type Tensor,
  tensor,
  trapezoid,
  trimZeros,
  vecdot,
  vecmat,
  zeros,
} from "../index.ts";

// Corners in which a wrong number would go unnoticed; the values are NumPy's.

test("as many numbers as a stack of calls would not hold are counted", () => {
  const many = mod(arange(300_000), 3);
  expect(String(bincount(many))).toBe("[100000 100000 100000]");
  expect(sum(histogram(many, 3)[0]).item()).toBe(300_000);
});

test("several shifts of one axis add up", () => {
  expect(String(roll([1, 2, 3, 4], [1, 2], 0))).toBe("[2. 3. 4. 1.]");
});

test("numbers lie between falling edges too", () => {
  expect(String(digitize([3, 1, 2, 0, 9], [3, 2, 1]))).toBe("[0 2 1 3 0]");
  expect(String(digitize([3, 1, 2, 0, 9], [3, 2, 1], true))).toBe("[1 3 2 3 0]");
});

test("coordinates of the integral may have the rank of the values", () => {
  expect(String(trapezoid([[1, 2, 3]], [[0, 2, 6]]))).toBe("[13.]");
});

test("the angle of NaN is NaN, that of −0 is π", () => {
  expect(String(angle([Number.NaN, -0, 0, -2]))).toBe("[       nan 3.14159265 0.         3.14159265]");
});

test("integers are padded with integers: ramps round down, means to the nearest", () => {
  const x = tensor([3, -6], { dtype: "int32" });
  expect(String(pad(x, 2, "linear_ramp"))).toBe("[ 0  1  3 -6 -3  0]");
  expect(String(pad(x, 1, "mean"))).toBe("[-2  3 -6 -2]");
});

test("repeated observations count in a covariance as if they were written out", () => {
  const x = tensor([
    [1, 4, 2],
    [0, 1, 5],
  ]);
  const written = at(x, ":", [0, 1, 1, 2, 2, 2]);
  expect(allclose(cov(x, null, { fweights: [1, 2, 3] }), cov(written)).item()).toBe(1);
  // numpy.cov(x, fweights=[1, 2, 3], aweights=[0.5, 1, 2])
  const both = cov(x, null, { fweights: [1, 2, 3], aweights: [0.5, 1, 2] });
  expect(
    allclose(both, [
      [1.0344827586206897, -1.3448275862068966],
      [-1.3448275862068966, 4.620689655172415],
    ]).item(),
  ).toBe(1);
});

test("a sparse grid broadcasts to the whole one", () => {
  const options = { indexing: "ij", sparse: true } as const;
  const [a, b] = meshgrid([tensor([1, 2]), tensor([3, 4, 5])], options) as [Tensor, Tensor];
  expect([a.shape, b.shape]).toEqual([
    [2, 1],
    [1, 3],
  ]);
});

test("norms of nothing are 0", () => {
  expect(linalg.norm(zeros([0]), Infinity).item()).toBe(0);
  expect(String(linalg.norm(zeros([2, 0]), Infinity, 1))).toBe("[0. 0.]");
  expect(linalg.norm(reshape(zeros([0]), [0, 0]), 2).item()).toBe(0);
});

test("what is composed of masks is a mask, and picks elements", () => {
  const x = tensor([1, 2, 3, 4, 5]);
  const [low, high] = [greater(x, 1), less(x, 4)];
  for (const mask of [logicalAnd(low, high), logicalOr(low, high), logicalXor(low, high), logicalNot(low)])
    expect(mask.dtype).toBe("bool");
  expect(String(at(x, logicalAnd(low, high)))).toBe("[2. 3.]");
  expect(String(at(x, logicalOr(logicalNot(low), logicalNot(high))))).toBe("[1. 4. 5.]");
  expect(String(at(x, isclose(x, 3)))).toBe("[3.]");
  expect(String(at(x, isclose(x, Number.NaN, { equalNan: true })))).toBe("[]");
});

test("the size of an integer with another sign is a float, which has a zero below 0", () => {
  const y = copysign(tensor([3, 0], { dtype: "int32" }), -1);
  expect(y.dtype).toBe("float64");
  expect(String(y)).toBe("[-3. -0.]");
});

test("a missing value does not spoil its own slope, which has no part in it", () => {
  expect(String(gradient([1, Number.NaN, 3, 4, 6]))).toBe("[nan 1.  nan 1.5 2. ]");
  expect(String(gradient([0, Number.POSITIVE_INFINITY, 3, 4, 6], { spacing: 2 }))).toBe("[ inf 0.75 -inf 0.75 1.  ]");
});

test("zeros are trimmed along every axis", () => {
  const x = [
    [0, 1, 0],
    [0, 0, 0],
    [0, 0, 2],
  ];
  expect(trimZeros(x).toArray()).toEqual([
    [1, 0],
    [0, 0],
    [0, 2],
  ]);
  expect(trimZeros(x, "b").shape).toEqual([3, 3]);
  expect(trimZeros(zeros([2, 3])).shape).toEqual([0, 0]);
  expect(String(trimZeros(0))).toBe("0.0");
  expect(grad((t: Tensor) => sum(trimZeros(t)))(tensor(x)).toArray()).toEqual([
    [0, 1, 1],
    [0, 1, 1],
    [0, 1, 1],
  ]);
});

test("an odd reflection continues straight lines, however far", () => {
  const odd = { reflectType: "odd" } as const;
  expect(String(pad([1, 2, 3], 7, "reflect", odd))).toBe(
    "[-6. -5. -4. -3. -2. -1.  0.  1.  2.  3.  4.  5.  6.  7.  8.  9. 10.]",
  );
  expect(String(pad([1, 2, 4], [2, 5], "symmetric", odd))).toBe("[0. 1. 1. 2. 4. 4. 6. 7. 7. 8.]");
  expect(String(pad([3], 2, "reflect", odd))).toBe("[3. 3. 3. 3. 3.]");
  // 2a − b in front, so that the slope by the entry at the mirror is 2 + 1 and by its neighbour −1 + 1.
  expect(String(grad((x: Tensor) => sum(pad(x, [1, 0], "reflect", odd)))(tensor([1, 2, 4])))).toBe("[3. 0. 1.]");
  expect(() => pad([1, 2], 1, "reflect", { reflectType: "both" as never })).toThrow('there is no reflection "both"');
});

test("modified Bessel functions grow to infinity, and no sooner than they must", () => {
  expect(String(i0([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300]))).toBe("[inf inf inf]");
  expect(String(iv(1, [Number.NEGATIVE_INFINITY, Number.NaN]))).toBe("[-inf  nan]");
  // e⁷¹² is beyond float64, I₀(712) is not: its leading terms are e⁷¹² (1 + 1/8x + 9/128x² + 225/3072x³)/√2πx.
  const x = 712;
  const series = 1 + 1 / (8 * x) + 9 / (128 * x ** 2) + 225 / (3072 * x ** 3);
  const expected = Math.exp(356) * (series / Math.sqrt(2 * Math.PI * x)) * Math.exp(356);
  expect(i0(x).item() / expected).toBeCloseTo(1, 10);
});

test("a vector of one component does not stand for a longer one, nor a vector for a matrix", () => {
  expect(() => vecdot(ones([3]), ones([3, 1]))).toThrow("vecdot: the vectors have 3 and 1 components");
  expect(vecdot(ones([5, 1, 3]), ones([2, 3])).shape).toEqual([5, 2]);
  expect(() => matvec(ones([3]), ones([3]))).toThrow("a matrix has at least two axes and a vector one, not 1 and 1");
  expect(() => vecmat(ones([3]), ones([3]))).toThrow("a matrix has at least two axes and a vector one, not 1 and 1");
});
