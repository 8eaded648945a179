import { expect, test } from "vitest";
import { evaluate, makeProgram, mul, sum, type Tensor, tensor, toDot } from "./index.ts";
import { call, messageOf } from "./testing/messages.ts";

const x = tensor([1, 2]);
const program = makeProgram((x: Tensor) => sum(mul(x, 2)))(x);

test("the arguments of a program come in a second pair of brackets, those of evaluate in a list", () => {
  for (const args of [x, [x]]) {
    expect(messageOf(() => call(makeProgram, mul, args))).toMatch(
      /arguments stand in the place of the options\n.*\n {2}hint makeProgram\(f\) gives a function of the same arguments/,
    );
  }
  expect(messageOf(() => call(evaluate, program, x, x))).toMatch(
    /the program takes 1 argument\n.*\n {2}hint pass them/,
  );
});

test("only programs are run and drawn", () => {
  expect(messageOf(() => call(evaluate, {}, []))).toMatchInlineSnapshot(`
    "KindError: evaluate: the first argument must be a program
      got  an empty record
      hint makeProgram(f)(x) makes one, for arguments like x"
  `);
  expect(messageOf(() => call(toDot, makeProgram))).toMatchInlineSnapshot(`
    "KindError: toDot: the first argument must be a program
      got  a function
      hint makeProgram(f)(x) makes one, for arguments like x"
  `);
});

test("static arguments are a list of places", () => {
  expect(messageOf(() => call(makeProgram, mul, { static: 1 }))).toMatchInlineSnapshot(`
    "ArgumentError: makeProgram: static is a list of places of arguments, counted from 0
      got  1
      hint makeProgram(f, { static: [1] }): the second argument is part of the program"
  `);
  expect(messageOf(() => call(makeProgram, mul, { static: [-1] }))).toContain("static is a list of places");
});

test("rules are a record of functions", () => {
  const rules = new Map([["mul", () => undefined]]);
  expect(messageOf(() => call(evaluate, program, [x], { rules }))).toMatchInlineSnapshot(`
    "ArgumentError: evaluate: rules are a record
      got  a Map
      hint { mul: ([a, b]) => [result] }: by the names of operations in the printed program"
  `);
  expect(messageOf(() => call(evaluate, program, [x], { rules: { mul: 3 } }))).toMatchInlineSnapshot(`
    "ArgumentError: evaluate: the rule for mul must be a function
      got  3
      hint a rule takes the list of inputs and the equation: ([a, b], equation) => [result]"
  `);
});
