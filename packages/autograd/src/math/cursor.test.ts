import { describe, expect, test } from "vitest";
import { errorOf } from "./testing/errorOf.ts";

describe("what is missing or too much", () => {
  test("an empty formula", () => {
    expect(errorOf("")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula is empty
        got  
             ^
        hint write an expression, for instance mean(\${x}**2)"
    `);
    expect(errorOf("  # nothing")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula is empty
        got  # nothing
                      ^
        hint write an expression, for instance mean(\${x}**2)"
    `);
  });

  test("a formula that ends too early", () => {
    expect(errorOf("y +")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  y +
                ^
        hint a value is missing"
    `);
    expect(errorOf("(x + 1")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  (x + 1
                   ^
        hint a bracket is still open: close it with )"
    `);
    expect(errorOf("[1, 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  [1, 2
                  ^
        hint a bracket is still open: close it with ]"
    `);
    expect(errorOf("sum(x,")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  sum(x,
                   ^
        hint a value is missing"
    `);
    expect(errorOf("x[0")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  x[0
                ^
        hint a bracket is still open: close it with ]"
    `);
    expect(errorOf("np.")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  np.
                ^
        hint a name is missing"
    `);
  });

  test("a bracket that closes nothing", () => {
    expect(errorOf("(x))")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ) cannot stand here
        got  (x))
                ^
        hint it closes no bracket"
    `);
    expect(errorOf("x]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ] cannot stand here
        got  x]
              ^
        hint it closes no bracket"
    `);
    expect(errorOf("(x]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ] cannot stand here
        got  (x]
               ^
        hint a bracket is open: close it with )"
    `);
  });

  test("two values without an operator", () => {
    expect(errorOf("2 y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: y follows 2 directly
        got  2 y
               ^
        hint an operator or a comma is missing: a product is written 2 * y"
    `);
    expect(errorOf("sum(x) y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: y follows ) directly
        got  sum(x) y
                    ^
        hint an operator or a comma is missing: a product is written a * b"
    `);
    expect(errorOf("sum(x y)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: y follows x directly
        got  sum(x y)
                   ^
        hint an operator or a comma is missing: a product is written x * y"
    `);
  });

  test("an operator without its left side", () => {
    expect(errorOf("* y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: * cannot stand here
        got  * y
             ^
        hint expected a value"
    `);
    expect(errorOf("x + / y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: / cannot stand here
        got  x + / y
                 ^
        hint expected a value"
    `);
    expect(errorOf("(, y)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: , cannot stand here
        got  (, y)
              ^
        hint expected a value"
    `);
    expect(errorOf("sum(*y)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: * cannot stand here
        got  sum(*y)
                 ^
        hint lists are not unpacked here: write the arguments out"
    `);
  });

  test("a comma or an equals sign outside a call", () => {
    expect(errorOf("x, y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: , cannot stand here
        got  x, y
              ^
        hint a formula has one value; stack several with [a, b]"
    `);
    expect(errorOf("x = y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: = cannot stand here
        got  x = y
               ^
        hint equality is ==; a single = names an argument of a call: sum(x, axis=0)"
    `);
    expect(errorOf("x : y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: : cannot stand here
        got  x : y
               ^
        hint a colon makes slices in square brackets: x[1:3]"
    `);
  });

  test("a chain of comparisons", () => {
    expect(errorOf("0 < y < 3")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: comparisons cannot be chained
        got  0 < y < 3
                   ^
        hint logicalAnd(a < b, b < c) is true where both hold"
    `);
    expect(errorOf("0 < y == True")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: comparisons cannot be chained
        got  0 < y == True
                   ^
        hint logicalAnd(a < b, b < c) is true where both hold"
    `);
  });
});

describe("names", () => {
  test("an unknown name near a known one", () => {
    expect(errorOf("sigmod(x)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no sigmod
        got  sigmod(x)
             ^
        hint did you mean sigmoid? values and functions of your own are interpolated: \${sigmod}"
    `);
    expect(errorOf("SUM(x)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no SUM
        got  SUM(x)
             ^
        hint did you mean sum? values and functions of your own are interpolated: \${SUM}"
    `);
    expect(errorOf("np.expp(x)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no expp
        got  np.expp(x)
                ^
        hint did you mean exp?"
    `);
    expect(errorOf("newaxes")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no newaxes
        got  newaxes
             ^
        hint did you mean newaxis? values and functions of your own are interpolated: \${newaxes}"
    `);
    expect(errorOf("Flase")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no Flase
        got  Flase
             ^
        hint did you mean False? values and functions of your own are interpolated: \${Flase}"
    `);
  });

  test("an unknown name near none", () => {
    expect(errorOf("weights @ x")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no weights
        got  weights @ x
             ^
        hint values and functions of your own are interpolated: \${weights}"
    `);
    expect(errorOf("q")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no q
        got  q
             ^
        hint values and functions of your own are interpolated: \${q}"
    `);
    expect(errorOf("np")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: np alone is no value
        got  np
             ^
        hint write np.exp(x) or exp(x)"
    `);
  });

  test("an unknown method or attribute", () => {
    expect(errorOf("x.men()")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: tensors have no .men in a formula
        got  x.men()
               ^
        hint did you mean .mean?"
    `);
    expect(errorOf("x.shapes")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: tensors have no .shapes in a formula
        got  x.shapes
               ^
        hint did you mean .shape?"
    `);
    expect(errorOf("x.backward()")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: tensors have no .backward in a formula
        got  x.backward()
               ^
        hint there are .T, .shape, .size, .ndim, .dtype and NumPy's methods"
    `);
    expect(errorOf("x.t")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: tensors have no .t in a formula
        got  x.t
               ^
        hint did you mean .T?"
    `);
  });

  test("a method that is not called", () => {
    expect(errorOf("x.sum + 1")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: .sum is a method and is not called
        got  x.sum + 1
               ^
        hint write .sum()"
    `);
  });
});
