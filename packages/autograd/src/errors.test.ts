import { describe, expect, test } from "vitest";
import {
  add,
  argmax,
  matmul,
  max,
  mul,
  sub,
  sum,
  type Tensor,
  tensor,
  type WengertError,
  where,
  zeros,
} from "./index.ts";
import { call, messageOf } from "./testing/messages.ts";

const x = tensor([1, 2, 3]);
const A = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

/** Zeros of a shape that only the run time knows. */
function of(...shape: number[]): Tensor {
  return zeros(shape);
}

test("the parts of an error's text are fields, and not shown a second time where it is printed", () => {
  try {
    matmul(A, of(2));
    expect.unreachable();
  } catch (error) {
    const { code, op, problem, got, hint, page, shapes } = error as WengertError;
    expect({ code, op, problem, got, page, shapes }).toEqual({
      code: "shape-mismatch",
      op: "matmul",
      problem: "the inner sizes differ, 3 and 2",
      got: "[2, 3] and [2]",
      page: "docs/errors/shape-mismatch.md",
      shapes: [[2, 3], [2]],
    });
    expect(hint).toContain("the other way round");
    expect(Object.keys(error as object)).toEqual(["code", "op", "page", "shapes"]);
  }
});

describe("shapes that do not broadcast", () => {
  test("a vector that lacks an axis at the end, or in the middle, is told which axis to give", () => {
    expect(messageOf(() => add(A, of(2)))).toMatchInlineSnapshot(`
      "ShapeError: add: the lengths 3 and 2 of axis -1 differ, and neither is 1
        got  [2, 3] and [2]
        hint an axis of length 1 makes the second [2, 1], which fits: expandDims(x, -1)"
    `);
    expect(messageOf(() => add(of(2), A))).toMatchInlineSnapshot(`
      "ShapeError: add: the lengths 2 and 3 of axis -1 differ, and neither is 1
        got  [2] and [2, 3]
        hint an axis of length 1 makes the first [2, 1], which fits: expandDims(x, -1)"
    `);
    expect(messageOf(() => add(of(5, 2, 3), of(5, 3)))).toMatchInlineSnapshot(`
      "ShapeError: add: the lengths 2 and 5 of axis -2 differ, and neither is 1
        got  [5, 2, 3] and [5, 3]
        hint an axis of length 1 makes the second [5, 1, 3], which fits: expandDims(x, 1)"
    `);
  });

  test("a transposed operand is recognised", () => {
    expect(messageOf(() => sub(A, of(3, 2)))).toMatchInlineSnapshot(`
      "ShapeError: sub: the lengths 3 and 2 of axis -1 differ, and neither is 1
        got  [2, 3] and [3, 2]
        hint one of the two is transposed: transpose(x) swaps its axes"
    `);
  });

  test("two vectors of different length, and shapes without a likely repair, get the rule", () => {
    expect(messageOf(() => mul(x, tensor([1, 2])))).toMatchInlineSnapshot(`
      "ShapeError: mul: the lengths 3 and 2 of axis -1 differ, and neither is 1
        got  [3] and [2]
        hint entries are paired one by one; to pair each with each, give one of them an axis: expandDims(x, -1)"
    `);
    expect(messageOf(() => where(tensor([true, false]), x, x))).toMatchInlineSnapshot(`
      "ShapeError: where: the lengths 2 and 3 of axis -1 differ, and neither is 1
        got  [2] and [3]
        hint entries are paired one by one; to pair each with each, give one of them an axis: expandDims(x, -1)"
    `);
    expect(messageOf(() => add(A, of(4, 5)))).toMatchInlineSnapshot(`
      "ShapeError: add: the lengths 3 and 5 of axis -1 differ, and neither is 1
        got  [2, 3] and [4, 5]
        hint lengths are compared from the last axis backwards; a length of 1 is repeated to fit"
    `);
  });
});

