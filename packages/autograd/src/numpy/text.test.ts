import { expect, test } from "vitest";
import { tensor } from "../create.ts";
import { arrayRepr, arrayStr } from "./text.ts";

const x = tensor([
  [1 / 3, 2],
  [-1, 0],
]);

test("arrayStr gives what a template literal gives, and takes print options", () => {
  expect(arrayStr(x)).toBe(`${x}`);
  expect(arrayStr(x, { precision: 2 })).toBe("[[ 0.33  2.  ]\n [-1.    0.  ]]");
});

test("arrayRepr gives the text of an array inside Python's lists", () => {
  expect(arrayRepr(x)).toBe("array([[ 0.33333333,  2.        ],\n       [-1.        ,  0.        ]])");
  expect(arrayRepr(tensor([1, 2], { dtype: "int32" }))).toBe("array([1, 2], dtype=int32)");
  expect(arrayRepr(x, { precision: 1 })).toBe("array([[ 0.3,  2. ],\n       [-1. ,  0. ]])");
});
