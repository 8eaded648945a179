import { tensor } from "@wengert/autograd";
import { expect, test } from "vitest";
import { dataName, dataNamesOf } from "./dataNames.ts";

const data = [tensor([1]), tensor([2])];

/** The names of two data of a function with this text. */
const namesOf = (text: string): string[] => {
  const loss = new Function(`return ${text}`)() as (...args: never[]) => unknown;
  return [...dataNamesOf(loss, [{}, ...data]).values()];
};

test.each([
  ["({ W, b }, x, target) => 0", ["x", "target"]],
  ["function (p, x, { y }) { return 0; }", ["x", "data 2"]],
  ["p => 0", ["data 1", "data 2"]],
])("data are called what the loss calls them: %s", (text, names) => {
  expect(namesOf(text)).toEqual(names);
});

test.each([
  ["({W,b},x2,target2)=>0", ["x", "target"]],
  ["function(p,x3,t){return 0}", ["x", "t"]],
  ["(p,x1,x2)=>0", ["x1", "x2"]],
  ["(p,x,x2)=>0", ["x", "x2"]],
  ["({ W }, x2, t) => 0", ["x2", "t"]],
])("a number that a tool gave to a name is left out again: %s", (text, names) => {
  expect(namesOf(text)).toEqual(names);
});

test("what is one place along an axis of named data is called by that place, in each comparison by its own names", () => {
  const whole = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const [column, row, other] = [tensor([2, 5]), tensor([4, 5, 6]), tensor([2, 6])];
  const names = new Map([[whole, "x"]]);
  expect([whole, column, row, other].map((part) => dataName(names, part))).toEqual(["x", "x[:, 1]", "x[1]", undefined]);
  expect(dataName(new Map([[whole, "inputs"]]), column)).toBe("inputs[:, 1]");
});