describe("a matrix product of sizes that do not fit", () => {
  test("says when the operands fit the other way round", () => {
    expect(messageOf(() => matmul(of(4), of(10, 4)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 4 and 10
        got  [4] and [10, 4]
        hint the other way round they fit: matmul(b, a) is [10, 4] @ [4]"
    `);
    expect(messageOf(() => matmul(of(5, 4), of(3, 5)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 4 and 3
        got  [5, 4] and [3, 5]
        hint the other way round they fit: matmul(b, a) is [3, 5] @ [5, 4]"
    `);
  });

  test("does not say so of two equal shapes, which fit only transposed", () => {
    expect(messageOf(() => matmul(of(2, 3), of(2, 3)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 3 and 2
        got  [2, 3] and [2, 3]
        hint transpose the second: matmul(a, transpose(b)) is [2, 3] @ [3, 2] (a layer of weights [out, in] on a batch [n, in])"
    `);
  });

  test("says which operand to transpose: weights on a batch, or the first", () => {
    expect(messageOf(() => matmul(of(1, 4), of(10, 4)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 4 and 10
        got  [1, 4] and [10, 4]
        hint transpose the second: matmul(a, transpose(b)) is [1, 4] @ [4, 10] (a layer of weights [out, in] on a batch [n, in])"
    `);
    expect(messageOf(() => matmul(of(4, 3), of(4, 5)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 3 and 4
        got  [4, 3] and [4, 5]
        hint transpose the first: matmul(transpose(a), b) is [3, 4] @ [4, 5]"
    `);
    expect(messageOf(() => matmul(of(2, 3, 4), of(2, 5, 4)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 4 and 5
        got  [2, 3, 4] and [2, 5, 4]
        hint transpose the second: matmul(a, swapaxes(b, -1, -2)) is [2, 3, 4] @ [2, 4, 5]"
    `);
  });

  test("otherwise gives the rule; a number and clashing batches have rules of their own", () => {
    expect(messageOf(() => matmul(of(3, 4), of(5, 6)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 4 and 5
        got  [3, 4] and [5, 6]
        hint the first must have as many columns as the second has rows: [m, k] @ [k, n]"
    `);
    expect(messageOf(() => call(matmul, 2, of(4, 5)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: an operand is a single number, without rows or columns
        got  [] and [4, 5]
        hint mul(a, b) multiplies by a number"
    `);
    expect(messageOf(() => matmul(of(2, 3, 4), of(3, 4, 5)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the axes before the last two do not broadcast, [2] and [3]
        got  [2, 3, 4] and [3, 4, 5]
        hint they number the matrices of a batch: their lengths must agree or be 1"
    `);
  });

  /** The shape that a hint promises is the shape of the product that it names. */
  test("the hints are true", () => {
    expect(matmul(of(10, 4), of(4)).shape).toEqual([10]);
    expect(matmul(of(3, 5), of(5, 4)).shape).toEqual([3, 4]);
    expect(matmul(of(1, 4), of(4, 10)).shape).toEqual([1, 10]);
  });
});

describe("axes", () => {
  test("that do not exist, counted from the front or the end", () => {
    expect(messageOf(() => sum(A, 2))).toMatchInlineSnapshot(`
      "ArgumentError: sum: there is no axis 2 in a tensor with 2 axes
        got  shape [2, 3]
        hint axes are 0 to 1, or -1 to -2 counted from the end"
    `);
    expect(messageOf(() => sum(x, -2))).toMatchInlineSnapshot(`
      "ArgumentError: sum: there is no axis -2 in a tensor with 1 axis
        got  shape [3]
        hint the only axis is 0, or -1 counted from the end"
    `);
    expect(messageOf(() => call(sum, tensor(1), 0))).toMatchInlineSnapshot(`
      "ArgumentError: sum: there is no axis 0 in a tensor with 0 axes
        got  shape []
        hint a single number has no axes; leave the axis out"
    `);
  });

  test("that are no axes", () => {
    expect(messageOf(() => sum(A, 0.5))).toMatchInlineSnapshot(`
      "ArgumentError: sum: an axis must be a whole number, not 0.5
        got  shape [2, 3]
        hint axes are 0 to 1, or -1 to -2 counted from the end"
    `);
    expect(messageOf(() => call(sum, A, { keepdims: true }))).toMatchInlineSnapshot(`
      "ArgumentError: sum: an axis must be a whole number, not a record with the keys keepdims
        got  shape [2, 3]
        hint the axis is not named, sum(x, 0), and options come after it, sum(x, 0, { keepdims: true }); null stands for all axes"
    `);
    expect(messageOf(() => call(argmax, A, [0, 1]))).toMatchInlineSnapshot(`
      "ArgumentError: argmax: an axis must be a whole number, not [0, 1]
        got  shape [2, 3]
        hint this operation takes one axis, without brackets"
    `);
    expect(messageOf(() => sum(A, [0, -2]))).toMatchInlineSnapshot(`
      "ArgumentError: sum: axis 0 is named twice
        got  axes [0, -2] of shape [2, 3]
        hint a negative axis counts from the end and may be one already named"
    `);
  });

  test("with nothing along them have no largest entry", () => {
    expect(messageOf(() => max(zeros([0, 3]), 0))).toMatchInlineSnapshot(`
      "ArgumentError: max: there is no largest of zero elements
        got  shape [0, 3]
        hint an axis that is reduced must have at least one entry; check the data that was selected"
    `);
  });
});

test("every error names the page that explains it", () => {
  try {
    add(A, of(2));
  } catch (error) {
    expect(error).toMatchObject({
      code: "shape-mismatch",
      op: "add",
      page: "docs/errors/shape-mismatch.md",
      shapes: [[2, 3], [2]],
    });
  }
  expect.assertions(1);
});
