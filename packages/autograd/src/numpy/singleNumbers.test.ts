import { expect, test } from "vitest";
import {
  argwhere,
  compress,
  convolve,
  correlate,
  flatnonzero,
  grad,
  nanargmax,
  nanargmin,
  nonzero,
  repeat,
  sum,
  type Tensor,
  take,
  tensor,
  zeros,
} from "../index.ts";

// What a function of entries along an axis makes of a single number and of nothing; the values are NumPy's.

const five = tensor(5);

test("a single number has one entry along its axis 0", () => {
  expect(String(take(five, 0, 0))).toBe("5.0");
  expect(String(take(five, [0, 0], -1))).toBe("[5. 5.]");
  expect(String(compress([true], five, 0))).toBe("[5.]");
  expect(compress([false], five, -1).shape).toEqual([0]);
  expect(String(repeat(five, 3, 0))).toBe("[5. 5. 5.]");
  expect(String(repeat(five, [3], -1))).toBe("[5. 5. 5.]");
  expect(String(grad((x: Tensor) => sum(take(x, [0, 0], 0)))(five))).toBe("2.0");
  for (const call of [() => take(five, 0, 1), () => compress([true], five, 1), () => repeat(five, 2, -2)])
    expect(call).toThrow("there is no axis");
  expect(() => take(five, 1, 0)).toThrow("there is no index 1 along axis 0");
});

test("a single number has no indices", () => {
  expect(() => nonzero(five)).toThrow("nonzero: a single number has no axes");
  expect(argwhere(five).shape).toEqual([1, 0]);
  expect(String(flatnonzero(five))).toBe("[0]");
  expect(nonzero(zeros([0, 2])).map(({ shape }) => shape)).toEqual([[0], [0]]);
});

test("among nothing but NaN no number is the largest", () => {
  const rows = tensor([
    [Number.NaN, Number.NaN],
    [1, 2],
  ]);
  for (const f of [nanargmax, nanargmin]) {
    expect(() => f(Number.NaN)).toThrow(`${f.name}: all numbers are NaN`);
    expect(() => f([Number.NaN, Number.NaN])).toThrow("a tensor of shape [2]");
    expect(() => f(rows, 1)).toThrow("nothing but NaN in it or along the axis");
  }
  expect(nanargmax(rows).item()).toBe(3);
  expect(String(nanargmin(rows, 0, { keepdims: true }))).toBe("[[1 1]]");
  expect(nanargmax([Number.NaN, Number.NEGATIVE_INFINITY, 3]).item()).toBe(2);
  expect(nanargmax(zeros([0, 2]), 1).shape).toEqual([0]);
});

test("nothing is not convolved", () => {
  expect(() => convolve([], [1, 2])).toThrow("convolve: one of the two has no entries to convolve");
  expect(() => convolve([1], [], { mode: "same" })).toThrow("got  [1] and [0]");
  expect(() => correlate([1, 2], [])).toThrow("correlate: one of the two has no entries");
  expect(() => correlate([], [1, 2], "same")).toThrow("correlate: one of the two has no entries");
  // An axis that is not convolved may be empty.
  expect(convolve(zeros([0, 3]), [1, 2], { axes: [[1], [0]] }).shape).toEqual([0, 4]);
});

test("a single number is convolved as a vector of length 1", () => {
  expect(String(convolve(2, [1, 2]))).toBe("[2. 4.]");
  expect(String(convolve([1, 2], 3, { mode: "valid" }))).toBe("[3. 6.]");
  expect(String(convolve(2, 3))).toBe("[6.]");
  expect(String(grad((x: Tensor) => sum(convolve(x, [1, 2])))(five))).toBe("3.0");
  expect(() => correlate(2, [1, 2])).toThrow("correlate: a single number has no axis to move along");
});
