import { describe, expect, test } from "vitest";
import { errorOf } from "./testing/errorOf.ts";

describe("words and signs that are not part of formulas", () => {
  test("an operator of JavaScript is answered with what to write", () => {
    expect(errorOf("x && y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: && is not an operator here
        got  x && y
               ^
        hint logicalAnd(a > 0, b > 0) is true where both are"
    `);
    expect(errorOf("x === y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: === is not an operator here
        got  x === y
               ^
        hint equality is =="
    `);
    expect(errorOf("!x")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ! is not an operator here
        got  !x
             ^
        hint logicalNot(x) negates, as != does =="
    `);
    expect(errorOf("x ? 1 : 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ? is not an operator here
        got  x ? 1 : 2
               ^
        hint choose with where(condition, a, b)"
    `);
    expect(errorOf("x // 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: // is not an operator here
        got  x // 2
               ^
        hint floorDivide(a, b) rounds the quotient down; / divides"
    `);
    expect(errorOf("x % 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: % is not an operator here
        got  x % 2
               ^
        hint the remainder is mod(a, b)"
    `);
    expect(errorOf("x ^ 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ^ is not an operator here
        got  x ^ 2
               ^
        hint a power is a**b"
    `);
  });

  test("a sign from the blackboard is answered with what to type", () => {
    expect(errorOf("2 × y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: × is not an operator here
        got  2 × y
               ^
        hint a product is a * b"
    `);
    expect(errorOf("x²")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ² is not an operator here
        got  x²
              ^
        hint a square is a**2"
    `);
    expect(errorOf("y ≤ 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ≤ is not an operator here
        got  y ≤ 2
               ^
        hint write <="
    `);
    expect(errorOf("2 − y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: − is not an operator here
        got  2 − y
               ^
        hint this is the typographic minus; type -"
    `);
    expect(errorOf("π")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: π is not an operator here
        got  π
             ^
        hint write pi"
    `);
  });

  test("words of Python are answered with what to write", () => {
    expect(errorOf("y > 1 and y < 3")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: and is not part of formulas
        got  y > 1 and y < 3
                   ^
        hint logicalAnd(a > 0, b > 0) is true where both are"
    `);
    expect(errorOf("not y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: not is not part of formulas
        got  not y
             ^
        hint logicalNot(x) negates, as != does =="
    `);
    expect(errorOf("1 if y else 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: if is not part of formulas
        got  1 if y else 2
               ^
        hint choose with where(condition, a, b)"
    `);
    expect(errorOf("sum(v for v in x)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no v
        got  sum(v for v in x)
                 ^
        hint values and functions of your own are interpolated: \${v}"
    `);
    expect(errorOf("lambda v: v")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: lambda is not part of formulas
        got  lambda v: v
             ^
        hint interpolate a function: \${(x) => …}"
    `);
  });

  test("any other character is named", () => {
    expect(errorOf("x $ y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: $ is not an operator here
        got  x $ y
               ^
        hint a formula has numbers, names, \${values}, brackets and + - * / @ ** < <= > >= == !="
    `);
    expect(errorOf("1 + 🙂 + 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: 🙂 is not an operator here
        got  1 + 🙂 + 2
                 ^
        hint a formula has numbers, names, \${values}, brackets and + - * / @ ** < <= > >= == !="
    `);
  });

  test("text without an end", () => {
    expect(errorOf("x.astype('int32)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the text does not end
        got  x.astype('int32)
                      ^
        hint close it with the same quote on the same line; it holds no interpolation and no backslash"
    `);
  });
});

describe("numbers", () => {
  test("a number that runs into letters", () => {
    expect(errorOf("2x")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the number 2 runs into x
        got  2x
              ^
        hint a product is written 2 * x"
    `);
    expect(errorOf("1j")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the number 1 runs into j
        got  1j
              ^
        hint there are no complex numbers"
    `);
    expect(errorOf("0xFF")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the number 0 runs into xFF
        got  0xFF
              ^
        hint write the number in decimal"
    `);
    expect(errorOf("1__0")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the number 1 runs into __0
        got  1__0
              ^
        hint an underscore stands between two digits: 1_000"
    `);
    expect(errorOf("3e")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the number 3 runs into e
        got  3e
              ^
        hint an exponent has digits: 1e-3"
    `);
  });
});
